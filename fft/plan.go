package fft

import (
	"context"
	"unsafe"

	"tandem/fft/internal/engine"
	"tandem/fft/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// A Plan computes transforms of one length of complex128 values. It is immutable: any number of goroutines may use one at
// once. Its methods allocate nothing once their recycled buffers exist.
type Plan struct{ core[float64] }

// A Plan32 is a Plan for complex64.
type Plan32 struct{ core[float32] }

// NewPlan returns a plan for length n, any n ≥ 1. It takes about as long as a hundred transforms, and keeps roots of unity
// worth about two complex numbers per point.
func NewPlan(n int) (*Plan, error) {
	if err := checkPlan(n, 16); err != nil {
		return nil, err
	}
	p := new(Plan)
	p.init(n, kernel.Of64(simd.Active()))
	return p, nil
}

// NewPlan32 returns a plan for length n of complex64 values.
func NewPlan32(n int) (*Plan32, error) {
	if err := checkPlan(n, 8); err != nil {
		return nil, err
	}
	p := new(Plan32)
	p.init(n, kernel.Of32(simd.Active()))
	return p, nil
}

// core is the part of a plan that does not depend on the type of elements.
type core[T kernel.Float] struct {
	n     int
	whole kernel.Whole[T] // of a length that has one kernel, which takes less time than the layers between
	t     *engine.Transform[T]
	many  *engine.Many[T]
	edges [2][3]kernel.Edge[T] // by direction and norm
}

func (c *core[T]) init(n int, families []*kernel.Family[T]) {
	c.t = engine.New(n, families)
	c.n, c.whole = n, c.t.Whole
	c.many = engine.NewMany(c.t, families)
	for norm := Backward; norm <= Forward; norm++ {
		c.edges[0][norm] = kernel.NewEdge[T](false, norm.factor(float64(n), false))
		c.edges[1][norm] = kernel.NewEdge[T](true, norm.factor(float64(n), true))
	}
}

// Len returns the length.
func (c *core[T]) Len() int { return c.t.N }

// String tells how the plan computes: the method and the radices.
func (c *core[T]) String() string { return c.t.Recipe.String() }

// teamFrom is the length below which a transform is over before a second thread could start.
const teamFrom = 1 << 13

// run transforms the n complex numbers at src to dst.
func (c *core[T]) run(ctx context.Context, dst, src unsafe.Pointer, e *kernel.Edge[T]) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var team parallel.Team
	if c.t.N >= teamFrom {
		team = parallel.TeamOf(ctx)
	}
	c.t.Run(team, (*T)(dst), (*T)(src), e)
	return nil
}

// fit tells in a few instructions that check would find nothing.
func fit[C any](n int, dst, src []C) bool {
	d := uintptr(unsafe.Pointer(unsafe.SliceData(dst))) - uintptr(unsafe.Pointer(unsafe.SliceData(src)))
	size := uintptr(n) * unsafe.Sizeof(dst[0])
	return len(dst) == n && len(src) == n && (d == 0 || d >= size && -d >= size)
}

func check[C any](n int, dst, src []C) error {
	if len(dst) != n {
		return checkSlice("dst", len(dst), n)
	}
	if len(src) != n {
		return checkSlice("src", len(src), n)
	}
	if &dst[0] == &src[0] {
		return nil
	}
	return checkOverlap(dst, src, true)
}

// Forward computes dst[k] = Σ src[j]·exp(−2πi·jk/n), without a factor. Both slices have the plan's length; they are the same
// or do not overlap. src is not modified unless it is dst.
func (p *Plan) Forward(ctx context.Context, dst, src []complex128) error {
	if p.whole != nil && fit(p.n, dst, src) && alive(ctx) { // as Transform does: one call less
		p.whole((*float64)(unsafe.Pointer(&dst[0])), (*float64)(unsafe.Pointer(&src[0])), &p.edges[0][Backward])
		return nil
	}
	return p.Transform(ctx, dst, src, false, Backward)
}

// Inverse computes dst[j] = 1/n · Σ src[k]·exp(2πi·jk/n), under the conditions of Forward.
func (p *Plan) Inverse(ctx context.Context, dst, src []complex128) error {
	if p.whole != nil && fit(p.n, dst, src) && alive(ctx) { // as Transform does: one call less
		p.whole((*float64)(unsafe.Pointer(&dst[0])), (*float64)(unsafe.Pointer(&src[0])), &p.edges[1][Backward])
		return nil
	}
	return p.Transform(ctx, dst, src, true, Backward)
}

// Transform is Forward, or Inverse if inverse is set, with the factor of any norm.
func (p *Plan) Transform(ctx context.Context, dst, src []complex128, inverse bool, norm Norm) error {
	if p.whole != nil && fit(p.n, dst, src) && norm.valid() && alive(ctx) {
		e := &p.edges[0][norm]
		if inverse {
			e = &p.edges[1][norm]
		}
		p.whole((*float64)(unsafe.Pointer(&dst[0])), (*float64)(unsafe.Pointer(&src[0])), e)
		return nil
	}
	if err := check(p.n, dst, src); err != nil {
		return err
	}
	e, err := p.edge(inverse, norm)
	if err != nil {
		return err
	}
	return p.run(ctx, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), e)
}

// Forward computes dst[k] = Σ src[j]·exp(−2πi·jk/n), as Plan.Forward does.
func (p *Plan32) Forward(ctx context.Context, dst, src []complex64) error {
	if p.whole != nil && fit(p.n, dst, src) && alive(ctx) { // as Transform does: one call less
		p.whole((*float32)(unsafe.Pointer(&dst[0])), (*float32)(unsafe.Pointer(&src[0])), &p.edges[0][Backward])
		return nil
	}
	return p.Transform(ctx, dst, src, false, Backward)
}

// Inverse computes dst[j] = 1/n · Σ src[k]·exp(2πi·jk/n), as Plan.Inverse does.
func (p *Plan32) Inverse(ctx context.Context, dst, src []complex64) error {
	if p.whole != nil && fit(p.n, dst, src) && alive(ctx) { // as Transform does: one call less
		p.whole((*float32)(unsafe.Pointer(&dst[0])), (*float32)(unsafe.Pointer(&src[0])), &p.edges[1][Backward])
		return nil
	}
	return p.Transform(ctx, dst, src, true, Backward)
}

// Transform is Forward, or Inverse if inverse is set, with the factor of any norm.
func (p *Plan32) Transform(ctx context.Context, dst, src []complex64, inverse bool, norm Norm) error {
	if p.whole != nil && fit(p.n, dst, src) && norm.valid() && alive(ctx) {
		e := &p.edges[0][norm]
		if inverse {
			e = &p.edges[1][norm]
		}
		p.whole((*float32)(unsafe.Pointer(&dst[0])), (*float32)(unsafe.Pointer(&src[0])), e)
		return nil
	}
	if err := check(p.n, dst, src); err != nil {
		return err
	}
	e, err := p.edge(inverse, norm)
	if err != nil {
		return err
	}
	return p.run(ctx, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), e)
}

func (c *core[T]) edge(inverse bool, norm Norm) (*kernel.Edge[T], error) {
	if err := norm.check(); err != nil {
		return nil, err
	}
	if inverse {
		return &c.edges[1][norm], nil
	}
	return &c.edges[0][norm], nil
}

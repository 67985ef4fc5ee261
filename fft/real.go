package fft

import (
	"context"
	"sync"
	"unsafe"

	"tandem/fft/internal/engine"
	"tandem/fft/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// A RealPlan computes transforms of one length of float64 values. Of the n complex results the first n/2+1 determine the
// rest, X[n−k] = conj X[k]; only they are kept. An even length costs half a complex transform. A RealPlan is immutable and
// safe for concurrent use.
type RealPlan struct{ realCore[float64] }

// A RealPlan32 is a RealPlan for float32.
type RealPlan32 struct{ realCore[float32] }

type realCore[T kernel.Float] struct {
	n     int
	r     *engine.Real[T]
	edges [2][3]kernel.Edge[T]

	columns sync.Pool // of *[]T: vectors gathered from afar
}

func (c *realCore[T]) init(n int, families []*kernel.Family[T]) {
	c.n, c.r = n, engine.NewReal(n, families)
	for norm := Backward; norm <= Forward; norm++ {
		c.edges[0][norm] = kernel.NewEdge[T](false, norm.factor(float64(n), false))
		c.edges[1][norm] = kernel.NewEdge[T](true, norm.factor(float64(n), true))
	}
}

// Len returns the number of real values.
func (c *realCore[T]) Len() int { return c.n }

func (c *realCore[T]) forward(ctx context.Context, dst, src unsafe.Pointer, norm Norm) error {
	team, err := c.begin(ctx, norm)
	if err == nil {
		c.r.Forward(team, (*T)(dst), (*T)(src), &c.edges[0][norm])
	}
	return err
}

func (c *realCore[T]) inverse(ctx context.Context, dst, src unsafe.Pointer, norm Norm) error {
	team, err := c.begin(ctx, norm)
	if err == nil {
		c.r.Inverse(team, (*T)(dst), (*T)(src), &c.edges[1][norm])
	}
	return err
}

func (c *realCore[T]) begin(ctx context.Context, norm Norm) (team parallel.Team, err error) {
	if err := norm.check(); err != nil {
		return team, err
	}
	if c.n >= teamFrom {
		team = parallel.TeamOf(ctx)
	}
	return team, ctx.Err()
}

// NewRealPlan returns a plan for n real values, any n ≥ 1.
func NewRealPlan(n int) (*RealPlan, error) {
	if err := checkPlan(n, 8); err != nil {
		return nil, err
	}
	p := new(RealPlan)
	p.init(n, kernel.Of64(simd.Active()))
	return p, nil
}

// NewRealPlan32 returns a plan for n float32 values.
func NewRealPlan32(n int) (*RealPlan32, error) {
	if err := checkPlan(n, 4); err != nil {
		return nil, err
	}
	p := new(RealPlan32)
	p.init(n, kernel.Of32(simd.Active()))
	return p, nil
}

// fitReal tells in a few instructions that checkReal would find nothing.
func fitReal[C, F any](n int, spectrum []C, values []F) bool {
	d := uintptr(unsafe.Pointer(unsafe.SliceData(spectrum))) - uintptr(unsafe.Pointer(unsafe.SliceData(values)))
	size := uintptr(n) * unsafe.Sizeof(values[0])
	return len(spectrum) == n/2+1 && len(values) == n && d >= size && -d >= size+unsafe.Sizeof(spectrum[0])
}

func checkReal[C, F any](n int, spectrum []C, values []F) error {
	if err := checkSlice("spectrum", len(spectrum), n/2+1); err != nil {
		return err
	}
	if err := checkSlice("real slice", len(values), n); err != nil {
		return err
	}
	return checkOverlap(spectrum, values, false)
}

// Forward computes dst[k] = norm · Σ src[j]·exp(−2πi·jk/n) for k ≤ n/2. dst has n/2+1 elements, src n; they do not overlap.
func (p *RealPlan) Forward(ctx context.Context, dst []complex128, src []float64, norm Norm) error {
	if p.r.There != nil && fitReal(p.n, dst, src) && norm.valid() && alive(ctx) {
		p.r.There((*float64)(unsafe.Pointer(&dst[0])), &src[0], &p.edges[0][norm])
		return nil
	}
	if err := checkReal(p.n, dst, src); err != nil {
		return err
	}
	return p.forward(ctx, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), norm)
}

// Inverse computes n real values from the first n/2+1 of their transform. The imaginary parts of the first, and for even n
// of the last, are taken as zero. src is not modified.
func (p *RealPlan) Inverse(ctx context.Context, dst []float64, src []complex128, norm Norm) error {
	if p.r.Back != nil && fitReal(p.n, src, dst) && norm.valid() && alive(ctx) {
		p.r.Back(&dst[0], (*float64)(unsafe.Pointer(&src[0])), &p.edges[1][norm])
		return nil
	}
	if err := checkReal(p.n, src, dst); err != nil {
		return err
	}
	return p.inverse(ctx, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), norm)
}

// Forward computes dst[k] = norm · Σ src[j]·exp(−2πi·jk/n) for k ≤ n/2, as RealPlan.Forward does.
func (p *RealPlan32) Forward(ctx context.Context, dst []complex64, src []float32, norm Norm) error {
	if p.r.There != nil && fitReal(p.n, dst, src) && norm.valid() && alive(ctx) {
		p.r.There((*float32)(unsafe.Pointer(&dst[0])), &src[0], &p.edges[0][norm])
		return nil
	}
	if err := checkReal(p.n, dst, src); err != nil {
		return err
	}
	return p.forward(ctx, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), norm)
}

// Inverse computes n real values from the first n/2+1 of their transform, as RealPlan.Inverse does.
func (p *RealPlan32) Inverse(ctx context.Context, dst []float32, src []complex64, norm Norm) error {
	if p.r.Back != nil && fitReal(p.n, src, dst) && norm.valid() && alive(ctx) {
		p.r.Back(&dst[0], (*float32)(unsafe.Pointer(&src[0])), &p.edges[1][norm])
		return nil
	}
	if err := checkReal(p.n, src, dst); err != nil {
		return err
	}
	return p.inverse(ctx, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), norm)
}

// RFFT returns the n/2+1 independent values of the transform of n real ones.
func RFFT(ctx context.Context, x []float64, opts ...Options) ([]complex128, error) {
	return rfft[float64, complex128](ctx, x, opts, realPlan, NewRealPlan)
}

// RFFT32 is RFFT in single precision.
func RFFT32(ctx context.Context, x []float32, opts ...Options) ([]complex64, error) {
	return rfft[float32, complex64](ctx, x, opts, realPlan32, NewRealPlan32)
}

// IRFFT returns the real values whose transform begins with x. There are 2·(len(x)−1) of them unless Options.N says
// otherwise: an odd number must be given.
func IRFFT(ctx context.Context, x []complex128, opts ...Options) ([]float64, error) {
	return irfft[float64](ctx, x, opts, realPlan, NewRealPlan)
}

// IRFFT32 is IRFFT in single precision.
func IRFFT32(ctx context.Context, x []complex64, opts ...Options) ([]float32, error) {
	return irfft[float32](ctx, x, opts, realPlan32, NewRealPlan32)
}

type realPlanner[F Float, C Complex] interface {
	Forward(ctx context.Context, dst []C, src []F, norm Norm) error
	Inverse(ctx context.Context, dst []F, src []C, norm Norm) error
}

func rfft[F Float, C Complex, P realPlanner[F, C]](ctx context.Context, x []F, opts []Options, kind planKind, build func(int) (P, error)) ([]C, error) {
	o, n, err := ofSignal(opts, len(x))
	if err != nil {
		return nil, err
	}
	if err := checkPlan(n, int(unsafe.Sizeof(*new(C)))); err != nil {
		return nil, err
	}
	p, err := cached(n, kind, build)
	if err != nil {
		return nil, err
	}
	y := make([]C, n/2+1)
	if err := p.Forward(ctx, y, resize(x, n), o.Norm); err != nil {
		return nil, err
	}
	return y, nil
}

func irfft[F Float, C Complex, P realPlanner[F, C]](ctx context.Context, x []C, opts []Options, kind planKind, build func(int) (P, error)) ([]F, error) {
	o, n, err := ofSignal(opts, 2*(len(x)-1))
	if err != nil {
		return nil, err
	}
	if err := checkPlan(n, int(unsafe.Sizeof(*new(C)))); err != nil {
		return nil, err
	}
	p, err := cached(n, kind, build)
	if err != nil {
		return nil, err
	}
	y := make([]F, n)
	if err := p.Inverse(ctx, y, resize(x, n/2+1), o.Norm); err != nil {
		return nil, err
	}
	return y, nil
}

// resize returns x cut to n elements, or a copy padded with zeros.
func resize[E any](x []E, n int) []E {
	if len(x) >= n {
		return x[:n]
	}
	return append(x[:len(x):len(x)], make([]E, n-len(x))...)
}

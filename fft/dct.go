package fft

import (
	"context"
	"fmt"
	"math"
	"sync"
	"unsafe"

	"tandem/fft/internal/engine"
	"tandem/fft/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// A Kind is one of the four common cosine or sine transforms, which differ in where the signal is mirrored.
type Kind int

const (
	I   Kind = 1 + iota // DCT: at the first and last point; DST: one step outside
	II                  // half a step outside: "the" DCT
	III                 // the inverse of II
	IV                  // half a step in both domains
)

// DCT returns the cosine transform of x without modifying it. Under norm Backward, for n = len(x):
//
//	I:   x[0] + (−1)^k·x[n−1] + 2·Σ_{0<j<n−1} x[j]·cos(π·jk/(n−1))
//	II:  2·Σ x[j]·cos(π·k(2j+1)/2n)
//	III: x[0] + 2·Σ_{j>0} x[j]·cos(π·j(2k+1)/2n)
//	IV:  2·Σ x[j]·cos(π·(2j+1)(2k+1)/4n)
//
// Under Forward they are divided by 2n, kind I by 2(n−1). Under Ortho the transform is an orthogonal matrix.
func DCT[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, false, false, opts)
}

// IDCT is the inverse of DCT with the same kind and norm.
func IDCT[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, false, true, opts)
}

// DST returns the sine transform of x without modifying it. Under norm Backward, for n = len(x):
//
//	I:   2·Σ x[j]·sin(π·(j+1)(k+1)/(n+1))
//	II:  2·Σ x[j]·sin(π·(k+1)(2j+1)/2n)
//	III: (−1)^k·x[n−1] + 2·Σ_{j<n−1} x[j]·sin(π·(j+1)(2k+1)/2n)
//	IV:  2·Σ x[j]·sin(π·(2j+1)(2k+1)/4n)
//
// Under Forward they are divided by 2n, kind I by 2(n+1). Under Ortho the transform is an orthogonal matrix: of kinds II and
// III the last value differs by √2 from the others, not the first, as in scipy.fft.dst, whose matrix is not orthogonal.
func DST[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, true, false, opts)
}

// IDST is the inverse of DST with the same kind and norm.
func IDST[F Float](ctx context.Context, x []F, kind Kind, opts ...Options) ([]F, error) {
	return trigonometric(ctx, x, kind, true, true, opts)
}

func trigonometric[F Float](ctx context.Context, x []F, kind Kind, sine, inverse bool, opts []Options) ([]F, error) {
	o, n, err := ofSignal(opts, len(x))
	if err != nil {
		return nil, err
	}
	if err := checkTrig(n, kind, sine, int(unsafe.Sizeof(*new(F)))); err != nil {
		return nil, err
	}
	p, err := trigOf[F](n, kind, sine)
	if err != nil {
		return nil, err
	}
	y := append(make([]F, 0, n), resize(x, n)...)
	if err := p.run(ctx, y, y, inverse, o.Norm); err != nil {
		return nil, err
	}
	return y, nil
}

// trigOf returns a plan of the cache.
func trigOf[F Float](n int, kind Kind, sine bool) (*trigCore[F], error) {
	of := trigPlan + planKind(2*(kind-I))
	if sine {
		of++
	}
	if _, double := any(F(0)).(float64); double {
		p, err := cached(n, of, func(n int) (*TrigPlan, error) { return newTrigPlan(n, kind, sine) })
		if err != nil {
			return nil, err
		}
		return any(&p.trigCore).(*trigCore[F]), nil
	}
	p, err := cached(n, of+trigPlan32-trigPlan, func(n int) (*TrigPlan32, error) { return newTrigPlan32(n, kind, sine) })
	if err != nil {
		return nil, err
	}
	return any(&p.trigCore).(*trigCore[F]), nil
}

// A TrigPlan computes cosine or sine transforms of one length and kind. It is immutable and safe for concurrent use; its
// methods allocate nothing once their recycled buffers exist.
type TrigPlan struct{ trigCore[float64] }

// A TrigPlan32 is a TrigPlan for float32.
type TrigPlan32 struct{ trigCore[float32] }

// NewDCTPlan returns a plan for the cosine transform of n values; kind I needs n ≥ 2.
func NewDCTPlan(n int, kind Kind) (*TrigPlan, error) { return newTrigPlan(n, kind, false) }

// NewDSTPlan returns a plan for the sine transform of n ≥ 1 values.
func NewDSTPlan(n int, kind Kind) (*TrigPlan, error) { return newTrigPlan(n, kind, true) }

// NewDCTPlan32 is NewDCTPlan for float32.
func NewDCTPlan32(n int, kind Kind) (*TrigPlan32, error) { return newTrigPlan32(n, kind, false) }

// NewDSTPlan32 is NewDSTPlan for float32.
func NewDSTPlan32(n int, kind Kind) (*TrigPlan32, error) { return newTrigPlan32(n, kind, true) }

func newTrigPlan(n int, kind Kind, sine bool) (*TrigPlan, error) {
	if err := checkTrig(n, kind, sine, 8); err != nil {
		return nil, err
	}
	p := new(TrigPlan)
	p.init(n, kind, sine, kernel.Of64(simd.Active()))
	return p, nil
}

func newTrigPlan32(n int, kind Kind, sine bool) (*TrigPlan32, error) {
	if err := checkTrig(n, kind, sine, 4); err != nil {
		return nil, err
	}
	p := new(TrigPlan32)
	p.init(n, kind, sine, kernel.Of32(simd.Active()))
	return p, nil
}

func checkTrig(n int, kind Kind, sine bool, size int) error {
	if kind < I || kind > IV {
		return fmt.Errorf("fft: kind %d of cosine or sine transform: use I, II, III or IV", int(kind))
	}
	if err := checkPlan(n, 4*size); err != nil {
		return err
	}
	if kind == I && !sine && n < 2 {
		return fmt.Errorf("fft: DCT of kind I of %d points: needs at least 2", n)
	}
	return nil
}

// Forward computes the transform that DCT or DST describes, with the factor of the norm. Both slices have the plan's
// length; they are the same or do not overlap. src is not modified unless it is dst.
func (p *TrigPlan) Forward(ctx context.Context, dst, src []float64, norm Norm) error {
	return p.run(ctx, dst, src, false, norm)
}

// Inverse undoes Forward of the same norm, under its conditions.
func (p *TrigPlan) Inverse(ctx context.Context, dst, src []float64, norm Norm) error {
	return p.run(ctx, dst, src, true, norm)
}

// Forward computes the transform that DCT or DST describes, as TrigPlan.Forward does.
func (p *TrigPlan32) Forward(ctx context.Context, dst, src []float32, norm Norm) error {
	return p.run(ctx, dst, src, false, norm)
}

// Inverse undoes Forward of the same norm, as TrigPlan.Inverse does.
func (p *TrigPlan32) Inverse(ctx context.Context, dst, src []float32, norm Norm) error {
	return p.run(ctx, dst, src, true, norm)
}

type trigCore[T kernel.Float] struct {
	n           int
	kind        Kind
	sine        bool
	period      float64 // of the mirrored signal
	there, back *engine.Trig[T]
	columns     sync.Pool // of *[]T: vectors gathered from afar
}

func (c *trigCore[T]) init(n int, kind Kind, sine bool, families []*kernel.Family[T]) {
	c.n, c.kind, c.sine, c.period = n, kind, sine, 2*float64(n)
	if kind == I && sine {
		c.period += 2
	} else if kind == I {
		c.period -= 2
	}
	c.there = engine.NewTrig(n, int(kind), sine, families)
	c.back = c.there.Dual()
}

// Len returns the number of values.
func (c *trigCore[T]) Len() int { return c.n }

func (c *trigCore[T]) run(ctx context.Context, dst, src []T, inverse bool, norm Norm) error {
	if err := check(c.n, dst, src); err != nil {
		return err
	}
	if err := norm.check(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var team parallel.Team
	if c.n >= teamFrom {
		team = parallel.TeamOf(ctx)
	}
	copy(dst, src)
	c.apply(team, dst, inverse, norm)
	return nil
}

// apply transforms y in place.
func (c *trigCore[T]) apply(team parallel.Team, y []T, inverse bool, norm Norm) {
	t, kind := c.there, c.kind
	if inverse { // the matrix of II is the transpose of that of III; I and IV are their own
		t, kind = c.back, [...]Kind{I: I, II: III, III: II, IV: IV}[kind]
	}
	if norm == Ortho {
		c.ends(y, kind, III, math.Sqrt2)
	}
	t.Run(team, &y[0])
	if f := T(norm.factor(c.period, inverse)); f != 1 {
		for k := range y {
			y[k] *= f
		}
	}
	if norm == Ortho {
		c.ends(y, kind, II, math.Sqrt2/2)
	}
}

// ends multiplies the mirrored ends, which count √2 under Ortho: on the way in for kind III, on the way out for II, both ways
// for the cosine transform of kind I.
func (c *trigCore[T]) ends(y []T, kind, of Kind, f float64) {
	last := c.n - 1
	switch {
	case kind == of && c.sine:
		y[last] *= T(f)
	case kind == of:
		y[0] *= T(f)
	case kind == I && !c.sine:
		y[0] *= T(f)
		y[last] *= T(f)
	}
}

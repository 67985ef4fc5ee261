package integrate

// Integrals of functions with several values, of complex functions and along paths, adaptively with one set of segments for
// all components.

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/cmplx"
)

// A VecResult is the integral of a function with several values, one Value each. AbsErr bounds the largest error of a
// component; Evals, Intervals and Status are those of a Result.
type VecResult struct {
	Value            []float64
	AbsErr           float64
	Evals, Intervals int
	Status           Status
	Abscissa         float64 // with NonFinite: where
}

// QuadVec integrates a function of one variable with m values over the finite range from a to b: f sets y[0] … y[m−1].
// The tolerance is relative to the largest component. For smooth integrands; breakpoints are respected.
func QuadVec(ctx context.Context, f func(x float64, y []float64), m int, a, b float64, opts Options) (VecResult, error) {
	if m < 1 {
		return VecResult{}, fmt.Errorf("integrate: QuadVec of %d values: at least 1", m)
	}
	if err := checkRange("QuadVec", a, b); err != nil {
		return VecResult{}, err
	}
	if err := opts.check(); err != nil {
		return VecResult{}, err
	}
	sign := 1.0
	if b < a {
		a, b, sign = b, a, -1
	}
	v := &vecQuad{f: f, m: m, skip: opts.SkipNonFinite}
	borders := append([]float64{a}, (&quad{opts: opts}).breakpoints(a, b)...)
	for i, lo := range borders {
		hi := b
		if i+1 < len(borders) {
			hi = borders[i+1]
		}
		heap.Push(v, v.segment(lo, hi))
	}
	r := VecResult{Status: TooManyEvals}
	for {
		value, err, top := v.total()
		r.Value, r.AbsErr = value, err
		switch {
		case v.bad != nil:
			r.Status, r.Abscissa, r.AbsErr = NonFinite, v.bad.X, math.Inf(1)
		case err <= opts.tolerance(top):
			if v.evals < opts.maxEvals() && v.probe((b-a)/20, opts.tolerance(top)) {
				continue
			}
			r.Status = Converged
		case v.stuck:
			r.Status = Rounding
		case v.evals < opts.maxEvals() && ctx.Err() == nil:
			s := heap.Pop(v).(*vecSegment)
			mid := s.lo + (s.hi-s.lo)/2
			if s.err <= 64*epsilon*top || s.hi-s.lo < resolvable*max(math.Abs(s.lo), math.Abs(s.hi)) {
				v.stuck = true
				heap.Push(v, s)
				continue
			}
			heap.Push(v, v.segment(s.lo, mid))
			heap.Push(v, v.segment(mid, s.hi))
			continue
		}
		break
	}
	for i := range r.Value {
		r.Value[i] *= sign
	}
	r.Evals, r.Intervals = v.evals, v.Len()
	return r, ctx.Err()
}

type vecSegment struct {
	lo, hi, err float64
	value       []float64
	rules       []estimate // of every component
	probed      bool
}

type vecQuad struct {
	f        func(x float64, y []float64)
	m, evals int
	segments []*vecSegment
	bad      *NonFiniteError
	stuck    bool
	skip     bool
}

// segment applies the 21-point rule to every component; the error is that of the worst.
func (v *vecQuad) segment(lo, hi float64) *vecSegment {
	s := &vecSegment{lo: lo, hi: hi, value: make([]float64, v.m)}
	mid, h := lo+(hi-lo)/2, (hi-lo)/2
	values := make([]estimate, v.m)
	s.rules = values
	y := make([]float64, v.m)
	for i := range 21 {
		x := mid + float64(h*node(i))
		v.f(x, y)
		for k, f := range y {
			if !finite(f) {
				if !v.skip && v.bad == nil {
					v.bad = &NonFiniteError{x, f}
				}
				f = 0
			}
			values[k].values[i] = f
		}
	}
	v.evals += 21
	for k := range values {
		values[k].apply(h)
		s.value[k] = values[k].value
		s.err = max(s.err, values[k].err)
	}
	return s
}

// probe looks between samples that are further apart than gap for what the rules have not seen, as probe.go does, and reports
// whether a segment's error was raised.
func (v *vecQuad) probe(gap, tol float64) (missed bool) {
	y := make([]float64, v.m)
	for _, s := range v.segments {
		if s.probed {
			continue
		}
		s.probed = true
		length := s.hi - s.lo
		for i := 1; i < len(nodes); i++ {
			between := nodes[i] - nodes[i-1]
			if between/2*length <= gap {
				continue
			}
			t := nodes[i-1] + 0.535*between
			v.f(s.lo+length*(t+1)/2, y)
			v.evals++
			for k := range y {
				rule := &s.rules[k]
				top := 0.0
				for _, value := range rule.values {
					top = max(top, math.Abs(value))
				}
				miss := math.Abs(y[k] - ladder[0].interpolate(rule.values[:], t))
				if miss > max(1e-9*top, 1e3*rule.step/length) && miss*length/20 > tol && finite(miss) {
					s.err, missed = max(s.err, miss*length/20), true
				}
			}
		}
	}
	heap.Init(v)
	return missed
}

func (v *vecQuad) total() (value []float64, err, top float64) {
	value = make([]float64, v.m)
	for _, s := range v.segments {
		for k := range value {
			value[k] += s.value[k]
		}
		err += s.err
	}
	for _, x := range value {
		top = max(top, math.Abs(x))
	}
	return value, err, top
}

func (v *vecQuad) Len() int { return len(v.segments) }
func (v *vecQuad) Less(i, j int) bool {
	a, b := v.segments[i], v.segments[j]
	return a.err > b.err || a.err == b.err && a.lo < b.lo
}
func (v *vecQuad) Swap(i, j int) { v.segments[i], v.segments[j] = v.segments[j], v.segments[i] }
func (v *vecQuad) Push(x any)    { v.segments = append(v.segments, x.(*vecSegment)) }
func (v *vecQuad) Pop() any {
	s := v.segments[len(v.segments)-1]
	v.segments = v.segments[:len(v.segments)-1]
	return s
}

// A ComplexResult is a complex integral, Value; AbsErr bounds the error of the larger of its parts. Evals, Intervals and
// Status are those of a Result.
type ComplexResult struct {
	Value            complex128
	AbsErr           float64
	Evals, Intervals int
	Status           Status
}

// QuadComplex integrates a complex function of a real variable over the finite range from a to b. See QuadVec.
func QuadComplex(ctx context.Context, f func(x float64) complex128, a, b float64, opts Options) (ComplexResult, error) {
	r, err := QuadVec(ctx, func(x float64, y []float64) {
		v := f(x)
		y[0], y[1] = real(v), imag(v)
	}, 2, a, b, opts)
	if r.Value == nil {
		return ComplexResult{}, err
	}
	return ComplexResult{complex(r.Value[0], r.Value[1]), r.AbsErr, r.Evals, r.Intervals, r.Status}, err
}

// Contour integrates f along the polygon through the given points of the complex plane, at least two; a closed contour
// ends at the point where it starts. Its status is the worst of its legs'.
func Contour(ctx context.Context, f func(z complex128) complex128, path []complex128, opts Options) (ComplexResult, error) {
	if len(path) < 2 {
		return ComplexResult{}, fmt.Errorf("integrate: Contour of %d points: at least 2", len(path))
	}
	for i, z := range path {
		if cmplx.IsNaN(z) || cmplx.IsInf(z) {
			return ComplexResult{}, fmt.Errorf("integrate: Contour: point %d is %v: must be finite", i, z)
		}
	}
	var sum ComplexResult
	for i := range len(path) - 1 {
		from, leg := path[i], path[i+1]-path[i]
		r, err := QuadComplex(ctx, func(t float64) complex128 { return f(from+complex(t, 0)*leg) * leg }, 0, 1, opts)
		if err != nil {
			return sum, err
		}
		sum.Value += r.Value
		sum.AbsErr += r.AbsErr
		sum.Evals += r.Evals
		sum.Intervals += r.Intervals
		sum.Status = max(sum.Status, r.Status)
	}
	return sum, nil
}

// Quad2 integrates f(x, y) over x from a to b and y from lo(x) to hi(x), by Quad inside Quad. Limits may be infinite.
// Inner integrals are held to a tenth of the tolerance; one that does not converge shows in the status.
func Quad2(ctx context.Context, f func(x, y float64) float64, a, b float64, lo, hi func(x float64) float64, opts Options) (Result, error) {
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	inner := Options{RelTol: opts.relTol() / 10, AbsTol: opts.AbsTol / 10, MaxEvals: opts.MaxEvals, SkipNonFinite: opts.SkipNonFinite}
	evals, worst, blank := 0, Converged, Converged
	var failure error
	var noise float64
	outer := opts
	outer.Concurrent = false
	r, err := Quad(ctx, func(x float64) float64 {
		if failure != nil {
			return 0
		}
		in, err := Quad(ctx, func(y float64) float64 { return f(x, y) }, lo(x), hi(x), inner)
		if err != nil {
			failure = err
		}
		evals += in.Evals
		// An inner integral at the limit of rounding is as good as it gets: its error counts, not its status.
		// One that sees only zeros is doubtful by itself, but as a part of others that are not zero it shows if it is wrong.
		switch {
		case in.Status == Untrusted && in.Value == 0:
			blank = Untrusted
		case in.Status != Rounding:
			worst = max(worst, in.Status)
		}
		noise = max(noise, in.AbsErr)
		return in.Value
	}, a, b, outer)
	r.Evals = evals
	if finite(b - a) {
		r.AbsErr += noise * math.Abs(b-a)
	}
	if r.Value == 0 {
		worst = max(worst, blank)
	}
	if r.Status == Converged {
		r.Status = worst
	}
	if err == nil {
		err = failure
	}
	return r, err
}

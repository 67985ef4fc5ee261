package integrate

// Integrals of functions with several values, adaptively with one set of segments for all components. Infinite ranges are laid
// out by what Quad sees of the largest component. Where halving goes on beside an end, the rest is covered by an exp-sinh course
// from the end (course.go), on which a singularity there falls off double exponentially.

import (
	"container/heap"
	"context"
	"fmt"
	"math"
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

// QuadVec integrates a function of one variable with m values from a to b, either of which may be infinite: f sets
// y[0] … y[m−1]. The tolerance is relative to the largest component. Singularities belong at a, b or breakpoints.
func QuadVec(ctx context.Context, f func(x float64, y []float64), m int, a, b float64, opts Options) (VecResult, error) {
	if m < 1 {
		return VecResult{}, fmt.Errorf("integrate: QuadVec of %d values: at least 1", m)
	}
	if f == nil {
		return VecResult{}, noIntegrand("QuadVec")
	}
	if math.IsNaN(a) || math.IsNaN(b) {
		return VecResult{}, fmt.Errorf("integrate: QuadVec from %v to %v: a limit is NaN", a, b)
	}
	if err := opts.check(); err != nil {
		return VecResult{}, err
	}
	if a == b {
		return VecResult{Value: make([]float64, m)}, nil
	}
	sign := 1.0
	if b < a {
		a, b, sign = b, a, -1
	}
	v := &vecQuad{ctx: ctx, f: f, m: m, y: make([]float64, m), skip: opts.SkipNonFinite}
	v.layOut(a, b, opts)
	r := VecResult{}
	for {
		value, err, top := v.total()
		r.Value, r.AbsErr, r.Status = value, err, TooManyEvals
		switch {
		case v.bad != nil:
			r.Status, r.Abscissa, r.AbsErr = NonFinite, v.bad.X, math.Inf(1)
			for i := range r.Value {
				r.Value[i] = math.NaN()
			}
		case ctx.Err() != nil:
		case err <= opts.tolerance(top):
			if v.evals < opts.maxEvals() && v.probe(opts.tolerance(top)) {
				continue
			}
			if r.Status = Converged; v.suspect {
				r.Status = Untrusted
			}
		case v.stuck || err-v.lost <= max(opts.tolerance(top), v.lost/4): // the rest cannot be won back
			r.Status = Rounding
		case v.evals < opts.maxEvals():
			v.refine(heap.Pop(v).(*vecSegment), top)
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
	piece
	lo, hi, err  float64
	value        []float64
	rules        []estimate // of every component
	atLo, atHi   []float64  // the components at the borders, nil where they are not known
	probed       bool
	loEnd, hiEnd bool // lo or hi is an end of the range or a breakpoint
	depth        int  // halvings since the range was laid out
}

type vecQuad struct {
	ctx      context.Context
	f        func(x float64, y []float64)
	m, evals int
	y        []float64 // of one call
	segments []*vecSegment
	gap      float64 // the widest between samples that need no probe
	bad      *NonFiniteError
	lost     float64 // what cannot be told from singular ends
	stuck    bool
	suspect  bool // the integrand looks like something not seen whole
	skip     bool
}

// layOut makes the first segments: the range between its breakpoints, or what Quad would begin with on an infinite range for
// the largest component.
func (v *vecQuad) layOut(a, b float64, opts Options) {
	q := &quad{ctx: v.ctx, opts: opts, f: batchOf(v.largest), scratch: new(scratch), outline: true}
	v.gap = (b - a) / 20
	if finite(b - a) {
		for _, p := range append(q.breakpoints(a, b), b) {
			q.start(piece{}, a, p, nil)
			a = p
		}
	} else {
		q.line(a, b)
		v.gap = q.length / 128
	}
	v.evals, v.bad, v.suspect, v.lost = q.evals, q.bad, q.suspect, q.blur
	for _, s := range q.segments {
		heap.Push(v, v.segment(vecSegment{piece: s.piece, lo: s.lo, hi: s.hi, loEnd: true, hiEnd: true}))
	}
}

// largest returns the size of the largest component, NaN if one is.
func (v *vecQuad) largest(x float64) (top float64) {
	v.f(x, v.y)
	for _, f := range v.y {
		top = max(top, math.Abs(f))
	}
	return top
}

// segment applies the 21-point rule to every component of s; the error is that of the worst.
func (v *vecQuad) segment(s vecSegment) *vecSegment {
	s.value, s.rules = make([]float64, v.m), make([]estimate, v.m)
	mid, h := s.lo+(s.hi-s.lo)/2, (s.hi-s.lo)/2
	for i, t := range nodes {
		v.at(s.piece, mid+float64(h*t))
		for k, f := range v.y {
			s.rules[k].values[i] = f
		}
	}
	for k := range s.rules {
		s.rules[k].apply(h)
		if s.shape != identity { // on a course few nodes see where f dies out
			if s.rules[k].slow *= 4; s.rules[k].rough {
				s.rules[k].err = s.rules[k].slow
			}
		}
		s.value[k] = s.rules[k].value
		s.err = max(s.err, s.rules[k].err)
	}
	return &s
}

// at sets v.y to f(x(u))·dx/du.
func (v *vecQuad) at(p piece, u float64) {
	x, dx := p.at(u)
	if v.evals++; v.ctx.Err() != nil {
		clear(v.y)
		return
	}
	v.f(x, v.y)
	for k, f := range v.y {
		switch {
		case dx == 0: // beyond what x can resolve
			v.y[k] = 0
		case finite(f):
			v.y[k] = f * dx
		default:
			if !v.skip && v.bad == nil {
				v.bad = &NonFiniteError{x, f}
			}
			v.y[k] = 0
		}
	}
}

// refine puts better segments in the place of s, which has been taken out; top is the size of the largest component.
func (v *vecQuad) refine(s *vecSegment, top float64) {
	const deep = 4 // a smooth integrand has converged by then, in most cases
	switch {
	case s.err <= 64*epsilon*top || s.hi-s.lo < resolvable*max(math.Abs(s.lo), math.Abs(s.hi)):
		v.stuck = true
		heap.Push(v, s)
	case s.shape == identity && s.depth >= deep && s.loEnd:
		v.towards(piece{expSinh, s.lo, s.hi - s.lo, 1}, s)
	case s.shape == identity && s.depth >= deep && s.hiEnd:
		v.towards(piece{expSinh, s.hi, s.hi - s.lo, -1}, s)
	default:
		l, r := *s, *s
		mid, middle := s.lo+(s.hi-s.lo)/2, make([]float64, v.m)
		for k := range middle {
			middle[k] = s.rules[k].values[len(nodes)/2]
		}
		l.hi, l.hiEnd, l.atHi, l.depth, l.probed, l.err = mid, false, middle, s.depth+1, false, 0
		r.lo, r.loEnd, r.atLo, r.depth, r.probed, r.err = mid, false, middle, s.depth+1, false, 0
		for _, half := range []*vecSegment{v.segment(l), v.segment(r)} {
			half.doubt(s)
			heap.Push(v, half)
		}
	}
}

// doubt raises the errors of s, a half of parent, as Quad does: half a rough segment may look smooth by accident, and something may
// hide between a border and the outermost node.
func (s *vecSegment) doubt(parent *vecSegment) {
	for k := range s.rules {
		rule := &s.rules[k]
		if parent.rules[k].rough && rule.fall > 0.003 && rule.err > 8*epsilon*rule.abs {
			rule.rough, rule.err = true, rule.slow
		}
		for _, end := range []struct {
			t      float64
			values []float64
		}{{-1, s.atLo}, {1, s.atHi}} {
			if end.values == nil {
				continue
			}
			miss := math.Abs(end.values[k]-ladder[0].interpolate(rule.values[:], end.t)) * outermost * (s.hi - s.lo)
			if miss > rule.err && miss > 64*epsilon*rule.abs {
				rule.rough, rule.err = true, miss
			}
		}
		s.err = max(s.err, rule.err)
	}
}

// towards covers the way from the scale of p to its centre, instead of s.
func (v *vecQuad) towards(p piece, s *vecSegment) {
	for _, on := range p.shape.stretches(nearest) {
		half := v.segment(vecSegment{piece: p, lo: on.lo, hi: on.hi})
		half.doubt(s)
		heap.Push(v, half)
	}
	v.lost += p.lost(nearest, v.largest)
	v.evals += 2
}

// probe looks between samples that are further apart than the gap for what the rules have not seen, as probe.go does, and
// reports whether a segment's error was raised.
func (v *vecQuad) probe(tol float64) (missed bool) {
	for _, s := range v.segments {
		if s.probed {
			continue
		}
		s.probed = true
		length := s.hi - s.lo
		look := func(t, share float64) {
			v.at(s.piece, s.lo+length*(t+1)/2)
			for k, f := range v.y {
				rule := &s.rules[k]
				miss := math.Abs(f - ladder[0].interpolate(rule.values[:], t))
				if miss > max(1e-9*largest(rule.values[:]), 1e3*rule.step/length) && miss*length*share > tol {
					s.err, missed = max(s.err, miss*length*share), true
				}
			}
		}
		for i := 1; i < len(nodes); i++ {
			if between := nodes[i] - nodes[i-1]; between/2*length > v.gap {
				look(nodes[i-1]+0.535*between, probeWidth)
			}
		}
		for d := range towardsEnd {
			if s.loEnd {
				look(2*d-1, d)
			}
			if s.hiEnd {
				look(1-2*d, d)
			}
		}
	}
	heap.Init(v)
	return missed
}

// total returns the integral, its error, and its largest component.
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
	return value, err + v.lost, top
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

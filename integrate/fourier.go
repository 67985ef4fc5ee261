package integrate

// Fourier integrals. The range is cut until f is close to a polynomial on each part, however often the weight turns there
// (filon.go); parts on which it turns little take the 21-point rule. Before the sum is believed, every part is probed between its
// nodes. To infinity, f is scanned first, as Quad does, and all that is heavy is a finite range (halfwave.go).

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"slices"
)

// Fourier returns ∫ f(x)·exp(iωx) dx from a to b; its real part is the cosine integral, its imaginary part the sine
// integral. b may be +∞ if f falls to 0, however slowly. The tolerance is relative to the size of the complex integral. The cost
// hardly depends on ω. f is called from one goroutine; it may be singular at a, at b and at breakpoints, where it is never
// evaluated.
func Fourier(ctx context.Context, f func(x float64) float64, ω, a, b float64, opts Options) (ComplexResult, error) {
	if err := opts.check(); err != nil {
		return ComplexResult{}, err
	}
	if f == nil {
		return ComplexResult{}, noIntegrand("Fourier")
	}
	if !finite(ω) || !finite(a) || math.IsNaN(b) || math.IsInf(b, -1) || b < a || b < math.Inf(1) && !finite(b-a) {
		return ComplexResult{}, fmt.Errorf("integrate: Fourier with ω = %v from %v to %v: ω and a must be finite, b not below a", ω, a, b)
	}
	if a == b {
		return ComplexResult{}, nil
	}
	opts.Concurrent = false
	if ω == 0 {
		r, err := Quad(ctx, f, a, b, opts)
		return ComplexResult{complex(r.Value, 0), r.AbsErr, r.Evals, r.Intervals, r.Status, complex(r.Abscissa, 0)}, err
	}
	w := &wave{ctx: ctx, f: f, ω: ω, opts: opts}
	w.parts = w.room[:0]
	if math.IsInf(b, 1) {
		return w.toInfinity(a), ctx.Err()
	}
	q := quad{opts: opts}
	for _, p := range append(q.breakpoints(a, b), b) {
		w.add(wavePart{lo: a, hi: p, atLo: math.NaN(), atHi: math.NaN(), loEnd: true, hiEnd: true})
		a = p
	}
	return w.refine(opts), ctx.Err()
}

// A wave is one run of Fourier.
type wave struct {
	ctx   context.Context
	f     func(x float64) float64
	ω     float64
	opts  Options
	evals int
	parts []wavePart
	room  [1]wavePart
	bad   *NonFiniteError
}

// A wavePart is a range with its integral, and the values at the nodes of the rule that was used.
type wavePart struct {
	lo, hi       float64
	value        complex128
	err, noise   float64 // of value; what rounding has in it
	atLo, atHi   float64 // f there, if it is known; else NaN
	loEnd, hiEnd bool    // lo or hi is an end of the range or a breakpoint
	depth        int     // halvings
	filon        bool    // the rule is filon's
	final        bool    // nothing is won by halving it
	probed       bool
	values       [21]float64
}

// at evaluates f.
func (w *wave) at(x float64) float64 {
	w.evals++
	v := w.f(x)
	if !finite(v) {
		if !w.opts.SkipNonFinite && w.bad == nil {
			w.bad = &NonFiniteError{x, v}
		}
		return 0
	}
	return v
}

// inside returns lo + (hi−lo)·(t+1)/2, but neither lo nor hi.
func inside(lo, hi, t float64) float64 {
	x := lo + (hi-lo)/2 + float64((hi-lo)/2*t)
	switch {
	case x <= lo:
		return math.Nextafter(lo, hi)
	case x >= hi:
		return math.Nextafter(hi, lo)
	}
	return x
}

// add appends p, estimated.
func (w *wave) add(p wavePart) {
	if p.lo < p.hi {
		w.parts = append(w.parts, p)
		w.apply(&w.parts[len(w.parts)-1])
	}
}

// apply estimates p.
func (w *wave) apply(p *wavePart) {
	h := (p.hi - p.lo) / 2
	if math.Abs(w.ω)*h >= leastTurns {
		p.filon = true
		values := (*[filonDegree + 1]float64)(p.values[:])
		for j, t := range &filonNodes {
			values[j] = w.at(inside(p.lo, p.hi, t*(1-1e-13))) // the ends are approached, but f may be singular there
		}
		p.value, p.err, p.noise = filon(values, w.ω, p.lo, p.hi)
		return
	}
	var re, im estimate
	for i, t := range &nodes {
		x := inside(p.lo, p.hi, t)
		v := w.at(x)
		z := turn(w.ω, x)
		p.values[i], re.values[i], im.values[i] = v, v*real(z), v*imag(z)
	}
	re.apply(h)
	im.apply(h)
	p.value = complex(re.value, im.value)
	p.noise = epsilon * (1 + math.Abs(w.ω)*max(math.Abs(p.lo), math.Abs(p.hi))/4) * (re.abs + im.abs)
	p.err = re.err + im.err + p.noise
	// Something may hide between a border and the outermost node.
	for _, end := range []struct{ t, value float64 }{{-1, p.atLo}, {1, p.atHi}} {
		miss := math.Abs(end.value-ladder[0].interpolate(p.values[:], end.t)) * outermost * (p.hi - p.lo)
		if miss > p.err {
			p.err = miss
		}
	}
}

// refine halves parts until the sum is within the tolerance, and returns it.
func (w *wave) refine(opts Options) ComplexResult {
	for {
		r := ComplexResult{Evals: w.evals, Intervals: len(w.parts)}
		worst := -1
		for i := range w.parts {
			p := &w.parts[i]
			r.Value += p.value
			r.AbsErr += p.err
			if !p.final && (worst < 0 || p.err > w.parts[worst].err) {
				worst = i
			}
		}
		tol := opts.tolerance(cmplx.Abs(r.Value))
		switch {
		case w.bad != nil:
			return w.notFinite(r)
		case w.ctx.Err() != nil:
			r.Status = TooManyEvals
			return r
		case !cmplx.IsInf(r.Value) && !cmplx.IsNaN(r.Value) && r.AbsErr <= tol:
			if w.evals >= opts.maxEvals() {
				r.Status = Untrusted // within the tolerance, but not probed
				return r
			}
			if w.probe(tol) {
				continue
			}
			r.Evals = w.evals
			return r
		case worst < 0:
			r.Status = Rounding
			return r
		case w.evals >= opts.maxEvals():
			r.Status = TooManyEvals
			return r
		}
		p := &w.parts[worst]
		const deep = 6 // a smooth f is a polynomial by then, in most cases
		switch {
		case p.err <= 4*p.noise || p.hi-p.lo < 8*epsilon*max(math.Abs(p.lo), math.Abs(p.hi)):
			p.final = true
		case p.depth >= deep && !p.filon && (p.loEnd || p.hiEnd):
			w.singular(p, tol/16, opts.maxEvals()-w.evals)
		default:
			mid := p.lo + (p.hi-p.lo)/2
			middle := p.values[len(nodes)/2]
			if p.filon {
				middle = p.values[filonDegree/2]
			}
			l := wavePart{lo: p.lo, hi: mid, atLo: p.atLo, atHi: middle, loEnd: p.loEnd, depth: p.depth + 1}
			r := wavePart{lo: mid, hi: p.hi, atLo: middle, atHi: p.atHi, hiEnd: p.hiEnd, depth: p.depth + 1}
			w.parts = slices.Insert(w.parts, worst+1, r)
			w.parts[worst] = l
			w.apply(&w.parts[worst])
			w.apply(&w.parts[worst+1])
		}
	}
}

// singular leaves p, on which the weight hardly turns, to QuadComplex.
func (w *wave) singular(p *wavePart, tol float64, evals int) {
	part, _ := QuadComplex(w.ctx, func(x float64) complex128 { return complex(w.f(x), 0) * turn(w.ω, x) }, p.lo, p.hi,
		Options{RelTol: 1e-14, AbsTol: tol, MaxEvals: max(evals, 1), SkipNonFinite: w.opts.SkipNonFinite})
	w.evals += part.Evals
	p.value, p.err, p.final = part.Value, part.AbsErr, true
	if part.Status == NonFinite && w.bad == nil {
		w.bad = &NonFiniteError{real(part.Abscissa), math.NaN()}
	}
}

func (w *wave) notFinite(r ComplexResult) ComplexResult {
	r.Value, r.AbsErr, r.Status, r.Abscissa = cmplx.NaN(), math.Inf(1), NonFinite, complex(w.bad.X, 0)
	return r
}

// probe looks between the nodes of parts that were not looked at yet, and reports whether f is elsewhere than its interpolant
// somewhere: then the part's error is that of the feature found. No gap between samples is wider than a 128th of the range, unless
// the whole range is one part.
func (w *wave) probe(tol float64) (missed bool) {
	gap := (w.parts[len(w.parts)-1].hi - w.parts[0].lo) / 128
	for i := range w.parts {
		p := &w.parts[i]
		if p.probed || p.final {
			continue
		}
		p.probed = true
		at, bary, length := nodes[:], ladder[0].bary, p.hi-p.lo
		if p.filon {
			at, bary = filonNodes[:], filonBary
		}
		values := p.values[:len(at)]
		top := largest(values)
		every := len(w.parts) == 1 && !constant(values) // a constant may hide a pulse
		look := func(t, share float64) {
			var num, den float64
			for j, b := range bary {
				c := b / (t - at[j])
				num += float64(c * values[j])
				den += c
			}
			miss := math.Abs(w.at(inside(p.lo, p.hi, t)) - num/den)
			if miss > 1e-9*top && miss*length*share > max(tol, 64*p.err) {
				p.err, missed = miss*length*share, true
			}
		}
		for k := 1; k < len(at); k++ {
			width := at[k] - at[k-1]
			n := math.Ceil(math.Abs(width)/2*length/gap) - 1
			if every {
				n = 1
			}
			for i := 1.0; i <= n; i++ {
				look(at[k-1]+width*(i+0.07)/(n+1), probeWidth) // off every simple fraction
			}
		}
		for d := range towardsEnd {
			if p.filon {
				break // it has nodes there
			}
			if p.loEnd {
				look(2*d-1, d)
			}
			if p.hiEnd {
				look(1-2*d, d)
			}
		}
	}
	return missed
}

package integrate

// Fourier integrals to infinity. Where |f| is heavy is a finite range. From X on, where the weight turns often on the scale of
// X itself, the rest is −p(X)·exp(iωX) with the p that does not oscillate,
//
//	p′ + iωp = f,  p = f/(iω) − f′/(iω)² + f″/(iω)³ − …
//
// taken for the polynomial through f on a range of the length of X: its last derivatives are so small against the powers of ωX
// that the series, which diverges at last, has long done its work.

import (
	"math"
	"math/cmplx"
	"slices"
)

// toInfinity integrates from a.
func (w *wave) toInfinity(a float64) ComplexResult {
	sizes := w.scan(a)
	heavy, far, dead := w.reach(sizes)
	if heavy < 0 {
		return ComplexResult{Evals: w.evals, Status: Untrusted} // 0 wherever it was looked at
	}
	end := distances[far]
	if !dead {
		end = max(end, leastTail/math.Abs(w.ω))
	}
	q := quad{opts: w.opts}
	borders := q.breakpoints(a, math.Inf(1))
	ends := len(borders)
	if ends > 0 {
		end = max(end, 2*(borders[ends-1]-a))
	}
	for i := heavy; i < len(distances) && distances[i] < end; i += 2 {
		if distances[i]*math.Abs(w.ω) > 2*leastTurns {
			borders = append(borders, a+distances[i])
		}
	}
	breakpoints := slices.Clone(borders[:ends])
	slices.Sort(borders)
	p := wavePart{lo: a, atLo: math.NaN(), atHi: math.NaN(), loEnd: true}
	for _, hi := range append(slices.Compact(borders), a+end) {
		p.hi, p.hiEnd = hi, slices.Contains(breakpoints, hi)
		w.add(p)
		p.lo, p.loEnd = hi, p.hiEnd
	}
	part := w.opts
	part.RelTol, part.AbsTol = w.opts.relTol()/4, w.opts.AbsTol/4
	for {
		r := w.refine(part)
		if dead || r.Status != Converged {
			return r
		}
		// The part from end to twice of it is the next of the finite range, if it does not tell the rest yet.
		next := wavePart{lo: a + end, hi: a + 2*end, atLo: math.NaN(), atHi: math.NaN()}
		if !(next.lo < next.hi) || !finite(next.hi) {
			r.Status = Untrusted
			return r
		}
		w.add(next)
		rest, err := w.rest(&w.parts[len(w.parts)-1])
		r.Value += rest
		r.AbsErr += err
		r.Evals, r.Intervals = w.evals, len(w.parts)
		switch {
		case w.bad != nil:
			return w.notFinite(r)
		case r.AbsErr <= w.opts.tolerance(cmplx.Abs(r.Value)):
			if !falls(sizes, end) {
				r.Status = Untrusted
			}
			return r
		case r.Evals >= w.opts.maxEvals():
			r.Status = TooManyEvals
			return r
		}
		end *= 2
	}
}

// scan returns |f| at all distances from a.
func (w *wave) scan(a float64) (sizes [len(distances)]float64) {
	for i, d := range &distances {
		w.evals++
		sizes[i] = bounded(w.f(offset(a, 1, d)))
	}
	return sizes
}

// reach returns the distance that weighs most in the integral, one beyond which little is left, and whether nothing is left there;
// as indices, −1 if |f| is 0 everywhere.
func (w *wave) reach(sizes [len(distances)]float64) (heavy, far int, dead bool) {
	period := 1 / math.Abs(w.ω)
	weight := func(i int) float64 { return sizes[i] * min(distances[i], period) }
	for i := range sizes {
		if weight(i) > weight(heavy) {
			heavy = i
		}
	}
	if sizes[heavy] == 0 {
		return -1, 0, false
	}
	for i := range sizes {
		if weight(i) >= 0.03*weight(heavy) {
			far = i
		}
	}
	far = min(far+1, len(sizes)-1)
	for i := far; i < min(far+5, len(sizes)); i++ {
		if largest(sizes[i:])*distances[i] <= negligible*weight(heavy) {
			return heavy, i, true
		}
	}
	return heavy, far, false
}

// leastTail is the least ωX.
const leastTail = 160

// rest returns the integral from the left end of p to infinity, with an estimate of its error, from the values on p.
func (w *wave) rest(p *wavePart) (value complex128, err float64) {
	coefficients, noise, cut := chebyshev((*[filonDegree + 1]float64)(p.values[:]))
	h := (p.hi - p.lo) / 2
	κ := w.ω * h
	over := complex(0, -1/κ)
	// p of Tₖ at the left end, (−1)ᵏ·(1/(iκ) + k/(iκ)·Qₖ₋₁) with Q that of Uₖ: the derivatives there alternate in sign.
	var before, last complex128
	for k, c := range coefficients {
		at := over
		at += complex(float64(k), 0) * over * last
		q := before + 2*at
		if k == 0 {
			q = at
		}
		before, last = last, q
		if k&1 == 1 {
			at = -at
		}
		value += complex(c, 0) * at
	}
	// The value at the end itself is exact; its derivatives miss what is cut off.
	κ = math.Abs(κ)
	err = (cut*filonDegree*filonDegree/κ + noise) / κ * h
	return -value * turn(w.ω, p.lo) * complex(h, 0), err
}

// falls reports whether the sizes beyond the distance do not rise again, and fall at last.
func falls(sizes [len(distances)]float64, distance float64) bool {
	beyond := sizes[:0:0]
	for i, d := range &distances {
		if d >= distance {
			beyond = append(beyond, sizes[i])
		}
	}
	for i := 1; i < len(beyond); i++ {
		if beyond[i] > 1.01*beyond[i-1] {
			return false
		}
	}
	const last = len(distances) - 1
	return sizes[last] <= 0.99*sizes[last-4]
}

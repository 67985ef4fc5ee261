package integrate

// Integrals up to a singular end. Panels that shrink towards the end by a factor of four see a smooth integrand each: on
// [1/4, 1] the singularity at 0 is as far away as Bernstein's ellipse of ρ = 3, where 21 Kronrod nodes give 15 digits.
// Their partial sums approach the integral like a sum of geometric sequences (for algebraic and, more slowly, logarithmic
// singularities), whose limit the epsilon algorithm finds: (1−x)^−0.8 keeps a tail of 1e−3 even at the last float64 before
// 1, and no rule that only adds up could reach it.

import "math"

// shrink replaces s, whose lo (or hi) end is singular, by its integral over shrinking panels. If the panels are not
// smooth either, s is left to be halved.
func (q *quad) shrink(s *segment, atLo bool, tol float64) {
	s.searched = true
	end, h := s.lo, s.hi-s.lo
	if !atLo {
		end, h = s.hi, -h
	}
	var acc accelerator
	var sum twofold
	var errs, abs, previous float64
	best := estimate{err: math.Inf(1)}
	falling, flat, flattest := 0, 0, 0
	atFar := s.atHi
	if !atLo {
		atFar = s.atLo
	}
	const panels = 40
	for k := range panels {
		near, far := end+math.Ldexp(h, -2*k-2), end+math.Ldexp(h, -2*k)
		if nearby(end, near) || q.evals >= q.opts.maxEvals() || q.ctx.Err() != nil {
			break
		}
		// The first panels tell cheaply whether the singularity is at the end at all.
		atNear := q.at(s.piece, near)
		p := segment{piece: s.piece, lo: near, hi: far, atLo: atNear, atHi: atFar}
		if far < near {
			p.lo, p.hi, p.atLo, p.atHi = far, near, atFar, atNear
		}
		atFar = atNear
		ok := q.panel(&p, tol/64, min(k+1, 3))
		if !ok {
			// Not smooth, or so deep that the rounding of x shows as roughness; the rest may be small enough as it is.
			rest := q.rest(s.piece, end, far)
			if k > 0 && rest.err+errs < best.err {
				best = estimate{value: sum.add(rest.value).value(), err: rest.err + errs, abs: abs + rest.abs}
			}
			break
		}
		sum = sum.add(p.value)
		// x resolves the distance to the end no better than ε·|end|, with another sign at each of the nodes.
		errs += p.err + p.abs*epsilon*math.Abs(end)/math.Abs(near-end)/8
		abs += p.abs
		ratio := math.Abs(p.value) / previous
		previous = math.Abs(p.value)
		switch {
		case k == 0:
		case ratio < 0.97:
			falling, flat = falling+1, 0
		case ratio >= 0.995 && previous > 0:
			falling, flat = 0, flat+1
			flattest = max(flattest, flat)
		default:
			falling, flat = 0, 0
		}
		if ratio > 0.2 && ratio < 0.3 && k%2 == 1 {
			// As the panels of a smooth integrand would fall, past the top of a peak: one more may hold all the rest.
			if rest := q.rest(s.piece, end, near); !rest.rough && rest.err+errs < best.err {
				best = estimate{value: sum.add(rest.value).value(), err: rest.err + errs, abs: abs + rest.abs}
			}
		}
		limit, err := acc.add(sum.value())
		if falling >= 4 && err+errs < best.err {
			best = estimate{value: limit, err: err + errs, abs: abs}
		}
		// The rest is less than a geometric series of the last ratio.
		if tail := previous * ratio / (1 - ratio); falling >= 2 && ratio < 0.9 && tail+errs < best.err {
			best = estimate{value: sum.value(), err: tail + errs, abs: abs}
		}
		if best.err <= tol/16 || best.err <= 2*errs {
			break
		}
	}
	if best.err > max(tol/3, 32*epsilon*abs) {
		// Panels that do not fall all the way down to where x ends: 1/x and worse.
		q.diverges = flattest >= 8 && s.piece.side == 0
		return
	}
	best.values = s.values
	s.estimate, s.final = best, true
}

// rest estimates the part between a singular end and the panels.
func (q *quad) rest(p piece, end, near float64) estimate {
	s := segment{piece: p, lo: min(end, near), hi: max(end, near)}
	q.estimate(&s)
	return s.estimate
}

// panel estimates s, halving it at most depth times, and reports whether it is smooth enough for that.
func (q *quad) panel(s *segment, tol float64, depth int) bool {
	q.estimate(s)
	s.checkBorders()
	switch {
	case q.bad != nil:
		return false
	case s.err <= tol || s.err <= 8*epsilon*s.abs:
		return true
	case depth == 0 || nearby(s.lo, s.hi):
		return s.err <= 1e-6*s.abs && !s.rough
	}
	l, r := s.halves()
	if !q.panel(l, tol/2, depth-1) || !q.panel(r, tol/2, depth-1) {
		return false
	}
	s.value, s.err, s.abs = l.value+r.value, l.err+r.err, l.abs+r.abs
	return true
}

package integrate

// Integrals up to a singular end. Halving leaves a segment beside the end that is never resolved, and the smooth rest. The
// error of the 21-point rule beside an end where f behaves like x^α goes like h^(1+α), with h the length of the segment, so
// that the integrals over the whole, as halving goes on, approach their limit like a sum of geometric sequences (for
// logarithms, more slowly): the epsilon algorithm finds it. (1−x)^−0.8 keeps a tail of 1e−3 even at the last float64 before
// 1, and no rule that only adds up could reach it. De Doncker, SIGNUM Newsletter 13 (1978), is the origin.

import "math"

// A trail is what the halvings towards a singular end have told of the integral over the segment that is left: two
// sequences that approach it.
type trail struct {
	estimates []float64 // by the rule applied to each of its ancestors and to itself, less the other halves
	sums      []float64 // by the other halves alone, less their sum: slower, but far from the end, where x is rounded
	errs      float64   // of the other halves
	panel     float64   // integral over the last other half
	flat      int       // how often in turn that has not fallen
	stale     int       // how often in turn nothing was gained
	settled   bool      // the value is an extrapolated limit
}

// follow continues the trail of s on the half beside the end; the other half is smooth. If the limit is known better than
// the half itself, it takes the place of its value.
func (q *quad) follow(s, half, other *segment, tol float64) {
	t := &half.trail
	t.panel = math.Abs(other.value)
	if t.panel >= 0.9975*s.panel && t.panel > 0 {
		t.flat = s.flat + 1
	}
	// Halves that do not fall: 1/x and worse. Those of x^−0.9·log x fall only after fourteen.
	if t.flat >= 36 && s.shape == identity {
		q.diverges = true
	}
	if other.err > tol/32 && other.err > 32*epsilon*other.abs {
		return // too inaccurate to be part of a sequence: start afresh further down
	}
	if len(s.estimates) == 0 {
		t.estimates = append(t.estimates, s.value-other.value)
		t.sums = append(t.sums, -other.value)
	}
	for i, v := range s.estimates {
		t.estimates = append(t.estimates, v-other.value)
		t.sums = append(t.sums, s.sums[i]-other.value)
	}
	t.estimates, t.sums = append(t.estimates, half.value), append(t.sums, 0)
	// x resolves the distance to the end no better than ε·|end|, with another sign at each of the nodes.
	end := max(math.Abs(s.lo), math.Abs(s.hi))
	t.errs = s.errs + other.err + other.abs*epsilon*end/(other.hi-other.lo)/8
	if s.settled { // what the parent knew holds here
		if err := s.err + other.err; err < half.err {
			half.value, half.err, t.settled, t.stale = s.value-other.value, err, true, s.stale+1
		}
	}
	if n := len(t.estimates); n >= 4 {
		// Where f is singular at the end, the errors and their estimates shrink alike from one half to the next. Values
		// may seem to converge by luck, above all if it is a kink that the halvings follow.
		change := func(k int) float64 { return math.Abs(t.estimates[n-k] - t.estimates[n-k-1]) }
		last, before := change(1), change(2)
		alike := math.Abs(last*s.step-before*half.step) <= 0.3*before*half.step
		if limit, err := extrapolate(t.estimates); last < 0.98*before && before < 0.98*change(3) && alike && 2*(err+t.errs) < half.err {
			half.value, half.err, t.settled, t.stale = limit, 2*(err+t.errs), true, 0
		}
		// The sums may refine what is known already; on their own they would believe in limits that diverging panels have not.
		// Extrapolation magnifies their errors by about (1−r)⁻², with r the ratio of the panels.
		if r := t.panel / s.panel; t.settled && half.err < 1e-4*half.abs && r < 0.98 {
			limit, err := extrapolate(t.sums)
			if err = 2*err + 4*t.errs/((1-r)*(1-r)); err < half.err && math.Abs(limit-half.value) <= half.err {
				half.value, half.err, t.stale = limit, err, 0
			}
		}
	}
	half.final = t.stale >= 4
}

// extrapolate returns the limit of a sequence with an estimate of its error.
func extrapolate(sequence []float64) (limit, err float64) {
	var acc accelerator
	for _, v := range sequence {
		limit, err = acc.add(v)
	}
	return limit, err
}

package integrate

import "math"

// probe evaluates segments at points that no rule knows and returns those where the polynomial through their values misses
// by more than their error explains: a narrow feature hides between the nodes, or all rules were wrong together, as they are
// on a function that is odd about the middle. No gap between samples may be wider than a share of the range: a twentieth if
// the first rule was enough, a 128th if the integrand has proved difficult or is constant, which may hide a pulse.
func (q *quad) probe(tol float64) []*segment {
	var missed []*segment
	easy := len(q.segments) == 1 && q.segments[0].level == 0
	for _, s := range q.segments {
		if s.probed || s.final || s.settled {
			continue
		}
		s.probed = true
		samples, length := s.samples(), s.hi-s.lo
		gap := q.length / 128
		if easy && !constant(samples) {
			gap = q.length / 20
		}
		top := 0.0
		for _, v := range samples {
			top = max(top, math.Abs(v))
		}
		// The interpolant is about as far from f as the rules of the same degree are from one another.
		expected := max(1e-9*top, 1e3*s.step/length)
		misses := func(t, width float64) bool {
			v := q.at(s.piece, s.lo+length*(t+1)/2)
			diff := math.Abs(v - s.interpolate(t))
			return diff > expected && diff*width > tol
		}
		miss := false
		at := ladder[s.level].nodes
		for i := 1; i < len(at) && !miss; i++ {
			between := at[i] - at[i-1]
			n := math.Ceil(between/2*length/gap) - 1
			for k := 1.0; k <= n && !miss; k++ {
				miss = misses(at[i-1]+between*(k+0.07)/(n+1), length/20) // off every simple fraction
			}
		}
		// The ends of the range are never evaluated: approach them.
		for d := outermost / 5; d > outermost/200 && !miss; d /= 5 {
			miss = s.loEnd && misses(2*d-1, d*length) || s.hiEnd && misses(1-2*d, d*length)
		}
		if miss {
			s.rough = true
			missed = append(missed, s)
		}
	}
	return missed
}

func constant(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return false
		}
	}
	return true
}

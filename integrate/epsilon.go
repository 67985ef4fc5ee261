package integrate

import "math"

// An accelerator extrapolates a sequence to its limit by Wynn's epsilon algorithm (MTAC 10, 1956), which sums several
// geometric tails at once: partial sums over panels that shrink towards an algebraic or logarithmic singularity have such
// tails. It keeps one ascending diagonal of the table.
type accelerator struct {
	diagonal []float64
	recent   [3]float64 // the last three limits
	n        int
}

// add takes the next element and returns the extrapolated limit with an estimate of its error from the last three
// limits.
func (a *accelerator) add(s float64) (limit, err float64) {
	next := make([]float64, 0, len(a.diagonal)+1)
	next = append(next, s)
	below := 0.0 // ε₋₁
	for k, old := range a.diagonal {
		diff := next[k] - old
		if diff == 0 { // the sequence has arrived
			next = next[:k+1]
			break
		}
		v := below + 1/diff
		if !finite(v) {
			break
		}
		below = old
		next = append(next, v)
	}
	a.diagonal = next
	// Even columns hold limits, odd ones are auxiliary.
	limit = next[(len(next)-1)/2*2]
	a.recent[2], a.recent[1], a.recent[0] = a.recent[1], a.recent[0], limit
	a.n++
	if a.n < 3 {
		return s, math.Inf(1)
	}
	err = math.Abs(a.recent[0]-a.recent[1]) + math.Abs(a.recent[0]-a.recent[2])/16
	if before := math.Abs(a.recent[1] - a.recent[2]); err > before/4 {
		err = max(err, before) // not falling: no trust in the last step alone
	}
	return limit, err + 4*epsilon*math.Abs(limit)
}

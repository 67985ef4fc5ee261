package tridiagonal

import (
	"context"
	"math"

	"tandem/parallel"
	"tandem/parallel/simd"
)

// Values to a few units in the last place of the norm. Each of the n values that QL finds has gone through the roundings of
// up to 1.7·n sweeps, which add up like a random walk: some 80 units at n = 2000, for LAPACK's dsterf too, where vectors by
// divide and conquer come with values good to 2 or 3. So every value takes one Newton step p/p′ on the characteristic
// polynomial, by the logarithmic derivative that the pivots of T − x·I give (one division a row, many values at a
// time), which is about as exact as bisection where no other value is near. The number of negative pivots tells
// whether x is next to the right value at all; where it is not, or the step is too long for the distance to the
// neighbours, bisection decides.

// unit is the error, in multiples of ε times the norm, below which a value stays as QL has left it.
const unit = 2

// refine corrects values, ascending, those that QL found for the matrix of s.
func (s *Sturm) refine(ctx context.Context, t parallel.Team, values []float64) {
	n := len(values)
	tier := simd.Active()
	u := unit * eps * max(math.Abs(values[0]), math.Abs(values[n-1]))
	if u == 0 {
		return
	}
	found := make([]float64, n)
	t.For(n, points, func(from, to int) {
		var p pointBlock
		for first := from; first < to && ctx.Err() == nil; first += points {
			k := copy(p.x[:], values[first:min(first+points, n)])
			for j := k; j < points; j++ {
				p.x[j] = p.x[0]
			}
			s.follow(tier, &p)
			var doubt [points]int
			doubts := 0
			for j := range k {
				i, x, step := first+j, p.x[j], 1/p.slope[j]
				gap := math.Inf(1)
				if i > 0 {
					gap = x - values[i-1]
				}
				if i < n-1 {
					gap = min(gap, values[i+1]-x)
				}
				found[i] = x
				next := p.below[j] == int64(i) && step <= 0 || p.below[j] == int64(i+1) && step >= 0
				switch near := math.Abs(step); {
				case !next || !(near <= gap/8 && near*near <= u*gap):
					doubt[doubts] = i
					doubts++
				case near > u:
					found[i] = x - step
				}
			}
			if doubts > 0 {
				s.settle(ctx, tier, doubt[:doubts], u, found)
			}
		}
	})
	copy(values, found)
}

// settle bisects the values listed, unless they are within 2u already.
func (s *Sturm) settle(ctx context.Context, tier simd.Tier, list []int, u float64, values []float64) {
	for _, i := range list {
		x := values[i]
		// Points on either side, each twice as far as the last, bracket the value.
		var p pointBlock
		var lo, hi float64
		for reach := 2 * u; ; reach *= 4096 {
			for j := range points / 2 {
				d := reach * math.Ldexp(1, j)
				p.x[points/2-1-j], p.x[points/2+j] = x-d, x+d
			}
			s.follow(tier, &p)
			above := 0 // the first point that the value lies below
			for above < points && p.below[above] <= int64(i) {
				above++
			}
			if above > 0 && above < points {
				lo, hi = p.x[above-1], p.x[above]
				break
			}
			if ctx.Err() != nil {
				return
			}
		}
		if lo < x && x < hi && hi-lo <= 4*u*(1+eps) {
			continue
		}
		for hi-lo > u && ctx.Err() == nil { // sixteen points inside: seventeenfold
			for j := range points {
				p.x[j] = lo + (hi-lo)*float64(j+1)/(points+1)
			}
			if p.x[0] == lo || p.x[points-1] == hi {
				break
			}
			s.follow(tier, &p)
			above := 0
			for above < points && p.below[above] <= int64(i) {
				above++
			}
			if above < points {
				hi = p.x[above]
			}
			if above > 0 {
				lo = p.x[above-1]
			}
		}
		values[i] = lo + (hi-lo)/2
	}
}

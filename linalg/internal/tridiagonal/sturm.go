package tridiagonal

import (
	"context"
	"math"

	"tandem/parallel"
)

// Counting eigenvalues below a point: the number of negative pivots of T − x·I = L·D·Lᵀ (Sylvester's law of inertia; Barth,
// Martin, Wilkinson 1967). The count is monotone in x in floating point too (Demmel, Dhillon, Ren 1995), so bisection
// with it finds any eigenvalue, or all in an interval, to full absolute accuracy, and a histogram of a spectrum needs one
// count per border and no eigenvalue at all. Several points are counted side by side: each is a chain of divisions that
// wait for one another, and the chains fill each other's gaps.

// Sturm holds a tridiagonal matrix ready for counting.
type Sturm struct {
	d, e2  []float64
	pivot  float64 // smaller pivots are replaced by −pivot
	lo, hi float64 // all eigenvalues lie inside
}

// NewSturm prepares the tridiagonal matrix (d, e), which it keeps a reference to.
func NewSturm(d, e []float64) *Sturm {
	n := len(d)
	s := &Sturm{d: d, e2: make([]float64, max(0, n-1)), lo: math.Inf(1), hi: math.Inf(-1)}
	big := 0.0
	for i, v := range e {
		s.e2[i] = v * v
		big = max(big, s.e2[i])
	}
	s.pivot = 0x1p-1022 * max(1, big)
	norm := 0.0
	for i, v := range d { // Gershgorin's discs
		r := 0.0
		if i > 0 {
			r += math.Abs(e[i-1])
		}
		if i < n-1 {
			r += math.Abs(e[i])
		}
		s.lo, s.hi = min(s.lo, v-r), max(s.hi, v+r)
		norm = max(norm, math.Abs(v)+r)
	}
	slack := 4*eps*float64(n)*norm + 2*s.pivot
	s.lo, s.hi = s.lo-slack, s.hi+slack
	return s
}

// chains is the number of points counted side by side.
const chains = 4

// Count returns the number of eigenvalues below each point of x, in out, which is as long as x. Cost: n divisions a point.
func (s *Sturm) Count(t parallel.Team, x []float64, out []int) {
	t.For(len(x), chains, func(lo, hi int) {
		for i := lo; i < hi; i += chains {
			var p [chains]float64
			k := copy(p[:], x[i:hi])
			for j := k; j < chains; j++ {
				p[j] = p[0]
			}
			c := s.count(p)
			copy(out[i:hi], c[:k])
		}
	})
}

func (s *Sturm) count(x [chains]float64) (c [chains]int) {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	q0, q1, q2, q3 := 1.0, 1.0, 1.0, 1.0
	c0, c1, c2, c3 := 0, 0, 0, 0
	b := 0.0
	for i, d := range s.d {
		q0, q1, q2, q3 = d-x0-b/q0, d-x1-b/q1, d-x2-b/q2, d-x3-b/q3
		if math.Abs(q0) < s.pivot {
			q0 = -s.pivot
		}
		if math.Abs(q1) < s.pivot {
			q1 = -s.pivot
		}
		if math.Abs(q2) < s.pivot {
			q2 = -s.pivot
		}
		if math.Abs(q3) < s.pivot {
			q3 = -s.pivot
		}
		c0 += int(math.Float64bits(q0) >> 63)
		c1 += int(math.Float64bits(q1) >> 63)
		c2 += int(math.Float64bits(q2) >> 63)
		c3 += int(math.Float64bits(q3) >> 63)
		if i < len(s.e2) {
			b = s.e2[i]
		}
	}
	return [chains]int{c0, c1, c2, c3}
}

// Select returns eigenvalues from, from+1 … to−1 (ascending indices from 0), each bisected until its bracket cannot be
// halved or is 2ε·|λ| wide. It checks ctx between brackets. Cost: about 55·n divisions a value.
func (s *Sturm) Select(ctx context.Context, t parallel.Team, from, to int) ([]float64, error) {
	values := make([]float64, max(0, to-from))
	t.For(len(values), chains, func(a, b int) {
		for i := a; i < b; i += chains {
			var lo, hi [chains]float64
			for j := range chains {
				lo[j], hi[j] = s.lo, s.hi
			}
			k := min(chains, b-i)
			for ctx.Err() == nil {
				var mid [chains]float64
				open := false
				for j := range chains {
					mid[j] = lo[j] + (hi[j]-lo[j])/2
					open = open || hi[j]-lo[j] > 2*eps*max(math.Abs(lo[j]), math.Abs(hi[j]))+2*s.pivot && mid[j] != lo[j] && mid[j] != hi[j]
				}
				if !open {
					break
				}
				c := s.count(mid)
				for j := range chains {
					if c[j] > from+i+min(j, k-1) {
						hi[j] = mid[j]
					} else {
						lo[j] = mid[j]
					}
				}
			}
			for j := range k {
				values[i+j] = lo[j] + (hi[j]-lo[j])/2
			}
		}
	})
	return values, ctx.Err()
}

package tridiagonal

import (
	"context"
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
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
	s := &Sturm{d: d, e2: make([]float64, n), lo: math.Inf(1), hi: math.Inf(-1)}
	big := 0.0
	for i, v := range e {
		s.e2[i+1] = v * v
		big = max(big, s.e2[i+1])
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

// Count returns the number of eigenvalues below each point of x, in out, which is as long as x. Cost: n divisions a point.
func (s *Sturm) Count(t parallel.Team, x []float64, out []int) {
	tier := simd.Active()
	t.For(len(x), points, func(lo, hi int) {
		var p pointBlock
		for i := lo; i < hi; i += points {
			k := copy(p.x[:], x[i:hi])
			for j := k; j < points; j++ {
				p.x[j] = p.x[0]
			}
			s.follow(tier, &p)
			for j := range k {
				out[i+j] = int(p.below[j])
			}
		}
	})
}

const points = kernel.SturmPoints

// pointBlock is points with what kernel.Sturm finds there.
type pointBlock struct {
	x, slope [points]float64
	below    [points]int64
}

func (s *Sturm) follow(tier simd.Tier, p *pointBlock) {
	kernel.Sturm(tier, s.d, s.e2, s.pivot, p.x[:], p.slope[:], p.below[:])
}

// Select returns eigenvalues from, from+1 … to−1 (ascending indices from 0), each bisected until its bracket cannot be
// halved or is 2ε·|λ| wide. It checks ctx between brackets. Cost: about 55·n divisions a value.
func (s *Sturm) Select(ctx context.Context, t parallel.Team, from, to int) ([]float64, error) {
	values := make([]float64, max(0, to-from))
	tier := simd.Active()
	t.For(len(values), points, func(a, b int) {
		for i := a; i < b; i += points {
			var lo, hi [points]float64
			for j := range points {
				lo[j], hi[j] = s.lo, s.hi
			}
			k := min(points, b-i)
			s.bisect(ctx, tier, from+i, k, &lo, &hi, func(lo, hi float64) bool {
				return hi-lo <= 2*eps*max(math.Abs(lo), math.Abs(hi))+2*s.pivot
			})
			for j := range k {
				values[i+j] = lo[j] + (hi[j]-lo[j])/2
			}
		}
	})
	return values, ctx.Err()
}

// bisect halves the brackets [lo[j], hi[j]] of eigenvalues first+j, j < k, until all are narrow or cannot be halved.
func (s *Sturm) bisect(ctx context.Context, tier simd.Tier, first, k int, lo, hi *[points]float64, narrow func(lo, hi float64) bool) {
	var p pointBlock
	for ctx.Err() == nil {
		open := false
		for j := range points {
			if j >= k {
				p.x[j] = p.x[0]
				continue
			}
			p.x[j] = lo[j] + (hi[j]-lo[j])/2
			open = open || !narrow(lo[j], hi[j]) && p.x[j] != lo[j] && p.x[j] != hi[j]
		}
		if !open {
			return
		}
		s.follow(tier, &p)
		for j := range k {
			if p.below[j] > int64(first+j) {
				hi[j] = p.x[j]
			} else {
				lo[j] = p.x[j]
			}
		}
	}
}

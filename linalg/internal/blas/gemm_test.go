package blas

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel"
	"tandem/parallel/simd"
)

func team(n int) parallel.Team {
	return parallel.TeamOf(parallel.WithThreads(context.Background(), n))
}

// A region is a matrix inside a larger slice whose other cells hold a marker.
type region struct {
	data       []float64
	m, n, ld   int
	untouched  []float64
	start, end int
}

const marker = 0x7ff8dead0000beef

func random(rnd *rand.Rand, m, n, ld int) *region {
	const g = 40
	all := make([]float64, 2*g+m*ld)
	for i := range all {
		all[i] = math.Float64frombits(marker)
	}
	r := &region{m: m, n: n, ld: ld, untouched: all, start: g, end: g + max(0, (m-1)*ld+n)}
	if m == 0 || n == 0 {
		r.end = g
	}
	r.data = all[r.start:r.end:r.end]
	for i := range m {
		for j := range n {
			r.data[i*ld+j] = rnd.NormFloat64()
		}
	}
	return r
}

// intact reports whether all cells outside the matrix still hold the marker.
func (r *region) intact() bool {
	for i, v := range r.untouched {
		at := i - r.start
		inside := at >= 0 && i < r.end && at%r.ld < r.n
		if !inside && math.Float64bits(v) != marker {
			return false
		}
	}
	return true
}

func (r *region) clone() *region {
	c := *r
	c.untouched = append([]float64(nil), r.untouched...)
	c.data = c.untouched[r.start:r.end:r.end]
	return &c
}

func op(trans bool, r *region, i, j int) float64 {
	if trans {
		i, j = j, i
	}
	return r.data[i*r.ld+j]
}

// naiveGemm is the definition, in the order of arithmetic that Gemm promises.
func naiveGemm(transA, transB bool, m, n, k int, alpha float64, a, b *region, beta float64, c *region) {
	for i := range m {
		for j := range n {
			x := &c.data[i*c.ld+j]
			if alpha == 0 || k == 0 {
				if beta == 0 {
					*x = 0
				} else {
					*x *= beta
				}
				continue
			}
			for p := 0; p < k; p += depth(k) {
				s := 0.0
				for q := p; q < min(p+depth(k), k); q++ {
					s = math.FMA(op(transB, b, q, j), op(transA, a, i, q), s)
				}
				switch {
				case p > 0:
					*x = math.FMA(s, alpha, *x)
				case beta == 0:
					*x = alpha * s
				default:
					*x = math.FMA(s, alpha, float64(beta**x))
				}
			}
		}
	}
}

func sameBits(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

func checkGemm(t *testing.T, rnd *rand.Rand, tier simd.Tier, threads int, transA, transB bool, m, n, k int, alpha, beta float64, pad int) {
	t.Helper()
	dims := func(trans bool, r, c int) *region {
		if trans {
			r, c = c, r
		}
		return random(rnd, r, c, max(1, c)+pad)
	}
	a, b, c := dims(transA, m, k), dims(transB, k, n), random(rnd, m, n, max(1, n)+pad)
	if beta == 0 {
		for i := range m {
			for j := range n {
				c.data[i*c.ld+j] = math.NaN()
			}
		}
	}
	if alpha == 0 && len(a.data) > 0 && len(b.data) > 0 {
		a.data[0], b.data[0] = math.NaN(), math.Inf(1)
	}
	want := c.clone()
	naiveGemm(transA, transB, m, n, k, alpha, a, b, beta, want)
	restore := simd.Force(tier)
	Gemm(team(threads), transA, transB, m, n, k, alpha, a.data, a.ld, b.data, b.ld, beta, c.data, c.ld)
	restore()
	where := fmt.Sprintf("%v threads=%d transA=%v transB=%v %d×%d×%d alpha=%v beta=%v pad=%d", tier, threads, transA, transB, m, n, k, alpha, beta, pad)
	for i := range c.data {
		if !sameBits(c.data[i], want.data[i]) {
			t.Fatalf("%s: c[%d] = %v, want %v", where, i, c.data[i], want.data[i])
		}
	}
	if !c.intact() {
		t.Fatalf("%s: wrote outside C", where)
	}
}

// TestGemmSmall compares all small shapes with the definition, bit for bit, on every tier.
func TestGemmSmall(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	scalars := []float64{0, 1, -0.5}
	for _, tier := range simd.Tiers() {
		for m := range 18 {
			for n := range 27 {
				for _, k := range []int{0, 1, 2, 9} {
					i := rnd.IntN(1 << 16)
					checkGemm(t, rnd, tier, 1, i&1 == 1, i&2 == 2, m, n, k, scalars[i/4%3], scalars[i/12%3], i/36%4)
				}
			}
		}
	}
}

// TestGemmLarge reaches every path: packed and in place, split by rows and by columns, several blocks each way.
func TestGemmLarge(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	shapes := [][3]int{{150, 50, 600}, {33, 200, 530}, {200, 33, 20}, {300, 301, 30}, {1, 300, 300}, {300, 1, 300}, {7, 500, 100}, {310, 200, 17}, {9, 3100, 11}}
	for _, tier := range simd.Tiers() {
		for _, s := range shapes {
			for variant := range 4 {
				for _, threads := range []int{1, 2, 5} {
					checkGemm(t, rnd, tier, threads, variant&1 == 1, variant&2 == 2, s[0], s[1], s[2], 1.25, float64(variant)-1, 3)
				}
			}
		}
	}
}

func TestGemmPropagatesNaN(t *testing.T) {
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		n := 30
		a, b, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
		b[3*n+5] = math.NaN()
		Gemm(team(1), false, false, n, n, n, 1, a, n, b, n, 0, c, n)
		for i := range n {
			for j := range n {
				if math.IsNaN(c[i*n+j]) != (j == 5) {
					t.Fatalf("%v: C[%d][%d] = %v after 0·NaN in column 5", tier, i, j, c[i*n+j])
				}
			}
		}
		restore()
	}
}

func TestGemmDoesNotAllocate(t *testing.T) {
	n := 300
	a, b, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	for _, size := range []int{4, 16, 64, 300} {
		if got := testing.AllocsPerRun(20, func() {
			Gemm(team1, false, false, size, size, size, 1, a, n, b, n, 0, c, n)
		}); got > 0.5 {
			t.Errorf("size %d: %v allocations per call", size, got)
		}
	}
}

var team1 = team(1)

func TestGemmNamesTheShape(t *testing.T) {
	defer func() {
		if p := fmt.Sprint(recover()); p != "blas: Gemm: B of 5 elements with leading dimension 3 cannot be 2×3" {
			t.Errorf("panic %q", p)
		}
	}()
	Gemm(team(1), false, false, 2, 3, 2, 1, make([]float64, 4), 2, make([]float64, 5), 3, 0, make([]float64, 6), 3)
}

package hessenberg

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
	"tandem/parallel/simd"
)

const ulp = 0x1p-52

func random(n, ld int, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, uint64(n)))
	a := make([]float64, n*ld)
	for i := range n {
		for j := range n {
			a[i*ld+j] = r.NormFloat64()
		}
	}
	return a
}

func frobenius(n int, a []float64, ld int) float64 {
	var s float64
	for i := range n {
		for _, v := range a[i*ld : i*ld+n] {
			s += v * v
		}
	}
	return math.Sqrt(s)
}

func team(threads int) parallel.Team {
	return parallel.TeamOf(parallel.WithThreads(context.Background(), threads))
}

// TestReduce checks ‖A - Q·H·Qᵀ‖ ≤ 10·n·ulp·‖A‖ and ‖Qᵀ·Q - I‖ ≤ 10·n·ulp, the LAPACK bounds, the same bits for two
// threads, and the same active block when only that is asked for.
func TestReduce(t *testing.T) {
	ctx := context.Background()
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, c := range []struct{ n, lo, hi int }{{1, 0, 1}, {2, 0, 2}, {3, 0, 3}, {4, 0, 4}, {5, 0, 5}, {8, 0, 8}, {13, 2, 11},
			{33, 0, 33}, {50, 7, 41}, {100, 0, 100}, {350, 0, 350}, {400, 3, 390}} {
			t.Run(fmt.Sprint(tier, c), func(t *testing.T) {
				n, ld := c.n, c.n+3
				a := random(n, ld, 7)
				for i := range n { // upper triangular outside the block
					for j := range i {
						if j < c.lo || i >= c.hi {
							a[i*ld+j] = 0
						}
					}
				}
				h, tau := slices.Clone(a), make([]float64, n)
				var work arena.Arena
				if err := Reduce(ctx, team(1), n, c.lo, c.hi, h, ld, tau, false, &work); err != nil {
					t.Fatal(err)
				}
				h2, tau2 := slices.Clone(a), make([]float64, n)
				Reduce(ctx, team(2), n, c.lo, c.hi, h2, ld, tau2, false, &work)
				if !slices.Equal(h, h2) || !slices.Equal(tau, tau2) {
					t.Error("two threads give other bits than one")
				}
				h3 := slices.Clone(a)
				Reduce(ctx, team(1), n, c.lo, c.hi, h3, ld, tau2, true, &work)
				for i := c.lo; i < c.hi; i++ {
					for j := c.lo; j < c.hi; j++ {
						if h3[i*ld+j] != h[i*ld+j] {
							t.Fatalf("element (%d, %d) is %v for values alone, %v in full", i, j, h3[i*ld+j], h[i*ld+j])
						}
					}
				}
				qt := make([]float64, n*n)
				Transposed(ctx, team(1), n, c.lo, c.hi, h, ld, tau, qt, n, &work)
				Clear(n, h, ld)
				var s parallel.Team
				x, r := make([]float64, n*n), slices.Clone(a)
				blas.Gemm(s, true, false, n, n, n, 1, qt, n, h, ld, 0, x, n)
				blas.Gemm(s, false, false, n, n, n, -1, x, n, qt, n, 1, r, ld)
				if e := frobenius(n, r, ld) / frobenius(n, a, ld) / float64(n) / ulp; !(e < 10) {
					t.Errorf("residual %.3g", e)
				}
				for i := range n {
					clear(x[i*n : (i+1)*n])
					x[i*n+i] = 1
				}
				blas.Gemm(s, false, true, n, n, n, -1, qt, n, qt, n, 1, x, n)
				if e := frobenius(n, x, n) / float64(n) / ulp; !(e < 10) {
					t.Errorf("orthogonality %.3g", e)
				}
			})
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Reduce(ctx, team(1), 400, 0, 400, random(400, 400, 1), 400, make([]float64, 400), true, new(arena.Arena)); err != context.Canceled {
		t.Errorf("error %v: want context.Canceled", err)
	}
}

func BenchmarkReduce(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000, 2000} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprint("n=", n, "/threads=", threads), func(b *testing.B) {
				ld := n + 8
				a := random(n, ld, 7)
				h, tau := make([]float64, len(a)), make([]float64, n)
				var work arena.Arena
				for b.Loop() {
					copy(h, a)
					Reduce(context.Background(), team(threads), n, 0, n, h, ld, tau, true, &work)
				}
				b.ReportMetric(10./3*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
			})
		}
	}
}

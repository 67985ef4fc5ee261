package tridiagonal

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/testlapack"

	"tandem/parallel"
)

var ctx = context.Background()

func team(n int) parallel.Team { return parallel.TeamOf(parallel.WithThreads(ctx, n)) }

// randomSymmetric returns the upper triangle of a random n×n matrix, NaN below it.
func randomSymmetric(n, lda int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	a := make([]float64, n*lda)
	for i := range n {
		for j := range n {
			a[i*lda+j] = rng.NormFloat64()
			if j < i {
				a[i*lda+j] = math.NaN()
			}
		}
	}
	return a
}

// The eigenvalues of Toeplitz(−1, 2, −1) are 4·sin²(kπ/(2n+2)).
func TestValuesToeplitz(t *testing.T) {
	for _, n := range []int{1, 2, 3, 10, 101, 1000} {
		d, e := make([]float64, n), make([]float64, n-1)
		for i := range d {
			d[i] = 2
		}
		for i := range e {
			e[i] = -1
		}
		if err := Values(ctx, team(1), d, e); err != nil {
			t.Fatal(err)
		}
		for k, got := range d {
			s := math.Sin(float64(k+1) * math.Pi / float64(2*n+2))
			if want := 4 * s * s; math.Abs(got-want) > 1e-15*float64(n+10) {
				t.Fatalf("n=%d: eigenvalue %d is %v, want %v", n, k, got, want)
			}
		}
	}
}

func BenchmarkReduce(b *testing.B) {
	for _, n := range []int{100, 200, 500, 700, 1000, 2000} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/threads=%d", n, threads), func(b *testing.B) {
				a0 := randomSymmetric(n, n, 1)
				a := make([]float64, n*n)
				for b.Loop() {
					copy(a, a0)
					if _, err := Reduce(ctx, team(threads), n, a, n); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(4./3*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
			})
		}
	}
}

func BenchmarkValues(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000, 2000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			r, _ := Reduce(ctx, team(2), n, randomSymmetric(n, n, 1), n)
			d, e := make([]float64, n), make([]float64, n-1)
			for b.Loop() {
				copy(d, r.D)
				copy(e, r.E)
				if err := Values(ctx, team(1), d, e); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// sterf shows Values to gonum's test suite as LAPACK's dsterf.
type sterf struct{ gonum.Implementation }

func (sterf) Dsterf(n int, d, e []float64) bool {
	return n == 0 || Values(ctx, team(1), d[:n], e[:n-1]) == nil
}

func TestValuesUnderGonum(t *testing.T) { testlapack.DsterfTest(t, sterf{}) }

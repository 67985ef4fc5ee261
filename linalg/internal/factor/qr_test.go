package factor

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
	"tandem/parallel/simd"
)

func team(threads int) parallel.Team {
	return parallel.TeamOf(parallel.WithThreads(context.Background(), threads))
}

// TestQR checks A = Q·R and QᵀQ = I by LAPACK's ratios, Qᵀ·A = R by the reflectors themselves, and the same bits for teams of one to
// five, for shapes with leaves, panels and blocks of all widths, full ones and the last ones, and for a matrix with zero columns.
func TestQR(t *testing.T) {
	const ulp = 0x1p-52
	ctx := context.Background()
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, c := range []struct{ m, n int }{{1, 1}, {1, 5}, {5, 1}, {7, 7}, {8, 8}, {9, 9}, {17, 16}, {33, 33}, {40, 20}, {20, 40}, {65, 65},
			{100, 31}, {31, 100}, {130, 90}, {420, 405}, {410, 440}} {
			t.Run(fmt.Sprint(tier, c), func(t *testing.T) {
				m, n := c.m, c.n
				k, lda := min(m, n), n+3
				r := rand.New(rand.NewPCG(1, uint64(m*n)))
				a := make([]float64, m*lda)
				for i := range m {
					for j := range n {
						if n < 40 || j%13 != 5 {
							a[i*lda+j] = r.NormFloat64()
						}
					}
				}
				f, tau := slices.Clone(a), make([]float64, k)
				if err := QR(ctx, team(1), m, n, f, lda, tau); err != nil {
					t.Fatal(err)
				}
				for threads := 2; threads <= 5; threads++ {
					g, tau2 := slices.Clone(a), make([]float64, k)
					if err := QR(ctx, team(threads), m, n, g, lda, tau2); err != nil || !slices.Equal(f, g) || !slices.Equal(tau, tau2) {
						t.Errorf("%d threads give other bits (%v)", threads, err)
					}
				}
				q := make([]float64, m*k)
				if err := FormQ(ctx, team(2), m, k, k, f, lda, tau, q, k); err != nil {
					t.Fatal(err)
				}
				upper := make([]float64, k*n)
				for i := range k {
					copy(upper[i*n+i:(i+1)*n], f[i*lda+i:i*lda+n])
				}
				rest := slices.Clone(a)
				blas.Gemm(parallel.Team{}, false, false, m, n, k, -1, q, k, upper, n, 1, rest, lda)
				size := float64(max(m, n))
				if e := blas.Nrm2(len(rest), rest, 1) / blas.Nrm2(len(a), a, 1) / size / ulp; !(e < 20) {
					t.Errorf("residual %.3g", e)
				}
				unit := make([]float64, k*k)
				blas.Gemm(parallel.Team{}, true, false, k, k, m, 1, q, k, q, k, 0, unit, k)
				for i := range k {
					unit[i*k+i]--
				}
				if e := blas.Nrm2(len(unit), unit, 1) / size / ulp; !(e < 20) {
					t.Errorf("orthogonality %.3g", e)
				}
				applied := slices.Clone(a)
				if err := ApplyQ(ctx, team(2), blas.Left, true, m, n, k, f, lda, tau, applied, lda); err != nil {
					t.Fatal(err)
				}
				for i := range m {
					for j := range n {
						want := 0.0
						if j >= i {
							want = f[i*lda+j]
						}
						if !(math.Abs(applied[i*lda+j]-want) < 1e-12) {
							t.Fatalf("element (%d, %d) of Qᵀ·A is %v: want %v", i, j, applied[i*lda+j], want)
						}
					}
				}
			})
		}
	}
}

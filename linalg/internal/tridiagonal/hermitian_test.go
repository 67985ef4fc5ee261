package tridiagonal

import (
	"context"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/linalg/internal/arena"
	"tandem/parallel"
	"tandem/parallel/simd"
)

func hermitianTeam(n int) parallel.Team {
	return parallel.TeamOf(parallel.WithThreads(context.Background(), n))
}

// A = Q·T·Qᴴ, with panels before the fused steps and without, on every tier, with the same bits for every team.
func TestReduceHermitian(t *testing.T) {
	ctx := context.Background()
	defer func(old int) { hermitianFused = old }(hermitianFused)
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		for _, fused := range []int{20, 1400} {
			hermitianFused = fused
			for _, n := range []int{1, 2, 3, 7, 8, 9, 16, 33, 65, 200, 330} {
				if n > 100 && tier == simd.Portable && testing.Short() {
					continue
				}
				rng := rand.New(rand.NewPCG(uint64(n), 1))
				a := make([]complex128, n*n)
				for i := range n {
					for j := i; j < n; j++ {
						a[i*n+j] = complex(rng.NormFloat64(), rng.NormFloat64())
						a[j*n+i] = cmplx.Conj(a[i*n+j])
					}
					a[i*n+i] = complex(real(a[i*n+i]), 0)
				}
				r, err := ReduceHermitian(ctx, hermitianTeam(1), n, slices.Clone(a), n, new(arena.Arena))
				if err != nil {
					t.Fatal(err)
				}
				again, err := ReduceHermitian(ctx, hermitianTeam(3), n, slices.Clone(a), n, new(arena.Arena))
				if err != nil || !slices.Equal(r.D, again.D) || !slices.Equal(r.E, again.E) || !slices.Equal(r.Tau, again.Tau) {
					t.Errorf("n=%d: 3 threads give other bits (%v)", n, err)
				}
				// Rows of q are the columns of Q; A·q₋ⱼ = eⱼ₋₁·qⱼ₋₁ + dⱼ·qⱼ + eⱼ·qⱼ₊₁.
				q := make([]complex128, n*n)
				for i := range n {
					q[i*n+i] = 1
				}
				if err := r.Back(ctx, hermitianTeam(2), n, q, n); err != nil {
					t.Fatal(err)
				}
				for j := 0; j < n; j += max(1, n/20) {
					for i := range n {
						s := -complex(r.D[j], 0) * q[j*n+i]
						if j > 0 {
							s -= complex(r.E[j-1], 0) * q[(j-1)*n+i]
						}
						if j < n-1 {
							s -= complex(r.E[j], 0) * q[(j+1)*n+i]
						}
						for k := range n {
							s += a[i*n+k] * q[j*n+k]
						}
						if cmplx.Abs(s) > 1e-13*float64(n) {
							t.Fatalf("%v, n=%d, fused up to %d: A·Q − Q·T at (%d, %d) is %v", tier, n, fused, i, j, s)
						}
					}
				}
			}
		}
	}
}

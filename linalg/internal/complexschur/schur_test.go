package complexschur

import (
	"context"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/parallel"
)

// TestSchur checks A = Q·T·Qᴴ with T triangular, for random matrices and for one that decouples.
func TestSchur(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 8, 40} {
		for _, zeros := range []bool{false, true} {
			a := make([]complex128, n*n)
			for i := range a {
				if !zeros || i%3 != 0 {
					a[i] = complex(r.NormFloat64(), r.NormFloat64())
				}
			}
			s, q := slices.Clone(a), make([]complex128, n*n)
			if err := Hessenberg(ctx, parallel.Team{}, n, s, q); err != nil {
				t.Fatal(err)
			}
			if failed, err := Iterate(ctx, n, s, q, true); failed != 0 || err != nil {
				t.Fatalf("n=%d: %d rows failed, error %v", n, failed, err)
			}
			var worst float64
			for i := range n {
				for j := range n {
					var sum, unit complex128
					for k := range n {
						for l := k; l < n; l++ {
							sum += q[i*n+k] * s[k*n+l] * cmplx.Conj(q[j*n+l])
						}
						unit += q[i*n+k] * cmplx.Conj(q[j*n+k])
					}
					if i == j {
						unit--
					}
					worst = max(worst, cmplx.Abs(sum-a[i*n+j]), cmplx.Abs(unit))
					if j < i && s[i*n+j] != 0 {
						t.Fatalf("n=%d: element (%d, %d) of T is %v", n, i, j, s[i*n+j])
					}
				}
			}
			if worst > 2e-15*float64(n)+1e-14 {
				t.Errorf("n=%d: error %g", n, worst)
			}
		}
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := Hessenberg(cancelled, parallel.Team{}, 5, make([]complex128, 25), nil); err != context.Canceled {
		t.Errorf("error %v: want context.Canceled", err)
	}
	if _, err := Iterate(cancelled, 5, make([]complex128, 25), nil, false); err != context.Canceled {
		t.Errorf("Iterate: error %v: want context.Canceled", err)
	}
	if _, err := Vectors(cancelled, parallel.Team{}, 5, make([]complex128, 25), make([]complex128, 25)); err != context.Canceled {
		t.Errorf("Vectors: error %v: want context.Canceled", err)
	}
}

package linalg

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

// threads returns a context with a budget of n threads.
func threads(n int) context.Context { return parallel.WithThreads(context.Background(), n) }

func sameBits(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if math.Float64bits(a[i]) != math.Float64bits(b[i]) {
			return false
		}
	}
	return true
}

// Gonum's driver is the reference: both are backward stable, so values agree to a multiple of n·ε·‖A‖.
func TestEigenvaluesSymAgainstGonum(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 17, 32, 33, 64, 100, 201, 700} {
		if testing.Short() && n > 300 {
			continue
		}
		for _, scale := range []float64{1, 1e-300, 1e300} {
			a := GOE(n, uint64(n))
			a.ScaleSym(scale, a)
			got, err := EigenvaluesSym(threads(1), a)
			if err != nil {
				t.Fatal(err)
			}
			var ref mat.EigenSym
			b := GOE(n, uint64(n))
			if !ref.Factorize(b, false) {
				t.Fatal("gonum did not converge")
			}
			want := ref.Values(nil)
			norm := max(-want[0], want[n-1])
			for i := range want {
				if !(math.Abs(got[i]/scale-want[i]) <= 2e-15*float64(10+n)*norm) {
					t.Fatalf("n=%d scale=%g: value %d is %v, want %v", n, scale, i, got[i]/scale, want[i])
				}
			}
			for _, k := range []int{2, 3, 5} {
				if again, _ := EigenvaluesSym(threads(k), a); !sameBits(got, again) {
					t.Errorf("n=%d: %d threads give other bits", n, k)
				}
			}
		}
	}
}

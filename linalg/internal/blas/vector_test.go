package blas

import (
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// TestIamax compares with the definition, along memory and strided: the first of equals, NaN passed over except at the
// head, which no number exceeds.
func TestIamax(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	define := func(x []float64) int {
		best := 0
		for i, v := range x {
			if math.Abs(v) > math.Abs(x[best]) {
				best = i
			}
		}
		return best
	}
	for _, tier := range simd.Tiers() {
		restore := simd.Force(tier)
		for round := range 3000 {
			n := 1 + rnd.IntN(400)
			x, wide := make([]float64, n), make([]float64, 3*n)
			for i := range x {
				x[i] = float64(rnd.IntN(9) - 4) // many equals
				if round%3 == 0 {
					x[i] = 0
				}
			}
			for range round % 4 {
				x[rnd.IntN(n)] = []float64{math.NaN(), math.Inf(-1), math.Inf(1), math.Copysign(0, -1), 5e-324}[rnd.IntN(5)]
			}
			if round%7 == 0 {
				x[0] = math.NaN()
			}
			for i, v := range x {
				wide[3*i] = v
			}
			want := define(x)
			if got, strided := Iamax(n, x, 1), Iamax(n, wide, 3); got != want || strided != want {
				t.Fatalf("%v n=%d: %d, strided %d, want %d", tier, n, got, strided, want)
			}
		}
		restore()
	}
}

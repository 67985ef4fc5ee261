package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

func TestSecular(t *testing.T) {
	for _, tier := range simd.Tiers() {
		for n := 0; n <= 35; n++ {
			rng := rand.New(rand.NewPCG(uint64(n), 5))
			p, checkP := guarded(rng, n)
			q, checkQ := guarded(rng, n)
			d, checkD := guarded(rng, n)
			var s, ds, size float64
			for i := range d {
				r := q[i] / (d[i] - 0.25 - 0.5)
				s, ds, size = s+q[i]*r, ds+r*r, size+math.Abs(q[i]*r)
			}
			gotS, gotDs := SecularSums(tier, d, q, 0.25, 0.5)
			if math.Abs(gotS-s) > 1e-14*size || math.Abs(gotDs-ds) > 1e-14*ds {
				t.Errorf("%v n=%d: sums %v, %v, want %v, %v", tier, n, gotS, gotDs, s, ds)
			}
			want := append([]float64(nil), p...)
			for i := range want {
				want[i] *= q[i] / (d[i] - 0.75)
			}
			SecularProduct(tier, p, q, d, 0.75)
			for i := range want {
				if p[i] != want[i] {
					t.Errorf("%v n=%d: product[%d] = %v, want %v", tier, n, i, p[i], want[i])
				}
			}
			SecularQuotient(tier, p, q, d)
			for i := range want {
				if p[i] != q[i]/d[i] {
					t.Errorf("%v n=%d: quotient[%d] = %v, want %v", tier, n, i, p[i], q[i]/d[i])
				}
			}
			checkP(t, "p")
			checkQ(t, "q")
			checkD(t, "d")
		}
	}
	// A zero pole distance must not be made up in the masked lanes: d − origin − τ = 0 there if they were read as 0.
	for _, tier := range simd.Tiers() {
		if s, ds := SecularSums(tier, []float64{1, 2, 3}, []float64{1, 1, 1}, 0, 0); math.IsNaN(s) || math.IsNaN(ds) {
			t.Errorf("%v: NaN from lanes beyond the end", tier)
		}
	}
}

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

// TestSecularStrange: quotients of infinities, NaN, denormals and zeros have the bits of the definition at every length, and sums
// are finite or not as the definition's are, also where only masked lanes follow.
func TestSecularStrange(t *testing.T) {
	special := []float64{0, math.Copysign(0, -1), 5e-324, -1e-310, 1e308, math.Inf(1), math.Inf(-1), math.NaN(), 0.75, 1}
	for _, tier := range simd.Tiers() {
		for seed := range uint64(400) {
			rng := rand.New(rand.NewPCG(seed, 9))
			n := 1 + int(seed)%20
			p, checkP := guarded(rng, n)
			q, _ := guarded(rng, n)
			d, _ := guarded(rng, n)
			for range 1 + rng.IntN(3) {
				for _, v := range [][]float64{p, q, d} {
					v[rng.IntN(n)] = special[rng.IntN(len(special))]
				}
			}
			wantS, wantDs := secularSumsGo(d, q, 0.25, 0.5)
			s, ds := SecularSums(tier, d, q, 0.25, 0.5)
			for _, c := range [][2]float64{{s, wantS}, {ds, wantDs}} {
				if finite := !math.IsNaN(c[1]) && !math.IsInf(c[1], 0); finite != (!math.IsNaN(c[0]) && !math.IsInf(c[0], 0)) && math.Abs(c[1]) < 1e300 {
					t.Fatalf("%v d %v z %v: sum %v, want %v", tier, d, q, c[0], c[1])
				}
			}
			product, quotient := append([]float64(nil), p...), make([]float64, n)
			for i := range p {
				product[i] *= q[i] / (d[i] - 0.75)
				quotient[i] = q[i] / d[i]
			}
			SecularProduct(tier, p, q, d, 0.75)
			for i := range p {
				if !sameBits(p[i], product[i]) {
					t.Fatalf("%v n=%d: product[%d] = %v, want %v", tier, n, i, p[i], product[i])
				}
			}
			SecularQuotient(tier, p, q, d)
			for i := range p {
				if !sameBits(p[i], quotient[i]) {
					t.Fatalf("%v n=%d: quotient[%d] = %v, want %v", tier, n, i, p[i], quotient[i])
				}
			}
			checkP(t, "p")
		}
	}
}

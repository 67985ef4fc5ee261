package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// Diagonal matrices have known counts and slopes; others are compared with a plain loop, also beyond one call's rows.
func TestSturm(t *testing.T) {
	for _, tier := range simd.Tiers() {
		for _, n := range []int{0, 1, 2, 5, 16, 100, sturmRows, sturmRows + 1, 2*sturmRows + 7} {
			rng := rand.New(rand.NewPCG(uint64(n), 6))
			d, checkD := guarded(rng, n)
			e2, checkE := guarded(rng, n)
			x, checkX := guarded(rng, SturmPoints)
			slope, checkSlope := guarded(rng, SturmPoints)
			all := make([]int64, SturmPoints+2)
			all[0], all[SturmPoints+1] = -9, -9
			below := all[1 : SturmPoints+1 : SturmPoints+1]
			for i := range e2 {
				e2[i] *= e2[i]
			}
			const pivot = 0x1p-1000
			if n > 2 { // an exact zero pivot
				x[3] = d[0]
			}
			Sturm(tier, d, e2, pivot, x, slope, below)
			for j, xj := range x {
				count, sum, r, s := int64(0), 0.0, 0.0, 0.0
				for i := range d {
					tt := e2[i] * r
					q := d[i] - xj - tt
					s = tt*s - 1
					if math.Abs(q) < pivot {
						q = -pivot
					}
					if q < 0 {
						count++
					}
					r = 1 / q
					s *= r
					sum += s
				}
				if below[j] != count {
					t.Fatalf("%v n=%d: %d below %v, want %d", tier, n, below[j], xj, count)
				}
				if same := math.IsNaN(sum) && math.IsNaN(slope[j]); slope[j] != sum && !same {
					t.Errorf("%v n=%d: slope %d is %v, want %v", tier, n, j, slope[j], sum)
				}
			}
			for _, check := range []func(*testing.T, string){checkD, checkE, checkX, checkSlope} {
				check(t, tier.String())
			}
			if all[0] != -9 || all[SturmPoints+1] != -9 {
				t.Errorf("%v: counts outside", tier)
			}
		}
	}
}

// TestSturmStrange: infinities, NaN, denormals, huge off-diagonals and pivots that vanish row after row give the counts and slopes of
// the portable twin on every tier; counts of NaN do not matter, and NaN is NaN.
func TestSturmStrange(t *testing.T) {
	const pivot = 0x1p-1000
	special := []float64{0, math.Copysign(0, -1), 5e-324, -1e-310, 1e308, -1e308, math.Inf(1), math.Inf(-1), math.NaN(), 1, pivot, -pivot}
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 8))
		n := 1 + rng.IntN(12)
		d, e2, x := make([]float64, n), make([]float64, n), make([]float64, SturmPoints)
		for i := range d {
			d[i], e2[i] = special[rng.IntN(len(special))], math.Abs(special[rng.IntN(len(special))])
			if rng.IntN(2) == 0 {
				d[i], e2[i] = float64(rng.IntN(3)), float64(rng.IntN(2))
			}
		}
		e2[0] = 0
		for i := range x {
			x[i] = special[(i+rng.IntN(2))%len(special)]
		}
		want, wantBelow := make([]float64, SturmPoints), make([]int64, SturmPoints)
		Sturm(simd.Portable, d, e2, pivot, x, want, wantBelow)
		for _, tier := range simd.Tiers() {
			slope, below := make([]float64, SturmPoints), make([]int64, SturmPoints)
			Sturm(tier, d, e2, pivot, x, slope, below)
			for j := range x {
				if !sameBits(slope[j], want[j]) || below[j] != wantBelow[j] && !math.IsNaN(want[j]) {
					t.Fatalf("%v, d %v, e2 %v, x %v: %d below, slope %v; portable %d, %v", tier, d, e2, x[j], below[j], slope[j], wantBelow[j], want[j])
				}
			}
		}
	}
}

func BenchmarkSturm(b *testing.B) {
	const n = 2000
	d, e2 := make([]float64, n), make([]float64, n)
	for i := range d {
		d[i], e2[i] = float64(i%7), 1
	}
	x, slope, below := make([]float64, SturmPoints), make([]float64, SturmPoints), make([]int64, SturmPoints)
	for i := range x {
		x[i] = float64(i) / 3.1
	}
	for _, tier := range simd.Tiers() {
		b.Run(tier.String(), func(b *testing.B) {
			for b.Loop() {
				Sturm(tier, d, e2, 0x1p-1000, x, slope, below)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n/SturmPoints, "ns/step")
		})
	}
}

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// Every tier against the definition, bit for bit, at all small lengths, with guards round the slices.
func TestLoopsAgree(t *testing.T) {
	const guard = 12345.5
	random := rand.New(rand.NewPCG(1, 2))
	guarded := func(n int) (buf, slice []float64) {
		buf = make([]float64, n+16)
		for i := range buf {
			buf[i] = guard
		}
		return buf, buf[8 : 8+n]
	}
	intact := func(buf []float64) bool {
		for i := range 8 {
			if buf[i] != guard || buf[len(buf)-1-i] != guard {
				return false
			}
		}
		return true
	}
	special := []float64{math.Inf(1), math.NaN(), 5e-324, math.Copysign(0, -1), math.MaxFloat64}
	for _, tier := range simd.Tiers() {
		l := Of(tier)
		for n := range 100 {
			buf, x := guarded(n)
			a, base, h := random.NormFloat64(), float64(random.IntN(1<<40))+0.5, random.Float64()
			l.Steps(x, a, base, h)
			for i, v := range x {
				if want := a + float64((base+float64(i))*h); v != want {
					t.Fatalf("%v: step %d of %d: %v, want %v", tier, i, n, v, want)
				}
			}
			if !intact(buf) {
				t.Fatalf("%v: Steps writes beside its slice of %d", tier, n)
			}
		}
		for n := range 20 {
			buf, dst := guarded(n)
			y := make([]float64, Run*n)
			for i := range y {
				y[i] = math.Ldexp(random.NormFloat64(), random.IntN(40))
				if n%4 == 3 && i%97 == 0 {
					y[i] = special[random.IntN(len(special))]
				}
			}
			want := make([]float64, n)
			Loops{}.Runs(want, y)
			l.Runs(dst, y)
			for r, v := range dst {
				if v != want[r] && !(math.IsNaN(v) && math.IsNaN(want[r])) {
					t.Fatalf("%v: run %d of %d: %v, want %v", tier, r, n, v, want[r])
				}
				exact := 0.0
				for _, v := range y[Run*r:][:Run] {
					exact += v
				}
				if math.Abs(v-exact) > 1e-12*1e13 && n%4 != 3 {
					t.Fatalf("%v: run %d of %d: %v, one by one %v", tier, r, n, v, exact)
				}
			}
			if !intact(buf) {
				t.Fatalf("%v: Runs writes beside its slice of %d", tier, n)
			}
		}
	}
}

package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// guarded returns n random values inside a longer slice, and a check that the values around them are untouched.
func guarded(rng *rand.Rand, n int) (in []float64, check func(t *testing.T, name string)) {
	const pad, mark = 9, 12345.0
	all := make([]float64, n+2*pad)
	for i := range all {
		all[i] = mark
	}
	in = all[pad : pad+n]
	for i := range in {
		in[i] = rng.NormFloat64()
	}
	return in, func(t *testing.T, name string) {
		t.Helper()
		for i := range pad {
			if all[i] != mark || all[pad+n+i] != mark {
				t.Fatalf("%s: wrote outside its %d elements", name, n)
			}
		}
	}
}

func TestSymvUpper(t *testing.T) {
	for _, tier := range simd.Tiers() {
		t.Run(tier.String(), func(t *testing.T) {
			defer simd.Force(tier)()
			for n := 1; n <= 41; n++ {
				for _, rows := range []int{1, n / 2, n - 1, n} {
					for _, update := range []bool{false, true} {
						testSymv(t, n, rows, n+n%3, update)
					}
				}
			}
			testSymv(t, 700, 700, 701, true)
			testSymv(t, 700, 333, 701, false)
		})
	}
}

// testSymv compares with the definition, element by element.
func testSymv(t *testing.T, n, rows, lda int, update bool) {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(rows)))
	a, checkA := guarded(rng, (n-1)*lda+n)
	x, checkX := guarded(rng, n)
	y, checkY := guarded(rng, n)
	v, w := make([]float64, n), make([]float64, n)
	if update {
		v, _ = guarded(rng, n)
		w, _ = guarded(rng, n)
	}
	wantA, wantY, size := append([]float64(nil), a...), append([]float64(nil), y...), make([]float64, n)
	for i := range rows {
		for j := i; j < n; j++ {
			p := i*lda + j
			wantA[p] -= v[i]*w[j] + w[i]*v[j]
			wantY[i] += wantA[p] * x[j]
			size[i] += math.Abs(wantA[p] * x[j])
			if j > i {
				wantY[j] += wantA[p] * x[i]
				size[j] += math.Abs(wantA[p] * x[i])
			}
		}
	}
	if update {
		SymvUpdateUpper(rows, n, a, lda, v, w, x, y)
	} else {
		SymvUpper(rows, n, a, lda, x, y)
	}
	name := fmt.Sprintf("n=%d rows=%d lda=%d update=%v", n, rows, lda, update)
	checkA(t, name)
	checkX(t, name)
	checkY(t, name)
	for p := range a {
		if math.Abs(a[p]-wantA[p]) > 1e-14*(1+math.Abs(wantA[p])) || (p%lda < p/lda && a[p] != wantA[p]) {
			t.Fatalf("%s: a[%d,%d] = %v, want %v", name, p/lda, p%lda, a[p], wantA[p])
		}
	}
	for i := range y {
		if math.Abs(y[i]-wantY[i]) > 1e-14*(1+size[i]) {
			t.Fatalf("%s: y[%d] = %v, want %v", name, i, y[i], wantY[i])
		}
	}
}

// NaN outside the triangle must not be read; inside, it must spread to its row and column.
func TestSymvUpperNaN(t *testing.T) {
	for _, tier := range simd.Tiers() {
		defer simd.Force(tier)()
		const n = 21
		a := make([]float64, n*n)
		for i := range n {
			for j := range i {
				a[i*n+j] = math.NaN()
			}
		}
		a[3*n+17] = math.Inf(1)
		x, y := make([]float64, n), make([]float64, n)
		for i := range x {
			x[i] = 1
		}
		SymvUpdateUpper(n, n, a, n, make([]float64, n), make([]float64, n), x, y)
		for i, got := range y {
			want := 0.0
			if i == 3 || i == 17 {
				want = math.Inf(1)
			}
			if got != want {
				t.Errorf("%v: y[%d] = %v, want %v", tier, i, got, want)
			}
		}
	}
}

func BenchmarkSymvUpper(b *testing.B) {
	for _, n := range []int{100, 200, 400, 1000, 2000} {
		for _, update := range []bool{false, true} {
			b.Run(fmt.Sprintf("n=%d/update=%v", n, update), func(b *testing.B) {
				a := make([]float64, n*n)
				x, y, v, w := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
				flops := 2.0
				for b.Loop() {
					if update {
						SymvUpdateUpper(n, n, a, n, v, w, x, y)
						flops = 4
					} else {
						SymvUpper(n, n, a, n, x, y)
					}
				}
				b.ReportMetric(flops*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
			})
		}
	}
}

package kernel

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"tandem/parallel/simd"
)

func complexOf(x []float64, j int) complex128 {
	return complex(x[ComplexAt(j)], x[ComplexAt(j)+ComplexBlock])
}

func TestHermitianStep(t *testing.T) {
	for _, tier := range simd.Tiers() {
		for _, n := range []int{8, 16, 40} {
			for first := range n {
				for _, last := range []int{first, first + 1, first + 2, first + 5, n} {
					if last <= n {
						testHermitianStep(t, tier, first, last, n)
					}
				}
			}
		}
		testHermitianStep(t, tier, 3, 700, 704) // several calls
	}
}

func testHermitianStep(t *testing.T, tier simd.Tier, first, last, n int) {
	name := fmt.Sprintf("%v: rows %d to %d of %d", tier, first, last, n)
	rng := rand.New(rand.NewPCG(uint64(first*n+last), 6))
	lda := 2*n + 16
	a, checkA := guarded(rng, n*lda)
	v, _ := guarded(rng, 2*n)
	w, _ := guarded(rng, 2*n)
	x, checkX := guarded(rng, 2*n)
	y, checkY := guarded(rng, 2*n)
	old, oldY := slices.Clone(a), slices.Clone(y)
	want := make([]complex128, n)
	size := make([]float64, n)
	for j := range n {
		want[j] = complexOf(y, j)
	}
	HermitianStep(tier, first, last, n, a, lda, v, w, x, y)
	checkA(t, name)
	checkX(t, name)
	checkY(t, name)
	for i := range n {
		row, was := a[i*lda:(i+1)*lda], old[i*lda:(i+1)*lda]
		if !slices.Equal(row[2*n:], was[2*n:]) || (i < first || i >= last) && !slices.Equal(row, was) {
			t.Fatalf("%s: row %d has changed where it must not", name, i)
		}
		if i < first || i >= last {
			continue
		}
		for j := i; j < n; j++ {
			e := complexOf(was, j) - complexOf(v, i)*cmplx.Conj(complexOf(w, j)) - complexOf(w, i)*cmplx.Conj(complexOf(v, j))
			if got := complexOf(row, j); cmplx.Abs(got-e) > 1e-14*(1+cmplx.Abs(e)) {
				t.Fatalf("%s: A[%d][%d] is %v, want %v", name, i, j, got, e)
			}
			want[i] += e * complexOf(x, j)
			size[i] += cmplx.Abs(e * complexOf(x, j))
			if j > i {
				want[j] += cmplx.Conj(e) * complexOf(x, i)
				size[j] += cmplx.Abs(e * complexOf(x, i))
			}
		}
	}
	for j := range n {
		if got := complexOf(y, j); cmplx.Abs(got-want[j]) > 1e-14*(1+size[j]) {
			t.Fatalf("%s: y[%d] is %v, want %v", name, j, got, want[j])
		}
		if p := ComplexAt(j); j < first && (y[p] != oldY[p] || y[p+ComplexBlock] != oldY[p+ComplexBlock]) {
			t.Fatalf("%s: y[%d] has changed", name, j)
		}
	}
}

// What lies left of the diagonal does not enter the product, and an infinite element enters where it belongs.
func TestHermitianStepInfinite(t *testing.T) {
	for _, tier := range simd.Tiers() {
		const n = 24
		a := make([]float64, n*2*n)
		zero, x, y := make([]float64, 2*n), make([]float64, 2*n), make([]float64, 2*n)
		for i := range n {
			for j := range i {
				a[i*2*n+ComplexAt(j)] = 1e300
			}
			x[ComplexAt(i)] = 1
		}
		a[3*2*n+ComplexAt(17)] = math.Inf(1)
		HermitianStep(tier, 0, n, n, a, 2*n, zero, zero, x, y)
		for i := range n {
			if got := y[ComplexAt(i)]; (i == 3 || i == 17) != math.IsInf(got, 1) || i != 3 && i != 17 && got != 0 {
				t.Errorf("%v: y[%d] = %v", tier, i, got)
			}
		}
	}
}

func BenchmarkHermitianStep(b *testing.B) {
	for _, n := range []int{56, 104, 200, 504, 1000} {
		b.Run(fmt.Sprintf("n=%d", n), func(b *testing.B) {
			lda := 2 * (n | 8)
			a := make([]float64, n*lda)
			v, w, x, y := make([]float64, 2*n), make([]float64, 2*n), make([]float64, 2*n), make([]float64, 2*n)
			for b.Loop() {
				HermitianStep(simd.Active(), 0, n, n, a, lda, v, w, x, y)
			}
			b.ReportMetric(16*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GF/s")
		})
	}
}

package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// TestRows runs every kernel of levels 1 and 2 on every tier at all short lengths: updates bit for bit against their
// definition, dot products within the rounding of any order of summation.
func TestRows(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	for _, tier := range simd.Tiers() {
		for n := range 70 {
			for _, rows := range []int{1, 4, 8} {
				if rows == 8 && tier != simd.AVX512 {
					continue
				}
				lda := n + 3
				a, aOK := fenced(rnd, (rows-1)*lda+n)
				x, _ := fenced(rnd, n)
				coef, _ := fenced(rnd, rows)
				y, yOK := fenced(rnd, n)
				sums, sumsOK := fenced(rnd, rows)
				if n > 0 && n%5 == 0 {
					a[rnd.IntN(n)] = []float64{math.NaN(), math.Inf(1), 5e-324, -1e-310}[n/5%4]
				}
				dots, slack := make([]float64, rows), make([]float64, rows)
				next := append([]float64(nil), y...)
				for i := range rows {
					dots[i] = sums[i]
					for j := range n {
						dots[i] += a[i*lda+j] * x[j]
						slack[i] += math.Abs(a[i*lda+j] * x[j])
						next[j] = math.FMA(coef[i], a[i*lda+j], next[j])
					}
					slack[i] = 1e-16 * float64(n+2) * (slack[i] + math.Abs(sums[i]))
				}
				near := func(verb string, got []float64) {
					t.Helper()
					for i := range got {
						same := math.Abs(got[i]-dots[i]) <= slack[i] || sameBits(got[i], dots[i])
						if !same {
							t.Fatalf("%v %s n=%d: sum %d of %d = %v, want %v", tier, verb, n, i, rows, got[i], dots[i])
						}
					}
				}
				exact := func(verb string, got, want []float64) {
					t.Helper()
					for j := range want {
						if !sameBits(got[j], want[j]) {
							t.Fatalf("%v %s n=%d rows=%d: element %d = %v, want %v", tier, verb, n, rows, j, got[j], want[j])
						}
					}
				}
				start, before := append([]float64(nil), y...), append([]float64(nil), sums...)
				ahead := []int{0, 4 * lda, -4 * lda, 1 << 40}[n%4] // a hint, wherever it points to
				DotRows(tier, rows, n, a, lda, ahead, x, sums)
				near("DotRows", sums)
				for i := range rows { // alone as among others
					s := []float64{before[i]}
					DotRows(tier, 1, n, a[i*lda:], lda, 0, x, s)
					exact("DotRows alone", s, sums[i:i+1])
				}
				if rows == 8 { // dot products alone
					if !aOK() || !sumsOK() {
						t.Fatalf("%v DotRows n=%d rows=%d: wrote outside a slice", tier, n, rows)
					}
					continue
				}
				UpdateRows(tier, rows, n, a, lda, ahead, coef, y)
				exact("UpdateRows", y, next)
				copy(y, start)
				copy(sums, before)
				BothRows(tier, rows, n, a, lda, ahead, x, sums, coef, y)
				near("BothRows", sums)
				exact("BothRows", y, next)
				want := append([]float64(nil), a...)
				for i := range rows {
					for j := range n {
						want[i*lda+j] = math.FMA(coef[i], x[j], want[i*lda+j])
					}
				}
				GerRows(tier, rows, n, a, lda, coef, x)
				exact("GerRows", a, want)
				if !aOK() || !yOK() || !sumsOK() {
					t.Fatalf("%v n=%d rows=%d: wrote outside a slice", tier, n, rows)
				}
			}
			x, xOK := fenced(rnd, n)
			y, yOK := fenced(rnd, n)
			p, q := append([]float64(nil), x...), append([]float64(nil), y...)
			rotGo(p, q, 0.6, -0.8)
			Rot(tier, x, y, 0.6, -0.8)
			for j := range n {
				if x[j] != p[j] || y[j] != q[j] {
					t.Fatalf("%v Rot n=%d: element %d", tier, n, j)
				}
			}
			Scal(tier, -3, x)
			for j := range n {
				if x[j] != -3*p[j] {
					t.Fatalf("%v Scal n=%d: element %d", tier, n, j)
				}
			}
			copy(p, x)
			copy(q, y)
			Swap(tier, x, y)
			for j := range n {
				if x[j] != q[j] || y[j] != p[j] {
					t.Fatalf("%v Swap n=%d: element %d", tier, n, j)
				}
			}
			if !xOK() || !yOK() {
				t.Fatalf("%v n=%d: Rot, Scal or Swap wrote outside", tier, n)
			}
		}
	}
}

// TestLargest puts each kind of number at each place of all short lengths, among smaller ones of both signs.
func TestLargest(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 10))
	special := []float64{math.NaN(), -math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 7, -7, 5e-324}
	for _, tier := range simd.Tiers() {
		if got := Largest(tier, nil); got != 0 {
			t.Fatalf("%v: %v of nothing", tier, got)
		}
		for n := 1; n < 70; n++ {
			x, intact := fenced(rnd, n)
			for j := range n {
				for _, v := range special {
					for i := range x {
						x[i] = rnd.NormFloat64()
						if v == 5e-324 {
							x[i] = math.Copysign(0, x[i])
						}
					}
					x[j] = v
					if got := Largest(tier, x); !sameBits(got, math.Abs(v)) {
						t.Fatalf("%v n=%d: %v, want %v", tier, n, got, math.Abs(v))
					}
				}
			}
			if !intact() {
				t.Fatalf("%v n=%d: wrote outside", tier, n)
			}
		}
	}
}

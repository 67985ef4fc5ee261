package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel/simd"
)

// TestComplexVectors runs the kernels of complex vectors on every tier at all short lengths: sums within the rounding of any order,
// all else bit for bit against its definition, every third time with strange numbers.
func TestComplexVectors(t *testing.T) {
	rnd := rand.New(rand.NewPCG(17, 18))
	for _, tier := range simd.Tiers() {
		for n := range 70 {
			x, xOK := fenced(rnd, 2*n)
			y, yOK := fenced(rnd, 2*n)
			where := fmt.Sprintf("%v n=%d", tier, n)

			sums, sumsOK := fenced(rnd, 4)
			var want, slack [4]float64
			for s, parts := range [4][2]int{{0, 0}, {1, 1}, {0, 1}, {1, 0}} {
				want[s] = sums[s]
				for j := range n {
					p := x[2*j+parts[0]] * y[2*j+parts[1]]
					want[s] += p
					slack[s] += 1e-16 * float64(n+2) * math.Abs(p)
				}
			}
			ComplexSums(tier, x, y, (*[4]float64)(sums))
			for s := range sums {
				if !(math.Abs(sums[s]-want[s]) <= slack[s]+1e-15) {
					t.Fatalf("%s: sum %d is %v, want %v", where, s, sums[s], want[s])
				}
			}
			abs := 0.0
			for _, v := range x {
				abs += math.Abs(v)
			}
			for _, odd := range []int{0, min(1, n)} { // real vectors of either parity
				if got := AbsSum(tier, x[odd:]); !(math.Abs(got-abs) <= 1e-14*abs) {
					t.Fatalf("%s: Σ|x| is %v, want %v", where, got, abs)
				}
				if n > 0 {
					abs -= math.Abs(x[0])
				}
			}

			if n > 0 && n%3 == 0 {
				strange(rnd, x)
				strange(rnd, y)
			}
			most := 0.0
			for j := range n {
				v := math.Abs(x[2*j]) + math.Abs(x[2*j+1])
				if v > most || math.IsNaN(v) {
					most = v
				}
				if math.IsNaN(v) {
					break
				}
			}
			if got := ComplexLargest(tier, x); !sameBits(got, most) {
				t.Fatalf("%s: largest is %v, want %v", where, got, most)
			}
			for _, rows := range []int{1, 4} {
				lda := 2*n + 3
				a, intact := fenced(rnd, (rows-1)*lda+2*n)
				coef, _ := fenced(rnd, 2*rows)
				want := append([]float64(nil), a...)
				for i := range rows {
					for j := range n {
						re, im := &want[i*lda+2*j], &want[i*lda+2*j+1]
						*re = math.FMA(coef[2*i+1], -y[2*j+1], math.FMA(coef[2*i], y[2*j], *re))
						*im = math.FMA(coef[2*i+1], y[2*j], math.FMA(coef[2*i], y[2*j+1], *im))
					}
				}
				ComplexGer(tier, rows, n, a, lda, coef, y)
				sameAs(t, fmt.Sprintf("%s: ComplexGer of %d rows", where, rows), a, want, intact)
			}
			scaled := append([]float64(nil), x...)
			for j := range n {
				re, im := scaled[2*j], scaled[2*j+1]
				scaled[2*j] = math.FMA(re, 0.3, -float64(im*-1.7))
				scaled[2*j+1] = math.FMA(im, 0.3, float64(re*-1.7))
			}
			ComplexScal(tier, 0.3-1.7i, x)
			sameAs(t, where+": ComplexScal", x, scaled, xOK)
			if !yOK() || !sumsOK() {
				t.Fatalf("%s: wrote outside", where)
			}
		}
	}
}

// TestMagnitudesAnywhere puts strange numbers at every place of short vectors.
func TestMagnitudesAnywhere(t *testing.T) {
	rnd := rand.New(rand.NewPCG(19, 20))
	for _, tier := range simd.Tiers() {
		for n := 1; n < 40; n++ {
			x, _ := fenced(rnd, 2*n)
			for j := range x {
				for _, v := range []float64{math.NaN(), -math.NaN(), math.Inf(-1), 1e300, -1e300} {
					old := x[j]
					x[j] = v
					largest, sum := ComplexLargest(tier, x), AbsSum(tier, x)
					want := math.Abs(v) + math.Abs(x[j^1])
					if !sameBits(largest, want) || !(sameBits(sum, math.Abs(v)) || math.Abs(sum-1e300) <= 1e285) {
						t.Fatalf("%v n=%d: %v at %d: largest %v, want %v, sum %v", tier, n, v, j, largest, want, sum)
					}
					x[j] = old
				}
			}
		}
	}
}

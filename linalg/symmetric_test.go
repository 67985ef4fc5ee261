package linalg

import (
	"context"
	"fmt"
	"math"
	"os"
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

// symmetricRatios returns LAPACK's test ratios ‖AV − VΛ‖/(n·‖A‖·ulp) and ‖VᵀV − I‖/(n·ulp) in the 1-norm.
func symmetricRatios(a mat.Symmetric, w []float64, v *mat.Dense) (residual, orthogonality float64) {
	n := a.SymmetricDim()
	r := mat.NewDense(n, len(w), nil)
	r.Mul(a, v)
	for i := range n {
		for j, x := range w {
			r.Set(i, j, r.At(i, j)-x*v.At(i, j))
		}
	}
	g := mat.NewDense(len(w), len(w), nil)
	g.Mul(v.T(), v)
	for i := range w {
		g.Set(i, i, g.At(i, i)-1)
	}
	ulp := 0x1p-52 * float64(n)
	size := mat.Norm(a, 1)
	if size == 0 {
		size = 1
	}
	return mat.Norm(r, 1) / size / ulp, mat.Norm(g, 1) / ulp
}

func TestEigenSymRatios(t *testing.T) {
	sizes := []int{1, 2, 3, 5, 16, 33, 64, 100, 257, 800}
	if os.Getenv("TANDEM_LONG") != "" {
		sizes = append(sizes, 1600, 2000)
	}
	for _, n := range sizes {
		if testing.Short() && n > 300 {
			continue
		}
		t.Log(checkEigenSym(t, fmt.Sprint("GOE/n=", n), GOE(n, uint64(n))))
	}
}

// TestEigenSymKinds holds spectra that are known in advance, and matrices that are special in other ways, to the same bounds.
func TestEigenSymKinds(t *testing.T) {
	sizes := []int{1, 2, 7, 40, 150}
	if os.Getenv("TANDEM_LONG") != "" {
		sizes = append(sizes, 500, 1700)
	}
	if testing.Short() {
		sizes = []int{2, 40}
	}
	var w worst
	for _, n := range sizes {
		for name, a := range symmetricKinds(n) {
			w.add(checkEigenSym(t, fmt.Sprintf("%s/n=%d", name, n), a))
		}
	}
	t.Log(w)
}

// symmetricKinds are the matrices of LAPACK's tests: given spectra under an orthogonal similarity, and structured ones.
func symmetricKinds(n int) map[string]*mat.SymDense {
	fill := func(f func(i, j int) float64) *mat.SymDense {
		a := mat.NewSymDense(n, nil)
		for i := range n {
			for j := i; j < n; j++ {
				a.SetSym(i, j, f(i, j))
			}
		}
		return a
	}
	q := Haar(n, 7)
	spectrum := func(scale float64, f func(x float64) float64) *mat.SymDense { // x from 0 to 1
		var scaled, full mat.Dense
		scaled.Apply(func(_, j int, v float64) float64 { return v * f(float64(j)/float64(max(n-1, 1))) }, q)
		full.Mul(&scaled, q.T())
		return fill(func(i, j int) float64 { return full.At(i, j) * scale })
	}
	alternate := func(x float64) float64 { return 1 - 2*float64(int(math.Round(x*float64(max(n-1, 1))))%2) }
	even := func(x float64) float64 { return 1 - x*(1-ulp) }
	geometric := func(x float64) float64 { return math.Pow(ulp, x) }
	goe := GOE(n, 8)
	return map[string]*mat.SymDense{
		"zero":                fill(func(i, j int) float64 { return 0 }),
		"identity":            fill(func(i, j int) float64 { return float64(1 - min(1, j-i)) }),
		"ones":                fill(func(i, j int) float64 { return 1 }),
		"diagonal":            fill(func(i, j int) float64 { return map[bool]float64{true: float64(i%5) - 2}[i == j] }),
		"even":                spectrum(1, even),
		"even, both signs":    spectrum(1, func(x float64) float64 { return even(x) * alternate(x) }),
		"geometric":           spectrum(1, func(x float64) float64 { return geometric(x) * alternate(x) }),
		"clustered":           spectrum(1, func(x float64) float64 { return map[bool]float64{true: 1, false: ulp}[x == 0] }),
		"two values":          spectrum(1, alternate),
		"even, near overflow": spectrum(0x1p+1000, even), "even, near underflow": spectrum(0x1p-1000, even),
		"toeplitz": fill(func(i, j int) float64 { return map[int]float64{0: 2, 1: -1}[j-i] }),
		"wilkinson": fill(func(i, j int) float64 {
			return map[int]float64{0: math.Abs(float64(2*i+1-n)) / 2, 1: 1}[j-i]
		}),
		"distances": fill(func(i, j int) float64 { return float64(j - i) }),
		"graded":    fill(func(i, j int) float64 { return goe.At(i, j) * math.Pow(1e-3, float64(i+j)/8) }),
		"graded up": fill(func(i, j int) float64 { return goe.At(i, j) * math.Pow(1e-3, float64(2*n-i-j)/8) }),
		"blocks":    fill(func(i, j int) float64 { return map[bool]float64{true: goe.At(i, j)}[i/13 == j/13] }),
	}
}

// checkEigenSym holds EigenSym to a sixth of LAPACK's threshold of 60, values alone to (20 + n/2)·ulp·‖a‖, and both to the same bits
// for every team. It returns the larger ratio.
func checkEigenSym(t *testing.T, what string, a *mat.SymDense) worst {
	t.Helper()
	n := a.SymmetricDim()
	w, v, err := EigenSym(threads(1), a)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return worst{}
	}
	values, err := EigenvaluesSym(threads(1), a)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return worst{}
	}
	// LAPACK's threshold is 60, for n ≤ 50. The two ways are different orthogonal similarities of n steps each; the error
	// of such a chain is bounded by a multiple of n (Higham, Accuracy and Stability, Lemma 19.3), and comes as near to it as n/4
	// where sums of equal numbers round to the same side every time, as they do for "ones".
	within := (20 + float64(n)/2) * 0x1p-52 * max(w[n-1], -w[0])
	for i := range w {
		if !(math.Abs(w[i]-values[i]) <= within) {
			t.Errorf("%s: value %d is %v with vectors, %v without", what, i, w[i], values[i])
		}
	}
	w2, v2, err := EigenSym(threads(3), a)
	if err != nil || !sameBits(w, w2) || !sameBits(v.RawMatrix().Data, v2.RawMatrix().Data) {
		t.Errorf("%s: 3 threads give other bits, error %v", what, err)
	}
	// Ratios do not change with the scale, but norms overflow.
	unit := mat.NewSymDense(n, nil)
	_, e := math.Frexp(max(math.Abs(w[0]), math.Abs(w[n-1])))
	for i := range n {
		w[i] = math.Ldexp(w[i], -e)
		for j := i; j < n; j++ {
			unit.SetSym(i, j, math.Ldexp(a.At(i, j), -e))
		}
	}
	r, o := symmetricRatios(unit, w, v)
	if !(r < 10 && o < 10) {
		t.Errorf("%s: residual ratio %.3g, orthogonality ratio %.3g", what, r, o)
	}
	return worst{max(r, o), what}
}

func BenchmarkSym(b *testing.B) {
	for _, vectors := range []bool{false, true} {
		for _, n := range []int{100, 200, 500, 1000, 2000} {
			for _, k := range []int{1, 2} {
				b.Run(fmt.Sprintf("vectors=%v/n=%d/threads=%d", vectors, n, k), func(b *testing.B) {
					a := GOE(n, 1)
					solve := func() {
						var err error
						if vectors {
							_, _, err = EigenSym(threads(k), a)
						} else {
							_, err = EigenvaluesSym(threads(k), a)
						}
						if err != nil {
							b.Fatal(err)
						}
					}
					solve() // the first takes memory from the system
					for b.Loop() {
						solve()
					}
				})
			}
		}
	}
}

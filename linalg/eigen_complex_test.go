package linalg

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel/simd"
)

// complexKinds are the kinds of real matrices turned into the complex plane, D·A·D⁻¹·w for a diagonal D of phases and a phase w, and
// matrices that are complex by nature.
func complexKinds(n int) map[string]*mat.CDense {
	r := rand.New(rand.NewPCG(12, uint64(n)))
	phase := make([]complex128, n+1)
	for i := range phase {
		phase[i] = cmplx.Rect(1, 2*math.Pi*r.Float64())
	}
	all := map[string]*mat.CDense{"ginibre": ComplexGinibre(n, 3), "gue": GUE(n, 3), "unitary": HaarUnitary(n, 3), "coe": COE(n, 3)}
	for name, a := range kinds(n) {
		c := mat.NewCDense(n, n, nil)
		for i := range n {
			for j := range n {
				c.Set(i, j, complex(a.At(i, j), 0)*phase[i]*cmplx.Conj(phase[j])*phase[n])
			}
		}
		all[name] = c
	}
	imaginary := mat.NewCDense(n, n, nil)
	for i := range n {
		for j := range n {
			imaginary.Set(i, j, complex(0, r.NormFloat64()))
		}
	}
	all["imaginary"] = imaginary
	return all
}

// rescaledComplex returns a multiple 2^exp of a whose squares can be formed.
func rescaledComplex(a *mat.CDense) (b *mat.CDense, exp int) {
	largest := 0.0
	data := a.RawCMatrix().Data
	for _, z := range data {
		largest = max(largest, math.Abs(real(z)), math.Abs(imag(z)))
	}
	_, e := math.Frexp(largest)
	if largest == 0 || (e > -300 && e < 300) {
		return a, 0
	}
	n, _ := a.Dims()
	scaled := make([]complex128, len(data))
	for i, z := range data {
		scaled[i] = complex(math.Ldexp(real(z), -e), math.Ldexp(imag(z), -e))
	}
	return mat.NewCDense(n, n, scaled), -e
}

// checkEigenComplex returns the ratio of the residual, and checks the eigenvalues alone by Σλ = tr A and Σλ² = tr A².
func checkEigenComplex(t *testing.T, what string, a *mat.CDense) worst {
	t.Helper()
	ctx := context.Background()
	n, _ := a.Dims()
	values, vectors, err := EigenComplex(ctx, a)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return worst{}
	}
	b, exp := rescaledComplex(a)
	for i, z := range values {
		values[i] = complex(math.Ldexp(real(z), exp), math.Ldexp(imag(z), exp))
	}
	// Balancing scales by as much as it does for the magnitudes, and eigenvectors lose as much: see checkEigen. The factor is half of
	// the one there: complex steps round about twice as much, which shows for Kac's matrix of order 250, scaled by 1024.
	magnitudes := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			magnitudes.Set(i, j, cmplx.Abs(b.At(i, j)))
		}
	}
	allowed := max(1, scaling(magnitudes)/512)
	if n == 1 {
		allowed = 2 // n is in the denominator
	}
	ratio, unit := residual(b, values, vectors)
	if !(ratio < 20*allowed && unit < 20) {
		t.Errorf("%s: residual %.3g, length off by %.3g", what, ratio, unit)
	}
	for j := range n {
		largest, positive := 0.0, 0.0
		for i := range n {
			z := vectors.At(i, j)
			largest = max(largest, cmplx.Abs(z))
			if imag(z) == 0 {
				positive = max(positive, real(z))
			}
		}
		if !(positive > largest*(1-1e-14)) { // others may be as large
			t.Errorf("%s: the largest entry of vector %d is %v, the largest real one %v", what, j, largest, positive)
		}
	}
	alone, err := EigenvaluesComplex(ctx, b)
	if err != nil {
		t.Errorf("%s: %v", what, err)
	}
	var sum, squares, trace, traceSquare complex128
	var norm float64
	for i := range n {
		sum += alone[i]
		squares += alone[i] * alone[i]
		trace += b.At(i, i)
		for j := range n {
			traceSquare += b.At(i, j) * b.At(j, i)
			norm = math.Hypot(norm, cmplx.Abs(b.At(i, j)))
		}
	}
	if d := cmplx.Abs(sum - trace); !(d <= 50*float64(n)*ulp*norm) {
		t.Errorf("%s: Σλ is %v: want %v", what, sum, trace)
	}
	if d := cmplx.Abs(squares - traceSquare); !(d <= 100*float64(n)*ulp*norm*norm) {
		t.Errorf("%s: Σλ² is %v: want %v", what, squares, traceSquare)
	}
	return worst{ratio / allowed, what}
}

// TestEigenComplexKinds holds every kind of complex matrix to LAPACK's bounds: ‖A·V - V·Λ‖ ≤ 20·n·ulp·‖A‖ and unit lengths.
func TestEigenComplexKinds(t *testing.T) {
	sizes := []int{1, 2, 3, 5, 10, 30, 100}
	if os.Getenv("TANDEM_LONG") != "" {
		sizes = append(sizes, 250, 600)
	}
	tiers := simd.Tiers()
	if testing.Short() {
		tiers, sizes = tiers[len(tiers)-1:], []int{2, 5, 30, 100}
	}
	for _, tier := range tiers {
		restore := simd.Force(tier)
		var w worst
		for _, n := range sizes {
			for name, a := range complexKinds(n) {
				w.add(checkEigenComplex(t, fmt.Sprintf("%v/%s/n=%d", tier, name, n), a))
			}
		}
		t.Log(w)
		restore()
	}
}

// TestEigenComplexLarge does the same for orders at which windows recurse.
func TestEigenComplexLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	sizes := []int{300}
	if os.Getenv("TANDEM_LONG") != "" {
		sizes = append(sizes, 700, 1600)
	}
	for _, n := range sizes {
		t.Log(checkEigenComplex(t, fmt.Sprint("random/n=", n), ComplexGinibre(n, 3)))
	}
}

// TestEigenComplexTeam compares the bits of teams of two to five with those of one thread, at an order where all steps are shared.
func TestEigenComplexTeam(t *testing.T) {
	a := ComplexGinibre(330, 2)
	w, v, err := EigenComplex(threads(1), a)
	if err != nil {
		t.Fatal(err)
	}
	alone, err := EigenvaluesComplex(threads(1), a)
	if err != nil {
		t.Fatal(err)
	}
	for count := 2; count <= 5; count++ {
		w2, v2, err := EigenComplex(threads(count), a)
		if err != nil || !slices.Equal(w, w2) || !mat.CEqual(v, v2) {
			t.Errorf("%d threads give other bits (%v)", count, err)
		}
		alone2, err := EigenvaluesComplex(threads(count), a)
		if err != nil || !slices.Equal(alone, alone2) {
			t.Errorf("%d threads give other eigenvalues (%v)", count, err)
		}
	}
}

// TestEigenComplexStride checks that a matrix inside a larger one gives the bits of its copy, and is not modified.
func TestEigenComplexStride(t *testing.T) {
	large := ComplexGinibre(50, 4)
	before := slices.Clone(large.RawCMatrix().Data)
	view := large.Slice(3, 43, 5, 45).(*mat.CDense)
	dense := mat.NewCDense(40, 40, nil)
	dense.Copy(view)
	w, v, err := EigenComplex(context.Background(), view)
	if err != nil {
		t.Fatal(err)
	}
	w2, v2, err := EigenComplex(context.Background(), dense)
	if err != nil || !slices.Equal(w, w2) || !mat.CEqual(v, v2) {
		t.Errorf("a strided matrix gives other bits than its copy (%v)", err)
	}
	if !slices.Equal(before, large.RawCMatrix().Data) {
		t.Error("the matrix was modified")
	}
}

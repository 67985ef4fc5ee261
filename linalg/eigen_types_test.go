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

	"tandem/linalg/internal/balance"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// kinds are the matrices that eigenvalue programs are judged by: defective, graded, clustered, badly scaled, far from
// normal.
func kinds(n int) map[string]*mat.Dense {
	r := rand.New(rand.NewPCG(11, uint64(n)))
	fill := func(f func(i, j int) float64) *mat.Dense {
		a := mat.NewDense(n, n, nil)
		for i := range n {
			for j := range n {
				a.Set(i, j, f(i, j))
			}
		}
		return a
	}
	diagonal := func(f func(i int) float64) func(i, j int) float64 {
		return func(i, j int) float64 {
			if i == j {
				return f(i)
			}
			return 0
		}
	}
	x := func(i int) float64 { return float64(i) / float64(max(n-1, 1)) }
	// similar is S·T·S⁻¹ for a triangular T with the given diagonal and an orthogonal S, or S = Q₁·D·Q₂ of condition 1e8.
	similar := func(f func(i int) float64, orthogonal bool) *mat.Dense {
		t := fill(func(i, j int) float64 {
			switch {
			case i == j:
				return f(i)
			case j > i:
				return r.NormFloat64() / float64(n)
			}
			return 0
		})
		var a mat.Dense
		q := Haar(n, 5)
		a.Product(q, t, q.T())
		if !orthogonal {
			p := Haar(n, 6)
			d := fill(diagonal(func(i int) float64 { return math.Pow(1e-8, x(i)) }))
			e := fill(diagonal(func(i int) float64 { return math.Pow(1e8, x(i)) }))
			var b mat.Dense
			b.Product(p, d, &a, e, p.T())
			return &b
		}
		return &a
	}
	even := func(i int) float64 { return 1 + 10*x(i) }
	geometric := func(i int) float64 { return math.Pow(ulp, x(i)) }
	clustered := func(i int) float64 {
		if i == 0 {
			return 1
		}
		return ulp
	}
	gauss := func(scale float64) *mat.Dense { return fill(func(i, j int) float64 { return r.NormFloat64() * scale }) }
	return map[string]*mat.Dense{
		"zero":     fill(func(i, j int) float64 { return 0 }),
		"identity": fill(diagonal(func(i int) float64 { return 1 })),
		"jordan": fill(func(i, j int) float64 {
			if i == j || j == i+1 {
				return 1
			}
			return 0
		}),
		"nilpotent": fill(func(i, j int) float64 {
			if j == i+1 {
				return 1
			}
			return 0
		}),
		"diagonal even":          fill(diagonal(even)),
		"diagonal geometric":     fill(diagonal(geometric)),
		"diagonal clustered":     fill(diagonal(clustered)),
		"orthogonal even":        similar(even, true),
		"orthogonal geometric":   similar(geometric, true),
		"orthogonal clustered":   similar(clustered, true),
		"ill-conditioned even":   similar(even, false),
		"ill-conditioned graded": similar(geometric, false),
		"random":                 gauss(1),
		"near overflow":          gauss(0x1p1000),
		"near underflow":         gauss(0x1p-1010),
		"badly balanced":         fill(func(i, j int) float64 { return r.NormFloat64() * math.Pow(1e10, x(i)-x(j)) }),
		"graded":                 fill(func(i, j int) float64 { return r.NormFloat64() * math.Pow(1e-3, float64(i+j)/8) }),
		"ones":                   fill(func(i, j int) float64 { return 1 }),
		"haar":                   Haar(n, 9),
		"skew": fill(func(i, j int) float64 {
			switch s := float64((i*7+j*3)%11) - 5; {
			case i < j:
				return s
			case i > j:
				return -(float64((j*7+i*3)%11) - 5)
			}
			return 0
		}),
		"toeplitz": fill(func(i, j int) float64 { return map[int]float64{0: 2, 1: -1, -1: -1}[i-j] }),
		"kac": fill(func(i, j int) float64 {
			switch {
			case j == i+1:
				return float64(n - 1 - i)
			case j == i-1:
				return float64(i)
			}
			return 0
		}),
		"grcar": fill(func(i, j int) float64 {
			switch {
			case j == i-1:
				return -1
			case j >= i && j <= i+3:
				return 1
			}
			return 0
		}),
		"frank": fill(func(i, j int) float64 {
			if j < i-1 {
				return 0
			}
			return float64(n - max(i, j))
		}),
		"circulant": fill(func(i, j int) float64 { return float64((j - i + n) % n) }),
		"cyclic": fill(func(i, j int) float64 { // every shift of the plain iteration fails on it
			if (j+1)%n == i {
				return 1
			}
			return 0
		}),
		"companion": companion(min(n, 20), n),
		"block": fill(func(i, j int) float64 { // decoupled in the middle
			if (i < n/2) != (j < n/2) && i > j {
				return 0
			}
			return r.NormFloat64()
		}),
	}
}

// companion is the companion matrix of Wilkinson's polynomial (x-1)(x-2)…(x-k), in the corner of an n×n identity.
func companion(k, n int) *mat.Dense {
	p := []float64{1}
	for r := 1; r <= k; r++ {
		q := make([]float64, len(p)+1)
		for i, c := range p {
			q[i] += c
			q[i+1] -= float64(r) * c
		}
		p = q
	}
	a := mat.NewDense(n, n, nil)
	for i := range n {
		switch {
		case i >= k:
			a.Set(i, i, 1)
		case i > 0:
			a.Set(i, i-1, 1)
		}
	}
	for j := range k {
		a.Set(0, j, -p[j+1])
	}
	return a
}

// rescaled returns a multiple 2^exp of a whose squares can be formed.
func rescaled(a *mat.Dense) (b *mat.Dense, exp int) {
	_, e := math.Frexp(max(mat.Max(a), -mat.Min(a)))
	if mat.Norm(a, 1) == 0 || (e > -300 && e < 300) {
		return a, 0
	}
	b = new(mat.Dense)
	b.Apply(func(_, _ int, v float64) float64 { return math.Ldexp(v, -e) }, a)
	return b, -e
}

// TestEigenKinds holds every kind of matrix to LAPACK's bounds: ‖A·V - V·Λ‖ ≤ 20·n·ulp·‖A‖ for right and left vectors, unit
// lengths, and for the eigenvalues alone Σλ = tr A and Σλ² = tr A² to rounding.
func TestEigenKinds(t *testing.T) {
	sizes := []int{1, 2, 3, 5, 10, 30, 100}
	if os.Getenv("TANDEM_LONG") != "" {
		sizes = append(sizes, 250, 600)
	}
	tiers := simd.Tiers()
	if testing.Short() {
		tiers, sizes = tiers[len(tiers)-1:], []int{2, 5, 30, 100}
	}
	ctx := context.Background()
	for _, tier := range tiers {
		restore := simd.Force(tier)
		var w worst
		for _, n := range sizes {
			for name, a := range kinds(n) {
				for _, noBalance := range []bool{false, true} {
					w.add(checkEigen(t, ctx, fmt.Sprintf("%v/%s/n=%d/noBalance=%v", tier, name, n, noBalance), a, noBalance))
				}
			}
		}
		t.Log(w)
		restore()
	}
}

// worst is the largest of some ratios, with the name of its matrix.
type worst struct {
	ratio float64
	what  string
}

func (w *worst) add(other worst) {
	if other.ratio > w.ratio {
		*w = other
	}
}

func (w worst) String() string { return fmt.Sprintf("worst ratio %.3g: %s", w.ratio, w.what) }

// checkEigen returns the larger of the ratios of the right and the left vectors, over the factor that scaling allows.
func checkEigen(t *testing.T, ctx context.Context, what string, a *mat.Dense, noBalance bool) worst {
	t.Helper()
	n, _ := a.Dims()
	e, err := EigenWith(ctx, a, EigenOptions{Right: true, Left: true, Condition: true, NoBalance: noBalance})
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return worst{}
	}
	b, exp := rescaled(a)
	values, adjoint := make([]complex128, n), make([]complex128, n)
	var sum, squares complex128
	for i, z := range e.Values {
		values[i] = complex(math.Ldexp(real(z), exp), math.Ldexp(imag(z), exp))
		adjoint[i] = cmplx.Conj(values[i])
		if imag(z) > 0 && e.Values[i+1] != cmplx.Conj(z) {
			t.Errorf("%s: value %d is %v without its conjugate", what, i, z)
		}
		if c := e.Condition[i]; !(c >= 1) {
			t.Errorf("%s: condition %d is %v", what, i, c)
		}
	}
	c := asComplex(b)
	allowed := 1.0
	if n == 1 {
		allowed = 2 // n is in the denominator
	}
	if !noBalance {
		allowed *= max(1, scaling(b)/1024)
	}
	limit := 20 * allowed
	right, u := residual(c, values, e.Right)
	if !(right < limit && u < limit) {
		t.Errorf("%s: right vectors: residual %.3g, length off by %.3g", what, right, u)
	}
	var bt mat.Dense
	bt.CloneFrom(b.T())
	left, u := residual(asComplex(&bt), adjoint, e.Left)
	if !(left < limit && u < limit) {
		t.Errorf("%s: left vectors: residual %.3g, length off by %.3g", what, left, u)
	}
	found := worst{max(right, left) / allowed, what}
	alone, err := Eigenvalues(ctx, b)
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return found
	}
	for _, z := range alone {
		sum += z
		squares += z * z
	}
	var b2 mat.Dense
	b2.Mul(b, b)
	norm := mat.Norm(b, 2) + 0x1p-1000
	if d := cmplx.Abs(sum - complex(mat.Trace(b), 0)); !(d <= 50*float64(n)*ulp*norm) {
		t.Errorf("%s: Σλ is %v: want %v", what, sum, mat.Trace(b))
	}
	if d := cmplx.Abs(squares - complex(mat.Trace(&b2), 0)); !(d <= 100*float64(n)*ulp*norm*norm) {
		t.Errorf("%s: Σλ² is %v: want %v", what, squares, mat.Trace(&b2))
	}
	return found
}

// scaling returns the condition of the diagonal similarity that balancing chooses. It multiplies the rounding errors of
// eigenvectors (James, Langou, Lowery, On matrix balancing and eigenvector computation, 2014), which shows for large Frank
// and Kac matrices, in LAPACK as here; without balancing the plain bound holds.
func scaling(a *mat.Dense) float64 {
	n, _ := a.Dims()
	d := mat.DenseCopyOf(a).RawMatrix().Data
	f := balance.Balance(n, d, n)
	s := make([]float64, n)
	for i := range s {
		s[i] = 1
	}
	f.Right(1, s, 1)
	return slices.Max(s) / slices.Min(s)
}

// TestEigenLarge does the same for orders at which windows recurse and panels are used.
func TestEigenLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	sizes := []int{350}
	if os.Getenv("TANDEM_LONG") != "" {
		sizes = append(sizes, 700, 1600, 2000)
	}
	for _, n := range sizes {
		t.Log(checkEigen(t, context.Background(), fmt.Sprint("random/n=", n), Ginibre(n, 3), false))
	}
}

// TestEigenvaluesKnown checks spectra that are known in closed form, of normal matrices: errors stay near ulp·‖A‖.
func TestEigenvaluesKnown(t *testing.T) {
	const n = 150
	all := kinds(n)
	known := map[string][]complex128{"cyclic": nil, "circulant": nil, "toeplitz": nil}
	for k := range n {
		w := cmplx.Exp(complex(0, 2*math.Pi*float64(k)/n))
		known["cyclic"] = append(known["cyclic"], w)
		var z, p complex128 = 0, 1
		for j := range n {
			z += complex(float64(j), 0) * p
			p *= w
		}
		known["circulant"] = append(known["circulant"], z)
		s := math.Sin(math.Pi * float64(k+1) / (2 * (n + 1)))
		known["toeplitz"] = append(known["toeplitz"], complex(4*s*s, 0))
	}
	for name, want := range known {
		got, err := Eigenvalues(context.Background(), all[name])
		if err != nil {
			t.Fatal(err)
		}
		tol := 100 * ulp * mat.Norm(all[name], 2)
		for _, w := range want {
			best := math.Inf(1)
			for _, g := range got {
				best = min(best, cmplx.Abs(g-w))
			}
			if best > tol {
				t.Errorf("%s: no eigenvalue within %g of %v: the nearest is %g away", name, tol, w, best)
			}
		}
	}
}

// TestThreads checks that the answer does not depend on the team, nor on whether a matrix is one of many.
func TestThreads(t *testing.T) {
	a := Ginibre(420, 8)
	small := Ginibre(60, 8)
	var first *EigenSystem
	var alone []complex128
	for _, threads := range []int{1, 2, 3} {
		ctx := parallel.WithThreads(context.Background(), threads)
		e, err := EigenWith(ctx, a, EigenOptions{Right: true, Left: true})
		if err != nil {
			t.Fatal(err)
		}
		all, err := EigenvaluesAll(ctx, []mat.Matrix{small, a, small, small})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first, alone = e, all[1]
		}
		for i := range e.Values {
			if e.Values[i] != first.Values[i] || all[1][i] != alone[i] {
				t.Fatalf("value %d with %d threads differs", i, threads)
			}
			for j := range e.Values {
				if e.Right.At(i, j) != first.Right.At(i, j) || e.Left.At(i, j) != first.Left.At(i, j) {
					t.Fatalf("vectors with %d threads differ at (%d, %d)", threads, i, j)
				}
			}
		}
	}
}

// TestSchurForm checks a = Z·T·Zᵀ and that Z is orthogonal.
func TestSchurForm(t *testing.T) {
	for _, n := range []int{1, 2, 7, 60, 200} {
		a := Ginibre(n, 4)
		s, z, values, err := Schur(context.Background(), a)
		if err != nil {
			t.Fatal(err)
		}
		var r, o mat.Dense
		r.Product(z, s, z.T())
		r.Sub(&r, a)
		if e := mat.Norm(&r, 2) / mat.Norm(a, 2) / float64(n) / ulp; !(e < 20) {
			t.Errorf("n=%d: residual %.3g", n, e)
		}
		o.Mul(z.T(), z)
		for i := range n {
			o.Set(i, i, o.At(i, i)-1)
			if i == 0 || s.At(i, i-1) == 0 {
				if real(values[i]) != s.At(i, i) {
					t.Errorf("n=%d: value %d is %v: T has %v there", n, i, values[i], s.At(i, i))
				}
			}
		}
		if e := mat.Norm(&o, 2) / float64(n) / ulp; !(e < 20) {
			t.Errorf("n=%d: orthogonality %.3g", n, e)
		}
	}
}

package linalg

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/cmplx"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

const ulp = 0x1p-52

// residual is ‖A·V - V·diag(w)‖ / (n·‖A‖·ulp) in the one norm, and the worst | |v| - 1 | / (n·ulp).
func residual(a mat.CMatrix, w []complex128, v mat.CMatrix) (ratio, unit float64) {
	n := len(w)
	ar, ai := split(a)
	vr, vi := split(v)
	var rr, ri, t mat.Dense // A·V
	rr.Mul(ar, vr)
	ri.Mul(ar, vi)
	t.Mul(ai, vi)
	rr.Sub(&rr, &t)
	t.Mul(ai, vr)
	ri.Add(&ri, &t)
	var norm, worst float64
	for j := range n {
		var column, r, length float64
		for i := range n {
			column += math.Hypot(ar.At(i, j), ai.At(i, j))
			x := complex(vr.At(i, j), vi.At(i, j))
			r += cmplx.Abs(complex(rr.At(i, j), ri.At(i, j)) - w[j]*x)
			length += real(x)*real(x) + imag(x)*imag(x)
		}
		norm, worst = max(norm, column), max(worst, r)
		unit = max(unit, math.Abs(math.Sqrt(length)-1))
	}
	if worst == 0 {
		norm = 1 // the zero matrix
	}
	return worst / norm / float64(n) / ulp, unit / float64(n) / ulp
}

// split returns the real and the imaginary part of a.
func split(a mat.CMatrix) (re, im *mat.Dense) {
	m, n := a.Dims()
	re, im = mat.NewDense(m, n, nil), mat.NewDense(m, n, nil)
	for i := range m {
		for j := range n {
			z := a.At(i, j)
			re.Set(i, j, real(z))
			im.Set(i, j, imag(z))
		}
	}
	return re, im
}

// asComplex is a real matrix seen as a complex one.
func asComplex(a mat.Matrix) *mat.CDense {
	m, n := a.Dims()
	c := mat.NewCDense(m, n, nil)
	for i := range m {
		for j := range n {
			c.Set(i, j, complex(a.At(i, j), 0))
		}
	}
	return c
}

func TestEigenResidual(t *testing.T) {
	ctx := context.Background()
	for _, n := range []int{1, 2, 3, 10, 60} {
		t.Run(fmt.Sprint("real/", n), func(t *testing.T) {
			a := Ginibre(n, 1)
			w, v, err := Eigen(ctx, a)
			if err != nil {
				t.Fatal(err)
			}
			if r, u := residual(asComplex(a), w, v); r > 20 || u > 20 {
				t.Errorf("residual %.1f, length off by %.1f: want at most 20", r, u)
			}
		})
		t.Run(fmt.Sprint("complex/", n), func(t *testing.T) {
			a := ComplexGinibre(n, 1)
			w, v, err := EigenComplex(ctx, a)
			if err != nil {
				t.Fatal(err)
			}
			if r, u := residual(a, w, v); r > 20 || u > 20 {
				t.Errorf("residual %.1f, length off by %.1f: want at most 20", r, u)
			}
			alone, err := EigenvaluesComplex(ctx, a)
			if err != nil {
				t.Fatal(err)
			}
			for i := range w {
				if cmplx.Abs(w[i]-alone[i]) > 1e-12*float64(n) {
					t.Errorf("value %d: %v with vectors, %v without", i, w[i], alone[i])
				}
			}
		})
	}
}

func TestBadInput(t *testing.T) {
	ctx := context.Background()
	calls := map[string]func(a *mat.Dense) error{
		"Eigenvalues":        func(a *mat.Dense) error { _, err := Eigenvalues(ctx, a); return err },
		"Eigen":              func(a *mat.Dense) error { _, _, err := Eigen(ctx, a); return err },
		"EigenvaluesComplex": func(a *mat.Dense) error { _, err := EigenvaluesComplex(ctx, asComplex(a)); return err },
	}
	for name, call := range calls {
		for _, c := range []struct {
			a    *mat.Dense
			want string
		}{
			{mat.NewDense(2, 3, nil), "2×3 matrix: it must be square"},
			{mat.NewDense(2, 2, []float64{1, 2, math.NaN(), 4}), "entry (1, 0) is"},
			{mat.NewDense(2, 2, []float64{1, math.Inf(-1), 3, 4}), "entry (0, 1) is"},
		} {
			if err := call(c.a); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: error %v: want one with %q", name, err, c.want)
			}
		}
	}
	if _, err := Eigenvalues(ctx, &mat.Dense{}); err == nil {
		t.Error("no error for an empty matrix")
	}
	if _, err := EigenvaluesSym(ctx, mat.NewSymDense(2, []float64{1, math.NaN(), 0, 1})); err == nil {
		t.Error("no error for NaN in a symmetric matrix")
	}
}

// TestCancelled checks that every driver returns its context's error.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	a := Ginibre(30, 1)
	_, err1 := Eigenvalues(ctx, a)
	_, _, err2 := Eigen(ctx, a)
	_, _, _, err3 := Schur(ctx, a)
	_, err4 := EigenvaluesComplex(ctx, ComplexGinibre(30, 1))
	_, err5 := EigenvaluesAll(ctx, []mat.Matrix{a, a})
	for i, err := range []error{err1, err2, err3, err4, err5} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("driver %d: error %v: want context.Canceled", i, err)
		}
	}
}

// TestNoAllocation checks that a worker that solves matrix after matrix allocates only the answers, once its arena has grown.
func TestNoAllocation(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // a collection may empty the pool of arenas, which is no fault
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))  // each processor keeps an arena: one that is new to the work makes its own
	ctx := parallel.WithThreads(context.Background(), 1)
	a := Ginibre(120, 1)
	solve := func() {
		if _, err := Eigenvalues(ctx, a); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		solve()
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		solve()
	}
	runtime.ReadMemStats(&after)
	if bytes := (after.TotalAlloc - before.TotalAlloc) / 10; bytes > 64<<10 { // the matrix and its workspace are 400 kB
		t.Errorf("%d bytes allocated for each matrix", bytes)
	}
}

func ExampleEigenvalues() {
	a := mat.NewDense(2, 2, []float64{0, -1, 1, 0}) // a quarter turn
	values, err := Eigenvalues(context.Background(), a)
	fmt.Println(values, err)
	// Output: [(0+1i) (0-1i)] <nil>
}

func ExampleEigenWith() {
	a := mat.NewDense(2, 2, []float64{1, 1000, 0, 2}) // far from normal
	e, err := EigenWith(context.Background(), a, EigenOptions{Condition: true, NoBalance: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, v := range e.Values {
		fmt.Printf("%.0f: a change of a by δ moves it by up to %.0f·δ\n", real(v), e.Condition[i])
	}
	// Output:
	// 1: a change of a by δ moves it by up to 1000·δ
	// 2: a change of a by δ moves it by up to 1000·δ
}

func ExampleSchur() {
	t, _, values, err := Schur(context.Background(), mat.NewDense(3, 3, []float64{2, 0, 0, 0, 0, -4, 0, 1, 0}))
	fmt.Printf("%.0f %v %v\n", values, t.At(2, 0) == 0, err)
	// Output: [(2+0i) (0+2i) (0-2i)] true <nil>
}

package linalg

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
)

const ulp = 0x1p-52

// residual is ‖A·V - V·diag(w)‖ / (n·‖A‖·ulp) in the one norm, and the worst | |v| - 1 | / (n·ulp).
func residual(a mat.CMatrix, w []complex128, v mat.CMatrix) (ratio, unit float64) {
	n := len(w)
	var norm, worst float64
	for j := range n {
		var column, r, length float64
		for i := range n {
			column += cmplx.Abs(a.At(i, j))
			var s complex128
			for k := range n {
				s += a.At(i, k) * v.At(k, j)
			}
			r += cmplx.Abs(s - w[j]*v.At(i, j))
			length += real(v.At(i, j) * cmplx.Conj(v.At(i, j)))
		}
		norm, worst = max(norm, column), max(worst, r)
		unit = max(unit, math.Abs(math.Sqrt(length)-1))
	}
	if worst == 0 {
		norm = 1 // the zero matrix
	}
	return worst / norm / float64(n) / ulp, unit / float64(n) / ulp
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

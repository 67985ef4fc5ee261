package linalg

import (
	"errors"
	"math/cmplx"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/complexschur"
	"tandem/linalg/internal/divide"
	"tandem/linalg/internal/schur"
	"tandem/linalg/internal/tridiagonal"
)

// TestNoConvergence lowers the limits of all iterations until they fail: each driver must say where, and give values that it has
// found, which are values of the matrix.
func TestNoConvergence(t *testing.T) {
	ctx := threads(2)
	const n = 70 // more than a leaf of divide and conquer, and less than what the multishift iteration takes
	rnd := rand.New(rand.NewPCG(5, 6))
	scale := 0x1p600 // so that all of them divide by a power of 2
	general := randomDense(rnd, n, n)
	general.Scale(scale, general)
	for i := 1; i < n; i++ { // balancing splits this eigenvalue off, at the front
		general.Set(i, 0, 0)
	}
	sym, spd := mat.NewSymDense(n, nil), mat.NewSymDense(n, nil)
	herm := GUE(n, 3)
	for i := range n {
		for j := i; j < n; j++ {
			sym.SetSym(i, j, rnd.NormFloat64()*scale)
			herm.Set(i, j, herm.At(i, j)*complex(scale, 0))
		}
		spd.SetSym(i, i, 4)
	}
	complexGeneral := ComplexGinibre(n, 4)
	for i := range n {
		for j := range n {
			complexGeneral.Set(i, j, complexGeneral.At(i, j)*complex(scale, 0))
		}
		if i > 0 {
			complexGeneral.Set(i, 0, 0)
		}
	}
	tallMatrix := randomDense(rnd, 3*n, n)
	d, e := make([]float64, n), make([]float64, n-1)
	for i := range d {
		d[i] = rnd.NormFloat64()
	}
	for i := range e {
		e[i] = rnd.NormFloat64()
	}
	reals := func(v []float64, err error) ([]complex128, error) {
		out := make([]complex128, len(v))
		for i, x := range v {
			out[i] = complex(x, 0)
		}
		return out, err
	}
	drivers := []struct {
		name  string
		solve func() ([]complex128, error)
		fails string // which limits it meets
	}{
		{"Eigenvalues", func() ([]complex128, error) { return Eigenvalues(ctx, general) }, "schur"},
		{"Eigen", func() ([]complex128, error) { v, _, err := Eigen(ctx, general); return v, err }, "schur"},
		{"Schur", func() ([]complex128, error) { _, _, v, err := Schur(ctx, general); return v, err }, "schur"},
		{"EigenvaluesComplex", func() ([]complex128, error) { return EigenvaluesComplex(ctx, complexGeneral) }, "complex"},
		{"EigenComplex", func() ([]complex128, error) { v, _, err := EigenComplex(ctx, complexGeneral); return v, err }, "complex"},
		{"EigenvaluesSym", func() ([]complex128, error) { return reals(EigenvaluesSym(ctx, sym)) }, "ql"},
		{"EigenSym", func() ([]complex128, error) { v, _, err := EigenSym(ctx, sym); return reals(v, err) }, "leaf secular"},
		{"EigenSymRange", func() ([]complex128, error) { v, _, err := EigenSymRange(ctx, sym, 0, n); return reals(v, err) }, "leaf secular"},
		{"EigenvaluesSymDefinite", func() ([]complex128, error) { return reals(EigenvaluesSymDefinite(ctx, sym, spd)) }, "ql"},
		{"EigenSymDefinite", func() ([]complex128, error) { v, _, err := EigenSymDefinite(ctx, sym, spd); return reals(v, err) }, "leaf secular"},
		{"EigenvaluesHerm", func() ([]complex128, error) { return reals(EigenvaluesHerm(ctx, herm)) }, "ql"},
		{"EigenHerm", func() ([]complex128, error) { v, _, err := EigenHerm(ctx, herm); return reals(v, err) }, "leaf secular"},
		{"EigenvaluesTridiagonal", func() ([]complex128, error) { return reals(EigenvaluesTridiagonal(ctx, d, e)) }, "ql"},
		{"EigenTridiagonal", func() ([]complex128, error) { v, _, err := EigenTridiagonal(ctx, d, e); return reals(v, err) }, "leaf secular"},
		{"SingularValues", func() ([]complex128, error) { return reals(SingularValues(ctx, general)) }, "ql"},
		{"SVD", func() ([]complex128, error) { _, v, _, err := SVD(ctx, general); return reals(v, err) }, "secular"},
		{"SVD of a tall matrix", func() ([]complex128, error) { _, v, _, err := SVD(ctx, tallMatrix); return reals(v, err) }, "secular"},
	}
	limits := []struct {
		name      string
		limit     *int
		value     int
		all, none bool // of the values are found
	}{
		{"schur", &schur.MaxRounds, 1, false, false},
		{"complex", &complexschur.MaxRounds, 1, false, false},
		{"ql", &tridiagonal.MaxSweeps, 0, false, true},
		{"ql", &tridiagonal.MaxSweeps, 1, false, false},
		{"leaf", &divide.MaxSweeps, 1, true, false},
		{"secular", &divide.MaxSteps, 1, true, false},
	}
	for _, driver := range drivers {
		want, err := driver.solve()
		if err != nil {
			t.Fatalf("%s: %v", driver.name, err)
		}
		largest := 0.0
		for _, v := range want {
			largest = max(largest, cmplx.Abs(v))
		}
		met := false
		for _, l := range limits {
			if !strings.Contains(driver.fails, l.name) {
				continue
			}
			met = true
			was := *l.limit
			*l.limit = l.value
			_, err := driver.solve()
			*l.limit = was
			var failed *ConvergenceError
			if !errors.As(err, &failed) {
				t.Errorf("%s with %s limited to %d: error %v: want a *ConvergenceError", driver.name, l.name, l.value, err)
				continue
			}
			if failed.N != n || failed.Row < 0 || failed.Row >= n || failed.Who == "" {
				t.Errorf("%s with %s limited to %d: %v", driver.name, l.name, l.value, failed)
			}
			if k := len(failed.Values); l.none != (k == 0) || l.all != (k == n) {
				t.Errorf("%s with %s limited to %d: %v", driver.name, l.name, l.value, failed)
			}
			free := append([]complex128(nil), want...)
			for _, v := range failed.Values {
				best := 0
				for i, w := range free {
					if cmplx.Abs(v-w) < cmplx.Abs(v-free[best]) {
						best = i
					}
				}
				if off := cmplx.Abs(v-free[best]) / largest; !(off < 1e-11) {
					t.Errorf("%s with %s limited to %d: %v is no value of the matrix, the next is %g of the largest away", driver.name, l.name, l.value, v, off)
				}
				free[best] = cmplx.Inf()
			}
		}
		if !met {
			t.Errorf("%s: no limit for %q", driver.name, driver.fails)
		}
	}
}

package linalg

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	blasgonum "gonum.org/v1/gonum/blas/gonum"
	lapackgonum "gonum.org/v1/gonum/lapack/gonum"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/lapack/testlapack"
	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/bridge"
	"tandem/parallel"
)

// TestDriversUnderGonum runs gonum's own test suites of the eigensolvers on Tandem's.
func TestDriversUnderGonum(t *testing.T) {
	for _, threads := range []int{1, 2} {
		if testing.Short() && threads > 1 {
			continue
		}
		team := parallel.TeamOf(parallel.WithThreads(context.Background(), threads))
		d := drivers{bridge.LAPACK{Team: func() parallel.Team { return team }}}
		testlapack.DsyevTest(t, d)
		testlapack.DgeevTest(t, d)
		if threads > 1 {
			// 10⁻¹² and not 10⁻¹³, because values alone come by another algorithm than values with vectors and the suite
			// compares the smallest of them by its own size.
			testlapack.DgesvdTest(t, d, 1e-12)
		}
	}
}

// A parent may put Tandem under gonum where its workers do not: samples must not notice.
func TestSamplesIgnoreUseInGonum(t *testing.T) {
	const n = 50
	spectra := func() (list [][]complex128) {
		for _, e := range Ensembles() {
			w, err := RandomEigenvalues.Call(context.Background(), Sample{e, n, 8})
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, w)
		}
		return list
	}
	before, law := spectra(), newTracyWidom(func(s float64) float64 { m, _ := airyDeterminants(s); return m })
	UseInGonum()
	defer backToGonum()
	for i, w := range spectra() {
		if !slices.Equal(w, before[i]) {
			t.Errorf("%v: other eigenvalues after UseInGonum", Ensembles()[i])
		}
	}
	if after := newTracyWidom(func(s float64) float64 { m, _ := airyDeterminants(s); return m }); !slices.Equal(after.cdf, law.cdf) {
		t.Error("another law of Tracy and Widom after UseInGonum")
	}
}

// backToGonum takes UseInGonum back.
func backToGonum() {
	blas64.Use(blasgonum.Implementation{})
	cblas128.Use(blasgonum.Implementation{})
	lapack64.Use(lapackgonum.Implementation{})
}

// TestUseInGonum runs what programs do with gonum/mat, on Tandem's kernels, and checks the results by their definition.
func TestUseInGonum(t *testing.T) {
	UseInGonum()
	defer backToGonum()
	rnd := rand.New(rand.NewPCG(31, 32))
	const n = 120
	a, b := randomDense(rnd, n, n), randomDense(rnd, n, 5)
	check := func(what string, got float64, bound float64) {
		t.Helper()
		if !(got <= bound) {
			t.Errorf("%s: %v", what, got)
		}
	}
	var x mat.Dense
	if err := x.Solve(a, b); err != nil {
		t.Fatal(err)
	}
	check("Solve", backward(a, &x, b), 30)
	var qr mat.QR
	qr.Factorize(a)
	var q, r mat.Dense
	qr.QTo(&q)
	qr.RTo(&r)
	check("QR", backward(&q, &r, a), 30)
	var spd mat.SymDense
	spd.SymOuterK(1, a)
	var ch mat.Cholesky
	if !ch.Factorize(&spd) {
		t.Fatal("no Cholesky factor")
	}
	var u mat.TriDense
	ch.UTo(&u)
	check("Cholesky", backward(u.T(), &u, &spd), 30)
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThin) {
		t.Fatal("no SVD")
	}
	var left, right, scaled mat.Dense
	svd.UTo(&left)
	svd.VTo(&right)
	scaled.Mul(&left, mat.NewDiagDense(n, svd.Values(nil)))
	check("SVD", backward(&scaled, right.T(), a), 30)
	var es mat.EigenSym
	if !es.Factorize(&spd, true) {
		t.Fatal("no symmetric eigenvalues")
	}
	var w mat.Dense
	es.VectorsTo(&w)
	var lambda mat.Dense
	lambda.Mul(&w, mat.NewDiagDense(n, es.Values(nil)))
	check("EigenSym", backward(&spd, &w, &lambda), 30)
	var eig mat.Eigen
	if !eig.Factorize(a, mat.EigenRight) {
		t.Fatal("no eigenvalues")
	}
	sum := complex(0, 0)
	for _, z := range eig.Values(nil) {
		sum += z
	}
	if d := real(sum) - mat.Trace(a); d > 1e-10 || d < -1e-10 {
		t.Errorf("the eigenvalues sum to the trace within %v", d)
	}
}

package linalg

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

// turn is what 2 Gflop take here and now: about 40 ms on the machine for which the bound of TestCancelSoon was set.
func turn() time.Duration {
	const n = 1000
	a, b := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	began := time.Now()
	Mul(threads(1), b, a, a)
	return time.Since(began)
}

// Every driver, cancelled at several moments of a problem of order 2000, returns its context's error within 100 ms on an
// idle machine; the bound here is five times that, for machines that are busy with other tests. TANDEM_LONG=1 tries more
// moments, with one thread and with two, and logs how late each driver was.
func TestCancelSoon(t *testing.T) {
	n, teams, moments := 2000, []int{2}, []time.Duration{30, 250}
	if testing.Short() {
		n, moments = 600, []time.Duration{0, 20}
	}
	long := os.Getenv("TANDEM_LONG") != ""
	if long {
		teams, moments = []int{1, 2}, []time.Duration{0, 20, 50, 110, 230, 470, 950, 1900}
	}
	const limit = 500 * time.Millisecond
	g, c, s, h := Ginibre(n, 1), ComplexGinibre(n, 2), GOE(n, 3), GUE(n, 4)
	definite := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i {
			definite.SetSym(i, j, s.At(i, j))
		}
		definite.SetSym(i, i, 4*float64(n))
	}
	small := mat.NewDense(n, n, nil)
	small.Scale(1e-3, g)
	upper := mat.NewTriDense(n, mat.Upper, nil)
	rnd := rand.New(rand.NewPCG(5, 6))
	d, e := make([]float64, 10*n), make([]float64, 10*n-1)
	for i := range d {
		d[i] = rnd.NormFloat64()
		if i > 0 {
			e[i-1] = rnd.NormFloat64()
		}
	}
	for i := range n {
		upper.SetTri(i, i, 1)
	}
	background := context.Background()
	lu, err := LU(background, g)
	if err != nil {
		t.Fatal(err)
	}
	qr, err := QR(background, g)
	if err != nil {
		t.Fatal(err)
	}
	chol, err := Cholesky(background, definite)
	if err != nil {
		t.Fatal(err)
	}
	for _, driver := range []struct {
		name string
		call func(ctx context.Context) error
	}{
		{"Eigenvalues", func(ctx context.Context) error { _, err := Eigenvalues(ctx, g); return err }},
		{"EigenvaluesAll", func(ctx context.Context) error { _, err := EigenvaluesAll(ctx, []mat.Matrix{g, g, g}); return err }},
		{"EigenWith", func(ctx context.Context) error {
			_, err := EigenWith(ctx, g, EigenOptions{Right: true, Left: true, Condition: true})
			return err
		}},
		{"Schur", func(ctx context.Context) error { _, _, _, err := Schur(ctx, g); return err }},
		{"EigenvaluesComplex", func(ctx context.Context) error { _, err := EigenvaluesComplex(ctx, c); return err }},
		{"EigenComplex", func(ctx context.Context) error { _, _, err := EigenComplex(ctx, c); return err }},
		{"EigenvaluesSym", func(ctx context.Context) error { _, err := EigenvaluesSym(ctx, s); return err }},
		{"EigenSym", func(ctx context.Context) error { _, _, err := EigenSym(ctx, s); return err }},
		{"EigenSymRange", func(ctx context.Context) error { _, _, err := EigenSymRange(ctx, s, n/4, n/2); return err }},
		{"EigenvaluesSymIn", func(ctx context.Context) error { _, err := EigenvaluesSymIn(ctx, s, 0, float64(n)); return err }},
		{"EigenSymDefinite", func(ctx context.Context) error { _, _, err := EigenSymDefinite(ctx, s, definite); return err }},
		{"EigenvaluesHerm", func(ctx context.Context) error { _, err := EigenvaluesHerm(ctx, h); return err }},
		{"EigenHerm", func(ctx context.Context) error { _, _, err := EigenHerm(ctx, h); return err }},
		{"EigenvaluesTridiagonal", func(ctx context.Context) error { _, err := EigenvaluesTridiagonal(ctx, d, e); return err }},
		{"EigenvaluesTridiagonalRange", func(ctx context.Context) error { _, err := EigenvaluesTridiagonalRange(ctx, d, e, 0, n); return err }},
		{"EigenTridiagonal", func(ctx context.Context) error { _, _, err := EigenTridiagonal(ctx, d[:n], e[:n-1]); return err }},
		{"CountBelow", func(ctx context.Context) error { _, err := CountBelow(ctx, d, e, d); return err }},
		{"SingularValues", func(ctx context.Context) error { _, err := SingularValues(ctx, g); return err }},
		{"SVD", func(ctx context.Context) error { _, _, _, err := SVD(ctx, g); return err }},
		{"PseudoInverse", func(ctx context.Context) error { _, err := PseudoInverse(ctx, g); return err }},
		{"Cond", func(ctx context.Context) error { _, err := Cond(ctx, g); return err }},
		{"LU", func(ctx context.Context) error { _, err := LU(ctx, g); return err }},
		{"Inverse", func(ctx context.Context) error { _, err := Inverse(ctx, g); return err }},
		{"LogDet", func(ctx context.Context) error { _, _, err := LogDet(ctx, g); return err }},
		{"Solve", func(ctx context.Context) error { _, err := Solve(ctx, g, small); return err }},
		{"Solve, triangular", func(ctx context.Context) error { _, err := Solve(ctx, upper, g); return err }},
		{"LUFactors.Solve", func(ctx context.Context) error { _, err := lu.Solve(ctx, small); return err }},
		{"QR", func(ctx context.Context) error { _, err := QR(ctx, g); return err }},
		{"QRFactors.Q", func(ctx context.Context) error { _, err := qr.Q(ctx); return err }},
		{"LeastSquares", func(ctx context.Context) error { _, err := LeastSquares(ctx, g, small); return err }},
		{"Cholesky", func(ctx context.Context) error { _, err := Cholesky(ctx, definite); return err }},
		{"CholeskyFactors.Solve", func(ctx context.Context) error { _, err := chol.Solve(ctx, small); return err }},
		{"Expm", func(ctx context.Context) error { _, err := Expm(ctx, small); return err }},
	} {
		t.Run(driver.name, func(t *testing.T) {
			for _, k := range teams {
				worst, at := time.Duration(0), time.Duration(-1)
				again := 0
				for i := 0; i < len(moments); i++ {
					after := moments[i] * time.Millisecond
					ctx, cancel := context.WithCancel(threads(k))
					var cancelled time.Time
					if after == 0 {
						cancelled = time.Now()
						cancel()
					}
					timer := time.AfterFunc(after, func() {
						if after > 0 {
							cancelled = time.Now()
							cancel()
						}
					})
					err := driver.call(ctx)
					returned := time.Now()
					timer.Stop()
					if err == nil { // done before the clock
						cancel()
						break
					}
					late := returned.Sub(cancelled)
					allowed := limit
					if late > limit {
						allowed = max(limit, 12*turn()) // a slow machine, or one that is busy just now
					}
					if late > allowed && again < 5 && errors.Is(err, context.Canceled) { // another program's turn, perhaps
						again++
						i--
						continue
					}
					if !errors.Is(err, context.Canceled) || late > allowed {
						t.Errorf("cancelled after %v with %d threads: %v, %v later", after, k, err, late)
					}
					if late >= worst {
						worst, at = late, after
					}
				}
				if at < 0 {
					t.Logf("%d threads: done before the first moment", k)
				} else if long {
					t.Logf("%d threads: at most %v late, cancelled after %v", k, worst.Round(time.Millisecond), at)
				}
			}
		})
	}
}

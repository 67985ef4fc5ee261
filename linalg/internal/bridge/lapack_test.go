package bridge

import (
	"context"
	"math"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/testlapack"

	"tandem/parallel"
)

// TestLAPACK runs gonum's own test suites of the routines that Tandem overrides.
func TestLAPACK(t *testing.T) {
	for name, suite := range map[string]func(*testing.T, LAPACK){
		"Dgetrf": func(t *testing.T, l LAPACK) { testlapack.DgetrfTest(t, l) },
		"Dgetri": func(t *testing.T, l LAPACK) { testlapack.DgetriTest(t, l) },
		"Dgetrs": func(t *testing.T, l LAPACK) { testlapack.DgetrsTest(t, l) },
		"Dpotrf": func(t *testing.T, l LAPACK) { testlapack.DpotrfTest(t, l) },
		"Dpotri": func(t *testing.T, l LAPACK) { testlapack.DpotriTest(t, l) },
		"Dpotrs": func(t *testing.T, l LAPACK) { testlapack.DpotrsTest(t, l) },
		"Dgeqrf": func(t *testing.T, l LAPACK) { testlapack.DgeqrfTest(t, l) },
		"Dorgqr": func(t *testing.T, l LAPACK) { testlapack.DorgqrTest(t, l) },
		"Dormqr": func(t *testing.T, l LAPACK) { testlapack.DormqrTest(t, l) },
		"Dgecon": func(t *testing.T, l LAPACK) { testlapack.DgeconTest(t, l) },
		"Dpocon": func(t *testing.T, l LAPACK) { testlapack.DpoconTest(t, l) },
		"Dtrcon": func(t *testing.T, l LAPACK) { testlapack.DtrconTest(t, l) },
		"Dgels":  func(t *testing.T, l LAPACK) { testlapack.DgelsTest(t, l) },
	} {
		t.Run(name, func(t *testing.T) {
			for _, threads := range []int{1, 2} {
				team := parallel.TeamOf(parallel.WithThreads(context.Background(), threads))
				suite(t, LAPACK{Team: func() parallel.Team { return team }})
			}
		})
	}
}

// TestConditionAtTheEdges compares estimates with gonum's for triangles whose solutions overflow, vanish or are not numbers.
func TestConditionAtTheEdges(t *testing.T) {
	const n = 40
	l := LAPACK{Team: func() parallel.Team { return parallel.Team{} }}
	for name, diagonal := range map[string]func(i int) float64{
		"ordinary":  func(i int) float64 { return 2 + float64(i) },
		"tiny":      func(i int) float64 { return 1e-200 },
		"denormal":  func(i int) float64 { return 5e-324 },
		"singular":  func(i int) float64 { return float64(i % 2) },
		"huge":      func(i int) float64 { return 1e300 },
		"NaN":       func(i int) float64 { return math.NaN() },
		"infinite":  func(i int) float64 { return math.Inf(1) },
		"falling":   func(i int) float64 { return math.Pow(10, -float64(10*i)) },
		"staggered": func(i int) float64 { return math.Pow(10, float64(i%3*150-150)) },
	} {
		a := make([]float64, n*n)
		for i := range n {
			for j := i + 1; j < n; j++ {
				a[i*n+j] = 1 / float64(i+j+1)
			}
			a[i*n+i] = diagonal(i)
		}
		for _, norm := range []lapack.MatrixNorm{lapack.MaxColumnSum, lapack.MaxRowSum} {
			estimates := map[string]func(impl lapackCondition) float64{
				"Dtrcon": func(impl lapackCondition) float64 {
					return impl.Dtrcon(norm, blas.Upper, blas.NonUnit, n, a, n, make([]float64, 3*n), make([]int, n))
				},
				"Dgecon": func(impl lapackCondition) float64 {
					return impl.Dgecon(norm, n, a, n, 3, make([]float64, 4*n), make([]int, n))
				},
				"Dpocon": func(impl lapackCondition) float64 {
					return impl.Dpocon(blas.Upper, n, a, n, 3, make([]float64, 3*n), make([]int, n))
				},
			}
			for routine, estimate := range estimates {
				got, want := estimate(l), estimate(l.Implementation)
				if got != want && !(math.Abs(got-want) <= 1e-10*want) && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Errorf("%s, %s, norm %c: %v, gonum's %v", routine, name, norm, got, want)
				}
			}
		}
	}
}

// lapackCondition is what estimates condition numbers.
type lapackCondition interface {
	Dgecon(norm lapack.MatrixNorm, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64
	Dpocon(uplo blas.Uplo, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64
	Dtrcon(norm lapack.MatrixNorm, uplo blas.Uplo, diag blas.Diag, n int, a []float64, lda int, work []float64, iwork []int) float64
}

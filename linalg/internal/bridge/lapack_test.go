package bridge

import (
	"context"
	"testing"

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

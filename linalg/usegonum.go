package linalg

import (
	"context"

	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"

	"tandem/linalg/internal/bridge"
	"tandem/parallel"
)

// UseInGonum puts Tandem's kernels under gonum's blas64, cblas128 and lapack64, and with them under everything in
// gonum/mat: products, factorisations, solvers, eigenvalues, singular values. One call at the start of a program is
// enough; calls made concurrently with other uses of gonum are a race, as with blas64.Use.
//
// The budget of a call through gonum, which carries no context, is that of a background context: all cores of the process
// that are idle at the moment, so that gonum calls from many goroutines share the cores rather than oversubscribe them.
// Results do not depend on how many that are.
func UseInGonum() {
	b := bridge.BLAS{Team: func() parallel.Team { return parallel.TeamOf(context.Background()) }}
	blas64.Use(b)
	cblas128.Use(b)
}

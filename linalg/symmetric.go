package linalg

// Eigenvalues and eigenvectors of symmetric matrices: reduction to tridiagonal form, then QL for values alone, divide and
// conquer for vectors, which are taken back by the reflectors of the reduction.

import (
	"context"
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/divide"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// EigenvaluesSym returns the n eigenvalues of the symmetric matrix a in ascending order. It does not modify a. It
// returns an error, before any work, if a is empty or has an entry that is not finite.
func EigenvaluesSym(ctx context.Context, a mat.Symmetric) ([]float64, error) {
	values, _, err := eigenSym(ctx, "EigenvaluesSym", a, false)
	return values, err
}

// EigenSym returns the eigenvalues of the symmetric matrix a in ascending order and an orthogonal matrix whose column j
// is an eigenvector for values[j]. It does not modify a. It returns an error, before any work, if a is empty or has an
// entry that is not finite.
func EigenSym(ctx context.Context, a mat.Symmetric) (values []float64, vectors *mat.Dense, err error) {
	return eigenSym(ctx, "EigenSym", a, true)
}

func eigenSym(ctx context.Context, who string, a mat.Symmetric, withVectors bool) ([]float64, *mat.Dense, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	if withVectors && a != nil { // the whole need at once, so that no block is outgrown: 4·n² and what Back needs
		n := a.SymmetricDim()
		m := work.Mark()
		work.Floats(4*n*n + 256*n + 1<<14)
		work.Release(m)
	}
	n, data, exp, err := symmetric(who, a, work)
	if err != nil {
		return nil, nil, err
	}
	values, vectors, err := solveSym(ctx, n, data, withVectors, work)
	if err != nil {
		return nil, nil, convergence(who, exp, err)
	}
	unscale(values, exp)
	if !withVectors {
		return values, nil, nil
	}
	return values, mat.NewDense(n, n, vectors), nil
}

// solveSym returns the eigenvalues of the symmetric n×n matrix in the upper triangle of data, which it overwrites, and the
// matrix with the vectors for columns, row-major, if they are wanted.
func solveSym(ctx context.Context, n int, data []float64, withVectors bool, work *arena.Arena) (values, vectors []float64, err error) {
	t := parallel.TeamOf(ctx)
	if !withVectors {
		d, e, err := tridiagonal.Form(ctx, t, n, data, n, work)
		if err != nil {
			return nil, nil, err
		}
		return d, nil, tridiagonal.Values(ctx, t, d, e)
	}
	r, err := tridiagonal.Reduce(ctx, t, n, data, n)
	if err != nil {
		return nil, nil, err
	}
	s, err := divide.Eigen(ctx, t, r.D, r.E, nil, work)
	if err != nil {
		return nil, nil, err
	}
	vectors = hugepage.Make[float64](n * n)
	z := tridiagonal.Vectors{Row: s.Row, Len: n, Z: s.Z, LDZ: n}
	return s.Values, vectors, r.Reflectors().Back(ctx, t, z, vectors, n, work)
}

// columns returns the matrix whose column j is row rows[j] of z, rows of n elements.
func columns(t parallel.Team, n int, z []float64, rows []int) []float64 {
	m := len(rows)
	const tile = 16
	out := hugepage.Make[float64](n * m)
	t.For((n+tile-1)/tile, 4, func(lo, hi int) {
		for i0 := lo * tile; i0 < min(hi*tile, n); i0 += tile {
			i1 := min(i0+tile, n)
			for j0 := 0; j0 < m; j0 += tile {
				for j := j0; j < min(j0+tile, m); j++ {
					src := z[rows[j]*n : (rows[j]+1)*n]
					for i := i0; i < i1; i++ {
						out[i*m+j] = src[i]
					}
				}
			}
		}
	})
	return out
}

// convergence turns the error of an inner room, if it is that an iteration with the matrix divided by 2^exp failed, into one
// that names the public function.
func convergence(who string, exp int, err error) error {
	var failed *tridiagonal.NoConvergence
	if !errors.As(err, &failed) {
		return err
	}
	unscale(failed.Values, exp)
	found := make([]complex128, len(failed.Values))
	for i, v := range failed.Values {
		found[i] = complex(v, 0)
	}
	return &ConvergenceError{who, failed.Row, failed.N, found}
}

// unscale multiplies values by 2^exp.
func unscale(values []float64, exp int) {
	if exp == 0 {
		return
	}
	for i, v := range values {
		values[i] = math.Ldexp(v, exp)
	}
}

package linalg

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
)

// ErrNotPositiveDefinite is what Cholesky returns for a symmetric matrix that has none.
var ErrNotPositiveDefinite = errors.New("linalg: the matrix is not positive definite")

// CholeskyFactors is the factorisation A = Uᵀ·U of a symmetric positive definite matrix. It is immutable and safe for
// concurrent use.
type CholeskyFactors struct {
	n    int
	data []float64 // U; what is below the diagonal has no meaning
}

// Cholesky factors the symmetric positive definite n×n matrix a. It does not modify a. It returns an error that is
// ErrNotPositiveDefinite if a is not, and, before any work, an error if a is empty or has an entry that is not finite.
// The cost is n³/3 flops.
func Cholesky(ctx context.Context, a mat.Symmetric) (*CholeskyFactors, error) {
	n, data, exp, err := symmetric("Cholesky", a, new(arena.Arena)) // the factor keeps the arena's memory
	if err != nil {
		return nil, err
	}
	if exp%2 != 0 { // data holds A/2^exp; the root of the scale must be exact
		exp++
		blas.Scal(len(data), 0.5, data, 1)
	}
	ok, err := factor.Cholesky(ctx, parallel.TeamOf(ctx), blas.Upper, n, data, n)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("linalg: Cholesky of a matrix of order %d: %w", n, ErrNotPositiveDefinite)
	}
	if exp != 0 {
		for i, v := range data {
			data[i] = math.Ldexp(v, exp/2)
		}
	}
	return &CholeskyFactors{n, data}, nil
}

// U returns the upper triangular factor.
func (f *CholeskyFactors) U() *mat.TriDense {
	u := mat.NewTriDense(f.n, mat.Upper, nil)
	for i := range f.n {
		for j := i; j < f.n; j++ {
			u.SetTri(i, j, f.data[i*f.n+j])
		}
	}
	return u
}

// Solve returns the X with A·X = b, where b has any number of columns.
func (f *CholeskyFactors) Solve(ctx context.Context, b mat.Matrix) (*mat.Dense, error) {
	nrhs, x, err := rightSide("Solve", f.n, b)
	if err != nil {
		return nil, err
	}
	t := parallel.TeamOf(ctx)
	err = strips(ctx, nrhs, 2*float64(f.n)*float64(f.n), func(lo, hi int) {
		blas.Trsm(t, blas.Left, blas.Upper, true, blas.NonUnit, f.n, hi-lo, 1, f.data, f.n, x[lo:], nrhs)
		blas.Trsm(t, blas.Left, blas.Upper, false, blas.NonUnit, f.n, hi-lo, 1, f.data, f.n, x[lo:], nrhs)
	})
	if err != nil {
		return nil, err
	}
	return mat.NewDense(f.n, nrhs, x), nil
}

// LogDet returns the logarithm of the determinant, which is positive.
func (f *CholeskyFactors) LogDet() float64 {
	s := 0.0
	for i := range f.n {
		s += 2 * math.Log(f.data[i*f.n+i])
	}
	return s
}

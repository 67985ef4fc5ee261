package linalg

// Eigenvalues and eigenvectors of symmetric and Hermitian matrices.

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
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
	n, data, exp, err := symmetric(who, a)
	if err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if withVectors {
		var e mat.EigenSym
		if !e.Factorize(a, withVectors) {
			return nil, nil, fmt.Errorf("linalg: %s: no convergence for a matrix of order %d", who, n)
		}
		vectors := new(mat.Dense)
		e.VectorsTo(vectors)
		return e.Values(nil), vectors, nil
	}
	r, err := tridiagonal.Reduce(ctx, parallel.TeamOf(ctx), n, data, n)
	if err != nil {
		return nil, nil, err
	}
	if err := tridiagonal.Values(ctx, r.D, r.E); err != nil {
		return nil, nil, symError(who, err)
	}
	unscale(r.D, exp)
	return r.D, nil, nil
}

// symError names the public function in an error of an inner room.
func symError(who string, err error) error {
	if _, ok := err.(*tridiagonal.NoConvergence); ok {
		return fmt.Errorf("linalg: %s: %w", who, err)
	}
	return err
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

// EigenvaluesHerm returns the n eigenvalues of the Hermitian matrix a in ascending order, read from its upper triangle.
// It returns an error, before any work, if a is not square, is empty or has an entry that is not finite.
func EigenvaluesHerm(ctx context.Context, a mat.CMatrix) ([]float64, error) {
	n, data, err := squareComplex("EigenvaluesHerm", a)
	if err != nil {
		return nil, err
	}
	// X + iY has the eigenvalues of the real symmetric [X -Y; Y X], each of them once where that has it twice.
	s := mat.NewSymDense(2*n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			x, y := real(data[i*n+j]), imag(data[i*n+j])
			s.SetSym(i, j, x)
			s.SetSym(n+i, n+j, x)
			if i != j {
				s.SetSym(i, n+j, -y)
				s.SetSym(j, n+i, y)
			}
		}
	}
	twice, err := EigenvaluesSym(ctx, s)
	if err != nil {
		return nil, err
	}
	values := make([]float64, n)
	for i := range values {
		values[i] = twice[2*i]
	}
	return values, nil
}

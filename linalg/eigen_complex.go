package linalg

// Eigenvalues and eigenvectors of general complex matrices.

import (
	"context"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/complexschur"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// EigenvaluesComplex is Eigenvalues for a complex matrix.
func EigenvaluesComplex(ctx context.Context, a mat.CMatrix) ([]complex128, error) {
	values, _, err := eigenComplex(ctx, "EigenvaluesComplex", a, false)
	return values, err
}

// EigenComplex is Eigen for a complex matrix.
func EigenComplex(ctx context.Context, a mat.CMatrix) (values []complex128, vectors *mat.CDense, err error) {
	return eigenComplex(ctx, "EigenComplex", a, true)
}

func eigenComplex(ctx context.Context, who string, a mat.CMatrix, withVectors bool) ([]complex128, *mat.CDense, error) {
	n, t, err := squareComplex(who, a)
	if err != nil {
		return nil, nil, err
	}
	team := parallel.TeamOf(ctx)
	var q []complex128
	if withVectors {
		q = hugepage.Make[complex128](n * n)
	}
	if err := complexschur.Hessenberg(ctx, team, n, t, q); err != nil {
		return nil, nil, err
	}
	failed, err := complexschur.Iterate(ctx, n, t, q, withVectors)
	if err != nil {
		return nil, nil, err
	}
	values := make([]complex128, n)
	for i := range values {
		values[i] = t[i*n+i]
	}
	if failed != 0 {
		return nil, nil, &ConvergenceError{who, failed - 1, n, values[failed:]}
	}
	if !withVectors {
		return values, nil, nil
	}
	vectors, err := complexschur.Vectors(ctx, team, n, t, q)
	if err != nil {
		return nil, nil, err
	}
	return values, mat.NewCDense(n, n, vectors), nil
}

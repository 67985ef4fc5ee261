package linalg

// Eigenvalues and eigenvectors of general matrices, real and complex.

import (
	"context"
	"fmt"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/complexschur"
)

// Eigenvalues returns the n eigenvalues of the n×n matrix a, in no particular order; complex ones in conjugate pairs,
// the one with positive imaginary part first. It does not modify a. It returns an error, before any work, if a is not
// square, is empty or has an entry that is not finite.
func Eigenvalues(ctx context.Context, a mat.Matrix) ([]complex128, error) {
	values, _, err := eigen(ctx, "Eigenvalues", a, mat.EigenNone)
	return values, err
}

// Eigen returns the eigenvalues of the n×n matrix a and an n×n matrix whose column j is an eigenvector of unit length
// for values[j]. A defective matrix has fewer than n independent eigenvectors: then columns repeat, within rounding. It
// does not modify a. It returns an error, before any work, if a is not square, is empty or has an entry that is not
// finite.
func Eigen(ctx context.Context, a mat.Matrix) (values []complex128, vectors *mat.CDense, err error) {
	return eigen(ctx, "Eigen", a, mat.EigenRight)
}

func eigen(ctx context.Context, who string, a mat.Matrix, kind mat.EigenKind) ([]complex128, *mat.CDense, error) {
	n, data, err := square(who, a)
	if err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	var e mat.Eigen
	if !e.Factorize(mat.NewDense(n, n, data), kind) {
		return nil, nil, fmt.Errorf("linalg: %s: no convergence for a matrix of order %d", who, n)
	}
	var vectors *mat.CDense
	if kind == mat.EigenRight {
		vectors = new(mat.CDense)
		e.VectorsTo(vectors)
	}
	return e.Values(nil), vectors, nil
}

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
	var q []complex128
	if withVectors {
		q = make([]complex128, n*n)
	}
	complexschur.Hessenberg(n, t, q)
	failed, err := complexschur.Iterate(ctx, n, t, q, withVectors)
	if err != nil {
		return nil, nil, err
	}
	if failed != 0 {
		return nil, nil, fmt.Errorf("linalg: %s: no convergence at row %d of %d", who, failed-1, n)
	}
	values := make([]complex128, n)
	for i := range values {
		values[i] = t[i*n+i]
	}
	if !withVectors {
		return values, nil, nil
	}
	return values, mat.NewCDense(n, n, complexschur.Vectors(n, t, q)), nil
}

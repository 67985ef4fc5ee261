package linalg

// The symmetric-definite problem A·x = λ·B·x: with B = L·Lᵀ it is the symmetric problem of L⁻¹·A·L⁻ᵀ (Golub and Van Loan,
// Matrix Computations, 8.7.2).

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/factor"
	"tandem/parallel"
)

// EigenvaluesSymDefinite returns the n eigenvalues λ, ascending, of A·x = λ·B·x for a symmetric matrix a and a symmetric
// positive definite matrix b of the same order. It does not modify them. Errors are correct to a small multiple of
// ε·‖a‖·‖b⁻¹‖. It returns an error, before any work, if the orders differ, if they are empty or have an entry that is not
// finite, and one that is ErrNotPositiveDefinite if b is not positive definite.
func EigenvaluesSymDefinite(ctx context.Context, a, b mat.Symmetric) ([]float64, error) {
	values, _, err := eigenSymDefinite(ctx, "EigenvaluesSymDefinite", a, b, false)
	return values, err
}

// EigenSymDefinite returns the eigenvalues of A·x = λ·B·x as EigenvaluesSymDefinite does, and a matrix x whose column j is
// an eigenvector for values[j], with xᵀ·B·x = I.
func EigenSymDefinite(ctx context.Context, a, b mat.Symmetric) (values []float64, vectors *mat.Dense, err error) {
	return eigenSymDefinite(ctx, "EigenSymDefinite", a, b, true)
}

func eigenSymDefinite(ctx context.Context, who string, a, b mat.Symmetric, withVectors bool) ([]float64, *mat.Dense, error) {
	if a != nil && b != nil && a.SymmetricDim() != b.SymmetricDim() {
		return nil, nil, fmt.Errorf("linalg: %s of matrices of order %d and %d: the orders must agree", who, a.SymmetricDim(), b.SymmetricDim())
	}
	work := arenas.Get().(*arena.Arena)
	defer release(work, work.Mark())
	n, ad, aExp, err := symmetric(who, a, work)
	if err != nil {
		return nil, nil, err
	}
	_, bd, bExp, err := symmetric(who, b, work)
	if err != nil {
		return nil, nil, err
	}
	if bExp%2 != 0 { // vectors are divided by its square root
		bExp++
		for i, v := range bd {
			bd[i] = v / 2
		}
	}
	t := parallel.TeamOf(ctx)
	ok, err := factor.Cholesky(ctx, t, blas.Upper, n, bd, n)
	if err != nil {
		return nil, nil, err
	}
	if !ok {
		return nil, nil, fmt.Errorf("linalg: %s: b of order %d: %w", who, n, ErrNotPositiveDefinite)
	}
	for i := range n { // the products need both triangles
		for j := range i {
			ad[i*n+j] = ad[j*n+i]
		}
	}
	// B = Uᵀ·U: A becomes U⁻ᵀ·A·U⁻¹.
	flops := float64(n) * float64(n)
	if err := strips(ctx, n, flops, func(lo, hi int) {
		blas.Trsm(t, blas.Left, blas.Upper, true, blas.NonUnit, n, hi-lo, 1, bd, n, ad[lo:], n)
	}); err != nil {
		return nil, nil, err
	}
	if err := strips(ctx, n, flops, func(lo, hi int) {
		blas.Trsm(t, blas.Right, blas.Upper, false, blas.NonUnit, hi-lo, n, 1, bd, n, ad[lo*n:], n)
	}); err != nil {
		return nil, nil, err
	}
	values, vectors, err := solveSym(ctx, n, ad, withVectors, work)
	if err != nil {
		return nil, nil, convergence(who, aExp-bExp, err)
	}
	unscale(values, aExp-bExp)
	if !withVectors {
		return values, nil, nil
	}
	if err := strips(ctx, n, flops, func(lo, hi int) {
		blas.Trsm(t, blas.Left, blas.Upper, false, blas.NonUnit, n, hi-lo, 1, bd, n, vectors[lo:], n)
	}); err != nil {
		return nil, nil, err
	}
	if bExp != 0 {
		for i, v := range vectors {
			vectors[i] = math.Ldexp(v, -bExp/2)
		}
	}
	return values, mat.NewDense(n, n, vectors), nil
}

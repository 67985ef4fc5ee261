// Package blas holds Tandem's dense matrix and vector operations: row-major storage, explicit leading dimensions and an
// explicit team of threads. It is the layer that every factorisation of linalg is written on.
//
// Conventions. Element (i, j) of a matrix a with leading dimension lda is a[i*lda+j]; lda ≥ max(1, columns). A vector x
// of n elements with increment incX is x[i*incX] for a positive incX and x[(n-1-i)*-incX] for a negative one, as in the
// reference BLAS. Triangular and symmetric matrices are read in the triangle named by uplo alone. op(A) is A or Aᵀ for
// real matrices (a bool), A, Aᵀ or Aᴴ for complex ones (a Transpose). Results must not overlap operands.
//
// Zeros. beta = 0 overwrites the result without reading it; alpha = 0 reads neither operand; otherwise nothing is
// skipped, so that NaN and Inf propagate.
//
// Determinism. On one instruction-set tier a result depends on the shape and the values alone: not on the team, the
// strides or the alignment. Outputs are split among threads, inner sums never.
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// The flags are gonum's, so that callers on either side need no conversion.
type (
	Transpose = blas.Transpose
	Uplo      = blas.Uplo
	Side      = blas.Side
	Diag      = blas.Diag
)

const (
	NoTrans   = blas.NoTrans
	Trans     = blas.Trans
	ConjTrans = blas.ConjTrans
	Upper     = blas.Upper
	Lower     = blas.Lower
	Left      = blas.Left
	Right     = blas.Right
	NonUnit   = blas.NonUnit
	Unit      = blas.Unit
)

var ref gonum.Implementation

func tr(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}

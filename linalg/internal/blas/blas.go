// Package blas holds Tandem's dense matrix kernels: row-major, explicit leading dimensions, an explicit team of threads.
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"tandem/parallel"
)

var ref gonum.Implementation

func tr(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}

// Gemm is C = alpha·op(A)·op(B) + beta·C with op(A) m×k, op(B) k×n, C m×n.
func Gemm(t parallel.Team, transA, transB bool, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	ref.Dgemm(tr(transA), tr(transB), m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Gemv is y = alpha·op(A)·x + beta·y with A m×n.
func Gemv(t parallel.Team, trans bool, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	ref.Dgemv(tr(trans), m, n, alpha, a, lda, x, incX, beta, y, incY)
}

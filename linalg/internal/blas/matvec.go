package blas

import "tandem/parallel"

// Gemv is y = alpha·op(A)·x + beta·y with A m×n.
func Gemv(t parallel.Team, trans bool, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	ref.Dgemv(tr(trans), m, n, alpha, a, lda, x, incX, beta, y, incY)
}

// Ger is A += alpha·x·yᵀ with A m×n.
func Ger(t parallel.Team, m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	ref.Dger(m, n, alpha, x, incX, y, incY, a, lda)
}

// Symv is y = alpha·A·x + beta·y with A n×n symmetric; it reads each element of the triangle once.
func Symv(t parallel.Team, uplo Uplo, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	ref.Dsymv(uplo, n, alpha, a, lda, x, incX, beta, y, incY)
}

// Syr is A += alpha·x·xᵀ in one triangle of the symmetric n×n A.
func Syr(t parallel.Team, uplo Uplo, n int, alpha float64, x []float64, incX int, a []float64, lda int) {
	ref.Dsyr(uplo, n, alpha, x, incX, a, lda)
}

// Syr2 is A += alpha·(x·yᵀ + y·xᵀ) in one triangle of the symmetric n×n A.
func Syr2(t parallel.Team, uplo Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	ref.Dsyr2(uplo, n, alpha, x, incX, y, incY, a, lda)
}

// Trmv is x = op(A)·x with A n×n triangular.
func Trmv(t parallel.Team, uplo Uplo, trans bool, diag Diag, n int, a []float64, lda int, x []float64, incX int) {
	ref.Dtrmv(uplo, tr(trans), diag, n, a, lda, x, incX)
}

// Trsv solves op(A)·x = b in place for a triangular n×n A.
func Trsv(t parallel.Team, uplo Uplo, trans bool, diag Diag, n int, a []float64, lda int, x []float64, incX int) {
	ref.Dtrsv(uplo, tr(trans), diag, n, a, lda, x, incX)
}

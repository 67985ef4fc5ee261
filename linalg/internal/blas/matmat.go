package blas

import "tandem/parallel"

// Symm is C = alpha·A·B + beta·C (Left, A m×m) or C = alpha·B·A + beta·C (Right, A n×n) with A symmetric, B and C m×n.
func Symm(t parallel.Team, side Side, uplo Uplo, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	ref.Dsymm(side, uplo, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Syrk is C = alpha·A·Aᵀ + beta·C (A n×k) or, transposed, C = alpha·Aᵀ·A + beta·C (A k×n) in one triangle of the
// symmetric n×n C.
func Syrk(t parallel.Team, uplo Uplo, trans bool, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	ref.Dsyrk(uplo, tr(trans), n, k, alpha, a, lda, beta, c, ldc)
}

// Syr2k is C = alpha·(A·Bᵀ + B·Aᵀ) + beta·C (A, B n×k) or, transposed, C = alpha·(Aᵀ·B + Bᵀ·A) + beta·C (A, B k×n) in
// one triangle of the symmetric n×n C.
func Syr2k(t parallel.Team, uplo Uplo, trans bool, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	ref.Dsyr2k(uplo, tr(trans), n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Trmm is B = alpha·op(A)·B (Left, A m×m) or B = alpha·B·op(A) (Right, A n×n) with A triangular, B m×n.
func Trmm(t parallel.Team, side Side, uplo Uplo, trans bool, diag Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	ref.Dtrmm(side, uplo, tr(trans), diag, m, n, alpha, a, lda, b, ldb)
}

// Trsm solves op(A)·X = alpha·B (Left, A m×m) or X·op(A) = alpha·B (Right, A n×n) for X with A triangular; X overwrites
// the m×n B.
func Trsm(t parallel.Team, side Side, uplo Uplo, trans bool, diag Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	ref.Dtrsm(side, uplo, tr(trans), diag, m, n, alpha, a, lda, b, ldb)
}

package blas

import "tandem/parallel"

// Zdotc returns Σ conj(xᵢ)·yᵢ.
func Zdotc(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	return ref.Zdotc(n, x, incX, y, incY)
}

// Zdotu returns Σ xᵢ·yᵢ.
func Zdotu(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	return ref.Zdotu(n, x, incX, y, incY)
}

// Zaxpy is y += alpha·x.
func Zaxpy(n int, alpha complex128, x []complex128, incX int, y []complex128, incY int) {
	ref.Zaxpy(n, alpha, x, incX, y, incY)
}

// Znrm2 returns the Euclidean norm of x without undue overflow or underflow.
func Znrm2(n int, x []complex128, incX int) float64 { return ref.Dznrm2(n, x, incX) }

// Zscal is x *= alpha.
func Zscal(n int, alpha complex128, x []complex128, incX int) { ref.Zscal(n, alpha, x, incX) }

// Zdscal is x *= alpha for a real alpha.
func Zdscal(n int, alpha float64, x []complex128, incX int) { ref.Zdscal(n, alpha, x, incX) }

// Zcopy is y = x.
func Zcopy(n int, x []complex128, incX int, y []complex128, incY int) {
	ref.Zcopy(n, x, incX, y, incY)
}

// Zswap exchanges x and y.
func Zswap(n int, x []complex128, incX int, y []complex128, incY int) {
	ref.Zswap(n, x, incX, y, incY)
}

// Zgemv is y = alpha·op(A)·x + beta·y with A m×n.
func Zgemv(t parallel.Team, trans Transpose, m, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	ref.Zgemv(trans, m, n, alpha, a, lda, x, incX, beta, y, incY)
}

// Zgeru is A += alpha·x·yᵀ with A m×n.
func Zgeru(t parallel.Team, m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	ref.Zgeru(m, n, alpha, x, incX, y, incY, a, lda)
}

// Zgerc is A += alpha·x·yᴴ with A m×n.
func Zgerc(t parallel.Team, m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	ref.Zgerc(m, n, alpha, x, incX, y, incY, a, lda)
}

// Zhemv is y = alpha·A·x + beta·y with A n×n Hermitian; it reads each element of the triangle once and takes the
// diagonal as real.
func Zhemv(t parallel.Team, uplo Uplo, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	ref.Zhemv(uplo, n, alpha, a, lda, x, incX, beta, y, incY)
}

// Zher is A += alpha·x·xᴴ in one triangle of the Hermitian n×n A.
func Zher(t parallel.Team, uplo Uplo, n int, alpha float64, x []complex128, incX int, a []complex128, lda int) {
	ref.Zher(uplo, n, alpha, x, incX, a, lda)
}

// Zher2 is A += alpha·x·yᴴ + conj(alpha)·y·xᴴ in one triangle of the Hermitian n×n A.
func Zher2(t parallel.Team, uplo Uplo, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	ref.Zher2(uplo, n, alpha, x, incX, y, incY, a, lda)
}

// Ztrmv is x = op(A)·x with A n×n triangular.
func Ztrmv(t parallel.Team, uplo Uplo, trans Transpose, diag Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	ref.Ztrmv(uplo, trans, diag, n, a, lda, x, incX)
}

// Ztrsv solves op(A)·x = b in place for a triangular n×n A.
func Ztrsv(t parallel.Team, uplo Uplo, trans Transpose, diag Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	ref.Ztrsv(uplo, trans, diag, n, a, lda, x, incX)
}

// Zgemm is C = alpha·op(A)·op(B) + beta·C with op(A) m×k, op(B) k×n, C m×n.
func Zgemm(t parallel.Team, transA, transB Transpose, m, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	ref.Zgemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Zhemm is C = alpha·A·B + beta·C (Left, A m×m) or C = alpha·B·A + beta·C (Right, A n×n) with A Hermitian, B and C m×n.
func Zhemm(t parallel.Team, side Side, uplo Uplo, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	ref.Zhemm(side, uplo, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Zherk is C = alpha·A·Aᴴ + beta·C (NoTrans, A n×k) or C = alpha·Aᴴ·A + beta·C (ConjTrans, A k×n) in one triangle of
// the Hermitian n×n C; the diagonal of C is made real.
func Zherk(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha float64, a []complex128, lda int, beta float64, c []complex128, ldc int) {
	ref.Zherk(uplo, trans, n, k, alpha, a, lda, beta, c, ldc)
}

// Zher2k is C = alpha·A·Bᴴ + conj(alpha)·B·Aᴴ + beta·C (NoTrans, A, B n×k) or C = alpha·Aᴴ·B + conj(alpha)·Bᴴ·A + beta·C
// (ConjTrans, A, B k×n) in one triangle of the Hermitian n×n C; the diagonal of C is made real.
func Zher2k(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta float64, c []complex128, ldc int) {
	ref.Zher2k(uplo, trans, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Ztrmm is B = alpha·op(A)·B (Left, A m×m) or B = alpha·B·op(A) (Right, A n×n) with A triangular, B m×n.
func Ztrmm(t parallel.Team, side Side, uplo Uplo, trans Transpose, diag Diag, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int) {
	ref.Ztrmm(side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb)
}

// Ztrsm solves op(A)·X = alpha·B (Left, A m×m) or X·op(A) = alpha·B (Right, A n×n) for X with A triangular; X overwrites
// the m×n B.
func Ztrsm(t parallel.Team, side Side, uplo Uplo, trans Transpose, diag Diag, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int) {
	ref.Ztrsm(side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb)
}

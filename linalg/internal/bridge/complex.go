package bridge

import (
	"gonum.org/v1/gonum/blas"

	tblas "tandem/linalg/internal/blas"
)

func (b BLAS) Zgemv(tA blas.Transpose, m, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	b.Implementation.Zgemv(tA, m, n, 0, a, lda, x, incX, 1, y, incY)
	if m > 0 && n > 0 {
		tblas.Zgemv(b.Team(), tA, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

func (b BLAS) Zgeru(m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	b.Implementation.Zgeru(m, n, 0, x, incX, y, incY, a, lda)
	if m > 0 && n > 0 {
		tblas.Zgeru(b.Team(), m, n, alpha, x, incX, y, incY, a, lda)
	}
}

func (b BLAS) Zgerc(m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	b.Implementation.Zgerc(m, n, 0, x, incX, y, incY, a, lda)
	if m > 0 && n > 0 {
		tblas.Zgerc(b.Team(), m, n, alpha, x, incX, y, incY, a, lda)
	}
}

func (b BLAS) Zhemv(ul blas.Uplo, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	b.Implementation.Zhemv(ul, n, 0, a, lda, x, incX, 1, y, incY)
	tblas.Zhemv(b.Team(), ul, n, alpha, a, lda, x, incX, beta, y, incY)
}

func (b BLAS) Zher(ul blas.Uplo, n int, alpha float64, x []complex128, incX int, a []complex128, lda int) {
	b.Implementation.Zher(ul, n, 0, x, incX, a, lda)
	tblas.Zher(b.Team(), ul, n, alpha, x, incX, a, lda)
}

func (b BLAS) Zher2(ul blas.Uplo, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	b.Implementation.Zher2(ul, n, 0, x, incX, y, incY, a, lda)
	tblas.Zher2(b.Team(), ul, n, alpha, x, incX, y, incY, a, lda)
}

func (b BLAS) Zgemm(tA, tB blas.Transpose, m, n, k int, alpha complex128, a []complex128, lda int, x []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	b.Implementation.Zgemm(tA, tB, m, n, k, 0, a, lda, x, ldb, 1, c, ldc)
	if m > 0 && n > 0 {
		tblas.Zgemm(b.Team(), tA, tB, m, n, k, alpha, a, lda, x, ldb, beta, c, ldc)
	}
}

func (b BLAS) Zhemm(s blas.Side, ul blas.Uplo, m, n int, alpha complex128, a []complex128, lda int, x []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	b.Implementation.Zhemm(s, ul, m, n, 0, a, lda, x, ldb, 1, c, ldc)
	if m > 0 && n > 0 {
		tblas.Zhemm(b.Team(), s, ul, m, n, alpha, a, lda, x, ldb, beta, c, ldc)
	}
}

func (b BLAS) Zherk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []complex128, lda int, beta float64, c []complex128, ldc int) {
	b.Implementation.Zherk(ul, t, n, k, 0, a, lda, 1, c, ldc)
	tblas.Zherk(b.Team(), ul, t, n, k, alpha, a, lda, beta, c, ldc)
}

func (b BLAS) Zher2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex128, a []complex128, lda int, x []complex128, ldb int, beta float64, c []complex128, ldc int) {
	b.Implementation.Zher2k(ul, t, n, k, 0, a, lda, x, ldb, 1, c, ldc)
	tblas.Zher2k(b.Team(), ul, t, n, k, alpha, a, lda, x, ldb, beta, c, ldc)
}

func (b BLAS) Zsymm(s blas.Side, ul blas.Uplo, m, n int, alpha complex128, a []complex128, lda int, x []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	b.Implementation.Zsymm(s, ul, m, n, 0, a, lda, x, ldb, 1, c, ldc)
	if m > 0 && n > 0 {
		tblas.Zsymm(b.Team(), s, ul, m, n, alpha, a, lda, x, ldb, beta, c, ldc)
	}
}

func (b BLAS) Zsyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex128, a []complex128, lda int, beta complex128, c []complex128, ldc int) {
	b.Implementation.Zsyrk(ul, t, n, k, 0, a, lda, 1, c, ldc)
	tblas.Zsyrk(b.Team(), ul, t, n, k, alpha, a, lda, beta, c, ldc)
}

func (b BLAS) Zsyr2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex128, a []complex128, lda int, x []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	b.Implementation.Zsyr2k(ul, t, n, k, 0, a, lda, x, ldb, 1, c, ldc)
	tblas.Zsyr2k(b.Team(), ul, t, n, k, alpha, a, lda, x, ldb, beta, c, ldc)
}

func (b BLAS) Ztrmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	if !validTriangle(ul, tA, d) || !validSquare(n, len(a), lda) || forward2(n, len(x), incX, len(x), incX) {
		b.Implementation.Ztrmv(ul, tA, d, n, a, lda, x, incX)
		return
	}
	tblas.Ztrmv(b.Team(), ul, tA, d, n, a, lda, x, incX)
}

func (b BLAS) Ztrsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	if !validTriangle(ul, tA, d) || !validSquare(n, len(a), lda) || forward2(n, len(x), incX, len(x), incX) {
		b.Implementation.Ztrsv(ul, tA, d, n, a, lda, x, incX)
		return
	}
	tblas.Ztrsv(b.Team(), ul, tA, d, n, a, lda, x, incX)
}

func (b BLAS) Ztrmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha complex128, a []complex128, lda int, x []complex128, ldb int) {
	if !validTriangle(ul, tA, d) || !validSides(s, m, n, len(a), lda, len(x), ldb) {
		b.Implementation.Ztrmm(s, ul, tA, d, m, n, alpha, a, lda, x, ldb)
		return
	}
	tblas.Ztrmm(b.Team(), s, ul, tA, d, m, n, alpha, a, lda, x, ldb)
}

func (b BLAS) Ztrsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha complex128, a []complex128, lda int, x []complex128, ldb int) {
	if !validTriangle(ul, tA, d) || !validSides(s, m, n, len(a), lda, len(x), ldb) {
		b.Implementation.Ztrsm(s, ul, tA, d, m, n, alpha, a, lda, x, ldb)
		return
	}
	tblas.Ztrsm(b.Team(), s, ul, tA, d, m, n, alpha, a, lda, x, ldb)
}

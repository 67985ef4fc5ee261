package bridge

import (
	"gonum.org/v1/gonum/blas"

	tblas "tandem/linalg/internal/blas"
)

func transposed(t blas.Transpose) bool { return t != blas.NoTrans }

func (b BLAS) Dgemv(tA blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	b.Implementation.Dgemv(tA, m, n, 0, a, lda, x, incX, 1, y, incY)
	if m > 0 && n > 0 {
		tblas.Gemv(b.Team(), transposed(tA), m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

func (b BLAS) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	b.Implementation.Dger(m, n, 0, x, incX, y, incY, a, lda)
	if m > 0 && n > 0 {
		tblas.Ger(b.Team(), m, n, alpha, x, incX, y, incY, a, lda)
	}
}

func (b BLAS) Dsymv(ul blas.Uplo, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	b.Implementation.Dsymv(ul, n, 0, a, lda, x, incX, 1, y, incY)
	tblas.Symv(b.Team(), ul, n, alpha, a, lda, x, incX, beta, y, incY)
}

func (b BLAS) Dsyr(ul blas.Uplo, n int, alpha float64, x []float64, incX int, a []float64, lda int) {
	b.Implementation.Dsyr(ul, n, 0, x, incX, a, lda)
	tblas.Syr(b.Team(), ul, n, alpha, x, incX, a, lda)
}

func (b BLAS) Dsyr2(ul blas.Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	b.Implementation.Dsyr2(ul, n, 0, x, incX, y, incY, a, lda)
	tblas.Syr2(b.Team(), ul, n, alpha, x, incX, y, incY, a, lda)
}

func (b BLAS) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, x []float64, ldb int, beta float64, c []float64, ldc int) {
	b.Implementation.Dgemm(tA, tB, m, n, k, 0, a, lda, x, ldb, 1, c, ldc)
	if m > 0 && n > 0 {
		tblas.Gemm(b.Team(), transposed(tA), transposed(tB), m, n, k, alpha, a, lda, x, ldb, beta, c, ldc)
	}
}

func (b BLAS) Dsymm(s blas.Side, ul blas.Uplo, m, n int, alpha float64, a []float64, lda int, x []float64, ldb int, beta float64, c []float64, ldc int) {
	b.Implementation.Dsymm(s, ul, m, n, 0, a, lda, x, ldb, 1, c, ldc)
	if m > 0 && n > 0 {
		tblas.Symm(b.Team(), s, ul, m, n, alpha, a, lda, x, ldb, beta, c, ldc)
	}
}

func (b BLAS) Dsyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	b.Implementation.Dsyrk(ul, t, n, k, 0, a, lda, 1, c, ldc)
	tblas.Syrk(b.Team(), ul, transposed(t), n, k, alpha, a, lda, beta, c, ldc)
}

func (b BLAS) Dsyr2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []float64, lda int, x []float64, ldb int, beta float64, c []float64, ldc int) {
	b.Implementation.Dsyr2k(ul, t, n, k, 0, a, lda, x, ldb, 1, c, ldc)
	tblas.Syr2k(b.Team(), ul, transposed(t), n, k, alpha, a, lda, x, ldb, beta, c, ldc)
}

func (b BLAS) Dtrmv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if !validTriangle(ul, tA, d) || !validSquare(n, len(a), lda) || forward2(n, len(x), incX, len(x), incX) {
		b.Implementation.Dtrmv(ul, tA, d, n, a, lda, x, incX)
		return
	}
	tblas.Trmv(b.Team(), ul, transposed(tA), d, n, a, lda, x, incX)
}

func (b BLAS) Dtrsv(ul blas.Uplo, tA blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if !validTriangle(ul, tA, d) || !validSquare(n, len(a), lda) || forward2(n, len(x), incX, len(x), incX) {
		b.Implementation.Dtrsv(ul, tA, d, n, a, lda, x, incX)
		return
	}
	tblas.Trsv(b.Team(), ul, transposed(tA), d, n, a, lda, x, incX)
}

func (b BLAS) Dtrmm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, x []float64, ldb int) {
	if !validTriangle(ul, tA, d) || !validSides(s, m, n, len(a), lda, len(x), ldb) {
		b.Implementation.Dtrmm(s, ul, tA, d, m, n, alpha, a, lda, x, ldb)
		return
	}
	tblas.Trmm(b.Team(), s, ul, transposed(tA), d, m, n, alpha, a, lda, x, ldb)
}

func (b BLAS) Dtrsm(s blas.Side, ul blas.Uplo, tA blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, x []float64, ldb int) {
	if !validTriangle(ul, tA, d) || !validSides(s, m, n, len(a), lda, len(x), ldb) {
		b.Implementation.Dtrsm(s, ul, tA, d, m, n, alpha, a, lda, x, ldb)
		return
	}
	tblas.Trsm(b.Team(), s, ul, transposed(tA), d, m, n, alpha, a, lda, x, ldb)
}

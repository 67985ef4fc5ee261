package blas

// Hermitian and complex symmetric products, on the complex Gemm.

import "tandem/parallel"

// Zherk is C = alpha·A·Aᴴ + beta·C (NoTrans, A n×k) or C = alpha·Aᴴ·A + beta·C (ConjTrans, A k×n) in one triangle of
// the Hermitian n×n C; the diagonal of C is made real, unless nothing is to be done.
func Zherk(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha float64, a []complex128, lda int, beta float64, c []complex128, ldc int) {
	checkMatrix("Zherk", "C", n, n, len(c), ldc)
	left, right := zsides("Zherk", "A", ConjTrans, trans, n, k, a, lda)
	if (alpha == 0 || k == 0) && beta == 1 {
		return
	}
	if n > 0 && alpha != 0 && k > 0 {
		zgemm(t, n, n, k, complex(alpha, 0), left, right, complex(beta, 0), c, ldc, uplo)
	} else {
		zscaleMatrix(uplo, n, n, complex(beta, 0), c, ldc)
	}
	realDiagonal(n, c, ldc)
}

// Zher2k is C = alpha·A·Bᴴ + conj(alpha)·B·Aᴴ + beta·C (NoTrans, A, B n×k) or C = alpha·Aᴴ·B + conj(alpha)·Bᴴ·A + beta·C
// (ConjTrans, A, B k×n) in one triangle of the Hermitian n×n C; the diagonal of C is made real, unless nothing is to be done.
func Zher2k(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta float64, c []complex128, ldc int) {
	checkMatrix("Zher2k", "C", n, n, len(c), ldc)
	leftA, rightA := zsides("Zher2k", "A", ConjTrans, trans, n, k, a, lda)
	leftB, rightB := zsides("Zher2k", "B", ConjTrans, trans, n, k, b, ldb)
	if (alpha == 0 || k == 0) && beta == 1 {
		return
	}
	if n > 0 && alpha != 0 && k > 0 {
		zgemm(t, n, n, k, alpha, leftA, rightB, complex(beta, 0), c, ldc, uplo)
		zgemm(t, n, n, k, complex(real(alpha), -imag(alpha)), leftB, rightA, 1, c, ldc, uplo)
	} else {
		zscaleMatrix(uplo, n, n, complex(beta, 0), c, ldc)
	}
	realDiagonal(n, c, ldc)
}

// Zsyrk is C = alpha·A·Aᵀ + beta·C (NoTrans, A n×k) or C = alpha·Aᵀ·A + beta·C (Trans, A k×n) in one triangle of the symmetric
// n×n C.
func Zsyrk(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha complex128, a []complex128, lda int, beta complex128, c []complex128, ldc int) {
	checkMatrix("Zsyrk", "C", n, n, len(c), ldc)
	left, right := zsides("Zsyrk", "A", Trans, trans, n, k, a, lda)
	if n > 0 && alpha != 0 && k > 0 {
		zgemm(t, n, n, k, alpha, left, right, beta, c, ldc, uplo)
	} else {
		zscaleMatrix(uplo, n, n, beta, c, ldc)
	}
}

// Zsyr2k is C = alpha·(A·Bᵀ + B·Aᵀ) + beta·C (NoTrans, A, B n×k) or C = alpha·(Aᵀ·B + Bᵀ·A) + beta·C (Trans, A, B k×n) in one
// triangle of the symmetric n×n C.
func Zsyr2k(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	checkMatrix("Zsyr2k", "C", n, n, len(c), ldc)
	leftA, rightA := zsides("Zsyr2k", "A", Trans, trans, n, k, a, lda)
	leftB, rightB := zsides("Zsyr2k", "B", Trans, trans, n, k, b, ldb)
	if n > 0 && alpha != 0 && k > 0 {
		zgemm(t, n, n, k, alpha, leftA, rightB, beta, c, ldc, uplo)
		zgemm(t, n, n, k, alpha, leftB, rightA, 1, c, ldc, uplo)
	} else {
		zscaleMatrix(uplo, n, n, beta, c, ldc)
	}
}

// zsides returns X and its transpose, as flip says conjugate or not, for a rank-k update of order n, in this order for NoTrans.
func zsides(op, name string, flip, trans Transpose, n, k int, x []complex128, ld int) (left, right zview) {
	if trans == NoTrans {
		checkMatrix(op, name, n, k, len(x), ld)
		return zviewOf(NoTrans, x, ld), zviewOf(flip, x, ld)
	}
	checkMatrix(op, name, k, n, len(x), ld)
	return zviewOf(flip, x, ld), zviewOf(NoTrans, x, ld)
}

func realDiagonal(n int, c []complex128, ldc int) {
	for i := range n {
		c[i*ldc+i] = complex(real(c[i*ldc+i]), 0)
	}
}

// Zhemm is C = alpha·A·B + beta·C (Left, A m×m) or C = alpha·B·A + beta·C (Right, A n×n) with A Hermitian, B and C m×n.
func Zhemm(t parallel.Team, side Side, uplo Uplo, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	zmirrored("Zhemm", t, true, side, uplo, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
}

// Zsymm is Zhemm with a symmetric A.
func Zsymm(t parallel.Team, side Side, uplo Uplo, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	zmirrored("Zsymm", t, false, side, uplo, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
}

// zmirrored works with a completed copy of A.
func zmirrored(op string, t parallel.Team, hermitian bool, side Side, uplo Uplo, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	order := m
	if side == Right {
		order = n
	}
	checkMatrix(op, "A", order, order, len(a), lda)
	checkMatrix(op, "B", m, n, len(b), ldb)
	checkMatrix(op, "C", m, n, len(c), ldc)
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 {
		zscaleMatrix(0, m, n, beta, c, ldc)
		return
	}
	full, buf := zbuffer(order * order)
	defer buf.put()
	for i := range order {
		lo, hi := triangleRow(uplo, i, order)
		for j := lo; j < hi; j++ {
			v := a[i*lda+j]
			full[i*order+j], full[j*order+i] = v, v
			if hermitian {
				full[j*order+i] = conj(v)
			}
		}
		if hermitian {
			full[i*order+i] = complex(real(a[i*lda+i]), 0)
		}
	}
	f, bv := zviewOf(NoTrans, full, order), zviewOf(NoTrans, b, ldb)
	if side == Left {
		zgemm(t, m, n, m, alpha, f, bv, beta, c, ldc, 0)
	} else {
		zgemm(t, m, n, n, alpha, bv, f, beta, c, ldc, 0)
	}
}

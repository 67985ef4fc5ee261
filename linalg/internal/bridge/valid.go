package bridge

import "gonum.org/v1/gonum/blas"

// The triangular routines have no call that checks and computes nothing, so their arguments are looked at here; whatever
// is not plainly valid goes to gonum, which knows what to say.

func validTriangle(ul blas.Uplo, t blas.Transpose, d blas.Diag) bool {
	return (ul == blas.Upper || ul == blas.Lower) && (t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans) &&
		(d == blas.Unit || d == blas.NonUnit)
}

func validSquare(n, length, ld int) bool {
	return n > 0 && ld >= n && length >= (n-1)*ld+n
}

func validSides(s blas.Side, m, n, la, lda, lb, ldb int) bool {
	order := m
	if s == blas.Right {
		order = n
	}
	return (s == blas.Left || s == blas.Right) && m > 0 && n > 0 && validSquare(order, la, lda) && ldb >= n && lb >= (m-1)*ldb+n
}

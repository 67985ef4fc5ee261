package blas

// Triangular matrix times vector and its inverse, in blocks: the square off the diagonal is a product by rows or columns,
// the triangle on it a loop over rows.

import (
	"tandem/parallel"
	"tandem/parallel/simd"
)

// triangle is the order of the diagonal blocks.
const triangle = 64

// Trmv is x = op(A)·x with A n×n triangular.
func Trmv(t parallel.Team, uplo Uplo, trans bool, diag Diag, n int, a []float64, lda int, x []float64, incX int) {
	checkMatrix("Trmv", "A", n, n, len(a), lda)
	checkVector("Trmv", "x", n, len(x), incX)
	tier := simd.Active()
	v, buf := dense(n, x, incX)
	scale := func(i int) {
		if diag == NonUnit {
			v[i] *= a[i*lda+i]
		}
	}
	row := func(i, lo, hi int) []float64 { return a[i*lda+lo : i*lda+hi] }
	blocks(n, (uplo == Upper) != trans, func(lo, hi int) {
		switch {
		case uplo == Upper && !trans:
			for i := lo; i < hi; i++ {
				scale(i)
				v[i] += dot(tier, row(i, i+1, hi), v[i+1:hi])
			}
			Gemv(t, false, hi-lo, n-hi, 1, a[min(lo*lda+hi, len(a)):], lda, v[hi:], 1, 1, v[lo:hi], 1)
		case uplo == Lower && !trans:
			for i := hi - 1; i >= lo; i-- {
				scale(i)
				v[i] += dot(tier, row(i, lo, i), v[lo:i])
			}
			Gemv(t, false, hi-lo, lo, 1, a[lo*lda:], lda, v, 1, 1, v[lo:hi], 1)
		case uplo == Upper:
			Gemv(t, true, hi-lo, n-hi, 1, a[min(lo*lda+hi, len(a)):], lda, v[lo:hi], 1, 1, v[hi:], 1)
			for i := hi - 1; i >= lo; i-- {
				axpy(tier, v[i], row(i, i+1, hi), v[i+1:hi])
				scale(i)
			}
		default:
			Gemv(t, true, hi-lo, lo, 1, a[lo*lda:], lda, v[lo:hi], 1, 1, v, 1)
			for i := lo; i < hi; i++ {
				axpy(tier, v[i], row(i, lo, i), v[lo:i])
				scale(i)
			}
		}
	})
	if buf != nil {
		scatter(n, v, x, incX)
		buf.put()
	}
}

// Trsv solves op(A)·x = b in place for a triangular n×n A.
func Trsv(t parallel.Team, uplo Uplo, trans bool, diag Diag, n int, a []float64, lda int, x []float64, incX int) {
	checkMatrix("Trsv", "A", n, n, len(a), lda)
	checkVector("Trsv", "x", n, len(x), incX)
	tier := simd.Active()
	v, buf := dense(n, x, incX)
	divide := func(i int) {
		if diag == NonUnit {
			v[i] /= a[i*lda+i]
		}
	}
	row := func(i, lo, hi int) []float64 { return a[i*lda+lo : i*lda+hi] }
	blocks(n, (uplo == Lower) != trans, func(lo, hi int) {
		switch {
		case uplo == Upper && !trans:
			Gemv(t, false, hi-lo, n-hi, -1, a[min(lo*lda+hi, len(a)):], lda, v[hi:], 1, 1, v[lo:hi], 1)
			for i := hi - 1; i >= lo; i-- {
				v[i] -= dot(tier, row(i, i+1, hi), v[i+1:hi])
				divide(i)
			}
		case uplo == Lower && !trans:
			Gemv(t, false, hi-lo, lo, -1, a[lo*lda:], lda, v, 1, 1, v[lo:hi], 1)
			for i := lo; i < hi; i++ {
				v[i] -= dot(tier, row(i, lo, i), v[lo:i])
				divide(i)
			}
		case uplo == Upper:
			for i := lo; i < hi; i++ {
				divide(i)
				axpy(tier, -v[i], row(i, i+1, hi), v[i+1:hi])
			}
			Gemv(t, true, hi-lo, n-hi, -1, a[min(lo*lda+hi, len(a)):], lda, v[lo:hi], 1, 1, v[hi:], 1)
		default:
			for i := hi - 1; i >= lo; i-- {
				divide(i)
				axpy(tier, -v[i], row(i, lo, i), v[lo:i])
			}
			Gemv(t, true, hi-lo, lo, -1, a[lo*lda:], lda, v[lo:hi], 1, 1, v, 1)
		}
	})
	if buf != nil {
		scatter(n, v, x, incX)
		buf.put()
	}
}

// blocks calls body on the diagonal blocks of an n×n matrix, in ascending or descending order.
func blocks(n int, ascending bool, body func(lo, hi int)) {
	count := (n + triangle - 1) / triangle
	for i := range count {
		if !ascending {
			i = count - 1 - i
		}
		body(i*triangle, min((i+1)*triangle, n))
	}
}

package blas

// Complex rank-1 and rank-2 updates.

import (
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Zgeru is A += alpha·x·yᵀ with A m×n.
func Zgeru(t parallel.Team, m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	zger("Zgeru", t, false, m, n, alpha, x, incX, y, incY, a, lda)
}

// Zgerc is A += alpha·x·yᴴ with A m×n.
func Zgerc(t parallel.Team, m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	zger("Zgerc", t, true, m, n, alpha, x, incX, y, incY, a, lda)
}

func zger(op string, t parallel.Team, conjugate bool, m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	checkMatrix(op, "A", m, n, len(a), lda)
	checkVector(op, "x", m, len(x), incX)
	checkVector(op, "y", n, len(y), incY)
	if m == 0 || n == 0 || alpha == 0 {
		return
	}
	tier := simd.Active()
	xs, bx := zdense(m, x, incX)
	ys, by := zdense(n, y, incY)
	if conjugate {
		buf := by
		if ys, by = zconjugate(ys); buf != nil {
			buf.put()
		}
	}
	far := 2*m*n >= farElements
	if t.Threads() == 1 || 2*m*n < serialElements {
		zgerRows(tier, far, m, n, alpha, xs, ys, a, lda)
	} else {
		t.For(m, 16, func(lo, hi int) { zgerRows(tier, far, hi-lo, n, alpha, xs[lo:hi], ys, a[lo*lda:], lda) })
	}
	if bx != nil {
		bx.put()
	}
	if by != nil {
		by.put()
	}
}

// zconjugate returns the conjugate of x in a buffer.
func zconjugate(x []complex128) ([]complex128, *buffer) {
	v, buf := zbuffer(len(x))
	for i := range x {
		v[i] = conj(x[i])
	}
	return v, buf
}

// zgerRows is A += alpha·x·yᵀ along memory.
func zgerRows(tier simd.Tier, far bool, m, n int, alpha complex128, x, y, a []complex128, lda int) {
	streams(far, m, func(i, rows, apart int) {
		var coef [8]float64
		for r := range rows {
			c := times(alpha, x[i+r*apart])
			coef[2*r], coef[2*r+1] = real(c), imag(c)
		}
		for j := 0; j < n; j += zspan {
			kernel.ComplexGer(tier, rows, min(zspan, n-j), floats(a[i*lda+j:]), 2*apart*lda, coef[:], floats(y[j:]))
		}
	})
}

// Zher is A += alpha·x·xᴴ in one triangle of the Hermitian n×n A, whose diagonal it makes real.
func Zher(t parallel.Team, uplo Uplo, n int, alpha float64, x []complex128, incX int, a []complex128, lda int) {
	checkMatrix("Zher", "A", n, n, len(a), lda)
	checkVector("Zher", "x", n, len(x), incX)
	if n == 0 || alpha == 0 {
		return
	}
	tier := simd.Active()
	xs, bx := zdense(n, x, incX)
	xc, bc := zconjugate(xs)
	eachRow(t, n, func(i int) {
		lo, hi := triangleRow(uplo, i, n)
		zaxpy(tier, complex(alpha*real(xs[i]), alpha*imag(xs[i])), xc[lo:hi], a[i*lda+lo:i*lda+hi])
		a[i*lda+i] = complex(real(a[i*lda+i]), 0)
	})
	bc.put()
	if bx != nil {
		bx.put()
	}
}

// Zher2 is A += alpha·x·yᴴ + conj(alpha)·y·xᴴ in one triangle of the Hermitian n×n A, whose diagonal it makes real.
func Zher2(t parallel.Team, uplo Uplo, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	checkMatrix("Zher2", "A", n, n, len(a), lda)
	checkVector("Zher2", "x", n, len(x), incX)
	checkVector("Zher2", "y", n, len(y), incY)
	if n == 0 || alpha == 0 {
		return
	}
	tier := simd.Active()
	buf := getBuffer(4 * n)
	xc, yc := complexes(buf.data[:2*n]), complexes(buf.data[2*n:])
	zgather(xc, x, incX)
	zgather(yc, y, incY)
	for i := range n {
		xc[i], yc[i] = conj(xc[i]), conj(yc[i])
	}
	eachRow(t, n, func(i int) {
		lo, hi := triangleRow(uplo, i, n)
		zaxpy(tier, times(alpha, conj(xc[i])), yc[lo:hi], a[i*lda+lo:i*lda+hi])
		zaxpy(tier, conj(times(alpha, yc[i])), xc[lo:hi], a[i*lda+lo:i*lda+hi])
		a[i*lda+i] = complex(real(a[i*lda+i]), 0)
	})
	buf.put()
}

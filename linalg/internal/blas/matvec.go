package blas

// Level 2. Everything here streams the matrix once, four rows at a time, or eight (A·x far out of cache, AVX-512); large ones are
// shared among the team by rows (y = A·x, rank-1 update), by columns (y = Aᵀ·x), or by strips with partial sums of their own
// (symmetric).

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// serialElements is the size of a matrix below which a fork costs more than it gains.
const serialElements = 1 << 15

// farElements is the size of a matrix from which it is read from memory or from the far end of L3, so that what comes next
// is worth being asked for early: orders above 1600, triangles too. Closer by, that costs a tenth (Zen 4, 2026-11).
const farElements = 5 << 19

// lookAhead returns how far beyond the four rows at work the kernels look, given the elements of the matrix, its leading
// dimension and the width of rows that are worked before the next four: to these or, where they would not stay in the second
// cache until then, to the next span of the same ones.
func lookAhead(elements, ld, width int) int {
	switch {
	case elements < farElements:
		return 0
	case width > 4*span:
		return span
	}
	return 4 * ld
}

// Gemv is y = alpha·op(A)·x + beta·y with A m×n.
func Gemv(t parallel.Team, trans bool, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	checkMatrix("Gemv", "A", m, n, len(a), lda)
	nx, ny := n, m
	if trans {
		nx, ny = m, n
	}
	checkVector("Gemv", "x", nx, len(x), incX)
	checkVector("Gemv", "y", ny, len(y), incY)
	if ny == 0 {
		return
	}
	if beta != 1 {
		Scal(ny, beta, y, incY)
	}
	if alpha == 0 || nx == 0 {
		return
	}
	tier := simd.Active()
	xs, bx := dense(nx, x, incX)
	ys, by := dense(ny, y, incY)
	most, next := 4, lookAhead(m*n, lda, n)
	switch {
	case trans:
		next = lookAhead(m*n, lda, span)
	case next != 0 && tier == simd.AVX512:
		most, next = 8, lookAhead(m*n, 2*lda, n)
	}
	switch {
	case trans && (t.Threads() == 1 || m*n < serialElements):
		gemvTrans(tier, m, n, alpha, a, lda, next, xs, ys)
	case trans:
		t.For(n, 256, func(lo, hi int) { gemvTrans(tier, m, hi-lo, alpha, a[lo:], lda, next, xs, ys[lo:hi]) })
	case t.Threads() == 1 || m*n < serialElements:
		gemvRows(tier, most, m, n, alpha, a, lda, next, xs, ys)
	default:
		t.For(m, 16, func(lo, hi int) { gemvRows(tier, most, hi-lo, n, alpha, a[lo*lda:], lda, next, xs, ys[lo:hi]) })
	}
	if bx != nil {
		bx.put()
	}
	if by != nil {
		scatter(ny, ys, y, incY)
		by.put()
	}
}

// gemvRows is y += alpha·A·x along memory, at most most rows at once, 4 or 8: memory serves eight streams a tenth faster than
// four (n = 2000 and 4000, one thread, Zen 4, 2026-11). Each sum has the same bits among four, among eight and alone.
func gemvRows(tier simd.Tier, most, m, n int, alpha float64, a []float64, lda, next int, x, y []float64) {
	for i := 0; i < m; {
		rows := fourOrOne(m - i)
		if most == 8 && m-i >= 8 {
			rows = 8
		}
		var sums [8]float64
		for j := 0; j < n; j += span {
			kernel.DotRows(tier, rows, min(span, n-j), a[i*lda+j:], lda, next, x[j:], sums[:])
		}
		for r := range rows {
			y[i+r] = math.FMA(alpha, sums[r], y[i+r])
		}
		i += rows
	}
}

// gemvTrans is y += alpha·Aᵀ·x along memory.
func gemvTrans(tier simd.Tier, m, n int, alpha float64, a []float64, lda, next int, x, y []float64) {
	for j := 0; j < n; j += span {
		w := min(span, n-j)
		for i := 0; i < m; {
			rows := fourOrOne(m - i)
			var coef [4]float64
			for r := range rows {
				coef[r] = alpha * x[i+r]
			}
			kernel.UpdateRows(tier, rows, w, a[i*lda+j:], lda, next, coef[:], y[j:])
			i += rows
		}
	}
}

// Ger is A += alpha·x·yᵀ with A m×n.
func Ger(t parallel.Team, m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	checkMatrix("Ger", "A", m, n, len(a), lda)
	checkVector("Ger", "x", m, len(x), incX)
	checkVector("Ger", "y", n, len(y), incY)
	if m == 0 || n == 0 || alpha == 0 {
		return
	}
	tier := simd.Active()
	xs, bx := dense(m, x, incX)
	ys, by := dense(n, y, incY)
	far := m*n >= farElements
	if t.Threads() == 1 || m*n < serialElements {
		gerRows(tier, far, m, n, alpha, xs, ys, a, lda)
	} else {
		t.For(m, 16, func(lo, hi int) { gerRows(tier, far, hi-lo, n, alpha, xs[lo:hi], ys, a[lo*lda:], lda) })
	}
	if bx != nil {
		bx.put()
	}
	if by != nil {
		by.put()
	}
}

// streams calls body on m rows, four at a time, apart rows from each other, and then one by one. Far from the caches the four lie a
// quarter of m apart: so each is a stream without jumps, which the prefetchers follow (a fifth faster at n = 2000, Zen 4, 2026-11).
func streams(far bool, m int, body func(i, rows, apart int)) {
	apart, each := 1, 4 // between the rows at work; and between the first ones of this turn and the next
	if far && m >= 8 {
		apart, each = m/4, 1
	}
	i := 0
	for ; i+3*apart < m && (each == 4 || i < apart); i += each {
		body(i, 4, apart)
	}
	if each == 1 {
		i = 4 * apart
	}
	for ; i < m; i++ {
		body(i, 1, 1)
	}
}

// gerRows is A += alpha·x·yᵀ along memory.
func gerRows(tier simd.Tier, far bool, m, n int, alpha float64, x, y, a []float64, lda int) {
	streams(far, m, func(i, rows, apart int) {
		var coef [4]float64
		for r := range rows {
			coef[r] = alpha * x[i+r*apart]
		}
		for j := 0; j < n; j += span {
			kernel.GerRows(tier, rows, min(span, n-j), a[i*lda+j:], apart*lda, coef[:], y[j:])
		}
	})
}

// Syr is A += alpha·x·xᵀ in one triangle of the symmetric n×n A.
func Syr(t parallel.Team, uplo Uplo, n int, alpha float64, x []float64, incX int, a []float64, lda int) {
	checkMatrix("Syr", "A", n, n, len(a), lda)
	checkVector("Syr", "x", n, len(x), incX)
	if n == 0 || alpha == 0 {
		return
	}
	tier := simd.Active()
	xs, bx := dense(n, x, incX)
	eachRow(t, n, func(i int) {
		lo, hi := triangleRow(uplo, i, n)
		axpy(tier, alpha*xs[i], xs[lo:hi], a[i*lda+lo:i*lda+hi])
	})
	if bx != nil {
		bx.put()
	}
}

// Syr2 is A += alpha·(x·yᵀ + y·xᵀ) in one triangle of the symmetric n×n A.
func Syr2(t parallel.Team, uplo Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	checkMatrix("Syr2", "A", n, n, len(a), lda)
	checkVector("Syr2", "x", n, len(x), incX)
	checkVector("Syr2", "y", n, len(y), incY)
	if n == 0 || alpha == 0 {
		return
	}
	tier := simd.Active()
	xs, bx := dense(n, x, incX)
	ys, by := dense(n, y, incY)
	eachRow(t, n, func(i int) {
		lo, hi := triangleRow(uplo, i, n)
		axpy(tier, alpha*xs[i], ys[lo:hi], a[i*lda+lo:i*lda+hi])
		axpy(tier, alpha*ys[i], xs[lo:hi], a[i*lda+lo:i*lda+hi])
	})
	if bx != nil {
		bx.put()
	}
	if by != nil {
		by.put()
	}
}

// triangleRow returns the columns of row i that a triangle stores.
func triangleRow(uplo Uplo, i, n int) (lo, hi int) {
	if uplo == Upper {
		return i, n
	}
	return 0, i + 1
}

// eachRow runs row for every row of an n×n triangle.
func eachRow(t parallel.Team, n int, row func(i int)) {
	if n*n < 2*serialElements {
		t = parallel.Team{}
	}
	t.For(n, 16, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			row(i)
		}
	})
}

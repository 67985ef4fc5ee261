package blas

// Products of which only one triangle is wanted: Gemm's loops without the tiles beyond the diagonal.

import (
	"tandem/parallel"
	"tandem/parallel/simd"
)

// gemmTriangle updates one triangle of the n×n matrix C = alpha·A·B + beta·C.
func gemmTriangle(t parallel.Team, part Uplo, n, k int, alpha float64, a, b view, beta float64, c []float64, ldc int) {
	g := &product{simd.Active(), n, n, k, alpha, a, b, beta, c, ldc, part}
	if t.Threads() == 1 || float64(n)*float64(n)*float64(k) < serialFlops {
		g.serial()
		return
	}
	g.split(t)
}

// inside says which of the mb rows from row i on meet the columns [left, right) of the triangle: rows [top, end) with
// all of these columns, rows [from, to) with some. Bounds are relative to i; those of whole tiles are multiples of h.
func (g *product) inside(i, mb, left, right, h int) (top, end, from, to int) {
	down := func(x int) int { return min(max(x-i, 0), mb) / h * h }
	up := func(x int) int { return min(roundUp(max(x-i, 0), h), mb) }
	if g.part == Lower { // columns ≤ row
		from, top = down(left), up(right-1)
		return top, mb, from, top
	}
	end, to = down(left+1), up(right) // columns ≥ row
	return 0, end, end, to
}

// diagonal lets update work on a copy of rows [top, end) and columns [left, right) of C and takes over the elements that
// belong to the triangle, so that they have the bits of any other tile.
func (g *product) diagonal(top, end, left, right int, overwrite bool, update func(c []float64, ldc int)) {
	w := right - left
	buf := getBuffer((end - top) * w)
	each := func(copyRow func(row, tile []float64)) {
		for i := top; i < end; i++ {
			lo, hi := triangleRow(g.part, i, g.n)
			lo, hi = max(lo, left), min(hi, right)
			if lo < hi {
				copyRow(g.c[i*g.ldc+lo:i*g.ldc+hi], buf.data[(i-top)*w+lo-left:(i-top)*w+hi-left])
			}
		}
	}
	if !overwrite {
		clear(buf.data)
		each(func(row, tile []float64) { copy(tile, row) })
	}
	update(buf.data, w)
	each(func(row, tile []float64) { copy(row, tile) })
	buf.put()
}

// scaleTriangle is C *= beta in one triangle; beta = 0 clears it unread.
func scaleTriangle(part Uplo, n int, beta float64, c []float64, ldc int) {
	for i := range n {
		lo, hi := triangleRow(part, i, n)
		scaleMatrix(1, hi-lo, beta, c[i*ldc+lo:], ldc)
	}
}

// Syrk is C = alpha·A·Aᵀ + beta·C (A n×k) or, transposed, C = alpha·Aᵀ·A + beta·C (A k×n) in one triangle of the
// symmetric n×n C.
func Syrk(t parallel.Team, uplo Uplo, trans bool, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	checkMatrix("Syrk", "C", n, n, len(c), ldc)
	rows, cols := n, k
	if trans {
		rows, cols = k, n
	}
	checkMatrix("Syrk", "A", rows, cols, len(a), lda)
	if n == 0 {
		return
	}
	if alpha == 0 || k == 0 {
		scaleTriangle(uplo, n, beta, c, ldc)
		return
	}
	gemmTriangle(t, uplo, n, k, alpha, viewOf(trans, a, lda), viewOf(!trans, a, lda), beta, c, ldc)
}

// Syr2k is C = alpha·(A·Bᵀ + B·Aᵀ) + beta·C (A, B n×k) or, transposed, C = alpha·(Aᵀ·B + Bᵀ·A) + beta·C (A, B k×n) in
// one triangle of the symmetric n×n C.
func Syr2k(t parallel.Team, uplo Uplo, trans bool, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	checkMatrix("Syr2k", "C", n, n, len(c), ldc)
	rows, cols := n, k
	if trans {
		rows, cols = k, n
	}
	checkMatrix("Syr2k", "A", rows, cols, len(a), lda)
	checkMatrix("Syr2k", "B", rows, cols, len(b), ldb)
	if n == 0 {
		return
	}
	if alpha == 0 || k == 0 {
		scaleTriangle(uplo, n, beta, c, ldc)
		return
	}
	gemmTriangle(t, uplo, n, k, alpha, viewOf(trans, a, lda), viewOf(!trans, b, ldb), beta, c, ldc)
	gemmTriangle(t, uplo, n, k, alpha, viewOf(trans, b, ldb), viewOf(!trans, a, lda), 1, c, ldc)
}

// Symm is C = alpha·A·B + beta·C (Left, A m×m) or C = alpha·B·A + beta·C (Right, A n×n) with A symmetric, B and C m×n.
// It works with a completed copy of A, which costs little beside the product unless that has only a few columns.
func Symm(t parallel.Team, side Side, uplo Uplo, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	order := m
	if side == Right {
		order = n
	}
	checkMatrix("Symm", "A", order, order, len(a), lda)
	checkMatrix("Symm", "B", m, n, len(b), ldb)
	checkMatrix("Symm", "C", m, n, len(c), ldc)
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 {
		scaleMatrix(m, n, beta, c, ldc)
		return
	}
	buf := getBuffer(order * order)
	defer buf.put()
	complete(t, uplo, order, a, lda, buf.data)
	full, other := viewOf(false, buf.data, order), viewOf(false, b, ldb)
	if side == Left {
		gemm(t, simd.Active(), m, n, m, alpha, full, other, beta, c, ldc)
	} else {
		gemm(t, simd.Active(), m, n, n, alpha, other, full, beta, c, ldc)
	}
}

// complete writes the symmetric n×n matrix of which a holds one triangle to dst, whose leading dimension is n, in square
// blocks: those of the triangle are copied and flipped, those on the diagonal go element by element.
func complete(t parallel.Team, uplo Uplo, n int, a []float64, lda int, dst []float64) {
	const block = 64
	if n*n < 4*serialElements {
		t = parallel.Team{}
	}
	t.For(n, block, func(from, to int) {
		for i := from; i < to; i += block {
			h := min(block, n-i)
			for r := i; r < i+h; r++ {
				lo, hi := triangleRow(uplo, r, n)
				copy(dst[r*n+lo:r*n+hi], a[r*lda+lo:])
				for c := i; c < i+h; c++ { // the mirror image within the block on the diagonal
					if c < lo || c >= hi {
						dst[r*n+c] = a[c*lda+r]
					}
				}
			}
			lo, hi := 0, i
			if uplo == Upper {
				lo, hi = i+h, n
			}
			if lo < hi {
				Flip(h, hi-lo, a[i*lda+lo:], lda, dst[lo*n+i:], n)
			}
		}
	})
}

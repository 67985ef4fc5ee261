package blas

// Triangular products with many right-hand sides. The triangle is halved as in trsm.go, but leaves go on block after block of
// rows: a few rows first take their own triangle, then the micro-kernel adds what the other rows contribute, which are still
// as they were.

import (
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
)

// productLeaf is the order up to which a triangle is a leaf.
const productLeaf = 256

// Trmm is B = alpha·op(A)·B (Left, A m×m) or B = alpha·B·op(A) (Right, A n×n) with A triangular, B m×n.
func Trmm(t parallel.Team, side Side, uplo Uplo, trans bool, diag Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	s, order, width := newTriangular("Trmm", side, uplo, trans, diag, m, n, a, lda, b, ldb)
	if m == 0 || n == 0 {
		return
	}
	if alpha == 0 {
		scaleMatrix(m, n, 0, b, ldb)
		return
	}
	s.alpha = alpha
	s.start(t, order, width, b)
}

// product multiplies w right-hand sides, the columns of b, by the n×n triangle a.
func (s *triangular) product(n, w int, a view, lower bool, b []float64, ldb int) {
	rows, cols := kernel.TileSize(s.tier)
	for step := 0; step < n; step += fewRows {
		i := step
		if lower { // from the last rows up, so that the others are still as they were
			i = (n-1)&^(fewRows-1) - step
		}
		h := min(fewRows, n-i)
		s.rows(h, w, a.from(i, i), lower, b[i*ldb:], ldb)
		from, to := i+h, n // the rows that these take multiples of
		if lower {
			from, to = 0, i
		}
		if from == to {
			continue
		}
		beside := a.from(i, from)
		for j := 0; j < w; j += cols {
			kernel.Columns(s.tier, h, min(cols, w-j), to-from, beside.data, beside.rs, beside.cs, rows*beside.rs,
				b[from*ldb+j:], ldb, b[i*ldb+j:], ldb, s.alpha, 1, false)
		}
	}
}

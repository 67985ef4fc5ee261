package blas

// Triangular systems, and products (see trmm.go), with many right-hand sides. The triangle is halved: the square off the diagonal
// is a Gemm, the halves recurse (Elmroth, Gustavson, Jonsson, Kågström, SIAM Review 46, 2004). Small systems go on halving in
// strips of right-hand sides that stay in the cache, with the micro-kernel on operands in place, down to a few rows that
// are worked one by one. X·A = B is the transposed system; its strips are transposed into a buffer and back. Right-hand
// sides do not meet, so a team shares them out at the root where each thread gets enough of them to be worth packing A for.

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

const (
	fewRows    = 8   // triangles up to this order are worked row by row
	leafRows   = 96  // systems up to this order are solved in strips
	stripCols  = 240 // right-hand sides of a strip, a multiple of the width of every tile: 96×240 stay in the L2 cache
	forkRows   = 192 // triangles up to this order are worked by each thread for its own right-hand sides
	ownStrip   = 192 // so many right-hand sides for each thread are worth a copy of A for each
	stripGrain = 24  // right-hand sides are shared in multiples of this
)

// A triangular is a system op(A)·X = B or X·op(A) = B, or the product of the same form.
type triangular struct {
	tier  simd.Tier
	solve bool
	right bool
	lower bool // op(A) is lower triangular
	unit  bool
	alpha float64 // of a product
	a     view    // op(A)
	ldb   int
}

// Trsm solves op(A)·X = alpha·B (Left, A m×m) or X·op(A) = alpha·B (Right, A n×n) for X with A triangular; X overwrites
// the m×n B.
func Trsm(t parallel.Team, side Side, uplo Uplo, trans bool, diag Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	s, order, width := newTriangular("Trsm", side, uplo, trans, diag, m, n, a, lda, b, ldb)
	if m == 0 || n == 0 {
		return
	}
	scaleMatrix(m, n, alpha, b, ldb)
	if alpha == 0 {
		return
	}
	s.solve = true
	s.start(t, order, width, b)
}

func newTriangular(op string, side Side, uplo Uplo, trans bool, diag Diag, m, n int, a []float64, lda int, b []float64, ldb int) (s triangular, order, width int) {
	order, width = m, n
	if side == Right {
		order, width = n, m
	}
	checkMatrix(op, "A", order, order, len(a), lda)
	checkMatrix(op, "B", m, n, len(b), ldb)
	s = triangular{tier: simd.Active(), right: side == Right, lower: (uplo == Lower) != trans, unit: diag == Unit, a: viewOf(trans, a, lda), ldb: ldb}
	return s, order, width
}

// at returns B from its unknown i on: its row for Left, its column for Right.
func (s *triangular) at(b []float64, i int) []float64 {
	if s.right {
		return b[i:]
	}
	return b[i*s.ldb:]
}

// start works all of op(A) on the width right-hand sides in b.
func (s *triangular) start(t parallel.Team, order, width int, b []float64) {
	if threads := t.Threads(); threads > 1 && width >= threads*ownStrip {
		s.share(t, 0, order, width, roundUp((width+threads-1)/threads, stripGrain), b)
		return
	}
	s.run(t, 0, order, width, b)
}

// share has each thread work the diagonal block [lo, hi) on its own right-hand sides, if there is enough to do.
func (s *triangular) share(t parallel.Team, lo, hi, width, grain int, b []float64) {
	if n := float64(hi - lo); 2*n*n*float64(width) < serialFlops {
		t = parallel.Team{}
	}
	t.For(width, grain, func(from, to int) {
		if s.right {
			s.run(parallel.Team{}, lo, hi, to-from, b[from*s.ldb:])
		} else {
			s.run(parallel.Team{}, lo, hi, to-from, b[from:])
		}
	})
}

// halve works the diagonal block [lo, hi) of a triangle, by halves unless whole takes it, which it does up to order leaf; square
// brings together the halves [lo, mid) and [mid, hi), of which upperLeft says whether the former comes first. mid is a multiple from lo.
func halve(lo, hi, leaf, multiple int, upperLeft bool, whole func(lo, hi int), square func(lo, mid, hi int)) {
	if hi-lo <= leaf {
		whole(lo, hi)
		return
	}
	mid := lo + roundUp((hi-lo)/2, multiple)
	if upperLeft {
		halve(lo, mid, leaf, multiple, upperLeft, whole, square)
		square(lo, mid, hi)
		halve(mid, hi, leaf, multiple, upperLeft, whole, square)
	} else {
		halve(mid, hi, leaf, multiple, upperLeft, whole, square)
		square(lo, mid, hi)
		halve(lo, mid, leaf, multiple, upperLeft, whole, square)
	}
}

// offDiagonal returns the rows and columns of the square beside the halves [lo, mid) and [mid, hi) of a triangle.
func offDiagonal(lower bool, lo, mid, hi int) (i0, i1, j0, j1 int) {
	if lower {
		return mid, hi, lo, mid
	}
	return lo, mid, mid, hi
}

// run works the diagonal block [lo, hi) on the width right-hand sides in b.
func (s *triangular) run(t parallel.Team, lo, hi, width int, b []float64) {
	leaf, whole := leafRows, func(lo, hi int) { s.leaf(lo, hi, width, b) }
	if !s.solve {
		leaf = productLeaf
	}
	if t.Threads() > 1 {
		leaf, whole = max(forkRows, leaf), func(lo, hi int) { s.share(t, lo, hi, width, 2*stripGrain, b) }
	}
	// A solver takes first the unknowns that no other needs, a product those that no other needs any more.
	halve(lo, hi, leaf, 8, s.lower != s.right == s.solve, whole, func(lo, mid, hi int) { s.square(t, lo, mid, hi, width, b) })
}

// square updates one half of the unknowns with the other through the square off the diagonal.
func (s *triangular) square(t parallel.Team, lo, mid, hi, width int, b []float64) {
	alpha := s.alpha
	if s.solve {
		alpha = -1
	}
	i0, i1, j0, j1 := offDiagonal(s.lower, lo, mid, hi)
	off := s.a.from(i0, j0)
	if s.right {
		gemm(t, s.tier, width, j1-j0, i1-i0, alpha, viewOf(false, s.at(b, i0), s.ldb), off, 1, s.at(b, j0), s.ldb)
	} else {
		gemm(t, s.tier, i1-i0, width, j1-j0, alpha, off, viewOf(false, s.at(b, j0), s.ldb), 1, s.at(b, i0), s.ldb)
	}
}

// leaf works the diagonal block [lo, hi) strip by strip; for Right the strips are transposed, and with them the system.
func (s *triangular) leaf(lo, hi, width int, b []float64) {
	n := hi - lo
	a, lower := s.a.from(lo, lo), s.lower
	if s.right {
		a.rs, a.cs, lower = a.cs, a.rs, !lower
	}
	work := s.product
	if s.solve {
		work = s.strip
	}
	if !s.right {
		for j := 0; j < width; j += stripCols {
			work(n, min(stripCols, width-j), a, lower, b[lo*s.ldb+j:], s.ldb)
		}
		return
	}
	buf := getBuffer(n * stripCols)
	for i := 0; i < width; i += stripCols {
		w := min(stripCols, width-i)
		Flip(w, n, b[i*s.ldb+lo:], s.ldb, buf.data, w)
		work(n, w, a, lower, buf.data, w)
		Flip(n, w, buf.data, w, b[i*s.ldb+lo:], s.ldb)
	}
	buf.put()
}

// strip solves with the n×n triangle a for w right-hand sides, the columns of b.
func (s *triangular) strip(n, w int, a view, lower bool, b []float64, ldb int) {
	height, cols := kernel.TileSize(s.tier)
	halve(0, n, fewRows, fewRows, lower, func(lo, hi int) {
		s.rows(hi-lo, w, a.from(lo, lo), lower, b[lo*ldb:], ldb)
	}, func(lo, mid, hi int) {
		i0, i1, j0, j1 := offDiagonal(lower, lo, mid, hi)
		off := a.from(i0, j0)
		for j := 0; j < w; j += cols {
			kernel.Columns(s.tier, i1-i0, min(cols, w-j), j1-j0, off.data, off.rs, off.cs, height*off.rs, b[j0*ldb+j:], ldb, b[i0*ldb+j:], ldb, -1, 1, false)
		}
	})
}

// rows solves with, or multiplies by, the n×n triangle a in place: row i of b takes multiples of the other rows.
func (s *triangular) rows(n, w int, a view, lower bool, b []float64, ldb int) {
	for step := range n {
		i := step
		if lower != s.solve { // from the last row up
			i = n - 1 - step
		}
		row := b[i*ldb:][:w]
		d := 1.0
		if !s.unit {
			d = a.data[i*(a.rs+a.cs)]
		}
		if !s.solve {
			if f := s.alpha * d; f != 1 {
				kernel.Scal(s.tier, f, row)
			}
		}
		from, to := i+1, n
		if lower {
			from, to = 0, i
		}
		for j := from; j < to; {
			count := 1
			if to-j >= 4 {
				count = 4
			}
			var coef [4]float64
			for r := range count {
				coef[r] = -a.data[i*a.rs+(j+r)*a.cs]
				if !s.solve {
					coef[r] *= -s.alpha
				}
			}
			kernel.UpdateRows(s.tier, count, w, b[j*ldb:], ldb, 0, coef[:], row)
			j += count
		}
		if s.solve && d != 1 {
			divide(s.tier, row, d)
		}
	}
}

// divide is row /= d, by the reciprocal where that is neither denormal nor infinite.
func divide(tier simd.Tier, row []float64, d float64) {
	if r := 1 / d; math.Abs(r) >= 0x1p-1022 && math.Abs(r) <= math.MaxFloat64 {
		kernel.Scal(tier, r, row)
		return
	}
	for j := range row {
		row[j] /= d
	}
}

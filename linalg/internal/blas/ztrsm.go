package blas

// Complex triangular systems and products with many right-hand sides, as in trsm.go: the triangle is halved, the square off the
// diagonal is a zgemm, and a few rows are worked one by one. X·A = B is worked in strips that are transposed into a buffer and
// back. A team shares out the right-hand sides.

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

const (
	zfewRows   = 8  // triangles up to this order are worked row by row
	zleafRows  = 64 // triangles up to this order are worked in strips
	zstripCols = 96 // right-hand sides of a strip: 64×96 stay in the L1 and L2 caches
	zownStrip  = 24 // so many right-hand sides are the least that a thread takes
)

// A ztriangular is a system op(A)·X = B or X·op(A) = B, or the product of the same form.
type ztriangular struct {
	tier  simd.Tier
	solve bool
	right bool
	lower bool // op(A) is lower triangular
	unit  bool
	a     zview // op(A)
	ldb   int
}

// Ztrsm solves op(A)·X = alpha·B (Left, A m×m) or X·op(A) = alpha·B (Right, A n×n) for X with A triangular; X overwrites
// the m×n B.
func Ztrsm(t parallel.Team, side Side, uplo Uplo, trans Transpose, diag Diag, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int) {
	ztriangle("Ztrsm", t, true, side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb)
}

// Ztrmm is B = alpha·op(A)·B (Left, A m×m) or B = alpha·B·op(A) (Right, A n×n) with A triangular, B m×n.
func Ztrmm(t parallel.Team, side Side, uplo Uplo, trans Transpose, diag Diag, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int) {
	ztriangle("Ztrmm", t, false, side, uplo, trans, diag, m, n, alpha, a, lda, b, ldb)
}

func ztriangle(op string, t parallel.Team, solve bool, side Side, uplo Uplo, trans Transpose, diag Diag, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int) {
	order, width := m, n
	if side == Right {
		order, width = n, m
	}
	checkMatrix(op, "A", order, order, len(a), lda)
	checkMatrix(op, "B", m, n, len(b), ldb)
	if m == 0 || n == 0 {
		return
	}
	zscaleMatrix(0, m, n, alpha, b, ldb)
	if alpha == 0 {
		return
	}
	s := ztriangular{simd.Active(), solve, side == Right, (uplo == Lower) != (trans != NoTrans), diag == Unit, zviewOf(trans, a, lda), ldb}
	if threads := t.Threads(); threads > 1 && 4*float64(order)*float64(order)*float64(width) > serialFlops {
		shared := s // goes to the heap
		grain := roundUp(max(zownStrip, (width+threads-1)/threads), 8)
		t.For(width, grain, func(lo, hi int) {
			if shared.right {
				shared.run(0, order, hi-lo, b[lo*ldb:])
			} else {
				shared.run(0, order, hi-lo, b[lo:])
			}
		})
		return
	}
	s.run(0, order, width, b)
}

// at returns op(A)[i][j].
func (v zview) at(i, j int) complex128 {
	x := v.data[i*v.rs+j*v.cs]
	if v.conj {
		x = complex(real(x), -imag(x))
	}
	return x
}

// square updates C with the product of op(A)'s square off the diagonal, or of the unknowns with it: C ∓= A·B.
func (s *ztriangular) square(m, n, k int, a, b zview, c []complex128, ldc int) {
	alpha := complex(1, 0)
	if s.solve {
		alpha = -1
	}
	g := zproduct{s.tier, m, n, k, alpha, a, b, c, ldc, 0, false}
	g.serial()
}

// run works the diagonal block [lo, hi) on the width right-hand sides in b.
func (s *ztriangular) run(lo, hi, width int, b []complex128) {
	halve(lo, hi, zleafRows, 8, s.lower != s.right == s.solve, func(lo, hi int) { s.leaf(lo, hi, width, b) }, func(lo, mid, hi int) {
		i0, i1, j0, j1 := offDiagonal(s.lower, lo, mid, hi)
		off := s.a.from(i0, j0)
		if s.right {
			s.square(width, j1-j0, i1-i0, zviewOf(NoTrans, b[i0:], s.ldb), off, b[j0:], s.ldb)
		} else {
			s.square(i1-i0, width, j1-j0, off, zviewOf(NoTrans, b[j0*s.ldb:], s.ldb), b[i0*s.ldb:], s.ldb)
		}
	})
}

// leaf works the diagonal block [lo, hi) strip by strip; for Right the strips are transposed, and with them the system.
func (s *ztriangular) leaf(lo, hi, width int, b []complex128) {
	n := hi - lo
	a, lower := s.a.from(lo, lo), s.lower
	if !s.right {
		for j := 0; j < width; j += zstripCols {
			s.strip(n, min(zstripCols, width-j), a, lower, b[lo*s.ldb+j:], s.ldb)
		}
		return
	}
	a.rs, a.cs, lower = a.cs, a.rs, !lower
	strip, buf := zbuffer(n * zstripCols)
	for i := 0; i < width; i += zstripCols {
		w := min(zstripCols, width-i)
		zflip(w, n, b[i*s.ldb+lo:], s.ldb, strip, w)
		s.strip(n, w, a, lower, strip, w)
		zflip(n, w, strip, w, b[i*s.ldb+lo:], s.ldb)
	}
	buf.put()
}

// zflip writes the transpose of the m×n matrix src to dst, n×m.
func zflip(m, n int, src []complex128, lds int, dst []complex128, ldd int) {
	for i := 0; i < m; i += 4 {
		h := min(4, m-i)
		for j := range n {
			for r := range h {
				dst[j*ldd+i+r] = src[(i+r)*lds+j]
			}
		}
	}
}

// strip works the n×n triangle a on w right-hand sides, the columns of b.
func (s *ztriangular) strip(n, w int, a zview, lower bool, b []complex128, ldb int) {
	halve(0, n, zfewRows, zfewRows, lower == s.solve, func(lo, hi int) {
		s.rows(hi-lo, w, a.from(lo, lo), lower, b[lo*ldb:], ldb)
	}, func(lo, mid, hi int) {
		i0, i1, j0, j1 := offDiagonal(lower, lo, mid, hi)
		s.square(i1-i0, w, j1-j0, a.from(i0, j0), zviewOf(NoTrans, b[j0*ldb:], ldb), b[i0*ldb:], ldb)
	})
}

// rows solves with, or multiplies by, the n×n triangle a in place: row i of b takes multiples of the other rows.
func (s *ztriangular) rows(n, w int, a zview, lower bool, b []complex128, ldb int) {
	for step := range n {
		i := step
		if lower != s.solve { // from the last row up
			i = n - 1 - step
		}
		row := b[i*ldb:][:w]
		d := complex(1, 0)
		if !s.unit {
			d = a.at(i, i)
		}
		if !s.solve && !s.unit {
			kernel.ComplexScal(s.tier, d, floats(row))
		}
		from, to := i+1, n
		if lower {
			from, to = 0, i
		}
		for j := from; j < to; {
			count := fourOrOne(to - j)
			var coef [8]float64
			for r := range count {
				f := a.at(i, j+r)
				if s.solve {
					f = -f
				}
				coef[2*r], coef[2*r+1] = real(f), imag(f)
			}
			kernel.ComplexUpdate(s.tier, count, w, floats(b[j*ldb:]), 2*ldb, 0, coef[:], floats(row))
			j += count
		}
		if s.solve && !s.unit {
			zdivide(s.tier, row, d)
		}
	}
}

// zdivide is row /= d, by the reciprocal where that is far from underflow and overflow.
func zdivide(tier simd.Tier, row []complex128, d complex128) {
	r := 1 / d
	if size := math.Abs(real(r)) + math.Abs(imag(r)); size >= 0x1p-900 && size <= 0x1p900 {
		kernel.ComplexScal(tier, r, floats(row))
		return
	}
	for j := range row {
		row[j] /= d
	}
}

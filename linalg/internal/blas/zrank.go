package blas

// Hermitian and triangular products and solves with many columns, on the complex Gemm.

import (
	"tandem/parallel"
	"tandem/parallel/simd"
)

// zbuffer returns n pooled complex numbers as a view of a buffer.
func zbuffer(n int) ([]complex128, *buffer) {
	b := getBuffer(2 * n)
	return complexes(b.data), b
}

// Zherk is C = alpha·A·Aᴴ + beta·C (NoTrans, A n×k) or C = alpha·Aᴴ·A + beta·C (ConjTrans, A k×n) in one triangle of
// the Hermitian n×n C; the diagonal of C is made real.
func Zherk(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha float64, a []complex128, lda int, beta float64, c []complex128, ldc int) {
	checkMatrix("Zherk", "C", n, n, len(c), ldc)
	left, right := zsides("Zherk", "A", trans, n, k, a, lda)
	zscaleMatrix(uplo, n, n, complex(beta, 0), c, ldc)
	if n > 0 && alpha != 0 && k > 0 {
		zgemm(t, n, n, k, complex(alpha, 0), left, right, c, ldc, uplo)
	}
	realDiagonal(n, c, ldc)
}

// Zher2k is C = alpha·A·Bᴴ + conj(alpha)·B·Aᴴ + beta·C (NoTrans, A, B n×k) or C = alpha·Aᴴ·B + conj(alpha)·Bᴴ·A + beta·C
// (ConjTrans, A, B k×n) in one triangle of the Hermitian n×n C; the diagonal of C is made real.
func Zher2k(t parallel.Team, uplo Uplo, trans Transpose, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta float64, c []complex128, ldc int) {
	checkMatrix("Zher2k", "C", n, n, len(c), ldc)
	leftA, rightA := zsides("Zher2k", "A", trans, n, k, a, lda)
	leftB, rightB := zsides("Zher2k", "B", trans, n, k, b, ldb)
	zscaleMatrix(uplo, n, n, complex(beta, 0), c, ldc)
	if n > 0 && alpha != 0 && k > 0 {
		zgemm(t, n, n, k, alpha, leftA, rightB, c, ldc, uplo)
		zgemm(t, n, n, k, complex(real(alpha), -imag(alpha)), leftB, rightA, c, ldc, uplo)
	}
	realDiagonal(n, c, ldc)
}

// zsides returns X and Xᴴ for a rank-k update of order n.
func zsides(op, name string, trans Transpose, n, k int, x []complex128, ld int) (left, right zview) {
	if trans == NoTrans {
		checkMatrix(op, name, n, k, len(x), ld)
		return zviewOf(NoTrans, x, ld), zviewOf(ConjTrans, x, ld)
	}
	checkMatrix(op, name, k, n, len(x), ld)
	return zviewOf(ConjTrans, x, ld), zviewOf(NoTrans, x, ld)
}

func realDiagonal(n int, c []complex128, ldc int) {
	for i := range n {
		c[i*ldc+i] = complex(real(c[i*ldc+i]), 0)
	}
}

// Zhemm is C = alpha·A·B + beta·C (Left, A m×m) or C = alpha·B·A + beta·C (Right, A n×n) with A Hermitian, B and C m×n.
func Zhemm(t parallel.Team, side Side, uplo Uplo, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	order := m
	if side == Right {
		order = n
	}
	checkMatrix("Zhemm", "A", order, order, len(a), lda)
	checkMatrix("Zhemm", "B", m, n, len(b), ldb)
	checkMatrix("Zhemm", "C", m, n, len(c), ldc)
	if m == 0 || n == 0 {
		return
	}
	zscaleMatrix(0, m, n, beta, c, ldc)
	if alpha == 0 {
		return
	}
	full, buf := zbuffer(order * order)
	defer buf.put()
	for i := range order {
		lo, hi := triangleRow(uplo, i, order)
		for j := lo; j < hi; j++ {
			v := a[i*lda+j]
			full[j*order+i], full[i*order+j] = complex(real(v), -imag(v)), v
		}
		full[i*order+i] = complex(real(a[i*lda+i]), 0)
	}
	f, bv := zviewOf(NoTrans, full, order), zviewOf(NoTrans, b, ldb)
	if side == Left {
		zgemm(t, m, n, m, alpha, f, bv, c, ldc, 0)
	} else {
		zgemm(t, m, n, n, alpha, bv, f, c, ldc, 0)
	}
}

// A ztriangular is op(A)·X = B or X·op(A) = B, or the product of the same form; see triangular.
type ztriangular struct {
	t     parallel.Team
	tier  simd.Tier
	solve bool
	right bool
	lower bool // op(A) is lower triangular
	unit  bool
	a     zview // op(A)
	width int
	b     []complex128
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
	zscaleMatrix(0, m, n, alpha, b, ldb)
	if m == 0 || n == 0 || alpha == 0 {
		return
	}
	s := ztriangular{t, simd.Active(), solve, side == Right, (uplo == Lower) != (trans != NoTrans), diag == Unit, zviewOf(trans, a, lda), width, b, ldb}
	s.run(0, order)
}

// at returns op(A)[i][j].
func (s *ztriangular) at(i, j int) complex128 {
	v := s.a.data[i*s.a.rs+j*s.a.cs]
	if s.a.conj {
		v = complex(real(v), -imag(v))
	}
	return v
}

// run works the diagonal block [lo, hi): see triangular.run.
func (s *ztriangular) run(lo, hi int) {
	n := hi - lo
	if n <= 16 {
		s.band(lo, hi)
		return
	}
	mid := lo + roundUp(n/2, 8)
	upperLeft := s.lower != s.right == s.solve
	if upperLeft {
		s.run(lo, mid)
	} else {
		s.run(mid, hi)
	}
	alpha := complex(1, 0)
	if s.solve {
		alpha = -1
	}
	i0, i1, j0, j1 := lo, mid, mid, hi // the square's rows and columns in op(A)
	if s.lower {
		i0, i1, j0, j1 = mid, hi, lo, mid
	}
	off := s.a.from(i0, j0)
	if s.right {
		zgemm(s.t, s.width, j1-j0, i1-i0, alpha, zviewOf(NoTrans, s.b[i0:], s.ldb), off, s.b[j0:], s.ldb, 0)
	} else {
		zgemm(s.t, i1-i0, s.width, j1-j0, alpha, off, zviewOf(NoTrans, s.b[j0*s.ldb:], s.ldb), s.b[i0*s.ldb:], s.ldb, 0)
	}
	if upperLeft {
		s.run(mid, hi)
	} else {
		s.run(lo, mid)
	}
}

// band works a small block: unknown after unknown for Left (a row of B each), row of B after row for Right.
func (s *ztriangular) band(lo, hi int) {
	n := hi - lo
	ascending := s.lower != s.right == s.solve
	for step := range n {
		i := lo + step
		if !ascending {
			i = hi - 1 - step
		}
		from, to := i+1, hi // the unknowns that enter this one
		if s.lower != s.right {
			from, to = lo, i
		}
		d := complex(1, 0)
		if !s.unit {
			d = s.at(i, i)
		}
		if s.right {
			for r := range s.width {
				row := s.b[r*s.ldb:]
				v := row[i]
				if !s.solve {
					v *= d
				}
				for j := from; j < to; j++ {
					if s.solve {
						v -= row[j] * s.at(j, i)
					} else {
						v += row[j] * s.at(j, i)
					}
				}
				if s.solve && !s.unit {
					v /= d
				}
				row[i] = v
			}
			continue
		}
		row := s.b[i*s.ldb:][:s.width]
		if !s.solve && !s.unit {
			for q := range row {
				row[q] *= d
			}
		}
		for j := from; j < to; j++ {
			f := s.at(i, j)
			if s.solve {
				f = -f
			}
			zaxpy(s.tier, f, s.b[j*s.ldb:][:s.width], row)
		}
		if s.solve && !s.unit {
			for q := range row {
				row[q] /= d
			}
		}
	}
}

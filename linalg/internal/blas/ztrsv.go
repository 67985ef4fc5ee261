package blas

// Complex triangular systems with one right-hand side, in the blocks and groups of trsv.go. Aᴴ·x = b is Aᵀ·conj(x) = conj(b).

import (
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Ztrsv solves op(A)·x = b in place for a triangular n×n A.
func Ztrsv(t parallel.Team, uplo Uplo, trans Transpose, diag Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	checkMatrix("Ztrsv", "A", n, n, len(a), lda)
	checkVector("Ztrsv", "x", n, len(x), incX)
	if n == 0 {
		return
	}
	v, buf := zdense(n, x, incX)
	if trans == ConjTrans {
		conjugate(v)
	}
	s := ztriangleSolve{simd.Active(), uplo == Lower, diag == Unit, n, a, lda, lookAhead(2*n*n, 2*lda, 2*n), v}
	if s.lower == (trans != NoTrans) { // from the last row up
		s.next = -s.next
	}
	if t.Threads() == 1 || n*n < 2*serialElements {
		s.alone(trans != NoTrans)
	} else {
		shared := s // goes to the heap
		shared.together(t, trans != NoTrans)
	}
	if trans == ConjTrans {
		conjugate(v)
	}
	if buf != nil {
		zscatter(v, x, incX)
		buf.put()
	}
}

// A ztriangleSolve is a system A·x = v or Aᵀ·x = v with A n×n triangular; x takes v's place.
type ztriangleSolve struct {
	tier        simd.Tier
	lower, unit bool
	n           int
	a           []complex128
	lda         int
	next        int // see lookAhead
	v           []complex128
}

// alone solves the system on the calling goroutine.
func (s *ztriangleSolve) alone(trans bool) {
	blocks(s.n, s.lower, trans, func(lo, hi, from, to int) {
		if trans {
			s.scatterBlock(lo, hi, min(from, lo), max(to, hi))
		} else {
			s.gatherBlock(lo, hi, from, to)
		}
	})
}

// together solves it with a team.
func (s *ztriangleSolve) together(t parallel.Team, trans bool) {
	blocks(s.n, s.lower, trans, func(lo, hi, from, to int) {
		if trans {
			s.scatterBlock(lo, hi, lo, hi)
			t.For(to-from, triangle/2, func(l, h int) {
				groups(lo, hi, !s.lower, func(i, rows int) { s.scatter(i, rows, from+l, from+h) })
			})
		} else {
			t.For(hi-lo, 16, func(l, h int) { s.gather(lo+l, lo+h, from, to) })
			s.gatherBlock(lo, hi, 0, 0)
		}
	})
}

// gather takes from v[i], lo ≤ i < hi, the products of row i with the unknowns [from, to).
func (s *ztriangleSolve) gather(lo, hi, from, to int) {
	if from >= to {
		return
	}
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		sums := zdotRows(s.tier, h, from, to, s.a[i*s.lda:], s.lda, s.next, s.v)
		for r := range h {
			s.v[i+r] -= sums[r]
		}
		i += h
	}
}

// gatherBlock finds the unknowns [lo, hi) of A·x = v, for which the unknowns [from, to) beside the block are still to be
// taken into account.
func (s *ztriangleSolve) gatherBlock(lo, hi, from, to int) {
	groups(lo, hi, s.lower, func(i, h int) {
		s.gather(i, i+h, from, to)
		if s.lower {
			s.gather(i, i+h, lo, i)
		} else {
			s.gather(i, i+h, i+h, hi)
		}
		for p := range h {
			left, right := 0, p
			if !s.lower {
				p = h - 1 - p
				left, right = p+1, h
			}
			row := s.a[(i+p)*s.lda+i:][:h]
			x := s.v[i+p]
			for q := left; q < right; q++ {
				x = zmulAdd(-row[q], s.v[i+q], x)
			}
			if !s.unit {
				x /= row[p]
			}
			s.v[i+p] = x
		}
	})
}

// scatterBlock finds the unknowns [lo, hi) of Aᵀ·x = v and takes their products from the elements of v that they enter
// within columns [from, to).
func (s *ztriangleSolve) scatterBlock(lo, hi, from, to int) {
	groups(lo, hi, !s.lower, func(i, h int) {
		for p := range h {
			if s.lower {
				p = h - 1 - p
			}
			row := s.a[(i+p)*s.lda+i:][:h]
			x := s.v[i+p]
			if !s.unit {
				x /= row[p]
				s.v[i+p] = x
			}
			left, right := p+1, h
			if s.lower {
				left, right = 0, p
			}
			for q := left; q < right; q++ {
				s.v[i+q] = zmulAdd(-row[q], x, s.v[i+q])
			}
		}
		if s.lower {
			s.scatter(i, h, from, i)
		} else {
			s.scatter(i, h, i+h, to)
		}
	})
}

// scatter takes the products of the unknowns i … i+h−1 from v in columns [from, to).
func (s *ztriangleSolve) scatter(i, h, from, to int) {
	var coef [8]float64
	for r := range h {
		coef[2*r], coef[2*r+1] = -real(s.v[i+r]), -imag(s.v[i+r])
	}
	rows, next := 4, s.next
	if h < 4 {
		rows, next = 1, 0
	}
	for j := from; j < to; j += zspan {
		for r := 0; r < h; r += rows {
			kernel.ComplexUpdate(s.tier, rows, min(zspan, to-j), floats(s.a[(i+r)*s.lda+j:]), 2*s.lda, next, coef[2*r:], floats(s.v[j:]))
		}
	}
}

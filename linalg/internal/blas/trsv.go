package blas

// Triangular systems with one right-hand side. Four unknowns at a time are found by substitution among themselves; the
// others enter by the kernels of the matrix–vector product. A team works in blocks: it shares the product of the square
// beside a block on the diagonal, and the block itself is solved by the caller alone. A serial call does the same sums in
// the same order, but row by row, so that what the next rows need streams in while four unknowns wait for each other.

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// triangle is the order of the blocks on the diagonal, a multiple of 4. It cuts sums, so it is part of the result.
const triangle = 128

// Trsv solves op(A)·x = b in place for a triangular n×n A.
func Trsv(t parallel.Team, uplo Uplo, trans bool, diag Diag, n int, a []float64, lda int, x []float64, incX int) {
	checkMatrix("Trsv", "A", n, n, len(a), lda)
	checkVector("Trsv", "x", n, len(x), incX)
	if n == 0 {
		return
	}
	v, buf := dense(n, x, incX)
	s := triangleSolve{simd.Active(), uplo == Lower, diag == Unit, n, a, lda, lookAhead(n*n, lda, n), v}
	if s.lower == trans { // from the last row up
		s.next = -s.next
	}
	if t.Threads() == 1 || n*n < 4*serialElements {
		s.alone(trans)
	} else {
		shared := s // goes to the heap
		shared.together(t, trans)
	}
	if buf != nil {
		scatter(n, v, x, incX)
		buf.put()
	}
}

// A triangleSolve is a system op(A)·x = v with A n×n triangular; x takes v's place.
type triangleSolve struct {
	tier        simd.Tier
	lower, unit bool
	n           int
	a           []float64
	lda         int
	next        int // see lookAhead
	v           []float64
}

// alone solves the system on the calling goroutine.
func (s *triangleSolve) alone(trans bool) {
	blocks(s.n, s.lower, trans, func(lo, hi, from, to int) {
		if trans {
			s.scatterBlock(lo, hi, min(from, lo), max(to, hi))
		} else {
			s.gatherBlock(lo, hi, from, to)
		}
	})
}

// together solves it with a team.
func (s *triangleSolve) together(t parallel.Team, trans bool) {
	blocks(s.n, s.lower, trans, func(lo, hi, from, to int) {
		if trans {
			s.scatterBlock(lo, hi, lo, hi)
			t.For(to-from, triangle, func(l, h int) { s.sweep(lo, hi, from+l, from+h) })
		} else {
			t.For(hi-lo, 16, func(l, h int) { s.gather(lo+l, lo+h, from, to) })
			s.gatherBlock(lo, hi, 0, 0)
		}
	})
}

// blocks calls body on the blocks [lo, hi) on the diagonal of a triangle of order n in the order in which they are solved, with the
// columns [from, to) of the square beside each.
func blocks(n int, lower, trans bool, body func(lo, hi, from, to int)) {
	count := (n + triangle - 1) / triangle
	for i := range count {
		if lower == trans {
			i = count - 1 - i
		}
		lo, hi := i*triangle, min((i+1)*triangle, n)
		if lower {
			body(lo, hi, 0, lo)
		} else {
			body(lo, hi, hi, n)
		}
	}
}

// groups calls body on the groups of up to four unknowns of a block in the order in which they are found.
func groups(lo, hi int, ascending bool, body func(i, h int)) {
	if ascending {
		for i := lo; i < hi; i += 4 {
			body(i, min(4, hi-i))
		}
		return
	}
	for i := lo + (hi-lo-1)&^3; i >= lo; i -= 4 {
		body(i, min(4, hi-i))
	}
}

// gather takes from v[i], lo ≤ i < hi, the products of row i with the unknowns [from, to).
func (s *triangleSolve) gather(lo, hi, from, to int) {
	if from >= to {
		return
	}
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		var sums [4]float64
		dotRows(s.tier, h, from, to, s.a[i*s.lda:], s.lda, s.next, s.v, &sums)
		for r := range h {
			s.v[i+r] -= sums[r]
		}
		i += h
	}
}

// gatherBlock finds the unknowns [lo, hi) of A·x = v, for which the unknowns [from, to) beside the block are still to be
// taken into account.
func (s *triangleSolve) gatherBlock(lo, hi, from, to int) {
	groups(lo, hi, s.lower, func(i, h int) {
		s.gather(i, i+h, from, to)
		if s.lower {
			s.gather(i, i+h, lo, i)
		} else {
			s.gather(i, i+h, i+h, hi)
		}
		for p := range h {
			if !s.lower {
				p = h - 1 - p
			}
			row := s.a[(i+p)*s.lda+i:][:h]
			left, right := p+1, h
			if s.lower {
				left, right = 0, p
			}
			x := s.v[i+p]
			for q := left; q < right; q++ {
				x = math.FMA(-row[q], s.v[i+q], x)
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
func (s *triangleSolve) scatterBlock(lo, hi, from, to int) {
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
				s.v[i+q] = math.FMA(-row[q], x, s.v[i+q])
			}
		}
		if s.lower {
			s.scatter(i, h, from, i)
		} else {
			s.scatter(i, h, i+h, to)
		}
	})
}

// sweep takes the products of the unknowns [lo, hi) from v in columns [from, to), in the order of scatterBlock.
func (s *triangleSolve) sweep(lo, hi, from, to int) {
	groups(lo, hi, !s.lower, func(i, h int) { s.scatter(i, h, from, to) })
}

// scatter takes the products of the unknowns i … i+h−1 from v in columns [from, to).
func (s *triangleSolve) scatter(i, h, from, to int) {
	var coef [4]float64
	for r := range h {
		coef[r] = -s.v[i+r]
	}
	for j := from; j < to; j += span {
		w := min(span, to-j)
		if h == 4 {
			kernel.UpdateRows(s.tier, 4, w, s.a[i*s.lda+j:], s.lda, s.next, coef[:], s.v[j:])
			continue
		}
		for r := range h {
			kernel.UpdateRows(s.tier, 1, w, s.a[(i+r)*s.lda+j:], s.lda, 0, coef[r:], s.v[j:])
		}
	}
}

package blas

// Triangular matrix times vector, out of place: a share of the team computes elements of the result of its own, four rows
// at a time, from a copy of x, so one fork is enough.

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Trmv is x = op(A)·x with A n×n triangular.
func Trmv(t parallel.Team, uplo Uplo, trans bool, diag Diag, n int, a []float64, lda int, x []float64, incX int) {
	checkMatrix("Trmv", "A", n, n, len(a), lda)
	checkVector("Trmv", "x", n, len(x), incX)
	if n == 0 {
		return
	}
	v, buf := dense(n, x, incX)
	old := getBuffer(n)
	copy(old.data, v)
	m := triangleTimes{simd.Active(), uplo == Lower, diag == Unit, n, a, lda, lookAhead(n*n, lda, n), old.data, v}
	switch serial := t.Threads() == 1 || n*n < 2*serialElements; {
	case serial && trans:
		m.columns(0, n)
	case serial:
		m.rows(0, n)
	default:
		m.share(t, trans)
	}
	old.put()
	if buf != nil {
		scatter(n, v, x, incX)
		buf.put()
	}
}

// A triangleTimes is y = op(A)·x with A n×n triangular.
type triangleTimes struct {
	tier        simd.Tier
	lower, unit bool
	n           int
	a           []float64
	lda         int
	next        int // see lookAhead
	x, y        []float64
}

func (m triangleTimes) share(t parallel.Team, trans bool) {
	if trans {
		t.For(m.n, 128, m.columns)
	} else {
		t.For(m.n, 16, m.rows)
	}
}

// onDiagonal returns s plus the term of the diagonal of row p.
func (m *triangleTimes) onDiagonal(p int, s float64) float64 {
	if m.unit {
		return s + m.x[p]
	}
	return math.FMA(m.a[p*m.lda+p], m.x[p], s)
}

// rows computes elements [lo, hi) of A·x; lo is a multiple of 4.
func (m *triangleTimes) rows(lo, hi int) {
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		from, to := i+h, m.n // the columns beside the block on the diagonal
		if m.lower {
			from, to = 0, i
		}
		var sums [4]float64
		dotRows(m.tier, h, from, to, m.a[i*m.lda:], m.lda, m.next, m.x, &sums)
		for p := i; p < i+h; p++ {
			s := sums[p-i]
			left, right := p+1, i+h
			if m.lower {
				left, right = i, p
			}
			for q := left; q < right; q++ {
				s = math.FMA(m.a[p*m.lda+q], m.x[q], s)
			}
			m.y[p] = m.onDiagonal(p, s)
		}
		i += h
	}
}

// columns computes elements [lo, hi) of Aᵀ·x: a chain of multiply-adds down each column, whatever the split.
func (m *triangleTimes) columns(lo, hi int) {
	for ; hi-lo > span; lo += span {
		m.columns(lo, lo+span)
	}
	y := m.y[lo:hi]
	clear(y)
	if !m.lower {
		updateRows(m.tier, 0, lo, m.a[lo:], m.lda, m.next, m.x, y)
	}
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		for q := i; q < i+h; q++ {
			if m.lower {
				y[q-lo] = m.onDiagonal(q, 0)
				for p := q + 1; p < i+h; p++ {
					y[q-lo] = math.FMA(m.a[p*m.lda+q], m.x[p], y[q-lo])
				}
				continue
			}
			for p := i; p < q; p++ {
				y[q-lo] = math.FMA(m.a[p*m.lda+q], m.x[p], y[q-lo])
			}
			y[q-lo] = m.onDiagonal(q, y[q-lo])
		}
		if m.lower {
			updateRows(m.tier, i, i+h, m.a[lo:], m.lda, m.next, m.x, y[:i-lo])
		} else {
			updateRows(m.tier, i, i+h, m.a[i+h:], m.lda, m.next, m.x, y[i+h-lo:])
		}
		i += h
	}
	if m.lower {
		updateRows(m.tier, hi, m.n, m.a[lo:], m.lda, m.next, m.x, y)
	}
}

// fourOrOne is the number of rows that a kernel takes of those left.
func fourOrOne(left int) int {
	if left >= 4 {
		return 4
	}
	return 1
}

// dotRows adds to the sums the products of the first h rows of a (1 or 4) with x, columns [from, to).
func dotRows(tier simd.Tier, h, from, to int, a []float64, lda, next int, x []float64, sums *[4]float64) {
	for j := from; j < to; j += span {
		kernel.DotRows(tier, h, min(span, to-j), a[j:], lda, next, x[j:], sums[:])
	}
}

// updateRows adds x[i] times the first len(y) ≤ span elements of row i of a to y, for i from lo to hi.
func updateRows(tier simd.Tier, lo, hi int, a []float64, lda, next int, x, y []float64) {
	if len(y) == 0 {
		return
	}
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		var coef [4]float64
		for r := range h {
			coef[r] = x[i+r]
		}
		kernel.UpdateRows(tier, h, len(y), a[i*lda:], lda, next, coef[:], y)
		i += h
	}
}

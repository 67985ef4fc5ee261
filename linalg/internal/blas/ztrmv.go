package blas

// Complex triangular matrix times vector: as in trmv.go, out of place and four rows at a time. Aᴴ·x is the conjugate of Aᵀ·conj(x).

import (
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Ztrmv is x = op(A)·x with A n×n triangular.
func Ztrmv(t parallel.Team, uplo Uplo, trans Transpose, diag Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	checkMatrix("Ztrmv", "A", n, n, len(a), lda)
	checkVector("Ztrmv", "x", n, len(x), incX)
	if n == 0 {
		return
	}
	buf := getBuffer(4 * n)
	old, v := complexes(buf.data[:2*n]), complexes(buf.data[2*n:])
	zgather(old, x, incX)
	if trans == ConjTrans {
		conjugate(old)
	}
	m := ztriangleTimes{simd.Active(), uplo == Lower, diag == Unit, n, a, lda, lookAhead(2*n*n, 2*lda, 2*n), old, v}
	switch serial := t.Threads() == 1 || n*n < serialElements; {
	case serial && trans != NoTrans:
		m.columns(0, n)
	case serial:
		m.rows(0, n)
	default:
		m.share(t, trans != NoTrans)
	}
	if trans == ConjTrans {
		conjugate(v)
	}
	zscatter(v, x, incX)
	buf.put()
}

func conjugate(v []complex128) {
	for i := range v {
		v[i] = conj(v[i])
	}
}

// zscatter is the inverse of zgather.
func zscatter(src, y []complex128, inc int) {
	at := first(len(src), inc)
	for _, v := range src {
		y[at] = v
		at += inc
	}
}

// A ztriangleTimes is y = A·x or Aᵀ·x with A n×n triangular.
type ztriangleTimes struct {
	tier        simd.Tier
	lower, unit bool
	n           int
	a           []complex128
	lda         int
	next        int // see lookAhead
	x, y        []complex128
}

func (m ztriangleTimes) share(t parallel.Team, trans bool) {
	if trans {
		t.For(m.n, 64, m.columns)
	} else {
		t.For(m.n, 16, m.rows)
	}
}

// onDiagonal returns s plus the term of the diagonal of row p.
func (m *ztriangleTimes) onDiagonal(p int, s complex128) complex128 {
	if m.unit {
		return s + m.x[p]
	}
	return zmulAdd(m.a[p*m.lda+p], m.x[p], s)
}

// rows computes elements [lo, hi) of A·x; lo is a multiple of 4.
func (m *ztriangleTimes) rows(lo, hi int) {
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		from, to := i+h, m.n // the columns beside the block on the diagonal
		if m.lower {
			from, to = 0, i
		}
		sums := zdotRows(m.tier, h, from, to, m.a[i*m.lda:], m.lda, m.next, m.x)
		for p := i; p < i+h; p++ {
			s := sums[p-i]
			left, right := p+1, i+h
			if m.lower {
				left, right = i, p
			}
			for q := left; q < right; q++ {
				s = zmulAdd(m.a[p*m.lda+q], m.x[q], s)
			}
			m.y[p] = m.onDiagonal(p, s)
		}
		i += h
	}
}

// columns computes elements [lo, hi) of Aᵀ·x, the same chain of operations down each column, whatever the split; lo is a multiple
// of 4.
func (m *ztriangleTimes) columns(lo, hi int) {
	for ; hi-lo > zspan; lo += zspan {
		m.columns(lo, lo+zspan)
	}
	y := m.y[lo:hi]
	clear(y)
	if !m.lower {
		zupdateRows(m.tier, 0, lo, m.a[lo:], m.lda, m.next, m.x, y)
	}
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		for q := i; q < i+h; q++ {
			from, to := i, q
			if m.lower {
				y[q-lo] = m.onDiagonal(q, 0)
				from, to = q+1, i+h
			}
			for p := from; p < to; p++ {
				y[q-lo] = zmulAdd(m.a[p*m.lda+q], m.x[p], y[q-lo])
			}
			if !m.lower {
				y[q-lo] = m.onDiagonal(q, y[q-lo])
			}
		}
		if m.lower {
			zupdateRows(m.tier, i, i+h, m.a[lo:], m.lda, m.next, m.x, y[:i-lo])
		} else {
			zupdateRows(m.tier, i, i+h, m.a[i+h:], m.lda, m.next, m.x, y[i+h-lo:])
		}
		i += h
	}
	if m.lower {
		zupdateRows(m.tier, hi, m.n, m.a[lo:], m.lda, m.next, m.x, y)
	}
}

// zdotRows returns the products of the first h rows of a (1 or 4) with x, columns [from, to).
func zdotRows(tier simd.Tier, h, from, to int, a []complex128, lda, next int, x []complex128) (out [4]complex128) {
	var sums [8]float64
	for j := from; j < to; j += zspan {
		kernel.ComplexDot(tier, h, min(zspan, to-j), floats(a[j:]), 2*lda, next, floats(x[j:]), sums[:])
	}
	for r := range h {
		out[r] = complex(sums[2*r], sums[2*r+1])
	}
	return out
}

// zupdateRows adds x[i] times the first len(y) ≤ zspan elements of row i of a to y, for i from lo to hi.
func zupdateRows(tier simd.Tier, lo, hi int, a []complex128, lda, next int, x, y []complex128) {
	if len(y) == 0 {
		return
	}
	for i := lo; i < hi; {
		h := fourOrOne(hi - i)
		kernel.ComplexUpdate(tier, h, len(y), floats(a[i*lda:]), 2*lda, next, floats(x[i:i+h]), floats(y))
		i += h
	}
}

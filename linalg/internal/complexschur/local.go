package complexschur

// The QR iteration for small matrices: one implicit shift, one bulge at a time. (Golub and Van Loan, Matrix Computations, 4th ed.,
// section 7.5; the test for negligible subdiagonals is Ahues and Tisseur's, LAPACK Working Note 122, 1997.)

import (
	"math/cmplx"

	"tandem/linalg/internal/rotation"
	"tandem/parallel/simd"
)

// A local is a small matrix copied out of the large one, with the transformation Vᴴ that is applied to it, so that both sides work
// on rows. Its stride leaves room for the kernels to run over the ends of rows: there are zeros.
type local struct {
	n, ld int
	t, v  []complex128 // t is n×n; v, if not nil, is Vᴴ
}

// stride is the leading dimension of a local matrix: whole cache lines, one to spare, never a multiple of 16, so that the elements
// of a column do not compete for one place in the cache.
func stride(n int) int {
	ld := (n+3)&^3 + 4
	if ld%16 == 0 {
		ld += 4
	}
	return ld
}

// newLocal makes a local matrix of order n in zeroed memory.
func (p *problem) newLocal(n int, withVectors bool) local {
	l := local{n: n, ld: stride(n)}
	l.t = p.work.ComplexZeros(n * l.ld)
	if withVectors {
		l.v = p.work.ComplexZeros(n * l.ld)
		for i := range n {
			l.v[i*l.ld+i] = 1
		}
	}
	return l
}

// load copies rows and columns k to k+n-1 of the Hessenberg matrix h.
func (l *local) load(h []complex128, ldh, k int) {
	for i := range l.n {
		from := max(i-1, 0)
		copy(l.t[i*l.ld+from:i*l.ld+l.n], h[(k+i)*ldh+k+from:])
	}
}

// store copies the matrix back. What lies below the first subdiagonal is zero on both sides.
func (l *local) store(h []complex128, ldh, k int) {
	for i := range l.n {
		from := max(i-1, 0)
		copy(h[(k+i)*ldh+k+from:(k+i)*ldh+k+l.n], l.t[i*l.ld+from:])
	}
}

// negligible reports whether h[k, k-1] may be set to zero, given that rows and columns first to last-1 are the block it is in.
func negligible(h []complex128, ld, k, first, last int) bool {
	sub := abs1(h[k*ld+k-1])
	if sub <= tiny {
		return true
	}
	above, here := h[(k-1)*ld+k-1], h[k*ld+k]
	scale := abs1(above) + abs1(here)
	if scale == 0 {
		if k-2 >= first {
			scale += abs1(h[(k-1)*ld+k-2])
		}
		if k+1 < last {
			scale += abs1(h[(k+1)*ld+k])
		}
	}
	if sub > ulp*scale {
		return false
	}
	super := abs1(h[(k-1)*ld+k])
	ab, ba := max(sub, super), min(sub, super)
	one, gap := abs1(here), abs1(above-here)
	aa, bb := max(one, gap), min(one, gap)
	s := aa + ab
	return ba*(ab/s) <= max(tiny, ulp*(bb*(aa/s)))
}

// qr overwrites the local Hessenberg matrix by its Schur form, if full is set, or destroys it, and writes the eigenvalues to w.
// With vectors, full must be set. It returns the number of leading rows that did not converge, 0 if all went well; rows and
// values behind them are final.
func (l *local) qr(tier simd.Tier, full bool, w []complex128) (failed int) {
	n, ld, h := l.n, l.ld, l.t
	limit := MaxRounds * max(10, n)
	total, steps := 0, 0
	for bot := n; bot > 0; {
		top := bot - 1
		for top > 0 && !negligible(h, ld, top, 0, n) {
			top--
		}
		if top > 0 {
			h[top*ld+top-1] = 0
		}
		if top == bot-1 {
			w[top] = h[top*ld+top]
			bot, steps = top, 0
			continue
		}
		if total == limit {
			return bot
		}
		total++
		steps++
		l.step(tier, top, bot, full, l.shift(top, bot, steps))
	}
	return 0
}

// shift returns Wilkinson's shift, the eigenvalue of the last two rows of a block nearer to its last entry; every tenth try
// another one, which breaks cycles. steps counts the tries for the same eigenvalue.
func (l *local) shift(top, bot, steps int) complex128 {
	h, ld := l.t, l.ld
	k := bot - 1
	d := h[k*ld+k]
	switch {
	case steps%20 == 10:
		return d + complex(0.75*abs1(h[k*ld+k-1]), 0)
	case steps%20 == 0:
		return h[top*ld+top] + complex(0.75*abs1(h[(top+1)*ld+top]), 0)
	}
	return wilkinson(h[(k-1)*ld+k-1], h[(k-1)*ld+k], h[k*ld+k-1], d)
}

// wilkinson returns the eigenvalue of [a b; c d] that is nearer to d.
func wilkinson(a, b, c, d complex128) complex128 {
	// (λ - d)² - 2·half·(λ - d) - b·c = 0 for half = (a - d)/2. In units of size no square overflows.
	size := max(abs1(a-d), abs1(b), abs1(c))
	if size == 0 {
		return d
	}
	unit := complex(size, 0)
	half, bc := (a-d)/(2*unit), (b/unit)*(c/unit)
	root := cmplx.Sqrt(half*half + bc)
	if real(half)*real(root)+imag(half)*imag(root) < 0 {
		root = -root
	}
	if half+root == 0 {
		return d
	}
	return d - bc/(half+root)*unit
}

// step drives one bulge with the given shift through rows top to bot-1.
func (l *local) step(tier simd.Tier, top, bot int, full bool, shift complex128) {
	n, ld, h := l.n, l.ld, l.t
	// Start at the lowest row where the subdiagonals before and behind are small enough together.
	m := bot - 2
	for ; m > top; m-- {
		x, y := abs1(h[m*ld+m]-shift), abs1(h[(m+1)*ld+m])
		around := abs1(h[m*ld+m]) + abs1(h[(m+1)*ld+m+1])
		if s := x + y; s > 0 && abs1(h[m*ld+m-1])*(y/s) <= ulp*(x/s)*around {
			break
		}
	}
	first, last := top, bot
	if full {
		first, last = 0, n
	}
	x, y := h[m*ld+m]-shift, h[(m+1)*ld+m]
	for k := m; k < bot-1; k++ {
		if k > m {
			x, y = h[k*ld+k-1], h[(k+1)*ld+k-1]
		}
		r, length := rotation.Make(x, y)
		if k > m {
			h[k*ld+k-1], h[(k+1)*ld+k-1] = length, 0
		} else if m > top {
			h[k*ld+k-1] *= complex(r[0], 0) // the rotation turns the small subdiagonal too
		}
		rotation.Rows(tier, h[k*ld+k:], ld, last-k, &r)
		rotation.Columns(tier, h[first*ld+k:], ld, min(k+3, bot)-first, &r)
		if l.v != nil {
			rotation.Rows(tier, l.v[k*ld:], ld, n, &r)
		}
	}
}

// moveUp moves the eigenvalue in row from of a Schur form up to row to, past those between. To exchange a and d in [a b; 0 d], turn
// the eigenvector (b, d - a) of d to the first axis.
func (l *local) moveUp(tier simd.Tier, from, to int) {
	ld, t := l.ld, l.t
	for k := from - 1; k >= to; k-- {
		a, d := t[k*ld+k], t[(k+1)*ld+k+1]
		r, _ := rotation.Make(t[k*ld+k+1], d-a)
		if k+2 < l.n {
			rotation.Rows(tier, t[k*ld+k+2:], ld, l.n-k-2, &r)
		}
		rotation.Columns(tier, t[k:], ld, k, &r)
		if l.v != nil {
			rotation.Rows(tier, l.v[k*ld:], ld, l.n, &r)
		}
		t[k*ld+k], t[(k+1)*ld+k+1] = d, a // what is above d stays as it was
	}
}

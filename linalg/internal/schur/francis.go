package schur

// The QR iteration for small matrices: Francis's implicit double shift, one bulge at a time. (Golub and Van Loan, Matrix
// Computations, 4th ed., section 7.5; the test for negligible subdiagonals is Ahues and Tisseur's, LAPACK Working Note
// 122, 1997.)

import (
	"math"

	"tandem/linalg/internal/householder"
	"tandem/parallel/simd"
)

// A local is a small matrix copied out of the large one, with the transposed transformation that is applied to it, so
// that both sides work on rows. Its stride leaves room for the kernels to run over the ends of rows and columns: there
// are zeros.
type local struct {
	n, ld int
	t, v  []float64 // t is n×n; v, if not nil, the transposed transformation
}

// stride is the leading dimension of a local matrix: whole vectors, one to spare, never a multiple of a page's power of
// two, so that the elements of a column do not compete for one place in the cache.
func stride(n int) int {
	ld := (n+7)&^7 + 8
	if ld%32 == 0 {
		ld += 8
	}
	return ld
}

// newLocal makes a local matrix of order n in zeroed memory.
func (p *problem) newLocal(n int, withVectors bool) local {
	l := local{n: n, ld: stride(n)}
	l.t = p.work.Zeros((n + 4) * l.ld)
	if withVectors {
		l.v = p.work.Zeros((n + 4) * l.ld)
		for i := range n {
			l.v[i*l.ld+i] = 1
		}
	}
	return l
}

// load copies rows and columns k to k+n-1 of the Hessenberg matrix h.
func (l *local) load(h []float64, ldh, k int) {
	for i := range l.n {
		from := max(i-1, 0)
		copy(l.t[i*l.ld+from:i*l.ld+l.n], h[(k+i)*ldh+k+from:])
	}
}

// store copies the matrix back. What lies below the first subdiagonal is zero on both sides.
func (l *local) store(h []float64, ldh, k int) {
	for i := range l.n {
		from := max(i-1, 0)
		copy(h[(k+i)*ldh+k+from:(k+i)*ldh+k+l.n], l.t[i*l.ld+from:])
	}
}

// negligible reports whether h[k, k-1] may be set to zero, given that rows and columns first to last-1 are the block it
// is in.
func negligible(h []float64, ld, k, first, last int) bool {
	sub := math.Abs(h[k*ld+k-1])
	if sub <= tiny {
		return true
	}
	above, here := h[(k-1)*ld+k-1], h[k*ld+k]
	scale := math.Abs(above) + math.Abs(here)
	if scale == 0 {
		if k-2 >= first {
			scale += math.Abs(h[(k-1)*ld+k-2])
		}
		if k+1 < last {
			scale += math.Abs(h[(k+1)*ld+k])
		}
	}
	if sub > ulp*scale {
		return false
	}
	super := math.Abs(h[(k-1)*ld+k])
	ab, ba := max(sub, super), min(sub, super)
	aa := max(math.Abs(here), math.Abs(above-here))
	bb := min(math.Abs(here), math.Abs(above-here))
	s := aa + ab
	return ba*(ab/s) <= max(tiny, ulp*(bb*(aa/s)))
}

// firstColumn returns a multiple of the first three entries of (H - s₁)(H - s₂)·e₁ for the block that starts at row k and
// the shifts s = re ± im, either conjugate or both real. Entries beyond a block of two rows are zero.
func firstColumn(h []float64, ld, k int, re1, im1, re2, im2 float64) (x, y, z float64) {
	h11, h12, h13 := h[k*ld+k], h[k*ld+k+1], h[k*ld+k+2]
	h21, h22, h23 := h[(k+1)*ld+k], h[(k+1)*ld+k+1], h[(k+1)*ld+k+2]
	h31, h32 := h[(k+2)*ld+k], h[(k+2)*ld+k+1]
	s := math.Abs(h11-re2) + math.Abs(im2) + math.Abs(h21) + math.Abs(h31)
	if s == 0 {
		return 0, 0, 0
	}
	h21s, h31s := h21/s, h31/s
	x = (h11-re1)*((h11-re2)/s) - im1*(im2/s) + h12*h21s + h13*h31s
	y = h21s*(h11+h22-re1-re2) + h23*h31s
	z = h31s*(h11+h[(k+2)*ld+k+2]-re1-re2) + h21s*h32
	return x, y, z
}

// francis overwrites the local Hessenberg matrix by its Schur form in standard form, if full is set, or destroys it, and
// writes the eigenvalues to wr and wi. With vectors, full must be set. It returns the number of leading rows that did not
// converge, 0 if all went well; rows and values behind them are final.
func (l *local) francis(tier simd.Tier, full bool, wr, wi []float64) (failed int) {
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
		if top >= bot-2 {
			if top == bot-1 {
				wr[top], wi[top] = h[top*ld+top], 0
			} else {
				l.standardizeAt(top, full)
				wr[top], wi[top], wr[top+1], wi[top+1] = eigenvalues2(h[top*ld+top], h[top*ld+top+1], h[(top+1)*ld+top], h[(top+1)*ld+top+1])
			}
			bot, steps = top, 0
			continue
		}
		if total == limit {
			return bot
		}
		total++
		steps++
		l.francisStep(tier, top, bot, full, steps)
	}
	return 0
}

// francisStep drives one bulge through rows top to bot-1. steps counts the tries for the same eigenvalue.
func (l *local) francisStep(tier simd.Tier, top, bot int, full bool, steps int) {
	n, ld, h := l.n, l.ld, l.t
	re1, im1, re2, im2 := trailingShifts(h, ld, top, bot, steps)
	// Start at the lowest row where the subdiagonals before and behind are small enough together.
	m := bot - 3
	var x, y, z float64
	for ; ; m-- {
		x, y, z = firstColumn(h, ld, m, re1, im1, re2, im2)
		if m == top {
			break
		}
		s := math.Abs(x) + math.Abs(y) + math.Abs(z)
		above := math.Abs(h[(m-1)*ld+m-1]) + math.Abs(h[m*ld+m]) + math.Abs(h[(m+1)*ld+m+1])
		if math.Abs(h[m*ld+m-1])*(math.Abs(y)+math.Abs(z)) <= ulp*math.Abs(x)*above && s > 0 {
			break
		}
	}
	first, last := top, bot
	if full {
		first, last = 0, n
	}
	for k := m; k < bot-1; k++ {
		if k > m {
			x, y, z = h[k*ld+k-1], h[(k+1)*ld+k-1], 0
			if k < bot-2 {
				z = h[(k+2)*ld+k-1]
			}
		} else if bot-k < 3 {
			z = 0
		}
		r, beta := householder.Make(x, y, z)
		if k > m {
			h[k*ld+k-1], h[(k+1)*ld+k-1] = beta, 0
			if k < bot-2 {
				h[(k+2)*ld+k-1] = 0
			}
		} else if m > top {
			h[k*ld+k-1] *= 1 - r[2] // the reflector turns the small subdiagonal too
		}
		householder.Rows(tier, h[k*ld+k:], ld, last-k, &r)
		householder.Columns(tier, h[first*ld+k:], ld, min(k+4, bot)-first, &r)
		if l.v != nil {
			householder.Rows(tier, l.v[k*ld:], ld, n, &r)
		}
	}
}

// trailingShifts returns the eigenvalues of the last two rows of a block, both real ones replaced by the better; every
// tenth try others, which break cycles.
func trailingShifts(h []float64, ld, top, bot, steps int) (re1, im1, re2, im2 float64) {
	var h11, h12, h21, h22 float64
	switch {
	case steps%20 == 10:
		s := math.Abs(h[(bot-1)*ld+bot-2]) + math.Abs(h[(bot-2)*ld+bot-3])
		h11 = 0.75*s + h[(bot-1)*ld+bot-1]
		h12, h21, h22 = -0.4375*s, s, h11
	case steps%20 == 0:
		s := math.Abs(h[(top+1)*ld+top]) + math.Abs(h[(top+2)*ld+top+1])
		h11 = 0.75*s + h[top*ld+top]
		h12, h21, h22 = -0.4375*s, s, h11
	default:
		h11, h12 = h[(bot-2)*ld+bot-2], h[(bot-2)*ld+bot-1]
		h21, h22 = h[(bot-1)*ld+bot-2], h[(bot-1)*ld+bot-1]
	}
	s := math.Abs(h11) + math.Abs(h12) + math.Abs(h21) + math.Abs(h22)
	if s == 0 {
		return 0, 0, 0, 0
	}
	h11, h12, h21, h22 = h11/s, h12/s, h21/s, h22/s
	mean := (h11 + h22) / 2
	disc := (h11-mean)*(h22-mean) - h12*h21
	root := math.Sqrt(math.Abs(disc))
	if disc >= 0 {
		return mean * s, root * s, mean * s, -root * s
	}
	re := mean + root
	if math.Abs(mean-root-h22) < math.Abs(re-h22) {
		re = mean - root
	}
	return re * s, 0, re * s, 0
}

// standardizeAt brings the block of rows k and k+1 to standard form, with its effect on the rest of a full Schur form.
func (l *local) standardizeAt(k int, full bool) {
	ld, h := l.ld, l.t
	a, b, c, d, cs, sn := standardize(h[k*ld+k], h[k*ld+k+1], h[(k+1)*ld+k], h[(k+1)*ld+k+1])
	h[k*ld+k], h[k*ld+k+1], h[(k+1)*ld+k], h[(k+1)*ld+k+1] = a, b, c, d
	if !full || sn == 0 && cs == 1 {
		return
	}
	rotateRows(h[k*ld+k+2:k*ld+l.n], h[(k+1)*ld+k+2:(k+1)*ld+l.n], cs, sn)
	for i := range k {
		x, y := h[i*ld+k], h[i*ld+k+1]
		h[i*ld+k], h[i*ld+k+1] = cs*x+sn*y, cs*y-sn*x
	}
	if l.v != nil {
		rotateRows(l.v[k*ld:k*ld+l.n], l.v[(k+1)*ld:(k+1)*ld+l.n], cs, sn)
	}
}

// rotateRows is (x, y) = (cs·x + sn·y, cs·y - sn·x).
func rotateRows(x, y []float64, cs, sn float64) {
	y = y[:len(x)]
	for i, xi := range x {
		x[i], y[i] = cs*xi+sn*y[i], cs*y[i]-sn*xi
	}
}

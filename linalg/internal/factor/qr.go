package factor

// QR by blocks of Householder reflectors in compact form: Schreiber and Van Loan, "A storage-efficient WY representation
// for products of Householder transformations", SIAM J. Sci. Stat. Comput. 10, 1989. A block of reflectors is
// H₀·H₁·…·Hₖ₋₁ = I − V·T·Vᵀ with V unit lower trapezoidal and T upper triangular. V is kept transposed, a reflector in a
// row, because then both products of an update run along memory. A panel is factored by halves, so that all but its leaves is
// products too (Elmroth and Gustavson, Applying recursion to serial and parallel QR factorization, IBM J. Res. Dev. 44, 2000).

import (
	"context"
	"math"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

const (
	qrWidth = 32 // reflectors in a block that is applied
	qrLeaf  = 8  // columns of a panel that are factored one by one
	qrPanel = 32 // columns of a panel …
	qrBroad = 64 // … and of one of a large matrix, whose updates pay for more work in the panel
	qrLarge = 400
)

// QR factors the m×n matrix a in place: R on and above the diagonal, the reflectors Hᵢ = I − tau[i]·v·vᵀ, v[i] = 1, below.
func QR(ctx context.Context, t parallel.Team, m, n int, a []float64, lda int, tau []float64) error {
	k := min(m, n)
	width := qrPanel
	if k >= qrLarge {
		width = qrBroad
	}
	width = min(width, k)
	b, r := newBlock(width, m, n), make([]float64, width*width)
	for j := 0; j < k; j += width {
		if err := ctx.Err(); err != nil {
			return err
		}
		w := min(width, k-j)
		b.resize(m-j, w)
		blas.Flip(b.rows, w, a[j*lda+j:], lda, b.v, b.rows)
		b.factor(t, 0, w, tau[j:j+w], r, j+w < n)
		blas.Flip(w, b.rows, b.v, b.rows, a[j*lda+j:], lda)
		for c := range w {
			for i := range c + 1 {
				a[(j+i)*lda+j+c] = r[c*w+i]
			}
		}
		b.applyLeft(t, true, n-j-w, a[j*lda+j+w:], lda)
	}
	return nil
}

// ApplyQ overwrites the m×n matrix c with Q·c or Qᵀ·c (Left), c·Q or c·Qᵀ (Right), where Q is the product of the k
// reflectors that QR left in the columns of a.
func ApplyQ(ctx context.Context, t parallel.Team, side blas.Side, trans bool, m, n, k int, a []float64, lda int, tau []float64, c []float64, ldc int) error {
	order := m
	if side == blas.Right {
		order = n
	}
	starts := (k + qrWidth - 1) / qrWidth
	b := newBlock(min(qrWidth, k), order, m+n-order)
	for s := range starts {
		if err := ctx.Err(); err != nil {
			return err
		}
		j := s * qrWidth
		if (side == blas.Left) != trans { // the last block acts first
			j = (starts - 1 - s) * qrWidth
		}
		b.take(t, order-j, min(qrWidth, k-j), a[j*lda+j:], lda, tau[j:])
		if side == blas.Left {
			b.applyLeft(t, trans, n, c[j*ldc:], ldc)
		} else {
			b.applyRight(t, trans, m, c[j:], ldc)
		}
	}
	return nil
}

// FormQ writes the first n columns of the m×m matrix Q to q, whose leading dimension is ldq.
func FormQ(ctx context.Context, t parallel.Team, m, n, k int, a []float64, lda int, tau []float64, q []float64, ldq int) error {
	for i := range m {
		clear(q[i*ldq : i*ldq+n])
		if i < n {
			q[i*ldq+i] = 1
		}
	}
	starts := (k + qrWidth - 1) / qrWidth
	b := newBlock(min(qrWidth, k), m, n)
	for s := starts - 1; s >= 0; s-- {
		if err := ctx.Err(); err != nil {
			return err
		}
		j := s * qrWidth
		b.take(t, m-j, min(qrWidth, k-j), a[j*lda+j:], lda, tau[j:])
		b.applyLeft(t, false, n-j, q[j*ldq+j:], ldq) // columns before j are still those of the identity
	}
	return nil
}

// A block is k reflectors of length rows: v holds one per row, t is T in its upper triangle, both row-major without gaps. gram and
// s are workspaces. The blocks of a call use one memory, one after the other.
type block struct {
	rows, k       int
	v, t, gram, s []float64
}

// newBlock makes room for k reflectors of length rows that are applied to a matrix of at most cols columns (or rows, from the
// right).
func newBlock(k, rows, cols int) *block {
	return &block{rows, k, hugepage.Make[float64](k * rows), make([]float64, k*k), make([]float64, k*k), make([]float64, k*max(k, cols))}
}

// resize makes it a block of k reflectors of length rows, neither more than there is room for.
func (b *block) resize(rows, k int) { b.rows, b.k, b.v = rows, k, b.v[:k*rows] }

// take makes it the block of the reflectors stored below the diagonal of a.
func (b *block) take(t parallel.Team, rows, k int, a []float64, lda int, tau []float64) {
	b.v = b.v[:cap(b.v)] // the last block comes first
	b.resize(rows, k)
	blas.Flip(rows, k, a, lda, b.v, rows)
	b.complete(t, tau[:k])
}

// factor turns rows lo to hi-1 of v, columns of a panel to which the reflectors before lo have been applied, into reflectors,
// explicitly with their zeros and the one, and puts the columns of R they leave into the rows of r. With withT it fills in the
// triangle of T that belongs to them.
func (b *block) factor(t parallel.Team, lo, hi int, tau, r []float64, withT bool) {
	k, rows, s := b.k, b.rows, b.s
	if hi-lo <= qrLeaf {
		b.leaf(t, lo, hi, tau, r, withT)
		return
	}
	mid := (lo + hi + 1) / 2
	k1, k2 := mid-lo, hi-mid
	b.factor(t, lo, mid, tau, r, true)
	// The right half, transposed: A₂ᵀ −= (A₂ᵀ·V₁)·T₁·V₁ᵀ.
	v1, a2, t1 := b.v[lo*rows+lo:], b.v[mid*rows+lo:], b.t[lo*k+lo:]
	blas.Gemm(t, false, true, k2, k1, rows-lo, 1, a2, rows, v1, rows, 0, s, k1)
	blas.Trmm(t, blas.Right, blas.Upper, false, blas.NonUnit, k2, k1, 1, t1, k, s, k1)
	blas.Gemm(t, false, false, k2, rows-lo, k1, -1, s, k1, v1, rows, 1, a2, rows)
	b.factor(t, mid, hi, tau, r, withT)
	if !withT {
		return
	}
	// T = [T₁ −T₁·(V₁ᵀ·V₂)·T₂; 0 T₂]
	t12 := b.t[lo*k+mid:]
	blas.Gemm(t, false, true, k1, k2, rows-mid, -1, b.v[lo*rows+mid:], rows, b.v[mid*rows+mid:], rows, 0, t12, k)
	blas.Trmm(t, blas.Left, blas.Upper, false, blas.NonUnit, k1, k2, 1, t1, k, t12, k)
	blas.Trmm(t, blas.Right, blas.Upper, false, blas.NonUnit, k1, k2, 1, b.t[mid*k+mid:], k, t12, k)
}

// leaf is factor for a few columns, one by one.
func (b *block) leaf(t parallel.Team, lo, hi int, tau, r []float64, withT bool) {
	k, rows, s := b.k, b.rows, b.s
	for i := lo; i < hi; i++ {
		row := b.v[i*rows : (i+1)*rows]
		var beta float64
		tau[i], beta = reflector(row[i:])
		copy(r[i*k:], row[:i])
		r[i*k+i] = beta
		clear(row[:i])
		row[i] = 1
		v := row[i:]
		if withT {
			b.t[i*k+i] = tau[i]
			blas.Gemv(t, false, i-lo, rows-i, 1, b.v[lo*rows+i:], rows, v, 1, 0, s, 1)
			for l := lo; l < i; l++ {
				sum := 0.0
				for c := l; c < i; c++ {
					sum = math.FMA(b.t[l*k+c], s[c-lo], sum)
				}
				b.t[l*k+i] = -tau[i] * sum
			}
		}
		if rest := hi - i - 1; tau[i] != 0 && rest > 0 {
			below := b.v[(i+1)*rows+i:]
			blas.Gemv(t, false, rest, rows-i, 1, below, rows, v, 1, 0, s, 1)
			blas.Ger(t, rest, rows-i, -tau[i], s, 1, v, 1, below, rows)
		}
	}
}

// reflector finds tau and v, v[0] = 1, with (I − tau·v·vᵀ)·x = (beta, 0, …, 0), and leaves v[1:] in x[1:].
func reflector(x []float64) (tau, beta float64) {
	alpha, rest := x[0], x[1:]
	norm := blas.Nrm2(len(rest), rest, 1)
	if norm == 0 {
		return 0, alpha
	}
	beta = -math.Copysign(math.Hypot(alpha, norm), alpha)
	const safe = 0x1p-969 // the smallest normal number over ε
	shifts := 0
	for math.Abs(beta) < safe && shifts < 20 {
		shifts++
		blas.Scal(len(rest), 1/safe, rest, 1)
		alpha, beta = alpha/safe, beta/safe
	}
	if shifts > 0 {
		beta = -math.Copysign(math.Hypot(alpha, blas.Nrm2(len(rest), rest, 1)), alpha)
	}
	tau = (beta - alpha) / beta
	blas.Scal(len(rest), 1/(alpha-beta), rest, 1)
	for range shifts {
		beta *= safe
	}
	return tau, beta
}

// complete makes v's rows explicit, zeros and the one included, and computes T: T[:i, i] = −tauᵢ·T[:i, :i]·(V·vᵢ)[:i].
func (b *block) complete(t parallel.Team, tau []float64) {
	for i := range b.k {
		clear(b.v[i*b.rows : i*b.rows+i])
		b.v[i*b.rows+i] = 1
	}
	gram := b.gram[:b.k*b.k]
	blas.Syrk(t, blas.Lower, false, b.k, b.rows, 1, b.v, b.rows, 0, gram, b.k)
	for i := range b.k {
		b.t[i*b.k+i] = tau[i]
		for r := range i {
			s := 0.0
			for c := r; c < i; c++ {
				s = math.FMA(b.t[r*b.k+c], gram[i*b.k+c], s)
			}
			b.t[r*b.k+i] = -tau[i] * s
		}
	}
}

// applyLeft is c = (I − V·op(T)·Vᵀ)·c for rows×n c.
func (b *block) applyLeft(t parallel.Team, trans bool, n int, c []float64, ldc int) {
	if n == 0 {
		return
	}
	s := b.s[:b.k*n]
	blas.Gemm(t, false, false, b.k, n, b.rows, 1, b.v, b.rows, c, ldc, 0, s, n)
	blas.Trmm(t, blas.Left, blas.Upper, trans, blas.NonUnit, b.k, n, 1, b.t, b.k, s, n)
	blas.Gemm(t, true, false, b.rows, n, b.k, -1, b.v, b.rows, s, n, 1, c, ldc)
}

// applyRight is c = c·(I − V·op(T)·Vᵀ) for m×rows c.
func (b *block) applyRight(t parallel.Team, trans bool, m int, c []float64, ldc int) {
	if m == 0 {
		return
	}
	s := b.s[:m*b.k]
	blas.Gemm(t, false, true, m, b.k, b.rows, 1, c, ldc, b.v, b.rows, 0, s, b.k)
	blas.Trmm(t, blas.Right, blas.Upper, trans, blas.NonUnit, m, b.k, 1, b.t, b.k, s, b.k)
	blas.Gemm(t, false, false, m, b.rows, b.k, -1, s, b.k, b.v, b.rows, 1, c, ldc)
}

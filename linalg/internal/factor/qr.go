package factor

// QR by blocks of Householder reflectors in compact form: Schreiber and Van Loan, "A storage-efficient WY representation
// for products of Householder transformations", SIAM J. Sci. Stat. Comput. 10, 1989. A block of reflectors is
// H₀·H₁·…·Hₖ₋₁ = I − V·T·Vᵀ with V unit lower trapezoidal and T upper triangular. V is kept transposed, a reflector in a
// row, because then both products of an update run along memory.

import (
	"context"
	"math"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// qrWidth is the number of reflectors in a block.
const qrWidth = 32

// QR factors the m×n matrix a in place: R on and above the diagonal, the reflectors Hᵢ = I − tau[i]·v·vᵀ, v[i] = 1, below.
func QR(ctx context.Context, t parallel.Team, m, n int, a []float64, lda int, tau []float64) error {
	k := min(m, n)
	for j := 0; j < k; j += qrWidth {
		if err := ctx.Err(); err != nil {
			return err
		}
		w := min(qrWidth, k-j)
		b := block{rows: m - j, k: w, v: make([]float64, w*(m-j))}
		blas.Flip(b.rows, w, a[j*lda+j:], lda, b.v, b.rows)
		b.reduce(t, tau[j:j+w])
		blas.Flip(w, b.rows, b.v, b.rows, a[j*lda+j:], lda)
		if j+w < n {
			b.complete(t, tau[j:j+w])
			b.applyLeft(t, true, n-j-w, a[j*lda+j+w:], lda)
		}
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
	for s := range starts {
		if err := ctx.Err(); err != nil {
			return err
		}
		j := s * qrWidth
		if (side == blas.Left) != trans { // the last block acts first
			j = (starts - 1 - s) * qrWidth
		}
		b := blockOf(t, order-j, min(qrWidth, k-j), a[j*lda+j:], lda, tau[j:])
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
	for s := starts - 1; s >= 0; s-- {
		if err := ctx.Err(); err != nil {
			return err
		}
		j := s * qrWidth
		b := blockOf(t, m-j, min(qrWidth, k-j), a[j*lda+j:], lda, tau[j:])
		b.applyLeft(t, false, n-j, q[j*ldq+j:], ldq) // columns before j are still those of the identity
	}
	return nil
}

// A block is k reflectors of length rows: v holds one per row, t is T, both row-major without gaps.
type block struct {
	rows, k int
	v, t    []float64
}

// blockOf takes the reflectors stored below the diagonal of a.
func blockOf(t parallel.Team, rows, k int, a []float64, lda int, tau []float64) block {
	b := block{rows: rows, k: k, v: make([]float64, k*rows)}
	blas.Flip(rows, k, a, lda, b.v, rows)
	b.complete(t, tau[:k])
	return b
}

// reduce turns v, the transpose of a panel, into its QR factorisation.
func (b *block) reduce(t parallel.Team, tau []float64) {
	s := make([]float64, b.k)
	for i := range b.k {
		col := b.v[i*b.rows+i : (i+1)*b.rows]
		var beta float64
		tau[i], beta = reflector(col)
		if tau[i] != 0 && i+1 < b.k {
			col[0] = 1
			rest := b.v[(i+1)*b.rows+i:]
			blas.Gemv(t, false, b.k-1-i, len(col), 1, rest, b.rows, col, 1, 0, s, 1)
			blas.Ger(t, b.k-1-i, len(col), -tau[i], s, 1, col, 1, rest, b.rows)
		}
		col[0] = beta
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
	gram := make([]float64, b.k*b.k)
	blas.Syrk(t, blas.Lower, false, b.k, b.rows, 1, b.v, b.rows, 0, gram, b.k)
	b.t = make([]float64, b.k*b.k)
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
	s := make([]float64, b.k*n)
	blas.Gemm(t, false, false, b.k, n, b.rows, 1, b.v, b.rows, c, ldc, 0, s, n)
	blas.Trmm(t, blas.Left, blas.Upper, trans, blas.NonUnit, b.k, n, 1, b.t, b.k, s, n)
	blas.Gemm(t, true, false, b.rows, n, b.k, -1, b.v, b.rows, s, n, 1, c, ldc)
}

// applyRight is c = c·(I − V·op(T)·Vᵀ) for m×rows c.
func (b *block) applyRight(t parallel.Team, trans bool, m int, c []float64, ldc int) {
	if m == 0 {
		return
	}
	s := make([]float64, m*b.k)
	blas.Gemm(t, false, true, m, b.k, b.rows, 1, c, ldc, b.v, b.rows, 0, s, b.k)
	blas.Trmm(t, blas.Right, blas.Upper, trans, blas.NonUnit, m, b.k, 1, b.t, b.k, s, b.k)
	blas.Gemm(t, false, false, m, b.rows, b.k, -1, s, b.k, b.v, b.rows, 1, c, ldc)
}

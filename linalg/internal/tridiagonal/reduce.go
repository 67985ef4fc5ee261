package tridiagonal

import (
	"context"
	"math"

	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
)

// The reduction A = Q·T·Qᵀ, column by column from the top (Golub and Van Loan, Matrix Computations, 8.3.1): the reflector
// of row j maps A[j, j+1:] to a multiple of e₁, and with w = τ·A·v − ½τ²(vᵀA·v)·v the rest of the matrix becomes
// A − v·wᵀ − w·vᵀ.
//
// While the trailing matrix is larger than a cache, updates are saved up for a panel of reflectors and applied as one
// matrix product (Dongarra, Sorensen, Hammarling 1989): half the work is then one-pass symmetric matrix-vector products
// that stream A, the other half products. Once it fits, the rank-2 update of one step and the matrix-vector product of
// the next are one pass over the matrix, at arithmetic speed, and panels would only add work.

const (
	// panel is the number of reflectors whose updates are saved up.
	panel = 32
	// fused is the largest trailing matrix worked without panels. Half of 600² doubles is 1.4 MB.
	// See BenchmarkReduce; Zen 4, 2026-11-21.
	fused = 600
	// A symmetric product of at least 2·minShare elements is dealt to shares, at most maxShares: by size alone, so that
	// the sums are the same for every team.
	maxShares = 8
	minShare  = 1 << 15
)

// A Reduction holds the reflectors of A = Q·T·Qᵀ, Q = H₀·H₁·…·H₍ₙ₋₂₎.
type Reduction struct {
	N   int
	A   []float64 // row j holds v of H_j in columns j+1..n-1, v[0] = 1 stored
	LDA int
	Tau []float64 // n−1
	D   []float64 // n: the diagonal of T
	E   []float64 // n−1: its off-diagonal
}

// Reduce reduces the symmetric n×n matrix in the upper triangle of a, which it overwrites by the reflectors. It checks ctx
// between panels. Cost: 4/3·n³ flops.
func Reduce(ctx context.Context, t parallel.Team, n int, a []float64, lda int) (*Reduction, error) {
	r := &Reduction{N: n, A: a, LDA: lda, Tau: make([]float64, max(0, n-1)), D: make([]float64, n), E: make([]float64, max(0, n-1))}
	p := newPanels(t, n)
	j := 0
	for ; n-j > fused; j += panel {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.step(r, j, panel)
	}
	return r, r.finish(ctx, j)
}

// finish reduces the trailing matrix from row j on without panels.
func (r *Reduction) finish(ctx context.Context, j int) error {
	n, a, lda := r.N, r.A, r.LDA
	if n == 0 {
		return ctx.Err()
	}
	v := make([]float64, n) // the previous reflector and its w
	w := make([]float64, n)
	y := make([]float64, n)
	for ; j < n; j++ {
		if j%16 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		row := a[j*lda : j*lda+n]
		for c, vj, wj := j, v[j], w[j]; c < n; c++ {
			row[c] -= float64(vj*w[c]) + float64(wj*v[c])
		}
		r.D[j] = row[j]
		if j == n-1 {
			break
		}
		x := row[j+1:]
		beta, tau := reflect(x)
		r.E[j], r.Tau[j] = beta, tau
		m, at := n-j-1, (j+1)*lda+j+1
		out := y[j+1:]
		clear(out)
		kernel.SymvUpdateUpper(m, m, a[at:], lda, v[j+1:], w[j+1:], x, out)
		finishW(tau, x, out)
		copy(v[j+1:], x)
		w, y = y, w
	}
	return nil
}

// finishW turns y = A·v into w = τ·y − ½τ²(yᵀv)·v.
func finishW(tau float64, v, y []float64) {
	alpha := -0.5 * tau * tau * blas.Dot(len(v), v, 1, y, 1)
	for i, vi := range v {
		y[i] = float64(tau*y[i]) + float64(alpha*vi)
	}
}

// panels is the working memory of the blocked steps.
type panels struct {
	t      parallel.Team
	n      int
	vw     []float64 // 2·panel rows of n: v₀, w₀, v₁, w₁ …, zero left of their reflector's first column
	wv     []float64 // the same with the rows of each pair swapped
	coef   []float64
	y      []float64   // w of the step
	shares [][]float64 // partial sums of the symmetric product
}

func newPanels(t parallel.Team, n int) *panels {
	p := &panels{t: t, n: n}
	if n > fused {
		p.vw, p.wv = make([]float64, 2*panel*n), make([]float64, 2*panel*n)
		p.coef, p.y = make([]float64, 2*panel), make([]float64, n)
		p.shares = make([][]float64, maxShares)
		for i := range p.shares {
			p.shares[i] = make([]float64, n)
		}
	}
	return p
}

// step reduces rows j0 to j0+nb and updates the rest of the matrix.
func (p *panels) step(r *Reduction, j0, nb int) {
	n, a, lda := p.n, r.A, r.LDA
	var serial parallel.Team
	clear(p.vw)
	clear(p.wv)
	for k := range nb {
		j := j0 + k
		row := a[j*lda+j : j*lda+n]
		// Row j of A − V·Wᵀ − W·Vᵀ.
		for i := range k {
			p.coef[2*i], p.coef[2*i+1] = p.wv[2*i*n+j], p.wv[(2*i+1)*n+j]
		}
		if k > 0 {
			blas.Gemv(serial, true, 2*k, n-j, -1, p.vw[j:], n, p.coef, 1, 1, row, 1)
		}
		r.D[j] = row[0]
		x := row[1:]
		beta, tau := reflect(x)
		r.E[j], r.Tau[j] = beta, tau
		y := p.y[:len(x)]
		p.symv(a[(j+1)*lda+j+1:], lda, x, y)
		if k > 0 {
			blas.Gemv(serial, false, 2*k, len(x), 1, p.vw[j+1:], n, x, 1, 0, p.coef, 1)
			blas.Gemv(serial, true, 2*k, len(x), -1, p.wv[j+1:], n, p.coef, 1, 1, y, 1)
		}
		finishW(tau, x, y)
		copy(p.vw[2*k*n+j+1:(2*k+1)*n], x)
		copy(p.vw[(2*k+1)*n+j+1:(2*k+2)*n], y)
		copy(p.wv[2*k*n+j+1:(2*k+1)*n], y)
		copy(p.wv[(2*k+1)*n+j+1:(2*k+2)*n], x)
	}
	first := j0 + nb
	updateUpper(p.t, n-first, 2*nb, p.vw[first:], p.wv[first:], n, a[first*lda+first:], lda)
}

// updateUpper is C -= Xᵀ·Y in the upper triangle of the n×n matrix c, X and Y k×n with leading dimension ld.
func updateUpper(t parallel.Team, n, k int, x, y []float64, ld int, c []float64, ldc int) {
	const strip = 192
	var serial parallel.Team
	t.For((n+strip-1)/strip, 1, func(lo, hi int) {
		for s := lo; s < hi; s++ {
			i := s * strip
			blas.Gemm(serial, true, false, min(strip, n-i), n-i, k, -1, x[i:], ld, y[i:], ld, 1, c[i*ldc+i:], ldc)
		}
	})
}

// symv is y = A·x. Rows are dealt to shares of about equal area, whose number depends on the size alone; each share sums
// into memory of its own and the sums are joined in order.
func (p *panels) symv(a []float64, lda int, x, y []float64) {
	m := len(x)
	shares := min(maxShares, max(1, m*m/2/minShare))
	if shares == 1 {
		clear(y)
		kernel.SymvUpper(m, m, a, lda, x, y)
		return
	}
	p.t.For(shares, 1, func(lo, hi int) {
		for s := lo; s < hi; s++ {
			from, to := shareBorder(m, s, shares), shareBorder(m, s+1, shares)
			part := p.shares[s][from:m]
			clear(part)
			kernel.SymvUpper(to-from, m-from, a[from*lda+from:], lda, x[from:], part)
		}
	})
	copy(y, p.shares[0][:m])
	for s := 1; s < shares; s++ {
		from := shareBorder(m, s, shares)
		blas.Axpy(m-from, 1, p.shares[s][from:], 1, y[from:], 1)
	}
}

// shareBorder returns the first row of share s: the rows above it hold about s/shares of the triangle's area. Rows [0, r)
// hold m·r − r²/2 of m²/2, so r = m·(1 − √(1 − s/shares)).
func shareBorder(m, s, shares int) int {
	if s == shares {
		return m
	}
	return int(float64(m)*(1-math.Sqrt(1-float64(s)/float64(shares)))) &^ 3
}

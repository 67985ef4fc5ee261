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
	fused = 2400
	// A product with m rows is dealt to 2 shares from m = shareRows on, to 4 from twice that on, and so forth: by size
	// alone, so that the sums are the same for every team.
	shareRows = 320
	// shift is the number of flops after which a crew breaks up: about a millisecond.
	shift = 3e7
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
	s := newShares(t, n)
	j := 0
	if n > fused {
		p := newPanels(t, n, s)
		for ; n-j > fused; j += panel {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			together(t, func(c *crew) { p.step(r, c, j, panel) })
			p.update(r, j+panel, panel)
		}
	}
	return r, r.finish(ctx, s, j)
}

// finish reduces the trailing matrix from row j on without panels.
func (r *Reduction) finish(ctx context.Context, s *shares, j int) error {
	n := r.N
	f := &fusion{r, s, make([]float64, n), make([]float64, n), make([]float64, n)}
	for j < n {
		if err := ctx.Err(); err != nil {
			return err
		}
		m := n - j
		to := min(n, j+max(1, shift/(4*m*m)))
		if shareCount(m) == 1 {
			f.steps(nil, j, to)
		} else {
			together(s.t, func(c *crew) { f.steps(c, j, to) })
		}
		j = to
	}
	return nil
}

// fusion is the state of the reduction without panels: the last reflector v with its w, not yet applied, and memory for
// the next w.
type fusion struct {
	*Reduction
	shares  *shares
	v, w, y []float64
}

func (f *fusion) steps(c *crew, j, to int) {
	n, a, lda := f.N, f.A, f.LDA
	for ; j < to; j++ {
		row := a[j*lda : j*lda+n]
		v, w := f.v[:n], f.w[:n]
		for c, vj, wj := j, v[j], w[j]; c < n; c++ {
			row[c] -= float64(vj*w[c]) + float64(wj*v[c])
		}
		f.D[j] = row[j]
		if j == n-1 {
			return
		}
		x := row[j+1:]
		beta, tau := Reflect(x)
		f.E[j], f.Tau[j] = beta, tau
		m, at := n-j-1, (j+1)*(lda+1)
		y := f.y[j+1:]
		f.shares.run(c, m, y, func(from, to int, part []float64) {
			kernel.SymvUpdateUpper(to-from, m-from, a[at+from*(lda+1):], lda, v[j+1+from:], w[j+1+from:], x[from:], part)
		})
		finishW(tau, x, y)
		copy(v[j+1:], x)
		f.w, f.y = f.y, f.w
	}
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
	y      []float64 // w of the step
	shares *shares
}

func newPanels(t parallel.Team, n int, s *shares) *panels {
	return &panels{t: t, n: n, shares: s, vw: make([]float64, 2*panel*n), wv: make([]float64, 2*panel*n),
		coef: make([]float64, 2*panel), y: make([]float64, n)}
}

// step reduces rows j0 to j0+nb, and leaves the update of the rest of the matrix in vw and wv.
func (p *panels) step(r *Reduction, c *crew, j0, nb int) {
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
		beta, tau := Reflect(x)
		r.E[j], r.Tau[j] = beta, tau
		y := p.y[:len(x)]
		m, at := len(x), (j+1)*(lda+1)
		p.shares.run(c, m, y, func(from, to int, part []float64) {
			kernel.SymvUpper(to-from, m-from, a[at+from*(lda+1):], lda, x[from:], part)
		})
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
}

// update applies nb reflectors to the matrix from row first on.
func (p *panels) update(r *Reduction, first, nb int) {
	n := p.n
	updateUpper(p.t, n-first, 2*nb, p.vw[first:], p.wv[first:], n, r.A[first*(r.LDA+1):], r.LDA)
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

// shares deals the rows of a triangle to parts of about equal area, whose number depends on the size alone; each sums
// into memory of its own and the sums are joined in order, so that the result is the same for every team.
type shares struct {
	t    parallel.Team
	part [][]float64
}

func newShares(t parallel.Team, n int) *shares {
	s := &shares{t: t, part: make([][]float64, shareCount(n))}
	for i := range s.part[1:] {
		s.part[1+i] = make([]float64, n)
	}
	return s
}

// shareCount returns the number of shares of a triangle of m rows: 1, 2, 4 … maxShares.
func shareCount(m int) int {
	count := 1
	for count < maxShares && m >= count*shareRows {
		count *= 2
	}
	return count
}

// run sets y, of m elements, to the sum of what product adds for each share [from, to) of the rows to part, which holds
// the elements from on of a vector of zeros.
func (s *shares) run(c *crew, m int, y []float64, product func(from, to int, part []float64)) {
	count := shareCount(m)
	s.part[0] = y
	one := func(i int) {
		from := shareBorder(m, i, count)
		part := s.part[i][from:m]
		clear(part)
		product(from, shareBorder(m, i+1, count), part)
	}
	if count == 1 {
		one(0)
		return
	}
	c.share(count, one)
	for i := 1; i < count; i++ {
		from := shareBorder(m, i, count)
		blas.Axpy(m-from, 1, s.part[i][from:m], 1, y[from:m], 1)
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

// Package bidiagonal finds singular values and vectors of real matrices: reduction to a bidiagonal matrix by reflectors from
// both sides (reduce.go); values alone by QL and Newton's method (values.go); vectors by divide and conquer.
package bidiagonal

import (
	"context"
	"math"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/kernel"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// A Reduction is G = P·Bᵀ·Qᵀ for an n×m matrix G, n ≤ m: B is upper bidiagonal with the diagonal D and the superdiagonal E,
// row k of U and of V the k-th reflector of Q and of P.
type Reduction struct {
	M, N       int
	D, E       []float64
	U, V       []float64 // n rows of LDU, n rows of n; V is nil unless it was asked for
	LDU        int
	TauU, TauV []float64
}

const (
	// shareElements is the size of a trailing matrix that is dealt to two shares; four times as many to four, and so forth: by
	// size alone, so that the sums are the same for every team.
	shareElements = 50_000
	maxShares     = 8
	// shift is the number of elements after which a crew breaks up: about a millisecond.
	shift = 5_000_000
	// tinyColumn is the norm below which products with a column may lose digits to underflow.
	tinyColumn = 0x1p-700
)

// LeadingDimension returns the distance of rows of m elements that Reduce wants: whole cache lines, an odd number of them, so
// that rows do not compete for the same places of a cache.
func LeadingDimension(m int) int { return (m+7)&^7 | 8 }

// Reduce overwrites the n×m matrix g, n ≤ m, by the reflectors of Q. Its rows are LeadingDimension(m) apart, with zeros behind
// the m elements. With vectors it keeps the reflectors of P too. It checks ctx about every millisecond.
// Cost: 4·n²·(m − n/3) flops.
//
// Step j annihilates row j beyond the diagonal by a reflector from the right, then column j beyond the entry below the
// diagonal by one from the left:
//
//	G ← G − p·uᵀ − q·zᵀ,  p = τᵤ·G·u,  q = τᵥ·v,  z = (G − p·uᵀ)ᵀ·v.
//
// The update of one step and the products of the next are one pass over the matrix (kernel.BidiagonalStep), which sums
// w = Gᵀ·c with the column c that becomes v: as c − β·e₁ is v but for a factor, z comes from w, the row that e₁ picks and u.
func Reduce(ctx context.Context, t parallel.Team, n, m int, g []float64, vectors bool, work *arena.Arena) (*Reduction, error) {
	ld := LeadingDimension(m)
	r := &Reduction{M: m, N: n, D: make([]float64, n), E: make([]float64, n-1), U: g, LDU: ld,
		TauU: make([]float64, n), TauV: make([]float64, n)}
	if vectors {
		r.V = work.Floats(n * n)
	}
	defer work.Release(work.Mark())
	s := &reducer{Reduction: r, tier: simd.Active(), p: work.Zeros(n), q: work.Zeros(n), y: work.Floats(n), c: work.Floats(n),
		u: work.Zeros(ld), z: work.Zeros(ld), x: work.Zeros(ld)}
	for i := range shareCount(n * m) {
		s.w[i] = work.Floats(ld)
	}
	for j := 0; j < n; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		elements := (n - j) * (m - j)
		to := min(n, j+max(1, shift/elements))
		if shareCount(elements) == 1 {
			s.steps(nil, j, to)
		} else {
			tridiagonal.Together(t, func(c *tridiagonal.Crew) { s.steps(c, j, to) })
		}
		j = to
	}
	return r, nil
}

// reducer is the state between steps: the update −p·uᵀ − q·zᵀ that the last one left, and memory for the next. Vectors are
// indexed like the rows or columns of the matrix; u, z and x are zero left of the columns at work, down to a whole line.
type reducer struct {
	*Reduction
	tier       simd.Tier
	p, q, y, c []float64
	u, z, x    []float64
	w          [maxShares][]float64
}

func (s *reducer) steps(crew *tridiagonal.Crew, j, to int) {
	for ; j < to; j++ {
		n, m, ld := s.N, s.M, s.LDU
		row := s.U[j*ld+j : j*ld+m]
		blas.Axpy(len(row), -s.p[j], s.u[j:], 1, row, 1)
		blas.Axpy(len(row), -s.q[j], s.z[j:], 1, row, 1)
		s.D[j], s.TauU[j] = tridiagonal.Reflect(row)
		if j == n-1 {
			return
		}
		from := j &^ 7
		clear(s.u[from:j])
		clear(s.z[from:j])
		clear(s.x[from:j])
		copy(s.x[j:], row)
		s.pass(crew, j)

		v, next := s.c[j+1:], s.U[(j+1)*ld+j+1:(j+1)*ld+m]
		w, u := s.w[0][j+1:m], s.x[j+1:m]
		first := v[0]
		s.E[j], s.TauV[j] = tridiagonal.Reflect(v)
		p, q, tau := s.y[j+1:], s.q[j+1:], s.TauU[j]
		if math.Abs(s.E[j]) < tinyColumn {
			clear(w)
			blas.Gemv(parallel.Team{}, true, len(v), len(w), 1, s.U[(j+1)*ld+j+1:], ld, v, 1, 0, w, 1)
		} else if s.TauV[j] != 0 {
			blas.Axpy(len(w), -s.E[j], next, 1, w, 1)
			blas.Scal(len(w), 1/(first-s.E[j]), w, 1)
		}
		blas.Axpy(len(w), -tau*blas.Dot(len(v), p, 1, v, 1), u, 1, w, 1)
		blas.Scal(len(p), tau, p, 1)
		copy(q, v)
		blas.Scal(len(q), s.TauV[j], q, 1)
		if s.V != nil {
			copy(s.V[j*n+j+1:(j+1)*n], v)
		}
		s.p, s.y = s.y, s.p
		s.u, s.x = s.x, s.u
		s.z, s.w[0] = s.w[0], s.z
	}
}

// pass sweeps the rows below row j: it applies the pending update, and sets y to their products with x, c to column j
// after the reflector from the right, w[0] to their sum weighted by c.
func (s *reducer) pass(crew *tridiagonal.Crew, j int) {
	ld, from, rows := s.LDU, j&^7, s.N-j-1
	clear(s.y[j+1:])
	share := func(lo, hi int, w []float64) {
		clear(w[from:])
		step := kernel.BidiagonalStep{A: s.U[lo*ld+from:], Lda: ld, Head: j - from, P: s.p[lo:hi], Q: s.q[lo:hi], U: s.u[from:],
			Z: s.z[from:], X: s.x[from:], Tau: s.TauU[j], Y: s.y[lo:hi], C: s.c[lo:hi], W: w[from:]}
		step.Run(s.tier)
	}
	count := shareCount((s.N - j) * (s.M - j))
	if count == 1 {
		share(j+1, s.N, s.w[0])
		return
	}
	border := func(i int) int {
		if i == count {
			return s.N
		}
		return j + 1 + rows*i/count&^3
	}
	crew.Share(count, func(i int) { share(border(i), border(i+1), s.w[i]) })
	for i := 1; i < count; i++ {
		blas.Axpy(ld-from, 1, s.w[i][from:], 1, s.w[0][from:], 1)
	}
}

// shareCount returns the number of shares of a matrix: 1, 2, 4 … maxShares.
func shareCount(elements int) int {
	count := 1
	for count < maxShares && elements >= count*count*shareElements {
		count *= 2
	}
	return count
}

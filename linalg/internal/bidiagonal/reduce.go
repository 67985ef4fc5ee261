// Package bidiagonal finds singular values and vectors of real matrices: reduction to an upper bidiagonal matrix B by
// reflectors from both sides; values alone from the symmetric tridiagonal matrix of Golub and Kahan (SIAM J. Numer. Anal. 2,
// 1965), which has the entries of B in turn off a zero diagonal and the eigenvalues ±σ; vectors by divide and conquer.
package bidiagonal

import (
	"context"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
)

// panel is the number of columns whose updates are saved up.
const panel = 32

// A Reduction is A = Q·B·Pᵀ for an m×n matrix A, m ≥ n: B has the diagonal D and the superdiagonal E, row k of U and of V
// the k-th reflector of Q and of P.
type Reduction struct {
	M, N       int
	D, E       []float64
	U, V       []float64 // n×m, n×n
	TauU, TauV []float64
}

// Reduce overwrites the m×n matrix a, m ≥ n ≥ 1, while it reduces it. Updates of the trailing matrix are saved up for a panel,
// A − Wᵀ·Z with the reflectors and their partners for rows, so that half of the work is matrix products (Dongarra, Sorensen,
// Hammarling 1989). It checks ctx every eighth column. The reflectors are in work. Cost: 4·n²·(m − n/3) flops.
func Reduce(ctx context.Context, t parallel.Team, m, n int, a []float64, lda int, work *arena.Arena) (*Reduction, error) {
	r := &Reduction{M: m, N: n, D: make([]float64, n), E: make([]float64, max(0, n-1)),
		U: work.Floats(n * m), V: work.Floats(n * n), TauU: make([]float64, n), TauV: make([]float64, n)}
	defer work.Release(work.Mark())
	w, z := work.Floats(2*panel*m), work.Floats(2*panel*n)
	coef := work.Floats(2 * panel)
	for j0 := 0; j0 < n; j0 += panel {
		clear(w)
		clear(z)
		last := min(n, j0+panel)
		for j := j0; j < last; j++ {
			if j%8 == 0 {
				if err := ctx.Err(); err != nil {
					return nil, err
				}
			}
			k := 2 * (j - j0) // rows of w and z so far
			u := r.U[j*m+j : (j+1)*m]
			for i := range u {
				u[i] = a[(j+i)*lda+j]
			}
			column(coef[:k], z[j:], n)
			blas.Gemv(t, true, k, m-j, -1, w[j:], m, coef, 1, 1, u, 1)
			r.D[j], r.TauU[j] = tridiagonal.Reflect(u)
			copy(w[k*m+j:(k+1)*m], u)
			if j == n-1 {
				break
			}
			// y = τ·Aᵀ·u
			y := z[k*n+j+1 : (k+1)*n]
			blas.Gemv(t, true, m-j, n-j-1, 1, a[j*lda+j+1:], lda, u, 1, 0, y, 1)
			blas.Gemv(t, false, k, m-j, 1, w[j:], m, u, 1, 0, coef, 1)
			blas.Gemv(t, true, k, n-j-1, -1, z[j+1:], n, coef, 1, 1, y, 1)
			blas.Scal(len(y), r.TauU[j], y, 1)

			v := r.V[j*n+j+1 : (j+1)*n]
			copy(v, a[j*lda+j+1:j*lda+n])
			column(coef[:k+1], w[j:], m)
			blas.Gemv(t, true, k+1, n-j-1, -1, z[j+1:], n, coef, 1, 1, v, 1)
			r.E[j], r.TauV[j] = tridiagonal.Reflect(v)
			// x = τ·A·v with A already updated by u·yᵀ
			x := w[(k+1)*m+j+1 : (k+2)*m]
			blas.Gemv(t, false, m-j-1, n-j-1, 1, a[(j+1)*lda+j+1:], lda, v, 1, 0, x, 1)
			blas.Gemv(t, false, k+1, n-j-1, 1, z[j+1:], n, v, 1, 0, coef, 1)
			blas.Gemv(t, true, k+1, m-j-1, -1, w[j+1:], m, coef, 1, 1, x, 1)
			blas.Scal(len(x), r.TauV[j], x, 1)
			copy(z[(k+1)*n+j+1:(k+2)*n], v)
		}
		if last < n {
			blas.Gemm(t, true, false, m-last, n-last, 2*panel, -1, w[last:], m, z[last:], n, 1, a[last*lda+last:], lda)
		}
	}
	return r, nil
}

// column gathers the first column of a matrix of len(x) rows.
func column(x, a []float64, lda int) {
	for i := range x {
		x[i] = a[i*lda]
	}
}

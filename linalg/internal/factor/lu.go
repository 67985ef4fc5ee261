// Package factor holds the triangular and orthogonal factorisations: LU with partial pivoting, Cholesky, QR.
//
// All are recursive or blocked so that nearly all work is in blas.Gemm and its kin, row-major and in place, in LAPACK's
// storage of factors. Panels of a few columns are transposed into a buffer, where a column lies along memory. Every result
// has the same bits for every team. A cancelled context ends them with its error and the matrix half done.
package factor

import (
	"context"
	"math"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// panelWidth is the number of columns that are factored one by one.
const panelWidth = 16

// LU factors the m×n matrix a in place into P·L·U, with L unit lower and U upper trapezoidal: Toledo, "Locality of
// reference in LU decomposition with partial pivoting", SIAM J. Matrix Anal. Appl. 18, 1997. Row i was exchanged with row
// piv[i], for i = 0, 1, … min(m, n)-1 in turn. It returns the first i with U[i][i] = 0, or -1.
func LU(ctx context.Context, t parallel.Team, m, n int, a []float64, lda int, piv []int) (zero int, err error) {
	l := lu{ctx, t, lda, make([]float64, min(panelWidth, n)*m)}
	if err := l.factor(m, n, a, piv[:min(m, n)]); err != nil {
		return -1, err
	}
	for i := range min(m, n) {
		if a[i*lda+i] == 0 {
			return i, nil
		}
	}
	return -1, nil
}

type lu struct {
	ctx context.Context
	t   parallel.Team
	lda int
	w   []float64 // a panel, transposed
}

func (l *lu) factor(m, n int, a []float64, piv []int) error {
	if n > 4*panelWidth && l.ctx.Err() != nil {
		return l.ctx.Err()
	}
	k := min(m, n)
	if k <= panelWidth {
		l.panel(m, k, a, piv)
		if n > k { // U's columns beyond the square
			Exchange(n-k, a[k:], l.lda, piv, true)
			blas.Trsm(l.t, blas.Left, blas.Lower, false, blas.Unit, k, n-k, 1, a, l.lda, a[k:], l.lda)
		}
		return nil
	}
	half := (k/2 + 7) &^ 7
	if err := l.factor(m, half, a, piv[:half]); err != nil {
		return err
	}
	right, below := a[half:], a[half*l.lda:]
	corner := below[half:]
	Exchange(n-half, right, l.lda, piv[:half], true)
	blas.Trsm(l.t, blas.Left, blas.Lower, false, blas.Unit, half, n-half, 1, a, l.lda, right, l.lda)
	blas.Gemm(l.t, false, false, m-half, n-half, half, -1, below, l.lda, right, l.lda, 1, corner, l.lda)
	if err := l.factor(m-half, n-half, corner, piv[half:]); err != nil {
		return err
	}
	Exchange(half, below, l.lda, piv[half:], true)
	for i := half; i < k; i++ {
		piv[i] += half
	}
	return nil
}

// panel factors m rows of k ≤ panelWidth columns, in a transposed copy.
func (l *lu) panel(m, k int, a []float64, piv []int) {
	w := l.w[:k*m]
	blas.Flip(m, k, a, l.lda, w, m)
	for j := range k {
		col := w[j*m : (j+1)*m]
		p := j + blas.Iamax(m-j, col[j:], 1)
		piv[j] = p
		if p != j {
			for c := range k {
				w[c*m+j], w[c*m+p] = w[c*m+p], w[c*m+j]
			}
		}
		if col[j] == 0 || j == m-1 {
			continue
		}
		if r := 1 / col[j]; math.Abs(r) <= math.MaxFloat64 {
			blas.Scal(m-j-1, r, col[j+1:], 1)
		} else {
			for i := j + 1; i < m; i++ {
				col[i] /= col[j]
			}
		}
		if j < k-1 {
			blas.Ger(parallel.Team{}, k-1-j, m-1-j, -1, w[(j+1)*m+j:], m, col[j+1:], 1, w[(j+1)*m+j+1:], m)
		}
	}
	blas.Flip(k, m, w, m, a, l.lda)
}

// Exchange applies the row exchanges of LU to n columns, forward or, to undo them, backward.
func Exchange(n int, a []float64, lda int, piv []int, forward bool) {
	const strip = 256 // columns whose rows stay in the cache over all exchanges
	for j := 0; j < n; j += strip {
		w := min(strip, n-j)
		for s := range piv {
			i := s
			if !forward {
				i = len(piv) - 1 - s
			}
			if p := piv[i]; p != i {
				blas.Swap(w, a[i*lda+j:], 1, a[p*lda+j:], 1)
			}
		}
	}
}

package bridge

import (
	"context"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"

	"tandem/linalg/internal/factor"
	"tandem/parallel"
)

// LAPACK implements gonum's lapack.Float64 with Tandem's factorisations where gonum's own are slow even over a fast BLAS.
// Calls with arguments that are not plainly valid, and workspace queries, go to gonum.
type LAPACK struct {
	gonum.Implementation
	Team func() parallel.Team
}

var _ lapack.Float64 = LAPACK{}

func holds(m, n, length, ld int) bool {
	return m > 0 && n > 0 && ld >= n && length >= (m-1)*ld+n
}

func (l LAPACK) Dgetrf(m, n int, a []float64, lda int, ipiv []int) (ok bool) {
	if !holds(m, n, len(a), lda) || len(ipiv) != min(m, n) {
		return l.Implementation.Dgetrf(m, n, a, lda, ipiv)
	}
	zero, _ := factor.LU(context.Background(), l.Team(), m, n, a, lda, ipiv)
	return zero < 0
}

func (l LAPACK) Dpotrf(ul blas.Uplo, n int, a []float64, lda int) (ok bool) {
	if ul != blas.Upper && ul != blas.Lower || !holds(n, n, len(a), lda) {
		return l.Implementation.Dpotrf(ul, n, a, lda)
	}
	ok, _ = factor.Cholesky(context.Background(), l.Team(), ul, n, a, lda)
	return ok
}

func (l LAPACK) Dgeqrf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	if lwork < n || len(work) < lwork || !holds(m, n, len(a), lda) || len(tau) != min(m, n) {
		l.Implementation.Dgeqrf(m, n, a, lda, tau, work, lwork)
		return
	}
	_ = factor.QR(context.Background(), l.Team(), m, n, a, lda, tau)
	work[0] = float64(n)
}

func (l LAPACK) Dorgqr(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	if lwork < n || len(work) < lwork || !holds(m, n, len(a), lda) || n > m || k < 0 || k > n || len(tau) != k {
		l.Implementation.Dorgqr(m, n, k, a, lda, tau, work, lwork)
		return
	}
	v := make([]float64, m*k)
	for i := range m {
		copy(v[i*k:(i+1)*k], a[i*lda:])
	}
	_ = factor.FormQ(context.Background(), l.Team(), m, n, k, v, k, tau, a, lda)
	work[0] = float64(n)
}

func (l LAPACK) Dormqr(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	order, other := m, n
	if side == blas.Right {
		order, other = n, m
	}
	valid := (side == blas.Left || side == blas.Right) && (trans == blas.Trans || trans == blas.NoTrans) &&
		lwork >= max(1, other) && len(work) >= lwork && k <= order && holds(order, k, len(a), lda) && holds(m, n, len(c), ldc) && len(tau) == k
	if !valid {
		l.Implementation.Dormqr(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
		return
	}
	_ = factor.ApplyQ(context.Background(), l.Team(), side, trans == blas.Trans, m, n, k, a, lda, tau, c, ldc)
	work[0] = float64(other)
}

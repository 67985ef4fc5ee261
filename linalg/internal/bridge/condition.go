package bridge

// Estimates of condition numbers: Hager's and Higham's ("FORTRAN codes for estimating the one-norm of a real or complex matrix",
// ACM TOMS 14(4), 1988) as gonum has it, around plain triangular solutions. gonum's own guard every step against overflow and
// walk down columns; where a plain solution leaves the range of numbers, theirs count.

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"

	tblas "tandem/linalg/internal/blas"
	"tandem/parallel"
)

// inverseNorm estimates the 1-norm, or by rows the ∞-norm, of A⁻¹; solve overwrites x with A⁻¹·x or, transposed, with A⁻ᵀ·x.
// It needs 2n numbers of work and n of iwork, and is not ok if a solution is not finite or so large that it may have lost
// intermediate ones.
func (l LAPACK) inverseNorm(byRows bool, n int, work []float64, iwork []int, solve func(transposed bool, x []float64)) (norm float64, ok bool) {
	var isave [3]int
	for kase := 0; ; {
		norm, kase = l.Implementation.Dlacn2(n, work[n:], work, iwork, norm, kase, &isave)
		if kase == 0 {
			return norm, norm > 0 && norm <= math.MaxFloat64
		}
		solve((kase == 2) != byRows, work[:n])
		for _, v := range work[:n] {
			if !(math.Abs(v) < 1e300) {
				return 0, false
			}
		}
	}
}

// trsv solves op(A)·x = b for a triangle A along memory.
func trsv(t parallel.Team, uplo blas.Uplo, transposed bool, diag blas.Diag, n int, a []float64, lda int, x []float64) {
	tblas.Trsv(t, uplo, transposed, diag, n, a, lda, x, 1)
}

func (l LAPACK) Dgecon(norm lapack.MatrixNorm, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64 {
	if (norm == lapack.MaxColumnSum || norm == lapack.MaxRowSum) && holds(n, n, len(a), lda) && len(work) >= 4*n && len(iwork) >= n &&
		anorm > 0 && anorm <= math.MaxFloat64 {
		t := l.Team()
		inverse, ok := l.inverseNorm(norm == lapack.MaxRowSum, n, work, iwork, func(transposed bool, x []float64) {
			if transposed {
				trsv(t, blas.Upper, true, blas.NonUnit, n, a, lda, x)
				trsv(t, blas.Lower, true, blas.Unit, n, a, lda, x)
			} else {
				trsv(t, blas.Lower, false, blas.Unit, n, a, lda, x)
				trsv(t, blas.Upper, false, blas.NonUnit, n, a, lda, x)
			}
		})
		if ok {
			return 1 / inverse / anorm
		}
	}
	return l.Implementation.Dgecon(norm, n, a, lda, anorm, work, iwork)
}

func (l LAPACK) Dpocon(uplo blas.Uplo, n int, a []float64, lda int, anorm float64, work []float64, iwork []int) float64 {
	if (uplo == blas.Upper || uplo == blas.Lower) && holds(n, n, len(a), lda) && len(work) >= 3*n && len(iwork) >= n &&
		anorm > 0 && anorm <= math.MaxFloat64 {
		t := l.Team()
		inverse, ok := l.inverseNorm(false, n, work, iwork, func(_ bool, x []float64) { // A is symmetric
			trsv(t, uplo, uplo == blas.Upper, blas.NonUnit, n, a, lda, x)
			trsv(t, uplo, uplo == blas.Lower, blas.NonUnit, n, a, lda, x)
		})
		if ok {
			return 1 / inverse / anorm
		}
	}
	return l.Implementation.Dpocon(uplo, n, a, lda, anorm, work, iwork)
}

func (l LAPACK) Dtrcon(norm lapack.MatrixNorm, uplo blas.Uplo, diag blas.Diag, n int, a []float64, lda int, work []float64, iwork []int) float64 {
	if (norm == lapack.MaxColumnSum || norm == lapack.MaxRowSum) && (uplo == blas.Upper || uplo == blas.Lower) &&
		(diag == blas.Unit || diag == blas.NonUnit) && holds(n, n, len(a), lda) && len(work) >= 3*n && len(iwork) >= n {
		anorm := l.Implementation.Dlantr(norm, uplo, diag, n, n, a, lda, work)
		if anorm > 0 && anorm <= math.MaxFloat64 {
			t := l.Team()
			inverse, ok := l.inverseNorm(norm == lapack.MaxRowSum, n, work, iwork, func(transposed bool, x []float64) {
				trsv(t, uplo, transposed, diag, n, a, lda, x)
			})
			if ok {
				return 1 / anorm / inverse
			}
		}
	}
	return l.Implementation.Dtrcon(norm, uplo, diag, n, a, lda, work, iwork)
}

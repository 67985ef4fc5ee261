package factor

import (
	"context"
	"math"

	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

// choleskyBase is the order up to which Cholesky goes row by row.
const choleskyBase = 32

// Cholesky factors the symmetric positive definite n×n matrix a, of which it reads and overwrites one triangle, into
// L·Lᵀ (Lower) or Uᵀ·U (Upper). It returns false if a is not positive definite: then the triangle is half done.
// The matrix is halved: factor, triangular solve, rank-k update, factor.
func Cholesky(ctx context.Context, t parallel.Team, uplo blas.Uplo, n int, a []float64, lda int) (ok bool, err error) {
	if n > 4*choleskyBase && ctx.Err() != nil {
		return false, ctx.Err()
	}
	if n <= choleskyBase {
		return choleskyRows(uplo, n, a, lda), nil
	}
	half := (n/2 + 7) &^ 7
	rest := n - half
	corner := a[half*lda+half:]
	if ok, err := Cholesky(ctx, t, uplo, half, a, lda); !ok || err != nil {
		return ok, err
	}
	if uplo == blas.Lower {
		side := a[half*lda:]
		blas.Trsm(t, blas.Right, blas.Lower, true, blas.NonUnit, rest, half, 1, a, lda, side, lda)
		blas.Syrk(t, blas.Lower, false, rest, half, -1, side, lda, 1, corner, lda)
	} else {
		side := a[half:]
		blas.Trsm(t, blas.Left, blas.Upper, true, blas.NonUnit, half, rest, 1, a, lda, side, lda)
		blas.Syrk(t, blas.Upper, true, rest, half, -1, side, lda, 1, corner, lda)
	}
	return Cholesky(ctx, t, uplo, rest, corner, lda)
}

func choleskyRows(uplo blas.Uplo, n int, a []float64, lda int) bool {
	for j := range n {
		row := a[j*lda:]
		if uplo == blas.Lower {
			for i := range j {
				row[i] = (row[i] - blas.Dot(i, row, 1, a[i*lda:], 1)) / a[i*lda+i]
			}
			row[j] -= blas.Dot(j, row, 1, row, 1)
		} else if j > 0 { // the rows above, each by its element of column j
			blas.Gemv(parallel.Team{}, true, j, n-j, -1, a[j:], lda, a[j:], lda, 1, row[j:], 1)
		}
		d := row[j]
		if !(d > 0) || d > math.MaxFloat64 { // NaN too
			return false
		}
		row[j] = math.Sqrt(d)
		if uplo == blas.Upper {
			blas.Scal(n-j-1, 1/row[j], row[j+1:], 1)
		}
	}
	return true
}

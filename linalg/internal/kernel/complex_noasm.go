//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

// ComplexTile is: for i < rows, j < cols { C[i][j] += alpha·Σ A[i][p]·B[p][j] } over p < k. Tiles are h×w at most; A[i][p] has
// its parts at a[2*h*p+i] and a[2*h*p+h+i], B[p][j] at b[2*v*p+j] and b[2*v*p+v+j], where v is cols filled up, C[i][j] at
// c[i*ldc+2*j] and behind. With overwrite, C counts as 0 and is not read. It needs k, rows, cols ≥ 1. The sum is one chain of
// fused multiply-adds for each part.
func ComplexTile(_ simd.Tier, rows, cols, k int, a, b, c []float64, ldc int, alpha complex128, overwrite bool) {
	complexTileGo(rows, cols, k, a, b, c, ldc, alpha, overwrite)
}

// ComplexPack is: for p < n, i < w { dst[2*h*p+i], dst[2*h*p+h+i] = the parts of X(i, p) }, at src[2*(i*rs+p*cs)] and behind, the
// imaginary one negated for conj, and zeros, of either sign, for w ≤ i < h. One of rs, cs is 1; n, w ≥ 1.
func ComplexPack(_ simd.Tier, w, h, n int, src []float64, rs, cs int, conj bool, dst []float64) {
	complexPackGo(0, w, h, n, src, rs, cs, conj, dst)
}

// ComplexDot is: for i < rows, j < n { sums[i] += A[i][j]·x[j] }, complex numbers as pairs, A[i][j] at a[i*lda+2*j]. The sum of a
// row has the same bits for 1 and 4 rows. rows is 1 or 4. The rows ahead numbers further on are brought close.
func ComplexDot(_ simd.Tier, rows, n int, a []float64, lda, _ int, x, sums []float64) {
	complexDotGo(rows, n, a, lda, x, sums)
}

// ComplexUpdate is: for i < rows, j < n { y[j] += coef[i]·A[i][j] }; all else is as for ComplexDot, but the bits are those
// of so many rows.
func ComplexUpdate(_ simd.Tier, rows, n int, a []float64, lda, _ int, coef, y []float64) {
	complexUpdateGo(rows, n, a, lda, coef, y)
}

//go:build amd64 && !noasm

package kernel

import (
	"math"

	"tandem/parallel/simd"
)

// ComplexTile is: for i < rows, j < cols { C[i][j] += alpha·Σ A[i][p]·B[p][j] } over p < k. Tiles are h×w at most; A[i][p] has
// its parts at a[2*h*p+i] and a[2*h*p+h+i], B[p][j] at b[2*v*p+j] and b[2*v*p+v+j], where v is cols filled up, C[i][j] at
// c[i*ldc+2*j] and behind. With overwrite, C counts as 0 and is not read. It needs k, rows, cols ≥ 1. The sum is one chain of
// fused multiply-adds for each part.
func ComplexTile(tier simd.Tier, rows, cols, k int, a, b, c []float64, ldc int, alpha complex128, overwrite bool) {
	over := 0
	if overwrite {
		over = 1
	}
	switch tier {
	case simd.AVX512:
		complexTileAVX512(rows, cols, k, &a[0], &b[0], &c[0], ldc, real(alpha), imag(alpha), over)
	case simd.AVX2:
		complexTileAVX2(rows, cols, k, &a[0], &b[0], &c[0], ldc, real(alpha), imag(alpha), over)
	default:
		complexTileGo(rows, cols, k, a, b, c, ldc, alpha, overwrite)
	}
}

// ComplexPack is: for p < n, i < w { dst[2*h*p+i], dst[2*h*p+h+i] = the parts of X(i, p) }, at src[2*(i*rs+p*cs)] and behind, the
// imaginary one negated for conj, and zeros, of either sign, for w ≤ i < h. One of rs, cs is 1; n, w ≥ 1.
func ComplexPack(tier simd.Tier, w, h, n int, src []float64, rs, cs int, conj bool, dst []float64) {
	flip := 0
	if conj {
		flip = math.MinInt
	}
	_, cols, fill := ComplexTileSize(tier)
	switch {
	case tier < simd.AVX2:
	case rs == 1 && h%fill == 0 && h <= cols && w > h-fill:
		if tier == simd.AVX512 {
			splitRowsAVX512(n, w, &src[0], 2*cs, &dst[0], flip)
		} else {
			splitRowsAVX2(n, w, &src[0], 2*cs, &dst[0], flip)
		}
		return
	case rs == 1 && h == 4 && tier == simd.AVX512:
		splitFourAVX512(n, w, &src[0], 2*cs, &dst[0], flip)
		return
	case cs == 1 && h%4 == 0:
		done := n &^ 1
		if tier == simd.AVX512 {
			done = n &^ 3
		}
		if done == 0 {
			break
		}
		for i := 0; i+4 <= w; i += 4 {
			if tier == simd.AVX512 {
				splitColumnsAVX512(done/4, &src[2*i*rs], 2*rs, &dst[i], 2*h, h, flip)
			} else {
				splitColumnsAVX2(done/2, &src[2*i*rs], 2*rs, &dst[i], 2*h, h, flip)
			}
		}
		complexPackGo(w&^3, w, h, done, src, rs, cs, conj, dst)
		if done < n {
			complexPackGo(0, w, h, n-done, src[2*done:], rs, cs, conj, dst[2*h*done:])
		}
		return
	}
	complexPackGo(0, w, h, n, src, rs, cs, conj, dst)
}

// ComplexDot is: for i < rows, j < n { sums[i] += A[i][j]·x[j] }, complex numbers as pairs, A[i][j] at a[i*lda+2*j]. The sum of a
// row has the same bits for 1 and 4 rows. rows is 1 or 4. The rows ahead numbers further on are brought close.
func ComplexDot(tier simd.Tier, rows, n int, a []float64, lda, ahead int, x, sums []float64) {
	switch {
	case n == 0:
	case tier == simd.AVX512 && rows == 4:
		complexDot4AVX512(n, &a[0], lda, ahead, &x[0], &sums[0])
	case tier == simd.AVX512:
		complexDot1AVX512(n, &a[0], lda, ahead, &x[0], &sums[0])
	case tier == simd.AVX2 && rows == 4:
		complexDot4AVX2(n, &a[0], lda, ahead, &x[0], &sums[0])
	case tier == simd.AVX2:
		complexDot1AVX2(n, &a[0], lda, ahead, &x[0], &sums[0])
	default:
		complexDotGo(rows, n, a, lda, x, sums)
	}
}

// ComplexUpdate is: for i < rows, j < n { y[j] += coef[i]·A[i][j] }; all else is as for ComplexDot, but the bits are those
// of so many rows.
func ComplexUpdate(tier simd.Tier, rows, n int, a []float64, lda, ahead int, coef, y []float64) {
	switch {
	case n == 0:
	case tier == simd.AVX512 && rows == 4:
		complexUpdate4AVX512(n, &a[0], lda, ahead, &coef[0], &y[0])
	case tier == simd.AVX512:
		complexUpdate1AVX512(n, &a[0], lda, ahead, &coef[0], &y[0])
	case tier == simd.AVX2 && rows == 4:
		complexUpdate4AVX2(n, &a[0], lda, ahead, &coef[0], &y[0])
	case tier == simd.AVX2:
		complexUpdate1AVX2(n, &a[0], lda, ahead, &coef[0], &y[0])
	default:
		complexUpdateGo(rows, n, a, lda, coef, y)
	}
}

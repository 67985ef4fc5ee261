//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// Columns is: for i < m, j < nr { C[i][j] = alpha·Σ A[i][p]·B[p][j] + beta·C[i][j] } over p < k, with
// A[i][p] = a[i/h*nextA+i%h*rsA+p*csA] for tiles of height h, B[p][j] = b[p*rsB+j], C[i][j] = c[i*ldc+j]. With overwrite,
// C is not read and beta not used. It needs m, k ≥ 1 and 1 ≤ nr ≤ the width of a tile. Every element is one chain of
// fused multiply-adds in the order of p.
func Columns(tier simd.Tier, m, nr, k int, a []float64, rsA, csA, nextA int, b []float64, rsB int, c []float64, ldc int, alpha, beta float64, overwrite bool) {
	over := 0
	if overwrite {
		over = 1
	}
	switch tier {
	case simd.AVX512:
		columnsAVX512(m, nr, k, &a[0], rsA, csA, nextA, &b[0], rsB, &c[0], ldc, alpha, beta, over)
	case simd.AVX2:
		columnsAVX2(m, nr, k, &a[0], rsA, csA, nextA, &b[0], rsB, &c[0], ldc, alpha, beta, over)
	default:
		columnsGo(m, nr, k, a, rsA, csA, nextA, b, rsB, c, ldc, alpha, beta, overwrite)
	}
}

// Transpose is: for p < n, i < w { dst[p*ldd+i] = src[i*lds+p] }.
func Transpose(tier simd.Tier, w, n int, src []float64, lds int, dst []float64, ldd int) {
	done := 0
	switch {
	case tier == simd.AVX512 && w == 8 && n >= 8:
		transpose8AVX512(n/8, &src[0], lds, &dst[0], ldd)
		done = n &^ 7
	case tier >= simd.AVX2 && w == 4 && n >= 4:
		transpose4AVX2(n/4, &src[0], lds, &dst[0], ldd)
		done = n &^ 3
	}
	if done < n {
		transposeGo(w, n-done, src[done:], lds, dst[done*ldd:], ldd)
	}
}

// CopyRows is: for p < n, q < panels, i < w { dst[q*next+w*p+i] = src[p*lds+w*q+i] }.
func CopyRows(tier simd.Tier, w, n, panels int, src []float64, lds int, dst []float64, next int) {
	switch {
	case n == 0 || panels == 0:
	case tier == simd.AVX512 && w == 24:
		copyRows24AVX512(n, panels, &src[0], lds, &dst[0], next)
	case tier == simd.AVX512 && w == 8:
		copyRows8AVX512(n, panels, &src[0], lds, &dst[0], next)
	case tier == simd.AVX2 && w == 12:
		copyRows12AVX2(n, panels, &src[0], lds, &dst[0], next)
	case tier == simd.AVX2 && w == 4:
		copyRows4AVX2(n, panels, &src[0], lds, &dst[0], next)
	default:
		copyRowsGo(w, n, panels, src, lds, dst, next)
	}
}

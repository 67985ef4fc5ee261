//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

// Columns is: for i < m, j < nr { C[i][j] = alpha·Σ A[i][p]·B[p][j] + beta·C[i][j] } over p < k, with
// A[i][p] = a[i/h*nextA+i%h*rsA+p*csA] for tiles of height h, B[p][j] = b[p*rsB+j], C[i][j] = c[i*ldc+j]. With overwrite,
// C is not read and beta not used. It needs m, k ≥ 1 and 1 ≤ nr ≤ the width of a tile. Every element is one chain of
// fused multiply-adds in the order of p.
func Columns(_ simd.Tier, m, nr, k int, a []float64, rsA, csA, nextA int, b []float64, rsB int, c []float64, ldc int, alpha, beta float64, overwrite bool) {
	columnsGo(m, nr, k, a, rsA, csA, nextA, b, rsB, c, ldc, alpha, beta, overwrite)
}

// Transpose is: for p < n, i < w { dst[p*ldd+i] = src[i*lds+p] }.
func Transpose(_ simd.Tier, w, n int, src []float64, lds int, dst []float64, ldd int) {
	transposeGo(w, n, src, lds, dst, ldd)
}

// CopyRows is: for p < n, q < panels, i < w { dst[q*next+w*p+i] = src[p*lds+w*q+i] }.
func CopyRows(_ simd.Tier, w, n, panels int, src []float64, lds int, dst []float64, next int) {
	copyRowsGo(w, n, panels, src, lds, dst, next)
}

//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// symvUpper runs whole panels of rows in assembly and returns the number of rows done.
func symvUpper(rows, n int, a []float64, lda int, x, y []float64) int {
	i := 0
	for p := 0; i+panelRows <= rows; i += p * panelRows {
		p = panelsOfCall(rows-i, n-i)
		switch simd.Active() {
		case simd.AVX512:
			symvAVX512(p, n-i, &a[i*lda+i], lda, &x[i], &y[i])
		case simd.AVX2:
			symvAVX2(p, n-i, &a[i*lda+i], lda, &x[i], &y[i])
		default:
			return i
		}
	}
	return i
}

// symvUpdateUpper is symvUpper with the rank-2 update.
func symvUpdateUpper(rows, n int, a []float64, lda int, v, w, x, y []float64) int {
	i := 0
	for p := 0; i+panelRows <= rows; i += p * panelRows {
		p = panelsOfCall(rows-i, n-i)
		switch simd.Active() {
		case simd.AVX512:
			symvUpdateAVX512(p, n-i, &a[i*lda+i], lda, &v[i], &w[i], &x[i], &y[i])
		case simd.AVX2:
			symvUpdateAVX2(p, n-i, &a[i*lda+i], lda, &v[i], &w[i], &x[i], &y[i])
		default:
			return i
		}
	}
	return i
}

// panelsOfCall is the number of panels of one call over the first of rows rows of m columns.
func panelsOfCall(rows, m int) int {
	return min(rows/panelRows, max(1, callElements/(panelRows*m)))
}

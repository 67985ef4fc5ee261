//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// hermitian works pairs of rows that begin at an even one, so that both have their diagonals in the same block, and single
// rows at the ends, in calls of bounded length.
func hermitian(tier simd.Tier, first, last, n int, a []float64, lda int, v, w, x, y []float64) {
	one, two := hermitian1AVX512, hermitian2AVX512
	if tier != simd.AVX512 {
		one, two = hermitian1AVX2, hermitian2AVX2
	}
	for i := first; i < last; {
		if i%2 == 1 || i+1 == last {
			one(1, i, n, &a[i*lda], lda, &v[0], &w[0], &x[0], &y[0])
			i++
			continue
		}
		pairs := min((last-i)/2, max(1, callElements/(8*(n-i))))
		two(pairs, i, n, &a[i*lda], lda, &v[0], &w[0], &x[0], &y[0])
		i += 2 * pairs
	}
}

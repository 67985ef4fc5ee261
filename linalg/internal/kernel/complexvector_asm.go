//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// ComplexSums is: for all j { sums[0] += re x[j]·re y[j]; sums[1] += im·im; sums[2] += re·im; sums[3] += im·re }, complex numbers as
// pairs. So Σ x·y is (sums[0]−sums[1], sums[2]+sums[3]), and Σ conj(x)·y is (sums[0]+sums[1], sums[2]−sums[3]).
func ComplexSums(tier simd.Tier, x, y []float64, sums *[4]float64) {
	switch {
	case len(x) == 0:
	case tier == simd.AVX512:
		complexSumsAVX512(len(x)/2, &x[0], &y[0], &sums[0])
	case tier == simd.AVX2:
		complexSumsAVX2(len(x)/2, &x[0], &y[0], &sums[0])
	default:
		complexSumsGo(x, y, sums)
	}
}

// ComplexScal is: x[j] *= alpha, with the products with alpha's imaginary part rounded and those with the real one fused.
func ComplexScal(tier simd.Tier, alpha complex128, x []float64) {
	switch {
	case len(x) == 0:
	case tier == simd.AVX512:
		complexScalAVX512(len(x)/2, real(alpha), imag(alpha), &x[0])
	case tier == simd.AVX2:
		complexScalAVX2(len(x)/2, real(alpha), imag(alpha), &x[0])
	default:
		complexScalGo(real(alpha), imag(alpha), x)
	}
}

// ComplexLargest is the largest |re x[j]| + |im x[j]|, NaN if any part is, 0 if there is none.
func ComplexLargest(tier simd.Tier, x []float64) float64 {
	switch {
	case len(x) == 0:
		return 0
	case tier == simd.AVX512:
		return complexLargestAVX512(len(x)/2, &x[0])
	case tier == simd.AVX2:
		return complexLargestAVX2(len(x)/2, &x[0])
	}
	return complexLargestGo(x)
}

// ComplexGer is: for i < rows, j < n { A[i][j] += coef[i]·y[j] }, A[i][j] at a[i*lda+2*j]: first with the real part of coef[i], then
// with the imaginary one, both fused. rows is 1 or 4.
func ComplexGer(tier simd.Tier, rows, n int, a []float64, lda int, coef, y []float64) {
	switch {
	case n == 0:
	case tier == simd.AVX512 && rows == 4:
		complexGer4AVX512(n, &a[0], lda, &coef[0], &y[0])
	case tier == simd.AVX512:
		complexGer1AVX512(n, &a[0], lda, &coef[0], &y[0])
	case tier == simd.AVX2 && rows == 4:
		complexGer4AVX2(n, &a[0], lda, &coef[0], &y[0])
	case tier == simd.AVX2:
		complexGer1AVX2(n, &a[0], lda, &coef[0], &y[0])
	default:
		complexGerGo(rows, n, a, lda, coef, y)
	}
}

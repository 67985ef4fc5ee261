//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// DotRows is: for i < rows, j < n { sums[i] += a[i*lda+j]·x[j] }; the sum of a row has the same bits for 1, 4 and 8 rows.
// rows is 1, 4 or, on AVX-512, whose registers hold the sums, 8. Unless ahead is 0, as many rows ahead elements further on are
// brought close, if they are more than 1.
func DotRows(tier simd.Tier, rows, n int, a []float64, lda, ahead int, x, sums []float64) {
	switch {
	case n == 0:
	case tier == simd.AVX512 && rows == 8:
		dotRows8AVX512(n, &a[0], lda, ahead, &x[0], &sums[0])
	case tier == simd.AVX512 && rows == 4:
		dotRows4AVX512(n, &a[0], lda, ahead, &x[0], &sums[0])
	case tier == simd.AVX512:
		dotRows1AVX512(n, &a[0], lda, &x[0], &sums[0])
	case tier == simd.AVX2 && rows == 4:
		dotRows4AVX2(n, &a[0], lda, ahead, &x[0], &sums[0])
	case tier == simd.AVX2:
		dotRows1AVX2(n, &a[0], lda, &x[0], &sums[0])
	default:
		dotRowsGo(rows, n, a, lda, x, sums)
	}
}

// UpdateRows is: for i < rows, j < n { y[j] += coef[i]·a[i*lda+j] }, fused, in the order of i.
// rows is 1 or 4; ahead is as for DotRows.
func UpdateRows(tier simd.Tier, rows, n int, a []float64, lda, ahead int, coef, y []float64) {
	switch {
	case n == 0:
	case tier == simd.AVX512 && rows == 4:
		updateRows4AVX512(n, &a[0], lda, ahead, &coef[0], &y[0])
	case tier == simd.AVX512:
		updateRows1AVX512(n, &a[0], lda, &coef[0], &y[0])
	case tier == simd.AVX2 && rows == 4:
		updateRows4AVX2(n, &a[0], lda, ahead, &coef[0], &y[0])
	case tier == simd.AVX2:
		updateRows1AVX2(n, &a[0], lda, &coef[0], &y[0])
	default:
		updateRowsGo(rows, n, a, lda, coef, y)
	}
}

// BothRows is DotRows with x and sums and UpdateRows with coef and y, reading a once.
// rows is 1 or 4; ahead is as for DotRows.
func BothRows(tier simd.Tier, rows, n int, a []float64, lda, ahead int, x, sums, coef, y []float64) {
	switch {
	case n == 0:
	case tier == simd.AVX512 && rows == 4:
		bothRows4AVX512(n, &a[0], lda, ahead, &x[0], &sums[0], &coef[0], &y[0])
	case tier == simd.AVX512:
		bothRows1AVX512(n, &a[0], lda, &x[0], &sums[0], &coef[0], &y[0])
	case tier == simd.AVX2 && rows == 4:
		bothRows4AVX2(n, &a[0], lda, ahead, &x[0], &sums[0], &coef[0], &y[0])
	case tier == simd.AVX2:
		bothRows1AVX2(n, &a[0], lda, &x[0], &sums[0], &coef[0], &y[0])
	default:
		bothRowsGo(rows, n, a, lda, x, sums, coef, y)
	}
}

// GerRows is: for i < rows, j < n { a[i*lda+j] += coef[i]·y[j] }, fused.
// rows is 1 or 4.
func GerRows(tier simd.Tier, rows, n int, a []float64, lda int, coef, y []float64) {
	switch {
	case n == 0:
	case tier == simd.AVX512 && rows == 4:
		gerRows4AVX512(n, &a[0], lda, &coef[0], &y[0])
	case tier == simd.AVX512:
		gerRows1AVX512(n, &a[0], lda, &coef[0], &y[0])
	case tier == simd.AVX2 && rows == 4:
		gerRows4AVX2(n, &a[0], lda, &coef[0], &y[0])
	case tier == simd.AVX2:
		gerRows1AVX2(n, &a[0], lda, &coef[0], &y[0])
	default:
		gerRowsGo(rows, n, a, lda, coef, y)
	}
}

// Rot is: x[j], y[j] = c·x[j] + s·y[j], c·y[j] − s·x[j], with the second product fused.
func Rot(tier simd.Tier, x, y []float64, c, s float64) {
	switch {
	case len(x) == 0:
	case tier == simd.AVX512:
		rotAVX512(len(x), &x[0], &y[0], c, s)
	case tier == simd.AVX2:
		rotAVX2(len(x), &x[0], &y[0], c, s)
	default:
		rotGo(x, y, c, s)
	}
}

// Scal is: x[j] *= alpha.
func Scal(tier simd.Tier, alpha float64, x []float64) {
	switch {
	case len(x) == 0:
	case tier == simd.AVX512:
		scalAVX512(len(x), alpha, &x[0])
	case tier == simd.AVX2:
		scalAVX2(len(x), alpha, &x[0])
	default:
		scalGo(alpha, x)
	}
}

// Swap is: x[j], y[j] = y[j], x[j].
func Swap(tier simd.Tier, x, y []float64) {
	switch {
	case len(x) == 0:
	case tier == simd.AVX512:
		swapAVX512(len(x), &x[0], &y[0])
	case tier == simd.AVX2:
		swapAVX2(len(x), &x[0], &y[0])
	default:
		swapGo(x, y)
	}
}

// Largest is the largest |x[j]|, NaN if any is, 0 if there is none.
func Largest(tier simd.Tier, x []float64) float64 {
	switch {
	case len(x) == 0:
		return 0
	case tier == simd.AVX512:
		return largestAVX512(len(x), &x[0])
	case tier == simd.AVX2:
		return largestAVX2(len(x), &x[0])
	}
	return largestGo(x)
}

// AbsSum is Σ |x[j]|, in as many partial sums as four vectors have lanes, four on the portable tier.
func AbsSum(tier simd.Tier, x []float64) float64 {
	switch {
	case len(x) == 0:
		return 0
	case tier == simd.AVX512:
		return absSumAVX512(len(x), &x[0])
	case tier == simd.AVX2:
		return absSumAVX2(len(x), &x[0])
	}
	return absSumGo(x)
}

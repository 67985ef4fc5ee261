//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

// DotRows is: for i < rows, j < n { sums[i] += a[i*lda+j]·x[j] }; the sum of a row has the same bits for 1, 4 and 8 rows.
// rows is 1, 4 or, on AVX-512, whose registers hold the sums, 8. Unless ahead is 0, as many rows ahead elements further on are
// brought close, if they are more than 1.
func DotRows(_ simd.Tier, rows, n int, a []float64, lda, _ int, x, sums []float64) {
	dotRowsGo(rows, n, a, lda, x, sums)
}

// UpdateRows is: for i < rows, j < n { y[j] += coef[i]·a[i*lda+j] }, fused, in the order of i.
// rows is 1 or 4; ahead is as for DotRows.
func UpdateRows(_ simd.Tier, rows, n int, a []float64, lda, _ int, coef, y []float64) {
	updateRowsGo(rows, n, a, lda, coef, y)
}

// BothRows is DotRows with x and sums and UpdateRows with coef and y, reading a once.
// rows is 1 or 4; ahead is as for DotRows.
func BothRows(_ simd.Tier, rows, n int, a []float64, lda, _ int, x, sums, coef, y []float64) {
	bothRowsGo(rows, n, a, lda, x, sums, coef, y)
}

// GerRows is: for i < rows, j < n { a[i*lda+j] += coef[i]·y[j] }, fused.
// rows is 1 or 4.
func GerRows(_ simd.Tier, rows, n int, a []float64, lda int, coef, y []float64) {
	gerRowsGo(rows, n, a, lda, coef, y)
}

// Rot is: x[j], y[j] = c·x[j] + s·y[j], c·y[j] − s·x[j], with the second product fused.
func Rot(_ simd.Tier, x, y []float64, c, s float64) { rotGo(x, y, c, s) }

// Scal is: x[j] *= alpha.
func Scal(_ simd.Tier, alpha float64, x []float64) { scalGo(alpha, x) }

// Swap is: x[j], y[j] = y[j], x[j].
func Swap(_ simd.Tier, x, y []float64) { swapGo(x, y) }

// Largest is the largest |x[j]|, NaN if any is, 0 if there is none.
func Largest(_ simd.Tier, x []float64) float64 { return largestGo(x) }

// AbsSum is Σ |x[j]|, in as many partial sums as four vectors have lanes, four on the portable tier.
func AbsSum(_ simd.Tier, x []float64) float64 { return absSumGo(x) }

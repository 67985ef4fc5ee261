package kernel

// The portable twins of the kernels of levels 1 and 2. Updates are fused like the assembly's and have the same bits; a dot
// product has sixteen partial sums on AVX-512, eight on AVX2 and four here, so its bits belong to the tier.

import "math"

func dotRowsGo(rows, n int, a []float64, lda int, x, sums []float64) {
	for i := range rows {
		row, x := a[i*lda:][:n], x[:n]
		var s0, s1, s2, s3 float64
		j := 0
		for ; j+4 <= n; j += 4 {
			s0 = math.FMA(row[j], x[j], s0)
			s1 = math.FMA(row[j+1], x[j+1], s1)
			s2 = math.FMA(row[j+2], x[j+2], s2)
			s3 = math.FMA(row[j+3], x[j+3], s3)
		}
		for ; j < n; j++ {
			s0 = math.FMA(row[j], x[j], s0)
		}
		sums[i] += (s0 + s2) + (s1 + s3)
	}
}

func updateRowsGo(rows, n int, a []float64, lda int, coef, y []float64) {
	for i := range rows {
		c := coef[i]
		y := y[:n]
		for j, v := range a[i*lda:][:n] {
			y[j] = math.FMA(c, v, y[j])
		}
	}
}

func bothRowsGo(rows, n int, a []float64, lda int, x, sums, coef, y []float64) {
	dotRowsGo(rows, n, a, lda, x, sums)
	updateRowsGo(rows, n, a, lda, coef, y)
}

func gerRowsGo(rows, n int, a []float64, lda int, coef, y []float64) {
	for i := range rows {
		c := coef[i]
		row := a[i*lda:][:n]
		for j, v := range y[:n] {
			row[j] = math.FMA(c, v, row[j])
		}
	}
}

func rotGo(x, y []float64, c, s float64) {
	y = y[:len(x)]
	for j, v := range x {
		w := y[j]
		x[j] = math.FMA(s, w, float64(c*v))
		y[j] = math.FMA(-s, v, float64(c*w))
	}
}

func scalGo(alpha float64, x []float64) {
	for j := range x {
		x[j] *= alpha
	}
}

func swapGo(x, y []float64) {
	y = y[:len(x)]
	for j, v := range x {
		x[j], y[j] = y[j], v
	}
}

// largestGo relies on it that numbers without their signs are in the order of their bits, and infinity and NaN follow.
func largestGo(x []float64) float64 {
	const sign = 1 << 63
	var b0, b1, b2, b3 uint64
	for ; len(x) >= 4; x = x[4:] {
		b0 = max(b0, math.Float64bits(x[0])&^sign)
		b1 = max(b1, math.Float64bits(x[1])&^sign)
		b2 = max(b2, math.Float64bits(x[2])&^sign)
		b3 = max(b3, math.Float64bits(x[3])&^sign)
	}
	for _, v := range x {
		b0 = max(b0, math.Float64bits(v)&^sign)
	}
	return math.Float64frombits(max(b0, b1, b2, b3))
}

func absSumGo(x []float64) float64 {
	var s0, s1, s2, s3 float64
	for ; len(x) >= 4; x = x[4:] {
		s0 += math.Abs(x[0])
		s1 += math.Abs(x[1])
		s2 += math.Abs(x[2])
		s3 += math.Abs(x[3])
	}
	for _, v := range x {
		s0 += math.Abs(v)
	}
	return (s0 + s2) + (s1 + s3)
}

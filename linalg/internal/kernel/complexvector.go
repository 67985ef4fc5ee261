package kernel

// The portable twins of the kernels of complex vectors. All but sums have the same bits on every tier.

import "math"

func complexSumsGo(x, y []float64, sums *[4]float64) {
	y = y[:len(x)]
	var rr, ii, ri, ir float64
	for j := 0; j+1 < len(x); j += 2 {
		rr, ii = math.FMA(x[j], y[j], rr), math.FMA(x[j+1], y[j+1], ii)
		ri, ir = math.FMA(x[j], y[j+1], ri), math.FMA(x[j+1], y[j], ir)
	}
	sums[0] += rr
	sums[1] += ii
	sums[2] += ri
	sums[3] += ir
}

func complexScalGo(re, im float64, x []float64) {
	for j := 0; j+1 < len(x); j += 2 {
		r, i := x[j], x[j+1]
		x[j], x[j+1] = math.FMA(r, re, -float64(i*im)), math.FMA(i, re, float64(r*im))
	}
}

func complexLargestGo(x []float64) float64 {
	most := 0.0
	for j := 0; j+1 < len(x); j += 2 {
		most = max(most, math.Abs(x[j])+math.Abs(x[j+1])) // max keeps a NaN
	}
	return most
}

func complexGerGo(rows, n int, a []float64, lda int, coef, y []float64) {
	for i := range rows {
		re, im := coef[2*i], coef[2*i+1]
		row := a[i*lda:][:2*n]
		for j := 0; j < 2*n; j += 2 {
			r, i := y[j], y[j+1]
			row[j] = math.FMA(im, -i, math.FMA(re, r, row[j]))
			row[j+1] = math.FMA(im, r, math.FMA(re, i, row[j+1]))
		}
	}
}

package kernel

// Complex products: shapes, and the portable twins. The tile and the packing have the same bits on every tier.

import (
	"math"

	"tandem/parallel/simd"
)

// ComplexTileSize returns the height and width of the largest tile of C that ComplexTile computes, and the multiple to which
// the width of a packed panel of B is filled up.
func ComplexTileSize(tier simd.Tier) (rows, cols, fill int) {
	switch tier {
	case simd.AVX512:
		return 4, 24, 8
	case simd.AVX2:
		return 3, 8, 4
	}
	return 2, 2, 2
}

// complexTileGo is the twin of the assembly: each part of an element is one chain of fused multiply-adds in the order of p.
func complexTileGo(rows, cols, k int, a, b, c []float64, ldc int, alpha complex128, overwrite bool) {
	ar, ai := real(alpha), imag(alpha)
	for i := range rows {
		for j := range cols {
			re, im := 0.0, 0.0
			for p := range k {
				xr, xi, yr, yi := a[4*p+i], a[4*p+2+i], b[4*p+j], b[4*p+2+j]
				re = math.FMA(xr, yr, re)
				im = math.FMA(xr, yi, im)
				re = math.FMA(-xi, yi, re)
				im = math.FMA(xi, yr, im)
			}
			f := ar
			if ai != 0 {
				re, im = math.FMA(re, ar, -float64(ai*im)), math.FMA(im, ar, float64(ai*re))
				f = 1
			}
			dst := c[i*ldc+2*j:][:2]
			if overwrite {
				dst[0], dst[1] = f*re, f*im
			} else {
				dst[0], dst[1] = math.FMA(f, re, dst[0]), math.FMA(f, im, dst[1])
			}
		}
	}
}

// complexPackGo is ComplexPack for elements from, … w of each step.
func complexPackGo(from, w, h, n int, src []float64, rs, cs int, conj bool, dst []float64) {
	sign := 1.0
	if conj {
		sign = -1
	}
	for i := from; i < h; i++ {
		to := i
		if i >= w {
			for range n {
				dst[to], dst[to+h] = 0, 0
				to += 2 * h
			}
			continue
		}
		at := 2 * i * rs
		for range n {
			dst[to], dst[to+h] = src[at], sign*src[at+1]
			to += 2 * h
			at += 2 * cs
		}
	}
}

func complexDotGo(rows, n int, a []float64, lda int, x, sums []float64) {
	for i := range rows {
		row, x := a[i*lda:][:2*n], x[:2*n]
		var e0, e1, f0, f1 float64
		for j := 0; j < 2*n; j += 2 {
			e0, e1 = math.FMA(row[j], x[j], e0), math.FMA(row[j+1], x[j+1], e1)
			f0, f1 = math.FMA(row[j], x[j+1], f0), math.FMA(row[j+1], x[j], f1)
		}
		sums[2*i] += e0 - e1
		sums[2*i+1] += f0 + f1
	}
}

func complexUpdateGo(rows, n int, a []float64, lda int, coef, y []float64) {
	for j := 0; j < 2*n; j += 2 {
		re, im := y[j], y[j+1]
		ti, tr := 0.0, 0.0 // what the imaginary parts of coef contribute, before the turn
		for i := range rows {
			v, w := a[i*lda+j], a[i*lda+j+1]
			re, im = math.FMA(v, coef[2*i], re), math.FMA(w, coef[2*i], im)
			if i == 0 {
				ti, tr = float64(v*coef[1]), float64(w*coef[1])
			} else {
				ti, tr = math.FMA(v, coef[2*i+1], ti), math.FMA(w, coef[2*i+1], tr)
			}
		}
		y[j], y[j+1] = re-tr, im+ti
	}
}

package kernel

import (
	"math"

	"tandem/parallel/simd"
)

// TileSize returns the height and width of the largest tile of C that Columns holds in registers.
func TileSize(tier simd.Tier) (rows, cols int) {
	switch tier {
	case simd.AVX512:
		return 8, 24
	case simd.AVX2:
		return 4, 12
	}
	return 4, 4
}

// columnsGo is the twin of the assembly: each element of C is one chain of fused multiply-adds in the order of p.
func columnsGo(m, nr, k int, a []float64, rsA, csA, nextA int, b []float64, rsB int, c []float64, ldc int, alpha, beta float64, overwrite bool) {
	for i := 0; i < m; i += 4 {
		tile, dst := a[i/4*nextA:], c[i*ldc:]
		if m-i >= 4 && nr == 4 {
			tile4x4(k, tile, rsA, csA, b, rsB, dst, ldc, alpha, beta, overwrite)
			continue
		}
		for r := range min(4, m-i) {
			for j := range nr {
				s := 0.0
				for p := range k {
					s = math.FMA(b[p*rsB+j], tile[r*rsA+p*csA], s)
				}
				put(&dst[r*ldc+j], s, alpha, beta, overwrite)
			}
		}
	}
}

// tile4x4 keeps a full tile in local variables.
func tile4x4(k int, a []float64, rsA, csA int, b []float64, rsB int, c []float64, ldc int, alpha, beta float64, overwrite bool) {
	var c00, c01, c02, c03, c10, c11, c12, c13, c20, c21, c22, c23, c30, c31, c32, c33 float64
	for p := range k {
		r := b[p*rsB:][:4]
		b0, b1, b2, b3 := r[0], r[1], r[2], r[3]
		q := a[p*csA:]
		x := q[0]
		c00, c01, c02, c03 = math.FMA(b0, x, c00), math.FMA(b1, x, c01), math.FMA(b2, x, c02), math.FMA(b3, x, c03)
		x = q[rsA]
		c10, c11, c12, c13 = math.FMA(b0, x, c10), math.FMA(b1, x, c11), math.FMA(b2, x, c12), math.FMA(b3, x, c13)
		x = q[2*rsA]
		c20, c21, c22, c23 = math.FMA(b0, x, c20), math.FMA(b1, x, c21), math.FMA(b2, x, c22), math.FMA(b3, x, c23)
		x = q[3*rsA]
		c30, c31, c32, c33 = math.FMA(b0, x, c30), math.FMA(b1, x, c31), math.FMA(b2, x, c32), math.FMA(b3, x, c33)
	}
	sums := [4][4]float64{{c00, c01, c02, c03}, {c10, c11, c12, c13}, {c20, c21, c22, c23}, {c30, c31, c32, c33}}
	for i := range sums {
		for j := range sums[i] {
			put(&c[i*ldc+j], sums[i][j], alpha, beta, overwrite)
		}
	}
}

// put is *c = alpha·s + beta·*c, with one rounding for the last sum.
func put(c *float64, s, alpha, beta float64, overwrite bool) {
	if overwrite {
		*c = alpha * s
		return
	}
	*c = math.FMA(s, alpha, float64(beta**c))
}

func transposeGo(w, n int, src []float64, lds int, dst []float64, ldd int) {
	for i := range w {
		row := src[i*lds:][:n]
		for p, x := range row {
			dst[p*ldd+i] = x
		}
	}
}

func copyRowsGo(w, n, panels int, src []float64, lds int, dst []float64, next int) {
	for p := range n {
		for q := range panels {
			copy(dst[q*next+w*p:][:w], src[p*lds+w*q:])
		}
	}
}

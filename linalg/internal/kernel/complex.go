package kernel

import (
	"math"

	"tandem/parallel/simd"
)

// ComplexTileSize returns the height and width of the tile that ComplexTile computes.
func ComplexTileSize(tier simd.Tier) (rows, cols int) {
	switch tier {
	case simd.AVX512:
		return 4, 24
	case simd.AVX2:
		return 3, 8
	}
	return 2, 2
}

// complexTileGo is the twin of the assembly: each part of an element is one chain of fused multiply-adds in the order of p.
func complexTileGo(k int, a, b, c []float64) {
	for i := range 2 {
		for j := range 2 {
			re, im := 0.0, 0.0
			for p := range k {
				ar, ai, br, bi := a[4*p+i], a[4*p+2+i], b[4*p+j], b[4*p+2+j]
				re = math.FMA(ar, br, re)
				im = math.FMA(ar, bi, im)
				re = math.FMA(-ai, bi, re)
				im = math.FMA(ai, br, im)
			}
			c[4*i+2*j], c[4*i+2*j+1] = re, im
		}
	}
}

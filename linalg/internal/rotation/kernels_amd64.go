//go:build amd64 && !noasm

package rotation

import "tandem/parallel/simd"

func chain(tier simd.Tier, x []float64, stride int, c []Rotation) {
	if tier >= simd.AVX512 {
		chainAVX512(&x[0], stride, &c[0][0], len(c))
	} else {
		chainAVX2(&x[0], stride, &c[0][0], len(c))
	}
}

func rows2(tier simd.Tier, x []float64, stride, n int, r *Rotation) {
	if tier >= simd.AVX512 {
		rows2AVX512(&x[0], stride, n, &r[0])
	} else {
		rows2AVX2(&x[0], stride, n, &r[0])
	}
}

func columns2(x []float64, stride, n int, r *Rotation) { columns2AVX2(&x[0], stride, n, &r[0]) }

func transpose(dst []float64, ldd int, src []float64, lds, m, n int) {
	transposeAVX2(&dst[0], ldd, &src[0], lds, m, n)
}

//go:build amd64 && !noasm

package householder

import (
	"unsafe"

	"tandem/parallel/simd"
)

func chain(tier simd.Tier, x []float64, stride int, c []Reflector) {
	if tier >= simd.AVX512 {
		chainAVX512(&x[0], stride, &c[0][0], len(c))
	} else {
		chainAVX2(&x[0], stride, &c[0][0], len(c))
	}
}

func rows3(tier simd.Tier, x []float64, stride, n int, r *Reflector) {
	if tier >= simd.AVX512 {
		rows3AVX512(&x[0], stride, n, &r[0])
	} else {
		rows3AVX2(&x[0], stride, n, &r[0])
	}
}

func columns3(x []float64, stride, n int, r *Reflector) { columns3AVX2(&x[0], stride, n, &r[0]) }

func transpose(tier simd.Tier, dst []float64, ldd int, src []float64, lds, m, n int) {
	if tier >= simd.AVX512 {
		transposeAVX512(&dst[0], ldd, &src[0], lds, m, n)
	} else {
		transposeAVX2(&dst[0], ldd, &src[0], lds, m, n)
	}
}

func fused(tier simd.Tier, p *pass, oneSided bool) {
	words := (*byte)(unsafe.Pointer(p))
	switch {
	case tier >= simd.AVX512 && oneSided:
		fusedRightAVX512(words)
	case tier >= simd.AVX512:
		fusedAVX512(words)
	case oneSided:
		fusedRightAVX2(words)
	default:
		fusedAVX2(words)
	}
}

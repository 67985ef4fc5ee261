//go:build amd64 && !noasm

package program

import "tandem/parallel/simd"

// A loop over slices hands their first elements and length to the assembly; 256 points take it well under a
// microsecond.
func binary(f func(dst, a, b *float64, n int)) func(dst, a, b []float64) {
	return func(dst, a, b []float64) {
		if len(dst) > 0 {
			f(&dst[0], &a[0], &b[0], len(dst))
		}
	}
}

func withConstant(f func(dst, a *float64, c float64, n int)) func(dst, a []float64, c float64) {
	return func(dst, a []float64, c float64) {
		if len(dst) > 0 {
			f(&dst[0], &a[0], c, len(dst))
		}
	}
}

func ternary(f func(dst, a, b *float64, c float64, n int)) func(dst, a, b []float64, c float64) {
	return func(dst, a, b []float64, c float64) {
		if len(dst) > 0 {
			f(&dst[0], &a[0], &b[0], c, len(dst))
		}
	}
}

func quaternary(f func(dst, a, b *float64, c, k float64, n int)) func(dst, a, b []float64, c, k float64) {
	return func(dst, a, b []float64, c, k float64) {
		if len(dst) > 0 {
			f(&dst[0], &a[0], &b[0], c, k, len(dst))
		}
	}
}

// flagged runs f and repairs the lanes that need the slow path. The arguments are kept, since dst may be a.
func flagged(f func(dst, a *float64, n int) uint64, slow func(float64) float64) func(dst, a []float64) {
	return func(dst, a []float64) {
		for len(dst) > 0 {
			n := min(len(dst), Block)
			var kept [Block]float64
			copy(kept[:], a[:n])
			if f(&dst[0], &a[0], n) != 0 {
				for i := range n {
					dst[i] = slow(kept[i])
				}
			}
			dst, a = dst[n:], a[n:]
		}
	}
}

func whole(f func(dst, a *float64, n int)) func(dst, a []float64) {
	return func(dst, a []float64) {
		if len(dst) > 0 {
			f(&dst[0], &a[0], len(dst))
		}
	}
}

var avx2 = kernels{
	add: binary(addAVX2), sub: binary(subAVX2), mul: binary(mulAVX2), div: binary(divAVX2),
	addC: withConstant(addCAVX2), mulC: withConstant(mulCAVX2), inv: withConstant(invAVX2),
	fma: ternary(fmaAVX2), mulAdd: ternary(mulAddAVX2), invMulAdd: quaternary(invMulAddAVX2),
	sqrt: whole(sqrtAVX2), exp: whole(expAVX2), log: flagged(logAVX2, log1), sin: flagged(sinAVX2, sin1), cos: flagged(cosAVX2, cos1),
}

var avx512 = kernels{
	add: binary(addAVX512), sub: binary(subAVX512), mul: binary(mulAVX512), div: binary(divAVX512),
	addC: withConstant(addCAVX512), mulC: withConstant(mulCAVX512), inv: withConstant(invAVX512),
	fma: ternary(fmaAVX512), mulAdd: ternary(mulAddAVX512), invMulAdd: quaternary(invMulAddAVX512),
	sqrt: whole(sqrtAVX512), exp: whole(expAVX512), log: flagged(logAVX512, log1), sin: flagged(sinAVX512, sin1), cos: flagged(cosAVX512, cos1),
}

// assembly returns the loops of tier t.
func assembly(t simd.Tier) *kernels {
	switch t {
	case simd.AVX2:
		return &avx2
	case simd.AVX512:
		return &avx512
	}
	return nil
}

//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// SecularSums returns Σ zᵢ²/δᵢ and Σ (zᵢ/δᵢ)² with δᵢ = (dᵢ − origin) − tau, over the elements of d.
func SecularSums(tier simd.Tier, d, z []float64, origin, tau float64) (s, ds float64) {
	if len(d) == 0 {
		return 0, 0
	}
	_ = z[len(d)-1]
	switch tier {
	case simd.AVX512:
		return secularSumsAVX512(len(d), &d[0], &z[0], origin, tau)
	case simd.AVX2:
		return secularSumsAVX2(len(d), &d[0], &z[0], origin, tau)
	}
	return secularSumsGo(d, z, origin, tau)
}

// SecularProduct is: for i := range p { p[i] *= q[i] / (d[i] - c) }.
func SecularProduct(tier simd.Tier, p, q, d []float64, c float64) {
	if len(p) == 0 {
		return
	}
	_, _ = q[len(p)-1], d[len(p)-1]
	switch tier {
	case simd.AVX512:
		secularProductAVX512(len(p), &p[0], &q[0], &d[0], c)
	case simd.AVX2:
		secularProductAVX2(len(p), &p[0], &q[0], &d[0], c)
	default:
		secularProductGo(p, q, d, c)
	}
}

// SecularQuotient is: for i := range p { p[i] = q[i] / d[i] }.
func SecularQuotient(tier simd.Tier, p, q, d []float64) {
	if len(p) == 0 {
		return
	}
	_, _ = q[len(p)-1], d[len(p)-1]
	switch tier {
	case simd.AVX512:
		secularQuotientAVX512(len(p), &p[0], &q[0], &d[0])
	case simd.AVX2:
		secularQuotientAVX2(len(p), &p[0], &q[0], &d[0])
	default:
		secularQuotientGo(p, q, d)
	}
}

//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

// SecularSums returns Σ zᵢ²/δᵢ and Σ (zᵢ/δᵢ)² with δᵢ = (dᵢ − origin) − tau, over the elements of d.
func SecularSums(_ simd.Tier, d, z []float64, origin, tau float64) (s, ds float64) {
	return secularSumsGo(d, z, origin, tau)
}

// SecularProduct is: for i := range p { p[i] *= q[i] / (d[i] - c) }.
func SecularProduct(_ simd.Tier, p, q, d []float64, c float64) { secularProductGo(p, q, d, c) }

// SecularQuotient is: for i := range p { p[i] = q[i] / d[i] }.
func SecularQuotient(_ simd.Tier, p, q, d []float64) { secularQuotientGo(p, q, d) }

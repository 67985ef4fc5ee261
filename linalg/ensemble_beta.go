package linalg

// The β-ensembles as tridiagonal matrices (Dumitriu and Edelman, J. Math. Phys. 43, 2002): n independent normal and n
// chi variates have the joint law of eigenvalues of a Gaussian or Wishart matrix, for every repulsion β > 0. A spectrum of
// n = 10⁵ needs two vectors instead of 80 GB, and an eigenvalue solver of n² steps.

import (
	"fmt"
	"math"
)

const (
	tagHermite  = 0x6865726d69746562 // "hermiteb"
	tagLaguerre = 0x6c61677565727265 // "laguerre"
)

// BetaHermite returns the diagonal d, n elements, and the off-diagonal e, n−1 elements, of a random symmetric tridiagonal
// matrix with the eigenvalues of the Gaussian β-ensemble, density ∝ Πᵢ<ⱼ|λᵢ−λⱼ|^β · exp(−β·Σλᵢ²/4): those of GOE for β = 1,
// GUE for 2 and GSE for 4. The spectrum fills [−2√n, 2√n]. It panics unless n ≥ 1 and 0 < β < ∞.
func BetaHermite(n int, beta float64, seed uint64) (d, e []float64) {
	if n < 1 || n > maxElements || !(beta > 0) || math.IsInf(beta, 0) {
		panic(fmt.Sprintf("linalg: BetaHermite of order %d with β = %v", n, beta))
	}
	d, e = make([]float64, n), make([]float64, n-1)
	normals, chis := newStream(tagHermite, seed, math.Float64bits(beta), 0), newStream(tagHermite, seed, math.Float64bits(beta), 1)
	scale := math.Sqrt(2 / beta)
	for i := range d {
		d[i] = normals.Normal() * scale
	}
	root := math.Sqrt(beta)
	for i := range e {
		e[i] = chis.Chi(beta*float64(n-1-i)) / root
	}
	return d, e
}

// BetaLaguerre returns the diagonal and off-diagonal of a random symmetric tridiagonal matrix, positive semidefinite, with
// the eigenvalues of the Wishart β-ensemble with m ≥ n degrees of freedom, density ∝ Πᵢ<ⱼ|λᵢ−λⱼ|^β · Πᵢ λᵢ^(β(m−n+1)/2−1) ·
// exp(−β·λᵢ/2): those of Wishart(n, m) for β = 1. The spectrum fills [(√m−√n)², (√m+√n)²]. It panics unless
// 1 ≤ n ≤ m and 0 < β < ∞.
func BetaLaguerre(n, m int, beta float64, seed uint64) (d, e []float64) {
	if n < 1 || n > maxElements || m < n || !(beta > 0) || math.IsInf(beta, 0) {
		panic(fmt.Sprintf("linalg: BetaLaguerre of order %d with %d degrees of freedom and β = %v", n, m, beta))
	}
	d, e = make([]float64, n), make([]float64, n-1)
	diagonal, below := newStream(tagLaguerre, seed, math.Float64bits(beta), 0), newStream(tagLaguerre, seed, math.Float64bits(beta), 1)
	// B·Bᵀ for a lower bidiagonal B with χ_{β(m−i)} on the diagonal and χ_{β(n−1−i)} below it, divided by β.
	c := 0.0
	for i := range d {
		b := diagonal.Chi(beta * float64(m-i))
		d[i] = (float64(b*b) + float64(c*c)) / beta
		if i < n-1 {
			c = below.Chi(beta * float64(n-1-i))
			e[i] = float64(b*c) / beta
		}
	}
	return d, e
}

// Chi returns a variate of the chi law with k > 0 degrees of freedom: √(2·Γ) with Γ of shape k/2.
func (s stream) Chi(k float64) float64 { return math.Sqrt(2 * s.Gamma(k/2)) }

// Gamma returns a variate of the gamma law of the given shape > 0 and scale 1 (Marsaglia and Tsang, ACM TOMS 26, 2000).
func (s stream) Gamma(shape float64) float64 {
	if shape < 1 { // Γ(a) = Γ(a+1)·U^{1/a}
		g := s.Gamma(shape + 1)
		x := logOf(s.Uniform()) / shape
		if x < -700 {
			return 0 // below 10⁻³⁰⁴
		}
		return g * expOf(x)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = v * v * v
		if logOf(s.Uniform()) < float64(0.5*x*x)+float64(d*((1-v)+logOf(v))) {
			return d * v
		}
	}
}

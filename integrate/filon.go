package integrate

// ∫ f(x)·exp(iωx) dx over one segment on which the weight turns often: the polynomial through f at 17 Chebyshev points is
// integrated exactly (Filon's idea at Clenshaw and Curtis's points; Domínguez, Graham and Smyshlyaev, IMA J. Numer. Anal. 31,
// 2011). With t in [−1, 1], κ = ωh and Chebyshev's Tₖ and Uₖ, integration by parts gives the moments
//
//	Mₖ = ∫ Tₖ·exp(iκt) dt = (exp(iκ) − (−1)ᵏ·exp(−iκ))/(iκ) − k/(iκ)·Rₖ₋₁,  Rₖ = ∫ Uₖ·exp(iκt) dt = Rₖ₋₂ + 2·Mₖ
//
// which lose little upwards as long as k does not exceed κ by much. The weights at the ends are taken as exp(iω·hi) and
// exp(iω·lo), so that what two neighbours have at their border cancels to the last bit.

import (
	"math"
	"math/cmplx"
)

const (
	filonDegree = 16
	leastTurns  = 8 // the least κ
)

// filonNodes are cos(πj/16), and filonCosines[k][j] the weights of f there in the coefficient of Tₖ.
var filonNodes, filonCosines = func() (x [filonDegree + 1]float64, c [filonDegree + 1][filonDegree + 1]float64) {
	const n = filonDegree
	for j := range x {
		x[j] = math.Sin(math.Pi * float64(n-2*j) / (2 * n))
	}
	for k := range c {
		for j := range c[k] {
			c[k][j] = 2. / n * math.Cos(math.Pi*float64(j*k%(2*n))/n)
			if j == 0 || j == n {
				c[k][j] /= 2
			}
			if k == 0 || k == n {
				c[k][j] /= 2
			}
		}
	}
	return x, c
}()

// filonBary are the weights of the interpolant through the nodes.
var filonBary = barycentric(filonNodes[:])

// turn returns exp(iωx) for the exact product.
func turn(ω, x float64) complex128 {
	φ := ω * x
	s, c := math.Sincos(φ)
	rest := math.FMA(ω, x, -φ)
	if rest*rest < epsilon {
		return complex(c-float64(rest*s), s+float64(rest*c))
	}
	sr, cr := math.Sincos(rest)
	return complex(float64(c*cr)-float64(s*sr), float64(s*cr)+float64(c*sr))
}

// filon returns the integral from lo to hi of the polynomial through the values at the nodes, with an estimate of its error, and of
// what rounding has in that.
func filon(values *[filonDegree + 1]float64, ω, lo, hi float64) (value complex128, err, rounding float64) {
	h := (hi - lo) / 2
	κ := ω * h
	coefficients, noise, cut := chebyshev(values)
	left, right := turn(ω, lo), turn(ω, hi)
	// 1/(iκ) = −i/κ: even and odd moments differ by the sign of the left end.
	over := complex(0, -1/κ)
	sum, difference := (right+left)*over, (right-left)*over
	var before, last complex128 // Rₖ₋₂ and Rₖ₋₁
	for k, c := range coefficients {
		m := difference
		if k&1 == 1 {
			m = sum
		}
		m -= complex(float64(k), 0) * over * last
		value += complex(c, 0) * m
		r := before + 2*m
		if k == 0 {
			r = m
		}
		before, last = last, r
	}
	// The moment of Tₖ is at most about 2/κ·(1 + k²/κ).
	κ = math.Abs(κ)
	weight := min(1, 2/κ*(1+filonDegree*filonDegree/κ))
	rounding = (noise*weight + 2*epsilon*cmplx.Abs(value)) * h
	return value * complex(h, 0), cut*weight*h + rounding, rounding
}

// chebyshev returns the coefficients of the polynomial through the values at the nodes, what their rounding comes to, and, from how
// they fall, about how far f is from the polynomial.
func chebyshev(values *[filonDegree + 1]float64) (c [filonDegree + 1]float64, noise, cut float64) {
	for k := range c {
		c[k] = dot(filonCosines[k][:], values[:])
	}
	noise = 4 * epsilon * largest(values[:])
	low, middle, top := largest(c[5:9]), largest(c[9:13]), largest(c[13:])
	switch fall := max(top/max(middle, noise), middle/max(low, noise)); {
	case top <= noise && middle <= 16*noise:
	case fall > 0.3:
		cut = 2 * (top + middle)
	default:
		cut = 4 * top * fall
	}
	return c, noise, cut
}

// largest returns the largest size of x.
func largest(x []float64) (top float64) {
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	return top
}

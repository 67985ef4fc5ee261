package integrate

import (
	"math"
	"testing"
)

// BenchmarkSmooth times integrals that are smooth, or smooth but for a weight that a method is told. testdata/peer_times.py
// times the same in scipy. The second figure of each is the integrand alone, as often as the integral evaluates it.
func BenchmarkSmooth(b *testing.B) {
	inf := math.Inf(1)
	gauss := func(x float64) float64 { return math.Exp(-x * x) }
	decay := func(x float64) float64 { return math.Exp(-x) }
	lorentz := func(x float64) float64 { return 1 / (1 + x*x) }
	cubic := func(x float64) float64 { return x * x * x }
	quad := func(f func(float64) float64, lo, hi float64) func() int {
		return func() int { r, _ := Quad(background, f, lo, hi, Options{}); return r.Evals }
	}
	for _, c := range []struct {
		name string
		f    func(x float64) float64
		call func() int
	}{
		{"cubic", cubic, quad(cubic, 0, 1)},
		{"exp", math.Exp, quad(math.Exp, 0, 1)},
		{"lorentz", lorentz, quad(lorentz, 0, 1)},
		{"line-gauss", gauss, quad(gauss, -inf, inf)},
		{"line-lorentz", lorentz, quad(lorentz, -inf, inf)},
		{"line-sech", func(x float64) float64 { return 1 / math.Cosh(x) }, quad(func(x float64) float64 { return 1 / math.Cosh(x) }, -inf, inf)},
		{"half-exp", decay, quad(decay, 0, inf)},
		{"half-gauss", gauss, quad(gauss, 0, inf)},
		{"half-lorentz", lorentz, quad(lorentz, 0, inf)},
		{"half-planck", planck, quad(planck, 0, inf)},
		{"root", func(x float64) float64 { return 1 / math.Sqrt(x) }, quad(func(x float64) float64 { return 1 / math.Sqrt(x) }, 0, 1)},
		{"log", math.Log, quad(math.Log, 0, 1)},
		{"arcsine", arcsine, quad(arcsine, -1, 1)},
		{"fourier-10", math.Exp, func() int { r, _ := Fourier(background, math.Exp, 10, 0, 1, Options{}); return r.Evals }},
		{"fourier-1000", math.Exp, func() int { r, _ := Fourier(background, math.Exp, 1000, 0, 1, Options{}); return r.Evals }},
		{"fourier-half", lorentz, func() int { r, _ := Fourier(background, lorentz, 1, 0, inf, Options{}); return r.Evals }},
		{"cauchy", math.Exp, func() int { r, _ := PrincipalValue(background, math.Exp, -1, 1, 0, Options{}); return r.Evals }},
		{"cauchy-aside", math.Exp, func() int { r, _ := PrincipalValue(background, math.Exp, -1, 1, 0.3, Options{}); return r.Evals }},
	} {
		b.Run(c.name, func(b *testing.B) {
			n := 0
			b.ReportAllocs()
			for b.Loop() {
				n = c.call()
			}
			b.ReportMetric(float64(n), "evals")
		})
		b.Run(c.name+"/integrand", func(b *testing.B) {
			n, s := c.call(), 0.0
			for b.Loop() {
				for i := range n {
					s += c.f(float64(i+1) / float64(n+1))
				}
			}
			sink = s
		})
	}
}

var sink float64

func planck(x float64) float64 { return x * x * x / math.Expm1(x) }

func arcsine(x float64) float64 { return 1 / math.Sqrt((1-x)*(1+x)) }

package tridiagonal

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// Whatever the scale, down to a handful of denormal units, a reflector is orthogonal, τ·vᵀ·v = 2, and maps x to β·e₁ with
// |β| = ‖x‖ to the digits that β has.
func TestReflect(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 9))
	for _, exp := range []int{-1074, -1072, -1060, -1023, -1000, -961, -930, -500, -400, 0, 400, 500, 1000} {
		for _, n := range []int{2, 3, 5, 40} {
			for range 20 {
				x := make([]float64, n)
				norm := 0.0
				for i := range x {
					x[i] = math.Ldexp(math.Round(0x1p20*rng.NormFloat64())/0x1p20, exp)
					norm = math.Hypot(norm, math.Ldexp(x[i], -exp))
				}
				first := x[0]
				v := append([]float64(nil), x...)
				beta, tau := Reflect(v)
				square := 0.0
				for _, c := range v {
					square += c * c
				}
				if tau != 0 && !(math.Abs(tau*square-2) < 1e-14) {
					t.Fatalf("2^%d: τ·vᵀ·v is %v for x = %v", exp, tau*square, x)
				}
				if tau == 0 && beta != first {
					t.Fatalf("2^%d: β is %v for a multiple of e₁, %v", exp, beta, x)
				}
				if tau != 0 && !(math.Abs(math.Abs(math.Ldexp(beta, -exp))-norm) <= 1e-14*norm+math.Ldexp(1, -1074-exp)) {
					t.Fatalf("2^%d: β is %v, the norm %v·2^%d", exp, beta, norm, exp)
				}
			}
		}
	}
}

// For the complex reflector, unitary is 2·Re τ = |τ|²·vᴴ·v.
func TestReflectComplex(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 9))
	for _, exp := range []int{-1074, -1060, -1023, -961, -900, -500, 0, 500} {
		for range 50 {
			x := make([]complex128, 1+rng.IntN(6))
			for i := range x {
				x[i] = complex(math.Ldexp(rng.NormFloat64(), exp), math.Ldexp(rng.NormFloat64(), exp))
			}
			v := append([]complex128(nil), x...)
			_, tau := reflectComplex(v)
			square := 0.0
			for _, c := range v {
				square += real(c)*real(c) + imag(c)*imag(c)
			}
			if a := cmplx.Abs(tau); !(math.Abs(2*real(tau)-a*a*square) < 1e-14) {
				t.Fatalf("2^%d: 2·Re τ = %v, |τ|²·vᴴ·v = %v for x = %v", exp, 2*real(tau), a*a*square, x)
			}
		}
	}
}

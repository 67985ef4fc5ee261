package numeric

import (
	"math"
	"math/cmplx"
	"testing"
)

var points = []complex128{0.3 + 0.0625i, -1.7 + 0.0625i, 2.4 - 0.0625i, -0.6 - 1.3i, 3.1 + 2i, -4.2 + 0.5i}

// The hardware's functions are the reference for branches and rough values; identities check the digits.
func TestElementaryAgainstHardware(t *testing.T) {
	c := New(300)
	sin := func(z Complex) Complex { s, _ := c.SinCos(z); return s }
	cosh := func(z Complex) Complex { _, s := c.SinhCosh(z); return s }
	for _, f := range []struct {
		name string
		big  func(Complex) Complex
		ref  func(complex128) complex128
	}{
		{"exp", c.Exp, cmplx.Exp}, {"log", c.Log, cmplx.Log}, {"sqrt", c.Sqrt, cmplx.Sqrt}, {"sin", sin, cmplx.Sin},
		{"cosh", cosh, cmplx.Cosh}, {"tan", c.Tan, cmplx.Tan}, {"asin", c.Asin, cmplx.Asin}, {"acos", c.Acos, cmplx.Acos},
		{"atan", c.Atan, cmplx.Atan}, {"asinh", c.Asinh, cmplx.Asinh}, {"acosh", c.Acosh, cmplx.Acosh}, {"atanh", c.Atanh, cmplx.Atanh},
	} {
		for _, p := range points {
			got, want := f.big(c.Float(real(p), imag(p))).Complex128(), f.ref(p)
			if cmplx.Abs(got-want) > 1e-12*(1+cmplx.Abs(want)) {
				t.Errorf("%s(%v) = %v, want %v", f.name, p, got, want)
			}
		}
	}
}

func agree(t *testing.T, c *Context, what string, a, b Complex) {
	t.Helper()
	d := c.Sub(a, b)
	if !d.IsZero() && d.Exponent() > max(a.Exponent(), 0)-int(c.prec)+40 {
		t.Errorf("%s: %v and %v differ by 2^%d", what, a.Complex128(), b.Complex128(), d.Exponent())
	}
}

func TestIdentities(t *testing.T) {
	c := New(300)
	for _, p := range points {
		z := c.Float(real(p), imag(p))
		agree(t, c, "exp log", c.Exp(c.Log(z)), z)
		s, co := c.SinCos(z)
		agree(t, c, "sin²+cos²", c.Add(c.Mul(s, s), c.Mul(co, co)), c.Int(1))
		sa, _ := c.SinCos(c.Asin(z))
		agree(t, c, "sin asin", sa, z)
		agree(t, c, "tan atan", c.Tan(c.Atan(z)), z)
		// Li₂(z) + Li₂(−z) = Li₂(z²)/2, inside the unit disc where no cut is crossed.
		h := c.quoInt(z, 6)
		agree(t, c, "dilog", c.Add(c.Dilog(h), c.Dilog(c.Neg(h))), c.scale(c.Dilog(c.Mul(h, h)), c.half))
		agree(t, c, "Ei-Shi-Chi", c.Add(c.Shi(z), c.Chi(z)), c.Ei(z))
		agree(t, c, "gamma", c.Gamma(c.Add(z, c.Int(1))), c.Mul(z, c.Gamma(z)))
		// The derivative by a difference quotient, to the digits that leaves.
		step := c.Float(math.Ldexp(1, -100), 0)
		for name, f := range map[string][2]func(Complex) Complex{
			"erf": {c.Erf, func(z Complex) Complex {
				return c.Div(c.scaleInt(c.Exp(c.Neg(c.Mul(z, z))), 2), c.Sqrt(c.Pi()))
			}},
			"Si": {c.Si, func(z Complex) Complex { s, _ := c.SinCos(z); return c.Div(s, z) }},
			"Ci": {c.Ci, func(z Complex) Complex { _, s := c.SinCos(z); return c.Div(s, z) }},
			"Li2": {c.Dilog, func(z Complex) Complex {
				return c.Neg(c.Div(c.Log(c.Sub(c.Int(1), z)), z))
			}},
			"S": {func(z Complex) Complex { s, _ := c.Fresnel(z); return s }, func(z Complex) Complex {
				s, _ := c.SinCos(c.scale(c.Mul(c.Pi(), c.Mul(z, z)), c.half))
				return s
			}},
		} {
			d := c.Div(c.Sub(f[0](c.Add(z, step)), f[0](c.Sub(z, step))), c.scaleInt(step, 2))
			e := c.Sub(d, f[1](z))
			if e.Exponent() > -180+max(0, f[1](z).Exponent()) {
				t.Errorf("%s' at %v: off by 2^%d", name, p, e.Exponent())
			}
		}
	}
	if g, _ := c.euler().Float64(); g != 0.5772156649015329 {
		t.Errorf("γ = %v", g)
	}
}

func BenchmarkExp(b *testing.B) {
	c := New(300)
	z := c.Float(1.7, 0.0625)
	for b.Loop() {
		c.Exp(z)
	}
}

func BenchmarkLog(b *testing.B) {
	c := New(300)
	z := c.Float(1.7, 0.0625)
	for b.Loop() {
		c.Log(z)
	}
}

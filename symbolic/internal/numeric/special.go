package numeric

import (
	"math"
	"math/big"
)

// Special functions by their power series, in a context widened by the digits that cancellation costs: about |z|² bits
// for erf, |z| for the exponential integrals. Arguments beyond maxSeries count as undefined; verification needs none.

const maxSeries = 220

func (c *Context) widened(extra float64) *Context {
	w := New(c.prec + guard + uint(extra))
	return w
}

func (c *Context) round(z Complex) Complex {
	return Complex{c.new().Set(z.Re), c.new().Set(z.Im)}
}

func magnitude(z Complex) float64 {
	if z.Exponent() > 1000 {
		panic(Undefined{})
	}
	v := z.Complex128()
	return math.Hypot(real(v), imag(v))
}

func (c *Context) negligible(term, sum Complex) bool {
	e := term.Exponent()
	return e == math.MinInt32 || e < sum.Exponent()-int(c.prec)-8
}

// Erf returns erf z = 2/√π Σ (−1)ᵏ z^(2k+1)/(k!(2k+1)).
func (c *Context) Erf(z Complex) Complex {
	m := magnitude(z)
	if m*m > maxSeries {
		panic(Undefined{})
	}
	w := c.widened(2 * m * m * math.Log2E)
	z2 := w.Neg(w.Mul(z, z))
	term, sum := w.round(z), w.round(z)
	for k := int64(1); ; k++ {
		term = w.quoInt(w.Mul(term, z2), k)
		t := w.quoInt(term, 2*k+1)
		if w.negligible(t, sum) && float64(k) > m*m {
			break
		}
		sum = w.Add(sum, t)
	}
	r := w.Div(w.scaleInt(sum, 2), w.Sqrt(w.Pi()))
	return c.round(r)
}

// Erfi returns erfi z = −i·erf(iz).
func (c *Context) Erfi(z Complex) Complex { return c.Neg(c.timesI(c.Erf(c.timesI(z)))) }

// Erfc returns 1 − erf z.
func (c *Context) Erfc(z Complex) Complex {
	w := c.widened(2 * magnitude(z) * magnitude(z))
	return c.round(w.Sub(w.Int(1), w.Erf(z)))
}

// entire returns Σ_{k≥1} zᵏ/(k·k!), the entire part Ein(−z) of the exponential integral with sign changed.
func (c *Context) entire(z Complex) Complex {
	m := magnitude(z)
	term, sum := c.Int(1), c.Int(0)
	for k := int64(1); ; k++ {
		term = c.quoInt(c.Mul(term, z), k)
		t := c.quoInt(term, k)
		sum = c.Add(sum, t)
		if c.negligible(t, sum) && float64(k) > m {
			return sum
		}
	}
}

// Ei returns the exponential integral γ + log z + Σ zᵏ/(k·k!), real for z < 0: there the mean of both sides of the cut.
func (c *Context) Ei(z Complex) Complex {
	m := magnitude(z)
	if m > maxSeries || z.IsZero() {
		panic(Undefined{})
	}
	w := c.widened(3 * m)
	l := w.Log(z)
	if z.IsReal() {
		l = Complex{l.Re, w.new()}
	}
	return c.round(w.Add(w.Add(w.entire(z), l), Complex{w.euler, w.new()}))
}

// Li returns the logarithmic integral Ei(log z).
func (c *Context) Li(z Complex) Complex { return c.Ei(c.Log(z)) }

// Si returns the sine integral: the odd part of Ein, Σ (−1)ᵏ z^(2k+1)/((2k+1)(2k+1)!).
func (c *Context) Si(z Complex) Complex {
	// Si z = (E(iz) − E(−iz))/(2i) with E the entire series.
	m := magnitude(z)
	if m > maxSeries {
		panic(Undefined{})
	}
	w := c.widened(3*m + 16)
	iz := w.timesI(z)
	d := w.Sub(w.entire(iz), w.entire(w.Neg(iz)))
	return c.round(w.scale(w.Neg(w.timesI(d)), w.half))
}

// Ci returns the cosine integral γ + log z + (E(iz) + E(−iz))/2.
func (c *Context) Ci(z Complex) Complex {
	m := magnitude(z)
	if m > maxSeries || z.IsZero() {
		panic(Undefined{})
	}
	w := c.widened(3*m + 16)
	iz := w.timesI(z)
	s := w.scale(w.Add(w.entire(iz), w.entire(w.Neg(iz))), w.half)
	return c.round(w.Add(w.Add(s, w.Log(z)), Complex{w.euler, w.new()}))
}

// Shi returns the hyperbolic sine integral (E(z) − E(−z))/2.
func (c *Context) Shi(z Complex) Complex {
	m := magnitude(z)
	if m > maxSeries {
		panic(Undefined{})
	}
	w := c.widened(3*m + 16)
	return c.round(w.scale(w.Sub(w.entire(z), w.entire(w.Neg(z))), w.half))
}

// Chi returns the hyperbolic cosine integral γ + log z + (E(z) + E(−z))/2.
func (c *Context) Chi(z Complex) Complex {
	m := magnitude(z)
	if m > maxSeries || z.IsZero() {
		panic(Undefined{})
	}
	w := c.widened(3*m + 16)
	s := w.scale(w.Add(w.entire(z), w.entire(w.Neg(z))), w.half)
	return c.round(w.Add(w.Add(s, w.Log(z)), Complex{w.euler, w.new()}))
}

// Dilog returns Li₂(z) = −∫₀ᶻ log(1−t)/t dt, cut along [1, ∞).
func (c *Context) Dilog(z Complex) Complex {
	if z.IsZero() {
		return z
	}
	w := c.wideFull()
	pi2 := w.quoInt(w.Mul(w.Pi(), w.Pi()), 6)
	if z.IsReal() && z.Re.Cmp(c.one) == 0 {
		return c.round(pi2)
	}
	// |z| > 1: Li₂(z) = −Li₂(1/z) − π²/6 − log²(−z)/2. Re z > 1/2: Li₂(z) = π²/6 − log z·log(1−z) − Li₂(1−z).
	switch v := z.Complex128(); {
	case real(v)*real(v)+imag(v)*imag(v) > 1.0000001:
		l := w.Log(w.Neg(z))
		r := w.Add(w.dilogUnit(w.Inv(z)), w.Add(pi2, w.scale(w.Mul(l, l), w.half)))
		return c.round(w.Neg(r))
	default:
		return c.round(w.dilogUnit(z))
	}
}

// dilogUnit is Dilog for |z| ≤ 1.
func (c *Context) dilogUnit(z Complex) Complex {
	if real(z.Complex128()) > 0.5 {
		one := c.Int(1)
		pi2 := c.quoInt(c.Mul(c.Pi(), c.Pi()), 6)
		u := c.Sub(one, z)
		if u.IsZero() {
			return pi2
		}
		return c.Sub(c.Sub(pi2, c.Mul(c.Log(z), c.Log(u))), c.dilogSeries(u))
	}
	return c.dilogSeries(z)
}

// dilogSeries sums Li₂ by Bernoulli numbers: with u = −log(1−z), Li₂(z) = Σ B_k u^(k+1)/(k+1)!, |u| < 2π.
func (c *Context) dilogSeries(z Complex) Complex {
	u := c.Neg(c.Log(c.Sub(c.Int(1), z)))
	u2 := c.Mul(u, u)
	sum := c.Sub(u, c.quoInt(u2, 4))
	pow := u // u^(2k+1)/(2k+1)!
	for k := int64(1); ; k++ {
		pow = c.quoInt(c.Mul(pow, u2), 2*k*(2*k+1))
		t := c.Mul(c.Rat(bernoulli(int(2*k))), pow)
		sum = c.Add(sum, t)
		if c.negligible(t, sum) {
			return sum
		}
	}
}

func (c *Context) wideFull() *Context { return New(c.prec + guard) }

// Fresnel returns S(z) = ∫₀ᶻ sin(πt²/2) dt and C(z) likewise with the cosine, by erf.
func (c *Context) Fresnel(z Complex) (s, co Complex) {
	w := c.wideFull()
	// C ± iS = (1±i)/2 · erf(√π/2·(1∓i)·z)
	r := w.scale(w.Sqrt(w.Pi()), w.half)
	p, m := w.Float(1, 1), w.Float(1, -1)
	e1 := w.scale(w.Mul(p, w.Erf(w.Mul(w.scale(m, r.Re), z))), w.half)
	e2 := w.scale(w.Mul(m, w.Erf(w.Mul(w.scale(p, r.Re), z))), w.half)
	co = w.scale(w.Add(e1, e2), w.half)
	s = w.scale(w.Neg(w.timesI(w.Sub(e1, e2))), w.half)
	return c.round(s), c.round(co)
}

// Gamma returns Γ(z) by Stirling's series after shifting the argument to the right.
func (c *Context) Gamma(z Complex) Complex {
	if z.IsReal() && z.Re.IsInt() && z.Re.Sign() <= 0 {
		panic(Undefined{})
	}
	if magnitude(z) > 1000 {
		panic(Undefined{})
	}
	w := c.wideFull()
	shift := int(float64(c.prec)/4) + 10
	den := w.Int(1)
	s := w.round(z)
	for range shift {
		den = w.Mul(den, s)
		s = w.Add(s, w.Int(1))
	}
	// log Γ(s) = (s − ½) log s − s + ½ log 2π + Σ B_2k/(2k(2k−1)s^(2k−1))
	l := w.Log(s)
	sum := w.Sub(w.Mul(w.Sub(s, Complex{w.half, w.new()}), l), s)
	sum = w.Add(sum, w.scale(w.Log(w.scaleInt(w.Pi(), 2)), w.half))
	inv := w.Inv(s)
	inv2 := w.Mul(inv, inv)
	for k := int64(1); k < int64(shift)*3; k++ {
		t := w.quoInt(w.Mul(w.Rat(bernoulli(int(2*k))), inv), 2*k*(2*k-1))
		if w.negligible(t, sum) {
			break
		}
		sum = w.Add(sum, t)
		inv = w.Mul(inv, inv2)
	}
	return c.round(w.Div(w.Exp(sum), den))
}

func (c *Context) computeEuler() *big.Float {
	// Brent and McMillan's algorithm B1 in fixed point: γ = U/V, error e^(−4n).
	w := c.prec + guard
	n := int64(float64(w)*math.Ln2/4) + 2
	scale := new(big.Int).Lsh(big.NewInt(1), w+32)
	logn := (&Context{prec: w + 64, ln2: (&Context{prec: w + 64}).computeLn2()}).logReal(new(big.Float).SetPrec(w + 64).SetInt64(n))
	a, _ := new(big.Float).SetPrec(w+64).Mul(logn, new(big.Float).SetInt(scale)).Int(nil)
	a.Neg(a)
	b := new(big.Int).Set(scale)
	u, v := new(big.Int).Set(a), new(big.Int).Set(b)
	n2 := big.NewInt(n * n)
	for k := int64(1); b.Sign() != 0; k++ {
		b.Mul(b, n2).Quo(b, big.NewInt(k*k))
		a.Mul(a, n2).Quo(a, big.NewInt(k)).Add(a, b).Quo(a, big.NewInt(k))
		u.Add(u, a)
		v.Add(v, b)
	}
	return new(big.Float).SetPrec(w).Quo(new(big.Float).SetInt(u), new(big.Float).SetInt(v))
}

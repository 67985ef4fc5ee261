package numeric

import (
	"math"
	"math/big"
)

// The exponential integral and its kin are combinations of one entire function, the series of Ei without its logarithm.

// forEntire returns a context in which the entire function at ±z or ±iz, and what cancels, keep the precision, and whether it
// is to be found from afar.
func (c *Context) forEntire(z Complex) (w *Context, far bool) {
	m := magnitude(z)
	if c.far(m - 64) {
		return New(c.prec + guard + 2*uint(math.Log2(m)) + 16), true // sums of logarithms and of values near 1/z
	}
	return c.widened(3*m + 16), false
}

// entire returns Σ_{k≥1} zᵏ/(k·k!), the entire part Ein(−z) of the exponential integral with sign changed.
func (c *Context) entire(z Complex, far bool) Complex {
	if far { // from Ei z − γ − log z
		l := c.Log(z)
		if z.IsReal() {
			l = Complex{l.Re, c.new()}
		}
		return c.Sub(c.eiFar(z), c.Add(l, Complex{c.euler(), c.new()}))
	}
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

// eiFar is the asymptotic series e^z/z Σ k!/zᵏ ± iπ of Ei, on the side of Im z; on the real axis without the last term.
func (c *Context) eiFar(z Complex) Complex {
	inv := c.Inv(z)
	term, sum := c.Int(1), c.Int(1)
	for k := int64(1); ; k++ {
		term = c.Mul(c.scaleInt(term, k), inv)
		if c.negligible(term, sum) {
			break
		}
		sum = c.Add(sum, term)
	}
	w := New(c.prec + uint(max(z.Exponent(), 0)))
	r := c.round(w.Mul(w.Exp(z), w.Mul(sum, inv)))
	if s := z.Im.Sign(); s != 0 {
		r.Im = c.new().Add(r.Im, c.new().Mul(c.pi, c.real(float64(s))))
	}
	return r
}

// Ei returns the exponential integral γ + log z + Σ zᵏ/(k·k!), real for z < 0: there the mean of both sides of the cut.
func (c *Context) Ei(z Complex) Complex {
	if z.IsZero() {
		panic(Undefined{})
	}
	m := magnitude(z)
	if c.far(m - 64) {
		return c.round(New(c.prec + guard).eiFar(z))
	}
	w := c.widened(3 * m)
	l := w.Log(z)
	if z.IsReal() {
		l = Complex{l.Re, w.new()}
	}
	return c.round(w.Add(w.Add(w.entire(z, false), l), Complex{w.euler(), w.new()}))
}

// Li returns the logarithmic integral Ei(log z).
func (c *Context) Li(z Complex) Complex { return c.Ei(c.Log(z)) }

// Si returns the sine integral (E(iz) − E(−iz))/(2i), where E is the entire function.
func (c *Context) Si(z Complex) Complex {
	w, far := c.forEntire(z)
	iz := w.timesI(z)
	d := w.Sub(w.entire(iz, far), w.entire(w.Neg(iz), far))
	return c.round(w.scale(w.Neg(w.timesI(d)), w.half)).realWith(z)
}

// Ci returns the cosine integral γ + log z + (E(iz) + E(−iz))/2.
func (c *Context) Ci(z Complex) Complex {
	if z.IsZero() {
		panic(Undefined{})
	}
	w, far := c.forEntire(z)
	iz := w.timesI(z)
	s := w.scale(w.Add(w.entire(iz, far), w.entire(w.Neg(iz), far)), w.half)
	return c.round(w.Add(w.Add(s, w.Log(z)), Complex{w.euler(), w.new()}))
}

// Shi returns the hyperbolic sine integral (E(z) − E(−z))/2.
func (c *Context) Shi(z Complex) Complex {
	w, far := c.forEntire(z)
	return c.round(w.scale(w.Sub(w.entire(z, far), w.entire(w.Neg(z), far)), w.half)).realWith(z)
}

// Chi returns the hyperbolic cosine integral γ + log z + (E(z) + E(−z))/2.
func (c *Context) Chi(z Complex) Complex {
	if z.IsZero() {
		panic(Undefined{})
	}
	w, far := c.forEntire(z)
	s := w.scale(w.Add(w.entire(z, far), w.entire(w.Neg(z), far)), w.half)
	return c.round(w.Add(w.Add(s, w.Log(z)), Complex{w.euler(), w.new()}))
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

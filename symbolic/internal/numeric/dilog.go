package numeric

// Dilog returns Li₂(z) = −∫₀ᶻ log(1−t)/t dt, cut along [1, ∞).
func (c *Context) Dilog(z Complex) Complex {
	if z.IsZero() {
		return z
	}
	w := New(c.prec + guard)
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

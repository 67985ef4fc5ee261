package numeric

import "math"

// Erf returns erf z = 2/√π ∫₀ᶻ exp(−t²) dt.
func (c *Context) Erf(z Complex) Complex {
	if z.Re.Sign() < 0 {
		return c.Neg(c.Erf(c.Neg(z)))
	}
	m := magnitude(z)
	if !c.far(m * m) {
		return c.round(c.widened(2*m*m*math.Log2E).erfSeries(z, m))
	}
	if v := z.Complex128(); c.far(real(v)*real(v) - imag(v)*imag(v)) {
		return c.Int(1) // what is missing is below the precision
	}
	w := New(c.prec + guard)
	return c.round(w.Sub(w.Int(1), w.erfcFar(z)))
}

// erfSeries is 2/√π Σ (−1)ᵏ z^(2k+1)/(k!(2k+1)); m is |z|.
func (c *Context) erfSeries(z Complex, m float64) Complex {
	z2 := c.Neg(c.Mul(z, z))
	term, sum := c.round(z), c.round(z)
	for k := int64(1); ; k++ {
		term = c.quoInt(c.Mul(term, z2), k)
		t := c.quoInt(term, 2*k+1)
		if c.negligible(t, sum) && float64(k) > m*m {
			break
		}
		sum = c.Add(sum, t)
	}
	return c.Div(c.scaleInt(sum, 2), c.Sqrt(c.Pi()))
}

// erfcFar is erfc z = exp(−z²)/(z√π)·Σ (−1)ᵏ (2k−1)!!/(2z²)ᵏ for large z with Re z ≥ 0.
func (c *Context) erfcFar(z Complex) Complex {
	z2 := c.Mul(z, z)
	step := c.Inv(c.scaleInt(c.Neg(z2), 2))
	term, sum := c.Int(1), c.Int(1)
	for k := int64(1); ; k++ {
		term = c.Mul(c.scaleInt(term, 2*k-1), step)
		if c.negligible(term, sum) {
			break
		}
		sum = c.Add(sum, term)
	}
	// The exponential has the absolute error of its argument.
	w := New(c.prec + uint(max(z2.Exponent(), 0)))
	wz := w.round(z)
	e := w.Exp(w.Neg(w.Mul(wz, wz)))
	return c.round(w.Div(w.Mul(e, sum), w.Mul(wz, w.Sqrt(w.Pi()))))
}

// Erfi returns erfi z = −i·erf(iz).
func (c *Context) Erfi(z Complex) Complex {
	return c.Neg(c.timesI(c.Erf(c.timesI(z)))).realWith(z)
}

// Erfc returns 1 − erf z.
func (c *Context) Erfc(z Complex) Complex {
	m := magnitude(z)
	if c.far(m*m) && z.Re.Sign() >= 0 {
		return c.round(New(c.prec + guard).erfcFar(z))
	}
	w := c
	if z.Re.Sign() >= 0 {
		w = c.widened(2 * m * m)
	}
	return c.round(w.Sub(w.Int(1), w.Erf(z)))
}

// Fresnel returns S(z) = ∫₀ᶻ sin(πt²/2) dt and C(z) likewise with the cosine, by erf.
func (c *Context) Fresnel(z Complex) (s, co Complex) {
	w := New(c.prec + guard)
	// C ± iS = (1±i)/2 · erf(√π/2·(1∓i)·z)
	r := w.scale(w.Sqrt(w.Pi()), w.half)
	p, m := w.Float(1, 1), w.Float(1, -1)
	e1 := w.scale(w.Mul(p, w.Erf(w.Mul(w.scale(m, r.Re), z))), w.half)
	e2 := w.scale(w.Mul(m, w.Erf(w.Mul(w.scale(p, r.Re), z))), w.half)
	co = w.scale(w.Add(e1, e2), w.half)
	s = w.scale(w.Neg(w.timesI(w.Sub(e1, e2))), w.half)
	return c.round(s).realWith(z), c.round(co).realWith(z)
}

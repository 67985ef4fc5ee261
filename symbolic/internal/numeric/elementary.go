package numeric

import (
	"math"
	"math/big"
)

// Elementary functions. exp and the circular functions reduce their argument and sum a Taylor series after further
// halvings; log and atan start from the hardware's value and correct it by one step whose remainder is a short series
// in the small error (R. P. Brent and P. Zimmermann, Modern Computer Arithmetic, ch. 4).

const guard = 48 // bits by which inner sums exceed the working precision

// expReal returns eˣ.
func (c *Context) expReal(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return c.real(1)
	}
	if x.MantExp(nil) > 40 {
		panic(Undefined{})
	}
	w := c.prec + guard
	f := func() *big.Float { return new(big.Float).SetPrec(w) }
	// x = k·ln 2 + r with |r| ≤ ln 2/2.
	xf, _ := x.Float64()
	k := int64(math.Round(xf / math.Ln2))
	if k > maxExponent || k < -8*maxExponent {
		panic(Undefined{})
	}
	r := f().Set(x)
	if k != 0 {
		r.Sub(r, f().Mul(f().SetInt64(k), c.ln2))
	}
	s := int(math.Sqrt(float64(w)) / 1.5)
	r.SetMantExp(r, -s)
	// e^r − 1 by Taylor, then s doublings (1 + t)² − 1 = t(2 + t).
	sum, term := f().Set(r), f().Set(r)
	for n := int64(2); term.Sign() != 0 && term.MantExp(nil) > sum.MantExp(nil)-int(w); n++ {
		term.Mul(term, r)
		term.Quo(term, f().SetInt64(n))
		sum.Add(sum, term)
	}
	two := f().SetInt64(2)
	for range s {
		sum.Mul(sum, f().Add(sum, two))
	}
	sum.Add(sum, f().SetInt64(1))
	return c.new().Set(sum.SetMantExp(sum, int(k)))
}

// sincosReal returns sin x and cos x.
func (c *Context) sincosReal(x *big.Float) (sin, cos *big.Float) {
	if x.Sign() == 0 {
		return c.new(), c.real(1)
	}
	e := x.MantExp(nil)
	if e > 64 {
		panic(Undefined{})
	}
	w := c.prec + guard + uint(max(e, 0))
	f := func() *big.Float { return new(big.Float).SetPrec(w) }
	r := f().Set(x)
	pi := c.pi
	if need := w + uint(max(e, 0)) + 32; pi == nil || pi.Prec() < need {
		pi = piTo(need)
	}
	// q = round(x/(π/2)), r = x − q·π/2.
	q := new(big.Int)
	if e >= 0 {
		t := f().Quo(r, f().Mul(pi, f().SetFloat64(0.5)))
		if t.Sign() >= 0 {
			t.Add(t, f().SetFloat64(0.5))
		} else {
			t.Sub(t, f().SetFloat64(0.5))
		}
		t.Int(q)
		r.Sub(r, f().Mul(f().SetInt(q), f().Mul(pi, f().SetFloat64(0.5))))
	}
	if r.Sign() == 0 {
		sin, cos = c.new(), c.real(1)
	} else {
		s := int(math.Sqrt(float64(w)) / 2)
		r.SetMantExp(r, -s)
		// v = 1 − cos r by Taylor, doubled s−1 times by 1 − cos 2r = 2v(2 − v); sine from the last halving.
		r2 := f().Mul(r, r)
		r2.Neg(r2)
		v, term := f(), f().SetInt64(1)
		for n := int64(2); ; n += 2 {
			term.Mul(term, r2)
			term.Quo(term, f().SetInt64(n*(n-1)))
			if term.Sign() == 0 || v.Sign() != 0 && term.MantExp(nil) < v.MantExp(nil)-int(w) {
				break
			}
			v.Sub(v, term)
		}
		two := f().SetInt64(2)
		for range s {
			t := f().Sub(two, v)
			v.Mul(v, t)
			v.Mul(v, two)
		}
		cw := f().Sub(f().SetInt64(1), v)
		// sin² = v(2 − v)
		sw := f().Mul(v, f().Sub(two, v))
		if sw.Sign() < 0 {
			sw.SetInt64(0)
		}
		sw.Sqrt(sw)
		if r.Sign() < 0 {
			sw.Neg(sw)
		}
		sin, cos = c.new().Set(sw), c.new().Set(cw)
	}
	switch new(big.Int).And(q, big.NewInt(3)).Int64() {
	case 1:
		sin, cos = cos, sin.Neg(sin)
	case 2:
		sin, cos = sin.Neg(sin), cos.Neg(cos)
	case 3:
		sin, cos = cos.Neg(cos), sin
	}
	return sin, cos
}

// logReal returns log x for x > 0.
func (c *Context) logReal(x *big.Float) *big.Float {
	m := new(big.Float)
	e := x.MantExp(m)
	mf, _ := m.Float64()
	if mf < math.Sqrt2/2 {
		mf *= 2
		e--
	}
	m = c.new().SetMantExp(x, -e)
	w := &Context{prec: c.prec + guard, ln2: c.ln2}
	// log m = y + log(1 + t), t = m·e^(−y) − 1 about 2⁻⁵².
	y := w.real(math.Log(mf))
	t := w.new().Mul(m, w.expReal(w.new().Neg(y)))
	t.Sub(t, w.real(1))
	y.Add(y, w.log1pSmall(t))
	if e != 0 {
		y.Add(y, w.new().Mul(w.new().SetInt64(int64(e)), c.ln2))
	}
	return c.new().Set(y)
}

func (c *Context) log1pSmall(t *big.Float) *big.Float {
	sum, pow := c.new().Set(t), c.new().Set(t)
	if t.Sign() == 0 {
		return sum
	}
	for n := int64(2); ; n++ {
		pow.Mul(pow, t)
		pow.Neg(pow)
		term := c.new().Quo(pow, c.new().SetInt64(n))
		if term.Sign() == 0 || term.MantExp(nil) < sum.MantExp(nil)-int(c.prec) {
			return sum
		}
		sum.Add(sum, term)
	}
}

// Arg returns the angle of z in (−π, π].
func (c *Context) arg(z Complex) *big.Float {
	switch {
	case z.Im.Sign() == 0:
		if z.Re.Sign() >= 0 {
			return c.new()
		}
		return c.new().Set(c.pi)
	case z.Re.Sign() == 0:
		h := c.new().Mul(c.pi, c.half)
		if z.Im.Sign() < 0 {
			h.Neg(h)
		}
		return h
	}
	w := &Context{prec: c.prec + guard, pi: c.pi, ln2: c.ln2}
	// Scale so that the larger part is about 1; hardware angle θ; sin(angle − θ) = (y cos θ − x sin θ)/r.
	e := z.Exponent()
	x := w.new().SetMantExp(z.Re, -e)
	y := w.new().SetMantExp(z.Im, -e)
	xf, _ := x.Float64()
	yf, _ := y.Float64()
	th := math.Atan2(yf, xf)
	if th == 0 || math.Abs(yf) < 1e-290 || math.Abs(xf) < 1e-290 {
		// A part below the hardware's reach: the angle is y/x, or a quarter turn less x/y, to all digits but for its cube.
		t := w.new().Quo(y, x)
		if z.Im.MantExp(nil) < z.Re.MantExp(nil) {
			if z.Re.Sign() < 0 {
				if z.Im.Sign() < 0 {
					t.Sub(t, c.pi)
				} else {
					t.Add(t, c.pi)
				}
			}
			return c.new().Set(t)
		}
		t.Quo(x, y)
		h := w.new().Mul(c.pi, w.real(0.5))
		if z.Im.Sign() < 0 {
			h.Neg(h)
		}
		return c.new().Sub(h, t)
	}
	theta := w.real(th)
	s, co := w.sincosReal(theta)
	r := w.new().Sqrt(w.norm(Complex{x, y}))
	d := w.new().Sub(w.new().Mul(y, co), w.new().Mul(x, s))
	d.Quo(d, r)
	// asin d = d + d³/6 + 3d⁵/40 + 15d⁷/336 + …, |d| about 2⁻⁵².
	d2 := w.new().Mul(d, d)
	term := w.new().Set(d)
	sum := w.new().Set(d)
	for n := int64(1); sum.Sign() != 0; n += 2 {
		term.Mul(term, d2)
		term.Mul(term, w.new().SetInt64(n))
		term.Quo(term, w.new().SetInt64(n+1))
		u := w.new().Quo(term, w.new().SetInt64(n+2))
		if u.Sign() == 0 || u.MantExp(nil) < sum.MantExp(nil)-int(w.prec) {
			break
		}
		sum.Add(sum, u)
	}
	return c.new().Add(theta, sum)
}

// Exp returns eᶻ.
func (c *Context) Exp(z Complex) Complex {
	m := c.expReal(z.Re)
	if z.IsReal() {
		return Complex{m, c.new()}
	}
	s, co := c.sincosReal(z.Im)
	return Complex{co.Mul(co, m), s.Mul(s, m)}
}

// Log returns the principal logarithm.
func (c *Context) Log(z Complex) Complex {
	if z.IsZero() {
		panic(Undefined{})
	}
	if z.IsReal() && z.Re.Sign() > 0 {
		return Complex{c.logReal(z.Re), c.new()}
	}
	var l *big.Float
	if z.IsReal() {
		l = c.logReal(c.new().Neg(z.Re))
	} else {
		l = c.logReal(c.norm(z))
		l.Mul(l, c.half)
	}
	return Complex{l, c.arg(z)}
}

// SinCos returns sin z and cos z.
func (c *Context) SinCos(z Complex) (sin, cos Complex) {
	s, co := c.sincosReal(z.Re)
	if z.IsReal() {
		return Complex{s, c.new()}, Complex{co, c.new()}
	}
	sh, ch := c.sinhcoshReal(z.Im)
	sin = Complex{c.new().Mul(s, ch), c.new().Mul(co, sh)}
	cos = Complex{c.new().Mul(co, ch), c.new().Neg(c.new().Mul(s, sh))}
	return sin, cos
}

func (c *Context) sinhcoshReal(x *big.Float) (sinh, cosh *big.Float) {
	// Below 1 the difference e^x − e^(−x) cancels: work with that many more bits.
	w := &Context{prec: c.prec + guard, ln2: c.ln2}
	if x.Sign() != 0 {
		if e := x.MantExp(nil); e < 0 {
			w.prec += uint(min(-e, 4*int(c.prec)))
		}
	}
	e := w.expReal(x)
	inv := w.new().Quo(w.real(1), e)
	h := w.real(0.5)
	s := w.new().Sub(e, inv)
	co := e.Add(e, inv)
	return c.new().Mul(s, h), c.new().Mul(co, h)
}

// SinhCosh returns sinh z and cosh z.
func (c *Context) SinhCosh(z Complex) (sinh, cosh Complex) {
	// sinh z = −i sin(iz), cosh z = cos(iz).
	s, co := c.SinCos(c.timesI(z))
	return c.Neg(c.timesI(s)), co
}

// Tan returns tan z.
func (c *Context) Tan(z Complex) Complex {
	s, co := c.SinCos(z)
	return c.Div(s, co)
}

// Asin returns the principal arcsine, −i·log(iz + √(1−z²)) with √(1−z²) = √(1−z)·√(1+z). Between -1 and 1 the result
// has no imaginary part at all; above the real axis, where the terms of the sum would cancel, -asin(-z) is taken.
func (c *Context) Asin(z Complex) Complex {
	if z.Im.Sign() > 0 {
		return c.Neg(c.Asin(c.Neg(z)))
	}
	one := c.Int(1)
	r := c.Mul(c.Sqrt(c.Sub(one, z)), c.Sqrt(c.Add(one, z)))
	if z.IsReal() && r.IsReal() {
		return Complex{c.arg(Complex{r.Re, z.Re}), c.new()}
	}
	return c.Neg(c.timesI(c.Log(c.Add(c.timesI(z), r))))
}

// Acos returns the principal arccosine π/2 − asin z.
func (c *Context) Acos(z Complex) Complex {
	return c.Sub(Complex{c.new().Mul(c.pi, c.half), c.new()}, c.Asin(z))
}

// Atan returns the principal arctangent (i/2)(log(1−iz) − log(1+iz)), for real z the angle of 1+iz.
func (c *Context) Atan(z Complex) Complex {
	if z.IsReal() {
		return Complex{c.arg(Complex{c.one, z.Re}), c.new()}
	}
	iz := c.timesI(z)
	d := c.Sub(c.Log(c.Sub(c.Int(1), iz)), c.Log(c.Add(c.Int(1), iz)))
	return c.scale(c.timesI(d), c.half)
}

// Asinh returns the principal inverse hyperbolic sine.
func (c *Context) Asinh(z Complex) Complex {
	return c.Neg(c.timesI(c.Asin(c.timesI(z))))
}

// Acosh returns the principal inverse hyperbolic cosine log(z + √(z−1)√(z+1)).
func (c *Context) Acosh(z Complex) Complex {
	one := c.Int(1)
	return c.Log(c.Add(z, c.Mul(c.Sqrt(c.Sub(z, one)), c.Sqrt(c.Add(z, one)))))
}

// Atanh returns the principal inverse hyperbolic tangent (log(1+z) − log(1−z))/2.
func (c *Context) Atanh(z Complex) Complex {
	one := c.Int(1)
	return c.scale(c.Sub(c.Log(c.Add(one, z)), c.Log(c.Sub(one, z))), c.half)
}

func (c *Context) computeLn2() *big.Float {
	// log 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749).
	w := c.prec + 2*guard
	s := new(big.Float).SetPrec(w)
	for _, t := range [][2]int64{{18, 26}, {-2, 4801}, {8, 8749}} {
		a := inverseSeries(w, t[1], 1)
		s.Add(s, a.Mul(a, new(big.Float).SetInt64(t[0])))
	}
	return s
}

// computePi returns π with digits to spare for the reduction of arguments, wider contexts included.
func (c *Context) computePi() *big.Float { return piTo(c.prec + 6*guard) }

// piTo is Machin's formula π = 16 atan(1/5) − 4 atan(1/239).
func piTo(prec uint) *big.Float {
	w := prec + guard
	a, b := inverseSeries(w, 5, -1), inverseSeries(w, 239, -1)
	a.Mul(a, new(big.Float).SetInt64(16))
	b.Mul(b, new(big.Float).SetInt64(4))
	return a.Sub(a, b)
}

// inverseSeries returns Σ signᵏ/((2k+1)·n^(2k+1)): atanh(1/n) for sign 1, atan(1/n) for −1.
func inverseSeries(prec uint, n int64, sign int64) *big.Float {
	one := new(big.Int).Lsh(big.NewInt(1), prec+32)
	p := new(big.Int).Quo(one, big.NewInt(n))
	n2 := big.NewInt(n * n * sign)
	sum, t := new(big.Int), new(big.Int)
	for k := int64(1); p.Sign() != 0; k += 2 {
		sum.Add(sum, t.Quo(p, big.NewInt(k)))
		p.Quo(p, n2)
	}
	f := new(big.Float).SetPrec(prec).SetInt(sum)
	return f.SetMantExp(f, -int(prec+32))
}

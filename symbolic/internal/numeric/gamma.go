package numeric

import "math"

// Γ and the derivatives of its logarithm, by Stirling's series after the argument has been shifted to the right (DLMF 5.11,
// 5.15), on the left half-plane by reflection.

// maxShift bounds the steps by which an argument is shifted.
const maxShift = 1 << 20

// stirling returns a context for an argument of magnitude m, and how far to the right z must be moved for the series to
// reach its precision.
func (c *Context) stirling(z Complex, m float64) (w *Context, shift int) {
	if m > 1<<40 {
		panic(Undefined{})
	}
	w = New(c.prec + guard + uint(math.Log2(m+2)*2)) // log Γ is about m·log m, and exp has its absolute error
	re := real(z.Complex128())
	reach := float64(w.prec)/4 + 10
	if re > 0 && m > reach {
		return w, 0
	}
	shift = int(max(0, math.Ceil(reach-re)))
	if shift > maxShift {
		panic(Undefined{})
	}
	return w, shift
}

// within stops a series that does not come to its end.
func (c *Context) within(k int64) {
	if k > 2*int64(c.prec) {
		panic(Undefined{})
	}
}

// atPole reports whether Γ has a pole at z.
func atPole(z Complex) bool { return z.IsReal() && z.Re.IsInt() && z.Re.Sign() <= 0 }

// turn returns sin πz and cos πz. The whole part of z is taken out first.
func (c *Context) turn(z Complex) (sin, cos Complex) {
	k, _ := z.Re.Int(nil)
	odd := k.Bit(0) == 1
	r := c.Mul(c.Pi(), Complex{c.new().Sub(z.Re, c.new().SetInt(k)), z.Im})
	sin, cos = c.SinCos(r)
	if odd {
		return c.Neg(sin), c.Neg(cos)
	}
	return sin, cos
}

// Gamma returns Γ(z).
func (c *Context) Gamma(z Complex) Complex {
	if atPole(z) {
		panic(Undefined{})
	}
	m := magnitude(z)
	if real(z.Complex128()) < -8 { // Γ(z)Γ(1−z) = π/sin πz
		w := New(c.prec + guard + uint(max(z.Exponent(), 0)))
		s, _ := w.turn(z)
		return c.round(w.Div(w.Pi(), w.Mul(s, w.Gamma(w.Sub(w.Int(1), z)))))
	}
	w, shift := c.stirling(z, m)
	den := w.Int(1)
	s := w.round(z)
	for range shift {
		den = w.Mul(den, s)
		s = w.Add(s, w.Int(1))
	}
	// log Γ(s) = (s − ½) log s − s + ½ log 2π + Σ B_2k/(2k(2k−1)s^(2k−1))
	sum := w.Sub(w.Mul(w.Sub(s, Complex{w.half, w.new()}), w.Log(s)), s)
	sum = w.Add(sum, w.scale(w.Log(w.scaleInt(w.Pi(), 2)), w.half))
	inv := w.Inv(s)
	inv2 := w.Mul(inv, inv)
	for k := int64(1); ; k++ {
		w.within(k)
		t := w.quoInt(w.Mul(w.Rat(bernoulli(int(2*k))), inv), 2*k*(2*k-1))
		if w.negligible(t, sum) {
			break
		}
		sum = w.Add(sum, t)
		inv = w.Mul(inv, inv2)
	}
	return c.round(w.Div(w.Exp(sum), den))
}

// Digamma returns ψ(z) = Γ′(z)/Γ(z).
func (c *Context) Digamma(z Complex) Complex {
	if atPole(z) {
		panic(Undefined{})
	}
	m := magnitude(z)
	if real(z.Complex128()) < -8 { // ψ(1−z) − ψ(z) = π·cot πz
		w := New(c.prec + guard + uint(max(z.Exponent(), 0)))
		s, co := w.turn(z)
		return c.round(w.Sub(w.Digamma(w.Sub(w.Int(1), z)), w.Mul(w.Pi(), w.Div(co, s))))
	}
	w, shift := c.stirling(z, m)
	below := w.Int(0)
	s := w.round(z)
	for range shift {
		below = w.Add(below, w.Inv(s))
		s = w.Add(s, w.Int(1))
	}
	// log s − 1/(2s) − Σ B_2k/(2k·s^2k)
	inv := w.Inv(s)
	sum := w.Sub(w.Log(s), w.scale(inv, w.half))
	inv2 := w.Mul(inv, inv)
	pow := inv2
	for k := int64(1); ; k++ {
		w.within(k)
		t := w.quoInt(w.Mul(w.Rat(bernoulli(int(2*k))), pow), 2*k)
		if w.negligible(t, w.Int(1)) {
			break
		}
		sum = w.Sub(sum, t)
		pow = w.Mul(pow, inv2)
	}
	return c.round(w.Sub(sum, below))
}

// maxOrder bounds the orders of Polygamma.
const maxOrder = 1000

// Polygamma returns the n-th derivative of ψ at z, n ≥ 0.
func (c *Context) Polygamma(n int64, z Complex) Complex {
	if n == 0 {
		return c.Digamma(z)
	}
	if n < 0 || n > maxOrder || atPole(z) {
		panic(Undefined{})
	}
	// The series wants s somewhat further to the right, the larger n is.
	w, shift := c.stirling(z, magnitude(z))
	w = New(w.prec + 2*uint(n))
	shift += int(n)
	below := w.Int(0) // Σ 1/(z+j)^(n+1)
	s := w.round(z)
	for range shift {
		below = w.Add(below, w.Inv(w.PowInt(s, n+1)))
		s = w.Add(s, w.Int(1))
	}
	// (−1)^(n+1)/n! ψₙ(s) = 1/(n·sⁿ) + 1/(2s^(n+1)) + Σ B_2k·(2k+n−1)!/(n!(2k)!)/s^(2k+n)
	inv := w.Inv(s)
	inv2 := w.Mul(inv, inv)
	pow := w.PowInt(inv, n)
	sum := w.Add(w.quoInt(pow, n), w.scale(w.Mul(pow, inv), w.half))
	f := w.quoInt(pow, n) // (2k+n−1)!/(n!(2k)!)/s^(2k+n), at k = 0
	for k := int64(1); ; k++ {
		w.within(k)
		f = w.Mul(w.quoInt(w.scaleInt(f, (2*k+n-2)*(2*k+n-1)), (2*k-1)*2*k), inv2)
		t := w.Mul(w.Rat(bernoulli(int(2*k))), f)
		if w.negligible(t, sum) {
			break
		}
		sum = w.Add(sum, t)
	}
	sum = w.Add(sum, below)
	for k := int64(2); k <= n; k++ {
		sum = w.scaleInt(sum, k)
	}
	if n%2 == 0 {
		sum = w.Neg(sum)
	}
	return c.round(sum)
}

package numeric

import (
	"math"
	"math/big"
)

// What the special functions have in common. Near the origin they are summed by their power series, in a context widened
// by the digits that cancellation costs; far away by their asymptotic series (DLMF 5.11, 6.12, 7.12), once its smallest term
// is below the precision. What lies between takes the time of a wider context.

// maxWidened bounds the bits by which a context is widened: an evaluation that would need more counts as undefined.
const maxWidened = 1 << 21

// widened returns a context with so many more bits.
func (c *Context) widened(extra float64) *Context {
	if extra > maxWidened {
		panic(Undefined{})
	}
	return New(c.prec + guard + uint(extra))
}

// far reports whether an asymptotic series whose smallest term is about e^(−size) reaches the precision, and that of
// contexts which are some guard bits wider.
func (c *Context) far(size float64) bool {
	return size > float64(c.prec+4*guard)*math.Ln2
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

// realWith returns r, the value at z of a function that is real on the real axis, without an imaginary part if z is there.
func (r Complex) realWith(z Complex) Complex {
	if z.IsReal() && !r.IsReal() {
		r.Im = new(big.Float).SetPrec(r.Im.Prec())
	}
	return r
}

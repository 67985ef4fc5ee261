// Package numeric evaluates elementary and special functions of complex arguments in arbitrary precision.
//
// It serves verification: an identity that holds at a few points off the real axis to 60 digits holds. Working
// precision is that of the Context; results are correct to within a few dozen units of the last place away from zeros
// and branch cuts, which is what a comparison with a generous margin needs. It is not ball arithmetic and gives no
// bound. Branches are the principal ones of ISO C and the Digital Library of Mathematical Functions, cuts closed as
// coming from counter-clockwise.
package numeric

import (
	"math"
	"math/big"
	"sync"
	"sync/atomic"
)

// A Context fixes the working precision in bits. Contexts are safe for concurrent use.
type Context struct {
	prec      uint
	pi, ln2   *big.Float
	one, half *big.Float
	euler     func() *big.Float // made when first asked for
}

// A Complex is a complex number; neither part is changed after it is made.
type Complex struct{ Re, Im *big.Float }

// Undefined is the panic of an operation at a pole, or of an argument too large to evaluate; At turns it into ok=false.
type Undefined struct{}

// Defined runs f and reports whether it ended without meeting an undefined value.
func Defined(f func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(Undefined); is {
				ok = false
				return
			}
			if _, is := r.(big.ErrNaN); is {
				ok = false
				return
			}
			panic(r)
		}
	}()
	f()
	return true
}

// Special functions widen contexts again and again: those of usual precision are kept.
const maxKept = 1 << 11

var kept [maxKept / granule]atomic.Pointer[Context]

// New returns a Context that works with prec bits, rounded up.
func New(prec uint) *Context {
	prec = (prec + granule - 1) / granule * granule
	if prec >= maxKept {
		return fresh(prec)
	}
	c := kept[prec/granule].Load()
	if c == nil {
		c = fresh(prec)
		kept[prec/granule].Store(c)
	}
	return c
}

// granule is what precisions are multiples of, in bits.
const granule = 32

func fresh(prec uint) *Context {
	c := &Context{prec: prec}
	c.one, c.half = c.real(1), c.real(0.5)
	c.ln2 = c.computeLn2()
	c.pi = c.computePi()
	c.euler = sync.OnceValue(c.computeEuler)
	return c
}

// Prec returns the working precision in bits.
func (c *Context) Prec() uint { return c.prec }

func (c *Context) new() *big.Float           { return new(big.Float).SetPrec(c.prec) }
func (c *Context) real(x float64) *big.Float { return c.new().SetFloat64(x) }

// Int returns the number k.
func (c *Context) Int(k int64) Complex { return Complex{c.new().SetInt64(k), c.new()} }

// Rat returns the number q.
func (c *Context) Rat(q *big.Rat) Complex { return Complex{c.new().SetRat(q), c.new()} }

// Float returns the number re + i·im.
func (c *Context) Float(re, im float64) Complex { return Complex{c.real(re), c.real(im)} }

// Pi returns π.
func (c *Context) Pi() Complex { return Complex{c.pi, c.new()} }

// I returns the imaginary unit.
func (c *Context) I() Complex { return Complex{c.new(), c.one} }

// IsZero reports whether z is 0.
func (z Complex) IsZero() bool { return z.Re.Sign() == 0 && z.Im.Sign() == 0 }

// IsReal reports whether the imaginary part of z is 0.
func (z Complex) IsReal() bool { return z.Im.Sign() == 0 }

// Complex128 returns z rounded.
func (z Complex) Complex128() complex128 {
	re, _ := z.Re.Float64()
	im, _ := z.Im.Float64()
	return complex(re, im)
}

// Exponent returns e such that |z| is between 2^(e−1) and 2^(e+1); math.MinInt32 for 0.
func (z Complex) Exponent() int {
	e := math.MinInt32
	if z.Re.Sign() != 0 {
		e = z.Re.MantExp(nil)
	}
	if z.Im.Sign() != 0 {
		e = max(e, z.Im.MantExp(nil))
	}
	return e
}

// Add returns a + b.
func (c *Context) Add(a, b Complex) Complex {
	return Complex{c.new().Add(a.Re, b.Re), c.new().Add(a.Im, b.Im)}
}

// Sub returns a − b.
func (c *Context) Sub(a, b Complex) Complex {
	return Complex{c.new().Sub(a.Re, b.Re), c.new().Sub(a.Im, b.Im)}
}

// Neg returns −a.
func (c *Context) Neg(a Complex) Complex { return Complex{c.new().Neg(a.Re), c.new().Neg(a.Im)} }

// Mul returns a·b.
func (c *Context) Mul(a, b Complex) Complex {
	if a.IsReal() {
		return c.scale(b, a.Re)
	}
	if b.IsReal() {
		return c.scale(a, b.Re)
	}
	re := c.new().Mul(a.Re, b.Re)
	re.Sub(re, c.new().Mul(a.Im, b.Im))
	im := c.new().Mul(a.Re, b.Im)
	im.Add(im, c.new().Mul(a.Im, b.Re))
	return Complex{re, im}
}

func (c *Context) scale(a Complex, k *big.Float) Complex {
	return Complex{c.new().Mul(a.Re, k), c.new().Mul(a.Im, k)}
}

func (c *Context) scaleInt(a Complex, k int64) Complex { return c.scale(a, c.new().SetInt64(k)) }

func (c *Context) quoInt(a Complex, k int64) Complex {
	d := c.new().SetInt64(k)
	return Complex{c.new().Quo(a.Re, d), c.new().Quo(a.Im, d)}
}

// timesI returns i·a.
func (c *Context) timesI(a Complex) Complex { return Complex{c.new().Neg(a.Im), a.Re} }

// Inv returns 1/a.
func (c *Context) Inv(a Complex) Complex {
	n := c.norm(a)
	if n.Sign() == 0 {
		panic(Undefined{})
	}
	return Complex{c.new().Quo(a.Re, n), c.new().Neg(c.new().Quo(a.Im, n))}
}

// Div returns a/b.
func (c *Context) Div(a, b Complex) Complex { return c.Mul(a, c.Inv(b)) }

func (c *Context) norm(a Complex) *big.Float {
	n := c.new().Mul(a.Re, a.Re)
	return n.Add(n, c.new().Mul(a.Im, a.Im))
}

// Abs returns |a|.
func (c *Context) Abs(a Complex) Complex {
	return Complex{c.new().Sqrt(c.norm(a)), c.new()}
}

// Sqrt returns the principal square root.
func (c *Context) Sqrt(a Complex) Complex {
	if a.IsZero() {
		return a
	}
	if a.Im.Sign() == 0 {
		if a.Re.Sign() >= 0 {
			return Complex{c.new().Sqrt(a.Re), c.new()}
		}
		return Complex{c.new(), c.new().Sqrt(c.new().Neg(a.Re))}
	}
	// The larger of the two parts of the root first, the other from 2·re·im = Im a: no cancellation.
	m := c.new().Sqrt(c.norm(a))
	t := c.new().Abs(a.Re)
	t.Add(t, m)
	t.Mul(t, c.half)
	t.Sqrt(t)
	u := c.new().Quo(a.Im, c.new().Mul(c.real(2), t))
	if a.Re.Sign() >= 0 {
		return Complex{t, u}
	}
	u.Abs(u)
	if a.Im.Sign() < 0 {
		t.Neg(t)
	}
	return Complex{u, t}
}

// PowInt returns aᵏ.
func (c *Context) PowInt(a Complex, k int64) Complex {
	if k < 0 {
		return c.Inv(c.PowInt(a, -k))
	}
	r := c.Int(1)
	for ; k > 0; k >>= 1 {
		if k&1 == 1 {
			r = c.Mul(r, a)
		}
		if k > 1 {
			a = c.Mul(a, a)
		}
		if e := r.Exponent(); e > maxExponent {
			panic(Undefined{})
		}
	}
	return r
}

// maxExponent bounds the magnitudes that are worth comparing: beyond 2^maxExponent an evaluation counts as undefined.
const maxExponent = 1 << 16

// Pow returns a^b = exp(b·log a), with 0^b = 0 for Re b > 0.
func (c *Context) Pow(a, b Complex) Complex {
	if b.IsReal() && b.Re.IsInt() {
		if k, acc := b.Re.Int64(); acc == big.Exact && k > -1<<20 && k < 1<<20 {
			return c.PowInt(a, k)
		}
	}
	if a.IsZero() {
		if b.Re.Sign() > 0 {
			return a
		}
		panic(Undefined{})
	}
	if b.IsReal() {
		if t := c.new().Mul(b.Re, c.real(2)); t.IsInt() {
			if k, acc := t.Int64(); acc == big.Exact && k > -1<<20 && k < 1<<20 {
				return c.PowInt(c.Sqrt(a), k)
			}
		}
	}
	return c.Exp(c.Mul(b, c.Log(a)))
}

package eval

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
)

// A function evaluates functions of one argument in the precision of c, on principal branches. A bare one leaves out the
// values of primitive functions, where only the derivative is asked for.
type function struct {
	c    *numeric.Context
	bare bool
}

// unless returns f(z), or 0 where values are not asked for.
func (w function) unless(f func(numeric.Complex) numeric.Complex, z numeric.Complex) numeric.Complex {
	if w.bare {
		return w.c.Int(0)
	}
	return f(z)
}

// at returns op(z) and a closure for op'(z). It panics with numeric.Undefined where op has no value.
func (w function) at(op expr.Op, z numeric.Complex) (numeric.Complex, func() numeric.Complex) {
	c, one := w.c, w.c.Int(1)
	sq := func(a numeric.Complex) numeric.Complex { return c.Mul(a, a) }
	switch op {
	case expr.OpExp:
		v := c.Exp(z)
		return v, func() numeric.Complex { return v }
	case expr.OpLog:
		return w.unless(c.Log, z), func() numeric.Complex { return c.Inv(z) }
	case expr.OpLog1p:
		u := c.Add(z, one)
		return w.unless(c.Log, u), func() numeric.Complex { return c.Inv(u) }
	case expr.OpExpm1:
		v := c.Exp(z)
		return c.Sub(v, one), func() numeric.Complex { return v }
	case expr.OpSin, expr.OpCos, expr.OpTan, expr.OpSec, expr.OpCsc, expr.OpCot:
		s, co := c.SinCos(z)
		switch op {
		case expr.OpSin:
			return s, func() numeric.Complex { return co }
		case expr.OpCos:
			return co, func() numeric.Complex { return c.Neg(s) }
		case expr.OpTan:
			return c.Div(s, co), func() numeric.Complex { return c.Inv(sq(co)) }
		case expr.OpSec:
			return c.Inv(co), func() numeric.Complex { return c.Div(s, sq(co)) }
		case expr.OpCsc:
			return c.Inv(s), func() numeric.Complex { return c.Neg(c.Div(co, sq(s))) }
		}
		return c.Div(co, s), func() numeric.Complex { return c.Neg(c.Inv(sq(s))) }
	case expr.OpSinh, expr.OpCosh, expr.OpTanh, expr.OpSech, expr.OpCsch, expr.OpCoth:
		s, co := c.SinhCosh(z)
		switch op {
		case expr.OpSinh:
			return s, func() numeric.Complex { return co }
		case expr.OpCosh:
			return co, func() numeric.Complex { return s }
		case expr.OpTanh:
			return c.Div(s, co), func() numeric.Complex { return c.Inv(sq(co)) }
		case expr.OpSech:
			return c.Inv(co), func() numeric.Complex { return c.Neg(c.Div(s, sq(co))) }
		case expr.OpCsch:
			return c.Inv(s), func() numeric.Complex { return c.Neg(c.Div(co, sq(s))) }
		}
		return c.Div(co, s), func() numeric.Complex { return c.Neg(c.Inv(sq(s))) }
	case expr.OpAbs:
		return c.Abs(z), func() numeric.Complex {
			if !z.IsReal() {
				panic(numeric.Undefined{})
			}
			return c.Int(int64(z.Re.Sign()))
		}
	case expr.OpSign:
		if !z.IsReal() || z.IsZero() {
			panic(numeric.Undefined{})
		}
		return c.Int(int64(z.Re.Sign())), func() numeric.Complex { return c.Int(0) }
	case expr.OpStep:
		if !z.IsReal() || z.IsZero() {
			panic(numeric.Undefined{})
		}
		return c.Int(int64(z.Re.Sign()+1) / 2), func() numeric.Complex { return c.Int(0) }
	case expr.OpGamma:
		v := c.Gamma(z)
		return v, func() numeric.Complex { return c.Mul(v, c.Digamma(z)) }
	case expr.OpDigamma:
		return c.Digamma(z), func() numeric.Complex { return c.Polygamma(1, z) }
	}
	if v, d, ok := w.inverse(op, z); ok {
		return v, d
	}
	return w.special(op, z)
}

func (w function) inverse(op expr.Op, z numeric.Complex) (v numeric.Complex, d func() numeric.Complex, ok bool) {
	c, one := w.c, w.c.Int(1)
	sq := func(a numeric.Complex) numeric.Complex { return c.Mul(a, a) }
	// √(1−z²) and √(z²−1) in the factored forms that share the cuts of the inverse functions.
	rootDown := func() numeric.Complex { return c.Mul(c.Sqrt(c.Sub(one, z)), c.Sqrt(c.Add(one, z))) }
	rootUp := func() numeric.Complex { return c.Mul(c.Sqrt(c.Sub(z, one)), c.Sqrt(c.Add(z, one))) }
	of := func(op expr.Op) (numeric.Complex, func() numeric.Complex, bool) { // the same function of 1/z
		u := c.Inv(z)
		v, d, ok := w.inverse(op, u)
		return v, func() numeric.Complex { return c.Neg(c.Mul(d(), sq(u))) }, ok
	}
	switch op {
	case expr.OpAsin:
		return w.unless(c.Asin, z), func() numeric.Complex { return c.Inv(rootDown()) }, true
	case expr.OpAcos:
		return w.unless(c.Acos, z), func() numeric.Complex { return c.Neg(c.Inv(rootDown())) }, true
	case expr.OpAtan:
		return w.unless(c.Atan, z), func() numeric.Complex { return c.Inv(c.Add(one, sq(z))) }, true
	case expr.OpAsinh:
		return w.unless(c.Asinh, z), func() numeric.Complex {
			return c.Inv(c.Mul(c.Sqrt(c.Sub(one, c.Mul(c.I(), z))), c.Sqrt(c.Add(one, c.Mul(c.I(), z)))))
		}, true
	case expr.OpAcosh:
		return w.unless(c.Acosh, z), func() numeric.Complex { return c.Inv(rootUp()) }, true
	case expr.OpAtanh:
		return w.unless(c.Atanh, z), func() numeric.Complex { return c.Inv(c.Sub(one, sq(z))) }, true
	case expr.OpAsec:
		return of(expr.OpAcos)
	case expr.OpAcsc:
		return of(expr.OpAsin)
	case expr.OpAcot:
		return of(expr.OpAtan)
	case expr.OpAsech:
		return of(expr.OpAcosh)
	case expr.OpAcsch:
		return of(expr.OpAsinh)
	case expr.OpAcoth:
		return of(expr.OpAtanh)
	}
	return v, nil, false
}

func (w function) special(op expr.Op, z numeric.Complex) (numeric.Complex, func() numeric.Complex) {
	c, one := w.c, w.c.Int(1)
	sq := func(a numeric.Complex) numeric.Complex { return c.Mul(a, a) }
	gauss := func(sign int64) func() numeric.Complex { // 2/√π·e^(±z²)
		return func() numeric.Complex {
			e := c.Exp(c.Mul(c.Int(sign), sq(z)))
			return c.Div(c.Mul(c.Int(2), e), c.Sqrt(c.Pi()))
		}
	}
	switch op {
	case expr.OpErf:
		return w.unless(c.Erf, z), gauss(-1)
	case expr.OpErfi:
		return w.unless(c.Erfi, z), gauss(1)
	case expr.OpErfc:
		return w.unless(c.Erfc, z), func() numeric.Complex { return c.Neg(gauss(-1)()) }
	case expr.OpEi:
		return w.unless(c.Ei, z), func() numeric.Complex { return c.Div(c.Exp(z), z) }
	case expr.OpLi:
		return w.unless(c.Li, z), func() numeric.Complex { return c.Inv(c.Log(z)) }
	case expr.OpSi:
		return w.unless(c.Si, z), func() numeric.Complex { s, _ := c.SinCos(z); return c.Div(s, z) }
	case expr.OpCi:
		return w.unless(c.Ci, z), func() numeric.Complex { _, co := c.SinCos(z); return c.Div(co, z) }
	case expr.OpShi:
		return w.unless(c.Shi, z), func() numeric.Complex { s, _ := c.SinhCosh(z); return c.Div(s, z) }
	case expr.OpChi:
		return w.unless(c.Chi, z), func() numeric.Complex { _, co := c.SinhCosh(z); return c.Div(co, z) }
	case expr.OpDilog:
		return w.unless(c.Dilog, z), func() numeric.Complex { return c.Neg(c.Div(c.Log(c.Sub(one, z)), z)) }
	case expr.OpFresnelS, expr.OpFresnelC:
		s, co := c.Int(0), c.Int(0)
		if !w.bare {
			s, co = c.Fresnel(z)
		}
		d := func() (numeric.Complex, numeric.Complex) {
			return c.SinCos(c.Div(c.Mul(c.Pi(), sq(z)), c.Int(2)))
		}
		if op == expr.OpFresnelS {
			return s, func() numeric.Complex { a, _ := d(); return a }
		}
		return co, func() numeric.Complex { _, b := d(); return b }
	}
	panic(numeric.Undefined{})
}

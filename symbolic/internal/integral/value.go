package integral

import (
	"math"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
)

// A dual is a value and a derivative by the variable of integration: expressions are differentiated numerically, by
// the chain rule at a point, so that verification shares no code with the symbolic derivative it checks.
type dual struct{ v, d numeric.Complex }

// An evaluator computes duals of expressions at one point, each node once.
type evaluator struct {
	c    *numeric.Context
	at   map[*expr.Node]dual // values of symbols, and the memo
	zero numeric.Complex
	one  numeric.Complex
	// bare leaves out the values of inverse and special functions, where only the derivative is asked for.
	bare bool
}

func newEvaluator(c *numeric.Context) *evaluator {
	return &evaluator{c: c, at: map[*expr.Node]dual{}, zero: c.Int(0), one: c.Int(1)}
}

// set gives a symbol its value; x is differentiated by, other symbols are constants.
func (ev *evaluator) set(sym *expr.Node, v numeric.Complex, isX bool) {
	d := ev.zero
	if isX {
		d = ev.one
	}
	ev.at[sym] = dual{v, d}
}

// eval returns the dual of n. It panics with numeric.Undefined where n has no value.
func (ev *evaluator) eval(n *expr.Node) dual {
	if r, ok := ev.at[n]; ok {
		return r
	}
	r := ev.compute(n)
	if r.v.Exponent() > 1<<14 || r.d.Exponent() > 1<<14 {
		panic(numeric.Undefined{})
	}
	ev.at[n] = r
	return r
}

// slope returns the derivative of n. The logarithms and inverse functions that an antiderivative is a sum of need not be
// evaluated for it.
func (ev *evaluator) slope(n *expr.Node, x *expr.Node) numeric.Complex {
	c := ev.c
	switch {
	case expr.FreeOf(n, x):
		return ev.zero
	case n.Op() == expr.OpAdd:
		d := ev.zero
		for i := range n.NTerms() {
			k, t := n.Term(i)
			d = c.Add(d, c.Mul(ev.compute(expr.Number(k)).v, ev.slope(t, x)))
		}
		return d
	case n.Op() == expr.OpMul:
		moving, last := 0, 0
		for i := range n.NFactors() {
			if b, e := n.Factor(i); expr.Has(b, x) || expr.Has(e, x) {
				moving++
				last = i
			}
		}
		b, e := n.Factor(last)
		if moving != 1 || e != expr.One {
			break
		}
		d := c.Mul(ev.compute(expr.Number(n.Coef())).v, ev.slope(b, x))
		for i := range n.NFactors() {
			if i != last {
				p, q := n.Factor(i)
				d = c.Mul(d, ev.power(p, q).v)
			}
		}
		return d
	case n.Op().IsFunction() && n.NArgs() == 1 && primitiveOp(n.Op()):
		u := ev.eval(n.Arg(0))
		ev.bare = true
		_, d := ev.function(n.Op(), u)
		ev.bare = false
		return c.Mul(d(), u.d)
	}
	return ev.eval(n).d
}

// unless returns f(z), or 0 where values are not asked for.
func (ev *evaluator) unless(f func(numeric.Complex) numeric.Complex, z numeric.Complex) numeric.Complex {
	if ev.bare {
		return ev.zero
	}
	return f(z)
}

func (ev *evaluator) compute(n *expr.Node) dual {
	c := ev.c
	switch n.Op() {
	case expr.OpNum:
		q, _ := n.Num()
		if q.IsFloat() {
			f := q.Float64()
			if math.IsNaN(f) || math.IsInf(f, 0) {
				panic(numeric.Undefined{})
			}
			return dual{c.Float(f, 0), ev.zero}
		}
		return dual{c.Rat(q.Rat()), ev.zero}
	case expr.OpPi:
		return dual{c.Pi(), ev.zero}
	case expr.OpE:
		return dual{c.Exp(ev.one), ev.zero}
	case expr.OpI:
		return dual{c.I(), ev.zero}
	case expr.OpAdd:
		return ev.sum(n)
	case expr.OpMul:
		return ev.product(n)
	case expr.OpPow:
		return ev.power(n.Arg(0), n.Arg(1))
	case expr.OpAtan2, expr.OpMin, expr.OpMax, expr.OpPolygamma:
		panic(numeric.Undefined{})
	}
	if n.Op().IsFunction() && n.NArgs() == 1 {
		u := ev.eval(n.Arg(0))
		v, d := ev.function(n.Op(), u)
		if u.d.IsZero() {
			return dual{v, ev.zero}
		}
		return dual{v, c.Mul(d(), u.d)}
	}
	panic(numeric.Undefined{})
}

func (ev *evaluator) sum(n *expr.Node) dual {
	c := ev.c
	v, d := ev.zero, ev.zero
	if q := n.Const(); !q.IsZero() {
		v = ev.compute(expr.Number(q)).v
	}
	for i := range n.NTerms() {
		k, t := n.Term(i)
		u := ev.eval(t)
		if !k.IsOne() {
			kk := ev.compute(expr.Number(k)).v
			u = dual{c.Mul(kk, u.v), c.Mul(kk, u.d)}
		}
		v, d = c.Add(v, u.v), c.Add(d, u.d)
	}
	return dual{v, d}
}

func (ev *evaluator) product(n *expr.Node) dual {
	c := ev.c
	r := dual{ev.one, ev.zero}
	if q := n.Coef(); !q.IsOne() {
		r.v = ev.compute(expr.Number(q)).v
	}
	for i := range n.NFactors() {
		b, e := n.Factor(i)
		u := ev.power(b, e)
		d := c.Mul(r.v, u.d)
		if !r.d.IsZero() {
			d = c.Add(d, c.Mul(r.d, u.v))
		}
		r = dual{c.Mul(r.v, u.v), d}
	}
	return r
}

func (ev *evaluator) power(b, e *expr.Node) dual {
	c := ev.c
	if e == expr.One {
		return ev.eval(b)
	}
	if b == expr.E {
		u := ev.eval(e)
		v := c.Exp(u.v)
		return dual{v, c.Mul(v, u.d)}
	}
	x := ev.eval(b)
	y := ev.eval(e)
	v := c.Pow(x.v, y.v)
	d := ev.zero
	switch {
	case x.d.IsZero():
	case x.v.IsZero():
		d = c.Mul(c.Mul(y.v, c.Pow(x.v, c.Sub(y.v, ev.one))), x.d)
	default:
		d = c.Mul(c.Mul(y.v, c.Div(v, x.v)), x.d)
	}
	if !y.d.IsZero() {
		d = c.Add(d, c.Mul(c.Mul(v, c.Log(x.v)), y.d))
	}
	return dual{v, d}
}

// function returns op(u) and a closure for op'(u), which a constant argument never calls.
func (ev *evaluator) function(op expr.Op, u dual) (numeric.Complex, func() numeric.Complex) {
	c, z, one := ev.c, u.v, ev.one
	sq := func(a numeric.Complex) numeric.Complex { return c.Mul(a, a) }
	switch op {
	case expr.OpExp:
		v := c.Exp(z)
		return v, func() numeric.Complex { return v }
	case expr.OpLog:
		return ev.unless(c.Log, z), func() numeric.Complex { return c.Inv(z) }
	case expr.OpLog1p:
		w := c.Add(z, one)
		return ev.unless(c.Log, w), func() numeric.Complex { return c.Inv(w) }
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
		if !z.IsReal() {
			panic(numeric.Undefined{})
		}
		if z.Re.Sign() < 0 {
			return c.Neg(z), func() numeric.Complex { return c.Int(-1) }
		}
		return z, func() numeric.Complex { return one }
	case expr.OpSign:
		if !z.IsReal() || z.IsZero() {
			panic(numeric.Undefined{})
		}
		return c.Int(int64(z.Re.Sign())), func() numeric.Complex { return ev.zero }
	case expr.OpStep:
		if !z.IsReal() || z.IsZero() {
			panic(numeric.Undefined{})
		}
		return c.Int(int64(z.Re.Sign()+1) / 2), func() numeric.Complex { return ev.zero }
	case expr.OpGamma:
		v := c.Gamma(z)
		return v, func() numeric.Complex { return c.Mul(v, c.Digamma(z)) }
	case expr.OpDigamma:
		return c.Digamma(z), func() numeric.Complex { return c.Polygamma(1, z) }
	}
	if v, d, ok := ev.inverse(op, z); ok {
		return v, d
	}
	return ev.special(op, z)
}

func (ev *evaluator) inverse(op expr.Op, z numeric.Complex) (v numeric.Complex, d func() numeric.Complex, ok bool) {
	c, one := ev.c, ev.one
	sq := func(a numeric.Complex) numeric.Complex { return c.Mul(a, a) }
	// √(1−z²) and √(z²−1) in the factored forms that share the cuts of the inverse functions.
	rootDown := func() numeric.Complex { return c.Mul(c.Sqrt(c.Sub(one, z)), c.Sqrt(c.Add(one, z))) }
	rootUp := func() numeric.Complex { return c.Mul(c.Sqrt(c.Sub(z, one)), c.Sqrt(c.Add(z, one))) }
	of := func(op expr.Op) (numeric.Complex, func() numeric.Complex, bool) { // the same function of 1/z
		w := c.Inv(z)
		v, d, ok := ev.inverse(op, w)
		return v, func() numeric.Complex { return c.Neg(c.Mul(d(), sq(w))) }, ok
	}
	switch op {
	case expr.OpAsin:
		return ev.unless(c.Asin, z), func() numeric.Complex { return c.Inv(rootDown()) }, true
	case expr.OpAcos:
		return ev.unless(c.Acos, z), func() numeric.Complex { return c.Neg(c.Inv(rootDown())) }, true
	case expr.OpAtan:
		return ev.unless(c.Atan, z), func() numeric.Complex { return c.Inv(c.Add(one, sq(z))) }, true
	case expr.OpAsinh:
		return ev.unless(c.Asinh, z), func() numeric.Complex {
			return c.Inv(c.Mul(c.Sqrt(c.Sub(one, c.Mul(c.I(), z))), c.Sqrt(c.Add(one, c.Mul(c.I(), z)))))
		}, true
	case expr.OpAcosh:
		return ev.unless(c.Acosh, z), func() numeric.Complex { return c.Inv(rootUp()) }, true
	case expr.OpAtanh:
		return ev.unless(c.Atanh, z), func() numeric.Complex { return c.Inv(c.Sub(one, sq(z))) }, true
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

func (ev *evaluator) special(op expr.Op, z numeric.Complex) (numeric.Complex, func() numeric.Complex) {
	c, one := ev.c, ev.one
	sq := func(a numeric.Complex) numeric.Complex { return c.Mul(a, a) }
	gauss := func(sign int64) func() numeric.Complex { // 2/√π·e^(±z²)
		return func() numeric.Complex {
			e := c.Exp(c.Mul(c.Int(sign), sq(z)))
			return c.Div(c.Mul(c.Int(2), e), c.Sqrt(c.Pi()))
		}
	}
	switch op {
	case expr.OpErf:
		return ev.unless(c.Erf, z), gauss(-1)
	case expr.OpErfi:
		return ev.unless(c.Erfi, z), gauss(1)
	case expr.OpErfc:
		return ev.unless(c.Erfc, z), func() numeric.Complex { return c.Neg(gauss(-1)()) }
	case expr.OpEi:
		return ev.unless(c.Ei, z), func() numeric.Complex { return c.Div(c.Exp(z), z) }
	case expr.OpLi:
		return ev.unless(c.Li, z), func() numeric.Complex { return c.Inv(c.Log(z)) }
	case expr.OpSi:
		return ev.unless(c.Si, z), func() numeric.Complex { s, _ := c.SinCos(z); return c.Div(s, z) }
	case expr.OpCi:
		return ev.unless(c.Ci, z), func() numeric.Complex { _, co := c.SinCos(z); return c.Div(co, z) }
	case expr.OpShi:
		return ev.unless(c.Shi, z), func() numeric.Complex { s, _ := c.SinhCosh(z); return c.Div(s, z) }
	case expr.OpChi:
		return ev.unless(c.Chi, z), func() numeric.Complex { _, co := c.SinhCosh(z); return c.Div(co, z) }
	case expr.OpDilog:
		return ev.unless(c.Dilog, z), func() numeric.Complex { return c.Neg(c.Div(c.Log(c.Sub(one, z)), z)) }
	case expr.OpFresnelS, expr.OpFresnelC:
		s, co := ev.zero, ev.zero
		if !ev.bare {
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

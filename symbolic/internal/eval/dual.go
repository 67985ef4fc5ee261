package eval

import (
	"math"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
)

// A Dual is a value and a derivative: expressions are differentiated numerically, by the chain rule at a point, which
// shares no code with the symbolic derivative.
type Dual struct{ V, D numeric.Complex }

// Duals computes duals of expressions at one point in the precision of a context, each node once.
type Duals struct {
	C    *numeric.Context
	at   map[*expr.Node]Dual // values of symbols, and the memo
	zero numeric.Complex
	one  numeric.Complex
}

// NewDuals returns an evaluator in which no symbol has a value yet.
func NewDuals(c *numeric.Context) *Duals {
	return &Duals{C: c, at: map[*expr.Node]Dual{}, zero: c.Int(0), one: c.Int(1)}
}

// Set gives a symbol its value: the variable is what is differentiated by, other symbols are constants.
func (ev *Duals) Set(sym *expr.Node, v numeric.Complex, variable bool) {
	d := ev.zero
	if variable {
		d = ev.one
	}
	ev.at[sym] = Dual{v, d}
}

// Of returns the dual of n. It panics with numeric.Undefined where n has no value.
func (ev *Duals) Of(n *expr.Node) Dual {
	if r, ok := ev.at[n]; ok {
		return r
	}
	r := ev.compute(n)
	if r.V.Exponent() > 1<<14 || r.D.Exponent() > 1<<14 {
		panic(numeric.Undefined{})
	}
	ev.at[n] = r
	return r
}

// Slope returns the derivative of n by x. The logarithms and inverse functions that an antiderivative is a sum of need
// not be evaluated for it.
func (ev *Duals) Slope(n *expr.Node, x *expr.Node) numeric.Complex {
	c := ev.C
	switch {
	case expr.FreeOf(n, x):
		return ev.zero
	case n.Op() == expr.OpAdd:
		d := ev.zero
		for i := range n.NTerms() {
			k, t := n.Term(i)
			d = c.Add(d, c.Mul(ev.compute(expr.Number(k)).V, ev.Slope(t, x)))
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
		d := c.Mul(ev.compute(expr.Number(n.Coef())).V, ev.Slope(b, x))
		for i := range n.NFactors() {
			if i != last {
				p, q := n.Factor(i)
				d = c.Mul(d, ev.power(p, q).V)
			}
		}
		return d
	case n.Op().IsFunction() && n.NArgs() == 1 && n.Op().IsPrimitive():
		u := ev.Of(n.Arg(0))
		_, d := function{c, true}.at(n.Op(), u.V)
		return c.Mul(d(), u.D)
	}
	return ev.Of(n).D
}

func (ev *Duals) compute(n *expr.Node) Dual {
	c := ev.C
	switch n.Op() {
	case expr.OpNum:
		q, _ := n.Num()
		if q.IsFloat() {
			f := q.Float64()
			if math.IsNaN(f) || math.IsInf(f, 0) {
				panic(numeric.Undefined{})
			}
			return Dual{c.Float(f, 0), ev.zero}
		}
		return Dual{c.Rat(q.Rat()), ev.zero}
	case expr.OpPi:
		return Dual{c.Pi(), ev.zero}
	case expr.OpE:
		return Dual{c.Exp(ev.one), ev.zero}
	case expr.OpI:
		return Dual{c.I(), ev.zero}
	case expr.OpAdd:
		return ev.sum(n)
	case expr.OpMul:
		return ev.product(n)
	case expr.OpPow:
		return ev.power(n.Arg(0), n.Arg(1))
	case expr.OpMin, expr.OpMax:
		return ev.extremum(n)
	}
	if n.Op().IsFunction() && n.NArgs() == 1 {
		u := ev.Of(n.Arg(0))
		v, d := function{c, false}.at(n.Op(), u.V)
		if u.D.IsZero() {
			return Dual{v, ev.zero}
		}
		return Dual{v, c.Mul(d(), u.D)}
	}
	panic(numeric.Undefined{})
}

func (ev *Duals) sum(n *expr.Node) Dual {
	c := ev.C
	v, d := ev.zero, ev.zero
	if q := n.Const(); !q.IsZero() {
		v = ev.compute(expr.Number(q)).V
	}
	for i := range n.NTerms() {
		k, t := n.Term(i)
		u := ev.Of(t)
		if !k.IsOne() {
			kk := ev.compute(expr.Number(k)).V
			u = Dual{c.Mul(kk, u.V), c.Mul(kk, u.D)}
		}
		v, d = c.Add(v, u.V), c.Add(d, u.D)
	}
	return Dual{v, d}
}

func (ev *Duals) product(n *expr.Node) Dual {
	c := ev.C
	r := Dual{ev.one, ev.zero}
	if q := n.Coef(); !q.IsOne() {
		r.V = ev.compute(expr.Number(q)).V
	}
	for i := range n.NFactors() {
		b, e := n.Factor(i)
		u := ev.power(b, e)
		d := c.Mul(r.V, u.D)
		if !r.D.IsZero() {
			d = c.Add(d, c.Mul(r.D, u.V))
		}
		r = Dual{c.Mul(r.V, u.V), d}
	}
	return r
}

func (ev *Duals) power(b, e *expr.Node) Dual {
	c := ev.C
	if e == expr.One {
		return ev.Of(b)
	}
	if b == expr.E {
		u := ev.Of(e)
		v := c.Exp(u.V)
		return Dual{v, c.Mul(v, u.D)}
	}
	x := ev.Of(b)
	y := ev.Of(e)
	v := c.Pow(x.V, y.V)
	d := ev.zero
	switch {
	case x.D.IsZero():
	case x.V.IsZero():
		d = c.Mul(c.Mul(y.V, c.Pow(x.V, c.Sub(y.V, ev.one))), x.D)
	default:
		d = c.Mul(c.Mul(y.V, c.Div(v, x.V)), x.D)
	}
	if !y.D.IsZero() {
		d = c.Add(d, c.Mul(c.Mul(v, c.Log(x.V)), y.D))
	}
	return Dual{v, d}
}

// extremum is the argument that wins, all of them real.
func (ev *Duals) extremum(n *expr.Node) Dual {
	best := ev.Of(n.Arg(0))
	for i := 1; i < n.NArgs(); i++ {
		u := ev.Of(n.Arg(i))
		if !best.V.IsReal() || !u.V.IsReal() {
			panic(numeric.Undefined{})
		}
		if u.V.Re.Cmp(best.V.Re) > 0 == n.Is(expr.OpMax) {
			best = u
		}
	}
	return best
}

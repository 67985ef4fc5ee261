package expr

import (
	"weak"

	"tandem/symbolic/internal/num"
)

// First derivatives. The derivative of each function is one row of a table; the chain rule is applied in one place.
// Every node remembers its last derivative by a weak pointer, so that a shared node is differentiated once, a cycle
// such as sin → cos → -sin → -cos costs a look at each step, and nothing is kept alive by it: memory stays bounded by
// what the caller holds.

type derivative struct {
	x, d weak.Pointer[Node]
}

// Diff returns the derivative of n with respect to x: a symbol, or an undefined function of something, which is then
// held as a variable. It panics if x is neither.
func Diff(n, x *Node) *Node {
	if x.op != OpSym && x.op != OpCall {
		panic("expr: Diff with respect to what is neither a symbol nor an undefined function")
	}
	if m := n.memo.Load(); m != nil && m.x == x.self {
		if d := m.d.Value(); d != nil {
			return d
		}
	}
	d := differ{x: x}
	return d.diff(n)
}

// differ holds the derivatives found during one call, so that the collector cannot take them while they are needed.
type differ struct {
	x    *Node
	keep []*Node
}

func (d *differ) diff(n *Node) *Node {
	if n == Undefined {
		return n
	}
	if n.syms&d.x.syms != d.x.syms || n.op == OpNum {
		return Zero
	}
	if n == d.x {
		return One
	}
	if n.op == OpSym {
		return Zero
	}
	if m := n.memo.Load(); m != nil && m.x == d.x.self {
		if v := m.d.Value(); v != nil {
			return v
		}
	}
	v := d.apply(n)
	d.keep = append(d.keep, v)
	n.memo.Store(&derivative{d.x.self, v.self})
	return v
}

func (d *differ) apply(n *Node) *Node {
	switch n.op {
	case OpAdd:
		s := newSum()
		for i, t := range n.args {
			s.AddScaled(n.coef[i], d.diff(t))
		}
		return s.done()
	case OpMul:
		if n.scaled() {
			return Scale(n.q, d.diff(n.args[0]))
		}
		return d.product(n)
	case OpPow:
		return d.power(n, n.args[0], n.args[1])
	case OpCall:
		return d.call(n)
	case OpDerivative:
		if n.args[1] == d.x {
			if k, ok := n.args[2].Int64(); ok {
				return intern(OpDerivative, num.Zero, []*Node{n.args[0], d.x, Int(k + 1)}, nil, nil)
			}
		}
		return intern(OpDerivative, num.Zero, []*Node{n, d.x, One}, nil, nil)
	case OpIntegral:
		return d.integral(n)
	}
	if rule := rules[n.op]; rule != nil {
		du := d.diff(n.args[0])
		if du == Zero {
			return Zero
		}
		return Mul(rule(n, n.args[0]), du)
	}
	return d.several(n)
}

// product: each factor in turn loses one from its exponent and gains what that leaves. The other factors are already
// sorted, so each term is one merge.
func (d *differ) product(n *Node) *Node {
	s := newSum()
	h := len(n.args) / 2
	for i := range h {
		b, e := n.args[i], n.args[h+i]
		plain := e.op == OpNum
		f := b
		if !plain {
			f = rawPow(b, e)
		}
		df := d.diff(f)
		if df == Zero {
			continue
		}
		p := newProduct()
		p.Mul(df)
		if plain { // e·b'·b^(e-1)
			p.MulNum(e.q)
			if k := e.q.Sub(num.One); !k.IsZero() {
				p.factors = append(p.factors, factor{b, Number(k)})
			}
		}
		for j := range h {
			if j != i {
				p.factors = append(p.factors, factor{n.args[j], n.args[h+j]})
			}
		}
		s.Add(p.done())
	}
	return s.done()
}

func (d *differ) power(n, b, e *Node) *Node {
	db, de := d.diff(b), d.diff(e)
	s := newSum()
	if db != Zero {
		s.Add(Mul(e, Pow(b, Sub(e, One)), db))
	}
	if de != Zero {
		s.Add(Mul(n, Log(b), de))
	}
	return s.done()
}

func (d *differ) call(n *Node) *Node {
	s := newSum()
	for i, a := range n.args {
		da := d.diff(a)
		if da == Zero {
			continue
		}
		orders := make([]int32, len(n.args))
		copy(orders, n.sym.Orders)
		orders[i]++
		s.Add(Mul(CallD(n.sym.Name, orders, n.args...), da))
	}
	return s.done()
}

// integral differentiates an unevaluated integral: by its variable the integrand comes back, by another one it is the
// integral of the derivative.
func (d *differ) integral(n *Node) *Node {
	f, x := n.args[0], n.args[1]
	if len(n.args) == 2 {
		if x == d.x {
			return f
		}
		return integralOf(d.diff(f), x)
	}
	s := newSum()
	s.Add(Mul(Subs(f, map[*Node]*Node{x: n.args[3]}), d.diff(n.args[3])))
	s.AddScaled(num.NegOne, Mul(Subs(f, map[*Node]*Node{x: n.args[2]}), d.diff(n.args[2])))
	if x != d.x {
		s.Add(integralOf(d.diff(f), x, n.args[2], n.args[3]))
	}
	return s.done()
}

func integralOf(f, x *Node, limits ...*Node) *Node {
	if f == Zero {
		return Zero
	}
	return intern(OpIntegral, num.Zero, append([]*Node{f, x}, limits...), nil, nil)
}

// several differentiates functions of several arguments.
func (d *differ) several(n *Node) *Node {
	switch n.op {
	case OpMin, OpMax:
		// Of the first argument against the extremum of the rest; where they are equal, both with weight one half.
		a, rest := n.args[0], n.args[1]
		if len(n.args) > 2 {
			rest = Fn(n.op, n.args[1:]...)
		}
		gap := Sub(a, rest)
		if n.op == OpMin {
			gap = Neg(gap)
		}
		return Add(Mul(Fn(OpStep, gap), d.diff(a)), Mul(Fn(OpStep, Neg(gap)), d.diff(rest)))
	case OpAtan2:
		y, x := n.args[0], n.args[1]
		return Div(Sub(Mul(x, d.diff(y)), Mul(y, d.diff(x))), Add(square(x), square(y)))
	case OpPolygamma:
		if d.diff(n.args[0]) == Zero {
			return Mul(Fn(OpPolygamma, Add(n.args[0], One), n.args[1]), d.diff(n.args[1]))
		}
	}
	return intern(OpDerivative, num.Zero, []*Node{n, d.x, One}, nil, nil)
}

// rules[op](n, u) is f'(u) of n = f(u).
var rules [numOps]func(n, u *Node) *Node

func init() {
	inv := func(f func(u *Node) *Node) func(n, u *Node) *Node {
		return func(_, u *Node) *Node { return Inv(f(u)) }
	}
	invSqrt := func(u *Node) *Node { return Pow(u, Ratio(-1, 2)) }
	rules = [numOps]func(n, u *Node) *Node{
		OpExp:   func(n, _ *Node) *Node { return n },
		OpLog:   func(_, u *Node) *Node { return Inv(u) },
		OpLog1p: inv(func(u *Node) *Node { return Add(One, u) }),
		OpExpm1: func(_, u *Node) *Node { return Exp(u) },
		OpSin:   func(_, u *Node) *Node { return Cos(u) },
		OpCos:   func(_, u *Node) *Node { return Neg(Sin(u)) },
		OpTan:   func(n, _ *Node) *Node { return Add(One, square(n)) },
		OpSec:   func(n, u *Node) *Node { return Mul(n, Tan(u)) },
		OpCsc:   func(n, u *Node) *Node { return Neg(Mul(n, Fn(OpCot, u))) },
		OpCot:   func(n, _ *Node) *Node { return Sub(NegOne, square(n)) },
		OpAsin:  func(_, u *Node) *Node { return invSqrt(Sub(One, square(u))) },
		OpAcos:  func(_, u *Node) *Node { return Neg(invSqrt(Sub(One, square(u)))) },
		OpAtan:  inv(func(u *Node) *Node { return Add(One, square(u)) }),
		OpAsec:  func(_, u *Node) *Node { return Mul(PowInt(u, -2), invSqrt(Sub(One, PowInt(u, -2)))) },
		OpAcsc:  func(_, u *Node) *Node { return Neg(Mul(PowInt(u, -2), invSqrt(Sub(One, PowInt(u, -2))))) },
		OpAcot:  func(_, u *Node) *Node { return Neg(Inv(Add(One, square(u)))) },
		OpSinh:  func(_, u *Node) *Node { return Cosh(u) },
		OpCosh:  func(_, u *Node) *Node { return Sinh(u) },
		OpTanh:  func(n, _ *Node) *Node { return Sub(One, square(n)) },
		OpSech:  func(n, u *Node) *Node { return Neg(Mul(n, Tanh(u))) },
		OpCsch:  func(n, u *Node) *Node { return Neg(Mul(n, Fn(OpCoth, u))) },
		OpCoth:  func(n, _ *Node) *Node { return Sub(One, square(n)) },
		OpAsinh: func(_, u *Node) *Node { return invSqrt(Add(One, square(u))) },
		OpAcosh: func(_, u *Node) *Node { return Mul(invSqrt(Sub(u, One)), invSqrt(Add(u, One))) },
		OpAtanh: inv(func(u *Node) *Node { return Sub(One, square(u)) }),
		OpAsech: func(_, u *Node) *Node {
			return Neg(Mul(PowInt(u, -2), invSqrt(Sub(Inv(u), One)), invSqrt(Add(Inv(u), One))))
		},
		OpAcsch:    func(_, u *Node) *Node { return Neg(Mul(PowInt(u, -2), invSqrt(Add(One, PowInt(u, -2))))) },
		OpAcoth:    inv(func(u *Node) *Node { return Sub(One, square(u)) }),
		OpAbs:      func(_, u *Node) *Node { return Sign(u) },
		OpSign:     func(_, _ *Node) *Node { return Zero },
		OpFloor:    func(_, _ *Node) *Node { return Zero },
		OpCeil:     func(_, _ *Node) *Node { return Zero },
		OpStep:     func(_, _ *Node) *Node { return Zero },
		OpErf:      func(_, u *Node) *Node { return Mul(Two, Pow(Pi, Ratio(-1, 2)), Exp(Neg(square(u)))) },
		OpErfc:     func(_, u *Node) *Node { return Mul(Int(-2), Pow(Pi, Ratio(-1, 2)), Exp(Neg(square(u)))) },
		OpErfi:     func(_, u *Node) *Node { return Mul(Two, Pow(Pi, Ratio(-1, 2)), Exp(square(u))) },
		OpGamma:    func(n, u *Node) *Node { return Mul(n, Fn(OpDigamma, u)) },
		OpDigamma:  func(_, u *Node) *Node { return Fn(OpPolygamma, One, u) },
		OpEi:       func(_, u *Node) *Node { return Mul(Exp(u), Inv(u)) },
		OpLi:       func(_, u *Node) *Node { return Inv(Log(u)) },
		OpSi:       func(_, u *Node) *Node { return Mul(Sin(u), Inv(u)) },
		OpCi:       func(_, u *Node) *Node { return Mul(Cos(u), Inv(u)) },
		OpShi:      func(_, u *Node) *Node { return Mul(Sinh(u), Inv(u)) },
		OpChi:      func(_, u *Node) *Node { return Mul(Cosh(u), Inv(u)) },
		OpDilog:    func(_, u *Node) *Node { return Neg(Mul(Log(Sub(One, u)), Inv(u))) },
		OpFresnelS: func(_, u *Node) *Node { return Sin(Mul(Half, Pi, square(u))) },
		OpFresnelC: func(_, u *Node) *Node { return Cos(Mul(Half, Pi, square(u))) },
	}
}

// DerivativeRule returns f'(u) for n = f(u), without the factor u'; nil if n is no function of one argument with a rule.
func DerivativeRule(n *Node) *Node {
	if rule := rules[n.op]; rule != nil {
		return rule(n, n.args[0])
	}
	return nil
}

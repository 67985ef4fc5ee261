package limit

import (
	"fmt"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/rewrite"
)

// prepare rewrites e from below, so that what is left has a series in the fastest part: exponentials, logarithms, roots,
// and functions at points where they are analytic.
func (f *finder) prepare(e *expr.Node) *expr.Node {
	memo := map[*expr.Node]*expr.Node{}
	var walk func(n *expr.Node) *expr.Node
	walk = func(n *expr.Node) *expr.Node {
		if expr.FreeOf(n, f.x) || n == f.x {
			return n
		}
		if m, ok := memo[n]; ok {
			return m
		}
		var m *expr.Node
		switch n.Op() {
		case expr.OpMul, expr.OpPow, expr.OpExp:
			m = expr.Number(n.Coef())
			for i := range n.NFactors() {
				b, p := n.Factor(i)
				m = expr.Mul(m, f.power(walk(b), walk(p)))
			}
		case expr.OpDerivative, expr.OpIntegral:
			fail("%s has no known series", n.Op())
		default:
			args := make([]*expr.Node, len(n.Children()))
			for i, a := range n.Children() {
				args[i] = walk(a)
			}
			if m = expr.Rebuild(n, args); n.Op().IsFunction() && m.Op().IsFunction() {
				m = f.function(m)
			}
		}
		memo[n] = m
		return m
	}
	return walk(e)
}

// power is b^p with variable exponents through the exponential and negative bases made positive.
func (f *finder) power(b, p *expr.Node) *expr.Node {
	if b == expr.E {
		return expr.Exp(p)
	}
	if expr.Has(p, f.x) {
		return expr.Exp(expr.Mul(p, f.log(b)))
	}
	if p.IsInteger() || expr.FreeOf(b, f.x) {
		return expr.Pow(b, p)
	}
	if f.negative(b) {
		return expr.Mul(expr.Pow(expr.NegOne, p), expr.Pow(expr.Neg(b), p))
	}
	return expr.Pow(b, p)
}

// log is the principal logarithm of u, which is log(-u) + iπ for negative u.
func (f *finder) log(u *expr.Node) *expr.Node {
	if f.negative(u) {
		return expr.Add(f.log(expr.Neg(u)), expr.Mul(expr.I, expr.Pi))
	}
	t := f.largest(u)
	if t == nil {
		return expr.Log(u)
	}
	// log t + log(u/t): sums of exponentials whose exponents have an irrational ratio have no series in one of them.
	c, rest := t.Split()
	sum := []*expr.Node{expr.Log(expr.Number(c))}
	for i := range rest.NFactors() {
		b, p := rest.Factor(i)
		if b == expr.E {
			sum = append(sum, p)
		} else {
			sum = append(sum, expr.Mul(p, expr.Log(b)))
		}
	}
	return expr.Add(append(sum, expr.Log(rewrite.Expand(expr.Div(u, t))))...)
}

// largest returns the fastest of the terms of the sum u that grow exponentially, if it is a positive product of
// exponentials and powers of x, else nil.
func (f *finder) largest(u *expr.Node) *expr.Node {
	if !u.Is(expr.OpAdd) {
		return nil
	}
	var top *expr.Node
	for _, t := range u.Operands() {
		exponential := false
		for i := range t.NFactors() {
			b, p := t.Factor(i)
			exponential = exponential || b == expr.E && expr.Has(p, f.x) && f.limit(p) == expr.Infinity
		}
		if exponential && (top == nil || f.limit(expr.Div(t, top)).HasInfinity()) {
			top = t
		}
	}
	if top == nil || top.Coef().Sign() < 0 {
		return nil
	}
	for i := range top.NFactors() {
		b, p := top.Factor(i)
		if b != f.x && b != expr.E && !b.IsPositive() || b == expr.E && !p.IsReal() {
			return nil
		}
	}
	return top
}

// negative reports whether u is real and below 0 for large x.
func (f *finder) negative(u *expr.Node) bool {
	if u.IsNonNegative() || !u.IsReal() || expr.FreeOf(u, f.x) || f.isZero(u) {
		return false
	}
	return f.sign(u) < 0
}

// function rewrites the function n of prepared arguments.
func (f *finder) function(n *expr.Node) *expr.Node {
	if expr.FreeOf(n, f.x) {
		return n
	}
	switch n.Op() {
	case expr.OpMin, expr.OpMax:
		best := n.Arg(0)
		for i := 1; i < n.NArgs(); i++ {
			if d := expr.Sub(n.Arg(i), best); !f.isZero(d) && f.sign(d) > 0 == n.Is(expr.OpMax) {
				best = n.Arg(i)
			}
		}
		return best
	case expr.OpAtan2:
		fail("%s", n.Op())
	}
	u := n.Arg(n.NArgs() - 1)
	half := func(v *expr.Node) *expr.Node { return expr.Mul(expr.Half, v) }
	one := expr.One
	switch n.Op() {
	case expr.OpExp:
		return n
	case expr.OpLog:
		return f.log(u)
	case expr.OpLog1p:
		return f.log(expr.Add(one, u))
	case expr.OpExpm1:
		return expr.Sub(expr.Exp(u), one)
	case expr.OpSinh, expr.OpCosh, expr.OpTanh, expr.OpCoth, expr.OpSech, expr.OpCsch:
		return hyperbolic(n.Op(), u)
	case expr.OpSin, expr.OpCos, expr.OpTan, expr.OpCot, expr.OpSec, expr.OpCsc:
		if f.limit(u).HasInfinity() {
			return f.oscillating(n.Op(), u)
		}
		return n
	case expr.OpAbs, expr.OpSign, expr.OpStep:
		return f.bySign(n.Op(), u)
	case expr.OpFloor, expr.OpCeil:
		return f.whole(n.Op(), u)
	case expr.OpAsin: // 2·atan(u/(1+√(1-u²))), analytic in the root at the branch points
		return expr.Mul(expr.Two, expr.Atan(expr.Div(u, expr.Add(one, expr.Sqrt(expr.Sub(one, expr.PowInt(u, 2)))))))
	case expr.OpAcos:
		return expr.Sub(half(expr.Pi), f.function(expr.Asin(u)))
	case expr.OpAsinh:
		if l := f.limit(u); l.HasInfinity() {
			v := expr.Scale(num.Int(int64(f.sign(u))), u) // odd
			return expr.Scale(num.Int(int64(f.sign(u))), f.log(expr.Add(v, expr.Sqrt(expr.Add(one, expr.PowInt(v, 2))))))
		}
		return n
	case expr.OpAcosh:
		return f.log(expr.Add(u, expr.Mul(f.power(expr.Sub(u, one), expr.Half), f.power(expr.Add(u, one), expr.Half))))
	case expr.OpAtanh:
		return half(expr.Sub(f.log(expr.Add(one, u)), f.log(expr.Sub(one, u))))
	case expr.OpAcoth:
		return half(expr.Sub(f.log(expr.Add(one, expr.Inv(u))), f.log(expr.Sub(one, expr.Inv(u)))))
	case expr.OpAcot:
		return f.atan(expr.Inv(u))
	case expr.OpAtan:
		return f.atan(u)
	case expr.OpAsec, expr.OpAcsc, expr.OpAsech, expr.OpAcsch:
		of := map[expr.Op]expr.Op{expr.OpAsec: expr.OpAcos, expr.OpAcsc: expr.OpAsin, expr.OpAsech: expr.OpAcosh, expr.OpAcsch: expr.OpAsinh}
		m := expr.Fn(of[n.Op()], expr.Inv(u))
		if m.Op() == of[n.Op()] {
			m = f.function(m)
		}
		return m
	}
	return f.special(n, u)
}

func hyperbolic(op expr.Op, u *expr.Node) *expr.Node {
	p, q := expr.Exp(u), expr.Exp(expr.Neg(u))
	s, c := expr.Mul(expr.Half, expr.Sub(p, q)), expr.Mul(expr.Half, expr.Add(p, q))
	return expr.OfSinCos(op, s, c)
}

func (f *finder) atan(u *expr.Node) *expr.Node {
	if f.limit(u).HasInfinity() { // atan u = ±π/2 - atan 1/u
		s := expr.Scale(num.Ratio(int64(f.sign(u)), 2), expr.Pi)
		return expr.Sub(s, expr.Atan(expr.Inv(u)))
	}
	return expr.Atan(u)
}

// oscillating is a circular function of an argument that tends to infinity: an unknown between -1 and 1.
func (f *finder) oscillating(op expr.Op, u *expr.Node) *expr.Node {
	if op != expr.OpSin && op != expr.OpCos {
		panic(undecided{fmt.Errorf("%w: %v of an argument that tends to infinity", ErrNone, op)})
	}
	if !u.IsReal() {
		fail("%v at infinity of an argument that may not be real", op)
	}
	b := expr.SymAssume("\x00"+op.Name()+fmt.Sprint(u.Hash()), expr.Real)
	f.bounded = append(f.bounded, b)
	return b
}

// bySign decides functions of the sign of u.
func (f *finder) bySign(op expr.Op, u *expr.Node) *expr.Node {
	if f.isZero(u) {
		return expr.Fn(op, expr.Zero)
	}
	if !u.IsReal() {
		if l := f.limit(u); op == expr.OpAbs && !l.HasInfinity() && len(f.bounded) == 0 {
			return expr.Abs(l) // continuous; nothing more is known of it
		}
		fail("%v of what may not be real", op)
	}
	s := int64(f.sign(u))
	switch op {
	case expr.OpAbs:
		return expr.Scale(num.Int(s), u)
	case expr.OpSign:
		return expr.Int(s)
	}
	return expr.Int((s + 1) / 2)
}

// whole is floor or ceil of u, which stays between two whole numbers near the point.
func (f *finder) whole(op expr.Op, u *expr.Node) *expr.Node {
	l := f.limit(u)
	if l.HasInfinity() { // u - 1 < floor u ≤ u
		b := expr.SymAssume("\x00"+op.Name()+fmt.Sprint(u.Hash()), expr.Real)
		f.bounded = append(f.bounded, b)
		return expr.Add(u, b)
	}
	if len(expr.Symbols(l)) > 0 {
		fail("%v of a parameter", op)
	}
	v := expr.Fn(op, l)
	k, ok := v.Num()
	if !ok {
		fail("%v of a constant", op)
	}
	d := rewrite.Expand(expr.Sub(u, l))
	if !l.IsInt() || f.isZero(d) {
		return v
	}
	switch s := f.sign(d); {
	case s < 0 && op == expr.OpFloor:
		return expr.Number(k.Sub(num.One))
	case s > 0 && op == expr.OpCeil:
		return expr.Number(k.Add(num.One))
	}
	return v
}

// special replaces special functions at infinity, and at 0 where they have a logarithm, by their expansions.
func (f *finder) special(n, u *expr.Node) *expr.Node {
	l := f.limit(u)
	if n.Is(expr.OpLi) {
		return f.function(expr.Fn(expr.OpEi, f.log(u)))
	}
	if !l.HasInfinity() {
		if l == expr.Zero && (n.Is(expr.OpEi) || n.Is(expr.OpCi) || n.Is(expr.OpChi)) {
			fail("%v at 0", n.Op())
		}
		if n.Is(expr.OpGamma) || n.Is(expr.OpDigamma) {
			return f.gammaNear(n, u, l)
		}
		return n
	}
	if !u.IsReal() {
		fail("%v at infinity of an argument that may not be real", n.Op())
	}
	s := num.Int(int64(f.sign(u)))
	v := expr.Inv(expr.Scale(s, u))
	tail := func(name string) *expr.Node { return expr.Call("\x00"+name, v) }
	sqrtPi := expr.Sqrt(expr.Pi)
	switch n.Op() {
	case expr.OpErf, expr.OpErfc:
		rest := expr.Div(expr.Mul(expr.Exp(expr.Neg(expr.PowInt(u, 2))), tail("erfc")), sqrtPi)
		erf := expr.Scale(s, expr.Sub(expr.One, rest))
		if n.Is(expr.OpErf) {
			return erf
		}
		if s == num.One {
			return rest
		}
		return expr.Sub(expr.One, erf)
	case expr.OpEi:
		return expr.Mul(expr.Exp(u), expr.Call("\x00Ei", expr.Inv(u)))
	case expr.OpShi, expr.OpChi:
		fail("%v at infinity", n.Op())
	case expr.OpSi, expr.OpCi:
		w := expr.Inv(v)
		sin, cos := f.oscillating(expr.OpSin, w), f.oscillating(expr.OpCos, w)
		if n.Is(expr.OpSi) {
			r := expr.Sub(expr.Mul(expr.Half, expr.Pi), expr.Add(expr.Mul(cos, tail("f")), expr.Mul(sin, tail("g"))))
			return expr.Scale(s, r)
		}
		if s != num.One {
			fail("Ci at negative infinity")
		}
		return expr.Sub(expr.Mul(sin, tail("f")), expr.Mul(cos, tail("g")))
	case expr.OpFresnelS, expr.OpFresnelC: // 1/2 + O(1/u), oscillating
		b := f.oscillating(expr.OpSin, expr.PowInt(u, 2))
		return expr.Scale(s, expr.Add(expr.Half, expr.Mul(b, v)))
	case expr.OpGamma, expr.OpDigamma:
		if s != num.One {
			fail("%v at negative infinity", n.Op())
		}
		if n.Is(expr.OpDigamma) {
			return expr.Sub(expr.Sub(f.log(u), expr.Mul(expr.Half, v)), tail("digamma"))
		}
		power := expr.Sub(expr.Mul(expr.Sub(u, expr.Half), f.log(u)), u)
		return expr.Mul(expr.Sqrt(expr.Mul(expr.Two, expr.Pi)), expr.Exp(power), expr.Exp(tail("gamma")))
	}
	fail("%v at infinity", n.Op())
	return nil
}

// gammaNear moves gamma and digamma from a pole at l to 1 by their recurrences.
func (f *finder) gammaNear(n, u, l *expr.Node) *expr.Node {
	k, ok := l.Int64()
	if !ok || k > 0 {
		return n
	}
	if k < -1000 {
		fail("%v near %d", n.Op(), k)
	}
	up := expr.Fn(n.Op(), expr.Add(u, expr.Int(1-k)))
	for j := range 1 - k {
		v := expr.Add(u, expr.Int(j))
		if n.Is(expr.OpGamma) {
			up = expr.Div(up, v)
		} else {
			up = expr.Sub(up, expr.Inv(v))
		}
	}
	return up
}

// continuous returns e at x = a where e is a composition of functions that are continuous there.
func continuous(e, x, a *expr.Node) (*expr.Node, bool) {
	with := map[*expr.Node]*expr.Node{x: a}
	value := expr.Subs(e, with)
	if value == expr.Undefined || value.HasInfinity() {
		return nil, false
	}
	ok := true
	nonzero := func(n *expr.Node) bool {
		v := expr.Subs(n, with)
		return v != expr.Undefined && rewrite.IsZero(v) == rewrite.False
	}
	positive := func(n *expr.Node) bool { // off the cuts of logarithms and roots
		v := expr.Subs(n, with)
		return v.IsPositive()
	}
	expr.Visit(e, func(n *expr.Node) bool {
		if !ok || expr.FreeOf(n, x) {
			return false
		}
		switch n.Op() {
		case expr.OpSym, expr.OpAdd, expr.OpExp, expr.OpSin, expr.OpCos, expr.OpSinh, expr.OpCosh, expr.OpErf, expr.OpCall:
		case expr.OpMul, expr.OpPow:
			for i := range n.NFactors() {
				b, p := n.Factor(i)
				k, whole := p.Int64()
				switch {
				case b == expr.E, whole && k > 0, expr.FreeOf(b, x) && expr.FreeOf(p, x):
				case whole:
					ok = ok && nonzero(b)
				default:
					ok = ok && positive(b)
				}
			}
		case expr.OpLog:
			ok = ok && positive(n.Arg(0))
		default:
			ok = false
		}
		return ok
	})
	return value, ok
}

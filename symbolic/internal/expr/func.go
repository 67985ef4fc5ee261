package expr

import (
	"math"
	"slices"

	"tandem/symbolic/internal/num"
)

// Fn returns the function op of the arguments. It panics if their number is wrong.
func Fn(op Op, args ...*Node) *Node {
	f := &table[op]
	if f.arity >= 0 && len(args) != f.arity || f.name == "" || len(args) == 0 {
		panic("expr: Fn of " + op.String() + " with a wrong number of arguments")
	}
	for _, a := range args {
		if a == Undefined {
			return a
		}
	}
	if f.canon != nil {
		if n := f.canon(args); n != nil {
			return n
		}
	}
	return intern(op, num.Zero, args, nil, nil)
}

// raw1 interns a function that is canonical already.
func raw1(op Op, u *Node) *Node { return intern(op, num.Zero, []*Node{u}, nil, nil) }

// The functions met most, by name.
func Exp(u *Node) *Node   { return Fn(OpExp, u) }
func Log(u *Node) *Node   { return Fn(OpLog, u) }
func Sin(u *Node) *Node   { return Fn(OpSin, u) }
func Cos(u *Node) *Node   { return Fn(OpCos, u) }
func Tan(u *Node) *Node   { return Fn(OpTan, u) }
func Asin(u *Node) *Node  { return Fn(OpAsin, u) }
func Acos(u *Node) *Node  { return Fn(OpAcos, u) }
func Atan(u *Node) *Node  { return Fn(OpAtan, u) }
func Sinh(u *Node) *Node  { return Fn(OpSinh, u) }
func Cosh(u *Node) *Node  { return Fn(OpCosh, u) }
func Tanh(u *Node) *Node  { return Fn(OpTanh, u) }
func Asinh(u *Node) *Node { return Fn(OpAsinh, u) }
func Acosh(u *Node) *Node { return Fn(OpAcosh, u) }
func Atanh(u *Node) *Node { return Fn(OpAtanh, u) }
func Abs(u *Node) *Node   { return Fn(OpAbs, u) }
func Sign(u *Node) *Node  { return Fn(OpSign, u) }
func Erf(u *Node) *Node   { return Fn(OpErf, u) }

// float1 applies f to a float argument where the result is finite.
func float1(u *Node, f func(float64) float64) *Node {
	if u.op != OpNum || !u.q.IsFloat() {
		return nil
	}
	if v := f(u.q.Float64()); !math.IsNaN(v) && !math.IsInf(v, 0) {
		return Float(v)
	}
	return nil
}

// MinusSign reports whether u is written with a minus sign: exactly one of u and -u is, unless u is 0. Odd and even
// functions take the sign out of such arguments.
func MinusSign(u *Node) bool {
	switch u.op {
	case OpNum:
		return u.q.Sign() < 0
	case OpMul:
		return u.scaled() && u.q.Sign() < 0
	case OpAdd: // the sign of the first term: terms are sorted without their coefficients, so -u has the same first term
		return u.coef[0].Sign() < 0
	}
	return false
}

// imaginary returns v if u is i·v.
func imaginary(u *Node) *Node {
	if u == I {
		return One
	}
	if u.op != OpMul {
		return nil
	}
	for i := range u.NFactors() {
		if b, e := u.Factor(i); b == I && e == One {
			return Mul(u, Scale(num.NegOne, I))
		}
	}
	return nil
}

func canonExp(a []*Node) *Node {
	u := a[0]
	switch u.op {
	case OpNum:
		switch {
		case u.q.IsFloat():
			return float1(u, math.Exp)
		case u.q.IsZero():
			return One
		case u.q.IsOne():
			return E
		}
		return nil
	case OpLog:
		return u.args[0]
	case OpInfinity:
		return Infinity
	case OpMul:
		if c, v := u.Split(); v.op == OpLog { // exp(c·log v) is v^c by definition
			return Pow(v.args[0], Number(c))
		} else if v == Infinity && c.Sign() < 0 {
			return Zero
		}
		if n := expOfPi(u); n != nil {
			return n
		}
	case OpAdd:
		for i, t := range u.args {
			if t.op == OpLog {
				c := Number(u.coef[i])
				return Mul(Pow(t.args[0], c), Exp(Sub(u, Mul(c, t))))
			}
		}
		for i, t := range u.args { // exp(v + kπi/2) for whole k
			if p := Scale(u.coef[i], t); imaginary(t) == Pi {
				if n := expOfPi(p); n != nil && n.op != OpExp {
					return Mul(n, Exp(Sub(u, p)))
				}
			}
		}
	}
	return nil
}

// expOfPi evaluates exp(q·π·i) for rational q with 2q whole.
func expOfPi(u *Node) *Node {
	v := imaginary(u)
	if v == nil {
		return nil
	}
	c, rest := v.Split()
	if rest != Pi || c.IsFloat() {
		return nil
	}
	if k := c.Mul(num.Int(2)); k.IsInt() {
		m := k.Sub(num.Int(4).Mul(k.Div(num.Int(4)).Floor()))
		j, _ := m.Int64()
		return powI(j)
	}
	return nil
}

func canonLog(a []*Node) *Node {
	u := a[0]
	switch u.op {
	case OpNum:
		switch {
		case u.q.IsZero():
			return Undefined
		case u.q.IsFloat() && u.q.Sign() > 0:
			return float1(u, math.Log)
		case u.q.IsFloat():
			return nil
		case u.q.IsOne():
			return Zero
		case u.q.Sign() < 0:
			return Add(Log(Neg(u)), Mul(I, Pi))
		}
		if b, k := perfectPower(u.q); k != 1 {
			return Scale(num.Int(k), Log(Number(b)))
		}
	case OpE:
		return One
	case OpI:
		return Mul(Half, I, Pi)
	case OpInfinity:
		return Infinity
	case OpExp:
		if u.args[0].IsReal() {
			return u.args[0]
		}
	case OpPow:
		if k, ok := u.args[1].Exact(); ok && u.args[0].IsPositive() {
			return Scale(k, Log(u.args[0]))
		}
	case OpMul:
		if c, rest := u.Split(); rest == I && !c.IsFloat() && c.Sign() > 0 {
			return Add(Log(Number(c)), Mul(Half, I, Pi))
		} else if rest == I && !c.IsFloat() {
			return Add(Log(Number(c.Neg())), Mul(Ratio(-1, 2), I, Pi))
		}
	}
	return nil
}

func canonLog1p(a []*Node) *Node {
	if n := float1(a[0], math.Log1p); n != nil || a[0].op == OpNum && !a[0].q.IsFloat() {
		if n != nil {
			return n
		}
		return Log(Add(One, a[0]))
	}
	return nil
}

func canonExpm1(a []*Node) *Node {
	if n := float1(a[0], math.Expm1); n != nil {
		return n
	}
	if a[0] == Zero {
		return Zero
	}
	if a[0].op == OpLog {
		return Sub(a[0].args[0], One)
	}
	return nil
}

func canonAbs(a []*Node) *Node {
	u := a[0]
	switch {
	case u.op == OpNum:
		return Number(u.q.Abs())
	case u.IsNonNegative():
		return u
	case u == I:
		return One
	case u.op == OpExp && imaginary(u.args[0]) != nil && imaginary(u.args[0]).IsReal():
		return One
	case u.op == OpPow && u.args[1].IsReal() && u.args[0].op != OpNum:
		if u.args[1].IsInteger() || u.args[0].IsReal() && u.args[0].IsNonNegative() {
			return Pow(Abs(u.args[0]), u.args[1])
		}
	case u.op == OpMul:
		var out, in Product
		c, rest := u.Split()
		out.MulNum(c.Abs())
		taken := c != num.One
		for i := range rest.NFactors() {
			b, e := rest.Factor(i)
			switch f := powerFlags(b, e); {
			case f&isNonNeg != 0:
				out.Mul(rawPow(b, e))
				taken = true
			case b == I && e == One:
				taken = true
			default:
				in.Mul(rawPow(b, e))
			}
		}
		if taken {
			out.Mul(Abs(in.Node()))
			return out.Node()
		}
	}
	if MinusSign(u) {
		return Abs(Neg(u)) // which may be non-negative
	}
	return nil
}

func canonSign(a []*Node) *Node {
	u := a[0]
	switch {
	case u.IsZero():
		return Zero
	case u.IsPositive():
		return One
	case u.op == OpNum:
		return Int(int64(u.q.Sign()))
	case u.op == OpSign:
		return u
	case u.op == OpMul && u.scaled() && u.args[0] != Infinity:
		return Scale(num.Int(int64(u.q.Sign())), Sign(u.args[0]))
	case u.op == OpMul && u.scaled():
		return NegOne
	case MinusSign(u):
		return Neg(Sign(Neg(u)))
	}
	return nil
}

func canonStep(a []*Node) *Node {
	u := a[0]
	switch {
	case u.IsPositive():
		return One
	case u.IsNegative():
		return Zero
	case u.IsZero():
		return Half
	case u.op == OpNum:
		return Zero
	}
	return nil
}

func canonFloor(a []*Node) *Node {
	u := a[0]
	if u.op == OpNum {
		return Number(u.q.Floor())
	}
	if u.IsInteger() {
		return u
	}
	return nil
}

func canonCeil(a []*Node) *Node {
	u := a[0]
	if u.op == OpNum {
		return Number(u.q.Neg().Floor().Neg())
	}
	if u.IsInteger() {
		return u
	}
	return nil
}

func canonMin(a []*Node) *Node { return extremum(OpMin, -1, a) }
func canonMax(a []*Node) *Node { return extremum(OpMax, 1, a) }

// extremum flattens, sorts, drops repeated arguments and keeps the one number that can win.
func extremum(op Op, sign int, args []*Node) *Node {
	var list []*Node
	var best *Node
	for _, a := range args {
		inner := []*Node{a}
		if a.op == op {
			inner = a.args
		}
		for _, u := range inner {
			if u.op != OpNum {
				list = append(list, u)
			} else if best == nil || u.q.Cmp(best.q) == sign {
				best = u
			}
		}
	}
	slices.SortFunc(list, Compare)
	list = slices.Compact(list)
	if best != nil {
		list = append(list, best)
	}
	if len(list) == 1 {
		return list[0]
	}
	return intern(op, num.Zero, list, nil, nil)
}

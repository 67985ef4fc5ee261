package expr

import (
	"math"

	"tandem/symbolic/internal/num"
)

// Circular and hyperbolic functions and their inverses: parity, exact values, shifts by quarter turns, imaginary
// arguments, and a function of an inverse function where the identity holds on all principal branches.

// quarter splits u into rest + k·π/2 with whole k, and gives π's rational factor r when u is r·π altogether.
func quarter(u *Node) (rest *Node, k int64, r num.Num, exact bool) {
	if c, t := u.Split(); t == Pi && !c.IsFloat() {
		return u, 0, c, true
	}
	if u.op != OpAdd {
		return u, 0, num.Zero, false
	}
	for i, t := range u.args {
		if t == Pi && !u.coef[i].IsFloat() {
			h := u.coef[i].Mul(num.Int(2)).Floor()
			m := h.Sub(num.Int(4).Mul(h.Div(num.Int(4)).Floor()))
			j, _ := m.Int64()
			if h.IsZero() {
				return u, 0, num.Zero, false
			}
			return Sub(u, Scale(h.Mul(num.Half), Pi)), j, num.Zero, false
		}
	}
	return u, 0, num.Zero, false
}

// sinPi returns sin(r·π) where it is a constant of nested square roots: denominators 1, 2, 3, 4, 5, 6, 8, 10, 12.
func sinPi(r num.Num) *Node {
	two := num.Int(2)
	r = r.Sub(two.Mul(r.Div(two).Floor())) // in [0, 2)
	if r.Cmp(num.One) >= 0 {
		if n := sinPi(r.Sub(num.One)); n != nil {
			return Neg(n)
		}
		return nil
	}
	if r.Cmp(num.Half) > 0 {
		r = num.One.Sub(r)
	}
	p, q, ok := r.Small()
	if !ok {
		return nil
	}
	switch [2]int64{p, q} {
	case [2]int64{0, 1}:
		return Zero
	case [2]int64{1, 2}:
		return One
	case [2]int64{1, 6}:
		return Half
	case [2]int64{1, 4}:
		return Mul(Half, Sqrt(Two))
	case [2]int64{1, 3}:
		return Mul(Half, Sqrt(Int(3)))
	case [2]int64{1, 12}:
		return Mul(Ratio(1, 4), Sub(Sqrt(Int(6)), Sqrt(Two)))
	case [2]int64{5, 12}:
		return Mul(Ratio(1, 4), Add(Sqrt(Int(6)), Sqrt(Two)))
	case [2]int64{1, 8}:
		return Mul(Half, Sqrt(Sub(Two, Sqrt(Two))))
	case [2]int64{3, 8}:
		return Mul(Half, Sqrt(Add(Two, Sqrt(Two))))
	case [2]int64{1, 10}:
		return Mul(Ratio(1, 4), Sub(Sqrt(Int(5)), One))
	case [2]int64{3, 10}:
		return Mul(Ratio(1, 4), Add(Sqrt(Int(5)), One))
	case [2]int64{1, 5}:
		return Mul(Ratio(1, 4), Sqrt(Sub(Int(10), Mul(Two, Sqrt(Int(5))))))
	case [2]int64{2, 5}:
		return Mul(Ratio(1, 4), Sqrt(Add(Int(10), Mul(Two, Sqrt(Int(5))))))
	}
	return nil
}

// sinPiReduced is sin(r·π) or cos(r·π) of an angle in the first quarter turn, with its sign, for r without a closed form.
func sinPiReduced(op Op, r num.Num) *Node {
	two := num.Int(2)
	s := r.Sub(two.Mul(r.Div(two).Floor()))
	if op == OpCos { // cos(sπ) = cos((2-s)π) = -cos((1-s)π)
		if s.Cmp(num.One) > 0 {
			s = two.Sub(s)
		}
		if s.Cmp(num.Half) > 0 {
			return Neg(raw1(OpCos, Scale(num.One.Sub(s), Pi)))
		}
		return raw1(OpCos, Scale(s, Pi))
	}
	neg := s.Cmp(num.One) > 0
	if neg {
		s = s.Sub(num.One)
	}
	if s.Cmp(num.Half) > 0 {
		s = num.One.Sub(s)
	}
	n := raw1(OpSin, Scale(s, Pi))
	if neg {
		return Neg(n)
	}
	return n
}

func canonSin(a []*Node) *Node {
	u := a[0]
	if n := float1(u, math.Sin); n != nil {
		return n
	}
	rest, k, r, exact := quarter(u)
	if exact {
		if n := sinPi(r); n != nil {
			return n
		}
		return sinPiReduced(OpSin, r)
	}
	switch k {
	case 1:
		return Cos(rest)
	case 2:
		return Neg(Sin(rest))
	case 3:
		return Neg(Cos(rest))
	}
	if rest != u {
		return Sin(rest)
	}
	if u == Zero {
		return Zero
	}
	if v := imaginary(u); v != nil {
		return Mul(I, Sinh(v))
	}
	switch u.op {
	case OpAsin:
		return u.args[0]
	case OpAcos:
		return Sqrt(Sub(One, PowInt(u.args[0], 2)))
	case OpAtan:
		return Mul(u.args[0], Pow(Add(One, PowInt(u.args[0], 2)), Ratio(-1, 2)))
	}
	if MinusSign(u) {
		return Neg(Sin(Neg(u)))
	}
	return nil
}

func canonCos(a []*Node) *Node {
	u := a[0]
	if n := float1(u, math.Cos); n != nil {
		return n
	}
	rest, k, r, exact := quarter(u)
	if exact {
		if n := sinPi(r.Add(num.Half)); n != nil {
			return n
		}
		return sinPiReduced(OpCos, r)
	}
	switch k {
	case 1:
		return Neg(Sin(rest))
	case 2:
		return Neg(Cos(rest))
	case 3:
		return Sin(rest)
	}
	if rest != u {
		return Cos(rest)
	}
	if u == Zero {
		return One
	}
	if v := imaginary(u); v != nil {
		return Cosh(v)
	}
	switch u.op {
	case OpAcos:
		return u.args[0]
	case OpAsin:
		return Sqrt(Sub(One, PowInt(u.args[0], 2)))
	case OpAtan:
		return Pow(Add(One, PowInt(u.args[0], 2)), Ratio(-1, 2))
	}
	if MinusSign(u) {
		return Cos(Neg(u))
	}
	return nil
}

func canonTan(a []*Node) *Node {
	u := a[0]
	if n := float1(u, math.Tan); n != nil {
		return n
	}
	rest, k, r, exact := quarter(u)
	if exact {
		s, c := sinPi(r), sinPi(r.Add(num.Half))
		if s == nil || c == nil {
			if f := r.Floor(); !f.IsZero() {
				return Tan(Scale(r.Sub(f), Pi))
			}
			return nil
		}
		return tanValue(r, s, c)
	}
	switch k {
	case 1, 3:
		return Neg(Fn(OpCot, rest))
	}
	if rest != u {
		return Tan(rest)
	}
	if u == Zero {
		return Zero
	}
	if v := imaginary(u); v != nil {
		return Mul(I, Tanh(v))
	}
	switch u.op {
	case OpAtan:
		return u.args[0]
	case OpAsin:
		return Mul(u.args[0], Pow(Sub(One, PowInt(u.args[0], 2)), Ratio(-1, 2)))
	case OpAcos:
		return Div(Sqrt(Sub(One, PowInt(u.args[0], 2))), u.args[0])
	}
	if MinusSign(u) {
		return Neg(Tan(Neg(u)))
	}
	return nil
}

// tanValue is s/c with the quotients of nested roots that have a simpler form written so.
func tanValue(r num.Num, s, c *Node) *Node {
	if q := r.Mul(num.Int(12)); q.IsInt() {
		if v := q.Sub(num.Int(12).Mul(r.Floor())); v == num.One {
			return Sub(Two, Sqrt(Int(3)))
		} else if v == num.Int(5) {
			return Add(Two, Sqrt(Int(3)))
		} else if v == num.Int(7) {
			return Sub(Int(-2), Sqrt(Int(3)))
		} else if v == num.Int(11) {
			return Sub(Sqrt(Int(3)), Two)
		}
	}
	if q := r.Mul(num.Int(8)); q.IsInt() {
		switch v, _ := q.Sub(num.Int(8).Mul(r.Floor())).Int64(); v {
		case 1:
			return Sub(Sqrt(Two), One)
		case 3:
			return Add(Sqrt(Two), One)
		case 5:
			return Sub(NegOne, Sqrt(Two))
		case 7:
			return Sub(One, Sqrt(Two))
		}
	}
	return Div(s, c)
}

// The reciprocals sec, csc, cot and their hyperbolic twins keep their name, with the values and parity of what they
// are the reciprocal of.
func reciprocal(op, of Op, u *Node) *Node {
	base := Fn(of, u)
	if base == Undefined { // cot of a pole of tan
		return Zero
	}
	if base.op != of || base.args[0] != u { // a value, a shift or a sign: write what came out
		c, rest := base.Split()
		if rest.op == of {
			return Scale(c.Inv(), raw1(op, rest.args[0]))
		}
		return Inv(base)
	}
	return nil
}

func canonSec(a []*Node) *Node { return reciprocal(OpSec, OpCos, a[0]) }
func canonCsc(a []*Node) *Node { return reciprocal(OpCsc, OpSin, a[0]) }

func canonCot(a []*Node) *Node {
	u := a[0]
	if rest, k, _, exact := quarter(u); !exact && rest != u {
		if k%2 == 1 {
			return Neg(Tan(rest))
		}
		return Fn(OpCot, rest)
	}
	return reciprocal(OpCot, OpTan, u)
}

func canonSech(a []*Node) *Node { return reciprocal(OpSech, OpCosh, a[0]) }
func canonCsch(a []*Node) *Node { return reciprocal(OpCsch, OpSinh, a[0]) }
func canonCoth(a []*Node) *Node { return reciprocal(OpCoth, OpTanh, a[0]) }

// OfSinCos returns the circular or hyperbolic function op of an argument with the sine s and the cosine c, both of its kind.
func OfSinCos(op Op, s, c *Node) *Node {
	switch op {
	case OpSin, OpSinh:
		return s
	case OpCos, OpCosh:
		return c
	case OpTan, OpTanh:
		return Div(s, c)
	case OpCot, OpCoth:
		return Div(c, s)
	case OpSec, OpSech:
		return Inv(c)
	}
	return Inv(s)
}

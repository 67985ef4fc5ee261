package expr

import (
	"math"

	"tandem/symbolic/internal/num"
)

func square(u *Node) *Node { return PowInt(u, 2) }

// odd is -f(-u) when u is written with a minus sign, else nil.
func odd(op Op, u *Node) *Node {
	if MinusSign(u) {
		return Neg(Fn(op, Neg(u)))
	}
	return nil
}

func canonSinh(a []*Node) *Node {
	u := a[0]
	if n := float1(u, math.Sinh); n != nil {
		return n
	}
	if v := imaginary(u); v != nil {
		return Mul(I, Sin(v))
	}
	switch u.op {
	case OpAsinh:
		return u.args[0]
	case OpAcosh:
		return Mul(Sqrt(Sub(u.args[0], One)), Sqrt(Add(u.args[0], One)))
	case OpAtanh:
		return Mul(u.args[0], Pow(Sub(One, square(u.args[0])), Ratio(-1, 2)))
	case OpInfinity:
		return Infinity
	}
	if u == Zero {
		return Zero
	}
	return odd(OpSinh, u)
}

func canonCosh(a []*Node) *Node {
	u := a[0]
	if n := float1(u, math.Cosh); n != nil {
		return n
	}
	if v := imaginary(u); v != nil {
		return Cos(v)
	}
	switch u.op {
	case OpAcosh:
		return u.args[0]
	case OpAsinh:
		return Sqrt(Add(One, square(u.args[0])))
	case OpAtanh:
		return Pow(Sub(One, square(u.args[0])), Ratio(-1, 2))
	case OpInfinity:
		return Infinity
	}
	if u == Zero {
		return One
	}
	if MinusSign(u) {
		return Cosh(Neg(u))
	}
	return nil
}

func canonTanh(a []*Node) *Node {
	u := a[0]
	if n := float1(u, math.Tanh); n != nil {
		return n
	}
	if v := imaginary(u); v != nil {
		return Mul(I, Tan(v))
	}
	switch u.op {
	case OpAtanh:
		return u.args[0]
	case OpAsinh:
		return Mul(u.args[0], Pow(Add(One, square(u.args[0])), Ratio(-1, 2)))
	case OpAcosh:
		return Mul(Sqrt(Sub(u.args[0], One)), Sqrt(Add(u.args[0], One)), Inv(u.args[0]))
	case OpInfinity:
		return One
	}
	if u == Zero {
		return Zero
	}
	return odd(OpTanh, u)
}

// arcs holds sin(rπ) for 0 ≤ r ≤ 1/2 with the denominators whose sines have square roots alone, for exact values of
// asin and acos; tangents likewise.
var arcSin, arcTan map[*Node]num.Num

func initArcs() {
	arcSin, arcTan = map[*Node]num.Num{}, map[*Node]num.Num{}
	for _, q := range []int64{2, 3, 4, 5, 6, 8, 10, 12} {
		for p := range q/2 + 1 {
			r := num.Ratio(p, q)
			if s := Sin(Scale(r, Pi)); s.op != OpSin {
				arcSin[s] = r
			}
			if t := Tan(Scale(r, Pi)); t.op != OpTan && t != Undefined && q != 5 && q != 10 {
				arcTan[t] = r
			}
		}
	}
}

// arc looks u or -u up among exact values and gives the angle.
func arc(values map[*Node]num.Num, u *Node) *Node {
	if r, ok := values[u]; ok {
		return Scale(r, Pi)
	}
	if u.op == OpNum && u.q.Sign() > 0 || u.op == OpSym {
		return nil
	}
	if r, ok := values[Neg(u)]; ok {
		return Scale(r.Neg(), Pi)
	}
	return nil
}

func inUnit(f func(float64) float64) func(float64) float64 {
	return func(x float64) float64 {
		if x < -1 || x > 1 {
			return math.NaN()
		}
		return f(x)
	}
}

func canonAsin(a []*Node) *Node {
	if n := float1(a[0], inUnit(math.Asin)); n != nil {
		return n
	}
	if n := arc(arcSin, a[0]); n != nil {
		return n
	}
	if v := imaginary(a[0]); v != nil {
		return Mul(I, Asinh(v))
	}
	return odd(OpAsin, a[0])
}

func canonAcos(a []*Node) *Node {
	if n := float1(a[0], inUnit(math.Acos)); n != nil {
		return n
	}
	if n := arc(arcSin, a[0]); n != nil {
		return Sub(Mul(Half, Pi), n)
	}
	if MinusSign(a[0]) { // acos(-u) = π - acos(u)
		return Sub(Pi, Acos(Neg(a[0])))
	}
	return nil
}

func canonAtan(a []*Node) *Node {
	if n := float1(a[0], math.Atan); n != nil {
		return n
	}
	if n := arc(arcTan, a[0]); n != nil {
		return n
	}
	if a[0] == Infinity {
		return Mul(Half, Pi)
	}
	if a[0] == I || a[0] == Neg(I) {
		return Undefined
	}
	if v := imaginary(a[0]); v != nil {
		return Mul(I, Atanh(v))
	}
	return odd(OpAtan, a[0])
}

// The inverses of reciprocals are the inverse at the reciprocal, kept by name unless a value comes out.
func inverse(of Op, u *Node) *Node {
	if u.IsZero() {
		return nil
	}
	if n := Fn(of, Inv(u)); u.op == OpNum && (n.op != of) {
		return n
	}
	return nil
}

func canonAsec(a []*Node) *Node {
	if a[0].IsZero() {
		return Undefined
	}
	return inverse(OpAcos, a[0])
}

func canonAcsc(a []*Node) *Node {
	if a[0].IsZero() {
		return Undefined
	}
	if n := inverse(OpAsin, a[0]); n != nil && !MinusSign(a[0]) {
		return n
	}
	return odd(OpAcsc, a[0])
}

func canonAcot(a []*Node) *Node {
	if a[0].IsZero() { // atan(1/u) jumps at 0; the value there is the one from above
		return Mul(Half, Pi)
	}
	if n := inverse(OpAtan, a[0]); n != nil && !MinusSign(a[0]) {
		return n
	}
	return odd(OpAcot, a[0])
}

func canonAsinh(a []*Node) *Node {
	if n := float1(a[0], math.Asinh); n != nil {
		return n
	}
	switch {
	case a[0] == Zero:
		return Zero
	case a[0] == Infinity:
		return Infinity
	}
	if v := imaginary(a[0]); v != nil {
		return Mul(I, Asin(v))
	}
	return odd(OpAsinh, a[0])
}

func canonAcosh(a []*Node) *Node {
	u := a[0]
	if u.op == OpNum && u.q.IsFloat() && u.q.Cmp(num.One) >= 0 {
		return Float(math.Acosh(u.q.Float64()))
	}
	switch {
	case u == One:
		return Zero
	case u == NegOne:
		return Mul(I, Pi)
	case u == Zero:
		return Mul(Half, I, Pi)
	case u == Infinity:
		return Infinity
	}
	return nil
}

func canonAtanh(a []*Node) *Node {
	u := a[0]
	if u.op == OpNum && u.q.IsFloat() && u.q.Abs().Cmp(num.One) < 0 {
		return Float(math.Atanh(u.q.Float64()))
	}
	switch {
	case u == Zero:
		return Zero
	case u == One || u == NegOne:
		return Undefined
	}
	if v := imaginary(u); v != nil {
		return Mul(I, Atan(v))
	}
	return odd(OpAtanh, u)
}

func canonAsech(a []*Node) *Node {
	if a[0].IsZero() {
		return Undefined
	}
	return inverse(OpAcosh, a[0])
}

func canonAcsch(a []*Node) *Node {
	if a[0].IsZero() {
		return Undefined
	}
	return odd(OpAcsch, a[0])
}

func canonAcoth(a []*Node) *Node {
	if a[0] == Zero {
		return Mul(Half, I, Pi)
	}
	if a[0] == One || a[0] == NegOne {
		return Undefined
	}
	return odd(OpAcoth, a[0])
}

package expr

import (
	"math"

	"tandem/symbolic/internal/num"
)

// Special functions: values at 0 and ∞, parity, and the few exact values that need no table.

// minusInfinity reports whether u is -∞.
func minusInfinity(u *Node) bool { return u.op == OpMul && u.scaled() && u.args[0] == Infinity }

func canonErf(a []*Node) *Node {
	if n := float1(a[0], math.Erf); n != nil {
		return n
	}
	switch {
	case a[0] == Zero:
		return Zero
	case a[0] == Infinity:
		return One
	}
	if v := imaginary(a[0]); v != nil {
		return Mul(I, Fn(OpErfi, v))
	}
	return odd(OpErf, a[0])
}

func canonErfc(a []*Node) *Node {
	if n := float1(a[0], math.Erfc); n != nil {
		return n
	}
	switch {
	case a[0] == Zero:
		return One
	case a[0] == Infinity:
		return Zero
	case minusInfinity(a[0]):
		return Two
	}
	return nil
}

func canonErfi(a []*Node) *Node {
	switch {
	case a[0] == Zero:
		return Zero
	case a[0] == Infinity:
		return Infinity
	}
	if v := imaginary(a[0]); v != nil {
		return Mul(I, Erf(v))
	}
	return odd(OpErfi, a[0])
}

// maxFactorial bounds the factorials that gamma forms.
const maxFactorial = 20000

func canonGamma(a []*Node) *Node {
	u := a[0]
	if u.op != OpNum {
		if u == Infinity {
			return Infinity
		}
		return nil
	}
	if u.q.IsFloat() {
		return float1(u, math.Gamma)
	}
	if k, ok := u.q.Int64(); ok {
		switch {
		case k <= 0:
			return Undefined
		case k <= maxFactorial:
			return Number(Factorial(k - 1))
		}
		return nil
	}
	if p, q, ok := u.q.Small(); ok && q == 2 && p > -400 && p < 400 { // Γ(1/2) = √π, then the recurrence
		v := num.One
		for p > 1 {
			p -= 2
			v = v.Mul(num.Ratio(p, 2))
		}
		for p < 1 {
			v = v.Div(num.Ratio(p, 2))
			p += 2
		}
		return Scale(v, Sqrt(Pi))
	}
	return nil
}

// Factorial returns n! for n ≥ 0.
func Factorial(n int64) num.Num {
	var prod func(lo, hi int64) num.Num // of lo+1 … hi, by halves: long factors of like size multiply fastest
	prod = func(lo, hi int64) num.Num {
		if hi-lo < 8 {
			p := num.One
			for i := lo + 1; i <= hi; i++ {
				p = p.Mul(num.Int(i))
			}
			return p
		}
		mid := (lo + hi) / 2
		return prod(lo, mid).Mul(prod(mid, hi))
	}
	return prod(0, n)
}

// canonDigamma knows the poles.
func canonDigamma(a []*Node) *Node {
	if q, ok := a[0].Exact(); ok && q.IsInt() && q.Sign() <= 0 {
		return Undefined
	}
	return nil
}

func canonPolygamma(a []*Node) *Node {
	if a[0] == Zero {
		return Fn(OpDigamma, a[1])
	}
	return canonDigamma(a[1:])
}

// canonEi serves Ei, Ci and Chi, which have a logarithm at 0.
func canonEi(a []*Node) *Node {
	if a[0].IsZero() {
		return Undefined
	}
	return nil
}

func canonLi(a []*Node) *Node {
	switch {
	case a[0] == Zero:
		return Zero
	case a[0] == One:
		return Undefined
	}
	return nil
}

func canonDilog(a []*Node) *Node {
	switch {
	case a[0] == Zero:
		return Zero
	case a[0] == One:
		return Mul(Ratio(1, 6), square(Pi))
	case a[0] == NegOne:
		return Mul(Ratio(-1, 12), square(Pi))
	}
	return nil
}

// canonOddAtZero serves odd functions that vanish at 0: Si, Shi and the Fresnel integrals.
func canonOddAtZero(op Op) func([]*Node) *Node {
	return func(a []*Node) *Node {
		if a[0].IsZero() {
			return Zero
		}
		if a[0] == Infinity {
			switch op {
			case OpSi:
				return Mul(Half, Pi)
			case OpFresnelS, OpFresnelC:
				return Half
			}
			return Infinity
		}
		return odd(op, a[0])
	}
}

func canonAtan2(a []*Node) *Node {
	y, x := a[0], a[1]
	switch {
	case x.IsPositive():
		return Atan(Div(y, x))
	case x.IsNegative() && y.IsNonNegative():
		return Add(Atan(Div(y, x)), Pi)
	case x.IsNegative() && y.IsNegative():
		return Sub(Atan(Div(y, x)), Pi)
	case x.IsZero() && y.IsPositive():
		return Mul(Half, Pi)
	case x.IsZero() && y.IsNegative():
		return Mul(Ratio(-1, 2), Pi)
	case x.IsZero() && y.IsZero():
		return Undefined
	}
	return nil
}

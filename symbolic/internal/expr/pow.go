package expr

import "tandem/symbolic/internal/num"

// Powers. Every rewriting here is an identity of principal values: b^e = exp(e·log b) with -π < arg b ≤ π.

// PowInt returns b^n.
func PowInt(b *Node, n int64) *Node { return Pow(b, Int(n)) }

// Sqrt returns b^(1/2).
func Sqrt(b *Node) *Node { return Pow(b, Half) }

// Pow returns b^e.
func Pow(b, e *Node) *Node {
	switch {
	case b == Undefined || e == Undefined:
		return Undefined
	case e == Zero:
		if b.HasInfinity() {
			return Undefined
		}
		return One
	case e == One:
		return b
	case b == One && !e.HasInfinity():
		return One
	case b.IsZero():
		return powZero(e)
	}
	switch b.op {
	case OpNum:
		return powNum(b, e)
	case OpE:
		return Exp(e)
	case OpI:
		if k, ok := e.Int64(); ok {
			return powI(k)
		}
		if r, ok := e.Exact(); ok && r.BitLen() <= 32 { // i is (-1)^(1/2)
			return rootOfUnity(r.Mul(num.Half))
		}
	case OpInfinity:
		return powInfinity(e)
	case OpPow, OpExp:
		inner, k := b.power()
		if e.IsInteger() || principalInside(inner, k) {
			return Pow(inner, Mul(k, e))
		}
		if k.op == OpNum && k.q == num.Int(2) && inner.IsReal() { // (x²)^e is |x|^(2e) for real x
			return Pow(Abs(inner), Mul(k, e))
		}
	case OpMul:
		if n := powMul(b, e); n != nil {
			return n
		}
	case OpAdd:
		if b.HasInfinity() && b.NTerms() == 1 {
			return powInfinity(e)
		}
	}
	return rawPow(b, e)
}

// principalInside reports whether (x^k)^e = x^(k·e) for all e: then k·arg(x) stays in (-π, π].
func principalInside(x, k *Node) bool {
	if x.IsPositive() && k.IsReal() {
		return true
	}
	if x == E {
		return k.IsReal()
	}
	q, ok := k.Exact()
	return ok && (q.Cmp(num.NegOne) > 0 && q.Cmp(num.One) <= 0 || x.IsNonNegative())
}

func powZero(e *Node) *Node {
	switch {
	case e.IsPositive():
		return Zero
	case e.IsNegative():
		return Undefined
	}
	if q, ok := e.Num(); ok && q.Sign() <= 0 {
		return Undefined
	}
	return rawPow(Zero, e)
}

func powI(k int64) *Node {
	switch k & 3 {
	case 1:
		return I
	case 2:
		return NegOne
	case 3:
		return Scale(num.NegOne, I)
	}
	return One
}

func powInfinity(e *Node) *Node {
	switch {
	case e.IsPositive():
		return Infinity
	case e.IsNegative():
		return Zero
	}
	return rawPow(Infinity, e)
}

// powMul takes from the power of a product what may be taken out: all factors for an integer exponent; for others
// positive numbers and non-negative factors. It returns nil if that is nothing.
func powMul(b, e *Node) *Node {
	whole := e.IsInteger()
	var out, in Product
	c, rest := b.Split()
	taken := false
	switch {
	case whole:
		if c != num.One {
			out.Mul(powNum(Number(c), e))
			taken = true
		}
	case c.Sign() < 0:
		if c != num.NegOne {
			out.Mul(powNum(Number(c.Neg()), e))
			taken = true
		}
		in.MulNum(num.NegOne)
	case c != num.One:
		out.Mul(powNum(Number(c), e))
		taken = true
	}
	if rest.op == OpAdd || rest.op == OpInfinity { // c·(a+b) or -∞
		if rest.op == OpInfinity && whole && out.started {
			if c.Sign() < 0 && e.IsNegative() {
				return Zero
			}
			out.Mul(Pow(rest, e))
			return out.Node()
		}
		if !taken {
			return nil
		}
		in.Mul(rest)
		out.Mul(Pow(in.Node(), e))
		return out.Node()
	}
	for i := range rest.NFactors() {
		fb, fe := rest.Factor(i)
		if whole || powerFlags(fb, fe)&isNonNeg != 0 && (fb == E || principalInside(fb, fe)) {
			out.Mul(Pow(fb, Mul(fe, e)))
			taken = true
		} else {
			in.Mul(rawPow(fb, fe))
		}
	}
	if !taken {
		return nil
	}
	if in.started {
		inside := in.Node()
		if inside != One {
			if inside.op == OpMul {
				out.Mul(rawPow(inside, e)) // nothing more can be taken out
			} else {
				out.Mul(Pow(inside, e))
			}
		}
	}
	return out.Node()
}

package expr

import (
	"math"
	"math/big"

	"tandem/symbolic/internal/num"
)

// Powers of numbers. Integer powers are computed as long as they stay below num.MaxBits bits. Roots of rationals are
// brought to ∏ pᵢ^rᵢ times a rational, pᵢ primes (or what trial division leaves) and 0 < rᵢ < 1, so that √12 and 2√3,
// or 1/√2 and √2/2, are the same node. (-a)^r for a > 0 is a^r·(-1)^r, and (-1)^(1/2) is i.

// powNum is b^e for a number b.
func powNum(b, e *Node) *Node {
	c := b.q
	switch {
	case c.IsFloat():
		if q, ok := e.Num(); ok {
			f := math.Pow(c.Float64(), q.Float64())
			if !math.IsNaN(f) && (!math.IsInf(f, 0) || math.IsInf(c.Float64(), 0)) {
				return Float(f)
			}
		}
		return rawPow(b, e)
	case c.IsOne():
		return One
	}
	switch e.op {
	case OpNum:
		if e.q.IsFloat() {
			if c.Sign() > 0 {
				if f := math.Pow(c.Float64(), e.q.Float64()); !math.IsInf(f, 0) {
					return Float(f)
				}
			}
			return rawPow(b, e)
		}
		if e.q.IsInt() {
			if c.IsNegOne() {
				if e.q.BigNum().Bit(0) == 0 {
					return One
				}
				return NegOne
			}
			if k, ok := e.q.Int64(); ok {
				if v, ok := c.Pow(k); ok {
					return Number(v)
				}
			}
			return bigPower(c, e)
		}
		return root(c, e.q)
	case OpAdd:
		if k := e.q; k.IsInt() && !k.IsZero() { // 2^(x+1) is 2·2^x
			if j, ok := k.Int64(); ok {
				if v, ok := c.Pow(j); ok {
					return Scale(v, Pow(b, Sub(e, Number(k))))
				}
			}
		}
	case OpInfinity:
		switch {
		case c.Cmp(num.One) > 0:
			return Infinity
		case c.Sign() > 0:
			return Zero
		}
		return Undefined
	case OpMul:
		if e.args[0] == Infinity && e.scaled() {
			switch {
			case c.Cmp(num.One) > 0:
				return Zero
			case c.Sign() > 0:
				return Infinity
			}
			return Undefined
		}
	}
	if c.Sign() > 0 { // 4^x is 2^(2x), (1/2)^x is 2^(-x)
		if base, k := perfectPower(c); k != 1 {
			return Pow(Number(base), Scale(num.Int(k), e))
		}
	}
	if c.IsNegOne() && e.IsInteger() {
		if k := e.Coef(); k.IsInt() && k.BigNum().Bit(0) == 0 {
			return One
		}
	}
	return rawPow(b, e)
}

// bigPower is c^e for an integer e too large to compute, with c made a number above 1 that is no power.
func bigPower(c num.Num, e *Node) *Node {
	sign := num.One
	if c.Sign() < 0 {
		c = c.Neg()
		if e.q.BigNum().Bit(0) == 1 {
			sign = num.NegOne
		}
	}
	base, k := perfectPower(c)
	return Scale(sign, rawPow(Number(base), Scale(num.Int(k), e)))
}

// perfectPower returns c as base^k with the largest |k|, base > 1; k = 1 if c is no power of a rational.
func perfectPower(c num.Num) (base num.Num, k int64) {
	if v, ok := c.Int64(); c.Sign() <= 0 || c.IsOne() || ok && v < 4 {
		return c, 1
	}
	if c.Numer().IsOne() {
		base, k = perfectPower(c.Inv())
		return base, -k
	}
	if c.BitLen() > 4096 {
		return c, 1
	}
	p, q := c.BigNum(), c.BigDen()
	for j := int64(max(p.BitLen(), q.BitLen())); j > 1; j-- {
		if p.BitLen() <= 64 && j > 63 {
			j = 63
		}
		if rp, ok := exactRoot(p, j); ok {
			if rq, ok := exactRoot(q, j); ok {
				return num.FromRat(new(big.Rat).SetFrac(rp, rq)), j
			}
		}
	}
	return c, 1
}

// exactRoot returns the k-th root of v ≥ 1 if it is an integer. It brackets the root by its number of bits and halves.
func exactRoot(v *big.Int, k int64) (*big.Int, bool) {
	if v.BitLen() == 1 {
		return v, true
	}
	if int64(v.BitLen()) <= k {
		return nil, false
	}
	if k == 2 {
		r := new(big.Int).Sqrt(v)
		return r, new(big.Int).Mul(r, r).Cmp(v) == 0
	}
	kk := big.NewInt(k)
	lo := new(big.Int).Lsh(big.NewInt(1), uint((int64(v.BitLen())-1)/k))
	hi := new(big.Int).Lsh(big.NewInt(1), uint((int64(v.BitLen())-1)/k+1))
	for lo.Cmp(hi) <= 0 {
		mid := new(big.Int).Add(lo, hi)
		mid.Rsh(mid, 1)
		switch new(big.Int).Exp(mid, kk, nil).Cmp(v) {
		case 0:
			return mid, true
		case -1:
			lo = mid.Add(mid, big.NewInt(1))
		default:
			hi = mid.Sub(mid, big.NewInt(1))
		}
	}
	return nil, false
}

// root is c^r for an exact c ≠ 0, 1 and a rational r that is no integer.
func root(c, r num.Num) *Node {
	if r.BitLen() > 32 || c.BitLen() > num.MaxBits/4 {
		return rawPow(Number(c), Number(r))
	}
	var out Product
	if c.Sign() < 0 {
		c = c.Neg()
		out.Mul(rootOfUnity(r))
	}
	if !c.IsOne() {
		rootInto(&out, c.BigNum(), r)
		rootInto(&out, c.BigDen(), r.Neg())
	}
	return out.Node()
}

// rootOfUnity is (-1)^r: a sign times i or (-1)^s with 0 < s < 1.
func rootOfUnity(r num.Num) *Node {
	floor := r.Floor()
	s := r.Sub(floor)
	sign := num.One
	if floor.BigNum().Bit(0) == 1 {
		sign = num.NegOne
	}
	if s == num.Half {
		return Scale(sign, I)
	}
	return Scale(sign, rawPow(NegOne, Number(s)))
}

const trialLimit = 1 << 12 // primes above it are not looked for

// rootInto multiplies out by v^r for v ≥ 1.
func rootInto(out *Product, v *big.Int, r num.Num) {
	emit := func(base num.Num, k int64) {
		e := r.Mul(num.Int(k))
		floor := e.Floor()
		j, _ := floor.Int64()
		if w, ok := base.Pow(j); ok {
			out.MulNum(w)
			e = e.Sub(floor)
		}
		if !e.IsZero() {
			out.factors = append(out.factors, factor{Number(base), Number(e)})
		}
	}
	out.start()
	if v.IsInt64() {
		u := v.Int64()
		for p := int64(2); p*p <= u && p < trialLimit; p += 1 + p&1 {
			k := int64(0)
			for ; u%p == 0; u /= p {
				k++
			}
			if k > 0 {
				emit(num.Int(p), k)
			}
		}
		v = big.NewInt(u)
	} else {
		w, rem, bp := new(big.Int).Set(v), new(big.Int), new(big.Int)
		q := new(big.Int)
		for p := int64(2); p < trialLimit; p += 1 + p&1 {
			k := int64(0)
			bp.SetInt64(p)
			for {
				if q.QuoRem(w, bp, rem); rem.Sign() != 0 {
					break
				}
				w, q = q, w
				k++
			}
			if k > 0 {
				emit(num.Int(p), k)
			}
		}
		v = w
	}
	if v.BitLen() > 1 {
		emit(perfectPower(num.FromInt(v)))
	}
}

package rewrite

import (
	"maps"
	"math"
	"slices"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// Square roots of sums of square roots, as √(5+2√6) = √2+√3 (A. Borodin, R. Fagin, J. Hopcroft, M. Tompa, Decreasing the
// nesting depth of expressions involving square roots, J. Symb. Comp. 1 (1985)). For α = A + B√p with A, B free of √p,
// √α is √u ± √v with u, v = (A ± d)/2 wherever d² = A² - pB² has a root d of the same kind, and likewise u and v. The
// imaginary unit is √-1. Every answer is squared and compared with α exactly.

// A surd is Σ cₙ·√n over square-free integers n below maxRadicand, -1 a prime like others.
type surd map[int64]num.Num

const maxRadicand = 1 << 31

// asSurd reads a sum of rational multiples of square roots of integers.
func asSurd(e *expr.Node) (surd, bool) {
	s := surd{}
	if c := e.Const(); c.IsFloat() {
		return nil, false
	} else if !c.IsZero() {
		s[1] = c
	}
	for i := range e.NTerms() {
		c, t := e.Term(i)
		n := int64(1)
		for j := range t.NFactors() {
			b, p := t.Factor(j)
			v, ok := b.Int64()
			switch {
			case b == expr.I && p == expr.One:
				n = -n
			case ok && p == expr.Half && v > 1 && v < maxRadicand && math.Abs(float64(n)*float64(v)) < maxRadicand:
				n *= v
			default:
				return nil, false
			}
		}
		if c.IsFloat() {
			return nil, false
		}
		s[n] = c
	}
	return s, true
}

// node writes s as an expression.
func (s surd) node() *expr.Node {
	var sum expr.Sum
	for n, c := range s {
		sum.AddScaled(c, expr.Sqrt(expr.Int(n)))
	}
	return sum.Node()
}

func (s surd) value() complex128 {
	v := complex(0, 0)
	for n, c := range s {
		r := c.Float64() * math.Sqrt(math.Abs(float64(n)))
		if n < 0 {
			v += complex(0, r)
		} else {
			v += complex(r, 0)
		}
	}
	return v
}

func (s surd) add(t surd, sign num.Num) surd {
	out := surd{}
	for n, c := range s {
		out[n] = c
	}
	for n, c := range t {
		if v := out[n].Add(sign.Mul(c)); v.IsZero() {
			delete(out, n)
		} else {
			out[n] = v
		}
	}
	return out
}

func (s surd) mul(t surd) surd {
	out := surd{}
	for n, c := range s {
		for m, d := range t {
			g := gcd(max(n, -n), max(m, -m)) // √n·√m = g·√(nm/g²), and i·i = -1
			k := c.Mul(d).Mul(num.Int(g))
			r := (n / g) * (m / g) // below 2⁶²
			if n < 0 && m < 0 {
				k = k.Neg()
			}
			if v := out[r].Add(k); v.IsZero() {
				delete(out, r)
			} else {
				out[r] = v
			}
		}
	}
	return out
}

func (s surd) equal(t surd) bool { return len(s.add(t, num.NegOne)) == 0 }

// primes lists the primes in the radicands of s, -1 among them, ascending.
func (s surd) primes() []int64 {
	found := map[int64]bool{}
	for n := range s {
		if n < 0 {
			found[-1] = true
			n = -n
		}
		for p := int64(2); p*p <= n; p++ {
			for ; n%p == 0; n /= p {
				found[p] = true
			}
		}
		if n > 1 {
			found[n] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// maxRoots bounds the primes of a surd whose root is looked for, maxDenest the roots that are tried on the way.
const (
	maxRoots  = 5
	maxDenest = 300
)

// sqrt returns the principal square root of s if it is a surd; it takes what it tries from budget.
func (s surd) sqrt(budget *int) surd {
	if *budget--; *budget < 0 {
		return nil
	}
	if len(s) == 0 {
		return s
	}
	if c, rational := s[1]; rational && len(s) == 1 {
		return rationalRoot(c)
	}
	for n := range s {
		if n >= maxRadicand || n <= -maxRadicand {
			return nil
		}
	}
	primes := s.primes()
	if len(primes) > maxRoots {
		return nil
	}
	half := surd{1: num.Half}
	for _, p := range primes {
		a, b := s.split(p)
		d := a.mul(a).add(b.mul(b), num.Int(-p)).sqrt(budget)
		if d == nil || len(s.realPart()) == len(s) && len(d.realPart()) < len(d) { // a real surd has no root then
			continue
		}
		u, v := a.add(d, num.One).mul(half).sqrt(budget), a.add(d, num.NegOne).mul(half).sqrt(budget)
		if u == nil || v == nil {
			continue
		}
		for _, sign := range []num.Num{num.One, num.NegOne} {
			r := u.add(v, sign)
			if !r.mul(r).equal(s) {
				continue
			}
			if z := r.value(); real(z) < 0 || len(r.realPart()) == 0 && imag(z) < 0 { // principal
				r = surd{}.add(r, num.NegOne)
			}
			return r
		}
	}
	return nil
}

// realPart returns the terms of s that are real.
func (s surd) realPart() surd {
	out := surd{}
	for n, c := range s {
		if n > 0 {
			out[n] = c
		}
	}
	return out
}

// split writes s as a + b√p.
func (s surd) split(p int64) (a, b surd) {
	a, b = surd{}, surd{}
	for n, c := range s {
		switch {
		case p == -1 && n < 0:
			b[-n] = c
		case p > 1 && n%p == 0:
			b[n/p] = c
		default:
			a[n] = c
		}
	}
	return a, b
}

// rationalRoot returns √c for a rational c.
func rationalRoot(c num.Num) surd {
	s, ok := asSurd(expr.Sqrt(expr.Number(c)))
	if !ok {
		return nil
	}
	return s
}

// denest replaces square roots of surds in n by surds, and by a fourth root times a surd where √p·α has a root.
func denest(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		if !m.Is(expr.OpMul) && !m.Is(expr.OpPow) {
			return m
		}
		out, found := expr.Number(m.Coef()), false
		for i := range m.NFactors() {
			b, e := m.Factor(i)
			p := expr.Pow(b, e)
			if q, ok := e.Exact(); ok && !b.IsNum() && q.Denom() == num.Int(2) {
				if r := denestRoot(b); r != nil {
					p, found = expr.Pow(r, expr.Number(q.Numer())), true
				}
			}
			out = expr.Mul(out, p)
		}
		if found && len(expr.Symbols(out)) == 0 { // the factors may join
			return Expand(out)
		}
		return out
	})
}

// denestRoot returns √b in a form without nested roots, or nil.
func denestRoot(b *expr.Node) *expr.Node {
	s, ok := asSurd(b)
	if !ok || len(s) > 1<<maxRoots {
		return nil
	}
	budget := maxDenest
	if r := s.sqrt(&budget); r != nil {
		return r.node()
	}
	for _, p := range s.primes() { // √α = √(α/√p)·p^(1/4)
		if budget = maxDenest; p < 0 || imag(s.value()) != 0 {
			continue
		}
		if r := s.mul(surd{p: num.Ratio(1, p)}).sqrt(&budget); r != nil {
			return expr.Mul(r.node(), expr.Pow(expr.Int(p), expr.Ratio(1, 4)))
		}
	}
	return nil
}

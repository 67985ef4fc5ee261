package rewrite

import (
	"math"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// Constants formed from integers by sums, products, quotients and roots, and by circular functions of rational multiples
// of π, are algebraic numbers, and one that is not 0 cannot be arbitrarily small: written as U/L with algebraic integers
// whose conjugates are at most u and l in modulus, it is at least 1/(l·u^(D-1)), D the degree, since the norm of U is a
// whole number (C. Burnikel, S. Funke, K. Mehlhorn, S. Schirra, S. Schmitt, A separation bound for real algebraic
// expressions, ESA 2001; the argument holds for complex numbers too). A value proved to be below that bound is 0.

// A measure holds log₂ u and log₂ l.
type measure struct{ u, l float64 }

// maxSeparation bounds the bits to which a constant is computed to tell it from 0.
const maxSeparation = 20_000

// algebraicZero decides whether the constant n is 0; ok is false where it is not known to be algebraic or its bound is
// too small.
func algebraicZero(n *expr.Node) (zero, ok bool) {
	a := algebra{memo: map[*expr.Node]measure{}, roots: map[*expr.Node]bool{}, degree: 1, order: 1}
	m, ok := a.measure(n)
	if !ok {
		return false, false
	}
	if a.order > 2 {
		a.degree *= float64(a.order) // of a field with a root of unity of that order
	}
	bits := (a.degree-1)*math.Max(m.u, 0) + m.l + 2
	if bits > maxSeparation {
		return false, false
	}
	return eval.Below(n, bits)
}

type algebra struct {
	memo   map[*expr.Node]measure
	roots  map[*expr.Node]bool // those that degree counts
	degree float64
	order  int64 // of a root of unity that generates those met
}

func (a *algebra) measure(n *expr.Node) (measure, bool) {
	if m, ok := a.memo[n]; ok {
		return m, true
	}
	m, ok := a.compute(n)
	if ok {
		a.memo[n] = m
	}
	return m, ok
}

func rationalMeasure(q num.Num) measure {
	return measure{float64(q.Numer().BitLen()), float64(q.Denom().BitLen())}
}

func (a *algebra) compute(n *expr.Node) (measure, bool) {
	switch n.Op() {
	case expr.OpNum:
		q, exact := n.Exact()
		return rationalMeasure(q), exact
	case expr.OpI:
		return measure{}, a.unity(4)
	case expr.OpAdd:
		if n.Const().IsFloat() {
			return measure{}, false
		}
		sum := rationalMeasure(n.Const())
		for i := range n.NTerms() {
			c, t := n.Term(i)
			m, ok := a.measure(t)
			if !ok || c.IsFloat() {
				return measure{}, false
			}
			k := rationalMeasure(c)
			m = measure{m.u + k.u, m.l + k.l}
			x, y := sum.u+m.l, m.u+sum.l
			sum = measure{math.Max(x, y) + math.Log2(1+math.Exp2(-math.Abs(x-y))), sum.l + m.l}
		}
		return sum, true
	case expr.OpMul, expr.OpPow, expr.OpExp:
		if n.Coef().IsFloat() {
			return measure{}, false
		}
		product := rationalMeasure(n.Coef())
		for i := range n.NFactors() {
			m, ok := a.power(n.Factor(i))
			if !ok {
				return measure{}, false
			}
			product = measure{product.u + m.u, product.l + m.l}
		}
		return product, true
	case expr.OpSin, expr.OpCos, expr.OpTan, expr.OpSec, expr.OpCsc, expr.OpCot: // 2·sin and 2·cos are algebraic integers
		c, rest := n.Arg(0).Split()
		return measure{1, 1}, rest == expr.Pi && !c.IsFloat() && a.unityOf(c)
	}
	return measure{}, false
}

// power is b^(p/q), the p-th power of the root b^(1/q) of U/L: that of U·L^(q-1), over L.
func (a *algebra) power(b, e *expr.Node) (measure, bool) {
	if b == expr.E {
		c, rest := e.Split()
		return measure{}, rest == expr.Mul(expr.I, expr.Pi) && !c.IsFloat() && a.unityOf(c)
	}
	m, ok := a.measure(b)
	r, exact := e.Exact()
	p, q, small := r.Small()
	if !ok || !exact || !small || q > 64 || p > 4096 || p < -4096 {
		return measure{}, false
	}
	if q > 1 {
		m.u = (m.u + float64(q-1)*m.l) / float64(q)
		if root := expr.Pow(b, expr.Ratio(1, q)); !a.roots[root] {
			a.roots[root] = true
			a.degree *= float64(q)
		}
	}
	if p < 0 {
		m, p = measure{m.l, m.u}, -p
	}
	return measure{m.u * float64(p), m.l * float64(p)}, true
}

// unityOf takes e^(iπc) into account.
func (a *algebra) unityOf(c num.Num) bool {
	_, q, small := c.Small()
	return small && q < 1<<10 && a.unity(4) && a.unity(2*q)
}

func (a *algebra) unity(k int64) bool {
	a.order = a.order / gcd(a.order, k) * k
	return a.order < 1<<14
}

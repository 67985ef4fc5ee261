package rewrite

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/poly"
)

// Expand multiplies out products and positive integer powers of sums, also inside arguments and denominators. What
// would grow beyond two million terms stays as it is.
func Expand(n *expr.Node) *expr.Node {
	if n == expr.Undefined || n.HasInfinity() {
		return n
	}
	b := newBasis(Expand, true, n)
	var p poly.Poly
	if b.guard(func() { p = b.poly(n) }) {
		return b.back(p)
	}
	return distribute(n)
}

// distribute expands by terms of sums, for expressions of more generators than a polynomial has variables.
func distribute(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		switch m.Op() {
		case expr.OpMul, expr.OpPow:
			terms := []*expr.Node{expr.Number(m.Coef())}
			for i := range m.NFactors() {
				base, e := m.Factor(i)
				k, ok := e.Int64()
				if !base.Is(expr.OpAdd) || !ok || k < 1 || float64(len(terms))*termsOfPower(base.NTerms()+1, k) > maxTerms/10 {
					for j := range terms {
						terms[j] = expr.Mul(terms[j], expr.Pow(base, e))
					}
					continue
				}
				for range k {
					terms = timesSum(terms, base)
				}
			}
			return expr.Add(terms...)
		case expr.OpAdd: // a coefficient before a sum that was expanded
			var s expr.Sum
			s.Add(m)
			return s.Node()
		}
		return m
	})
}

func timesSum(terms []*expr.Node, sum *expr.Node) []*expr.Node {
	var s expr.Sum
	for _, t := range terms {
		c, rest := t.Split()
		s.AddScaled(c.Mul(sum.Const()), rest)
		for i := range sum.NTerms() {
			k, u := sum.Term(i)
			s.AddScaled(c.Mul(k), expr.Mul(rest, u))
		}
	}
	n := s.Node()
	if !n.Is(expr.OpAdd) {
		return []*expr.Node{n}
	}
	return n.Operands()
}

// Collect orders n by powers of x: n = Σ cₖ·xᵏ with coefficients free of x where n is a polynomial in x; parts that are
// none stay as they are.
func Collect(n, x *expr.Node) *expr.Node {
	n = Expand(n)
	byPower := map[*expr.Node]*expr.Sum{}
	var order []*expr.Node
	add := func(c num.Num, t *expr.Node) {
		power, rest := expr.One, t
		for i := range t.NFactors() {
			if base, e := t.Factor(i); expr.Pow(base, e) == x || base == x {
				power = expr.Pow(base, e)
				rest = expr.Div(t, power)
				break
			}
		}
		s, ok := byPower[power]
		if !ok {
			s = &expr.Sum{}
			byPower[power] = s
			order = append(order, power)
		}
		s.AddScaled(c, rest)
	}
	add(n.Const(), expr.One)
	for i := range n.NTerms() {
		add(n.Term(i))
	}
	terms := make([]*expr.Node, 0, len(order))
	for _, power := range order {
		terms = append(terms, expr.Mul(byPower[power].Node(), power))
	}
	return expr.Add(terms...)
}

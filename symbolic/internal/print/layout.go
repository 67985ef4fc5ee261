// Package print writes expressions: text that parses back, LaTeX, Go and C.
//
// The graph holds sums and products in hash order, which means nothing to a reader. layout brings them into the order
// that people expect and splits products into sign, numerator and denominator; the writers share it.
package print

import (
	"cmp"
	"slices"
	"strings"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// A power is one factor of a product as it is shown: base^exp, where the base of a numeric root may be a product of
// the primes that the graph keeps apart.
type power struct{ base, exp *expr.Node }

// A fraction is a product as it is shown.
type fraction struct {
	negative   bool
	num, den   num.Num // positive; float coefficients are in num
	over       []power // numerator
	under      []power // denominator, exponents already positive
	scaledUnit bool    // nothing above the bar but num
}

// split takes a product apart. Factors with a negative rational exponent go below the bar.
func split(n *expr.Node) fraction {
	var f fraction
	f.setCoef(n.Coef())
	for i := range n.NFactors() {
		b, e := n.Factor(i)
		if q, ok := e.Exact(); ok && q.Sign() < 0 && b != expr.E {
			f.under = append(f.under, power{b, expr.Number(q.Neg())})
			continue
		}
		if q, ok := e.Exact(); ok && b.IsNum() {
			f.over = joinRoot(f.over, b, q)
			continue
		}
		f.over = append(f.over, power{b, e})
	}
	slices.SortFunc(f.over, comparePowers)
	slices.SortFunc(f.under, comparePowers)
	f.scaledUnit = len(f.over) == 0
	return f
}

// setCoef puts c for the coefficient.
func (f *fraction) setCoef(c num.Num) {
	f.negative = c.Sign() < 0
	c = c.Abs()
	f.num, f.den = c, num.One
	if !c.IsFloat() {
		f.num, f.den = c.Numer(), c.Denom()
	}
}

// maxJoined bounds the primes that are shown under one root: their product splits again when it is read.
const maxJoined = 1 << 12

func joinRoot(ps []power, b *expr.Node, e num.Num) []power {
	v, ok := b.Int64()
	if ok && v > 1 && v < maxJoined {
		for i, p := range ps {
			if q, exact := p.exp.Exact(); exact && q == e && p.base.IsNum() {
				w, _ := p.base.Int64()
				if w > 1 && w < 1<<40 {
					ps[i].base = expr.Int(v * w)
					return ps
				}
			}
		}
	}
	return append(ps, power{b, expr.Number(e)})
}

// class orders factors: numbers, constants, symbols, functions, sums.
func class(n *expr.Node) int {
	switch n.Op() {
	case expr.OpNum:
		return 0
	case expr.OpPi:
		return 1
	case expr.OpI:
		return 2
	case expr.OpSym:
		return 3
	case expr.OpAdd:
		return 7
	case expr.OpE, expr.OpExp:
		return 6
	case expr.OpPow, expr.OpMul:
		return 5
	}
	return 4
}

func comparePowers(a, b power) int {
	return cmp.Or(cmp.Compare(class(a.base), class(b.base)), compareNames(a.base, b.base, 8), compareNames(a.exp, b.exp, 8))
}

// compareNames orders nodes for readers: by class and name, numbers by value, then part by part down to some depth;
// what is still equal keeps the order of the graph.
func compareNames(a, b *expr.Node, depth int) int {
	if a == b {
		return 0
	}
	if c := cmp.Or(cmp.Compare(class(a), class(b)), strings.Compare(a.Name(), b.Name())); c != 0 {
		return c
	}
	if x, ok := a.Num(); ok {
		y, _ := b.Num()
		if c := x.Cmp(y); c != 0 {
			return c
		}
		return expr.Compare(a, b)
	}
	if depth > 0 && a.Op() != expr.OpAdd && a.Op() != expr.OpMul {
		for i := range min(a.NArgs(), b.NArgs()) {
			if c := compareNames(a.Arg(i), b.Arg(i), depth-1); c != 0 {
				return c
			}
		}
	}
	return expr.Compare(a, b)
}

// arguments returns the arguments of a function for readers: those of min and max, whose order means nothing, by name,
// and the number last.
func arguments(n *expr.Node) []*expr.Node {
	args := n.Children()
	if n.Is(expr.OpMin) || n.Is(expr.OpMax) {
		args = slices.Clone(args)
		k := len(args)
		if args[k-1].IsNum() {
			k--
		}
		slices.SortFunc(args[:k], func(a, b *expr.Node) int { return compareNames(a, b, 8) })
	}
	return args
}

// A shownTerm is one term of a sum with what it is sorted by.
type shownTerm struct {
	coef   num.Num
	node   *expr.Node
	degree float64
	powers []power
}

// terms returns the terms of a sum for readers: by falling degree in the symbols, then by symbols from the left, as in
// x² + xy + y² + x + y; the constant is not among them.
func terms(n *expr.Node) []shownTerm {
	ts := make([]shownTerm, n.NTerms())
	for i := range ts {
		c, t := n.Term(i)
		s := shownTerm{coef: c, node: t}
		for j := range t.NFactors() {
			b, e := t.Factor(j)
			if q, ok := e.Exact(); ok && b.Is(expr.OpSym) {
				s.degree += q.Float64()
			}
			s.powers = append(s.powers, power{b, e})
		}
		slices.SortFunc(s.powers, comparePowers)
		ts[i] = s
	}
	slices.SortFunc(ts, compareTerms)
	return ts
}

// fraction returns the term laid out.
func (t shownTerm) fraction() fraction {
	f := split(t.node)
	f.setCoef(t.coef)
	return f
}

func compareTerms(a, b shownTerm) int {
	if c := cmp.Compare(b.degree, a.degree); c != 0 {
		return c
	}
	for i := range min(len(a.powers), len(b.powers)) {
		p, q := a.powers[i], b.powers[i]
		if c := cmp.Or(cmp.Compare(class(p.base), class(q.base)), compareNames(p.base, q.base, 8), compareNames(q.exp, p.exp, 8)); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(len(a.powers), len(b.powers)), expr.Compare(a.node, b.node))
}

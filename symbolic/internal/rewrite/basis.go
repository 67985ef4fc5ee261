// Package rewrite changes the form of expressions and keeps their value: expand, collect, bring over a common
// denominator, cancel, factor, take apart, simplify, solve, and decide whether two are equal.
//
// Most of it is done by polynomials: an expression is read as a rational function of generators (symbols, functions,
// roots, constants), rewritten there exactly, and read back. Generators are chosen so that what is rationally dependent
// in the plainest way is one generator: exp(x) and exp(2x), √x and x.
package rewrite

import (
	"slices"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/poly"
)

// maxPower bounds the integer exponents that are read as polynomials; higher ones stay powers.
const maxPower = 3000

// A basis maps between expressions and polynomials in generators.
type basis struct {
	gens  []*expr.Node         // generator i is variable i
	index map[*expr.Node]int   // its place
	unit  map[*expr.Node]int64 // by b^t: the generator is b^(t/unit)
	inner func(*expr.Node) *expr.Node
	seen  map[*expr.Node]*expr.Node // what inner made of a function
	field poly.Field
	full  bool // more generators than a polynomial can have
	// roots of integers are among the generators; where they are related their powers are numbers
	roots, related bool
	whole          bool // negative powers are generators: the result is a polynomial, never a fraction
	fracs          map[*expr.Node]poly.Frac
	polys          map[*expr.Node]poly.Poly
}

// newBasis finds the generators of es. inner is applied to the arguments of functions first.
func newBasis(inner func(*expr.Node) *expr.Node, whole bool, es ...*expr.Node) *basis {
	b := &basis{
		index: map[*expr.Node]int{}, unit: map[*expr.Node]int64{}, inner: inner, seen: map[*expr.Node]*expr.Node{},
		whole: whole, fracs: map[*expr.Node]poly.Frac{}, polys: map[*expr.Node]poly.Poly{},
	}
	met := map[*expr.Node]bool{}
	for _, e := range es {
		b.scan(e, met)
	}
	return b
}

func (b *basis) opaque(n *expr.Node) *expr.Node {
	if b.inner == nil || n.NArgs() == 0 || n.Is(expr.OpDerivative) || n.Is(expr.OpIntegral) {
		return n
	}
	if m, ok := b.seen[n]; ok {
		return m
	}
	args := make([]*expr.Node, n.NArgs())
	for i := range args {
		args[i] = b.inner(n.Arg(i))
	}
	m := expr.Rebuild(n, args)
	b.seen[n] = m
	return m
}

// scan registers the denominators of exponents, so that the generators are known before anything is converted.
func (b *basis) scan(n *expr.Node, met map[*expr.Node]bool) {
	if met[n] {
		return
	}
	met[n] = true
	switch n.Op() {
	case expr.OpNum:
	case expr.OpAdd:
		for i := range n.NTerms() {
			_, t := n.Term(i)
			b.scan(t, met)
		}
	case expr.OpMul, expr.OpPow, expr.OpExp, expr.OpE:
		for i := range n.NFactors() {
			base, e := n.Factor(i)
			for k := -1; k < e.NTerms(); k++ {
				c, t := e.Const(), expr.One
				if k >= 0 {
					c, t = e.Term(k)
				}
				if c.IsZero() || c.IsFloat() {
					continue
				}
				if t == expr.One && c.IsInt() {
					if base != expr.E {
						b.scan(base, met)
					}
					continue
				}
				key := expr.Pow(base, t)
				d, ok := c.Denom().Int64()
				if u := b.unit[key]; ok && u > 0 {
					b.unit[key] = u / gcd(u, d) * d
				} else if ok {
					b.unit[key] = d
				}
			}
		}
	default:
		if m := b.opaque(n); m != n {
			b.scan(m, met)
		}
	}
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// generator returns the variable of n.
func (b *basis) generator(n *expr.Node) int {
	if i, ok := b.index[n]; ok {
		return i
	}
	if len(b.gens) == poly.MaxVars {
		b.full = true
		return 0
	}
	v := len(b.gens)
	b.index[n] = v
	b.gens = append(b.gens, n)
	if q, k := rootOfInteger(n); k > 0 {
		b.roots = true
		if b.related {
			b.field.Min[v] = poly.Var(v, k).Sub(poly.Const(poly.FromNum(q)))
		}
	}
	return v
}

// rootOfInteger returns q and k if n is the k-th root of an integer q, i the second root of -1. Roots of different primes
// are independent over the rationals, so that their relations make a field.
func rootOfInteger(n *expr.Node) (q num.Num, k int) {
	if n == expr.I {
		return num.NegOne, 2
	}
	if !n.Is(expr.OpPow) {
		return q, 0
	}
	e, exact := n.Arg(1).Exact()
	q, whole := n.Arg(0).Exact()
	d, ok := e.Denom().Int64()
	if !exact || !whole || !q.IsInt() || q.Sign() < 0 || !e.Numer().IsOne() || !ok || d > 24 {
		return q, 0
	}
	return q, int(d)
}

// parts splits base^e into integer powers of generators and of a base that is itself converted. It calls gen for the
// former and sub for the latter.
func (b *basis) parts(base, e *expr.Node, gen func(g *expr.Node, k int64), sub func(base *expr.Node, k int64)) {
	emit := func(c num.Num, t *expr.Node) {
		if c.IsZero() {
			return
		}
		key := expr.Pow(base, t)
		u := b.unit[key]
		if u == 0 {
			u = 1
		}
		k, ok := c.Mul(num.Int(u)).Int64()
		if c.IsFloat() || !ok || k > maxPower || k < -maxPower {
			gen(expr.Pow(base, expr.Mul(expr.Number(c), t)), 1)
			return
		}
		if t == expr.One && u == 1 && base != expr.E {
			sub(base, k)
			return
		}
		g := expr.Pow(base, expr.Scale(num.Ratio(1, u), t))
		if g.IsNum() || g.Is(expr.OpMul) || g.Is(expr.OpAdd) { // a canonical form took it apart
			gen(expr.Pow(base, expr.Mul(expr.Number(c), t)), 1)
			return
		}
		gen(g, k)
	}
	if e.IsNum() || e.NTerms() == 0 {
		emit(e.Coef(), expr.One)
		return
	}
	emit(e.Const(), expr.One)
	for i := range e.NTerms() {
		c, t := e.Term(i)
		emit(c, t)
	}
}

// atom is n as a power of its generator s^(1/u).
func (b *basis) atom(n *expr.Node) poly.Poly {
	if u := b.unit[n]; u > 1 {
		return poly.Var(b.generator(expr.Pow(n, expr.Ratio(1, u))), int(u))
	}
	return poly.Var(b.generator(n), 1)
}

// poly reads n as a polynomial, with whatever is none as generators.
func (b *basis) poly(n *expr.Node) poly.Poly {
	if q, ok := n.Exact(); ok {
		return poly.Const(poly.FromNum(q))
	}
	if p, ok := b.polys[n]; ok {
		return p
	}
	p := b.makePoly(n)
	b.polys[n] = p
	return p
}

func (b *basis) makePoly(n *expr.Node) poly.Poly {
	switch n.Op() {
	case expr.OpNum:
		return poly.Var(b.generator(n), 1)
	case expr.OpAdd:
		return b.sum(n)
	case expr.OpMul, expr.OpPow, expr.OpExp:
		p := b.coefficient(n.Coef())
		var large []poly.Poly
		for i := range n.NFactors() {
			base, e := n.Factor(i)
			b.parts(base, e,
				func(g *expr.Node, k int64) {
					if k < 0 {
						g, k = expr.Inv(g), -k
					}
					p = p.Mul(poly.Var(b.generator(g), int(k)))
				},
				func(base *expr.Node, k int64) {
					if k < 0 {
						if b.inner != nil {
							base = b.inner(base)
						}
						g := expr.Inv(base)
						if base.IsNum() || g.Is(expr.OpMul) {
							g, k = expr.PowInt(base, k), -1
							if g.IsNum() {
								p = p.Mul(b.poly(g))
								return
							}
						}
						p = p.Mul(poly.Var(b.generator(g), int(-k)))
						return
					}
					q := b.poly(base)
					if len(q) == 1 {
						p = p.Mul(q.Pow(int(k)))
					} else if termsOfPower(len(q), k) > maxTerms {
						p = p.Mul(poly.Var(b.generator(expr.PowInt(b.back(q), k)), 1))
					} else {
						large = append(large, q.Pow(int(k)))
					}
				})
		}
		for _, q := range large {
			if float64(len(p))*float64(len(q)) > 20*maxTerms {
				p = p.Mul(poly.Var(b.generator(b.back(q)), 1))
			} else {
				p = p.Mul(q)
			}
		}
		return p
	}
	if m := b.opaque(n); m != n {
		return b.poly(m)
	}
	return b.atom(n)
}

// maxTerms bounds what an expansion may grow to: larger powers stay as they are.
const maxTerms = 2_000_000

// termsOfPower bounds the number of terms of (t terms)^k: the binomial C(t+k-1, k).
func termsOfPower(t int, k int64) float64 {
	f := 1.0
	for i := int64(1); i <= k && f <= maxTerms; i++ {
		f *= float64(int64(t)-1+i) / float64(i)
	}
	return f
}

func (b *basis) coefficient(c num.Num) poly.Poly {
	if c.IsFloat() {
		return poly.Var(b.generator(expr.Number(c)), 1)
	}
	return poly.Const(poly.FromNum(c))
}

// sum adds terms all at once.
func (b *basis) sum(n *expr.Node) poly.Poly {
	var terms []poly.Term
	if c := n.Const(); !c.IsZero() {
		terms = append(terms, b.coefficient(c)...)
	}
	for i := range n.NTerms() {
		c, t := n.Term(i)
		p := b.poly(t)
		if c.IsFloat() {
			p = p.Mul(b.coefficient(c))
		} else if !c.IsOne() {
			p = p.Scale(poly.FromNum(c))
		}
		terms = append(terms, p...)
	}
	return poly.FromTerms(terms)
}

// frac reads n as a rational function in lowest terms.
func (b *basis) frac(n *expr.Node) poly.Frac {
	if q, ok := n.Exact(); ok {
		return b.field.Rat(poly.FromNum(q))
	}
	if f, ok := b.fracs[n]; ok {
		return f
	}
	f := b.makeFrac(n)
	b.fracs[n] = f
	return f
}

func (b *basis) makeFrac(n *expr.Node) poly.Frac {
	switch n.Op() {
	case expr.OpNum:
		return b.field.Of(poly.Var(b.generator(n), 1))
	case expr.OpAdd:
		f := b.field.Of(b.coefficient(n.Const()))
		for i := range n.NTerms() {
			c, t := n.Term(i)
			f = f.Add(b.field.Of(b.coefficient(c)).Mul(b.frac(t)))
		}
		return f
	case expr.OpMul, expr.OpPow, expr.OpExp:
		f := b.field.Of(b.coefficient(n.Coef()))
		for i := range n.NFactors() {
			base, e := n.Factor(i)
			b.parts(base, e,
				func(g *expr.Node, k int64) { f = f.Mul(b.field.Of(poly.Var(b.generator(g), 1)).Pow(int(k))) },
				func(base *expr.Node, k int64) {
					q := b.frac(base)
					if k < 0 && q.IsZero() {
						panic(undefined{})
					}
					if termsOfPower(max(len(q.N), len(q.D)), max(k, -k)) > maxTerms/10 {
						q, k = b.field.Of(poly.Var(b.generator(expr.PowInt(base, k)), 1)), 1
					}
					f = f.Mul(q.Pow(int(k)))
				})
		}
		return f
	}
	if m := b.opaque(n); m != n {
		return b.frac(m)
	}
	return b.field.Of(b.atom(n))
}

// undefined is the panic of a conversion that meets a division by an expression that is zero.
type undefined struct{}

// guard runs f and reports whether it stayed within the limits of polynomials; a division by zero is no value either.
func (b *basis) guard(f func()) (ok bool) {
	defer func() {
		if p := recover(); p != nil {
			switch p.(type) {
			case undefined, poly.NotInvertible:
				ok = false
			default:
				panic(p)
			}
		}
	}()
	return poly.Guard(f) == nil && !b.full
}

// back reads a polynomial as an expression.
func (b *basis) back(p poly.Poly) *expr.Node {
	powers := make(map[[2]int]*expr.Node)
	var s expr.Sum
	for _, t := range p {
		var m expr.Product
		for v := range b.gens {
			k := t.M.Deg(v)
			if k == 0 {
				continue
			}
			w, ok := powers[[2]int{v, k}]
			if !ok {
				w = expr.PowInt(b.gens[v], int64(k))
				powers[[2]int{v, k}] = w
			}
			m.Mul(w)
		}
		s.AddScaled(t.C.Exact(), m.Node())
	}
	return s.Node()
}

// backFactored reads c·Π Pᵢ^kᵢ as a product.
func (b *basis) backFactored(c poly.Rat, fs []poly.Power) *expr.Node {
	var m expr.Product
	m.MulNum(c.Exact())
	for _, f := range fs {
		m.Mul(expr.PowInt(b.back(f.P), int64(f.K)))
	}
	return m.Node()
}

// prefer puts symbols before other generators, in an order fixed by name, so that polynomials have main variables that
// readers expect. It must be called before anything is converted.
func (b *basis) prefer(syms []*expr.Node) {
	slices.SortFunc(syms, func(x, y *expr.Node) int {
		if x.Name() < y.Name() {
			return -1
		} else if x.Name() > y.Name() {
			return 1
		}
		return expr.Compare(x, y)
	})
	for _, s := range syms {
		if b.unit[s] <= 1 && len(b.gens) < poly.MaxVars/2 {
			b.generator(s)
		}
	}
}

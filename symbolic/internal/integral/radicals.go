package integral

import (
	"slices"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Generators for radicals: which roots a tower adjoins so that they are independent of one another, and the constants
// that say by how much the root of a product differs from the product of roots.

// A radFactors is a radicand in factors: c·Π p^e.
type radFactors struct {
	base *expr.Node
	q    int
	c    poly.Rat
	fs   []poly.Power // exponents may be negative
}

// radicals chooses generators for the roots of the bases in order (inner ones first).
func (t *tower) radicals(order []*expr.Node) {
	var plain []radFactors
	for _, b := range order {
		nested := false
		expr.Visit(b, func(n *expr.Node) bool {
			for _, o := range order {
				nested = nested || n == o && o != b
			}
			return !nested
		})
		if !nested {
			f := t.convert(b)
			if t.algebraic(f) {
				continue
			}
			rf := radFactors{base: b, q: t.rads[b].q}
			c1, f1 := t.w.effort().Factor(f.N)
			c2, f2 := t.w.effort().Factor(f.Den())
			rf.c = c1.Div(c2)
			rf.fs = f1
			for _, p := range f2 {
				rf.fs = append(rf.fs, poly.Power{P: p.P, K: -p.K})
			}
			plain = append(plain, rf)
		}
	}
	// A square root alone with its factors keeps them together: √(S²P) = ε·S·√P. Other radicands are split into factors
	// where they share some, or where they are no square-free polynomials.
	split := make([]bool, len(plain))
	for i, a := range plain {
		shared := false
		for j, b := range plain {
			for _, p := range a.fs {
				shared = shared || i != j && slices.ContainsFunc(b.fs, func(o poly.Power) bool { return o.P.Equal(p.P) })
			}
		}
		simple := true
		for _, p := range a.fs {
			simple = simple && p.K == 1
		}
		split[i] = shared || !simple
		if split[i] && !shared && a.q == 2 {
			t.squarePart(a)
		}
	}
	type atom struct {
		p   poly.Poly
		q   int
		gen int
	}
	var atoms []atom
	find := func(p poly.Poly) int {
		return slices.IndexFunc(atoms, func(o atom) bool { return o.p.Equal(p) || o.p.Equal(p.Neg()) })
	}
	for i, a := range plain {
		if !split[i] || t.rads[a.base].set {
			continue
		}
		neg := a.c.Sign() < 0
		for _, p := range a.fs {
			q := a.q / int(gcdInt(int64(a.q), int64(p.K)))
			if k := find(p.P); k >= 0 {
				atoms[k].q = atoms[k].q / int(gcdInt(int64(atoms[k].q), int64(q))) * q
				if atoms[k].p[0].C.Sign() < 0 && p.K%2 != 0 {
					neg = !neg
				}
				continue
			}
			pp := p.P
			if neg && p.K%2 != 0 { // the radicand's sign goes to its first odd factor, so that real roots stay real
				pp, neg = pp.Neg(), false
			}
			atoms = append(atoms, atom{p: pp, q: q})
		}
	}
	for i := range atoms {
		a := &atoms[i]
		if a.q == 1 {
			continue
		}
		node := expr.Pow(t.node(t.field.Of(a.p)), expr.Ratio(1, int64(a.q)))
		a.gen = t.add(generator{node: node, kind: radicalGen, q: a.q})
		t.field.Min[a.gen] = poly.Var(a.gen, a.q).Sub(a.p)
	}
	for i, a := range plain {
		r := t.rads[a.base]
		if r.set {
			continue
		}
		if !split[i] {
			t.wholeRadical(a.base, r)
			continue
		}
		// base^(1/q) = ε·Π (p^(1/q'))^…
		prod := t.field.Int(1)
		shape := expr.One
		c := a.c
		for _, p := range a.fs {
			at := atoms[find(p.P)]
			if at.p[0].C.Sign() < 0 && p.K%2 != 0 {
				c = c.Neg()
			}
			e := p.K * at.q / a.q // exponent of the generator p^(1/at.q)
			g := t.field.Of(at.p)
			if at.q > 1 {
				g = t.field.Gen(at.gen)
			}
			prod = prod.Mul(g.Pow(e))
			shape = expr.Mul(shape, expr.Pow(t.node(t.field.Of(at.p)), expr.Ratio(int64(p.K), int64(a.q))))
		}
		eps := expr.Div(expr.Pow(a.base, expr.Ratio(1, int64(a.q))), shape)
		r.root = prod.Mul(t.unitConstant(eps, a.q, c))
		r.set = true
	}
	for _, b := range order {
		if r := t.rads[b]; !r.set {
			t.wholeRadical(b, r)
		}
	}
}

// squarePart sets the root of a lone radicand c·Π p^K under a square root: its even powers come out.
func (t *tower) squarePart(a radFactors) {
	out := t.field.Int(1)
	in := poly.Const(poly.Int(1))
	for _, p := range a.fs {
		k := p.K
		if k%2 != 0 {
			in = in.Mul(p.P)
			k--
		}
		out = out.Mul(t.field.Of(p.P).Pow(k / 2))
	}
	c := a.c
	if c.Sign() < 0 && !in.IsOne() {
		in, c = in.Neg(), c.Neg()
	}
	root := t.field.Int(1)
	if !in.IsOne() {
		v := t.add(generator{node: expr.Sqrt(t.node(t.field.Of(in))), kind: radicalGen, q: 2})
		t.field.Min[v] = poly.Var(v, 2).Sub(in)
		root = t.field.Gen(v)
	}
	eps := expr.Div(expr.Sqrt(a.base), expr.Mul(t.node(out), t.node(root)))
	r := t.rads[a.base]
	r.root = out.Mul(root).Mul(t.unitConstant(eps, 2, c))
	r.set = true
}

// unitConstant returns the element for eps, which is constant between branch points and whose q-th power is c: a unit
// where its values at the sample points are all the same, else a constant of the field.
func (t *tower) unitConstant(eps *expr.Node, q int, c poly.Rat) poly.Frac {
	if u, ok := t.w.constantValue(eps, t.x); ok {
		return t.convert(u)
	}
	if c.IsInt() {
		v := t.add(generator{node: eps, kind: parameter})
		t.field.Min[v] = poly.Var(v, q).Sub(poly.Const(c))
		return t.field.Gen(v)
	}
	// The root of the constant c comes out first.
	root := expr.Pow(number(c.Abs()), expr.Ratio(1, int64(q)))
	sign := poly.Int(int64(c.Sign()))
	return t.convert(root).Mul(t.unitConstant(expr.Div(eps, root), q, sign))
}

// wholeRadical makes base^(1/q) a generator.
func (t *tower) wholeRadical(b *expr.Node, r *radicand) {
	f := t.convert(b)
	node := expr.Pow(b, expr.Ratio(1, int64(r.q)))
	if f.D == nil {
		v := t.add(generator{node: node, kind: radicalGen, q: r.q})
		t.field.Min[v] = poly.Var(v, r.q).Sub(f.N)
		r.root = t.field.Gen(v)
	} else {
		// z = D·(N/D)^(1/q) is integral: z^q = N·D^(q−1).
		den := t.field.Of(f.D)
		v := t.add(generator{node: expr.Mul(t.node(den), node), kind: radicalGen, q: r.q})
		tail := t.field.Of(f.N.Mul(f.D.Pow(r.q - 1)))
		t.field.Min[v] = poly.Var(v, r.q).Sub(tail.N)
		r.root = t.field.Gen(v).Div(den)
	}
	r.set = true
}

func (t *tower) algebraic(f poly.Frac) bool {
	for v, g := range t.gens {
		if g.kind == radicalGen && f.Has(v) {
			return true
		}
	}
	return false
}

// numericRoot returns the constant b^(p/q), b a number or π: a root with its relation.
func (t *tower) numericRoot(b *expr.Node, p, q int64) poly.Frac {
	node := expr.Pow(b, expr.Ratio(1, q))
	if v, ok := t.index[node]; ok {
		return t.raise(t.field.Gen(v), int(p))
	}
	f := t.convert(b)
	if f.D != nil {
		panic(notInField{})
	}
	// A root of the same number of a multiple order may be there already, or be needed later: keep orders apart only if
	// they are coprime powers of one another; the engine writes roots of primes, so collisions are rare.
	for v, g := range t.gens {
		if g.kind == radicalGen && g.node.Base() == b {
			return t.raise(t.rootFrom(v, g.q, q), int(p))
		}
	}
	v := t.add(generator{node: node, kind: radicalGen, q: int(q)})
	t.field.Min[v] = poly.Var(v, int(q)).Sub(f.N)
	return t.raise(t.field.Gen(v), int(p))
}

// constantRoot returns b^(p/q) for a b free of x that the scan did not meet.
func (t *tower) constantRoot(b *expr.Node, p, q int64) poly.Frac {
	node := expr.Pow(b, expr.Ratio(1, q))
	v, ok := t.index[node]
	if !ok {
		f := t.convert(b)
		v = t.add(generator{node: node, kind: parameter})
		if f.D == nil {
			t.field.Min[v] = poly.Var(v, int(q)).Sub(f.N)
		}
	}
	return t.raise(t.field.Gen(v), int(p))
}

func (t *tower) rootFrom(v, have int, want int64) poly.Frac {
	if int64(have)%want != 0 {
		panic(notInField{})
	}
	return t.field.Gen(v).Pow(have / int(want))
}

package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Algebraic functions: rational in x and in radicals of polynomials. In the field where the radicals are independent
// the integrand is a sum of terms R(x)·Π pᵢ^rᵢ with different products of radicals, and the sum has an elementary integral
// exactly if each term has one: the Galois group of the radicals tells them apart. So every integral here is that of one
// term, and one of four things makes it rational: a square root of a quadratic, a root of a linear polynomial, two
// linear ones whose exponents sum to a whole number, or a power u = xᵏ that brings it to one of these.

// A radTerm is R·Π pᵢ^rᵢ over ℚ(constants)(x), the exponents rᵢ not whole.
type radTerm struct {
	t    *tower
	r    poly.Frac
	rads []rad
}

type rad struct {
	p    poly.Poly // in x and constants
	e    poly.Rat
	node *expr.Node // p^(1/q) as it stands in the integrand
	q    int
}

// algebraicFunction integrates f if it is algebraic over ℚ(constants)(x) without nested radicals. handled is false if it is
// not of that kind.
func (w *work) algebraicFunction(f, x *expr.Node) (F *expr.Node, handled bool) {
	t, ok := newTower(w, x, f)
	if !ok {
		return nil, false
	}
	for _, g := range t.gens {
		if g.kind > radicalGen {
			return nil, false
		}
	}
	for v, g := range t.gens {
		if g.kind == radicalGen {
			tail := poly.Var(v, g.q).Sub(t.field.Min[v])
			for u, h := range t.gens {
				if h.kind == radicalGen && !t.isConstantGen(u) && tail.Has(u) {
					return nil, false // nested
				}
			}
		}
	}
	ok = t.try(func() { F = w.sumOfTerms(t, t.convert(f)) })
	return F, ok
}

// sumOfTerms integrates an element of a tower of radicals term by term.
func (w *work) sumOfTerms(t *tower, f poly.Frac) *expr.Node {
	// Constants that are not in the denominator come out of the integral, each monomial of them by itself.
	constDen := true
	for v := range t.gens {
		if t.isConstantGen(v) && f.D.Has(v) {
			constDen = false
		}
	}
	type group struct {
		rads, consts poly.Mono
		n            poly.Poly
	}
	var groups []group
	for _, term := range f.N {
		var rm, cm poly.Mono
		m := term.M
		for v, g := range t.gens {
			k := term.M.Deg(v)
			if k == 0 {
				continue
			}
			switch {
			case t.isConstantGen(v):
				if constDen {
					cm = cm.With(v, k)
					m = m.With(v, 0)
				}
			case g.kind == radicalGen:
				rm = rm.With(v, k)
				m = m.With(v, 0)
			}
		}
		i := 0
		for ; i < len(groups); i++ {
			if groups[i].rads == rm && groups[i].consts == cm {
				break
			}
		}
		if i == len(groups) {
			groups = append(groups, group{rads: rm, consts: cm})
		}
		groups[i].n = append(groups[i].n, poly.Term{M: m, C: term.C})
	}
	var sum expr.Sum
	for _, g := range groups {
		w.poll()
		rt := radTerm{t: t, r: t.field.Quo(poly.FromTerms(g.n), f.Den())}
		for v, gen := range t.gens {
			if k := g.rads.Deg(v); k > 0 {
				p := poly.Var(v, gen.q).Sub(t.field.Min[v])
				rt.rads = append(rt.rads, rad{p: p, e: poly.Quo(int64(k), int64(gen.q)), node: gen.node, q: gen.q})
			}
		}
		F := w.radicalTerm(rt)
		if F == nil {
			return nil
		}
		c := t.polyNode(poly.Poly{{M: g.consts, C: poly.Int(1)}})
		sum.Add(expr.Mul(c, F))
	}
	return sum.Node()
}

const xVar = 0 // x is generator 0 of every tower

// radicalTerm integrates one term.
func (w *work) radicalTerm(rt radTerm) *expr.Node {
	t := rt.t
	switch len(rt.rads) {
	case 0:
		return w.rationalFunction(rt.r, xVar, t.x, t.node)
	}
	deg, square := 0, true
	for _, r := range rt.rads {
		deg += r.p.Deg(xVar)
		square = square && r.e.Equal(poly.Quo(1, 2))
	}
	switch {
	case len(rt.rads) == 1 && deg == 1:
		return w.linearRadical(rt)
	case square && deg == 2:
		return w.quadraticRadical(rt)
	case len(rt.rads) == 2 && deg == 2 && rt.rads[0].e.Add(rt.rads[1].e).IsInt():
		return w.twoLinearRadicals(rt)
	}
	if F := w.powerReduction(rt); F != nil {
		return F
	}
	return nil
}

// shape returns Π pᵢ^rᵢ as it stands in the integrand.
func (rt radTerm) shape() *expr.Node {
	n := expr.One
	for _, r := range rt.rads {
		k, _ := r.e.MulInt(int64(r.q)).Int64()
		n = expr.Mul(n, expr.PowInt(r.node, k))
	}
	return n
}

// linear returns a and b of p = a·x + b.
func (rt radTerm) linear(p poly.Poly) (a, b poly.Frac) {
	cs := p.Coeffs(xVar)
	return rt.t.field.Of(cs[1]), rt.t.field.Of(cs[0])
}

// linearRadical integrates R(x)·(ax+b)^(k/n) by s = (ax+b)^(1/n).
func (w *work) linearRadical(rt radTerm) *expr.Node {
	r := rt.rads[0]
	f := rt.t.field
	a, b := rt.linear(r.p)
	s := f.Gen(xVar) // the same generator, standing for s
	n := r.q
	k, _ := r.e.MulInt(int64(n)).Int64()
	x := s.Pow(n).Sub(b).Div(a)
	g := rt.r.Subs(xVar, x).Mul(s.Pow(int(k) + n - 1)).MulInt(int64(n)).Div(a)
	return w.rationalFunction(g, xVar, r.node, rt.t.node)
}

// twoLinearRadicals integrates R(x)·(a₁x+b₁)^r₁·(a₂x+b₂)^r₂ with whole r₁ + r₂ by s = ((a₁x+b₁)/(a₂x+b₂))^(1/n).
func (w *work) twoLinearRadicals(rt radTerm) *expr.Node {
	p, q := rt.rads[0], rt.rads[1]
	f := rt.t.field
	a1, b1 := rt.linear(p.p)
	a2, b2 := rt.linear(q.p)
	n := max(p.q, q.q)
	k, ok := p.e.MulInt(int64(n)).Int64()
	sum, _ := p.e.Add(q.e).Int64()
	if !ok {
		return nil
	}
	s := f.Gen(xVar)
	sn := s.Pow(n)
	// x = (b₂sⁿ − b₁)/(a₁ − a₂sⁿ), a₂x + b₂ = (a₁b₂ − a₂b₁)/(a₁ − a₂sⁿ), dx = n s^(n−1)(a₁b₂ − a₂b₁)/(a₁ − a₂sⁿ)² ds.
	det := a1.Mul(b2).Sub(a2.Mul(b1))
	low := a1.Sub(a2.Mul(sn))
	x := b2.Mul(sn).Sub(b1).Div(low)
	g := rt.r.Subs(xVar, x).Mul(s.Pow(int(k) + n - 1)).MulInt(int64(n)).
		Mul(det.Div(low).Pow(int(sum))).Mul(det).Div(low.Mul(low))
	ratio := expr.Div(rt.t.polyNode(p.p), rt.t.polyNode(q.p))
	sNode := expr.Pow(ratio, expr.Ratio(1, int64(n)))
	F := w.rationalFunction(g, xVar, sNode, rt.t.node)
	if F == nil {
		return nil
	}
	// p^r₁·q^r₂ over s^k·q^(r₁+r₂): constant between branch points.
	eps := expr.Div(rt.shape(), expr.Mul(expr.PowInt(sNode, k), expr.PowInt(rt.t.polyNode(q.p), sum)))
	return w.withUnit(F, eps, rt.t.x)
}

// withUnit multiplies F by eps, whose derivative is 0; a value that is the same at all sample points is put in its place.
func (w *work) withUnit(F, eps, x *expr.Node) *expr.Node {
	if F == nil || eps == expr.One {
		return F
	}
	if c, ok := w.constantValue(eps, x); ok {
		return expr.Mul(c, F)
	}
	return expr.Mul(eps, F)
}

// quadraticRadical integrates R(x)·√(q), deg q = 2, q one radicand or the product of two linear ones.
func (w *work) quadraticRadical(rt radTerm) *expr.Node {
	t := rt.t
	q := poly.Const(poly.Int(1))
	for _, r := range rt.rads {
		q = q.Mul(r.p)
	}
	y := rt.shape()
	eps := expr.One
	if len(rt.rads) > 1 {
		root := expr.Sqrt(t.polyNode(q))
		eps = expr.Div(y, root)
		y = root
	}
	// R·y = (R·q)/y.
	b := rt.r.Mul(t.field.Of(q))
	_, powers := w.effort().Factor(b.Den())
	pure := true
	for _, v := range append(append(b.N.Vars(), b.D.Vars()...), q.Vars()...) {
		pure = pure && v == xVar
	}
	var F *expr.Node
	if pure {
		var fs []poly.UPower[poly.Rat]
		den := b.Den().ToU(xVar)
		for _, p := range powers {
			fs = append(fs, poly.UPower[poly.Rat]{P: p.P.ToU(xVar).Monic(), K: p.K})
		}
		F = sqrtQuadratic(w, b.N.ToU(xVar).Scale(den.Lead().Inv()), fs, q.ToU(xVar), y, t.x, number)
	} else {
		num, den := b.Split(xVar)
		qu, _ := t.field.Of(q).Split(xVar)
		var fs []poly.UPower[poly.Frac]
		for _, p := range powers {
			if p.P.Has(xVar) {
				u, _ := t.field.Of(p.P).Split(xVar)
				fs = append(fs, poly.UPower[poly.Frac]{P: u.Monic(), K: p.K})
			}
		}
		F = sqrtQuadratic(w, num.Scale(den.Lead().Inv()), fs, qu, y, t.x, t.node)
	}
	return w.withUnit(F, eps, t.x)
}

// powerReduction substitutes u = xᵏ where the integrand is x^(m)·G(xᵏ) apart from a power of x.
func (w *work) powerReduction(rt radTerm) *expr.Node {
	t := rt.t
	// The power of x, whole and fractional, and the gcd of the steps of exponents of everything else.
	m := poly.Int(0)
	step := int64(0)
	strip := func(p poly.Poly) poly.Poly {
		low := -1
		for _, term := range p {
			if d := term.M.Deg(xVar); low < 0 || d < low {
				low = d
			}
		}
		out, _ := p.DivExact(poly.Var(xVar, max(low, 0)))
		for _, term := range out {
			step = gcdInt(step, int64(term.M.Deg(xVar)))
		}
		return out
	}
	low := func(p poly.Poly) int64 { return int64(p.Deg(xVar) - strip(p).Deg(xVar)) }
	m = m.Add(poly.Int(low(rt.r.N) - low(rt.r.Den())))
	type piece struct {
		p poly.Poly
		e poly.Rat
	}
	var pieces []piece
	for _, r := range rt.rads {
		m = m.Add(r.e.MulInt(low(r.p)))
		pieces = append(pieces, piece{strip(r.p), r.e})
	}
	n, d := strip(rt.r.N), strip(rt.r.Den())
	if step <= 1 {
		return nil
	}
	u := w.newVar("u")
	compress := func(p poly.Poly, k int64) *expr.Node {
		ts := make([]poly.Term, len(p))
		for i, term := range p {
			ts[i] = poly.Term{M: term.M.With(xVar, term.M.Deg(xVar)/int(k)), C: term.C}
		}
		return expr.Subs(t.polyNode(poly.FromTerms(ts)), map[*expr.Node]*expr.Node{t.x: u})
	}
	// The divisors of step: first those that leave no root of u, the largest first.
	var order []int64
	for _, whole := range []bool{true, false} {
		for k := step; k > 1; k-- {
			if step%k == 0 && m.Add(poly.Int(1)).Div(poly.Int(k)).IsInt() == whole {
				order = append(order, k)
			}
		}
	}
	for _, k := range order {
		e := m.Add(poly.Int(1)).Div(poly.Int(k)).Sub(poly.Int(1))
		g := expr.Mul(expr.Ratio(1, k), expr.Pow(u, number(e)), compress(n, k), expr.Inv(compress(d, k)))
		for _, p := range pieces {
			g = expr.Mul(g, expr.Pow(compress(p.p, k), number(p.e)))
		}
		G := w.algebraicOnly(g, u)
		if G == nil {
			continue
		}
		uNode := expr.PowInt(t.x, k)
		back := map[*expr.Node]*expr.Node{u: uNode}
		F := expr.Subs(G, back)
		// What xᵐ and the roots lost on the way: x^m·Π against (xᵏ)^(m/k)·Π.
		eps := rt.shape()
		lost := m
		for _, r := range rt.rads {
			lost = lost.Sub(r.e.MulInt(low(r.p)))
		}
		eps = expr.Mul(eps, expr.Pow(t.x, number(lost.Add(poly.Int(1)).Sub(poly.Int(k)))))
		for _, p := range pieces {
			eps = expr.Div(eps, expr.Subs(expr.Pow(compress(p.p, k), number(p.e)), back))
		}
		eps = expr.Div(eps, expr.Pow(uNode, number(e)))
		return w.withUnit(F, eps, t.x)
	}
	return nil
}

func (w *work) algebraicOnly(f, x *expr.Node) *expr.Node {
	F, ok := w.algebraicFunction(f, x)
	if !ok {
		return nil
	}
	return F
}

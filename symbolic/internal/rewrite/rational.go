package rewrite

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// asFrac reads n as a rational function; ok is false where it has too many generators or is undefined.
func asFrac(n *expr.Node, inner func(*expr.Node) *expr.Node) (b *basis, f poly.Frac, ok bool) {
	if n == expr.Undefined || n.HasInfinity() {
		return nil, f, false
	}
	b = newBasis(inner, false, n)
	b.prefer(expr.Symbols(n))
	ok = b.guard(func() { f = b.frac(n) })
	return b, f, ok
}

// asRelated is asFrac in the field where roots of integers satisfy their equations, so that what is zero there is 0 and
// denominators are free of them.
func asRelated(n *expr.Node) (b *basis, f poly.Frac, ok bool) {
	b = newBasis(nil, false, n)
	b.related = true
	b.prefer(expr.Symbols(n))
	ok = b.guard(func() { f = b.frac(n) })
	return b, f, ok
}

// Together writes n as one fraction in lowest terms, numerator and denominator expanded. Arguments of functions are
// treated alike. Where roots of integers occur it is the smaller of two forms, with and without them in the denominator.
func Together(n *expr.Node) *expr.Node {
	b, f, ok := asFrac(n, Together)
	if !ok {
		return n
	}
	m := expr.Div(b.back(f.N), b.back(f.Den()))
	if !b.roots {
		return m
	}
	if r, f, ok := asRelated(n); ok {
		if k := expr.Div(r.back(f.N), r.back(f.Den())); m == expr.Undefined || k != expr.Undefined && Size(k) < Size(m) {
			return k
		}
	}
	return m
}

// maxFactor bounds the total degree that Factor takes on: the time to recombine factors found modulo primes has no
// polynomial bound.
const maxFactor = 300

// Factor writes n as a product of irreducible factors over the rationals, numerator and denominator each, in the
// generators of n. Polynomials of a total degree above 300 stay as they are.
func Factor(n *expr.Node) *expr.Node { return factor(n, maxFactor) }

func factor(n *expr.Node, degree int) *expr.Node {
	b, f, ok := asFrac(n, nil)
	if !ok || f.N.TotalDeg() > degree || f.Den().TotalDeg() > degree {
		return n
	}
	var out *expr.Node
	if !b.guard(func() {
		if f.IsZero() {
			out = expr.Zero
			return
		}
		c, up := poly.Factor(f.N)
		d, down := poly.Factor(f.Den())
		for i := range down {
			down[i].K = -down[i].K
		}
		out = b.backFactored(c.Div(d), append(up, down...))
	}) {
		return n
	}
	return out
}

// Apart splits n into partial fractions in x over the rationals. What is no rational function of x stays as it is.
func Apart(n, x *expr.Node) *expr.Node {
	b, f, ok := asFrac(n, nil)
	if !ok {
		return n
	}
	v, ok := b.index[x]
	if !ok {
		return n
	}
	for i, g := range b.gens { // x must not hide in another generator
		if i != v && expr.Has(g, x) {
			return n
		}
	}
	var out *expr.Node
	if !b.guard(func() { out = b.apart(f, v) }) {
		return n
	}
	return out
}

func (b *basis) apart(f poly.Frac, v int) *expr.Node {
	num, den := f.Split(v)
	q, r := num.DivMod(den)
	var s expr.Sum
	s.Add(b.fromU(q, v))
	_, factors := poly.Factor(f.Den())
	var fs []poly.UPower[poly.Frac]
	lead := den[len(den)-1]
	for _, p := range factors {
		if !p.P.Has(v) {
			continue
		}
		u, _ := b.field.Of(p.P).Split(v)
		lead = lead.Div(u[len(u)-1].Pow(p.K))
		fs = append(fs, poly.UPower[poly.Frac]{P: u, K: p.K})
	}
	rest := lead.Inv() // of the denominator, what the factors in v leave
	if len(fs) == 0 {
		return s.Node()
	}
	for i := range r {
		r[i] = r[i].Mul(rest)
	}
	for i, parts := range poly.Apart(r, fs) {
		for j, p := range parts {
			den := expr.PowInt(b.fromU(fs[i].P, v), int64(-j-1))
			s.Add(expr.Mul(Factor(b.fromU(p, v)), den))
		}
	}
	return s.Node()
}

// fromU reads a polynomial in generator v over the field.
func (b *basis) fromU(u poly.U[poly.Frac], v int) *expr.Node {
	var s expr.Sum
	for k, c := range u {
		s.Add(expr.Mul(expr.Div(b.back(c.N), b.back(c.Den())), expr.PowInt(b.gens[v], int64(k))))
	}
	return s.Node()
}

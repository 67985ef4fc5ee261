package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Rational functions, completely: the polynomial part, Hermite's reduction factor by factor, and the logarithmic part
// by Lazard, Rioboo and Trager with real logarithms and arctangents (M. Bronstein, Symbolic Integration I, ch. 2). The
// denominator is factored over ℚ first, because answers in its irreducible factors are the ones people write.

// maxApartDegree bounds the denominators that are split: beyond, the answer would fill pages.
const maxApartDegree = 64

func number(r poly.Rat) *expr.Node {
	return expr.Number(r.Exact())
}

// constants turns coefficients into expressions.
type constants[E poly.Number[E]] func(E) *expr.Node

// at returns the polynomial u at the expression x.
func at[E poly.Number[E]](u poly.U[E], x *expr.Node, node constants[E]) *expr.Node {
	var s expr.Sum
	for k, c := range u {
		if !c.IsZero() {
			s.Add(expr.Mul(node(c), expr.PowInt(x, int64(k))))
		}
	}
	return s.Node()
}

// rationalFunction integrates the element f of a field by its generator v, whose expression is x; constants of the field
// become expressions by node. It returns nil if the denominator's roots cannot be written down.
func (w *work) rationalFunction(f poly.Frac, v int, x *expr.Node, node func(poly.Frac) *expr.Node) *expr.Node {
	if f.IsZero() {
		return expr.Zero
	}
	_, powers := w.effort().Factor(f.Den())
	vars := append(f.N.Vars(), f.D.Vars()...)
	pure := true
	for _, u := range vars {
		pure = pure && u == v
	}
	if pure {
		var fs []poly.UPower[poly.Rat]
		den := f.Den().ToU(v)
		for _, p := range powers {
			fs = append(fs, poly.UPower[poly.Rat]{P: p.P.ToU(v).Monic(), K: p.K})
		}
		return integrateApart(w, f.N.ToU(v).Scale(den.Lead().Inv()), fs, x, number)
	}
	num, den := f.Split(v)
	var fs []poly.UPower[poly.Frac]
	for _, p := range powers {
		if p.P.Has(v) {
			_, u := poly.Frac{N: p.P, F: f.F}, poly.U[poly.Frac](nil)
			for _, c := range p.P.Coeffs(v) {
				u = append(u, poly.Frac{N: c, F: f.F})
			}
			fs = append(fs, poly.UPower[poly.Frac]{P: u.Monic(), K: p.K})
		}
	}
	return integrateApart(w, num.Scale(den.Lead().Inv()), fs, x, node)
}

// integrateApart integrates num/Π fᵢ^Kᵢ, the fᵢ monic and pairwise coprime.
func integrateApart[E poly.Number[E]](w *work, num poly.U[E], fs []poly.UPower[E], x *expr.Node, node constants[E]) *expr.Node {
	if len(num) == 0 {
		return expr.Zero
	}
	one := num.Lead().One()
	den := poly.U[E]{one}
	for _, f := range fs {
		w.poll()
		den = den.Mul(f.P.Pow(f.K))
	}
	// Partial fractions cost about the fourth power of the degree: coefficients grow with it.
	if n := den.Deg(); len(fs) > 1 || n > 8 {
		if n > maxApartDegree {
			return nil
		}
		w.spend(n * n * n * n / 16)
	}
	quo, rem := num.DivMod(den)
	var sum expr.Sum
	for k, c := range quo {
		if !c.IsZero() {
			sum.Add(expr.Mul(node(c), expr.PowInt(x, int64(k+1)), expr.Ratio(1, int64(k+1))))
		}
	}
	if len(rem) == 0 || len(fs) == 0 {
		return sum.Node()
	}
	for i, parts := range poly.Apart(rem, fs) {
		p := fs[i].P
		d := p.Diff()
		var carry poly.U[E]
		for j := len(parts); j >= 1; j-- {
			w.poll()
			n := parts[j-1].Add(carry)
			carry = nil
			if j == 1 {
				l := logPart(w, n, p, x, node)
				if l == nil {
					return nil
				}
				sum.Add(l)
				break
			}
			if len(n) == 0 {
				continue
			}
			// n = s·p + t·p′:  ∫ n/pʲ = −t/((j−1)p^(j−1)) + ∫ (s + t′/(j−1))/p^(j−1).
			s, t := poly.Diophant(p, d, n)
			if p.Deg() == 1 {
				s, t = nil, n.Scale(one.Div(d.Lead()))
			}
			k := one.Div(one.MulInt(int64(j - 1)))
			sum.Add(expr.Mul(node(k.Neg()), at(t, x, node), expr.PowInt(at(p, x, node), int64(1-j))))
			carry = s.Add(t.Diff().Scale(k))
		}
	}
	return sum.Node()
}

// logPart integrates n/p, deg n < deg p, p monic, square-free and, where its coefficients are rational, irreducible.
func logPart[E poly.Number[E]](w *work, n, p poly.U[E], x *expr.Node, node constants[E]) *expr.Node {
	if len(n) == 0 {
		return expr.Zero
	}
	switch p.Deg() {
	case 1:
		return expr.Mul(node(n[0]), expr.Log(clearDenominators(p, x, node)))
	case 2:
		return logPartQuadratic(w, n, p, x, node)
	}
	// n = c·p′ needs no roots.
	if q, r := n.DivMod(p.Diff()); len(r) == 0 && q.Deg() == 0 {
		return expr.Mul(node(q[0]), expr.Log(clearDenominators(p, x, node)))
	}
	rn, ok1 := any(n).(poly.U[poly.Rat])
	rp, ok2 := any(p).(poly.U[poly.Rat])
	if ok1 && ok2 {
		return w.logPartRational(rn, rp, x)
	}
	return nil
}

// clearDenominators returns p at x times the least integer that makes rational coefficients whole: log(2x+1), not
// log(x+1/2). A constant factor inside a logarithm is a constant of integration.
func clearDenominators[E poly.Number[E]](p poly.U[E], x *expr.Node, node constants[E]) *expr.Node {
	if u, ok := any(p).(poly.U[poly.Rat]); ok {
		_, q := poly.FromU(u, 0).Primitive()
		return at(q.ToU(0), x, number)
	}
	return at(p, x, node)
}

// logPartQuadratic integrates (αx+β)/(x²+bx+c) as α/2·log(x²+bx+c) + (β − αb/2)·∫ 1/(x²+bx+c).
func logPartQuadratic[E poly.Number[E]](w *work, n, p poly.U[E], x *expr.Node, node constants[E]) *expr.Node {
	b, c := p[1], p[0]
	one := p[2]
	half := one.Div(one.MulInt(2))
	var sum expr.Sum
	if alpha := n.At(1); !alpha.IsZero() {
		sum.Add(expr.Mul(node(alpha.Mul(half)), expr.Log(clearDenominators(p, x, node))))
	}
	rest := n.At(0).Sub(n.At(1).Mul(b).Mul(half))
	if rest.IsZero() {
		return sum.Node()
	}
	// D = b²/4 − c: the roots are −b/2 ± √D.
	d := b.Mul(b).Mul(half).Mul(half).Sub(c)
	if d.IsZero() { // happens for coefficients that are algebraic numbers
		sum.Add(expr.Neg(expr.Div(node(rest), at(poly.U[E]{b.Mul(half), one}, x, node))))
		return sum.Node()
	}
	shifted := at(poly.U[E]{b.Mul(half), one}, x, node)
	if s, ok := squareRoot(d, node); ok { // logarithms
		l := expr.Sub(expr.Log(expr.Sub(shifted, s)), expr.Log(expr.Add(shifted, s)))
		sum.Add(expr.Mul(node(rest.Mul(half)), expr.Inv(s), l))
		return sum.Node()
	}
	s, ok := squareRoot(d.Neg(), node)
	if !ok {
		s = expr.Sqrt(node(d.Neg()))
	}
	inv := expr.Inv(s)
	sum.Add(expr.Mul(node(rest), inv, expr.Atan(expr.Add(expr.Mul(x, inv), expr.Mul(node(b.Mul(half)), inv)))))
	return sum.Node()
}

// squareRoot returns √d when d is known to be a square of something real: a positive number, a perfect square of
// parameters, or a constant whose value is real and positive.
func squareRoot[E poly.Number[E]](d E, node constants[E]) (*expr.Node, bool) {
	if f, ok := any(d).(poly.Frac); ok && len(otherSymbols(nil, node(d))) > 0 {
		if len(f.N) == 0 {
			return nil, false
		}
		root := expr.One
		for _, part := range []poly.Poly{f.N, f.Den()} {
			c, fs := poly.Factor(part)
			r, ok := c.Sqrt()
			if !ok {
				return nil, false
			}
			piece := number(r)
			for _, p := range fs {
				if p.K%2 != 0 {
					return nil, false
				}
				piece = expr.Mul(piece, expr.PowInt(node(any(poly.Frac{N: p.P, F: f.F}).(E)), int64(p.K/2)))
			}
			if root == expr.One {
				root = piece
			} else {
				root = expr.Div(root, piece)
			}
		}
		return root, true
	}
	n := node(d)
	if z := approx(n); imag(z) == 0 && real(z) > 0 {
		return expr.Sqrt(n), true
	}
	return nil, false
}

// logPartRational integrates n/p for irreducible p over ℚ of degree 3 or more. The residues are the roots of
// R(z) = res(p, n − z·p′). Where R is a power of a polynomial of degree 1 or 2 the logarithms' arguments are gcds over
// ℚ(z); else each root of p has a residue of its own and the sum runs over the roots, if they can be written down.
func (w *work) logPartRational(n, p poly.U[poly.Rat], x *expr.Node) *expr.Node {
	const z = 1
	np, pp := poly.FromU(n, 0), poly.FromU(p, 0)
	w.spend(p.Deg() * p.Deg() * p.Deg() * p.Deg() / 4)
	r := w.effort().Resultant(pp, np.Sub(pp.Diff(0).Mul(poly.Var(z, 1))), 0)
	_, fs := w.effort().Factor(r)
	var sum expr.Sum
	for _, f := range fs {
		var part *expr.Node
		switch f.P.Deg(z) {
		case 1:
			c := f.P.ToU(z)
			res := c[0].Neg().Div(c[1])
			s := p.GCD(n.Sub(p.Diff().Scale(res)))
			part = expr.Mul(number(res), expr.Log(clearDenominators(s, x, number)))
		case 2:
			part = w.logPair(n, p, f.P.ToU(z).Monic(), x)
		default:
			if f.K > 1 {
				return nil
			}
			part = w.logRoots(n, p, x)
		}
		if part == nil {
			return nil
		}
		sum.Add(part)
	}
	return sum.Node()
}

// logPair sums c·log S(c, x) over the two roots c of the irreducible monic q = z² + q₁z + q₀, S = gcd(p, n − c·p′).
func (w *work) logPair(n, p, q poly.U[poly.Rat], x *expr.Node) *expr.Node {
	// c = a ± √d with d = q₁²/4 − q₀; the field is ℚ(s), s² = d.
	a := q[1].Neg().Div(poly.Int(2))
	d := a.Mul(a).Sub(q[0])
	// Take square factors out of d so that s is the root of a square-free integer and the constants stay small.
	d, k := squareFreePart(d) // √(old d) = k·√d
	const s = 2
	field := &poly.Field{Poll: w.poll}
	field.Min[s] = poly.Var(s, 2).Sub(poly.Const(d))
	lift := func(u poly.U[poly.Rat]) poly.U[poly.Frac] {
		r := make(poly.U[poly.Frac], len(u))
		for i, c := range u {
			r[i] = field.Rat(c)
		}
		return r
	}
	c := field.Rat(a).Add(field.Gen(s).Scale(k))
	g := lift(p).GCD(lift(n).Sub(lift(p.Diff()).Scale(c)))
	root := expr.Sqrt(number(d.Abs()))
	if d.Sign() > 0 {
		var sum expr.Sum
		for _, sign := range []int64{1, -1} {
			node := func(e poly.Frac) *expr.Node {
				cs := e.N.Coeffs(s)
				v := expr.Zero
				for i, t := range cs {
					v = expr.Add(v, expr.Mul(number(t.Constant()), expr.PowInt(expr.Mul(expr.Int(sign), root), int64(i))))
				}
				return v
			}
			sum.Add(expr.Mul(node(c), expr.Log(at(g, x, node))))
		}
		return sum.Node()
	}
	// d < 0: S = A + s·B with s = i·m, m = √−d. The pair gives a·log(A² + m²B²) + k·m·L, L = i·log((A+imB)/(A−imB)).
	var A, B poly.U[poly.Rat]
	for _, e := range g {
		cs := e.N.Coeffs(s)
		re, im := poly.Rat{}, poly.Rat{}
		if len(cs) > 0 {
			re = cs[0].Constant()
		}
		if len(cs) > 1 {
			im = cs[1].Constant()
		}
		A, B = append(A, re), append(B, im)
	}
	A, B = A.Trim(), B.Trim()
	var sum expr.Sum
	if !a.IsZero() {
		mod := A.Mul(A).Add(B.Mul(B).Scale(d.Neg()))
		sum.Add(expr.Mul(number(a), expr.Log(clearDenominators(mod, x, number))))
	}
	real := &poly.Field{Poll: w.poll}
	real.Min[s] = poly.Var(s, 2).Sub(poly.Const(d.Neg()))
	up := func(u poly.U[poly.Rat], by poly.Frac) poly.U[poly.Frac] {
		r := make(poly.U[poly.Frac], len(u))
		for i, c := range u {
			r[i] = by.Scale(c)
		}
		return r.Trim()
	}
	node := func(e poly.Frac) *expr.Node {
		v := expr.Zero
		for i, t := range e.N.Coeffs(s) {
			v = expr.Add(v, expr.Mul(number(t.Constant()), expr.PowInt(root, int64(i))))
		}
		return v
	}
	l := logToAtan(up(A, real.Int(1)), up(B, real.Gen(s)), x, node)
	// c = a + k·s: the coefficient of i in c is k·m.
	sum.Add(expr.Mul(number(k), root, l))
	return sum.Node()
}

// logToAtan returns a sum of arctangents whose derivative is that of i·log((A+iB)/(A−iB)) (Rioboo; Bronstein 2.8).
func logToAtan(A, B poly.U[poly.Frac], x *expr.Node, node constants[poly.Frac]) *expr.Node {
	if len(B) == 0 {
		return expr.Zero
	}
	if q, r := A.DivMod(B); len(r) == 0 {
		return expr.Mul(expr.Two, expr.Atan(at(q, x, node)))
	}
	if A.Deg() < B.Deg() {
		return logToAtan(B.Neg(), A, x, node)
	}
	// B·D − A·C = G.
	g, d, c := B.XGCD(A)
	c = c.Neg()
	q, _ := A.Mul(d).Add(B.Mul(c)).DivMod(g)
	return expr.Add(expr.Mul(expr.Two, expr.Atan(at(q, x, node))), logToAtan(d, c, x, node))
}

// squareFreePart writes √d = k·√m with m a square-free integer of d's sign.
func squareFreePart(d poly.Rat) (m, k poly.Rat) {
	num, den := d.Num(), d.Den()
	// √(p/q) = √(pq)/q.
	v := poly.FromBigInt(num.Mul(num, den))
	k = poly.FromBigInt(den).Inv()
	for _, p := range []int64{2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47} {
		sq := poly.Int(p * p)
		for q := v.Div(sq); q.IsInt(); q = v.Div(sq) {
			v, k = q, k.MulInt(p)
		}
	}
	if r, ok := v.Abs().Sqrt(); ok {
		return poly.Int(int64(v.Sign())), k.Mul(r)
	}
	return v, k
}

// logRoots sums residue·log(x − root) over the roots of p, complex pairs combined into logarithms and arctangents.
func (w *work) logRoots(n, p poly.U[poly.Rat], x *expr.Node) *expr.Node {
	roots, ok := w.roots(p)
	if !ok {
		return nil
	}
	// The residue n/p′ as a polynomial in the root.
	_, inv, _ := p.Diff().XGCD(p)
	_, res := n.Mul(inv).DivMod(p)
	var sum expr.Sum
	for _, r := range roots {
		a, b := r.polynomial(res)
		if r.real() {
			sum.Add(expr.Mul(a, expr.Log(expr.Sub(x, r.re))))
			continue
		}
		// c/(x−α) + c̄/(x−ᾱ) for c = a + ib, α = u + iv.
		v := expr.Inv(r.im)
		if a != expr.Zero {
			quad := expr.Add(expr.PowInt(x, 2), expr.Mul(expr.Int(-2), r.re, x), r.norm())
			sum.Add(expr.Mul(a, expr.Log(quad)))
		}
		if b != expr.Zero {
			sum.Add(expr.Mul(expr.Int(-2), b, expr.Atan(expr.Sub(expr.Mul(x, v), expr.Mul(r.re, v)))))
		}
	}
	return sum.Node()
}

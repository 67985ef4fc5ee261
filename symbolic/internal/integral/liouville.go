package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Proofs that no elementary antiderivative exists, by Liouville's theorem, for the two kinds of integrand where it comes
// down to one linear system with known bounds:
//
//   - Σ Rⱼ·exp(vⱼ) with rational Rⱼ, vⱼ, the vⱼ different and not constant: elementary exactly if y′ + vⱼ′·y = Rⱼ has a
//     rational solution for each j (Liouville 1835; Bronstein 5.9 and 6). e^(x²), e^x/x.
//   - R·√P with P square-free of odd degree 3 or more and R without poles off the roots of P: a differential of first or
//     second kind on the curve, elementary exactly if it is the derivative of W·√P with rational W. 1/√(1−x³).

// provedNone reports that f has no elementary antiderivative, where one of these criteria decides it.
func (w *work) provedNone(f, x *expr.Node) bool {
	t, ok := newTower(w, x, f)
	if !ok {
		return false
	}
	proved := false
	t.try(func() {
		e := t.convert(f)
		exps, roots, others := 0, -1, 0
		for v, g := range t.gens {
			switch {
			case v == xVar || !e.Has(v) && g.kind != exponential:
			case g.kind == exponential:
				exps++
			case g.kind == radicalGen && g.q == 2 && roots < 0 && !t.isConstantGen(v):
				roots = v
			default:
				others++
			}
		}
		switch {
		case others > 0 || exps > 0 && roots >= 0:
		case exps > 0:
			proved = w.noExponentialIntegral(t, e)
		case roots >= 0:
			proved = w.noCurveIntegral(t, e, roots)
		}
	})
	return proved
}

// noExponentialIntegral decides the first kind: true when some y′ + v′y = R has no rational solution.
func (w *work) noExponentialIntegral(t *tower, e poly.Frac) bool {
	// The denominator must be a monomial in the exponentials times a polynomial in x.
	low := poly.Mono{}
	den := e.Den()
	for v, g := range t.gens {
		if g.kind != exponential || !den.Has(v) {
			continue
		}
		k := den.Deg(v)
		q, ok := den.DivExact(poly.Var(v, k))
		if !ok {
			return false
		}
		den, low = q, low.With(v, k)
	}
	parts := map[poly.Mono]poly.Poly{}
	var keys []poly.Mono
	for _, term := range e.N {
		m := term.M
		rest := poly.Mono{}
		for v, g := range t.gens {
			if g.kind == exponential {
				rest = rest.With(v, m.Deg(v))
				m = m.With(v, 0)
			}
		}
		if parts[rest] == nil {
			keys = append(keys, rest)
		}
		parts[rest] = append(parts[rest], poly.Term{M: m, C: term.C})
	}
	for _, key := range keys {
		dv := t.field.Int(0)
		for v, g := range t.gens {
			if g.kind == exponential {
				d := t.derivative(v).Div(t.field.Gen(v)) // the exponent's derivative
				dv = dv.Add(d.MulInt(int64(key.Deg(v) - low.Deg(v))))
			}
		}
		if dv.IsZero() {
			continue
		}
		r := t.field.Quo(poly.FromTerms(parts[key]), den)
		for _, part := range []poly.Poly{r.N, r.Den(), dv.N, dv.Den()} {
			for _, v := range part.Vars() {
				if v != xVar {
					return false // constants of the field: generic values prove nothing for special ones
				}
			}
		}
		if w.rischEquationFails(dv.N.ToU(xVar), dv.Den().ToU(xVar), r.N.ToU(xVar), r.Den().ToU(xVar)) {
			return true
		}
	}
	return false
}

// rischEquationFails reports that y′ + (a/b)·y = r/s has no rational solution.
func (w *work) rischEquationFails(a, b, r, s poly.U[poly.Rat]) bool {
	// Poles of y: at a factor p of s of order k, order k − 1 where a/b is regular, k − ord_p(b) where it is not (the order of
	// the pole of v′ is 2 or more there, so no cancellation is possible).
	_, fs := w.effort().Factor(poly.FromU(s, 0))
	V := poly.U[poly.Rat]{poly.Int(1)}
	for _, f := range fs {
		p := f.P.ToU(0)
		k := f.K - 1
		if order := multiplicity(b, p); order > 0 {
			k = f.K - order
		}
		if k > 0 {
			V = V.Mul(p.Pow(k))
		}
	}
	delta := a.Deg() - b.Deg()
	degree := r.Deg() - s.Deg()
	bound := degree - delta
	if delta < 0 { // y of degree d > 0 gives y′ of degree d − 1, which v′y does not cancel; a constant y may also be right
		bound = max(degree+1, 0)
	}
	n := bound + V.Deg()
	if n < 0 {
		return true
	}
	w.spend((n + 4) * (n + 4) * (n + 4) / 4)
	// y = q/V: b·s·V·q′ − b·s·V′·q + a·s·V·q = r·b·V².
	bs, dV := b.Mul(s), V.Diff()
	flat := a.Mul(s).Mul(V).Sub(bs.Mul(dV))
	up := bs.Mul(V)
	var columns []poly.U[poly.Rat]
	for j := 0; j <= n; j++ {
		c := flat.Shift(j)
		if j > 0 {
			c = c.Add(up.Shift(j - 1).Scale(poly.Int(int64(j))))
		}
		columns = append(columns, c)
	}
	_, ok := solveLinear(w, columns, r.Mul(b).Mul(V).Mul(V))
	return !ok
}

func multiplicity(a, p poly.U[poly.Rat]) int {
	k := 0
	for {
		q, r := a.DivMod(p)
		if len(r) > 0 || len(a) == 0 {
			return k
		}
		a = q
		k++
	}
}

// noCurveIntegral decides the second kind for the square root that is generator v.
func (w *work) noCurveIntegral(t *tower, e poly.Frac, v int) bool {
	P := poly.Var(v, 2).Sub(t.field.Min[v])
	if vs := P.Vars(); len(vs) != 1 || vs[0] != xVar {
		return false
	}
	if d := P.Deg(xVar); d < 3 || d%2 == 0 || w.effort().GCD(P, P.Diff(xVar)).Deg(xVar) > 0 {
		return false
	}
	cs := e.N.Coeffs(v)
	if len(cs) < 2 {
		return false
	}
	// The part odd in the root: B/√P with B = R·P; the even part is rational and elementary.
	b := t.field.Quo(cs[1], e.Den()).Mul(t.field.Of(P))
	for _, part := range []poly.Poly{b.N, b.Den()} {
		for _, u := range part.Vars() {
			if u != xVar {
				return false
			}
		}
	}
	_, fs := w.effort().Factor(b.Den())
	p := P.ToU(xVar)
	full, V := poly.U[poly.Rat]{poly.Int(1)}, poly.U[poly.Rat]{poly.Int(1)}
	for _, f := range fs {
		u := f.P.ToU(xVar)
		if _, r := p.DivMod(u); len(r) > 0 {
			return false // a pole off the branch points may have a residue
		}
		full = full.Mul(u.Pow(f.K))
		V = V.Mul(u.Pow(f.K)) // W may have a pole of order K at a branch point
	}
	den := b.Den().ToU(xVar)
	num := b.N.ToU(xVar).Scale(full.Lead().Div(den.Lead()))
	// (W√P)′ = (W′P + W·P′/2)/√P, W = q/V, deg W ≤ deg B − deg P + 1.
	n := max(num.Deg()-full.Deg()-p.Deg()+1, 0) + V.Deg()
	half := p.Diff().Scale(poly.Quo(1, 2))
	var columns []poly.U[poly.Rat]
	for j := 0; j <= n; j++ { // times V²
		c := p.Mul(V.Diff()).Neg().Add(half.Mul(V)).Shift(j)
		if j > 0 {
			c = c.Add(p.Mul(V).Shift(j - 1).Scale(poly.Int(int64(j))))
		}
		columns = append(columns, c)
	}
	rest, _ := V.Mul(V).DivMod(full)
	_, ok := solveLinear(w, columns, num.Mul(rest))
	return !ok
}

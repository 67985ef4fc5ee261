package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// logColumns lists the logarithms, arctangents and kindred functions that an integral of e may contain: for each factor
// p of its denominator and of those of the field's derivatives, log p; where p is a definite or indefinite quadratic
// form, the arctangent or the logarithm of a quotient that its two factors over a quadratic extension give; on a curve
// y² = q the integrals of third kind at its poles.
func (w *work) logColumns(t *tower, e poly.Frac, infos []factorInfo) []column {
	var cols []column
	seen := map[string]bool{}
	addLog := func(p poly.Poly) {
		if !t.moving(p) || seen[p.String()] {
			return
		}
		seen[p.String()] = true
		if len(p) == 1 && t.monomialOf(p, exponential) {
			return // log θ is a multiple of θ's exponent
		}
		pf := t.field.Of(p)
		if t.monomialOf(p, radicalGen) {
			return
		}
		cols = append(cols, column{t.diff(pf).Div(pf), func() *expr.Node { return expr.Log(t.polyNode(p)) }})
		for v := range t.gens {
			if p.Deg(v) == 2 && !t.isConstantGen(v) {
				if c, ok := t.quadraticForm(p, v); ok {
					cols = append(cols, c)
				}
			}
		}
	}
	for _, i := range infos {
		addLog(i.p)
	}
	for v := range t.gens {
		if !t.isConstantGen(v) {
			_, fs := w.effort().Factor(t.derivative(v).Den())
			for _, p := range fs {
				addLog(p.P)
			}
		}
	}
	for v, g := range t.gens {
		switch g.kind {
		case sine:
			if e.D.Has(v) || len(t.gens) > 4 {
				s, c, one := t.field.Gen(v), t.field.Gen(v+1), t.field.Int(1)
				for _, a := range []poly.Frac{s, c, one.Add(c), one.Add(s), s.Add(c), s.Sub(c)} {
					cols = append(cols, column{t.diff(a).Div(a), func() *expr.Node { return expr.Log(t.node(a)) }})
				}
			}
		case radicalGen:
			if g.q == 2 && !t.isConstantGen(v) {
				cols = append(cols, w.curveColumns(t, v, infos)...)
			}
		}
	}
	return cols
}

// monomialOf reports whether the one-term p consists of generators of that kind.
func (t *tower) monomialOf(p poly.Poly, k kind) bool {
	if len(p) != 1 {
		return false
	}
	for v, g := range t.gens {
		if p.Has(v) && g.kind != k {
			return false
		}
	}
	return true
}

// quadraticForm returns, for p = a·v² + b·v + c in generator v with 4ac − b² = k·s² and k a number, the candidate
// atan((2av+b)/(√k·s)), or the logarithm of the quotient of the factors for negative k.
func (t *tower) quadraticForm(p poly.Poly, v int) (column, bool) {
	cs := p.Coeffs(v)
	a, b, c := cs[2], cs[1], cs[0]
	disc := a.Mul(c).Scale(poly.Int(4)).Sub(b.Mul(b))
	if len(disc) == 0 {
		return column{}, false
	}
	k, fs := t.w.effort().Factor(disc)
	s := poly.Const(poly.Int(1))
	for _, f := range fs {
		if f.K%2 != 0 {
			return column{}, false
		}
		s = s.Mul(f.P.Pow(f.K / 2))
	}
	k, m := squareFreePart(k) // k·s² → k'·(m·s)²
	s = s.Scale(m)
	A := t.field.Of(a.Scale(poly.Int(2)).Mul(poly.Var(v, 1)).Add(b))
	S := t.field.Of(s)
	den := A.Mul(A).Add(S.Mul(S).Scale(k))
	// d/dx of atan(A/(√k S))·√k … = k·(S·A′ − A·S′)/(A² + kS²); the root goes into the function.
	d := S.Mul(t.diff(A)).Sub(A.Mul(t.diff(S))).Div(den)
	if d.IsZero() {
		return column{}, false
	}
	root := expr.Sqrt(number(k.Abs()))
	if k.Sign() > 0 {
		return column{d, func() *expr.Node {
			return expr.Div(expr.Atan(expr.Div(t.node(A), expr.Mul(root, t.node(S)))), root)
		}}, true
	}
	// k = −r²: (S·A′ − A·S′)/(A² − r²S²) is the derivative of log((A − rS)/(A + rS))/(2r).
	return column{d, func() *expr.Node {
		rs := expr.Mul(root, t.node(S))
		l := expr.Sub(expr.Log(expr.Sub(t.node(A), rs)), expr.Log(expr.Add(t.node(A), rs)))
		return expr.Div(l, expr.Mul(expr.Two, root))
	}}, true
}

// curveColumns lists for y = √q, q a quadratic in x, ∫ 1/y and the integrals of xʲ/(p·y) over the factors p of the
// denominators in x alone.
func (w *work) curveColumns(t *tower, v int, infos []factorInfo) []column {
	q := poly.Var(v, 2).Sub(t.field.Min[v])
	onlyX := func(p poly.Poly) bool { vs := p.Vars(); return len(vs) == 1 && vs[0] == xVar }
	if !onlyX(q) || q.Deg(xVar) != 2 {
		return nil
	}
	y := t.field.Gen(v)
	yn := t.gens[v].node
	qu := q.ToU(xVar)
	cols := []column{{y.Inv(), func() *expr.Node { return inverseRoot(qu, yn, t.x, number) }}}
	done := map[string]bool{}
	try := func(p poly.Poly) {
		if !onlyX(p) || done[p.String()] || w.effort().GCD(p, q).Deg(xVar) > 0 || p.Deg(xVar) > 4 {
			return
		}
		done[p.String()] = true
		for j := range p.Deg(xVar) {
			a := poly.U[poly.Rat]{poly.Int(1)}.Shift(j)
			node := poleOverRoot(w, a, p.ToU(xVar), qu, yn, t.x, number)
			if node == nil {
				return
			}
			d := t.field.Of(poly.Var(xVar, j)).Div(t.field.Of(p).Mul(y))
			cols = append(cols, column{d, func() *expr.Node { return node }})
		}
	}
	for _, i := range infos {
		try(i.p)
	}
	for u := range t.gens {
		if !t.isConstantGen(u) {
			_, fs := w.effort().Factor(t.derivative(u).Den())
			for _, p := range fs {
				try(p.P)
			}
		}
	}
	return cols
}

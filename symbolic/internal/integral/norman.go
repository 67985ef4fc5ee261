package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// The parallel method of Risch and Norman (J. Davenport, ACM SIGSAM Bulletin 16 (1982); M. Bronstein's pmint): in the
// field ℚ(x, θ₁, …, θₙ) Liouville's theorem gives the shape of an elementary integral,
//
//	F = P/V + Σ cᵢ·log pᵢ,
//
// where V is read off the integrand's denominator and the pᵢ are its factors. Bounds on the degrees of P leave a linear
// system for its coefficients and the cᵢ. It is no decision procedure; what it finds is verified like everything else.

// A column is a candidate summand of F: its derivative in the field and itself.
type column struct {
	d    poly.Frac
	node func() *expr.Node
}

const (
	maxColumns      = 700
	maxGenerators   = 9
	maxFracColumns  = 60
	maxExactColumns = 120
)

// norman tries the method on f.
func (w *work) norman(f, x *expr.Node) *expr.Node {
	t, ok := newTower(w, x, f)
	if !ok {
		return nil
	}
	var F *expr.Node
	t.try(func() {
		e := t.convert(f)
		if e.IsZero() {
			F = expr.Zero
			return
		}
		F = w.ansatz(t, e, false)
	})
	return F
}

// special is norman with special functions among the candidates.
func (w *work) special(f, x *expr.Node) *expr.Node {
	t, ok := newTower(w, x, f)
	if !ok {
		return nil
	}
	var F *expr.Node
	t.try(func() { F = w.ansatz(t, t.convert(f), true) })
	return F
}

// A factorInfo is an irreducible factor of the denominator.
type factorInfo struct {
	p       poly.Poly
	k       int
	special bool // p divides its derivative: p can stay in the integral's denominator in full
	// p is a square in the field with a cosine adjoined (1 − sin w and 1 + sin w are): a derivative raises its order in
	// a denominator by less than 1.
	ramified bool
}

func (t *tower) moving(p poly.Poly) bool {
	for v := range t.gens {
		if p.Has(v) && !t.isConstantGen(v) {
			return true
		}
	}
	return false
}

func (w *work) ansatz(t *tower, e poly.Frac, special bool) *expr.Node {
	var extra []column
	if special { // first: they may add constants to the field
		if extra = w.specialColumns(t, e, t.denominator(e)); len(extra) == 0 {
			return nil
		}
	}
	var live []int
	hasConst := false
	for v := range t.gens {
		if t.isConstantGen(v) {
			hasConst = hasConst || e.Has(v)
			continue
		}
		live = append(live, v)
		d := t.derivative(v)
		for u := range t.gens {
			if t.isConstantGen(u) && d.Has(u) {
				hasConst = true
			}
		}
	}
	for _, c := range extra {
		for u := range t.gens {
			hasConst = hasConst || t.isConstantGen(u) && c.d.Has(u)
		}
	}
	if len(live) > maxGenerators {
		return nil
	}
	infos := t.denominator(e)
	// V and the bounds.
	V := poly.Const(poly.Int(1))
	for _, i := range infos {
		k := i.k
		if !i.special && !i.ramified {
			k--
		}
		if k > 0 {
			V = V.Mul(i.p.Pow(k))
		}
	}
	columns := append(extra, w.logColumns(t, e, infos)...)
	monos := t.monomials(e, V, live)
	limit := maxColumns
	if hasConst {
		limit = maxFracColumns
	}
	if len(monos)+len(columns) > limit {
		return nil
	}
	vf := t.field.Of(V)
	inv := vf.Inv()
	dlogV := t.diff(vf).Mul(inv)
	for _, m := range monos {
		w.spend(4)
		p := poly.Poly{{M: m, C: poly.Int(1)}}
		g := t.field.Of(p)
		d := t.diff(g).Sub(g.Mul(dlogV)).Mul(inv)
		columns = append(columns, column{d, func() *expr.Node { return t.factored(g.Mul(inv)) }})
	}
	return w.combine(t, e, columns, hasConst)
}

// denominator lists the factors of e's denominator that move with x.
func (t *tower) denominator(e poly.Frac) []factorInfo {
	var infos []factorInfo
	_, fs := t.w.effort().Factor(e.Den())
	for _, p := range fs {
		if !t.moving(p.P) {
			continue
		}
		pf := t.field.Of(p.P)
		d := t.diff(pf).Div(pf)
		_, divides := d.Den().DivExact(p.P)
		ramified := false
		for v, g := range t.gens {
			if g.kind == cosine && p.P.Has(v-1) {
				_, ramified = poly.Var(v, 2).Sub(t.field.Min[v]).DivExact(p.P)
			}
			if ramified {
				break
			}
		}
		infos = append(infos, factorInfo{p.P, p.K, !divides, ramified})
	}
	return infos
}

// monomials lists the monomials of the numerator over V, within the bounds.
func (t *tower) monomials(e poly.Frac, V poly.Poly, live []int) []poly.Mono {
	bound := make([]int, len(live))
	// Degrees in primitives are counted apart: a logarithm in the numerator may rise by one whatever the denominator is.
	total := func(p poly.Poly, prim bool) int {
		m := 0
		for _, term := range p {
			s := 0
			for _, v := range live {
				if (t.gens[v].kind == primitive) == prim {
					s += term.M.Deg(v)
				}
			}
			m = max(m, s)
		}
		return m
	}
	D := e.Den()
	slack, root := 1, 0
	for _, v := range live {
		if t.gens[v].kind == radicalGen {
			slack, root = 2, 1
		}
	}
	for i, v := range live {
		up := max(e.N.Deg(v)-D.Deg(v), 0)
		g := t.gens[v]
		switch g.kind {
		case variable:
			bound[i] = up + 1 + V.Deg(v) + root
		case primitive:
			bound[i] = up + 1 + V.Deg(v)
		case exponential:
			bound[i] = up + V.Deg(v)
		case sine:
			bound[i] = e.N.Deg(v) + e.N.Deg(v+1) + 1
			bound[i] = max(bound[i]-D.Deg(v), 0) + V.Deg(v)
		case cosine:
			bound[i] = 1
		case radicalGen:
			bound[i] = g.q - 1
		}
	}
	limit := total(e.N, true) + max(total(e.N, false)-total(D, false), 0) + total(V, false) + total(V, true) + slack
	var out []poly.Mono
	var grow func(i int, m poly.Mono, left int)
	grow = func(i int, m poly.Mono, left int) {
		if len(out) > maxColumns {
			return
		}
		if i == len(live) {
			out = append(out, m)
			return
		}
		for k := 0; k <= min(bound[i], left); k++ {
			grow(i+1, m.With(live[i], k), left-k)
		}
	}
	grow(0, poly.Mono{}, limit)
	return out
}

// combine solves for e = Σ cⱼ·columnⱼ′ and returns Σ cⱼ·columnⱼ.
func (w *work) combine(t *tower, e poly.Frac, columns []column, hasConst bool) *expr.Node {
	// One common denominator.
	L := e.Den()
	for _, c := range columns {
		w.poll()
		if c.d.D == nil {
			continue
		}
		if q, ok := L.DivExact(c.d.D); ok && len(q) > 0 {
			continue
		}
		g := w.effort().GCD(L, c.d.D)
		q, _ := c.d.D.DivExact(g)
		L = L.Mul(q)
	}
	clear := func(f poly.Frac) poly.Poly {
		q, _ := L.DivExact(f.Den())
		return f.N.Mul(q)
	}
	polys := make([]poly.Poly, len(columns))
	for i, c := range columns {
		polys[i] = clear(c.d)
	}
	target := clear(e)
	if hasConst {
		return w.combineOverConstants(t, polys, target, columns)
	}
	sol, ok := solveSparse(w, polys, target)
	if sol == nil && ok && len(polys) <= maxExactColumns { // solvable, with numbers too long for one prime
		return w.combineOverConstants(t, polys, target, columns)
	}
	if sol == nil {
		return nil
	}
	// Gather the algebraic part over V in one fraction where it has one; logarithms and the like stay apart.
	var sum expr.Sum
	for j, c := range sol {
		if !c.IsZero() {
			sum.Add(expr.Mul(number(c), columns[j].node()))
		}
	}
	return sum.Node()
}

// combineOverConstants is combine where the coefficients are functions of constants of the field.
func (w *work) combineOverConstants(t *tower, polys []poly.Poly, target poly.Poly, columns []column) *expr.Node {
	index := map[poly.Mono]int{}
	split := func(p poly.Poly) poly.U[poly.Frac] {
		parts := map[int]poly.Poly{}
		top := -1
		for _, term := range p {
			var c, m poly.Mono
			for v := range t.gens {
				k := term.M.Deg(v)
				if k == 0 {
					continue
				}
				if t.isConstantGen(v) {
					c = c.With(v, k)
				} else {
					m = m.With(v, k)
				}
			}
			i, seen := index[m]
			if !seen {
				i = len(index)
				index[m] = i
			}
			parts[i] = append(parts[i], poly.Term{M: c, C: term.C})
			top = max(top, i)
		}
		u := make(poly.U[poly.Frac], top+1)
		for i := range u {
			u[i] = t.field.Of(poly.FromTerms(parts[i]))
		}
		return u
	}
	tu := split(target)
	us := make([]poly.U[poly.Frac], len(polys))
	for i, p := range polys {
		us[i] = split(p)
	}
	sol, ok := solveLinear(w, us, tu)
	if !ok {
		return nil
	}
	var sum expr.Sum
	for j, c := range sol {
		if !c.IsZero() {
			sum.Add(expr.Mul(t.factored(c), columns[j].node()))
		}
	}
	return sum.Node()
}

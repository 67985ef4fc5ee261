package integral

import (
	"slices"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// Substitutions. A root of a linear polynomial becomes the new variable wherever it occurs; and where f = g(u)·u′ for some
// u that occurs in f, the integral is that of g.

// rootSubstitution replaces x by (tⁿ − b)/a where fractional powers of ax + b, and of no other linear polynomial, occur.
func (w *work) rootSubstitution(f, x *expr.Node) *expr.Node {
	var base *expr.Node
	n, ok := int64(1), true
	expr.Visit(f, func(m *expr.Node) bool {
		if m.Op() == expr.OpAdd {
			return true
		}
		for i := range m.NFactors() {
			b, e := m.Factor(i)
			q, isNum := e.Exact()
			if !isNum || q.IsInt() || !expr.Has(b, x) {
				continue
			}
			if _, lin := linearIn(b, x); !lin {
				continue
			}
			if base != nil && base != b {
				ok = false
			}
			base = b
			_, den, small := q.Small()
			ok = ok && small && den <= 24
			n = n / gcdInt(n, den) * den
		}
		return ok
	})
	if base == nil || !ok {
		return nil
	}
	a, _ := linearIn(base, x)
	b := expr.Sub(base, expr.Mul(a, x))
	t := w.newVar("t")
	inner := expr.Div(expr.Sub(expr.PowInt(t, n), b), a)
	memo := map[*expr.Node]*expr.Node{}
	var walk func(m *expr.Node) *expr.Node
	walk = func(m *expr.Node) *expr.Node {
		if m == x {
			return inner
		}
		if expr.FreeOf(m, x) {
			return m
		}
		if r, seen := memo[m]; seen {
			return r
		}
		var r *expr.Node
		switch m.Op() {
		case expr.OpAdd:
			var s expr.Sum
			if m == base {
				s.Add(expr.PowInt(t, n))
			} else {
				for _, u := range m.Operands() {
					s.Add(walk(u))
				}
			}
			r = s.Node()
		case expr.OpMul, expr.OpPow:
			r = expr.Number(m.Coef())
			for i := range m.NFactors() {
				u, e := m.Factor(i)
				if q, isNum := e.Exact(); isNum && u == base {
					r = expr.Mul(r, expr.Pow(t, expr.Number(q.Mul(num.Int(n)))))
					continue
				}
				r = expr.Mul(r, formalPower(walk(u), walk(e), t))
			}
		default:
			args := make([]*expr.Node, len(m.Children()))
			for i, c := range m.Children() {
				args[i] = walk(c)
			}
			r = expr.Rebuild(m, args)
		}
		memo[m] = r
		return r
	}
	g := expr.Div(expr.Mul(walk(f), expr.Int(n), expr.PowInt(t, n-1)), a)
	G := w.integrate(g, t)
	if G == nil {
		return nil
	}
	return w.goBack(f, x, g, G, t, expr.Pow(base, expr.Ratio(1, n)))
}

const maxCandidates = 14

// derivativeDivides looks for u in f with f/u′ a function of u alone.
func (w *work) derivativeDivides(f, x *expr.Node) *expr.Node {
	var us []*expr.Node
	add := func(u *expr.Node) {
		if u != x && expr.Has(u, x) && !slices.Contains(us, u) && !u.Is(expr.OpMul) {
			us = append(us, u)
		}
	}
	expr.Visit(f, func(n *expr.Node) bool {
		if expr.FreeOf(n, x) {
			return false
		}
		switch {
		case n.Op().IsFunction():
			if n.NArgs() == 1 {
				add(n)
				_, u := n.Arg(0).Split()
				add(u)
				if u.Op() == expr.OpMul {
					us = append(us, u)
				}
			}
		case n.Op() == expr.OpMul || n.Op() == expr.OpPow:
			for i := range n.NFactors() {
				b, e := n.Factor(i)
				add(b)
				if expr.Has(e, x) {
					_, u := e.Split()
					add(u)
					add(expr.Pow(b, u))
				}
				if k, ok := e.Int64(); ok && b == x && (k > 1 || k < 0) {
					add(expr.PowInt(x, max(k, -1)))
					if k > 2 {
						add(expr.PowInt(x, 2))
					}
				}
			}
		}
		return true
	})
	// Inner ones first: they leave the simpler integrals.
	slices.SortStableFunc(us, func(a, b *expr.Node) int { return expr.Count(a) - expr.Count(b) })
	if len(us) > maxCandidates {
		us = us[:maxCandidates]
	}
	for _, u := range us {
		w.spend(20)
		if u == f {
			continue
		}
		du := expr.Diff(u, x)
		if du == expr.Zero || du == expr.Undefined {
			continue
		}
		q := expr.Div(f, du)
		s := w.newVar("s")
		g := replace(q, u, s)
		if expr.Has(g, x) {
			g = replace(w.normalForm(q, x), u, s)
		}
		if expr.Has(g, x) {
			continue
		}
		if G := w.integrate(g, s); G != nil {
			if F := w.goBack(f, x, g, G, s, u); F != nil {
				return F
			}
		}
	}
	return nil
}

// normalForm returns q as one fraction of its field, in factors; q itself where it has no field.
func (w *work) normalForm(q, x *expr.Node) *expr.Node {
	t, ok := newTower(w, x, q)
	if !ok {
		return q
	}
	out := q
	t.try(func() { out = t.factored(t.convert(q)) })
	return out
}

// replace puts s for u in n, powers of u included.
func replace(n, u, s *expr.Node) *expr.Node {
	ub, ue := u.Base(), u.Exponent()
	memo := map[*expr.Node]*expr.Node{}
	var walk func(m *expr.Node) *expr.Node
	walk = func(m *expr.Node) *expr.Node {
		if m == u {
			return s
		}
		if len(m.Children()) == 0 {
			return m
		}
		if r, ok := memo[m]; ok {
			return r
		}
		var r *expr.Node
		switch m.Op() {
		case expr.OpAdd:
			var sum expr.Sum
			for _, t := range m.Operands() {
				sum.Add(walk(t))
			}
			r = sum.Node()
		case expr.OpMul, expr.OpPow, expr.OpExp:
			if m.Op() == expr.OpMul && u.Op() == expr.OpMul {
				if rest := expr.Div(m, u); rest.NFactors() == m.NFactors()-u.NFactors() {
					r = expr.Mul(s, expr.Subs(rest, map[*expr.Node]*expr.Node{u: s}))
					break
				}
			}
			r = expr.Number(m.Coef())
			for i := range m.NFactors() {
				b, e := m.Factor(i)
				if b == ub && (ue != expr.One || u.Op() == expr.OpExp) {
					k := expr.Div(e, ue)
					if q, isNum := k.Exact(); isNum && q.IsInt() {
						r = expr.Mul(r, expr.Pow(s, k))
						continue
					}
				}
				r = expr.Mul(r, expr.Pow(walk(b), walk(e)))
			}
		default:
			args := make([]*expr.Node, len(m.Children()))
			for i, c := range m.Children() {
				args[i] = walk(c)
			}
			r = expr.Rebuild(m, args)
		}
		memo[m] = r
		return r
	}
	return walk(n)
}

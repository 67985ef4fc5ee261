package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// exponentials integrates functions of e^(ax/n) alone, hyperbolic functions and radicals of them included: u = e^(ax/n)
// makes the integrand algebraic.
func (w *work) exponentials(f, x *expr.Node) *expr.Node {
	var base, a0 *expr.Node // base^(a0·x…)
	ok := true
	var ratios []num.Num
	argument := func(b, u *expr.Node) {
		a, lin := linearIn(u, x)
		if !lin || base != nil && base != b {
			ok = false
			return
		}
		if base == nil {
			base, a0 = b, a
		}
		r, isNum := expr.Div(a, a0).Exact()
		if !isNum || r.IsFloat() {
			ok = false
			return
		}
		ratios = append(ratios, r)
	}
	seen := map[*expr.Node]bool{}
	var walk func(n *expr.Node)
	walk = func(n *expr.Node) {
		if seen[n] || !ok || expr.FreeOf(n, x) {
			return
		}
		seen[n] = true
		switch {
		case hyperbolicOp(n.Op()):
			argument(expr.E, n.Arg(0))
		case n.Op() == expr.OpExp:
			argument(expr.E, n.Arg(0))
		case n.Op() == expr.OpAdd:
			for _, c := range n.Children() {
				walk(c)
			}
		case n.Op() == expr.OpMul || n.Op() == expr.OpPow:
			for i := range n.NFactors() {
				b, e := n.Factor(i)
				if expr.Has(e, x) {
					if expr.Has(b, x) {
						ok = false
						return
					}
					argument(b, e)
				} else {
					walk(b)
				}
			}
		default:
			ok = false
		}
	}
	walk(f)
	if !ok || base == nil {
		return nil
	}
	// The unit: a0·g/L such that all ratios are whole multiples.
	den, gcd := int64(1), int64(0)
	for _, r := range ratios {
		_, q, small := r.Small()
		if !small || q > 64 {
			return nil
		}
		den = den / gcdInt(den, q) * q
	}
	for _, r := range ratios {
		p, q, _ := r.Small()
		gcd = gcdInt(gcd, p*(den/q))
	}
	a := expr.Mul(a0, expr.Ratio(gcd, den))
	u := w.newVar("u")
	powerOf := func(arg *expr.Node) *expr.Node {
		c, _ := linearIn(arg, x)
		k, _ := expr.Div(c, a).Exact()
		off := expr.Sub(arg, expr.Mul(c, x))
		return expr.Mul(expr.Pow(base, off), expr.Pow(u, expr.Number(k)))
	}
	memo := map[*expr.Node]*expr.Node{}
	var rewrite func(n *expr.Node) *expr.Node
	rewrite = func(n *expr.Node) *expr.Node {
		if expr.FreeOf(n, x) {
			return n
		}
		if m, found := memo[n]; found {
			return m
		}
		var m *expr.Node
		switch {
		case hyperbolicOp(n.Op()):
			p := powerOf(n.Arg(0))
			q := expr.Inv(p)
			s, c := expr.Mul(expr.Half, expr.Sub(p, q)), expr.Mul(expr.Half, expr.Add(p, q))
			switch n.Op() {
			case expr.OpSinh:
				m = s
			case expr.OpCosh:
				m = c
			case expr.OpTanh:
				m = expr.Div(s, c)
			case expr.OpCoth:
				m = expr.Div(c, s)
			case expr.OpSech:
				m = expr.Inv(c)
			default:
				m = expr.Inv(s)
			}
		case n.Op() == expr.OpExp:
			m = powerOf(n.Arg(0))
		case n.Op() == expr.OpAdd:
			var s expr.Sum
			for _, t := range n.Operands() {
				s.Add(rewrite(t))
			}
			m = s.Node()
		default:
			m = expr.Number(n.Coef())
			for i := range n.NFactors() {
				b, e := n.Factor(i)
				if expr.Has(e, x) {
					m = expr.Mul(m, powerOf(e))
				} else {
					m = expr.Mul(m, formalPower(rewrite(b), e, u))
				}
			}
		}
		memo[n] = m
		return m
	}
	g := rewrite(f)
	rate := expr.Mul(a, expr.Log(base))
	g = expr.Div(g, expr.Mul(rate, u))
	G := w.algebraicOnly(g, u)
	if G == nil {
		return nil
	}
	return w.goBack(f, x, g, G, u, expr.Pow(base, expr.Mul(a, x)))
}

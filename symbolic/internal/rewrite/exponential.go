package rewrite

import (
	"tandem/symbolic/internal/expr"
)

// Identities of circular and hyperbolic functions are identities of exponentials: in exp(iu) the addition theorems, the
// functions of multiples and of half arguments are what powers do by themselves, and what is rational in them is zero
// exactly if its normal form is.

// vanishesInExponentials reports whether n, with its circular and hyperbolic functions written by exponentials, is
// rationally 0.
func vanishesInExponentials(n *expr.Node) bool {
	m := inExponentials(n)
	return m != n && m != expr.Undefined && Together(m) == expr.Zero
}

// inExponentials writes circular and hyperbolic functions by exponentials of expanded arguments.
func inExponentials(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		var p, q *expr.Node // e^v and e^-v
		i := expr.One
		switch m.Op() {
		case expr.OpExp:
			return exponential(m.Arg(0))
		case expr.OpSin, expr.OpCos, expr.OpTan, expr.OpSec, expr.OpCsc, expr.OpCot:
			i = expr.I
		case expr.OpSinh, expr.OpCosh, expr.OpTanh, expr.OpSech, expr.OpCsch, expr.OpCoth:
		default:
			return m
		}
		v := expr.Mul(i, m.Arg(0))
		p, q = exponential(v), exponential(expr.Neg(v))
		s, c := expr.Div(expr.Sub(p, q), expr.Mul(expr.Two, i)), expr.Mul(expr.Half, expr.Add(p, q))
		return expr.OfSinCos(m.Op(), s, c)
	})
}

// exponential is e^v, with rational multiples of iπ in v as cosine and sine where these are roots.
func exponential(v *expr.Node) *expr.Node {
	v = Expand(v)
	iPi := expr.Mul(expr.I, expr.Pi)
	for i := range v.NTerms() {
		c, t := v.Term(i)
		if t != iPi {
			continue
		}
		angle := expr.Scale(c, expr.Pi)
		cos, sin := expr.Cos(angle), expr.Sin(angle)
		if cos.Is(expr.OpCos) || sin.Is(expr.OpSin) {
			break
		}
		rest := expr.Exp(expr.Sub(v, expr.Scale(c, t)))
		return expr.Mul(rest, expr.Add(cos, expr.Mul(expr.I, sin)))
	}
	return expr.Exp(v)
}

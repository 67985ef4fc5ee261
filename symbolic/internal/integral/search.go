package integral

import (
	"tandem/symbolic/internal/expr"
)

const maxDepth = 8

// integrate returns an antiderivative of f, not yet verified, or nil. Answers are remembered, and an integral that
// leads back to itself fails there.
func (w *work) integrate(f, x *expr.Node) *expr.Node {
	w.poll()
	if f == expr.Undefined {
		return nil
	}
	if expr.FreeOf(f, x) {
		F := expr.Mul(f, x)
		if w.depth == 0 {
			w.note(Step{Depth: 1, Rule: "constant", F: f, X: x, Result: F})
		}
		return F
	}
	key := memoKey{f, x}
	if F, ok := w.memo[key]; ok {
		return F
	}
	if w.active[key] || w.depth >= maxDepth {
		return nil
	}
	w.active[key] = true
	w.depth++
	F := w.attempt(f, x)
	w.depth--
	delete(w.active, key)
	if F == expr.Undefined {
		F = nil
	}
	w.memo[key] = F
	return F
}

func (w *work) attempt(f, x *expr.Node) *expr.Node {
	mark := len(w.trail)
	// Constant factors come out: a step of its own only for the integral that was asked for.
	c, g := constantFactor(f, x)
	if c != expr.One {
		if w.depth == 1 {
			w.note(Step{Depth: w.depth, Rule: "constant factor", F: f, X: x})
		}
		G := w.integrate(g, x)
		if G == nil {
			w.forget(mark)
			return nil
		}
		F := expr.Mul(c, G)
		if w.trace && w.depth == 1 {
			w.trail[mark].Result = F
		}
		return F
	}
	w.note(Step{Depth: w.depth, F: f, X: x})
	for _, m := range methods {
		if F := m.try(w, f, x); F != nil && F != expr.Undefined {
			if w.trace {
				w.trail[mark].Rule, w.trail[mark].Result = m.name, F
			}
			return F
		}
		w.forget(mark + 1)
	}
	w.forget(mark)
	return nil
}

// note adds a step to the trail, forget drops those of a way that led nowhere.
func (w *work) note(s Step) {
	if w.trace {
		w.trail = append(w.trail, s)
	}
}

func (w *work) forget(from int) {
	if w.trace {
		w.trail = w.trail[:min(from, len(w.trail))]
	}
}

// A method is one way to an antiderivative; nil means that it does not apply or does not succeed.
type method struct {
	name string
	try  func(w *work, f, x *expr.Node) *expr.Node
}

var methods []method

func init() {
	methods = []method{
		{"table", (*work).table},
		{"algebraic function", (*work).algebraicOnly},
		{"circular and hyperbolic functions", (*work).circular},
		{"exponentials", (*work).exponentials},
		{"sum", (*work).sum},
		{"substitution of a root", (*work).rootSubstitution},
		{"half angles", (*work).halfAngles},
		{"undetermined coefficients", (*work).norman},
		{"identities", (*work).rewritten},
		{"substitution", (*work).derivativeDivides},
		{"functions of circular functions", (*work).ofCircular},
		{"sign of an absolute value", (*work).absolute},
		{"integration by parts", (*work).parts},
		{"special functions", (*work).special},
		{"substitution of a logarithm", (*work).throughLogarithm},
	}
}

// constantFactor splits f into a factor free of x and the rest.
func constantFactor(f, x *expr.Node) (c, g *expr.Node) {
	if f.Op() == expr.OpAdd {
		return expr.One, f
	}
	c, g = expr.Number(f.Coef()), expr.One
	for i := range f.NFactors() {
		b, e := f.Factor(i)
		p := expr.Pow(b, e)
		if expr.FreeOf(p, x) {
			c = expr.Mul(c, p)
		} else {
			g = expr.Mul(g, p)
		}
	}
	return c, g
}

// sum integrates term by term; terms that fail are tried together.
func (w *work) sum(f, x *expr.Node) *expr.Node {
	if f.Op() != expr.OpAdd {
		return nil
	}
	var done, left expr.Sum
	failed := 0
	for _, t := range f.Operands() {
		if F := w.integrate(t, x); F != nil {
			done.Add(F)
		} else {
			left.Add(t)
			failed++
		}
	}
	if failed == 0 {
		return done.Node()
	}
	if rest := left.Node(); failed > 1 && rest != f {
		if F := w.integrate(rest, x); F != nil {
			done.Add(F)
			return done.Node()
		}
	}
	return nil
}

// table integrates powers of x and the functions of a linear argument.
func (w *work) table(f, x *expr.Node) *expr.Node {
	if f == x {
		return expr.Mul(expr.Half, expr.PowInt(x, 2))
	}
	b, e := f.Base(), f.Exponent()
	if a, ok := linearIn(b, x); ok && expr.FreeOf(e, x) {
		// (ax+b)^e
		if e == expr.NegOne {
			return expr.Div(expr.Log(b), a)
		}
		e1 := expr.Add(e, expr.One)
		return expr.Div(expr.Pow(b, e1), expr.Mul(a, e1))
	}
	if a, ok := linearIn(e, x); ok && expr.FreeOf(b, x) {
		if b == expr.E {
			return expr.Div(f, a)
		}
		return expr.Div(f, expr.Mul(a, expr.Log(b)))
	}
	if f.NArgs() != 1 || !f.Op().IsFunction() {
		return nil
	}
	u := f.Arg(0)
	a, ok := linearIn(u, x)
	if !ok {
		return nil
	}
	if g, ok := elementaryIntegral(f.Op(), u); ok {
		return expr.Div(g, a)
	}
	return nil
}

// linearIn returns a if u = a·x + b with a ≠ 0 and b free of x.
func linearIn(u, x *expr.Node) (a *expr.Node, ok bool) {
	if expr.FreeOf(u, x) {
		return nil, false
	}
	a = expr.Diff(u, x)
	if a == expr.Zero || expr.Has(a, x) {
		return nil, false
	}
	return a, true
}

// elementaryIntegral returns ∫ op(u) du.
func elementaryIntegral(op expr.Op, u *expr.Node) (*expr.Node, bool) {
	one := expr.One
	sq := expr.PowInt(u, 2)
	up, down := expr.Sqrt(expr.Add(one, sq)), expr.Sqrt(expr.Sub(one, sq))
	logHalf := func(v *expr.Node) *expr.Node { return expr.Mul(expr.Half, expr.Log(v)) }
	switch op {
	case expr.OpSin:
		return expr.Neg(expr.Cos(u)), true
	case expr.OpCos:
		return expr.Sin(u), true
	case expr.OpTan:
		return expr.Neg(expr.Log(expr.Cos(u))), true
	case expr.OpCot:
		return expr.Log(expr.Sin(u)), true
	case expr.OpSec:
		return expr.Log(expr.Add(expr.Tan(u), expr.Fn(expr.OpSec, u))), true
	case expr.OpCsc:
		return expr.Neg(expr.Log(expr.Add(expr.Fn(expr.OpCot, u), expr.Fn(expr.OpCsc, u)))), true
	case expr.OpSinh:
		return expr.Cosh(u), true
	case expr.OpCosh:
		return expr.Sinh(u), true
	case expr.OpTanh:
		return expr.Log(expr.Cosh(u)), true
	case expr.OpCoth:
		return expr.Log(expr.Sinh(u)), true
	case expr.OpSech:
		return expr.Atan(expr.Sinh(u)), true
	case expr.OpLog:
		return expr.Sub(expr.Mul(u, expr.Log(u)), u), true
	case expr.OpAsin:
		return expr.Add(expr.Mul(u, expr.Asin(u)), down), true
	case expr.OpAcos:
		return expr.Sub(expr.Mul(u, expr.Acos(u)), down), true
	case expr.OpAtan:
		return expr.Sub(expr.Mul(u, expr.Atan(u)), logHalf(expr.Add(one, sq))), true
	case expr.OpAsinh:
		return expr.Sub(expr.Mul(u, expr.Asinh(u)), up), true
	case expr.OpAcosh:
		return expr.Sub(expr.Mul(u, expr.Acosh(u)), expr.Mul(expr.Sqrt(expr.Sub(u, one)), expr.Sqrt(expr.Add(u, one)))), true
	case expr.OpAtanh:
		return expr.Add(expr.Mul(u, expr.Atanh(u)), logHalf(expr.Sub(one, sq))), true
	case expr.OpErf:
		return expr.Add(expr.Mul(u, expr.Erf(u)), expr.Div(expr.Exp(expr.Neg(sq)), expr.Sqrt(expr.Pi))), true
	case expr.OpAbs:
		return expr.Mul(expr.Half, u, expr.Abs(u)), true
	case expr.OpSign:
		return expr.Abs(u), true
	}
	return nil, false
}

package symbolic

import "tandem/symbolic/internal/expr"

// Diff returns the derivative of e with respect to x, which must be a symbol or an undefined function; it panics if x
// is something else. Derivatives of abs, sign, floor, step, min and max are those on the real line away from jumps.
func Diff(e, x Expr) Expr { return Expr{expr.Diff(e.node(), x.node())} }

// Subs replaces old by new everywhere in e.
func Subs(e, old, new Expr) Expr {
	return Expr{expr.Subs(e.node(), map[*expr.Node]*expr.Node{old.node(): new.node()})}
}

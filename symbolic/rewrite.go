package symbolic

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/rewrite"
)

// Expand multiplies out products and positive integer powers of sums, everywhere in e. What would grow beyond two
// million terms stays a product.
func Expand(e Expr) Expr { return Expr{rewrite.Expand(e.node())} }

// Collect expands e and gathers equal powers of x, which may be a symbol or a function such as sin(x).
func Collect(e, x Expr) Expr { return Expr{rewrite.Collect(e.node(), x.node())} }

// Together writes e as one fraction in lowest terms, with numerator and denominator expanded.
func Together(e Expr) Expr { return Expr{rewrite.Together(e.node())} }

// Cancel is Together: common factors of numerator and denominator vanish, also those that show only when expanded.
func Cancel(e Expr) Expr { return Expr{rewrite.Together(e.node())} }

// Factor writes e as a product of factors that are irreducible over the rationals, in all its symbols and functions.
// Polynomials of a total degree above 300 are left alone.
func Factor(e Expr) Expr { return Expr{rewrite.Factor(e.node())} }

// Apart splits a rational function of x into a polynomial and partial fractions over the rationals.
func Apart(e, x Expr) Expr { return Expr{rewrite.Apart(e.node(), x.node())} }

// Simplify returns the smallest form that its transformations find; it never returns a larger one, and its work is
// bounded by the size of e. Only identities are used that hold for all complex values of the symbols, or for those that
// their assumptions allow: √(x²) becomes x for positive x alone.
func Simplify(e Expr) Expr { return Expr{rewrite.Simplify(e.node())} }

// A Verdict is the answer of Equal.
type Verdict int

// The answers of Equal. True and False are certain.
const (
	Unknown Verdict = iota // neither proof nor counterexample was found
	True
	False
)

func (v Verdict) String() string { return [...]string{"unknown", "true", "false"}[v] }

// Equal reports whether a and b have the same value wherever both are defined: True if an exact transformation brings
// them together, False if their values differ at a point.
func Equal(a, b Expr) Verdict {
	if a.node() == b.node() {
		return True
	}
	return Verdict(rewrite.IsZero(expr.Sub(a.node(), b.node())))
}

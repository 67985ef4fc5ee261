package symbolic

import "tandem/symbolic/internal/integral"

// ValueOf returns the real value of a constant expression.
func ValueOf(e Expr) float64 { return real(integral.Approx(e.node())) }

// AgreeAt reports whether a and b have the same value, to 40 digits, at all of the points where both have one, and have
// one somewhere.
func AgreeAt(a, b, x Expr, points []complex128) bool {
	return integral.AgreeAt(a.node(), b.node(), x.node(), points)
}

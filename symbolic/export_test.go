package symbolic

import "tandem/symbolic/internal/integral"

// ValueOf returns the real value of a constant expression.
func ValueOf(e Expr) float64 { return real(integral.Approx(e.node())) }

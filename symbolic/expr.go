package symbolic

import (
	"math/big"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// An Expr is an immutable expression. The zero Expr is the number 0. Equal structures are one node, so == compares
// structure: Sym("x") == Sym("x"), and an expression that comes back from another process equals the one sent.
// An Expr may be used by any number of goroutines.
type Expr struct{ n *expr.Node }

// node returns the node of e; the zero Expr is 0.
func (e Expr) node() *expr.Node {
	if e.n == nil {
		return expr.Zero
	}
	return e.n
}

// Constants.
var (
	Pi       = Expr{expr.Pi}
	E        = Expr{expr.E}
	I        = Expr{expr.I}
	Infinity = Expr{expr.Infinity}
)

// Sym returns the symbol of that name, about which nothing is assumed: it may be any complex number.
func Sym(name string) Expr { return Expr{expr.Sym(name)} }

// Int returns the integer v.
func Int(v int64) Expr { return Expr{expr.Int(v)} }

// Rat returns p/q. It panics if q is 0.
func Rat(p, q int64) Expr { return Expr{expr.Ratio(p, q)} }

// BigRat returns the number r.
func BigRat(r *big.Rat) Expr { return Expr{expr.Number(num.FromRat(r))} }

// Float returns the float f. Exact numbers that meet it become floats.
func Float(f float64) Expr { return Expr{expr.Float(f)} }

// Add returns the sum of the arguments.
func Add(es ...Expr) Expr {
	var s expr.Sum
	for _, e := range es {
		s.Add(e.node())
	}
	return Expr{s.Node()}
}

// Mul returns the product of the arguments.
func Mul(es ...Expr) Expr {
	var p expr.Product
	for _, e := range es {
		p.Mul(e.node())
	}
	return Expr{p.Node()}
}

// Sub returns a - b.
func Sub(a, b Expr) Expr { return Expr{expr.Sub(a.node(), b.node())} }

// Div returns a/b. A division by zero is Undefined.
func Div(a, b Expr) Expr { return Expr{expr.Div(a.node(), b.node())} }

// Pow returns the principal value of b^e.
func Pow(b, e Expr) Expr { return Expr{expr.Pow(b.node(), e.node())} }

// Neg returns -e.
func Neg(e Expr) Expr { return Expr{expr.Neg(e.node())} }

// IsUndefined reports whether e has no value, as 1/0 and everything formed with it.
func (e Expr) IsUndefined() bool { return e.node() == expr.Undefined }

package symbolic

import (
	"fmt"
	"math"
	"math/cmplx"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/rewrite"
)

// ErrUnsolved is returned by Solve when no method applies; ErrIdentity when every value is a solution.
var (
	ErrUnsolved = rewrite.ErrUnsolved
	ErrIdentity = rewrite.ErrIdentity
)

// Solve returns the solutions of e = 0 for the symbol x, each once: of polynomials by factoring and by radicals up to
// degree 4, of equations in one function that can be undone (exp, log, powers, roots, circular and hyperbolic functions)
// and of polynomials in one such function. Of periodic solutions it gives those of the principal range. Every solution
// was put back into e. No solutions and no error means that there are none.
//
// Floats in e are read as the decimals that they are written as; solutions free of symbols are floats then.
func Solve(e, x Expr) ([]Expr, error) {
	v := variable(x)
	roots, err := rewrite.Solve(expr.Rationalise(e.node()), v)
	if err != nil {
		return nil, fmt.Errorf("%.80v = 0: %w", e, err)
	}
	if e.node().HasFloat() {
		for i, r := range roots {
			roots[i] = approximate(r)
		}
	}
	return exprs(roots), nil
}

// approximate returns the float or complex float that n is; n itself if it has no such value. A part beside which the
// other is rounding is left out.
func approximate(n *expr.Node) *expr.Node {
	z, err := eval.Complex(n, nil)
	if err != nil {
		return n
	}
	re, im := expr.Float(real(z)), expr.Mul(expr.Float(imag(z)), expr.I)
	switch noise := 1e-13 * cmplx.Abs(z); {
	case math.Abs(imag(z)) <= noise:
		return re
	case math.Abs(real(z)) <= noise:
		return im
	}
	return expr.Add(re, im)
}

// SolveLinear solves the equations es = 0, which must be linear in the unknowns. Unknowns that the equations leave free
// have no entry and occur in the values of others. Floats are treated as Solve does.
func SolveLinear(es []Expr, unknowns ...Expr) (map[Expr]Expr, error) {
	for _, x := range unknowns {
		variable(x)
	}
	floats := false
	equations := nodes(es)
	for i, e := range equations {
		floats = floats || e.HasFloat()
		equations[i] = expr.Rationalise(e)
	}
	sol, err := rewrite.SolveLinear(equations, nodes(unknowns))
	if err != nil {
		return nil, err
	}
	out := make(map[Expr]Expr, len(sol))
	for x, v := range sol {
		if floats {
			v = approximate(v)
		}
		out[Expr{x}] = Expr{v}
	}
	return out, nil
}

func exprs(ns []*expr.Node) []Expr {
	es := make([]Expr, len(ns))
	for i, n := range ns {
		es[i] = Expr{n}
	}
	return es
}

func (m Matrix) grid() [][]*expr.Node {
	g := make([][]*expr.Node, m.rows)
	for i := range g {
		g[i] = nodes(m.e[i*m.cols : (i+1)*m.cols])
	}
	return g
}

// Det returns the determinant of the square matrix m, as one fraction in lowest terms; it panics if m is not square.
func (m Matrix) Det() Expr {
	if m.rows != m.cols {
		panic(fmt.Sprintf("symbolic: Det of a %d×%d matrix", m.rows, m.cols))
	}
	return Expr{rewrite.Det(m.grid())}
}

// Inverse returns the inverse of the square matrix m, or ErrSingularMatrix; it panics if m is not square.
func (m Matrix) Inverse() (Matrix, error) {
	if m.rows != m.cols {
		panic(fmt.Sprintf("symbolic: Inverse of a %d×%d matrix", m.rows, m.cols))
	}
	inv, ok := rewrite.Invert(m.grid())
	if !ok {
		return Matrix{}, ErrSingularMatrix
	}
	rows := make([][]Expr, len(inv))
	for i, r := range inv {
		rows[i] = exprs(r)
	}
	return MatrixOf(rows...), nil
}

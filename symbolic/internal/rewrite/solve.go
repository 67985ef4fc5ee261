package rewrite

import (
	"errors"
	"fmt"
	"slices"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// ErrUnsolved is the reason when no method finds the solutions of an equation.
var ErrUnsolved = errors.New("symbolic: no method solves this equation")

// ErrIdentity is the reason when every value solves an equation.
var ErrIdentity = errors.New("symbolic: every value is a solution")

// maxDepth bounds how many functions are undone one inside the other.
const maxDepth = 12

// Solve returns the solutions of n = 0 for x, each once: polynomials by factoring and then by radicals up to degree 4,
// functions that can be undone (exp, log, powers, the circular ones in their principal range), and polynomials in one
// of these. What solves only a transformed equation, or makes a denominator vanish, is dropped.
func Solve(n, x *expr.Node) ([]*expr.Node, error) {
	if IsZero(n) == True {
		return nil, ErrIdentity
	}
	s := solver{x: x}
	roots, err := s.solve(n, 0)
	if err != nil {
		return nil, err
	}
	var out []*expr.Node
	for _, r := range roots {
		if Size(r) < 60 {
			r = Simplify(r)
		}
		if r == expr.Undefined || slices.Contains(out, r) {
			continue
		}
		back := expr.Subs(n, map[*expr.Node]*expr.Node{x: r})
		if back == expr.Undefined || nonzeroAtPoints(back) {
			continue
		}
		out = append(out, r)
	}
	return out, nil
}

type solver struct{ x *expr.Node }

func (s solver) solve(n *expr.Node, depth int) ([]*expr.Node, error) {
	switch {
	case Expand(n) == expr.Zero:
		return nil, ErrIdentity
	case expr.FreeOf(n, s.x):
		return nil, nil
	case depth > maxDepth:
		return nil, ErrUnsolved
	case n == s.x:
		return []*expr.Node{expr.Zero}, nil
	}
	b, f, ok := asFrac(n, nil)
	if !ok {
		return nil, ErrUnsolved
	}
	v := -1 // the one generator that holds x
	for i, g := range b.gens {
		if !f.N.Has(i) || expr.FreeOf(g, s.x) {
			continue
		}
		if v >= 0 {
			return nil, fmt.Errorf("%w: the unknown occurs in several functions", ErrUnsolved)
		}
		v = i
	}
	if v < 0 {
		return nil, nil
	}
	var factors []poly.Power
	if !b.guard(func() { _, factors = poly.Factor(f.N) }) {
		return nil, ErrUnsolved
	}
	rootsOf := func(p poly.Poly) ([]*expr.Node, error) {
		cs := p.Coeffs(v)
		coeffs := make([]*expr.Node, len(cs))
		for i, c := range cs {
			coeffs[i] = b.back(c)
		}
		return polynomialRoots(coeffs)
	}
	var values []*expr.Node
	for _, p := range factors {
		if !p.P.Has(v) {
			continue
		}
		rs, err := rootsOf(p.P)
		if err != nil { // the roots of xⁿ - a are known where those of its factors are not
			if rs, whole := rootsOf(f.N); whole == nil {
				values = rs
				break
			}
			return nil, err
		}
		values = append(values, rs...)
	}
	g := b.gens[v]
	if g == s.x {
		return values, nil
	}
	var out []*expr.Node
	for _, r := range values {
		xs, err := s.undo(g, r, depth)
		if err != nil {
			return nil, err
		}
		out = append(out, xs...)
	}
	return out, nil
}

// inverses[op](r) are the values u with op(u) = r in the principal range, up to the period.
var inverses = map[expr.Op]func(r *expr.Node) []*expr.Node{
	expr.OpExp:   one(expr.Log),
	expr.OpLog:   one(expr.Exp),
	expr.OpSin:   func(r *expr.Node) []*expr.Node { return []*expr.Node{expr.Asin(r), expr.Sub(expr.Pi, expr.Asin(r))} },
	expr.OpCos:   sides(expr.Acos),
	expr.OpTan:   one(expr.Atan),
	expr.OpSinh:  one(expr.Asinh),
	expr.OpCosh:  sides(expr.Acosh),
	expr.OpTanh:  one(expr.Atanh),
	expr.OpAsin:  one(expr.Sin),
	expr.OpAcos:  one(expr.Cos),
	expr.OpAtan:  one(expr.Tan),
	expr.OpAsinh: one(expr.Sinh),
	expr.OpAcosh: one(expr.Cosh),
	expr.OpAtanh: one(expr.Tanh),
	expr.OpAbs:   sides(func(r *expr.Node) *expr.Node { return r }),
}

func one(f func(*expr.Node) *expr.Node) func(*expr.Node) []*expr.Node {
	return func(r *expr.Node) []*expr.Node { return []*expr.Node{f(r)} }
}

func sides(f func(*expr.Node) *expr.Node) func(*expr.Node) []*expr.Node {
	return func(r *expr.Node) []*expr.Node { return []*expr.Node{f(r), expr.Neg(f(r))} }
}

// undo solves g = r for a generator g that holds x.
func (s solver) undo(g, r *expr.Node, depth int) ([]*expr.Node, error) {
	u := g
	var values []*expr.Node
	switch inverse := inverses[g.Op()]; {
	case inverse != nil:
		u, values = g.Arg(0), inverse(r)
	case g.Is(expr.OpPow) && expr.FreeOf(g.Arg(0), s.x): // a^u = r
		u, values = g.Arg(1), []*expr.Node{expr.Div(expr.Log(r), expr.Log(g.Arg(0)))}
	case g.Is(expr.OpPow): // a root; Solve's check drops what is no principal value
		q, ok := g.Arg(1).Exact()
		if !ok || q.Sign() == 0 {
			return nil, ErrUnsolved
		}
		u, values = g.Arg(0), []*expr.Node{expr.Pow(r, expr.Number(q.Inv()))}
		if p, _, ok := q.Small(); !ok || p != 1 && p != -1 { // a power too high to be read as a polynomial
			return nil, fmt.Errorf("%w: a power of degree %v", ErrUnsolved, q.Rat().RatString())
		}
	default:
		return nil, fmt.Errorf("%w: %v cannot be undone", ErrUnsolved, g.Op())
	}
	var out []*expr.Node
	for _, v := range values {
		if v == expr.Undefined {
			continue
		}
		xs, err := s.solve(expr.Sub(u, v), depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, xs...)
	}
	return out, nil
}

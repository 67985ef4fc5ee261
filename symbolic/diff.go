package symbolic

import (
	"fmt"
	"math/big"

	"tandem/symbolic/internal/derive"
	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/jet"
	"tandem/symbolic/internal/rewrite"
)

// variable panics unless x may be differentiated by.
func variable(x Expr) *expr.Node {
	n := x.node()
	if !n.Is(expr.OpSym) && !n.Is(expr.OpCall) {
		panic(fmt.Sprintf("symbolic: a derivative with respect to %v, which is neither a symbol nor an undefined function", x))
	}
	return n
}

// Diff returns the derivative of e with respect to x, which must be a symbol or an undefined function; it panics if x
// is something else. Derivatives of abs, sign, floor, step, min and max are those on the real line away from jumps.
// What was differentiated before and is still in use costs a look: a loop f = Diff(f, x) over a cycle such as that of
// sin takes some ten nanoseconds a step.
func Diff(e, x Expr) Expr { return Expr{expr.Diff(e.node(), variable(x))} }

// DiffN returns the n-th derivative of e with respect to x, which must be a symbol. It does not take n steps where it
// knows better: closed forms for functions of linear and quadratic arguments, Leibniz' rule cut at the degree of
// polynomial factors, polynomials in tan and tanh, series for the rest. The result is exact and equals n single steps in
// value; its form may differ. Beyond a budget of some hundred thousand nodes it is an unevaluated Derivative(e, x, n).
// It panics if n is negative.
func DiffN(e, x Expr, n int) Expr {
	if n < 0 {
		panic(fmt.Sprintf("symbolic: DiffN of order %d", n))
	}
	v := variable(x)
	if !v.Is(expr.OpSym) {
		for ; n > 0; n-- {
			e = Diff(e, x)
		}
		return e
	}
	return Expr{derive.DiffN(e.node(), v, n)}
}

// Gradient returns the derivatives of e by each of vars.
func Gradient(e Expr, vars ...Expr) []Expr {
	g := make([]Expr, len(vars))
	for i, x := range vars {
		g[i] = Diff(e, x)
	}
	return g
}

// Jacobian returns the matrix whose row i is the gradient of es[i].
func Jacobian(es []Expr, vars ...Expr) Matrix {
	m := NewMatrix(len(es), len(vars))
	for i, e := range es {
		for j, x := range vars {
			m.Set(i, j, Diff(e, x))
		}
	}
	return m
}

// Hessian returns the symmetric matrix of second derivatives of e.
func Hessian(e Expr, vars ...Expr) Matrix {
	m := NewMatrix(len(vars), len(vars))
	for i, x := range vars {
		d := Diff(e, x)
		for j := range i + 1 {
			h := Diff(d, vars[j])
			m.Set(i, j, h)
			m.Set(j, i, h)
		}
	}
	return m
}

// Series returns the Taylor or Laurent polynomial of e at x = a up to (x-a)^order, with exact coefficients; at a = ±∞,
// where x is real, the polynomial in 1/x up to x^-order. It fails where e has none: at branch points and essential
// singularities, and for functions without a known recurrence.
func Series(e, x, a Expr, order int) (Expr, error) {
	v, at := variable(x), a.node()
	t := expr.Sub(v, at)
	expand := func(n int) (jet.Jet[*expr.Node], error) { return jet.Of(jet.Exprs{}, e.node(), v, at, n) }
	if at.HasInfinity() {
		t = expr.Inv(v)
		if at != expr.Infinity {
			t = expr.Neg(t)
		}
		w := expr.Sym("\x00w")
		inverse := expr.Subs(e.node(), map[*expr.Node]*expr.Node{v: expr.Subs(t, map[*expr.Node]*expr.Node{v: w})})
		expand = func(n int) (jet.Jet[*expr.Node], error) { return jet.FromAbove(jet.Exprs{}, inverse, w, nil, n) }
	}
	for extra := 1; ; extra = 2*extra + 4 { // factors with zeros cost terms
		j, err := expand(max(order, 0) + 1 + extra)
		if err != nil {
			return Expr{}, fmt.Errorf("series of %.60v at %v = %v: %w", e, x, a, err)
		}
		if have := j.V + len(j.C); have <= order && extra < 200 {
			continue
		} else if have <= order {
			return Expr{}, fmt.Errorf("symbolic: the series of %.60v at %v = %v is not known to order %d", e, x, a, order)
		}
		var s expr.Sum
		for i, c := range j.C {
			if k := i + j.V; k <= order {
				s.Add(expr.Mul(rewrite.Tidy(c), expr.PowInt(t, int64(k))))
			}
		}
		return Expr{s.Node()}, nil
	}
}

// Derivatives returns the values of e and of its first n derivatives by x at the point at, in float64, where other
// symbols have the values of params. It forms no expression and takes O(n²) operations for each node of e (Taylor
// arithmetic); high orders lose digits to rounding and fail where they overflow.
func Derivatives(e, x Expr, at float64, n int, params map[Expr]float64) ([]float64, error) {
	v := variable(x)
	point := make(map[*expr.Node]complex128, len(params))
	for k, p := range params {
		point[k.node()] = complex(p, 0)
	}
	ring := jet.Floats{Value: func(n *expr.Node) (float64, error) {
		z, err := eval.Complex(n, point)
		if err == nil && imag(z) != 0 {
			err = fmt.Errorf("symbolic: %.60v is not real there", Expr{n})
		}
		return real(z), err
	}}
	j, err := jet.Of[float64](ring, e.node(), v, at, n+1)
	if err != nil {
		return nil, err
	}
	if j.V < 0 || j.V+len(j.C) <= n {
		return nil, fmt.Errorf("symbolic: derivatives of %.60v at %v = %g: %w", e, x, at, jet.ErrSingular)
	}
	d := make([]float64, n+1)
	fact := big.NewInt(1)
	for k := range d {
		if k > 0 {
			fact.Mul(fact, big.NewInt(int64(k)))
		}
		if i := k - j.V; i >= 0 {
			d[k], _ = new(big.Float).Mul(new(big.Float).SetInt(fact), big.NewFloat(j.C[i])).Float64()
		}
	}
	return d, nil
}

// Subs replaces old by new everywhere in e: where it stands as an argument, a whole factor or power, or a term. The
// variable of an unevaluated derivative or integral is bound and stays.
func Subs(e, old, new Expr) Expr {
	return Expr{expr.Subs(e.node(), map[*expr.Node]*expr.Node{old.node(): new.node()})}
}

// SubsAll replaces every key of with by its value at once, so that x and y can be exchanged.
func SubsAll(e Expr, with map[Expr]Expr) Expr {
	m := make(map[*expr.Node]*expr.Node, len(with))
	for k, v := range with {
		m[k.node()] = v.node()
	}
	return Expr{expr.Subs(e.node(), m)}
}

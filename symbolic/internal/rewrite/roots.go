package rewrite

import (
	"fmt"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// polynomialRoots returns the roots of Σ c[k]·t^k by radicals, for degrees to 4, and for binomials a·t^n + b of any.
func polynomialRoots(c []*expr.Node) ([]*expr.Node, error) {
	n := len(c) - 1
	monic := func(k int) *expr.Node { return expr.Div(c[k], c[n]) }
	switch {
	case n == 1:
		return []*expr.Node{expr.Neg(monic(0))}, nil
	case vanish(c[1:n], 1):
		return binomialRoots(expr.Neg(monic(0)), n)
	case n > 3 && n%2 == 0 && vanish(c[1:n], 2): // a polynomial in t²
		var half []*expr.Node
		for k := 0; k <= n; k += 2 {
			half = append(half, c[k])
		}
		squares, err := polynomialRoots(half)
		var out []*expr.Node
		for _, q := range squares {
			out = append(out, expr.Sqrt(q), expr.Neg(expr.Sqrt(q)))
		}
		return out, err
	case n == 2:
		return quadraticRoots(c[2], c[1], c[0]), nil
	case n == 3:
		return cubicRoots(monic(2), monic(1), monic(0)), nil
	case n == 4:
		return quarticRoots(monic(3), monic(2), monic(1), monic(0)), nil
	}
	return nil, fmt.Errorf("%w: an irreducible polynomial of degree %d", ErrUnsolved, n)
}

// vanish reports whether every step-th of c is 0, from the first on.
func vanish(c []*expr.Node, step int) bool {
	for k := 0; k < len(c); k += step {
		if c[k] != expr.Zero {
			return false
		}
	}
	return true
}

// maxBinomial bounds the number of roots that are written out.
const maxBinomial = 128

// binomialRoots are the n-th roots of a: the principal one times the roots of unity.
func binomialRoots(a *expr.Node, n int) ([]*expr.Node, error) {
	if n > maxBinomial {
		return nil, fmt.Errorf("%w: %d roots", ErrUnsolved, n)
	}
	var out []*expr.Node
	r := expr.Pow(a, expr.Ratio(1, int64(n)))
	for k := range n {
		turn := expr.Scale(num.Ratio(int64(2*k), int64(n)), expr.Pi)
		out = append(out, expr.Mul(r, expr.Add(expr.Cos(turn), expr.Mul(expr.I, expr.Sin(turn)))))
	}
	return out, nil
}

func quadraticRoots(a, b, c *expr.Node) []*expr.Node {
	d := Factor(expr.Sub(expr.Mul(b, b), expr.Mul(expr.Int(4), a, c)))
	root, den := expr.Sqrt(d), expr.Inv(expr.Mul(expr.Two, a))
	out := []*expr.Node{expr.Mul(expr.Sub(root, b), den)}
	if root != expr.Zero {
		out = append(out, expr.Mul(expr.Neg(expr.Add(root, b)), den))
	}
	return out
}

// cubicRoots solves t³ + a·t² + b·t + c = 0 by Cardano: t = u - p/(3u) - a/3 where u³ solves a quadratic. u is one cube
// root; the others are it times the cube roots of unity w, each with its own p/(3wu), so that branches cannot mix.
func cubicRoots(a, b, c *expr.Node) []*expr.Node {
	third := expr.Ratio(1, 3)
	p := Expand(expr.Sub(b, expr.Mul(third, a, a)))
	q := Expand(expr.Add(expr.Mul(expr.Ratio(2, 27), a, a, a), expr.Mul(expr.Ratio(-1, 3), a, b), c))
	shift := expr.Mul(third, a)
	if p == expr.Zero {
		out, _ := binomialRoots(expr.Neg(q), 3)
		for i := range out {
			out[i] = expr.Sub(out[i], shift)
		}
		return out
	}
	d := Expand(expr.Add(expr.Mul(expr.Ratio(1, 4), q, q), expr.Mul(expr.Ratio(1, 27), p, p, p)))
	u := expr.Pow(expr.Sub(expr.Sqrt(d), expr.Mul(expr.Half, q)), third)
	up := expr.Mul(expr.I, expr.Half, expr.Sqrt(expr.Int(3)))
	w, conj := expr.Add(expr.Ratio(-1, 2), up), expr.Sub(expr.Ratio(-1, 2), up) // conj is 1/w and w²
	over := expr.Mul(third, p, expr.Inv(u))
	var out []*expr.Node
	for _, k := range [][2]*expr.Node{{expr.One, expr.One}, {w, conj}, {conj, w}} {
		out = append(out, expr.Sub(expr.Sub(expr.Mul(k[0], u), expr.Mul(k[1], over)), shift))
	}
	return out
}

// quarticRoots solves t⁴ + a·t³ + b·t² + c·t + d = 0 by Ferrari: y = t + a/4 leaves y⁴ + p·y² + q·y + r, which splits
// into two quadratics with a root m of the resolvent m³ + p·m² + (p²/4 - r)·m - q²/8.
func quarticRoots(a, b, c, d *expr.Node) []*expr.Node {
	mul, add := expr.Mul, expr.Add
	a2 := mul(a, a)
	p := Expand(add(b, mul(expr.Ratio(-3, 8), a2)))
	q := Expand(add(c, mul(expr.Ratio(-1, 2), a, b), mul(expr.Ratio(1, 8), a2, a)))
	r := Expand(add(d, mul(expr.Ratio(-1, 4), a, c), mul(expr.Ratio(1, 16), a2, b), mul(expr.Ratio(-3, 256), a2, a2)))
	shift := mul(expr.Ratio(1, 4), a)
	var out []*expr.Node
	if q == expr.Zero {
		for _, s := range quadraticRoots(expr.One, p, r) {
			out = append(out, expr.Sub(expr.Sqrt(s), shift), expr.Sub(expr.Neg(expr.Sqrt(s)), shift))
		}
		return out
	}
	m := resolventRoot(p, Expand(expr.Sub(mul(expr.Ratio(1, 4), p, p), r)), Expand(mul(expr.Ratio(-1, 8), q, q)))
	s := expr.Sqrt(mul(expr.Two, m))
	for _, sign := range []*expr.Node{expr.One, expr.NegOne} {
		// y² - sign·s·y + p/2 + m + sign·q/(2s) = 0
		rest := add(mul(expr.Half, p), m, mul(sign, expr.Half, q, expr.Inv(s)))
		disc := expr.Sqrt(add(mul(expr.Half, m), expr.Neg(rest)))
		half := mul(sign, expr.Half, s)
		out = append(out, expr.Sub(add(half, disc), shift), expr.Sub(expr.Sub(half, disc), shift))
	}
	return out
}

// resolventRoot returns a root of t³ + a·t² + b·t + c, a rational one if there is one; c is not 0, so no root is.
func resolventRoot(a, b, c *expr.Node) *expr.Node {
	t := expr.Sym("\x00t")
	f := Factor(expr.Add(expr.PowInt(t, 3), expr.Mul(a, t, t), expr.Mul(b, t), c))
	for i := range f.NFactors() {
		base, _ := f.Factor(i)
		if slope := expr.Diff(base, t); slope != expr.Zero && expr.FreeOf(slope, t) {
			return expr.Neg(expr.Div(expr.Subs(base, map[*expr.Node]*expr.Node{t: expr.Zero}), slope))
		}
	}
	return cubicRoots(a, b, c)[0]
}

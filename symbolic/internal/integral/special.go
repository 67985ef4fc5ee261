package integral

import (
	"slices"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Special functions as candidates of the ansatz: each is a column with its derivative, so that one linear system decides
// how much of which occurs (∫ e^(−x²) by erf, e^x/x by Ei, sin x/x by Si, sin x² by Fresnel's integrals, log x/(1−x) by
// the dilogarithm). They are offered only after the elementary columns alone have failed.

func (w *work) specialColumns(t *tower, e poly.Frac, infos []factorInfo) []column {
	var cols []column
	// add offers node, an antiderivative of d.
	add := func(d, node *expr.Node) {
		t.try(func() {
			if f := t.convert(d); !f.IsZero() {
				cols = append(cols, column{f, func() *expr.Node { return node }})
			}
		})
	}
	x := t.x
	var poles []*expr.Node // the α of linear factors x − α of the denominator
	for _, i := range infos {
		if u := i.p; u.Deg(xVar) == 1 && len(u.Vars()) == 1 {
			c := u.ToU(xVar)
			poles = append(poles, number(c[0].Neg().Div(c[1])))
		}
	}
	for _, v := range t.exponents(e) {
		w.poll()
		gaussColumn(v, x, add)
		if a, ok := linearIn(v, x); ok { // e^(ax+b)/(x−α) = e^(aα+b)·e^(a(x−α))/(x−α)
			for _, alpha := range poles {
				s := expr.Sub(x, alpha)
				beta := expr.Subs(v, map[*expr.Node]*expr.Node{x: alpha})
				add(expr.Div(expr.Exp(v), s), expr.Mul(expr.Exp(beta), expr.Fn(expr.OpEi, expr.Mul(a, s))))
			}
			continue
		}
		add(expr.Mul(expr.Exp(v), expr.Diff(v, x), expr.Inv(v)), expr.Fn(expr.OpEi, v))
	}
	top := 1
	for v, g := range t.gens {
		switch g.kind {
		case sine:
			for _, term := range e.N {
				top = max(top, term.M.Deg(v)+term.M.Deg(v+1))
			}
		case primitive:
			if g.node.Op() == expr.OpLog {
				logIntegralColumns(g.node, x, poles, add)
			}
		}
	}
	for _, u := range slices.Clone(t.angles) { // candidates meet further ones
		for k := range int64(min(top, 8)) {
			trigColumns(expr.Mul(expr.Int(k+1), u), x, poles, add)
		}
	}
	return cols
}

// exponents lists the exponents of the products of exponentials in e's numerator, over those of its denominator.
func (t *tower) exponents(e poly.Frac) []*expr.Node {
	var out []*expr.Node
	seen := map[*expr.Node]bool{}
	low := poly.Mono{}
	for v, g := range t.gens {
		if g.kind == exponential && e.D.Has(v) {
			k := -1
			for _, term := range e.D {
				if d := term.M.Deg(v); k < 0 || d < k {
					k = d
				}
			}
			low = low.With(v, k)
		}
	}
	for _, term := range e.N {
		var s expr.Sum
		for v, g := range t.gens {
			if g.kind != exponential {
				continue
			}
			arg := g.t
			if b := g.node.Base(); b != expr.E {
				arg = expr.Mul(arg, expr.Log(b))
			}
			s.Add(expr.Mul(expr.Int(int64(term.M.Deg(v)-low.Deg(v))), arg))
		}
		if v := s.Node(); v != expr.Zero && !seen[v] && len(out) < 8 {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// square writes a quadratic v = a·x² + bx + c as a·s² + rest with s = x + b/(2a); ok is false for others.
func square(v, x *expr.Node) (a, s, rest *expr.Node, ok bool) {
	d := expr.Diff(v, x)
	d2 := expr.Diff(d, x)
	if d2 == expr.Zero || expr.Has(d2, x) {
		return nil, nil, nil, false
	}
	zero := map[*expr.Node]*expr.Node{x: expr.Zero}
	a = expr.Mul(expr.Half, d2)
	b, c := expr.Subs(d, zero), expr.Subs(v, zero)
	s = expr.Add(x, expr.Div(b, d2))
	return a, s, expr.Sub(c, expr.Div(expr.PowInt(b, 2), expr.Mul(expr.Int(4), a))), true
}

// gaussColumn offers ∫ e^v for a quadratic v, and for v = ±u² the erf or erfi of u.
func gaussColumn(v, x *expr.Node, add func(d, node *expr.Node)) {
	if a, s, rest, ok := square(v, x); ok {
		op := expr.OpErf
		if z := real(approx(a)); z > 0 || z != z && !expr.MinusSign(a) {
			op = expr.OpErfi
		} else {
			a = expr.Neg(a)
		}
		r := expr.Sqrt(a)
		add(expr.Exp(v), expr.Mul(expr.Half, expr.Sqrt(expr.Pi), expr.Inv(r), expr.Exp(rest), expr.Fn(op, expr.Mul(r, s))))
		return
	}
	c, rest := v.Split()
	if k, ok := rest.Exponent().Exact(); ok && rest.NFactors() == 1 && rest.Base() != expr.E {
		u := expr.Pow(rest.Base(), expr.Mul(expr.Half, expr.Number(k)))
		d := expr.Mul(expr.Exp(v), expr.Diff(u, x))
		op := expr.OpErfi
		if c.Sign() < 0 {
			op, c = expr.OpErf, c.Neg()
		}
		r := expr.Sqrt(expr.Number(c))
		add(d, expr.Mul(expr.Half, expr.Sqrt(expr.Pi), expr.Inv(r), expr.Fn(op, expr.Mul(r, u))))
	}
}

// trigColumns offers, for u linear, the integrals of sin u/(x−α) and cos u/(x−α); for u a quadratic, those of sin u and
// cos u; for others those of sin u·u′/u.
func trigColumns(u, x *expr.Node, poles []*expr.Node, add func(d, node *expr.Node)) {
	rotated := func(s, c, beta *expr.Node) (sn, cn *expr.Node) { // integrals of sin(·+β), cos(·+β)
		sb, cb := expr.Sin(beta), expr.Cos(beta)
		return expr.Add(expr.Mul(s, cb), expr.Mul(c, sb)), expr.Sub(expr.Mul(c, cb), expr.Mul(s, sb))
	}
	if a, ok := linearIn(u, x); ok {
		for _, alpha := range poles {
			d := expr.Sub(x, alpha)
			v := expr.Mul(a, d)
			beta := expr.Subs(u, map[*expr.Node]*expr.Node{x: alpha})
			sn, cn := rotated(expr.Fn(expr.OpSi, v), expr.Fn(expr.OpCi, v), beta)
			add(expr.Div(expr.Sin(u), d), sn)
			add(expr.Div(expr.Cos(u), d), cn)
		}
		return
	}
	if a, s, rest, ok := square(u, x); ok && real(approx(a)) > 0 {
		arg := expr.Mul(expr.Sqrt(expr.Div(expr.Mul(expr.Two, a), expr.Pi)), s)
		scale := expr.Sqrt(expr.Div(expr.Pi, expr.Mul(expr.Two, a)))
		sn, cn := rotated(expr.Mul(scale, expr.Fn(expr.OpFresnelS, arg)), expr.Mul(scale, expr.Fn(expr.OpFresnelC, arg)), rest)
		add(expr.Sin(u), sn)
		add(expr.Cos(u), cn)
		if rest != expr.Zero {
			return
		}
	}
	dl := expr.Div(expr.Diff(u, x), u)
	add(expr.Mul(expr.Sin(u), dl), expr.Fn(expr.OpSi, u))
	add(expr.Mul(expr.Cos(u), dl), expr.Fn(expr.OpCi, u))
}

// logIntegralColumns offers, for θ = log(ax+b), Ei of multiples of θ, and for each pole α the function with derivative
// θ/(x−α): θ·log(1−s) + Li₂(s), s = (ax+b)/(aα+b); for θ = log u with a pole at 0, Li₂(1−u).
func logIntegralColumns(theta, x *expr.Node, poles []*expr.Node, add func(d, node *expr.Node)) {
	u := theta.Arg(0)
	a, ok := linearIn(u, x)
	if !ok {
		for _, alpha := range poles { // log(1 ± xᵏ)/x and the like
			if alpha == expr.Zero {
				n := expr.Fn(expr.OpDilog, expr.Sub(expr.One, u))
				add(expr.Diff(n, x), n)
			}
		}
		return
	}
	for k := range int64(4) { // θ′·u^k/θ
		kk := expr.Int(k + 1)
		add(expr.Mul(a, expr.PowInt(u, k), expr.Inv(theta)), expr.Fn(expr.OpEi, expr.Mul(kk, theta)))
	}
	for _, alpha := range poles {
		at := expr.Subs(u, map[*expr.Node]*expr.Node{x: alpha})
		if isZeroConstant(at) {
			continue
		}
		s := expr.Div(u, at)
		add(expr.Div(theta, expr.Sub(x, alpha)),
			expr.Add(expr.Mul(theta, expr.Log(expr.Sub(expr.One, s))), expr.Fn(expr.OpDilog, s)))
	}
}

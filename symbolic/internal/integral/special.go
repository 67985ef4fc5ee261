package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Special functions as candidates of the ansatz: each is a column with its derivative, so that one linear system decides
// how much of which occurs (∫ e^(−x²) by erf, e^x/x by Ei, sin x/x by Si, sin x² by Fresnel's integrals, log x/(1−x) by
// the dilogarithm). They are offered only after the elementary columns alone have failed.

func (w *work) specialColumns(t *tower, e poly.Frac, infos []factorInfo) []column {
	var cols []column
	add := func(n *expr.Node) {
		// The derivative of a candidate may need what the field does not hold: then it is no candidate.
		t.try(func() {
			size := len(t.gens)
			d := t.convert(expr.Diff(n, t.x))
			if len(t.gens) != size {
				for v := size; v < len(t.gens); v++ {
					t.derivative(v)
				}
			}
			if !d.IsZero() {
				cols = append(cols, column{d, func() *expr.Node { return n }})
			}
		})
	}
	var poles []*expr.Node // the α of linear factors x − α of the denominator
	for _, i := range infos {
		if u := i.p; u.Deg(xVar) == 1 && len(u.Vars()) == 1 {
			c := u.ToU(xVar)
			poles = append(poles, number(c[0].Neg().Div(c[1])))
		}
	}
	for _, v := range t.exponents(e) {
		w.poll()
		t.gaussColumns(v, add)
		for _, alpha := range poles {
			if a, ok := linearIn(v, t.x); ok { // e^(ax+b)/(x−α)
				add(expr.Fn(expr.OpEi, expr.Mul(a, expr.Sub(t.x, alpha))))
			}
		}
		if b, k := v.Base(), v.Exponent(); expr.Has(b, t.x) || k != expr.One { // e^v·v′/v
			add(expr.Fn(expr.OpEi, v))
		} else if _, rest := v.Split(); rest != t.x {
			add(expr.Fn(expr.OpEi, v))
		}
	}
	for v, g := range t.gens {
		switch g.kind {
		case sine:
			top := int64(1)
			for _, term := range e.N {
				top = max(top, int64(term.M.Deg(v)+term.M.Deg(v+1)))
			}
			top = min(top, 8)
			for k := int64(1); k <= top; k++ {
				u := expr.Mul(expr.Int(k), g.t)
				if a, ok := linearIn(g.t, t.x); ok {
					for _, alpha := range poles {
						s := expr.Mul(expr.Int(k), a, expr.Sub(t.x, alpha))
						add(expr.Fn(expr.OpSi, s))
						add(expr.Fn(expr.OpCi, s))
					}
					continue
				}
				add(expr.Fn(expr.OpSi, u))
				add(expr.Fn(expr.OpCi, u))
				// sin(c·x²): ∫ sin(c x²) = √(π/2c)·S(√(2c/π)·x)
				if c := expr.Div(u, expr.PowInt(t.x, 2)); expr.FreeOf(c, t.x) && real(approx(c)) > 0 {
					s := expr.Mul(expr.Sqrt(expr.Div(expr.Mul(expr.Two, c), expr.Pi)), t.x)
					add(expr.Fn(expr.OpFresnelS, s))
					add(expr.Fn(expr.OpFresnelC, s))
				}
			}
		case primitive:
			if g.node.Op() == expr.OpLog {
				cols = append(cols, t.logIntegralColumns(g.node, poles, add)...)
			}
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

// gaussColumns offers erf or erfi for e^v with v a quadratic in x, or −u², u² for some u.
func (t *tower) gaussColumns(v *expr.Node, add func(*expr.Node)) {
	x := t.x
	d2 := expr.Diff(expr.Diff(v, x), x)
	if expr.FreeOf(d2, x) && d2 != expr.Zero {
		// v = a x² + b x + c = a (x + b/2a)² + …
		a := expr.Mul(expr.Half, d2)
		b := expr.Subs(expr.Diff(v, x), map[*expr.Node]*expr.Node{x: expr.Zero})
		shift := expr.Add(x, expr.Div(b, expr.Mul(expr.Two, a)))
		if z := approx(a); real(z) > 0 || real(z) != real(z) && !expr.MinusSign(a) {
			add(expr.Fn(expr.OpErfi, expr.Mul(expr.Sqrt(a), shift)))
			return
		}
		add(expr.Erf(expr.Mul(expr.Sqrt(expr.Neg(a)), shift)))
		return
	}
	c, rest := v.Split()
	if k, ok := rest.Exponent().Exact(); ok && rest.NFactors() == 1 {
		root := expr.Pow(rest.Base(), expr.Mul(expr.Half, expr.Number(k)))
		if c.Sign() < 0 {
			add(expr.Erf(expr.Mul(expr.Sqrt(expr.Number(c.Neg())), root)))
		} else {
			add(expr.Fn(expr.OpErfi, expr.Mul(expr.Sqrt(expr.Number(c)), root)))
		}
	}
}

// logIntegralColumns offers, for θ = log(ax+b): li and Ei of multiples of θ, and for each pole α the function with
// derivative θ/(x−α): θ·log(1−s) + Li₂(s), s = (ax+b)/(aα+b).
func (t *tower) logIntegralColumns(theta *expr.Node, poles []*expr.Node, add func(*expr.Node)) (cols []column) {
	u := theta.Arg(0)
	a, ok := linearIn(u, t.x)
	if !ok {
		for _, alpha := range poles { // log(1 ± xᵏ)/x and the like
			if alpha == expr.Zero {
				add(expr.Fn(expr.OpDilog, expr.Sub(expr.One, u)))
			}
		}
		return nil
	}
	for k := int64(1); k <= 4; k++ {
		add(expr.Fn(expr.OpEi, expr.Mul(expr.Int(k), theta)))
	}
	b := expr.Sub(u, expr.Mul(a, t.x))
	for _, alpha := range poles {
		at := expr.Add(expr.Mul(a, alpha), b)
		if isZeroConstant(at) {
			continue
		}
		s := expr.Div(u, at)
		f := expr.Add(expr.Mul(theta, expr.Log(expr.Sub(expr.One, s))), expr.Fn(expr.OpDilog, s))
		// Its derivative is θ/(x−α) by construction; the logarithm that cancels is not in the field.
		d := t.field.Gen(t.index[theta]).Mul(t.convert(expr.Inv(expr.Sub(t.x, alpha))))
		cols = append(cols, column{d, func() *expr.Node { return f }})
	}
	return cols
}

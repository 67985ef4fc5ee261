package integral

import "tandem/symbolic/internal/expr"

// parts integrates A·g, g a logarithm, an inverse or a special function or a power of one, by parts: with V = ∫A it is
// V·g − ∫V·g′.
func (w *work) parts(f, x *expr.Node) *expr.Node {
	if w.depth > 5 {
		return nil
	}
	for i := range f.NFactors() {
		b, e := f.Factor(i)
		if f.Op() == expr.OpAdd {
			return nil
		}
		if k, ok := e.Int64(); !ok || k < 1 || !b.Op().IsPrimitive() || !expr.Has(b, x) {
			continue
		}
		w.poll()
		g := expr.Pow(b, e)
		A := expr.Div(f, g)
		V := w.integrate(A, x)
		if V == nil {
			continue
		}
		rest := w.normalForm(expr.Mul(V, expr.Diff(g, x)), x)
		R := w.integrate(rest, x)
		if R == nil {
			continue
		}
		return expr.Sub(expr.Mul(V, g), R)
	}
	return nil
}

// rewritten integrates f after an identity that is true on principal branches has made it simpler: exponentials of
// inverse functions are algebraic, a product of sums may integrate term by term.
func (w *work) rewritten(f, x *expr.Node) *expr.Node {
	g := expr.Map(f, func(n *expr.Node) *expr.Node {
		switch {
		case n.Op() == expr.OpExp || n.Op() == expr.OpMul:
			r := expr.Number(n.Coef())
			for i := range n.NFactors() {
				b, e := n.Factor(i)
				p := expr.Pow(b, e)
				if b == expr.E {
					if q := expOfInverse(e); q != nil {
						p = q
					}
				}
				r = expr.Mul(r, p)
			}
			return r
		case n.Op().IsFunction() && n.NArgs() == 1:
			if r := ofInverse(n.Op(), n.Arg(0)); r != nil {
				return r
			}
		}
		return n
	})
	if g != f {
		return w.integrate(g, x)
	}
	return nil
}

// expOfInverse returns e^u where u has a term k·atanh v, k·asinh v or k·acosh v.
func expOfInverse(u *expr.Node) *expr.Node {
	for i := range u.NTerms() {
		c, t := u.Term(i)
		if t.NArgs() != 1 {
			continue
		}
		k := expr.Number(c)
		v := t.Arg(0)
		sq := expr.PowInt(v, 2)
		var p *expr.Node
		switch t.Op() {
		case expr.OpAtanh: // e^atanh v = √(1+v)/√(1−v)
			h := expr.Mul(expr.Half, k)
			p = expr.Mul(expr.Pow(expr.Add(expr.One, v), h), expr.Pow(expr.Sub(expr.One, v), expr.Neg(h)))
		case expr.OpAcoth:
			h := expr.Mul(expr.Half, k)
			iv := expr.Inv(v)
			p = expr.Mul(expr.Pow(expr.Add(expr.One, iv), h), expr.Pow(expr.Sub(expr.One, iv), expr.Neg(h)))
		case expr.OpAsinh:
			p = expr.Pow(expr.Add(v, expr.Sqrt(expr.Add(expr.One, sq))), k)
		case expr.OpAcosh:
			p = expr.Pow(expr.Add(v, expr.Mul(expr.Sqrt(expr.Sub(v, expr.One)), expr.Sqrt(expr.Add(v, expr.One)))), k)
		default:
			continue
		}
		return expr.Mul(p, expr.Exp(expr.Sub(u, expr.Mul(k, t))))
	}
	return nil
}

// ofInverse returns op(u) for hyperbolic functions of inverse hyperbolic ones.
func ofInverse(op expr.Op, u *expr.Node) *expr.Node {
	if !hyperbolicOp(op) || u.NArgs() != 1 {
		return nil
	}
	e := expOfInverse(u)
	if e == nil {
		return nil
	}
	s := expr.Mul(expr.Half, expr.Sub(e, expr.Inv(e)))
	c := expr.Mul(expr.Half, expr.Add(e, expr.Inv(e)))
	return expr.OfSinCos(op, s, c)
}

// halfAngles integrates f after √(c ± c·cos u) and its odd powers have become √(2c)·cos(u/2) or √(2c)·sin(u/2), and
// likewise for the sine and the hyperbolic cosine; and after roots of reciprocals have become reciprocals of roots. What
// is replaced agrees up to a factor that is constant between zeros.
func (w *work) halfAngles(f, x *expr.Node) *expr.Node {
	eps := expr.One
	g := expr.Map(f, func(n *expr.Node) *expr.Node {
		if n.Op() != expr.OpPow && n.Op() != expr.OpMul {
			return n
		}
		r := expr.Number(n.Coef())
		for i := range n.NFactors() {
			b, e := n.Factor(i)
			p := expr.Pow(b, e)
			if q, ok := e.Exact(); ok {
				if _, den, small := q.Small(); small && den == 2 {
					if h := halfAngle(b); h != nil && expr.Has(b, x) {
						root := expr.Pow(h, expr.Mul(expr.Two, e))
						eps = expr.Mul(eps, expr.Div(p, root))
						p = root
					}
				}
				if k := b.Exponent(); !q.IsInt() && b.Op() == expr.OpPow && real(approx(k)) < 0 && expr.Has(b, x) {
					root := expr.Pow(b.Base(), expr.Mul(k, e))
					eps = expr.Mul(eps, expr.Div(p, root))
					p = root
				}
			}
			r = expr.Mul(r, p)
		}
		return r
	})
	if eps == expr.One {
		return nil
	}
	G := w.integrate(g, x)
	if G == nil {
		return nil
	}
	return w.withUnit(G, eps, x)
}

// halfAngle returns √b for b = c ± c·cos u, c ± c·sin u, c ± c·cosh u, up to sign.
func halfAngle(b *expr.Node) *expr.Node {
	if b.Op() != expr.OpAdd || b.NTerms() != 1 {
		return nil
	}
	c := b.Const()
	k, t := b.Term(0)
	if t.NArgs() != 1 || c.IsZero() || c.Abs() != k.Abs() {
		return nil
	}
	half := expr.Mul(expr.Half, t.Arg(0))
	root := expr.Sqrt(expr.Mul(expr.Two, expr.Number(c)))
	same := c == k
	switch t.Op() {
	case expr.OpCos:
		if same {
			return expr.Mul(root, expr.Cos(half))
		}
		return expr.Mul(root, expr.Sin(half))
	case expr.OpSin: // 1 ± sin u = (cos(u/2) ± sin(u/2))²
		s := expr.Sin(half)
		if !same {
			s = expr.Neg(s)
		}
		return expr.Mul(expr.Sqrt(expr.Number(c)), expr.Add(expr.Cos(half), s))
	case expr.OpCosh:
		if same {
			return expr.Mul(root, expr.Cosh(half))
		}
		return expr.Mul(expr.Sqrt(expr.Mul(expr.Int(-2), expr.Number(c))), expr.Sinh(half))
	}
	return nil
}

// absolute integrates f with |u| or sign u for real u: on each side of the zeros of u it is σ·u with a constant σ = sign u.
func (w *work) absolute(f, x *expr.Node) *expr.Node {
	var arg *expr.Node
	one := true
	expr.Visit(f, func(n *expr.Node) bool {
		if (n.Op() == expr.OpAbs || n.Op() == expr.OpSign) && expr.Has(n, x) {
			one = one && (arg == nil || arg == n.Arg(0))
			arg = n.Arg(0)
		}
		return true
	})
	if arg == nil || !one {
		return nil
	}
	sigma := w.newVar("s")
	g := expr.Subs(f, map[*expr.Node]*expr.Node{expr.Abs(arg): expr.Mul(sigma, arg), expr.Sign(arg): sigma})
	G := w.integrate(g, x)
	if G == nil {
		return nil
	}
	return expr.Subs(G, map[*expr.Node]*expr.Node{sigma: expr.Sign(arg)})
}

// throughLogarithm integrates f with log(axᵏ+b), k = 1 or b = 0, by t = log(axᵏ+b): x is a function of eᵗ then.
func (w *work) throughLogarithm(f, x *expr.Node) *expr.Node {
	if w.depth > 4 {
		return nil
	}
	var logs []*expr.Node
	expr.Visit(f, func(n *expr.Node) bool {
		if n.Op() == expr.OpLog && expr.Has(n, x) {
			u := n.Arg(0)
			if _, lin := linearIn(u, x); lin || u.Base() == x && u.Exponent().IsNum() {
				logs = append(logs, n)
			}
		}
		return true
	})
	if len(logs) != 1 {
		return nil
	}
	u := logs[0].Arg(0)
	t := w.newVar("t")
	var inner *expr.Node
	if a, lin := linearIn(u, x); lin {
		inner = expr.Div(expr.Sub(expr.Exp(t), expr.Sub(u, expr.Mul(a, x))), a)
	} else {
		inner = expr.Exp(expr.Div(t, u.Exponent()))
	}
	g := expr.Mul(expr.Subs(f, map[*expr.Node]*expr.Node{logs[0]: t, x: inner}), expr.Diff(inner, t))
	// Powers of x met the exponential as bases: (e^t)^k is e^(kt).
	g = expr.Map(g, func(n *expr.Node) *expr.Node {
		if n.Op() != expr.OpPow && n.Op() != expr.OpMul {
			return n
		}
		r := expr.Number(n.Coef())
		for i := range n.NFactors() {
			b, e := n.Factor(i)
			if b.Op() == expr.OpExp {
				b, e = expr.E, expr.Mul(b.Arg(0), e)
			}
			r = expr.Mul(r, expr.Pow(b, e))
		}
		return r
	})
	G := w.integrate(g, t)
	if G == nil {
		return nil
	}
	return w.goBack(f, x, g, G, t, logs[0])
}

package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Integrals ∫ N/(Π fᵢ^Kᵢ · y) dx with y = √q, q a quadratic. They reduce to
//
//	W·y + ∫ (c + Σ Aᵢ/fᵢ)/y dx,   W rational, deg Aᵢ < deg fᵢ, fᵢ prime to q,
//
// by one linear system (Hermite's reduction on the curve y² = q), and the rest is elementary: c/y gives a logarithm,
// asinh or asin by the signs of q, and each root of an fᵢ a logarithm or an arctangent.

// sqrtQuadratic integrates num/Π fᵢ^Kᵢ/y; q has degree 2 and is square-free. It returns nil if the roots of an fᵢ cannot
// be written down.
func sqrtQuadratic[E poly.Number[E]](w *work, num poly.U[E], fs []poly.UPower[E], q poly.U[E], y, x *expr.Node, node constants[E]) *expr.Node {
	if len(num) == 0 {
		return expr.Zero
	}
	one := q.Lead().One()
	full := poly.U[E]{one} // L = Π fᵢ^Kᵢ
	v := poly.U[E]{one}    // the denominator of W
	var simple []poly.U[E] // the fᵢ prime to q
	type weighted struct {
		f poly.U[E]
		k int
	}
	var inV []weighted
	for _, f := range fs {
		w.poll()
		full = full.Mul(f.P.Pow(f.K))
		k := f.K
		if f.P.GCD(q).Deg() == 0 {
			k--
			simple = append(simple, f.P)
		}
		if k > 0 {
			v = v.Mul(f.P.Pow(k))
			inV = append(inV, weighted{f.P, k})
		}
	}
	s := max(num.Deg()-full.Deg(), 0)
	ratio, _ := full.DivMod(v) // L/V
	qd := q.Diff().Scale(one.Div(one.MulInt(2)))
	// logV = L·q·V′/V², a polynomial: Σ k·f′·(ratio·q/f).
	var logV poly.U[E]
	rq := ratio.Mul(q)
	for _, f := range inV {
		c, _ := rq.DivMod(f.f)
		logV = logV.Add(c.Mul(f.f.Diff()).Scale(one.MulInt(int64(f.k))))
	}
	var columns []poly.U[E]
	nW := v.Deg() + max(s, 0)
	for j := range nW { // xʲ/V: L·((xʲ/V)′·q + (xʲ/V)·q′/2)
		c := ratio.Mul(qd).Shift(j).Sub(logV.Shift(j))
		if j > 0 {
			c = c.Add(rq.Shift(j - 1).Scale(one.MulInt(int64(j))))
		}
		columns = append(columns, c)
	}
	columns = append(columns, full) // c
	for _, f := range simple {
		rest, _ := full.DivMod(f)
		for j := range f.Deg() {
			columns = append(columns, rest.Shift(j))
		}
	}
	sol, ok := solveLinear(w, columns, num)
	if !ok {
		return nil
	}
	var sum expr.Sum
	if wn := poly.U[E](sol[:nW]).Trim(); len(wn) > 0 {
		den := expr.One
		for _, f := range inV {
			den = expr.Mul(den, expr.PowInt(at(f.f, x, node), int64(f.k)))
		}
		sum.Add(expr.Mul(at(wn, x, node), y, expr.Inv(den)))
	}
	if c := sol[nW]; !c.IsZero() {
		sum.Add(expr.Mul(node(c), inverseRoot(q, y, x, node)))
	}
	i := nW + 1
	for _, f := range simple {
		a := poly.U[E](sol[i : i+f.Deg()]).Trim()
		i += f.Deg()
		if len(a) == 0 {
			continue
		}
		part := poleOverRoot(w, a, f, q, y, x, node)
		if part == nil {
			return nil
		}
		sum.Add(part)
	}
	return sum.Node()
}

// inverseRoot returns ∫ 1/√(ax²+bx+c).
func inverseRoot[E poly.Number[E]](q poly.U[E], y, x *expr.Node, node constants[E]) *expr.Node {
	a := node(q[2])
	lin := expr.Add(expr.Mul(expr.Two, a, x), node(q[1])) // 2ax + b
	disc := node(q[1].Mul(q[1]).Sub(q[2].Mul(q[0]).MulInt(4)))
	av, dv := real(approx(a)), real(approx(disc))
	root := expr.Sqrt(a)
	switch {
	case av > 0 && dv < 0:
		return expr.Div(expr.Asinh(expr.Div(lin, expr.Sqrt(expr.Neg(disc)))), root)
	case av < 0 && dv > 0:
		return expr.Neg(expr.Div(expr.Asin(expr.Div(lin, expr.Sqrt(disc))), expr.Sqrt(expr.Neg(a))))
	case av < 0:
		r := expr.Sqrt(expr.Neg(a))
		return expr.Neg(expr.Div(expr.Atan(expr.Div(lin, expr.Mul(expr.Two, r, y))), r))
	}
	if q[1].IsZero() { // log(x + y/√a) with the constant dropped
		return expr.Div(expr.Log(expr.Add(expr.Mul(root, x), y)), root)
	}
	return expr.Div(expr.Log(expr.Add(lin, expr.Mul(expr.Two, root, y))), root)
}

// poleOverRoot returns ∫ a/(f·y) for f prime to q.
func poleOverRoot[E poly.Number[E]](w *work, a, f, q poly.U[E], y, x *expr.Node, node constants[E]) *expr.Node {
	w.poll()
	one := f.Lead().One()
	if f.Deg() == 1 {
		alpha := f[0].Neg().Div(f[1])
		r := a[0].Div(f[1])
		return simplePole(node(r), node(alpha), node(q.Eval(alpha)), node(q.Diff().Eval(alpha)), y, x)
	}
	rf, okF := any(f.Monic()).(poly.U[poly.Rat])
	ra, okA := any(a.Scale(one.Div(f.Lead()))).(poly.U[poly.Rat])
	rq, okQ := any(q).(poly.U[poly.Rat])
	if !okF || !okA || !okQ {
		if f.Deg() != 2 {
			return nil
		}
		// Two roots −b/2 ± √D with coefficients that are expressions.
		m := f.Monic()
		half := one.Div(one.MulInt(2))
		mid := m[1].Mul(half).Neg()
		disc := expr.Sqrt(node(mid.Mul(mid).Sub(m[0])))
		var sum expr.Sum
		for _, s := range []*expr.Node{disc, expr.Neg(disc)} {
			alpha := expr.Add(node(mid), s)
			r := expr.Div(at(a.Scale(one.Div(f.Lead())), alpha, node), expr.Mul(expr.Two, s))
			sum.Add(simplePole(r, alpha, at(q, alpha, node), at(q.Diff(), alpha, node), y, x))
		}
		return sum.Node()
	}
	if t := evenPole(ra, rf, rq, y, x); t != nil {
		return t
	}
	roots, ok := w.roots(rf)
	if !ok {
		return nil
	}
	_, inv, _ := rf.Diff().XGCD(rf)
	_, res := ra.Mul(inv).DivMod(rf)
	var sum expr.Sum
	for _, r := range roots {
		re, im := r.polynomial(res)
		qre, qim := r.polynomial(rq)
		dre, dim := r.polynomial(rq.Diff())
		if r.real() {
			sum.Add(simplePole(re, r.re, qre, dre, y, x))
			continue
		}
		sum.Add(complexPole(cnode{re, im}, cnode{r.re, r.im}, cnode{qre, qim}, cnode{dre, dim}, y, x))
	}
	return sum.Node()
}

// simplePole returns r·∫ dx/((x−α)·y) for real α, Q = q(α), Q1 = q′(α):
// −atanh((2Q + Q1(x−α))/(2√Q·y))/√Q, or with atan where Q < 0.
func simplePole(r, alpha, Q, Q1, y, x *expr.Node) *expr.Node {
	num := expr.Add(expr.Mul(Q1, x), expr.Sub(expr.Mul(expr.Two, Q), expr.Mul(Q1, alpha)))
	if v := approx(Q); imag(v) == 0 && real(v) < 0 {
		s := expr.Sqrt(expr.Neg(Q))
		return expr.Mul(r, expr.Inv(s), expr.Atan(expr.Div(num, expr.Mul(expr.Two, s, y))))
	}
	s := expr.Sqrt(Q)
	return expr.Neg(expr.Mul(r, expr.Inv(s), expr.Atanh(expr.Div(num, expr.Mul(expr.Two, s, y)))))
}

// evenPole integrates (a₁x + a₀)/(x²+b)/√(cx²+d) by t = x/y for the even part and t = y for the odd one.
func evenPole(a, f, q poly.U[poly.Rat], y, x *expr.Node) *expr.Node {
	if f.Deg() != 2 || !f[1].IsZero() || !q[1].IsZero() {
		return nil
	}
	b, c, d := f[0], q[2], q[0]
	var sum expr.Sum
	// ∫ dt/(k + m·t²), signs decided.
	inverse := func(k, m poly.Rat, t *expr.Node) *expr.Node {
		r := expr.Sqrt(number(m.Div(k).Abs()))
		if k.Sign()*m.Sign() > 0 {
			return expr.Mul(expr.Inv(expr.Mul(number(k), r)), expr.Atan(expr.Mul(r, t)))
		}
		return expr.Mul(expr.Inv(expr.Mul(number(k), r)), expr.Atanh(expr.Mul(r, t)))
	}
	// t = x/y: dx/((x²+b)y) = dt/(b + (d − bc)t²); t = y: x dx/((x²+b)y) = dt/(t² − d + bc).
	e := d.Sub(b.Mul(c))
	if c0 := a.At(0); !c0.IsZero() {
		sum.Add(expr.Mul(number(c0), inverse(b, e, expr.Div(x, y))))
	}
	if c1 := a.At(1); !c1.IsZero() {
		sum.Add(expr.Mul(number(c1), inverse(e.Neg(), poly.Int(1), y)))
	}
	return sum.Node()
}

// A cnode is a complex constant expression in real and imaginary part.
type cnode struct{ re, im *expr.Node }

func (a cnode) mul(b cnode) cnode {
	return cnode{expr.Sub(expr.Mul(a.re, b.re), expr.Mul(a.im, b.im)), expr.Add(expr.Mul(a.re, b.im), expr.Mul(a.im, b.re))}
}

func (a cnode) add(b cnode) cnode { return cnode{expr.Add(a.re, b.re), expr.Add(a.im, b.im)} }
func (a cnode) neg() cnode        { return cnode{expr.Neg(a.re), expr.Neg(a.im)} }

func (a cnode) scale(k *expr.Node) cnode { return cnode{expr.Mul(k, a.re), expr.Mul(k, a.im)} }

func (a cnode) inv() cnode {
	n := expr.Inv(expr.Add(expr.PowInt(a.re, 2), expr.PowInt(a.im, 2)))
	return cnode{expr.Mul(a.re, n), expr.Neg(expr.Mul(a.im, n))}
}

// sqrt returns the principal square root of a with nonzero imaginary part.
func (a cnode) sqrt() cnode {
	r := expr.Sqrt(expr.Add(expr.PowInt(a.re, 2), expr.PowInt(a.im, 2)))
	u := expr.Sqrt(expr.Mul(expr.Half, expr.Add(r, a.re)))
	v := expr.Sqrt(expr.Mul(expr.Half, expr.Sub(r, a.re)))
	if real(approx(a.im)) < 0 {
		v = expr.Neg(v)
	}
	return cnode{u, v}
}

// complexPole returns the sum of ∫ r/((x−α)y) and its conjugate. With √Q and κ = −r/√Q it is κ·atanh(p + ip′) plus the
// conjugate, p + ip′ = (2Q + Q1(x−α))/(2√Q y), written with a real logarithm and two arctangents.
func complexPole(r, alpha, Q, Q1 cnode, y, x *expr.Node) *expr.Node {
	var s cnode
	if recognise(Q.im) == expr.Zero {
		if real(approx(Q.re)) >= 0 {
			s = cnode{expr.Sqrt(Q.re), expr.Zero}
		} else {
			s = cnode{expr.Zero, expr.Sqrt(expr.Neg(Q.re))}
		}
	} else {
		s = Q.sqrt()
	}
	si := s.inv()
	kappa := r.mul(si).neg()
	half := si.scale(expr.Half)
	lin := half.mul(Q1) // coefficient of x
	con := half.mul(Q.scale(expr.Two).add(Q1.mul(alpha).neg()))
	p := expr.Div(expr.Add(expr.Mul(recognise(lin.re), x), recognise(con.re)), y)
	pp := expr.Div(expr.Add(expr.Mul(recognise(lin.im), x), recognise(con.im)), y)
	var sum expr.Sum
	if k := recognise(kappa.re); k != expr.Zero {
		up := expr.Add(expr.PowInt(expr.Add(expr.One, p), 2), expr.PowInt(pp, 2))
		down := expr.Add(expr.PowInt(expr.Sub(expr.One, p), 2), expr.PowInt(pp, 2))
		sum.Add(expr.Mul(k, expr.Half, expr.Sub(expr.Log(up), expr.Log(down))))
	}
	if k := recognise(kappa.im); k != expr.Zero {
		sum.Add(expr.Neg(expr.Mul(k, expr.Add(
			expr.Atan(expr.Div(pp, expr.Add(expr.One, p))),
			expr.Atan(expr.Div(pp, expr.Sub(expr.One, p)))))))
	}
	return sum.Node()
}

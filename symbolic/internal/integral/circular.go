package integral

import (
	"math"
	"math/cmplx"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/numeric"
)

// Integrands in sines and cosines, circular or hyperbolic, of multiples of one linear argument w, and radicals of them.
// One of the substitutions t = cos w, sin w, tan w, tan(w/2) (Bioche's rules tell which) makes the integrand algebraic;
// hyperbolic ones have the same four and eʷ.

// A wave describes the functions that occur in an integrand.
type wave struct {
	hyperbolic bool
	mixed      bool       // other functions occur, of circular ones
	w          *expr.Node // all arguments are whole multiples of w, plus offsets
	dw         *expr.Node // w′, a constant
	x          *expr.Node
}

func circularOp(op expr.Op) bool {
	switch op {
	case expr.OpSin, expr.OpCos, expr.OpTan, expr.OpSec, expr.OpCsc, expr.OpCot:
		return true
	}
	return false
}

func hyperbolicOp(op expr.Op) bool {
	switch op {
	case expr.OpSinh, expr.OpCosh, expr.OpTanh, expr.OpSech, expr.OpCsch, expr.OpCoth:
		return true
	}
	return false
}

// waveOf returns the wave of f if x occurs in f only inside circular, or only inside hyperbolic functions of
// commensurable linear arguments.
func waveOf(f, x *expr.Node) (v wave, ok bool) {
	var args []*expr.Node
	ok = true
	circ, hyp := false, false
	seen := map[*expr.Node]bool{}
	var walk func(n *expr.Node)
	walk = func(n *expr.Node) {
		if seen[n] || !ok || expr.FreeOf(n, x) {
			return
		}
		seen[n] = true
		if c, h := circularOp(n.Op()), hyperbolicOp(n.Op()); c || h {
			circ, hyp = circ || c, hyp || h
			args = append(args, n.Arg(0))
			return
		}
		switch n.Op() {
		case expr.OpAdd, expr.OpMul, expr.OpPow:
			for i := range n.NFactors() {
				if n.Op() == expr.OpAdd {
					break
				}
				if _, e := n.Factor(i); expr.Has(e, x) {
					v.mixed = true
				}
			}
			for _, c := range n.Children() {
				walk(c)
			}
		default:
			v.mixed = true
			if !n.Op().IsFunction() {
				ok = false
			}
			for _, c := range n.Children() {
				walk(c)
			}
		}
	}
	walk(f)
	if !ok || circ && hyp || len(args) == 0 {
		return wave{}, false
	}
	a0, isLin := linearIn(args[0], x)
	if !isLin {
		return wave{}, false
	}
	// Multiples of the whole first argument, if that is possible; else of its x-part, with offsets.
	whole := true
	den, gcd := int64(1), int64(0)
	for _, u := range args {
		a, isLin := linearIn(u, x)
		if !isLin {
			return wave{}, false
		}
		r, isNum := expr.Div(a, a0).Exact()
		p, q, small := r.Small()
		if !isNum || !small {
			return wave{}, false
		}
		if expr.Sub(u, expr.Scale(r, args[0])) != expr.Zero {
			whole = false
		}
		den = den / gcdInt(den, q) * q
		_ = p
	}
	for _, u := range args {
		a, _ := linearIn(u, x)
		r, _ := expr.Div(a, a0).Exact()
		p, q, _ := r.Small()
		gcd = gcdInt(gcd, p*(den/q))
	}
	unit := num.Ratio(gcd, den)
	base := args[0]
	if !whole {
		base = expr.Mul(a0, x)
	}
	return wave{hyperbolic: hyp, mixed: v.mixed, w: expr.Scale(unit, base), dw: expr.Scale(unit, a0), x: x}, true
}

// An image is what a substitution makes of sin w and cos w, and of dw, in terms of t; back is t in terms of x.
type image struct {
	name       string
	sin, cos   *expr.Node
	dw         *expr.Node
	back       *expr.Node
	t          *expr.Node
	hyperbolic bool
}

func (v wave) images(t *expr.Node) (cos, sin, tan, half image) {
	one, sq := expr.One, expr.PowInt(t, 2)
	if v.hyperbolic {
		up, down := expr.Add(one, sq), expr.Sub(one, sq)
		cos = image{"hyperbolic cosine", expr.Sqrt(expr.Sub(sq, one)), t, expr.Pow(expr.Sub(sq, one), expr.Ratio(-1, 2)), expr.Cosh(v.w), t, true}
		sin = image{"hyperbolic sine", t, expr.Sqrt(up), expr.Pow(up, expr.Ratio(-1, 2)), expr.Sinh(v.w), t, true}
		tan = image{"hyperbolic tangent", expr.Mul(t, expr.Pow(down, expr.Ratio(-1, 2))), expr.Pow(down, expr.Ratio(-1, 2)), expr.Inv(down), expr.Tanh(v.w), t, true}
		half = image{"exponential", expr.Mul(expr.Half, expr.Sub(t, expr.Inv(t))), expr.Mul(expr.Half, expr.Add(t, expr.Inv(t))), expr.Inv(t), expr.Exp(v.w), t, true}
		return
	}
	up, down := expr.Add(one, sq), expr.Sub(one, sq)
	cos = image{"cosine", expr.Sqrt(down), t, expr.Neg(expr.Pow(down, expr.Ratio(-1, 2))), expr.Cos(v.w), t, false}
	sin = image{"sine", t, expr.Sqrt(down), expr.Pow(down, expr.Ratio(-1, 2)), expr.Sin(v.w), t, false}
	tan = image{"tangent", expr.Mul(t, expr.Pow(up, expr.Ratio(-1, 2))), expr.Pow(up, expr.Ratio(-1, 2)), expr.Inv(up), expr.Tan(v.w), t, false}
	half = image{"half-angle tangent", expr.Div(expr.Mul(expr.Two, t), up), expr.Div(down, up), expr.Div(expr.Two, up), expr.Tan(expr.Mul(expr.Half, v.w)), t, false}
	return
}

// sinCosMultiple returns sin kw and cos kw for whole k as Sᵃ·Cᵇ·P(C²), so that fractional powers of them distribute.
func (im image) sinCosMultiple(k int64) (s, c *expr.Node) {
	if k < 0 {
		s, c = im.sinCosMultiple(-k)
		return expr.Neg(s), c
	}
	if k == 0 {
		return expr.Zero, expr.One
	}
	// cos kw = T_k(C), sin kw = S·U_{k−1}(C); T_k and U_k have the parity of k: write C·P(C²) or P(C²).
	tPrev, tCur := []int64{1}, []int64{0, 1}
	uPrev, uCur := []int64{0}, []int64{1}
	next := func(prev, cur []int64) []int64 {
		r := make([]int64, len(cur)+1)
		for i, a := range cur {
			r[i+1] += 2 * a
		}
		for i, a := range prev {
			r[i] -= a
		}
		return r
	}
	for range k - 1 {
		tPrev, tCur = tCur, next(tPrev, tCur)
		uPrev, uCur = uCur, next(uPrev, uCur)
	}
	c2 := expr.PowInt(im.cos, 2)
	inSquares := func(p []int64) *expr.Node {
		odd := (len(p) - 1) % 2
		var sum expr.Sum
		for i := odd; i < len(p); i += 2 {
			sum.Add(expr.Mul(expr.Int(p[i]), expr.PowInt(c2, int64(i/2))))
		}
		r := together(sum.Node(), im.t)
		if odd == 1 {
			r = expr.Mul(im.cos, r)
		}
		return r
	}
	return expr.Mul(im.sin, inSquares(uCur)), inSquares(tCur)
}

// apply rewrites f in terms of t, without the differential; nil if an argument is no whole multiple of w.
func (v wave) apply(f *expr.Node, im image) (g *expr.Node) {
	memo := map[*expr.Node]*expr.Node{}
	ok := true
	var walk func(n *expr.Node) *expr.Node
	walk = func(n *expr.Node) *expr.Node {
		if expr.FreeOf(n, v.x) || !ok {
			return n
		}
		if m, found := memo[n]; found {
			return m
		}
		var m *expr.Node
		switch {
		case circularOp(n.Op()) || hyperbolicOp(n.Op()):
			m = v.function(n, im)
			if m == nil {
				ok = false
				return n
			}
		case n.Op() == expr.OpAdd:
			var s expr.Sum
			for _, t := range n.Operands() {
				s.Add(walk(t))
			}
			m = s.Node()
		case n.Op() == expr.OpMul || n.Op() == expr.OpPow || n.Op() == expr.OpExp:
			m = expr.Number(n.Coef())
			for i := range n.NFactors() {
				b, e := n.Factor(i)
				m = expr.Mul(m, formalPower(walk(b), walk(e), im.t))
			}
		default:
			args := make([]*expr.Node, len(n.Children()))
			for i, c := range n.Children() {
				args[i] = walk(c)
			}
			m = expr.Rebuild(n, args)
		}
		memo[n] = m
		return m
	}
	g = walk(f)
	if !ok {
		return nil
	}
	return g
}

func (v wave) function(n *expr.Node, im image) *expr.Node {
	u := n.Arg(0)
	a, _ := linearIn(u, v.x)
	r, isNum := expr.Div(a, v.dw).Exact()
	k, whole := r.Int64()
	if !isNum || !whole || k > 24 || k < -24 {
		return nil
	}
	s, c := im.sinCosMultiple(k)
	if off := expr.Sub(u, expr.Scale(r, v.w)); off != expr.Zero {
		if v.hyperbolic {
			so, co := expr.Sinh(off), expr.Cosh(off)
			s, c = expr.Add(expr.Mul(s, co), expr.Mul(c, so)), expr.Add(expr.Mul(c, co), expr.Mul(s, so))
		} else {
			so, co := expr.Sin(off), expr.Cos(off)
			s, c = expr.Add(expr.Mul(s, co), expr.Mul(c, so)), expr.Sub(expr.Mul(c, co), expr.Mul(s, so))
		}
	}
	return expr.OfSinCos(n.Op(), s, c)
}

// formalPower is bᵉ with the exponent distributed over factors and powers, right up to a factor that is constant
// between branch points: whoever uses it accounts for that factor.
func formalPower(b, e, t *expr.Node) *expr.Node {
	if e.IsInteger() {
		return expr.Pow(b, e)
	}
	if b.Op() == expr.OpAdd {
		b = together(b, t)
	}
	if b.NFactors() == 0 {
		return expr.Pow(b, e)
	}
	c := expr.Number(b.Coef())
	sign := expr.One
	if v := approx(c); real(v) < 0 {
		sign, c = expr.NegOne, expr.Neg(c)
	}
	r := expr.Pow(c, e)
	for i := range b.NFactors() {
		p, q := b.Factor(i)
		if sign == expr.NegOne && q == expr.One && p.Op() == expr.OpAdd {
			p, sign = expr.Neg(p), expr.One
		}
		if p == expr.E || !q.IsNum() {
			r = expr.Mul(r, expr.Pow(expr.Pow(p, q), e))
			continue
		}
		r = expr.Mul(r, expr.Pow(p, expr.Mul(q, e)))
	}
	return expr.Mul(r, expr.Pow(sign, e))
}

// together returns a rational function of t with one numerator over one denominator, in factors; other expressions as
// they are.
func together(n, t *expr.Node) *expr.Node {
	w := &work{steps: 1 << 20}
	tw, ok := newTower(w, t, n)
	if !ok {
		return n
	}
	out := n
	tw.try(func() { out = tw.factored(tw.convert(n)) })
	return out
}

// circular integrates what waveOf recognises.
func (w *work) circular(f, x *expr.Node) *expr.Node {
	v, ok := waveOf(f, x)
	if !ok || v.mixed {
		return nil
	}
	return w.throughWave(v, f, x)
}

// ofCircular integrates other functions of circular or hyperbolic ones, after the same substitutions.
func (w *work) ofCircular(f, x *expr.Node) *expr.Node {
	v, ok := waveOf(f, x)
	if !ok || !v.mixed || w.depth > 4 {
		return nil
	}
	return w.throughWave(v, f, x)
}

func (w *work) throughWave(v wave, f, x *expr.Node) *expr.Node {
	if !v.hyperbolic && !v.mixed {
		if F := w.fourier(f, x); F != nil {
			return F
		}
	}
	t := w.newVar("t")
	cos, sin, tan, half := v.images(t)
	oddS, oddC, even := v.parities(f)
	var order []image
	rest := []image{tan, sin, cos, half}
	for _, c := range []struct {
		fits bool
		im   image
	}{{oddS && !oddC, cos}, {oddC && !oddS, sin}, {even, tan}, {oddS && oddC, sin}, {!oddS && !oddC && !even, half}} {
		if c.fits {
			order = append(order, c.im)
		}
	}
	for _, im := range rest {
		dup := false
		for _, o := range order {
			dup = dup || o.name == im.name
		}
		if !dup {
			order = append(order, im)
		}
	}
	for _, im := range order {
		w.poll()
		g := v.apply(f, im)
		if g == nil {
			return nil
		}
		g = expr.Div(expr.Mul(g, im.dw), v.dw)
		var G *expr.Node
		if v.mixed {
			if expr.Count(g) > 4*expr.Count(f)+40 {
				continue
			}
			G = w.integrate(w.normalForm(g, t), t)
		} else {
			G = w.algebraicOnly(g, t)
		}
		if G == nil {
			continue
		}
		if F := w.goBack(f, x, g, G, t, im.back); F != nil {
			return F
		}
	}
	return nil
}

// goBack replaces t by u in G, an antiderivative of g by t, where f dx = g dt up to a factor that is constant between
// branch points; the factor is found by value, and multiplied in as f/(g·u′) where it is not the same everywhere.
func (w *work) goBack(f, x, g, G, t, u *expr.Node) *expr.Node {
	with := map[*expr.Node]*expr.Node{t: u}
	F := expr.Subs(G, with)
	eps := expr.Div(f, expr.Mul(expr.Subs(g, with), expr.Diff(u, x)))
	if c, ok := w.constantValue(eps, x); ok {
		F = expr.Mul(c, F)
	} else if w.locallyConstant(eps, x) {
		F = expr.Mul(eps, F)
	} else {
		return nil
	}
	w.note(Step{Depth: w.depth + 1, Rule: ruleSubstitution, F: g, X: t, U: u, Result: G})
	return F
}

// parities tells whether f is odd under w → −w, odd under w → π − w, even under w → π + w (iπ for hyperbolic ones).
func (v wave) parities(f *expr.Node) (oddS, oddC, even bool) {
	turn := complex(math.Pi, 0)
	if v.hyperbolic {
		turn = complex(0, math.Pi)
	}
	oddS, oddC, even = true, true, true
	dw := approxAt(v.dw, v.x, 0)
	w0 := approxAt(v.w, v.x, 0)
	for _, z := range []complex128{0.37 + 0.21i, 1.1 - 0.4i, 2.3 + 0.15i} {
		at := func(wv complex128) complex128 { return approxAt(f, v.x, (wv-w0)/dw) }
		a := at(z)
		size := cmplx.Abs(a)
		odd := func(b complex128) bool { return cmplx.Abs(a+b) < 1e-9*size }
		oddS = oddS && odd(at(-z))
		oddC = oddC && odd(at(turn-z))
		even = even && cmplx.Abs(a-at(turn+z)) < 1e-9*size
	}
	return
}

// approxAt returns the value of n at x = z, NaN where it has none; other symbols take fixed values.
func approxAt(n, x *expr.Node, z complex128) complex128 {
	r := cmplx.NaN()
	numeric.Defined(func() {
		ev := eval.NewDuals(numeric.New(96))
		ev.Set(x, ev.C.Float(real(z), imag(z)), false)
		setParameters(ev, otherSymbols(x, n), 0)
		r = ev.Of(n).V.Complex128()
	})
	return r
}

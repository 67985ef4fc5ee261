package integral

import (
	"slices"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/poly"
)

// A tower is a differential field ℚ(x, θ₁, …, θₙ) that holds given expressions: each θ is the variable, a constant that
// is not rational, a radical, an exponential, a logarithm, a sine and cosine, or any other function whose derivative
// lies in the field. Elements are poly.Fracs, so equal ones are the same and an integral becomes algebra.
//
// Radicals are chosen so that they are independent: radicands that share factors are split into them. A root of a
// product equals the product of roots only up to a factor that is constant between branch points; that factor becomes a
// constant of the field, a generator of its own, and goes back into the answer as the quotient that it is.
type tower struct {
	w     *work
	x     *expr.Node
	field *poly.Field
	gens  []generator
	index map[*expr.Node]int
	memo  map[*expr.Node]poly.Frac
	rads  map[*expr.Node]*radicand // by base
	unit  map[*expr.Node]int64     // by term t of exponents and angles: the denominator L of the generator's t/L
	// angles are the arguments of circular functions, in the order in which they were met.
	angles []*expr.Node
}

type kind int

const (
	variable kind = iota
	parameter
	radicalGen  // node^q = a lower element
	exponential // e^(t/L), D = t′/L·itself
	sine        // sin(t/L); the next generator is its cosine
	cosine
	primitive // logarithms, inverse functions, erf …: the derivative lies in the field below
)

type generator struct {
	node *expr.Node
	kind kind
	t    *expr.Node // of exponentials, sines and cosines: t/L
	q    int        // of radicals
	d    *poly.Frac // derivative, once computed
}

// A radicand is the base of fractional powers: what stands for base^(1/q) in the field.
type radicand struct {
	q    int
	root poly.Frac
	set  bool
}

// notInField is the panic of a conversion that meets what the field cannot hold.
type notInField struct{}

// newTower builds the field for the expressions es; ok is false where one has no place in such a field.
func newTower(w *work, x *expr.Node, es ...*expr.Node) (t *tower, ok bool) {
	t = &tower{
		w: w, x: x, field: &poly.Field{Poll: w.poll}, index: map[*expr.Node]int{}, memo: map[*expr.Node]poly.Frac{},
		rads: map[*expr.Node]*radicand{}, unit: map[*expr.Node]int64{},
	}
	ok = t.try(func() {
		t.add(generator{node: x, kind: variable})
		t.scan(es)
		for _, e := range es {
			t.convert(e)
		}
		// The derivatives of the generators must lie in the field too.
		for v := 0; v < len(t.gens); v++ {
			t.derivative(v)
		}
	})
	return t, ok
}

// try runs f and reports whether it stayed within the field and the limits of polynomials.
func (t *tower) try(f func()) (ok bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case notInField, poly.TooLarge, poly.NotInvertible:
			ok = false
		default:
			panic(r)
		}
	}()
	f()
	return true
}

func (t *tower) add(g generator) int {
	if len(t.gens) >= poly.MaxVars {
		panic(notInField{})
	}
	t.gens = append(t.gens, g)
	v := len(t.gens) - 1
	t.index[g.node] = v
	return v
}

// scan collects, before any conversion, the radicands with the orders of their roots and the units of exponents and
// angles, from es and from the derivatives of the functions that occur in them.
func (t *tower) scan(es []*expr.Node) {
	seen := map[*expr.Node]bool{}
	var order []*expr.Node
	var visit func(n *expr.Node)
	visit = func(n *expr.Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		t.w.poll()
		for i := range n.NFactors() {
			b, e := n.Factor(i)
			if n.Op() == expr.OpAdd {
				break
			}
			if q, isNum := e.Exact(); isNum && !q.IsInt() && !b.IsNum() && b != expr.E && b != expr.Pi {
				visit(b)
				_, den, ok := q.Small()
				if !ok || den > 64 {
					panic(notInField{})
				}
				r := t.rads[b]
				if r == nil {
					r = &radicand{q: 1}
					t.rads[b] = r
					order = append(order, b)
				}
				r.q = int(int64(r.q) / gcdInt(int64(r.q), den) * den)
			}
			if b == expr.E || !e.IsNum() && !expr.Has(b, t.x) {
				t.scanUnit(e)
			}
		}
		switch n.Op() {
		case expr.OpSin, expr.OpCos, expr.OpTan, expr.OpSec, expr.OpCsc, expr.OpCot,
			expr.OpSinh, expr.OpCosh, expr.OpTanh, expr.OpSech, expr.OpCsch, expr.OpCoth:
			t.scanUnit(n.Arg(0))
		}
		for _, c := range n.Children() {
			visit(c)
		}
		if n.Op().IsFunction() && n.NArgs() == 1 && expr.Has(n, t.x) && n.Op().IsPrimitive() {
			visit(expr.Diff(n, t.x))
		}
	}
	for _, e := range es {
		visit(e)
	}
	t.radicals(order)
}

// scanUnit records the denominators of the coefficients of the terms of u.
func (t *tower) scanUnit(u *expr.Node) {
	for i := range u.NTerms() {
		c, term := u.Term(i)
		_, den, ok := c.Small()
		if !ok || c.IsFloat() {
			panic(notInField{})
		}
		l := t.unit[term]
		if l == 0 {
			l = 1
		}
		t.unit[term] = l / gcdInt(l, den) * den
	}
}

// convert returns e as an element of the field.
func (t *tower) convert(e *expr.Node) poly.Frac {
	if f, ok := t.memo[e]; ok {
		return f
	}
	t.w.poll()
	f := t.build(e)
	t.memo[e] = f
	return f
}

func (t *tower) build(e *expr.Node) poly.Frac {
	if v, ok := t.index[e]; ok {
		return t.field.Gen(v)
	}
	switch e.Op() {
	case expr.OpNum:
		q, _ := e.Num()
		if q.IsFloat() {
			panic(notInField{})
		}
		return t.field.Rat(poly.FromNum(q))
	case expr.OpAdd:
		s := t.convert(expr.Number(e.Const()))
		for i := range e.NTerms() {
			c, u := e.Term(i)
			s = s.Add(t.convert(u).Mul(t.convert(expr.Number(c))))
		}
		return s
	case expr.OpMul:
		p := t.convert(expr.Number(e.Coef()))
		for i := range e.NFactors() {
			b, x := e.Factor(i)
			p = p.Mul(t.power(b, x))
		}
		return p
	case expr.OpPow:
		return t.power(e.Arg(0), e.Arg(1))
	case expr.OpI:
		v := t.add(generator{node: e, kind: parameter})
		t.field.Min[v] = poly.Var(v, 2).Add(poly.Const(poly.Int(1)))
		return t.field.Gen(v)
	case expr.OpUndefined, expr.OpInfinity:
		panic(notInField{})
	}
	if !expr.Has(e, t.x) {
		return t.field.Gen(t.add(generator{node: e, kind: parameter}))
	}
	return t.function(e)
}

func (t *tower) power(b, e *expr.Node) poly.Frac {
	if b == expr.E {
		return t.exponential(expr.E, e)
	}
	q, ok := e.Exact()
	if !ok {
		if expr.Has(b, t.x) {
			return t.exponential(expr.E, expr.Mul(e, expr.Log(b)))
		}
		return t.exponential(b, e)
	}
	p, den, small := q.Small()
	if !small || p > 4096 || p < -4096 {
		panic(notInField{})
	}
	if den == 1 {
		return t.raise(t.convert(b), int(p))
	}
	if b.IsNum() || b == expr.Pi {
		return t.numericRoot(b, p, den)
	}
	if !expr.Has(b, t.x) && t.rads[b] == nil {
		return t.constantRoot(b, p, den)
	}
	r := t.rads[b]
	if r == nil || !r.set || int64(r.q)%den != 0 {
		panic(notInField{})
	}
	return t.raise(r.root, int(p*int64(r.q)/den))
}

func (t *tower) raise(f poly.Frac, k int) poly.Frac {
	if k < 0 && f.IsZero() {
		panic(notInField{})
	}
	if size := len(f.N) + len(f.D); size > 2 && size*max(k, -k) > 300 || size == 2 && max(k, -k) > 200 {
		panic(notInField{})
	}
	t.w.spend(max(k, -k) * (len(f.N) + len(f.D)))
	return f.Pow(k)
}

// exponential returns base^u, base e or a constant: a product of powers of generators base^(t/L) over the terms of u.
func (t *tower) exponential(base, u *expr.Node) poly.Frac {
	f := t.field.Int(1)
	if c := u.Const(); !c.IsZero() {
		f = f.Mul(t.convert(expr.Pow(base, expr.Number(c))))
	}
	for i := range u.NTerms() {
		c, term := u.Term(i)
		l := t.unit[term]
		if l == 0 {
			l = 1
		}
		k := c.Mul(num.Int(l))
		n, ok := k.Int64()
		if !ok || n > 256 || n < -256 {
			panic(notInField{})
		}
		arg := expr.Mul(expr.Ratio(1, l), term)
		node := expr.Pow(base, arg)
		v, ok := t.index[node]
		if !ok {
			if n2, isExp := node.Base(), node.Op() == expr.OpExp || node.Op() == expr.OpPow; !isExp || n2 != base {
				f = f.Mul(t.raise(t.convert(node), int(n)))
				continue
			}
			if !expr.Has(arg, t.x) {
				v = t.add(generator{node: node, kind: parameter})
			} else {
				v = t.add(generator{node: node, kind: exponential, t: arg})
			}
		}
		f = f.Mul(t.raise(t.field.Gen(v), int(n)))
	}
	return f
}

// function returns the element for a function of x.
func (t *tower) function(e *expr.Node) poly.Frac {
	u := e
	if e.NArgs() == 1 {
		u = e.Arg(0)
	}
	one := t.field.Int(1)
	quo := func(a, b poly.Frac) poly.Frac {
		if b.IsZero() {
			panic(notInField{})
		}
		return a.Div(b)
	}
	switch e.Op() {
	case expr.OpExp:
		return t.exponential(expr.E, u)
	case expr.OpSin:
		s, _ := t.sinCos(u)
		return s
	case expr.OpCos:
		_, c := t.sinCos(u)
		return c
	case expr.OpTan:
		s, c := t.sinCos(u)
		return quo(s, c)
	case expr.OpCot:
		s, c := t.sinCos(u)
		return quo(c, s)
	case expr.OpSec:
		_, c := t.sinCos(u)
		return quo(one, c)
	case expr.OpCsc:
		s, _ := t.sinCos(u)
		return quo(one, s)
	case expr.OpSinh, expr.OpCosh, expr.OpTanh, expr.OpCoth, expr.OpSech, expr.OpCsch:
		p := t.exponential(expr.E, u)
		m := quo(one, p)
		s, c := p.Sub(m).Scale(poly.Quo(1, 2)), p.Add(m).Scale(poly.Quo(1, 2))
		switch e.Op() {
		case expr.OpSinh:
			return s
		case expr.OpCosh:
			return c
		case expr.OpTanh:
			return quo(s, c)
		case expr.OpCoth:
			return quo(c, s)
		case expr.OpSech:
			return quo(one, c)
		}
		return quo(one, s)
	}
	if e.Op().IsPrimitive() {
		t.convert(u)
		return t.field.Gen(t.add(generator{node: e, kind: primitive}))
	}
	panic(notInField{})
}

// sinCos returns sin u and cos u by the addition formulas from generators sin(t/L), cos(t/L).
func (t *tower) sinCos(u *expr.Node) (s, c poly.Frac) {
	if expr.Has(u, t.x) && !slices.Contains(t.angles, u) {
		t.angles = append(t.angles, u)
	}
	s, c = t.field.Int(0), t.field.Int(1)
	join := func(s2, c2 poly.Frac) {
		s, c = s.Mul(c2).Add(c.Mul(s2)), c.Mul(c2).Sub(s.Mul(s2))
	}
	if k := u.Const(); !k.IsZero() {
		n := expr.Number(k)
		join(t.convert(expr.Sin(n)), t.convert(expr.Cos(n)))
	}
	for i := range u.NTerms() {
		k, term := u.Term(i)
		l := t.unit[term]
		n, ok := k.Mul(num.Int(max(l, 1))).Int64()
		if l == 0 || !ok || n > 40 || n < -40 {
			panic(notInField{})
		}
		arg := expr.Mul(expr.Ratio(1, l), term)
		if !expr.Has(term, t.x) {
			full := expr.Mul(expr.Number(k), term)
			join(t.convert(expr.Sin(full)), t.convert(expr.Cos(full)))
			continue
		}
		sn, cn := expr.Sin(arg), expr.Cos(arg)
		v, ok := t.index[sn]
		if !ok {
			if sn.Op() != expr.OpSin || cn.Op() != expr.OpCos {
				panic(notInField{})
			}
			v = t.add(generator{node: sn, kind: sine, t: arg})
			cv := t.add(generator{node: cn, kind: cosine, t: arg})
			t.field.Min[cv] = poly.Var(cv, 2).Add(poly.Var(v, 2)).Sub(poly.Const(poly.Int(1)))
		}
		cv := t.index[cn]
		s1, c1 := t.field.Gen(v), t.field.Gen(cv)
		if n < 0 {
			s1, n = s1.Neg(), -n
		}
		for range n {
			join(s1, c1)
		}
	}
	return s, c
}

// node returns the element f as an expression.
func (t *tower) node(f poly.Frac) *expr.Node {
	n := t.polyNode(f.N)
	if f.D == nil {
		return n
	}
	return expr.Div(n, t.polyNode(f.D))
}

func (t *tower) polyNode(p poly.Poly) *expr.Node {
	var s expr.Sum
	for _, term := range p {
		m := number(term.C)
		for v := range t.gens {
			if k := term.M.Deg(v); k > 0 {
				m = expr.Mul(m, expr.PowInt(t.gens[v].node, int64(k)))
			}
		}
		s.Add(m)
	}
	return s.Node()
}

// factored returns f as a product of powers of its irreducible factors, the form that people read best.
func (t *tower) factored(f poly.Frac) *expr.Node {
	if f.IsZero() {
		return expr.Zero
	}
	if f.D == nil {
		return t.polyNode(f.N)
	}
	n := t.polyNode(f.N)
	if c, fs := t.w.effort().Factor(f.N); len(fs) > 0 {
		n = number(c)
		for _, p := range fs {
			n = expr.Mul(n, expr.PowInt(t.polyNode(p.P), int64(p.K)))
		}
	}
	c, fs := t.w.effort().Factor(f.D)
	n = expr.Mul(n, number(c.Inv()))
	for _, p := range fs {
		n = expr.Mul(n, expr.PowInt(t.polyNode(p.P), int64(-p.K)))
	}
	return n
}

// derivative returns the derivative of generator v.
func (t *tower) derivative(v int) poly.Frac {
	g := &t.gens[v]
	if g.d != nil {
		return *g.d
	}
	var d poly.Frac
	zero := t.field.Int(0)
	switch g.kind {
	case variable:
		d = t.field.Int(1)
	case parameter:
		d = zero
	case radicalGen:
		// y^q = r: y′ = y·r′/(q·r).
		r := t.field.Of(poly.Var(v, g.q).Sub(t.field.Min[v]))
		if dr := t.diff(r); dr.IsZero() {
			d = zero
		} else {
			d = t.field.Gen(v).Mul(dr.Div(r.MulInt(int64(g.q))))
		}
	case exponential:
		d = t.field.Gen(v).Mul(t.diff(t.convert(g.t)))
		if b := g.node.Base(); b != expr.E {
			d = d.Mul(t.convert(expr.Log(b)))
		}
	case sine:
		d = t.field.Gen(v + 1).Mul(t.diff(t.convert(g.t)))
	case cosine:
		d = t.field.Gen(v - 1).Neg().Mul(t.diff(t.convert(g.t)))
	case primitive:
		d = t.convert(expr.Diff(g.node, t.x))
	}
	t.gens[v].d = &d
	return d
}

// diff returns the derivative of f by x.
func (t *tower) diff(f poly.Frac) poly.Frac {
	s := t.field.Int(0)
	for v := 0; v < len(t.gens); v++ {
		if !f.Has(v) {
			continue
		}
		d := t.derivative(v)
		if d.IsZero() {
			continue
		}
		// Algebraic generators are held fixed too: the total derivative adds each one's own.
		s = s.Add(f.Diff(v).Mul(d))
	}
	return s
}

func (t *tower) isConstantGen(v int) bool {
	g := t.gens[v]
	return g.kind == parameter || g.kind == radicalGen && !expr.Has(g.node, t.x)
}

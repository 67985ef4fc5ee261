// Package jet computes with truncated power series in one variable, over any coefficients: numbers give values of high
// derivatives, expressions give Taylor and Laurent series and derivatives as shared graphs.
//
// Every function is one convolution recurrence (R. E. Moore; A. Griewank and A. Walther, Evaluating Derivatives, ch. 13):
// order n costs O(n²) operations on coefficients for each node of the expression.
package jet

import (
	"errors"
	"fmt"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/lower"
	"tandem/symbolic/internal/num"
)

// A Jet is the series Σ C[k]·tᵏ⁺ⱽ, known to len(C) terms. If V < 0 it is a Laurent series; a series that is zero as far
// as it is known has no coefficient that is not zero.
type Jet[C any] struct {
	V int
	C []C
}

// A Ring is what jets need of their coefficients.
type Ring[C any] interface {
	Add(a, b C) C
	Mul(a, b C) C
	Dot(a, b []C, k []num.Num) C // Σ k[i]·a[i]·b[i]
	Zero() C
	IsZero(a C) bool
	Const(n *expr.Node) (C, error)
	Pow(a C, r *expr.Node) (C, error)
	Func(op expr.Op, args []C) (C, error)
	Call(f *expr.Node, k int, arg C) (C, error) // the k-th derivative of an undefined function of one argument
}

// ErrSingular is the reason when a function has no power series at the point: a pole inside exp, a branch point.
var ErrSingular = errors.New("symbolic: no power series at this point")

// ErrUnsupported is the reason when no recurrence is known for a function.
var ErrUnsupported = errors.New("symbolic: no power series known for this function")

// Of returns the series of e in t = x - at, of about n coefficients, where at is the value of x in the ring.
func Of[C any](r Ring[C], e, x *expr.Node, at C, n int) (j Jet[C], err error) {
	return (&graph[C]{r: r, n: n}).of(e, x, at)
}

// FromAbove returns the series of e in w for positive w alone, of about n coefficients: (w²)^(1/2) is w there, which is
// no power series for complex w. If logW is not nil it is log w, a coefficient like others; else log w has no series. The
// error is a *RootError where powers of a root of w occur.
func FromAbove[C any](r Ring[C], e, w *expr.Node, logW *C, n int) (Jet[C], error) {
	return (&graph[C]{r: r, n: n, above: true, logW: logW}).of(e, w, r.Zero())
}

// A RootError says that e has a series in the Q-th root of the variable.
type RootError struct{ Q int64 }

func (e *RootError) Error() string {
	return fmt.Sprintf("symbolic: a power series in the root of order %d alone", e.Q)
}

func (g *graph[C]) of(e, x *expr.Node, at C) (j Jet[C], err error) {
	defer func() {
		if p := recover(); p != nil {
			f, ok := p.(failure)
			if !ok {
				panic(p)
			}
			err = f.err
		}
	}()
	v := Jet[C]{C: make([]C, g.n)}
	for i := range v.C {
		v.C[i] = g.r.Zero()
	}
	v.C[0] = at
	if g.n > 1 {
		v.C[1] = must(g.r.Const(expr.One))
	}
	return lower.Lower(e, map[*expr.Node]Jet[C]{x: g.strip(v)}, lower.Graph[Jet[C]](g)), nil
}

// failure carries an error out of the recurrences.
type failure struct{ err error }

type graph[C any] struct {
	r     Ring[C]
	n     int
	above bool // the variable is positive
	logW  *C   // its logarithm, if that is a coefficient

	as, bs []C // scratch of dot products
	ks     []num.Num
}

func must[C any](c C, err error) C {
	if err != nil {
		panic(failure{err})
	}
	return c
}

// strip drops leading zeros into the valuation.
func (g *graph[C]) strip(j Jet[C]) Jet[C] {
	k := 0
	for k < len(j.C) && g.r.IsZero(j.C[k]) {
		k++
	}
	if k == len(j.C) {
		return Jet[C]{V: j.V + k}
	}
	return Jet[C]{V: j.V + k, C: j.C[k:]}
}

// dense returns coefficients 0, 1, … of a series without a pole, n of them at most.
func (g *graph[C]) dense(j Jet[C]) []C {
	if j.V < 0 {
		panic(failure{ErrSingular})
	}
	n := min(g.n, j.V+len(j.C))
	c := make([]C, n)
	for i := range c {
		if i < j.V {
			c[i] = g.r.Zero()
		} else {
			c[i] = j.C[i-j.V]
		}
	}
	return c
}

func (g *graph[C]) Const(n *expr.Node) Jet[C] { return g.constant(must(g.r.Const(n))) }

func (g *graph[C]) constant(a C) Jet[C] {
	if g.r.IsZero(a) {
		return Jet[C]{V: g.n}
	}
	c := make([]C, g.n)
	c[0] = a
	for i := 1; i < g.n; i++ {
		c[i] = g.r.Zero()
	}
	return Jet[C]{C: c}
}

func (g *graph[C]) Add(a, b Jet[C]) Jet[C] {
	if a.V > b.V {
		a, b = b, a
	}
	n := min(a.V+len(a.C), b.V+len(b.C)) - a.V
	if n <= 0 {
		return Jet[C]{V: a.V}
	}
	c := make([]C, n)
	for i := range c {
		c[i] = a.C[i]
		if k := i + a.V - b.V; k >= 0 {
			c[i] = g.r.Add(c[i], b.C[k])
		}
	}
	return g.strip(Jet[C]{V: a.V, C: c})
}

func (g *graph[C]) Mul(a, b Jet[C]) Jet[C] {
	n := min(len(a.C), len(b.C))
	c := make([]C, n)
	for k := range c {
		c[k] = g.conv(a.C, b.C, k)
	}
	return Jet[C]{V: a.V + b.V, C: c}
}

// conv is Σ a[i]·b[k-i].
func (g *graph[C]) conv(a, b []C, k int) C {
	g.clear()
	for i := 0; i <= k; i++ {
		g.push(a[i], b[k-i], num.One)
	}
	return g.r.Dot(g.as, g.bs, g.ks)
}

// clear and push gather a dot product, of which vanishing terms are no part.
func (g *graph[C]) clear() { g.as, g.bs, g.ks = g.as[:0], g.bs[:0], g.ks[:0] }

func (g *graph[C]) push(a, b C, k num.Num) {
	if !k.IsZero() && !g.r.IsZero(a) && !g.r.IsZero(b) {
		g.as, g.bs, g.ks = append(g.as, a), append(g.bs, b), append(g.ks, k)
	}
}

// Pow is a^r by p' a = r a' p.
func (g *graph[C]) Pow(a Jet[C], r *expr.Node) Jet[C] {
	q, exact := r.Exact()
	if len(a.C) == 0 {
		if k, ok := q.Int64(); exact && ok && k > 0 && int64(a.V)*k < 1<<30 {
			return Jet[C]{V: a.V * int(k)}
		}
		panic(failure{ErrSingular})
	}
	v := 0
	if a.V != 0 {
		w := q.Mul(num.Int(int64(a.V)))
		k, ok := w.Int64()
		_, den, small := w.Small()
		switch {
		case !exact || !q.IsInt() && !g.above: // a branch point
			panic(failure{ErrSingular})
		case !ok && small && den < 1<<10:
			panic(failure{&RootError{den}})
		case !ok || k > 1<<30 || k < -1<<30:
			panic(failure{ErrSingular})
		}
		v = int(k)
	}
	p := make([]C, len(a.C))
	p[0] = must(g.r.Pow(a.C[0], r))
	if len(p) > 1 {
		inv := must(g.r.Pow(a.C[0], expr.NegOne))
		for k := 1; k < len(p); k++ { // k·a₀·p_k = Σ (r·j - (k-j))·a_j·p_{k-j}
			var s C
			if exact {
				g.clear()
				for j := 1; j <= k; j++ {
					g.push(a.C[j], p[k-j], q.Mul(num.Int(int64(j))).Sub(num.Int(int64(k-j))).Div(num.Int(int64(k))))
				}
				s = g.r.Dot(g.as, g.bs, g.ks)
			} else {
				s = g.r.Mul(must(g.r.Const(r)), g.weighted(a.C, p, k))
				g.clear()
				for j := 1; j <= k; j++ {
					g.push(a.C[j], p[k-j], num.Ratio(int64(j-k), int64(k)))
				}
				s = g.r.Add(s, g.r.Dot(g.as, g.bs, g.ks))
			}
			p[k] = g.r.Mul(s, inv)
		}
	}
	return Jet[C]{V: v, C: p}
}

// integrate returns f with f[0] given and f' = g·a': k·f_k = Σ j·a_j·g_{k-j}.
func (g *graph[C]) integrate(f0 C, a, d []C) []C {
	n := min(len(a), len(d)+1)
	f := make([]C, n)
	f[0] = f0
	for k := 1; k < n; k++ {
		f[k] = g.weighted(a, d, k)
	}
	return f
}

// weighted is Σ_{j≥1} (j/k)·a_j·d_{k-j}.
func (g *graph[C]) weighted(a, d []C, k int) C { return g.weightedBy(a, d, k, 1) }

func (g *graph[C]) weightedBy(a, d []C, k int, sign int64) C {
	g.clear()
	for j := 1; j <= k; j++ {
		g.push(a[j], d[k-j], num.Ratio(sign*int64(j), int64(k)))
	}
	return g.r.Dot(g.as, g.bs, g.ks)
}

// Func applies a function to series.
func (g *graph[C]) Func(op expr.Op, n *expr.Node, args []Jet[C]) Jet[C] {
	if op == expr.OpPolygamma {
		return g.polygamma(n, args)
	}
	if len(args) != 1 {
		panic(failure{ErrUnsupported})
	}
	if j := args[0]; op == expr.OpLog && j.V != 0 && len(j.C) > 0 && g.logW != nil { // log(w^V·c) = V·log w + log c
		rest := g.Func(op, n, []Jet[C]{{C: j.C}})
		return g.Add(g.constant(g.r.Mul(must(g.r.Const(expr.Int(int64(j.V)))), *g.logW)), rest)
	}
	a := g.dense(args[0])
	if len(a) == 0 {
		panic(failure{ErrSingular})
	}
	one := func(op expr.Op) C { return must(g.r.Func(op, a[:1])) }
	switch op {
	case expr.OpExp: // f' = a'·f
		f := make([]C, len(a))
		f[0] = one(op)
		for k := 1; k < len(a); k++ {
			f[k] = g.weighted(a, f, k)
		}
		return g.strip(Jet[C]{C: f})
	case expr.OpSin, expr.OpCos, expr.OpSinh, expr.OpCosh:
		s, c := g.pair(op, a, one)
		if op == expr.OpSin || op == expr.OpSinh {
			return g.strip(Jet[C]{C: s})
		}
		return g.strip(Jet[C]{C: c})
	case expr.OpTan, expr.OpCot, expr.OpTanh, expr.OpCoth, expr.OpSec, expr.OpCsc, expr.OpSech, expr.OpCsch:
		of := expr.OpSin
		if op == expr.OpTanh || op == expr.OpCoth || op == expr.OpSech || op == expr.OpCsch {
			of = expr.OpSinh
		}
		sc, cc := g.pair(of, a, one)
		s, c := g.strip(Jet[C]{C: sc}), g.strip(Jet[C]{C: cc})
		switch op {
		case expr.OpTan, expr.OpTanh:
			return g.Mul(s, g.Pow(c, expr.NegOne))
		case expr.OpCot, expr.OpCoth:
			return g.Mul(c, g.Pow(s, expr.NegOne))
		case expr.OpSec, expr.OpSech:
			return g.Pow(c, expr.NegOne)
		}
		return g.Pow(s, expr.NegOne)
	case expr.OpCall:
		return g.taylor(a, func(k int) C { return must(g.r.Call(n, k, a[0])) })
	case expr.OpDigamma:
		return g.digamma(a, 0)
	case expr.OpGamma: // f' = f·ψ(u)·u'
		l := g.integrate(g.r.Zero(), a, g.dense(g.digamma(a, 0)))
		f := make([]C, len(l))
		f[0] = one(op)
		for k := 1; k < len(l); k++ {
			f[k] = g.weighted(l, f, k)
		}
		return g.strip(Jet[C]{C: f})
	case expr.OpAbs, expr.OpSign, expr.OpFloor, expr.OpCeil, expr.OpStep:
		if g.r.IsZero(a[0]) {
			panic(failure{ErrSingular})
		}
	}
	// Any other function by its derivative, an expression in its argument: f' = f'(u)·u'.
	t := expr.Sym("\x00u")
	ft := expr.Fn(op, t)
	d := expr.DerivativeRule(ft)
	if d == nil || expr.Has(d, ft) {
		panic(failure{ErrUnsupported})
	}
	du := lower.Lower(d, map[*expr.Node]Jet[C]{t: args[0]}, lower.Graph[Jet[C]](g))
	return g.strip(Jet[C]{C: g.integrate(must(g.r.Func(op, a[:1])), a, g.dense(du))})
}

// taylor is Σ f⁽ᵏ⁾(a₀)/k!·(a - a₀)ᵏ by Horner's scheme, for a function of which all derivatives are known.
func (g *graph[C]) taylor(a []C, derivative func(k int) C) Jet[C] {
	step := append([]C{g.r.Zero()}, a[1:]...)
	h := g.strip(Jet[C]{C: step})
	coef := func(k int) Jet[C] {
		inv := must(g.r.Const(expr.Number(expr.Factorial(int64(k)).Inv())))
		return g.constant(g.r.Mul(inv, derivative(k)))
	}
	top := 0 // h^k has no term within reach beyond it
	if len(h.C) > 0 {
		top = (len(a) - 1) / h.V
	}
	sum := coef(top)
	for k := top - 1; k >= 0; k-- {
		sum = g.Add(g.Mul(sum, h), coef(k))
	}
	return sum
}

// digamma is the derivative of that order of the digamma function.
func (g *graph[C]) digamma(a []C, order int) Jet[C] {
	return g.taylor(a, func(k int) C {
		if order+k == 0 {
			return must(g.r.Func(expr.OpDigamma, a[:1]))
		}
		return must(g.r.Func(expr.OpPolygamma, []C{must(g.r.Const(expr.Int(int64(order + k)))), a[0]}))
	})
}

// polygamma of a constant whole order.
func (g *graph[C]) polygamma(n *expr.Node, args []Jet[C]) Jet[C] {
	order, ok := n.Arg(0).Int64()
	if !ok || order < 0 || order > 1<<16 {
		panic(failure{ErrUnsupported})
	}
	a := g.dense(args[1])
	if len(a) == 0 {
		panic(failure{ErrSingular})
	}
	return g.digamma(a, int(order))
}

// pair computes sine and cosine, circular or hyperbolic, together: s' = c·a', c' = ∓s·a'.
func (g *graph[C]) pair(op expr.Op, a []C, one func(expr.Op) C) (s, c []C) {
	sin, cos, sign := expr.OpSin, expr.OpCos, int64(-1)
	if op == expr.OpSinh || op == expr.OpCosh {
		sin, cos, sign = expr.OpSinh, expr.OpCosh, 1
	}
	s, c = make([]C, len(a)), make([]C, len(a))
	s[0], c[0] = one(sin), one(cos)
	for k := 1; k < len(a); k++ {
		s[k] = g.weighted(a, c, k)
		c[k] = g.weightedBy(a, s, k, sign)
	}
	return s, c
}

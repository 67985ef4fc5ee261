// Package derive finds derivatives of high order by what is known of the function, not by taking them one at a time.
//
// The ladder of DiffN, for the n-th derivative of f by x:
//
//  1. f free of x, or a polynomial of degree below n: 0.
//  2. A function with cycle or closed form of a linear argument: exp, sin, cos, sinh, cosh, log, powers.
//  3. Powers and exponentials of a quadratic Q, from the Taylor expansion Q(x+t) = Q + Q't + at²:
//     D^n Q^r = n! Σ_k C(r, n-k)·C(n-k, k)·a^k·Q'^(n-2k)·Q^(r-n+k) and D^n e^Q = n! Σ_k a^k/(k!(n-2k)!)·Q'^(n-2k)·e^Q.
//  4. A polynomial times one of these: Leibniz, cut at the degree; e^(ax)·sin(cx+d) by the power (a+ic)^n.
//  5. tan and tanh of a linear argument: polynomials in the function itself.
//  6. log, atan, asin and their kin: by the first derivative, which is one of the forms above.
//  7. Anything else: single steps while the result stays small, then Taylor series with expressions for coefficients,
//     which is a graph of O(n²) nodes for each node of f.
//
// Beyond a budget of nodes the answer is an unevaluated derivative.
package derive

import (
	"math/big"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/jet"
	"tandem/symbolic/internal/num"
)

// maxNodes bounds the nodes of the series that rung 7 builds.
const maxNodes = 200_000

// maxOrder bounds the order: closed forms have coefficients of n·log₂ n bits.
const maxOrder = 200_000

// DiffN returns the n-th derivative of e by the symbol x.
func DiffN(e, x *expr.Node, n int) *expr.Node {
	d := deriver{x: x}
	if r := d.closed(e, n); r != nil {
		return r
	}
	return d.general(e, n)
}

type deriver struct{ x *expr.Node }

// closed returns the derivative by rungs 1 to 6, or nil.
func (d deriver) closed(e *expr.Node, n int) *expr.Node {
	switch {
	case n == 0:
		return e
	case n == 1:
		return expr.Diff(e, d.x)
	case expr.FreeOf(e, d.x):
		return expr.Zero
	case n > maxOrder:
		if k, ok := degree(e, d.x); ok && k < n {
			return expr.Zero
		}
		return nil
	}
	switch e.Op() {
	case expr.OpSym:
		return expr.Zero // n ≥ 2
	case expr.OpAdd:
		return d.sum(e, n)
	case expr.OpMul:
		if c, rest := e.Split(); !c.IsOne() {
			if r := d.closed(rest, n); r != nil {
				return expr.Scale(c, r)
			}
			return nil
		}
		return d.product(e, n)
	case expr.OpPow:
		return d.power(e, n)
	case expr.OpExp:
		return d.exponential(e, n)
	}
	if e.NArgs() != 1 {
		return nil
	}
	u := e.Arg(0)
	a, linear := d.slope(u)
	if linear {
		if r := d.linear(e, u, a, n); r != nil {
			return r
		}
	}
	switch e.Op() {
	case expr.OpLog, expr.OpLog1p, expr.OpAtan, expr.OpAcot, expr.OpAsin, expr.OpAcos, expr.OpAsinh, expr.OpAtanh,
		expr.OpAcoth, expr.OpErf, expr.OpErfc, expr.OpErfi:
		return d.closed(expr.Diff(e, d.x), n-1)
	}
	return nil
}

func (d deriver) sum(e *expr.Node, n int) *expr.Node {
	var s expr.Sum
	for i := range e.NTerms() {
		c, t := e.Term(i)
		r := d.closed(t, n)
		if r == nil {
			return nil
		}
		s.AddScaled(c, r)
	}
	return s.Node()
}

// slope returns a if u is a·x + b with a, b free of x, a ≠ 0.
func (d deriver) slope(u *expr.Node) (*expr.Node, bool) {
	if u == d.x {
		return expr.One, true
	}
	if k, ok := degree(u, d.x); !ok || k != 1 {
		return nil, false
	}
	a := expr.Diff(u, d.x)
	return a, expr.FreeOf(a, d.x) && a != expr.Zero
}

// degree returns a bound of the degree of e as a polynomial in x, or false if it is none as written.
func degree(e, x *expr.Node) (int, bool) {
	if expr.FreeOf(e, x) {
		return 0, true
	}
	switch e.Op() {
	case expr.OpSym:
		return 1, true
	case expr.OpAdd:
		most := 0
		for i := range e.NTerms() {
			_, t := e.Term(i)
			k, ok := degree(t, x)
			if !ok {
				return 0, false
			}
			most = max(most, k)
		}
		return most, true
	case expr.OpMul, expr.OpPow:
		sum := 0
		for i := range e.NFactors() {
			b, p := e.Factor(i)
			k, ok := degree(b, x)
			if !ok {
				return 0, false
			}
			if k == 0 && expr.FreeOf(p, x) {
				continue
			}
			j, ok := p.Int64()
			if !ok || j < 0 || j > 1<<30 {
				return 0, false
			}
			if sum += k * int(j); sum > 1<<40 {
				return 0, false
			}
		}
		return sum, true
	}
	return 0, false
}

// linear is rung 2 and 5: functions of u = a·x + b.
func (d deriver) linear(e, u, a *expr.Node, n int) *expr.Node {
	an := func(r *expr.Node) *expr.Node { return expr.Mul(expr.PowInt(a, int64(n)), r) }
	switch e.Op() {
	case expr.OpSin:
		return an(cycle(n, expr.Sin(u), expr.Cos(u), -1))
	case expr.OpCos:
		return an(cycle(n, expr.Cos(u), expr.Neg(expr.Sin(u)), -1))
	case expr.OpSinh:
		return an(cycle(n, expr.Sinh(u), expr.Cosh(u), 1))
	case expr.OpCosh:
		return an(cycle(n, expr.Cosh(u), expr.Sinh(u), 1))
	case expr.OpLog:
		c := expr.Factorial(int64(n - 1))
		if n%2 == 0 {
			c = c.Neg()
		}
		return expr.Scale(c, an(expr.PowInt(u, int64(-n))))
	case expr.OpTan:
		return an(generator(e, n, 1))
	case expr.OpTanh:
		return an(generator(e, n, -1))
	}
	return nil
}

// cycle is the n-th of f, g, s·f, s·g, f, …, where s = ±1.
func cycle(n int, f, g *expr.Node, s int64) *expr.Node {
	if n%2 == 1 {
		f = g
	}
	if n%4 >= 2 {
		return expr.Scale(num.Int(s), f)
	}
	return f
}

// maxGenerator bounds the order of rung 5, whose polynomial takes n² operations on numbers of n·log n bits.
const maxGenerator = 1500

// generator is the n-th derivative of t with t' = 1 + s·t², as a polynomial in t: p ← p'·(1 + s·t²).
func generator(t *expr.Node, n int, s int64) *expr.Node {
	if n > maxGenerator {
		return nil
	}
	p := []*big.Int{new(big.Int), big.NewInt(1)}
	for range n {
		q := make([]*big.Int, len(p)+1)
		for i := range q {
			q[i] = new(big.Int)
		}
		for k := 1; k < len(p); k++ {
			c := new(big.Int).Mul(p[k], big.NewInt(int64(k)))
			q[k-1].Add(q[k-1], c)
			q[k+1].Add(q[k+1], c.Mul(c, big.NewInt(s)))
		}
		p = q
	}
	var sum expr.Sum
	for k, c := range p {
		sum.AddScaled(num.FromInt(c), expr.PowInt(t, int64(k)))
	}
	return sum.Node()
}

// quadratic returns Q' and a for Q = a·x² + b·x + c with a free of x and not 0.
func (d deriver) quadratic(q *expr.Node) (slope, a *expr.Node, ok bool) {
	if k, poly := degree(q, d.x); !poly || k != 2 {
		return nil, nil, false
	}
	slope = expr.Diff(q, d.x)
	a = expr.Mul(expr.Half, expr.Diff(slope, d.x))
	return slope, a, expr.FreeOf(a, d.x) && a != expr.Zero
}

// power is x-dependent base to a constant exponent, or a constant to a linear or quadratic exponent.
func (d deriver) power(e *expr.Node, n int) *expr.Node {
	q, r := e.Arg(0), e.Arg(1)
	if expr.FreeOf(q, d.x) { // c^u is e^(u·log c)
		l := expr.Log(q)
		if a, ok := d.slope(r); ok {
			return expr.Mul(expr.PowInt(expr.Mul(a, l), int64(n)), e)
		}
		return nil
	}
	if expr.Has(r, d.x) {
		return nil
	}
	if k, ok := r.Int64(); ok && k > 0 {
		if deg, poly := degree(e, d.x); poly && deg < n {
			return expr.Zero
		}
	}
	if a, ok := d.slope(q); ok { // (ax+b)^r: falling factorial
		c := falling(r, n)
		return expr.Mul(c, expr.PowInt(a, int64(n)), expr.Pow(q, expr.Sub(r, expr.Int(int64(n)))))
	}
	slope, a, ok := d.quadratic(q)
	if !ok {
		return nil
	}
	// From k = 0 up, the coefficient n!·C(r, m)·C(m, k) with m = n-k goes over into the next by
	// C(m-1, k+1)/C(m, k) = (m-k)(m-k-1)/(m(k+1)) and C(r, m-1)/C(r, m) = m/(r-m+1).
	rat, exact := r.Exact()
	if !exact {
		return nil
	}
	var s expr.Sum
	// For a non-negative integer r, C(r, m) is 0 for m > r; begin where it is not.
	k0 := 0
	if v, ok := rat.Int64(); ok && v >= 0 {
		k0 = max(0, n-int(v))
	}
	m := n - k0
	if 2*k0 > n {
		return expr.Zero
	}
	c := expr.Factorial(int64(n)).Mul(binomial(rat, m)).Mul(binomial(num.Int(int64(m)), k0))
	for k := k0; 2*k <= n; k++ {
		m := int64(n - k)
		s.AddScaled(c, expr.Mul(expr.PowInt(a, int64(k)), expr.PowInt(slope, int64(n-2*k)),
			expr.Pow(q, expr.Number(rat.Sub(num.Int(m))))))
		if 2*k+2 > n {
			break
		}
		c = c.Mul(num.Ratio((m-int64(k))*(m-int64(k)-1), int64(k)+1).Div(rat.Sub(num.Int(m - 1))))
	}
	return s.Node()
}

// falling is r(r-1)…(r-n+1), a product of factors unless r is a number.
func falling(r *expr.Node, n int) *expr.Node {
	if q, ok := r.Exact(); ok {
		return expr.Number(binomial(q, n).Mul(expr.Factorial(int64(n))))
	}
	var p expr.Product
	for k := range n {
		p.Mul(expr.Sub(r, expr.Int(int64(k))))
	}
	return p.Node()
}

// binomial is C(r, m) for rational r, as a quotient of two products: those of numerators r_p - i·r_q over r_q^m·m!.
func binomial(r num.Num, m int) num.Num {
	if v, ok := r.Int64(); ok && v >= 0 && v < 1<<40 {
		return num.FromInt(new(big.Int).Binomial(v, int64(m)))
	}
	p, q := r.Numer(), r.Denom()
	var prod func(lo, hi int) num.Num
	prod = func(lo, hi int) num.Num {
		if hi-lo < 8 {
			v := num.One
			for i := lo; i < hi; i++ {
				v = v.Mul(p.Sub(q.Mul(num.Int(int64(i)))))
			}
			return v
		}
		mid := (lo + hi) / 2
		return prod(lo, mid).Mul(prod(mid, hi))
	}
	den, ok := q.Pow(int64(m))
	if !ok {
		return num.Zero
	}
	return prod(0, m).Div(den.Mul(expr.Factorial(int64(m))))
}

// exponential is e^u for linear and quadratic u.
func (d deriver) exponential(e *expr.Node, n int) *expr.Node {
	u := e.Arg(0)
	if a, ok := d.slope(u); ok {
		return expr.Mul(expr.PowInt(a, int64(n)), e)
	}
	slope, a, ok := d.quadratic(u)
	if !ok {
		return nil
	}
	var s expr.Sum
	c := num.One // n!/(k!(n-2k)!)
	for k := 0; 2*k <= n; k++ {
		s.AddScaled(c, expr.Mul(expr.PowInt(a, int64(k)), expr.PowInt(slope, int64(n-2*k)), e))
		j := int64(n - 2*k)
		c = c.Mul(num.Ratio(j*(j-1), int64(k)+1))
	}
	return s.Node()
}

// general is rung 7.
func (d deriver) general(e *expr.Node, n int) *expr.Node {
	unevaluated := func() *expr.Node { return expr.Fn(expr.OpDerivative, e, d.x, expr.Int(int64(n))) }
	size := expr.Count(e)
	limit := min(60+4*n, 2000)
	f := e
	for k := 0; ; k++ {
		if k == n {
			return f
		}
		if f == expr.Zero || k%2 == 1 && expr.Count(f) > limit {
			break
		}
		f = expr.Diff(f, d.x)
	}
	if f == expr.Zero {
		return f
	}
	if n > 1<<15 || n*n*size > maxNodes {
		return unevaluated()
	}
	j, err := jet.Of(jet.Exprs{}, e, d.x, d.x, n+1)
	if err != nil || j.V > n || n-j.V >= len(j.C) {
		return d.steps(e, n, unevaluated)
	}
	return expr.Scale(expr.Factorial(int64(n)), j.C[n-j.V])
}

// steps differentiates one step at a time, for what has no power series, within the budget.
func (d deriver) steps(e *expr.Node, n int, unevaluated func() *expr.Node) *expr.Node {
	for k := range n {
		if k%4 == 3 && expr.Count(e) > maxNodes/50 {
			return unevaluated()
		}
		e = expr.Diff(e, d.x)
	}
	return e
}

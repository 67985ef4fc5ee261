package derive

import (
	"math/big"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// maxPolynomial bounds the degree of a polynomial factor for Leibniz' rule.
const maxPolynomial = 400

// product is rung 4: constants come out, polynomials are differentiated by Leibniz' rule until they vanish, and what is
// left must be one function with a closed form, or e^(ax) times a sine or cosine.
func (d deriver) product(e *expr.Node, n int) *expr.Node {
	var constant, polynomial, rest expr.Product
	deg := 0
	var others []*expr.Node
	for i := range e.NFactors() {
		b, p := e.Factor(i)
		f := expr.Pow(b, p)
		if expr.FreeOf(f, d.x) {
			constant.Mul(f)
		} else if k, ok := degree(f, d.x); ok {
			polynomial.Mul(f)
			deg += k
		} else {
			rest.Mul(f)
			others = append(others, f)
		}
	}
	c, p, r := constant.Node(), polynomial.Node(), rest.Node()
	if len(others) == 0 {
		if deg < n {
			return expr.Zero
		}
		if p.Is(expr.OpMul) { // several polynomial factors: no closed form, but single steps stay polynomial
			return nil
		}
		return times(c, d.closed(p, n))
	}
	if deg == 0 {
		if len(others) == 1 {
			return times(c, d.closed(r, n))
		}
		return times(c, d.wave(others, n))
	}
	if deg > maxPolynomial {
		return nil
	}
	// Σ_j C(n, j)·p^(j)·r^(n-j)
	var s expr.Sum
	binom := big.NewInt(1)
	for j := 0; j <= min(deg, n); j++ {
		var g *expr.Node
		if len(others) == 1 {
			g = d.closed(r, n-j)
		} else {
			g = d.wave(others, n-j)
		}
		if g == nil {
			return nil
		}
		s.AddScaled(num.FromInt(binom), expr.Mul(p, g))
		if p = expr.Diff(p, d.x); p == expr.Zero {
			break
		}
		binom.Mul(binom, big.NewInt(int64(n-j))).Quo(binom, big.NewInt(int64(j+1)))
	}
	return times(c, s.Node())
}

func times(c, r *expr.Node) *expr.Node {
	if r == nil {
		return nil
	}
	return expr.Mul(c, r)
}

// wave is e^(ax+b) times the sine or cosine of cx+d, or the hyperbolic ones, for rational a, c: with s² = -1 (+1),
// D^n of e^(ax)·(cos + s·sin)(cx) is (a + sc)^n times it, and the power is taken by squaring.
func (d deriver) wave(fs []*expr.Node, n int) *expr.Node {
	if len(fs) != 2 {
		return nil
	}
	f, g := fs[0], fs[1]
	if !f.Is(expr.OpExp) {
		f, g = g, f
	}
	if !f.Is(expr.OpExp) || g.NArgs() != 1 {
		return nil
	}
	sign := num.NegOne
	var sin, cos *expr.Node
	u := g.Arg(0)
	odd := false
	switch g.Op() {
	case expr.OpSin, expr.OpCos:
		sin, cos, odd = expr.Sin(u), expr.Cos(u), g.Is(expr.OpSin)
	case expr.OpSinh, expr.OpCosh:
		sin, cos, odd, sign = expr.Sinh(u), expr.Cosh(u), g.Is(expr.OpSinh), num.One
	default:
		return nil
	}
	na, ok1 := d.slope(f.Arg(0))
	nc, ok2 := d.slope(u)
	if !ok1 || !ok2 {
		return nil
	}
	a, ok1 := na.Exact()
	c, ok2 := nc.Exact()
	if !ok1 || !ok2 {
		return nil
	}
	type pair struct{ re, im num.Num }
	mul := func(p, q pair) pair {
		return pair{p.re.Mul(q.re).Add(sign.Mul(p.im.Mul(q.im))), p.re.Mul(q.im).Add(p.im.Mul(q.re))}
	}
	z, w := pair{a, c}, pair{num.One, num.Zero}
	for k := n; k > 0; k >>= 1 {
		if k&1 == 1 {
			w = mul(w, z)
		}
		z = mul(z, z)
	}
	// D^n (e^f·cos) = e^f·(A·cos ∓ B·sin), D^n (e^f·sin) = e^f·(A·sin + B·cos).
	var s expr.Sum
	if odd {
		s.AddScaled(w.re, expr.Mul(f, sin))
		s.AddScaled(w.im, expr.Mul(f, cos))
	} else {
		s.AddScaled(w.re, expr.Mul(f, cos))
		s.AddScaled(sign.Mul(w.im), expr.Mul(f, sin))
	}
	return s.Node()
}

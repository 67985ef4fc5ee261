package integral

import (
	"math"
	"math/cmplx"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Roots of irreducible polynomials over ℚ in closed form with real and imaginary parts apart: powers xᵏ = c and nested
// ones g(xᵏ), roots of unity, reciprocal polynomials by y = x + 1/x, cubics by Cardano or by cosines, quartics by
// splitting into two real quadratics. Every list is checked by value against the polynomial before it is used.

// A root is re + i·im; im is nil for a real root, and a complex root stands for itself and its conjugate. A root given
// by modulus and angle has both, so that its powers stay short.
type root struct {
	re, im     *expr.Node
	rho, theta *expr.Node
}

func realRoot(re *expr.Node) root { return root{re: re} }

func polarRoot(rho, theta *expr.Node) root {
	return root{re: expr.Mul(rho, expr.Cos(theta)), im: expr.Mul(rho, expr.Sin(theta)), rho: rho, theta: theta}
}

func (r root) real() bool { return r.im == nil }

// norm returns re² + im².
func (r root) norm() *expr.Node {
	if r.rho != nil {
		return expr.PowInt(r.rho, 2)
	}
	return expr.Add(expr.PowInt(r.re, 2), expr.PowInt(r.im, 2))
}

func (r root) value() complex128 {
	if r.real() {
		return approx(r.re)
	}
	return approx(r.re) + 1i*approx(r.im)
}

// polynomial returns real and imaginary part of u at the root.
func (r root) polynomial(u poly.U[poly.Rat]) (re, im *expr.Node) {
	if r.real() {
		return at(u, r.re, number), expr.Zero
	}
	if r.rho != nil {
		var a, b expr.Sum
		for k, c := range u {
			if c.IsZero() {
				continue
			}
			m := expr.Mul(number(c), expr.PowInt(r.rho, int64(k)))
			kt := expr.Mul(expr.Int(int64(k)), r.theta)
			a.Add(expr.Mul(m, expr.Cos(kt)))
			b.Add(expr.Mul(m, expr.Sin(kt)))
		}
		return a.Node(), b.Node()
	}
	re, im = expr.Zero, expr.Zero
	for k := len(u) - 1; k >= 0; k-- {
		re, im = expr.Add(expr.Mul(re, r.re), expr.Neg(expr.Mul(im, r.im)), number(u[k])),
			expr.Add(expr.Mul(re, r.im), expr.Mul(im, r.re))
	}
	// Parts that vanish or are rational are common and worth recognising.
	return recognise(re), recognise(im)
}

// recognise replaces a constant by 0 when its value is 0 to 60 digits.
func recognise(n *expr.Node) *expr.Node {
	if n.IsNum() {
		return n
	}
	if isZeroConstant(n) {
		return expr.Zero
	}
	return n
}

// roots returns the roots of the monic irreducible p, one of each complex pair, and whether they could be written down.
func (w *work) roots(p poly.U[poly.Rat]) ([]root, bool) {
	w.poll()
	rs := findRoots(p)
	count := 0
	for _, r := range rs {
		z := r.value()
		v, size := complex(0, 0), 0.0
		for k := len(p) - 1; k >= 0; k-- {
			c := p[k].Float64()
			v = v*z + complex(c, 0)
			size = size*cmplx.Abs(z) + math.Abs(c)
		}
		if !(cmplx.Abs(v) <= 1e-9*size) {
			return nil, false
		}
		if r.real() {
			count++
		} else {
			count += 2
		}
	}
	return rs, count == p.Deg() && count > 0
}

func findRoots(p poly.U[poly.Rat]) []root {
	n := p.Deg()
	switch n {
	case 1:
		return []root{realRoot(number(p[0].Neg()))}
	case 2:
		return quadraticRoots(number(p[1]), number(p[0]))
	}
	if k := exponentGCD(p); k > 1 {
		inner := make(poly.U[poly.Rat], n/k+1)
		for i := range inner {
			inner[i] = p[i*k]
		}
		var out []root
		for _, y := range findRoots(inner) {
			out = append(out, radicals(y, k)...)
		}
		return out
	}
	if m := cyclotomicIndex(p); m > 0 {
		var out []root
		for j := int64(1); 2*j <= m; j++ {
			if gcdInt(j, m) == 1 {
				out = append(out, polarRoot(expr.One, expr.Mul(expr.Ratio(2*j, m), expr.Pi)))
			}
		}
		return out
	}
	// Shift by the mean of the roots: a polynomial in (x+s)ᵏ becomes one in xᵏ.
	s := p[n-1].Neg().Div(poly.Int(int64(n)))
	if !s.IsZero() {
		q := p.Compose(poly.U[poly.Rat]{s, poly.Int(1)})
		if n <= 4 || exponentGCD(q) > 1 {
			rs := findRoots(q)
			for i := range rs {
				rs[i] = root{re: expr.Add(rs[i].re, number(s)), im: rs[i].im}
			}
			return rs
		}
	}
	if g, ok := reciprocalPart(p); ok {
		var out []root
		for _, y := range findRoots(g) {
			out = append(out, reciprocalRoots(y)...)
		}
		return out
	}
	switch n {
	case 3:
		return cubicRoots(p)
	case 4:
		return quarticRoots(p)
	}
	return nil
}

func gcdInt(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	if a < 0 {
		return -a
	}
	return a
}

func exponentGCD(p poly.U[poly.Rat]) int {
	k := 0
	for i, c := range p {
		if !c.IsZero() {
			k = int(gcdInt(int64(k), int64(i)))
		}
	}
	return k
}

// quadraticRoots solves x² + bx + c for real expressions b, c.
func quadraticRoots(b, c *expr.Node) []root {
	half := expr.Mul(expr.Ratio(-1, 2), b)
	d := expr.Sub(expr.PowInt(half, 2), c)
	v := real(approx(d))
	if v >= 0 {
		s := expr.Sqrt(d)
		return []root{realRoot(expr.Add(half, s)), realRoot(expr.Sub(half, s))}
	}
	return []root{{re: half, im: expr.Sqrt(expr.Neg(d))}}
}

// radicals returns the k-th roots of y and, for complex y, of its conjugate: one of each complex pair.
func radicals(y root, k int) []root {
	var out []root
	kk := int64(k)
	if y.real() {
		v := real(approx(y.re))
		start := int64(0)
		size := y.re
		if v < 0 {
			start, size = 1, expr.Neg(size)
		}
		rho := expr.Pow(size, expr.Ratio(1, kk))
		for j := start; j <= kk; j += 2 { // angles jπ/k in [0, π]
			switch j {
			case 0:
				out = append(out, realRoot(rho))
			case kk:
				out = append(out, realRoot(expr.Neg(rho)))
			default:
				out = append(out, polarRoot(rho, expr.Mul(expr.Ratio(j, kk), expr.Pi)))
			}
		}
		return out
	}
	size := y.rho
	if size == nil {
		size = expr.Sqrt(y.norm())
	}
	theta := y.theta
	if theta == nil {
		theta = expr.Acos(expr.Div(y.re, size))
	}
	if k == 2 && !rationalAngle(theta) {
		u := expr.Sqrt(expr.Mul(expr.Half, expr.Add(size, y.re)))
		v := expr.Sqrt(expr.Mul(expr.Half, expr.Sub(size, y.re)))
		return []root{{re: u, im: v}, {re: expr.Neg(u), im: v}}
	}
	rho := expr.Pow(size, expr.Ratio(1, kk))
	for j := range kk {
		out = append(out, polarRoot(rho, expr.Mul(expr.Ratio(1, kk), expr.Add(theta, expr.Mul(expr.Int(2*j), expr.Pi)))))
	}
	return out
}

func rationalAngle(theta *expr.Node) bool {
	_, rest := theta.Split()
	return rest == expr.Pi
}

// cyclotomicIndex returns m if p is the m-th cyclotomic polynomial, m ≤ 60, else 0.
func cyclotomicIndex(p poly.U[poly.Rat]) int64 {
	n := p.Deg()
	if !p[0].IsOne() {
		return 0
	}
	for m := int64(3); m <= 60; m++ {
		phi := 0
		for j := int64(1); j < m; j++ {
			if gcdInt(j, m) == 1 {
				phi++
			}
		}
		if phi != n {
			continue
		}
		z := cmplx.Exp(complex(0, 2*math.Pi/float64(m)))
		v := complex(0, 0)
		for k := len(p) - 1; k >= 0; k-- {
			c := p[k].Float64()
			v = v*z + complex(c, 0)
		}
		if cmplx.Abs(v) < 1e-9 {
			return m
		}
	}
	return 0
}

// reciprocalPart returns g with p = x^(n/2)·g(x + 1/x), if p reads the same from both ends.
func reciprocalPart(p poly.U[poly.Rat]) (poly.U[poly.Rat], bool) {
	n := p.Deg()
	if n%2 != 0 {
		return nil, false
	}
	for i := range p {
		if !p[i].Equal(p[n-i]) {
			return nil, false
		}
	}
	// x^m + x^−m as polynomials in y: t₀ = 2, t₁ = y, t_m = y·t_{m−1} − t_{m−2}.
	y := poly.U[poly.Rat]{poly.Int(0), poly.Int(1)}
	prev, cur := poly.U[poly.Rat]{poly.Int(2)}, y
	h := n / 2
	g := poly.U[poly.Rat]{p[h]}.Trim()
	for m := 1; m <= h; m++ {
		g = g.Add(cur.Scale(p[h+m]))
		prev, cur = cur, y.Mul(cur).Sub(prev)
	}
	return g.Monic(), true
}

// reciprocalRoots solves x + 1/x = y.
func reciprocalRoots(y root) []root {
	if y.real() {
		v := real(approx(y.re))
		if math.Abs(v) < 2 {
			re := expr.Mul(expr.Half, y.re)
			return []root{{re: re, im: expr.Sqrt(expr.Sub(expr.One, expr.PowInt(re, 2)))}}
		}
		return quadraticRoots(expr.Neg(y.re), expr.One)
	}
	// x = h ± √(h² − 1) for h = y/2, complex: √(a+ib) = u + iv with u = √((r+a)/2), v = ±√((r−a)/2).
	h, k := expr.Mul(expr.Half, y.re), expr.Mul(expr.Half, y.im)
	a := expr.Add(expr.PowInt(h, 2), expr.Neg(expr.PowInt(k, 2)), expr.NegOne)
	b := expr.Mul(expr.Two, h, k)
	r := expr.Sqrt(expr.Add(expr.PowInt(a, 2), expr.PowInt(b, 2)))
	u := expr.Sqrt(expr.Mul(expr.Half, expr.Add(r, a)))
	v := expr.Sqrt(expr.Mul(expr.Half, expr.Sub(r, a)))
	if real(approx(b)) < 0 {
		v = expr.Neg(v)
	}
	return []root{{re: expr.Add(h, u), im: expr.Add(k, v)}, {re: expr.Sub(h, u), im: expr.Sub(k, v)}}
}

func realCubeRoot(n *expr.Node) *expr.Node {
	if real(approx(n)) < 0 {
		return expr.Neg(expr.Pow(expr.Neg(n), expr.Ratio(1, 3)))
	}
	return expr.Pow(n, expr.Ratio(1, 3))
}

// cubicRoots solves x³ + px + q (no square term).
func cubicRoots(f poly.U[poly.Rat]) []root {
	p, q := f[1], f[0]
	// Δ/−108 = q²/4 + p³/27.
	d := q.Mul(q).Div(poly.Int(4)).Add(p.Pow(3).Div(poly.Int(27)))
	half := number(q.Div(poly.Int(-2)))
	if d.Sign() > 0 {
		s := expr.Sqrt(number(d))
		u := realCubeRoot(expr.Add(half, s))
		v := realCubeRoot(expr.Sub(half, s))
		sum, diff := expr.Add(u, v), expr.Sub(u, v)
		return []root{realRoot(sum), {
			re: expr.Mul(expr.Ratio(-1, 2), sum),
			im: expr.Mul(expr.Half, expr.Sqrt(expr.Int(3)), diff),
		}}
	}
	// Three real roots: 2√(−p/3)·cos((acos(3q/(2p)·√(−3/p)) − 2πk)/3).
	amp := expr.Mul(expr.Two, expr.Sqrt(number(p.Div(poly.Int(-3)))))
	arg := expr.Mul(number(q.MulInt(3).Div(p.MulInt(2))), expr.Sqrt(number(poly.Int(-3).Div(p))))
	base := expr.Acos(arg)
	var out []root
	for k := range int64(3) {
		angle := expr.Mul(expr.Ratio(1, 3), expr.Sub(base, expr.Mul(expr.Int(2*k), expr.Pi)))
		out = append(out, realRoot(expr.Mul(amp, expr.Cos(angle))))
	}
	return out
}

// quarticRoots solves x⁴ + px² + qx + r by (x² + αx + β)(x² − αx + γ), α² a positive root of z³ + 2pz² + (p²−4r)z − q².
func quarticRoots(f poly.U[poly.Rat]) []root {
	p, q, r := f[2], f[1], f[0]
	res := poly.U[poly.Rat]{q.Mul(q).Neg(), p.Mul(p).Sub(r.MulInt(4)), p.MulInt(2), poly.Int(1)}
	var alpha2 *expr.Node
	_, fs := poly.Factor(poly.FromU(res, 0))
	for _, g := range fs { // a root from the factor of least degree that has a positive one
		for _, z := range findRoots(g.P.ToU(0).Monic()) {
			if alpha2 == nil && z.real() && real(approx(z.re)) > 1e-12 {
				alpha2 = z.re
			}
		}
	}
	if alpha2 == nil {
		return nil
	}
	alpha := expr.Sqrt(alpha2)
	common := expr.Add(number(p), alpha2)
	qa := expr.Div(number(q), alpha)
	beta := expr.Mul(expr.Half, expr.Sub(common, qa))
	gamma := expr.Mul(expr.Half, expr.Add(common, qa))
	return append(quadraticRoots(alpha, beta), quadraticRoots(expr.Neg(alpha), gamma)...)
}

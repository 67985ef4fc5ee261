package integral

import (
	"fmt"
	"math"
	"math/big"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/limit"
	"tandem/symbolic/internal/numeric"
)

// limit returns the limit of F at p from below (side −1) or above (1): by substitution where F is continuous there, by
// the limits of its parts, by series, or by recognising the value that F tends to. A limit that is infinite is ErrDivergent.
func (d definite) limit(F *expr.Node, p endpoint, side int) (*expr.Node, error) {
	value, kind := d.numericLimit(F, p, side)
	if kind == infinite {
		return nil, ErrDivergent
	}
	fits := func(n *expr.Node) bool {
		if n == nil || n == expr.Undefined || n.HasInfinity() {
			return false
		}
		z := approx(n)
		if math.IsNaN(real(z)) {
			return false
		}
		if kind == unknownLimit {
			return true // the quadrature at the end has the last word
		}
		return cmplxClose(z, value.Complex128())
	}
	if p.node != nil && !p.node.HasInfinity() {
		if n := expr.Subs(F, map[*expr.Node]*expr.Node{d.x: p.node}); fits(n) && kind != unknownLimit {
			return n, nil
		}
	}
	if p.node != nil {
		if n := d.structural(F, p, side); fits(n) {
			return n, nil
		}
		if n, err := limit.At(F, d.x, p.node, side); err == nil && n.HasInfinity() {
			return nil, ErrDivergent
		} else if err == nil && fits(n) {
			return n, nil
		}
	}
	if kind == finite && (value.Im.Sign() == 0 || value.Im.MantExp(nil) < -100) {
		if n, ok := recogniseReal(value.Re, 90); ok {
			return n, nil
		}
	}
	return nil, fmt.Errorf("a limit cannot be decided: %w", ErrNotFound)
}

func cmplxClose(a, b complex128) bool {
	return math.Hypot(real(a)-real(b), imag(a)-imag(b)) <= 1e-9*math.Max(1, math.Hypot(real(b), imag(b)))
}

type limitKind int

const (
	finite limitKind = iota
	infinite
	unknownLimit
)

// near returns p + side·2^(−k), or for infinite p the point ±2^k.
func (d definite) near(c *numeric.Context, p endpoint, side, k int) numeric.Complex {
	one := new(big.Float).SetPrec(c.Prec()).SetInt64(1) // SetMantExp takes over its precision
	step := new(big.Float).SetMantExp(one, -k)
	if math.IsInf(p.value, 0) {
		step.SetMantExp(one, k)
		if p.value < 0 {
			step.Neg(step)
		}
		return numeric.Complex{Re: step, Im: c.Int(0).Im}
	}
	if side < 0 {
		step.Neg(step)
	}
	base := c.Float(p.value, 0)
	if p.node != nil {
		base = eval.NewDuals(c).Of(p.node).V
	}
	return numeric.Complex{Re: step.Add(step, base.Re), Im: c.Int(0).Im}
}

// numericLimit evaluates F ever nearer to p. A difference that shrinks shows a limit; one that does not, where F tends to
// infinity at least like a logarithm, a divergence.
func (d definite) numericLimit(F *expr.Node, p endpoint, side int) (numeric.Complex, limitKind) {
	c := numeric.New(digits60 + 400)
	var vs []numeric.Complex
	sample := func(ks ...int) {
		vs = vs[:0]
		for _, k := range ks {
			numeric.Defined(func() {
				ev := eval.NewDuals(c)
				ev.Set(d.x, d.near(c, p, side, k), false)
				vs = append(vs, ev.Of(F).V)
			})
		}
	}
	sample(24, 40, 64, 96, 128)
	if len(vs) < 3 && math.IsInf(p.value, 0) { // exponentials overflow so far out
		sample(3, 5, 7, 9, 11)
	}
	n := len(vs)
	if n < 3 {
		return numeric.Complex{}, unknownLimit
	}
	d1, d2 := c.Sub(vs[n-2], vs[n-3]), c.Sub(vs[n-1], vs[n-2])
	scale := max(vs[n-1].Exponent(), 0)
	switch {
	case d2.IsZero() || d2.Exponent() < scale-60:
		return vs[n-1], finite
	case d2.Exponent() <= d1.Exponent()-8 && !math.IsInf(p.value, 0):
		// An algebraic approach h^α: too slow for digits, fast enough to be one.
		return vs[n-1], unknownLimit
	case math.IsInf(p.value, 0) && d2.Exponent() < d1.Exponent():
		return vs[n-1], unknownLimit
	case growing(vs) && c.Abs(d2).Re.Cmp(c.Mul(c.Float(0.9, 0), c.Abs(d1)).Re) >= 0:
		// A logarithm grows by as much from each sample to the next; 1 - 1/log h, which has a limit, by ever less.
		return vs[n-1], infinite
	}
	return vs[n-1], unknownLimit
}

// growing reports whether the moduli increase throughout.
func growing(vs []numeric.Complex) bool {
	for i := 1; i < len(vs); i++ {
		a, b := vs[i-1].Complex128(), vs[i].Complex128()
		if !(math.Hypot(real(b), imag(b)) > math.Hypot(real(a), imag(a)) || math.IsInf(real(b), 0)) {
			return false
		}
	}
	return true
}

// structural takes the limit of n through its parts; nil where that decides nothing, ±Infinity for infinite ones.
func (d definite) structural(n *expr.Node, p endpoint, side int) *expr.Node {
	if expr.FreeOf(n, d.x) {
		return n
	}
	if n == d.x {
		return p.node
	}
	signOf := func(m *expr.Node) float64 { // the sign of m close to p
		s := math.NaN()
		numeric.Defined(func() {
			c := numeric.New(digits60 + 60)
			ev := eval.NewDuals(c)
			k := 128
			if math.IsInf(p.value, 0) {
				k = 8
			}
			ev.Set(d.x, d.near(c, p, side, k), false)
			s, _ = ev.Of(m).V.Re.Float64()
		})
		return s
	}
	infinity := func(m *expr.Node) *expr.Node {
		switch s := signOf(m); {
		case s > 0:
			return expr.Infinity
		case s < 0:
			return expr.Neg(expr.Infinity)
		}
		return nil
	}
	switch n.Op() {
	case expr.OpAdd:
		var s expr.Sum
		for _, t := range n.Operands() {
			l := d.structural(t, p, side)
			if l == nil {
				return nil
			}
			s.Add(l)
		}
		if r := s.Node(); r != expr.Undefined {
			return r
		}
		return nil
	case expr.OpMul, expr.OpPow:
		r := expr.Number(n.Coef())
		vanish, blow := false, false
		for i := range n.NFactors() {
			b, e := n.Factor(i)
			lb, le := d.structural(b, p, side), d.structural(e, p, side)
			if lb == nil || le == nil {
				return nil
			}
			if b == expr.E {
				if le == expr.Infinity {
					blow = true
					continue
				}
				if expr.Neg(le) == expr.Infinity {
					vanish = true
					continue
				}
			}
			zero := isZeroConstant(lb)
			inf := lb.HasInfinity()
			neg := real(approx(le)) < 0
			switch {
			case zero && !neg, inf && neg:
				vanish = true
			case zero || inf:
				blow = true
			default:
				r = expr.Mul(r, expr.Pow(lb, le))
			}
		}
		switch {
		case vanish && blow:
			return nil
		case vanish:
			return expr.Zero
		case blow:
			return infinity(n)
		}
		return r
	}
	if !n.Op().IsFunction() || n.NArgs() != 1 {
		return nil
	}
	l := d.structural(n.Arg(0), p, side)
	if l == nil {
		return nil
	}
	if l.HasInfinity() {
		s := expr.One
		if l != expr.Infinity {
			s = expr.NegOne
		}
		half := expr.Mul(expr.Half, expr.Pi)
		switch n.Op() {
		case expr.OpAtan, expr.OpSi:
			return expr.Mul(s, half)
		case expr.OpErf, expr.OpTanh, expr.OpCoth:
			return s
		case expr.OpErfc:
			return expr.Sub(expr.One, s)
		case expr.OpCi:
			return expr.Zero
		case expr.OpFresnelC, expr.OpFresnelS:
			return expr.Mul(s, expr.Half)
		case expr.OpExp, expr.OpEi:
			if s == expr.NegOne {
				return expr.Zero
			}
			return expr.Infinity
		case expr.OpLog, expr.OpAcosh, expr.OpCosh:
			return expr.Infinity
		case expr.OpAsinh, expr.OpSinh:
			return expr.Mul(s, expr.Infinity)
		case expr.OpAcot, expr.OpAcoth, expr.OpSech, expr.OpCsch:
			return expr.Zero
		}
		return nil
	}
	r := expr.Fn(n.Op(), l)
	if r == expr.Undefined || math.IsNaN(real(approx(r))) {
		return infinity(n)
	}
	return r
}

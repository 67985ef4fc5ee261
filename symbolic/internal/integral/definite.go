package integral

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
)

// Definite integrals by the fundamental theorem, where it holds: the interval is cut at every point where the integrand
// or its antiderivative may jump or be infinite, one-sided limits are taken at the cuts, and the sum is compared with a
// quadrature. An antiderivative that jumps (∫ dx/(2+cos x) through tan(x/2)) does no harm then, and a pole inside shows as
// an infinite limit.

// ErrDivergent says that a definite integral has no finite value.
var ErrDivergent = errors.New("the integral diverges")

// Definite returns ∫ₐᵇ f dx.
func Definite(ctx context.Context, f, x, a, b *expr.Node, opts Options) (v *expr.Node, err error) {
	if expr.Has(a, x) || expr.Has(b, x) {
		return nil, fmt.Errorf("the limits contain the variable: %w", ErrNotFound)
	}
	if a == b {
		return expr.Zero, nil
	}
	F, _, err := Integrate(ctx, f, x, opts)
	w := &work{ctx: ctx, steps: DefaultSteps, memo: map[memoKey]*expr.Node{}, active: map[memoKey]bool{}}
	if len(otherSymbols(x, f, a, b)) > 0 {
		if err != nil {
			return nil, err
		}
		return withParameters(F, f, x, a, b)
	}
	lo, ok1 := endpointOf(a)
	hi, ok2 := endpointOf(b)
	if !ok1 || !ok2 {
		return nil, fmt.Errorf("a limit is not real: %w", ErrNotFound)
	}
	gerr := w.guard(func() {
		sign := expr.One
		if lo.value > hi.value {
			lo, hi, sign = hi, lo, expr.NegOne
		}
		d := definite{w: w, f: f, x: x, lo: lo, hi: hi}
		if err == nil {
			v, err = d.exact(F)
		}
		if err != nil && !errors.Is(err, ErrDivergent) && opts.Numeric {
			if q, ok := d.quadrature(d.cuts(f, f)); ok {
				v, err = expr.Float(q), nil
			}
		}
		if v != nil {
			v = expr.Mul(sign, v)
		}
	})
	if gerr != nil {
		return nil, gerr
	}
	return v, err
}

// withParameters returns F(b) - F(a) where other symbols occur: wherever these are real, F has no point at which it may jump.
func withParameters(F, f, x, a, b *expr.Node) (*expr.Node, error) {
	if a.HasInfinity() || b.HasInfinity() || len(criticalFunctions(x, f, F)) > 0 {
		return nil, fmt.Errorf("it depends on symbols whether the integrand is continuous between the limits: %w", ErrNotFound)
	}
	at := func(p *expr.Node) *expr.Node { return expr.Subs(F, map[*expr.Node]*expr.Node{x: p}) }
	return expr.Sub(at(b), at(a)), nil
}

// An endpoint is an exact real number or an infinity.
type endpoint struct {
	node  *expr.Node
	value float64
}

func endpointOf(n *expr.Node) (endpoint, bool) {
	if n == expr.Infinity {
		return endpoint{n, math.Inf(1)}, true
	}
	if expr.Neg(n) == expr.Infinity {
		return endpoint{n, math.Inf(-1)}, true
	}
	z := approx(n)
	return endpoint{n, real(z)}, math.Abs(imag(z)) < 1e-15 && !math.IsNaN(real(z))
}

type definite struct {
	w      *work
	f, x   *expr.Node
	lo, hi endpoint
}

func (d definite) exact(F *expr.Node) (*expr.Node, error) {
	points := d.cuts(d.f, F)
	var sum expr.Sum
	for i := 0; i+1 < len(points); i++ {
		d.w.poll()
		for _, end := range []struct {
			p    endpoint
			side int
			sign *expr.Node
		}{{points[i+1], -1, expr.One}, {points[i], 1, expr.NegOne}} {
			l, err := d.limit(F, end.p, end.side)
			if err != nil {
				return nil, err
			}
			sum.Add(expr.Mul(end.sign, l))
		}
	}
	v := sum.Node()
	got := approx(v)
	want, ok := d.quadrature(points)
	if !ok && (d.oscillates(F) || d.agreesInside(F, points)) {
		return realPart(v), nil
	}
	if !ok || !(math.Abs(real(got)-want) <= 1e-7*math.Max(1e-3, math.Abs(want))) || math.Abs(imag(got)) > 1e-12*math.Max(1, math.Abs(want)) {
		return nil, fmt.Errorf("the value does not agree with a quadrature: %w", ErrNotFound)
	}
	return realPart(v), nil
}

// oscillates reports whether an infinite interval explains that the quadrature does not converge: then the antiderivative
// is compared with it on a finite part, which holds all points where it may jump, and its limits at infinity stand.
func (d definite) oscillates(F *expr.Node) bool {
	lo, hi := d.lo, d.hi
	if !math.IsInf(lo.value, 0) && !math.IsInf(hi.value, 0) {
		return false
	}
	endless := false // zeros of critical functions that go on for ever
	for _, g := range criticalFunctions(d.x, d.f, F) {
		expr.Visit(g, func(n *expr.Node) bool {
			endless = endless || circularOp(n.Op()) && expr.Has(n, d.x)
			return true
		})
	}
	if endless {
		return false
	}
	points := d.cuts(d.f, F)
	first, last := points[0], points[len(points)-1]
	const reach = 8
	if math.IsInf(last.value, 1) {
		from := 0.0
		if k := len(points) - 2; !math.IsInf(points[k].value, 0) {
			from = points[k].value
		}
		last = endpoint{expr.Int(int64(from) + reach), math.Trunc(from) + reach}
	}
	if math.IsInf(first.value, -1) {
		from := math.Min(0, last.value)
		if !math.IsInf(points[1].value, 0) {
			from = points[1].value
		}
		first = endpoint{expr.Int(int64(from) - reach), math.Trunc(from) - reach}
	}
	part := definite{w: d.w, f: d.f, x: d.x, lo: first, hi: last}
	pieces := part.cuts(d.f, F)
	want, ok := part.quadrature(pieces)
	got := 0.0
	for i := 0; i+1 < len(pieces); i++ {
		got += part.beside(F, pieces[i+1], -1) - part.beside(F, pieces[i], 1)
	}
	return ok && math.Abs(got-want) <= 1e-7*math.Max(1e-3, math.Abs(want))
}

// agreesInside compares F with quadratures on all but the outermost 2⁻¹⁰ of each piece of a finite interval: where
// the quadrature does not converge because f is barely integrable at an end, as 1/(x·log²x) is at 0, the limits of F stand.
func (d definite) agreesInside(F *expr.Node, points []endpoint) bool {
	if math.IsInf(d.lo.value, 0) || math.IsInf(d.hi.value, 0) {
		return false
	}
	for i := 0; i+1 < len(points); i++ {
		inset := (points[i+1].value - points[i].value) / 1024
		a, b := points[i].value+inset, points[i+1].value-inset
		lo, hi := endpoint{expr.Rationalise(expr.Float(a)), a}, endpoint{expr.Rationalise(expr.Float(b)), b}
		want, ok := d.tanhSinh(lo, hi)
		if got := d.beside(F, hi, -1) - d.beside(F, lo, 1); !ok || !(math.Abs(got-want) <= 1e-7*math.Max(1e-3, math.Abs(want))) {
			return false
		}
	}
	return true
}

// beside is the real value of F close to p, NaN where it has none.
func (d definite) beside(F *expr.Node, p endpoint, side int) float64 {
	v := math.NaN()
	numeric.Defined(func() {
		c := numeric.New(digits60 + 60)
		ev := eval.NewDuals(c)
		ev.Set(d.x, d.near(c, p, side, 120), false)
		v = real(ev.Of(F).V.Complex128())
	})
	return v
}

// realPart drops imaginary terms that cancel in value, as those of logarithms of negative numbers do.
func realPart(v *expr.Node) *expr.Node {
	if !expr.Has(v, expr.I) {
		return v
	}
	var s expr.Sum
	for _, t := range v.Operands() {
		if v.Op() != expr.OpAdd {
			return v
		}
		if z := approx(t); real(z) != 0 || !expr.Has(t, expr.I) {
			s.Add(t)
		}
	}
	r := s.Node()
	if d := approx(expr.Sub(r, v)); real(d) == 0 {
		return r
	}
	return v
}

// cuts returns the ends of the interval and the points inside where f or F may be singular or jump, ascending.
func (d definite) cuts(f, F *expr.Node) []endpoint {
	inside := []endpoint{}
	for _, g := range criticalFunctions(d.x, f, F) {
		for _, z := range d.zeros(g) {
			if z.value > d.lo.value && z.value < d.hi.value && !slices.ContainsFunc(inside, func(o endpoint) bool {
				return math.Abs(o.value-z.value) < 1e-9*math.Max(1, math.Abs(z.value))
			}) {
				inside = append(inside, z)
			}
		}
	}
	slices.SortFunc(inside, func(a, b endpoint) int {
		if a.value < b.value {
			return -1
		}
		return 1
	})
	return append(append([]endpoint{d.lo}, inside...), d.hi)
}

// criticalFunctions lists the functions of x whose zeros are the points where ns may fail to be continuous.
func criticalFunctions(x *expr.Node, ns ...*expr.Node) []*expr.Node {
	var out []*expr.Node
	add := func(g *expr.Node) {
		if expr.Has(g, x) && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	one := expr.One
	for _, n := range ns {
		expr.Visit(n, func(m *expr.Node) bool {
			if m.Op() == expr.OpMul || m.Op() == expr.OpPow {
				for i := range m.NFactors() {
					b, e := m.Factor(i)
					if k, ok := e.Int64(); !ok || k < 0 {
						if b != expr.E {
							add(b)
						}
					}
				}
			}
			if !m.Op().IsFunction() || m.NArgs() != 1 {
				return true
			}
			u := m.Arg(0)
			switch m.Op() {
			case expr.OpLog, expr.OpAbs, expr.OpSign, expr.OpStep, expr.OpEi, expr.OpCi, expr.OpChi, expr.OpAcot, expr.OpAcoth,
				expr.OpAsec, expr.OpAcsc, expr.OpAsech, expr.OpAcsch:
				add(u)
			case expr.OpLi:
				add(u)
				add(expr.Sub(u, one))
			case expr.OpTan, expr.OpSec:
				add(expr.Cos(u))
			case expr.OpCot, expr.OpCsc:
				add(expr.Sin(u))
			case expr.OpCoth, expr.OpCsch:
				add(u)
			case expr.OpAtanh, expr.OpAsin, expr.OpAcos, expr.OpDilog:
				add(expr.Sub(one, u))
				add(expr.Add(one, u))
			case expr.OpAcosh:
				add(expr.Sub(u, one))
			}
			return true
		})
	}
	return out
}

const scanPoints = 600

// at maps s in (0, 1) to the interval.
func (d definite) at(s float64) float64 {
	lo, hi := d.lo.value, d.hi.value
	switch {
	case math.IsInf(lo, 0) && math.IsInf(hi, 0):
		t := 2*s - 1
		return t / (1 - t*t)
	case math.IsInf(hi, 0):
		return lo + s/(1-s)
	case math.IsInf(lo, 0):
		return hi - (1-s)/s
	}
	return lo + s*(hi-lo)
}

// zeros finds the zeros of g in the interval: sign changes, and minima of |g| that reach 0, refined and then recognised
// as exact numbers where they are one.
func (d definite) zeros(g *expr.Node) []endpoint {
	var out []endpoint
	vals := make([]float64, scanPoints+1)
	for i := range vals {
		vals[i] = real(approxAt(g, d.x, complex(d.at((float64(i)+0.4142)/(scanPoints+1)), 0)))
		d.w.poll()
	}
	for i := 0; i < scanPoints; i++ {
		a, b := d.at((float64(i)+0.4142)/(scanPoints+1)), d.at((float64(i)+1.4142)/(scanPoints+1))
		cross := vals[i]*vals[i+1] < 0
		dip := i > 0 && math.Abs(vals[i]) < math.Abs(vals[i-1]) && math.Abs(vals[i]) <= math.Abs(vals[i+1]) && vals[i-1]*vals[i+1] > 0
		if vals[i] == 0 {
			cross = true
			b = a
		}
		if !cross && !dip {
			continue
		}
		start := (a + b) / 2
		mult := int64(1)
		if dip {
			start, mult = a, 2
		}
		if z, ok := d.refine(g, start, mult); ok {
			out = append(out, z)
		}
	}
	return out
}

// refine is Newton's iteration for a zero of multiplicity mult.
func (d definite) refine(g *expr.Node, start float64, mult int64) (endpoint, bool) {
	c := numeric.New(digits60 + 60)
	z := c.Float(start, 0)
	converged := false
	numeric.Defined(func() {
		for range 60 {
			ev := eval.NewDuals(c)
			ev.Set(d.x, z, true)
			r := ev.Of(g)
			if r.V.IsZero() || r.V.Exponent() < -230 {
				converged = true
				return
			}
			if r.D.IsZero() {
				return
			}
			step := c.Mul(c.Int(mult), c.Div(r.V, r.D))
			z = c.Sub(z, numeric.Complex{Re: step.Re, Im: c.Int(0).Im})
			if step.Exponent() < max(z.Exponent(), 0)-100 {
				converged = true
				return
			}
		}
	})
	v, _ := z.Re.Float64()
	if !converged || math.Abs(v-start) > 1+math.Abs(start) {
		return endpoint{}, false
	}
	for _, bits := range []int{150, 90} {
		if n, ok := recogniseReal(z.Re, bits); ok {
			// A zero it is only if g vanishes there exactly.
			if s := expr.Subs(g, map[*expr.Node]*expr.Node{d.x: n}); s.IsZero() || isZeroConstant(s) {
				return endpoint{n, v}, true
			}
		}
	}
	return endpoint{value: v}, true
}

// recogniseReal returns the number r·c, r a rational of small height and c one of a few constants, that v is to so many
// bits.
func recogniseReal(v *big.Float, bits int) (*expr.Node, bool) {
	if v.Sign() == 0 || v.MantExp(nil) < -bits {
		return expr.Zero, true
	}
	c := numeric.New(digits60 + 60)
	for _, k := range []*expr.Node{
		expr.One, expr.Pi, expr.Sqrt(expr.Two), expr.Sqrt(expr.Int(3)), expr.Sqrt(expr.Int(5)), expr.Sqrt(expr.Int(6)), expr.Sqrt(expr.Pi),
		expr.Log(expr.Two), expr.Log(expr.Int(3)), expr.E, expr.Inv(expr.E), expr.PowInt(expr.Pi, 2),
		expr.Mul(expr.Pi, expr.Sqrt(expr.Two)), expr.Mul(expr.Pi, expr.Sqrt(expr.Int(3))), expr.Sqrt(expr.Int(7)),
	} {
		ev := eval.NewDuals(c)
		q := new(big.Float).SetPrec(260).Quo(v, ev.Of(k).V.Re)
		if p, den, ok := smallRational(q, bits); ok {
			return expr.Mul(expr.Ratio(p, den), k), true
		}
	}
	return nil, false
}

// smallRational finds p/q with |p|, q below 2²⁰ equal to v to so many bits, by continued fractions.
func smallRational(v *big.Float, bits int) (p, q int64, ok bool) {
	x := new(big.Float).Copy(v)
	p0, q0, p1, q1 := int64(0), int64(1), int64(1), int64(0)
	for range 24 {
		if x.MantExp(nil) > 30 {
			return 0, 0, false
		}
		a, _ := x.Int64()
		if x.Sign() < 0 && !x.IsInt() {
			a--
		}
		p0, q0, p1, q1 = p1, q1, a*p1+p0, a*q1+q0
		if q1 > 1<<20 || p1 > 1<<20 || p1 < -1<<20 {
			return 0, 0, false
		}
		e := new(big.Float).SetPrec(300).Mul(v, new(big.Float).SetInt64(q1))
		e.Sub(e, new(big.Float).SetInt64(p1))
		if e.Sign() == 0 || e.MantExp(nil) < -bits {
			return p1, q1, true
		}
		x.Sub(x, new(big.Float).SetInt64(a))
		if x.Sign() == 0 {
			return 0, 0, false
		}
		x.Quo(new(big.Float).SetPrec(260).SetInt64(1), x)
	}
	return 0, 0, false
}

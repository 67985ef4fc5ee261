package eval

import (
	"errors"
	"fmt"
	"math"
	"math/big"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/numeric"
)

// Values to any precision. A ball is a complex number and a bound of its error; errors are carried through every
// operation by bounds of the derivative over the ball, plus the rounding of the operation itself. If the bound of the
// result is not small enough, everything is computed again with more bits.

// A ball is |value - mid| ≤ 2^rad; rad = exact for no error.
type ball struct {
	mid numeric.Complex
	rad float64 // log₂ of the bound
}

var exact = math.Inf(-1)

// ErrPrecision is the reason when a value is too close to zero, a pole or a branch cut to be told from it within the
// cap.
var ErrPrecision = errors.New("symbolic: the precision needed exceeds the cap")

// ErrRange is the reason when a part of the expression is undefined, or beyond what the functions of arbitrary
// precision cover: values above 2^65536, special functions of very large arguments.
var ErrRange = errors.New("symbolic: a part of the expression is undefined or out of range")

// errMore asks for another round with more bits.
var errMore = errors.New("more bits")

// Big returns n to digits correct decimal digits, where symbols have exact values. The error is below one unit of the
// last digit asked for. Where sums cancel so far that zero is suspected, isZero is asked whether it can be proved.
func Big(n *expr.Node, digits int, at map[*expr.Node]*big.Rat, isZero func(*expr.Node) bool) (*big.Float, error) {
	if digits < 1 || digits > 1_000_000 {
		return nil, fmt.Errorf("symbolic: EvalBig to %d digits: between 1 and 1000000", digits)
	}
	values := make(map[*expr.Node]*expr.Node, len(at))
	for s, v := range at {
		values[s] = fromRat(v)
	}
	if n = expr.Subs(n, values); n == expr.Undefined || n.HasInfinity() {
		return nil, &UndefinedError{n, "the value is undefined or infinite"}
	}
	for _, s := range expr.Symbols(n) {
		return nil, &UndefinedError{s, "no value is given for the symbol " + s.Name()}
	}
	want := float64(digits)*math.Log2(10) + 2
	out := uint(want) + 8
	if q, ok := n.Exact(); ok {
		return new(big.Float).SetPrec(out).SetRat(q.Rat()), nil
	}
	limit := 10*want + 4000
	round, outside := 0, false
	for prec := want + 40; prec <= limit; prec *= 1.6 {
		if round++; round == 3 && isZero(n) {
			return new(big.Float).SetPrec(out), nil
		}
		e := ballEval{c: numeric.New(uint(prec)), prec: prec, memo: map[*expr.Node]ball{}}
		b, err := e.run(n)
		outside = errors.Is(err, ErrRange)
		if outside || errors.Is(err, errMore) {
			continue
		}
		if err != nil {
			return nil, err
		}
		size := magnitude(b.mid)
		if b.rad > size-want { // the ball is too wide, or holds 0
			continue
		}
		if im := exponent(b.mid.Im); im > b.rad {
			return nil, &UndefinedError{n, fmt.Sprintf("the value is not real: imaginary part near %.6g", b.mid.Im)}
		}
		return new(big.Float).SetPrec(out).Set(b.mid.Re), nil
	}
	if outside {
		return nil, ErrRange
	}
	return nil, fmt.Errorf("%w of %d bits", ErrPrecision, int(limit))
}

// Below reports whether the constant n is proved to be less than 2^-bits in modulus, or (ok, not below) not to be 0.
func Below(n *expr.Node, bits float64) (below, ok bool) {
	for _, extra := range []float64{64, 512, 4096} {
		e := ballEval{c: numeric.New(uint(bits + extra)), prec: bits + extra, memo: map[*expr.Node]ball{}}
		b, err := e.run(n)
		if err != nil {
			continue
		}
		switch size := magnitude(b.mid); {
		case join(size+2, b.rad) < -bits:
			return true, true
		case size > b.rad:
			return false, true
		}
	}
	return false, false
}

func exponent(f *big.Float) float64 {
	if f.Sign() == 0 {
		return math.Inf(-1)
	}
	return float64(f.MantExp(nil))
}

// magnitude is log₂ |z| to within one, from below.
func magnitude(z numeric.Complex) float64 {
	return math.Max(exponent(z.Re), exponent(z.Im)) - 1
}

// join is log₂(2^a + 2^b + …), rounded up a little.
func join(logs ...float64) float64 {
	m := math.Inf(-1)
	for _, l := range logs {
		m = math.Max(m, l)
	}
	if math.IsInf(m, -1) {
		return m
	}
	s := 0.0
	for _, l := range logs {
		s += math.Exp2(l - m)
	}
	return m + math.Log2(s) + 1e-9
}

type ballEval struct {
	c    *numeric.Context
	prec float64
	memo map[*expr.Node]ball
	err  error
}

// run evaluates, and turns the panic of an undefined value into a request for more bits: a pole may only seem to be met.
func (e *ballEval) run(n *expr.Node) (b ball, err error) {
	if !numeric.Defined(func() { b = e.value(n) }) {
		if e.err == nil {
			e.err = ErrRange
		}
	}
	return b, e.err
}

// stop ends the evaluation.
func (e *ballEval) stop(err error) {
	e.err = err
	panic(numeric.Undefined{})
}

func (e *ballEval) value(n *expr.Node) ball {
	if b, ok := e.memo[n]; ok {
		return b
	}
	b := e.compute(n)
	if magnitude(b.mid) > 1<<30 {
		e.stop(&UndefinedError{n, "a value beyond 2^(2^30)"})
	}
	e.memo[n] = b
	return b
}

// rounded is a ball whose middle was computed with an error of a few units of the last place, besides rad.
func (e *ballEval) rounded(mid numeric.Complex, rad float64) ball {
	return ball{mid, join(rad, magnitude(mid)+1-e.prec+4)}
}

func (e *ballEval) number(n *expr.Node) ball {
	q, _ := n.Num()
	r := q.Rat()
	if r == nil {
		e.stop(&UndefinedError{n, "a float that is no number"})
	}
	return e.rounded(e.c.Rat(r), exact)
}

func (e *ballEval) compute(n *expr.Node) ball {
	c := e.c
	switch n.Op() {
	case expr.OpNum:
		return e.number(n)
	case expr.OpPi:
		return e.rounded(c.Pi(), exact)
	case expr.OpE:
		return e.rounded(c.Exp(c.Int(1)), exact)
	case expr.OpI:
		return ball{c.I(), exact}
	case expr.OpAdd:
		s := e.number(expr.Number(n.Const()))
		for i := range n.NTerms() {
			k, t := n.Term(i)
			u := e.mul(e.number(expr.Number(k)), e.value(t))
			s = ball{c.Add(s.mid, u.mid), join(s.rad, u.rad, math.Max(magnitude(s.mid), magnitude(u.mid))+3-e.prec)}
		}
		return s
	case expr.OpMul:
		p := e.number(expr.Number(n.Coef()))
		for i := range n.NFactors() {
			p = e.mul(p, e.power(n.Factor(i)))
		}
		return p
	case expr.OpPow:
		return e.power(n.Arg(0), n.Arg(1))
	case expr.OpExp:
		return e.power(expr.E, n.Arg(0))
	case expr.OpMin, expr.OpMax:
		b := e.value(n.Arg(0))
		for i := 1; i < n.NArgs(); i++ {
			d := e.value(n.Arg(i))
			less := c.Sub(d.mid, b.mid)
			if join(b.rad, d.rad) >= exponent(less.Re)-1 && d.mid.Re.Cmp(b.mid.Re) != 0 {
				e.stop(errMore)
			}
			if less.Re.Sign() < 0 == n.Is(expr.OpMin) {
				b = d
			}
		}
		return b
	}
	if n.Is(expr.OpPolygamma) {
		if k, ok := n.Arg(0).Int64(); ok && k >= 0 {
			return e.function(n, k, n.Arg(1))
		}
	} else if n.Op().IsFunction() && n.NArgs() == 1 {
		return e.function(n, 0, n.Arg(0))
	}
	e.stop(&UndefinedError{n, "no numerical value"})
	return ball{}
}

func (e *ballEval) mul(a, b ball) ball {
	rad := join(a.rad+magnitude(b.mid)+2, b.rad+magnitude(a.mid)+2, a.rad+b.rad)
	return e.rounded(e.c.Mul(a.mid, b.mid), rad)
}

// power is b^x: whole exponents by multiplication, others by exp(x·log b), whose errors are relative.
func (e *ballEval) power(b, x *expr.Node) ball {
	c := e.c
	if x == expr.One {
		return e.value(b)
	}
	if b == expr.E {
		u := e.value(x)
		if u.rad > -4 {
			e.stop(errMore)
		}
		if u.mid.Re.Sign() > 0 && magnitude(u.mid) > 30 {
			e.stop(&UndefinedError{x, "an exponential beyond the range of exponents"})
		}
		v := c.Exp(u.mid)
		return e.rounded(v, magnitude(v)+2+u.rad)
	}
	u := e.value(b)
	size := magnitude(u.mid)
	if u.rad > size-6 { // the base may be 0
		if k, ok := x.Int64(); ok && k > 0 && k < 1<<20 && !u.mid.IsZero() {
			m := c.PowInt(u.mid, k)
			return e.rounded(m, float64(k)*(math.Max(size, u.rad)+2)) // |z|^k bounds both
		}
		e.stop(errMore)
	}
	relative := u.rad - size // log₂ of the relative error of the base
	if k, ok := x.Int64(); ok {
		v := c.PowInt(u.mid, k)
		bits := math.Log2(math.Abs(float64(k))) + 2
		if relative+bits > -2 {
			e.stop(errMore)
		}
		return e.rounded(v, join(magnitude(v)+relative+bits, magnitude(v)+bits+4-e.prec))
	}
	e.offCut(u)
	y := e.value(x)
	v := c.Pow(u.mid, y.mid)
	l := magnitude(c.Log(u.mid)) + 2
	err := join(y.rad+math.Max(l, 0), magnitude(y.mid)+2+relative, math.Max(magnitude(y.mid)+l, 0)+6-e.prec)
	if err > -2 {
		e.stop(errMore)
	}
	return e.rounded(v, magnitude(v)+2+err)
}

// offCut asks for more bits if the ball meets the negative real axis without lying in it.
func (e *ballEval) offCut(u ball) {
	if u.mid.Re.Sign() >= 0 || u.mid.Im.Sign() == 0 {
		return
	}
	if exponent(u.mid.Im)-1 <= u.rad {
		e.stop(errMore)
	}
}

// function bounds the error by that of the derivative over the ball: the derivative at the middle, with room for its
// change, which the singularities checked here limit. The order is that of a polygamma function.
func (e *ballEval) function(n *expr.Node, order int64, arg *expr.Node) ball {
	u := e.value(arg)
	c := e.c
	switch n.Op() {
	case expr.OpAbs:
		return e.rounded(c.Abs(u.mid), u.rad)
	case expr.OpSign, expr.OpFloor, expr.OpCeil, expr.OpStep:
		return e.jump(n.Op(), u)
	case expr.OpLog:
		e.offCut(u)
	}
	if u.rad > math.Min(magnitude(u.mid)-8, -8) && !u.mid.IsZero() {
		e.stop(errMore)
	}
	if m := magnitude(u.mid); m > 20 && expr.OpSin <= n.Op() && n.Op() <= expr.OpCot {
		// Whole turns are taken out with as many more bits as they have.
		c = numeric.New(uint(e.prec + m + 20))
		turn := c.Mul(c.Int(2), c.Pi())
		k, _ := c.Div(u.mid, turn).Re.Int(nil)
		u.mid = c.Sub(u.mid, c.Mul(c.Rat(new(big.Rat).SetInt(k)), turn))
	}
	v := applyWide(c, n.Op(), order, u.mid)
	// A relative change δ of the argument is one of κδ of the value; κ·|v| is found from a second value, 2^-(prec/3)
	// away in relative terms, with twenty-fold room for curvature.
	step := c.Float(math.Exp2(math.Max(-math.Floor(e.prec/3), -1000)), 0)
	if !u.mid.IsZero() {
		step = c.Mul(u.mid, step)
	}
	w := applyWide(c, n.Op(), order, c.Add(u.mid, step))
	slope := magnitude(c.Sub(w, v)) + 1 - (magnitude(step)) + 4.4 // log₂ of 20·|f'|
	if math.IsInf(slope, -1) {
		slope = magnitude(v) + 1
	}
	rad := u.rad + slope
	own := math.Max(magnitude(v), slope+magnitude(u.mid)) + 8 - e.prec // the function's own error
	if n.Op() != expr.OpErfc && n.Op() != expr.OpGamma {               // which keep their digits where they are small
		own = math.Max(own, 8-e.prec)
	}
	if math.IsInf(own, -1) {
		own = -e.prec
	}
	return ball{v, join(rad, own)}
}

// jump evaluates functions that are constant between jumps.
func (e *ballEval) jump(op expr.Op, u ball) ball {
	if exponent(u.mid.Im) > u.rad && u.mid.Im.Sign() != 0 {
		e.stop(&UndefinedError{nil, op.Name() + " of a number that is not real"})
	}
	re := new(big.Float).Copy(u.mid.Re)
	floor, _ := re.Int(nil)
	if re.Sign() < 0 && !re.IsInt() {
		floor.Sub(floor, big.NewInt(1))
	}
	var v *big.Int
	near := new(big.Float).Copy(re) // the nearest jump
	switch op {
	case expr.OpSign, expr.OpStep:
		v = big.NewInt(int64(re.Sign()))
		if op == expr.OpStep {
			v = big.NewInt(int64(max(re.Sign(), 0)))
		}
	default:
		v = floor
		if op == expr.OpCeil && !re.IsInt() {
			v = new(big.Int).Add(floor, big.NewInt(1))
		}
		half := new(big.Float).Add(re, big.NewFloat(0.5))
		k, _ := half.Int(nil)
		if half.Sign() < 0 && !half.IsInt() {
			k.Sub(k, big.NewInt(1))
		}
		near.Sub(near, new(big.Float).SetInt(k))
	}
	if u.rad >= exponent(near)-1 {
		e.stop(errMore)
	}
	return ball{e.c.Rat(new(big.Rat).SetInt(v)), exact}
}

func fromRat(r *big.Rat) *expr.Node { return expr.Number(num.FromRat(r)) }

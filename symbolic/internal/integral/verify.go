package integral

import (
	"math"
	"math/big"
	"math/cmplx"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
)

// Verification. An antiderivative F of f is accepted when F′ = f to 60 digits at every one of the sample points where
// both have a value, at least minPoints of them, on both sides of the origin. The points are t ± i/16: off the real axis,
// where no principal branch jumps, so that a wrong branch shows; and, where there are roots, points on the axis at which
// f is real, for cuts may lie on the axis itself, as those of √(-1/x)·√(-x) do. Expressions with abs, sign or step have
// no derivative off the real axis and are compared on it.

// The abscissae are spread over where integrands have structure, and are no special values of any function.
// All four quadrants of sine and cosine are met on both sides of 0.
var samples = []float64{0.37, -0.58, 1.71, -1.43, 2.83, -2.17, -3.29, 0.83, 3.71, 5.41, -0.21, -5.09, 0.093, 11.3, -8.7}

const (
	nearby     = 4   // factors that are constant between branch points are looked at where |t| is below this
	digits60   = 200 // bits
	minPoints  = 3
	axisPoints = 4 // how many of the abscissae are looked at on the axis too
)

// A verdict is the outcome of a comparison of F′ with f.
type verdict int

const (
	agree     verdict = iota
	differ            // at some point they differ beyond doubt
	undecided         // too few points have values
)

// verify compares the derivative of F with f.
func (w *work) verify(F, f, x *expr.Node) verdict {
	onAxis, roots := false, false
	expr.Visit(expr.Add(expr.Mul(F, expr.Sym("\x00F")), f), func(n *expr.Node) bool {
		switch n.Op() {
		case expr.OpAbs, expr.OpSign, expr.OpStep:
			if expr.Has(n, x) {
				onAxis = true
			}
		case expr.OpMul, expr.OpPow:
			for i := range n.NFactors() {
				b, e := n.Factor(i)
				roots = roots || b != expr.E && !e.IsInteger() && expr.Has(b, x)
			}
		}
		return true
	})
	params := otherSymbols(x, F, f)
	good := 0
	for i, t := range samples {
		w.poll()
		im := 1.0 / 16
		if i%2 == 1 {
			im = -im
		}
		if onAxis {
			im = 0
		}
		switch w.compareAt(F, f, x, params, t, im, i, false) {
		case differ:
			return differ
		case agree:
			good++
		}
	}
	if good < minPoints {
		return undecided
	}
	if roots && !onAxis {
		for i, t := range samples[:axisPoints] {
			if w.compareAt(F, f, x, params, t, 0, i, true) == differ {
				return differ
			}
		}
	}
	return agree
}

// compareAt compares at one point, with more digits when cancellation has eaten too many; if ifReal, only where f is real.
func (w *work) compareAt(F, f, x *expr.Node, params []*expr.Node, t, im float64, i int, ifReal bool) verdict {
	v := undecided
	for _, prec := range []uint{digits60 + 60, digits60 + 400} {
		again := false
		ok := numeric.Defined(func() {
			c := numeric.New(prec)
			ev := eval.NewDuals(c) // one for both: what they share is computed once
			ev.Set(x, c.Float(t, im), true)
			setParameters(ev, params, i)
			want := ev.Of(f).V
			if ifReal && want.Im.Sign() != 0 && want.Im.MantExp(nil) > want.Exponent()-digits60 {
				return
			}
			got := ev.Slope(F, x)
			diff := c.Sub(got, want)
			scale := want.Exponent()
			noise := 20 - int(prec)
			switch {
			case scale < noise && diff.Exponent() < noise: // an integrand that is 0
				v = agree
			case diff.IsZero() || diff.Exponent() <= scale-digits60:
				v = agree
			default:
				again = prec == digits60+60 // digits may have cancelled: look again with more
				v = differ
			}
		})
		if !ok {
			return undecided
		}
		if !again {
			return v
		}
	}
	return v
}

func otherSymbols(x *expr.Node, ns ...*expr.Node) []*expr.Node {
	var out []*expr.Node
	seen := map[*expr.Node]bool{x: true}
	for _, n := range ns {
		for _, s := range expr.Symbols(n) {
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// approx returns the value of a constant expression as a complex128, NaN where it has none.
func approx(n *expr.Node) complex128 {
	r := complex(math.NaN(), 0)
	numeric.Defined(func() {
		ev := eval.NewDuals(numeric.New(128))
		r = ev.Of(n).V.Complex128()
	})
	return r
}

// Approx returns the value of a constant expression, NaN where it has none.
func Approx(n *expr.Node) complex128 { return approx(n) }

// constantValue returns the rational or imaginary unit that n equals at every sample point where it has a value.
func (w *work) constantValue(n, x *expr.Node) (*expr.Node, bool) {
	params := otherSymbols(x, n)
	var value *expr.Node
	count := 0
	for i, t := range samples {
		if math.Abs(t) > nearby {
			continue
		}
		im := 1.0 / 16
		if i%2 == 1 {
			im = -im
		}
		same := true
		numeric.Defined(func() {
			ev := eval.NewDuals(numeric.New(200))
			ev.Set(x, ev.C.Float(t, im), false)
			setParameters(ev, params, i)
			z := ev.Of(n).V.Complex128()
			count++
			var v *expr.Node
			for _, c := range []struct {
				z complex128
				n *expr.Node
			}{{1, expr.One}, {-1, expr.NegOne}, {1i, expr.I}, {-1i, expr.Neg(expr.I)}} {
				if cmplx.Abs(z-c.z) < 1e-13 {
					v = c.n
				}
			}
			same = v != nil && (value == nil || v == value)
			value = v
		})
		if !same {
			return nil, false
		}
	}
	return value, count >= minPoints
}

// setParameters gives the symbols other than the variable values for sample point i: positive numbers, their negatives
// and complex ones in turn, as far as the symbol's assumptions allow.
func setParameters(ev *eval.Duals, params []*expr.Node, i int) {
	for k, p := range params {
		v := ev.C.Rat(big.NewRat(int64(17+23*k), int64(11+2*k)))
		switch j := (i + k) % 3; {
		case j == 0 || p.IsNonNegative() || p.IsInteger():
		case j == 1 || p.IsReal():
			v = ev.C.Neg(v)
		default:
			v = ev.C.Mul(v, ev.C.Float(-0.625, 0.75))
		}
		ev.Set(p, v, false)
	}
}

// locallyConstant reports whether n has derivative 0 at every sample point where it has a value.
func (w *work) locallyConstant(n, x *expr.Node) bool {
	params := otherSymbols(x, n)
	count, flat := 0, true
	for i, t := range samples {
		if math.Abs(t) > nearby {
			continue
		}
		w.poll()
		im := 1.0 / 16
		if i%2 == 1 {
			im = -im
		}
		numeric.Defined(func() {
			ev := eval.NewDuals(numeric.New(200))
			ev.Set(x, ev.C.Float(t, im), true)
			setParameters(ev, params, i)
			r := ev.Of(n)
			count++
			flat = flat && (r.D.IsZero() || r.D.Exponent() < r.V.Exponent()-100)
		})
		if !flat {
			return false
		}
	}
	return count >= minPoints
}

// AgreeAt reports whether a and b have the same value to 40 digits at every one of the points where both have one; where
// they have values nowhere but on the real axis, there. It shares only the evaluation of functions with verify.
func AgreeAt(a, b, x *expr.Node, points []complex128) bool {
	for _, onAxis := range []bool{false, true} {
		count := 0
		for _, p := range points {
			same := true
			numeric.Defined(func() {
				c := numeric.New(digits60 + 200)
				value := func(n *expr.Node) numeric.Complex {
					ev := eval.NewDuals(c)
					if onAxis {
						p = complex(real(p), 0)
					}
					ev.Set(x, c.Float(real(p), imag(p)), false)
					setParameters(ev, otherSymbols(x, a, b), 0)
					return ev.Of(n).V
				}
				u, v := value(a), value(b)
				d := c.Sub(u, v)
				same = d.IsZero() || d.Exponent() <= max(v.Exponent(), -250)-130
				count++
			})
			if !same {
				return false
			}
		}
		if count > 0 {
			return true
		}
	}
	return false
}

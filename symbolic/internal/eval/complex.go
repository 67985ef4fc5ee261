// Package eval computes values of expressions: in complex128, and in balls of any precision.
package eval

import (
	"fmt"
	"math"
	"math/cmplx"
	"strings"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
	"tandem/symbolic/internal/print"
)

// An UndefinedError says which part of an expression has no value, and why.
type UndefinedError struct {
	Node   *expr.Node
	Reason string
}

func (e *UndefinedError) Error() string {
	if e.Node == nil || e.Node.Is(expr.OpSym) {
		return "symbolic: " + e.Reason
	}
	return fmt.Sprintf("symbolic: %s: %.80s", e.Reason, print.Text(e.Node))
}

// Complex returns the value of n where symbols have the values of at, principal values throughout. It fails on symbols
// without a value, on undefined functions, at poles, and where the value exceeds the range of float64.
func Complex(n *expr.Node, at map[*expr.Node]complex128) (complex128, error) {
	e := complexEval{memo: make(map[*expr.Node]complex128, len(at)+16)}
	for k, v := range at {
		e.memo[k] = v
	}
	v := e.value(n)
	return v, e.err
}

type complexEval struct {
	memo map[*expr.Node]complex128
	err  error
}

func (e *complexEval) fail(n *expr.Node, format string, args ...any) complex128 {
	if e.err == nil {
		e.err = &UndefinedError{n, fmt.Sprintf(format, args...)}
	}
	return cmplx.NaN()
}

func (e *complexEval) value(n *expr.Node) complex128 {
	if v, ok := e.memo[n]; ok {
		return v
	}
	if e.err != nil {
		return 0
	}
	v := e.compute(n)
	if e.err == nil && (cmplx.IsNaN(v) || cmplx.IsInf(v)) {
		return e.fail(n, "no finite value in double precision")
	}
	// Cuts are closed from above: a real number is on the side of +0.
	v = complex(real(v), imag(v)+0)
	e.memo[n] = v
	return v
}

func (e *complexEval) compute(n *expr.Node) complex128 {
	switch n.Op() {
	case expr.OpNum:
		q, _ := n.Num()
		return complex(q.Float64(), 0)
	case expr.OpPi:
		return math.Pi
	case expr.OpE:
		return math.E
	case expr.OpI:
		return 1i
	case expr.OpSym:
		return e.fail(n, "no value is given for the symbol %s", n.Name())
	case expr.OpAdd:
		s := complex(n.Const().Float64(), 0)
		for i := range n.NTerms() {
			c, t := n.Term(i)
			s += scale(c.Float64(), e.value(t))
		}
		return s
	case expr.OpMul:
		p := complex(1, 0)
		for i := range n.NFactors() {
			b, x := n.Factor(i)
			p *= e.power(b, x)
		}
		return scale(n.Coef().Float64(), p)
	case expr.OpPow:
		return e.power(n.Arg(0), n.Arg(1))
	case expr.OpInfinity, expr.OpUndefined, expr.OpCall, expr.OpDerivative, expr.OpIntegral:
		return e.fail(n, "no numerical value")
	}
	args := make([]complex128, n.NArgs())
	for i := range args {
		args[i] = e.value(n.Arg(i))
	}
	if e.err != nil {
		return 0
	}
	v, ok := apply(n.Op(), args)
	if !ok {
		return e.fail(n, "%s has no finite value in double precision at %s", n.Op().Name(), points(args))
	}
	return v
}

// points writes arguments, real ones as real numbers.
func points(args []complex128) string {
	parts := make([]string, len(args))
	for i, z := range args {
		if parts[i] = fmt.Sprint(z); imag(z) == 0 {
			parts[i] = fmt.Sprint(real(z))
		}
	}
	return strings.Join(parts, ", ")
}

// scale multiplies the parts, so that an infinite or negative-zero part of one does not reach the other.
func scale(k float64, z complex128) complex128 { return complex(k*real(z), k*imag(z)) }

func (e *complexEval) power(b, x *expr.Node) complex128 {
	if b == expr.E {
		return cmplx.Exp(e.value(x))
	}
	z := e.value(b)
	if x == expr.One {
		return z
	}
	if k, ok := x.Int64(); ok {
		if imag(z) == 0 {
			return complex(math.Pow(real(z), float64(k)), 0)
		}
		if k == 2 {
			return z * z
		}
		if k == -1 {
			return 1 / z
		}
		return powInt(z, k)
	}
	w := e.value(x)
	if z == 0 && real(w) <= 0 {
		return e.fail(b, "0 to the power %v", w)
	}
	if imag(z) == 0 && imag(w) == 0 && real(z) >= 0 {
		return complex(math.Pow(real(z), real(w)), 0)
	}
	if x == expr.Half {
		return cmplx.Sqrt(z)
	}
	return cmplx.Pow(z, w)
}

func powInt(z complex128, k int64) complex128 {
	if k < 0 {
		return 1 / powInt(z, -k)
	}
	p := complex(1, 0)
	for ; k > 0; k >>= 1 {
		if k&1 == 1 {
			p *= z
		}
		z *= z
	}
	return p
}

var simple = map[expr.Op]func(complex128) complex128{
	expr.OpExp: cmplx.Exp, expr.OpLog: cmplx.Log, expr.OpSin: cmplx.Sin, expr.OpCos: cmplx.Cos, expr.OpTan: cmplx.Tan,
	expr.OpSinh: cmplx.Sinh, expr.OpCosh: cmplx.Cosh, expr.OpTanh: cmplx.Tanh,
	expr.OpSec:  func(z complex128) complex128 { return 1 / cmplx.Cos(z) },
	expr.OpCsc:  func(z complex128) complex128 { return 1 / cmplx.Sin(z) },
	expr.OpCot:  func(z complex128) complex128 { return 1 / cmplx.Tan(z) },
	expr.OpSech: func(z complex128) complex128 { return 1 / cmplx.Cosh(z) },
	expr.OpCsch: func(z complex128) complex128 { return 1 / cmplx.Sinh(z) },
	expr.OpCoth: func(z complex128) complex128 { return 1 / cmplx.Tanh(z) },
	expr.OpAbs:  func(z complex128) complex128 { return complex(cmplx.Abs(z), 0) },
}

// onReal are functions that math has for real arguments, in a part of the line.
var onReal = map[expr.Op]struct {
	f      func(float64) float64
	lo, hi float64
}{
	expr.OpLog: {math.Log, 0, math.Inf(1)}, expr.OpLog1p: {math.Log1p, -1, math.Inf(1)}, expr.OpExpm1: {math.Expm1, math.Inf(-1), math.Inf(1)},
	expr.OpAsin: {math.Asin, -1, 1}, expr.OpAcos: {math.Acos, -1, 1}, expr.OpAtan: {math.Atan, math.Inf(-1), math.Inf(1)},
	expr.OpAsinh: {math.Asinh, math.Inf(-1), math.Inf(1)}, expr.OpAcosh: {math.Acosh, 1, math.Inf(1)}, expr.OpAtanh: {math.Atanh, -1, 1},
	expr.OpErf: {math.Erf, math.Inf(-1), math.Inf(1)}, expr.OpErfc: {math.Erfc, math.Inf(-1), math.Inf(1)},
	expr.OpGamma: {math.Gamma, math.Inf(-1), math.Inf(1)}, expr.OpDigamma: {digamma, math.Inf(-1), math.Inf(1)}, expr.OpFloor: {math.Floor, math.Inf(-1), math.Inf(1)},
	expr.OpCeil: {math.Ceil, math.Inf(-1), math.Inf(1)}, expr.OpSign: {sign, math.Inf(-1), math.Inf(1)},
	expr.OpStep: {Step, math.Inf(-1), math.Inf(1)}, expr.OpExp: {math.Exp, math.Inf(-1), math.Inf(1)},
	expr.OpSin: {math.Sin, math.Inf(-1), math.Inf(1)}, expr.OpCos: {math.Cos, math.Inf(-1), math.Inf(1)},
	expr.OpTan: {math.Tan, math.Inf(-1), math.Inf(1)}, expr.OpSinh: {math.Sinh, math.Inf(-1), math.Inf(1)},
	expr.OpCosh: {math.Cosh, math.Inf(-1), math.Inf(1)}, expr.OpTanh: {math.Tanh, math.Inf(-1), math.Inf(1)},
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x // 0 and NaN
}

// Step is 0 below 0, 1 above, and 1/2 there.
func Step(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return 0
	case x == 0:
		return 0.5
	}
	return x
}

// apply evaluates a function in double precision where math has it, else in a little more.
func apply(op expr.Op, a []complex128) (complex128, bool) {
	z := a[0]
	allReal := true
	for _, v := range a {
		allReal = allReal && imag(v) == 0
	}
	if allReal {
		x := real(z)
		if f, ok := onReal[op]; ok && f.lo <= x && x <= f.hi {
			v := f.f(x)
			return complex(v, 0), !math.IsNaN(v) && !math.IsInf(v, 0)
		}
		switch op {
		case expr.OpMin, expr.OpMax:
			for _, v := range a[1:] {
				if op == expr.OpMin {
					x = math.Min(x, real(v))
				} else {
					x = math.Max(x, real(v))
				}
			}
			return complex(x, 0), true
		case expr.OpAtan2:
			return complex(math.Atan2(x, real(a[1])), 0), true
		}
	}
	if f, ok := simple[op]; ok {
		v := f(z)
		return v, !cmplx.IsNaN(v) && !cmplx.IsInf(v)
	}
	if op == expr.OpSign && z != 0 {
		return z / complex(cmplx.Abs(z), 0), true
	}
	order := 0.0
	if op == expr.OpPolygamma {
		if order, z = real(a[0]), a[1]; imag(a[0]) != 0 || order != math.Trunc(order) || math.Abs(order) > 1e6 {
			return 0, false
		}
	} else if len(a) != 1 {
		return 0, false
	}
	// The rest goes through the arbitrary-precision room, whose branches are the principal ones of this package.
	var v complex128
	ok := numeric.Defined(func() {
		c := numeric.New(80)
		v = applyWide(c, op, int64(order), c.Float(real(z), imag(z))).Complex128()
	})
	return v, ok && !cmplx.IsNaN(v) && !cmplx.IsInf(v)
}

// applyWide evaluates functions of one argument in the precision of c; for polygamma, order is the other. It panics with
// numeric.Undefined where op has no value.
func applyWide(c *numeric.Context, op expr.Op, order int64, z numeric.Complex) numeric.Complex {
	if op == expr.OpPolygamma {
		return c.Polygamma(order, z)
	}
	v, _ := function{c, false}.at(op, z)
	return v
}

// WithScale is Complex that also returns the largest absolute value of a term that entered a sum on the way: rounding
// can have left an error of that size times some units of 2⁻⁵².
func WithScale(n *expr.Node, at map[*expr.Node]complex128) (v complex128, scale float64, err error) {
	e := complexEval{memo: make(map[*expr.Node]complex128, len(at)+16)}
	for k, v := range at {
		e.memo[k] = v
	}
	v = e.value(n)
	scale = cmplx.Abs(v)
	for m, w := range e.memo {
		if m.Is(expr.OpAdd) {
			scale = math.Max(scale, math.Max(cmplx.Abs(w), math.Abs(m.Const().Float64())))
			for i := range m.NTerms() {
				c, t := m.Term(i)
				scale = math.Max(scale, math.Abs(c.Float64())*cmplx.Abs(e.memo[t]))
			}
		}
		// Large arguments of functions lose as many digits as they have before the point.
		scale = math.Max(scale, cmplx.Abs(w)*1e-3)
	}
	return v, scale, e.err
}

// Sign is -1, 0 or 1, or NaN.
func Sign(x float64) float64 { return sign(x) }

// RealFunction returns op on real arguments as a function of float64: NaN where it is undefined or not real.
func RealFunction(op expr.Op) func(float64) float64 { return realFunction(op, nil) }

// Polygamma returns the polygamma function of the given order as RealFunction does.
func Polygamma(order int64) func(float64) float64 {
	return realFunction(expr.OpPolygamma, []complex128{complex(float64(order), 0)})
}

func realFunction(op expr.Op, before []complex128) func(float64) float64 {
	return func(x float64) float64 {
		v, ok := apply(op, append(before[:len(before):len(before)], complex(x, 0)))
		if !ok || math.Abs(imag(v)) > 1e-13*math.Abs(real(v)) {
			return math.NaN()
		}
		return real(v)
	}
}

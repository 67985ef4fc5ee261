// The graph of expressions in nodes of the library. What it has (add, mul, exp, log, sin, cos, tanh) is used as it is;
// what is an identity away is composed (tan, sqrt, a^b, …); the rest are rules, a value and a derivative, that one
// Forwarder serves (rule.go). sinh and cosh are rules too: (e^x - e^-x)/2 loses all digits near 0.
package autograd

import (
	"fmt"
	"math"

	"github.com/itsubaki/autograd/tensor"
	"github.com/itsubaki/autograd/variable"

	"tandem/symbolic"
)

type node = variable.Variable

// graph is a symbolic.Graph of nodes over the leaves.
type graph struct{ leaves map[symbolic.Expr]*node }

// unsupported is what graph panics with, for Lower to return.
type unsupported struct{ error }

func real(c symbolic.Expr) float64 {
	v, err := symbolic.Eval(c, nil)
	if err != nil {
		panic(unsupported{err})
	}
	return v
}

func (graph) Const(c symbolic.Expr) *node        { return variable.New(real(c)) }
func (graph) Add(a, b *node) *node               { return variable.Add(a, b) }
func (graph) Mul(a, b *node) *node               { return variable.Mul(a, b) }
func (graph) Pow(a *node, r symbolic.Expr) *node { return pow(a, real(r)) }
func (g graph) Func(name string, args ...*node) *node {
	if f := functions[name]; f != nil && len(args) == 1 {
		return f(args[0])
	}
	if k, ok := g.order(name, args); ok {
		u := symbolic.Sym("u")
		return known(symbolic.Func("polygamma", symbolic.Int(k), u), u)(args[1])
	}
	if f := functions2[name]; f != nil && len(args) >= 2 {
		y := f(args[0], args[1])
		for _, x := range args[2:] {
			y = f(y, x) // min and max
		}
		return y
	}
	panic(unsupported{fmt.Errorf("%s of %d arguments has no rule", name, len(args))})
}

// order is the first argument of polygamma, a constant.
func (g graph) order(name string, args []*node) (k int64, ok bool) {
	if name != "polygamma" || len(args) != 2 || args[0].Creator != nil || args[0].Data.Size() != 1 {
		return 0, false
	}
	for _, leaf := range g.leaves {
		if leaf == args[0] {
			return 0, false
		}
	}
	k = int64(args[0].At())
	return k, k >= 0 && float64(k) == args[0].At()
}

// functions are those of one argument, functions2 of two.
var (
	functions  map[string]func(x *node) *node
	functions2 map[string]func(a, b *node) *node
)

func init() { // not a literal: the derivatives of some functions use others
	functions = map[string]func(x *node) *node{
		"exp":  one(variable.Exp),
		"log":  one(variable.Log),
		"sin":  one(variable.Sin),
		"cos":  one(variable.Cos),
		"tanh": one(variable.Tanh),
		"tan":  func(x *node) *node { return variable.Div(variable.Sin(x), variable.Cos(x)) },
		"sec":  func(x *node) *node { return pow(variable.Cos(x), -1) },
		"csc":  func(x *node) *node { return pow(variable.Sin(x), -1) },
		"cot":  func(x *node) *node { return variable.Div(variable.Cos(x), variable.Sin(x)) },
		"sqrt": func(x *node) *node { return pow(x, 0.5) },
		"sinh": sinh,
		"cosh": cosh,
		"sech": func(x *node) *node { return pow(cosh(x), -1) },
		"csch": func(x *node) *node { return pow(sinh(x), -1) },
		"coth": func(x *node) *node { return pow(variable.Tanh(x), -1) },
		"asin": rule(math.Asin, func(x *node) *node { return circle(1, x) }),
		"acos": rule(math.Acos, func(x *node) *node { return circle(-1, x) }),
		"atan": rule(math.Atan, func(x *node) *node { return pow(variable.AddC(1, variable.Mul(x, x)), -1) }),
		"asinh": rule(math.Asinh, func(x *node) *node {
			return pow(variable.AddC(1, variable.Mul(x, x)), -0.5)
		}),
		"acosh": rule(math.Acosh, func(x *node) *node { // two roots: the product is real only where x > 1
			return variable.Mul(pow(variable.AddC(-1, x), -0.5), pow(variable.AddC(1, x), -0.5))
		}),
		"atanh": rule(math.Atanh, func(x *node) *node { return pow(variable.Mul(variable.SubC(1, x), variable.AddC(1, x)), -1) }),
		"log1p": rule(math.Log1p, func(x *node) *node { return pow(variable.AddC(1, x), -1) }),
		"expm1": rule(math.Expm1, one(variable.Exp)),
		"erf":   rule(math.Erf, func(x *node) *node { return gaussian(2/math.SqrtPi, x) }),
		"erfc":  rule(math.Erfc, func(x *node) *node { return gaussian(-2/math.SqrtPi, x) }),
		"abs":   rule(math.Abs, sign),
		"sign":  sign,
	}
	u := symbolic.Sym("u")
	for _, name := range []string{"gamma", "digamma", "asec", "acsc", "acot", "asech", "acsch", "acoth", "floor", "ceil", "step", "erfi", "Ei", "li",
		"Si", "Ci", "Shi", "Chi", "dilog", "fresnels", "fresnelc"} {
		functions[name] = known(symbolic.Func(name, u), u)
	}
	functions2 = map[string]func(a, b *node) *node{
		"max": rule2(math.Max, func(a, b *node) (da, db *node) { return above(a, b), above(b, a) }),
		"min": rule2(math.Min, func(a, b *node) (da, db *node) { return above(b, a), above(a, b) }),
		"atan2": rule2(math.Atan2, func(y, x *node) (dy, dx *node) {
			r := variable.Add(variable.Mul(x, x), variable.Mul(y, y))
			return variable.Div(x, r), variable.Neg(variable.Div(y, r))
		}),
	}
}

func one(f func(x ...*node) *node) func(x *node) *node { return func(x *node) *node { return f(x) } }

// pow is x^r. The library's own Pow differentiates x^1 to x^0 and that to 0·x^-1, which is NaN at 0; here the powers
// end where they are constant.
func pow(x *node, r float64) *node {
	switch r {
	case 0:
		return variable.OneLike(x)
	case 1:
		return x
	}
	return rule(func(v float64) float64 { return math.Pow(v, r) },
		func(x *node) *node { return variable.MulC(r, pow(x, r-1)) })(x)
}

func sinh(x *node) *node { return rule(math.Sinh, cosh)(x) }
func cosh(x *node) *node { return rule(math.Cosh, sinh)(x) }

// circle is c/√(1-x²), from factors that keep their digits near ±1.
func circle(c float64, x *node) *node {
	return variable.MulC(c, pow(variable.Mul(variable.SubC(1, x), variable.AddC(1, x)), -0.5))
}

// sign is the derivative of abs, a constant between its jumps; it is 0 at 0, as in package symbolic.
func sign(x *node) *node {
	return variable.From(tensor.F(x.Data, func(v float64) float64 {
		switch {
		case v > 0:
			return 1
		case v < 0:
			return -1
		}
		return v // 0 and NaN
	}))
}

// above is 1 where a > b, 0 where a < b, and 1/2 where they are equal, a constant between its jumps.
func above(a, b *node) *node {
	return variable.From(tensor.F2(a.Data, b.Data, func(a, b float64) float64 {
		switch {
		case a > b:
			return 1
		case a < b:
			return 0
		case a == b:
			return 0.5
		}
		return math.NaN()
	}))
}

// gaussian is c·exp(-x²).
func gaussian(c float64, x *node) *node {
	return variable.MulC(c, variable.Exp(variable.Neg(variable.Mul(x, x))))
}

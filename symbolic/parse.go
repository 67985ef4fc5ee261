package symbolic

import (
	"fmt"
	"math/big"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/parse"
	"tandem/symbolic/internal/print"
)

// A ParseError says where a text could not be read, and why.
type ParseError = parse.Error

// Parse reads infix text as people write it: 2x, 2*x, x**2, x^2, sin(x)^2, sin^2(x), exp(-x²/2), √(2π), 5!, f'(x).
//
//   - Powers bind tightest and to the right: -x^2 is -(x^2), a^b^c is a^(b^c). A product without a sign binds as one
//     with it: 1/2x is x/2.
//   - pi, e (or E), I and oo are constants; another name is a symbol, or, before a parenthesis, an undefined function:
//     x(x+1) is a function named x, x*(x+1) a product.
//     A name in backquotes is always a symbol.
//   - Digits are exact; a point or an exponent (2.5, 1e-3) makes a float.
//   - ln is log; log(x, b) is to base b. All functions take principal values.
//
// The error is a *ParseError. Text that has no value (1/0, log(0)) is an error as well.
func Parse(s string) (Expr, error) {
	n, err := parse.Parse(s)
	if err != nil {
		return Expr{}, err
	}
	return Expr{n}, nil
}

// ParseWith reads s with names of the caller's: symbols with assumptions, or abbreviations for expressions.
func ParseWith(s string, names map[string]Expr) (Expr, error) {
	m := make(map[string]*expr.Node, len(names))
	for k, v := range names {
		m[k] = v.node()
	}
	n, err := parse.With(s, m)
	if err != nil {
		return Expr{}, err
	}
	return Expr{n}, nil
}

// MustParse is Parse for texts known to be right; it panics on an error.
func MustParse(s string) Expr {
	e, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return e
}

// String writes e as text from which Parse makes the same expression, provided its symbols carry no assumptions (with
// them, ParseWith needs the symbols). A text beyond 64 MiB is cut.
func (e Expr) String() string { return print.Text(e.node()) }

// An Assumption is something known of a symbol. Assumptions make more simplifications true: √(x²) is x for positive x.
type Assumption = expr.Assumption

// What may be assumed; each includes Real, and Positive includes NonNegative.
const (
	Real        = expr.Real
	Positive    = expr.Positive
	NonNegative = expr.NonNegative
	Integer     = expr.Integer
)

// SymWith returns the symbol of that name with assumptions. It differs from Sym(name) and from the symbol of the same
// name with other assumptions.
func SymWith(name string, assume ...Assumption) Expr {
	var a Assumption
	for _, b := range assume {
		a |= b
	}
	return Expr{expr.SymAssume(name, a)}
}

// Func applies the named function (sin, exp, besides all that Parse knows with a head of its own) or, if there is none
// of that name, an undefined function. It panics if a named function takes another number of arguments.
func Func(name string, args ...Expr) Expr {
	ns := make([]*expr.Node, len(args))
	for i, a := range args {
		ns[i] = a.node()
	}
	op, ok := expr.OpByName(name)
	if !ok {
		return Expr{expr.Call(name, ns...)}
	}
	if k := op.Arity(); len(ns) == 0 || k >= 0 && k != len(ns) {
		panic(fmt.Sprintf("symbolic: %s takes %d argument(s), not %d", name, k, len(ns)))
	}
	return Expr{expr.Fn(op, ns...)}
}

// Rat returns the value of e if it is an exact number.
func (e Expr) Rat() (*big.Rat, bool) {
	q, ok := e.node().Exact()
	if !ok {
		return nil, false
	}
	return num.Num.Rat(q), true
}

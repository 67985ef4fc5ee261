package symbolic

import (
	"context"
	"fmt"
	"math/big"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/program"
	"tandem/symbolic/internal/rewrite"
)

// A Program evaluates expressions in float64. It is immutable and safe for concurrent use. The value at a point is the
// same bits by Eval and by EvalBatch, for every size of batch and number of threads. exp, log, sin and cos are within
// 2 units of the last place.
type Program struct{ p *program.Program }

// Compile translates e, a function of vars, to a program; parts that occur several times are computed once. It fails
// on what has no real value: i, undefined functions, symbols that are not among vars.
func Compile(e Expr, vars ...Expr) (*Program, error) { return CompileAll([]Expr{e}, vars...) }

// CompileAll is Compile for several expressions, which share what they have in common.
func CompileAll(es []Expr, vars ...Expr) (*Program, error) {
	p, err := program.Compile(nodes(es), nodes(vars))
	if err != nil {
		return nil, err
	}
	return &Program{p}, nil
}

// Eval returns the first result at the point x, one number for each variable; it panics if their number differs. Where
// the expression is undefined or not real the result is NaN, at poles an infinity.
func (p *Program) Eval(x ...float64) float64 {
	if p.p.Outputs() == 1 {
		return p.p.Eval1(x...)
	}
	dst := make([]float64, p.p.Outputs())
	p.p.Eval(dst, x)
	return dst[0]
}

// EvalAll writes all results at the point x to dst, which must have room for exactly these.
func (p *Program) EvalAll(dst, x []float64) { p.p.Eval(dst, x) }

// Func returns the program of one variable and one result as a function.
func (p *Program) Func() func(float64) float64 {
	if p.p.Inputs() != 1 || p.p.Outputs() != 1 {
		panic(fmt.Sprintf("symbolic: Func of a program of %d variables and %d results", p.p.Inputs(), p.p.Outputs()))
	}
	return func(x float64) float64 { return p.p.Eval1(x) }
}

// Batch returns the program of one variable and one result as a function of equally long slices, y[i] = f(x[i]), on
// the calling goroutine alone. It is the form of integrand that quadrature calls with many points at once.
func (p *Program) Batch() func(x, y []float64) {
	p.Func() // panics where it must
	return func(x, y []float64) {
		if len(x) != len(y) {
			panic(fmt.Sprintf("symbolic: Batch of %d points to %d values", len(x), len(y)))
		}
		p.p.EvalSerial(y, x)
	}
}

// EvalBatch computes dst[k] = f(xs[0][k], xs[1][k], …) for a program of one result. All slices have one length; dst may
// be one of the xs. The threads of ctx share the work; when ctx is done it ends early with ctx's error.
func (p *Program) EvalBatch(ctx context.Context, dst []float64, xs ...[]float64) error {
	return p.p.EvalBatch(ctx, [][]float64{dst}, xs)
}

// EvalBatchAll is EvalBatch for a program of several results: dst[i][k] is result i at point k.
func (p *Program) EvalBatchAll(ctx context.Context, dst, xs [][]float64) error {
	return p.p.EvalBatch(ctx, dst, xs)
}

// Eval returns the value of e where symbols have the given values. It fails where e is undefined, not real, or beyond
// the range of float64. For many points, compile e.
func Eval(e Expr, at map[Expr]float64) (float64, error) {
	m := make(map[*expr.Node]complex128, len(at))
	for k, v := range at {
		m[k.node()] = complex(v, 0)
	}
	z, err := eval.Complex(e.node(), m)
	if err != nil {
		return 0, err
	}
	// Rounding may leave an imaginary part where the value is real, such as that of (-8)^(1/3)·(-1)^(2/3).
	if im := imag(z); im != 0 && im*im > 1e-26*(real(z)*real(z)+im*im) {
		return 0, fmt.Errorf("symbolic: the value %v is not real", z)
	}
	return real(z), nil
}

// EvalComplex is Eval for complex values. Functions take their principal values.
func EvalComplex(e Expr, at map[Expr]complex128) (complex128, error) {
	m := make(map[*expr.Node]complex128, len(at))
	for k, v := range at {
		m[k.node()] = v
	}
	return eval.Complex(e.node(), m)
}

// EvalBig returns the value of e to the given number of correct decimal digits: the error is below one unit of the last
// of them. It computes with balls, numbers with a bound of their error, and raises the precision until the bound is
// small enough; where a sum cancels altogether it decides that the value is exactly zero only if it can prove it. It
// fails where e is undefined or not real, or where the precision needed exceeds a cap of some ten times the digits
// asked for.
func EvalBig(e Expr, digits int, at map[Expr]*big.Rat) (*big.Float, error) {
	m := make(map[*expr.Node]*big.Rat, len(at))
	for k, v := range at {
		m[k.node()] = v
	}
	return eval.Big(e.node(), digits, m, func(n *expr.Node) bool { return rewrite.IsZero(n) == rewrite.True })
}

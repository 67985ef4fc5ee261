package jet

import (
	"fmt"
	"math"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// Exprs are expressions as coefficients: exact, unexpanded, shared.
type Exprs struct{}

func (Exprs) Add(a, b *expr.Node) *expr.Node { return expr.Add(a, b) }
func (Exprs) Mul(a, b *expr.Node) *expr.Node { return expr.Mul(a, b) }

// Dot adds the products at once, so that no partial sum becomes a node.
func (Exprs) Dot(a, b []*expr.Node, k []num.Num) *expr.Node {
	var s expr.Sum
	for i := range a {
		s.AddScaled(k[i], expr.Mul(a[i], b[i]))
	}
	return s.Node()
}

func (Exprs) Zero() *expr.Node                        { return expr.Zero }
func (Exprs) IsZero(a *expr.Node) bool                { return a == expr.Zero }
func (Exprs) Const(n *expr.Node) (*expr.Node, error)  { return defined(n) }
func (Exprs) Pow(a, r *expr.Node) (*expr.Node, error) { return defined(expr.Pow(a, r)) }
func (Exprs) Func(op expr.Op, args []*expr.Node) (*expr.Node, error) {
	return defined(expr.Fn(op, args...))
}

// Call is the derivative as an expression.
func (Exprs) Call(f *expr.Node, k int, arg *expr.Node) (*expr.Node, error) {
	order := int32(k)
	if o := f.Symbol().Orders; len(o) == 1 {
		order += o[0]
	}
	return expr.CallD(f.Name(), []int32{order}, arg), nil
}

func defined(n *expr.Node) (*expr.Node, error) {
	if n == expr.Undefined || n.HasInfinity() {
		return nil, ErrSingular
	}
	return n, nil
}

// Floats are float64 coefficients; Value evaluates constants and functions.
type Floats struct {
	Value func(n *expr.Node) (float64, error)
}

func (Floats) Add(a, b float64) float64 { return a + b }
func (Floats) Mul(a, b float64) float64 { return a * b }

// Dot is Σ k·a·b.
func (Floats) Dot(a, b []float64, k []num.Num) float64 {
	s := 0.0
	for i := range a {
		s += k[i].Float64() * float64(a[i]*b[i])
	}
	return s
}

func (Floats) Zero() float64                         { return 0 }
func (Floats) IsZero(a float64) bool                 { return a == 0 }
func (f Floats) Const(n *expr.Node) (float64, error) { return f.Value(n) }

func (f Floats) Pow(a float64, r *expr.Node) (float64, error) {
	e, err := f.Value(r)
	if err != nil {
		return 0, err
	}
	p := math.Pow(a, e)
	if math.IsNaN(p) || math.IsInf(p, 0) {
		return 0, fmt.Errorf("%w: %g^%g", ErrSingular, a, e)
	}
	return p, nil
}

// Call fails: undefined functions have no values.
func (Floats) Call(f *expr.Node, _ int, _ float64) (float64, error) {
	return 0, fmt.Errorf("%w: %s", ErrUnsupported, f.Name())
}

func (f Floats) Func(op expr.Op, args []float64) (float64, error) {
	n := make([]*expr.Node, len(args))
	for i, a := range args {
		n[i] = expr.Float(a)
	}
	v, err := f.Value(expr.Fn(op, n...))
	if err == nil && (math.IsNaN(v) || math.IsInf(v, 0)) {
		err = ErrSingular
	}
	return v, err
}

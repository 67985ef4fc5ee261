package integral

import (
	"context"
	"errors"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
	"tandem/symbolic/internal/poly"
)

// A work is one call of Integrate: its context, its budget, what it has found so far, and the steps it took.
type work struct {
	ctx      context.Context
	steps    int // what is left of the budget; counts operations, so that no clock decides an answer
	memo     map[memoKey]*expr.Node
	active   map[memoKey]bool
	depth    int
	fresh    int
	trail    []Step
	trace    bool
	rejected bool // a candidate failed verification
}

type memoKey struct{ f, x *expr.Node }

// Panics that unwind a search; Integrate turns them into errors.
var (
	errBudget   = errors.New("integral: budget exhausted")
	errCanceled = errors.New("integral: canceled")
)

// poll spends one step of the budget and looks at the context.
func (w *work) poll() { w.spend(1) }

func (w *work) spend(n int) {
	w.steps -= n
	if w.steps < 0 {
		panic(errBudget)
	}
	if w.ctx != nil && w.ctx.Err() != nil {
		panic(errCanceled)
	}
}

// effort is what one operation on polynomials may take; it looks at the context now and then.
func (w *work) effort() *poly.Effort { return &poly.Effort{Poll: w.poll} }

// newVar returns a symbol that occurs nowhere else.
func (w *work) newVar(name string) *expr.Node {
	w.fresh++
	return expr.Sym("\x00" + name + string(rune('0'+w.fresh/10)) + string(rune('0'+w.fresh%10)))
}

// isZeroConstant reports whether a constant expression is 0 to 60 digits.
func isZeroConstant(n *expr.Node) bool {
	if n.IsNum() {
		return n.IsZero()
	}
	zero := false
	numeric.Defined(func() {
		ev := eval.NewDuals(numeric.New(digits60 + 60))
		v := ev.Of(n).V
		zero = v.IsZero() || v.Exponent() < -digits60
	})
	return zero
}

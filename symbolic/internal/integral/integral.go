// Package integral finds antiderivatives in closed form, and never a wrong one: what the search returns is differentiated
// and compared with the integrand at 60 digits before anybody sees it.
//
// The search knows families, each solved by mathematics and not by a list of cases: rational functions completely,
// algebraic functions of genus 0, rational functions of exponentials and of circular and hyperbolic functions,
// substitutions, integration by parts, and for what is left a linear system with undetermined coefficients over the
// differential field of the integrand (Risch and Norman's parallel method).
package integral

import (
	"context"
	"errors"
	"fmt"

	"tandem/symbolic/internal/expr"
)

// A Step tells what was done to one integral.
type Step struct {
	Depth  int
	Rule   string
	F, X   *expr.Node
	Result *expr.Node
}

// Options tune a call; the zero value is the default.
type Options struct {
	Steps int // budget of the search in elementary operations; 0 is DefaultSteps
	Trace bool
}

// DefaultSteps is the budget of a search.
const DefaultSteps = 4_000_000

// Reasons for which no antiderivative is returned.
var (
	ErrNotFound = errors.New("no antiderivative found")
	ErrProved   = errors.New("no elementary antiderivative exists")
	ErrBudget   = errors.New("the budget of the search is spent")

	errRejected = fmt.Errorf("%w: a candidate failed verification", ErrNotFound)
)

// Integrate returns an antiderivative of f by the symbol x, verified.
func Integrate(ctx context.Context, f, x *expr.Node, opts Options) (F *expr.Node, steps []Step, err error) {
	w := &work{
		ctx: ctx, steps: opts.Steps, memo: map[memoKey]*expr.Node{}, active: map[memoKey]bool{}, trace: opts.Trace,
	}
	if w.steps == 0 {
		w.steps = DefaultSteps
	}
	defer func() {
		switch r := recover(); r {
		case nil:
		case errBudget:
			F, err = nil, ErrBudget
		case errCanceled:
			F, err = nil, ctx.Err()
		default:
			panic(r)
		}
	}()
	F = w.search(f, x)
	if F == nil {
		if w.rejected {
			return nil, nil, errRejected
		}
		return nil, nil, ErrNotFound
	}
	return F, w.trail, nil
}

// search tries the whole search and verifies its answer.
func (w *work) search(f, x *expr.Node) *expr.Node {
	F := w.integrate(f, x)
	if F == nil {
		return nil
	}
	if w.verify(F, f, x, nil) == agree {
		return F
	}
	w.rejected = true
	return nil
}

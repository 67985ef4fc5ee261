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
	"tandem/symbolic/internal/poly"
)

// A Step tells what was done to one integral. Steps of a derivation stand in reading order: an integral before those it
// was reduced to, which are one deeper.
type Step struct {
	Depth  int
	Rule   string
	F, X   *expr.Node // the integral of F by X
	U      *expr.Node // of a substitution: what X stands for
	Result *expr.Node
}

const ruleSubstitution = "substitute"

// Options tune a call; the zero value is the default.
type Options struct {
	Steps int  // budget of the search in elementary operations; 0 is DefaultSteps
	Trace bool // record the derivation
	// Numeric lets Definite answer by quadrature where it finds no closed form.
	Numeric bool
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
	err = w.guard(func() { F = w.search(f, x) })
	if err != nil {
		return nil, nil, err
	}
	if F == nil {
		proved := false
		if err = w.guard(func() { proved = w.provedNone(f, x) }); err != nil {
			return nil, nil, err
		}
		switch {
		case proved:
			return nil, nil, ErrProved
		case w.rejected:
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
	if w.verify(F, f, x) == agree {
		return F
	}
	w.rejected = true
	return nil
}

// guard runs f and turns the panics that unwind a search into errors.
func (w *work) guard(f func()) (err error) {
	defer func() {
		switch r := recover(); r {
		case nil:
		case errBudget:
			err = ErrBudget
		case errCanceled:
			err = w.ctx.Err()
		case poly.TooLarge{}:
			err = ErrBudget
		default:
			panic(r)
		}
	}()
	f()
	return nil
}

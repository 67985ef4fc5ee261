package symbolic

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"tandem/parallel"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/integral"
	"tandem/symbolic/internal/print"
)

// ErrNoAntiderivative is wrapped by every error of Integrate that means: no closed form is returned. The error is a
// *NoAntiderivative and tells why.
var ErrNoAntiderivative = errors.New("symbolic: no antiderivative")

// ErrDivergent is wrapped by the errors of IntegrateDef for integrals that have no finite value.
var ErrDivergent = integral.ErrDivergent

// A Reason says why there is no antiderivative.
type Reason int

const (
	NotFound Reason = iota // the search knows no way; there may be one
	Proved                 // it is proved that no elementary one exists, and the search found none with special functions
	Budget                 // the search was cut off by its budget of steps or its time
)

func (r Reason) String() string {
	return [...]string{"not found", "proved that no elementary one exists", "budget spent"}[r]
}

// A NoAntiderivative reports an integral of Integrand by Var without an answer, and the Reason. It wraps ErrNoAntiderivative and, where time or a
// cancellation ended the search, the context's error.
type NoAntiderivative struct {
	Integrand, Var Expr
	Reason         Reason
	cause          error
	detail         string // of a definite integral: what failed besides the search
}

func (e *NoAntiderivative) Error() string {
	if e.detail != "" {
		return fmt.Sprintf("symbolic: no definite integral of %v by %v: %s", e.Integrand, e.Var, e.detail)
	}
	return fmt.Sprintf("symbolic: no antiderivative of %v by %v: %v", e.Integrand, e.Var, e.Reason)
}

// Unwrap makes errors.Is find ErrNoAntiderivative and the context's error.
func (e *NoAntiderivative) Unwrap() []error {
	if e.cause != nil {
		return []error{ErrNoAntiderivative, e.cause}
	}
	return []error{ErrNoAntiderivative}
}

// IntegrateOptions tune an integration; the zero value is the default.
type IntegrateOptions struct {
	// AbsLog writes log(abs(u)) instead of log(u), the real antiderivative on both sides of a pole. The default log(u) is
	// an antiderivative on the complex plane; on the real line it differs from log(abs(u)) by a constant where u < 0.
	AbsLog bool
	// Budget bounds the search in elementary steps; 0 is the default, about ten seconds' worth. It decides whether an
	// answer is found, the clock never does: time only ends the search with an error.
	Budget int
	// Numeric lets IntegrateDef return a float where it finds no closed form; without it that is an error.
	Numeric bool
}

// integrateTime bounds Integrate, which has no context.
const integrateTime = 10 * time.Second

// Integrate returns an antiderivative of e by the symbol x, or an error that wraps ErrNoAntiderivative. Constants of
// integration are dropped. The answer is verified before it is returned: its derivative agrees with e to 60 digits at
// points on both sides of the real axis. It takes at most ten seconds; see IntegrateContext to choose.
//
// Symbols other than x are constants without assumptions: the answer is right for generic values of them. Floats that stand
// in the way, as in exp(-0.5*x^2), are read as the decimals that they are written as.
func Integrate(e, x Expr) (Expr, error) {
	ctx, cancel := context.WithTimeout(context.Background(), integrateTime)
	defer cancel()
	return IntegrateContext(ctx, e, x, IntegrateOptions{})
}

// IntegrateContext is Integrate until ctx ends. It panics if x is not a symbol.
func IntegrateContext(ctx context.Context, e, x Expr, opts IntegrateOptions) (Expr, error) {
	F, _, err := integrate(ctx, e, x, opts, false)
	return F, err
}

func integrate(ctx context.Context, e, x Expr, opts IntegrateOptions, trace bool) (Expr, []integral.Step, error) {
	mustBeSymbol("Integrate", x)
	o := integral.Options{Steps: opts.Budget, Trace: trace}
	F, steps, err := integral.Integrate(ctx, e.node(), x.node(), o)
	if exact := expr.Rationalise(e.node()); errors.Is(err, integral.ErrNotFound) && exact != e.node() {
		F, steps, err = integral.Integrate(ctx, exact, x.node(), o)
	}
	if err != nil {
		return Expr{}, nil, noAntiderivative(e, x, err)
	}
	if opts.AbsLog {
		F = integral.AbsLog(F, x.node())
	}
	return Expr{F}, steps, nil
}

func mustBeSymbol(who string, x Expr) {
	if x.node().Op() != expr.OpSym {
		panic(fmt.Sprintf("symbolic: %s by %v, which is not a symbol", who, x))
	}
}

func noAntiderivative(e, x Expr, err error) error {
	n := &NoAntiderivative{Integrand: e, Var: x}
	n.detail, _ = strings.CutSuffix(err.Error(), ": "+integral.ErrNotFound.Error())
	if n.detail == err.Error() { // nothing but the reason
		n.detail = ""
	}
	switch {
	case errors.Is(err, integral.ErrProved):
		n.Reason = Proved
	case errors.Is(err, integral.ErrBudget):
		n.Reason = Budget
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		n.Reason, n.cause = Budget, err
	}
	return n
}

// IntegrateDef returns ∫ₐᵇ e dx, where the limits may be Infinity and its negative. Symbols other than x are real
// parameters; with them, only integrals answer that are continuous whatever their values. It finds the points between
// a and b where the integrand or its antiderivative may jump, takes one-sided limits there, and sums. An integral that
// has no finite value gives an error that wraps ErrDivergent; one whose antiderivative is unknown, or whose limits cannot
// be decided, an error that wraps ErrNoAntiderivative, unless opts.Numeric asks for a float instead.
//
// A number is checked against a numerical quadrature of e, on a finite part where e oscillates to infinity.
// Floats in e are read as the decimals that they are written as; the value is exact.
func IntegrateDef(ctx context.Context, e, x, a, b Expr, opts IntegrateOptions) (Expr, error) {
	mustBeSymbol("IntegrateDef", x)
	e = Expr{expr.Rationalise(e.node())}
	v, err := integral.Definite(ctx, e.node(), x.node(), a.node(), b.node(), integral.Options{Steps: opts.Budget, Numeric: opts.Numeric})
	switch {
	case err == nil:
		return Expr{v}, nil
	case errors.Is(err, ErrDivergent):
		return Expr{}, fmt.Errorf("symbolic: the integral of %v by %v from %v to %v: %w", e, x, a, b, err)
	}
	return Expr{}, noAntiderivative(e, x, err)
}

// An IntegrationStep is one line of a derivation. Steps stand in reading order; Depth indents those an integral was
// reduced to. The step is about the integral of Integrand by Var.
type IntegrationStep struct {
	Depth     int
	Rule      string // what is done, in words
	Integrand Expr
	Var       Expr
	Result    Expr // an antiderivative of Integrand by Var
}

// String tells the step in words.
func (s IntegrationStep) String() string {
	return fmt.Sprintf("%s∫ %v d%v = %v: %s", strings.Repeat("  ", s.Depth), s.Integrand, s.Var, s.Result, s.Rule)
}

// LaTeX writes the step as an equation, the rule as a comment beside it.
func (s IntegrationStep) LaTeX() string {
	return fmt.Sprintf(`\int %s\,d%s = %s \quad \text{(%s)}`,
		LaTeX(s.Integrand), LaTeX(s.Var), LaTeX(s.Result), s.Rule)
}

// Steps integrates e by x and tells how: each integral met on the way to the answer, what was done to it and what it
// is. The first step is the integral asked for.
func Steps(ctx context.Context, e, x Expr, opts IntegrateOptions) ([]IntegrationStep, error) {
	_, trail, err := integrate(ctx, e, x, opts, true)
	if err != nil {
		return nil, err
	}
	name := integral.Namer(e.node(), x.node())
	out := make([]IntegrationStep, len(trail))
	for i, s := range trail {
		rule := s.Rule
		if s.U != nil {
			rule = fmt.Sprintf("substitute %s = %s", print.Text(name(s.X)), print.Text(name(s.U)))
		}
		out[i] = IntegrationStep{Depth: s.Depth, Rule: rule, Integrand: Expr{name(s.F)}, Var: Expr{name(s.X)}, Result: Expr{name(s.Result)}}
	}
	if len(out) > 0 {
		base := out[0].Depth
		for i := range out {
			out[i].Depth -= base
		}
	}
	return out, nil
}

// IntegrateArgs are the arguments of IntegrateTask: Integrand, by Var, with Options. With limits From and To, both not zero Exprs, the integral is definite
// when Definite is set.
type IntegrateArgs struct {
	Integrand, Var Expr
	Definite       bool
	From, To       Expr
	Options        IntegrateOptions
}

// IntegrateTask integrates in a pool: over processes, a timeout costs only the integral that it ends.
var IntegrateTask = parallel.NewTask("symbolic.Integrate", func(ctx context.Context, a IntegrateArgs) (Expr, error) {
	if a.Definite {
		return IntegrateDef(ctx, a.Integrand, a.Var, a.From, a.To, a.Options)
	}
	return IntegrateContext(ctx, a.Integrand, a.Var, a.Options)
})

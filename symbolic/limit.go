package symbolic

import (
	"errors"
	"fmt"

	"tandem/symbolic/internal/limit"
)

// ErrNoLimit is wrapped by the errors of Limit and its kin where it is certain that there is none; ErrUndecidedLimit
// where the algorithm cannot tell.
var (
	ErrNoLimit        = limit.ErrNone
	ErrUndecidedLimit = limit.ErrUnknown
)

// Limit returns the limit of e as the real x tends to a, from both sides; a may be ±Infinity, and so may the result. It
// decides limits of compositions of exponentials, logarithms, powers, circular, hyperbolic and inverse functions, of
// abs, sign, floor, min and max, and of the special functions at infinity (Gruntz's algorithm). It fails where the sides
// differ, where e oscillates, and where the answer depends on the sign of a symbol that assumptions leave open.
func Limit(e, x, a Expr) (Expr, error) { return limitFrom(e, x, a, 0) }

// LimitAbove is Limit for x that tends to a from above, x > a.
func LimitAbove(e, x, a Expr) (Expr, error) { return limitFrom(e, x, a, 1) }

// LimitBelow is Limit for x that tends to a from below, x < a.
func LimitBelow(e, x, a Expr) (Expr, error) { return limitFrom(e, x, a, -1) }

func limitFrom(e, x, a Expr, side int) (Expr, error) {
	mustBeSymbol("Limit", x)
	v, err := limit.At(e.node(), x.node(), a.node(), side)
	if err == nil {
		return Expr{v}, nil
	}
	var sides *limit.SidesError
	if errors.As(err, &sides) {
		return Expr{}, fmt.Errorf("limit of %.60v at %v = %v: %w (%v, %v)", e, x, a, err, Expr{sides.Below}, Expr{sides.Above})
	}
	return Expr{}, fmt.Errorf("limit of %.60v at %v = %v: %w", e, x, a, err)
}

package integrate

import (
	"fmt"
	"math"
)

// An Integrand is a function of one variable: one value at a time, or a batch that sets y[i] to the value at x[i].
type Integrand interface {
	func(x float64) float64 | func(x, y []float64)
}

// batchOf returns f as a batch, nil for nil.
func batchOf[F Integrand](f F) func(x, y []float64) {
	switch f := any(f).(type) {
	case func(x, y []float64):
		return f
	case func(x float64) float64:
		if f == nil {
			return nil
		}
		return func(x, y []float64) {
			for i, v := range x {
				y[i] = f(v)
			}
		}
	}
	panic("unreachable: Integrand has two members")
}

func noIntegrand(name string) error {
	return fmt.Errorf("integrate: %s of nil: a function is needed", name)
}

// A NonFiniteError says where an integrand was NaN or infinite: its value Y at X.
type NonFiniteError struct{ X, Y float64 }

func (e *NonFiniteError) Error() string {
	return fmt.Sprintf("integrate: the integrand is %v at x = %v", e.Y, e.X)
}

func finite(x float64) bool { return x-x == 0 }

// firstNonFinite returns the error for the first value that is not finite, or nil.
func firstNonFinite(x, y []float64) error {
	for i, v := range y {
		if !finite(v) {
			return &NonFiniteError{x[i], v}
		}
	}
	return nil
}

func checkRange(name string, a, b float64) error {
	if !finite(a) || !finite(b) {
		return fmt.Errorf("integrate: %s over [%v, %v]: the limits must be finite", name, a, b)
	}
	if !finite(b - a) {
		return fmt.Errorf("integrate: %s over [%v, %v]: the range is too long for a float64", name, a, b)
	}
	return nil
}

const epsilon = 0x1p-52 // the distance from 1 to the next float64

// nearby reports whether a and b are too close for a point strictly between them.
func nearby(a, b float64) bool {
	m := a + (b-a)/2
	return m == a || m == b || math.Nextafter(a, b) == b
}

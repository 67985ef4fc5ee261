package integrate

// Integrals of complex functions of a real variable and along paths in the complex plane: the two parts are the components of
// a vector.

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
)

// A ComplexResult is a complex integral, Value; AbsErr bounds the error of the larger of its parts. Evals, Intervals and
// Status are those of a Result.
type ComplexResult struct {
	Value            complex128
	AbsErr           float64
	Evals, Intervals int
	Status           Status
	Abscissa         complex128 // with NonFinite: where
}

// QuadComplex integrates a complex function of a real variable from a to b, either of which may be infinite. See QuadVec.
func QuadComplex(ctx context.Context, f func(x float64) complex128, a, b float64, opts Options) (ComplexResult, error) {
	r, err := QuadVec(ctx, func(x float64, y []float64) {
		v := f(x)
		y[0], y[1] = real(v), imag(v)
	}, 2, a, b, opts)
	if r.Value == nil {
		return ComplexResult{}, err
	}
	return ComplexResult{complex(r.Value[0], r.Value[1]), r.AbsErr, r.Evals, r.Intervals, r.Status, complex(r.Abscissa, 0)}, err
}

// Contour integrates f along the polygon through the given points of the complex plane, at least two; a closed contour
// ends at the point where it starts. The first and the last point may be infinite in one part: complex(1, math.Inf(1)) is
// reached upwards from a point with the real part 1. The status is the worst of the legs'.
func Contour(ctx context.Context, f func(z complex128) complex128, path []complex128, opts Options) (ComplexResult, error) {
	if len(path) < 2 {
		return ComplexResult{}, fmt.Errorf("integrate: Contour of %d points: at least 2", len(path))
	}
	for i, z := range path {
		end := i == 0 || i == len(path)-1
		if cmplx.IsNaN(z) || cmplx.IsInf(z) && !end {
			return ComplexResult{}, fmt.Errorf("integrate: Contour: point %d is %v: must be finite", i, z)
		}
	}
	var sum ComplexResult
	for i := range len(path) - 1 {
		from, along, a, b, err := leg(path[i], path[i+1])
		if err != nil {
			return ComplexResult{}, err
		}
		at := func(t float64) complex128 { return from + complex(t, 0)*along }
		r, err := QuadComplex(ctx, func(t float64) complex128 { return f(at(t)) * along }, a, b, opts)
		sum.Value += r.Value
		sum.AbsErr += r.AbsErr
		sum.Evals += r.Evals
		sum.Intervals += r.Intervals
		sum.Status = max(sum.Status, r.Status)
		if r.Status == NonFinite {
			sum.Abscissa = at(real(r.Abscissa))
			return sum, err
		}
		if err != nil {
			return sum, err
		}
	}
	return sum, nil
}

// leg returns the straight way between two points, z = from + t·along for t from a to b.
func leg(z, w complex128) (from, along complex128, a, b float64, err error) {
	if !cmplx.IsInf(z) && !cmplx.IsInf(w) {
		return z, w - z, 0, 1, nil
	}
	inf := math.Inf(1)
	upright := math.IsInf(imag(z), 0) || math.IsInf(imag(w), 0)
	switch {
	case upright && real(z) == real(w) && !math.IsInf(real(z), 0):
		from, along, a, b = complex(real(z), 0), 1i, imag(z), imag(w)
	case !upright && imag(z) == imag(w):
		from, along, a, b = complex(0, imag(z)), 1, real(z), real(w)
	default:
		return 0, 0, 0, 0, fmt.Errorf("integrate: Contour from %v to %v: the way to infinity must be level or upright", z, w)
	}
	if a == inf && b == inf || a == -inf && b == -inf {
		return 0, 0, 0, 0, fmt.Errorf("integrate: Contour from %v to %v: no way from infinity to itself", z, w)
	}
	return from, along, a, b, nil
}

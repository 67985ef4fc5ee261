package integrate

// Composite rules with equal steps. For a function with a continuous second derivative on [a, b] the error of Midpoint
// and Trapezoid is (b−a)·h²·f″/24 and /12, that of Simpson (b−a)·h⁴·f⁗/180; for smooth periodic functions over a period
// all converge faster than any power of h (Trefethen and Weideman, SIAM Review 56, 2014).

import (
	"context"
	"fmt"
	"math"

	"tandem/integrate/internal/kernel"
)

// Midpoint returns the midpoint rule with n equal steps, h·Σ f(a+(i+½)h): n evaluations, none at the ends. It fails on
// n < 1, infinite limits, a cancelled ctx, and with a *NonFiniteError where f is NaN or infinite. Of opts it uses
// Concurrent.
func Midpoint[F Integrand](ctx context.Context, f F, a, b float64, n int, opts Options) (float64, error) {
	if err := checkSteps("Midpoint", a, b, n); err != nil {
		return 0, err
	}
	h := (b - a) / float64(n)
	sum, err := sumOver(ctx, f, n, opts.Concurrent, func(l kernel.Loops, x []float64, first int) {
		l.Steps(x, a, float64(first)+0.5, h)
	}, nil)
	return sum * h, err
}

// Trapezoid returns the trapezoidal rule with n equal steps: n+1 evaluations, the ends included. See Midpoint for
// errors.
func Trapezoid[F Integrand](ctx context.Context, f F, a, b float64, n int, opts Options) (float64, error) {
	if err := checkSteps("Trapezoid", a, b, n); err != nil {
		return 0, err
	}
	sum, err := sumOver(ctx, f, n+1, opts.Concurrent, equalSteps(a, b, n), func(y []float64, first int) {
		if first == 0 {
			y[0] /= 2
		}
		if first+len(y) == n+1 {
			y[len(y)-1] /= 2
		}
	})
	return sum * ((b - a) / float64(n)), err
}

// Simpson returns Simpson's rule with n equal steps, n even: n+1 evaluations, the ends included. See Midpoint for
// errors; an odd n is one.
func Simpson[F Integrand](ctx context.Context, f F, a, b float64, n int, opts Options) (float64, error) {
	if err := checkSteps("Simpson", a, b, n); err != nil {
		return 0, err
	}
	if n%2 == 1 {
		return 0, fmt.Errorf("integrate: Simpson with %d steps: the number must be even", n)
	}
	sum, err := sumOver(ctx, f, n+1, opts.Concurrent, equalSteps(a, b, n), func(y []float64, first int) {
		for i := range y {
			switch at := first + i; {
			case at == 0 || at == n:
			case at%2 == 1:
				y[i] *= 4
			default:
				y[i] *= 2
			}
		}
	})
	return sum * ((b - a) / float64(n) / 3), err
}

// equalSteps fills x with a + i·h; the last point is b itself.
func equalSteps(a, b float64, n int) func(l kernel.Loops, x []float64, first int) {
	h := (b - a) / float64(n)
	return func(l kernel.Loops, x []float64, first int) {
		l.Steps(x, a, float64(first), h)
		if first+len(x) == n+1 {
			x[len(x)-1] = b
		}
	}
}

func checkSteps(name string, a, b float64, n int) error {
	if n < 1 || n > 1<<53 {
		return fmt.Errorf("integrate: %s with %d steps: must be from 1 to 2^53", name, n)
	}
	return checkRange(name, a, b)
}

// Romberg extrapolates trapezoidal rules of 1, 2, 4, … steps to the step 0 (Romberg 1955) until two successive values
// on the diagonal agree within the tolerance of opts, up to 2^20 steps or opts.MaxEvals. For smooth functions; the ends
// are evaluated. Equal steps may all meet a periodic function at the same phase: before the result is believed, Gauss–Kronrod
// rules of two thirds as many points must agree. The status is that of Quad.
func Romberg[F Integrand](ctx context.Context, f F, a, b float64, opts Options) (Result, error) {
	if err := checkRange("Romberg", a, b); err != nil {
		return Result{}, err
	}
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	const levels = 20
	t, err := Trapezoid(ctx, f, a, b, 1, opts)
	if err != nil {
		return romberg(err, Result{Evals: 2})
	}
	row := []float64{t}
	r := Result{Value: t, AbsErr: math.Inf(1), Evals: 2, Intervals: 1, Status: TooManyEvals}
	for level := 1; level <= levels; level++ {
		steps := 1 << (level - 1)
		if r.Evals+steps > opts.maxEvals() {
			break
		}
		// The midpoints of the old steps are the new points of twice as many.
		mid, err := Midpoint(ctx, f, a, b, steps, opts)
		r.Evals += steps
		if err != nil {
			return romberg(err, r)
		}
		next := make([]float64, level+1)
		next[0] = (row[0] + mid) / 2
		for k := 1; k <= level; k++ {
			next[k] = next[k-1] + (next[k-1]-row[k-1])/(math.Exp2(float64(2*k))-1)
		}
		diff := math.Abs(next[level] - row[level-1])
		row = next
		r.Value, r.AbsErr, r.Intervals = next[level], diff, 2*steps
		// Two agreeing values by accident are likely while the step is wide: at least 16 steps.
		if level >= 4 && diff <= opts.tolerance(r.Value) {
			pieces := max(1, steps/16)
			if r.Evals+21*pieces > opts.maxEvals() {
				r.Status = Untrusted // there is nothing left to look with
				break
			}
			other, evals, err := kronrodRules(ctx, f, a, b, pieces)
			if r.Evals += evals; err != nil {
				return romberg(err, r)
			}
			if diff = max(diff, math.Abs(other-r.Value)); diff > 10*opts.tolerance(r.Value)+64*epsilon*math.Abs(r.Value) {
				continue
			}
			r.Status = Converged
			if r.AbsErr = max(diff, 4*epsilon*math.Abs(r.Value)); r.AbsErr > opts.tolerance(r.Value) {
				r.Status = Rounding
			}
			break
		}
	}
	return r, nil
}

// kronrodRules returns the integral by 21-point rules on equal pieces.
func kronrodRules[F Integrand](ctx context.Context, f F, a, b float64, pieces int) (value float64, evals int, err error) {
	x, w := make([]float64, 21*pieces), make([]float64, 21*pieces)
	h := (b - a) / float64(pieces) / 2
	for i := range x {
		k := i / 21
		x[i] = a + float64(h*(float64(2*k+1)+nodes[i%21]))
		w[i] = ladder[0].weights[i%21]
	}
	value, err = Weighted(ctx, f, x, w, Options{})
	return value * h, len(x), err
}

func romberg(err error, r Result) (Result, error) {
	if bad, ok := err.(*NonFiniteError); ok {
		r.Value, r.AbsErr, r.Status, r.Abscissa = math.NaN(), math.Inf(1), NonFinite, bad.X
		return r, nil
	}
	return r, err
}

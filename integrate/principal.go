package integrate

import (
	"context"
	"fmt"
	"math"
)

// PrincipalValue returns Cauchy's principal value of ∫ f(x)/(x−c) dx from a to b, with a < c < b. The singular parts to
// the left and right of c are paired, (f(c+t) − f(c−t))/t, which is smooth where f is. Where the pole is not in the middle of a
// finite range, f(c) is taken out first, ∫ (f(x) − f(c))/(x−c) dx + f(c)·ln((b−c)/(c−a)): one integral in the place of two, if it
// proves to be smooth. f is called from one goroutine unless opts says otherwise; breakpoints are abscissas of f.
func PrincipalValue(ctx context.Context, f func(x float64) float64, a, b, c float64, opts Options) (Result, error) {
	if !(a < c && c < b) || math.IsInf(c, 0) {
		return Result{}, fmt.Errorf("integrate: PrincipalValue from %v to %v at %v: the pole must lie between", a, b, c)
	}
	if f == nil {
		return Result{}, noIntegrand("PrincipalValue")
	}
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	var spent int
	if finite(b-a) && c-a != b-c && len(opts.Breakpoints) == 0 {
		r, ok, err := withoutPole(ctx, f, a, b, c, opts)
		if ok || err != nil {
			return r, err
		}
		spent = r.Evals
	}
	r, err := paired(ctx, f, a, b, c, opts)
	r.Evals += spent
	return r, err
}

// withoutPole takes f(c) out. It gives up, with not ok, where the rest is not smooth or f(c) is not what f is beside c.
func withoutPole(ctx context.Context, f func(x float64) float64, a, b, c float64, opts Options) (r Result, ok bool, err error) {
	at := f(c)
	if !finite(at) {
		return Result{Evals: 1}, false, nil
	}
	// What the difference quotients lose by cancellation, summed up for the mean over the nodes.
	lost, n := 0.0, 0
	quick := opts
	quick.Concurrent = false
	quick.MaxEvals = min(opts.maxEvals(), 100)
	quick.AbsTol /= 2
	r, err = Quad(ctx, func(x float64) float64 {
		v := f(x)
		d := x - c
		if d == 0 {
			return math.NaN()
		}
		n++
		lost += (math.Abs(v) + math.Abs(at) + math.Abs(c*v)/(b-a)) / math.Abs(d)
		return (v - at) / d
	}, a, b, quick)
	r.Evals++
	if err != nil || r.Status != Converged {
		return r, false, err
	}
	r.Value += at * math.Log((b-c)/(c-a))
	r.AbsErr += 2*epsilon*math.Abs(at*math.Log((b-c)/(c-a))) + epsilon*lost/float64(n)*(b-a)
	return r, r.AbsErr <= opts.tolerance(r.Value), nil
}

// paired adds the paired middle and what one side has more.
func paired(ctx context.Context, f func(x float64) float64, a, b, c float64, opts Options) (Result, error) {
	r := min(c-a, b-c)
	if math.IsInf(r, 0) {
		r = 1
	}
	middle := opts
	middle.Breakpoints = nil
	for _, p := range opts.Breakpoints {
		middle.Breakpoints = append(middle.Breakpoints, math.Abs(p-c))
	}
	// Where t is rounded away beside c the pair tells nothing; its limit is small there.
	sum, err := Quad(ctx, func(t float64) float64 {
		hi, lo := c+t, c-t
		if hi == lo {
			return 0
		}
		return (f(hi) - f(lo)) / ((hi - lo) / 2)
	}, 0, r, middle)
	if sum.Evals *= 2; sum.Status == NonFinite {
		sum.Abscissa += c
		if finite(f(sum.Abscissa)) {
			sum.Abscissa = c - (sum.Abscissa - c)
		}
	}
	if err != nil {
		return sum, err
	}
	plain := func(x float64) float64 { return f(x) / (x - c) }
	for _, rest := range [][2]float64{{a, c - r}, {c + r, b}} {
		if rest[0] >= rest[1] {
			continue
		}
		more, err := Quad(ctx, plain, rest[0], rest[1], opts)
		sum.Value += more.Value
		sum.AbsErr += more.AbsErr
		sum.Evals += more.Evals
		sum.Intervals += more.Intervals
		if more.Status != Converged && sum.Status != NonFinite {
			sum.Status, sum.Abscissa = more.Status, more.Abscissa
		}
		if err != nil {
			return sum, err
		}
	}
	return sum.settle(opts), nil
}

// settle withdraws Converged from a sum that cancels below its tolerance.
func (r Result) settle(opts Options) Result {
	if r.Status == Converged && r.AbsErr > opts.tolerance(r.Value) {
		r.Status = Rounding
	}
	return r
}

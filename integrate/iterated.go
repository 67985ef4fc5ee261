package integrate

// Iterated integrals with variable limits.

import (
	"cmp"
	"context"
	"slices"
)

// Quad2 integrates f(x, y) over x from a to b and y from lo(x) to hi(x), by Quad inside Quad. Limits may be infinite.
// Inner integrals are held to a tenth of the tolerance; one that does not converge shows in the status. AbsErr includes the
// integral of their errors. MaxEvals limits the evaluations of each integral, not their product.
func Quad2(ctx context.Context, f func(x, y float64) float64, a, b float64, lo, hi func(x float64) float64, opts Options) (Result, error) {
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	if f == nil || lo == nil || hi == nil {
		return Result{}, noIntegrand("Quad2")
	}
	inner := Options{RelTol: opts.relTol() / 10, AbsTol: opts.AbsTol / 10, MaxEvals: opts.MaxEvals, SkipNonFinite: opts.SkipNonFinite}
	if !finite(b - a) {
		inner.AbsTol = 0 // what is small anywhere adds up
	}
	evals, worst, blank := 0, Converged, Converged
	var failure error
	var errs [][2]float64 // of the inner integrals, and where
	outer := opts
	outer.Concurrent = false
	r, err := Quad(ctx, func(x float64) float64 {
		if failure != nil {
			return 0
		}
		in, err := Quad(ctx, func(y float64) float64 { return f(x, y) }, lo(x), hi(x), inner)
		if err != nil {
			failure = err
		}
		evals += in.Evals
		// An inner integral at the limit of rounding is as good as it gets: its error counts, not its status.
		// One that sees only zeros is doubtful by itself, but as a part of others that are not zero it shows if it is wrong.
		switch {
		case in.Status == Untrusted && in.Value == 0:
			blank = Untrusted
		case in.Status != Rounding:
			worst = max(worst, in.Status)
		}
		errs = append(errs, [2]float64{x, in.AbsErr})
		return in.Value
	}, a, b, outer)
	r.Evals = evals
	slices.SortFunc(errs, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	for i := 1; i < len(errs); i++ {
		r.AbsErr += (errs[i][0] - errs[i-1][0]) * (errs[i][1] + errs[i-1][1]) / 2
	}
	if r.Value == 0 {
		worst = max(worst, blank)
	}
	if r.Status == Converged {
		r.Status = worst
	}
	if err == nil {
		err = failure
	}
	return r.settle(opts), err
}

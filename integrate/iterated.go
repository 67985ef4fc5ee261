package integrate

// Iterated integrals with variable limits.

import (
	"context"
	"math"
)

// Quad2 integrates f(x, y) over x from a to b and y from lo(x) to hi(x), by Quad inside Quad. Limits may be infinite.
// Inner integrals are held to a tenth of the tolerance; one that does not converge shows in the status.
func Quad2(ctx context.Context, f func(x, y float64) float64, a, b float64, lo, hi func(x float64) float64, opts Options) (Result, error) {
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	inner := Options{RelTol: opts.relTol() / 10, AbsTol: opts.AbsTol / 10, MaxEvals: opts.MaxEvals, SkipNonFinite: opts.SkipNonFinite}
	evals, worst, blank := 0, Converged, Converged
	var failure error
	var noise float64
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
		noise = max(noise, in.AbsErr)
		return in.Value
	}, a, b, outer)
	r.Evals = evals
	if finite(b - a) {
		r.AbsErr += noise * math.Abs(b-a)
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
	return r, err
}

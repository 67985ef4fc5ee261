package integrate

// Adaptive integration in one dimension.
//
// The range is cut into segments, each with a 21-point Gauss–Kronrod estimate (kronrod.go). Round by round the segments
// with the largest errors are treated, as many as it takes for the rest to be within the tolerance:
//
//   - Usually a segment is halved. Where the integrand is smooth enough for it, or oscillates, the rule is extended to 43 and
//     87 points instead (patterson.go).
//   - Where halving keeps the error in the half beside an end of the range, the integrand is singular there: the values that
//     the halvings give are extrapolated (endpoint.go).
//   - Where the error follows a point inside, that point (a jump, a kink, a pole of a root or logarithm) is searched for
//     and becomes a border (locate.go).
//   - A whole course towards infinity on which the integrand is analytic is summed at equal steps instead (sweep.go).
//   - Before a result is accepted, each large segment is probed at points that no rule knows: if the polynomial through its
//     values misses there, the segment is refined after all (probe.go).
//
// An infinite range is first mapped to a finite one (line.go). What is treated in a round is a function of the integrand
// and the options alone, segments are evaluated side by side only with Options.Concurrent, and the sum is taken from left
// to right at the end, so that the digits do not depend on the number of threads.

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"tandem/parallel"
)

// Quad integrates f from a to b, either of which may be infinite, to the tolerance of opts. For b < a it returns the
// negative of the integral from b to a. f is never evaluated at a, at b or at a breakpoint.
//
// The error is not nil only if the arguments make no sense or ctx was cancelled (the Result then holds what was reached).
// The method assumes that f is piecewise smooth; its cost is 39 evaluations for a function that is smooth on the scale of
// the range, about 140 for a half-line and 150 for the line, and a few hundred for each singularity.
func Quad[F Integrand](ctx context.Context, f F, a, b float64, opts Options) (Result, error) {
	if math.IsNaN(a) || math.IsNaN(b) {
		return Result{}, fmt.Errorf("integrate: Quad from %v to %v: a limit is NaN", a, b)
	}
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	batch := batchOf(f)
	if batch == nil {
		return Result{}, noIntegrand("Quad")
	}
	if a == b {
		return Result{}, nil
	}
	q := &quad{ctx: ctx, opts: opts, f: batch, scratch: scratchPool.Get().(*scratch)}
	q.scratch.lent = 0
	defer scratchPool.Put(q.scratch)
	if opts.Concurrent {
		q.team = parallel.TeamOf(ctx)
	}
	sign := 1.0
	if b < a {
		a, b, sign = b, a, -1
	}
	if math.IsInf(a, 0) || math.IsInf(b, 0) || !finite(b-a) {
		q.line(a, b)
	} else {
		check := alone
		for _, p := range q.breakpoints(a, b) {
			check = nil
			q.start(piece{}, a, p, nil)
			a = p
		}
		q.start(piece{}, a, b, check)
	}
	r := q.run()
	r.Value *= sign
	return r, ctx.Err()
}

// breakpoints returns those of the options that lie inside (a, b), ascending, each once.
func (q *quad) breakpoints(a, b float64) []float64 {
	if len(q.opts.Breakpoints) == 0 {
		return nil
	}
	points := slices.Clone(q.opts.Breakpoints)
	slices.Sort(points)
	points = slices.Compact(points)
	return slices.DeleteFunc(points, func(p float64) bool { return !(p > a && p < b) })
}

// A quad is one run of Quad.
type quad struct {
	ctx      context.Context
	opts     Options
	f        func(x, y []float64)
	team     parallel.Team
	evals    int
	segments []*segment
	length   float64 // of the whole range, in the variable of integration
	bad      *NonFiniteError
	diverges bool
	blur     float64 // error by the rounding of jumps' places
	suspect  bool    // the integrand looks like something not seen whole
	outline  bool    // segments are laid out only, not estimated
	treated  bool    // a first estimate of some segment was not enough
	scratch  *scratch
}

// run treats segments until the tolerance is met or something forbids it.
func (q *quad) run() Result {
	for {
		value, err, abs, blur := q.total()
		tol := q.opts.tolerance(value)
		noise := 8*epsilon*abs + blur // of the integrand's last digits, and of the abscissas'
		truncated := err > noise
		err += noise
		done := func(s Status) Result {
			r := Result{Value: value, AbsErr: err, Evals: q.evals, Intervals: len(q.segments), Status: s}
			if s == NonFinite {
				r.Value, r.AbsErr, r.Abscissa = math.NaN(), math.Inf(1), q.bad.X
			}
			return r
		}
		switch {
		case q.bad != nil:
			return done(NonFinite)
		case q.ctx.Err() != nil:
			return done(TooManyEvals)
		case q.diverges:
			err = math.Inf(1)
			return done(Divergent)
		case q.evals >= q.opts.maxEvals():
			if err <= tol {
				return done(Untrusted) // within the tolerance, but probing it found more to do
			}
			return done(TooManyEvals)
		}
		var work []*segment
		if err <= tol || !truncated {
			if work = q.probe(tol); len(work) == 0 {
				switch {
				case q.suspect:
					return done(Untrusted)
				case err <= tol:
					return done(Converged)
				}
				return done(Rounding)
			}
		} else if work = q.worst(max(tol-noise, noise)); len(work) == 0 {
			return done(Rounding) // all that is left is final
		}
		q.treat(work, tol)
	}
}

// total returns the integral, its error, ∫|f| and what the rounding of x adds to the error, summed from left to right.
func (q *quad) total() (value, err, abs, blur float64) {
	var v twofold
	for _, s := range q.segments {
		v = v.add(s.value)
		err += s.err
		abs += s.abs
		blur += s.blur
	}
	return v.value(), err, abs, blur + q.blur
}

// worst returns the segments with the largest errors, so many that the others leave half of tol, and none if those that
// cannot be improved exceed it alone.
func (q *quad) worst(tol float64) []*segment {
	var open []*segment
	rest := 0.0
	for _, s := range q.segments {
		if s.final {
			rest += s.err
		} else {
			open = append(open, s)
		}
	}
	if rest > tol {
		return nil
	}
	slices.SortStableFunc(open, func(a, b *segment) int {
		return cmp.Or(-cmp.Compare(a.err, b.err), cmp.Compare(a.lo, b.lo))
	})
	// From the smallest up: the first that does not fit into the rest is the last to be treated.
	n := len(open)
	for n > 1 && rest+open[n-1].err <= tol/2 {
		n--
		rest += open[n].err
	}
	const most = 64 // keeps a round small enough to notice MaxEvals and cancellation
	return open[:min(n, most)]
}

// resolvable is the least length of a segment, relative to its ends, in which the outermost nodes, at 0.0022 of it, still
// differ from the ends.
const resolvable = 1024 * epsilon

// treat refines each segment of work by the way that suits it.
func (q *quad) treat(work []*segment, tol float64) {
	var halve []*segment
	for _, s := range work {
		switch {
		case s.swept:
			q.treated = true
			q.unfold(s)
		case nearby(s.lo, s.hi) || s.hi-s.lo < resolvable*max(math.Abs(s.lo), math.Abs(s.hi)):
			s.final = true
			q.diverges = q.diverges || s.flat >= 24 && s.shape == identity
		case s.extensible(tol):
			q.treated = q.treated || s.shape == identity
			q.extend(s)
		case !s.searched && s.rough && s.focus >= 3 && !(s.loEnd && s.left == s.focus) && !(s.hiEnd && s.right == s.focus):
			q.treated = true
			q.locate(s)
		case s.level == len(ladder)-1 && s.unresolved():
			l, r := s.halves() // in vain to evaluate them
			q.replace(s, l, r)
			halve = append(halve, l, r)
		default:
			halve = append(halve, s)
		}
	}
	q.treated = q.treated || len(halve) > 0
	q.halve(halve, tol)
}

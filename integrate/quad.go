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
// the range, and a few hundred for each singularity.
func Quad[F Integrand](ctx context.Context, f F, a, b float64, opts Options) (Result, error) {
	if math.IsNaN(a) || math.IsNaN(b) {
		return Result{}, fmt.Errorf("integrate: Quad from %v to %v: a limit is NaN", a, b)
	}
	if err := opts.check(); err != nil {
		return Result{}, err
	}
	if a == b {
		return Result{}, nil
	}
	q := &quad{ctx: ctx, opts: opts, f: batchOf(f)}
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
		borders := []float64{a}
		for _, p := range q.breakpoints(a, b) {
			borders = append(borders, p)
		}
		borders = append(borders, b)
		for i := range len(borders) - 1 {
			q.start(piece{}, borders[i], borders[i+1])
		}
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
	scratch  scratch
}

// scratch holds the arguments of one rule, so that not each application allocates them.
type scratch struct{ u, x, dx, y [21]float64 }

// A piece says how the variable of integration u maps to x: the zero piece is the identity; otherwise
// x = centre + side·scale·exp(π/2·sinh u), which reaches from the centre to infinity and lets any algebraic or exponential
// decay, at either end, fall double exponentially in u (Takahasi and Mori, 1974).
type piece struct{ centre, scale, side float64 }

// at returns x and dx/du.
func (p piece) at(u float64) (x, dx float64) {
	if p.side == 0 {
		return u, 1
	}
	grow := math.Exp(u)
	sinh, cosh := (grow-1/grow)/2, (grow+1/grow)/2
	if math.Abs(u) < 0.5 { // no cancellation in the small argument of the outer exponential
		sinh = math.Sinh(u)
	}
	e := p.scale * math.Exp(math.Pi/2*sinh)
	return p.centre + p.side*e, e * (math.Pi / 2) * cosh
}

// A segment is a range of u with an estimate of its integral.
type segment struct {
	piece
	lo, hi float64
	estimate
	// The rule of the ladder in use, its values (at level 0 those of the estimate), and how often they cross their mean with
	// it and with the rule before.
	level              int
	more               []float64
	turns, turnsBefore int
	// For how many halvings the error has kept to one side of a border at lo (left), at hi (right), or anywhere (focus).
	left, right, focus int
	loEnd, hiEnd       bool    // lo or hi is an end of the range, a breakpoint, or a point found by locate
	atLo, atHi         float64 // the integrand there, if it is known; else NaN
	trail                      // towards a singular end
	final              bool    // too small to be halved
	searched           bool    // locate has been tried here
	probed             bool
	blur               float64 // error by the rounding of x
}

// start adds a segment of the given piece with ends that may be singular.
func (q *quad) start(p piece, lo, hi float64) {
	q.length += hi - lo
	s := &segment{piece: p, lo: lo, hi: hi, loEnd: true, hiEnd: true, atLo: math.NaN(), atHi: math.NaN()}
	q.estimate(s)
	q.segments = append(q.segments, s)
}

// evaluate sets y to f(x(u))·dx/du; x and dx are scratch of the same length.
func (q *quad) evaluate(p piece, u, x, dx, y []float64) *NonFiniteError {
	if p.side == 0 {
		q.f(u, y)
		for i, v := range y {
			if !finite(v) {
				if !q.opts.SkipNonFinite {
					return &NonFiniteError{u[i], v}
				}
				y[i] = 0
			}
		}
		return nil
	}
	for i, v := range u {
		x[i], dx[i] = p.at(v)
	}
	q.f(x, y)
	for i, v := range y {
		switch {
		case x[i] == p.centre || math.IsInf(x[i], 0):
			y[i] = 0 // beyond what x can resolve
		case !finite(v):
			if !q.opts.SkipNonFinite {
				return &NonFiniteError{x[i], v}
			}
			y[i] = 0
		default:
			y[i] = v * dx[i]
		}
	}
	return nil
}

// estimateAt evaluates the rule on s; it may run beside others that have other scratch.
func (q *quad) estimateAt(s *segment, buf *scratch) *NonFiniteError {
	mid, h := s.lo+(s.hi-s.lo)/2, (s.hi-s.lo)/2
	for i := range buf.u {
		buf.u[i] = mid + float64(h*node(i))
	}
	bad := q.evaluate(s.piece, buf.u[:], buf.x[:], buf.dx[:], s.values[:])
	s.apply(h)
	// x is rounded by up to ε·|x|/2, differently at each node: f errs by the slope's share.
	if s.piece.side == 0 {
		for i := 1; i < 21; i++ {
			s.blur += math.Abs(s.values[i] - s.values[i-1])
		}
		s.blur *= epsilon / 4 * max(math.Abs(s.lo), math.Abs(s.hi))
	} else {
		for i := 1; i < 21; i++ {
			if rise := s.values[i]/buf.dx[i] - s.values[i-1]/buf.dx[i-1]; finite(rise) {
				s.blur += math.Abs(rise) * epsilon / 4 * math.Abs(buf.x[i])
			}
		}
	}
	return bad
}

func (q *quad) estimate(s *segment) {
	q.evals += 21
	if bad := q.estimateAt(s, &q.scratch); bad != nil && q.bad == nil {
		q.bad = bad
	}
}

// at evaluates the integrand at one u of s.
func (q *quad) at(p piece, u float64) float64 {
	q.evals++
	buf := &q.scratch
	buf.u[0] = u
	if bad := q.evaluate(p, buf.u[:1], buf.x[:1], buf.dx[:1], buf.y[:1]); bad != nil {
		if q.bad == nil {
			q.bad = bad
		}
		return 0
	}
	return buf.y[0]
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
		case nearby(s.lo, s.hi) || s.hi-s.lo < resolvable*max(math.Abs(s.lo), math.Abs(s.hi)):
			s.final = true
			q.diverges = q.diverges || s.flat >= 24 && s.piece.side == 0
		case s.extensible(tol):
			q.extend(s)
		case !s.searched && s.rough && s.focus >= 3 && !(s.loEnd && s.left == s.focus) && !(s.hiEnd && s.right == s.focus):
			q.locate(s)
		case s.level == len(ladder)-1 && s.unresolved():
			l, r := s.halves() // in vain to evaluate them
			q.replace(s, l, r)
			halve = append(halve, l, r)
		default:
			halve = append(halve, s)
		}
	}
	q.halve(halve, tol)
}

// halve replaces each segment by its two halves, evaluated side by side if the integrand allows it.
func (q *quad) halve(work []*segment, tol float64) {
	children := make([]*segment, 0, 2*len(work))
	for _, s := range work {
		l, r := s.halves()
		children = append(children, l, r)
	}
	q.evals += 21 * len(children)
	bad := make([]*NonFiniteError, len(children))
	q.team.For(len(children), 1, func(lo, hi int) {
		buf := &q.scratch
		if q.opts.Concurrent {
			buf = new(scratch)
		}
		for i := lo; i < hi; i++ {
			bad[i] = q.estimateAt(children[i], buf)
		}
	})
	for _, b := range bad {
		if b != nil && q.bad == nil {
			q.bad = b
		}
	}
	for i, s := range work {
		l, r := children[2*i], children[2*i+1]
		// Half a rough segment may look smooth by accident: it must look very smooth.
		for _, c := range children[2*i : 2*i+2] {
			if s.rough && c.fall > 0.01 && c.err > 8*epsilon*c.abs {
				c.rough, c.err = true, c.slow
			}
		}
		l.checkBorders()
		r.checkBorders()
		// The error has a focus if one half keeps nearly all of it, and loses little: x^1.1 loses a factor of 4.3, and what
		// loses more is soon done by halving.
		switch keep := 0.15 * s.err; {
		case l.rough && r.err < 0.05*l.err && l.err > keep:
			l.left, l.focus = s.left+1, s.focus+1
			if l.loEnd {
				q.follow(s, l, r, tol)
			}
		case r.rough && l.err < 0.05*r.err && r.err > keep:
			r.right, r.focus = s.right+1, s.focus+1
			if r.hiEnd {
				q.follow(s, r, l, tol)
			}
		}
		q.replace(s, l, r)
	}
}

// halves returns the two halves of s, not yet estimated. The middle node of s is their common border.
func (s *segment) halves() (l, r *segment) {
	mid := s.lo + (s.hi-s.lo)/2
	samples := s.samples()
	middle := samples[len(samples)/2]
	return &segment{piece: s.piece, lo: s.lo, hi: mid, loEnd: s.loEnd, atLo: s.atLo, atHi: middle},
		&segment{piece: s.piece, lo: mid, hi: s.hi, hiEnd: s.hiEnd, atLo: middle, atHi: s.atHi}
}

// checkBorders compares the values at the borders of s, as far as they are known, with the polynomial through the nodes:
// something may hide between a border and the outermost node.
func (s *segment) checkBorders() {
	for _, end := range []struct{ u, value float64 }{{-1, s.atLo}, {1, s.atHi}} {
		miss := math.Abs(end.value-s.interpolate(end.u)) * outermost * (s.hi - s.lo)
		if miss > s.err && miss > 64*epsilon*s.abs {
			s.err, s.rough = miss, true
		}
	}
}

// outermost is the distance of the outermost nodes from the ends, in lengths of the segment.
const outermost = 0.00217

// replace puts new segments in the place of s.
func (q *quad) replace(s *segment, by ...*segment) {
	i := slices.Index(q.segments, s)
	q.segments = slices.Replace(q.segments, i, i+1, by...)
}

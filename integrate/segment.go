package integrate

// Segments: pieces of the range with an estimate each, how they are made, evaluated and halved.

import (
	"math"
	"slices"
	"sync"
)

// arguments holds those of one rule or of its checkpoints, so that not each application allocates them.
type arguments struct{ x, dx, y [80]float64 }

// scratch holds what a smooth integral needs, so that it allocates next to nothing.
type scratch struct {
	arguments
	first [4]segment
	lent  int // of first
}

var scratchPool = sync.Pool{New: func() any { return new(scratch) }}

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
	swept              bool    // a whole course, summed at equal steps (sweep.go)
	searched           bool    // locate has been tried here
	probed             bool
	check              [][]checkpoint // if not nil, what is enough to look at before an estimate by each rule is believed
	on                 *stretch       // if not nil, where x and dx of the first rule and its checkpoints are known
	blur               float64        // error by the rounding of x
}

// start adds a segment of the given piece with ends that may be singular. If it is believed at once, the points of check are
// looked at, if there are any, instead of those of a segment that has proved difficult.
func (q *quad) start(p piece, lo, hi float64, check [][]checkpoint) {
	if s := q.first(p, lo, hi, check); !q.outline {
		q.estimate(s)
	}
}

// first returns a new segment with ends that may be singular.
func (q *quad) first(p piece, lo, hi float64, check [][]checkpoint) *segment {
	var s *segment
	if n := q.scratch.lent; n < len(q.scratch.first) {
		s = &q.scratch.first[n]
		q.scratch.lent++
	} else {
		s = new(segment)
	}
	*s = segment{piece: p, lo: lo, hi: hi, loEnd: true, hiEnd: true, atLo: math.NaN(), atHi: math.NaN(), check: check}
	q.length += hi - lo
	q.segments = append(q.segments, s)
	return s
}

// startOn is start on a stretch of the piece's course.
func (q *quad) startOn(p piece, on *stretch) {
	s := q.first(p, on.lo, on.hi, beside)
	if s.on = on; q.outline {
		return
	}
	on.nodes[0].put(p, q.scratch.x[:], q.scratch.dx[:])
	q.evals += 21
	q.complain(s.estimateFrom(q, &q.scratch.arguments))
}

// complain keeps the first value that was not finite.
func (q *quad) complain(bad *NonFiniteError) {
	if bad != nil && q.bad == nil {
		q.bad = bad
	}
}

// weigh sets y to f(x)·dx, or to 0 without asking f when the work was cancelled.
func (q *quad) weigh(x, dx, y []float64) *NonFiniteError {
	if q.ctx.Err() != nil {
		clear(y)
		return nil
	}
	q.f(x, y)
	for i, v := range y {
		switch {
		case dx[i] == 0: // beyond what x can resolve
			y[i] = 0
		case finite(v):
			y[i] = v * dx[i]
		case q.opts.SkipNonFinite:
			y[i] = 0
		default:
			return &NonFiniteError{x[i], v}
		}
	}
	return nil
}

// estimateAt evaluates the rule on s; it may run beside others that have other scratch.
func (q *quad) estimateAt(s *segment, buf *arguments) *NonFiniteError {
	mid, h := s.lo+(s.hi-s.lo)/2, (s.hi-s.lo)/2
	for i, t := range &nodes {
		buf.x[i], buf.dx[i] = s.at(mid + float64(h*t))
	}
	return s.estimateFrom(q, buf)
}

// estimateFrom evaluates the rule on s, whose nodes and slopes buf holds.
func (s *segment) estimateFrom(q *quad, buf *arguments) *NonFiniteError {
	bad := q.weigh(buf.x[:21], buf.dx[:21], s.values[:])
	s.apply((s.hi - s.lo) / 2)
	// On a course few nodes see where f dies out: the last of it is often crowded beside one border.
	if s.shape != identity {
		if s.slow *= 4; s.crowded() {
			s.slow = max(s.slow, s.abs/2)
		}
		if s.rough {
			s.err = s.slow
		}
	}
	// x is rounded by up to ε·|x|/2, differently at each node: f errs by the slope's share.
	if s.shape == identity {
		for i := 1; i < 21; i++ {
			s.blur += math.Abs(s.values[i] - s.values[i-1])
		}
		s.blur *= epsilon / 4 * max(math.Abs(s.lo), math.Abs(s.hi))
		return bad
	}
	before := s.values[0] / buf.dx[0]
	for i := 1; i < 21; i++ {
		f := s.values[i] / buf.dx[i]
		if rise := f - before; finite(rise) {
			s.blur += math.Abs(rise) * epsilon / 4 * math.Abs(buf.x[i])
		}
		before = f
	}
	return bad
}

// crowded reports whether most of ∫|f| is beside a border of s that is not an end, in the eighth of its length that five
// nodes see.
func (s *segment) crowded() bool {
	var lo, hi float64
	for i := range 5 {
		lo += float64(kronrodWeights[i] * math.Abs(s.values[i]))
		hi += float64(kronrodWeights[i] * math.Abs(s.values[20-i]))
	}
	most := 0.6 * s.abs / ((s.hi - s.lo) / 2)
	return lo > most && !s.loEnd || hi > most && !s.hiEnd
}

func (q *quad) estimate(s *segment) {
	q.evals += 21
	q.complain(q.estimateAt(s, &q.scratch.arguments))
}

// at evaluates the integrand at one u of s.
func (q *quad) at(p piece, u float64) float64 {
	q.evals++
	buf := &q.scratch.arguments
	buf.x[0], buf.dx[0] = p.at(u)
	if bad := q.weigh(buf.x[:1], buf.dx[:1], buf.y[:1]); bad != nil {
		q.complain(bad)
		return 0
	}
	return buf.y[0]
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
		buf := &q.scratch.arguments
		if q.opts.Concurrent {
			buf = new(arguments)
		}
		for i := lo; i < hi; i++ {
			bad[i] = q.estimateAt(children[i], buf)
		}
	})
	for _, b := range bad {
		q.complain(b)
	}
	for i, s := range work {
		l, r := children[2*i], children[2*i+1]
		// Half a rough segment may look smooth by accident: it must look very smooth.
		for _, c := range children[2*i : 2*i+2] {
			if s.rough && c.fall > 0.003 && c.err > 8*epsilon*c.abs {
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

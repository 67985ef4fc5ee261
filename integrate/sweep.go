package integrate

// Courses as a whole. Along a course that dies out at both ends, an integrand that is analytic beside the axis is summed best at
// equal steps: the error falls exponentially with their number (Trefethen and Weideman, SIAM Review 56, 2014). With the points
// dealt into eight phases, each phase is a rule of eight times the step h, and by Poisson's formula the phases differ by the
// Fourier transform of the mapped integrand at the frequencies k/(8h). Its sizes for k = 1 to 4 tell how fast it falls; the error
// of the whole sum is its size at k = 8. A jump or kink, or a pulse that a few points see, has a transform that does not fall, and
// is left to segments.

import (
	"math"
	"slices"
	"sync"
)

// fewest points of a sweep; there are below twice as many.
const fewest = 72

// Courses are tabulated at the steps 2⁻³ … 2⁻⁷: the shortest is 0.6 long, the longest 12.
const (
	coarsest   = 3
	gridLevels = 5
)

// grids holds the places of expSinh and sinhSinh at u = (j+½)·step for j from first on, at every step.
var grids [2][gridLevels]struct {
	once sync.Once
	places
	first int
}

// grid returns the places of the course for the indices from … to−1 at the step 2^−(coarsest+level).
func (s shape) grid(level, from, to int) places {
	g := &grids[s-expSinh][level]
	g.once.Do(func() {
		perUnit, least := math.Ldexp(1, coarsest+level), nearest
		if s == sinhSinh {
			least = -farthest
		}
		g.first = int(math.Floor(least * perUnit))
		for j := g.first; j < int(math.Ceil(farthest*perUnit)); j++ {
			d, slope := s.unit((float64(j) + 0.5) / perUnit)
			g.distance, g.slope = append(g.distance, d), append(g.slope, slope)
		}
	})
	return places{g.distance[from-g.first : to-g.first], g.slope[from-g.first : to-g.first]}
}

// sweep covers the course from u = lo to hi by one sum at equal steps, if that is as accurate as the options ask.
func (q *quad) sweep(p piece, lo, hi float64) bool {
	if q.outline {
		return false
	}
	level := 0
	for level < gridLevels-1 && math.Ldexp(hi-lo, coarsest+level) < fewest {
		level++
	}
	perUnit := math.Ldexp(1, coarsest+level)
	grid := p.shape.grid(level, int(math.Floor(lo*perUnit)), int(math.Ceil(hi*perUnit)))
	if len(grid.distance) >= 2*len(q.scratch.x) {
		return false
	}
	var s phases
	// Half of the phases first: where they do not agree, the others will not help.
	if bad := s.add(q, p, grid, 0); bad != nil || !s.hopeful(q.opts.relTol()) {
		return false
	}
	if bad := s.add(q, p, grid, 1); bad != nil {
		return false
	}
	e := s.estimate(1 / perUnit)
	if !(e.err <= max(q.opts.tolerance(e.value), 2*epsilon*e.abs)) {
		return false
	}
	whole := q.first(p, lo, hi, nil)
	whole.estimate, whole.blur, whole.swept, whole.probed = e, s.blur/2, true, true
	return true
}

// phases holds what a sweep adds up.
type phases struct {
	sums      [8]float64
	abs, edge float64 // Σ|f·dx|, and the sizes at both ends
	blur      float64 // as of a segment, for every other point
}

// add evaluates the integrand at the places of odd or even index.
func (s *phases) add(q *quad, p piece, grid places, odd int) *NonFiniteError {
	buf, n := &q.scratch.arguments, 0
	for i := odd; i < len(grid.distance); i += 2 {
		buf.x[n], buf.dx[n] = p.place(grid.distance[i], grid.slope[i])
		n++
	}
	x, dx, y := buf.x[:n], buf.dx[:n], buf.y[:n]
	q.evals += n
	if bad := q.weigh(x, dx, y); bad != nil {
		return bad // the segments will say where
	}
	before := y[0] / dx[0]
	for i, v := range y {
		s.sums[(2*i+odd)&7] += v
		s.abs += math.Abs(v)
		f := v / dx[i]
		if rise := f - before; finite(rise) {
			s.blur += math.Abs(rise) * epsilon / 4 * math.Abs(x[i])
		}
		before = f
	}
	s.edge = max(s.edge, math.Abs(y[0]), math.Abs(y[n-1]))
	return nil
}

// hopeful reports whether the four even phases, whose transform has k = 1 and 2, agree so far that all eight may meet the
// tolerance.
func (s *phases) hopeful(tol float64) bool {
	at2 := math.Abs(s.sums[0]-s.sums[2]+s.sums[4]-s.sums[6]) / s.abs
	return at2*at2*at2*at2 <= 100*max(tol, epsilon)
}

// estimate returns the integral by all phases with the step h.
func (s *phases) estimate(h float64) (e estimate) {
	v := &s.sums
	const r = math.Sqrt2 / 2
	a, b, c, d := v[0]-v[4], v[1]-v[5], v[2]-v[6], v[3]-v[7]
	at := [5]float64{
		1: math.Hypot(a+float64(r*(b-d)), c+float64(r*(b+d))),
		2: math.Hypot(v[0]-v[2]+v[4]-v[6], v[1]-v[3]+v[5]-v[7]),
		3: math.Hypot(a-float64(r*(b-d)), float64(r*(b+d))-c),
		4: math.Abs(v[0] - v[1] + v[2] - v[3] + v[4] - v[5] + v[6] - v[7]),
	}
	noise := 2 * epsilon * s.abs
	for k := 2; k <= 4; k++ {
		if at[k] > noise {
			e.fall = max(e.fall, at[k]/max(at[k-1], noise))
		}
	}
	e.slow = 1.5 * max(at[3], at[4])
	switch e.rough = e.fall > 0.1; {
	case e.rough:
		e.err = e.slow
	default:
		e.err = max(min(1, 4*math.Sqrt(e.fall))*max(at[4], at[3]*e.fall), noise)
	}
	for _, sum := range v {
		e.value += sum
	}
	e.value, e.err, e.slow, e.abs = e.value*h, (e.err+2*s.edge)*h, e.slow*h, s.abs*h
	if math.IsNaN(e.err) {
		e.err = math.Inf(1)
	}
	return e
}

// unfold puts the segments of the course in the place of a sweep that is not accurate enough after all.
func (q *quad) unfold(s *segment) {
	q.segments = slices.DeleteFunc(q.segments, func(o *segment) bool { return o == s })
	q.length -= s.hi - s.lo
	p := s.piece
	if p.shape == expSinh {
		q.segmented(p, s.lo)
		q.segmented(p, s.hi)
		return
	}
	q.segmented(p, s.hi)
	p.side = -p.side
	q.segmented(p, -s.lo)
}

package integrate

import "math"

// probe evaluates segments at points that no rule knows and returns those where the polynomial through their values misses
// by more than their error explains: a narrow feature hides between the nodes, or all rules were wrong together, as they are
// on a function that is odd about the middle. As long as every segment was believed at once, a few points each are enough.
// When the integrand has proved difficult, or is constant, which may hide a pulse, no gap between samples may be wider than
// a 128th of the range.
func (q *quad) probe(tol float64) []*segment {
	var missed []*segment
	for _, s := range q.segments {
		if s.probed || s.final || s.settled {
			continue
		}
		s.probed = true
		miss := false
		if s.check != nil && !q.treated && !constant(s.values[:]) {
			miss = q.missesAt(s, tol)
		} else {
			miss = q.missesBetween(s, tol)
		}
		if miss {
			s.rough = true
			missed = append(missed, s)
		}
	}
	return missed
}

func constant(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return false
		}
	}
	return true
}

// scatter returns how far f may be from the interpolant through the samples: about as far as the rules of the same degree
// are from one another.
func (s *segment) scatter(samples []float64) float64 {
	top := 0.0
	for _, v := range samples {
		top = max(top, math.Abs(v))
	}
	return max(1e-9*top, 1e3*s.step/(s.hi-s.lo))
}

// missesBetween probes every gap between the samples of s that is too wide, and beside its ends, which are never evaluated.
func (q *quad) missesBetween(s *segment, tol float64) bool {
	samples, length := s.samples(), s.hi-s.lo
	expected := s.scatter(samples)
	misses := func(t, width float64) bool {
		diff := math.Abs(q.at(s.piece, s.lo+length*(t+1)/2) - s.interpolate(t))
		return diff > expected && diff*width*length > tol
	}
	for t := range between(ladder[s.level].nodes, q.length/128/length) {
		if misses(t, probeWidth) {
			return true
		}
	}
	for d := range towardsEnd {
		if s.loEnd && misses(2*d-1, d) || s.hiEnd && misses(1-2*d, d) {
			return true
		}
	}
	return false
}

// probeWidth is the share of a segment that a miss between its nodes is taken for.
const probeWidth = 1.0 / 20

// between yields points in all gaps of the nodes that are wider than the given share of the segment.
func between(nodes []float64, gap float64) func(yield func(t float64) bool) {
	return func(yield func(t float64) bool) {
		for i := 1; i < len(nodes); i++ {
			wide := nodes[i] - nodes[i-1]
			n := math.Ceil(wide/2/gap) - 1
			for k := 1.0; k <= n; k++ {
				if !yield(nodes[i-1] + wide*(k+0.07)/(n+1)) { // off every simple fraction
					return
				}
			}
		}
	}
}

// towardsEnd yields distances from an end, as shares of the segment, below that of the outermost node.
func towardsEnd(yield func(d float64) bool) {
	for d := outermost / 5; d > outermost/200; d /= 5 {
		if !yield(d) {
			return
		}
	}
}

// A checkpoint is a point t in [−1, 1] of a segment, with the share of the segment that a miss there is taken for, and
// the weights by which the interpolant through a rule's nodes has its value there.
type checkpoint struct {
	t, width float64
	weights  []float64
}

// Checkpoints for a range of one segment, and for each rule on one of several segments.
var (
	alone  = [][]checkpoint{checkpoints(&ladder[0], 1.0/20)}
	beside = [][]checkpoint{checkpoints(&ladder[0], besideGap), checkpoints(&ladder[1], besideGap), checkpoints(&ladder[2], besideGap)}
)

// besideGap is the widest gap on one of four segments, of which a 128th of the range is a 32nd.
const besideGap = 1.0 / 32

// checkpoints returns the points between the nodes of a rule and beside both ends.
func checkpoints(r *rule, gap float64) (points []checkpoint) {
	add := func(t, width float64) {
		p := checkpoint{t, width, make([]float64, len(r.nodes))}
		sum := 0.0
		for i, b := range r.bary {
			p.weights[i] = b / (t - r.nodes[i])
			sum += p.weights[i]
		}
		for i := range p.weights {
			p.weights[i] /= sum
		}
		points = append(points, p)
	}
	for t := range between(r.nodes, gap) {
		add(t, probeWidth)
	}
	for d := range towardsEnd {
		add(2*d-1, d)
		add(1-2*d, d)
	}
	return points
}

// missesAt probes s at its checkpoints.
func (q *quad) missesAt(s *segment, tol float64) bool {
	samples, length := s.samples(), s.hi-s.lo
	expected := s.scatter(samples)
	points := s.check[s.level]
	buf, n := &q.scratch.arguments, len(points)
	x, dx, y := buf.x[:n], buf.dx[:n], buf.y[:n]
	if s.on != nil && s.level < len(s.on.check) {
		s.on.check[s.level].put(s.piece, x, dx)
	} else {
		for i := range points {
			x[i], dx[i] = s.at(s.lo + length*(points[i].t+1)/2)
		}
	}
	q.evals += n
	q.complain(q.weigh(x, dx, y))
	miss := false
	for i := range points {
		p := &points[i]
		diff := math.Abs(y[i] - dot(p.weights, samples))
		miss = miss || diff > expected && diff*p.width*length > tol
	}
	return miss
}

// dot returns Σ a[i]·b[i], in four sums that do not wait for one another.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+3 < len(a); i += 4 {
		s0 += float64(a[i] * b[i])
		s1 += float64(a[i+1] * b[i+1])
		s2 += float64(a[i+2] * b[i+2])
		s3 += float64(a[i+3] * b[i+3])
	}
	for ; i < len(a); i++ {
		s0 += float64(a[i] * b[i])
	}
	return (s0 + s1) + (s2 + s3)
}

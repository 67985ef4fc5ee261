package integrate

import (
	"math"
	"slices"
)

// line prepares a half-line, or the whole line, for Quad.
//
// One map of the half-line, however good, fails when the integrand lives on another scale: exp(−x²) on (−∞, 38] looks
// like nothing from 38. So the integrand is scanned over 24 decades of distance first, the place where it weighs most
// (|f|·distance) is climbed to, and each side of it is mapped by exp-sinh at the scale found there. The mapped range ends
// where the integrand has died out.
func (q *quad) line(a, b float64) {
	points := q.breakpoints(a, b)
	switch {
	case math.IsInf(a, 0) && math.IsInf(b, 0):
		if len(points) > 0 {
			q.halfLine(points[0], -1, nil, false)
			q.halfLine(points[0], 1, points[1:], false)
			return
		}
		centre := q.climb(0, 0, false)
		q.halfLine(centre, -1, nil, true)
		q.halfLine(centre, 1, nil, true)
	case math.IsInf(b, 0):
		q.halfLine(a, 1, points, false)
	case math.IsInf(a, 0):
		slices.Reverse(points)
		q.halfLine(b, -1, points, false)
	default: // finite, but b − a overflows
		q.suspect = true
		q.start(piece{}, a, a/2+b/2)
		q.start(piece{}, a/2+b/2, b)
	}
}

const decades = 12

// f1 evaluates the bare integrand at x, 0 where it is not finite: it only guides the search.
func (q *quad) f1(x float64) float64 {
	q.evals++
	buf := &q.scratch
	buf.x[0] = x
	q.f(buf.x[:1], buf.y[:1])
	if !finite(buf.y[0]) {
		return 0
	}
	return math.Abs(buf.y[0])
}

// climb returns the point at which |f|·distance from the origin point is largest: over both sides if side is 0. A rough
// answer is within a factor of three of the distance.
func (q *quad) climb(from, side float64, rough bool) float64 {
	best, at := 0.0, from
	if side == 0 {
		best = q.f1(from)
	}
	step := 1
	if rough {
		step = 2
	}
	distance := 0.0
	for _, sign := range []float64{1, -1} {
		if side != 0 && sign != side {
			continue
		}
		for j := -decades; j <= decades; j += step {
			d := math.Pow(10, float64(j)/2)
			if w := q.f1(from+sign*d) * d; w > best {
				best, at, distance = w, from+sign*d, sign*d
			}
		}
	}
	if best == 0 {
		// Nothing seen: a finer look, once.
		for _, sign := range []float64{1, -1} {
			if side != 0 && sign != side {
				continue
			}
			for j := range 400 {
				d := math.Pow(10, float64(j-150)/50)
				if w := q.f1(from+sign*d) * d; w > best {
					best, at, distance = w, from+sign*d, sign*d
				}
			}
		}
		if best == 0 {
			q.suspect = true
			return from
		}
	}
	if distance == 0 || rough {
		return at
	}
	// Golden-section search between the neighbours on the logarithmic grid.
	const golden = 0.6180339887498949
	lo, hi := math.Log(math.Abs(distance))-1.2, math.Log(math.Abs(distance))+1.2
	weigh := func(l float64) (float64, float64) {
		d := math.Copysign(math.Exp(l), distance)
		return q.f1(from+d) * math.Abs(d), from + d
	}
	u, v := hi-golden*(hi-lo), lo+golden*(hi-lo)
	wu, xu := weigh(u)
	wv, xv := weigh(v)
	for range 26 {
		if wu > best {
			best, at = wu, xu
		}
		if wv > best {
			best, at = wv, xv
		}
		if wu > wv {
			hi, v, wv, xv = v, u, wu, xu
			u = hi - golden*(hi-lo)
			wu, xu = weigh(u)
		} else {
			lo, u, wu, xu = u, v, wv, xv
			v = lo + golden*(hi-lo)
			wv, xv = weigh(v)
		}
	}
	return at
}

// halfLine covers the range from end to infinity on the given side, with breakpoints in the order of distance. Where the end
// is known to be where the integrand weighs most, a rough look for its scale is enough.
func (q *quad) halfLine(end, side float64, points []float64, known bool) {
	for _, p := range points {
		q.start(piece{}, min(end, p), max(end, p))
		end = p
	}
	at := q.climb(end, side, known)
	reach := math.Abs(at - end)
	if reach == 0 {
		q.exponential(end, 1, side, math.Inf(1))
		return
	}
	// How wide is the integrand around its heaviest point? As wide as the distance at which |f|·distance peaks again.
	width, best := reach, q.f1(at+side*reach)*reach
	for d := reach / 4; d > reach*1e-9; d /= 4 {
		if w := q.f1(at+side*d) * d; w > best {
			best, width = w, d
		}
	}
	if width > reach/40 {
		q.exponential(end, reach, side, math.Inf(1))
		return
	}
	// A narrow peak far from the end: each side of it at its own scale, the near side up to the end.
	q.exponential(at, width, -side, reach)
	q.exponential(at, width, side, math.Inf(1))
}

// exponential adds the segments of an exp-sinh map from centre to the given distance.
func (q *quad) exponential(centre, scale, side, distance float64) {
	p := piece{centre, scale, side}
	top := math.Abs(q.at(p, 0))
	// dies returns where the mapped integrand has become negligible in the direction of step.
	dies := func(step, limit float64) float64 {
		quiet := 0
		for u := step; ; u += step {
			if math.Abs(u) >= math.Abs(limit) {
				return limit
			}
			v := math.Abs(q.at(p, u))
			top = max(top, v)
			if v <= 1e-18*top {
				if quiet++; quiet == 2 {
					return u
				}
			} else {
				quiet = 0
			}
		}
	}
	far := 5.4 // x/scale = 1e151
	if limit := math.Asinh(math.Log(distance/scale) * 2 / math.Pi); limit < far {
		far = limit
	} else {
		far = dies(0.5, far)
	}
	near := dies(-0.5, -5.6)
	if q.bad != nil {
		return
	}
	const pieces = 4
	for i := range pieces {
		u := func(i int) float64 { return near + (far-near)*float64(i)/pieces }
		q.start(p, u(i), u(i+1))
	}
	// Where the mapped integrand is alive at its far end, the tail has not been seen.
	if math.IsInf(distance, 0) && math.Abs(q.at(p, far)) > 1e-12*top {
		q.suspect = true
	}
}

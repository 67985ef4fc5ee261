package integrate

// Infinite ranges. One map of the half-line, however good, fails when the integrand lives on another scale: exp(−x²) on
// (−∞, 38] looks like nothing from 38. So the integrand is scanned over 24 decades of distance first (scan.go). Where its bulk
// begins at the origin of the scan, a course (course.go) of its scale covers it; where it is a narrow feature at a distance,
// that is climbed, and each side of its top is covered at the scale found there. A course ends where the integrand has died
// out.

import (
	"math"
	"slices"
)

// line prepares a half-line, or the whole line, for Quad.
func (q *quad) line(a, b float64) {
	points := q.breakpoints(a, b)
	switch {
	case math.IsInf(a, 0) && math.IsInf(b, 0):
		if len(points) > 0 {
			q.halfLine(points[0], -1, nil)
			q.halfLine(points[0], 1, points[1:])
			return
		}
		q.wholeLine()
	case math.IsInf(b, 0):
		q.halfLine(a, 1, points)
	case math.IsInf(a, 0):
		slices.Reverse(points)
		q.halfLine(b, -1, points)
	default: // finite, but b − a overflows
		q.suspect = true
		q.start(piece{}, a, a/2+b/2, nil)
		q.start(piece{}, a/2+b/2, b, nil)
	}
}

// wholeLine covers the line in two halves from 0, or from the top of what is seen at a distance.
func (q *quad) wholeLine() {
	left, right := q.scan(0, -1), q.scan(0, 1)
	if !heavier(left, right).seen() {
		if top, found := q.top(left, right); found {
			centre := top + aside*heavier(q.scan(top, -1), q.scan(top, 1)).scale()
			left, right = q.scan(centre, -1), q.scan(centre, 1)
		}
	}
	if left.smooth() && right.smooth() {
		heavy := heavier(left, right)
		p := piece{sinhSinh, left.from, heavy.scale(), 1}
		_, before := q.ends(p, left)
		_, after := q.ends(p, right)
		if q.sweep(p, -before, after) {
			q.watch(p, after, heavy.weight)
			p.side = -1
			q.watch(p, before, heavy.weight)
			return
		}
	}
	q.bulk(left, right)
	q.bulk(right, left)
}

// halfLine covers the range from end to infinity on the given side, with breakpoints in the order of distance.
func (q *quad) halfLine(end, side float64, points []float64) {
	for _, p := range points {
		q.start(piece{}, min(end, p), max(end, p), nil)
		end = p
	}
	s := q.scan(end, side)
	if !s.seen() {
		if top, found := q.top(s); found {
			q.peak(top, end, side)
			return
		}
	}
	q.bulk(s, s)
}

// A jump or kink on top of a peak is found only roughly by climbing. No border of segments is put there, where the feature
// would hide between two of them, but so many widths aside.
const aside = 0.37

// peak covers the half-line whose integrand has its top at a distance from the end.
func (q *quad) peak(top, end, side float64) {
	far := q.scan(top, side)
	distance, width := math.Abs(top-end), far.scale()
	if width > distance/40 { // the end may be singular, and is not far away
		p := piece{expSinh, end, (1 + aside) * distance, side}
		weight := math.Abs(q.at(p, 0))
		q.cover(p, q.dies(p, -0.5, nearest, weight), q.dies(p, 0.5, farthest, weight), weight)
		return
	}
	centre := top + aside*side*width
	near := piece{sinhSinh, centre, width, -side}
	// Half the way back is on the feature's scale; what is left, to an end that may be singular, is a plain range.
	u := q.dies(near, 0.5, sinhSinh.inverse(math.Abs(centre-end)/2/width), far.weight)
	q.start(near, 0, u/2, beside)
	q.start(near, u/2, u, beside)
	border, _ := near.at(u)
	q.start(piece{}, min(end, border), max(end, border), nil)
	far = q.scan(centre, side)
	q.bulk(far, far)
}

// bulk covers the range of a scan at the scale of the bulk in it. Where it has seen nothing, the scale is that of the other
// scan.
func (q *quad) bulk(s, other *scan) {
	seen := s
	if s.weight == 0 {
		seen = other
	}
	p := piece{expSinh, s.from, 1, s.side}
	if seen.weight == 0 {
		q.cover(p, -2, 2, 0)
		return
	}
	p.scale = seen.scale()
	if seen.smooth() {
		p.shape = sinhSinh
	}
	near, far := q.ends(p, seen)
	q.cover(p, near, far, seen.weight)
}

// negligible is the weight, relative to the largest, below which an integrand has died out.
const negligible = 1e-16

// ends returns from which u to which p reaches: where the weights in the scan die out, or those beyond it.
func (q *quad) ends(p piece, s *scan) (near, far float64) {
	const last = len(distances) - 1
	in, out := 0, last // the nearest and the farthest that are alive
	for s.size[in]*distances[in] <= negligible*s.weight {
		in++
	}
	for s.size[out]*distances[out] <= negligible*s.weight {
		out--
	}
	far = p.shape.inverse(max(1.5, distances[min(out+1, last)]/p.scale))
	if out == last {
		far = q.dies(p, far, farthest, s.weight)
	}
	if p.shape == sinhSinh {
		return 0, far
	}
	near = -p.shape.inverse(max(1.5, p.scale/distances[max(in-1, 0)]))
	if in == 0 {
		near = q.dies(p, near, nearest, s.weight)
	}
	return near, far
}

// dies returns where, from u on away from 0, the mapped integrand becomes negligible beside top, or the limit.
func (q *quad) dies(p piece, u, limit, top float64) float64 {
	quiet := 0
	for step := math.Copysign(0.5, u); math.Abs(u) < math.Abs(limit); u += step {
		if math.Abs(q.at(p, u)) > negligible*top {
			quiet = 0
		} else if quiet++; quiet == 2 {
			return u
		}
	}
	return limit
}

// cover adds the segments of a course from u = near ≤ 0 to far > 0, along which the integrand weighs so much.
func (q *quad) cover(p piece, near, far, weight float64) {
	if p.shape != expSinh || weight == 0 || !q.sweep(p, near, far) {
		q.segmented(p, near)
		q.segmented(p, far)
	}
	if p.shape == expSinh {
		q.blur += p.lost(near, q.f1)
	}
	q.watch(p, far, weight)
}

// segmented adds the segments of a course from 0 to its end.
func (q *quad) segmented(p piece, end float64) {
	if end == 0 {
		return
	}
	for i := range p.shape.stretches(end) {
		q.startOn(p, &p.shape.stretches(end)[i])
	}
}

// watch raises a doubt where the mapped integrand is alive at the far end of its course: the tail has not been seen.
func (q *quad) watch(p piece, far, weight float64) {
	if far >= farthest && math.Abs(q.at(p, far)) > 1e-12*weight {
		q.suspect = true
	}
}

package integrate

// Where an integrand on an infinite range weighs: a scan of |f| over 24 decades of distance from a point, and the climb from
// the heaviest point of the scan to the top.

import "math"

// decades of distance are scanned on either side of 1, at two distances each.
const decades = 12

// distances of the scan.
var distances = func() (d [2*decades + 1]float64) {
	for j := range d {
		d[j] = math.Pow(10, float64(j-decades)/2)
	}
	return d
}()

// A scan holds |f| at all distances from a point on one side of it, 0 where f is not finite, and where |f|·distance is largest.
type scan struct {
	from, side float64
	size       [2*decades + 1]float64
	heaviest   int
	weight     float64
}

// scan looks from the point to one side.
func (q *quad) scan(from, side float64) *scan {
	s := &scan{from: from, side: side}
	var x [len(distances)]float64
	for i, d := range &distances {
		x[i] = offset(from, side, d)
	}
	q.evals += len(x)
	if q.ctx.Err() == nil {
		q.f(x[:], s.size[:])
	}
	for i, v := range &s.size {
		s.size[i] = bounded(v)
		if w := s.size[i] * distances[i]; w > s.weight {
			s.heaviest, s.weight = i, w
		}
	}
	return s
}

// offset returns from + side·d, but never from itself.
func offset(from, side, d float64) float64 {
	if x := from + side*d; x != from {
		return x
	}
	return math.Nextafter(from, math.Inf(int(side)))
}

// f1 evaluates |f| at x, 0 where it is not finite: it only guides the search.
func (q *quad) f1(x float64) float64 {
	q.evals++
	if q.ctx.Err() != nil {
		return 0
	}
	buf := &q.scratch.arguments
	buf.x[0] = x
	q.f(buf.x[:1], buf.y[:1])
	return bounded(buf.y[0])
}

// bounded returns |v|, 0 if it is not finite, and no more than what may be multiplied with distances.
func bounded(v float64) float64 {
	if !finite(v) {
		return 0
	}
	return min(math.Abs(v), 1e290)
}

// seen reports whether the heaviest point of the scan is the broad bulk of an integrand that begins at the origin of the scan,
// and not a narrow feature at a distance: its neighbour, three times nearer or farther, weighs something too.
func (s *scan) seen() bool {
	beside := 0.0
	if s.heaviest > 0 {
		beside = s.size[s.heaviest-1] * distances[s.heaviest-1]
	}
	if s.heaviest < len(distances)-1 {
		beside = max(beside, s.size[s.heaviest+1]*distances[s.heaviest+1])
	}
	return beside > s.weight/32
}

// scale returns where the parabola through the logarithms of the weights at and beside the heaviest point has its top.
func (s *scan) scale() float64 {
	i := s.heaviest
	if i == 0 || i == len(distances)-1 {
		return distances[i]
	}
	low, high := s.size[i-1]*distances[i-1]/s.weight, s.size[i+1]*distances[i+1]/s.weight
	l, h := math.Log(max(low, 1e-9)), math.Log(max(high, 1e-9))
	if l+h == 0 {
		return distances[i]
	}
	return distances[i] * math.Exp(math.Log(10)/4*(l-h)/(l+h))
}

// smooth reports whether f goes like an integer power of the distance, at the smallest distances scanned.
func (s *scan) smooth() bool {
	near, far := s.size[0], s.size[4]
	if near == 0 || far == 0 {
		return false
	}
	power := math.Log10(far/near) / 2
	return math.Abs(power-math.Round(power)) < 0.01 && power > -0.5 && power < 4
}

// heavier returns the scan that has seen more.
func heavier(a, b *scan) *scan {
	if b.weight > a.weight {
		return b
	}
	return a
}

// top returns the point at which |f|·distance is largest, of the sides that were scanned: between the neighbours of the
// heaviest point, or where a finer look, once, sees anything at all.
func (q *quad) top(scans ...*scan) (at float64, found bool) {
	const golden = 0.6180339887498949
	best, distance, side, from := 0.0, 0.0, 0.0, scans[0].from
	width := 1.2 // between neighbours, in logarithms
	for _, s := range scans {
		if s.weight > best {
			best, distance, side = s.weight, distances[s.heaviest], s.side
		}
	}
	if best == 0 {
		width = 0.05
		for _, s := range scans {
			for j := range 400 {
				d := math.Pow(10, float64(j-150)/50)
				if w := q.f1(offset(from, s.side, d)) * d; w > best {
					best, distance, side = w, d, s.side
				}
			}
		}
	}
	if best == 0 {
		q.suspect = true
		return from, false
	}
	// Golden sections of a bracket around the best point, which it keeps: elsewhere all may be 0.
	middle := math.Log(distance)
	lo, hi := middle-width, middle+width
	at = offset(from, side, distance)
	for range 28 {
		l := middle + (1-golden)*(hi-middle)
		if middle-lo > hi-middle {
			l = middle - (1-golden)*(middle-lo)
		}
		d := math.Exp(l)
		x := offset(from, side, d)
		switch w := q.f1(x) * d; {
		case w > best && l > middle:
			lo, middle, best, at = middle, l, w, x
		case w > best:
			hi, middle, best, at = middle, l, w, x
		case l > middle:
			hi = l
		default:
			lo = l
		}
	}
	return at, true
}

package integrate

// How x depends on the variable of integration u. A finite range is taken as it is. From a centre towards infinity one of two
// double-exponential courses is taken (Takahasi and Mori, Publ. RIMS 9, 1974), with which any algebraic or exponential decay
// falls double exponentially in u:
//
//	expSinh   |x − centre| = scale·exp(π/2·sinh u)       for integrands that may be singular at the centre
//	sinhSinh  |x − centre| = scale·sinh(π/2·sinh u)      for those that are smooth there: nothing is spent on small distances

import (
	"math"
	"sync"
)

type shape int

const (
	identity shape = iota
	expSinh
	sinhSinh
)

// A piece says how x depends on u, towards the given side (1 or −1) of the centre. The zero piece is the identity.
type piece struct {
	shape               shape
	centre, scale, side float64
}

// unit returns the distance from the centre and its slope in u for the scale 1.
func (s shape) unit(u float64) (distance, slope float64) {
	grow := math.Exp(u)
	sinh, cosh := (grow-1/grow)/2, (grow+1/grow)/2
	if math.Abs(u) < 0.5 { // no cancellation in the small argument of the outer function
		sinh = math.Sinh(u)
	}
	v := math.Pi / 2 * sinh
	e := math.Exp(v)
	if s == expSinh {
		return e, e * (math.Pi / 2) * cosh
	}
	distance = (e - 1/e) / 2
	if math.Abs(v) < 0.5 {
		distance = math.Sinh(v)
	}
	return distance, (e + 1/e) / 2 * (math.Pi / 2) * cosh
}

// inverse returns the u ≥ 0 at which the distance from the centre is so many scales, at least 1 for expSinh.
func (s shape) inverse(distance float64) float64 {
	if s == expSinh {
		return math.Asinh(math.Log(distance) * 2 / math.Pi)
	}
	return math.Asinh(math.Asinh(distance) * 2 / math.Pi)
}

// at returns x and dx/du.
func (p piece) at(u float64) (x, dx float64) {
	if p.shape == identity {
		return u, 1
	}
	return p.place(p.shape.unit(u))
}

// place returns x and dx/du from the distance and slope for the scale 1. Where x rounds to the centre or to infinity it is
// the next number instead, so that neither is ever evaluated; and where an exp-sinh course is beyond what x can resolve, dx
// is 0: those values do not count.
func (p piece) place(distance, slope float64) (x, dx float64) {
	x, dx = p.centre+p.side*(p.scale*distance), p.scale*slope
	switch {
	case x == p.centre:
		x = math.Nextafter(x, math.Inf(int(p.side)))
		if p.shape == expSinh {
			dx = 0
		}
	case math.IsInf(x, 0):
		x, dx = math.Copysign(math.MaxFloat64, x), 0
	}
	return x, dx
}

// lost returns what |f|, the size of the integrand, has between the centre and the place of u, if it goes on like a power of
// the distance; between the centre and the next number but one, if x resolves no more.
func (p piece) lost(u float64, f func(x float64) float64) float64 {
	far := math.Inf(int(p.side))
	distance, _ := p.shape.unit(u)
	distance = max(p.scale*distance, math.Abs(math.Nextafter(math.Nextafter(p.centre, far), far)-p.centre))
	const apart = 4
	weight, beyond := f(p.centre+p.side*distance)*distance, f(p.centre+p.side*apart*distance)*apart*distance
	if !(weight > 0) {
		return 0
	}
	return weight / max(1e-3, math.Log(beyond/weight)/math.Log(apart)) // ∫ of w·(t/d)^q dt/t is w/q
}

// A stretch is a segment of a course of scale 1, with its places at the nodes of the first rule and those that the second
// adds, and at the checkpoints of both.
type stretch struct {
	lo, hi       float64 // of u
	nodes, check [2]places
}

// places holds distances from the centre and their slopes.
type places struct{ distance, slope []float64 }

// put sets x and dx to the places on p.
func (s *places) put(p piece, x, dx []float64) {
	for i, d := range s.distance {
		x[i], dx[i] = p.place(d, s.slope[i])
	}
}

// Ends of courses are rounded up to multiples of reach, from nearest to farthest, so that their stretches can be tabulated.
const (
	reach    = 0.125
	farthest = 5.5  // the distance there is 1e83: its square and cube are still numbers
	nearest  = -6.5 // 1e−227: of 1/x^0.95 only 1e−10 is left
)

// courses holds the stretches that were computed: of expSinh outwards and inwards, and of sinhSinh.
var courses [3][-nearest / reach]struct {
	once sync.Once
	half [2]stretch
}

// stretches returns the two halves of the course from u = 0 to end, rounded up, in ascending order.
func (s shape) stretches(end float64) *[2]stretch {
	n := max(4, int(math.Ceil(min(max(end, -end), -nearest)/reach)))
	row := 0
	switch {
	case s == sinhSinh:
		row = 2
	case end < 0:
		row = 1
	}
	c := &courses[row][n-1]
	c.once.Do(func() {
		lo, hi := 0.0, reach*float64(n)
		if end < 0 {
			lo, hi = -hi, 0
		}
		for i, from := range [2]float64{lo, lo + (hi-lo)/2} {
			h := &c.half[i]
			h.lo, h.hi = from, from+(hi-lo)/2
			mid, half := h.lo+(h.hi-h.lo)/2, (h.hi-h.lo)/2
			add := func(to *places, t float64) {
				d, slope := s.unit(mid + float64(half*t))
				to.distance, to.slope = append(to.distance, d), append(to.slope, slope)
			}
			for level := range h.nodes {
				for _, at := range ladder[level].fresh {
					add(&h.nodes[level], ladder[level].nodes[at])
				}
				for _, p := range beside[level] {
					add(&h.check[level], p.t)
				}
			}
		}
	})
	return &c.half
}

package integrate

// Domains in several dimensions: boxes, whose infinite sides are mapped to finite ones, and simplices and balls as functions on
// boxes.

import (
	"fmt"
	"math"
	"sync"
)

// A box is a product of ranges, each mapped from the finite range of u in which the work is done. x = u on a finite range,
// a + u/(1−u) on [a, ∞), b − u/(1−u) on (−∞, b], u/(1−u²) on the line.
type box struct {
	sign   float64
	lo, hi []float64 // of u
	at     []float64 // the finite limit of a half-line
	kind   []int     // 0 finite, 1 upwards, −1 downwards, 2 line
}

func newBox(name string, f func(x []float64) float64, lo, hi []float64) (*box, error) {
	if f == nil {
		return nil, noIntegrand(name)
	}
	if len(lo) != len(hi) {
		return nil, fmt.Errorf("integrate: %s with %d lower and %d upper limits", name, len(lo), len(hi))
	}
	if len(lo) == 0 {
		return nil, fmt.Errorf("integrate: %s in no dimensions", name)
	}
	b := &box{sign: 1, lo: make([]float64, len(lo)), hi: make([]float64, len(lo)), at: make([]float64, len(lo)), kind: make([]int, len(lo))}
	for i := range lo {
		l, h := lo[i], hi[i]
		if math.IsNaN(l) || math.IsNaN(h) {
			return nil, fmt.Errorf("integrate: %s: the limits of dimension %d are %v and %v", name, i, l, h)
		}
		if l > h {
			l, h, b.sign = h, l, -b.sign
		}
		switch infLo, infHi := math.IsInf(l, -1), math.IsInf(h, 1); {
		case l == h:
			b.lo[i], b.hi[i] = 0, 0
			b.at[i] = l
		case infLo && infHi:
			b.kind[i], b.lo[i], b.hi[i] = 2, -1, 1
		case infHi:
			b.kind[i], b.hi[i], b.at[i] = 1, 1, l
		case infLo:
			b.kind[i], b.hi[i], b.at[i] = -1, 1, h
		case !finite(h - l):
			return nil, fmt.Errorf("integrate: %s: dimension %d from %v to %v is too long for a float64", name, i, l, h)
		default:
			b.lo[i], b.hi[i] = l, h
		}
	}
	return b, nil
}

// x sets x to the point at u and returns the Jacobian.
func (b *box) x(u, x []float64) float64 {
	jac := 1.0
	for i, v := range u {
		if b.kind[i] != 0 { // 1 is infinity, which rounding must not reach
			v = max(-1+epsilon, min(v, 1-epsilon))
		}
		switch b.kind[i] {
		case 0:
			x[i] = v
		case 2:
			s := 1 / ((1 - v) * (1 + v))
			x[i] = v * s
			jac *= (1 + v*v) * s * s
		default:
			s := 1 / (1 - v)
			x[i] = b.at[i] + float64(b.kind[i])*v*s
			jac *= s * s
		}
	}
	return jac
}

func (b *box) volume() float64 {
	v := 1.0
	for i := range b.lo {
		v *= b.hi[i] - b.lo[i]
	}
	return v
}

// A pointPool lends points, so that a function on another domain does not allocate one at each call.
type pointPool struct{ pool sync.Pool }

func (p *pointPool) get(d int) *[]float64 {
	if x, ok := p.pool.Get().(*[]float64); ok && len(*x) == d {
		return x
	}
	x := make([]float64, d)
	return &x
}

// OnSimplex returns f over the simplex x[i] ≥ 0, Σ x[i] ≤ 1 as a function on the unit cube, to be integrated over it by
// Cubature, Vegas or QuasiMonteCarlo: Duffy's map, with its Jacobian. f must not keep its argument.
func OnSimplex(f func(x []float64) float64) func(u []float64) float64 {
	points := new(pointPool)
	return func(u []float64) float64 {
		point := points.get(len(u))
		x, left, jac := *point, 1.0, 1.0
		for i, v := range u {
			jac *= left
			x[i] = left * v
			left -= x[i]
		}
		jac *= f(x)
		points.pool.Put(point)
		return jac
	}
}

// OnBall returns f over the unit ball around the origin, of 2 or more dimensions, as a function on the box with u[0] (the
// radius) in [0, 1], u[1] … u[d−2] (polar angles) in [0, π] and u[d−1] (azimuth) in [0, 2π], with the Jacobian of
// spherical coordinates. f must not keep its argument.
func OnBall(f func(x []float64) float64) func(u []float64) float64 {
	points := new(pointPool)
	return func(u []float64) float64 {
		d := len(u)
		point := points.get(d)
		x, r, jac := *point, u[0], 1.0
		for i := 1; i < d; i++ {
			s, c := math.Sincos(u[i])
			x[i-1] = r * c
			jac *= r // radius and sines of the angles before, once for each of the angles from here on
			r *= s
		}
		x[d-1] = r
		jac *= f(x)
		points.pool.Put(point)
		return jac
	}
}

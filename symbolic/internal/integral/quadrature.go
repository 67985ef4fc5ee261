package integral

import (
	"math"
	"math/big"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/numeric"
)

// quadrature integrates f numerically over the interval cut at points, by the double exponential rule of Takahasi and
// Mori on each piece; it checks exact values, and answers where asked to. ok is false if it does not converge.
func (d definite) quadrature(points []endpoint) (v float64, ok bool) {
	for i := 0; i+1 < len(points); i++ {
		s, ok := d.tanhSinh(points[i], points[i+1])
		if !ok {
			return 0, false
		}
		v += s
	}
	return v, true
}

// tanhSinh integrates from a to b, halving the step until two sums agree.
func (d definite) tanhSinh(a, b endpoint) (float64, bool) {
	c := numeric.New(digits60)
	left, right := math.IsInf(a.value, 0), math.IsInf(b.value, 0)
	value := func(p endpoint, off float64) float64 { // f at p + off
		r := math.NaN()
		numeric.Defined(func() {
			base := c.Float(0, 0)
			if !math.IsInf(p.value, 0) {
				base = c.Float(p.value, 0)
				if p.node != nil {
					base = eval.NewDuals(c).Of(p.node).V
				}
			}
			z := numeric.Complex{Re: new(big.Float).SetPrec(c.Prec()).Add(base.Re, big.NewFloat(off)), Im: c.Int(0).Im}
			ev := eval.NewDuals(c)
			ev.Set(d.x, z, false)
			r = real(ev.Of(d.f).V.Complex128())
		})
		return r
	}
	// sample returns weight·f at the parameter t.
	sample := func(t float64) float64 {
		u := math.Pi / 2 * math.Sinh(t)
		du := math.Pi / 2 * math.Cosh(t)
		var y, wgt float64
		switch {
		case left && right: // x = sinh u
			y, wgt = value(endpoint{}, math.Sinh(u)), math.Cosh(u)*du
		case right: // x = a + e^u
			y, wgt = value(a, math.Exp(u)), math.Exp(u)*du
		case left:
			y, wgt = value(b, -math.Exp(u)), math.Exp(u)*du
		default: // x = a + (b−a)/(1+e^(−2u)), measured from the nearer end
			h := b.value - a.value
			q := 1 / (1 + math.Exp(2*math.Abs(u)))
			wgt = h / 2 / (math.Cosh(u) * math.Cosh(u)) * du
			if u < 0 {
				y = value(a, h*q)
			} else {
				y = value(b, -h*q)
			}
		}
		if p := wgt * y; !math.IsNaN(p) && !math.IsInf(p, 0) {
			return p
		}
		return 0
	}
	const reach = 4.6
	prev := math.NaN()
	sum := sample(0)
	for level := 1; level <= 8; level++ {
		h := math.Ldexp(1, -level)
		for k := 1; float64(k)*h <= reach; k++ {
			if k%2 == 0 && level > 1 {
				continue
			}
			d.w.poll()
			sum += sample(float64(k)*h) + sample(-float64(k)*h)
		}
		v := sum * h
		if level > 3 && math.Abs(v-prev) <= 1e-10*math.Max(1e-3, math.Abs(v)) {
			return v, true
		}
		prev = v
	}
	return prev, false
}

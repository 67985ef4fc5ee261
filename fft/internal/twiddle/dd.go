package twiddle

import "math"

// A dd is the unevaluated sum hi + lo with |lo| ≤ ulp(hi)/2: about 106 bits (Dekker, Numer. Math. 18 (1971) 224).
type dd struct{ hi, lo float64 }

// twoPi is 2π to 106 bits.
var twoPi = dd{6.283185307179586, 2.4492935982947064e-16}

// sum returns a + b for |a| ≥ |b|, exactly.
func sum(a, b float64) dd {
	s := a + b
	return dd{s, b - (s - a)}
}

func neg(a dd) dd { return dd{-a.hi, -a.lo} }

func add(a, b dd) dd {
	s := a.hi + b.hi
	t := s - a.hi
	e := (a.hi - (s - t)) + (b.hi - t) // Knuth's two-sum needs no order of magnitudes
	return sum(s, e+(a.lo+b.lo))
}

func mul(a, b dd) dd {
	p := a.hi * b.hi
	e := math.FMA(a.hi, b.hi, -p)
	return sum(p, e+(float64(a.hi*b.lo)+float64(a.lo*b.hi)))
}

// over returns a/b for an integer b below 2⁵³.
func over(a dd, b float64) dd {
	q := a.hi / b
	r := math.FMA(-q, b, a.hi) // exact
	return sum(q, (r+a.lo)/b)
}

// sincos returns cosine and sine of 2π·k/n ≤ π/4 by their Taylor series.
func sincos(k, n int) root {
	p := mul(twoPi, dd{float64(k), 0})
	x := over(p, float64(n))
	y := neg(mul(x, x))
	c, s := dd{1, 0}, x
	tc, ts := c, s
	for i := 2.0; i < 30; i += 2 { // (π/4)³⁰/30! < 2⁻¹⁰⁶
		tc = over(mul(tc, y), (i-1)*i)
		ts = over(mul(ts, y), i*(i+1))
		c, s = add(c, tc), add(s, ts)
	}
	return root{c, s}
}

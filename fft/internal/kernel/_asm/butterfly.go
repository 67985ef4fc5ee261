package main

import (
	"math"
	"math/big"
)

// A source gives value k of a butterfly when it is asked, a sink takes result k as soon as it is known: loads come late and
// stores early, which is what keeps registers free.
type (
	source func(k int) cx
	sink   func(k int, v cx)
)

// dft writes the discrete Fourier transform of length n.
func (p *program) dft(n int, get source, put sink) {
	switch n {
	case 1:
		put(0, get(0))
	case 2:
		a, b := get(0), get(1)
		put(0, p.cadd(a, b))
		put(1, p.csub(a, b))
	case 4:
		p.dft4(get, put)
	case 8:
		p.dft8(get, put)
	case 3, 5, 7, 11, 13:
		p.prime(n, get, put)
	case 16:
		p.composite(4, 4, get, put)
	default:
		for _, a := range []int{4, 3, 5} {
			if n%a == 0 {
				p.composite(a, n/a, get, put)
				return
			}
		}
		p.composite(2, n/2, get, put)
	}
}

func (p *program) cadd(a, b cx) cx { return cx{p.add(a.re, b.re), p.add(a.im, b.im)} }
func (p *program) csub(a, b cx) cx { return cx{p.sub(a.re, b.re), p.sub(a.im, b.im)} }

// addTurned is a − i·b, subTurned is a + i·b.
func (p *program) addTurned(a, b cx) cx { return cx{p.add(a.re, b.im), p.sub(a.im, b.re)} }
func (p *program) subTurned(a, b cx) cx { return cx{p.sub(a.re, b.im), p.add(a.im, b.re)} }

// times is a·w.
func (p *program) times(a, w cx) cx {
	re := p.mul(a.re, w.re)
	im := p.mul(a.im, w.re)
	return cx{p.fnma(a.im, w.im, re), p.fma(a.re, w.im, im)}
}

func (p *program) dft4(get source, put sink) {
	a, c := get(0), get(2)
	s, t := p.cadd(a, c), p.csub(a, c)
	b, d := get(1), get(3)
	u, v := p.cadd(b, d), p.csub(b, d)
	put(0, p.cadd(s, u))
	put(2, p.csub(s, u))
	put(1, p.addTurned(t, v))
	put(3, p.subTurned(t, v))
}

// dft8 is two transforms of length 4, of the even and of the odd values. The factor √½ of two odd results is fused to the
// last sums.
func (p *program) dft8(get source, put sink) {
	var e, o [4]cx
	p.dft4(func(k int) cx { return get(2 * k) }, func(k int, v cx) { e[k] = v })
	p.dft4(func(k int) cx { return get(2*k + 1) }, func(k int, v cx) { o[k] = v })
	put(0, p.cadd(e[0], o[0]))
	put(4, p.csub(e[0], o[0]))
	put(2, p.addTurned(e[2], o[2]))
	put(6, p.subTurned(e[2], o[2]))
	h := p.constant(math.Sqrt2 / 2)
	x := cx{p.add(o[1].re, o[1].im), p.sub(o[1].im, o[1].re)} // √2·exp(−πi/4)·o[1]
	put(1, cx{p.fma(x.re, h, e[1].re), p.fma(x.im, h, e[1].im)})
	put(5, cx{p.fnma(x.re, h, e[1].re), p.fnma(x.im, h, e[1].im)})
	y := cx{p.sub(o[3].im, o[3].re), p.add(o[3].re, o[3].im)} // √2·exp(−3πi/4)·o[3], but for the sign of the imaginary part
	put(3, cx{p.fma(y.re, h, e[3].re), p.fnma(y.im, h, e[3].im)})
	put(7, cx{p.fnma(y.re, h, e[3].re), p.fma(y.im, h, e[3].im)})
}

// root returns exp(−2πi·k/n), correctly rounded: the constants of a butterfly meet every value.
func root(k, n int) (re, im float64) {
	const bits = 200
	big2 := func(x float64) *big.Float { return big.NewFloat(x).SetPrec(bits) }
	x, _, _ := big.ParseFloat("6.283185307179586476925286766559005768394338798750211641949889184615633", 10, bits, big.ToNearestEven)
	x.Mul(x, big2(float64(k%n)))
	x.Quo(x, big2(float64(n)))
	// exp(−ix) by its series; 60 terms of x < 2π leave less than 2⁻⁹⁰
	c, s, term := big2(0), big2(0), big2(1)
	for i := range 60 {
		switch i % 4 {
		case 0:
			c.Add(c, term)
		case 1:
			s.Sub(s, term)
		case 2:
			c.Sub(c, term)
		case 3:
			s.Add(s, term)
		}
		term.Mul(term, x)
		term.Quo(term, big2(float64(i+1)))
	}
	re, _ = c.Float64()
	im, _ = s.Float64()
	if math.Abs(re) < 1e-20 {
		re = 0
	}
	if math.Abs(im) < 1e-20 {
		im = 0
	}
	return re, im
}

// composite is the transform of length a·b: b transforms of length a, roots, a transforms of length b.
func (p *program) composite(a, b int, get source, put sink) {
	mid := make([][]cx, a)
	for i := range mid {
		mid[i] = make([]cx, b)
	}
	for j := range b {
		p.dft(a, func(k int) cx { return get(k*b + j) }, func(k int, v cx) { mid[k][j] = p.rotated(v, j*k, a*b) })
	}
	for i := range a {
		p.dft(b, func(k int) cx { return mid[i][k] }, func(k int, v cx) { put(i+a*k, v) })
	}
}

// rotated is v·exp(−2πi·k/n).
func (p *program) rotated(v cx, k, n int) cx {
	k %= n
	if k == 0 {
		return v
	}
	re, im := root(k, n)
	if 2*k == n {
		z := p.constant(-1)
		return cx{p.mul(v.re, z), p.mul(v.im, z)}
	}
	if 4*k == n { // −i·v needs a sign that no instruction gives for nothing; here the product does
		z := p.constant(-1)
		return cx{v.im, p.mul(v.re, z)}
	}
	if 8*k == n {
		h := p.constant(math.Sqrt2 / 2)
		return cx{p.mul(p.add(v.re, v.im), h), p.mul(p.sub(v.im, v.re), h)}
	}
	return p.times(v, cx{p.constant(re), p.constant(im)})
}

// prime is the transform of odd prime length: pairs a[j] ± a[n−j] halve the products of the definition.
func (p *program) prime(n int, get source, put sink) {
	h := n / 2
	first := get(0)
	plus, minus := make([]cx, h+1), make([]cx, h+1)
	total := first
	for j := 1; j <= h; j++ {
		a, b := get(j), get(n-j)
		plus[j], minus[j] = p.cadd(a, b), p.csub(a, b)
		total = p.cadd(total, plus[j])
	}
	put(0, total)
	for k := 1; k <= h; k++ {
		u, v := first, cx{}
		for j := 1; j <= h; j++ {
			re, im := root(j*k, n)
			c, s := p.constant(re), p.constant(-im)
			u = cx{p.fma(plus[j].re, c, u.re), p.fma(plus[j].im, c, u.im)}
			if j == 1 {
				v = cx{p.mul(minus[j].re, s), p.mul(minus[j].im, s)}
			} else {
				v = cx{p.fma(minus[j].re, s, v.re), p.fma(minus[j].im, s, v.im)}
			}
		}
		put(k, p.addTurned(u, v))
		put(n-k, p.subTurned(u, v))
	}
}

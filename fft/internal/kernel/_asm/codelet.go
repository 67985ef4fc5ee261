package main

import (
	"fmt"
	"math"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// A codelet is a whole transform of a short length in straight-line code. Its values stay interleaved, W complex numbers in
// a register, from the load to the store: at these lengths taking them apart and joining them again would cost more than
// the swap that a product with a complex constant needs. Value j of n = a·W is lane j mod W of register j div W, so
//
//	a-point transforms of the registers, roots, a transpose of W×W blocks, W-point transforms
//
// are the whole. a is at least W; where W does not divide it, the last block overlaps the one before. With one number in a
// register, on the machine one, any length will do.
type codelet struct {
	program
	n     int
	pairs map[[2]float64]*val
}

func newCodelet(m *machine, n int) *codelet {
	return &codelet{program: program{m: m}, n: n, pairs: map[[2]float64]*val{}}
}

// w is the number of complex numbers in a register.
func (c *codelet) w() int { return c.m.lanes() / 2 }

type (
	vsource func(k int) *val
	vsink   func(k int, v *val)
)

// pair is a register of x in the even lanes, y in the odd ones.
func (c *codelet) pair(x, y float64) *val {
	v := c.pairs[[2]float64{x, y}]
	if v == nil {
		if x == y && c.m.fold {
			v = c.constant(x)
		} else {
			v = &val{home: c.m.pairs(x, y), free: true, read: "mov"}
		}
		c.pairs[[2]float64{x, y}] = v
	}
	return v
}

// less is a − i·b, more is a + i·b.
func (c *codelet) less(a, b *val) *val { return c.fmsubadd(a, c.pair(1, 1), c.swap(b)) }
func (c *codelet) more(a, b *val) *val { return c.fmaddsub(a, c.pair(1, 1), c.swap(b)) }

// times is v·(re + i·im), re and im a constant or a table.
func (c *codelet) times(v, re, im *val) *val { return c.fmaddsub(v, re, c.mul(c.swap(v), im)) }

// rotated is v·exp(−2πi·k/n).
func (c *codelet) rotated(v *val, k, n int) *val {
	if k %= n; k == 0 {
		return v
	}
	if 4*k == n {
		return c.mul(c.swap(v), c.pair(1, -1))
	}
	re, im := root(k, n)
	return c.turned(c.mul(v, c.pair(re, re)), v, im)
}

// turned is u + i·x·v. Both signs of x read one constant.
func (c *codelet) turned(u, v *val, x float64) *val {
	if x < 0 {
		return c.fnma(c.swap(v), c.pair(x, -x), u)
	}
	return c.fma(c.swap(v), c.pair(-x, x), u)
}

// dft writes the transform of length n of registers, lane by lane.
func (c *codelet) dft(n int, get vsource, put vsink) {
	switch n {
	case 2:
		a, b := get(0), get(1)
		put(0, c.add(a, b))
		put(1, c.sub(a, b))
		return
	case 4:
		c.dft4(get, put)
		return
	case 8:
		c.dft8(get, put)
		return
	case 1:
		put(0, get(0))
		return
	case 3, 5, 7, 11, 13:
		c.prime(n, get, put)
		return
	}
	for _, p := range []int{2, 3, 5, 7} {
		q := 1
		for n/q%p == 0 {
			q *= p
		}
		switch {
		case q == n && n%4 == 0:
			c.composite(4, n/4, get, put)
			return
		case q == n:
			c.composite(p, n/p, get, put)
			return
		case q > 1:
			c.coprime(q, n/q, get, put)
			return
		}
	}
	panic(fmt.Sprintf("no codelet of length %d", n))
}

func (c *codelet) dft4(get vsource, put vsink) {
	x, z := get(0), get(2)
	s, t := c.add(x, z), c.sub(x, z)
	x, z = get(1), get(3)
	u, v := c.add(x, z), c.sub(x, z)
	put(0, c.add(s, u))
	put(2, c.sub(s, u))
	put(1, c.less(t, v))
	put(3, c.more(t, v))
}

// dft8 is program.dft8 with values in one register.
func (c *codelet) dft8(get vsource, put vsink) {
	var e, o [4]*val
	c.dft4(func(k int) *val { return get(2 * k) }, func(k int, v *val) { e[k] = v })
	c.dft4(func(k int) *val { return get(2*k + 1) }, func(k int, v *val) { o[k] = v })
	put(0, c.add(e[0], o[0]))
	put(4, c.sub(e[0], o[0]))
	put(2, c.less(e[2], o[2]))
	put(6, c.more(e[2], o[2]))
	h := c.pair(math.Sqrt2/2, math.Sqrt2/2)
	x := c.less(o[1], o[1]) // √2·exp(−πi/4)·o[1]
	put(1, c.fma(x, h, e[1]))
	put(5, c.fnma(x, h, e[1]))
	y := c.more(o[3], o[3]) // −√2·exp(−3πi/4)·o[3]
	put(3, c.fnma(y, h, e[3]))
	put(7, c.fma(y, h, e[3]))
}

func (c *codelet) composite(a, b int, get vsource, put vsink) {
	mid := make([][]*val, a)
	for i := range mid {
		mid[i] = make([]*val, b)
	}
	for j := range b {
		c.dft(a, func(k int) *val { return get(k*b + j) }, func(k int, v *val) { mid[k][j] = c.rotated(v, j*k, a*b) })
	}
	for i := range a {
		c.dft(b, func(k int) *val { return mid[i][k] }, func(k int, v *val) { put(i+a*k, v) })
	}
}

// coprime is composite without roots, for a and b without a common factor: value i·b + j·a (mod n) is at place i, j, and
// result k at k mod a, k mod b (Good, J. R. Statist. Soc. B 20 (1958) 361).
func (c *codelet) coprime(a, b int, get vsource, put vsink) {
	mid := make([][]*val, a)
	for i := range mid {
		mid[i] = make([]*val, b)
	}
	for j := range b {
		c.dft(a, func(i int) *val { return get((i*b + j*a) % (a * b)) }, func(i int, v *val) { mid[i][j] = v })
	}
	for i := range a {
		c.dft(b, func(j int) *val { return mid[i][j] }, func(j int, v *val) {
			k := i
			for k%b != j {
				k += a
			}
			put(k, v)
		})
	}
}

// prime is the definition, halved by pairs: the sines, with their signs, take the differences with parts exchanged, so that
// sums alone remain where cosines and sines meet.
func (c *codelet) prime(n int, get vsource, put vsink) {
	h := n / 2
	first := get(0)
	plus, minus := make([]*val, h+1), make([]*val, h+1)
	total := first
	for j := 1; j <= h; j++ {
		x, y := get(j), get(n-j)
		plus[j], minus[j] = c.add(x, y), c.swap(c.sub(x, y))
		total = c.add(total, plus[j])
	}
	put(0, total)
	for k := 1; k <= h; k++ {
		u, v := first, zero
		for j := 1; j <= h; j++ {
			re, im := root(j*k, n)
			u = c.fma(plus[j], c.pair(re, re), u)
			if im < 0 {
				v = c.fma(minus[j], c.pair(im, -im), v)
			} else { // the same constant
				v = c.fnma(minus[j], c.pair(-im, im), v)
			}
		}
		put(k, c.sub(u, v))
		put(n-k, c.add(u, v))
	}
}

// body writes the transform of n values: get gives register k, put takes the register of values from k on.
func (c *codelet) body(get vsource, put vsink) {
	n, w := c.n, c.w()
	a := n / w
	if n%w != 0 || a < w {
		panic(fmt.Sprintf("a codelet of length %d with %d values in a register", n, w))
	}
	if w == 1 {
		c.dft(n, get, put)
		return
	}
	rows := make([]*val, a)
	c.dft(a, get, func(k int, v *val) {
		if k > 0 {
			re, im := make([]float64, 2*w), make([]float64, 2*w)
			for j := range w {
				x, y := root(j*k, n)
				re[2*j], re[2*j+1], im[2*j], im[2*j+1] = x, x, y, y
			}
			v = c.times(v, c.table(re), c.table(im))
		}
		rows[k] = v
	})
	for b := 0; b < a; b += w {
		b := min(b, a-w)
		t := c.transposePairs(rows[b : b+w])
		c.dft(w, func(k int) *val { return t[k] }, func(k int, v *val) { put(k*a+b, v) })
	}
}

// conjugation returns the signs that conjugate, or do not, as the edge tells.
func (c *codelet) conjugation() *val { return c.xor(c.twice(mem(edge, 0)), c.pair(1, 1)) }

// whole writes the codelet of length n between memory and memory.
func wholeCodelet(m *machine, n int) string {
	name := fmt.Sprintf("whole%d_%s", n, m.tag)
	c := newCodelet(m, n)
	signs, scale := c.conjugation(), c.twice(mem(edge, 2*m.elem))
	c.body(func(k int) *val {
		return c.xor(signs, c.load(func() operand.Mem { return mem(src, k*m.width) }))
	}, func(k int, v *val) {
		c.store(c.mul(v, scale), func() operand.Mem { return mem(dst, 2*k*m.elem) })
	})
	c.write(name)
	return name
}

// realCodelet writes the transform of 2h real numbers to h+1 complex ones: a codelet of length h of the pairs, whose results Z
// give, with Z[h] = Z[0] and w = exp(−πi/h),
//
//	X[k] = ½(Z[k] + conj Z[h−k]) − ½i·w^k·(Z[k] − conj Z[h−k]).
//
// A register of conj Z[h−k] is one of Z backwards, moved on by one value. All k are done alike: halving the products by
// X[h−k] would cost as many shuffles.
func realCodelet(m *machine, h int) string {
	name := fmt.Sprintf("real%d_%s", 2*h, m.tag)
	c := newCodelet(m, h)
	scale := c.twice(mem(edge, 2*m.elem))
	z := make([]*val, h/c.w())
	c.body(func(k int) *val { return c.load(func() operand.Mem { return mem(src, k*m.width) }) },
		func(k int, v *val) { z[k/c.w()] = c.mul(v, scale) })
	half, mirror := c.constant(0.5), c.table(alternating(c.m.lanes()))
	for j := range z {
		b := c.mirrored(z[len(z)-1-j], z[(len(z)-j)%len(z)])
		sum, diff := c.fma(b, mirror, z[j]), c.fnma(b, mirror, z[j])
		re, im := c.halfRoots(j, h)
		t := c.fma(diff, re, c.mul(c.swap(diff), im))
		c.store(c.fma(sum, half, t), func() operand.Mem { return mem(dst, j*m.width) })
		if j == 0 {
			c.storeFirst(c.fms(sum, half, t), func() operand.Mem { return mem(dst, h*2*m.elem) })
		}
	}
	c.write(name)
	return name
}

// halfRoots returns what takes a value d and the same with its parts swapped to −½i·w^k·d: (re, re) and (−im, im).
func (c *codelet) halfRoots(j, h int) (re, im *val) {
	w := c.w()
	r, i := make([]float64, 2*w), make([]float64, 2*w)
	for l := range w {
		x, y := root(j*w+l, 2*h)
		x, y = y/2, -x/2 // −½i·(x + iy)
		r[2*l], r[2*l+1], i[2*l], i[2*l+1] = x, x, -y, y
	}
	return c.table(r), c.table(i)
}

func alternating(n int) []float64 {
	s := make([]float64, n)
	for i := range s {
		s[i] = 1 - 2*float64(i%2)
	}
	return s
}

// backCodelet writes the inverse of realCodelet but for a factor, which is in the edge: with X[h−k] from memory,
//
//	Z[k] = X[k] + conj X[h−k] + i·conj(w^k)·(X[k] − conj X[h−k])
//
// goes into the codelet of length h. The imaginary parts of X[0] and X[h] are masked.
func backCodelet(m *machine, h int) string {
	name := fmt.Sprintf("back%d_%s", 2*h, m.tag)
	c := newCodelet(m, h)
	w := c.w()
	signs, scale := c.conjugation(), c.twice(mem(edge, 2*m.elem))
	mirror := c.table(alternating(c.m.lanes()))
	c.body(func(j int) *val {
		a := c.load(func() operand.Mem { return mem(src, j*m.width) })
		b := c.backwards(c.load(func() operand.Mem { return mem(src, (h-j*w-w+1)*2*m.elem) }))
		if j == 0 {
			mask := c.mask(1)
			a, b = c.and(a, mask), c.and(b, mask)
		}
		sum, diff := c.fma(b, mirror, a), c.fnma(b, mirror, a)
		r, i := make([]float64, 2*w), make([]float64, 2*w)
		for l := range w {
			x, y := root(j*w+l, 2*h) // i·conj(x + iy) = y + ix
			r[2*l], r[2*l+1], i[2*l], i[2*l+1] = y, y, -x, x
		}
		return c.xor(c.fma(diff, c.table(r), c.fma(c.swap(diff), c.table(i), sum)), signs)
	}, func(k int, v *val) {
		c.store(c.mul(v, scale), func() operand.Mem { return mem(dst, 2*k*m.elem) })
	})
	c.write(name)
	return name
}

// write writes the function around the code.
func (c *codelet) write(name string) {
	enter(name, c.m, wholeSignature, c.slotsOf(), 0)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("e"), edge)
	c.emit(stack)
	build.VZEROUPPER()
	build.RET()
}

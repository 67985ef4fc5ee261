package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// whole writes a transform of length h·m in one stretch of code, a head of radix h and a last pass of radix m that meet in
// registers: for short lengths the loops and the buffer between would cost as much as the arithmetic.
func whole(m *machine, h, n int) string {
	name := fmt.Sprintf("whole%d_%s", n, m.tag)
	v, rest := m.lanes(), n/h
	p := &program{m: m}
	size := 2 * m.elem
	rows := make([][]cx, rest) // by p, then by group of k
	for i := range rows {
		rows[i] = make([]cx, h/v)
	}
	for b := 0; b < rest; b += v {
		z := make([]cx, h)
		p.dft(h, func(k int) cx {
			at := (b + k*rest) * size
			x := p.join(p.load(func() operand.Mem { return mem(src, at) }), p.load(func() operand.Mem { return mem(src, at+m.width) }))
			return cx{x.re, p.mul(x.im, p.broadcast(mem(edge, m.elem)))}
		}, func(k int, x cx) {
			if k > 0 {
				c, s := make([]float64, v), make([]float64, v)
				for lane, j := range m.order {
					c[lane], s[lane] = root((b+j)*k, n)
				}
				x = p.times(x, cx{p.table(c), p.table(s)})
			}
			z[k] = x
		})
		for c := 0; c < h; c += v {
			p.turnOut(z[c:c+v], func(j int, x cx) { rows[b+j][c/v] = x })
		}
	}
	for c := range h / v {
		p.dft(rest, func(k int) cx { return rows[k][c] }, func(k int, x cx) {
			at := (k*h + c*v) * size
			x = cx{p.mul(x.re, p.broadcast(mem(edge, 2*m.elem))), p.mul(x.im, p.broadcast(mem(edge, 3*m.elem)))}
			a, b := p.split(x)
			p.store(a, func() operand.Mem { return mem(dst, at) })
			p.store(b, func() operand.Mem { return mem(dst, at+m.width) })
		})
	}
	enter(name, m, wholeSignature, p.slotsOf(), 0)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("e"), edge)
	p.emit(stack)
	build.VZEROUPPER()
	build.RET()
	return name
}

// untangler writes the loop that separates the spectra of the even and odd places of a real signal, or with back set joins
// them again: see Untangler. low runs upwards from the first value, high downwards from the last.
func untangler(m *machine, back bool) string {
	name := "untangle_" + m.tag
	if back {
		name = "tangle_" + m.tag
	}
	toLow, toHigh, low, high, roots := reg.RDI, reg.R8, reg.RSI, reg.R9, tw
	p := &program{m: m}
	at := func(base reg.Register, d int) func() operand.Mem { return func() operand.Mem { return mem(base, d) } }
	a := p.join(p.load(at(low, 0)), p.load(at(low, m.width)))
	b := p.join(p.reversed(p.load(at(high, 0)), p.load(at(high, m.width))))
	w := cx{p.load(at(roots, 0)), p.load(at(roots, m.width))}
	er, ei := p.add(a.re, b.re), p.sub(a.im, b.im)
	var x, y cx
	if back {
		// f·conj(w), where w holds half a root
		fr, fi := p.sub(a.re, b.re), p.add(a.im, b.im)
		or := p.fma(fi, w.im, p.mul(fr, w.re))
		oi := p.fms(fi, w.re, p.mul(fr, w.im))
		two := p.constant(2)
		x = cx{p.fnma(oi, two, er), p.fma(or, two, ei)}
		y = cx{p.fma(oi, two, er), p.fms(or, two, ei)}
	} else {
		t := p.times(cx{p.add(a.im, b.im), p.sub(b.re, a.re)}, w)
		half := p.constant(0.5)
		x = cx{p.fma(er, half, t.re), p.fma(ei, half, t.im)}
		y = cx{p.fms(er, half, t.re), p.fnma(ei, half, t.im)}
	}
	u, v := p.split(x)
	p.store(u, at(toLow, 0))
	p.store(v, at(toLow, m.width))
	u, v = p.reversed(p.split(y))
	p.store(u, at(toHigh, 0))
	p.store(v, at(toHigh, m.width))
	enter(name, m, "func(toLow, toHigh, low, high, roots *byte, blocks int)", p.slotsOf(), 0)
	build.Load(build.Param("toLow"), toLow)
	build.Load(build.Param("toHigh"), toHigh)
	build.Load(build.Param("low"), low)
	build.Load(build.Param("high"), high)
	build.Load(build.Param("roots"), roots)
	build.Load(build.Param("blocks"), count)
	build.Label("blocks")
	p.emit(stack)
	for _, up := range []reg.GPPhysical{toLow, low, roots} {
		build.ADDQ(operand.I32(m.group()), up)
	}
	for _, down := range []reg.GPPhysical{toHigh, high} {
		build.SUBQ(operand.I32(m.group()), down)
	}
	build.DECQ(count)
	build.JNZ(operand.LabelRef("blocks"))
	build.VZEROUPPER()
	build.RET()
	return name
}

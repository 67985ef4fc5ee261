package main

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// What a convolution does between its two transforms, on groups.

// answer is conj(x)·t.
func (p *program) answer(x, t cx) cx {
	re, im := p.mul(x.re, t.re), p.mul(x.re, t.im)
	return cx{p.fma(x.im, t.im, re), p.fnma(x.im, t.re, im)}
}

// group reads the group at base + k groups.
func (p *program) group(base reg.Register, k int) cx {
	at := k * p.m.group()
	return cx{p.load(func() operand.Mem { return mem(base, at) }), p.load(func() operand.Mem { return mem(base, at+p.m.width) })}
}

func (p *program) keep(v cx, base reg.Register, k int) {
	at := k * p.m.group()
	p.store(v.re, func() operand.Mem { return mem(base, at) })
	p.store(v.im, func() operand.Mem { return mem(base, at+p.m.width) })
}

// weigh writes: for i := range n { dst[i] = conj(src[i])·table[i] }, see Family.Weigh.
func weigh(m *machine) string {
	name := "weigh_" + m.tag
	p := &program{m: m}
	p.keep(p.answer(p.group(src, 0), p.group(tw, 0)), dst, 0)
	enter(name, m, "func(dst, src, table *byte, n int)", p.slotsOf(), 0)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("table"), tw)
	build.Load(build.Param("n"), count)
	build.Label("groups")
	p.emit(stack)
	for _, at := range []reg.GPPhysical{dst, src, tw} {
		build.ADDQ(operand.I32(m.group()), at)
	}
	build.DECQ(count)
	build.JNZ(operand.LabelRef("groups"))
	build.VZEROUPPER()
	build.RET()
	return name
}

// ring writes the middle of a short convolution: see Family.Ring.
func ring(m *machine) string {
	name := "ring_" + m.tag
	v := m.lanes()
	p := &program{m: m}
	rows, cols := make([]cx, v), make([]cx, v)
	for _, k := range m.order {
		rows[k] = p.times(p.group(src, k), p.group(tw, k))
	}
	p.turnOut(rows, func(j int, z cx) { cols[j] = z })
	mid := make([]cx, v)
	p.dft(v, func(k int) cx { return cols[k] }, func(k int, z cx) { mid[k] = p.answer(z, p.group(edge, k)) })
	p.dft(v, func(k int) cx { return mid[k] }, func(k int, z cx) { cols[k] = z })
	p.turnOut(cols, func(k int, z cx) { p.keep(p.times(z, p.group(tw, k)), dst, k) })
	enter(name, m, "func(dst, src, roots, table *byte, blocks int)", p.slotsOf(), 0)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("roots"), tw)
	build.Load(build.Param("table"), edge)
	build.Load(build.Param("blocks"), count)
	build.Label("blocks")
	p.emit(stack)
	for _, at := range []reg.GPPhysical{dst, src, tw, edge} {
		build.ADDQ(operand.I32(v*m.group()), at)
	}
	build.DECQ(count)
	build.JNZ(operand.LabelRef("blocks"))
	build.VZEROUPPER()
	build.RET()
	return name
}

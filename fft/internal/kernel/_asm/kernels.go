package main

import (
	"fmt"
	"math/bits"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Registers of every pass.
var (
	dst, src, tw, edge     = reg.RDI, reg.RSI, reg.RDX, reg.RCX
	srcK, srcK3            = reg.R8, reg.R9
	dstK, dstK3            = reg.R10, reg.R11
	far                    = reg.R12 // base + 4·j·stride for a k that no scaled index reaches
	stack                  = reg.R13
	srcQ, dstQ, count, tmp = reg.RAX, reg.RBX, reg.R15, reg.R14
)

// Offsets in Shape.
const (
	shapeM, shapeCnt                = 0, 8
	shapeSrcP, shapeSrcQ, shapeSrcK = 16, 24, 32
	shapeDstP, shapeDstQ, shapeDstK = 40, 48, 56
	signature                       = "func(dst, src, tw, s, e *byte)"
	wholeSignature                  = "func(dst, src, e *byte)"
	first, mid, plain, last         = "first", "mid", "plain", "last"
	start, finish                   = "start", "finish"
)

// reach addresses base + k·stride + disp, with stride and 3·stride in registers. It keeps in far the base of a block of
// four places when it needs one.
type reach struct {
	base, k, k3 reg.GPPhysical
	owner       *far4
}

// far4 remembers what the register far holds.
type far4 struct {
	of    *reach
	block int
}

func (r *reach) at(k, disp int) operand.Mem {
	m := operand.Mem{Base: r.base, Disp: disp}
	switch k {
	case 0:
		return m
	case 1, 2, 4, 8:
		m.Index, m.Scale = r.k, uint8(k)
		return m
	case 3, 6, 12:
		m.Index, m.Scale = r.k3, uint8(k/3)
		return m
	}
	block := k / 4
	if r.owner.of != r || r.owner.block != block {
		from := operand.Mem{Base: r.base, Index: r.k, Scale: uint8(4 * min(block, 2))}
		if block == 3 {
			from = operand.Mem{Base: r.base, Index: r.k3, Scale: 4}
		}
		build.LEAQ(from, far)
		r.owner.of, r.owner.block = r, block
	}
	m.Base = far
	switch k % 4 {
	case 1, 2:
		m.Index, m.Scale = r.k, uint8(k%4)
	case 3:
		m.Index, m.Scale = r.k3, 1
	}
	return m
}

func mem(base reg.Register, disp int) operand.Mem { return operand.Mem{Base: base, Disp: disp} }

// pass writes a kernel of kind first, mid, plain or last, or start or finish, which are half of first and last. See the package comment of kernel for its loop.
func pass(m *machine, kind string, radix int) string {
	name := fmt.Sprintf("%s%d_%s", kind, radix, m.tag)
	owner := &far4{}
	in, out := &reach{src, srcK, srcK3, owner}, &reach{dst, dstK, dstK3, owner}
	p := &program{m: m}
	interleavedIn, interleavedOut := kind == first || kind == start, kind == last || kind == finish
	rooted := interleavedIn || kind == mid
	half := (radix + 1) / 2
	get := func(k int) cx {
		if kind == start && k >= half {
			return cx{zero, zero}
		}
		a := p.load(func() operand.Mem { return in.at(k, 0) })
		b := p.load(func() operand.Mem { return in.at(k, m.width) })
		if !interleavedIn {
			return cx{a, b}
		}
		v := p.join(a, b)
		return cx{v.re, p.mul(v.im, p.broadcast(mem(edge, m.elem)))}
	}
	put := func(k int, v cx) {
		if kind == finish && k >= half {
			return
		}
		if interleavedOut {
			v = cx{p.mul(v.re, p.broadcast(mem(edge, 2*m.elem))), p.mul(v.im, p.broadcast(mem(edge, 3*m.elem)))}
			v.re, v.im = p.split(v)
		} else if k > 0 && rooted {
			at := 2 * m.elem * (k - 1)
			v = p.times(v, cx{p.broadcast(mem(tw, at)), p.broadcast(mem(tw, at+m.elem))})
		}
		p.store(v.re, func() operand.Mem { return out.at(k, 0) })
		p.store(v.im, func() operand.Mem { return out.at(k, m.width) })
	}
	p.dft(radix, get, put)
	p.prune()
	slots := p.slotsOf()
	locals := enter(name, m, signature, slots, 4)
	left, srcStep, dstStep, turns := locals[0], locals[1], locals[2], locals[3]
	build.Load(build.Param("s"), tmp)
	build.MOVQ(mem(tmp, shapeSrcK), srcK)
	build.LEAQ(operand.Mem{Base: srcK, Index: srcK, Scale: 2}, srcK3)
	build.MOVQ(mem(tmp, shapeDstK), dstK)
	build.LEAQ(operand.Mem{Base: dstK, Index: dstK, Scale: 2}, dstK3)
	build.MOVQ(mem(tmp, shapeSrcQ), srcQ)
	build.MOVQ(mem(tmp, shapeDstQ), dstQ)
	build.MOVQ(mem(tmp, shapeCnt), count)
	build.MOVQ(count, turns)
	// After the loop over q the pointers have moved Cnt·Q: what is left to the next p is P − Cnt·Q.
	build.MOVQ(count, far)
	build.IMULQ(srcQ, far)
	build.NEGQ(far)
	build.ADDQ(mem(tmp, shapeSrcP), far)
	build.MOVQ(far, srcStep)
	build.MOVQ(count, far)
	build.IMULQ(dstQ, far)
	build.NEGQ(far)
	build.ADDQ(mem(tmp, shapeDstP), far)
	build.MOVQ(far, dstStep)
	build.MOVQ(mem(tmp, shapeM), tmp)
	build.MOVQ(tmp, left)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	if rooted {
		build.Load(build.Param("tw"), tw)
	}
	if interleavedIn || interleavedOut {
		build.Load(build.Param("e"), edge)
	}
	build.Label("rows")
	build.MOVQ(turns, count)
	build.Label("groups")
	p.emit(stack)
	build.ADDQ(srcQ, src)
	build.ADDQ(dstQ, dst)
	build.DECQ(count)
	build.JNZ(operand.LabelRef("groups"))
	build.ADDQ(srcStep, src)
	build.ADDQ(dstStep, dst)
	if rooted {
		build.ADDQ(operand.I32((2 * m.elem * (radix - 1))), tw)
	}
	build.DECQ(left)
	build.JNZ(operand.LabelRef("rows"))
	build.VZEROUPPER()
	build.RET()
	return name
}

// enter opens a function with room for slots registers, aligned, and for locals numbers.
func enter(name string, m *machine, signature string, slots, locals int) []operand.Mem {
	size := 8 * locals
	if slots > 0 {
		size += (slots + 1) * m.width
	}
	flags := build.NOSPLIT
	if size > 400 {
		flags = 0
	}
	build.TEXT(name, flags, signature)
	var out []operand.Mem
	if size > 0 {
		area := build.AllocLocal(size)
		for i := range locals {
			out = append(out, area.Offset(8*i))
		}
		if slots > 0 {
			build.LEAQ(area.Offset(8*locals), stack)
			build.ADDQ(operand.I32((m.width - 1)), stack)
			build.ANDQ(operand.I32(-m.width), stack)
		}
	}
	return out
}

// transposed feeds a V×V block in the order of lanes and hands out its columns: row i of in is value i, and put gets
// column j with its lanes in m.order.
func (p *program) transposed(in []*val, put func(j int, v *val)) {
	rows := make([]*val, len(in))
	for i, k := range p.m.order {
		rows[i] = in[k]
	}
	for i, v := range p.transpose(rows) {
		put(p.m.order[i], v)
	}
}

// turnOut transposes both parts of V values and hands out the groups.
func (p *program) turnOut(v []cx, put func(j int, v cx)) {
	re, im := make([]*val, len(v)), make([]*val, len(v))
	for i := range v {
		re[i], im[i] = v[i].re, v[i].im
	}
	out := make([]cx, len(v))
	p.transposed(re, func(j int, v *val) { out[j].re = v })
	p.transposed(im, func(j int, v *val) { out[j].im = v })
	for j := range out {
		put(j, out[j])
	}
}

// headPass writes the first pass of one contiguous transform: see Family.Head.
func headPass(m *machine, radix int) string {
	name := fmt.Sprintf("head%d_%s", radix, m.tag)
	v := m.lanes()
	in := &reach{src, srcK, srcK3, &far4{}}
	p := &program{m: m}
	b := make([]cx, radix)
	p.dft(radix, func(k int) cx {
		x := p.load(func() operand.Mem { return in.at(k, 0) })
		y := p.load(func() operand.Mem { return in.at(k, m.width) })
		z := p.join(x, y)
		return cx{z.re, p.mul(z.im, p.broadcast(mem(edge, m.elem)))}
	}, func(k int, z cx) {
		if k > 0 {
			at := m.group() * (k - 1)
			w := cx{p.load(func() operand.Mem { return mem(tw, at) }), p.load(func() operand.Mem { return mem(tw, at+m.width) })}
			z = p.times(z, w)
		}
		b[k] = z
	})
	row := radix / v * m.group()
	for c := 0; c < radix; c += v {
		p.turnOut(b[c:c+v], func(j int, z cx) {
			at := j*row + c/v*m.group()
			p.store(z.re, func() operand.Mem { return mem(dst, at) })
			p.store(z.im, func() operand.Mem { return mem(dst, at+m.width) })
		})
	}
	slots := p.slotsOf()
	enter(name, m, signature, slots, 0)
	build.Load(build.Param("s"), tmp)
	build.MOVQ(mem(tmp, shapeSrcK), srcK)
	build.LEAQ(operand.Mem{Base: srcK, Index: srcK, Scale: 2}, srcK3)
	build.MOVQ(mem(tmp, shapeM), count)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("tw"), tw)
	build.Load(build.Param("e"), edge)
	build.Label("blocks")
	p.emit(stack)
	build.ADDQ(operand.I32((m.group())), src)
	build.ADDQ(operand.I32((m.group() * radix)), dst)
	build.ADDQ(operand.I32((m.group() * (radix - 1))), tw)
	build.DECQ(count)
	build.JNZ(operand.LabelRef("blocks"))
	build.VZEROUPPER()
	build.RET()
	return name
}

// turner writes the middle of the four-step method, or with back set what turns it round: see Turner.
func turner(m *machine, back bool) string {
	name := "turn_" + m.tag
	if back {
		name = "return_" + m.tag
	}
	v := m.lanes()
	owner := &far4{}
	in, out := &reach{src, srcK, srcK3, owner}, &reach{dst, dstK, dstK3, owner}
	p := &program{m: m}
	read := func(k int) cx {
		return cx{p.load(func() operand.Mem { return in.at(k, 0) }), p.load(func() operand.Mem { return in.at(k, m.width) })}
	}
	write := func(k int, z cx) {
		p.store(z.re, func() operand.Mem { return out.at(k, 0) })
		p.store(z.im, func() operand.Mem { return out.at(k, m.width) })
	}
	root := func(k int) cx {
		return p.times(p.group(tw, k), cx{p.broadcast(mem(edge, 2*m.elem*k)), p.broadcast(mem(edge, 2*m.elem*k+m.elem))})
	}
	rows := make([]cx, v)
	for _, k := range m.order {
		if back {
			rows[k] = read(k)
		} else {
			w := root(k)
			rows[k] = p.times(read(k), w)
		}
	}
	p.turnOut(rows, func(k int, z cx) {
		if back {
			z = p.times(z, root(k))
		}
		write(k, z)
	})
	slots := p.slotsOf()
	enter(name, m, "func(dst, src, outer, inner *byte, n, pitch, step int)", slots, 0)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("outer"), edge)
	build.Load(build.Param("inner"), tw)
	build.Load(build.Param("n"), count)
	pitch, step := dstK, srcK
	if back {
		pitch, step = srcK, dstK
	}
	build.Load(build.Param("pitch"), pitch)
	build.Load(build.Param("step"), step)
	build.LEAQ(operand.Mem{Base: srcK, Index: srcK, Scale: 2}, srcK3)
	build.LEAQ(operand.Mem{Base: dstK, Index: dstK, Scale: 2}, dstK3)
	build.MOVQ(step, srcQ)
	build.SHLQ(operand.U8(bits.TrailingZeros(uint(v))), srcQ)
	rowed, turned := src, dst
	if back {
		rowed, turned = dst, src
	}
	build.Label("blocks")
	p.emit(stack)
	build.ADDQ(srcQ, rowed)
	build.ADDQ(operand.I32((v * m.group())), tw)
	build.ADDQ(operand.I32((v * 2 * m.elem)), edge)
	build.ADDQ(operand.I32((m.group())), turned)
	build.SUBQ(operand.I32((v)), count)
	build.JNZ(operand.LabelRef("blocks"))
	build.VZEROUPPER()
	build.RET()
	return name
}

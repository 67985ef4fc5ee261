package main

import (
	"math/bits"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// What convolutions do between their transforms, on interleaved values: products, and the permutations of Rader's method.
// Loops run over a few registers at a time and end with one value at a time, by the same operations.

// one returns the machine that works on a single complex number.
func (m *machine) one() *machine {
	s := *m
	s.width, s.swap = 2*m.elem, 1
	s.regs = nil
	for _, r := range m.regs[:16] {
		s.regs = append(s.regs, r.(reg.Vec).AsX())
	}
	s.ops = map[string]func(...operand.Op){}
	for name, op := range m.ops {
		s.ops[name] = op
	}
	if m.elem == 4 {
		s.swap = m.swap
		s.ops["mov"] = func(o ...operand.Op) {
			if operand.IsM(o[0]) || operand.IsM(o[1]) {
				build.VMOVSD(o...)
			} else {
				build.VMOVAPS(o[0], o[1])
			}
		}
	}
	s.ops["bcast2"] = s.ops["mov"]
	if m.elem == 8 {
		s.ops["bcast"] = two(func(a, b operand.Op) { build.VMOVDDUP(a, b) })
	}
	s.fold = false
	return &s
}

// product writes: for i := range n { dst[i] = out(in(a[i]) · b[i]) }, see Family.Product.
func product(m *machine) string {
	name := "product_" + m.tag
	const unroll = 2
	code := func(m *machine, times int) *program {
		p := &program{m: m}
		in, out := p.twice(mem(edge, 0)), p.twice(mem(edge, 2*m.elem))
		for i := range times {
			at := func(base reg.Register) func() operand.Mem {
				return func() operand.Mem { return mem(base, i*m.width) }
			}
			a, b := p.mul(p.load(at(src)), in), p.load(at(tw))
			y := p.fmaddsub(a, p.single("evens", b), p.mul(p.swap(a), p.single("odds", b)))
			p.store(p.mul(y, out), at(dst))
		}
		return p
	}
	enter(name, m, "func(dst, a, b *byte, n int, e *byte)", 0, 0)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("a"), src)
	build.Load(build.Param("b"), tw)
	build.Load(build.Param("n"), count)
	build.Load(build.Param("e"), edge)
	ending(m, unroll, code, dst, src, tw)
	return name
}

// ending writes loops over count values: code gives the program for some registers, of which there are first unroll in a turn,
// then one, then one complex number.
func ending(m *machine, unroll int, code func(m *machine, times int) *program, pointers ...reg.GPPhysical) {
	loop := func(label, next string, m *machine, times int) {
		turn := times * m.width / (2 * m.elem)
		build.Label(label)
		build.CMPQ(count, operand.I32(turn))
		build.JLT(operand.LabelRef(next))
		code(m, times).emit(stack)
		for _, p := range pointers {
			build.ADDQ(operand.I32(times*m.width), p)
		}
		build.SUBQ(operand.I32(turn), count)
		build.JMP(operand.LabelRef(label))
	}
	loop("many", "some", m, unroll)
	loop("some", "few", m, 1)
	loop("few", "done", m.one(), 1)
	build.Label("done")
	build.VZEROUPPER()
	build.RET()
}

// permutation writes: for i := range n { dst[i] = in(src[index[i]]) }, or with scatter set dst[index[i]] = out(src[i]).
func permutation(m *machine, scatter bool) string {
	name := "gather_" + m.tag
	if scatter {
		name = "scatter_" + m.tag
	}
	one := m.one()
	size := one.width
	code := func(times int) {
		places := []reg.GPPhysical{reg.R8, reg.R9, reg.R10, reg.R11}
		p := &program{m: one}
		factor := p.twice(mem(edge, 0))
		if scatter {
			factor = p.twice(mem(edge, 2*m.elem))
		}
		for i := range times {
			build.MOVLQSX(mem(tw, 4*i), places[i])
			if size == 16 {
				build.SHLQ(operand.U8(1), places[i])
			}
		}
		for i := range times {
			far := func(base reg.Register) func() operand.Mem {
				return func() operand.Mem { return operand.Mem{Base: base, Index: places[i], Scale: 8} }
			}
			near := func(base reg.Register) func() operand.Mem {
				return func() operand.Mem { return mem(base, i*size) }
			}
			from, to := far(src), near(dst)
			if scatter {
				from, to = near(src), far(dst)
			}
			p.store(p.mul(p.load(from), factor), to)
		}
		p.emit(stack)
	}
	next := dst
	if scatter {
		next = src
	}
	enter(name, m, "func(dst, src *byte, index *int32, n int, e *byte)", 0, 0)
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("index"), tw)
	build.Load(build.Param("n"), count)
	build.Load(build.Param("e"), edge)
	for _, loop := range []struct {
		label, end string
		times      int
	}{{"many", "few", 4}, {"few", "done", 1}} {
		build.Label(loop.label)
		build.CMPQ(count, operand.I32(loop.times))
		build.JLT(operand.LabelRef(loop.end))
		code(loop.times)
		build.ADDQ(operand.I32(loop.times*size), next)
		build.ADDQ(operand.I32(loop.times*4), tw)
		build.SUBQ(operand.I32(loop.times), count)
		build.JMP(operand.LabelRef(loop.label))
	}
	build.Label("done")
	build.RET()
	return name
}

// fold writes the first part of a direct transform: see Family.Fold.
func fold(m *machine) string {
	name := "fold_" + m.tag
	one := m.one()
	size := one.width
	x0, total, a, b, in, sum := one.regs[0], one.regs[1], one.regs[2], one.regs[3], one.regs[4], one.regs[5]
	mov, add, sub, mul := one.ops["mov"], one.ops["add"], one.ops["sub"], one.ops["mul"]
	up, down := srcQ, dstQ
	enter(name, m, "func(terms, src *byte, n int, e *byte)", 0, 0)
	build.Load(build.Param("terms"), dst)
	build.Load(build.Param("src"), src)
	build.Load(build.Param("n"), count)
	build.Load(build.Param("e"), edge)
	mov(mem(edge, 0), in)
	mov(mem(src, 0), x0)
	mul(in, x0, x0)
	mov(x0, mem(dst, 0))
	mov(mem(dst, 0), total)
	build.MOVQ(src, up)
	build.MOVQ(count, tmp)
	build.SHLQ(operand.U8(bits.TrailingZeros(uint(size))), tmp)
	build.LEAQ(operand.Mem{Base: src, Index: tmp, Scale: 1}, down)
	build.MOVQ(dst, far)
	build.DECQ(count)
	build.SHRQ(operand.U8(1), count)
	build.Label("pairs")
	build.ADDQ(operand.I32(size), up)
	build.SUBQ(operand.I32(size), down)
	build.ADDQ(operand.I32(2*size), far)
	mov(mem(up, 0), a)
	mov(mem(down, 0), b)
	mul(in, a, a)
	mul(in, b, b)
	add(b, a, sum)
	sub(b, a, a)
	mov(sum, mem(far, 0))
	mov(a, mem(far, size))
	add(sum, total, total)
	build.DECQ(count)
	build.JNZ(operand.LabelRef("pairs"))
	mov(total, mem(dst, size))
	build.RET()
	return name
}

// define writes the second part: see Family.Define. Two terms are added apart, so that no sum waits for its last addition.
func define(m *machine) string {
	name := "define_" + m.tag
	up, down := dst, reg.R8
	enter(name, m, "func(dst, table, terms *byte, n, pairs, blocks int, e *byte)", 0, 0)
	build.Load(build.Param("dst"), up)
	build.Load(build.Param("table"), src)
	build.Load(build.Param("terms"), tw)
	build.Load(build.Param("n"), down)
	build.Load(build.Param("pairs"), tmp)
	build.Load(build.Param("blocks"), count)
	build.Load(build.Param("e"), edge)
	build.SUBQ(operand.I32(m.lanes()), down)
	build.SHLQ(operand.U8(bits.TrailingZeros(uint(2*m.elem))), down)
	build.ADDQ(up, down)
	build.ADDQ(operand.I32(2*m.elem), up)
	r, ops := m.regs, m.ops
	build.Label("blocks")
	for i := range 8 {
		ops["zero"](r[i], r[i], r[i])
	}
	build.LEAQ(mem(tw, 4*m.elem), srcQ)
	build.MOVQ(tmp, dstQ)
	build.Label("terms")
	for i := range 2 {
		c, s := r[8+2*i], r[9+2*i]
		ops["mov"](mem(src, 2*i*m.width), c)
		ops["mov"](mem(src, (2*i+1)*m.width), s)
		for part := range 4 {
			at := mem(srcQ, (4*i+part)*m.elem)
			of := c
			if part > 1 {
				of = s
			}
			if m.fold {
				ops["fma231BCST"](at, of, r[4*i+part])
			} else {
				x := r[12+part]
				ops["bcast"](at, x)
				ops["fma231"](x, of, r[4*i+part])
			}
		}
	}
	build.ADDQ(operand.I32(4*m.width), src)
	build.ADDQ(operand.I32(8*m.elem), srcQ)
	build.DECQ(dstQ)
	build.JNZ(operand.LabelRef("terms"))
	for part := range 4 {
		ops["add"](r[4+part], r[part], r[part])
	}
	for part := range 2 { // x[0]
		ops["bcast"](mem(tw, part*m.elem), r[4])
		ops["add"](r[4], r[part], r[part])
	}
	ops["add"](r[3], r[0], r[4]) // up: re, im; down: re, im
	ops["sub"](r[2], r[1], r[5])
	ops["sub"](r[3], r[0], r[6])
	ops["add"](r[2], r[1], r[7])
	for part := range 2 {
		ops["bcast"](mem(edge, (2+part)*m.elem), r[8])
		ops["mul"](r[8], r[4+part], r[4+part])
		ops["mul"](r[8], r[6+part], r[6+part])
	}
	for i, base := range []reg.GPPhysical{up, down} {
		re, im := r[4+2*i], r[5+2*i]
		ops["unpacklo"](im, re, r[0])
		ops["unpackhi"](im, re, r[1])
		lo, hi := r[0], r[1]
		if base == down {
			for k := range 2 {
				switch m.tag {
				case "avx512f64":
					ops["shuf64x2"](operand.U8(0x1b), r[k], r[k], r[k])
				case "avx2f64":
					ops["perm2f128"](operand.U8(0x01), r[k], r[k], r[k])
				default:
					ops["permpd"](operand.U8(0x1b), r[k], r[k])
				}
			}
			lo, hi = r[1], r[0]
		}
		ops["mov"](lo, mem(base, 0))
		ops["mov"](hi, mem(base, m.width))
	}
	build.ADDQ(operand.I32(2*m.width), up)
	build.SUBQ(operand.I32(2*m.width), down)
	build.DECQ(count)
	build.JNZ(operand.LabelRef("blocks"))
	build.VZEROUPPER()
	build.RET()
	return name
}

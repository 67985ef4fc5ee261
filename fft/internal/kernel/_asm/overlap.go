package main

import (
	"fmt"
	"math/bits"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Passes for rows that no number of lanes divides. Values stay interleaved, as in a codelet, and the last register of a row
// overlaps the one before: see Family.Open.
const (
	open, between, closing = "open", "step", "close"
)

// opens returns the radices of Open: a transpose takes as many results as a register has values.
func opens(m *machine) []int {
	var out []int
	for _, r := range overlapRadices {
		if r >= m.lanes()/2 {
			out = append(out, r)
		}
	}
	return out
}

var overlapRadices = []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}

// overlap writes the kernel of kind open, between or closing.
func overlap(m *machine, kind string, radix int) string {
	name := fmt.Sprintf("%s%d_%s", kind, radix, m.tag)
	owner := &far4{}
	in, out := &reach{src, srcK, srcK3, owner}, &reach{dst, dstK, dstK3, owner}
	c := newCodelet(m, radix)
	c.share = true
	w, size := c.w(), 2*m.elem
	z := make([]*val, radix)
	c.dft(radix, func(k int) *val {
		v := c.load(func() operand.Mem { return in.at(k, 0) })
		if kind == open {
			v = c.mul(v, c.twice(mem(edge, 0)))
		}
		return v
	}, func(k int, v *val) {
		switch {
		case kind == open && k > 0:
			at := 2 * m.width * (k - 1)
			v = c.times(v, c.vector(mem(tw, at)), c.vector(mem(tw, at+m.width)))
		case kind == between && k > 0:
			at := size * (k - 1)
			v = c.times(v, c.broadcast(mem(tw, at)), c.broadcast(mem(tw, at+m.elem)))
		case kind == closing:
			v = c.mul(v, c.twice(mem(edge, size)))
		}
		if z[k] = v; kind != open {
			c.store(v, func() operand.Mem { return out.at(k, 0) })
		}
	})
	for k := 0; kind == open && k < radix; k += w {
		k = min(k, radix-w)
		for j, t := range c.transposePairs(z[k : k+w]) {
			c.store(t, func() operand.Mem { return mem(dst, (j*radix+k)*size) })
		}
	}
	locals := enter(name, m, signature, c.slotsOf(), 4)
	left, srcStep, dstStep, row := locals[0], locals[1], locals[2], locals[3]
	build.Load(build.Param("s"), tmp)
	build.MOVQ(mem(tmp, shapeSrcK), srcK)
	build.LEAQ(operand.Mem{Base: srcK, Index: srcK, Scale: 2}, srcK3)
	build.MOVQ(mem(tmp, shapeCnt), count)
	if kind != open {
		build.MOVQ(mem(tmp, shapeDstK), dstK)
		build.LEAQ(operand.Mem{Base: dstK, Index: dstK, Scale: 2}, dstK3)
		build.MOVQ(count, row)
		// A row leaves the pointers at its last register, Cnt − W values from its beginning.
		build.LEAQ(mem(count, -w), far)
		build.SHLQ(operand.U8(bits.TrailingZeros(uint(size))), far)
		for _, p := range []struct {
			at int
			to operand.Mem
		}{{shapeSrcP, srcStep}, {shapeDstP, dstStep}} {
			build.MOVQ(mem(tmp, p.at), srcQ)
			build.SUBQ(far, srcQ)
			build.MOVQ(srcQ, p.to)
		}
		build.MOVQ(mem(tmp, shapeM), tmp)
		build.MOVQ(tmp, left)
	}
	build.Load(build.Param("dst"), dst)
	build.Load(build.Param("src"), src)
	if kind != closing {
		build.Load(build.Param("tw"), tw)
	}
	if kind != between {
		build.Load(build.Param("e"), edge)
	}
	build.Label("groups")
	c.emit(stack)
	if kind == open {
		build.ADDQ(operand.I32(2*m.width*(radix-1)), tw)
	}
	build.SUBQ(operand.I32(w), count)
	build.JLE(operand.LabelRef("done"))
	build.MOVQ(operand.I32(w), tmp)
	build.CMPQ(count, tmp)
	build.CMOVQLT(count, tmp)
	if kind == open {
		build.IMUL3Q(operand.I32(radix*size), tmp, dstQ)
		build.ADDQ(dstQ, dst)
	}
	build.SHLQ(operand.U8(bits.TrailingZeros(uint(size))), tmp)
	for _, p := range []reg.GPPhysical{src, dst} {
		if kind != open || p == src {
			build.ADDQ(tmp, p)
		}
	}
	build.JMP(operand.LabelRef("groups"))
	build.Label("done")
	if kind != open {
		build.ADDQ(srcStep, src)
		build.ADDQ(dstStep, dst)
		build.MOVQ(row, count)
		if kind == between {
			build.ADDQ(operand.I32(size*(radix-1)), tw)
		}
		build.DECQ(left)
		build.JNZ(operand.LabelRef("groups"))
	}
	build.VZEROUPPER()
	build.RET()
	return name
}

// vector is a register of numbers at home, read where it is used.
func (p *program) vector(home operand.Mem) *val { return &val{home: home, free: true, read: "mov"} }

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// fused mirrors Pass.runGo: a rank-2 update of a matrix and its products with a new vector from both sides, in one pass;
// with oneSided, a rank-1 update and the product from the right.
func fused(w width, oneSided bool) {
	name := "fused"
	if oneSided {
		name = "fusedRight"
	}
	name += w.suffix
	TEXT(name, NOSPLIT, "func(p *byte)")
	group := 4 // rows at a time
	if w.bytes == 32 {
		group = 2
	}
	Pragma("noescape")
	Doc(fmt.Sprintf("%s runs a pass, %d rows at a time.", name, group))
	p := load("p")
	field := func(i int) reg.GPVirtual {
		r := GP64()
		MOVQ(Mem{Base: p, Disp: 8 * i}, r)
		return r
	}
	a, lda, rows := field(0), field(1), field(2)
	vc, wc, xc, z := field(7), field(8), field(9), field(11)
	index := GP64() // of the first row of the group
	XORQ(index, index)
	SHLQ(U8(3), lda)
	Label("rows")
	u, v, x, acc := w.regs(group), w.regs(group), w.regs(group), w.regs(group)
	for f, coef := range [][]reg.VecVirtual{u, v, x} {
		if oneSided && f > 0 {
			break
		}
		base := field(4 + f)
		for i := range group {
			VBROADCASTSD(Mem{Base: base, Index: index, Scale: 8, Disp: 8 * i}, coef[i])
		}
	}
	for i := range group {
		w.zero(acc[i])
	}
	lda3 := GP64()
	row := []Mem{{Base: a}, {Base: a, Index: lda, Scale: 1}, {Base: a, Index: lda, Scale: 2}, {Base: a, Index: lda3, Scale: 1}}
	LEAQ(Mem{Base: lda, Index: lda, Scale: 2}, lda3)
	offset, cols := GP64(), GP64()
	XORQ(offset, offset)
	MOVQ(Mem{Base: p, Disp: 24}, cols)
	next := GP64()
	MOVQ(a, next)
	Label("columns")
	vv, ww, xx, zz := w.reg(), w.reg(), w.reg(), w.reg()
	VMOVUPD(Mem{Base: vc, Index: offset, Scale: 1}, vv)
	VMOVUPD(Mem{Base: xc, Index: offset, Scale: 1}, xx)
	if !oneSided {
		VMOVUPD(Mem{Base: wc, Index: offset, Scale: 1}, ww)
		VMOVUPD(Mem{Base: z, Index: offset, Scale: 1}, zz)
	}
	e := w.regs(group)
	for i := range group {
		VMOVUPD(row[i], e[i])
		VFNMADD231PD(vv, u[i], e[i])
		if !oneSided {
			VFNMADD231PD(ww, v[i], e[i])
		}
	}
	for i := range group {
		VMOVUPD(e[i], row[i])
		VFMADD231PD(xx, e[i], acc[i])
		if !oneSided {
			VFMADD231PD(e[i], x[i], zz)
		}
	}
	if !oneSided {
		VMOVUPD(zz, Mem{Base: z, Index: offset, Scale: 1})
	}
	ADDQ(U8(w.bytes), a)
	ADDQ(U8(w.bytes), offset)
	SUBQ(U8(w.bytes/8), cols)
	JG(LabelRef("columns"))
	y := field(10)
	for i := range group {
		VMOVSD(w.sum(acc[i]).AsX(), Mem{Base: y, Index: index, Scale: 8, Disp: 8 * i})
	}
	MOVQ(next, a)
	for range group {
		ADDQ(lda, a)
	}
	ADDQ(U8(group), index)
	SUBQ(U8(group), rows)
	JG(LabelRef("rows"))
	VZEROUPPER()
	RET()
}

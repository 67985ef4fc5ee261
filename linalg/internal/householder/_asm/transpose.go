package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// transpose4 transposes the 4×4 matrix whose rows are r.
func transpose4(r []reg.VecVirtual) {
	t := avx2.regs(4)
	for i := 0; i < 4; i += 2 {
		VUNPCKLPD(r[i+1], r[i], t[i])
		VUNPCKHPD(r[i+1], r[i], t[i+1])
	}
	for i := range 2 {
		VPERM2F128(Imm(0x20), t[i+2], t[i], r[i])
		VPERM2F128(Imm(0x31), t[i+2], t[i], r[i+2])
	}
}

// transpose2 mirrors transposeGo in 4×4 blocks.
func transpose2() {
	TEXT("transposeAVX2", NOSPLIT, "func(dst *float64, ldd int, src *float64, lds int, m int, n int)")
	Pragma("noescape")
	Doc("transposeAVX2 sets dst[j·ldd+i] = src[i·lds+j] for i < m, j < n, both multiples of 4.")
	transposeBlocks(4, func(row func(base, ld, ld3 reg.GPVirtual) []Mem, src, lds, lds3, dst, ldd, ldd3 reg.GPVirtual) {
		r := avx2.regs(4)
		for i, m := range row(src, lds, lds3) {
			VMOVUPD(m, r[i])
		}
		transpose4(r)
		for i, m := range row(dst, ldd, ldd3) {
			VMOVUPD(r[i], m)
		}
	})
}

// transpose512 mirrors transposeGo in 8×8 blocks.
func transpose512() {
	TEXT("transposeAVX512", NOSPLIT, "func(dst *float64, ldd int, src *float64, lds int, m int, n int)")
	Pragma("noescape")
	Doc("transposeAVX512 sets dst[j·ldd+i] = src[i·lds+j] for i < m, j < n, both multiples of 8.")
	transposeBlocks(8, func(row func(base, ld, ld3 reg.GPVirtual) []Mem, src, lds, lds3, dst, ldd, ldd3 reg.GPVirtual) {
		r, t := avx512.regs(8), avx512.regs(8)
		lower := GP64()
		LEAQ(Mem{Base: src, Index: lds, Scale: 4}, lower)
		for i, m := range append(row(src, lds, lds3), row(lower, lds, lds3)...) {
			VMOVUPD(m, r[i])
		}
		for i := 0; i < 8; i += 2 { // pairs of rows: t[i] has the even columns, t[i+1] the odd ones
			VUNPCKLPD(r[i+1], r[i], t[i])
			VUNPCKHPD(r[i+1], r[i], t[i+1])
		}
		for i := range 2 { // quarters 0, 2 and 1, 3 of t[i], t[i+2], then of t[i+4], t[i+6]
			VSHUFF64X2(Imm(0x88), t[i+2], t[i], r[i])
			VSHUFF64X2(Imm(0xdd), t[i+2], t[i], r[i+2])
			VSHUFF64X2(Imm(0x88), t[i+6], t[i+4], r[i+4])
			VSHUFF64X2(Imm(0xdd), t[i+6], t[i+4], r[i+6])
		}
		for i := range 4 {
			VSHUFF64X2(Imm(0x88), r[i+4], r[i], t[i])
			VSHUFF64X2(Imm(0xdd), r[i+4], r[i], t[i+4])
		}
		LEAQ(Mem{Base: dst, Index: ldd, Scale: 4}, lower)
		for i, m := range append(row(dst, ldd, ldd3), row(lower, ldd, ldd3)...) {
			VMOVUPD(t[i], m)
		}
	})
}

// transposeBlocks loops over the size×size blocks of the arguments.
func transposeBlocks(size int, block func(row func(base, ld, ld3 reg.GPVirtual) []Mem, src, lds, lds3, dst, ldd, ldd3 reg.GPVirtual)) {
	dst0, ldd, src0, lds, m, n0 := load("dst"), load("ldd"), load("src"), load("lds"), load("m"), load("n")
	SHLQ(U8(3), ldd)
	SHLQ(U8(3), lds)
	lds3, ldd3 := GP64(), GP64()
	LEAQ(Mem{Base: lds, Index: lds, Scale: 2}, lds3)
	LEAQ(Mem{Base: ldd, Index: ldd, Scale: 2}, ldd3)
	row := func(base, ld, ld3 reg.GPVirtual) []Mem {
		return []Mem{{Base: base}, {Base: base, Index: ld, Scale: 1}, {Base: base, Index: ld, Scale: 2}, {Base: base, Index: ld3, Scale: 1}}
	}
	Label("rows")
	dst, src, n := GP64(), GP64(), GP64()
	MOVQ(dst0, dst)
	MOVQ(src0, src)
	MOVQ(n0, n)
	Label("columns")
	block(row, src, lds, lds3, dst, ldd, ldd3)
	ADDQ(U8(8*size), src)
	for range size / 4 {
		LEAQ(Mem{Base: dst, Index: ldd, Scale: 4}, dst)
	}
	SUBQ(U8(size), n)
	JG(LabelRef("columns"))
	ADDQ(U8(8*size), dst0)
	for range size / 4 {
		LEAQ(Mem{Base: src0, Index: lds, Scale: 4}, src0)
	}
	SUBQ(U8(size), m)
	JG(LabelRef("rows"))
	VZEROUPPER()
	RET()
}

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// transposes writes the kernels that turn rows into the panels of a packed matrix.
func transposes() {
	transpose("transpose8AVX512", 8, func(in, tmp []VecPhysical) []VecPhysical {
		for i := 0; i < 8; i += 2 { // pairs of rows: even columns, odd columns
			VUNPCKLPD(in[i+1], in[i], tmp[i])
			VUNPCKHPD(in[i+1], in[i], tmp[i+1])
		}
		out := make([]VecPhysical, 8)
		for odd := range 2 {
			t := func(pair int) VecPhysical { return tmp[2*pair+odd] }
			u := in[4*odd : 4*odd+4]
			VSHUFF64X2(Imm(0x88), t(1), t(0), u[0]) // 128-bit lanes 0, 2
			VSHUFF64X2(Imm(0xdd), t(1), t(0), u[1]) // lanes 1, 3
			VSHUFF64X2(Imm(0x88), t(3), t(2), u[2])
			VSHUFF64X2(Imm(0xdd), t(3), t(2), u[3])
			for lane := range 2 {
				VSHUFF64X2(Imm(0x88), u[2+lane], u[lane], t(2*lane))
				VSHUFF64X2(Imm(0xdd), u[2+lane], u[lane], t(2*lane+1))
				out[2*lane+odd], out[4+2*lane+odd] = t(2*lane), t(2*lane+1)
			}
		}
		return out
	})
	transpose("transpose4AVX2", 4, func(in, tmp []VecPhysical) []VecPhysical {
		for i := 0; i < 4; i += 2 {
			VUNPCKLPD(in[i+1], in[i], tmp[i])
			VUNPCKHPD(in[i+1], in[i], tmp[i+1])
		}
		for odd := range 2 {
			VPERM2F128(Imm(0x20), tmp[2+odd], tmp[odd], in[odd])
			VPERM2F128(Imm(0x31), tmp[2+odd], tmp[odd], in[2+odd])
		}
		return in
	})
}

// transpose writes one kernel for blocks of w rows, one vector each; swap leaves column j of the block in result j.
func transpose(name string, w int, swap func(in, tmp []VecPhysical) []VecPhysical) {
	TEXT(name, NOSPLIT, "func(blocks int, src *float64, lds int, dst *float64, ldd int)")
	Pragma("noescape")
	if w == 8 {
		Doc(name + " is: for p < 8·blocks, i < 8 { dst[p*ldd+i] = src[i*lds+p] }. It needs blocks ≥ 1.")
	} else {
		Doc(name + " is: for p < 4·blocks, i < 4 { dst[p*ldd+i] = src[i*lds+p] }. It needs blocks ≥ 1.")
	}
	blocks, src, dst, lds, ldd := RCX, RSI, RDI, R8, R12
	Load(Param("blocks"), blocks)
	Load(Param("src"), src)
	Load(Param("lds"), lds)
	Load(Param("dst"), dst)
	Load(Param("ldd"), ldd)
	SHLQ(Imm(3), lds)
	SHLQ(Imm(3), ldd)
	lds3, lds5, lds7, ldd3, ldd5, ldd7 := R9, R10, R11, R13, RAX, RBX
	three := func(r, r3, r5, r7 GPPhysical) {
		LEAQ(Mem{Base: r, Index: r, Scale: 2}, r3)
		if w == 8 {
			LEAQ(Mem{Base: r, Index: r, Scale: 4}, r5)
			LEAQ(Mem{Base: r3, Index: r, Scale: 4}, r7)
		}
	}
	three(lds, lds3, lds5, lds7)
	three(ldd, ldd3, ldd5, ldd7)
	regs := ymm
	if w == 8 {
		regs = zmm
	}
	next := RDX // the rows that the caller takes next
	LEAQ(Mem{Base: src, Index: lds, Scale: uint8(w)}, next)
	Label("block")
	for i := range w {
		PREFETCHT0(strided(next, lds, lds3, lds5, lds7, i))
	}
	for i := range w {
		VMOVUPD(strided(src, lds, lds3, lds5, lds7, i), regs[i])
	}
	for i, v := range swap(regs[:w], regs[w:2*w]) {
		VMOVUPD(v, strided(dst, ldd, ldd3, ldd5, ldd7, i))
	}
	ADDQ(Imm(uint64(8*w)), src)
	ADDQ(Imm(uint64(8*w)), next)
	if w == 8 {
		LEAQ(Mem{Base: dst, Index: ldd, Scale: 8}, dst)
	} else {
		LEAQ(Mem{Base: dst, Index: ldd, Scale: 4}, dst)
	}
	DECQ(blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// strided is the address base + i·s for i < 8, given s, 3s, 5s and 7s in registers.
func strided(base, s, s3, s5, s7 GPPhysical, i int) Mem {
	return []Mem{{Base: base}, {Base: base, Index: s, Scale: 1}, {Base: base, Index: s, Scale: 2}, {Base: base, Index: s3, Scale: 1},
		{Base: base, Index: s, Scale: 4}, {Base: base, Index: s5, Scale: 1}, {Base: base, Index: s3, Scale: 2}, {Base: base, Index: s7, Scale: 1}}[i]
}

// copies writes the kernels that gather rows of fixed width into panels.
func copies() {
	for _, w := range []int{1, 3} {
		copyRows("copyRows"+[]string{1: "8", 3: "24"}[w]+"AVX512", w, zmm)
		copyRows("copyRows"+[]string{1: "4", 3: "12"}[w]+"AVX2", w, ymm)
	}
}

// copyRows writes one kernel. It goes along a row through all panels before it turns to the next row, so that what it
// reads of a row is long enough to be one request to the memory and one page.
func copyRows(name string, vecs int, regs []VecPhysical) {
	TEXT(name, NOSPLIT, "func(n, panels int, src *float64, lds int, dst *float64, next int)")
	Pragma("noescape")
	size := int(regs[0].Size())
	width := vecs * size / 8
	Doc(fmt.Sprintf("%s is: for p < n, q < panels, i < %d { dst[q*next+%d*p+i] = src[p*lds+%d*q+i] }. It needs n, panels ≥ 1.", name, width, width, width))
	n, src, dst, lds, ahead, panels, next := RCX, RSI, RDI, R8, R9, R10, R11
	from, to, left := RAX, RBX, RDX
	Load(Param("n"), n)
	Load(Param("panels"), panels)
	Load(Param("src"), src)
	Load(Param("lds"), lds)
	Load(Param("dst"), dst)
	Load(Param("next"), next)
	SHLQ(Imm(3), lds)
	SHLQ(Imm(3), next)
	LEAQ(Mem{Base: lds, Index: lds, Scale: 1}, ahead)
	Label("row")
	MOVQ(src, from)
	MOVQ(dst, to)
	MOVQ(panels, left)
	Label("panel")
	for off := 0; off < 8*width; off += 64 { // rows ahead: no hardware prefetcher follows such strides
		PREFETCHT0(Mem{Base: from, Index: ahead, Scale: 1, Disp: off})
	}
	for v := range vecs {
		VMOVUPD(Mem{Base: from, Disp: v * size}, regs[v])
	}
	for v := range vecs {
		VMOVUPD(regs[v], Mem{Base: to, Disp: v * size})
	}
	ADDQ(Imm(uint64(8*width)), from)
	ADDQ(next, to)
	DECQ(left)
	JNZ(LabelRef("panel"))
	ADDQ(lds, src)
	ADDQ(Imm(uint64(8*width)), dst)
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// Orders of the parts of complex numbers in vectors, ones, and the sign bits of the even places.
var evenOf, oddOf, apart, ones, evenSigns Mem

func constants() {
	table := func(name string, values ...uint64) Mem {
		m := GLOBL(name, RODATA|NOPTR)
		for i, v := range values {
			DATA(8*i, U64(v))
		}
		return m
	}
	evenOf = table("evenOf", 0, 2, 4, 6, 8, 10, 12, 14) // of two vectors
	oddOf = table("oddOf", 1, 3, 5, 7, 9, 11, 13, 15)
	apart = table("apart", 0, 2, 4, 6, 1, 3, 5, 7) // of one
	one := uint64(0x3ff0000000000000)
	ones = table("ones", one, one, one, one, one, one, one, one)
	evenSigns = table("evenSigns", 1<<63, 0, 1<<63, 0, 1<<63, 0, 1<<63, 0)
}

// splitRows packs a panel whose elements lie side by side in memory.
func (t tier) splitRows() {
	name := "splitRows" + t.name
	TEXT(name, NOSPLIT, "func(n, w int, src *float64, lds int, dst *float64, flip int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for p < n, i < v { dst[2*v*p+i], dst[2*v*p+v+i] = src[p*lds+2*i], src[p*lds+2*i+1] }, for v the next multiple", name),
		fmt.Sprintf("of %d from w on, with zeros for w ≤ i < v, and the second parts' signs changed by flip, which is 0 or −1<<63.", t.lanes),
		fmt.Sprintf("It needs n ≥ 1 and 1 ≤ w ≤ %d.", t.lanes*t.vecs))
	n, w, src, lds, dst, scratch := RCX, RBX, RSI, R8, RDI, R11
	Load(Param("n"), n)
	Load(Param("w"), w)
	Load(Param("src"), src)
	Load(Param("lds"), lds)
	Load(Param("dst"), dst)
	SHLQ(Imm(3), lds)
	lo, hi, re, im, mask, sign, even, odd := t.vec[0], t.vec[1], t.vec[2], t.vec[3], t.vec[4], t.vec[5], t.vec[6], t.vec[7]
	VBROADCASTSD(param("flip"), sign)
	if t.lanes == 8 {
		VMOVUPD(evenOf, even)
		VMOVUPD(oddOf, odd)
	}
	size := t.size()
	for v := t.vecs; v >= 1; v-- {
		narrower, row := fmt.Sprintf("narrow%d", v-1), fmt.Sprintf("row%d", v)
		if v > 1 {
			CMPQ(w, Imm(uint64(t.lanes*(v-1))))
			JLE(LabelRef(narrower))
			SUBQ(Imm(uint64(t.lanes*(v-1))), w)
		}
		t.edge(w, scratch)
		Label(row)
		for u := range v {
			at := Mem{Base: src, Disp: 2 * size * u}
			if u < v-1 {
				VMOVUPD(at, lo)
				VMOVUPD(at.Offset(size), hi)
			} else {
				t.load(0, at, mask, scratch, lo)
				t.load(1, at.Offset(size), mask, scratch, hi)
			}
			if t.lanes == 8 {
				VMOVAPD(lo, re)
				VPERMT2PD(hi, even, re)
				VMOVAPD(lo, im)
				VPERMT2PD(hi, odd, im)
			} else {
				VUNPCKLPD(hi, lo, re)
				VUNPCKHPD(hi, lo, im)
				VPERMPD(Imm(0xd8), re, re)
				VPERMPD(Imm(0xd8), im, im)
			}
			VXORPD(sign, im, im)
			VMOVUPD(re, Mem{Base: dst, Disp: size * u})
			VMOVUPD(im, Mem{Base: dst, Disp: size * (v + u)})
		}
		ADDQ(lds, src)
		ADDQ(I32(2*size*v), dst)
		DECQ(n)
		JNZ(LabelRef(row))
		VZEROUPPER()
		RET()
		if v > 1 {
			Label(narrower)
		}
	}
}

// splitFour is splitRows for panels of four numbers.
func splitFour() {
	TEXT("splitFourAVX512", NOSPLIT, "func(n, w int, src *float64, lds int, dst *float64, flip int)")
	Pragma("noescape")
	Doc("splitFourAVX512 is splitRowsAVX512 for v = 4 and 1 ≤ w ≤ 4.")
	n, w, src, lds, dst, scratch := RCX, RBX, RSI, R8, RDI, R11
	Load(Param("n"), n)
	Load(Param("w"), w)
	Load(Param("src"), src)
	Load(Param("lds"), lds)
	Load(Param("dst"), dst)
	SHLQ(Imm(3), lds)
	tier{lanes: 8}.edge(w, scratch)
	signs(param("flip"), Z5)
	VMOVUPD(apart, Z6)
	Label("row")
	VMOVUPD_Z(Mem{Base: src}, K1, Z0)
	VPERMPD(Z0, Z6, Z0)
	VXORPD(Z5, Z0, Z0)
	VMOVUPD(Z0, Mem{Base: dst})
	ADDQ(lds, src)
	ADDQ(Imm(64), dst)
	DECQ(n)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// signs spreads flip over the upper half of a vector of eight.
func signs(flip Op, v VecPhysical) {
	MOVQ(U64(0xf0), R12)
	KMOVB(R12.As32(), K3)
	VBROADCASTSD_Z(flip, K3, v)
}

// splitColumns packs a panel whose elements run along memory from step to step.
func (t tier) splitColumns() {
	name := "splitColumns" + t.name
	steps := t.lanes / 2
	TEXT(name, NOSPLIT, "func(blocks int, src *float64, lds int, dst *float64, ldd, gap, flip int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for p < %d·blocks, i < 4 { dst[p*ldd+i], dst[p*ldd+gap+i] = src[i*lds+2*p], src[i*lds+2*p+1] }, with the second", name, steps),
		"parts' signs changed by flip, which is 0 or −1<<63. It needs blocks ≥ 1.")
	n, src, lds, lds3, dst, ldd, gap := RCX, RSI, R8, R9, RDI, R10, R11
	Load(Param("blocks"), n)
	Load(Param("src"), src)
	Load(Param("lds"), lds)
	Load(Param("dst"), dst)
	Load(Param("ldd"), ldd)
	Load(Param("gap"), gap)
	for _, r := range []GPPhysical{lds, ldd, gap} {
		SHLQ(Imm(3), r)
	}
	LEAQ(Mem{Base: lds, Index: lds, Scale: 2}, lds3)
	sign := t.vec[14]
	if t.lanes == 8 {
		signs(param("flip"), sign)
		VMOVUPD(apart, t.vec[15])
	} else {
		VBROADCASTSD(param("flip"), sign)
	}
	row := t.vec[0:4]
	Label("block")
	for i, at := range []Mem{{Base: src}, {Base: src, Index: lds, Scale: 1}, {Base: src, Index: lds, Scale: 2}, {Base: src, Index: lds3, Scale: 1}} {
		VMOVUPD(at, row[i])
	}
	if t.lanes == 8 {
		mid, out := t.vec[4:8], t.vec[8:12]
		VSHUFF64X2(Imm(0x44), row[1], row[0], mid[0])
		VSHUFF64X2(Imm(0xee), row[1], row[0], mid[1])
		VSHUFF64X2(Imm(0x44), row[3], row[2], mid[2])
		VSHUFF64X2(Imm(0xee), row[3], row[2], mid[3])
		for p := range 4 { // the four numbers of step p
			VSHUFF64X2(Imm([]uint64{0x88, 0xdd}[p%2]), mid[2+p/2], mid[p/2], out[p])
			VPERMPD(out[p], t.vec[15], out[p])
			VXORPD(sign, out[p], out[p])
			VMOVUPD(out[p].AsY(), Mem{Base: dst})
			VEXTRACTF64X4(Imm(1), out[p], Mem{Base: dst, Index: gap, Scale: 1})
			ADDQ(ldd, dst)
		}
	} else {
		re, im, x := t.vec[4:6], t.vec[6:8], t.vec[8]
		for h := range 2 {
			VUNPCKLPD(row[2*h+1], row[2*h], re[h])
			VUNPCKHPD(row[2*h+1], row[2*h], im[h])
		}
		for p := range 2 {
			half := Imm([]uint64{0x20, 0x31}[p])
			VPERM2F128(half, re[1], re[0], x)
			VMOVUPD(x, Mem{Base: dst})
			VPERM2F128(half, im[1], im[0], x)
			VXORPD(sign, x, x)
			VMOVUPD(x, Mem{Base: dst, Index: gap, Scale: 1})
			ADDQ(ldd, dst)
		}
	}
	ADDQ(Imm(uint64(t.size())), src)
	DECQ(n)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

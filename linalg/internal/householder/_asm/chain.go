package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const stripBytes = 32 * 8 // a row of a strip

// chain mirrors chainGo: reflector r = 0, 1, ... on rows r, r+1, r+2 of a strip. The two rows that the next reflector
// shares stay in registers, so each step loads one row and stores one. Rows to come are fetched ahead, and so are the same
// rows of the strip to the right, whose turn is next as a rule.
func chain(w width) {
	TEXT("chain"+w.suffix, NOSPLIT, "func(x *float64, stride int, c *float64, count int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("chain%s applies count ≥ 1 reflectors to count+2 rows of a strip.", w.suffix))
	x, stride, c0, count0 := load("x"), load("stride"), load("c"), load("count")
	SHLQ(U8(3), stride)
	vectors := 4 // one sweep over the rows does 32 columns with AVX-512, 8 with AVX2
	if w.bytes == 32 {
		vectors = 2
	}
	groups := stripBytes / (vectors * w.bytes)
	var left reg.GPVirtual
	if groups > 1 {
		left = GP64()
		MOVQ(U32(uint32(groups)), left)
		Label("group")
	}
	row, c, count := GP64(), GP64(), GP64()
	MOVQ(x, row)
	MOVQ(c0, c)
	MOVQ(count0, count)
	rows := [3][]reg.VecVirtual{w.regs(vectors), w.regs(vectors), w.regs(vectors)}
	sum := w.regs(vectors)
	coef := w.regs(5)
	at := func(r, v int) Mem {
		m := Mem{Base: row, Disp: v * w.bytes}
		if r > 0 {
			m.Index, m.Scale = stride, uint8(r)
		}
		return m
	}
	for v := range vectors {
		VMOVUPD(at(0, v), rows[0][v])
		VMOVUPD(at(1, v), rows[1][v])
	}
	Label("loop")
	for phase := range 3 {
		a, b, d := rows[phase], rows[(phase+1)%3], rows[(phase+2)%3]
		for i := range coef {
			VBROADCASTSD(Mem{Base: c, Disp: 8 * i}, coef[i])
		}
		for v := range vectors {
			VMOVUPD(at(2, v), d[v])
		}
		for v := 0; v < vectors*w.bytes; v += 64 {
			PREFETCHT0(Mem{Base: row, Index: stride, Scale: 8, Disp: v})
			PREFETCHT0(Mem{Base: row, Index: stride, Scale: 2, Disp: stripBytes + v})
		}
		for v := range vectors {
			VMULPD(d[v], coef[4], sum[v])
		}
		for v := range vectors {
			VFMADD231PD(b[v], coef[3], sum[v])
		}
		for v := range vectors {
			VFMADD231PD(a[v], coef[2], sum[v])
		}
		for v := range vectors {
			VFNMADD231PD(sum[v], coef[0], b[v])
		}
		for v := range vectors {
			VFNMADD231PD(sum[v], coef[1], d[v])
		}
		for v := range vectors {
			VSUBPD(sum[v], a[v], a[v])
			VMOVUPD(a[v], at(0, v))
		}
		ADDQ(U8(40), c)
		ADDQ(stride, row)
		DECQ(count)
		if phase < 2 {
			JZ(LabelRef(fmt.Sprint("end", phase)))
		} else {
			JNZ(LabelRef("loop"))
		}
	}
	for _, phase := range []int{2, 1, 0} {
		Label(fmt.Sprint("end", phase))
		for v := range vectors {
			VMOVUPD(rows[(phase+1)%3][v], at(0, v))
			VMOVUPD(rows[(phase+2)%3][v], at(1, v))
		}
		if phase > 0 {
			JMP(LabelRef("done"))
		}
	}
	Label("done")
	if groups > 1 {
		ADDQ(U32(uint32(vectors*w.bytes)), x)
		DECQ(left)
		JNZ(LabelRef("group"))
	}
	VZEROUPPER()
	RET()
}

// rows3 mirrors rows3Go: one reflector on three rows.
func rows3(w width) {
	TEXT("rows3"+w.suffix, NOSPLIT, "func(x *float64, stride int, n int, c *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("rows3%s applies one reflector to n columns, a multiple of %d, of three rows.", w.suffix, w.bytes/8))
	x, stride, n, c := load("x"), load("stride"), load("n"), load("c")
	SHLQ(U8(3), stride)
	coef := w.regs(5)
	for i := range coef {
		VBROADCASTSD(Mem{Base: c, Disp: 8 * i}, coef[i])
	}
	Label("loop")
	r := w.regs(3)
	sum := w.reg()
	row := [3]Mem{{Base: x}, {Base: x, Index: stride, Scale: 1}, {Base: x, Index: stride, Scale: 2}}
	for i := range r {
		VMOVUPD(row[i], r[i])
	}
	VMULPD(r[2], coef[4], sum)
	VFMADD231PD(r[1], coef[3], sum)
	VFMADD231PD(r[0], coef[2], sum)
	VSUBPD(sum, r[0], r[0])
	VFNMADD231PD(sum, coef[0], r[1])
	VFNMADD231PD(sum, coef[1], r[2])
	for i := range r {
		VMOVUPD(r[i], row[i])
	}
	ADDQ(U8(w.bytes), x)
	SUBQ(U8(w.bytes/8), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// columns3 mirrors columns3Go: one reflector on three columns, four rows at a time. Halves of rows 0 and 2, and of rows 1 and
// 3, are loaded into one register, so that unpacking makes columns of them, and the same again makes rows.
func columns3() {
	TEXT("columns3AVX2", NOSPLIT, "func(x *float64, stride int, n int, c *float64)")
	Pragma("noescape")
	Doc("columns3AVX2 applies one reflector to three columns of n rows, a multiple of 4. It rewrites the fourth column unchanged.")
	x, stride, n, c := load("x"), load("stride"), load("n"), load("c")
	SHLQ(U8(3), stride)
	stride3 := GP64()
	LEAQ(Mem{Base: stride, Index: stride, Scale: 2}, stride3)
	coef := avx2.regs(5)
	for i := range coef {
		VBROADCASTSD(Mem{Base: c, Disp: 8 * i}, coef[i])
	}
	Label("loop")
	at := func(row, half int) Mem {
		return []Mem{{Base: x, Disp: 16 * half}, {Base: x, Index: stride, Scale: 1, Disp: 16 * half},
			{Base: x, Index: stride, Scale: 2, Disp: 16 * half}, {Base: x, Index: stride3, Scale: 1, Disp: 16 * half}}[row]
	}
	r := avx2.regs(4)
	for half := range 2 {
		pair := avx2.regs(2)
		for i := range 2 {
			VMOVUPD(at(i, half), pair[i].AsX())
			VINSERTF128(Imm(1), at(i+2, half), pair[i], pair[i])
		}
		VUNPCKLPD(pair[1], pair[0], r[2*half])
		VUNPCKHPD(pair[1], pair[0], r[2*half+1])
	}
	sum := avx2.reg()
	VMULPD(r[2], coef[4], sum)
	VFMADD231PD(r[1], coef[3], sum)
	VFMADD231PD(r[0], coef[2], sum)
	VSUBPD(sum, r[0], r[0])
	VFNMADD231PD(sum, coef[0], r[1])
	VFNMADD231PD(sum, coef[1], r[2])
	for half := range 2 {
		pair := avx2.regs(2)
		VUNPCKLPD(r[2*half+1], r[2*half], pair[0])
		VUNPCKHPD(r[2*half+1], r[2*half], pair[1])
		for i := range 2 {
			VMOVUPD(pair[i].AsX(), at(i, half))
			VEXTRACTF128(Imm(1), pair[i], at(i+2, half))
		}
	}
	LEAQ(Mem{Base: x, Index: stride, Scale: 4}, x)
	SUBQ(U8(4), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// Command _asm writes the assembly of package rotation:
//
//	cd linalg/internal/rotation/_asm && go run . -out ../kernels_amd64.s -stubs ../stubs_amd64.go -pkg rotation
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	for _, w := range []width{avx2, avx512} {
		chain(w)
		rows2(w)
	}
	columns2()
	transpose()
	Generate()
}

// A width is the vector length of a tier: how to name its registers.
type width struct {
	suffix string
	bytes  int
}

var (
	avx2   = width{"AVX2", 32}
	avx512 = width{"AVX512", 64}
)

func (w width) reg() reg.VecVirtual {
	if w.bytes == 64 {
		return ZMM()
	}
	return YMM()
}

func (w width) regs(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = w.reg()
	}
	return v
}

func load(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

// swap exchanges the parts of each number of x.
func (w width) swap(x, to reg.VecVirtual) {
	if w.bytes == 64 {
		VPERMILPD(Imm(0x55), x, to)
	} else {
		VPERMILPD(Imm(5), x, to)
	}
}

// A rotation is broadcast into three vectors: c, Re s and (-Im s, Im s) in turn.
func (w width) rotation(at reg.GPVirtual) (c, sr, si reg.VecVirtual) {
	c, sr, si = w.reg(), w.reg(), w.reg()
	VBROADCASTSD(Mem{Base: at}, c)
	VBROADCASTSD(Mem{Base: at, Disp: 8}, sr)
	if w.bytes == 64 {
		VBROADCASTF32X4(Mem{Base: at, Disp: 16}, si)
	} else {
		VBROADCASTF128(Mem{Base: at, Disp: 16}, si)
	}
	return c, sr, si
}

// rotate sets newTop = c·t + s·b and newBottom = c·b - s̄·t; t and b are lost.
func (w width) rotate(c, sr, si reg.VecVirtual, t, b, newTop, newBottom []reg.VecVirtual) {
	for v := range t {
		VMULPD(c, t[v], newTop[v])
		VMULPD(c, b[v], newBottom[v])
	}
	for v := range t {
		VFMADD231PD(sr, b[v], newTop[v])
		VFNMADD231PD(sr, t[v], newBottom[v])
	}
	for v := range t {
		w.swap(b[v], b[v])
		w.swap(t[v], t[v])
	}
	for v := range t {
		VFMADD231PD(si, b[v], newTop[v])
		VFMADD231PD(si, t[v], newBottom[v])
	}
}

const stripBytes = 16 * 16 // a row of a strip

// chain mirrors chainGo. The row that the next rotation shares stays in registers, so each step loads one row and stores one.
// Rows to come are fetched ahead, and so are the same rows of the strip to the right, whose turn is next as a rule.
func chain(w width) {
	TEXT("chain"+w.suffix, NOSPLIT, "func(x *float64, stride int, c *float64, count int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("chain%s applies count ≥ 1 rotations to count+1 rows of a strip.", w.suffix))
	x, stride, c0, count0 := load("x"), load("stride"), load("c"), load("count")
	SHLQ(U8(3), stride)
	vectors := 4 // one sweep over the rows does 16 columns with AVX-512, 4 with AVX2
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
	row, at, count := GP64(), GP64(), GP64()
	MOVQ(x, row)
	MOVQ(c0, at)
	MOVQ(count0, count)
	shared := [2][]reg.VecVirtual{w.regs(vectors), w.regs(vectors)} // of this step and of the next
	below, done := w.regs(vectors), w.regs(vectors)
	for v := range vectors {
		VMOVUPD(Mem{Base: row, Disp: v * w.bytes}, shared[0][v])
	}
	Label("loop")
	for phase := range 2 {
		c, sr, si := w.rotation(at)
		for v := range vectors {
			VMOVUPD(Mem{Base: row, Index: stride, Scale: 1, Disp: v * w.bytes}, below[v])
		}
		for v := 0; v < vectors*w.bytes; v += 64 {
			PREFETCHT0(Mem{Base: row, Index: stride, Scale: 4, Disp: v})
			PREFETCHT0(Mem{Base: row, Index: stride, Scale: 1, Disp: stripBytes + v})
		}
		w.rotate(c, sr, si, shared[phase], below, done, shared[1-phase])
		for v := range vectors {
			VMOVUPD(done[v], Mem{Base: row, Disp: v * w.bytes})
		}
		ADDQ(U8(32), at)
		ADDQ(stride, row)
		DECQ(count)
		if phase == 0 {
			JZ(LabelRef("odd"))
		} else {
			JNZ(LabelRef("loop"))
		}
	}
	for v := range vectors {
		VMOVUPD(shared[0][v], Mem{Base: row, Disp: v * w.bytes})
	}
	JMP(LabelRef("done"))
	Label("odd")
	for v := range vectors {
		VMOVUPD(shared[1][v], Mem{Base: row, Disp: v * w.bytes})
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

// rows2 mirrors rows2Go.
func rows2(w width) {
	TEXT("rows2"+w.suffix, NOSPLIT, "func(x *float64, stride int, n int, c *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("rows2%s applies one rotation to n columns, a multiple of %d, of two rows.", w.suffix, w.bytes/16))
	x, stride, n, at := load("x"), load("stride"), load("n"), load("c")
	SHLQ(U8(3), stride)
	c, sr, si := w.rotation(at)
	Label("loop")
	t, b, top, bottom := w.regs(1), w.regs(1), w.regs(1), w.regs(1)
	upper, lower := Mem{Base: x}, Mem{Base: x, Index: stride, Scale: 1}
	VMOVUPD(upper, t[0])
	VMOVUPD(lower, b[0])
	w.rotate(c, sr, si, t, b, top, bottom)
	VMOVUPD(top[0], upper)
	VMOVUPD(bottom[0], lower)
	ADDQ(U8(w.bytes), x)
	SUBQ(U8(w.bytes/16), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// columns2 mirrors columns2Go: the two numbers (l, m) of a row are one vector v, and its new value is c·v + (Re s, -Re s)·(m, l) -
// (-Im s, Im s)·(m, l with parts exchanged).
func columns2() {
	TEXT("columns2AVX2", NOSPLIT, "func(x *float64, stride int, n int, c *float64)")
	Pragma("noescape")
	Doc("columns2AVX2 applies the inverse of one rotation to two columns of n rows.")
	x, stride, n, at := load("x"), load("stride"), load("n"), load("c")
	SHLQ(U8(3), stride)
	c, sr, si := avx2.rotation(at)
	minus := YMM()
	VXORPD(minus, minus, minus)
	VSUBPD(sr, minus, minus)
	VBLENDPD(Imm(0xc), minus, sr, sr)
	Label("loop")
	v, m, p, sum := YMM(), YMM(), YMM(), YMM()
	VMOVUPD(Mem{Base: x}, v)
	VPERM2F128(Imm(1), v, v, m)
	VMULPD(c, v, sum)
	VPERMILPD(Imm(5), m, p)
	VFMADD231PD(sr, m, sum)
	VFNMADD231PD(si, p, sum)
	VMOVUPD(sum, Mem{Base: x})
	ADDQ(stride, x)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// transpose mirrors transposeGo in 2×2 blocks.
func transpose() {
	TEXT("transposeAVX2", NOSPLIT, "func(dst *float64, ldd int, src *float64, lds int, m int, n int)")
	Pragma("noescape")
	Doc("transposeAVX2 sets dst[j·ldd+i] = src[i·lds+j] for i < m, j < n, both even; strides in real numbers, indices of complex ones.")
	dst0, ldd, src0, lds, m, n0 := load("dst"), load("ldd"), load("src"), load("lds"), load("m"), load("n")
	SHLQ(U8(3), ldd)
	SHLQ(U8(3), lds)
	Label("rows")
	dst, src, n := GP64(), GP64(), GP64()
	MOVQ(dst0, dst)
	MOVQ(src0, src)
	MOVQ(n0, n)
	Label("columns")
	a, b, first, second := YMM(), YMM(), YMM(), YMM()
	VMOVUPD(Mem{Base: src}, a)
	VMOVUPD(Mem{Base: src, Index: lds, Scale: 1}, b)
	VPERM2F128(Imm(0x20), b, a, first)
	VPERM2F128(Imm(0x31), b, a, second)
	VMOVUPD(first, Mem{Base: dst})
	VMOVUPD(second, Mem{Base: dst, Index: ldd, Scale: 1})
	ADDQ(U8(32), src)
	LEAQ(Mem{Base: dst, Index: ldd, Scale: 2}, dst)
	SUBQ(U8(2), n)
	JG(LabelRef("columns"))
	ADDQ(U8(32), dst0)
	LEAQ(Mem{Base: src0, Index: lds, Scale: 2}, src0)
	SUBQ(U8(2), m)
	JG(LabelRef("rows"))
	VZEROUPPER()
	RET()
}

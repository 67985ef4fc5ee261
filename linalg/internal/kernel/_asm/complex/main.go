// Command complex writes the micro-kernel of the complex matrix product.
//
// The packed operands are planar: at each step of the inner index the panel of B holds a row of real parts and then one
// of imaginary parts, that of A a column of each. So a complex multiply-add is four real ones without a shuffle; parts
// are interleaved once, when the finished tile is stored. (Compare Van Zee and Smith, "Implementing high-performance complex
// matrix multiplication via the 3m and 4m methods", ACM TOMS 44(1), 2017.)
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

type tier struct {
	name  string
	lanes int // float64 per vector
	rows  int // tile height
	vecs  int // tile width in vectors
	vec   []VecPhysical
}

func main() {
	ConstraintExpr("amd64,!noasm")
	zmm := []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15, Z16, Z17, Z18, Z19, Z20, Z21,
		Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31}
	ymm := []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15}
	tier{"AVX512", 8, 4, 3, zmm}.tile()
	tier{"AVX2", 4, 3, 2, ymm}.tile()
	Generate()
}

func (t tier) tile() {
	TEXT("complexTile"+t.name, NOSPLIT, "func(k int, a *float64, b *float64, c *float64, near *float64, stride int)")
	Pragma("noescape")
	w := t.lanes * t.vecs
	Doc(fmt.Sprintf("complexTile%s is: for i < %d, j < %d { C[i][j] = Σ A[i][p]·B[p][j] } over p < k, where A[i][p] has its parts at", t.name, t.rows, w),
		fmt.Sprintf("a[%d*p+i] and a[%d*p+%d+i], B[p][j] at b[%d*p+j] and b[%d*p+%d+j], C[i][j] at c[%d*i+2*j] and behind. It needs k ≥ 1.", 2*t.rows, 2*t.rows, t.rows, 2*w, 2*w, w, 2*w),
		"The tile's rows in memory, stride numbers apart from near on, are brought close.")
	k, a, b, c, near, stride := RCX, RSI, RDI, RDX, R8, R9
	Load(Param("k"), k)
	Load(Param("a"), a)
	Load(Param("b"), b)
	Load(Param("c"), c)
	Load(Param("near"), near)
	Load(Param("stride"), stride)
	SHLQ(Imm(3), stride)
	for i := range t.rows {
		for off := 0; off <= 16*w; off += 64 { // a row need not start at a line
			PREFETCHT0(Mem{Base: near, Disp: off})
		}
		if i < t.rows-1 {
			ADDQ(stride, near)
		}
	}
	size := 8 * t.lanes
	re := func(i, v int) VecPhysical { return t.vec[2*(i*t.vecs+v)] }
	im := func(i, v int) VecPhysical { return t.vec[2*(i*t.vecs+v)+1] }
	first := 2 * t.rows * t.vecs
	br, bi, ar, ai := t.vec[first], t.vec[first+1], t.vec[first+2], t.vec[first+3]
	for i := range first {
		VXORPD(t.vec[i], t.vec[i], t.vec[i])
	}
	Label("step")
	for v := range t.vecs {
		VMOVUPD(Mem{Base: b, Disp: v * size}, br)
		VMOVUPD(Mem{Base: b, Disp: (t.vecs + v) * size}, bi)
		for i := range t.rows {
			VBROADCASTSD(Mem{Base: a, Disp: 8 * i}, ar)
			VBROADCASTSD(Mem{Base: a, Disp: 8 * (t.rows + i)}, ai)
			VFMADD231PD(br, ar, re(i, v))
			VFMADD231PD(bi, ar, im(i, v))
			VFNMADD231PD(bi, ai, re(i, v))
			VFMADD231PD(br, ai, im(i, v))
		}
	}
	ADDQ(I32(16*t.rows), a)
	ADDQ(I32(2*size*t.vecs), b)
	DECQ(k)
	JNZ(LabelRef("step"))
	for i := range t.rows {
		for v := range t.vecs {
			at := Mem{Base: c, Disp: 2 * size * (i*t.vecs + v)}
			r, m := re(i, v), im(i, v)
			VUNPCKLPD(m, r, br) // within each half of 128 bits: even columns, odd columns
			VUNPCKHPD(m, r, bi)
			if t.lanes == 4 {
				VPERM2F128(Imm(0x20), bi, br, ar)
				VPERM2F128(Imm(0x31), bi, br, ai)
			} else { // halves e0 e1 e2 e3 and o0 o1 o2 o3 become e0 o0 e1 o1 and e2 o2 e3 o3
				VSHUFF64X2(Imm(0x44), bi, br, ar) // e0 e1 o0 o1
				VSHUFF64X2(Imm(0xee), bi, br, ai) // e2 e3 o2 o3
				VSHUFF64X2(Imm(0xd8), ar, ar, ar) // e0 o0 e1 o1
				VSHUFF64X2(Imm(0xd8), ai, ai, ai)
			}
			VMOVUPD(ar, at)
			VMOVUPD(ai, at.Offset(size))
		}
	}
	VZEROUPPER()
	RET()
}

// Command complex writes the kernels of complex products: the micro-kernel of the matrix product, the packing of its operands,
// products of a few rows with a vector, and those of vectors alone.
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

// A tier is one instruction set, with the shape of its tile.
type tier struct {
	name  string
	lanes int // float64 per vector
	rows  int // tile height
	vecs  int // tile width in vectors
	vec   []VecPhysical
}

var (
	zmm = []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15, Z16, Z17, Z18, Z19, Z20, Z21,
		Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31}
	ymm = []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15}
)

// lanesOf is eight set words followed by eight clear ones: the AVX2 masks of r lanes in two vectors start at words 8-r and 12-r.
var lanesOf Mem

func main() {
	ConstraintExpr("amd64,!noasm")
	lanesOf = GLOBL("lanesOf", RODATA|NOPTR)
	for i := range 16 {
		DATA(8*i, U64([]uint64{1<<64 - 1, 0}[i/8]))
	}
	constants()
	for _, t := range []tier{{"AVX512", 8, 4, 3, zmm}, {"AVX2", 4, 3, 2, ymm}} {
		t.tile()
		t.splitRows()
		t.splitColumns()
		for _, rows := range []int{1, 4} {
			t.dot(rows)
			t.update(rows)
			t.ger(rows)
		}
		t.sums()
		t.scal()
		t.largest()
	}
	splitFour()
	Generate()
}

// size is the number of bytes of a vector.
func (t tier) size() int { return 8 * t.lanes }

// edge sets the masks of the last left complex numbers, 1 to lanes of them, in two vectors; scratch is changed.
func (t tier) edge(left, scratch GPPhysical) {
	ADDQ(left, left)
	if t.lanes == 8 {
		MOVQ(I32(-1), scratch)
		BZHIQ(left, scratch, scratch)
		KMOVB(scratch.As32(), K1)
		SHRQ(Imm(8), scratch)
		KMOVB(scratch.As32(), K2)
		return
	}
	LEAQ(lanesOf.Offset(64), scratch)
	SHLQ(Imm(3), left)
	SUBQ(left, scratch) // the first mask is at scratch, the second one vector on
}

// load reads half 0 or 1 of the last numbers, where edge has set scratch; the other lanes become 0. mask is changed on AVX2.
func (t tier) load(half int, src Mem, mask VecPhysical, scratch GPPhysical, v VecPhysical) {
	if t.lanes == 8 {
		VMOVUPD_Z(src, []OpmaskPhysical{K1, K2}[half], v)
		return
	}
	VMOVUPD(Mem{Base: scratch, Disp: half * t.size()}, mask)
	VMASKMOVPD(src, mask, v)
}

// store is the inverse of load.
func (t tier) store(half int, v VecPhysical, dst Mem, mask VecPhysical, scratch GPPhysical) {
	if t.lanes == 8 {
		VMOVUPD(v, []OpmaskPhysical{K1, K2}[half], dst)
		return
	}
	VMOVUPD(Mem{Base: scratch, Disp: half * t.size()}, mask)
	VMASKMOVPD(v, mask, dst)
}

func (t tier) tile() {
	name := "complexTile" + t.name
	TEXT(name, NOSPLIT, "func(rows, cols, k int, a, b, c *float64, ldc int, re, im float64, overwrite int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < rows, j < cols { C[i][j] += alpha·Σ A[i][p]·B[p][j] } over p < k, alpha = re + i·im, where A[i][p] has", name),
		fmt.Sprintf("its parts at a[%d*p+i] and a[%d*p+%d+i], B[p][j] at b[2*w*p+j] and b[2*w*p+w+j] for w the next multiple of %d from cols on,", 2*t.rows, 2*t.rows, t.rows, t.lanes),
		"C[i][j] at c[ldc*i+2*j] and behind. overwrite != 0 leaves C unread and takes it as 0.",
		fmt.Sprintf("It needs k ≥ 1, 1 ≤ rows ≤ %d, 1 ≤ cols ≤ %d, and changes its argument re.", t.rows, t.lanes*t.vecs))
	k, a, b, c, ldc, rows, cols, scratch := RCX, RSI, RDI, RDX, R8, R9, R10, R11
	Load(Param("rows"), rows)
	Load(Param("cols"), cols)
	Load(Param("k"), k)
	Load(Param("a"), a)
	Load(Param("b"), b)
	Load(Param("c"), c)
	Load(Param("ldc"), ldc)
	SHLQ(Imm(3), ldc)
	for v := t.vecs; v >= 1; v-- {
		if v > 1 {
			CMPQ(cols, Imm(uint64(t.lanes*(v-1))))
			JLE(LabelRef(fmt.Sprintf("narrow%d", v-1)))
			SUBQ(Imm(uint64(t.lanes*(v-1))), cols)
		}
		t.shape(v, k, a, b, c, ldc, rows, cols, scratch)
		if v > 1 {
			Label(fmt.Sprintf("narrow%d", v-1))
		}
	}
}

// shape writes the product for tiles of vecs vectors, of which the last has cols columns.
func (t tier) shape(vecs int, k, a, b, c, ldc, rows, cols, scratch GPPhysical) {
	t.edge(cols, scratch)
	size := t.size()
	MOVQ(c, R12)
	for i := range t.rows { // the sums give time to bring C close
		for off := 0; off <= 2*size*vecs; off += 64 { // a row need not start at a line
			PREFETCHT0(Mem{Base: R12, Disp: off})
		}
		if i < t.rows-1 {
			ADDQ(ldc, R12)
		}
	}
	re := func(i, v int) VecPhysical { return t.vec[2*(i*vecs+v)] }
	im := func(i, v int) VecPhysical { return t.vec[2*(i*vecs+v)+1] }
	sums, last := 2*t.rows*vecs, len(t.vec)
	br, bi, ar, ai := t.vec[last-4], t.vec[last-3], t.vec[last-2], t.vec[last-1]
	for i := range sums {
		VXORPD(t.vec[i], t.vec[i], t.vec[i])
	}
	step := fmt.Sprintf("step%d", vecs)
	Label(step)
	for v := range vecs {
		VMOVUPD(Mem{Base: b, Disp: v * size}, br)
		VMOVUPD(Mem{Base: b, Disp: (vecs + v) * size}, bi)
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
	ADDQ(I32(2*size*vecs), b)
	DECQ(k)
	JNZ(LabelRef(step))

	alphaRe, alphaIm := param("re"), param("im")
	scaled := fmt.Sprintf("scaled%d", vecs)
	MOVQ(alphaIm, R12)
	SHLQ(Imm(1), R12) // without its sign
	JZ(LabelRef(scaled))
	VBROADCASTSD(alphaRe, br)
	VBROADCASTSD(alphaIm, bi)
	for i := range t.rows {
		for v := range vecs {
			VMULPD(bi, im(i, v), ar)
			VMULPD(bi, re(i, v), ai)
			VFMSUB213PD(ar, br, re(i, v))
			VFMADD213PD(ai, br, im(i, v))
		}
	}
	MOVQ(U64(0x3ff0000000000000), R12) // what is left of alpha is 1
	MOVQ(R12, alphaRe)
	Label(scaled)
	over := fmt.Sprintf("over%d", vecs)
	CMPQ(param("overwrite"), Imm(0))
	JNE(LabelRef(over))
	for _, overwrite := range []bool{false, true} {
		if overwrite {
			Label(over)
		}
		for i := range t.rows {
			for v := range vecs {
				at := Mem{Base: c, Disp: 2 * size * v}
				r, m := re(i, v), im(i, v)
				t.interleave(r, m, br, bi, ar, ai)
				VBROADCASTSD(alphaRe, r)
				for half, x := range []VecPhysical{ar, ai} {
					dst := at.Offset(half * size)
					switch {
					case overwrite:
						VMULPD(r, x, x)
					case v < vecs-1:
						VFMADD213PD(dst, r, x)
					default:
						t.load(half, dst, br, scratch, m)
						VFMADD213PD(m, r, x)
					}
					if v < vecs-1 {
						VMOVUPD(x, dst)
					} else {
						t.store(half, x, dst, br, scratch)
					}
				}
			}
			if i < t.rows-1 {
				CMPQ(rows, Imm(uint64(i+1)))
				JE(LabelRef(fmt.Sprintf("end%d", vecs)))
				ADDQ(ldc, c)
			}
		}
		if !overwrite {
			JMP(LabelRef(fmt.Sprintf("end%d", vecs)))
		}
	}
	Label(fmt.Sprintf("end%d", vecs))
	VZEROUPPER()
	RET()
}

// interleave turns real parts r and imaginary parts m into complex numbers, the first half in lo; br and bi are changed.
func (t tier) interleave(r, m, br, bi, lo, hi VecPhysical) {
	VUNPCKLPD(m, r, br) // within each half of 128 bits: even columns, odd columns
	VUNPCKHPD(m, r, bi)
	if t.lanes == 4 {
		VPERM2F128(Imm(0x20), bi, br, lo)
		VPERM2F128(Imm(0x31), bi, br, hi)
		return
	}
	// halves e0 e1 e2 e3 and o0 o1 o2 o3 become e0 o0 e1 o1 and e2 o2 e3 o3
	VSHUFF64X2(Imm(0x44), bi, br, lo) // e0 e1 o0 o1
	VSHUFF64X2(Imm(0xee), bi, br, hi) // e2 e3 o2 o3
	VSHUFF64X2(Imm(0xd8), lo, lo, lo) // e0 o0 e1 o1
	VSHUFF64X2(Imm(0xd8), hi, hi, hi)
}

// param is the address of an argument.
func param(name string) Op {
	at, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return at.Addr
}

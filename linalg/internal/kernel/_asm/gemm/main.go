// Command gemm writes the micro-kernels of the matrix product: the rank-k update of one tile of C held in registers.
//
// The scheme is that of Goto and van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34(3), 2008,
// in the row-preferring form: at each step of the inner index a row of B (whole vectors) meets one broadcast element of
// each row of A. A is addressed with two strides, so one kernel serves packed panels and matrices in place, transposed
// or not. Every element of C is one chain of fused multiply-adds in the order of k, for every tile shape.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A tier describes the registers of one instruction set. The first rows·vecs vector registers hold the tile, the others
// a row of B and, last, one element of A.
type tier struct {
	name  string
	lanes int           // float64 per vector
	rows  int           // tile height
	vecs  int           // tile width in vectors
	vec   []VecPhysical // all vector registers
}

var zmm = []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15, Z16, Z17, Z18, Z19, Z20, Z21,
	Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31}
var ymm = []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15}

// laneMasks is four set words followed by four clear ones: the AVX2 mask of r lanes starts at word 4-r.
var laneMasks Mem

func main() {
	ConstraintExpr("amd64,!noasm")
	laneMasks = GLOBL("laneMasks", RODATA|NOPTR)
	for i := range 8 {
		DATA(8*i, U64([]uint64{1<<64 - 1, 0}[i/4]))
	}
	tier{name: "AVX512", lanes: 8, rows: 8, vecs: 3, vec: zmm}.columns()
	tier{name: "AVX2", lanes: 4, rows: 4, vecs: 3, vec: ymm}.columns()
	transposes()
	copies()
	Generate()
}

// The general registers. mask holds the address of an AVX2 mask, where rs7 is not needed; walk takes wide's place once the
// mask is set.
var (
	a, b, c      = RSI, RDI, RDX
	rs, rs3, rs5 = R8, R9, R10
	rs7, mask    = R11, R11
	cs, rsB      = R12, R13
	k, ldc, m    = RCX, RBX, RAX
	wide, walk   = R15, R15
	spare        = R14
)

func (t tier) columns() {
	TEXT("columns"+t.name, NOSPLIT, "func(m, nr, k int, a *float64, rsA, csA, nextA int, b *float64, rsB int, c *float64, ldc int, alpha, beta float64, overwrite int)")
	Pragma("noescape")
	Doc(fmt.Sprintf("columns%s is: for i < m, j < nr { C[i][j] = alpha·Σ A[i][p]·B[p][j] + beta·C[i][j] } over p < k, with", t.name),
		fmt.Sprintf("A[i][p] = a[i/%d*nextA+i%%%d*rsA+p*csA], B[p][j] = b[p*rsB+j], C[i][j] = c[i*ldc+j]. overwrite != 0 leaves C unread", t.rows, t.rows),
		fmt.Sprintf("and beta out. It needs m, k ≥ 1 and 1 ≤ nr ≤ %d, and changes its argument a.", t.lanes*t.vecs))
	Load(Param("m"), m)
	Load(Param("nr"), wide)
	Load(Param("rsA"), rs)
	Load(Param("csA"), cs)
	Load(Param("rsB"), rsB)
	Load(Param("c"), c)
	Load(Param("ldc"), ldc)
	for _, r := range []GPPhysical{rs, cs, rsB, ldc} {
		SHLQ(Imm(3), r)
	}
	LEAQ(Mem{Base: rs, Index: rs, Scale: 2}, rs3)
	if t.rows > 4 {
		LEAQ(Mem{Base: rs, Index: rs, Scale: 4}, rs5)
		LEAQ(Mem{Base: rs3, Index: rs, Scale: 4}, rs7)
	}
	for v := t.vecs; v >= 1; v-- {
		narrower := fmt.Sprintf("vectors%d", v-1)
		if v > 1 {
			CMPQ(wide, Imm(uint64(t.lanes*(v-1))))
			JLE(LabelRef(narrower))
		}
		t.setMask(v)
		Label(fmt.Sprintf("tile%d", v))
		Load(Param("k"), k)
		Load(Param("a"), a)
		Load(Param("b"), b)
		for rows := t.rows; rows >= 1; rows-- {
			lower := fmt.Sprintf("rows%dof%d", rows-1, v)
			if rows > 1 {
				CMPQ(m, Imm(uint64(rows)))
				JLT(LabelRef(lower))
			}
			t.shape(rows, v)
			if rows > 1 {
				Label(lower)
			}
		}
		if v > 1 {
			Label(narrower)
		}
	}
}

// setMask leaves in wide the lanes of the last of v vectors that lie inside the tile, 1 … lanes, and sets the mask.
func (t tier) setMask(v int) {
	if v > 1 {
		SUBQ(Imm(uint64(t.lanes*(v-1))), wide)
	}
	if t.lanes == 8 {
		MOVQ(I32(-1), spare)
		BZHIQ(wide, spare, spare)
		KMOVB(spare.As32(), K1)
		return
	}
	LEAQ(laneMasks, mask)
	MOVQ(I32(4), spare)
	SUBQ(wide, spare)
	LEAQ(Mem{Base: mask, Index: spare, Scale: 8}, mask)
}

// shape writes the whole product for a tile of h rows and v vectors. A full tile goes on to the next; a lower one is the
// last.
func (t tier) shape(h, v int) {
	id := fmt.Sprintf("%dx%d", h, v)
	size := t.lanes * 8
	acc := func(i, j int) VecPhysical { return t.vec[i*v+j] }
	row := func(j int) VecPhysical { return t.vec[t.rows*t.vecs+j] }
	elem := t.vec[len(t.vec)-1]

	Comment(fmt.Sprintf("%d rows of %d vectors", h, v))
	CMPQ(k, Imm(32)) // a long sum gives time to bring C close
	JLT(LabelRef("clear" + id))
	MOVQ(c, walk)
	for i := range h {
		for j := 0; j < v*size; j += 64 {
			PREFETCHT0(Mem{Base: walk, Disp: j})
		}
		if i < h-1 {
			ADDQ(ldc, walk)
		}
	}
	Label("clear" + id)
	for i := range h {
		for j := range v {
			VXORPD(acc(i, j), acc(i, j), acc(i, j))
		}
	}
	Label("loop" + id)
	for j := range v {
		src := Mem{Base: b, Disp: j * size}
		switch {
		case j < v-1:
			VMOVUPD(src, row(j))
		case t.lanes == 8:
			VMOVUPD_Z(src, K1, row(j))
		default:
			VMOVUPD(Mem{Base: mask}, elem)
			VMASKMOVPD(src, elem, row(j))
		}
	}
	ADDQ(rsB, b)
	for i := range h {
		e := elem
		if t.lanes == 8 { // four registers take turns
			e = t.vec[len(t.vec)-4+i%4]
		}
		VBROADCASTSD(strided(a, rs, rs3, rs5, rs7, i), e)
		for j := range v {
			VFMADD231PD(row(j), e, acc(i, j))
		}
	}
	ADDQ(cs, a)
	DECQ(k)
	JNZ(LabelRef("loop" + id))

	alpha, beta, held, elem := row(0), row(1), row(2), elem
	VBROADCASTSD(param("alpha"), alpha)
	VBROADCASTSD(param("beta"), beta)
	if t.lanes == 4 {
		VMOVUPD(Mem{Base: mask}, elem)
	}
	CMPQ(param("overwrite"), Imm(0))
	JNE(LabelRef("over" + id))
	for i := range h {
		for j := range v {
			dst := Mem{Base: c, Disp: j * size}
			last := j == v-1
			switch {
			case last && t.lanes == 8:
				VMOVUPD_Z(dst, K1, held)
			case last:
				VMASKMOVPD(dst, elem, held)
			default:
				VMOVUPD(dst, held)
			}
			VMULPD(beta, held, held)
			VFMADD231PD(acc(i, j), alpha, held)
			t.put(held, dst, elem, last)
		}
		ADDQ(ldc, c)
	}
	t.next(h, v)
	Label("over" + id)
	for i := range h {
		for j := range v {
			VMULPD(alpha, acc(i, j), acc(i, j))
			t.put(acc(i, j), Mem{Base: c, Disp: j * size}, elem, j == v-1)
		}
		ADDQ(ldc, c)
	}
	t.next(h, v)
}

// ends counts the exits, to name them.
var ends int

// next leaves after the last tile of h rows, or turns to the one below.
func (t tier) next(h, v int) {
	if h == t.rows {
		end := fmt.Sprintf("end%d_%d", v, ends)
		ends++
		SUBQ(Imm(uint64(h)), m)
		JZ(LabelRef(end))
		MOVQ(param("nextA"), walk)
		SHLQ(Imm(3), walk)
		ADDQ(walk, param("a"))
		JMP(LabelRef(fmt.Sprintf("tile%d", v)))
		Label(end)
	}
	VZEROUPPER()
	RET()
}

// put stores one vector of C; the last of a row goes through the mask.
func (t tier) put(v VecPhysical, dst Mem, lanes VecPhysical, masked bool) {
	switch {
	case masked && t.lanes == 8:
		VMOVUPD(v, K1, dst)
	case masked:
		VMASKMOVPD(v, lanes, dst)
	default:
		VMOVUPD(v, dst)
	}
}

// param is the address of a scalar argument.
func param(name string) Op {
	at, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return at.Addr
}

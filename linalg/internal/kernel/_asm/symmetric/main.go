// Command symmetric writes the kernels that read one triangle of a symmetric matrix once: the symmetric matrix-vector
// product, alone and fused with the rank-2 update of an unblocked tridiagonal reduction.
//
// Four rows of the upper triangle are worked at a time. Each element is loaded once and used twice: in the dot product
// of its row and in the axpy of its mirror image. The first chunk of a panel crosses the diagonal; masks keep it to the
// triangle. The Go twin is symmetric.go.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const rows = 4

func main() {
	ConstraintExpr("amd64,!noasm")
	for _, update := range []bool{false, true} {
		avx512(update)
		avx2(update)
	}
	Generate()
}

// args are the pointers of one panel; the column index idx runs in bytes.
type args struct {
	panels, m, lda, idx, left Register
	row                       [rows]GPVirtual
	x, y, v, w                Register
}

func load(update bool) args {
	var s args
	s.panels = Load(Param("panels"), GP64())
	s.m = Load(Param("m"), GP64())
	s.row[0] = Load(Param("a"), GP64()).(GPVirtual)
	s.lda = Load(Param("lda"), GP64())
	s.x = Load(Param("x"), GP64())
	s.y = Load(Param("y"), GP64())
	if update {
		s.v = Load(Param("v"), GP64())
		s.w = Load(Param("w"), GP64())
	}
	SHLQ(Imm(3), s.lda.(GPVirtual))
	for r := 1; r < rows; r++ {
		s.row[r] = GP64()
		LEAQ(Mem{Base: s.row[r-1], Index: s.lda, Scale: 1}, s.row[r])
	}
	s.idx, s.left = GP64(), GP64()
	return s
}

// next moves to the panel four rows down and four columns right.
func (s args) next(update bool) {
	for r := range rows {
		LEAQ(Mem{Base: s.row[r], Index: s.lda, Scale: 4, Disp: 32}, s.row[r])
	}
	ps := []Register{s.x, s.y}
	if update {
		ps = append(ps, s.v, s.w)
	}
	for _, p := range ps {
		ADDQ(Imm(32), p.(GPVirtual))
	}
	SUBQ(Imm(rows), s.m.(GPVirtual))
	DECQ(s.panels.(GPVirtual))
}

func (s args) at(p Register) Mem { return Mem{Base: p, Index: s.idx, Scale: 1} }

func signature(update bool) string {
	if update {
		return "func(panels, m int, a *float64, lda int, v, w, x, y *float64)"
	}
	return "func(panels, m int, a *float64, lda int, x, y *float64)"
}

func head(name string, update bool) {
	if update {
		TEXT("symvUpdate"+name, NOSPLIT, signature(update))
	} else {
		TEXT("symv"+name, NOSPLIT, signature(update))
	}
	Pragma("noescape")
}

func avx512(update bool) {
	head("AVX512", update)
	s := load(update)
	acc := [rows]VecVirtual{ZMM(), ZMM(), ZMM(), ZMM()}
	var xr, vr, wr [rows]VecVirtual
	for r := range rows {
		xr[r] = ZMM()
		if update {
			vr[r], wr[r] = ZMM(), ZMM()
		}
	}
	k := [rows + 1]OpmaskVirtual{K(), K(), K(), K(), K()}
	y, x, v, w, a := ZMM(), ZMM(), ZMM(), ZMM(), ZMM()

	// chunk works 8 columns; mask(r) is nil for whole chunks.
	chunk := func(border Op, load, keep, strict func(r int) Op) {
		if border == nil {
			VMOVUPD(s.at(s.y), y)
			VMOVUPD(s.at(s.x), x)
			if update {
				VMOVUPD(s.at(s.v), v)
				VMOVUPD(s.at(s.w), w)
			}
		} else {
			VMOVUPD_Z(s.at(s.y), border, y)
			VMOVUPD_Z(s.at(s.x), border, x)
			if update {
				VMOVUPD_Z(s.at(s.v), border, v)
				VMOVUPD_Z(s.at(s.w), border, w)
			}
		}
		for r := range rows {
			if border == nil {
				VMOVUPD(s.at(s.row[r]), a)
				if update {
					VFNMADD231PD(vr[r], w, a)
					VFNMADD231PD(wr[r], v, a)
					VMOVUPD(a, s.at(s.row[r]))
				}
				VFMADD231PD(a, x, acc[r])
				VFMADD231PD(a, xr[r], y)
				continue
			}
			VMOVUPD_Z(s.at(s.row[r]), load(r), a)
			if update {
				VFNMADD231PD(vr[r], w, keep(r), a)
				VFNMADD231PD(wr[r], v, keep(r), a)
				VMOVUPD(a, keep(r), s.at(s.row[r]))
			}
			VFMADD231PD(a, x, keep(r), acc[r])
			VFMADD231PD(a, xr[r], strict(r), y)
		}
		if border == nil {
			VMOVUPD(y, s.at(s.y))
		} else {
			VMOVUPD(y, border, s.at(s.y))
		}
	}

	l := "panel"
	Label(l)
	XORQ(s.idx.(GPVirtual), s.idx.(GPVirtual))
	for r := range rows {
		VXORPD(acc[r], acc[r], acc[r])
		VBROADCASTSD(Mem{Base: s.x, Disp: 8 * r}, xr[r])
		if update {
			VBROADCASTSD(Mem{Base: s.v, Disp: 8 * r}, vr[r])
			VBROADCASTSD(Mem{Base: s.w, Disp: 8 * r}, wr[r])
		}
	}
	Comment("k[r] keeps the columns r and right of it, of at most min(m, 8)")
	bits, all := GP64(), GP64()
	MOVQ(s.m, s.left)
	MOVQ(U32(8), all)
	CMPQ(s.left.(GPVirtual), all)
	CMOVQLT(s.left, all)
	tailMask(all, bits)
	for r := range rows + 1 {
		KMOVB(bits.As32(), k[r])
		if r == rows {
			break
		}
		ANDQ(I32(^(1 << r)), bits)
	}
	chunk(k[0], func(r int) Op { return k[r] }, func(r int) Op { return k[r] }, func(r int) Op { return k[r+1] })
	SUBQ(all, s.left.(GPVirtual))
	ADDQ(Imm(64), s.idx.(GPVirtual))

	Label("whole")
	CMPQ(s.left.(GPVirtual), Imm(8))
	JLT(LabelRef("rest"))
	chunk(nil, nil, nil, nil)
	ADDQ(Imm(64), s.idx.(GPVirtual))
	SUBQ(Imm(8), s.left.(GPVirtual))
	JMP(LabelRef("whole"))

	Label("rest")
	TESTQ(s.left.(GPVirtual), s.left.(GPVirtual))
	JZ(LabelRef("sum"))
	tailMask(s.left, bits)
	KMOVB(bits.As32(), k[0])
	same := func(int) Op { return k[0] }
	chunk(k[0], same, same, same)

	Label("sum")
	var half [rows]VecVirtual
	for r := range rows {
		half[r] = YMM()
		VEXTRACTF64X4(Imm(1), acc[r], half[r])
		VADDPD(acc[r].AsY(), half[r], half[r])
	}
	sumRows(half, s.y)
	s.next(update)
	JNZ(LabelRef(l))
	VZEROUPPER()
	RET()
}

// tailMask is bits = 1<<count - 1.
func tailMask(count Register, bits GPVirtual) {
	MOVQ(I32(-1), bits)
	BZHIQ(count.(GPVirtual), bits, bits)
}

// sumRows is y[r] += sum of the four lanes of half[r].
func sumRows(half [rows]VecVirtual, y Register) {
	VHADDPD(half[1], half[0], half[0]) // 0: a01 b01 a23 b23
	VHADDPD(half[3], half[2], half[2]) // 2: c01 d01 c23 d23
	lo, hi := YMM(), YMM()
	VPERM2F128(Imm(0x20), half[2], half[0], lo) // a01 b01 c01 d01
	VPERM2F128(Imm(0x31), half[2], half[0], hi)
	VADDPD(lo, hi, lo)
	VADDPD(Mem{Base: y}, lo, lo)
	VMOVUPD(lo, Mem{Base: y})
}

func avx2(update bool) {
	name := "symvMasksAVX2"
	if update {
		name = "symvUpdateMasksAVX2"
	}
	masks := GLOBL(name, RODATA|NOPTR)
	for i := range 8 { // bytes 8·(4-c) onwards: c lanes of ones, then zeros
		if i < 4 {
			DATA(8*i, U64(^uint64(0)))
		} else {
			DATA(8*i, U64(0))
		}
	}
	strictly := GLOBL(name+"Upper", RODATA|NOPTR)
	for i := range 9 { // bytes 8·(4-c) onwards: c zeros, then ones
		if i < 4 {
			DATA(8*i, U64(0))
		} else {
			DATA(8*i, U64(^uint64(0)))
		}
	}
	head("AVX2", update)
	s := load(update)
	acc := [rows]VecVirtual{YMM(), YMM(), YMM(), YMM()}
	y, x, v, w, a, b, mask := YMM(), YMM(), YMM(), YMM(), YMM(), YMM(), YMM()
	scalar := func(p Register, r int) VecVirtual {
		VBROADCASTSD(Mem{Base: p, Disp: 8 * r}, b)
		return b
	}
	change := func(r int) {
		VFNMADD231PD(scalar(s.v, r), w, a)
		VFNMADD231PD(scalar(s.w, r), v, a)
	}
	Label("panel")
	XORQ(s.idx.(GPVirtual), s.idx.(GPVirtual))
	for r := range rows {
		VXORPD(acc[r], acc[r], acc[r])
	}
	Comment("the 4×4 diagonal block")
	loadVectors := func(masked bool) {
		get := func(p Register, to VecVirtual) {
			if masked {
				VMASKMOVPD(s.at(p), mask, to)
			} else {
				VMOVUPD(s.at(p), to)
			}
		}
		get(s.y, y)
		get(s.x, x)
		if update {
			get(s.v, v)
			get(s.w, w)
		}
	}
	loadVectors(false)
	for r := range rows {
		VMOVUPD(strictly.Offset(8*(4-r)), mask)
		VMASKMOVPD(s.at(s.row[r]), mask, a)
		if update {
			change(r)
			VANDPD(mask, a, a)
			VMASKMOVPD(a, mask, s.at(s.row[r]))
		}
		VFMADD231PD(a, x, acc[r])
		if r+1 < rows {
			VMOVUPD(strictly.Offset(8*(3-r)), mask)
			VANDPD(mask, a, a)
			VFMADD231PD(a, scalar(s.x, r), y)
		}
	}
	VMOVUPD(y, s.at(s.y))
	MOVQ(s.m, s.left)
	SUBQ(Imm(4), s.left.(GPVirtual))
	ADDQ(Imm(32), s.idx.(GPVirtual))

	Label("whole")
	CMPQ(s.left.(GPVirtual), Imm(4))
	JLT(LabelRef("rest"))
	loadVectors(false)
	for r := range rows {
		VMOVUPD(s.at(s.row[r]), a)
		if update {
			change(r)
			VMOVUPD(a, s.at(s.row[r]))
		}
		VFMADD231PD(a, x, acc[r])
		VFMADD231PD(a, scalar(s.x, r), y)
	}
	VMOVUPD(y, s.at(s.y))
	ADDQ(Imm(32), s.idx.(GPVirtual))
	SUBQ(Imm(4), s.left.(GPVirtual))
	JMP(LabelRef("whole"))

	Label("rest")
	TESTQ(s.left.(GPVirtual), s.left.(GPVirtual))
	JZ(LabelRef("sum"))
	table := GP64()
	LEAQ(masks, table)
	LEAQ(Mem{Base: table, Disp: 32}, table)
	SHLQ(Imm(3), s.left.(GPVirtual))
	SUBQ(s.left, table)
	VMOVUPD(Mem{Base: table}, mask)
	loadVectors(true)
	for r := range rows {
		VMASKMOVPD(s.at(s.row[r]), mask, a)
		if update {
			change(r)
			VMASKMOVPD(a, mask, s.at(s.row[r]))
			VANDPD(mask, a, a)
		}
		VFMADD231PD(a, x, acc[r])
		VFMADD231PD(a, scalar(s.x, r), y)
	}
	VMASKMOVPD(y, mask, s.at(s.y))

	Label("sum")
	sumRows(acc, s.y)
	s.next(update)
	JNZ(LabelRef("panel"))
	VZEROUPPER()
	RET()
}

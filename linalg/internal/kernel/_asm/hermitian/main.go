// Command hermitian writes the kernel of the unblocked tridiagonal reduction of a Hermitian matrix: the rank-2 update that
// the step before has left and the product with the next vector, in one pass over one triangle.
//
// Two rows are worked at a time, or one. The eight columns in which a row's diagonal lies are masked, so that what is left of
// it does not count. The Go twin is hermitian.go.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

type tier struct {
	name  string
	lanes int
	vec   func() VecVirtual
}

func main() {
	ConstraintExpr("amd64,!noasm")
	masks := GLOBL("hermitianMasks", RODATA|NOPTR)
	for i := range 17 { // nine lanes of zeros, eight of ones
		if i < 9 {
			DATA(8*i, U64(0))
		} else {
			DATA(8*i, U64(^uint64(0)))
		}
	}
	for _, t := range []tier{{"AVX512", 8, ZMM}, {"AVX2", 4, YMM}} {
		for _, rows := range []int{2, 1} {
			t.step(rows, masks)
		}
	}
	Generate()
}

// A kernel is one row count on one tier. Columns come in blocks of eight: real parts, then imaginary ones. idx is the
// offset of a block in bytes.
type kernel struct {
	tier
	rows             int
	lda, idx         GPVirtual
	row, row1        GPVirtual
	x, y, v, w       Register // of column 0
	ar, ai, scratch  VecVirtual
	yr, yim          VecVirtual
	xr, xim          VecVirtual
	vr, vim, wr, wim VecVirtual
	sumR, sumI       []VecVirtual
	scalars          map[string]VecVirtual
}

const block = 128 // bytes of eight columns

func (t tier) step(rows int, masks Mem) {
	TEXT(fmt.Sprintf("hermitian%d%s", rows, t.name), NOSPLIT, "func(bands, first, n int, a *float64, lda int, v, w, x, y *float64)")
	Pragma("noescape")
	k := &kernel{tier: t, rows: rows, scalars: map[string]VecVirtual{}}
	bands, err := Param("bands").Resolve()
	if err != nil {
		panic(err)
	}
	first := Load(Param("first"), GP64()).(GPVirtual)
	n := Load(Param("n"), GP64()).(GPVirtual)
	k.row = Load(Param("a"), GP64()).(GPVirtual)
	k.lda = Load(Param("lda"), GP64()).(GPVirtual)
	k.v, k.w, k.x, k.y = Load(Param("v"), GP64()), Load(Param("w"), GP64()), Load(Param("x"), GP64()), Load(Param("y"), GP64())
	SHLQ(Imm(3), k.lda)
	SHLQ(Imm(4), n) // bytes of a row
	k.idx = GP64()
	if rows == 2 {
		k.row1 = GP64()
		LEAQ(Mem{Base: k.row, Index: k.lda, Scale: 1}, k.row1)
	}
	k.ar, k.ai, k.yr, k.yim, k.xr, k.xim = t.vec(), t.vec(), t.vec(), t.vec(), t.vec(), t.vec()
	k.vr, k.vim, k.wr, k.wim = t.vec(), t.vec(), t.vec(), t.vec()
	k.scratch = t.vec()

	Label("band")
	// own is the offset of the first row's own element in the vectors: 16·8·(i/8) + 8·(i%8).
	own, lane := GP64(), GP64()
	MOVQ(first, own)
	MOVQ(first, lane)
	ANDQ(I8(7), lane)
	SUBQ(lane, own)
	SHLQ(Imm(4), own)
	MOVQ(own, k.idx)
	LEAQ(Mem{Base: own, Index: lane, Scale: 8}, own)
	for r := range rows {
		k.sumR, k.sumI = append(k.sumR, t.vec()), append(k.sumI, t.vec())
		VXORPD(k.sumR[r], k.sumR[r], k.sumR[r])
		VXORPD(k.sumI[r], k.sumI[r], k.sumI[r])
	}
	if t.lanes == 8 {
		for r := range rows {
			for _, name := range []string{"vr", "vi", "wr", "wi", "xr", "xi"} {
				s := t.vec()
				VBROADCASTSD(k.own(name, own, r), s)
				k.scalars[fmt.Sprint(name, r)] = s
			}
		}
	}
	Comment("the block of the diagonal")
	table := GP64()
	LEAQ(masks, table)
	SHLQ(Imm(3), lane)
	SUBQ(lane, table)
	for h := 0; h < 64; h += 8 * t.lanes {
		k.columns(h, own, func(r int) (keep, strict Mem) {
			return Mem{Base: table, Disp: 8*(9-r) + h}, Mem{Base: table, Disp: 8*(8-r) + h}
		})
	}
	Label("blocks")
	ADDQ(I32(block), k.idx)
	CMPQ(k.idx, n)
	JGE(LabelRef("sums"))
	for h := 0; h < 64; h += 8 * t.lanes {
		k.columns(h, own, nil)
	}
	JMP(LabelRef("blocks"))

	Label("sums")
	for r := range rows {
		for i, sum := range []VecVirtual{k.sumR[r], k.sumI[r]} {
			half := sum.AsY().(VecVirtual)
			if t.lanes == 8 {
				high := YMM()
				VEXTRACTF64X4(Imm(1), sum, high)
				VADDPD(high, half, half)
			}
			high, low := XMM(), half.AsX().(VecVirtual)
			VEXTRACTF128(Imm(1), half, high)
			VADDPD(high, low, low)
			VHADDPD(low, low, low)
			at := Mem{Base: k.y, Index: own, Scale: 1, Disp: 8*r + 64*i}
			VADDSD(at, low, low)
			VMOVSD(low, at)
		}
	}
	ADDQ(Imm(uint64(rows)), first)
	if rows == 2 {
		LEAQ(Mem{Base: k.row, Index: k.lda, Scale: 2}, k.row)
		LEAQ(Mem{Base: k.row1, Index: k.lda, Scale: 2}, k.row1)
	} else {
		ADDQ(k.lda, k.row)
	}
	DECQ(bands.Addr)
	JNZ(LabelRef("band"))
	VZEROUPPER()
	RET()
}

func (k *kernel) vectors() map[string]Register {
	return map[string]Register{"v": k.v, "w": k.w, "x": k.x}
}

// own is the element of a vector that belongs to row r: name is the vector and r or i, its part.
func (k *kernel) own(name string, own Register, r int) Mem {
	disp := 8 * r
	if name[1] == 'i' {
		disp += 64
	}
	return Mem{Base: k.vectors()[name[:1]], Index: own, Scale: 1, Disp: disp}
}

// columns works the columns at h bytes into the block; mask gives the masks of row r, and is nil right of the diagonal.
func (k *kernel) columns(h int, own Register, mask func(r int) (keep, strict Mem)) {
	at := func(p Register, part int) Mem { return Mem{Base: p, Index: k.idx, Scale: 1, Disp: h + 64*part} }
	scalar := func(name string, r int) VecVirtual {
		if s := k.scalars[fmt.Sprint(name, r)]; s != nil {
			return s
		}
		VBROADCASTSD(k.own(name, own, r), k.scratch)
		return k.scratch
	}
	VMOVUPD(at(k.y, 0), k.yr)
	VMOVUPD(at(k.y, 1), k.yim)
	VMOVUPD(at(k.x, 0), k.xr)
	VMOVUPD(at(k.x, 1), k.xim)
	VMOVUPD(at(k.v, 0), k.vr)
	VMOVUPD(at(k.v, 1), k.vim)
	VMOVUPD(at(k.w, 0), k.wr)
	VMOVUPD(at(k.w, 1), k.wim)
	for r := range k.rows {
		row := k.row
		if r == 1 {
			row = k.row1
		}
		VMOVUPD(at(row, 0), k.ar)
		VMOVUPD(at(row, 1), k.ai)
		s := scalar("vr", r)
		VFNMADD231PD(s, k.wr, k.ar)
		VFMADD231PD(s, k.wim, k.ai)
		s = scalar("vi", r)
		VFNMADD231PD(s, k.wim, k.ar)
		VFNMADD231PD(s, k.wr, k.ai)
		s = scalar("wr", r)
		VFNMADD231PD(s, k.vr, k.ar)
		VFMADD231PD(s, k.vim, k.ai)
		s = scalar("wi", r)
		VFNMADD231PD(s, k.vim, k.ar)
		VFNMADD231PD(s, k.vr, k.ai)
		VMOVUPD(k.ar, at(row, 0))
		VMOVUPD(k.ai, at(row, 1))
		var keep, strict Mem
		if mask != nil {
			keep, strict = mask(r)
			VANDPD(keep, k.ar, k.ar)
			VANDPD(keep, k.ai, k.ai)
		}
		VFMADD231PD(k.xr, k.ar, k.sumR[r])
		VFMADD231PD(k.xim, k.ar, k.sumI[r])
		VFNMADD231PD(k.xim, k.ai, k.sumR[r])
		VFMADD231PD(k.xr, k.ai, k.sumI[r])
		if mask != nil {
			VANDPD(strict, k.ar, k.ar)
			VANDPD(strict, k.ai, k.ai)
		}
		s = scalar("xr", r)
		VFMADD231PD(s, k.ar, k.yr)
		VFNMADD231PD(s, k.ai, k.yim)
		s = scalar("xi", r)
		VFMADD231PD(s, k.ai, k.yr)
		VFMADD231PD(s, k.ar, k.yim)
	}
	VMOVUPD(k.yr, at(k.y, 0))
	VMOVUPD(k.yim, at(k.y, 1))
}

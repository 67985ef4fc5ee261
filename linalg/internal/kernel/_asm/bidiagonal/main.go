// Command bidiagonal writes the kernels of a bidiagonal reduction that passes over the matrix once a step.
//
// Four rows are worked at a time, or one. They are swept twice: first they are updated and multiplied by the next vector,
// and, since that gives the coefficients, then added up; the second sweep finds them in the first cache. The Go twin is
// bidiagonal.go.
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
	for _, t := range []tier{{"AVX512", 8, ZMM}, {"AVX2", 4, YMM}} {
		for _, rows := range []int{4, 1} {
			t.step(rows)
		}
	}
	Generate()
}

// step writes one kernel. Column indices run in bytes; n is a multiple of the lanes.
func (t tier) step(rows int) {
	TEXT(fmt.Sprintf("bidiagonal%d%s", rows, t.name), NOSPLIT, "func(bands, n int, a *float64, lda, head int, p, q, u, z, x *float64, tau float64, y, c, w *float64)")
	Pragma("noescape")
	bands := Load(Param("bands"), GP64())
	n := Load(Param("n"), GP64())
	lda := Load(Param("lda"), GP64())
	cur := Load(Param("a"), GP64()).(GPVirtual) // row 0 at the present column
	x, y, c, w := Load(Param("x"), GP64()), Load(Param("y"), GP64()), Load(Param("c"), GP64()), Load(Param("w"), GP64())
	p, q, u, z := Load(Param("p"), GP64()), Load(Param("q"), GP64()), Load(Param("u"), GP64()), Load(Param("z"), GP64())
	SHLQ(Imm(3), n.(GPVirtual))
	SHLQ(Imm(3), lda.(GPVirtual))
	idx := GP64()
	// Rows 1 and 3 are addressed by lda from rows 0 and 2: registers are scarce.
	var cur2 GPVirtual
	if rows == 4 {
		cur2 = GP64()
		LEAQ(Mem{Base: cur, Index: lda, Scale: 2}, cur2)
	}
	at := func(r int) Mem {
		switch r {
		case 0:
			return Mem{Base: cur}
		case 1:
			return Mem{Base: cur, Index: lda, Scale: 1}
		case 2:
			return Mem{Base: cur2}
		}
		return Mem{Base: cur2, Index: lda, Scale: 1}
	}
	each := func(f func(row GPVirtual)) {
		f(cur)
		if rows == 4 {
			f(cur2)
		}
	}
	next := func() {
		each(func(row GPVirtual) { ADDQ(Imm(uint64(8*t.lanes)), row) })
		ADDQ(Imm(uint64(8*t.lanes)), idx)
		CMPQ(idx, n.(GPVirtual))
	}
	back := func() { each(func(row GPVirtual) { SUBQ(n, row) }) }
	of := func(v Register) Mem { return Mem{Base: v, Index: idx, Scale: 1} }

	Label("band")
	acc := make([]VecVirtual, rows)
	pr, qr := make([]VecVirtual, rows), make([]VecVirtual, rows)
	for r := range rows {
		acc[r] = t.vec()
		VXORPD(acc[r], acc[r], acc[r])
		if t.lanes == 8 {
			pr[r], qr[r] = t.vec(), t.vec()
			VBROADCASTSD(Mem{Base: p, Disp: 8 * r}, pr[r])
			VBROADCASTSD(Mem{Base: q, Disp: 8 * r}, qr[r])
		}
	}
	a, uv, zv, xv, b := t.vec(), t.vec(), t.vec(), t.vec(), t.vec()
	scalar := func(regs []VecVirtual, from Register, r int) VecVirtual {
		if regs[r] != nil {
			return regs[r]
		}
		VBROADCASTSD(Mem{Base: from, Disp: 8 * r}, b)
		return b
	}
	XORQ(idx, idx)
	Label("first")
	VMOVUPD(of(x), xv)
	VMOVUPD(of(u), uv)
	VMOVUPD(of(z), zv)
	for r := range rows {
		VMOVUPD(at(r), a)
		VFNMADD231PD(uv, scalar(pr, p, r), a)
		VFNMADD231PD(zv, scalar(qr, q, r), a)
		VMOVUPD(a, at(r))
		VFMADD231PD(a, xv, acc[r])
	}
	next()
	JLT(LabelRef("first"))
	back()

	Comment("y += sums, c = head - tau·y")
	tau := XMM()
	param, err := Param("tau").Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSD(param.Addr, tau)
	coef := make([]VecVirtual, rows)
	Load(Param("head"), idx)
	each(func(row GPVirtual) { LEAQ(Mem{Base: row, Index: idx, Scale: 8}, row) })
	for r := range rows {
		half := acc[r].AsY()
		if t.lanes == 8 {
			high := YMM()
			VEXTRACTF64X4(Imm(1), acc[r], high)
			VADDPD(high, half, half)
		}
		high, sum := XMM(), half.(VecVirtual).AsX()
		VEXTRACTF128(Imm(1), half, high)
		VADDPD(high, sum, sum)
		VHADDPD(sum, sum, sum)
		head := XMM()
		VADDSD(Mem{Base: y, Disp: 8 * r}, sum, sum)
		VMOVSD(sum, Mem{Base: y, Disp: 8 * r})
		VMOVSD(at(r), head)
		VFNMADD231SD(sum, tau, head)
		VMOVSD(head, Mem{Base: c, Disp: 8 * r})
		coef[r] = t.vec()
		VBROADCASTSD(head, coef[r])
	}
	SHLQ(Imm(3), idx)
	each(func(row GPVirtual) { SUBQ(idx, row) })
	XORQ(idx, idx)
	Label("second")
	wv := t.vec()
	VMOVUPD(of(w), wv)
	for r := range rows {
		VFMADD231PD(at(r), coef[r], wv)
	}
	VMOVUPD(wv, of(w))
	next()
	JLT(LabelRef("second"))
	back()

	for _, v := range []Register{y, c, p, q} {
		ADDQ(Imm(uint64(8*rows)), v.(GPVirtual))
	}
	if rows == 4 {
		each(func(row GPVirtual) { LEAQ(Mem{Base: row, Index: lda, Scale: 4}, row) })
	} else {
		ADDQ(lda, cur)
	}
	DECQ(bands.(GPVirtual))
	JNZ(LabelRef("band"))
	VZEROUPPER()
	RET()
}

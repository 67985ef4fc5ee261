package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// The general registers of the kernels that stream rows.
var (
	at, lda, lda3, left = RSI, R8, R9, RCX
	vx, vy, extra       = RDI, RDX, R10
	ahead               = RBX
	spare               = R11
)

// rowAt is the vector of row i at which the pass over the columns has arrived.
func rowAt(base GPPhysical, i int) Mem {
	return []Mem{{Base: base}, {Base: base, Index: lda, Scale: 1}, {Base: base, Index: lda, Scale: 2}, {Base: base, Index: lda3, Scale: 1}}[i]
}

func rowArguments() {
	Load(Param("n"), left)
	Load(Param("a"), at)
	Load(Param("lda"), lda)
	Load(Param("ahead"), ahead)
	SHLQ(Imm(3), lda)
	LEAQ(Mem{Base: lda, Index: lda, Scale: 2}, lda3)
	LEAQ(Mem{Base: at, Index: ahead, Scale: 8}, ahead)
	ADDQ(left, left) // parts
}

// pass writes a loop over the columns, a vector at a time; body is called once for whole vectors and once for the masked rest.
// What lies ahead is brought close.
func (t tier) pass(rows int, body func(masked bool), pointers ...GPPhysical) {
	SUBQ(Imm(uint64(t.lanes)), left)
	JLT(LabelRef("rest"))
	Label("step")
	for i := range rows {
		PREFETCHT1(rowAt(ahead, i))
	}
	body(false)
	for _, p := range append(pointers, at, ahead) {
		ADDQ(Imm(uint64(t.size())), p)
	}
	SUBQ(Imm(uint64(t.lanes)), left)
	JGE(LabelRef("step"))
	Label("rest")
	ADDQ(Imm(uint64(t.lanes)), left)
	JZ(LabelRef("done"))
	SHRQ(Imm(1), left)
	t.edge(left, spare)
	body(true)
	Label("done")
}

// dot multiplies rows with a vector. With e = a∘x and f = a∘swap(x), part by part, a·x is e₀−e₁ and f₀+f₁.
func (t tier) dot(rows int) {
	name := fmt.Sprintf("complexDot%d%s", rows, t.name)
	TEXT(name, NOSPLIT, "func(n int, a *float64, lda, ahead int, x, sums *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < %d, j < n { sums[i] += A[i][j]·x[j] } for complex numbers, A[i][j] at a[i*lda+2*j]. The rows", name, rows),
		"from ahead on are brought close.")
	rowArguments()
	Load(Param("x"), vx)
	Load(Param("sums"), extra)
	e := func(i int) VecPhysical { return t.vec[2*i] }
	f := func(i int) VecPhysical { return t.vec[2*i+1] }
	x, swapped, mask := t.vec[8], t.vec[9], t.vec[15]
	for i := range 2 * rows {
		VXORPD(t.vec[i], t.vec[i], t.vec[i])
	}
	t.pass(rows, func(masked bool) {
		if masked {
			t.load(0, Mem{Base: vx}, mask, spare, x)
		} else {
			VMOVUPD(Mem{Base: vx}, x)
		}
		VPERMILPD(Imm(0x55), x, swapped)
		for i := range rows {
			a := t.vec[10+i]
			if masked {
				t.load(0, rowAt(at, i), mask, spare, a)
			} else {
				VMOVUPD(rowAt(at, i), a)
			}
			VFMADD231PD(a, x, e(i))
			VFMADD231PD(a, swapped, f(i))
		}
	}, vx)
	w := t.vec[10]
	for i := range rows {
		for _, v := range []VecPhysical{e(i), f(i)} {
			if t.lanes == 8 {
				VEXTRACTF64X4(Imm(1), v, w.AsY())
				VADDPD(w.AsY(), v.AsY(), v.AsY())
			}
			VEXTRACTF128(Imm(1), v.AsY(), w.AsX())
			VADDPD(w.AsX(), v.AsX(), v.AsX())
		}
		VHSUBPD(e(i).AsX(), e(i).AsX(), e(i).AsX())
		VHADDPD(f(i).AsX(), f(i).AsX(), f(i).AsX())
		VUNPCKLPD(f(i).AsX(), e(i).AsX(), e(i).AsX())
		sum := Mem{Base: extra, Disp: 16 * i}
		VADDPD(sum, e(i).AsX(), e(i).AsX())
		VMOVUPD(e(i).AsX(), sum)
	}
	VZEROUPPER()
	RET()
}

// update adds multiples of rows to a vector: multiples by the real parts at once, those by the imaginary parts summed apart, then
// swapped and added with their signs.
func (t tier) update(rows int) {
	name := fmt.Sprintf("complexUpdate%d%s", rows, t.name)
	TEXT(name, NOSPLIT, "func(n int, a *float64, lda, ahead int, coef, y *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < %d, j < n { y[j] += coef[i]·A[i][j] } for complex numbers, A[i][j] at a[i*lda+2*j]. The rows", name, rows),
		"from ahead on are brought close.")
	rowArguments()
	Load(Param("coef"), extra)
	Load(Param("y"), vy)
	for i := range 2 * rows {
		VBROADCASTSD(Mem{Base: extra, Disp: 8 * i}, t.vec[i])
	}
	direct, turned, a, mask := t.vec[8], t.vec[9], t.vec[10], t.vec[15]
	VMOVUPD(ones, t.vec[11])
	t.pass(rows, func(masked bool) {
		if masked {
			t.load(0, Mem{Base: vy}, mask, spare, direct)
		} else {
			VMOVUPD(Mem{Base: vy}, direct)
		}
		for i := range rows {
			if masked {
				t.load(0, rowAt(at, i), mask, spare, a)
			} else {
				VMOVUPD(rowAt(at, i), a)
			}
			VFMADD231PD(a, t.vec[2*i], direct)
			if i == 0 {
				VMULPD(a, t.vec[1], turned)
			} else {
				VFMADD231PD(a, t.vec[2*i+1], turned)
			}
		}
		VPERMILPD(Imm(0x55), turned, turned)
		VFMADDSUB213PD(turned, t.vec[11], direct)
		if masked {
			t.store(0, direct, Mem{Base: vy}, mask, spare)
		} else {
			VMOVUPD(direct, Mem{Base: vy})
		}
	}, vy)
	VZEROUPPER()
	RET()
}

// ger adds multiples of a vector to rows: with the real part of a coefficient, then with the imaginary one and the vector turned by
// i, both fused.
func (t tier) ger(rows int) {
	name := fmt.Sprintf("complexGer%d%s", rows, t.name)
	TEXT(name, NOSPLIT, "func(n int, a *float64, lda int, coef, y *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < %d, j < n { A[i][j] += coef[i]·y[j] } for complex numbers, A[i][j] at a[i*lda+2*j].", name, rows))
	Load(Param("n"), left)
	Load(Param("a"), at)
	Load(Param("lda"), lda)
	Load(Param("coef"), extra)
	Load(Param("y"), vy)
	SHLQ(Imm(3), lda)
	LEAQ(Mem{Base: lda, Index: lda, Scale: 2}, lda3)
	ADDQ(left, left) // parts
	for i := range 2 * rows {
		VBROADCASTSD(Mem{Base: extra, Disp: 8 * i}, t.vec[i])
	}
	y, turned, a, flip, mask := t.vec[8], t.vec[9], t.vec[10], t.vec[11], t.vec[15]
	VMOVUPD(evenSigns, flip)
	t.stream(2, func(u int, masked bool) {
		t.get(vy, u, masked, y)
		VPERMILPD(Imm(0x55), y, turned)
		VXORPD(flip, turned, turned)
		for i := range rows {
			row := rowAt(at, i).Offset(u * t.size())
			if masked {
				t.load(0, row, mask, spare, a)
			} else {
				VMOVUPD(row, a)
			}
			VFMADD231PD(y, t.vec[2*i], a)
			VFMADD231PD(turned, t.vec[2*i+1], a)
			if masked {
				t.store(0, a, row, mask, spare)
			} else {
				VMOVUPD(a, row)
			}
		}
	}, at, vy)
	VZEROUPPER()
	RET()
}

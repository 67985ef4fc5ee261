// Command vector writes the kernels of levels 1 and 2: dot products, updates and both at once, of four rows of a matrix
// or of one, against a vector that lies along memory.
//
// All of them stream a matrix once and are bound by memory when it is large. Four rows at a time share the loads of the
// vector. Four streams do not fill the memory's pipe, so the caller says where its next call will read, and that is brought
// to the second cache on the way; dot products take eight rows, too, where there are registers for their sums. The last lanes
// are masked, so an element's arithmetic does not depend on where a row ends; a row has the same bits alone and among others.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// A tier is one instruction set; lanes is the number of float64 in a vector.
type tier struct {
	name  string
	lanes int
	vec   []VecPhysical
}

var (
	zmm = []VecPhysical{Z0, Z1, Z2, Z3, Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15, Z16, Z17}
	ymm = []VecPhysical{Y0, Y1, Y2, Y3, Y4, Y5, Y6, Y7, Y8, Y9, Y10, Y11, Y12, Y13, Y14, Y15}
)

// tailMasks is four set words followed by four clear ones: the AVX2 mask of r lanes starts at word 4-r.
var tailMasks Mem

// The general registers; row i of A starts at strided(i).
var (
	a, x, y, n     = RSI, RDI, RDX, RCX
	lda, lda3      = R8, R9
	lda5, lda7     = R11, R13 // with eight rows
	scalars, extra = R10, R11
	ahead, near    = RBX, RAX // what the next call reads, and whether that should be brought close
)

func main() {
	ConstraintExpr("amd64,!noasm")
	tailMasks = GLOBL("tailMasks", RODATA|NOPTR)
	for i := range 8 {
		DATA(8*i, U64([]uint64{1<<64 - 1, 0}[i/4]))
	}
	for _, t := range []tier{{"AVX512", 8, zmm}, {"AVX2", 4, ymm}} {
		for _, rows := range []int{1, 4} {
			t.dot(rows)
			t.update(rows)
			t.both(rows)
			t.ger(rows)
		}
		if t.lanes == 8 {
			t.dot(8)
		}
		t.rot()
		t.scal()
		t.swap()
		t.largest()
		t.absSum()
	}
	Generate()
}

// loop writes a loop over n columns in steps of unroll vectors. body works on vector u of a step at byte offset 8·lanes·u;
// masked tells it that only the first lanes count. The pointers move along. With far > 0 there is a second loop for the
// whole steps, which brings that many rows of what comes next close.
func (t tier) loop(unroll, far int, body func(u int, masked bool), pointers ...GPPhysical) {
	size := 8 * t.lanes
	step := func(name string, pointers []GPPhysical, before func(u int)) {
		Label(name)
		for u := range unroll {
			before(u)
			body(u, false)
		}
		for _, p := range pointers {
			ADDQ(I32(size*unroll), p)
		}
		SUBQ(Imm(uint64(t.lanes*unroll)), n)
		JGE(LabelRef(name))
	}
	SUBQ(Imm(uint64(t.lanes*unroll)), n)
	JLT(LabelRef("rest"))
	if far > 0 {
		TESTQ(near, near)
		JZ(LabelRef("step"))
		step("farstep", append(pointers, ahead), func(u int) {
			for i := range far {
				if size*u%64 == 0 {
					line := t.at(i, u)
					line.Base = ahead
					PREFETCHT1(line)
				}
			}
		})
		JMP(LabelRef("rest"))
	}
	step("step", pointers, func(int) {})
	Label("rest")
	ADDQ(Imm(uint64(t.lanes*unroll)), n)
	for u := range unroll - 1 { // whole vectors and then part of one, each in the accumulator of its place in a step
		CMPQ(n, Imm(uint64(t.lanes)))
		JLT(LabelRef(fmt.Sprintf("part%d", u)))
		body(u, false)
		SUBQ(Imm(uint64(t.lanes)), n)
	}
	for u := unroll - 1; u >= 0; u-- {
		if u < unroll-1 {
			Label(fmt.Sprintf("part%d", u))
		}
		TESTQ(n, n)
		JZ(LabelRef("done"))
		t.mask()
		body(u, true)
		if u > 0 {
			JMP(LabelRef("done"))
		}
	}
	Label("done")
}

// lanemask is the register that holds the AVX2 mask.
func (t tier) lanemask() VecPhysical { return t.vec[15] }

// mask sets the first n lanes, 1 ≤ n < lanes.
func (t tier) mask() {
	if t.lanes == 8 {
		MOVQ(I32(-1), R12)
		BZHIQ(n, R12, R12)
		KMOVB(R12.As32(), K1)
		return
	}
	LEAQ(tailMasks, R12)
	MOVQ(I32(4), R13)
	SUBQ(n, R13)
	VMOVUPD(Mem{Base: R12, Index: R13, Scale: 8}, t.lanemask())
}

func (t tier) get(src Mem, v VecPhysical, masked bool) {
	switch {
	case masked && t.lanes == 8:
		VMOVUPD_Z(src, K1, v)
	case masked:
		VMASKMOVPD(src, t.lanemask(), v)
	default:
		VMOVUPD(src, v)
	}
}

func (t tier) put(v VecPhysical, dst Mem, masked bool) {
	switch {
	case masked && t.lanes == 8:
		VMOVUPD(v, K1, dst)
	case masked:
		VMASKMOVPD(v, t.lanemask(), dst)
	default:
		VMOVUPD(v, dst)
	}
}

// at is the address of vector u of row i.
func (t tier) at(i, u int) Mem {
	m := []Mem{{Base: a}, {Base: a, Index: lda, Scale: 1}, {Base: a, Index: lda, Scale: 2}, {Base: a, Index: lda3, Scale: 1},
		{Base: a, Index: lda, Scale: 4}, {Base: a, Index: lda5, Scale: 1}, {Base: a, Index: lda3, Scale: 2}, {Base: a, Index: lda7, Scale: 1}}[i]
	return m.Offset(8 * t.lanes * u)
}

func (t tier) of(p GPPhysical, u int) Mem { return Mem{Base: p, Disp: 8 * t.lanes * u} }

func (t tier) matrix() {
	Load(Param("n"), n)
	Load(Param("a"), a)
	Load(Param("lda"), lda)
	SHLQ(Imm(3), lda)
	LEAQ(Mem{Base: lda, Index: lda, Scale: 2}, lda3)
}

// lookAhead takes the distance of what the next call reads.
func (t tier) lookAhead(rows int) (far int) {
	if rows == 1 {
		return 0
	}
	Load(Param("ahead"), near)
	LEAQ(Mem{Base: a, Index: near, Scale: 8}, ahead)
	return rows
}

// signature is that of a kernel for rows rows; those for several have one parameter more.
func signature(rows int, rest string) string {
	if rows == 1 {
		return "func(n int, a *float64, lda int, " + rest + ")"
	}
	return "func(n int, a *float64, lda, ahead int, " + rest + ")"
}

// total adds the lanes of v, in pairs of halves, into its lowest lane; w is scratch.
func (t tier) total(v, w VecPhysical) {
	if t.lanes == 8 {
		VEXTRACTF64X4(Imm(1), v, w.AsY())
		VADDPD(w.AsY(), v.AsY(), v.AsY())
	}
	VEXTRACTF128(Imm(1), v.AsY(), w.AsX())
	VADDPD(w.AsX(), v.AsX(), v.AsX())
	VUNPCKHPD(v.AsX(), v.AsX(), w.AsX())
	VADDSD(w.AsX(), v.AsX(), v.AsX())
}

func (t tier) leave() {
	VZEROUPPER()
	RET()
}

func name(verb string, rows int, t tier) string {
	return fmt.Sprintf("%s%d%s", verb, rows, t.name)
}

func (t tier) dot(rows int) {
	TEXT(name("dotRows", rows, t), NOSPLIT, signature(rows, "x *float64, sums *float64"))
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < %d, j < n { sums[i] += a[i*lda+j]·x[j] }.", name("dotRows", rows, t), rows))
	t.matrix()
	far := t.lookAhead(rows)
	Load(Param("x"), x)
	Load(Param("sums"), scalars)
	if rows == 8 {
		LEAQ(Mem{Base: lda, Index: lda, Scale: 4}, lda5)
		LEAQ(Mem{Base: lda, Index: lda3, Scale: 2}, lda7)
	}
	width := max(rows, 4)
	acc := func(i, u int) VecPhysical { return t.vec[width*u+i] }
	for u := range 2 {
		for i := range rows {
			VXORPD(acc(i, u), acc(i, u), acc(i, u))
		}
	}
	xv, av := t.vec[2*width], t.vec[2*width+1]
	t.loop(2, far, func(u int, masked bool) {
		t.get(t.of(x, u), xv, masked)
		for i := range rows {
			if masked {
				t.get(t.at(i, u), av, true)
				VFMADD231PD(av, xv, acc(i, u))
				continue
			}
			VFMADD231PD(t.at(i, u), xv, acc(i, u))
		}
	}, a, x)
	for i := range rows {
		VADDPD(acc(i, 1), acc(i, 0), acc(i, 0))
		t.total(acc(i, 0), acc(i, 1))
		VADDSD(Mem{Base: scalars, Disp: 8 * i}, acc(i, 0).AsX(), acc(i, 0).AsX())
		VMOVSD(acc(i, 0).AsX(), Mem{Base: scalars, Disp: 8 * i})
	}
	t.leave()
}

// coefficients loads one scalar per row into the vectors from t.vec[first] on.
func (t tier) coefficients(rows, first int) {
	for i := range rows {
		VBROADCASTSD(Mem{Base: scalars, Disp: 8 * i}, t.vec[first+i])
	}
}

func (t tier) update(rows int) {
	TEXT(name("updateRows", rows, t), NOSPLIT, signature(rows, "coef *float64, y *float64"))
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < %d, j < n { y[j] += coef[i]·a[i*lda+j] }.", name("updateRows", rows, t), rows))
	t.matrix()
	far := t.lookAhead(rows)
	Load(Param("coef"), scalars)
	Load(Param("y"), y)
	t.coefficients(rows, 0)
	t.loop(2, far, func(u int, masked bool) {
		yv, av := t.vec[8+2*u], t.vec[9+2*u]
		t.get(t.of(y, u), yv, masked)
		for i := range rows {
			if masked {
				t.get(t.at(i, u), av, true)
				VFMADD231PD(av, t.vec[i], yv)
				continue
			}
			VFMADD231PD(t.at(i, u), t.vec[i], yv)
		}
		t.put(yv, t.of(y, u), masked)
	}, a, y)
	t.leave()
}

func (t tier) both(rows int) {
	TEXT(name("bothRows", rows, t), NOSPLIT, signature(rows, "x *float64, sums *float64, coef *float64, y *float64"))
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < %d, j < n { sums[i] += a[i*lda+j]·x[j]; y[j] += coef[i]·a[i*lda+j] }.", name("bothRows", rows, t), rows))
	t.matrix()
	far := t.lookAhead(rows)
	Load(Param("x"), x)
	Load(Param("coef"), scalars)
	Load(Param("y"), y)
	Load(Param("sums"), extra)
	t.coefficients(rows, 0)
	acc := func(i int) VecPhysical { return t.vec[4+i] }
	for i := range rows {
		VXORPD(acc(i), acc(i), acc(i))
	}
	t.loop(1, far, func(u int, masked bool) {
		xv, yv := t.vec[8], t.vec[9]
		t.get(t.of(x, u), xv, masked)
		t.get(t.of(y, u), yv, masked)
		for i := range rows {
			av := t.vec[10+i]
			t.get(t.at(i, u), av, masked)
			VFMADD231PD(av, xv, acc(i))
			VFMADD231PD(av, t.vec[i], yv)
		}
		t.put(yv, t.of(y, u), masked)
	}, a, x, y)
	for i := range rows {
		t.total(acc(i), t.vec[8])
		VADDSD(Mem{Base: extra, Disp: 8 * i}, acc(i).AsX(), acc(i).AsX())
		VMOVSD(acc(i).AsX(), Mem{Base: extra, Disp: 8 * i})
	}
	t.leave()
}

func (t tier) ger(rows int) {
	TEXT(name("gerRows", rows, t), NOSPLIT, "func(n int, a *float64, lda int, coef *float64, y *float64)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s is: for i < %d, j < n { a[i*lda+j] += coef[i]·y[j] }.", name("gerRows", rows, t), rows))
	t.matrix()
	Load(Param("coef"), scalars)
	Load(Param("y"), y)
	t.coefficients(rows, 0)
	t.loop(1, 0, func(u int, masked bool) {
		yv := t.vec[8]
		t.get(t.of(y, u), yv, masked)
		for i := range rows {
			av := t.vec[9+i]
			t.get(t.at(i, u), av, masked)
			VFMADD231PD(yv, t.vec[i], av)
			t.put(av, t.at(i, u), masked)
		}
	}, a, y)
	t.leave()
}

func (t tier) rot() {
	TEXT("rot"+t.name, NOSPLIT, "func(n int, x *float64, y *float64, c, s float64)")
	Pragma("noescape")
	Doc("rot" + t.name + " is: for j < n { x[j], y[j] = c·x[j] + s·y[j], c·y[j] − s·x[j] }; the second product is fused.")
	Load(Param("n"), n)
	Load(Param("x"), x)
	Load(Param("y"), y)
	c, s := t.vec[0], t.vec[1]
	for i, p := range []string{"c", "s"} {
		at, err := Param(p).Resolve()
		if err != nil {
			panic(err)
		}
		VBROADCASTSD(at.Addr, t.vec[i])
	}
	t.loop(2, 0, func(u int, masked bool) {
		xv, yv, r, q := t.vec[2+4*u], t.vec[3+4*u], t.vec[4+4*u], t.vec[5+4*u]
		t.get(t.of(x, u), xv, masked)
		t.get(t.of(y, u), yv, masked)
		VMULPD(c, xv, r)
		VFMADD231PD(s, yv, r)
		VMULPD(c, yv, q)
		VFNMADD231PD(s, xv, q)
		t.put(r, t.of(x, u), masked)
		t.put(q, t.of(y, u), masked)
	}, x, y)
	t.leave()
}

func (t tier) scal() {
	TEXT("scal"+t.name, NOSPLIT, "func(n int, alpha float64, x *float64)")
	Pragma("noescape")
	Doc("scal" + t.name + " is: for j < n { x[j] *= alpha }.")
	Load(Param("n"), n)
	Load(Param("x"), x)
	at, err := Param("alpha").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSD(at.Addr, t.vec[0])
	t.loop(2, 0, func(u int, masked bool) {
		xv := t.vec[1+u]
		t.get(t.of(x, u), xv, masked)
		VMULPD(t.vec[0], xv, xv)
		t.put(xv, t.of(x, u), masked)
	}, x)
	t.leave()
}

func (t tier) swap() {
	TEXT("swap"+t.name, NOSPLIT, "func(n int, x *float64, y *float64)")
	Pragma("noescape")
	Doc("swap" + t.name + " is: for j < n { x[j], y[j] = y[j], x[j] }.")
	Load(Param("n"), n)
	Load(Param("x"), x)
	Load(Param("y"), y)
	t.loop(2, 0, func(u int, masked bool) {
		xv, yv := t.vec[2*u], t.vec[1+2*u]
		t.get(t.of(x, u), xv, masked)
		t.get(t.of(y, u), yv, masked)
		t.put(yv, t.of(x, u), masked)
		t.put(xv, t.of(y, u), masked)
	}, x, y)
	t.leave()
}

// absSum adds up magnitudes in four accumulators.
func (t tier) absSum() {
	TEXT("absSum"+t.name, NOSPLIT, "func(n int, x *float64) float64")
	Pragma("noescape")
	Doc("absSum" + t.name + " is: for j < n { sum += |x[j]| }.")
	Load(Param("n"), n)
	Load(Param("x"), x)
	magnitude := t.vec[12]
	MOVQ(U64(1<<63-1), R12)
	VMOVQ(R12, magnitude.AsX())
	VPBROADCASTQ(magnitude.AsX(), magnitude)
	for u := range 4 {
		VXORPD(t.vec[u], t.vec[u], t.vec[u])
	}
	t.loop(4, 0, func(u int, masked bool) {
		v := t.vec[4+u]
		t.get(t.of(x, u), v, masked)
		VANDPD(magnitude, v, v)
		VADDPD(v, t.vec[u], t.vec[u])
	}, x)
	VADDPD(t.vec[1], t.vec[0], t.vec[0])
	VADDPD(t.vec[3], t.vec[2], t.vec[2])
	VADDPD(t.vec[2], t.vec[0], t.vec[0])
	t.total(t.vec[0], t.vec[1])
	result, err := ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSD(t.vec[0].AsX(), result.Addr)
	t.leave()
}

// largest compares numbers without their signs as integers, which is their order, with infinity and NaN above.
func (t tier) largest() {
	TEXT("largest"+t.name, NOSPLIT, "func(n int, x *float64) float64")
	Pragma("noescape")
	Doc("largest" + t.name + " is the largest |x[j]| for j < n, NaN if any is, 0 for n = 0.")
	Load(Param("n"), n)
	Load(Param("x"), x)
	magnitude := t.vec[12]
	MOVQ(U64(1<<63-1), R12)
	VMOVQ(R12, magnitude.AsX())
	VPBROADCASTQ(magnitude.AsX(), magnitude)
	for u := range 2 {
		VXORPD(t.vec[u], t.vec[u], t.vec[u])
	}
	larger := func(v, most, scratch VecPhysical) {
		if t.lanes == 8 {
			VPMAXUQ(v, most, most)
			return
		}
		VPCMPGTQ(most, v, scratch)
		VBLENDVPD(scratch, v, most, most)
	}
	t.loop(2, 0, func(u int, masked bool) {
		v := t.vec[4+2*u]
		t.get(t.of(x, u), v, masked)
		VANDPD(magnitude, v, v)
		larger(v, t.vec[u], t.vec[5+2*u])
	}, x)
	most, v, scratch := t.vec[0], t.vec[4], t.vec[5]
	larger(t.vec[1], most, scratch)
	if t.lanes == 8 {
		VEXTRACTF64X4(Imm(1), most, v.AsY())
		larger(v, most, scratch)
	}
	VEXTRACTF128(Imm(1), most.AsY(), v.AsX())
	larger(v, most, scratch)
	VUNPCKHPD(most.AsX(), most.AsX(), v.AsX())
	larger(v, most, scratch)
	result, err := ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSD(most.AsX(), result.Addr)
	t.leave()
}

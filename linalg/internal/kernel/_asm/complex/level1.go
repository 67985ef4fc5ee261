package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// stream writes a loop over left parts, unroll vectors at a time, then one, then the masked rest; body works on vector u at
// byte offset u·size. The pointers move along.
func (t tier) stream(unroll int, body func(u int, masked bool), pointers ...GPPhysical) {
	for _, count := range []int{unroll, 1} {
		step, rest := fmt.Sprintf("by%d", count), fmt.Sprintf("below%d", count)
		SUBQ(Imm(uint64(count*t.lanes)), left)
		JLT(LabelRef(rest))
		Label(step)
		for u := range count {
			body(u, false)
		}
		for _, p := range pointers {
			ADDQ(I32(count*t.size()), p)
		}
		SUBQ(Imm(uint64(count*t.lanes)), left)
		JGE(LabelRef(step))
		Label(rest)
		ADDQ(Imm(uint64(count*t.lanes)), left)
	}
	JZ(LabelRef("done"))
	SHRQ(Imm(1), left)
	t.edge(left, spare)
	body(0, true)
	Label("done")
}

// get loads vector u at p, or the masked rest there.
func (t tier) get(p GPPhysical, u int, masked bool, v VecPhysical) {
	if masked {
		t.load(0, Mem{Base: p}, t.vec[15], spare, v)
	} else {
		VMOVUPD(Mem{Base: p, Disp: u * t.size()}, v)
	}
}

// put is the inverse of get.
func (t tier) put(v VecPhysical, p GPPhysical, u int, masked bool) {
	if masked {
		t.store(0, v, Mem{Base: p}, t.vec[15], spare)
	} else {
		VMOVUPD(v, Mem{Base: p, Disp: u * t.size()})
	}
}

// vector begins a kernel of level 1.
func (t tier) vector(verb, signature string, doc string) {
	name := verb + t.name
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(name + " is: for j < n { " + doc + " }.")
	Load(Param("n"), left)
	ADDQ(left, left) // parts
}

// sums adds up the four products of parts: with e = x∘y and f = x∘swap(y), those of e's even and odd places and those of f's.
func (t tier) sums() {
	t.vector("complexSums", "func(n int, x, y, sums *float64)",
		"sums[0] += re x[j]·re y[j]; sums[1] += im·im; sums[2] += re·im; sums[3] += im·re")
	Load(Param("x"), vx)
	Load(Param("y"), vy)
	Load(Param("sums"), extra)
	const unroll = 4
	e := func(u int) VecPhysical { return t.vec[2*u] }
	f := func(u int) VecPhysical { return t.vec[2*u+1] }
	for i := range 2 * unroll {
		VXORPD(t.vec[i], t.vec[i], t.vec[i])
	}
	t.stream(unroll, func(u int, masked bool) {
		x, y, swapped := t.vec[8], t.vec[9], t.vec[10]
		t.get(vx, u, masked, x)
		t.get(vy, u, masked, y)
		VPERMILPD(Imm(0x55), y, swapped)
		VFMADD231PD(x, y, e(u))
		VFMADD231PD(x, swapped, f(u))
	}, vx, vy)
	w := t.vec[8]
	for i, sum := range []func(int) VecPhysical{e, f} {
		v := sum(0)
		VADDPD(sum(1), v, v)
		VADDPD(sum(3), sum(2), sum(2))
		VADDPD(sum(2), v, v)
		if t.lanes == 8 {
			VEXTRACTF64X4(Imm(1), v, w.AsY())
			VADDPD(w.AsY(), v.AsY(), v.AsY())
		}
		VEXTRACTF128(Imm(1), v.AsY(), w.AsX())
		VADDPD(w.AsX(), v.AsX(), v.AsX())
		VADDPD(Mem{Base: extra, Disp: 16 * i}, v.AsX(), v.AsX())
		VMOVUPD(v.AsX(), Mem{Base: extra, Disp: 16 * i})
	}
	VZEROUPPER()
	RET()
}

// scal multiplies by a complex number; the product with its real part is fused.
func (t tier) scal() {
	t.vector("complexScal", "func(n int, re, im float64, x *float64)", "x[j] *= re + i·im")
	Load(Param("x"), vx)
	re, im := t.vec[0], t.vec[1]
	VBROADCASTSD(param("re"), re)
	VBROADCASTSD(param("im"), im)
	t.stream(2, func(u int, masked bool) {
		v, turned := t.vec[2+2*u], t.vec[3+2*u]
		t.get(vx, u, masked, v)
		VPERMILPD(Imm(0x55), v, turned)
		VMULPD(im, turned, turned)
		VFMADDSUB213PD(turned, re, v)
		t.put(v, vx, u, masked)
	}, vx)
	VZEROUPPER()
	RET()
}

// largest compares non-negative numbers as integers, which is their order, with infinity and NaN above.
func (t tier) largest() {
	t.vector("complexLargest", "func(n int, x *float64) float64", "most = max(most, |re x[j]| + |im x[j]|), NaN if any is")
	Load(Param("x"), vx)
	magnitude := t.vec[14]
	MOVQ(U64(1<<63-1), extra)
	VMOVQ(extra, magnitude.AsX())
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
	t.stream(2, func(u int, masked bool) {
		v, w := t.vec[2+2*u], t.vec[3+2*u]
		t.get(vx, u, masked, v)
		VANDPD(magnitude, v, v)
		VPERMILPD(Imm(0x55), v, w)
		VADDPD(w, v, v)
		larger(v, t.vec[u], w)
	}, vx)
	most, v, scratch := t.vec[0], t.vec[2], t.vec[3]
	larger(t.vec[1], most, scratch)
	if t.lanes == 8 {
		VEXTRACTF64X4(Imm(1), most, v.AsY())
		larger(v, most, scratch)
	}
	VEXTRACTF128(Imm(1), most.AsY(), v.AsX())
	larger(v, most, scratch)
	result, err := ReturnIndex(0).Resolve()
	if err != nil {
		panic(err)
	}
	VMOVSD(most.AsX(), result.Addr) // both places of a complex number hold the same
	VZEROUPPER()
	RET()
}

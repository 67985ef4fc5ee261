// Command asm writes the loops of symbolic/internal/program in assembly: arithmetic, exp, log, sin and cos over slices,
// for AVX2 and AVX-512. Each function mirrors its twin in ../functions.go and ../kernels.go, operation by operation; there
// are no branches on data and no blends, so both widths are the same text.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A width is a vector length with the names that differ between the two instruction sets.
type width struct {
	suffix string
	lanes  int
	wide   bool
}

func (w width) vec() reg.VecVirtual {
	if w.wide {
		return ZMM()
	}
	return YMM()
}

func (w width) and(a, b, d Op) {
	if w.wide {
		VPANDQ(a, b, d)
	} else {
		VPAND(a, b, d)
	}
}

func (w width) or(a, b, d Op) {
	if w.wide {
		VPORQ(a, b, d)
	} else {
		VPOR(a, b, d)
	}
}

func (w width) xor(a, b, d Op) {
	if w.wide {
		VPXORQ(a, b, d)
	} else {
		VPXOR(a, b, d)
	}
}

// constants are single numbers in memory, broadcast where they are used.
var constants = map[uint64]Mem{}

func constant(bits uint64) Mem {
	m, ok := constants[bits]
	if !ok {
		panic("a constant that was not declared")
	}
	return m
}

func declare(all []uint64) {
	d := GLOBL("constants", RODATA|NOPTR)
	for i, b := range all {
		DATA(8*i, U64(b))
		constants[b] = d.Offset(8 * i)
	}
}

func bits(f float64) uint64 { return math.Float64bits(f) }

func (w width) load(b uint64) reg.VecVirtual {
	v := w.vec()
	VBROADCASTSD(constant(b), v)
	return v
}

func (w width) f(f float64) reg.VecVirtual { return w.load(bits(f)) }

const (
	magic    = 0x1.8p52
	log2e    = 0x1.71547652b82fep+0
	ln2hi    = 0x1.62e42fefa39efp-1
	ln2lo    = 0x1.abc9e3b39803fp-56
	twoPi    = 0x1.45f306dc9c883p-1
	pio2a    = 0x1.921fb54442d18p+0
	pio2b    = 0x1.1a62633145c07p-54
	pio2c    = -0x1.f1976b7ed8fbcp-110
	expHigh  = 712.0
	expLow   = -750.0
	sqrtHalf = 0x3fe6a09e667f3bcd
	one      = 0x3ff0000000000000
	limit    = 0x41d0000000000000
	signBit  = 1 << 63
	exp52    = 0x4330000000000000
)

func taylor() (e, l, s, c []float64) {
	e, l, s, c = make([]float64, 12), make([]float64, 11), make([]float64, 8), make([]float64, 7)
	fact := 1.0
	for k := 2; k <= 17; k++ {
		fact *= float64(k)
		if k <= 13 {
			e[13-k] = 1 / fact
		}
		switch {
		case k%4 == 3:
			s[(17-k)/2] = -1 / fact
		case k%4 == 1:
			s[(17-k)/2] = 1 / fact
		case k%4 == 2 && k >= 4:
			c[(16-k)/2] = -1 / fact
		case k >= 4:
			c[(16-k)/2] = 1 / fact
		}
	}
	for k := range l {
		l[k] = 2 / float64(23-2*k)
	}
	return
}

func main() {
	e, l, s, c := taylor()
	var all []uint64
	seen := map[uint64]bool{}
	add := func(b uint64) {
		if !seen[b] {
			seen[b] = true
			all = append(all, b)
		}
	}
	for _, f := range []float64{magic, log2e, ln2hi, ln2lo, twoPi, pio2a, pio2b, pio2c, expHigh, expLow, 0.5, 2, 1<<52 + 1023} {
		add(bits(f))
	}
	for _, b := range []uint64{one, limit, signBit, exp52, one - sqrtHalf, 1 << 52, 1 << 53, 1, 2} {
		add(b)
	}
	for _, t := range [][]float64{e, l, s, c} {
		for _, f := range t {
			add(bits(f))
		}
	}
	ConstraintExpr("amd64,!noasm")
	declare(all)
	for _, w := range []width{{"AVX2", 4, false}, {"AVX512", 8, true}} {
		binary(w, "add", VADDPD)
		binary(w, "sub", func(o ...Op) { VSUBPD(o[1], o[0], o[2]) })
		binary(w, "mul", VMULPD)
		binary(w, "div", func(o ...Op) { VDIVPD(o[1], o[0], o[2]) })
		withConstant(w, "addC", VADDPD)
		withConstant(w, "mulC", VMULPD)
		withConstant(w, "inv", VDIVPD)
		fma(w)
		mulAdd(w)
		invMulAdd(w)
		unary(w, "sqrt", false, func(x reg.VecVirtual, _ reg.VecVirtual) reg.VecVirtual { VSQRTPD(x, x); return x })
		unary(w, "exp", false, w.exp(e))
		unary(w, "log", true, w.log(l))
		unary(w, "sin", true, w.trig(s, c, false))
		unary(w, "cos", true, w.trig(s, c, true))
	}
	Generate()
}

// loop runs body for each vector: n elements, a multiple of 8, at offset off bytes.
func loop(w width, n reg.GPVirtual, name string, body func(off reg.GPVirtual)) {
	off := GP64()
	XORQ(off, off)
	SHLQ(U8(3), n)
	CMPQ(off, n)
	JGE(LabelRef("done"))
	Label("loop")
	body(off)
	ADDQ(U32(uint32(8*w.lanes)), off)
	CMPQ(off, n)
	JLT(LabelRef("loop"))
	Label("done")
}

func at(base reg.GPVirtual, off reg.GPVirtual) Mem { return Mem{Base: base, Index: off, Scale: 1} }

func binary(w width, name string, op func(ops ...Op)) {
	TEXT(name+w.suffix, NOSPLIT, "func(dst, a, b *float64, n int)")
	Doc(name + w.suffix + " is the loop " + name + " of kernels.")
	Pragma("noescape")
	dst, a, b, n := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("b"), GP64()), Load(Param("n"), GP64())
	loop(w, n.(reg.GPVirtual), name, func(off reg.GPVirtual) {
		x, y := w.vec(), w.vec()
		VMOVUPD(at(a.(reg.GPVirtual), off), x)
		VMOVUPD(at(b.(reg.GPVirtual), off), y)
		op(x, y, x)
		VMOVUPD(x, at(dst.(reg.GPVirtual), off))
	})
	VZEROUPPER()
	RET()
}

func withConstant(w width, name string, op func(ops ...Op)) {
	TEXT(name+w.suffix, NOSPLIT, "func(dst, a *float64, c float64, n int)")
	Doc(name + w.suffix + " is the loop " + name + " of kernels.")
	Pragma("noescape")
	dst, a, n := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("n"), GP64())
	s := XMM()
	Load(Param("c"), s)
	c := w.vec()
	VBROADCASTSD(s, c)
	loop(w, n.(reg.GPVirtual), name, func(off reg.GPVirtual) {
		x := w.vec()
		VMOVUPD(at(a.(reg.GPVirtual), off), x)
		op(x, c, x)
		VMOVUPD(x, at(dst.(reg.GPVirtual), off))
	})
	VZEROUPPER()
	RET()
}

func fma(w width) {
	TEXT("fma"+w.suffix, NOSPLIT, "func(dst, a, b *float64, c float64, n int)")
	Doc("fma" + w.suffix + " is the loop fma of kernels.")
	Pragma("noescape")
	dst, a, b, n := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("b"), GP64()), Load(Param("n"), GP64())
	s := XMM()
	Load(Param("c"), s)
	c := w.vec()
	VBROADCASTSD(s, c)
	loop(w, n.(reg.GPVirtual), "fma", func(off reg.GPVirtual) {
		x, y := w.vec(), w.vec()
		VMOVUPD(at(a.(reg.GPVirtual), off), x)
		VMOVUPD(at(b.(reg.GPVirtual), off), y)
		VFMADD231PD(x, c, y)
		VMOVUPD(y, at(dst.(reg.GPVirtual), off))
	})
	VZEROUPPER()
	RET()
}

func mulAdd(w width) {
	TEXT("mulAdd"+w.suffix, NOSPLIT, "func(dst, a, b *float64, c float64, n int)")
	Doc("mulAdd" + w.suffix + " is the loop mulAdd of kernels.")
	Pragma("noescape")
	dst, a, b, n := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("b"), GP64()), Load(Param("n"), GP64())
	s := XMM()
	Load(Param("c"), s)
	c := w.vec()
	VBROADCASTSD(s, c)
	loop(w, n.(reg.GPVirtual), "mulAdd", func(off reg.GPVirtual) {
		x, y := w.vec(), w.vec()
		VMOVUPD(at(a.(reg.GPVirtual), off), x)
		VMOVUPD(at(b.(reg.GPVirtual), off), y)
		VFMADD213PD(c, x, y) // y = x·y + c
		VMOVUPD(y, at(dst.(reg.GPVirtual), off))
	})
	VZEROUPPER()
	RET()
}

func invMulAdd(w width) {
	TEXT("invMulAdd"+w.suffix, NOSPLIT, "func(dst, a, b *float64, c, k float64, n int)")
	Doc("invMulAdd" + w.suffix + " is the loop invMulAdd of kernels.")
	Pragma("noescape")
	dst, a, b, n := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("b"), GP64()), Load(Param("n"), GP64())
	s := XMM()
	Load(Param("c"), s)
	c := w.vec()
	VBROADCASTSD(s, c)
	t := XMM()
	Load(Param("k"), t)
	k := w.vec()
	VBROADCASTSD(t, k)
	loop(w, n.(reg.GPVirtual), "invMulAdd", func(off reg.GPVirtual) {
		x, y := w.vec(), w.vec()
		VMOVUPD(at(a.(reg.GPVirtual), off), x)
		VMOVUPD(at(b.(reg.GPVirtual), off), y)
		VFMADD213PD(c, x, y) // y = x·y + c
		VDIVPD(y, k, y)
		VMOVUPD(y, at(dst.(reg.GPVirtual), off))
	})
	VZEROUPPER()
	RET()
}

// unary applies f. With flag it returns bits whose top one is set if a lane needs the slow path, and dst must differ
// from a or the caller keep the arguments.
func unary(w width, name string, flag bool, f func(x, flags reg.VecVirtual) reg.VecVirtual) {
	sig := "func(dst, a *float64, n int)"
	if flag {
		sig += " uint64"
	}
	TEXT(name+w.suffix, NOSPLIT, sig)
	Doc(name + w.suffix + " is the loop " + name + " of kernels.")
	Pragma("noescape")
	dst, a, n := Load(Param("dst"), GP64()), Load(Param("a"), GP64()), Load(Param("n"), GP64())
	var flags reg.VecVirtual
	if flag {
		flags = w.vec()
		w.xor(flags, flags, flags)
	}
	loop(w, n.(reg.GPVirtual), name, func(off reg.GPVirtual) {
		x := w.vec()
		VMOVUPD(at(a.(reg.GPVirtual), off), x)
		VMOVUPD(f(x, flags), at(dst.(reg.GPVirtual), off))
	})
	if flag {
		r := GP64()
		low := flags
		if w.wide {
			y, z := YMM(), YMM()
			VEXTRACTI64X4(U8(1), flags, y)
			VEXTRACTI64X4(U8(0), flags, z)
			VPOR(y, z, y)
			low = y
		}
		m := GP32()
		VMOVMSKPD(low, m)
		XORQ(r, r)
		MOVL(m, r.As32())
		Store(r, ReturnIndex(0))
	}
	VZEROUPPER()
	RET()
}

// horner is p = p·x + c for each coefficient after the first.
func (w width) horner(cs []float64, x reg.VecVirtual) reg.VecVirtual {
	p := w.f(cs[0])
	for _, c := range cs[1:] {
		if w.wide {
			VFMADD213PD_BCST(constant(bits(c)), x, p)
		} else {
			k := w.f(c)
			VFMADD213PD(k, x, p)
		}
	}
	return p
}

func (w width) exp(cs []float64) func(x, _ reg.VecVirtual) reg.VecVirtual {
	return func(x, _ reg.VecVirtual) reg.VecVirtual {
		VMINPD(x, w.f(expHigh), x) // the second source comes out for a NaN: x
		VMAXPD(x, w.f(expLow), x)
		m := w.f(magic)
		k := w.f(log2e)
		VFMADD213PD(m, x, k)
		VSUBPD(m, k, k)
		r := w.vec()
		VMOVAPD(x, r)
		VFNMADD231PD(w.f(ln2hi), k, r)
		VFNMADD231PD(w.f(ln2lo), k, r)
		p := w.horner(cs, r)
		z := w.vec()
		VMULPD(r, r, z)
		VFMADD213PD(r, z, p)
		o := w.load(one)
		VADDPD(o, p, p)
		t := w.f(0.5)
		VFMADD213PD(m, k, t)
		h := w.vec()
		VSUBPD(m, t, h)
		VSUBPD(h, k, k)
		VADDPD(m, k, k)
		VPSLLQ(U8(52), t, t)
		VPADDQ(o, t, t)
		VPSLLQ(U8(52), k, k)
		VPADDQ(o, k, k)
		VMULPD(t, p, p)
		VMULPD(k, p, p)
		return p
	}
}

func (w width) log(cs []float64) func(x, flags reg.VecVirtual) reg.VecVirtual {
	return func(b, flags reg.VecVirtual) reg.VecVirtual {
		t, u := w.vec(), w.vec()
		VPSUBQ(w.load(1<<52), b, t)
		VPADDQ(w.load(1<<53), t, u)
		w.or(t, flags, flags)
		w.or(u, flags, flags)
		eu, e := w.vec(), w.vec()
		VPADDQ(w.load(one-sqrtHalf), b, eu)
		VPSRLQ(U8(52), eu, eu)
		w.or(w.load(exp52), eu, e)
		VSUBPD(w.f(1<<52+1023), e, e)
		o := w.load(one)
		f := w.vec()
		VPSLLQ(U8(52), eu, eu)
		VPSUBQ(eu, b, f)
		VPADDQ(o, f, f)
		VSUBPD(o, f, f)
		s, z := w.vec(), w.vec()
		VADDPD(w.f(2), f, s)
		VDIVPD(s, f, s)
		VMULPD(s, s, z)
		r := w.horner(cs, z)
		v := w.vec()
		VMULPD(w.f(ln2lo), e, v)
		VMULPD(s, z, z)
		VFMADD231PD(r, z, v)
		VFNMADD231PD(f, s, v)
		hi, lo := w.vec(), w.vec()
		ln := w.f(ln2hi)
		VMOVAPD(f, hi)
		VFMADD231PD(ln, e, hi)
		VMOVAPD(hi, lo)
		VFMSUB231PD(ln, e, lo)
		VADDPD(f, lo, lo)
		VADDPD(v, lo, lo)
		VADDPD(lo, hi, hi)
		return hi
	}
}

func (w width) trig(sc, cc []float64, cosine bool) func(x, flags reg.VecVirtual) reg.VecVirtual {
	return func(x, flags reg.VecVirtual) reg.VecVirtual {
		sign := w.load(signBit)
		a := w.vec()
		if w.wide {
			VPANDNQ(x, sign, a)
		} else {
			VPANDN(x, sign, a)
		}
		VPSUBQ(a, w.load(limit), a)
		w.or(a, flags, flags)
		m := w.f(magic)
		t := w.f(twoPi)
		VFMADD213PD(m, x, t)
		k := w.vec()
		VSUBPD(m, t, k)
		r := w.vec()
		VMOVAPD(x, r)
		VFNMADD231PD(w.f(pio2a), k, r)
		VFNMADD231PD(w.f(pio2b), k, r)
		VFNMADD231PD(w.f(pio2c), k, r)
		if cosine {
			VPADDQ(w.load(1), t, t)
		}
		z := w.vec()
		VMULPD(r, r, z)
		s := w.horner(sc, z)
		VMULPD(z, s, s)
		VFMADD213PD(r, r, s)
		c := w.horner(cc, z)
		o := w.load(one)
		h, v, g := w.vec(), w.vec(), w.vec()
		VMULPD(w.f(0.5), z, h)
		VSUBPD(h, o, v)
		VSUBPD(v, o, g)
		VSUBPD(h, g, g)
		VMULPD(z, z, z)
		VFMADD213PD(g, z, c)
		VADDPD(v, c, c)
		// All ones where the quadrant is odd: 0 minus its lowest bit.
		mask, zero := w.vec(), w.vec()
		w.xor(zero, zero, zero)
		w.and(w.load(1), t, mask)
		VPSUBQ(mask, zero, mask)
		w.xor(s, c, c)
		w.and(mask, c, c)
		w.xor(c, s, s)
		w.and(w.load(2), t, t)
		VPSLLQ(U8(62), t, t)
		w.xor(t, s, s)
		return s
	}
}

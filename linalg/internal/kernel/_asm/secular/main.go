// Command secular writes the kernels of the secular equation of divide and conquer: sums of quotients over the poles, and
// the products and quotients that make its vectors. All are bound by division. The Go twin is secular.go.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	for _, wide := range []bool{true, false} {
		sums(wide)
		elementwise(wide, "secularProduct", "func(n int, p, q, d *float64, c float64)")
		elementwise(wide, "secularQuotient", "func(n int, p, q, d *float64)")
	}
	Generate()
}

// lanes hides what differs between the two widths.
type lanes struct {
	wide bool
	step int
	mask Op
}

func widthOf(wide bool) (l lanes, name string) {
	if wide {
		return lanes{wide: true, step: 8}, "AVX512"
	}
	return lanes{step: 4}, "AVX2"
}

func (l lanes) reg() VecVirtual {
	if l.wide {
		return ZMM()
	}
	return YMM()
}

// tail makes the mask of the last count elements.
func (l *lanes) tail(name string, count GPVirtual) {
	if l.wide {
		bits, k := GP64(), K()
		MOVQ(I32(-1), bits)
		BZHIQ(count, bits, bits)
		KMOVB(bits.As32(), k)
		l.mask = k
		return
	}
	table := GLOBL(name+"Masks", RODATA|NOPTR)
	for i := range 8 {
		v := uint64(0)
		if i < 4 {
			v = ^uint64(0)
		}
		DATA(8*i, U64(v))
	}
	p, mask := GP64(), YMM()
	LEAQ(table, p)
	LEAQ(Mem{Base: p, Disp: 32}, p)
	back := GP64()
	MOVQ(count, back)
	SHLQ(Imm(3), back)
	SUBQ(back, p)
	VMOVUPD(Mem{Base: p}, mask)
	l.mask = mask
}

func (l lanes) load(m Mem, to VecVirtual, masked bool) {
	switch {
	case !masked:
		VMOVUPD(m, to)
	case l.wide:
		VMOVUPD_Z(m, l.mask, to)
	default:
		VMASKMOVPD(m, l.mask, to)
	}
}

func (l lanes) store(from VecVirtual, m Mem, masked bool) {
	switch {
	case !masked:
		VMOVUPD(from, m)
	case l.wide:
		VMOVUPD(from, l.mask, m)
	default:
		VMASKMOVPD(from, l.mask, m)
	}
}

// divide is to = a / b, zero in the lanes that are masked off.
func (l lanes) divide(b, a, to VecVirtual, masked bool) {
	if masked && l.wide {
		VDIVPD_Z(b, a, l.mask, to)
		return
	}
	VDIVPD(b, a, to)
	if masked {
		VANDPD(to, l.mask, to)
	}
}

func sums(wide bool) {
	l, name := widthOf(wide)
	TEXT("secularSums"+name, NOSPLIT, "func(n int, d, z *float64, origin, tau float64) (s, ds float64)")
	Pragma("noescape")
	n := Load(Param("n"), GP64()).(GPVirtual)
	d, z := Load(Param("d"), GP64()), Load(Param("z"), GP64())
	origin, tau, s, ds, a, b := l.reg(), l.reg(), l.reg(), l.reg(), l.reg(), l.reg()
	om, _ := Param("origin").Resolve()
	tm, _ := Param("tau").Resolve()
	VBROADCASTSD(om.Addr, origin)
	VBROADCASTSD(tm.Addr, tau)
	VXORPD(s, s, s)
	VXORPD(ds, ds, ds)
	chunk := func(masked bool) {
		l.load(Mem{Base: d}, a, masked)
		VSUBPD(origin, a, a)
		VSUBPD(tau, a, a)
		l.load(Mem{Base: z}, b, masked)
		l.divide(a, b, a, masked)
		VFMADD231PD(a, b, s)
		VFMADD231PD(a, a, ds)
	}
	Label("whole")
	CMPQ(n, Imm(uint64(l.step)))
	JLT(LabelRef("rest"))
	chunk(false)
	ADDQ(Imm(uint64(8*l.step)), d.(GPVirtual))
	ADDQ(Imm(uint64(8*l.step)), z.(GPVirtual))
	SUBQ(Imm(uint64(l.step)), n)
	JMP(LabelRef("whole"))
	Label("rest")
	TESTQ(n, n)
	JZ(LabelRef("sum"))
	l.tail("secularSums", n)
	chunk(true)
	Label("sum")
	for i, v := range []VecVirtual{s, ds} {
		y := v
		if wide {
			y = YMM()
			VEXTRACTF64X4(Imm(1), v, y)
			VADDPD(v.AsY(), y, y)
		}
		x := XMM()
		VEXTRACTF128(Imm(1), y.AsY(), x)
		VADDPD(y.AsX(), x, x)
		VHADDPD(x, x, x)
		Store(x, ReturnIndex(i))
	}
	VZEROUPPER()
	RET()
}

// elementwise writes p[i] *= q[i] / (d[i] − c), or p[i] = q[i] / d[i] for kernels without c.
func elementwise(wide bool, kernel, signature string) {
	l, name := widthOf(wide)
	TEXT(kernel+name, NOSPLIT, signature)
	Pragma("noescape")
	product := kernel == "secularProduct"
	n := Load(Param("n"), GP64()).(GPVirtual)
	p, q, d := Load(Param("p"), GP64()), Load(Param("q"), GP64()), Load(Param("d"), GP64())
	c, a, b, x := l.reg(), l.reg(), l.reg(), l.reg()
	if product {
		cm, _ := Param("c").Resolve()
		VBROADCASTSD(cm.Addr, c)
	}
	chunk := func(masked bool) {
		l.load(Mem{Base: d}, a, masked)
		if product {
			VSUBPD(c, a, a)
		}
		l.load(Mem{Base: q}, b, masked)
		l.divide(a, b, x, masked)
		if product {
			l.load(Mem{Base: p}, b, masked)
			VMULPD(b, x, x)
		}
		l.store(x, Mem{Base: p}, masked)
	}
	Label("whole")
	CMPQ(n, Imm(uint64(l.step)))
	JLT(LabelRef("rest"))
	chunk(false)
	for _, r := range []Register{p, q, d} {
		ADDQ(Imm(uint64(8*l.step)), r.(GPVirtual))
	}
	SUBQ(Imm(uint64(l.step)), n)
	JMP(LabelRef("whole"))
	Label("rest")
	TESTQ(n, n)
	JZ(LabelRef("done"))
	l.tail(kernel, n)
	chunk(true)
	Label("done")
	VZEROUPPER()
	RET()
}

// Command sturm writes the kernel that follows the pivots of T − x·I for several points x at once: one division per row and
// point, a chain that waits for itself, so two registers of points run side by side. The Go twin is sturm.go.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// points is the number of points whose state the caller keeps together: r, s and the sum of each.
const points = 16

func main() {
	ConstraintExpr("amd64,!noasm")
	one := ConstData("sturmOne", U64(math.Float64bits(1)))
	magnitude := ConstData("sturmMagnitude", U64(1<<63-1))
	sturm("AVX512", 8, one, magnitude)
	sturm("AVX2", 4, one, magnitude)
	Generate()
}

func sturm(name string, lanes int, oneInMemory, magnitudeInMemory Mem) {
	TEXT("sturm"+name, NOSPLIT, "func(n int, d, e2 *float64, pivot float64, x *float64, state *float64, below *int64)")
	Pragma("noescape")
	reg := func() VecVirtual {
		if lanes == 8 {
			return ZMM()
		}
		return YMM()
	}
	n := Load(Param("n"), GP64()).(GPVirtual)
	d := Load(Param("d"), GP64()).(GPVirtual)
	e2 := Load(Param("e2"), GP64()).(GPVirtual)
	px := Load(Param("x"), GP64()).(GPVirtual)
	state := Load(Param("state"), GP64()).(GPVirtual)
	below := Load(Param("below"), GP64()).(GPVirtual)
	at := func(p GPVirtual, i int) Mem { return Mem{Base: p, Disp: 8 * lanes * i} }

	one, magnitude, pivot := reg(), reg(), reg()
	VBROADCASTSD(oneInMemory, one)
	VBROADCASTSD(magnitudeInMemory, magnitude)
	p, err := Param("pivot").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSD(p.Addr, pivot)
	var x, r, s, sum, count [2]VecVirtual
	for i := range 2 {
		x[i], r[i], s[i], sum[i], count[i] = reg(), reg(), reg(), reg(), reg()
		VMOVUPD(at(px, i), x[i])
		for j, v := range []VecVirtual{r[i], s[i], sum[i]} {
			VMOVUPD(Mem{Base: state, Disp: 8 * (points*j + lanes*i)}, v)
		}
		VMOVUPD(at(below, i), count[i])
	}
	k := K()
	Label("row")
	Comment("q = (d − x) − b·r, no smaller than pivot; r, s of the row before are 1/q, q′/q")
	for i := range 2 {
		b, q := reg(), reg()
		VBROADCASTSD(Mem{Base: e2}, b)
		VBROADCASTSD(Mem{Base: d}, q)
		VMULPD(r[i], b, b)
		VSUBPD(x[i], q, q)
		VSUBPD(b, q, q)
		VMULPD(s[i], b, s[i])
		VSUBPD(one, s[i], s[i])
		if lanes == 8 {
			VPANDQ(magnitude, q, b)
			VCMPPD(Imm(1), pivot, b, k) // |q| < pivot
			VXORPD(b, b, b)
			VSUBPD(pivot, b, k, q)
			VPSRLQ(Imm(63), q, b)
		} else {
			VANDPD(magnitude, q, b)
			VCMPPD(Imm(1), pivot, b, b)
			VXORPD(r[i], r[i], r[i])
			VSUBPD(pivot, r[i], r[i])
			VBLENDVPD(b, r[i], q, q)
			VPSRLQ(Imm(63), q, b)
		}
		VPADDQ(b, count[i], count[i])
		VDIVPD(q, one, r[i])
		VMULPD(r[i], s[i], s[i])
		VADDPD(s[i], sum[i], sum[i])
	}
	ADDQ(Imm(8), d)
	ADDQ(Imm(8), e2)
	DECQ(n)
	JNZ(LabelRef("row"))
	for i := range 2 {
		for j, v := range []VecVirtual{r[i], s[i], sum[i]} {
			VMOVUPD(v, Mem{Base: state, Disp: 8 * (points*j + lanes*i)})
		}
		VMOVUPD(count[i], at(below, i))
	}
	VZEROUPPER()
	RET()
}

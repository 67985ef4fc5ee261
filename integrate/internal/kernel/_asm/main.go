// Command asm writes the loops of integrate/internal/kernel in assembly, for AVX2 and AVX-512. Each mirrors its twin in
// ../kernel.go: the same operations in the same order on every element and lane.
package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	count := GLOBL("count", RODATA|NOPTR)
	for i := range 32 {
		DATA(8*i, U64(math.Float64bits(float64(i))))
	}
	stride := GLOBL("stride", RODATA|NOPTR)
	DATA(0, U64(math.Float64bits(32)))
	for _, wide := range []bool{false, true} {
		steps(wide, count, stride)
		runs(wide)
	}
	Generate()
}

func suffix(wide bool) string {
	if wide {
		return "AVX512"
	}
	return "AVX2"
}

// vectors holds eight numbers in one register or two.
func vectors(wide bool) []reg.VecVirtual {
	if wide {
		return []reg.VecVirtual{ZMM()}
	}
	return []reg.VecVirtual{YMM(), YMM()}
}

// steps sets x[i] = a + (base+i)·h for 32 i at a time.
func steps(wide bool, count, stride Mem) {
	TEXT("steps"+suffix(wide), NOSPLIT, "func(x *float64, n int, a, base, h float64)")
	Doc("steps" + suffix(wide) + " is the loop of Steps for n > 0, a multiple of 32.")
	Pragma("noescape")
	x, n := Load(Param("x"), GP64()), Load(Param("n"), GP64())
	one := func(name string) reg.VecVirtual {
		s, v := XMM(), vectors(wide)[0]
		Load(Param(name), s)
		VBROADCASTSD(s, v)
		return v
	}
	a, base, h, step := one("a"), one("base"), one("h"), vectors(wide)[0]
	VBROADCASTSD(stride, step)
	var at []reg.VecVirtual
	for range 4 {
		at = append(at, vectors(wide)...)
	}
	size := 256 / len(at)
	for k, v := range at {
		VADDPD(count.Offset(size*k), base, v)
	}
	Label("loop")
	for k, v := range at {
		y := vectors(wide)[0]
		VMULPD(h, v, y)
		VADDPD(a, y, y)
		VMOVUPD(y, Mem{Base: x.(reg.GPVirtual), Disp: size * k})
		VADDPD(step, v, v)
	}
	ADDQ(U32(256), x)
	SUBQ(U8(32), n)
	JG(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// runs sets dst[r] to the sum of the r-th 128 elements of y, in eight lanes that are joined in pairs.
func runs(wide bool) {
	TEXT("runs"+suffix(wide), NOSPLIT, "func(dst, y *float64, n int)")
	Doc("runs" + suffix(wide) + " is the loop of Runs for n > 0 runs.")
	Pragma("noescape")
	dst, y, n := Load(Param("dst"), GP64()), Load(Param("y"), GP64()), Load(Param("n"), GP64())
	Label("loop")
	sum := vectors(wide)
	for _, v := range sum {
		if wide {
			VPXORQ(v, v, v)
		} else {
			VXORPD(v, v, v)
		}
	}
	for i := range 16 {
		for k, v := range sum {
			VADDPD(Mem{Base: y.(reg.GPVirtual), Disp: 64*i + 32*k}, v, v)
		}
	}
	lo, hi := YMM(), YMM()
	if wide {
		VEXTRACTF64X4(U8(0), sum[0], lo)
		VEXTRACTF64X4(U8(1), sum[0], hi)
	} else {
		lo, hi = sum[0], sum[1]
	}
	VHADDPD(hi, lo, lo) // 0+1, 4+5, 2+3, 6+7
	a, b := XMM(), XMM()
	VEXTRACTF128(U8(0), lo, a)
	VEXTRACTF128(U8(1), lo, b)
	VADDPD(b, a, a)
	VHADDPD(a, a, a)
	VMOVSD(a, Mem{Base: dst.(reg.GPVirtual)})
	ADDQ(U32(1024), y)
	ADDQ(U8(8), dst)
	DECQ(n)
	JNZ(LabelRef("loop"))
	VZEROUPPER()
	RET()
}

// Command _asm writes the assembly of package householder:
//
//	cd linalg/internal/householder/_asm && go run . -out ../kernels_amd64.s -stubs ../stubs_amd64.go -pkg householder
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	ConstraintExpr("amd64,!noasm")
	for _, w := range []width{avx2, avx512} {
		chain(w)
		fused(w, false)
		fused(w, true)
		rows3(w)
	}
	columns3()
	transpose2()
	transpose512()
	Generate()
}

// A width is the vector length of a tier: how to name its registers and its few instructions.
type width struct {
	suffix string
	bytes  int
}

var (
	avx2   = width{"AVX2", 32}
	avx512 = width{"AVX512", 64}
)

func (w width) reg() reg.VecVirtual {
	if w.bytes == 64 {
		return ZMM()
	}
	return YMM()
}

func (w width) regs(n int) []reg.VecVirtual {
	v := make([]reg.VecVirtual, n)
	for i := range v {
		v[i] = w.reg()
	}
	return v
}

func (w width) zero(v reg.VecVirtual) {
	if w.bytes == 64 {
		VPXORQ(v, v, v)
	} else {
		VXORPD(v, v, v)
	}
}

// sum leaves in lane 0 of the result the sum of the lanes of v, halves first; v is lost.
func (w width) sum(v reg.VecVirtual) reg.VecVirtual {
	if w.bytes == 64 {
		high := YMM()
		VEXTRACTF64X4(Imm(1), v, high)
		VADDPD(high, v.AsY(), v.AsY())
	}
	high := XMM()
	VEXTRACTF128(Imm(1), v.AsY(), high)
	VADDPD(high, v.AsX(), v.AsX())
	VPERMILPD(Imm(1), v.AsX(), high)
	VADDSD(high, v.AsX(), v.AsX())
	return v
}

func load(name string) reg.GPVirtual { return Load(Param(name), GP64()).(reg.GPVirtual) }

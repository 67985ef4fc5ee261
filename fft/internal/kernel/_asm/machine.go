package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A machine is one tier and type: the registers, the instructions by their short names, and the order of lanes.
type machine struct {
	tag   string // in names of functions
	typ   string // float64 or float32
	elem  int    // bytes of a real number
	width int    // bytes of a register
	regs  []reg.Register
	fold  bool  // an operand may be broadcast from memory
	swap  int   // immediate that exchanges the numbers of every pair
	order []int // lane i of a group holds value order[i]
	ops   map[string]func(...operand.Op)
}

func (m *machine) lanes() int { return m.width / m.elem }
func (m *machine) group() int { return 2 * m.width }

func three(f func(a, b, c operand.Op)) func(...operand.Op) {
	return func(o ...operand.Op) { f(o[0], o[1], o[2]) }
}

func two(f func(a, b operand.Op)) func(...operand.Op) {
	return func(o ...operand.Op) { f(o[0], o[1]) }
}

func four(f func(a, b, c, d operand.Op)) func(...operand.Op) {
	return func(o ...operand.Op) { f(o[0], o[1], o[2], o[3]) }
}

var double = map[string]func(...operand.Op){
	"mov": build.VMOVUPD, "bcast": build.VBROADCASTSD,
	"add": build.VADDPD, "sub": build.VSUBPD, "mul": build.VMULPD,
	"fma231": build.VFMADD231PD, "fma213": build.VFMADD213PD,
	"fnma231": build.VFNMADD231PD, "fnma213": build.VFNMADD213PD,
	"fms231": build.VFMSUB231PD, "fms213": build.VFMSUB213PD,
	"addBCST": build.VADDPD_BCST, "subBCST": build.VSUBPD_BCST, "mulBCST": build.VMULPD_BCST,
	"fma231BCST": build.VFMADD231PD_BCST, "fma213BCST": build.VFMADD213PD_BCST,
	"fnma231BCST": build.VFNMADD231PD_BCST, "fnma213BCST": build.VFNMADD213PD_BCST,
	"fms231BCST": build.VFMSUB231PD_BCST, "fms213BCST": build.VFMSUB213PD_BCST,
	"unpacklo": build.VUNPCKLPD, "unpackhi": build.VUNPCKHPD, "shuf64x2": build.VSHUFF64X2,
	"fmaddsub231": build.VFMADDSUB231PD, "fmaddsub213": build.VFMADDSUB213PD,
	"fmsubadd231": build.VFMSUBADD231PD, "fmsubadd213": build.VFMSUBADD213PD,
	"fmaddsub231BCST": build.VFMADDSUB231PD_BCST, "fmaddsub213BCST": build.VFMADDSUB213PD_BCST,
	"fmsubadd231BCST": build.VFMSUBADD231PD_BCST, "fmsubadd213BCST": build.VFMSUBADD213PD_BCST,
	"and": build.VANDPD, "xor": build.VXORPD, "swap": build.VPERMILPD, "align": build.VALIGNQ, "blend": four(build.VBLENDPD),
	"mov2": build.VMOVUPD, "zero": build.VXORPD,
	"evens":     func(o ...operand.Op) { build.VMOVDDUP(o[1:]...) },
	"odds":      func(o ...operand.Op) { build.VPERMILPD(operand.U8(0xff>>(8-o[1].(reg.Register).Size()/8)), o[1], o[2]) },
	"perm2f128": four(build.VPERM2F128),
	"bcast2": func(o ...operand.Op) {
		if o[1].(reg.Register).Size() == 64 {
			build.VBROADCASTF64X2(o...)
		} else {
			build.VBROADCASTF128(o[0], o[1])
		}
	},
}

var single = map[string]func(...operand.Op){
	"mov": build.VMOVUPS, "bcast": build.VBROADCASTSS,
	"add": build.VADDPS, "sub": build.VSUBPS, "mul": build.VMULPS,
	"fma231": build.VFMADD231PS, "fma213": build.VFMADD213PS,
	"fnma231": build.VFNMADD231PS, "fnma213": build.VFNMADD213PS,
	"fms231": build.VFMSUB231PS, "fms213": build.VFMSUB213PS,
	"unpacklo": build.VUNPCKLPS, "unpackhi": build.VUNPCKHPS, "shufps": build.VSHUFPS,
	"permpd":     func(o ...operand.Op) { build.VPERMPD(o...) },
	"unpacklopd": build.VUNPCKLPD, "unpackhipd": build.VUNPCKHPD,
	"fmaddsub231": build.VFMADDSUB231PS, "fmaddsub213": build.VFMADDSUB213PS,
	"fmsubadd231": build.VFMSUBADD231PS, "fmsubadd213": build.VFMSUBADD213PS,
	"and": build.VANDPS, "xor": build.VXORPS, "swap": build.VPERMILPS, "shufpd": build.VSHUFPD,
	"bcast2": build.VBROADCASTSD, "mov2": build.VMOVLPS, "zero": build.VXORPS,
	"evens":     func(o ...operand.Op) { build.VMOVSLDUP(o[1:]...) },
	"odds":      func(o ...operand.Op) { build.VMOVSHDUP(o[1:]...) },
	"perm2f128": four(build.VPERM2F128),
}

var machines = []*machine{
	{tag: "avx512f64", typ: "float64", elem: 8, width: 64, fold: true, swap: 0x55, ops: double, order: []int{0, 4, 1, 5, 2, 6, 3, 7},
		regs: []reg.Register{reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7, reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
			reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23, reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31}},
	{tag: "avx2f64", typ: "float64", elem: 8, width: 32, swap: 0x5, ops: double, order: []int{0, 2, 1, 3}, regs: ymm},
	{tag: "avx2f32", typ: "float32", elem: 4, width: 32, swap: 0xb1, ops: single, order: []int{0, 1, 4, 5, 2, 3, 6, 7}, regs: ymm},
}

var ymm = []reg.Register{reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7, reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15}

// join returns the real and imaginary parts of a group of interleaved values in two registers; the lanes come out in
// m.order. split undoes it.
func (p *program) join(a, b *val) cx {
	if p.m.elem == 4 {
		return cx{p.shuffle("shufps", 0x88, a, b), p.shuffle("shufps", 0xdd, a, b)}
	}
	return cx{p.shuffle("unpacklo", -1, a, b), p.shuffle("unpackhi", -1, a, b)}
}

func (p *program) split(v cx) (a, b *val) {
	return p.shuffle("unpacklo", -1, v.re, v.im), p.shuffle("unpackhi", -1, v.re, v.im)
}

// transpose exchanges lanes and places of as many registers as there are lanes.
func (p *program) transpose(r []*val) []*val {
	n := len(r)
	out := make([]*val, n)
	t := make([]*val, n)
	switch p.m.tag {
	case "avx512f64":
		for i := 0; i < 8; i += 2 {
			t[i], t[i+1] = p.shuffle("unpacklo", -1, r[i], r[i+1]), p.shuffle("unpackhi", -1, r[i], r[i+1])
		}
		for odd := range 2 { // columns of this parity
			u0, u1 := p.shuffle("shuf64x2", 0x88, t[odd], t[2+odd]), p.shuffle("shuf64x2", 0x88, t[4+odd], t[6+odd])
			out[odd], out[4+odd] = p.shuffle("shuf64x2", 0x88, u0, u1), p.shuffle("shuf64x2", 0xdd, u0, u1)
			v0, v1 := p.shuffle("shuf64x2", 0xdd, t[odd], t[2+odd]), p.shuffle("shuf64x2", 0xdd, t[4+odd], t[6+odd])
			out[2+odd], out[6+odd] = p.shuffle("shuf64x2", 0x88, v0, v1), p.shuffle("shuf64x2", 0xdd, v0, v1)
		}
	case "avx2f64":
		for i := 0; i < 4; i += 2 {
			t[i], t[i+1] = p.shuffle("unpacklo", -1, r[i], r[i+1]), p.shuffle("unpackhi", -1, r[i], r[i+1])
		}
		for odd := range 2 {
			out[odd], out[2+odd] = p.shuffle("perm2f128", 0x20, t[odd], t[2+odd]), p.shuffle("perm2f128", 0x31, t[odd], t[2+odd])
		}
	case "avx2f32":
		for i := 0; i < 8; i += 2 {
			t[i], t[i+1] = p.shuffle("unpacklo", -1, r[i], r[i+1]), p.shuffle("unpackhi", -1, r[i], r[i+1])
		}
		for half := range 2 { // columns 0 1 4 5, then 2 3 6 7
			a, b := p.shuffle("unpacklopd", -1, t[half], t[2+half]), p.shuffle("unpacklopd", -1, t[4+half], t[6+half])
			c, d := p.shuffle("unpackhipd", -1, t[half], t[2+half]), p.shuffle("unpackhipd", -1, t[4+half], t[6+half])
			out[2*half], out[2*half+4] = p.shuffle("perm2f128", 0x20, a, b), p.shuffle("perm2f128", 0x31, a, b)
			out[2*half+1], out[2*half+5] = p.shuffle("perm2f128", 0x20, c, d), p.shuffle("perm2f128", 0x31, c, d)
		}
	}
	return out
}

// constants are the numbers that kernels broadcast from memory, one symbol for each.
var constants = map[string]bool{}

// vectors are the names of whole registers of constants by what they hold.
var vectors = map[string]string{}

func (m *machine) constant(x float64) operand.Mem {
	name := fmt.Sprintf("c%d_%s", m.elem, strings.NewReplacer("-", "m", ".", "_").Replace(fmt.Sprint(x)))
	sym := operand.NewStaticSymbol(name)
	if !constants[name] {
		constants[name] = true
		build.GLOBL(name, build.RODATA|build.NOPTR)
		m.put(0, x)
	}
	return operand.NewDataAddr(sym, 0)
}

// put writes the bits of x to the open symbol: the assembler would take a decimal without a point for an integer.
func (m *machine) put(i int, x float64) {
	if m.elem == 8 {
		build.DATA(8*i, operand.U64(math.Float64bits(x)))
	} else {
		build.DATA(4*i, operand.U32(math.Float32bits(float32(x))))
	}
}

// data is a symbol for a vector of constants, one for all that are equal.
func (m *machine) data(xs []float64) operand.Mem {
	key := fmt.Sprint(m.elem, xs)
	name, ok := vectors[key]
	if !ok {
		name = fmt.Sprintf("t%d_%d", m.elem, len(vectors))
		vectors[key] = name
		build.GLOBL(name, build.RODATA|build.NOPTR)
		for i, x := range xs {
			m.put(i, x)
		}
	}
	return operand.NewDataAddr(operand.NewStaticSymbol(name), 0)
}

// pairs is a symbol for a register, or the least that an instruction reads, of x and y in turn.
func (m *machine) pairs(x, y float64) operand.Mem {
	size := max(m.width, 16)
	name := fmt.Sprintf("p%d_%d_%s", m.elem, size, strings.NewReplacer("-", "m", ".", "_").Replace(fmt.Sprintf("%v_%v", x, y)))
	sym := operand.NewStaticSymbol(name)
	if !constants[name] {
		constants[name] = true
		build.GLOBL(name, build.RODATA|build.NOPTR)
		for i := range size / m.elem / 2 {
			m.put(2*i, x)
			m.put(2*i+1, y)
		}
	}
	return operand.NewDataAddr(sym, 0)
}

// reversed exchanges the first complex number of a pair of registers with the last, the second with the last but one …:
// joined, their lanes are those of m.order backwards.
func (p *program) reversed(a, b *val) (*val, *val) {
	return p.backwards(b), p.backwards(a)
}

// transposePairs exchanges places and pairs of as many registers as one has pairs.
func (p *program) transposePairs(r []*val) []*val {
	out := make([]*val, len(r))
	switch p.m.tag {
	case "avx512f64":
		for odd, imm := range []int{0x88, 0xdd} {
			u, v := p.shuffle("shuf64x2", imm, r[0], r[1]), p.shuffle("shuf64x2", imm, r[2], r[3])
			out[odd], out[2+odd] = p.shuffle("shuf64x2", 0x88, u, v), p.shuffle("shuf64x2", 0xdd, u, v)
		}
	case "avx2f64":
		out[0], out[1] = p.shuffle("perm2f128", 0x20, r[0], r[1]), p.shuffle("perm2f128", 0x31, r[0], r[1])
	case "avx2f32":
		for odd, op := range []string{"unpacklopd", "unpackhipd"} {
			u, v := p.shuffle(op, -1, r[0], r[1]), p.shuffle(op, -1, r[2], r[3])
			out[odd], out[2+odd] = p.shuffle("perm2f128", 0x20, u, v), p.shuffle("perm2f128", 0x31, u, v)
		}
	}
	return out
}

// backwards turns the order of the pairs of a register.
func (p *program) backwards(v *val) *val {
	if b := p.turned[v]; b != nil {
		return b
	}
	b := p.turn(v)
	if p.turned == nil {
		p.turned = map[*val]*val{}
	}
	p.turned[v] = b
	return b
}

func (p *program) turn(v *val) *val {
	switch p.m.tag {
	case "avx512f64":
		return p.shuffle("shuf64x2", 0x1b, v, v)
	case "avx2f64":
		return p.shuffle("perm2f128", 0x01, v, v)
	}
	return p.permute(0x1b, v)
}

// mirrored is, of registers a and b that follow each other, the first pair of b and then all but the first of a, backwards.
func (p *program) mirrored(a, b *val) *val {
	switch p.m.tag {
	case "avx512f64":
		return p.shuffle("align", 6, p.backwards(a), p.backwards(b))
	case "avx2f64":
		return p.shuffle("blend", 0xc, b, a)
	}
	u, v := p.backwards(a), p.backwards(b)
	return p.shuffle("shufpd", 5, p.shuffle("perm2f128", 0x21, v, u), u)
}

// mask has all bits set but for number i.
func (p *program) mask(i int) *val {
	xs := make([]float64, p.m.lanes())
	for j := range xs {
		xs[j] = math.Float64frombits(1<<64 - 1) // as float32 also all ones
	}
	xs[i] = 0
	return p.table(xs)
}

// Command chase writes the kernels of bulge chasing: reflectors of order 24 that act on the diagonal and off-diagonal blocks of
// a band matrix. Everything is unrolled. Dot products of a group of rows, as many as a register has lanes, are summed
// across lanes together, so that they come out as one register. The Go twin is chase.go.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const order = 24

var minusHalf Mem

func main() {
	ConstraintExpr("amd64,!noasm")
	minusHalf = ConstData("chaseMinusHalf", F64(-0.5))
	for _, t := range []*tier{{name: "AVX512", lanes: 8}, {name: "AVX2", lanes: 4}} {
		t.chunks = order / t.lanes
		t.diagonal()
		t.left()
		t.right()
	}
	Generate()
}

// A tier hides what differs between the two widths.
type tier struct {
	name          string
	lanes, chunks int
	keep          []Op // keep[r] selects lanes r and up: an opmask or a table in memory; keep[0] is not used
	one           VecVirtual
}

func (t *tier) reg() VecVirtual {
	if t.lanes == 8 {
		return ZMM()
	}
	return YMM()
}

func (t *tier) regs(n int) []VecVirtual {
	rs := make([]VecVirtual, n)
	for i := range rs {
		rs[i] = t.reg()
	}
	return rs
}

func (t *tier) zero(rs ...VecVirtual) {
	for _, r := range rs {
		VXORPD(r, r, r)
	}
}

// masks prepares keep.
func (t *tier) masks() {
	t.keep = make([]Op, t.lanes)
	if t.lanes == 8 {
		bits := GP32()
		for r := 1; r < 8; r++ {
			k := K()
			MOVL(U32(0xff<<r&0xff), bits)
			KMOVB(bits, k)
			t.keep[r] = k
		}
		return
	}
	table := GLOBL("chaseMasksAVX2", RODATA|NOPTR)
	for i := range 16 {
		v := uint64(0)
		if i%4 >= i/4 {
			v = ^uint64(0)
		}
		DATA(8*i, U64(v))
	}
	for r := 1; r < 4; r++ {
		t.keep[r] = table.Offset(32 * r)
	}
}

// load is to = m in lanes r and up, 0 below.
func (t *tier) load(m Mem, r int, to VecVirtual) {
	switch {
	case r == 0:
		VMOVUPD(m, to)
	case t.lanes == 8:
		VMOVUPD_Z(m, t.keep[r], to)
	default:
		VMOVUPD(t.keep[r], t.one)
		VMASKMOVPD(m, t.one, to)
	}
}

// store is m = from in lanes r and up. On AVX2 it relies on load having left the mask in t.one.
func (t *tier) store(from VecVirtual, r int, m Mem) {
	switch {
	case r == 0:
		VMOVUPD(from, m)
	case t.lanes == 8:
		VMOVUPD(from, t.keep[r], m)
	default:
		VMASKMOVPD(from, t.one, m)
	}
}

// addScaled is acc += x·y[i], with the scalar y[i] in memory. On AVX2 it changes t.one.
func (t *tier) addScaled(y Mem, x, acc VecVirtual) {
	if t.lanes == 8 {
		VFMADD231PD_BCST(y, x, acc)
		return
	}
	VBROADCASTSD(y, t.one)
	VFMADD231PD(t.one, x, acc)
}

// reduce leaves in rs[0] the sums across lanes of all of rs, one lane each.
func (t *tier) reduce(rs []VecVirtual) VecVirtual {
	lo, hi := t.reg(), t.reg()
	for i := 0; i < len(rs); i += 2 { // pairs of lanes
		VUNPCKLPD(rs[i+1], rs[i], lo)
		VUNPCKHPD(rs[i+1], rs[i], hi)
		VADDPD(lo, hi, rs[i])
	}
	if t.lanes == 4 {
		VPERM2F128(Imm(0x20), rs[2], rs[0], lo)
		VPERM2F128(Imm(0x31), rs[2], rs[0], hi)
		VADDPD(lo, hi, rs[0])
		return rs[0]
	}
	join := func(a, b VecVirtual) {
		VSHUFF64X2(Imm(0x88), b, a, lo)
		VSHUFF64X2(Imm(0xdd), b, a, hi)
		VADDPD(lo, hi, a)
	}
	join(rs[0], rs[2])
	join(rs[4], rs[6])
	join(rs[0], rs[4])
	return rs[0]
}

// total leaves the sum across the lanes of r in every lane of r.
func (t *tier) total(r VecVirtual) {
	s := t.reg()
	if t.lanes == 8 {
		VSHUFF64X2(Imm(0x4e), r, r, s)
		VADDPD(s, r, r)
		VSHUFF64X2(Imm(0xb1), r, r, s)
		VADDPD(s, r, r)
	} else {
		VPERM2F128(Imm(0x01), r, r, s)
		VADDPD(s, r, r)
	}
	VSHUFPD(Imm(0x55), r, r, s)
	VADDPD(s, r, r)
}

// rows are pointers to every row of a block, four to a register.
type rows struct {
	base []GPVirtual
	lda  GPVirtual
	tri  GPVirtual
}

func loadRows() rows {
	r := rows{base: []GPVirtual{Load(Param("a"), GP64()).(GPVirtual)}, lda: Load(Param("lda"), GP64()).(GPVirtual), tri: GP64()}
	SHLQ(Imm(3), r.lda)
	LEAQ(Mem{Base: r.lda, Index: r.lda, Scale: 2}, r.tri)
	for i := 4; i < order; i += 4 {
		p := GP64()
		LEAQ(Mem{Base: r.base[len(r.base)-1], Index: r.lda, Scale: 4}, p)
		r.base = append(r.base, p)
	}
	return r
}

// at is element (i, j).
func (r rows) at(i, j int) Mem {
	m := Mem{Base: r.base[i/4], Disp: 8 * j}
	switch i % 4 {
	case 1:
		m.Index, m.Scale = r.lda, 1
	case 2:
		m.Index, m.Scale = r.lda, 2
	case 3:
		m.Index, m.Scale = r.tri, 1
	}
	return m
}

func (t *tier) head(name, signature string) {
	TEXT(name+t.name, NOSPLIT, signature)
	Pragma("noescape")
	if t.lanes == 4 {
		t.one = t.reg()
	}
}

// broadcast fills to with a scalar parameter.
func (t *tier) broadcast(name string, to VecVirtual) {
	p, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSD(p.Addr, to)
}

func (t *tier) chunk(p GPVirtual, c int) Mem { return Mem{Base: p, Disp: 8 * t.lanes * c} }

func at(p GPVirtual, i int) Mem { return Mem{Base: p, Disp: 8 * i} }

func vector(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

func (t *tier) diagonal() {
	t.head("chaseDiagonal", "func(a *float64, lda int, v *float64, tau float64, w *float64)")
	a, v, w := loadRows(), vector("v"), vector("w")
	t.masks()
	Comment("y = A·v from the upper triangle")
	y, acc, e := t.regs(t.chunks), t.regs(t.lanes), t.reg()
	t.zero(y...)
	for g := range t.chunks {
		t.zero(acc...)
		for r := range t.lanes {
			i := g*t.lanes + r
			for c := g; c < t.chunks; c++ {
				crosses := 0
				if c == g {
					crosses = r
				}
				t.load(a.at(i, c*t.lanes), crosses, e)
				VFMADD231PD(t.chunk(v, c), e, acc[r])
				switch {
				case c > g:
					t.addScaled(at(v, i), e, y[c])
				case r+1 == t.lanes: // nothing right of the diagonal in this chunk
				case t.lanes == 8:
					VFMADD231PD_BCST(at(v, i), e, t.keep[r+1], y[c])
				default:
					VANDPD(t.keep[r+1], e, e)
					t.addScaled(at(v, i), e, y[c])
				}
			}
		}
		VADDPD(t.reduce(acc), y[g], y[g])
	}
	Comment("w = τ·y − ½·τ²·(yᵀv)·v")
	s, tau := acc[0], acc[1]
	t.zero(s)
	for c := range t.chunks {
		VFMADD231PD(t.chunk(v, c), y[c], s)
	}
	t.total(s)
	VBROADCASTSD(minusHalf, tau)
	VMULPD(tau, s, s)
	t.broadcast("tau", tau)
	VMULPD(tau, s, s)
	VMULPD(tau, s, s)
	for c := range t.chunks {
		VMULPD(tau, y[c], y[c])
		VFMADD231PD(t.chunk(v, c), s, y[c])
		VMOVUPD(y[c], t.chunk(w, c))
	}
	Comment("A −= v·wᵀ + w·vᵀ")
	vi, wi := acc[0], acc[1]
	for g := range t.chunks {
		for r := range t.lanes {
			i := g*t.lanes + r
			VBROADCASTSD(at(v, i), vi)
			VBROADCASTSD(at(w, i), wi)
			for c := g; c < t.chunks; c++ {
				crosses := 0
				if c == g {
					crosses = r
				}
				t.load(a.at(i, c*t.lanes), crosses, e)
				VFNMADD231PD(y[c], vi, e)
				VFNMADD231PD(t.chunk(v, c), wi, e)
				t.store(e, crosses, a.at(i, c*t.lanes))
			}
		}
	}
	VZEROUPPER()
	RET()
}

func (t *tier) left() {
	t.head("chaseLeft", "func(a *float64, lda int, v *float64, tau float64, u *float64, x *float64)")
	a, v, u, x := loadRows(), vector("v"), vector("u"), vector("x")
	Comment("u = τ·Bᵀ·v in two chains")
	const width = 3 // chunks at a time
	tau, s, odd := t.reg(), t.regs(width), t.regs(width)
	for c0 := 0; c0 < t.chunks; c0 += width {
		t.zero(s...)
		t.zero(odd...)
		for i := range order {
			to := s
			if i%2 == 1 {
				to = odd
			}
			b := t.reg()
			VBROADCASTSD(at(v, i), b)
			for c := range width {
				VFMADD231PD(a.at(i, (c0+c)*t.lanes), b, to[c])
			}
		}
		t.broadcast("tau", tau)
		for c := range width {
			VADDPD(odd[c], s[c], s[c])
			VMULPD(tau, s[c], s[c])
			VMOVUPD(s[c], t.chunk(u, c0+c))
			VMOVUPD(a.at(0, (c0+c)*t.lanes), odd[c])
			VSUBPD(s[c], odd[c], odd[c])
			VMOVUPD(odd[c], t.chunk(x, c0+c))
		}
	}
	VZEROUPPER()
	RET()
}

func (t *tier) right() {
	t.head("chaseRight", "func(a *float64, lda int, v *float64, u *float64, x *float64, tau float64, z *float64)")
	a, v, u, x, z := loadRows(), vector("v"), vector("u"), vector("x"), vector("z")
	Comment("z = τ·(B·x − (uᵀx)·v)")
	ux, tau, acc := t.reg(), t.reg(), t.regs(t.lanes)
	t.zero(ux)
	e := t.reg()
	for c := range t.chunks {
		VMOVUPD(t.chunk(u, c), e)
		VFMADD231PD(t.chunk(x, c), e, ux)
	}
	t.total(ux)
	t.broadcast("tau", tau)
	xs := t.regs(3) // the chunks of x that stay in registers
	for c := range xs {
		VMOVUPD(t.chunk(x, c), xs[c])
	}
	for g := range t.chunks {
		t.zero(acc...)
		for c := range t.chunks {
			xc := e
			if c < len(xs) {
				xc = xs[c]
			} else {
				VMOVUPD(t.chunk(x, c), e)
			}
			for r := range t.lanes {
				VFMADD231PD(a.at(g*t.lanes+r, c*t.lanes), xc, acc[r])
			}
		}
		s := t.reduce(acc)
		VFNMADD231PD(t.chunk(v, g), ux, s)
		VMULPD(tau, s, s)
		VMOVUPD(s, t.chunk(z, g))
	}
	Comment("B −= v·uᵀ + z·xᵀ")
	us := acc[:3]
	const width = 3
	for c0 := 0; c0 < t.chunks; c0 += width {
		for c := range width {
			VMOVUPD(t.chunk(u, c0+c), us[c])
			if c0 > 0 {
				VMOVUPD(t.chunk(x, c0+c), xs[c])
			}
		}
		for i := range order {
			VBROADCASTSD(at(v, i), ux)
			VBROADCASTSD(at(z, i), tau)
			for c := range width {
				VMOVUPD(a.at(i, (c0+c)*t.lanes), e)
				VFNMADD231PD(us[c], ux, e)
				VFNMADD231PD(xs[c], tau, e)
				VMOVUPD(e, a.at(i, (c0+c)*t.lanes))
			}
		}
	}
	VZEROUPPER()
	RET()
}

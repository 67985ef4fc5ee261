package main

import (
	"fmt"

	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A program is straight-line code over vectors, written as if there were registers without end. emit walks it in order and
// gives registers by Belady's rule: when none is free, the value whose next use is furthest goes to the stack, or is
// dropped if memory has it already (a constant, a root). So one description of a butterfly serves 16 and 32 registers.
type program struct {
	m       *machine
	code    []*instr
	turned  map[*val]*val // what backwards has made
	swapped map[*val]*val // what swap has made
	share   bool          // swap keeps what it made, for code that has registers to spare
}

type val struct {
	uses []int       // places in code, in order
	home operand.Mem // of what can be broadcast again; Base == nil and no symbol otherwise
	free bool        // home is valid
	read string      // how home is read: mov, bcast for one number, bcast2 for a pair
}

type instr struct {
	op      string
	imm     int // −1 without
	args    []*val
	out     *val
	address func() operand.Mem // of loads and stores
}

// A cx is the real and imaginary parts of a group.
type cx struct{ re, im *val }

func (p *program) push(in *instr) *val {
	for i, a := range in.args {
		if i == 0 || a != in.args[i-1] {
			a.uses = append(a.uses, len(p.code))
		}
	}
	p.code = append(p.code, in)
	return in.out
}

func (p *program) load(address func() operand.Mem) *val {
	return p.push(&instr{op: "load", imm: -1, out: &val{}, address: address})
}

func (p *program) store(v *val, address func() operand.Mem) {
	p.push(&instr{op: "store", imm: -1, args: []*val{v}, address: address})
}

// zero is a value that arithmetic knows to be 0: it costs no instruction.
var zero = &val{}

// prune takes out the instructions whose results nothing uses.
func (p *program) prune() {
	used := map[*val]bool{}
	var kept []*instr
	for i := len(p.code) - 1; i >= 0; i-- {
		in := p.code[i]
		if in.out != nil && !used[in.out] {
			continue
		}
		kept = append(kept, in)
		for _, a := range in.args {
			used[a] = true
		}
	}
	p.code = nil
	for _, in := range kept {
		for _, a := range in.args {
			a.uses = nil
		}
	}
	for i := len(kept) - 1; i >= 0; i-- {
		p.push(kept[i])
	}
}

// broadcast is a value that every lane reads from the same place; nothing happens until it is used.
func (p *program) broadcast(home operand.Mem) *val {
	return &val{home: home, free: true, read: "bcast"}
}

// twice is the same for a pair of numbers.
func (p *program) twice(home operand.Mem) *val { return &val{home: home, free: true, read: "bcast2"} }

// table is a vector of constants.
func (p *program) table(xs []float64) *val {
	return &val{home: p.m.data(xs), free: true, read: "mov"}
}

func (p *program) constant(x float64) *val { return p.broadcast(p.m.constant(x)) }

func (p *program) add(a, b *val) *val {
	if a == zero {
		return b
	} else if b == zero {
		return a
	}
	return p.push(&instr{op: "add", imm: -1, args: []*val{a, b}, out: &val{}})
}
func (p *program) sub(a, b *val) *val {
	if b == zero {
		return a
	} else if a == zero {
		panic("a change of sign is not for nothing")
	}
	return p.push(&instr{op: "sub", imm: -1, args: []*val{a, b}, out: &val{}})
}
func (p *program) mul(a, b *val) *val {
	if a == zero {
		return zero
	}
	return p.push(&instr{op: "mul", imm: -1, args: []*val{a, b}, out: &val{}})
}

func (p *program) xor(a, b *val) *val {
	return p.push(&instr{op: "xor", imm: -1, args: []*val{a, b}, out: &val{}})
}

func (p *program) and(a, b *val) *val {
	return p.push(&instr{op: "and", imm: -1, args: []*val{a, b}, out: &val{}})
}

// fma is a·b + c, fnma is c − a·b, fms is a·b − c; fmaddsub is a·b − c in even lanes and a·b + c in odd ones, fmsubadd the
// other way round.
func (p *program) fma(a, b, c *val) *val {
	if a == zero {
		return c
	} else if c == zero {
		return p.mul(a, b)
	}
	return p.push(&instr{op: "fma", imm: -1, args: []*val{a, b, c}, out: &val{}})
}
func (p *program) fnma(a, b, c *val) *val {
	if a == zero {
		return c
	}
	return p.push(&instr{op: "fnma", imm: -1, args: []*val{a, b, c}, out: &val{}})
}
func (p *program) fms(a, b, c *val) *val {
	return p.push(&instr{op: "fms", imm: -1, args: []*val{a, b, c}, out: &val{}})
}

func (p *program) fmaddsub(a, b, c *val) *val {
	return p.push(&instr{op: "fmaddsub", imm: -1, args: []*val{a, b, c}, out: &val{}})
}
func (p *program) fmsubadd(a, b, c *val) *val {
	return p.push(&instr{op: "fmsubadd", imm: -1, args: []*val{a, b, c}, out: &val{}})
}

func (p *program) shuffle(op string, imm int, a, b *val) *val {
	return p.push(&instr{op: op, imm: imm, args: []*val{a, b}, out: &val{}})
}

// permute rearranges the quarters of one register.
func (p *program) permute(imm int, v *val) *val {
	return p.push(&instr{op: "permpd", imm: imm, args: []*val{v}, out: &val{}})
}

// swap exchanges the numbers of every pair.
func (p *program) swap(v *val) *val {
	if s := p.swapped[v]; s != nil && p.share {
		return s
	}
	s := p.push(&instr{op: "swap", imm: p.m.swap, args: []*val{v}, out: &val{}})
	if p.swapped == nil {
		p.swapped = map[*val]*val{}
	}
	p.swapped[v] = s
	return s
}

// single is an operation on one register, evens or odds: the even or the odd numbers, each twice.
func (p *program) single(op string, v *val) *val {
	return p.push(&instr{op: op, imm: 0, args: []*val{v}, out: &val{}})
}

// storeFirst writes the first pair of v.
func (p *program) storeFirst(v *val, address func() operand.Mem) {
	p.push(&instr{op: "store2", imm: -1, args: []*val{v}, address: address})
}

// An allocator holds the state of emit.
type allocator struct {
	p      *program
	at     int
	held   []*val       // by register
	where  map[*val]int // register of a value
	slot   map[*val]int // stack slot of a value
	idle   []int        // slots to use again
	slots  int
	stack  reg.Register // aligned base of the slots
	pinned map[*val]bool
}

// slotsOf runs the allocation without writing code and returns the stack slots that it takes.
func (p *program) slotsOf() int {
	a := p.emit(nil)
	return a.slots
}

// emit writes the program; with stack == nil it only counts slots. Values that live across calls do not exist: a program is
// one turn of a loop.
func (p *program) emit(stack reg.Register) *allocator {
	a := &allocator{p: p, held: make([]*val, len(p.m.regs)), where: map[*val]int{}, slot: map[*val]int{}, stack: stack}
	for i, in := range p.code {
		a.at = i
		a.pinned = map[*val]bool{}
		switch in.op {
		case "load":
			r := a.register()
			a.write(func() { p.m.ops["mov"](in.address(), p.m.regs[r]) })
			a.hold(r, in.out)
		case "store":
			r := a.need(in.args[0])
			a.write(func() { p.m.ops["mov"](p.m.regs[r], in.address()) })
			a.release(in.args[0])
		case "store2":
			r := a.need(in.args[0])
			a.write(func() { p.m.ops["mov2"](p.m.regs[r].(reg.Vec).AsX(), in.address()) })
			a.release(in.args[0])
		case "fma", "fnma", "fms", "fmaddsub", "fmsubadd":
			a.fused(in)
		case "permpd", "swap", "evens", "odds":
			r := a.need(in.args[0])
			out := a.register()
			a.write(func() { p.m.ops[in.op](operand.U8(in.imm), p.m.regs[r], p.m.regs[out]) })
			a.finish(in, out)
		default:
			a.plain(in)
		}
	}
	return a
}

func (a *allocator) write(f func()) {
	if a.stack != nil {
		f()
	}
}

// next returns the place of the next use of v, counting the present instruction only if here is set.
func (a *allocator) next(v *val, here bool) int {
	for _, u := range v.uses {
		if u > a.at || here && u == a.at {
			return u
		}
	}
	return 1 << 30
}

func (a *allocator) dies(v *val) bool { return a.next(v, false) == 1<<30 }

// register returns a free register, making room if there is none.
func (a *allocator) register() int {
	best, far := -1, -1
	for r, v := range a.held {
		if v == nil {
			return r
		}
		if a.pinned[v] {
			continue
		}
		n := 2 * a.next(v, true)
		if v.free {
			n++ // of equals, the one that costs no store
		}
		if n > far {
			best, far = r, n
		}
	}
	if best < 0 {
		panic("every register is pinned")
	}
	v := a.held[best]
	if _, kept := a.slot[v]; !v.free && !kept && a.next(v, true) < 1<<30 {
		s := a.slots
		if k := len(a.idle); k > 0 {
			s, a.idle = a.idle[k-1], a.idle[:k-1]
		} else {
			a.slots++
		}
		a.slot[v] = s
		a.write(func() { a.p.m.ops["mov"](a.p.m.regs[best], a.home(v)) })
	}
	delete(a.where, v)
	a.held[best] = nil
	return best
}

func (a *allocator) home(v *val) operand.Mem {
	if v.free {
		return v.home
	}
	s, ok := a.slot[v]
	if !ok {
		panic(fmt.Sprintf("value lost before instruction %d", a.at))
	}
	return operand.Mem{Base: a.stack, Disp: s * a.p.m.width}
}

func (a *allocator) hold(r int, v *val) {
	if len(v.uses) == 0 {
		panic("a value that nothing uses")
	}
	a.held[r], a.where[v] = v, r
}

// need brings v to a register and pins it for this instruction.
func (a *allocator) need(v *val) int {
	a.pinned[v] = true
	if r, ok := a.where[v]; ok {
		return r
	}
	r := a.register()
	a.write(func() {
		if v.free {
			a.p.m.ops[v.read](a.home(v), a.p.m.regs[r])
		} else {
			a.p.m.ops["mov"](a.home(v), a.p.m.regs[r])
		}
	})
	a.hold(r, v)
	return r
}

// release frees the register and slot of a value after its last use.
func (a *allocator) release(v *val) {
	if !a.dies(v) {
		return
	}
	if r, ok := a.where[v]; ok {
		a.held[r] = nil
		delete(a.where, v)
	}
	if s, ok := a.slot[v]; ok {
		a.idle = append(a.idle, s)
		delete(a.slot, v)
	}
}

// inMemory tells whether v is best read by the instruction itself, and the suffix of the instruction that does so.
func (a *allocator) inMemory(v *val) (string, bool) {
	if _, ok := a.where[v]; ok {
		return "", false
	}
	switch v.read {
	case "bcast":
		return "BCST", a.p.m.fold && a.fleeting(v)
	case "bcast2":
		return "", false
	}
	return "", a.fleeting(v)
}

// fleeting tells whether v, brought to a register, would be the next to leave it.
func (a *allocator) fleeting(v *val) bool {
	if a.dies(v) {
		return true
	}
	n := a.next(v, false)
	for _, held := range a.held {
		if held == nil || a.next(held, true) > n {
			return false
		}
	}
	return true
}

// operand returns v as the first source: a register, or memory if that serves.
func (a *allocator) operand(v *val) (op operand.Op, suffix string) {
	if s, ok := a.inMemory(v); ok {
		if a.stack == nil {
			return nil, s
		}
		return a.home(v), s
	}
	return a.reg(a.need(v)), ""
}

func (a *allocator) reg(r int) operand.Op { return a.p.m.regs[r] }

func (a *allocator) plain(in *instr) {
	x, y := in.args[0], in.args[1]
	_, mem := a.inMemory(x)
	commutes := in.op == "add" || in.op == "mul" || in.op == "and" || in.op == "xor"
	if mem && commutes {
		x, y = y, x
	}
	rx := a.need(x)
	var oy operand.Op
	var suffix string
	if commutes || in.op == "sub" {
		oy, suffix = a.operand(y)
	} else {
		oy = a.reg(a.need(y))
	}
	out, there := -1, false
	if a.dies(x) {
		out, there = rx, true
	} else if a.dies(y) {
		out, there = a.where[y]
	}
	if !there {
		out = a.register()
	}
	a.write(func() {
		if in.imm >= 0 {
			a.p.m.ops[in.op](operand.U8(in.imm), oy, a.reg(rx), a.reg(out))
		} else {
			a.p.m.ops[in.op+suffix](oy, a.reg(rx), a.reg(out))
		}
	})
	a.finish(in, out)
}

// fused chooses the form of a fused multiply-add that overwrites an operand which dies, and reads another from memory.
func (a *allocator) fused(in *instr) {
	x, y, z := in.args[0], in.args[1], in.args[2]
	if _, mem := a.inMemory(x); mem {
		x, y = y, x // a factor in memory goes second
	}
	if a.dies(z) || !a.dies(x) && !a.dies(y) {
		rx, rz := a.need(x), a.need(z)
		oy, suffix := a.operand(y)
		out := rz
		if !a.dies(z) {
			out = a.register()
			a.write(func() { a.p.m.ops["mov"](a.reg(rz), a.reg(out)) })
		}
		a.write(func() { a.p.m.ops[in.op+"231"+suffix](oy, a.reg(rx), a.reg(out)) })
		a.finish(in, out)
		return
	}
	if !a.dies(x) {
		x, y = y, x
	}
	rx, ry := a.need(x), a.need(y)
	oz, suffix := a.operand(z)
	a.write(func() { a.p.m.ops[in.op+"213"+suffix](oz, a.reg(ry), a.reg(rx)) })
	a.finish(in, rx)
}

func (a *allocator) finish(in *instr, out int) {
	if v := a.held[out]; v != nil {
		delete(a.where, v)
		a.held[out] = nil
	}
	for _, v := range in.args {
		a.release(v)
	}
	a.hold(out, in.out)
}

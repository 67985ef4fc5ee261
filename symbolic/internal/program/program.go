// Package program evaluates expressions fast in float64: a graph is compiled to a list of register instructions, which
// run over blocks of some hundred points, one loop for each instruction. The loops are assembly where the processor has
// it; a shared node is computed once, since the graph shares it.
//
// A scalar evaluation runs the same instructions on one point. Loop bodies and their Go twins use the same fused
// operations in the same order, so the value at a point does not depend on where it stands, on the size of the batch, on
// the number of threads, or on the tier.
package program

import (
	"context"
	"fmt"
	"math"
	"sync"

	"tandem/parallel"
	"tandem/parallel/simd"
)

// Block is the number of points that an instruction works on: a register is then 2 KiB, and a dozen stay in the first
// cache. A program of few registers works on up to four times as many, which outweighs the calls.
const Block = 256

func (p *Program) width() int { return Block * min(max(12/p.regs, 1), 4) }

// An opcode is an instruction's operation: d, a, b are registers, c a constant.
type opcode uint8

const (
	opConst     opcode = iota // d = c
	opAdd                     // d = a + b
	opSub                     // d = a - b
	opMul                     // d = a·b
	opDiv                     // d = a/b
	opAddC                    // d = a + c
	opMulC                    // d = a·c
	opFma                     // d = c·a + b, rounded once
	opMulAdd                  // d = a·b + c, rounded once
	opInv                     // d = c/a
	opInvMulAdd               // d = k/(a·b + c), the sum rounded once
	opSqrt                    // d = √a
	opExp
	opLog
	opSin
	opCos
	opFunc1 // d = f1(a)
	opFunc2 // d = f2(a, b)
)

// operands is the number of registers that the operation reads.
func (o opcode) operands() int {
	switch o {
	case opConst:
		return 0
	case opAdd, opSub, opMul, opDiv, opFma, opMulAdd, opInvMulAdd, opFunc2:
		return 2
	}
	return 1
}

type instruction struct {
	op      opcode
	d, a, b int32
	c, k    float64
	f1      func(float64) float64
	f2      func(float64, float64) float64
}

// A Program is immutable and may be run by many goroutines.
type Program struct {
	code []instruction
	vars int     // registers 0 … vars-1 hold the variables
	regs int     // registers in all
	outs []int32 // registers of the results
	pool sync.Pool
}

// Inputs and Outputs count variables and results. Len counts instructions.
func (p *Program) Inputs() int  { return p.vars }
func (p *Program) Outputs() int { return len(p.outs) }
func (p *Program) Len() int     { return len(p.code) }

// Eval computes all results at one point: dst[i] is result i.
func (p *Program) Eval(dst, x []float64) {
	if len(x) != p.vars || len(dst) != len(p.outs) {
		panic(fmt.Sprintf("symbolic: Eval of %d values at %d variables, the program has %d and %d", len(dst), len(x), len(p.outs), p.vars))
	}
	var small [48]float64
	r := small[:]
	if p.regs > len(r) {
		r = make([]float64, p.regs)
	}
	copy(r, x)
	for i := range p.code {
		in := &p.code[i]
		r[in.d] = in.scalar(r[in.a], r[in.b])
	}
	for i, o := range p.outs {
		dst[i] = r[o]
	}
}

// Eval1 is Eval of a program of one result.
func (p *Program) Eval1(x ...float64) float64 {
	var dst [1]float64
	p.Eval(dst[:], x)
	return dst[0]
}

func (in *instruction) scalar(a, b float64) float64 {
	switch in.op {
	case opConst:
		return in.c
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	case opAddC:
		return a + in.c
	case opMulC:
		return a * in.c
	case opFma:
		return math.FMA(in.c, a, b)
	case opMulAdd:
		return math.FMA(a, b, in.c)
	case opInv:
		return in.c / a
	case opInvMulAdd:
		return in.k / math.FMA(a, b, in.c)
	case opSqrt:
		return math.Sqrt(a)
	case opExp:
		return exp1(a)
	case opLog:
		return log1(a)
	case opSin:
		return sin1(a)
	case opCos:
		return cos1(a)
	case opFunc1:
		return in.f1(a)
	}
	return in.f2(a, b)
}

// grain is the number of points of a share of a team: whole blocks, and enough of them to outweigh a handing over.
const grain = 16 * Block

// EvalBatch computes the results at n points: dst[i][k] is result i at xs[0][k], xs[1][k], …. All slices have one
// length. A dst may be one of the xs, not overlap them otherwise. It ends early, with ctx's error, when ctx is done.
func (p *Program) EvalBatch(ctx context.Context, dst, xs [][]float64) error {
	if len(xs) != p.vars || len(dst) != len(p.outs) {
		return fmt.Errorf("symbolic: EvalBatch of %d results and %d variables, the program has %d and %d", len(dst), len(xs), len(p.outs), p.vars)
	}
	if len(dst) == 0 {
		return nil
	}
	n := len(dst[0])
	for _, s := range append(append([][]float64(nil), dst...), xs...) {
		if len(s) != n {
			return fmt.Errorf("symbolic: EvalBatch with slices of %d and %d points", n, len(s))
		}
	}
	k := kernelsFor(simd.Active())
	parallel.TeamOf(ctx).For(n, grain, func(lo, hi int) {
		m := p.memory()
		for width := p.width(); lo < hi && ctx.Err() == nil; lo += width {
			p.block(k, m, dst, xs, lo, min(lo+width, hi))
		}
		p.pool.Put(m)
	})
	return ctx.Err()
}

// EvalSerial is EvalBatch on the calling goroutine, for one result and one variable, without an allocation.
func (p *Program) EvalSerial(dst, x []float64) {
	k, m := kernelsFor(simd.Active()), p.memory()
	m.dst[0], m.x[0] = dst, x
	for lo, n, width := 0, len(dst), p.width(); lo < n; lo += width {
		p.block(k, m, m.dst[:], m.x[:], lo, min(lo+width, n))
	}
	m.dst[0], m.x[0] = nil, nil
	p.pool.Put(m)
}

func (p *Program) memory() *memory {
	if m, ok := p.pool.Get().(*memory); ok {
		return m
	}
	return p.newMemory()
}

// memory is the registers of one share, aligned to nothing in particular: kernels use unaligned loads.
type memory struct {
	buf    []float64
	regs   [][]float64
	dst, x [1][]float64 // of EvalSerial
}

func (p *Program) newMemory() *memory {
	m := &memory{buf: make([]float64, p.regs*p.width()), regs: make([][]float64, p.regs)}
	return m
}

// block runs the program on points lo … hi-1, at most width() of them. A short block is run in full registers, whose rest
// holds what was there before: lanes do not touch each other.
func (p *Program) block(k *kernels, m *memory, dst, xs [][]float64, lo, hi int) {
	full := p.width()
	for i := range m.regs {
		m.regs[i] = m.buf[i*full : (i+1)*full : (i+1)*full]
	}
	n := hi - lo
	for i, x := range xs {
		if n == full {
			m.regs[i] = x[lo:hi:hi] // variables are read only: no instruction writes their registers
		} else {
			copy(m.regs[i], x[lo:hi])
		}
	}
	w := (n + lanes - 1) &^ (lanes - 1)
	last := len(p.code) - 1
	for i := range p.code {
		in := &p.code[i]
		if i == last && n == full && len(p.outs) == 1 && in.d == p.outs[0] {
			k.run(in, dst[0][lo:hi], m.regs[in.a][:w], m.regs[in.b][:w]) // no copy of the only result
			return
		}
		k.run(in, m.regs[in.d][:w], m.regs[in.a][:w], m.regs[in.b][:w])
	}
	for i, o := range p.outs {
		copy(dst[i][lo:hi], m.regs[o][:n])
	}
}

package program

import (
	"fmt"
	"math"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// Compile translates es, functions of vars, to a program. It fails on what has no real value: i, undefined functions,
// special functions without a float64 version, symbols that are not among vars.
func Compile(es, vars []*expr.Node) (*Program, error) {
	c := compiler{value: map[*expr.Node]int32{}, vars: len(vars)}
	for i, v := range vars {
		if !v.Is(expr.OpSym) && !v.Is(expr.OpCall) {
			return nil, fmt.Errorf("symbolic: Compile with a variable that is no symbol: %v", v.Op())
		}
		if _, twice := c.value[v]; twice {
			return nil, fmt.Errorf("symbolic: Compile with the variable %s twice", v.Name())
		}
		c.value[v] = int32(i)
	}
	c.next = int32(len(vars))
	outs := make([]int32, len(es))
	for i, e := range es {
		outs[i] = c.reg(e)
	}
	if c.err != nil {
		return nil, c.err
	}
	c.fuse(outs)
	return c.allocate(outs), nil
}

// compiler emits instructions in single assignment; registers are given out afterwards.
type compiler struct {
	value map[*expr.Node]int32 // the register that holds a node
	code  []instruction
	vars  int
	next  int32
	err   error
}

func (c *compiler) fail(format string, args ...any) int32 {
	if c.err == nil {
		c.err = fmt.Errorf("symbolic: Compile: "+format, args...)
	}
	return 0
}

func (c *compiler) emit(in instruction) int32 {
	in.d = c.next
	c.next++
	c.code = append(c.code, in)
	return in.d
}

// reg returns the register that holds n, computing it first if need be.
func (c *compiler) reg(n *expr.Node) int32 {
	if r, ok := c.value[n]; ok {
		return r
	}
	if c.err != nil {
		return 0
	}
	r := c.compute(n)
	c.value[n] = r
	return r
}

func (c *compiler) constant(n *expr.Node) int32 {
	v, err := eval.Complex(n, nil)
	if err != nil {
		return c.fail("%v", err)
	}
	if imag(v) != 0 {
		return c.fail("the constant %v is not real", v)
	}
	return c.emit(instruction{op: opConst, c: real(v)})
}

func (c *compiler) compute(n *expr.Node) int32 {
	switch n.Op() {
	case expr.OpNum, expr.OpPi, expr.OpE:
		return c.constant(n)
	case expr.OpSym:
		return c.fail("the symbol %s is not among the variables", n.Name())
	case expr.OpAdd:
		return c.sum(n)
	case expr.OpMul:
		if q, rest := n.Split(); !q.IsOne() {
			return c.emit(instruction{op: opMulC, a: c.reg(rest), c: q.Float64()})
		}
		return c.product(n)
	case expr.OpPow:
		if k, ok := n.Arg(1).Int64(); ok {
			if k == -1 {
				return c.emit(instruction{op: opInv, a: c.reg(n.Arg(0)), c: 1})
			}
			if k < 0 {
				return c.emit(instruction{op: opInv, a: c.reg(expr.PowInt(n.Arg(0), -k)), c: 1})
			}
		}
		return c.power(n.Arg(0), n.Arg(1))
	case expr.OpI, expr.OpInfinity, expr.OpUndefined, expr.OpCall, expr.OpDerivative, expr.OpIntegral:
		return c.fail("%v %s has no real value", n.Op(), n.Name())
	}
	return c.function(n)
}

// sum adds terms with their coefficients by fused multiply-adds, the constant last.
func (c *compiler) sum(n *expr.Node) int32 {
	acc := int32(-1)
	// Terms with coefficient 1 first: they start the sum for nothing.
	for pass := range 2 {
		for i := range n.NTerms() {
			q, t := n.Term(i)
			if q.IsOne() != (pass == 0) {
				continue
			}
			a := c.reg(t)
			switch {
			case acc < 0 && q.IsOne():
				acc = a
			case acc < 0:
				acc = c.emit(instruction{op: opMulC, a: a, c: q.Float64()})
			case q.IsOne():
				acc = c.emit(instruction{op: opAdd, a: acc, b: a})
			case q.IsNegOne():
				acc = c.emit(instruction{op: opSub, a: acc, b: a})
			default:
				acc = c.emit(instruction{op: opFma, a: a, b: acc, c: q.Float64()})
			}
		}
	}
	if q := n.Const(); !q.IsZero() {
		acc = c.emit(instruction{op: opAddC, a: acc, c: q.Float64()})
	}
	return acc
}

// product multiplies the factors with positive exponents and divides once by the product of the others.
func (c *compiler) product(n *expr.Node) int32 {
	over, under := int32(-1), int32(-1)
	times := func(acc, r int32) int32 {
		if acc < 0 {
			return r
		}
		return c.emit(instruction{op: opMul, a: acc, b: r})
	}
	for i := range n.NFactors() {
		b, e := n.Factor(i)
		if q, ok := e.Exact(); ok && q.Sign() < 0 && b != expr.E {
			under = times(under, c.reg(expr.Pow(b, expr.Number(q.Neg()))))
		} else {
			over = times(over, c.reg(expr.Pow(b, e)))
		}
	}
	switch {
	case under < 0:
		return over
	case over < 0:
		return c.emit(instruction{op: opInv, a: under, c: 1})
	}
	return c.emit(instruction{op: opDiv, a: over, b: under})
}

// maxUnrolled bounds the integer powers that are multiplied out; higher ones lose accuracy that way.
const maxUnrolled = 64

func (c *compiler) power(b, e *expr.Node) int32 {
	if q, ok := e.Exact(); ok {
		if k, whole := q.Int64(); whole && k >= 0 && k <= maxUnrolled {
			return c.integerPower(b, k)
		}
		if q == num.Half {
			return c.emit(instruction{op: opSqrt, a: c.reg(b)})
		}
		if q == num.Ratio(3, 2) || q == num.Ratio(5, 2) {
			k := int64(q.Float64() - 0.5)
			return c.emit(instruction{op: opMul, a: c.integerPower(b, k), b: c.emit(instruction{op: opSqrt, a: c.reg(b)})})
		}
		v := q.Float64()
		return c.emit(instruction{op: opFunc1, a: c.reg(b), f1: func(x float64) float64 { return math.Pow(x, v) }})
	}
	return c.emit(instruction{op: opFunc2, a: c.reg(b), b: c.reg(e), f2: math.Pow})
}

// integerPower is by squaring, its squares shared with other powers of the base.
func (c *compiler) integerPower(b *expr.Node, k int64) int32 {
	n := expr.PowInt(b, k)
	if r, ok := c.value[n]; ok {
		return r
	}
	if k == 1 {
		return c.reg(b)
	}
	half := c.integerPower(b, k/2)
	r := c.emit(instruction{op: opMul, a: half, b: half})
	if k%2 == 1 {
		c.value[expr.PowInt(b, k-1)] = r
		r = c.emit(instruction{op: opMul, a: r, b: c.reg(b)})
	}
	c.value[n] = r
	return r
}

// unary are functions of one argument that run through math.
var unary = map[expr.Op]func(float64) float64{
	expr.OpLog1p: math.Log1p, expr.OpExpm1: math.Expm1, expr.OpTan: math.Tan, expr.OpAsin: math.Asin, expr.OpAcos: math.Acos,
	expr.OpAtan: math.Atan, expr.OpSinh: math.Sinh, expr.OpCosh: math.Cosh, expr.OpTanh: math.Tanh, expr.OpAsinh: math.Asinh,
	expr.OpAcosh: math.Acosh, expr.OpAtanh: math.Atanh, expr.OpAbs: math.Abs, expr.OpFloor: math.Floor, expr.OpCeil: math.Ceil,
	expr.OpErf: math.Erf, expr.OpErfc: math.Erfc, expr.OpGamma: math.Gamma, expr.OpStep: eval.Step, expr.OpSign: eval.Sign,
}

var vector = map[expr.Op]opcode{expr.OpExp: opExp, expr.OpLog: opLog, expr.OpSin: opSin, expr.OpCos: opCos}

// reciprocals are 1/f, inverses g(1/x).
var (
	reciprocals = map[expr.Op]expr.Op{expr.OpSec: expr.OpCos, expr.OpCsc: expr.OpSin, expr.OpCot: expr.OpTan,
		expr.OpSech: expr.OpCosh, expr.OpCsch: expr.OpSinh, expr.OpCoth: expr.OpTanh}
	inverses = map[expr.Op]expr.Op{expr.OpAsec: expr.OpAcos, expr.OpAcsc: expr.OpAsin, expr.OpAcot: expr.OpAtan,
		expr.OpAsech: expr.OpAcosh, expr.OpAcsch: expr.OpAsinh, expr.OpAcoth: expr.OpAtanh}
)

func (c *compiler) function(n *expr.Node) int32 {
	op := n.Op()
	a := c.reg(n.Arg(0))
	if code, ok := vector[op]; ok {
		return c.emit(instruction{op: code, a: a})
	}
	if f, ok := unary[op]; ok {
		return c.emit(instruction{op: opFunc1, a: a, f1: f})
	}
	if of, ok := reciprocals[op]; ok {
		return c.emit(instruction{op: opInv, a: c.reg(expr.Fn(of, n.Arg(0))), c: 1})
	}
	if of, ok := inverses[op]; ok {
		inv := c.emit(instruction{op: opInv, a: a, c: 1})
		return c.emit(instruction{op: opFunc1, a: inv, f1: unary[of]})
	}
	switch op {
	case expr.OpMin, expr.OpMax:
		f := math.Min
		if op == expr.OpMax {
			f = math.Max
		}
		for i := 1; i < n.NArgs(); i++ {
			a = c.emit(instruction{op: opFunc2, a: a, b: c.reg(n.Arg(i)), f2: f})
		}
		return a
	case expr.OpAtan2:
		return c.emit(instruction{op: opFunc2, a: a, b: c.reg(n.Arg(1)), f2: math.Atan2})
	}
	if k, ok := n.Arg(0).Int64(); ok && op == expr.OpPolygamma {
		return c.emit(instruction{op: opFunc1, a: c.reg(n.Arg(1)), f1: eval.Polygamma(k)})
	}
	if n.NArgs() != 1 {
		return c.fail("%s has no float64 version", op.Name())
	}
	return c.emit(instruction{op: opFunc1, a: a, f1: eval.RealFunction(op)})
}

// fuse joins a·b with the constant that is added to it, a reciprocal with such a sum, and a reciprocal with the constant that
// multiplies it, where nothing else needs the value between: one loop less, so that the division runs beside the rest, and
// mostly one rounding.
func (c *compiler) fuse(outs []int32) {
	uses := make([]int, c.next)
	for _, in := range c.code {
		uses[in.a]++
		if in.op.operands() == 2 {
			uses[in.b]++
		}
	}
	for _, o := range outs {
		uses[o]++
	}
	made := make(map[int32]int, len(c.code)) // the place of the instruction that computes a value
	kept := c.code[:0]
	for _, in := range c.code {
		i, ok := made[in.a]
		if ok && uses[in.a] == 1 && i == len(kept)-1 {
			switch before := kept[i]; {
			case in.op == opAddC && before.op == opMul:
				kept = kept[:i]
				in = instruction{op: opMulAdd, d: in.d, a: before.a, b: before.b, c: in.c}
			case in.op == opMulC && before.op == opInv:
				kept = kept[:i]
				in = instruction{op: opInv, d: in.d, a: before.a, c: before.c * in.c}
			case in.op == opInv && before.op == opMulAdd:
				kept = kept[:i]
				in = instruction{op: opInvMulAdd, d: in.d, a: before.a, b: before.b, c: before.c, k: in.c}
			case in.op == opMulC && before.op == opInvMulAdd:
				kept = kept[:i]
				in = instruction{op: opInvMulAdd, d: in.d, a: before.a, b: before.b, c: before.c, k: before.k * in.c}
			}
		}
		made[in.d] = len(kept)
		kept = append(kept, in)
	}
	c.code = kept
}

// allocate renames values to registers that are free again after their last use. Registers of variables are not
// written, since they may be the caller's memory.
func (c *compiler) allocate(outs []int32) *Program {
	last := make([]int, c.next)
	for i, in := range c.code {
		last[in.a], last[in.b] = i, i
	}
	for _, o := range outs {
		last[o] = len(c.code)
	}
	to := make([]int32, c.next)
	for i := range c.vars {
		to[i] = int32(i)
	}
	regs := int32(c.vars)
	var free []int32
	p := &Program{vars: c.vars, outs: make([]int32, len(outs)), code: c.code}
	for i := range p.code {
		in := &p.code[i]
		d, a, b := in.d, in.a, in.b
		if in.op == opConst {
			a, b = d, d // it reads nothing
		}
		if in.op.operands() == 1 {
			b = a
		}
		release := func(r int32) {
			if r >= int32(c.vars) && last[r] == i && r != d {
				free = append(free, to[r])
				last[r] = -1
			}
		}
		ra, rb := int32(0), int32(0)
		if in.op != opConst {
			ra, rb = to[a], to[b]
			release(a)
			release(b)
		}
		if k := len(free); k > 0 {
			to[d], free = free[k-1], free[:k-1]
		} else {
			to[d] = regs
			regs++
		}
		in.d, in.a, in.b = to[d], ra, rb
		if in.op == opConst {
			in.a, in.b = in.d, in.d
		}
	}
	for i, o := range outs {
		p.outs[i] = to[o]
	}
	p.regs = int(max(regs, 1))
	return p
}

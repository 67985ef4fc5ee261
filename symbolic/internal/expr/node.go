// Package expr is the expression graph: immutable nodes, each structure once, so that == of pointers is structural
// equality.
//
// A sum is a constant and sorted pairs (coefficient, term); a product a coefficient and sorted pairs (base, exponent).
// Sums and products are then merges of sorted lists, and like terms meet without a search (the pairs of GiNaC; Bauer,
// Frink, Kreckel, J. Symb. Comp. 33 (2002) 1). Constructors bring their result into a local canonical form: they
// flatten, collect equal terms and bases, fold numbers and apply identities that are true for all complex arguments, on
// principal branches. They never expand a product or a power of a sum.
//
// # Reading a node
//
// Every node can be read as a sum (Const, NTerms, Term), as a product (Coef, NFactors, Factor), and by head and
// arguments (Op, Args): 3·x is the sum of one term (3, x) and the product of coefficient 3 and one factor (x, 1). Rules
// therefore need no cases for "one term" or "no coefficient".
//
// # Identities applied by constructors
//
// 0⁰ is 1 and x⁰ is 1; a division by zero gives Undefined, which absorbs everything. (xy)ⁿ is xⁿyⁿ for integers n, and
// (xᵃ)ᵇ is xᵃᵇ where b is an integer, or -1 < a ≤ 1, or x > 0 and a is real: elsewhere it would be false. Roots of
// integers are split into roots of primes with exponents in (0, 1). exp is the power with base e.
package expr

import (
	"sync/atomic"
	"weak"

	"tandem/symbolic/internal/num"
)

// A Node is an immutable expression. Nodes are made only by this package's constructors.
type Node struct {
	hash  uint64
	syms  uint64 // bit set of the symbols and undefined functions inside, by hash: a zero bit proves absence
	q     num.Num
	args  []*Node
	coef  []num.Num // of a sum: coefficients of args
	sym   *Symbol   // of symbols and calls
	self  weak.Pointer[Node]
	memo  atomic.Pointer[derivative]
	depth int32
	op    Op
	flags flags
}

// How args and q are used, by head:
//
//	OpNum    q the value
//	OpAdd    q the constant, coef[i]·args[i] the terms, sorted by compare; at least two of constant and terms
//	OpMul    q ≠ 1: args[0] the product without its coefficient, which is no number and no product with a coefficient
//	         q = 1: bases in the first half of args, sorted, exponents in the second; at least two factors
//	OpPow    base and exponent
//	others   the arguments

// A Symbol names a symbol with its assumptions, or an undefined function with the orders of its partial derivatives.
type Symbol struct {
	Name   string
	Assume Assumption
	Orders []int32 // of a call: how often it is differentiated by each argument; nil: not at all
}

// An Assumption is a set of things known of a symbol.
type Assumption uint8

const (
	Real Assumption = 1 << iota
	Positive
	NonNegative
	Integer
)

// Op returns the head.
func (n *Node) Op() Op { return n.op }

// Hash returns a hash of the structure, the same in every process and run.
func (n *Node) Hash() uint64 { return n.hash }

// Depth returns the length of the longest path down to a leaf.
func (n *Node) Depth() int { return int(n.depth) }

// Symbol returns what names a symbol or a call. It must not be changed.
func (n *Node) Symbol() *Symbol { return n.sym }

// Name returns the name of a symbol, of an undefined function, or of a function of the table.
func (n *Node) Name() string {
	if n.sym != nil {
		return n.sym.Name
	}
	return table[n.op].name
}

// NArgs returns the number of arguments of a power or function.
func (n *Node) NArgs() int { return len(n.args) }

// Arg returns argument i of a power (base 0, exponent 1) or a function.
func (n *Node) Arg(i int) *Node { return n.args[i] }

// Is reports whether the head is op.
func (n *Node) Is(op Op) bool { return n.op == op }

// IsZero reports whether n is the number 0, exact or float.
func (n *Node) IsZero() bool { return n.op == OpNum && n.q.IsZero() }

// IsOne reports whether n is the exact number 1.
func (n *Node) IsOne() bool { return n == One }

// IsNum reports whether n is a number, exact or float.
func (n *Node) IsNum() bool { return n.op == OpNum }

// Num returns the value of a number.
func (n *Node) Num() (num.Num, bool) {
	if n.op != OpNum {
		return num.Num{}, false
	}
	return n.q, true
}

// Exact returns the value of an exact number.
func (n *Node) Exact() (num.Num, bool) { return n.q, n.op == OpNum && !n.q.IsFloat() }

// IsInt reports whether n is an exact integer.
func (n *Node) IsInt() bool { return n.op == OpNum && n.q.IsInt() }

// Int64 returns n if it is an exact integer of 64 bits.
func (n *Node) Int64() (int64, bool) {
	if n.op != OpNum {
		return 0, false
	}
	return n.q.Int64()
}

// Equals reports whether n is the exact integer v.
func (n *Node) Equals(v int64) bool { return n.op == OpNum && n.q == num.Int(v) }

// Split returns n as coefficient times rest, where rest carries no coefficient: 3·x·y gives (3, x·y), 7 gives (7, 1).
func (n *Node) Split() (num.Num, *Node) {
	switch {
	case n.op == OpNum:
		return n.q, One
	case n.scaled():
		return n.q, n.args[0]
	}
	return num.One, n
}

// scaled reports whether n is a product with a coefficient.
func (n *Node) scaled() bool { return n.op == OpMul && !n.q.IsOne() }

// Const returns the constant of n read as a sum: the number itself, 0 for what is neither sum nor number.
func (n *Node) Const() num.Num {
	if n.op == OpNum || n.op == OpAdd {
		return n.q
	}
	return num.Zero
}

// NTerms returns the number of terms, besides the constant, of n read as a sum.
func (n *Node) NTerms() int {
	switch n.op {
	case OpNum:
		return 0
	case OpAdd:
		return len(n.args)
	}
	return 1
}

// Term returns coefficient and term i of n read as a sum.
func (n *Node) Term(i int) (num.Num, *Node) {
	if n.op == OpAdd {
		return n.coef[i], n.args[i]
	}
	return n.Split()
}

// Coef returns the coefficient of n read as a product: the number itself, 1 for what has none.
func (n *Node) Coef() num.Num {
	if n.op == OpNum || n.op == OpMul {
		return n.q
	}
	return num.One
}

// NFactors returns the number of factors, besides the coefficient, of n read as a product.
func (n *Node) NFactors() int {
	switch {
	case n.op == OpNum:
		return 0
	case n.scaled():
		return n.args[0].NFactors()
	case n.op == OpMul:
		return len(n.args) / 2
	}
	return 1
}

// Factor returns base and exponent of factor i of n read as a product. exp(u) is the factor (E, u).
func (n *Node) Factor(i int) (base, exp *Node) {
	switch n.op {
	case OpMul:
		if n.scaled() {
			return n.args[0].Factor(i)
		}
		return n.args[i], n.args[len(n.args)/2+i]
	case OpPow:
		return n.args[0], n.args[1]
	case OpExp:
		return E, n.args[0]
	}
	return n, One
}

// Base and Exponent read n as one power: x gives (x, 1), exp(u) gives (E, u).
func (n *Node) Base() *Node { b, _ := n.power(); return b }

// Exponent is the second part of Base.
func (n *Node) Exponent() *Node { _, e := n.power(); return e }

func (n *Node) power() (base, exp *Node) {
	switch n.op {
	case OpPow:
		return n.args[0], n.args[1]
	case OpExp:
		return E, n.args[0]
	}
	return n, One
}

// Operands returns the operands of n as whole nodes: the terms of a sum with their coefficients and the constant, the
// coefficient and the powers of a product, base and exponent of a power, the arguments of a function; nil for leaves.
func (n *Node) Operands() []*Node {
	switch n.op {
	case OpAdd:
		ops := make([]*Node, 0, len(n.args)+1)
		for i, t := range n.args {
			ops = append(ops, Scale(n.coef[i], t))
		}
		if !n.q.IsZero() {
			ops = append(ops, Number(n.q))
		}
		return ops
	case OpMul:
		var ops []*Node
		if !n.q.IsOne() {
			ops = append(ops, Number(n.q))
		}
		for i := range n.NFactors() {
			b, e := n.Factor(i)
			ops = append(ops, rawPow(b, e))
		}
		return ops
	}
	return append([]*Node(nil), n.args...)
}

// Children returns the nodes that n points to, for walks over the graph. It must not be changed.
func (n *Node) Children() []*Node { return n.args }

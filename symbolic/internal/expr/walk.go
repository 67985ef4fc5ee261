package expr

import (
	"math/big"

	"tandem/symbolic/internal/num"
)

// Walks over the graph. A node shared by many is visited once; symbol sets prune what cannot matter.

// Has reports whether x (any node) occurs in n as n itself, a term, a factor, or an argument anywhere inside.
func Has(n, x *Node) bool {
	if n == x {
		return true
	}
	seen := map[*Node]bool{}
	var walk func(n *Node) bool
	walk = func(n *Node) bool {
		if n == x {
			return true
		}
		if n.syms&x.syms != x.syms || n.depth < x.depth || len(n.args) == 0 || seen[n] {
			return false
		}
		seen[n] = true
		if n.op == OpMul && (x.op == OpPow || x.op == OpExp) {
			xb, xe := x.power()
			for i := range n.NFactors() {
				if b, e := n.Factor(i); b == xb && e == xe {
					return true
				}
			}
		}
		for _, a := range n.args {
			if walk(a) {
				return true
			}
		}
		return false
	}
	return walk(n)
}

// FreeOf reports whether x does not occur in n.
func FreeOf(n, x *Node) bool { return !Has(n, x) }

// Visit calls f for n and everything inside, each node once, parents first; where f returns false it does not descend.
func Visit(n *Node, f func(*Node) bool) {
	seen := map[*Node]bool{}
	var walk func(n *Node)
	walk = func(n *Node) {
		if seen[n] {
			return
		}
		seen[n] = true
		if f(n) {
			for _, a := range n.args {
				walk(a)
			}
		}
	}
	walk(n)
}

// Symbols lists the symbols in n, each once, in the order in which a walk meets them.
func Symbols(n *Node) []*Node {
	var out []*Node
	Visit(n, func(m *Node) bool {
		if m.op == OpSym {
			out = append(out, m)
		}
		return m.syms != 0
	})
	return out
}

// Count returns the number of different nodes in n.
func Count(n *Node) int {
	c := 0
	Visit(n, func(*Node) bool { c++; return true })
	return c
}

// Rebuild returns n with args in place of its arguments, in the layout of Children, in canonical form.
func Rebuild(n *Node, args []*Node) *Node {
	switch n.op {
	case OpAdd:
		s := newSum()
		s.AddNum(n.q)
		for i, a := range args {
			s.AddScaled(n.coef[i], a)
		}
		return s.done()
	case OpMul:
		if n.scaled() {
			return Scale(n.q, args[0])
		}
		p := newProduct()
		h := len(args) / 2
		for i := range h {
			p.Mul(Pow(args[i], args[h+i]))
		}
		return p.done()
	case OpPow:
		return Pow(args[0], args[1])
	case OpCall:
		return CallD(n.sym.Name, n.sym.Orders, args...)
	case OpDerivative, OpIntegral:
		for _, a := range args {
			if a == Undefined {
				return a
			}
		}
		return intern(n.op, n.q, args, nil, nil)
	}
	if len(args) == 0 {
		return n
	}
	return Fn(n.op, args...)
}

// Map rebuilds n from below: each node whose arguments changed is rebuilt in canonical form, then f is applied to it.
// f is called once for each different node.
func Map(n *Node, f func(*Node) *Node) *Node {
	memo := map[*Node]*Node{}
	var walk func(n *Node) *Node
	walk = func(n *Node) *Node {
		if m, ok := memo[n]; ok {
			return m
		}
		m := f(mapArgs(n, walk))
		memo[n] = m
		return m
	}
	return walk(n)
}

// Rationalise returns n with every float replaced by the decimal that it is written as, 0.1 by 1/10.
func Rationalise(n *Node) *Node {
	if !n.HasFloat() {
		return n
	}
	exact := func(q num.Num) num.Num {
		if !q.IsFloat() {
			return q
		}
		if r, ok := new(big.Rat).SetString(q.String()); ok {
			return num.FromRat(r)
		}
		return q // ∞ or no number
	}
	memo := map[*Node]*Node{}
	var walk func(n *Node) *Node
	walk = func(n *Node) *Node {
		if !n.HasFloat() {
			return n
		}
		if m, ok := memo[n]; ok {
			return m
		}
		var m *Node
		switch n.op {
		case OpNum:
			m = Number(exact(n.q))
		case OpAdd:
			s := newSum()
			s.AddNum(exact(n.q))
			for i, a := range n.args {
				s.AddScaled(exact(n.coef[i]), walk(a))
			}
			m = s.done()
		default:
			m = mapArgs(n, walk)
			if n.scaled() {
				m = Scale(exact(n.q), walk(n.args[0]))
			}
		}
		memo[n] = m
		return m
	}
	return walk(n)
}

// mapArgs rebuilds n with f applied to its arguments; n itself if none changes.
func mapArgs(n *Node, f func(*Node) *Node) *Node {
	var out []*Node
	for i, a := range n.args {
		b := f(a)
		if out == nil && b != a {
			out = append(make([]*Node, 0, len(n.args)), n.args[:i]...)
		}
		if out != nil {
			out = append(out, b)
		}
	}
	if out == nil {
		return n
	}
	return Rebuild(n, out)
}

// Subs replaces, at once and everywhere, each key of with by its value. A key may be any node; it is found where it
// occurs as an argument, a whole factor or base, or a term without its coefficient, not as a part of a longer sum. The
// variable of an unevaluated derivative or integral is bound and is left alone.
func Subs(n *Node, with map[*Node]*Node) *Node {
	var any uint64 // symbols of which one must occur for anything to match
	blind := false
	for k := range with {
		any |= k.syms
		blind = blind || k.syms == 0
	}
	memo := map[*Node]*Node{}
	var walk func(n *Node) *Node
	walk = func(n *Node) *Node {
		if v, ok := with[n]; ok {
			return v
		}
		if n.syms&any == 0 && !blind || len(n.args) == 0 {
			return n
		}
		if m, ok := memo[n]; ok {
			return m
		}
		var m *Node
		if n.op == OpDerivative || n.op == OpIntegral {
			m = substBound(n, with, walk)
		} else {
			m = mapArgs(n, walk)
			if n.op == OpMul && !n.scaled() { // a power in a product is two arguments, so look for it whole
				m = substPowers(n, with, walk)
			}
		}
		memo[n] = m
		return m
	}
	return walk(n)
}

func substPowers(n *Node, with map[*Node]*Node, walk func(*Node) *Node) *Node {
	p := newProduct()
	for i := range n.NFactors() {
		b, e := n.Factor(i)
		p.Mul(walk(rawPow(b, e)))
	}
	return p.done()
}

func substBound(n *Node, with map[*Node]*Node, walk func(*Node) *Node) *Node {
	x := n.args[1]
	args := append([]*Node(nil), n.args...)
	for i := 2; i < len(args); i++ {
		args[i] = walk(args[i])
	}
	inner := map[*Node]*Node{}
	for k, v := range with {
		if k != x && FreeOf(v, x) {
			inner[k] = v
		}
	}
	if len(inner) > 0 {
		args[0] = Subs(args[0], inner)
	}
	return Rebuild(n, args)
}

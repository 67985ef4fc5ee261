// Package lower turns an expression into a graph of any kind: of jets, of a tape, of another library.
package lower

import (
	"tandem/symbolic/internal/expr"
)

// A Graph builds values of type T. Const receives what is free of the variables, so that each kind of graph rounds it in
// its own way; Pow has such an exponent.
type Graph[T any] interface {
	Const(c *expr.Node) T
	Add(a, b T) T
	Mul(a, b T) T
	Pow(a T, r *expr.Node) T
	Func(op expr.Op, n *expr.Node, args []T) T // n is the node op(…), for what its arguments tell
}

// Lower builds e from the values of vars; a node used twice is built once.
func Lower[T any](e *expr.Node, vars map[*expr.Node]T, g Graph[T]) T {
	l := lowering[T]{vars: vars, memo: map[*expr.Node]T{}, g: g, free: map[*expr.Node]bool{}}
	return l.value(e)
}

type lowering[T any] struct {
	vars map[*expr.Node]T
	memo map[*expr.Node]T
	free map[*expr.Node]bool
	g    Graph[T]
}

// constant reports whether no variable occurs in n.
func (l *lowering[T]) constant(n *expr.Node) bool {
	if _, ok := l.vars[n]; ok {
		return false
	}
	if c, ok := l.free[n]; ok {
		return c
	}
	c := true
	for _, a := range n.Children() {
		if !l.constant(a) {
			c = false
			break
		}
	}
	l.free[n] = c
	return c
}

func (l *lowering[T]) value(n *expr.Node) T {
	if v, ok := l.vars[n]; ok {
		return v
	}
	if v, ok := l.memo[n]; ok {
		return v
	}
	v := l.build(n)
	l.memo[n] = v
	return v
}

func (l *lowering[T]) build(n *expr.Node) T {
	if l.constant(n) {
		return l.g.Const(n)
	}
	switch n.Op() {
	case expr.OpAdd:
		var sum T
		for i := range n.NTerms() {
			c, t := n.Term(i)
			v := l.value(t)
			if !c.IsOne() {
				v = l.g.Mul(l.g.Const(expr.Number(c)), v)
			}
			if i == 0 {
				sum = v
			} else {
				sum = l.g.Add(sum, v)
			}
		}
		if c := n.Const(); !c.IsZero() {
			sum = l.g.Add(sum, l.g.Const(expr.Number(c)))
		}
		return sum
	case expr.OpMul:
		if c, rest := n.Split(); !c.IsOne() {
			return l.g.Mul(l.g.Const(expr.Number(c)), l.value(rest))
		}
		var prod T
		for i := range n.NFactors() {
			v := l.power(n.Factor(i))
			if i == 0 {
				prod = v
			} else {
				prod = l.g.Mul(prod, v)
			}
		}
		return prod
	case expr.OpPow, expr.OpExp:
		return l.power(n.Base(), n.Exponent())
	}
	args := make([]T, n.NArgs())
	for i := range args {
		args[i] = l.value(n.Arg(i))
	}
	return l.g.Func(n.Op(), n, args)
}

// power builds b^e: by Pow for a constant exponent, else exp(e·log b). Factors of a product are no nodes of their own, so
// that it looks for the node b^e itself.
func (l *lowering[T]) power(b, e *expr.Node) T {
	if e == expr.One {
		return l.value(b)
	}
	n := expr.Pow(b, e)
	if v, ok := l.memo[n]; ok {
		return v
	}
	var v T
	switch {
	case l.constant(n):
		v = l.g.Const(n)
	case b == expr.E:
		v = l.g.Func(expr.OpExp, n, []T{l.value(e)})
	case l.constant(e):
		v = l.g.Pow(l.value(b), e)
	default:
		u := expr.Mul(e, expr.Log(b))
		v = l.g.Func(expr.OpExp, expr.Exp(u), []T{l.value(u)})
	}
	l.memo[n] = v
	return v
}

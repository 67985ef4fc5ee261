package symbolic

import (
	"fmt"
	"math"
	"sync"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/lower"
)

// A Graph builds values of another kind from an expression: nodes of an automatic differentiation library, intervals,
// jets. Add and Mul are sum and product. Const receives every part that is free of the variables, whole and exact; Pow has such an exponent; Func
// receives the functions by the name that String writes, with their arguments. A power with a variable exponent arrives
// as exp and log. A Graph panics on a function that it does not know.
type Graph[T any] interface {
	Const(c Expr) T
	Add(a, b T) T
	Mul(a, b T) T
	Pow(a T, r Expr) T
	Func(name string, args ...T) T
}

// Lower builds e in the graph g, where the symbols that are keys of vars have the given values. A part of e that occurs
// several times is built once.
func Lower[T any](e Expr, vars map[Expr]T, g Graph[T]) T {
	m := make(map[*expr.Node]T, len(vars))
	for k, v := range vars {
		m[k.node()] = v
	}
	return lower.Lower(e.node(), m, lower.Graph[T](lowered[T]{g}))
}

// lowered hands nodes to a public Graph as expressions.
type lowered[T any] struct{ g Graph[T] }

func (l lowered[T]) Const(c *expr.Node) T    { return l.g.Const(Expr{c}) }
func (l lowered[T]) Add(a, b T) T            { return l.g.Add(a, b) }
func (l lowered[T]) Mul(a, b T) T            { return l.g.Mul(a, b) }
func (l lowered[T]) Pow(a T, r *expr.Node) T { return l.g.Pow(a, Expr{r}) }
func (l lowered[T]) Func(op expr.Op, n *expr.Node, args []T) T {
	return l.g.Func(n.Name(), args...)
}

// A Tape records float64 operations and differentiates them backwards: the gradient by all variables costs a few times
// what the value costs, however many there are (reverse mode; Griewank and Walther, Evaluating Derivatives, ch. 3). It is
// a Graph of TapeValues. It is not safe for concurrent use.
type Tape struct{ ops []tapeOp }

// A TapeValue is a place on a Tape.
type TapeValue int

// A tapeOp has a value, and the derivatives of the value by at most two earlier ones.
type tapeOp struct {
	value  float64
	a, b   TapeValue
	da, db float64
}

func (t *Tape) push(op tapeOp) TapeValue {
	t.ops = append(t.ops, op)
	return TapeValue(len(t.ops) - 1)
}

// Var puts a variable of value x on the tape.
func (t *Tape) Var(x float64) TapeValue { return t.push(tapeOp{value: x}) }

// Value returns the number at v.
func (t *Tape) Value(v TapeValue) float64 { return t.ops[v].value }

// Const puts the value of c on the tape; it panics if c is not a real number.
func (t *Tape) Const(c Expr) TapeValue {
	v, err := Eval(c, nil)
	if err != nil {
		panic(err)
	}
	return t.push(tapeOp{value: v})
}

// Add records a + b.
func (t *Tape) Add(a, b TapeValue) TapeValue {
	return t.push(tapeOp{value: t.ops[a].value + t.ops[b].value, a: a, b: b, da: 1, db: 1})
}

// Mul records a·b.
func (t *Tape) Mul(a, b TapeValue) TapeValue {
	x, y := t.ops[a].value, t.ops[b].value
	return t.push(tapeOp{value: x * y, a: a, b: b, da: y, db: x})
}

// Pow records a^r.
func (t *Tape) Pow(a TapeValue, r Expr) TapeValue {
	e, err := Eval(r, nil)
	if err != nil {
		panic(err)
	}
	x := t.ops[a].value
	return t.push(tapeOp{value: math.Pow(x, e), a: a, da: e * math.Pow(x, e-1)})
}

// Func records a function of one argument, atan2 and polygamma of two, or min and max of several.
func (t *Tape) Func(name string, args ...TapeValue) TapeValue {
	switch {
	case (name == "min" || name == "max") && len(args) > 0:
		best := args[0]
		for _, a := range args[1:] {
			x, y := t.ops[a].value, t.ops[best].value
			if !math.IsNaN(y) && (name == "min" && x < y || name == "max" && x > y || math.IsNaN(x)) {
				best = a
			}
		}
		return t.push(tapeOp{value: t.ops[best].value, a: best, da: 1})
	case name == "atan2" && len(args) == 2:
		y, x := t.ops[args[0]].value, t.ops[args[1]].value
		r := math.Hypot(x, y)
		return t.push(tapeOp{value: math.Atan2(y, x), a: args[0], b: args[1], da: x / r / r, db: -y / r / r})
	case name == "polygamma" && len(args) == 2: // its derivative by the order is not known: NaN, if that is no constant
		k, x := int64(t.ops[args[0]].value), t.ops[args[1]].value
		if k < 0 || float64(k) != t.ops[args[0]].value {
			break
		}
		return t.push(tapeOp{value: eval.Polygamma(k)(x), a: args[1], da: eval.Polygamma(k + 1)(x), b: args[0], db: math.NaN()})
	case len(args) == 1:
		if rule := tapeRuleOf(name); rule != nil {
			x := t.ops[args[0]].value
			return t.push(tapeOp{value: rule.value(x), a: args[0], da: rule.derivative(x)})
		}
	}
	panic(fmt.Sprintf("symbolic: a Tape does not know %s of %d arguments", name, len(args)))
}

// A tapeRule is a function of one argument and its derivative, compiled from their expressions.
type tapeRule struct{ value, derivative func(float64) float64 }

var tapeRules sync.Map // of *tapeRule by name; as many as there are functions

// tapeRuleOf returns nil for a function without a derivative that can be compiled.
func tapeRuleOf(name string) *tapeRule {
	if r, ok := tapeRules.Load(name); ok {
		return r.(*tapeRule)
	}
	op, ok := expr.OpByName(name)
	if !ok {
		return nil
	}
	u := expr.Sym("u")
	f := expr.Fn(op, u)
	d := expr.DerivativeRule(f)
	if d == nil {
		return nil
	}
	value, err := Compile(Expr{f}, Expr{u})
	if err != nil {
		return nil
	}
	derivative, err := Compile(Expr{d}, Expr{u})
	if err != nil {
		return nil
	}
	r := &tapeRule{value.Func(), derivative.Func()}
	tapeRules.Store(name, r)
	return r
}

// Gradient returns the derivatives of the value at out by each of vars.
func (t *Tape) Gradient(out TapeValue, vars ...TapeValue) []float64 {
	adjoint := make([]float64, out+1)
	adjoint[out] = 1
	for i := out; i >= 0; i-- {
		op := &t.ops[i]
		if g := adjoint[i]; g != 0 {
			if op.da != 0 {
				adjoint[op.a] += float64(g * op.da)
			}
			if op.db != 0 {
				adjoint[op.b] += float64(g * op.db)
			}
		}
	}
	grad := make([]float64, len(vars))
	for i, v := range vars {
		if v <= out {
			grad[i] = adjoint[v]
		}
	}
	return grad
}

// Functions that the library lacks, by its Forwarder interface: a value for every element, and derivatives as graphs, so
// that they can be differentiated again.
package autograd

import (
	"fmt"

	"github.com/itsubaki/autograd/tensor"
	"github.com/itsubaki/autograd/variable"

	"tandem/symbolic"
)

// elementwise is a function of one argument as a Forwarder.
type elementwise struct {
	value      func(float64) float64
	derivative func(x *node) *node
	x          *node
}

func (f *elementwise) Forward(x ...*node) []*node {
	f.x = x[0]
	return []*node{variable.From(tensor.F(x[0].Data, f.value))}
}

func (f *elementwise) Backward(gy ...*node) []*node {
	return []*node{variable.Mul(gy[0], f.derivative(f.x))}
}

// rule makes a function of its value and its derivative.
func rule(value func(float64) float64, derivative func(x *node) *node) func(x *node) *node {
	return func(x *node) *node {
		return (&variable.Function{Forwarder: &elementwise{value: value, derivative: derivative}}).First(x)
	}
}

// pairwise is a function of two arguments, whose shapes broadcast, as a Forwarder.
type pairwise struct {
	value      func(a, b float64) float64
	derivative func(a, b *node) (da, db *node)
	a, b       *node
}

func (f *pairwise) Forward(x ...*node) []*node {
	f.a, f.b = x[0], x[1]
	return []*node{variable.From(tensor.F2(f.a.Data, f.b.Data, f.value))}
}

func (f *pairwise) Backward(gy ...*node) []*node {
	da, db := f.derivative(f.a, f.b)
	da, db = variable.Mul(gy[0], da), variable.Mul(gy[0], db)
	if !tensor.SliceEqual(f.a.Data.Shape, f.b.Data.Shape) {
		da, db = variable.SumTo(f.a.Shape()...)(da), variable.SumTo(f.b.Shape()...)(db)
	}
	return []*node{da, db}
}

func rule2(value func(a, b float64) float64, derivative func(a, b *node) (da, db *node)) func(a, b *node) *node {
	return func(a, b *node) *node {
		return (&variable.Function{Forwarder: &pairwise{value: value, derivative: derivative}}).First(a, b)
	}
}

// known makes the rule of f, a function of the symbol u, from what package symbolic knows of it: its value is compiled, its
// derivative lowered.
func known(f, u symbolic.Expr) func(x *node) *node {
	value, err := symbolic.Compile(f, u)
	if err != nil {
		panic(fmt.Sprintf("autograd: %v: %v", f, err)) // the table of functions is wrong
	}
	d := symbolic.Diff(f, u)
	return rule(value.Func(), func(x *node) *node {
		leaves := map[symbolic.Expr]*node{u: x}
		return symbolic.Lower(d, leaves, symbolic.Graph[*node](graph{leaves}))
	})
}

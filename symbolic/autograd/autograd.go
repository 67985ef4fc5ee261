// Package autograd turns expressions into graphs of github.com/itsubaki/autograd, which differentiates them in reverse
// mode: the gradient by all variables costs a few times what the value costs, and the graph of a gradient can be
// differentiated again.
//
//	x := symbolic.Sym("x")
//	y, grad, err := autograd.Gradient(symbolic.MustParse("sin(x)*exp(-x^2)"), []symbolic.Expr{x}, []float64{0.5})
//
// Lower accepts variables of any shape, elementwise, so that one graph serves a whole data set.
//
// # Goroutines
//
// The library keeps its configuration in the package variable variable.Config, which every Backward writes. Two
// goroutines that build or differentiate graphs at a time race: one may build without a graph because the other's
// Backward has turned it off. Gradient and HigherOrder therefore run one at a time in a process; to use several cores, run
// GradientTask or HigherOrderTask in a pool of worker processes, each with a Config of its own. Who calls Lower and
// Backward keeps to one goroutine.
//
// # When to use something else
//
// A graph is built for one point (or one data set) and pays there, most of all for the gradient of deep formulas by many
// variables. For a formula, or for values at many points, symbolic.Diff and symbolic.Compile are exact and faster; for many
// derivatives of one function at a point, symbolic.Derivatives takes O(n²) where graphs of graphs grow exponentially; and
// symbolic.Tape gives gradients without this library. The README has figures.
package autograd

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/itsubaki/autograd/variable"

	"tandem/parallel"
	"tandem/symbolic"
)

// config is held while variable.Config matters.
var config sync.Mutex

// record takes the library for this goroutine and lets it build graphs, whatever the caller has set; the returned function
// puts things back.
func record() (release func()) {
	config.Lock()
	was := variable.Config.EnableBackprop
	variable.Config.EnableBackprop = true
	return func() {
		variable.Config.EnableBackprop = was
		config.Unlock()
	}
}

// Lower builds e as a graph of the library from the given variables. It returns an error for shapes that do not broadcast,
// for a function that has no rule here and for a symbol without a variable. Use it from one goroutine.
func Lower(e symbolic.Expr, vars map[symbolic.Expr]*variable.Variable) (y *variable.Variable, err error) {
	if err := broadcast(vars); err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			bad, ok := r.(unsupported)
			if !ok {
				panic(r)
			}
			y, err = nil, fmt.Errorf("autograd: %.60v: %w", e, bad.error)
		}
	}()
	return symbolic.Lower[*variable.Variable](e, vars, graph{vars}), nil
}

// broadcast checks that the shapes fit: from the last axis on, lengths are equal or 1.
func broadcast(vars map[symbolic.Expr]*variable.Variable) error {
	var axes []int // axes[k] is the common length of the k-th axis from the end
	for s, v := range vars {
		if v == nil {
			return fmt.Errorf("autograd: %v has no variable", s)
		}
		shape := v.Shape()
		slices.Reverse(shape)
		for k, n := range shape {
			switch {
			case k == len(axes):
				axes = append(axes, n)
			case axes[k] == 1:
				axes[k] = n
			case n != 1 && n != axes[k]:
				return fmt.Errorf("autograd: %v of shape %v does not broadcast with another variable, %d long there", s, v.Shape(), axes[k])
			}
		}
	}
	return nil
}

// Gradient returns the value of e and its derivatives by vars where these have the values of at. Repeated derivatives by
// the same variable are equal. It may be called from any goroutine; calls wait for each other.
func Gradient(e symbolic.Expr, vars []symbolic.Expr, at []float64) (value float64, grad []float64, err error) {
	if len(vars) != len(at) {
		return 0, nil, fmt.Errorf("autograd: Gradient by %d variables at %d values", len(vars), len(at))
	}
	defer record()()
	leaves := make(map[symbolic.Expr]*variable.Variable, len(vars))
	for i, v := range vars {
		if old, ok := leaves[v]; ok && math.Float64bits(old.At()) != math.Float64bits(at[i]) {
			return 0, nil, fmt.Errorf("autograd: Gradient with %v = %g and %v = %g", v, old.At(), v, at[i])
		}
		leaves[v] = variable.New(at[i])
	}
	y, err := Lower(e, leaves)
	if err != nil {
		return 0, nil, err
	}
	y.Backward()
	grad = make([]float64, len(vars))
	for i, v := range vars {
		if g := leaves[v].Grad; g != nil {
			grad[i] = g.At()
		}
	}
	return y.At(), grad, nil
}

// HigherOrder returns the values of e and of its first n derivatives by x at the point at. Each derivative is the graph of
// the gradient of the one before, so that time and memory grow exponentially with n; the context is looked at between
// orders. It may be called from any goroutine; calls wait for each other.
func HigherOrder(ctx context.Context, e, x symbolic.Expr, at float64, n int) ([]float64, error) {
	if n < 0 {
		return nil, fmt.Errorf("autograd: a derivative of order %d", n)
	}
	defer record()()
	leaf := variable.New(at)
	y, err := Lower(e, map[symbolic.Expr]*variable.Variable{x: leaf})
	if err != nil {
		return nil, err
	}
	d := make([]float64, n+1)
	d[0] = y.At()
	for k := 1; k <= n; k++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		leaf.Cleargrad()
		y.Backward(variable.Opts{CreateGraph: k < n})
		if y = leaf.Grad; y == nil {
			break // y does not depend on x: this derivative and all that follow are 0
		}
		d[k] = y.At()
	}
	return d, nil
}

// GradientArgs are the arguments of GradientTask.
type GradientArgs struct {
	E    symbolic.Expr
	Vars []symbolic.Expr
	At   []float64
}

// A ValueGradient is a value and its derivatives.
type ValueGradient struct {
	Value float64
	Grad  []float64
}

// GradientTask is Gradient for a pool.
var GradientTask = parallel.NewTask("autograd.Gradient", func(_ context.Context, a GradientArgs) (ValueGradient, error) {
	v, g, err := Gradient(a.E, a.Vars, a.At)
	return ValueGradient{v, g}, err
})

// HigherOrderArgs are the arguments of HigherOrderTask.
type HigherOrderArgs struct {
	E, X symbolic.Expr
	At   float64
	N    int
}

// HigherOrderTask is HigherOrder for a pool.
var HigherOrderTask = parallel.NewTask("autograd.HigherOrder", func(ctx context.Context, a HigherOrderArgs) ([]float64, error) {
	return HigherOrder(ctx, a.E, a.X, a.At, a.N)
})

package autograd_test

import (
	"context"
	"fmt"
	"log"

	"github.com/itsubaki/autograd/variable"

	"tandem/parallel"
	"tandem/symbolic"
	"tandem/symbolic/autograd"
)

func ExampleGradient() {
	x, y := symbolic.Sym("x"), symbolic.Sym("y")
	f := symbolic.MustParse("(1-x)^2 + 100*(y-x^2)^2")
	value, grad, err := autograd.Gradient(f, []symbolic.Expr{x, y}, []float64{-1, 2})
	fmt.Println(value, grad, err)
	// Output: 104 [396 200] <nil>
}

// The derivatives of sin(x)·exp(x) at 0, by graphs of graphs and as formulas.
func ExampleHigherOrder() {
	x := symbolic.Sym("x")
	f := symbolic.MustParse("sin(x)*exp(x)")
	byGraphs, err := autograd.HigherOrder(context.Background(), f, x, 0, 6)
	fmt.Println(byGraphs, err)
	for n := range 7 {
		fmt.Print(symbolic.Subs(symbolic.DiffN(f, x, n), x, symbolic.Int(0)), " ")
	}
	// Output:
	// [0 1 2 2 0 -4 -8] <nil>
	// 0 1 2 2 0 -4 -8
}

// One graph for a data set: t and y hold four data, a is a parameter.
func ExampleLower() {
	loss := symbolic.MustParse("(exp(-a*t) - y)^2")
	a := variable.New(0.5)
	each, err := autograd.Lower(loss, map[symbolic.Expr]*variable.Variable{
		symbolic.Sym("a"): a,
		symbolic.Sym("t"): variable.New(0, 1, 2, 3),
		symbolic.Sym("y"): variable.New(1, 0.6, 0.3, 0.2),
	})
	if err != nil {
		log.Fatal(err)
	}
	mean := variable.Mean()(each)
	mean.Backward()
	fmt.Printf("loss %.6f, slope %.6f\n", mean.At(), a.Grad.At())
	// Output: loss 0.001296, slope -0.034694
}

// Gradients at many points on several cores: processes, because the library's configuration is one per process. A program
// whose pool has processes begins with parallel.Main().
func ExampleGradientTask() {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Serial, Workers: 1, Threads: 1}) // or parallel.Processes
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	x := symbolic.Sym("x")
	var points []autograd.GradientArgs
	for i := range 3 {
		points = append(points, autograd.GradientArgs{E: symbolic.MustParse("x^3"), Vars: []symbolic.Expr{x}, At: []float64{float64(i)}})
	}
	fmt.Println(autograd.GradientTask.Map(context.Background(), pool, points))
	// Output: [{0 [0]} {1 [3]} {8 [12]}] <nil>
}

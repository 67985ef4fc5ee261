package symbolic_test

import (
	"context"
	"fmt"
	"math/big"

	"tandem/symbolic"
)

func Example() {
	x := symbolic.Sym("x")
	f := symbolic.MustParse("sin(x)*exp(-x^2)")
	d := symbolic.Diff(f, x)
	fmt.Println(d)
	p, err := symbolic.Compile(d, x)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.6f\n", p.Eval(0.5))
	// Output:
	// -2*x*sin(x)*exp(-x^2) + cos(x)*exp(-x^2)
	// 0.310085
}

func ExampleDiffN() {
	x := symbolic.Sym("x")
	fmt.Println(symbolic.DiffN(symbolic.MustParse("x^2*exp(3x)"), x, 4))
	fmt.Println(symbolic.DiffN(symbolic.MustParse("sin(x)"), x, 10_001))
	// Output:
	// 81*x^2*exp(3*x) + 216*x*exp(3*x) + 108*exp(3*x)
	// cos(x)
}

func ExampleSeries() {
	x := symbolic.Sym("x")
	s, err := symbolic.Series(symbolic.MustParse("sin(x)/x^2"), x, symbolic.Int(0), 5)
	fmt.Println(s, err)
	// Output: -x^5/5040 + x^3/120 - x/6 + 1/x <nil>
}

func ExampleSolve() {
	x := symbolic.Sym("x")
	roots, err := symbolic.Solve(symbolic.MustParse("exp(2x) - 3exp(x) + 2"), x)
	fmt.Println(len(roots), err)
	roots, err = symbolic.Solve(symbolic.MustParse("x^2 - 2"), x)
	fmt.Println(roots, err)
	// Output:
	// 2 <nil>
	// [sqrt(2) -sqrt(2)] <nil>
}

func ExampleFactor() {
	fmt.Println(symbolic.Factor(symbolic.MustParse("x^4 - 1")) == symbolic.MustParse("(x-1)(x+1)(x^2+1)"))
	fmt.Println(symbolic.Apart(symbolic.MustParse("1/(x^2-1)"), symbolic.Sym("x")) == symbolic.MustParse("1/(2(x-1)) - 1/(2(x+1))"))
	// Output:
	// true
	// true
}

func ExampleEvalBig() {
	v, err := symbolic.EvalBig(symbolic.MustParse("exp(pi*sqrt(n))"), 40, map[symbolic.Expr]*big.Rat{symbolic.Sym("n"): big.NewRat(163, 1)})
	fmt.Println(v.Text('f', 22), err)
	// Output: 262537412640768743.9999999999992500725972 <nil>
}

func ExampleProgram_EvalBatch() {
	p, err := symbolic.Compile(symbolic.MustParse("x*y"), symbolic.Sym("x"), symbolic.Sym("y"))
	if err != nil {
		panic(err)
	}
	dst := make([]float64, 3)
	err = p.EvalBatch(context.Background(), dst, []float64{1, 2, 3}, []float64{4, 5, 6})
	fmt.Println(dst, err)
	// Output: [4 10 18] <nil>
}

func ExampleLaTeX() {
	fmt.Println(symbolic.LaTeX(symbolic.MustParse("exp(-x^2/2)/sqrt(2pi)")))
	// Output: \frac{\sqrt{2} e^{-\frac{x^{2}}{2}}}{2 \sqrt{\pi}}
}

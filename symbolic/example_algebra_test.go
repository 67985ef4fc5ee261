package symbolic_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/big"

	"tandem/symbolic"
)

func ExampleParse() {
	e, err := symbolic.Parse("2x sin^2(x) + √(2π) - x**2/3")
	fmt.Println(e, err)
	_, err = symbolic.Parse("sin(x")
	fmt.Println(err)
	// Output:
	// -x^2/3 + 2*x*sin(x)^2 + sqrt(2)*sqrt(pi) <nil>
	// symbolic: "(" without ")" at column 4, near "sin(x"
}

func ExampleDiff() {
	fmt.Println(symbolic.Diff(symbolic.MustParse("x^x"), x))
	fmt.Println(symbolic.Diff(symbolic.MustParse("f(x^2)"), x)) // an unknown function
	// Output:
	// x^x + x^x*log(x)
	// 2*x*f'(x^2)
}

// Expressions are equal (==) if they have one structure; Equal asks whether they have one value.
func ExampleEqual() {
	a, b := symbolic.MustParse("(x+1)^2"), symbolic.MustParse("x^2+2x+1")
	fmt.Println(a == b, symbolic.Expand(a) == b, symbolic.Equal(a, b), symbolic.Equal(a, x))
	// Output: false true true false
}

func ExampleSubs() {
	e := symbolic.MustParse("x^2 + y")
	fmt.Println(symbolic.Subs(e, x, symbolic.Int(3)))
	fmt.Println(symbolic.SubsAll(e, map[symbolic.Expr]symbolic.Expr{x: y, y: x})) // at once
	// Output:
	// y + 9
	// y^2 + x
}

func ExampleExpand() {
	fmt.Println(symbolic.Expand(symbolic.MustParse("(x+1)^3*(x-1)")))
	// Output:
	// x^4 + 2*x^3 - 2*x - 1
}

// √(x²) is x only where that is true.
func ExampleSimplify() {
	positive := symbolic.SymWith("x", symbolic.Positive)
	root := symbolic.MustParse("sqrt(x^2)")
	fmt.Println(symbolic.Simplify(root), symbolic.Simplify(symbolic.Subs(root, x, positive)))
	fmt.Println(symbolic.Simplify(symbolic.MustParse("sin(x)^2 + cos(x)^2")))
	// Output:
	// sqrt(x^2) x
	// 1
}

func ExampleApart() {
	f := symbolic.Apart(symbolic.MustParse("1/(x^3 - x)"), x)
	fmt.Println(f)
	fmt.Println(symbolic.Together(f))
	// Output:
	// 1/(2*(x + 1)) + 1/(2*(x - 1)) - 1/x
	// 1/(x^3 - x)
}

func ExampleCollect() {
	fmt.Println(symbolic.Collect(symbolic.MustParse("a*x + b*x + a*x^2 + 1"), x))
	// Output:
	// a*x^2 + x*(a + b) + 1
}

func ExampleSolveLinear() {
	s, err := symbolic.SolveLinear([]symbolic.Expr{symbolic.MustParse("x + y - 3"), symbolic.MustParse("x - y - 1")}, x, y)
	fmt.Println(s[x], s[y], err)
	// Output: 2 1 <nil>
}

func ExampleGradient() {
	f := symbolic.MustParse("x^2*y + sin(y)")
	fmt.Println(symbolic.Gradient(f, x, y))
	fmt.Println(symbolic.Hessian(f, x, y))
	// Output:
	// [2*x*y x^2 + cos(y)]
	// [[2*y, 2*x], [2*x, -sin(y)]]
}

func ExampleMatrix_Det() {
	polar := symbolic.Jacobian([]symbolic.Expr{symbolic.MustParse("r*cos(t)"), symbolic.MustParse("r*sin(t)")}, symbolic.Sym("r"), symbolic.Sym("t"))
	fmt.Println(symbolic.Simplify(polar.Det()))
	// Output: r
}

func ExampleCompileAll() {
	p, err := symbolic.CompileAll([]symbolic.Expr{symbolic.MustParse("exp(x*y)"), symbolic.MustParse("x*exp(x*y)")}, x, y)
	if err != nil {
		fmt.Println(err)
		return
	}
	v := make([]float64, 2)
	p.EvalAll(v, []float64{2, 0.5}) // exp is computed once
	fmt.Printf("%.6f\n", v)
	// Output: [2.718282 5.436564]
}

// A compiled formula is an integrand, and one for many points at a time.
func ExampleProgram_Func() {
	p, err := symbolic.Compile(symbolic.MustParse("sqrt(x)"), x)
	if err != nil {
		fmt.Println(err)
		return
	}
	f, batch := p.Func(), p.Batch()
	out := make([]float64, 3)
	batch([]float64{1, 4, 9}, out)
	fmt.Println(f(16), out, math.IsNaN(f(-1)))
	// Output: 4 [1 2 3] true
}

func ExampleEval() {
	fmt.Println(symbolic.Eval(symbolic.MustParse("x^2 + y"), map[symbolic.Expr]float64{x: 3, y: 1}))
	fmt.Println(symbolic.EvalComplex(symbolic.MustParse("sqrt(x)"), map[symbolic.Expr]complex128{x: -4}))
	// Output:
	// 10 <nil>
	// (0+2i) <nil>
}

func ExampleGoCode() {
	code, err := symbolic.GoCode("f", []symbolic.Expr{symbolic.MustParse("sin(x)^2 + sin(x)")}, x)
	fmt.Print(code, err)
	// Output:
	// func f(x float64) float64 {
	// 	t0 := math.Sin(x)
	// 	return t0*t0 + t0
	// }
	// <nil>
}

func ExampleErrNoAntiderivative() {
	_, err := symbolic.Integrate(symbolic.MustParse("exp(x)/log(x)"), x)
	var why *symbolic.NoAntiderivative
	if errors.As(err, &why) && errors.Is(err, symbolic.ErrNoAntiderivative) {
		fmt.Println(why.Integrand)
	}
	// Output: exp(x)/log(x)
}

func ExampleSteps() {
	steps, err := symbolic.Steps(context.Background(), symbolic.MustParse("2x*cos(x^2)"), x, symbolic.IntegrateOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range steps {
		fmt.Println(s)
	}
	// Output:
	// ∫ 2*x*cos(x^2) dx = sin(x^2): constant factor
	//   ∫ x*cos(x^2) dx = sin(x^2)/2: undetermined coefficients
}

// Many derivatives at a point, without forming one.
func ExampleDerivatives() {
	d, err := symbolic.Derivatives(symbolic.MustParse("exp(2x)"), x, 0, 4, nil)
	fmt.Println(d, err)
	// Output: [1 2 4 8 16] <nil>
}

func ExampleExpr_Rat() {
	r, ok := symbolic.Add(symbolic.Rat(1, 3), symbolic.Rat(1, 6)).Rat()
	fmt.Println(r, ok, r.Cmp(big.NewRat(1, 2)))
	// Output: 1/2 true 0
}

func ExampleLimit() {
	fmt.Println(symbolic.Limit(symbolic.MustParse("(sin(x) - x)/x^3"), x, symbolic.Int(0)))
	fmt.Println(symbolic.Limit(symbolic.MustParse("(1 + 2/x)^x"), x, symbolic.Infinity))
	_, err := symbolic.Limit(symbolic.MustParse("1/x"), x, symbolic.Int(0))
	fmt.Println(err, errors.Is(err, symbolic.ErrNoLimit))
	fmt.Println(symbolic.LimitAbove(symbolic.MustParse("1/x"), x, symbolic.Int(0)))
	// Output:
	// -1/6 <nil>
	// exp(2) <nil>
	// limit of 1/x at x = 0: symbolic: there is no limit: those from below and above differ (-oo, oo) true
	// oo <nil>
}

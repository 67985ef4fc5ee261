// Command calculus differentiates and integrates a formula, tells how, and compiles it to run on many numbers.
//
// In Python: sympy.diff, sympy.integrate, sympy.lambdify.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"

	"tandem/symbolic"
)

func main() {
	text := flag.String("f", "x*exp(-x)*sin(x)", "a formula in x")
	points := flag.Int("n", 1_000_000, "points to evaluate it at")
	flag.Parse()
	log.SetFlags(0)
	if *points < 1 || *points > 100_000_000 {
		log.Fatalf("-n %d: must be from 1 to 100000000", *points)
	}
	ctx := context.Background()

	x := symbolic.Sym("x")
	f, err := symbolic.Parse(*text)
	if err != nil {
		log.Fatal(err)
	}
	derivative := symbolic.Diff(f, x)
	fmt.Println("f  =", f)
	fmt.Println("f′ =", derivative)

	steps, err := symbolic.Steps(ctx, f, x, symbolic.IntegrateOptions{})
	switch {
	case errors.Is(err, symbolic.ErrNoAntiderivative):
		fmt.Println(err) // says whether that is proved
	case err != nil:
		log.Fatal(err)
	default:
		fmt.Println("∫f =", steps[0].Result)
		for _, s := range steps {
			fmt.Println("  ", s)
		}
	}

	// Both in one program: what they have in common is computed once.
	program, err := symbolic.CompileAll([]symbolic.Expr{f, derivative}, x)
	if err != nil {
		log.Fatal(err)
	}
	at := make([]float64, *points)
	values := [][]float64{make([]float64, *points), make([]float64, *points)}
	for i := range at {
		at[i] = 10 * float64(i) / float64(*points)
	}
	if err := program.EvalBatchAll(ctx, values, [][]float64{at}); err != nil {
		log.Fatal(err)
	}
	best := 0
	for i, y := range values[0] {
		if y > values[0][best] {
			best = i
		}
	}
	fmt.Printf("greatest value on [0, 10): f(%.4f) = %.6f, where f′ = %.1e\n", at[best], values[0][best], values[1][best])
}

// Command algebra does what one does with formulas by hand: expand, factor, simplify, solve, series, partial fractions.
//
// In Python: sympy.expand, factor, simplify, solve, series, apart.
package main

import (
	"flag"
	"fmt"
	"log"

	"tandem/symbolic"
)

func main() {
	text := flag.String("p", "x^6 - 1", "a polynomial in x")
	flag.Parse()
	log.SetFlags(0)

	p, err := symbolic.Parse(*text)
	if err != nil {
		log.Fatal(err)
	}
	x := symbolic.Sym("x")
	factored := symbolic.Factor(p)
	fmt.Println("factor   ", factored)
	fmt.Println("expand   ", symbolic.Expand(factored))
	fmt.Println("apart    ", symbolic.Apart(symbolic.Div(symbolic.Int(1), p), x))
	fmt.Println("simplify ", symbolic.Simplify(symbolic.MustParse("sin(x)^2 + cos(x)^2 + (x^2-1)/(x-1) - x")))

	roots, err := symbolic.Solve(p, x)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range roots {
		z, err := symbolic.EvalComplex(r, nil)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("root      %v = %.6f\n", r, z)
	}

	series, err := symbolic.Series(symbolic.MustParse("exp(sin(x))"), x, symbolic.Int(0), 6)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("series   ", series)
	fmt.Println("LaTeX    ", symbolic.LaTeX(series))
}

// Command digits evaluates a formula to as many correct digits as are asked for, or says why it cannot.
//
// In Python: mpmath, or sympy's evalf, whose digits are not proved.
package main

import (
	"flag"
	"fmt"
	"log"
	"math/big"

	"tandem/symbolic"
)

func main() {
	text := flag.String("f", "exp(pi*sqrt(n))", "a formula in n")
	n := flag.String("n", "163", "value of n, a fraction")
	digits := flag.Int("digits", 40, "correct digits")
	flag.Parse()
	log.SetFlags(0)

	f, err := symbolic.Parse(*text)
	if err != nil {
		log.Fatal(err)
	}
	value, ok := new(big.Rat).SetString(*n)
	if !ok {
		log.Fatalf("-n %q is no fraction", *n)
	}
	v, err := symbolic.EvalBig(f, *digits, map[symbolic.Expr]*big.Rat{symbolic.Sym("n"): value})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(v.Text('g', *digits))

	// Whether two formulas are equal is answered by a proof, by a counterexample, or by "unknown": never by digits alone.
	for _, pair := range [][2]string{{"sqrt(5+2*sqrt(6))", "sqrt(2)+sqrt(3)"}, {"sqrt(2)+sqrt(3)", "pi"}} {
		a, b := symbolic.MustParse(pair[0]), symbolic.MustParse(pair[1])
		fmt.Printf("%v = %v: %v\n", a, b, symbolic.Equal(a, b))
	}
}

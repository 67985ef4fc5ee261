// Command solve solves linear equations, says how far to trust the answer, and uses one factorisation many times.
//
// In Python: numpy.linalg.solve and cond, scipy.linalg.lu_factor and lu_solve.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
)

func main() {
	n := flag.Int("n", 8, "order of the Hilbert matrix")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 5000 {
		log.Fatalf("-n %d: must be from 1 to 5000", *n)
	}
	ctx := context.Background()

	// The Hilbert matrix 1/(i+j+1), known for being nearly singular, with the solution 1, 1, …, 1.
	a, b := mat.NewDense(*n, *n, nil), mat.NewDense(*n, 1, nil)
	for i := range *n {
		for j := range *n {
			a.Set(i, j, 1/float64(i+j+1))
			b.Set(i, 0, b.At(i, 0)+a.At(i, j))
		}
	}
	lu, err := linalg.LU(ctx, a) // 2n³/3 operations, once
	if err != nil {
		log.Fatal(err)
	}
	x, err := lu.Solve(ctx, b) // n² operations for each right-hand side
	if err != nil {
		log.Fatal(err)
	}
	worst := 0.0
	for i := range *n {
		worst = max(worst, x.At(i, 0)-1, 1-x.At(i, 0))
	}
	fmt.Printf("error %.1e; the condition number %.1e times the rounding 1.1e-16 is %.1e\n", worst, lu.Cond1(), lu.Cond1()*0x1p-53)

	inverse, err := lu.Solve(ctx, eye(*n))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("the inverse's corner is %.3f; exactly it is n², %d\n", inverse.At(0, 0), *n**n)

	a.Set(0, 0, 0)
	for j := range *n { // a row of zeros
		a.Set(0, j, 0)
	}
	_, err = linalg.Solve(ctx, a, b)
	var singular *linalg.SingularError
	fmt.Printf("with a row of zeros: %v (a *SingularError: %t)\n", err, errors.As(err, &singular))
}

func eye(n int) *mat.Dense {
	e := mat.NewDense(n, n, nil)
	for i := range n {
		e.Set(i, i, 1)
	}
	return e
}

// Command newton solves a system of equations by Newton's method; the matrix of derivatives comes from the formulas.
//
// In Python: scipy.optimize.fsolve with a Jacobian that sympy derived.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
	"tandem/symbolic"
)

func main() {
	x0 := flag.Float64("x", 1, "start: x")
	y0 := flag.Float64("y", 1, "start: y")
	flag.Parse()
	log.SetFlags(0)
	ctx := context.Background()

	x, y := symbolic.Sym("x"), symbolic.Sym("y")
	f := []symbolic.Expr{symbolic.MustParse("x^2 + y^2 - 4"), symbolic.MustParse("exp(x) + y - 1")}
	j := symbolic.Jacobian(f, x, y)
	fmt.Println("f =", f)
	fmt.Println("J =", j)

	// One program gives f and its derivatives together.
	all, err := symbolic.CompileAll([]symbolic.Expr{f[0], f[1], j.At(0, 0), j.At(0, 1), j.At(1, 0), j.At(1, 1)}, x, y)
	if err != nil {
		log.Fatal(err)
	}
	at, v := []float64{*x0, *y0}, make([]float64, 6)
	for step := range 50 {
		all.EvalAll(v, at)
		size := math.Hypot(v[0], v[1])
		fmt.Printf("step %2d: (%+.15f, %+.15f), |f| = %.1e\n", step, at[0], at[1], size)
		if size < 1e-14 {
			return
		}
		d, err := linalg.Solve(ctx, mat.NewDense(2, 2, v[2:]), mat.NewDense(2, 1, v[:2]))
		if err != nil {
			log.Fatal(err) // a *SingularError: start elsewhere
		}
		at[0] -= d.At(0, 0)
		at[1] -= d.At(1, 0)
	}
	log.Fatal("no convergence in 50 steps: start elsewhere")
}

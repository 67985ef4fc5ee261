// Command quad integrates functions that are not easy: singular at an end, over an infinite range, kinked, divergent. Each
// answer comes with an error that can be trusted, and with a status.
//
// In Python: scipy.integrate.quad.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"

	"tandem/integrate"
	"tandem/symbolic"
)

func main() {
	tol := flag.Float64("tol", 1e-12, "relative tolerance")
	flag.Parse()
	log.SetFlags(0)
	ctx := context.Background()

	inf := math.Inf(1)
	for _, c := range []struct {
		text  string
		f     func(float64) float64
		a, b  float64
		exact float64
	}{
		{"∫ 1/√x from 0 to 1", func(x float64) float64 { return 1 / math.Sqrt(x) }, 0, 1, 2},
		{"∫ log x from 0 to 1", math.Log, 0, 1, -1},
		{"∫ exp(−x²) from −∞ to ∞", func(x float64) float64 { return math.Exp(-x * x) }, -inf, inf, math.SqrtPi},
		{"∫ |x − 1/3| from 0 to 1", func(x float64) float64 { return math.Abs(x - 1./3) }, 0, 1, 5. / 18},
		{"∫ 1/x from 0 to 1", func(x float64) float64 { return 1 / x }, 0, 1, inf},
	} {
		r, err := integrate.Quad(ctx, c.f, c.a, c.b, integrate.Options{RelTol: *tol})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-26s %.15g ± %.1e, true error %.1e, %d evaluations, %v\n", c.text, r.Value, r.AbsErr, math.Abs(r.Value-c.exact), r.Evals, r.Status)
	}

	// A compiled formula is an integrand of many points at a time.
	program, err := symbolic.Compile(symbolic.MustParse("cos(50x)*exp(-x)"), symbolic.Sym("x"))
	if err != nil {
		log.Fatal(err)
	}
	r, err := integrate.Quad(ctx, program.Batch(), 0, 10, integrate.Options{RelTol: *tol})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%-26s %.15g ± %.1e, %d evaluations, %v\n", "∫ cos(50x)·exp(−x)", r.Value, r.AbsErr, r.Evals, r.Status)
}

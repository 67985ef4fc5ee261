// Command cubature integrates over boxes, triangles and balls in several dimensions.
//
// In Python: scipy.integrate.nquad or cubature.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"

	"tandem/integrate"
)

func main() {
	tol := flag.Float64("tol", 1e-5, "relative tolerance")
	flag.Parse()
	log.SetFlags(0)
	ctx := context.Background()
	show := func(what string, exact float64, r integrate.Result, err error) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-44s %.10f ± %.0e, true error %.0e, %d evaluations, %v\n", what, r.Value, r.AbsErr, math.Abs(r.Value-exact), r.Evals, r.Status)
	}

	// A peak in four dimensions. Concurrent says that f may be called from several goroutines; the digits do not change.
	peak := func(x []float64) float64 {
		sum := 0.0
		for _, v := range x {
			sum += (v - 0.5) * (v - 0.5)
		}
		return math.Exp(-20 * sum)
	}
	exact := math.Pow(math.Sqrt(math.Pi/20)*math.Erf(0.5*math.Sqrt(20)), 4)
	r, err := integrate.Cubature(ctx, peak, make([]float64, 4), []float64{1, 1, 1, 1}, integrate.Options{RelTol: *tol, Concurrent: true})
	show("exp(−20·|x−½|²) over the cube, 4 dimensions", exact, r, err)

	// Under a curve: the inner limits depend on the outer variable.
	r, err = integrate.Quad2(ctx, func(x, y float64) float64 { return x * y }, 0, 1,
		func(float64) float64 { return 0 }, math.Sqrt, integrate.Options{RelTol: *tol})
	show("x·y for 0 < y < √x, 0 < x < 1", 1./6, r, err)

	// OnBall turns the unit ball into a box: radius, polar angle, azimuth.
	r, err = integrate.Cubature(ctx, integrate.OnBall(func(x []float64) float64 { return x[0] * x[0] }),
		[]float64{0, 0, 0}, []float64{1, math.Pi, 2 * math.Pi}, integrate.Options{RelTol: *tol})
	show("x² over the unit ball", 4*math.Pi/15, r, err)
}

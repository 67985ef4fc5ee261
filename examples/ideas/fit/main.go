// Command fit finds the polynomial that lies nearest to noisy samples.
//
// In Python: numpy.linalg.lstsq, or numpy.polynomial.Chebyshev.fit.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
	"tandem/plots"
)

// chebyshev returns T₀(x), T₁(x), …, a basis that stays well conditioned where 1, x, x², … does not.
func chebyshev(x float64, degree int) []float64 {
	t := make([]float64, degree+1)
	for k := range t {
		t[k] = math.Cos(float64(k) * math.Acos(x))
	}
	return t
}

func main() {
	n := flag.Int("n", 200, "samples")
	degree := flag.Int("degree", 9, "of the polynomial")
	out := flag.String("out", "fit.png", "picture to write")
	flag.Parse()
	log.SetFlags(0)
	if *degree < 0 || *degree > 200 || *n <= *degree || *n > 1_000_000 {
		log.Fatalf("-n %d -degree %d: must be a degree from 0 to 200, and more samples, at most 1000000", *n, *degree)
	}

	truth := func(x float64) float64 { return math.Exp(-x) * math.Sin(4*x) }
	r := rand.New(rand.NewPCG(1, 1))
	a, b := mat.NewDense(*n, *degree+1, nil), mat.NewDense(*n, 1, nil)
	var dots, line []plots.Point
	for i := range *n {
		x := -1 + 2*(float64(i)+0.5)/float64(*n)
		y := truth(x) + 0.2*r.NormFloat64()
		a.SetRow(i, chebyshev(x, *degree))
		b.Set(i, 0, y)
		dots = append(dots, plots.Point{X: x, Y: y})
	}
	c, err := linalg.LeastSquares(context.Background(), a, b)
	if err != nil {
		log.Fatal(err)
	}
	sum := 0.0
	for i := range *n {
		fitted := mat.Dot(a.RowView(i), c.ColView(0))
		line = append(line, plots.Point{X: dots[i].X, Y: fitted})
		sum += math.Pow(fitted-truth(dots[i].X), 2)
	}
	fmt.Printf("noise 0.2; the fit is off by %.3f (root mean square), where √(coefficients/samples)·noise is %.3f\n",
		math.Sqrt(sum/float64(*n)), 0.2*math.Sqrt(float64(*degree+1)/float64(*n)))
	figure := plots.Lines(plots.Axes{X: "x", Y: "y"}, plots.Curve{Name: "samples", Points: dots, Dots: true}, plots.Curve{Name: "fit", Points: line})
	figure.Title = fmt.Sprintf("Least squares, degree %d", *degree)
	if err := figure.Save(*out); err != nil {
		log.Fatal(err)
	}
}

// Command modes draws the lowest vibrations of a string whose one half is heavy: a few eigenvectors of a large symmetric
// matrix.
//
// In Python: scipy.linalg.eigh(a, subset_by_index=[0, 3]).
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
	"tandem/plots"
)

func main() {
	n := flag.Int("n", 400, "points on the string")
	heavy := flag.Float64("heavy", 4, "density of the right half; the left half has 1")
	out := flag.String("out", "modes.png", "picture to write")
	flag.Parse()
	log.SetFlags(0)
	if *n < 4 || *n > 10_000 || !(*heavy > 0 && *heavy <= 1e6) {
		log.Fatalf("-n %d -heavy %g: must be 4 to 10000 points, and a density above 0, at most 1e6", *n, *heavy)
	}

	// −u″ = ω²·ρ·u with u = 0 at both ends becomes symmetric in √ρ·u.
	h := 1 / float64(*n+1)
	density := func(i int) float64 {
		if 2*i < *n {
			return 1
		}
		return *heavy
	}
	a := mat.NewSymDense(*n, nil)
	for i := range *n {
		a.SetSym(i, i, 2/(h*h*density(i)))
		if i > 0 {
			a.SetSym(i-1, i, -1/(h*h*math.Sqrt(density(i-1)*density(i))))
		}
	}
	values, vectors, err := linalg.EigenSymRange(context.Background(), a, 0, 4)
	if err != nil {
		log.Fatal(err)
	}
	var curves []plots.Curve
	for k, v := range values {
		c := plots.Curve{Name: fmt.Sprintf("ω = %.2fπ", math.Sqrt(v)/math.Pi), Points: []plots.Point{{X: 0, Y: 0}}}
		sign := math.Copysign(1, vectors.At(0, k)) // all rise at the left end
		for i := range *n {
			c.Points = append(c.Points, plots.Point{X: float64(i+1) * h, Y: sign * vectors.At(i, k) / math.Sqrt(density(i)*h)})
		}
		c.Points = append(c.Points, plots.Point{X: 1, Y: 0})
		curves = append(curves, c)
		fmt.Printf("mode %d: ω = %.6f·π\n", k+1, math.Sqrt(v)/math.Pi)
	}
	figure := plots.Lines(plots.Axes{X: "position", Y: "displacement"}, curves...)
	figure.Title = "Vibrations of a half-heavy string"
	if err := figure.Save(*out); err != nil {
		log.Fatal(err)
	}
}

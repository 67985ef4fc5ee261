// A program in a module of its own that uses every package of Tandem.
package main

import (
	"context"
	"fmt"
	"math"

	"tandem/fft"
	"tandem/integrate"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/plots"
	"tandem/symbolic"
)

func main() {
	parallel.Main()
	ctx := context.Background()
	spectra, err := linalg.RandomEigenvalues.Parallel(ctx, linalg.Samples(linalg.EnsembleGinibre, 10, 2, 1))
	fmt.Println(len(spectra), err)
	y, err := fft.FFT(ctx, []complex128{1, 2, 3})
	fmt.Println(y[0], err)
	r, err := integrate.Quad(ctx, math.Sin, 0, math.Pi, integrate.Options{})
	fmt.Printf("%.12f %v\n", r.Value, err)
	x := symbolic.Sym("x")
	fmt.Println(symbolic.Diff(symbolic.MustParse("x^3"), x))
	fmt.Println(len(plots.Formats()))
}

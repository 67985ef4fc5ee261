// Command montecarlo integrates in ten dimensions by random and quasi-random samples, with a line of progress. The same
// seed gives the same digits on any number of threads.
//
// In Python: the vegas package, scipy.stats.qmc.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"os"

	"tandem/integrate"
)

// wave is Π (π/2)·sin(πx), whose integral over the unit cube is 1 in any dimension.
func wave(x []float64) float64 {
	p := 1.0
	for _, v := range x {
		p *= math.Pi / 2 * math.Sin(math.Pi*v)
	}
	return p
}

func main() {
	n := flag.Int("n", 1_000_000, "samples")
	dims := flag.Int("dims", 10, "dimensions, at most 21")
	seed := flag.Uint64("seed", 1, "of the random numbers")
	flag.Parse()
	log.SetFlags(0)
	if *dims < 1 || *dims > 21 {
		log.Fatalf("-dims %d: must be from 1 to 21", *dims)
	}

	lo, hi := make([]float64, *dims), make([]float64, *dims)
	for i := range hi {
		hi[i] = 1
	}
	type method func(context.Context, func([]float64) float64, []float64, []float64, integrate.MCOptions) (integrate.Result, error)
	for _, m := range []struct {
		name string
		run  method
	}{{"MonteCarlo", integrate.MonteCarlo}, {"Vegas", integrate.Vegas}, {"QuasiMonteCarlo", integrate.QuasiMonteCarlo}} {
		r, err := m.run(context.Background(), wave, lo, hi, integrate.MCOptions{Samples: *n, Seed: *seed, Concurrent: true,
			Progress: func(r integrate.Result) {
				fmt.Fprintf(os.Stderr, "\r%s: %d samples, %.5f   ", m.name, r.Evals, r.Value)
			}})
		fmt.Fprint(os.Stderr, "\r\033[K")
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-16s %.6f ± %.6f, true error %.6f, %d samples, %v\n", m.name, r.Value, r.AbsErr, math.Abs(r.Value-1), r.Evals, r.Status)
	}
}

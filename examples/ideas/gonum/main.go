// Command gonum puts Tandem's kernels under a program that knows only gonum, by one call.
//
// In Python: numpy finds OpenBLAS or MKL below it.
package main

import (
	"flag"
	"fmt"
	"log"
	"time"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
)

// work is gonum alone: a product, a solution, the eigenvalues of a symmetric matrix.
func work(a *mat.Dense, s *mat.SymDense) (traces [3]float64, took [3]time.Duration, err error) {
	n, _ := a.Dims()
	var c, x mat.Dense
	start := time.Now()
	c.Mul(a, a)
	traces[0], took[0] = mat.Trace(&c), time.Since(start)

	start = time.Now()
	err = x.Solve(a, &c)
	traces[1], took[1] = mat.Trace(&x), time.Since(start)

	start = time.Now()
	var e mat.EigenSym
	if !e.Factorize(s, false) {
		return traces, took, fmt.Errorf("no eigenvalues of order %d", n)
	}
	for _, v := range e.Values(nil) {
		traces[2] += v
	}
	took[2] = time.Since(start)
	return traces, took, err
}

func main() {
	n := flag.Int("n", 600, "order of the matrices")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 10_000 {
		log.Fatalf("-n %d: must be from 1 to 10000", *n)
	}
	a, s := linalg.Ginibre(*n, 1), linalg.GOE(*n, 2)

	before, plain, err := work(a, s)
	if err != nil {
		log.Fatal(err)
	}
	linalg.UseInGonum()
	after, ours, err := work(a, s)
	if err != nil {
		log.Fatal(err)
	}
	for i, what := range []string{"product", "solution", "eigenvalues"} {
		fmt.Printf("%-12s gonum %8.2f ms, on Tandem %8.2f ms, %5.1f times as fast; traces %.6f and %.6f\n", what,
			plain[i].Seconds()*1e3, ours[i].Seconds()*1e3, plain[i].Seconds()/ours[i].Seconds(), before[i], after[i])
	}
}

// Command budget limits the threads inside a kernel, for a call and for a loop of one's own. The digits do not change.
//
// In Python: threadpoolctl.threadpool_limits(limits=2), or OMP_NUM_THREADS.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"slices"
	"time"

	"gonum.org/v1/gonum/mat"

	"tandem/linalg"
	"tandem/parallel"
)

// harmonic sums 1/i for i ≤ n in blocks on the team that ctx allows. Reduce joins them in a fixed tree, so that the sum is
// the same on any number of threads.
func harmonic(ctx context.Context, n int) float64 {
	return parallel.Reduce(parallel.TeamOf(ctx), n, 4096, func(lo, hi int) float64 {
		sum := 0.0
		for i := lo; i < hi; i++ {
			sum += 1 / float64(i+1)
		}
		return sum
	}, func(a, b float64) float64 { return a + b })
}

func main() {
	parallel.Main()
	n := flag.Int("n", 1000, "order of the matrices")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 20_000 {
		log.Fatalf("-n %d: must be from 1 to 20000", *n)
	}

	a, b := linalg.Ginibre(*n, 1), linalg.Ginibre(*n, 2)
	var first []float64
	for threads := 1; threads <= parallel.ThisMachine().Cores; threads *= 2 {
		ctx := parallel.WithThreads(context.Background(), threads)
		c := mat.NewDense(*n, *n, nil)
		start := time.Now()
		linalg.Mul(ctx, c, a, b)
		product := time.Since(start)
		start = time.Now()
		sum := harmonic(ctx, 50_000_000)
		fmt.Printf("%d threads: product %8.3f ms, Σ1/i %8.3f ms = γ + log n + %.3g\n", threads,
			float64(product.Microseconds())/1e3, float64(time.Since(start).Microseconds())/1e3,
			sum-math.Log(50_000_000)-0.57721566490153286)
		if first == nil {
			first = append(c.RawMatrix().Data, sum)
		} else if !slices.Equal(first, append(c.RawMatrix().Data, sum)) {
			fmt.Println("the digits changed")
		}
	}
	fmt.Println("the same digits on any number of threads")
}

// Command pool hands the same work to a pool in four ways: a list, a list of pairs, one call, one call that returns at
// once.
//
// In Python: multiprocessing.Pool with map, starmap, apply and apply_async.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"slices"

	"tandem/parallel"
)

// Tasks are package variables, so that worker processes know them by name.
var (
	square = parallel.NewTask("pool.square", func(_ context.Context, x int) (int, error) { return x * x, nil })
	power  = parallel.NewTask2("pool.power", func(_ context.Context, x, n int) (int, error) {
		p := 1
		for range n {
			p *= x
		}
		return p, nil
	})
)

func main() {
	parallel.Main() // a worker process serves here and never returns
	workers := flag.Int("workers", 2, "worker processes")
	flag.Parse()
	log.SetFlags(0)
	if *workers < 1 || *workers > 1000 {
		log.Fatalf("-workers %d: must be from 1 to 1000", *workers)
	}

	ctx := context.Background()
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: *workers, Threads: 1})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	squares, err := square.Map(ctx, pool, []int{0, 1, 2, 3, 4, 5, 6, 7, 8})
	fmt.Println("Map       ", squares, err)

	// Any iter.Seq2 gives pairs: here the indices are the bases, the values the exponents.
	powers, err := power.Starmap(ctx, pool, slices.All([]int{9, 8, 7, 6, 5}))
	fmt.Println("Starmap   ", powers, err)

	one, err := square.Apply(ctx, pool, 12) // waits
	fmt.Println("Apply     ", one, err)

	future := power.ApplyAsync(ctx, pool, 2, 10) // returns at once
	later, err := future.Get(ctx)
	fmt.Println("ApplyAsync", later, err)
}

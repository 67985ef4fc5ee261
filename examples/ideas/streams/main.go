// Command streams throws darts in many tasks. Each has a random stream of its own, keyed by seed and index, so that the
// answer does not depend on who throws.
//
// In Python: numpy.random.SeedSequence(seed).spawn(n); forked workers that share one generator draw the same numbers.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"tandem/parallel"
)

// hits throws n darts at the unit square and counts those within the quarter disc.
var hits = parallel.NewTask("streams.hits", func(ctx context.Context, n int) (int, error) {
	r := parallel.Rand(ctx) // this task's own
	inside := 0
	for range n {
		x, y := r.Float64(), r.Float64()
		if x*x+y*y < 1 {
			inside++
		}
	}
	return inside, nil
})

func main() {
	parallel.Main()
	tasks := flag.Int("tasks", 16, "tasks")
	n := flag.Int("n", 1_000_000, "darts of each")
	seed := flag.Uint64("seed", 1, "seed of the pool")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 1e12 || *tasks < 1 || *tasks > 1_000_000 {
		log.Fatalf("-n %d -tasks %d: must be 1 to 1e12 darts in 1 to 1000000 tasks", *n, *tasks)
	}

	darts := make([]int, *tasks)
	for i := range darts {
		darts[i] = *n
	}
	for _, plan := range []parallel.Plan{
		{Mode: parallel.Serial, Workers: 1, Threads: 1},
		{Mode: parallel.Goroutines, Workers: 3, Threads: 1},
		{Mode: parallel.Processes, Workers: 2, Threads: 1},
	} {
		pool, err := parallel.Open(plan, parallel.Seed(*seed))
		if err != nil {
			log.Fatal(err)
		}
		counts, err := hits.Map(context.Background(), pool, darts)
		pool.Close()
		if err != nil {
			log.Fatal(err)
		}
		sum := 0
		for _, c := range counts {
			sum += c
		}
		fmt.Printf("%-15v π ≈ %.6f\n", plan, 4*float64(sum)/float64(*n**tasks))
	}
}

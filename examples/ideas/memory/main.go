// Command memory shows what processes share: nothing, unless it is asked for.
//
// In Python: a global that a child process changes in vain, and multiprocessing.shared_memory.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"sync"
	"sync/atomic"

	"tandem/parallel"
)

var counter atomic.Int64

// count adds one to the counter of the process that it runs in.
var count = parallel.NewTask("memory.count", func(context.Context, int) (int64, error) { return counter.Add(1), nil })

// fill writes squares into memory that is not its own.
var fill = parallel.NewTask2("memory.fill", func(_ context.Context, from int, x []float64) (int, error) {
	for i := range x {
		x[i] = float64((from + i) * (from + i))
	}
	return len(x), nil
})

func main() {
	parallel.Main()
	n := flag.Int("n", 1<<20, "numbers in shared memory")
	flag.Parse()
	log.SetFlags(0)
	if *n < 2 || *n > 1<<30 {
		log.Fatalf("-n %d: must be from 2 to 1073741824", *n)
	}
	ctx := context.Background()
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1})
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	if _, err := count.Map(ctx, pool, make([]int, 10)); err != nil {
		log.Fatal(err)
	}
	fmt.Println("after ten tasks in processes the counter here is", counter.Load())
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { count.Call(ctx, 0) })
	}
	wg.Wait()
	fmt.Println("after ten goroutines it is", counter.Load())

	shared, err := parallel.NewShared[float64](*n)
	if err != nil {
		log.Fatal(err)
	}
	defer shared.Close()
	x := shared.Slice()
	half := len(x) / 2 // slices of shared memory travel as references: both workers write into x
	if _, err := fill.Map(ctx, pool, []parallel.Pair[int, []float64]{{First: 0, Second: x[:half]}, {First: half, Second: x[half:]}}); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("two processes filled %d numbers of ours; the last is %.0f\n", len(x), x[len(x)-1])
}

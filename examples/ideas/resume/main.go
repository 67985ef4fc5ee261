// Command resume keeps its results in a file as they come. Interrupt it with Ctrl-C and start it again: it takes up where
// it was.
//
// In Python: joblib.Memory, or a loop with pickle files of one's own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"time"

	"tandem/parallel"
)

// slow is an expensive function.
var slow = parallel.NewTask("resume.slow", func(ctx context.Context, i int) (int, error) {
	select {
	case <-time.After(50 * time.Millisecond):
		return i * i, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
})

func main() {
	parallel.Main()
	n := flag.Int("n", 200, "tasks")
	file := flag.String("file", "squares.checkpoint", "where results are kept")
	patience := flag.Duration("for", time.Hour, "stop after this time, as Ctrl-C does")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 1_000_000 {
		log.Fatalf("-n %d: must be from 1 to 1000000", *n)
	}

	computed := 0
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1},
		parallel.HandleInterrupt(), // the first Ctrl-C lets running tasks end and returns what is finished
		parallel.Chunk(1),
		parallel.Observe(func(e parallel.Event) {
			if e.Kind == parallel.TaskFinished {
				computed++
			}
		}))
	if err != nil {
		log.Fatal(err)
	}
	args := make([]int, *n)
	for i := range args {
		args[i] = i
	}
	ctx, cancel := context.WithTimeout(context.Background(), *patience)
	defer cancel()
	squares, err := slow.With(parallel.Checkpoint(*file)).Map(ctx, pool, args)
	if err := pool.Close(); err != nil {
		log.Print(err)
	}
	fmt.Printf("%d of %d tasks ran this time\n", computed, *n)
	var missing *parallel.Incomplete
	switch {
	case errors.As(err, &missing):
		fmt.Printf("%d are missing (%v): start again to go on\n", len(missing.Missing), missing.Cause)
	case err != nil:
		log.Fatal(err)
	default:
		fmt.Println("all there; the last is", squares[*n-1])
	}
}

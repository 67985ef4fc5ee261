// Command imap takes results as they come, with a line of progress, from an endless supply of arguments, and stops when
// it has seen enough.
//
// In Python: for r in tqdm(pool.imap_unordered(f, args)): …
package main

import (
	"context"
	"flag"
	"fmt"
	"iter"
	"log"
	"os"

	"tandem/parallel"
)

// collatz returns the number of steps that n takes to reach 1.
var collatz = parallel.NewTask("imap.collatz", func(_ context.Context, n int) (int, error) {
	steps := 0
	for ; n != 1; steps++ {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
	}
	return steps, nil
})

// from counts for ever: a pool takes arguments from a sequence as it needs them.
func from(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for yield(n) {
			n++
		}
	}
}

func main() {
	parallel.Main()
	enough := flag.Int("steps", 400, "stop at a chain of so many steps")
	flag.Parse()
	log.SetFlags(0)
	if *enough > 600 {
		log.Fatalf("-steps %d: must be at most 600; longer chains take long to find", *enough)
	}

	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1},
		parallel.Progress(func(done, _ int) {
			fmt.Fprintf(os.Stderr, "\r%d numbers tried", done)
		}))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	// Imap keeps the order, so that the first that is long enough is the smallest; ImapUnordered would be quicker to tell.
	n := 0
	for steps, err := range collatz.Imap(context.Background(), pool, from(1)) {
		n++
		if err != nil {
			log.Fatal(err)
		}
		if steps >= *enough {
			fmt.Fprintln(os.Stderr)
			fmt.Printf("%d takes %d steps to 1\n", n, steps)
			break // leaving the loop ends the tasks that are still on their way
		}
	}
}

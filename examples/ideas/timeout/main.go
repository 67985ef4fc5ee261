// Command timeout gives every task a second at most, also one that never looks at its context: its process is replaced,
// and nobody else notices.
//
// In Python: future.result(timeout) gives up waiting, but the function goes on running in its worker.
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

// spin ignores everything when it is given an odd number.
var spin = parallel.NewTask("timeout.spin", func(_ context.Context, i int) (int, error) {
	for i%2 == 1 {
	}
	return i, nil
})

func main() {
	parallel.Main()
	limit := flag.Duration("limit", time.Second, "time of one task")
	flag.Parse()
	log.SetFlags(0)
	if *limit <= 0 {
		log.Fatalf("-limit %v: must be above 0", *limit)
	}
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1},
		parallel.Timeout(*limit), parallel.Grace(100*time.Millisecond))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	values, err := spin.Map(context.Background(), pool, []int{0, 1, 2, 3, 4})
	fmt.Println(values)
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			var task *parallel.TaskError
			if errors.As(e, &task) && errors.Is(e, context.DeadlineExceeded) {
				fmt.Printf("task %d took longer than %v\n", task.Index, *limit)
			}
		}
	}
}

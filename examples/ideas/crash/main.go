// Command crash maps a task over numbers of which some panic, some kill their process, and one fails only the first
// time. The others come back, and each failure has a name.
//
// In Python: a killed worker hangs multiprocessing.Pool and breaks every pending call of concurrent.futures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"tandem/parallel"
)

// moody fails in four ways; note is a file that tells a later process that 3 was tried before.
var moody = parallel.NewTask2("crash.moody", func(_ context.Context, i int, note string) (int, error) {
	switch i {
	case 3: // passes the second time
		if _, err := os.Stat(note); err != nil {
			os.WriteFile(note, nil, 0o600)
			return 0, errors.New("not today")
		}
	case 5:
		panic("five")
	case 7:
		os.Exit(42)
	case 9:
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			self.Kill()
		}
	}
	return i * i, nil
})

func main() {
	parallel.Main()
	n := flag.Int("n", 12, "tasks")
	flag.Parse()
	log.SetFlags(0)
	if *n < 1 || *n > 1_000_000 {
		log.Fatalf("-n %d: must be from 1 to 1000000", *n)
	}
	dir, err := os.MkdirTemp("", "crash-*")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1}, parallel.Retries(1))
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()

	pairs := func(yield func(int, string) bool) {
		for i := range *n {
			if !yield(i, filepath.Join(dir, "note")) {
				return
			}
		}
	}
	squares, err := moody.Starmap(context.Background(), pool, pairs)
	fmt.Println(squares) // failed tasks leave a zero
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			var died *parallel.WorkerDied
			what, _, _ := strings.Cut(e.Error(), "\n") // a panic brings its stack along
			fmt.Printf("- %s (process lost: %t)\n", what, errors.As(e, &died))
		}
	}
	stats := pool.Stats()
	fmt.Printf("%d results, %d failures, %d retries, %d workers replaced\n", stats.Done, stats.Failed, stats.Retried, stats.Deaths)
}

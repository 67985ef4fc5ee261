package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tandem/parallel"
)

// fragile ends its whole process for 3.
var fragile = parallel.NewTask("example.fragile", func(_ context.Context, x int) (int, error) {
	if x == 3 {
		os.Exit(17)
	}
	return x * x, nil
})

// In process mode a task that ends its process costs itself alone. (Package parallel's TestMain calls Main first, as the
// main function of a program must.)
func ExampleWorkerDied() {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	squares, err := fragile.Map(context.Background(), pool, []int{1, 2, 3, 4})
	fmt.Println(squares)
	var died *parallel.WorkerDied
	if errors.As(err, &died) {
		fmt.Println(died.State, died.Deaths)
	}
	// Output:
	// [1 4 0 16]
	// exit status 17 1
}

func ExampleTask_Start() {
	p, err := cube.Start(context.Background(), 5) // a process of its own
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Pid() != os.Getpid())
	fmt.Println(p.Join(context.Background()))
	// Output:
	// true
	// 125 <nil>
}

// A second call with the same file, task and arguments finds what the first one had finished.
func ExampleCheckpoint() {
	dir, err := os.MkdirTemp("", "checkpoint-*")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	kept := cube.With(parallel.Checkpoint(filepath.Join(dir, "cubes")))
	for range 2 {
		pool := open()
		cubes, err := kept.Map(context.Background(), pool, []int{1, 2, 3})
		fmt.Println(cubes, err, "ran here:", pool.Stats().Done)
		pool.Close()
	}
	// Output:
	// [1 8 27] <nil> ran here: 3
	// [1 8 27] <nil> ran here: 0
}

package parallel_test

import (
	"context"
	"fmt"
	"slices"

	"tandem/parallel"
)

var cube = parallel.NewTask("example.cube", func(_ context.Context, x int) (int, error) { return x * x * x, nil })

var hypot = parallel.NewTask2("example.hypot", func(_ context.Context, a, b int) (int, error) { return a*a + b*b, nil })

func Example() {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Goroutines, Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	fmt.Println(cube.Map(context.Background(), pool, []int{1, 2, 3}))
	// Output: [1 8 27] <nil>
}

func ExampleTask_Imap() {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Goroutines, Workers: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	endless := func(yield func(int) bool) {
		for i := 1; yield(i); i++ {
		}
	}
	for v, err := range cube.Imap(context.Background(), pool, endless) {
		if err != nil || v > 100 {
			break
		}
		fmt.Println(v)
	}
	// Output:
	// 1
	// 8
	// 27
	// 64
}

func ExampleTask_Parallel() {
	fmt.Println(cube.Parallel(context.Background(), []int{4, 5}))
	// Output: [64 125] <nil>
}

func ExampleTask2_Starmap() {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Serial})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	fmt.Println(hypot.Starmap(context.Background(), pool, slices.All([]int{7, 8})))
	// Output: [49 65] <nil>
}

func ExampleQueue() {
	ctx := context.Background()
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Goroutines, Workers: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer pool.Close()
	q := parallel.NewQueue[string]()
	go func() {
		defer q.Close()
		if _, err := steps.Apply(ctx, pool, q); err != nil {
			fmt.Println(err)
		}
	}()
	for s := range q.All(ctx) {
		fmt.Println(s)
	}
	// Output:
	// begun
	// half
}

var steps = parallel.NewTask("example.steps", func(ctx context.Context, q *parallel.Queue[string]) (int, error) {
	if err := q.Put(ctx, "begun"); err != nil {
		return 0, err
	}
	return 0, q.Put(ctx, "half")
})

package parallel_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"tandem/parallel"
)

// open opens a pool of two goroutines; in a program of your own, check the error.
func open(opts ...parallel.Option) *parallel.Pool {
	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Goroutines, Workers: 2, Threads: 1}, opts...)
	if err != nil {
		panic(err)
	}
	return pool
}

func ExampleTask_Apply() {
	pool := open()
	defer pool.Close()
	fmt.Println(cube.Apply(context.Background(), pool, 7))
	// Output: 343 <nil>
}

func ExampleTask_ApplyAsync() {
	ctx := context.Background()
	pool := open()
	defer pool.Close()
	a, b := cube.ApplyAsync(ctx, pool, 3), cube.ApplyAsync(ctx, pool, 4) // both run
	x, err := a.Get(ctx)
	fmt.Println(x, err)
	y, err := b.Get(ctx)
	fmt.Println(y, err)
	// Output:
	// 27 <nil>
	// 64 <nil>
}

func ExampleFuture_Done() {
	pool := open()
	defer pool.Close()
	squares := cube.MapAsync(context.Background(), pool, []int{1, 2, 3})
	select {
	case <-squares.Done():
	case <-context.Background().Done(): // or a timer, or another future
	}
	fmt.Println(squares.Get(context.Background()))
	// Output: [1 8 27] <nil>
}

var errOdd = parallel.RegisterError("example.odd", errors.New("odd number"))

var half = parallel.NewTask("example.half", func(_ context.Context, x int) (int, error) {
	if x%2 == 1 {
		return 0, errOdd
	}
	return x / 2, nil
})

// One failure costs one result. Errors keep their identity, from other processes too, if they are registered.
func ExampleTask_Map() {
	pool := open()
	defer pool.Close()
	halves, err := half.Map(context.Background(), pool, []int{2, 4, 5, 6})
	fmt.Println(halves, errors.Is(err, errOdd))
	var failed *parallel.TaskError
	if errors.As(err, &failed) {
		fmt.Println(failed.Index, failed)
	}
	// Output:
	// [1 2 0 3] true
	// 2 task example.half[2]: odd number
}

func ExampleTask_ImapUnordered() {
	pool := open()
	defer pool.Close()
	sum := 0
	for v, err := range cube.ImapUnordered(context.Background(), pool, slices.Values([]int{1, 2, 3, 4})) {
		if err != nil {
			break
		}
		sum += v // in whatever order they come
	}
	fmt.Println(sum)
	// Output: 100
}

func ExampleTask_With() {
	careful := half.With(parallel.StopOnError(), parallel.Retries(2))
	pool := open()
	defer pool.Close()
	_, err := careful.Map(context.Background(), pool, []int{1})
	fmt.Println(err)
	fmt.Println(pool.Stats().Retried, "retries")
	// Output:
	// task example.half[0]: odd number
	// 2 retries
}

func ExampleTask2_Map() {
	pool := open()
	defer pool.Close()
	fmt.Println(hypot.Map(context.Background(), pool, []parallel.Pair[int, int]{{First: 3, Second: 4}, {First: 5, Second: 12}}))
	// Output: [25 169] <nil>
}

var dice = parallel.NewTask("example.dice", func(ctx context.Context, _ int) (int, error) { return 1 + parallel.Rand(ctx).IntN(6), nil })

// A task's random stream depends on the pool's seed and the task's index, not on where it runs.
func ExampleRand() {
	var first []int
	for _, mode := range []parallel.Mode{parallel.Serial, parallel.Goroutines} {
		pool, err := parallel.Open(parallel.Plan{Mode: mode, Workers: 1 + int(mode), Threads: 1}, parallel.Seed(7))
		if err != nil {
			panic(err)
		}
		throws, err := dice.Map(context.Background(), pool, make([]int, 100))
		pool.Close()
		if first == nil {
			first = throws
		}
		fmt.Println(len(throws), slices.Equal(first, throws), err)
	}
	// Output:
	// 100 true <nil>
	// 100 true <nil>
}

func ExampleObserve() {
	finished := 0
	pool := open(parallel.Observe(func(e parallel.Event) {
		if e.Kind == parallel.TaskFinished {
			finished++ // calls do not overlap
		}
	}), parallel.Output(io.Discard))
	_, err := cube.Map(context.Background(), pool, make([]int, 10))
	pool.Close()
	fmt.Println(finished, err)
	// Output: 10 <nil>
}

func ExampleNewShared() {
	x, err := parallel.NewShared[float64](4)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer x.Close()                        // nothing may use the slice after this
	copy(x.Slice(), []float64{1, 2, 3, 4}) // worker processes that are given x.Slice() see this very memory
	fmt.Println(x.Slice())
	// Output: [1 2 3 4]
}

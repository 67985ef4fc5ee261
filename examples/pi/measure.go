package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"tandem/integrate"
	"tandem/parallel"
)

// ways is the number of ways to add up that measure compares.
const ways = 4

// measure returns the best of three times of starmap, apply_async, and Midpoint of the Go loop and of the compiled
// expression, on so many workers, and the last value.
func measure(ctx context.Context, m parallel.Machine, workers, steps int) (seconds [ways]float64, pi float64, err error) {
	mode := parallel.Goroutines
	if m.Processes {
		mode = parallel.Processes
	}
	pool, err := parallel.Open(parallel.Plan{Mode: mode, Workers: workers, Threads: 1})
	if err != nil {
		return seconds, 0, err
	}
	defer pool.Close()
	program := compiled()
	midpoint := func(f func(x, y []float64)) (float64, error) {
		inner := parallel.WithThreads(ctx, workers)
		return integrate.Midpoint(inner, f, 0, 1, steps, integrate.Options{Concurrent: true})
	}
	for i, way := range [ways]func() (float64, error){
		func() (float64, error) {
			parts, err := pair.Starmap(ctx, pool, func(yield func(int, share) bool) {
				for rank := range workers {
					if !yield(rank, share{0, workers, steps}) {
						return
					}
				}
			})
			total := 0.0
			for _, p := range parts {
				total += p
			}
			return total, err
		},
		func() (float64, error) {
			var futures []*parallel.Future[float64]
			for rank := range workers {
				futures = append(futures, one.ApplyAsync(ctx, pool, share{rank, workers, steps}))
			}
			total := 0.0
			for _, f := range futures {
				part, err := f.Get(ctx)
				if err != nil {
					return 0, err
				}
				total += part
			}
			return total, nil
		},
		func() (float64, error) { return midpoint(integrand) },
		func() (float64, error) { return midpoint(program) },
	} {
		seconds[i] = math.Inf(1)
		for range 3 {
			start := time.Now()
			if pi, err = way(); err != nil {
				return seconds, 0, err
			}
			seconds[i] = min(seconds[i], time.Since(start).Seconds())
			// The midpoint rule is off by h²/12; strided partial sums round differently for every number of workers.
			if h := 1 / float64(steps); math.Abs(pi-math.Pi) > h*h/6+1e-9 {
				return seconds, 0, fmt.Errorf("%d workers: π = %v", workers, pi)
			}
		}
	}
	return seconds, pi, nil
}

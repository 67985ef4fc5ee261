package main

import (
	"context"
	"fmt"
	"math"

	"tandem/integrate"
	"tandem/parallel"
	"tandem/plots"
)

// A share is what one of count workers adds up: midpoints rank, rank+count, … of steps in all.
type share struct{ Rank, Count, Steps int }

// strided sums 4/(1+x²) at its midpoints, like the lecture's range(rank, nsteps, nprocs).
func strided(ctx context.Context, s share) (float64, error) {
	h := 1 / float64(s.Steps)
	sum := 0.0
	for i := s.Rank; i < s.Steps; i += s.Count {
		x := (float64(i) + 0.5) * h
		sum += 4 / (1 + x*x)
	}
	return sum * h, nil
}

var (
	stridedPi = parallel.NewTask("lecture.stridedPi", strided)
	starPi    = parallel.NewTask2("lecture.starPi", func(ctx context.Context, rank, count int) (float64, error) {
		return strided(ctx, share{rank, count, starSteps})
	})
)

// starSteps is the number of steps of starPi, whose two arguments are the lecture's rank and count. A constant, so that
// every process has it.
const starSteps = 10_000_000

var piExperiments = []*experiment{
	{
		name: "pi_starmap", title: "π by the midpoint rule, with starmap",
		idiom:  "Each of nprocs processes adds up every nprocs-th of 10 million midpoints, range(rank, nsteps, nprocs); pool.starmap hands out the pairs (rank, nprocs).",
		stated: "the speed-up follows the number of processes up to the number of cores.",
		code: `pairs := func(yield func(rank, count int) bool) {
	for rank := range workers { if !yield(rank, workers) { return } }
}
parts, err := starPi.Starmap(ctx, pool, pairs)`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			return piScaling(ctx, s, "pi_starmap", starSteps, func(ctx context.Context, pool *parallel.Pool, workers int) ([]float64, error) {
				return starPi.Starmap(ctx, pool, func(yield func(rank, count int) bool) {
					for rank := range workers {
						if !yield(rank, workers) {
							return
						}
					}
				})
			})
		},
	},
	{
		name: "pi_apply_async", title: "π by the midpoint rule, with apply_async",
		idiom:  "The same sum, but every share is submitted by pool.apply_async, which returns a handle at once; get() waits for its value.",
		stated: "the same speed-up as starmap: the way of handing out does not matter for a few large shares.",
		code: `for rank := range workers {
	futures = append(futures, stridedPi.ApplyAsync(ctx, pool, share{rank, workers, steps}))
}
for _, f := range futures { part, err := f.Get(ctx); ... }`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			steps := s.size(10_000_000, 4_000_000)
			return piScaling(ctx, s, "pi_apply_async", steps, func(ctx context.Context, pool *parallel.Pool, workers int) ([]float64, error) {
				var futures []*parallel.Future[float64]
				for rank := range workers {
					futures = append(futures, stridedPi.ApplyAsync(ctx, pool, share{rank, workers, steps}))
				}
				var parts []float64
				for _, future := range futures {
					part, err := future.Get(ctx)
					if err != nil {
						return nil, err
					}
					parts = append(parts, part)
				}
				return parts, nil
			})
		},
	},
}

// piScaling times one way of handing out the shares over 1, 2, 4, … workers and draws the speed-up.
func piScaling(ctx context.Context, s *session, name string, steps int, shares func(ctx context.Context, pool *parallel.Pool, workers int) ([]float64, error)) (*finding, error) {
	f := &finding{}
	counts := s.counts()
	var ways []func(ctx context.Context) error
	for _, workers := range counts {
		pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: workers, Threads: 1})
		if err != nil {
			return nil, err
		}
		defer pool.Close()
		ways = append(ways, func(ctx context.Context) error {
			parts, err := shares(ctx, pool, workers)
			if err != nil {
				return err
			}
			sum := 0.0
			for _, part := range parts {
				sum += part
			}
			if math.Abs(sum-math.Pi) > 1e-9 {
				return fmt.Errorf("%d workers: π = %v", workers, sum)
			}
			return nil
		})
	}
	timings, err := s.compare(ctx, name, ways...)
	if err != nil {
		return nil, err
	}
	f.table = [][]string{{"workers", "time, 95% interval", "speed-up"}}
	curve := plots.Curve{Name: s.outer().String()}
	for i, workers := range counts {
		r := timings[0].over(timings[i])
		if i == 0 {
			r = timing{median: 1, lo: 1, hi: 1}
		}
		f.table = append(f.table, []string{fmt.Sprint(workers), timings[i].String(), r.times()})
		curve.Points = append(curve.Points, r.point(float64(workers)))
	}
	// The blocked sum of the library, whose digits do not depend on the number of workers.
	exact, err := integrate.Midpoint(ctx, func(x, y []float64) {
		for i, v := range x {
			y[i] = 4 / (1 + v*v)
		}
	}, 0, 1, steps, integrate.Options{Concurrent: true})
	if err != nil {
		return nil, err
	}
	f.say("%d million steps; the strided partial sums round differently for every number of workers, so they are compared with π within 1e-9; integrate.Midpoint gives %.15f on any number (π is %.15f)", steps/1_000_000, exact, math.Pi)
	last := len(counts) - 1
	if last == 0 {
		f.verdict, f.because = notHere, "there is only one core"
		return f, nil
	}
	f.draw(s, name, fmt.Sprintf("π by %d million midpoints", steps/1_000_000), plots.Scaling(curve))
	f.conclude(timings[0].over(timings[last]), fmt.Sprintf("%d workers are faster than one", counts[last]), "more workers were slower")
	return f, nil
}

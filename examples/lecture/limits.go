package main

import (
	"context"
	"fmt"
	"math/rand/v2"

	"tandem/fft"
	"tandem/parallel"
	"tandem/plots"
)

var (
	// collatz is plain Go that allocates nothing and calls no kernel: the longest Collatz chain from a span.
	collatz = parallel.NewTask("lecture.collatz", func(ctx context.Context, s span) (int, error) {
		longest := 0
		for i := max(1, s.Lo); i < s.Hi; i++ {
			steps := 0
			for n := i; n != 1; steps++ {
				if n%2 == 0 {
					n /= 2
				} else {
					n = 3*n + 1
				}
			}
			longest = max(longest, steps)
		}
		return longest, nil
	})
)

var limitExperiments = []*experiment{
	{
		name: "threads_are_not_slow_here", title: "Threads are not slow here",
		idiom:  "multiprocessing.dummy has the pool's interface on threads; for computation in pure Python it gains nothing, because the interpreter lock lets one thread run at a time. Processes do.",
		stated: "threads bring no speed-up for pure Python code; processes do.",
		code: `threads, err := parallel.Open(parallel.Plan{Mode: parallel.Goroutines, Workers: cores, Threads: 1})
processes, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: cores, Threads: 1})`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			f := &finding{}
			n, parts := s.size(1_500_000, 400_000), 32
			spans := make([]span, parts)
			for i := range spans {
				spans[i] = span{i * n / parts, (i + 1) * n / parts}
			}
			names := []string{"serial", "goroutines", "processes"}
			modes := []parallel.Mode{parallel.Serial, parallel.Goroutines, s.outer()}
			var ways []func(ctx context.Context) error
			for _, mode := range modes {
				workers := s.cores()
				if mode == parallel.Serial {
					workers = 1
				}
				pool, err := parallel.Open(parallel.Plan{Mode: mode, Workers: workers, Threads: 1})
				if err != nil {
					return nil, err
				}
				defer pool.Close()
				ways = append(ways, func(ctx context.Context) error {
					_, err := collatz.Map(ctx, pool, spans)
					return err
				})
			}
			timings, err := s.compare(ctx, "threads", ways...)
			if err != nil {
				return nil, err
			}
			f.table = [][]string{{"workers", "time, 95% interval", "speed-up"}}
			for i, t := range timings {
				f.table = append(f.table, []string{names[i], t.String(), timings[0].over(t).times()})
			}
			f.ratio = timings[0].over(timings[1])
			switch {
			case s.cores() == 1:
				f.verdict, f.because = notHere, "there is only one core"
			case f.ratio.lo > 1.1:
				f.verdict, f.because = different, "Go has no interpreter lock: goroutines run on all cores at once, and share memory besides; processes are for isolation, for separate heaps, and for code that is not safe for threads"
			default:
				f.verdict, f.because = notHere, "this run does not show that goroutines are faster than one at a time"
			}
			return f, nil
		},
	},
	{
		name: "fft_batches", title: "Fourier transforms: batches outside, threads inside",
		idiom:  "scipy.fft takes workers=… for a batch of transforms; a pool can spread the batch over processes instead.",
		stated: "many small transforms scale by batches; one large transform is bound by memory.",
		code: `err = rows.Many(parallel.WithThreads(ctx, cores), y, x, fft.Rows(512, 1024), false, fft.Backward) // outer: whole transforms
err = plan.Forward(parallel.WithThreads(ctx, cores), y, x)                                           // inner: one transform`,
		run: fftBatches,
	},
	{
		name: "memory_bound", title: "Where neither level helps",
		idiom:  "Adding large arrays in NumPy is bound by memory; neither more threads nor more processes make the memory faster.",
		stated: "the speed-up stays far below the number of cores.",
		code:   `team.For(len(a), 1<<16, func(lo, hi int) { for i := lo; i < hi; i++ { a[i] = b[i] + 3*c[i] } })`,
		run:    memoryBound,
	},
}

func fftBatches(ctx context.Context, s *session) (*finding, error) {
	f := &finding{}
	one, all := parallel.WithThreads(ctx, 1), parallel.WithThreads(ctx, s.cores())
	const n, count = 1024, 512
	batch := make([]complex128, n*count)
	large := make([]complex128, s.size(1<<21, 1<<19))
	r := rand.New(rand.NewPCG(1, 1))
	for i := range batch {
		batch[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	for i := range large {
		large[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	rows, err := fft.NewPlan(n)
	if err != nil {
		return nil, err
	}
	plan, err := fft.NewPlan(len(large))
	if err != nil {
		return nil, err
	}
	// Results go to memory that is there: fresh memory for them would cost more than the transforms.
	out := make([]complex128, max(len(batch), len(large)))
	doBatch := func(ctx context.Context) error {
		return rows.Many(ctx, out[:len(batch)], batch, fft.Rows(count, n), false, fft.Backward)
	}
	doLarge := func(ctx context.Context) error { return plan.Forward(ctx, out[:len(large)], large) }
	// Each by itself: what runs after the large transform finds nothing of its own in the caches.
	batches, err := s.compare(ctx, "fft batch", func(context.Context) error { return doBatch(one) }, func(context.Context) error { return doBatch(all) })
	if err != nil {
		return nil, err
	}
	single, err := s.compare(ctx, "fft", func(context.Context) error { return doLarge(one) }, func(context.Context) error { return doLarge(all) })
	if err != nil {
		return nil, err
	}
	outer, inner := batches[0].over(batches[1]), single[0].over(single[1])
	f.table = [][]string{{"work", "1 thread", fmt.Sprintf("%d threads", s.cores()), "speed-up"},
		{fmt.Sprintf("batch of %d × %d points", count, n), batches[0].String(), batches[1].String(), outer.times()},
		{fmt.Sprintf("one transform of %d points", len(large)), single[0].String(), single[1].String(), inner.times()}}
	if s.cores() == 1 {
		f.verdict, f.because = notHere, "there is only one core"
		return f, nil
	}
	f.draw(s, "fft_batches", "Fourier transforms on all cores", plots.Scaling(
		plots.Curve{Name: "batch (outer)", Points: []plots.Point{{X: 1, Y: 1}, outer.point(float64(s.cores()))}},
		plots.Curve{Name: "one large (inner)", Points: []plots.Point{{X: 1, Y: 1}, inner.point(float64(s.cores()))}}))
	f.conclude(outer, "whole transforms share nothing", "the batch is too small for this machine")
	return f, nil
}

func memoryBound(ctx context.Context, s *session) (*finding, error) {
	f := &finding{}
	n := s.size(1<<24, 1<<23) // 128 MiB an array: no cache holds it
	a, b, c := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range b {
		b[i], c[i] = float64(i), 1
	}
	triad := func(threads int) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			parallel.TeamOf(parallel.WithThreads(ctx, threads)).For(n, 1<<16, func(lo, hi int) {
				x, y, z := a[lo:hi], b[lo:hi], c[lo:hi]
				for i := range x {
					x[i] = y[i] + 3*z[i]
				}
			})
			return nil
		}
	}
	timings, err := s.compare(ctx, "memory", triad(1), triad(s.cores()))
	if err != nil {
		return nil, err
	}
	f.ratio = timings[0].over(timings[1])
	rate := func(t timing) string { return fmt.Sprintf("%.1f GB/s", 24*float64(n)/t.median/1e9) }
	f.table = [][]string{{"threads", "time, 95% interval", "memory traffic"},
		{"1", timings[0].String(), rate(timings[0])}, {fmt.Sprint(s.cores()), timings[1].String(), rate(timings[1])}}
	switch cores := float64(s.cores()); {
	case cores == 1:
		f.verdict, f.because = notHere, "there is only one core"
	case f.ratio.hi < 0.8*cores:
		f.verdict, f.because = same, fmt.Sprintf("the speed-up is far from %d: the cores wait for the same memory", s.cores())
	case f.ratio.lo > 1:
		f.verdict, f.because = notHere, "here one core alone does not use all of the memory's bandwidth, so that a second still helps"
	default:
		f.verdict, f.because = notHere, "the interval is too wide to tell"
	}
	return f, nil
}

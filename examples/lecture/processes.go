package main

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"tandem/parallel"
)

// A span is a range of whole numbers, lo ≤ i < hi.
type span struct{ Lo, Hi int }

// sines sums sin(i³) over a span and puts the sum into a queue.
var sines = parallel.NewTask2("lecture.sines", func(ctx context.Context, s span, q *parallel.Queue[float64]) (struct{}, error) {
	sum := 0.0
	for i := s.Lo; i < s.Hi; i++ {
		x := float64(i)
		sum += math.Sin(x * x * x)
	}
	return struct{}{}, q.Put(ctx, sum)
})

var counter atomic.Int64

// count adds one to a variable of the process that it runs in and returns the value it then has there.
var count = parallel.NewTask("lecture.count", func(ctx context.Context, _ int) (int64, error) { return counter.Add(1), nil })

var processExperiments = []*experiment{
	{
		name: "process_queue", title: "Processes and a queue",
		idiom:  "Process objects with a target function are started and joined; each puts its partial sum into a shared Queue, from which the parent takes them.",
		stated: "the sum over all ranges arrives whichever process ends first; the queue carries values, not order.",
		code: `queue := parallel.NewQueue[float64]()
for _, part := range parts {
	p, err := sines.Start(ctx, part, queue) // an operating-system process of its own
	...
}
for partial, err := range queue.All(ctx) { sum += partial }`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			f := &finding{}
			n, parts := s.size(4_000_000, 400_000), 4
			var want float64
			q := parallel.NewQueue[float64]()
			var running []*parallel.Process[struct{}]
			start := time.Now()
			for i := range parts {
				part := span{i * n / parts, (i + 1) * n / parts}
				p, err := sines.Start(ctx, part, q)
				if err != nil {
					f.verdict, f.because = notHere, "worker processes cannot be started: "+err.Error()
					return f, nil
				}
				running = append(running, p)
			}
			var sum float64
			next := 0
			for partial, err := range q.All(ctx) {
				if err != nil {
					return nil, err
				}
				sum += partial
				if next++; next == parts {
					break
				}
			}
			for _, p := range running {
				if _, err := p.Join(ctx); err != nil {
					return nil, err
				}
				f.say("process %d has ended", p.Pid())
			}
			elapsed := time.Since(start)
			for i := range n {
				x := float64(i)
				want += math.Sin(x * x * x)
			}
			f.say("Σ sin(i³) over %d numbers = %.9f from %d processes in %s; one loop gives %.9f", n, sum, parts, seconds(elapsed.Seconds()), want)
			if math.Abs(sum-want) > 1e-6*float64(n) {
				return nil, fmt.Errorf("the processes' sum %v is not the loop's %v", sum, want)
			}
			f.verdict, f.because = same, "every partial sum arrived once and every process was joined"
			return f, nil
		},
	},
	{
		name: "not_shared", title: "What processes do not share",
		idiom:  "A global counter is incremented by child processes; the parent's counter stays as it was, because each child has memory of its own.",
		stated: "after the processes the parent still sees the old value; threads would have changed it.",
		code: `p, err := count.Start(ctx, 0)   // in a process: its own memory
go count.Call(ctx, 0)           // in a goroutine: ours`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			f := &finding{}
			counter.Store(0)
			for range 3 {
				p, err := count.Start(ctx, 0)
				if err != nil {
					f.verdict, f.because = notHere, "worker processes cannot be started: "+err.Error()
					return f, nil
				}
				there, err := p.Join(ctx)
				if err != nil {
					return nil, err
				}
				f.say("process %d counted to %d; here the counter is %d", p.Pid(), there, counter.Load())
			}
			after := counter.Load()
			var wg sync.WaitGroup
			for range 3 {
				wg.Go(func() { count.Call(ctx, 0) })
			}
			wg.Wait()
			f.say("after three goroutines the counter is %d (an atomic one: goroutines share memory, and so must take turns)", counter.Load())
			if after == 0 && counter.Load() == 3 {
				f.verdict, f.because = same, "processes left our counter at 0, goroutines took it to 3"
			} else {
				f.verdict, f.because = different, fmt.Sprintf("the counter was %d after the processes and %d after the goroutines", after, counter.Load())
			}
			return f, nil
		},
	},
}

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"tandem/examples/internal/program"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/plots"
)

var eigenExperiments = []*experiment{
	{
		name: "pool_map", title: "A pool's map: nine spectra of random 200×200 matrices",
		idiom:  "pool.map applies a function to range(9); it blocks until all results are there, in order. The matrices come from NumPy's global generator, whose state forked workers inherit: workers that start alike draw alike, and matrices repeat.",
		stated: "map returns the results in order and blocks until the last.",
		code: `pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: 1})
spectra, err := linalg.RandomEigenvalues.Map(ctx, pool, linalg.Samples(linalg.EnsembleGinibre, 200, 9, 1))`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			f := &finding{}
			const n, tasks = 200, 9
			samples := linalg.Samples(linalg.EnsembleGinibre, n, tasks, 1)
			var tasksDone gantt
			pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: min(2, s.cores()), Threads: 1}, parallel.Observe(tasksDone.observe))
			if err != nil {
				return nil, err
			}
			defer pool.Close()
			start := time.Now()
			spectra, err := linalg.RandomEigenvalues.Map(ctx, pool, samples)
			if err != nil {
				return nil, err
			}
			f.say("Map returned %d spectra after %s: it blocked until the last was there", len(spectra), seconds(time.Since(start).Seconds()))
			distinct := map[complex128]bool{}
			for i, spectrum := range spectra {
				distinct[spectrum[0]] = true
				here, err := linalg.RandomEigenvalues.Call(ctx, samples[i])
				if err != nil {
					return nil, err
				}
				if !slices.Equal(here, spectrum) {
					return nil, fmt.Errorf("spectrum %d from the pool differs from the one computed here", i)
				}
			}
			f.say("the %d matrices are %d different ones: streams are keyed by the sample, not by the worker, so none repeats, and a rerun with any pool gives the same bits", tasks, len(distinct))
			s.spectra["pool_map"] = slices.Concat(spectra...)
			f.draw(s, "pool_gantt", "Nine tasks on the pool's workers", tasksDone.figure())
			f.draw(s, "spectrum", "Nine spectra, n = 200, scaled by √n", plots.SpectrumOf(slices.Concat(spectra...), n))
			f.verdict, f.because = same, "Map blocked and kept the order"
			if len(distinct) != tasks {
				f.verdict, f.because = different, "matrices repeat"
			}
			return f, nil
		},
	},
	{
		name: "imap_unordered", title: "imap_unordered does not block",
		idiom:  "pool.imap_unordered hands back an iterator at once; the work runs while the program goes on, and results come in the order in which they finish.",
		stated: "the time printed after imap_unordered is nearly nothing; the work shows when the results are read.",
		code: `results := linalg.RandomEigenvalues.ImapUnordered(ctx, pool, slices.Values(samples)) // dispatched now
...                                                                                     // do something else
for spectrum, err := range results { ... }`,
		run: func(ctx context.Context, s *session) (*finding, error) {
			f := &finding{}
			samples := linalg.Samples(linalg.EnsembleGinibre, s.size(400, 200), 8, 1)
			pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: min(2, s.cores()), Threads: 1})
			if err != nil {
				return nil, err
			}
			defer pool.Close()
			var called, read []float64
			for range 6 {
				start := time.Now()
				results := linalg.RandomEigenvalues.ImapUnordered(ctx, pool, slices.Values(samples))
				called = append(called, time.Since(start).Seconds())
				for _, err := range results {
					if err != nil {
						return nil, err
					}
				}
				read = append(read, time.Since(start).Seconds())
			}
			before, after := summarize(called), summarize(read)
			f.say("ImapUnordered returned after %v; the results were read after %v", before, after)
			f.conclude(after.over(before), "the call only dispatches", "the call took as long as the work")
			return f, nil
		},
	},
	{
		name: "eigen_processes_vs_threads", title: "Eigenvalues: outer processes against inner threads",
		idiom:  "Two 2000×2000 matrices on 24 cores: once by a pool of two processes whose linear algebra uses about 12 BLAS threads each, once one after the other with 24. The lecture shows two htop pictures.",
		stated: "two processes with half of the threads each beat one process with all of them (the slides show the cores' use and give no times).",
		code: `pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: 2, Threads: cores / 2})
for spectrum, err := range linalg.RandomEigenvalues.ImapUnordered(ctx, pool, slices.Values(samples)) { ... }

one := parallel.WithThreads(ctx, cores)
spectrum, err := linalg.RandomEigenvalues.Call(one, sample)`,
		run: eigenTradeoff,
	},
}

func eigenTradeoff(ctx context.Context, s *session) (*finding, error) {
	f := &finding{}
	cores := s.cores()
	if cores < 2 {
		f.verdict, f.because = notHere, "there is only one core to share"
		return f, nil
	}
	if cores < 24 {
		f.say("with %d cores instead of 24 this is the lecture's pair scaled down: 2×%d against 1×%d", cores, cores/2, cores)
	}
	n := s.size(2000, 700)
	samples := linalg.Samples(linalg.EnsembleGinibre, n, 2, 1)
	plan := parallel.Choose(s.machine, linalg.EigenvaluesLoad(2, n))
	if s.Explain {
		program.Println(plan.Explain())
	}
	splits := []eigenSplit{{workers: 2, threads: cores / 2}, {workers: 1, threads: cores}, {workers: 2, threads: cores, note: "held to the cores by tokens"},
		{workers: 2, threads: cores, note: "oversubscribed by force", forced: true}}
	if cores == 2 {
		splits = append(splits, eigenSplit{workers: 1, threads: 1})
	}
	ways := []string{splits[0].String() + " two workers", splits[1].String() + " one worker"}
	g := guess{question: fmt.Sprintf("Two %d×%d spectra on %d cores, workers × threads", n, n, cores)}
	for i, way := range ways {
		if splits[i].workers == plan.Workers && splits[i].threads == plan.Threads {
			g.planner = way
		}
	}
	g.reader = s.ask(ctx, g.question+": which is faster?", ways)

	var runs []func(ctx context.Context) error
	for _, split := range splits {
		spectra, done, err := split.open(s, samples)
		if err != nil {
			return nil, err
		}
		defer done()
		runs = append(runs, func(ctx context.Context) error {
			found, err := spectra(ctx)
			if err == nil {
				all := slices.Concat(found...)
				if old, ok := s.spectra["eigenvalues"]; ok && !slices.Equal(old, all) {
					return fmt.Errorf("%v gave other eigenvalues", split)
				}
				s.spectra["eigenvalues"] = all
			}
			return err
		})
	}
	timings, err := s.compare(ctx, "eigenvalues", runs...)
	if err != nil {
		return nil, err
	}
	var cells []plots.Cell
	f.table = [][]string{{"workers", "threads", "time, 95% interval", ""}}
	for i, split := range splits {
		t := timings[i]
		f.table = append(f.table, []string{fmt.Sprint(split.workers), fmt.Sprint(split.threads), t.String(), split.note})
		if split.note == "" || split.forced {
			note, _, _ := strings.Cut(split.note, " ")
			cells = append(cells, plots.Cell{Workers: split.workers, Threads: split.threads, Seconds: t.median, Lo: t.lo, Hi: t.hi, Note: note})
		}
	}
	f.say("the eigenvalues are the same in all configurations, bit for bit")
	f.say("asked for %d threads on %d cores, Tandem runs %d at a time; forced to run them all at once it takes %v as long as %v", 2*cores, cores, cores,
		timings[3].over(timings[0]).times(), splits[0])
	f.draw(s, "eigen_tradeoff", fmt.Sprintf("Two %d×%d spectra on %d cores", n, n, cores), plots.Tradeoff(plots.Map{Name: s.outer().String(), Cells: cells}))
	if err := f.timelines(ctx, s, runs[:2], ways); err != nil {
		return nil, err
	}
	switch ratio := timings[1].over(timings[0]); {
	case ratio.lo > 1:
		g.winner = ways[0]
	case ratio.hi < 1:
		g.winner = ways[1]
	}
	s.guesses = append(s.guesses, g)
	f.conclude(timings[1].over(timings[0]),
		"the eigenvalue iteration is not all matrix products: inner threads wait where outer workers go on",
		"the inner threads lost less than the outer workers did")
	return f, nil
}

// An eigenSplit is one way to share the cores among the two matrices. A forced one runs all its threads at once,
// although there are not so many cores.
type eigenSplit struct {
	workers, threads int
	note             string
	forced           bool
}

func (e eigenSplit) String() string { return fmt.Sprintf("%d×%d", e.workers, e.threads) }

// open gets ready to compute the samples' spectra under the split; done gives back what that takes.
func (e eigenSplit) open(s *session, samples []linalg.Sample) (spectra func(ctx context.Context) ([][]complex128, error), done func() error, err error) {
	if e.forced {
		return func(ctx context.Context) ([][]complex128, error) {
			out, errs := make([][]complex128, len(samples)), make([]error, len(samples))
			var wg sync.WaitGroup
			for i, sample := range samples {
				wg.Go(func() {
					out[i], errs[i] = linalg.RandomEigenvalues.Call(parallel.Oversubscribed(ctx, e.threads), sample)
				})
			}
			wg.Wait()
			return out, errors.Join(errs...)
		}, func() error { return nil }, nil
	}
	pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: e.workers, Threads: e.threads, Exact: true})
	if err != nil {
		return nil, nil, err
	}
	return func(ctx context.Context) ([][]complex128, error) {
		return linalg.RandomEigenvalues.Map(ctx, pool, samples)
	}, pool.Close, nil
}

// timelines draws the use of every core during one run of each way: the lecture's two htop pictures.
func (f *finding) timelines(ctx context.Context, s *session, runs []func(ctx context.Context) error, names []string) error {
	var lines []plots.Timeline
	for i, run := range runs {
		stop, err := parallel.StartTrace(names[i], 50*time.Millisecond)
		if err != nil {
			f.say("no timelines of the cores: %v", err)
			return nil
		}
		if err := run(ctx); err != nil {
			stop()
			return err
		}
		trace := stop()
		if len(trace.Times) == 0 {
			return nil
		}
		lines = append(lines, plots.Timeline{Name: names[i], Times: trace.Times, Use: trace.Use})
	}
	fig := plots.Cores(lines...)
	f.draw(s, "eigen_cores", "Use of the cores over time", fig)
	return nil
}

// A gantt collects the tasks of a pool by worker over time.
type gantt struct {
	mu   sync.Mutex
	bars []plots.Bar
}

// observe is told of every event of a pool; finished and failed tasks become bars.
func (g *gantt) observe(e parallel.Event) {
	if e.Kind != parallel.TaskFinished && e.Kind != parallel.TaskFailed {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bars = append(g.bars, plots.Bar{Worker: fmt.Sprintf("worker %d", e.Worker+1), Start: e.Start.Seconds(), End: e.End.Seconds(),
		Label: fmt.Sprint(e.Index), Failed: e.Kind == parallel.TaskFailed})
}

// figure draws the tasks seen so far, workers in order, time from the first task on.
func (g *gantt) figure() *plots.Figure {
	g.mu.Lock()
	defer g.mu.Unlock()
	bars := slices.Clone(g.bars)
	slices.SortFunc(bars, func(a, b plots.Bar) int {
		return cmp.Or(cmp.Compare(a.Worker, b.Worker), cmp.Compare(a.Start, b.Start))
	})
	first := math.Inf(1)
	for _, b := range bars {
		first = min(first, b.Start)
	}
	for i := range bars {
		bars[i].Start -= first
		bars[i].End -= first
	}
	return plots.Gantt(bars)
}

package main

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"

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
		fmt.Println(plan.Explain())
	}
	splits := []struct{ workers, threads int }{{2, cores / 2}, {1, cores}, {2, cores}}
	name := func(w, t int) string { return fmt.Sprintf("%d×%d", w, t) }
	ways := []string{name(2, cores/2) + " two workers", name(1, cores) + " one worker"}
	planner := ""
	for _, way := range ways {
		if way[:3] == name(plan.Workers, plan.Threads) {
			planner = way
		}
	}
	g := guess{question: fmt.Sprintf("Two %d×%d spectra on %d cores, workers × threads", n, n, cores), planner: planner}
	g.reader = s.ask(g.question+": which is faster?", ways)

	var runs []func(ctx context.Context) error
	var pools []*parallel.Pool
	for _, split := range splits {
		pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: split.workers, Threads: split.threads})
		if err != nil {
			return nil, err
		}
		defer pool.Close()
		pools = append(pools, pool)
		runs = append(runs, func(ctx context.Context) error {
			spectra, err := linalg.RandomEigenvalues.Map(ctx, pool, samples)
			if err == nil {
				all := slices.Concat(spectra...)
				if old, ok := s.spectra["eigenvalues"]; ok && !slices.Equal(old, all) {
					return fmt.Errorf("%d×%d gave other eigenvalues", split.workers, split.threads)
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
		note := ""
		if split.workers*split.threads > cores {
			note = "oversubscribed"
		}
		t := timings[i]
		cells = append(cells, plots.Cell{Workers: split.workers, Threads: split.threads, Seconds: t.median, Lo: t.lo, Hi: t.hi, Note: note})
		f.table = append(f.table, []string{fmt.Sprint(split.workers), fmt.Sprint(split.threads), t.String(), note})
	}
	f.say("the eigenvalues are the same in all configurations, bit for bit")
	f.draw(s, "eigen_tradeoff", fmt.Sprintf("Two %d×%d spectra on %d cores", n, n, cores), plots.Tradeoff(plots.Map{Name: s.outer().String(), Cells: cells}))
	if err := f.timelines(ctx, s, runs[:2], []string{ways[0], ways[1]}); err != nil {
		return nil, err
	}
	g.winner = ways[0]
	if timings[1].median < timings[0].median {
		g.winner = ways[1]
	}
	s.guesses = append(s.guesses, g)
	f.conclude(timings[1].over(timings[0]),
		"the eigenvalue iteration is not all matrix products: inner threads wait where outer workers go on",
		"the inner threads lost less than the outer workers did")
	return f, nil
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

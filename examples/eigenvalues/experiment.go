package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"iter"
	"math"
	"math/cmplx"
	"slices"
	"strconv"
	"strings"
	"time"

	"gonum.org/v1/gonum/mat"

	"tandem/examples/internal/program"
	"tandem/linalg"
	"tandem/parallel"
)

// A split divides the cores: so many outer workers with so many inner threads each.
type split struct{ workers, threads int }

func parseSplits(s string) ([]split, error) {
	if s == "" {
		return nil, nil
	}
	var out []split
	for part := range strings.SplitSeq(s, ",") {
		w, t, ok := strings.Cut(strings.ReplaceAll(strings.ToLower(part), "×", "x"), "x")
		workers, err1 := strconv.Atoi(strings.TrimSpace(w))
		threads, err2 := strconv.Atoi(strings.TrimSpace(t))
		if !ok || err1 != nil || err2 != nil || min(workers, threads) < 1 || max(workers, threads) > 4096 {
			return nil, fmt.Errorf("-grid %q: write splits as workers×threads, each from 1 to 4096: 2x1,1x2", part)
		}
		out = append(out, split{workers, threads})
	}
	return out, nil
}

// allSplits lists every split of the cores in which no worker is without a task, and one that oversubscribes them for
// contrast: as many workers as can have work, each with all the threads.
func allSplits(cores, tasks int) []split {
	var out []split
	for w := 1; w <= min(cores, tasks); w++ {
		for t := 1; w*t <= cores; t++ {
			out = append(out, split{w, t})
		}
	}
	if w := min(cores, tasks); w > 1 {
		out = append(out, split{w, cores})
	}
	return out
}

// An experiment is one run of the program.
type experiment struct {
	*flags
	machine  parallel.Machine
	plan     parallel.Plan
	samples  []linalg.Sample
	spectra  [][]complex128 // of the first run: all others must equal it
	traceErr float64        // the largest |Σλ − trace| in units of n·ε·‖A‖, over all matrices
	sweep    parallel.Sweep
	lines    []string // the lecture's
}

// lecture runs the lecture's two ways once, as it does: a pool of worker processes read through ImapUnordered, which
// returns before the work is done, and one process with all cores inside the linear algebra.
func (e *experiment) lecture(ctx context.Context, w io.Writer) error {
	say := func(format string, args ...any) {
		line := fmt.Sprintf(format, args...)
		e.lines = append(e.lines, line)
		fmt.Fprintln(w, line)
	}
	workers := min(2, e.machine.Cores)
	threads := max(1, e.machine.Cores/workers)
	plan := parallel.Plan{Mode: parallel.Processes, Workers: workers, Threads: threads}
	if !slices.Contains(e.modes, parallel.Processes) || !e.machine.Processes {
		plan.Mode = parallel.Goroutines
	}
	pool, err := parallel.Open(plan)
	if err != nil {
		return err
	}
	defer pool.Close()
	say("As in the lecture, %d matrices:", e.Tasks)
	start := time.Now()
	results := linalg.RandomEigenvalues.ImapUnordered(ctx, pool, slices.Values(e.samples))
	say("  %s  after imap_unordered returned (%v, %d workers × %d threads)", duration(time.Since(start)), plan.Mode, workers, threads)
	if err := drain(results); err != nil {
		return err
	}
	say("  %s  after the results were read", duration(time.Since(start)))
	start = time.Now()
	one := parallel.WithThreads(ctx, e.machine.Cores)
	for _, s := range e.samples {
		values, err := linalg.RandomEigenvalues.Call(one, s)
		if err != nil {
			return err
		}
		e.spectra = append(e.spectra, values)
	}
	say("  %s  sequential, one process with %d threads\n", duration(time.Since(start)), e.machine.Cores)
	return e.checkTraces()
}

func drain[T any](results iter.Seq2[T, error]) error {
	for _, err := range results {
		if err != nil {
			return err
		}
	}
	return nil
}

func duration(d time.Duration) string { return fmt.Sprintf("%9.4f s", d.Seconds()) }

// checkTraces compares the sum of the eigenvalues of each matrix with its trace. The bound is loose by design: a
// backward stable solver moves the sum by a small multiple of n·ε·‖A‖.
func (e *experiment) checkTraces() error {
	for i, s := range e.samples {
		trace, norm := traceAndNorm(s)
		var sum complex128
		for _, v := range e.spectra[i] {
			sum += v
		}
		ratio := cmplx.Abs(sum-trace) / (float64(s.N) * 0x1p-52 * norm)
		if !(ratio < 20) {
			return fmt.Errorf("matrix %d: the eigenvalues sum to %v, the trace is %v", i, sum, trace)
		}
		e.traceErr = max(e.traceErr, ratio)
	}
	return nil
}

// traceAndNorm makes the matrix of a sample again and returns its trace and Frobenius norm.
func traceAndNorm(s linalg.Sample) (trace complex128, norm float64) {
	var at func(i, j int) complex128
	realAt := func(a mat.Matrix) func(i, j int) complex128 {
		return func(i, j int) complex128 { return complex(a.At(i, j), 0) }
	}
	switch s.Ensemble {
	case linalg.EnsembleGinibre:
		at = realAt(linalg.Ginibre(s.N, s.Seed))
	case linalg.EnsembleComplexGinibre:
		at = linalg.ComplexGinibre(s.N, s.Seed).At
	case linalg.EnsembleGOE:
		at = realAt(linalg.GOE(s.N, s.Seed))
	case linalg.EnsembleGUE:
		at = linalg.GUE(s.N, s.Seed).At
	case linalg.EnsembleWishart:
		at = realAt(linalg.Wishart(s.N, 2*s.N, s.Seed))
	case linalg.EnsembleHaar:
		at = realAt(linalg.Haar(s.N, s.Seed))
	case linalg.EnsembleBernoulli:
		at = realAt(linalg.Bernoulli(s.N, s.Seed))
	}
	for i := range s.N {
		trace += at(i, i)
		for j := range s.N {
			norm = math.Hypot(norm, cmplx.Abs(at(i, j)))
		}
	}
	return trace, norm
}

// measure sweeps the splits in every mode, by turns. Each run must give the eigenvalues that one process gave.
func (e *experiment) measure(ctx context.Context) (err error) {
	var plans []parallel.Plan
	for _, mode := range e.modes {
		if mode == parallel.Processes && !e.machine.Processes {
			program.Println("worker processes are not available here: only goroutines are measured")
			continue
		}
		for _, s := range e.splits {
			plans = append(plans, parallel.Plan{Mode: mode, Workers: s.workers, Threads: s.threads, Exact: true})
		}
	}
	progress := program.NewProgress("measuring", len(plans)*(e.Repeat+1))
	defer progress.Close()
	want := fingerprint(e.spectra)
	e.sweep, err = parallel.Experiment{
		Load: e.plan.Load, Machine: e.machine, Plans: plans, Repeats: e.Repeat, Seed: e.Seed, Turns: true,
		Progress: func(_, _ int, c parallel.Cell) { progress.Step(fmt.Sprintf("%v %d×%d", c.Mode, c.Workers, c.Threads)) },
		Prepare: func(_ context.Context, p parallel.Plan) (func(context.Context) (uint64, error), func() error, error) {
			pool, err := parallel.Open(p)
			if err != nil {
				return nil, nil, err
			}
			run := func(ctx context.Context) (uint64, error) {
				spectra, err := linalg.RandomEigenvalues.Map(ctx, pool, e.samples)
				if err != nil {
					return 0, err
				}
				answer := fingerprint(spectra)
				if answer != want {
					err = fmt.Errorf("the eigenvalues differ from those of one process")
				}
				return answer, err
			}
			return run, pool.Close, nil
		},
	}.Sweep(ctx)
	if err != nil {
		return err
	}
	for _, c := range e.sweep.Cells {
		if c.Error != "" {
			return fmt.Errorf("%v %d×%d: %s", c.Mode, c.Workers, c.Threads, c.Error)
		}
	}
	return nil
}

// fingerprint takes every bit of every eigenvalue.
func fingerprint(spectra [][]complex128) uint64 {
	h := fnv.New64a()
	var buf [16]byte
	for _, values := range spectra {
		for _, v := range values {
			binary.LittleEndian.PutUint64(buf[:8], math.Float64bits(real(v)))
			binary.LittleEndian.PutUint64(buf[8:], math.Float64bits(imag(v)))
			h.Write(buf[:])
		}
	}
	return h.Sum64()
}

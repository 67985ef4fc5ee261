// Command eigenvalues repeats a lecture's experiment on the machine at hand: the eigenvalues of a few random matrices,
// once by several workers with few threads each, once by one worker with all threads, and every split between.
//
//	go run ./examples/eigenvalues
//	go run ./examples/eigenvalues -n 2000 -explain
//
// First the kernel is calibrated, unless an earlier run has kept what it measured, so that the planner predicts in seconds of
// this machine; -explain prints its reasoning. Then every split is measured by turns.
//
// It checks that every split gives the same eigenvalues to the last bit and that they sum to the traces, prints a table
// and a verdict, and writes the pictures tradeoff.png, scaling.png and spectrum.png and the measurements (results.csv,
// results.json, results.bench for benchstat) into the folder given by -out.
package main

import (
	"context"
	"errors"
	"fmt"

	"tandem/examples/internal/program"
	"tandem/linalg"
	"tandem/parallel"
)

type flags struct {
	N        int    `short:"n" default:"1000" help:"Order of the matrices (the lecture has 2000)."`
	Tasks    int    `default:"2" help:"Matrices in one run."`
	Ensemble string `default:"ginibre" help:"Law of the matrices: ginibre, complex-ginibre, goe, gue, wishart, haar or bernoulli."`
	Seed     uint64 `default:"1" help:"Seed of the first matrix; the others follow."`
	Repeat   int    `default:"6" help:"Measurements of each split after one that warms up; 6 are the fewest that allow a 95% interval."`
	Mode     string `default:"all" help:"Outer workers: goroutines, processes or all."`
	Grid     string `default:"" help:"Splits to measure, as workers×threads: 2x1,1x2. Default: all that the cores allow."`
	Explain  bool   `help:"Print the planner's whole reasoning."`
	Fresh    bool   `help:"Calibrate again, even if an earlier run did."`
	Out      string `default:"out" help:"Folder for pictures and measurements."`

	ensemble linalg.Ensemble
	modes    []parallel.Mode
	splits   []split
}

// Validate reads what kong leaves as text and reports values out of bounds.
func (f *flags) Validate() (err error) {
	switch {
	case f.N < 1 || f.N > 20000:
		return fmt.Errorf("-n %d: must be from 1 to 20000", f.N)
	case f.Tasks < 1 || f.Tasks > 1_000_000:
		return fmt.Errorf("-tasks %d: must be from 1 to 1000000", f.Tasks)
	case f.Repeat < 1 || f.Repeat > 1000:
		return fmt.Errorf("-repeat %d: must be from 1 to 1000", f.Repeat)
	}
	if f.ensemble, err = linalg.ParseEnsemble(f.Ensemble); err != nil {
		return fmt.Errorf("-ensemble: %w", err)
	}
	switch f.Mode {
	case "all":
		f.modes = []parallel.Mode{parallel.Goroutines, parallel.Processes}
	case "goroutines":
		f.modes = []parallel.Mode{parallel.Goroutines}
	case "processes":
		f.modes = []parallel.Mode{parallel.Processes}
	default:
		return fmt.Errorf("-mode %q: must be goroutines, processes or all", f.Mode)
	}
	f.splits, err = parseSplits(f.Grid)
	return err
}

func main() {
	var f flags
	program.Run("eigenvalues", "Eigenvalues of random matrices: outer workers against inner threads.", &f,
		func(ctx context.Context, _ string) error { return run(ctx, &f) })
}

func run(ctx context.Context, f *flags) error {
	if err := program.Folder(f.Out); err != nil {
		return err
	}
	var err error
	machine := parallel.ThisMachine()
	e := &experiment{flags: f, machine: machine, samples: linalg.Samples(f.ensemble, f.N, f.Tasks, f.Seed)}
	if len(f.splits) == 0 {
		f.splits = allSplits(machine.Cores, f.Tasks)
	}
	load := loadOf(f)
	if e.machine, err = calibrated(ctx, machine, load, f.Fresh); err != nil {
		return err
	}
	e.plan = parallel.Choose(e.machine, load)

	program.Printf("%s\n%d × eigenvalues of %d×%d %v matrices, seeds %d to %d\n\n",
		program.Where(machine), f.Tasks, f.N, f.N, f.ensemble, f.Seed, f.Seed+uint64(f.Tasks)-1)
	if f.Explain {
		program.Println(e.plan.Explain())
	}
	if err := e.lecture(ctx, program.Stdout); err != nil {
		return err
	}
	err = e.measure(ctx)
	if err != nil && !(errors.Is(err, context.Canceled) && len(e.sweep.Cells) > 0) {
		return err
	}
	// After an interrupt, what was measured so far is reported and written all the same.
	e.table(program.Stdout)
	return errors.Join(err, e.write())
}

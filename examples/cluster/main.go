// Command cluster takes the eigenvalue experiment past one machine: eigenvalues of random matrices over the nodes of a cluster,
// ranks × workers × threads.
//
//	go build -tags mpi ./examples/cluster
//	mpirun --map-by ppr:1:node --bind-to none ./cluster -n 2000 -tasks 64
//	sbatch examples/cluster/job.sh
//
// It measures every split of the job's cores, from one thread for each worker to one worker on each node, checks that all of
// them give the same eigenvalues to the last bit, and lets the planner choose: that run writes what is finished into the file given
// by -checkpoint, from which the next job takes up when this one is cut short. Pictures and table go into the folder given by -out.
// With -scale it computes nothing: a simulation with measured costs tells what rank 0 can serve (scale.png beside this file).
// Outside an MPI job, or built without the tag mpi, the workers are processes of this machine.
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"tandem/examples/internal/program"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/parallel/mpi"
	"tandem/plots"
)

type flags struct {
	N          int    `short:"n" default:"500" help:"Order of the matrices."`
	Tasks      int    `default:"16" help:"Matrices in one run."`
	Seed       uint64 `default:"1" help:"Seed of the first matrix; the others follow."`
	Repeat     int    `default:"3" help:"Measurements of each split; the median counts. 0 runs the planner's choice alone."`
	Checkpoint string `default:"" help:"File that keeps finished spectra, for a job that follows this one."`
	Out        string `default:"out" help:"Folder for the picture and the table."`
	Scale      bool   `help:"Tell instead, by simulation, how far one rank 0 carries: 10, 100 and 1000 nodes (scale.png)."`
}

// Validate reports values out of bounds.
func (f *flags) Validate() error {
	switch {
	case f.N < 1 || f.N > 20000:
		return fmt.Errorf("-n %d: must be from 1 to 20000", f.N)
	case f.Tasks < 1 || f.Tasks > 1_000_000:
		return fmt.Errorf("-tasks %d: must be from 1 to 1000000", f.Tasks)
	case f.Repeat < 0 || f.Repeat > 1000:
		return fmt.Errorf("-repeat %d: must be from 0 to 1000", f.Repeat)
	}
	return nil
}

func main() {
	var f flags
	program.Run("cluster", "Eigenvalues of random matrices over the nodes of a cluster.", &f,
		func(ctx context.Context, _ string) error { return errors.Join(run(ctx, &f), mpi.Finalize()) })
}

func run(ctx context.Context, f *flags) error {
	if err := program.Folder(f.Out); err != nil {
		return err
	}
	if f.Scale {
		return scale(program.Stdout, f.Out)
	}
	machine := parallel.ThisMachine()
	mode, hosts := parallel.MPI, machine.Hosts
	if machine.Ranks == 0 {
		mode, hosts = parallel.Processes, []parallel.Host{{Name: "this machine", Cores: machine.Cores}}
	}
	samples := linalg.Samples(linalg.EnsembleGinibre, f.N, f.Tasks, f.Seed)
	where := "processes of this machine, no MPI"
	if machine.Ranks > 0 {
		where = fmt.Sprintf("%d ranks", machine.Ranks)
	}
	program.Printf("%s\n%s; eigenvalues of %d matrices of order %d\n\n", program.Where(machine), where, f.Tasks, f.N)

	var rows [][]string
	var want [][]complex128
	for _, plan := range splits(mode, hosts) {
		if f.Repeat == 0 {
			break
		}
		seconds, spectra, err := measure(ctx, plan, samples, f.Repeat)
		if err != nil {
			return fmt.Errorf("%v: %w", plan, err)
		}
		if want == nil {
			want = spectra
		}
		if !slices.EqualFunc(spectra, want, slices.Equal) {
			return fmt.Errorf("%v gives other eigenvalues than the first split", plan)
		}
		program.Printf("  %-18s %9.3f s %9.2f matrices/s\n", plan, seconds, float64(f.Tasks)/seconds)
		rows = append(rows, []string{mode.String(), strconv.Itoa(len(hosts)), strconv.Itoa(plan.Workers), strconv.Itoa(plan.Threads), strconv.FormatFloat(seconds, 'g', 6, 64)})
	}
	if err := write(filepath.Join(f.Out, "splits.csv"), append([][]string{{"mode", "nodes", "workers", "threads", "seconds"}}, rows...)); err != nil {
		return err
	}

	plan := parallel.Choose(machine, linalg.EigenvaluesLoad(f.Tasks, f.N))
	program.Printf("\n%s\n", plan.Explain())
	pool, err := parallel.Open(plan)
	if err != nil {
		return err
	}
	defer pool.Close()
	task := linalg.RandomEigenvalues
	if f.Checkpoint != "" {
		task = task.With(parallel.Checkpoint(f.Checkpoint))
	}
	start := time.Now()
	spectra, err := task.Map(ctx, pool, samples)
	if err != nil {
		return err
	}
	program.Printf("the plan took %.3f s, predicted were %.3f s\n", time.Since(start).Seconds(), plan.Seconds)
	if want != nil && !slices.EqualFunc(spectra, want, slices.Equal) {
		return errors.New("the planner's choice gives other eigenvalues than the splits")
	}
	return plots.SpectrumOf(slices.Concat(spectra...), f.N).Save(filepath.Join(f.Out, "spectrum.png"))
}

// splits lists ways to use all cores of all hosts: 1, 2, 4, … threads for each worker, up to one worker on each host.
func splits(mode parallel.Mode, hosts []parallel.Host) []parallel.Plan {
	most := 0
	for _, h := range hosts {
		most = max(most, h.Cores)
	}
	var plans []parallel.Plan
	for t := 1; ; t = min(2*t, most) {
		workers := 0
		for _, h := range hosts {
			workers += max(1, h.Cores/t)
		}
		plans = append(plans, parallel.Plan{Mode: mode, Workers: workers, Threads: t, Exact: true})
		if t == most {
			return plans
		}
	}
}

// measure returns the median time of the tasks under the plan, and the spectra.
func measure(ctx context.Context, plan parallel.Plan, samples []linalg.Sample, repeat int) (seconds float64, spectra [][]complex128, err error) {
	pool, err := parallel.Open(plan)
	if err != nil {
		return 0, nil, err
	}
	defer pool.Close()
	var times []float64
	for range repeat {
		start := time.Now()
		if spectra, err = linalg.RandomEigenvalues.Map(ctx, pool, samples); err != nil {
			return 0, nil, err
		}
		times = append(times, time.Since(start).Seconds())
	}
	slices.Sort(times)
	return times[len(times)/2], spectra, nil
}

func write(path string, rows [][]string) error {
	return program.WriteFile(path, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) })
}

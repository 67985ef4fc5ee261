package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"tandem/examples/internal/program"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/plots"
)

// simulate runs the loads, as calibrated here, on models of larger machines.
func simulate(ctx context.Context, m parallel.Machine, es []entry, f *flags) error {
	m.Physical, m.Name = 0, "a model"
	var curves []plots.Curve
	var errs []error
	for _, cores := range f.Simulate {
		m.Cores = cores
		program.Printf("\na model of %d cores\n", cores)
		rows, err := table(es, f, func(r *row) error {
			r.simulate(m)
			return ctx.Err()
		})
		if err != nil {
			return err
		}
		// The regrets in ascending order: how many loads lose how much.
		slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.regret, b.regret) })
		curve := plots.Curve{Name: fmt.Sprintf("%d cores", cores)}
		for i, r := range rows {
			curve.Points = append(curve.Points, plots.Point{X: float64(i + 1), Y: 100 * r.regret})
		}
		curves = append(curves, curve)
		if f.Out != "" {
			errs = append(errs, write(filepath.Join(f.Out, fmt.Sprintf("regret-%d.csv", cores)), rows))
		}
	}
	if f.Out == "" {
		return nil
	}
	save := func(name, title, times string, fig *plots.Figure) {
		fig.Title, fig.Footer = title, "a discrete-event model, "+times+"; no machine of that size was at hand"
		errs = append(errs, fig.Save(filepath.Join(f.Out, name)))
	}
	save("regret.png", "What the planner's choice loses to the best split", "with kernels as measured on this machine", plots.Lines(plots.Axes{X: "loads, by regret", Y: "regret in percent"}, curves...))
	save("lecture.png", fmt.Sprintf("Eigenvalues of two 2000×2000 matrices on a model of %d cores", f.Simulate[0]), "with default rates",
		lecture(f.Simulate[0]))
	return errors.Join(errs...)
}

// lecture draws the lecture's two runs: two workers with half of the cores each, and one with all.
// Its size lies far beyond those that were calibrated, so times come from the load's own counts.
func lecture(cores int) *plots.Figure {
	m := parallel.Machine{Cores: cores}
	l := linalg.EigenvaluesLoad(2, 2000)
	var lines []plots.Timeline
	for _, p := range []parallel.Plan{
		{Mode: parallel.Processes, Workers: 2, Threads: max(1, m.Cores/2), Exact: true},
		{Mode: parallel.Serial, Workers: 1, Threads: m.Cores, Exact: true},
	} {
		s := parallel.Simulate(m, l, p, parallel.SimulateOptions{Seed: 1, Traced: true})
		line := plots.Timeline{Name: fmt.Sprintf("%d × %d: %.2f s", p.Workers, p.Threads, s.Seconds), Times: s.Trace.Times, Use: s.Trace.Use}
		for _, t := range s.Trace.Tasks {
			line.Tasks = append(line.Tasks, plots.Bar{Worker: fmt.Sprintf("worker %d", t.Worker+1), Start: t.Start, End: t.End, Label: fmt.Sprint(t.Index)})
		}
		lines = append(lines, line)
	}
	return plots.Cores(lines...)
}

func (r *row) simulate(m parallel.Machine) {
	r.choose(m)
	s := parallel.SimulatedRegret(m, r.load, 1)
	r.best, r.chosenSeconds, r.bestSeconds, r.regret = s.Best, s.Seconds, s.BestSeconds, s.Share()
	r.low, r.high = r.regret, r.regret
}

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"tandem/examples/internal/program"
	"tandem/parallel"
	"tandem/plots"
)

// best returns the fastest cell that keep accepts; ok is false if there is none.
func (e *experiment) best(keep func(parallel.Cell) bool) (best parallel.Cell, ok bool) {
	for _, c := range e.sweep.Cells {
		if keep(c) && (!ok || c.Median < best.Median) {
			best, ok = c, true
		}
	}
	return best, ok
}

func (e *experiment) within(c parallel.Cell) bool { return c.Workers*c.Threads <= e.machine.Cores }

// ratio compares two cells: how many times slower slow is than fast, with an interval from those of both.
func ratio(slow, fast parallel.Cell) (r, lo, hi float64) {
	return slow.Median / fast.Median, slow.Low / fast.High, slow.High / fast.Low
}

// table prints the measurements, the planner's guess beside the best, and the verdict.
func (e *experiment) table(w io.Writer) {
	fmt.Fprintf(w, "%-11s %7s %7s %10s  %-19s %10s %9s\n", "mode", "workers", "threads", "median s", "95% interval", "predicted", "speed-up")
	for _, c := range e.sweep.Cells {
		line := fmt.Sprintf("%-11v %7d %7d %10.4f  [%.4f, %.4f]", c.Mode, c.Workers, c.Threads, c.Median, c.Low, c.High)
		line = fmt.Sprintf("%-58s %10.4f", line, c.Predicted)
		if base, ok := e.sweep.At(c.Mode, 1, 1); ok {
			line = fmt.Sprintf("%s %8.2f×", line, base.Median/c.Median)
		}
		fmt.Fprintln(w, strings.TrimRight(line+"  "+c.Note, " "))
	}
	if slices.ContainsFunc(e.sweep.Cells, func(c parallel.Cell) bool { return c.Note == "oversubscribed" }) {
		fmt.Fprintln(w, "note: oversubscribed is what the split asks for; the core tokens let no more threads run than there are cores (lecture run eigen_processes_vs_threads does it by force)")
	}
	for _, warning := range e.sweep.Warnings() {
		fmt.Fprintln(w, "note:", warning)
	}
	fmt.Fprintf(w, "\nAll splits gave the same eigenvalues, bit for bit; |Σλ − trace| ≤ %.2g n·ε·‖A‖.\n", max(e.traceErr, 0.01))
	fmt.Fprintln(w, e.guess())
	fmt.Fprintln(w, e.verdict())
}

// guess sets the planner's choice beside the measured best.
func (e *experiment) guess() string {
	best, ok := e.best(e.within)
	if !ok {
		return "Nothing was measured within the cores."
	}
	s := fmt.Sprintf("The planner chose %v (predicted %.3g s). ", e.plan, e.plan.Seconds)
	chosen, ok := e.sweep.At(e.plan.Mode, e.plan.Workers, e.plan.Threads)
	switch {
	case !ok:
		return s + fmt.Sprintf("That was not measured; the best measured is %v %d×%d, %.3g s.", best.Mode, best.Workers, best.Threads, best.Median)
	case chosen.Mode == best.Mode && chosen.Workers == best.Workers && chosen.Threads == best.Threads:
		return s + fmt.Sprintf("It is the best measured, %.3g s.", best.Median)
	}
	return s + fmt.Sprintf("It took %.3g s; the best measured, %v %d×%d, took %.3g s: %.1f%% less.", chosen.Median, best.Mode, best.Workers, best.Threads,
		best.Median, 100*(1-best.Median/chosen.Median))
}

// verdict compares the lecture's two ways: several workers with few threads against one worker with all threads.
func (e *experiment) verdict() string {
	cores := e.machine.Cores
	if cores == 1 {
		return "Verdict: not reproduced here, because there is only one core to share."
	}
	outer, ok1 := e.best(func(c parallel.Cell) bool { return e.within(c) && c.Workers > 1 })
	inner, ok2 := e.best(func(c parallel.Cell) bool { return c.Workers == 1 && c.Threads == cores })
	if !ok1 || !ok2 {
		return "Verdict: not reproduced here, because the grid does not hold both ways."
	}
	name := func(c parallel.Cell) string {
		plural := map[bool]string{true: "", false: "s"}
		return fmt.Sprintf("%d worker%s × %d thread%s (%v)", c.Workers, plural[c.Workers == 1], c.Threads, plural[c.Threads == 1], c.Mode)
	}
	r, lo, hi := ratio(inner, outer)
	scaled := ""
	if cores < 24 {
		scaled = fmt.Sprintf(" (the lecture had 24 cores; this is its pair scaled to %d)", cores)
	}
	switch {
	case lo > 1:
		return fmt.Sprintf("Verdict: as in the lecture, %s beat %s by %.2f× [%.2f, %.2f]%s.", name(outer), name(inner), r, lo, hi, scaled)
	case hi < 1:
		return fmt.Sprintf("Verdict: unlike in the lecture, %s beat %s by %.2f× [%.2f, %.2f]%s.", name(inner), name(outer), 1/r, 1/hi, 1/lo, scaled)
	}
	return fmt.Sprintf("Verdict: no difference that this run can see between %s and %s, %.2f× [%.2f, %.2f]%s.", name(outer), name(inner), r, lo, hi, scaled)
}

// write makes the output files. Pictures that need more than was measured are left out.
func (e *experiment) write() error {
	if len(e.sweep.Cells) == 0 {
		return nil
	}
	var errs []error
	file := func(name string, write func(path string) error) {
		if err := write(filepath.Join(e.Out, name)); err != nil {
			errs = append(errs, err)
			return
		}
		program.Println("wrote", filepath.Join(e.Out, name))
	}
	footer := fmt.Sprintf("%s; %d × %d×%d %v, seed %d; median of %d with 95%% interval", program.Where(e.machine),
		e.Tasks, e.N, e.N, e.ensemble, e.Seed, e.Repeat)
	picture := func(name, title string, f *plots.Figure) {
		f.Title, f.Footer = title, footer
		file(name, f.Save)
	}
	picture("tradeoff.png", fmt.Sprintf("Eigenvalues of %d matrices %d×%d on %d cores", e.Tasks, e.N, e.N, e.machine.Cores), e.tradeoff())
	if curves := e.speedups(); len(curves) > 0 {
		picture("scaling.png", "Speed-up over one worker with one thread", plots.Scaling(curves...))
	}
	spectrum := plots.SpectrumOf(slices.Concat(e.spectra...), e.N)
	footer = fmt.Sprintf("%s; seeds %d to %d", program.Where(e.machine), e.Seed, e.Seed+uint64(e.Tasks)-1)
	picture("spectrum.png", fmt.Sprintf("%d spectra, %v, n = %d", e.Tasks, e.ensemble, e.N), spectrum)
	into := func(write func(io.Writer) error) func(string) error {
		return func(path string) error { return program.WriteFile(path, write) }
	}
	file("results.csv", into(e.sweep.WriteCSV))
	file("results.json", into(e.json))
	file("results.bench", into(e.sweep.WriteBenchmark))
	return errors.Join(errs...)
}

// tradeoff sets what was measured beside what the planner predicts, for every mode.
func (e *experiment) tradeoff() *plots.Figure {
	var maps []plots.Map
	for _, mode := range e.modes {
		m, predicted := plots.Map{Name: mode.String()}, plots.Map{Name: mode.String() + ", predicted"}
		for _, c := range e.sweep.Cells {
			if c.Mode == mode {
				m.Cells = append(m.Cells, plots.Cell{Workers: c.Workers, Threads: c.Threads, Seconds: c.Median, Lo: c.Low, Hi: c.High, Note: c.Note})
				predicted.Cells = append(predicted.Cells, plots.Cell{Workers: c.Workers, Threads: c.Threads, Seconds: c.Predicted, Note: c.Note})
			}
		}
		if len(m.Cells) > 0 {
			maps = append(maps, m, predicted)
		}
	}
	return plots.Tradeoff(maps...)
}

// speedups makes a curve of outer workers with one thread each for every mode, and one of inner threads in one worker, with
// what the planner predicts dashed.
func (e *experiment) speedups() []plots.Curve {
	var curves []plots.Curve
	for _, mode := range e.modes {
		base, ok := e.sweep.At(mode, 1, 1)
		if !ok {
			continue
		}
		for _, outer := range []bool{true, false} {
			curve := plots.Curve{Name: fmt.Sprintf("workers (%v)", mode)}
			if !outer {
				curve.Name = fmt.Sprintf("threads in one (%v)", mode)
			}
			predicted := func(x float64) float64 { // between whole numbers on a straight line
				at := func(k int) float64 {
					w, t := max(k, 1), 1
					if !outer {
						w, t = t, w
					}
					return base.Predicted / parallel.Predict(e.machine, e.plan.Load, mode, w, t).Seconds
				}
				k := int(x)
				return at(k) + (x-float64(k))*(at(k+1)-at(k))
			}
			for _, c := range e.sweep.Cells {
				cores, other := c.Workers, c.Threads
				if !outer {
					cores, other = c.Threads, c.Workers
				}
				if c.Mode == mode && other == 1 {
					r, lo, hi := ratio(base, c)
					if cores == 1 {
						lo, hi = 0, 0
					}
					curve.Points = append(curve.Points, plots.Point{X: float64(cores), Y: r, Lo: lo, Hi: hi})
				}
			}
			if len(curve.Points) > 1 {
				curve.Fit = predicted
				curves = append(curves, curve)
			}
		}
	}
	return curves
}

// json writes the sweep, which parallel.ReadSweep reads, with the program's own findings among its fields.
func (e *experiment) json(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		parallel.Sweep
		Ensemble string        `json:"ensemble"`
		Lecture  []string      `json:"lecture"`
		Plan     parallel.Plan `json:"plan"`
		Guess    string        `json:"guess"`
		Verdict  string        `json:"verdict"`
		TraceErr float64       `json:"trace_error_in_n_eps_norm"`
	}{e.sweep, e.Ensemble, e.lines, e.plan, e.guess(), e.verdict(), e.traceErr})
}

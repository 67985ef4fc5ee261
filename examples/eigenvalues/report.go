package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"tandem/examples/internal/program"
	"tandem/parallel"
	"tandem/plots"
)

// find returns the measured cell of a split, or nil.
func (e *experiment) find(mode parallel.Mode, workers, threads int) *cell {
	for _, c := range e.cells {
		if c.mode == mode && c.workers == workers && c.threads == threads && len(c.seconds) > 0 {
			return c
		}
	}
	return nil
}

// best returns the fastest cell that keep accepts, or nil.
func (e *experiment) best(keep func(*cell) bool) *cell {
	var best *cell
	for _, c := range e.cells {
		if len(c.seconds) == 0 || !keep(c) {
			continue
		}
		if m, _, _ := c.summary(); best == nil {
			best = c
		} else if b, _, _ := best.summary(); m < b {
			best = c
		}
	}
	return best
}

func (e *experiment) within(c *cell) bool { return c.workers*c.threads <= e.machine.Cores }

// ratio compares two cells: how many times slower slow is than fast, with an interval from those of both.
func ratio(slow, fast *cell) (r, lo, hi float64) {
	s, sLo, sHi := slow.summary()
	f, fLo, fHi := fast.summary()
	return s / f, sLo / fHi, sHi / fLo
}

// table prints the measurements, the planner's guess beside the best, and the verdict.
func (e *experiment) table(w io.Writer) {
	fmt.Fprintf(w, "%-11s %7s %7s %10s  %-19s %9s\n", "mode", "workers", "threads", "median s", "95% interval", "speed-up")
	for _, c := range e.cells {
		if len(c.seconds) == 0 {
			continue
		}
		m, lo, hi := c.summary()
		line := fmt.Sprintf("%-11v %7d %7d %10.4f  [%.4f, %.4f]", c.mode, c.workers, c.threads, m, lo, hi)
		if base := e.find(c.mode, 1, 1); base != nil {
			b, _, _ := base.summary()
			line = fmt.Sprintf("%-58s %8.2f×", line, b/m)
		}
		fmt.Fprintln(w, strings.TrimRight(line+"  "+c.note(e.machine.Cores), " "))
	}
	fmt.Fprintf(w, "\nAll splits gave the same eigenvalues, bit for bit; |Σλ − trace| ≤ %.2g n·ε·‖A‖.\n", max(e.traceErr, 0.01))
	fmt.Fprintln(w, e.guess())
	fmt.Fprintln(w, e.verdict())
}

// guess sets the planner's choice beside the measured best.
func (e *experiment) guess() string {
	best := e.best(e.within)
	if best == nil {
		return "Nothing was measured within the cores."
	}
	m, _, _ := best.summary()
	s := fmt.Sprintf("The planner chose %v (predicted %.3g s). ", e.plan, e.plan.Seconds)
	chosen := e.find(e.plan.Mode, e.plan.Workers, e.plan.Threads)
	switch {
	case chosen == nil:
		return s + fmt.Sprintf("That was not measured; the best measured is %v %d×%d, %.3g s.", best.mode, best.workers, best.threads, m)
	case chosen == best:
		return s + fmt.Sprintf("It is the best measured, %.3g s.", m)
	}
	c, _, _ := chosen.summary()
	return s + fmt.Sprintf("It took %.3g s; the best measured, %v %d×%d, took %.3g s: %.1f%% less.", c, best.mode, best.workers, best.threads, m, 100*(1-m/c))
}

// verdict compares the lecture's two ways: several workers with few threads against one worker with all threads.
func (e *experiment) verdict() string {
	cores := e.machine.Cores
	if cores == 1 {
		return "Verdict: not reproduced here, because there is only one core to share."
	}
	outer := e.best(func(c *cell) bool { return e.within(c) && c.workers > 1 })
	inner := e.best(func(c *cell) bool { return c.workers == 1 && c.threads == cores })
	if outer == nil || inner == nil {
		return "Verdict: not reproduced here, because the grid does not hold both ways."
	}
	name := func(c *cell) string {
		plural := map[bool]string{true: "", false: "s"}
		return fmt.Sprintf("%d worker%s × %d thread%s (%v)", c.workers, plural[c.workers == 1], c.threads, plural[c.threads == 1], c.mode)
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
	if e.measured() == 0 {
		return nil
	}
	var errs []error
	file := func(name string, write func(path string) error) {
		if err := write(filepath.Join(e.Out, name)); err != nil {
			errs = append(errs, err)
			return
		}
		fmt.Println("wrote", filepath.Join(e.Out, name))
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
	file("results.csv", e.csv)
	file("results.json", e.json)
	file("results.bench", e.bench)
	return errors.Join(errs...)
}

func (e *experiment) tradeoff() *plots.Figure {
	var maps []plots.Map
	for _, mode := range e.modes {
		m := plots.Map{Name: mode.String()}
		predicted := plots.Map{Name: mode.String() + ", predicted"}
		for _, c := range e.cells {
			if c.mode != mode || len(c.seconds) == 0 {
				continue
			}
			median, lo, hi := c.summary()
			m.Cells = append(m.Cells, plots.Cell{Workers: c.workers, Threads: c.threads, Seconds: median, Lo: lo, Hi: hi, Note: c.note(e.machine.Cores)})
			if e.within(c) {
				guess := parallel.Predict(e.machine, e.plan.Load, mode, c.workers, c.threads)
				predicted.Cells = append(predicted.Cells, plots.Cell{Workers: c.workers, Threads: c.threads, Seconds: guess.Seconds})
			}
		}
		if len(m.Cells) > 0 {
			maps = append(maps, m)
		}
		if len(predicted.Cells) > 0 && len(e.modes) == 1 {
			maps = append(maps, predicted)
		}
	}
	return plots.Tradeoff(maps...)
}

// speedups makes a curve of outer workers with one thread each for every mode, and one of inner threads in one worker.
func (e *experiment) speedups() []plots.Curve {
	var curves []plots.Curve
	for _, mode := range e.modes {
		base := e.find(mode, 1, 1)
		if base == nil {
			continue
		}
		for _, outer := range []bool{true, false} {
			curve := plots.Curve{Name: fmt.Sprintf("workers (%v)", mode)}
			if !outer {
				curve.Name = fmt.Sprintf("threads in one (%v)", mode)
			}
			for _, c := range e.cells {
				cores, other := c.workers, c.threads
				if !outer {
					cores, other = c.threads, c.workers
				}
				if c.mode == mode && other == 1 && len(c.seconds) > 0 {
					r, lo, hi := ratio(base, c)
					if c == base {
						lo, hi = 0, 0
					}
					curve.Points = append(curve.Points, plots.Point{X: float64(cores), Y: r, Lo: lo, Hi: hi})
				}
			}
			if len(curve.Points) > 1 {
				curves = append(curves, curve)
			}
		}
	}
	return curves
}

func (e *experiment) csv(path string) error {
	rows := [][]string{{"mode", "workers", "threads", "median_s", "lo_s", "hi_s", "repeats", "note"}}
	for _, c := range e.cells {
		if len(c.seconds) == 0 {
			continue
		}
		m, lo, hi := c.summary()
		num := func(x float64) string { return strconv.FormatFloat(x, 'g', 6, 64) }
		rows = append(rows, []string{c.mode.String(), strconv.Itoa(c.workers), strconv.Itoa(c.threads), num(m), num(lo), num(hi),
			strconv.Itoa(len(c.seconds)), c.note(e.machine.Cores)})
	}
	return writeFile(path, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) })
}

func (e *experiment) json(path string) error {
	type row struct {
		Mode    parallel.Mode `json:"mode"`
		Workers int           `json:"workers"`
		Threads int           `json:"threads"`
		Median  float64       `json:"median_s"`
		Lo      float64       `json:"lo_s"`
		Hi      float64       `json:"hi_s"`
		Seconds []float64     `json:"seconds"`
		Note    string        `json:"note,omitempty"`
	}
	var rows []row
	for _, c := range e.cells {
		if len(c.seconds) > 0 {
			m, lo, hi := c.summary()
			rows = append(rows, row{c.mode, c.workers, c.threads, m, lo, hi, c.seconds, c.note(e.machine.Cores)})
		}
	}
	return writeFile(path, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{
			"machine": e.machine, "go": runtime.Version(), "date": time.Now().UTC().Format(time.RFC3339),
			"ensemble": e.Ensemble, "n": e.N, "tasks": e.Tasks, "seed": e.Seed, "repeat": e.Repeat,
			"lecture": e.lines, "cells": rows, "plan": e.plan, "guess": e.guess(), "verdict": e.verdict(),
			"trace_error_in_n_eps_norm": e.traceErr,
		})
	})
}

// bench writes every single measurement in the Go benchmark format, which benchstat compares.
func (e *experiment) bench(path string) error {
	return writeFile(path, func(w io.Writer) error {
		fmt.Fprintf(w, "goos: %s\ngoarch: %s\npkg: tandem/examples/eigenvalues\ncpu: %s\n", runtime.GOOS, runtime.GOARCH, e.machine.Name)
		for _, c := range e.cells {
			for _, s := range c.seconds {
				fmt.Fprintf(w, "BenchmarkEigenvalues/ensemble=%v/n=%d/tasks=%d/mode=%v/workers=%d/threads=%d 1 %.0f ns/op\n",
					e.ensemble, e.N, e.Tasks, c.mode, c.workers, c.threads, s*1e9)
			}
		}
		return nil
	})
}

func writeFile(path string, write func(w io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	return errors.Join(write(w), w.Flush(), f.Close())
}

package main

import (
	"context"

	"tandem/examples/internal/program"
	"tandem/parallel"
)

// lending measures loads with one worker a core, with and without idle cores lent, by turns.
func lending(ctx context.Context, f *flags) error {
	m := parallel.ThisMachine()
	program.Println(program.Where(m))
	modes := []parallel.Mode{parallel.Goroutines}
	if m.Processes {
		modes = append(modes, parallel.Processes)
	}
	program.Printf("\n%-20s %5s %6s  %-12s %10s %10s %8s %18s\n", "load", "tasks", "size", "mode", "lent", "not lent", "times", "quartiles")
	for _, e := range lendingEntries() {
		if !f.match.MatchString(e.name) {
			continue
		}
		for _, mode := range modes {
			r := row{entry: e}
			r.chosen = parallel.Plan{Mode: mode, Workers: m.Cores, Threads: 1}
			r.best = r.chosen
			r.best.Exact = true
			if err := r.interleave(ctx, f.Repeat); err != nil {
				return err
			}
			program.Printf("%-20s %5d %6d  %-12v %10s %10s %7.2f× [%.2f×, %.2f×]\n", e.name, e.load.Tasks, e.load.Size, mode,
				duration(r.chosenSeconds), duration(r.bestSeconds), 1/(1+r.regret), 1/(1+r.high), 1/(1+r.low))
		}
	}
	return nil
}

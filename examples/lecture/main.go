// Command lecture repeats the experiments of a university lecture on parallel programming in Python, in Go, on the machine
// at hand.
//
//	go run ./examples/lecture list
//	go run ./examples/lecture run eigen_processes_vs_threads
//	go run ./examples/lecture run all -quick -out lecture
//
// Each experiment names the Python idiom that it answers, shows the Go that does it, and compares: what the lecture states,
// what this machine measures, and whether the conclusion is the same. "Not reproduced here, because …" is a legal verdict.
// The folder given by -out receives report.html, which opens from disk and needs no network, the figures as PNG and SVG,
// results.json, results.csv and spectra.npz.
package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"tandem/examples/internal/program"
)

type flags struct {
	List struct{} `cmd:"" help:"List the experiments."`
	Run  struct {
		Names []string `arg:"" help:"Names of experiments, or all."`
	} `cmd:"" help:"Run experiments."`

	Quick   bool   `help:"Small sizes: all experiments within a minute on two cores."`
	Explain bool   `help:"Show the Go code and the planner's reasoning with each experiment."`
	Out     string `help:"Folder for report, pictures and measurements." default:"lecture"`
	Np      int    `help:"Worker processes of sympy_diff; 0 for one a core." default:"0"`
	NoAsk   bool   `help:"Do not ask for a guess before the trade-off experiments."`
}

func (f *flags) Validate() error {
	if f.Np < 0 || f.Np > 1024 {
		return fmt.Errorf("-np %d: must be from 0 to 1024", f.Np)
	}
	for _, name := range f.Run.Names {
		if name != "all" && find(name) == nil {
			return fmt.Errorf("no experiment %q: 'lecture list' names them", name)
		}
	}
	return nil
}

func main() {
	var f flags
	program.Run("lecture", "A lecture's experiments on parallel programming, repeated on this machine.", &f,
		func(ctx context.Context, command string) error {
			if command == "list" {
				for _, e := range experiments {
					program.Printf("%-28s %s\n", e.name, e.title)
				}
				return nil
			}
			return run(ctx, &f)
		})
}

// run runs the chosen experiments in the lecture's order and writes what was found, also after an interrupt or a failure.
func run(ctx context.Context, f *flags) error {
	if err := program.Folder(f.Out); err != nil {
		return err
	}
	s := newSession(f)
	program.Println(s.where)
	var failure error
	for _, e := range experiments {
		if !slices.Contains(f.Run.Names, "all") && !slices.Contains(f.Run.Names, e.name) {
			continue
		}
		program.Printf("\n%s\n%s\n", e.title, strings.Repeat("─", min(len([]rune(e.title)), program.Width())))
		program.Println(wrap("In Python: "+e.idiom, program.Width()))
		if f.Explain {
			program.Printf("\nIn Go:\n%s\n", indent(e.code))
		}
		finding, err := e.run(ctx, s)
		if err != nil {
			failure = fmt.Errorf("%s: %w", e.name, err)
			break
		}
		finding.experiment = e
		s.findings = append(s.findings, finding)
		finding.print(program.Stdout)
	}
	if len(s.findings) > 0 {
		if err := s.write(f.Out); err != nil {
			return err
		}
		s.score(program.Stdout)
	}
	return failure
}

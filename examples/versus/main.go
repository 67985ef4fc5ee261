// Command versus times Tandem beside NumPy, SciPy, FFTW, SymPy, multiprocessing and joblib, and beside gonum: the same work
// on the same number of cores, in turn, in one run.
//
//	apt-get install libopenblas0-pthread python3-numpy python3-scipy python3-sympy python3-threadpoolctl python3-pyfftw python3-joblib
//	go run ./examples/versus
//	go run ./examples/versus -format markdown product eigenvalues
//
// A ratio to NumPy's linear algebra is given only if NumPy runs on OpenBLAS: its reference BLAS is no peer. Without
// Python, or with a library missing, it says so and compares with gonum alone.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"tandem/examples/internal/program"
	"tandem/parallel"
)

//go:embed peer.py
var peerScript string

type flags struct {
	Names   []string `arg:"" optional:"" help:"Work to compare; default all."`
	Threads int      `default:"0" help:"Cores for both sides; 0 for all."`
	Rounds  int      `default:"3" help:"Turns of each side; medians are compared."`
	Python  string   `default:"" help:"Python to compare with; default /usr/bin/python3 or python3 on the path."`
	Format  string   `default:"text" help:"text, markdown or json."`
}

func (f *flags) Validate() error {
	switch {
	case f.Threads < 0 || f.Threads > 4096:
		return fmt.Errorf("-threads %d: must be from 0 to 4096", f.Threads)
	case f.Rounds < 1 || f.Rounds > 100:
		return fmt.Errorf("-rounds %d: must be from 1 to 100", f.Rounds)
	case !slices.Contains([]string{"text", "markdown", "json"}, f.Format):
		return fmt.Errorf("-format %q: must be text, markdown or json", f.Format)
	}
	for _, name := range f.Names {
		if !slices.ContainsFunc(works, func(w work) bool { return w.name == name }) {
			return fmt.Errorf("no work %q: there are %s", name, strings.Join(workNames(), ", "))
		}
	}
	return nil
}

func workNames() (names []string) {
	for _, w := range works {
		names = append(names, w.name)
	}
	return names
}

func main() {
	var f flags
	program.Run("versus", "Tandem beside NumPy, SciPy, FFTW, SymPy, multiprocessing, joblib and gonum.", &f,
		func(ctx context.Context, _ string) error { return run(ctx, &f) })
}

// A row is one piece of work, in seconds; a side that did not run is 0, and Why says so.
type row struct {
	Name   string  `json:"name"`
	What   string  `json:"what"`
	Tandem float64 `json:"tandem_s"`
	Peer   float64 `json:"peer_s,omitempty"`
	By     string  `json:"peer,omitempty"`
	Gonum  float64 `json:"gonum_s,omitempty"`
	Why    string  `json:"why,omitempty"`
}

func run(ctx context.Context, f *flags) error {
	if f.Threads == 0 {
		f.Threads = parallel.ThisMachine().Cores
	}
	python, missing := findPython(f.Python)
	if missing != "" {
		fmt.Fprintln(os.Stderr, missing)
	}
	var rows []row
	for _, w := range works {
		if len(f.Names) > 0 && !slices.Contains(f.Names, w.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s: %s\n", w.name, w.what)
		r, err := compare(ctx, w, f, python)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		rows = append(rows, r)
	}
	return print(f, rows)
}

func findPython(named string) (path, missing string) {
	candidates := []string{"/usr/bin/python3", "python3"}
	if named != "" {
		candidates = []string{named}
	}
	for _, c := range candidates {
		if p, err := exec.LookPath(c); err == nil {
			return p, ""
		}
	}
	return "", "no Python here: comparing with gonum alone (apt-get install libopenblas0-pthread python3-numpy " +
		"python3-scipy python3-sympy python3-threadpoolctl python3-pyfftw python3-joblib)"
}

// compare lets the sides take turns, so that a machine that changes its pace treats them alike.
func compare(ctx context.Context, w work, f *flags, python string) (row, error) {
	r := row{Name: w.name, What: w.what}
	var ours, theirs, gonums []float64
	tandem, err := w.tandem(parallel.WithThreads(ctx, f.Threads), f.Threads)
	if err != nil {
		return r, err
	}
	defer tandem.close()
	for range f.Rounds {
		t, err := median(ctx, tandem.run)
		if err != nil {
			return r, err
		}
		ours = append(ours, t)
		if python != "" && r.Why == "" {
			t, by, err := peer(ctx, python, w.name, f.Threads)
			r.By = by
			switch {
			case err != nil:
				r.Why = err.Error()
			case w.blas && by != "openblas":
				r.Why = "NumPy runs on " + by + ", which is no peer: apt-get install libopenblas0-pthread"
			default:
				theirs = append(theirs, t)
			}
		}
		if w.gonum != nil {
			t, err := median(ctx, w.gonum())
			if err != nil {
				return r, err
			}
			gonums = append(gonums, t)
		}
	}
	r.Tandem, r.Peer, r.Gonum = middle(ours), middle(theirs), middle(gonums)
	return r, nil
}

// middle returns the median, 0 of nothing.
func middle(s []float64) float64 {
	if len(s) == 0 {
		return 0
	}
	slices.Sort(s)
	return s[len(s)/2]
}

// median times f after a first run for about half a second.
func median(ctx context.Context, f func() error) (float64, error) {
	if err := f(); err != nil {
		return 0, err
	}
	var times []float64
	for start := time.Now(); len(times) < 3 || time.Since(start) < 500*time.Millisecond && len(times) < 1000; {
		t := time.Now()
		if err := errors.Join(f(), ctx.Err()); err != nil {
			return 0, err
		}
		times = append(times, time.Since(t).Seconds())
	}
	return middle(times), nil
}

func peer(ctx context.Context, python, name string, threads int) (seconds float64, by string, err error) {
	cmd := exec.CommandContext(ctx, python, "-c", peerScript, name, strconv.Itoa(threads))
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(errs.String()), "\n")
		return 0, "", fmt.Errorf("Python: %s", lines[len(lines)-1])
	}
	var answer struct {
		Seconds float64
		By      string
	}
	if err := json.Unmarshal(out, &answer); err != nil {
		return 0, "", fmt.Errorf("Python: %w", err)
	}
	return answer.Seconds, answer.By, nil
}

func print(f *flags, rows []row) error {
	machine := program.Where(parallel.ThisMachine())
	if f.Format == "json" {
		enc := json.NewEncoder(program.Stdout)
		enc.SetIndent("", "  ")
		return enc.Encode(map[string]any{"machine": machine, "threads": f.Threads, "rows": rows})
	}
	ms := func(s float64) string {
		if s == 0 {
			return "–"
		}
		return strconv.FormatFloat(s*1e3, 'g', 3, 64)
	}
	times := func(s, ours float64) string {
		if s == 0 {
			return "–"
		}
		return fmt.Sprintf("%.3g×", s/ours)
	}
	line := "%-14s %-42s %9s %9s %9s %9s %9s\n"
	if f.Format == "markdown" {
		line = "| %s | %s | %s | %s | %s | %s | %s |\n"
	}
	program.Printf("%s; %d threads; milliseconds, medians of %d turns\n\n", machine, f.Threads, f.Rounds)
	program.Printf(line, "work", "", "Tandem", "Python", "gonum", "Python/T", "gonum/T")
	if f.Format == "markdown" {
		program.Println("|---|---|---|---|---|---|---|")
	}
	for _, r := range rows {
		program.Printf(line, r.Name, r.What, ms(r.Tandem), ms(r.Peer), ms(r.Gonum), times(r.Peer, r.Tandem), times(r.Gonum, r.Tandem))
	}
	for _, r := range rows {
		if r.Why != "" {
			program.Printf("%s: %s\n", r.Name, r.Why)
		}
	}
	return nil
}

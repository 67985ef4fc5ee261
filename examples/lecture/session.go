package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"golang.org/x/perf/benchmath"

	"tandem/examples/internal/program"
	"tandem/parallel"
	"tandem/plots"
)

// An experiment is one of the lecture's, with the Go that answers it.
type experiment struct {
	name, title string
	idiom       string // the Python idiom, in our own words
	code        string // the Go that does it
	stated      string // what the lecture states
	run         func(ctx context.Context, s *session) (*finding, error)
}

func find(name string) *experiment {
	for _, e := range experiments {
		if e.name == name {
			return e
		}
	}
	return nil
}

// experiments in the lecture's order.
var experiments []*experiment

func init() {
	experiments = slices.Concat(processExperiments, eigenExperiments, symbolicExperiments, piExperiments, mapExperiments, limitExperiments)
}

// A session is one run of the program.
type session struct {
	*flags
	machine  parallel.Machine
	where    string
	findings []*finding
	guesses  []guess
	spectra  map[string][]complex128
}

func newSession(f *flags) *session {
	m := parallel.ThisMachine()
	return &session{flags: f, machine: m, where: program.Where(m), spectra: map[string][]complex128{}}
}

// cores returns the cores to share, at least 1.
func (s *session) cores() int { return max(1, s.machine.Cores) }

// size chooses between a full and a quick size.
func (s *session) size(full, quick int) int {
	if s.Quick {
		return quick
	}
	return full
}

// outer returns the best mode for pools of processes that this machine has.
func (s *session) outer() parallel.Mode {
	if s.machine.Processes {
		return parallel.Processes
	}
	return parallel.Goroutines
}

// A verdict says whether the lecture's conclusion holds here.
type verdict string

const (
	same      verdict = "same conclusion"
	different verdict = "another conclusion"
	notHere   verdict = "not reproduced here"
)

// A finding is what an experiment found on this machine.
type finding struct {
	*experiment
	lines   []string // what was seen, a line each
	table   [][]string
	ratio   timing // of the two sides that the conclusion is about; zero if there is none
	verdict verdict
	because string
	figures []figure
}

type figure struct {
	name string
	*plots.Figure
}

func (f *finding) say(format string, args ...any) {
	f.lines = append(f.lines, fmt.Sprintf(format, args...))
}

func (f *finding) draw(s *session, name, title string, fig *plots.Figure) {
	fig.Title = title
	if fig.Footer == "" {
		fig.Footer = s.where
	}
	f.figures = append(f.figures, figure{name, fig})
}

// conclude compares a ratio with 1: above, the lecture's conclusion holds.
func (f *finding) conclude(ratio timing, holds, fails string) {
	f.ratio = ratio
	switch {
	case ratio.lo > 1:
		f.verdict, f.because = same, holds
	case ratio.hi < 1:
		f.verdict, f.because = different, fails
	default:
		f.verdict, f.because = notHere, "the interval holds 1: this run sees no difference"
	}
}

func (f *finding) print(w io.Writer) {
	for _, line := range f.lines {
		fmt.Fprintln(w, wrap(line, program.Width()))
	}
	printTable(w, f.table)
	fmt.Fprintln(w, wrap("Stated: "+f.stated, program.Width()))
	ratio := ""
	if f.ratio.median > 0 {
		ratio = fmt.Sprintf(" (%s)", f.ratio.times())
	}
	fmt.Fprintln(w, wrap(fmt.Sprintf("Verdict: %s%s, because %s.", f.verdict, ratio, f.because), program.Width()))
}

// A timing is a median with a 95% interval, in seconds or as a ratio, and the single values in the order of the rounds.
type timing struct {
	median, lo, hi float64
	rounds         []float64
}

func (t timing) String() string {
	return fmt.Sprintf("%s [%s, %s]", seconds(t.median), seconds(t.lo), seconds(t.hi))
}

func (t timing) times() string {
	if t.median >= 100 {
		return fmt.Sprintf("%.0f× [%.0f, %.0f]", t.median, t.lo, t.hi)
	}
	return fmt.Sprintf("%.2f× [%.2f, %.2f]", t.median, t.lo, t.hi)
}

// short is the median of times alone.
func (t timing) short() string {
	median, _, _ := strings.Cut(t.times(), " ")
	return median
}

// over returns how many times longer t is than u: the median of the ratios round by round, in which both met the machine
// in nearly the same state.
func (t timing) over(u timing) timing {
	ratios := make([]float64, min(len(t.rounds), len(u.rounds)))
	for i := range ratios {
		ratios[i] = t.rounds[i] / u.rounds[i]
	}
	return summarize(ratios)
}

func (t timing) point(x float64) plots.Point {
	if t.lo == t.hi {
		return plots.Point{X: x, Y: t.median}
	}
	return plots.Point{X: x, Y: t.median, Lo: t.lo, Hi: t.hi}
}

func seconds(s float64) string {
	switch {
	case s >= 1:
		return fmt.Sprintf("%.2f s", s)
	case s >= 1e-3:
		return fmt.Sprintf("%.1f ms", s*1e3)
	}
	return fmt.Sprintf("%.1f µs", s*1e6)
}

func summarize(samples []float64) timing {
	s := benchmath.AssumeNothing.Summary(benchmath.NewSample(slices.Clone(samples), &benchmath.DefaultThresholds), 0.95)
	return timing{s.Center, max(s.Lo, slices.Min(samples)), min(s.Hi, slices.Max(samples)), samples}
}

// compare times several ways of doing the same, once each to warm up and then in turn, so that a machine that changes its
// pace meanwhile treats them alike. A way that takes a moment only is repeated within each turn.
func (s *session) compare(ctx context.Context, title string, ways ...func(ctx context.Context) error) ([]timing, error) {
	const repeats = 6 // the least that give a 95% interval
	samples := make([][]float64, len(ways))
	times := make([]int, len(ways)) // runs of each way in a turn
	const turn, most = 0.03, 100    // seconds
	progress := program.NewProgress(title, len(ways)*(repeats+1))
	defer progress.Close()
	for round := range repeats + 1 {
		for i, way := range ways {
			start := time.Now()
			for range max(1, times[i]) {
				if err := cmp.Or(way(ctx), ctx.Err()); err != nil {
					return nil, err
				}
			}
			if took := time.Since(start).Seconds(); round > 0 {
				samples[i] = append(samples[i], took/float64(times[i]))
			} else {
				times[i] = int(min(max(1, math.Ceil(turn/took)), most))
			}
			progress.Step("")
		}
	}
	out := make([]timing, len(ways))
	for i := range out {
		out[i] = summarize(samples[i])
	}
	return out, nil
}

// counts returns the numbers of workers to try: powers of two up to the cores, and the cores.
func (s *session) counts() []int {
	var out []int
	for n := 1; n < s.cores(); n *= 2 {
		out = append(out, n)
	}
	return append(out, s.cores())
}

func printTable(w io.Writer, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len([]rune(cell)))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			pad := strings.Repeat(" ", widths[i]-len([]rune(cell)))
			if i > 0 {
				line.WriteString("  ")
			}
			line.WriteString(cell + pad)
		}
		fmt.Fprintln(w, "  "+strings.TrimRight(line.String(), " "))
	}
}

func wrap(s string, width int) string {
	var out strings.Builder
	n := 0
	for i, word := range strings.Fields(s) {
		size := len([]rune(word))
		switch {
		case i == 0:
		case n+1+size > width:
			out.WriteString("\n  ")
			n = 2
		default:
			out.WriteByte(' ')
			n++
		}
		out.WriteString(word)
		n += size
	}
	return out.String()
}

func indent(s string) string {
	return "    " + strings.ReplaceAll(strings.TrimSpace(s), "\n", "\n    ")
}

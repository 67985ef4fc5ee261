// Command regret measures how good the planner's choices are: it runs loads of many kinds under every split of the cores
// in every mode, and under the plan that Choose takes, and prints how much longer the chosen plan takes than the best.
//
//	go run ./examples/regret
//	go run ./examples/regret -loads sleep -repeat 20
//
//	go run ./examples/regret -part 2/4 -out out      # the second quarter of the loads; regret.csv in out
//
// Kernels are calibrated first, at their smallest and largest size; the sizes between are predicted. The fastest of many
// noisy cells is too fast by chance, so the chosen plan and the best split are then measured once more, by turns: the
// regret is the median of the ratios of neighbouring runs. Below zero the plan beats every fixed split, which it can,
// because it lends idle cores.
//
// Pools are open before the time begins, and the planner is told so: starting a worker costs it nothing. With -cold both
// the planner and the clock count opening and closing the pool.
//
// With -lending another question is answered: one worker a core, once with idle cores lent to the tasks that still run
// and once without.
//
// With -simulate no time is measured: the loads run on models of machines with so many cores. With -out it draws the regret
// of every machine (regret.png), and on the first the lecture's two runs, two workers with half of the cores each and one
// with all (lecture.png):
//
//	go run ./examples/regret -simulate 24,64,256 -out out
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"tandem/examples/internal/program"
	"tandem/parallel"
)

type flags struct {
	Loads    string `default:"" help:"Only loads whose name matches this regular expression."`
	Repeat   int    `default:"9" help:"Interleaved measurements of the chosen plan and of the best split."`
	Sweep    int    `default:"3" help:"Measurements of every split."`
	Part     string `default:"" help:"Only one part of the loads, as 2/4: the second quarter."`
	Cold     bool   `help:"Count the time that opening and closing the pool takes."`
	Simulate []int  `help:"Simulate machines of so many cores instead of measuring this one: 24,64,256."`
	Lending  bool   `help:"Measure what lending idle cores wins, instead of the regret."`
	Explain  bool   `help:"Print the planner's reasoning for every load."`
	Out      string `default:"" help:"Folder for regret.csv; nothing is written without it."`

	match       *regexp.Regexp
	part, parts int
}

// Validate reports values out of bounds.
func (f *flags) Validate() (err error) {
	switch {
	case f.Repeat < 1 || f.Repeat > 1000:
		return fmt.Errorf("-repeat %d: must be from 1 to 1000", f.Repeat)
	case f.Sweep < 1 || f.Sweep > 1000:
		return fmt.Errorf("-sweep %d: must be from 1 to 1000", f.Sweep)
	}
	for _, n := range f.Simulate {
		if n < 1 || n > 1024 {
			return fmt.Errorf("-simulate %d: must be from 1 to 1024", n)
		}
	}
	if f.match, err = regexp.Compile(f.Loads); err != nil {
		return fmt.Errorf("-loads: %w", err)
	}
	f.part, f.parts = 1, 1
	if f.Part != "" {
		part, parts, ok := strings.Cut(f.Part, "/")
		f.part, err = strconv.Atoi(part)
		if f.parts, _ = strconv.Atoi(parts); !ok || err != nil || f.part < 1 || f.part > f.parts {
			return fmt.Errorf("-part %q: write it as 2/4, the second quarter", f.Part)
		}
	}
	return nil
}

func main() {
	var f flags
	program.Run("regret", "The planner's choices against the best split of the cores.", &f,
		func(ctx context.Context, _ string) error { return run(ctx, &f) })
}

// A row is one line of the table.
type row struct {
	entry
	chosen, best               parallel.Plan
	chosenSeconds, bestSeconds float64
	regret, low, high          float64 // median of the ratios less one, and the quartiles
	choosing                   time.Duration
}

func run(ctx context.Context, f *flags) error {
	if f.Out != "" {
		if err := program.Folder(f.Out); err != nil {
			return err
		}
	}
	if f.Lending {
		return lending(ctx, f)
	}
	var es []entry
	for _, e := range entries() {
		if f.match.MatchString(e.name) {
			es = append(es, e)
		}
	}
	if len(es) == 0 {
		return fmt.Errorf("-loads %s: no load has such a name", f.Loads)
	}
	es = es[(f.part-1)*len(es)/f.parts : f.part*len(es)/f.parts]
	m := parallel.ThisMachine()
	program.Println(program.Where(m))
	fits, err := calibrate(ctx, m, es)
	if err != nil {
		return err
	}
	m.Fits = fits
	if !f.Cold {
		m.Rates.Start, m.Rates.Wake = 1e-9, 1e-9
	}
	if len(f.Simulate) > 0 {
		return simulate(ctx, m, es, f)
	}
	rows, err := table(es, f, func(r *row) error { return r.measure(ctx, m, f) })
	if f.Out != "" && len(rows) > 0 {
		err = errors.Join(err, write(filepath.Join(f.Out, "regret.csv"), rows))
	}
	return err
}

// table prints one line for each load, filled in by fill, and a summary.
func table(es []entry, f *flags, fill func(*row) error) (rows []row, err error) {
	program.Printf("\n%-22s %5s %7s  %-16s %10s %10s  %-16s %10s %7s  %s\n", "load", "tasks", "size", "chosen", "predicted", "measured", "best split", "measured", "regret", "quartiles")
	for _, e := range es {
		r := row{entry: e}
		if err = fill(&r); err != nil {
			break
		}
		rows = append(rows, r)
		program.Printf("%-22s %5d %7d  %-16s %10s %10s  %-16s %10s %6.1f%%  [%.1f%%, %.1f%%]\n", e.name, e.load.Tasks, e.load.Size, r.chosen,
			duration(r.chosen.Seconds), duration(r.chosenSeconds), r.best, duration(r.bestSeconds), 100*r.regret, 100*r.low, 100*r.high)
		if f.Explain {
			program.Println(r.chosen.Explain())
		}
	}
	if len(rows) > 0 {
		summarize(rows)
	}
	return rows, err
}

// calibrate fits every kernel at its smallest and its largest size, without keeping the fits.
func calibrate(ctx context.Context, m parallel.Machine, es []entry) ([]parallel.Fit, error) {
	sizes := map[string][]int{}
	for _, e := range es {
		sizes[e.load.Kernel] = append(sizes[e.load.Kernel], e.load.Size)
	}
	var fits []parallel.Fit
	start := time.Now()
	for _, e := range es {
		all := sizes[e.load.Kernel]
		if len(all) == 0 {
			continue // done
		}
		delete(sizes, e.load.Kernel)
		fit, err := parallel.Calibrate(ctx, e.load, parallel.CalibrateOptions{Machine: m, Forget: true,
			Sizes: slices.Compact([]int{slices.Min(all), slices.Max(all)})})
		if err != nil {
			return nil, err
		}
		fits = append(fits, fit)
	}
	program.Printf("%d kernels calibrated in %.1f s\n", len(fits), time.Since(start).Seconds())
	return fits, nil
}

func (r *row) choose(m parallel.Machine) {
	start := time.Now()
	r.chosen = parallel.Choose(m, r.load)
	r.choosing = time.Since(start)
}

func (r *row) measure(ctx context.Context, m parallel.Machine, f *flags) error {
	if f.Cold {
		r.prepare = cold(r.prepare)
	}
	r.choose(m)
	sweep, err := parallel.Experiment{Load: r.load, Machine: m, Repeats: f.Sweep, Prepare: r.prepare}.Sweep(ctx)
	if err != nil {
		return err
	}
	for _, c := range sweep.Cells {
		if c.Error != "" {
			return fmt.Errorf("%s, %v %d×%d: %s", r.name, c.Mode, c.Workers, c.Threads, c.Error)
		}
	}
	best, ok := sweep.Best()
	if !ok {
		return fmt.Errorf("%s: no split was measured", r.name)
	}
	r.best = parallel.Plan{Mode: best.Mode, Workers: best.Workers, Threads: best.Threads, Exact: true}
	return r.interleave(ctx, f.Repeat)
}

// cold makes every run open a pool of its own.
func cold(prepare preparation) preparation {
	return func(_ context.Context, p parallel.Plan) (func(context.Context) (uint64, error), func() error, error) {
		run := func(ctx context.Context) (uint64, error) {
			run, done, err := prepare(ctx, p)
			if err != nil {
				return 0, err
			}
			answer, err := run(ctx)
			return answer, errors.Join(err, done())
		}
		return run, nil, nil
	}
}

// interleave measures the chosen plan and the best split by turns, whichever comes first changing every time: as often as
// asked for, and loads of milliseconds more often, for half a second.
func (r *row) interleave(ctx context.Context, repeats int) error {
	var seconds [2][]float64
	var runs [2]func(context.Context) (uint64, error)
	for k, p := range []parallel.Plan{r.chosen, r.best} {
		run, done, err := r.prepare(ctx, p)
		if err != nil {
			return err
		}
		if done != nil {
			defer done()
		}
		if _, err := run(ctx); err != nil { // warms up
			return err
		}
		runs[k] = run
	}
	var ratios []float64
	begin := time.Now()
	for i := 0; i < repeats || i < 20*repeats && time.Since(begin) < time.Second/2; i++ {
		var pair [2]float64
		for _, k := range [][2]int{{0, 1}, {1, 0}}[i%2] {
			start := time.Now()
			if _, err := runs[k](ctx); err != nil {
				return err
			}
			pair[k] = time.Since(start).Seconds()
			seconds[k] = append(seconds[k], pair[k])
		}
		ratios = append(ratios, pair[0]/pair[1])
	}
	r.chosenSeconds, r.bestSeconds = quantile(seconds[0], 0.5), quantile(seconds[1], 0.5)
	r.regret, r.low, r.high = quantile(ratios, 0.5)-1, quantile(ratios, 0.25)-1, quantile(ratios, 0.75)-1
	return nil
}

// quantile interpolates linearly.
func quantile(v []float64, q float64) float64 {
	v = slices.Sorted(slices.Values(v))
	at := q * float64(len(v)-1)
	i := int(at)
	if i+1 == len(v) {
		return v[i]
	}
	return v[i] + (at-float64(i))*(v[i+1]-v[i])
}

func summarize(rows []row) {
	var regrets []float64
	slowest := time.Duration(0)
	for _, r := range rows {
		regrets = append(regrets, r.regret)
		slowest = max(slowest, r.choosing)
	}
	program.Printf("\n%d loads: regret %.1f%% median, %.1f%% worst; choosing took at most %v\n",
		len(rows), 100*quantile(regrets, 0.5), 100*slices.Max(regrets), slowest.Round(time.Microsecond))
}

func write(file string, rows []row) error {
	table := [][]string{{"load", "tasks", "size", "chosen", "chosen seconds", "predicted seconds", "best", "best seconds", "regret", "lower quartile", "upper quartile"}}
	number := func(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
	for _, r := range rows {
		table = append(table, []string{r.name, strconv.Itoa(r.load.Tasks), strconv.Itoa(r.load.Size), r.chosen.String(), number(r.chosenSeconds),
			number(r.chosen.Seconds), r.best.String(), number(r.bestSeconds), number(r.regret), number(r.low), number(r.high)})
	}
	return program.WriteFile(file, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(table) })
}

func duration(s float64) string {
	return fmt.Sprintf("%.3g ms", 1e3*s)
}

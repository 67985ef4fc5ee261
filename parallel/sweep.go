package parallel

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"golang.org/x/perf/benchmath"
)

// A Sweep is the measured times of one load under many plans. It is plain data: WriteJSON, WriteCSV and WriteBenchmark
// write it, plots.Tradeoff and plots.Scaling draw it, Compare sets two side by side.
type Sweep struct {
	Load      Load      `json:"load"`
	Machine   Machine   `json:"machine"` // on which it was measured
	GoVersion string    `json:"go"`      // of the program
	Date      time.Time `json:"date"`    // when the measurements began
	Seed      uint64    `json:"seed"`    // as Experiment said
	Warmup    int       `json:"warmup"`  // runs before the measured ones, in each cell
	Repeats   int       `json:"repeats"` // measured runs wanted in each cell
	Cells     []Cell    `json:"cells"`   // one for each plan, in the order of the plans
}

// A Cell is one plan of a sweep, of a Mode, Workers and Threads, with its measurements.
type Cell struct {
	Mode      Mode      `json:"mode"`
	Workers   int       `json:"workers"`
	Threads   int       `json:"threads"`
	Note      string    `json:"note,omitempty"`  // "oversubscribed", "chosen", or why there are no measurements
	Seconds   []float64 `json:"seconds"`         // of every run, in order
	Median    float64   `json:"median"`          // of Seconds
	Low       float64   `json:"low"`             // interval of the median: 95%, or with fewer than six runs
	High      float64   `json:"high"`            // the whole range, which covers it with 1 − 2^(1−runs)
	Outliers  int       `json:"outliers"`        // runs further from the median than five times the usual distance
	Predicted float64   `json:"predicted"`       // what Predict says
	Answer    uint64    `json:"answer,string"`   // fingerprint of the result
	Error     string    `json:"error,omitempty"` // what went wrong, "" if nothing
}

// An Experiment says what a sweep measures.
type Experiment struct {
	Load    Load    // described in the result, and predicted
	Machine Machine // zero: ThisMachine
	Plans   []Plan  // zero: Grid of the machine and the load
	Warmup  int     // runs before the measured ones; negative for none, zero for one
	Repeats int     // measured runs of each cell; zero for six, the least that give a 95% interval
	Seed    uint64  // recorded

	// Turns measures all plans by turns, one run each, so that a machine that changes its speed meanwhile treats them alike.
	// All are prepared at once then: mind their memory. Without it one plan is measured after the other.
	Turns bool

	// Prepare gets ready for one plan: it opens a pool, say. run does the whole load once and returns a fingerprint of
	// the answer, the same for every plan; done cleans up. The time of run alone is measured.
	Prepare func(ctx context.Context, p Plan) (run func(context.Context) (answer uint64, err error), done func() error, err error)

	// Progress, if not nil, is called after every run with the number of runs done and to do, and the cell so far.
	Progress func(done, total int, c Cell)
}

// Grid lists the plans of a sweep, all Exact: for every mode that m has, all W×T with W·T at most the cores and W at most the tasks.
// On more than 8 cores T goes through the powers of two, the cores of one NUMA node and the largest value. For tasks that wait (Load.Idle) W goes on,
// doubling, up to what keeps the cores busy.
func Grid(m Machine, l Load) []Plan {
	cores := max(m.Cores, 1)
	modes := []Mode{Goroutines}
	if m.Processes {
		modes = append(modes, Processes)
	}
	if l.Isolated && m.Processes {
		modes = []Mode{Processes}
	}
	e := newEstimate(m, Load{})
	waiters := max(1, min(l.Tasks, int(float64(cores)/max(1-l.Idle, 1e-2))))
	var plans []Plan
	for _, mode := range modes {
		for w := 1; w <= waiters; w = nextWorkers(w, cores, waiters) {
			most := max(1, cores/w)
			for t := 1; t <= most; {
				plans = append(plans, Plan{Mode: mode, Workers: w, Threads: t, Exact: true, Load: l})
				if cores <= 8 {
					t++
				} else {
					t = e.nextThreads(t, most)
				}
			}
		}
	}
	return plans
}

// nextWorkers goes through 1, 2, …, cores and then doubles; it ends with most.
func nextWorkers(w, cores, most int) int {
	if w < cores {
		return w + 1
	}
	if w < most && 2*w > most {
		return most
	}
	return 2 * w
}

// Sweep measures every plan of e. A plan whose Prepare or run fails keeps its error in its cell, and the sweep goes on;
// an answer that differs from the first cell's is such an error. When ctx ends, Sweep returns what was measured so far
// and ctx's error.
func (e Experiment) Sweep(ctx context.Context) (Sweep, error) {
	if e.Prepare == nil {
		return Sweep{}, fmt.Errorf("parallel: an Experiment without Prepare")
	}
	if err := e.Load.Check(); err != nil {
		return Sweep{}, err
	}
	for _, p := range e.Plans {
		if err := p.Check(); err != nil {
			return Sweep{}, err
		}
	}
	if e.Machine.Cores == 0 {
		e.Machine = ThisMachine()
	}
	if e.Plans == nil {
		e.Plans = Grid(e.Machine, e.Load)
	}
	if e.Warmup == 0 {
		e.Warmup = 1
	}
	e.Warmup = max(e.Warmup, 0)
	if e.Repeats <= 0 {
		e.Repeats = 6
	}
	s := Sweep{Load: e.Load, Machine: e.Machine, GoVersion: runtime.Version(), Date: time.Now().UTC().Truncate(time.Second),
		Seed: e.Seed, Warmup: e.Warmup, Repeats: e.Repeats}
	trials := make([]*trial, len(e.Plans))
	for i, p := range e.Plans {
		trials[i] = &trial{Cell: Cell{Mode: p.Mode, Workers: p.Workers, Threads: p.Threads, Predicted: e.predict(p)}, plan: p}
		if float64(p.Workers*p.Threads)*(1-e.Load.Idle) > float64(max(e.Machine.Cores, 1)) {
			trials[i].Note = "oversubscribed"
		}
	}
	done := 0
	if e.Turns {
		e.measure(ctx, trials, &done)
	}
	for i := range trials {
		if !e.Turns {
			e.measure(ctx, trials[i:i+1], &done)
		}
	}
	var first *trial // the first that has an answer
	for _, t := range trials {
		switch {
		case t.err != nil && !errors.Is(t.err, ctx.Err()):
			t.Error = t.err.Error()
		case !t.answered:
		case first == nil:
			first = t
		case t.Answer != first.Answer:
			t.Error = fmt.Sprintf("its answer differs from that of %v %d×%d (fingerprints %#x, %#x)",
				first.Mode, first.Workers, first.Threads, t.Answer, first.Answer)
		}
		if len(t.Seconds) > 0 || t.Error != "" {
			s.Cells = append(s.Cells, t.Cell)
		}
	}
	return s, ctx.Err()
}

func (e Experiment) predict(p Plan) float64 {
	est := newEstimate(e.Machine, e.Load)
	return est.candidate(p.Mode, p.Workers, p.Threads, p.Exact).Seconds
}

// A trial is a cell that is being measured.
type trial struct {
	Cell
	plan     Plan
	run      func(context.Context) (uint64, error)
	answered bool
	err      error
}

// measure runs the trials by turns.
func (e Experiment) measure(ctx context.Context, trials []*trial, progress *int) {
	for _, t := range trials {
		var done func() error
		if t.err = ctx.Err(); t.err != nil {
			return
		}
		if t.run, done, t.err = e.Prepare(ctx, t.plan); t.err == nil && done != nil {
			defer func() {
				if err := done(); t.err == nil {
					t.err = err
				}
			}()
		}
	}
	for k := range e.Warmup + e.Repeats {
		for _, t := range trials {
			if t.err == nil {
				t.err = e.once(ctx, t, k)
			}
			if *progress++; e.Progress != nil && ctx.Err() == nil {
				t.Summarize()
				e.Progress(*progress, (e.Warmup+e.Repeats)*len(e.Plans), t.Cell)
			}
		}
	}
	for _, t := range trials {
		t.Summarize()
	}
}

// once is run k of a trial.
func (e Experiment) once(ctx context.Context, t *trial, k int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	start := time.Now()
	answer, err := t.run(ctx)
	took := time.Since(start).Seconds()
	if err != nil {
		return err
	}
	if t.answered && answer != t.Answer {
		return fmt.Errorf("run %d gives another answer than run 1 (fingerprints %#x, %#x)", k+1, answer, t.Answer)
	}
	t.Answer, t.answered = answer, true
	if k >= e.Warmup {
		t.Seconds = append(t.Seconds, took)
	}
	return nil
}

// Summarize computes Median, Low, High and Outliers from Seconds.
func (c *Cell) Summarize() {
	c.Median, c.Low, c.High, c.Outliers = 0, 0, 0, 0
	if len(c.Seconds) == 0 {
		return
	}
	// The interval of the median by order statistics assumes nothing about the distribution.
	s := benchmath.AssumeNothing.Summary(benchmath.NewSample(slices.Clone(c.Seconds), &benchmath.DefaultThresholds), 0.95)
	c.Median, c.Low, c.High = s.Center, max(s.Lo, slices.Min(c.Seconds)), min(s.Hi, slices.Max(c.Seconds))
	// The usual distance from the median is the median of the distances (MAD), at least 1% of it: clocks are not perfect.
	distance := make([]float64, len(c.Seconds))
	for i, v := range c.Seconds {
		distance[i] = math.Abs(v - c.Median)
	}
	slices.Sort(distance)
	usual := max(distance[len(distance)/2], 0.01*c.Median)
	for _, d := range distance {
		if d > 5*usual {
			c.Outliers++
		}
	}
}

// Best returns the fastest cell that was measured without error and is not oversubscribed; ok is false if there is none.
func (s Sweep) Best() (best Cell, ok bool) {
	for _, c := range s.Cells {
		if c.Error == "" && len(c.Seconds) > 0 && c.Note != "oversubscribed" && (!ok || c.Median < best.Median) {
			best, ok = c, true
		}
	}
	return best, ok
}

// At returns the cell of a plan; ok is false if there is none.
func (s Sweep) At(mode Mode, workers, threads int) (cell Cell, ok bool) {
	for _, c := range s.Cells {
		if c.Mode == mode && c.Workers == workers && c.Threads == threads {
			return c, true
		}
	}
	return Cell{}, false
}

// Warnings lists what a reader of the sweep should know, in words: outliers, cells with errors, too few runs.
func (s Sweep) Warnings() []string {
	var ws []string
	for _, c := range s.Cells {
		name := fmt.Sprintf("%v %d×%d", c.Mode, c.Workers, c.Threads)
		switch {
		case c.Error != "":
			ws = append(ws, name+": "+c.Error)
		case c.Outliers > 0:
			ws = append(ws, fmt.Sprintf("%s: %s far from the median; was the machine busy with something else?", name, count(c.Outliers, "run")))
		}
		if c.Error == "" && len(c.Seconds) < 6 {
			ws = append(ws, fmt.Sprintf("%s: %s: the interval is the whole range", name, count(len(c.Seconds), "run")))
		}
	}
	return ws
}

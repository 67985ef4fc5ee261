package parallel

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/perf/benchfmt"
)

// fixed is an experiment whose runs do nothing; answer says what each plan answers.
func fixed(answer func(Plan) (uint64, error)) Experiment {
	return Experiment{
		Load: Load{Kernel: "test.fixed load", Size: 7, Tasks: 4, Seconds: 1e-3}, Machine: Machine{Cores: 2}, Seed: 5,
		Prepare: func(ctx context.Context, p Plan) (func(context.Context) (uint64, error), func() error, error) {
			return func(context.Context) (uint64, error) { return answer(p) }, nil, nil
		},
	}
}

func TestSweepMeasuresEveryPlan(t *testing.T) {
	e := fixed(func(Plan) (uint64, error) { return 42, nil })
	last := 0
	e.Progress = func(done, total int, c Cell) {
		if done != last+1 || total != 21 {
			t.Errorf("progress %d of %d after %d", done, total, last)
		}
		last = done
	}
	s, err := e.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range s.Cells {
		names = append(names, fmt.Sprintf("%v %d×%d", c.Mode, c.Workers, c.Threads))
		if len(c.Seconds) != 6 || c.Error != "" || c.Answer != 42 || !(c.Low <= c.Median && c.Median <= c.High) || c.Predicted <= 0 {
			t.Errorf("cell %+v", c)
		}
	}
	if d := cmp.Diff([]string{"goroutines 1×1", "goroutines 1×2", "goroutines 2×1"}, names); d != "" {
		t.Error(d)
	}
	if last != 21 { // three cells, one run of warm-up and six measured
		t.Errorf("%d runs", last)
	}
}

func TestSweepFindsWrongAnswersAndErrors(t *testing.T) {
	e := fixed(func(p Plan) (uint64, error) {
		switch {
		case p.Workers == 2:
			return 1, nil
		case p.Threads == 2:
			return 0, errors.New("it broke")
		}
		return 2, nil
	})
	s, err := e.Sweep(t.Context())
	if err != nil || len(s.Cells) != 3 {
		t.Fatalf("%d cells, %v", len(s.Cells), err)
	}
	if s.Cells[0].Error != "" || s.Cells[1].Error != "it broke" || !strings.Contains(s.Cells[2].Error, "differs from that of goroutines 1×1") {
		t.Errorf("errors %q, %q, %q", s.Cells[0].Error, s.Cells[1].Error, s.Cells[2].Error)
	}
	if best, ok := s.Best(); !ok || best.Workers != 1 || best.Threads != 1 {
		t.Errorf("best %+v, %v: only 1×1 has no error", best, ok)
	}
	if ws := strings.Join(s.Warnings(), "\n"); !strings.Contains(ws, "1×2: it broke") || !strings.Contains(ws, "2×1: its answer differs") {
		t.Errorf("warnings %q", ws)
	}
	changing := uint64(0)
	e = fixed(func(Plan) (uint64, error) { changing++; return changing, nil })
	if s, _ := e.Sweep(t.Context()); !strings.Contains(s.Cells[0].Error, "run 2 gives another answer") {
		t.Errorf("error %q", s.Cells[0].Error)
	}
}

func TestSweepKeepsWhatItHasWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	runs := 0
	e := fixed(func(Plan) (uint64, error) {
		if runs++; runs == 10 {
			cancel()
		}
		return 0, nil
	})
	s, err := e.Sweep(ctx)
	if !errors.Is(err, context.Canceled) || len(s.Cells) != 2 || len(s.Cells[0].Seconds) != 6 || len(s.Cells[1].Seconds) != 2 {
		t.Errorf("%v with %+v", err, s.Cells)
	}
}

func TestSweepByTurns(t *testing.T) {
	var order []string
	open := 0
	e := Experiment{Load: Load{Tasks: 2, Seconds: 1}, Machine: Machine{Cores: 2}, Turns: true, Repeats: 2,
		Plans: []Plan{{Mode: Goroutines, Workers: 1, Threads: 1}, {Mode: Goroutines, Workers: 1, Threads: 2}, {Mode: Goroutines, Workers: 2, Threads: 1}},
		Prepare: func(_ context.Context, p Plan) (func(context.Context) (uint64, error), func() error, error) {
			open++
			run := func(context.Context) (uint64, error) {
				order = append(order, p.String())
				if p.Threads == 2 {
					return 0, errors.New("it broke")
				}
				return 7, nil
			}
			return run, func() error { open--; return nil }, nil
		}}
	var seen []int
	e.Progress = func(done, total int, _ Cell) { seen = append(seen, done, total) }
	s, err := e.Sweep(t.Context())
	if err != nil || len(s.Cells) != 3 || s.Cells[1].Error != "it broke" || len(s.Cells[0].Seconds) != 2 || len(s.Cells[2].Seconds) != 2 {
		t.Fatalf("%+v, %v", s.Cells, err)
	}
	// Rounds of one run each; what broke is left out of the later ones.
	if got := strings.Join(order, ", "); got != "goroutines 1×1, goroutines 1×2, goroutines 2×1, goroutines 1×1, goroutines 2×1, goroutines 1×1, goroutines 2×1" {
		t.Errorf("order %s", got)
	}
	if open != 0 || len(seen) != 18 || seen[16] != 9 || seen[17] != 9 {
		t.Errorf("%d still open; progress %v", open, seen)
	}
}

func TestSummarize(t *testing.T) {
	for _, row := range []struct {
		name              string
		seconds           []float64
		median, low, high float64
		outliers          int
	}{
		{"nothing", nil, 0, 0, 0, 0},
		{"one run", []float64{3}, 3, 3, 3, 0},
		{"five runs: the whole range", []float64{5, 1, 2, 3, 4}, 3, 1, 5, 0},
		// Of nine values the 2nd and the 8th enclose the median with 96%: 1 − 2·(1+9)/2⁹.
		{"nine runs: order statistics", []float64{9, 1, 2, 3, 4, 5, 6, 7, 8}, 5, 2, 8, 0},
		{"an outlier", []float64{1, 1.01, 0.99, 1, 1.02, 9}, 1.005, 0.99, 9, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := Cell{Seconds: row.seconds}
			c.Summarize()
			if math.Abs(c.Median-row.median) > 1e-12 || c.Low != row.low || c.High != row.high || c.Outliers != row.outliers {
				t.Errorf("median %v [%v, %v], %d outliers; want %v [%v, %v], %d", c.Median, c.Low, c.High, c.Outliers, row.median, row.low, row.high, row.outliers)
			}
		})
	}
}

// sample is a sweep with every field in use.
func sample() Sweep {
	s := Sweep{
		Load:      Load{Kernel: "linalg.Eigenvalues", Size: 200, Tasks: 9, Flops: 1e8, Serial: 0.25},
		Machine:   Machine{Name: "Abacus, \"9\"", OS: "linux", Arch: "amd64", Cores: 2, Memory: 1 << 33, Limits: []Limit{{"cores", "GOMAXPROCS", "x"}}},
		GoVersion: "go1.26", Date: time.Date(2026, 11, 21, 3, 0, 0, 0, time.UTC), Seed: math.MaxUint64, Warmup: 1, Repeats: 3,
		Cells: []Cell{
			{Mode: Goroutines, Workers: 2, Threads: 1, Seconds: []float64{0.5, 0.25, 0.75}, Predicted: 0.4, Answer: math.MaxUint64},
			{Mode: Processes, Workers: 1, Threads: 2, Seconds: []float64{1, 1, 1.5}, Note: "chosen"},
			{Mode: Processes, Workers: 2, Threads: 1, Error: "no such mode, here"},
		},
	}
	for i := range s.Cells {
		s.Cells[i].Summarize()
	}
	return s
}

func TestJSONReadsBack(t *testing.T) {
	var b bytes.Buffer
	if err := sample().WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	back, err := ReadSweep(&b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(sample(), back, cmpopts.IgnoreFields(Load{}, "Probe"), cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
	for _, bad := range []string{"", "[]", `{"cells":[{"workers":0,"threads":1}]}`, `{"cells":[{"mode":"magic","workers":1,"threads":1}]}`} {
		if _, err := ReadSweep(strings.NewReader(bad)); err == nil {
			t.Errorf("%q was read as a sweep", bad)
		}
	}
}

func TestCSVHasOneLineACell(t *testing.T) {
	var b bytes.Buffer
	if err := sample().WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := []string{"linalg.Eigenvalues", "200", "9", "goroutines", "2", "1", "", "0.5", "0.25", "0.75", "0.4", "0", "3", "", "0.5 0.25 0.75"}
	if d := cmp.Diff(want, rows[1]); d != "" {
		t.Error(d)
	}
}

func TestBenchmarkFormatIsReadByBenchfmt(t *testing.T) {
	var b bytes.Buffer
	s := sample()
	s.Load.Kernel = "a kernel/with signs"
	if err := s.WriteBenchmark(&b); err != nil {
		t.Fatal(err)
	}
	r := benchfmt.NewReader(bytes.NewReader(b.Bytes()), "test")
	n := 0
	for r.Scan() {
		res, ok := r.Result().(*benchfmt.Result)
		if !ok {
			t.Fatalf("%v in\n%s", r.Result(), b.String())
		}
		if n == 0 {
			base, parts := res.Name.Parts()
			if got := string(base) + string(bytes.Join(parts, nil)); got != "Sweep/kernel=a_kernel_with_signs/size=200/tasks=9/mode=goroutines/workers=2/threads=1" {
				t.Errorf("name %q", got)
			}
			if v, _ := res.Value("sec/op"); v != 0.5 || res.GetConfig("goos") != "linux" || res.GetConfig("seed") != "18446744073709551615" {
				t.Errorf("%v s, goos %q, seed %q\n%s", v, res.GetConfig("goos"), res.GetConfig("seed"), b.String())
			}
		}
		n++
	}
	if err := r.Err(); err != nil || n != 6 {
		t.Errorf("%d results, %v", n, err)
	}
}

func TestCompare(t *testing.T) {
	sweep := func(a, b []float64) Sweep {
		s := Sweep{Cells: []Cell{{Mode: Goroutines, Workers: 1, Threads: 1, Seconds: a}, {Mode: Goroutines, Workers: 2, Threads: 1, Seconds: b}}}
		for i := range s.Cells {
			s.Cells[i].Summarize()
		}
		return s
	}
	before := sweep([]float64{10, 11, 12, 10, 11, 12}, []float64{1, 2, 3, 4, 5, 6})
	after := sweep([]float64{5, 6, 7, 5, 6, 7}, []float64{6, 5, 4, 3, 2, 1.5})
	after.Cells = append(after.Cells, Cell{Mode: Processes, Workers: 2, Threads: 1, Seconds: []float64{1}})
	ds := Compare(before, after)
	if len(ds) != 2 || ds[0].Verdict != Faster || ds[1].Verdict != Same || ds[0].P >= 0.05 || ds[1].P < 0.05 {
		t.Errorf("%+v", ds)
	}
	if back := Compare(after, before); back[0].Verdict != Slower {
		t.Errorf("the other way round: %+v", back)
	}
	if few := Compare(sweep([]float64{1, 1}, nil), sweep([]float64{9, 9}, nil)); len(few) != 1 || few[0].Verdict != Same {
		t.Errorf("two runs against two tell nothing: %+v", few)
	}
	if text := CompareText(before, after); !strings.Contains(text, "faster") || strings.Count(text, "\n") != 3 {
		t.Error(text)
	}
}

func TestTraceSeesABusyCore(t *testing.T) {
	for spin := 200 * time.Millisecond; ; spin *= 2 { // samples come late on a machine that others keep busy
		wrong := traceSpinning(t, spin)
		if wrong == "" {
			return
		}
		if spin > 5*time.Second {
			t.Fatal(wrong)
		}
		t.Log(spin, wrong)
	}
}

// traceSpinning says what is wrong with a trace of one busy core, "" if nothing is.
func traceSpinning(t *testing.T, spin time.Duration) string {
	t.Helper()
	stop, err := StartTrace("one core", 20*time.Millisecond)
	if err != nil {
		if runtime.GOOS == "linux" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	for start := time.Now(); time.Since(start) < spin; {
	}
	tr := stop()
	if again := stop(); len(again.Times) != len(tr.Times) {
		t.Error("a second stop changed the trace")
	}
	last := 0.0
	for i, end := range tr.Times {
		if end <= last || len(tr.Use[i]) != len(tr.CPUs) {
			t.Fatalf("sample %d ends at %v after %v, with %d of %d processors", i, end, last, len(tr.Use[i]), len(tr.CPUs))
		}
		last = end
		for _, u := range tr.Use[i] {
			if u < 0 || u > 1 {
				t.Fatalf("use %v", u)
			}
		}
	}
	if len(tr.Times) < 3 || tr.Mean() < 0.3 || tr.Mean() > float64(len(tr.CPUs))+1e-9 {
		return fmt.Sprintf("%d samples, %.2f cores busy on the mean; a core was busy all the time", len(tr.Times), tr.Mean())
	}
	return ""
}

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/perf/benchfmt"

	"tandem/examples/internal/programtest"
)

func TestProgram(t *testing.T) {
	program := programtest.Build(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir()) // calibrations of tiny matrices are not for the user

	t.Run("experiment", func(t *testing.T) {
		dir := t.TempDir()
		status, out, stderr := programtest.Run(t, dir, program, "-n", "40", "-tasks", "3", "-repeat", "2", "-out", "results", "-explain")
		if status != 0 {
			t.Fatalf("status %d: %s", status, stderr)
		}
		for _, want := range []string{"imap_unordered returned", "results were read", "sequential", "bit for bit", "The planner chose", "Verdict:", "predicted"} {
			if !strings.Contains(out, want) {
				t.Errorf("the output does not say %q:\n%s", want, out)
			}
		}
		dir = filepath.Join(dir, "results")
		programtest.Files(t, dir, "tradeoff.png", "spectrum.png", "results.csv", "results.json", "results.bench")
		checkResults(t, dir)
	})

	for _, ensemble := range []string{"complex-ginibre", "goe", "gue", "wishart", "haar", "bernoulli"} {
		t.Run(ensemble, func(t *testing.T) {
			status, _, stderr := programtest.Run(t, t.TempDir(), program, "-n", "12", "-repeat", "1", "-mode", "goroutines", "-ensemble", ensemble)
			if status != 0 {
				t.Errorf("status %d: %s", status, stderr)
			}
		})
	}

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-n", "0"}, "-n 0: must be from 1"},
		{[]string{"-tasks", "-1"}, "-tasks -1: must be from 1"},
		{[]string{"-repeat", "0"}, "-repeat 0"},
		{[]string{"-ensemble", "gaussian"}, "gaussian"},
		{[]string{"-mode", "threads"}, "must be goroutines, processes or all"},
		{[]string{"-grid", "2"}, "workers×threads"},
		{[]string{"-grid", "0x1"}, "workers×threads"},
		{[]string{"-out", filepath.Join(file, "below")}, "-out"},
		{[]string{"-n", "many"}, "many"},
		{[]string{"-frobnicate"}, "frobnicate"},
	} {
		t.Run(strings.Join(c.args, " "), func(t *testing.T) {
			status, out, stderr := programtest.Run(t, t.TempDir(), program, c.args...)
			if status == 0 || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 || out != "" {
				t.Errorf("status %d, output %q, error %q; want one line with %q", status, out, stderr, c.want)
			}
		})
	}

	t.Run("help", func(t *testing.T) {
		status, out, _ := programtest.Run(t, t.TempDir(), program, "-help")
		if status != 0 || !strings.Contains(out, "Order of the matrices") {
			t.Errorf("status %d: %s", status, out)
		}
	})

	t.Run("interrupt", func(t *testing.T) {
		if runtime.GOOS == "windows" {
			t.Skip("no SIGINT to send")
		}
		dir := t.TempDir()
		cmd := exec.Command(program, "-n", "60", "-repeat", "1000", "-out", "results")
		var out bytes.Buffer
		cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Second)
		cmd.Process.Signal(os.Interrupt)
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		select {
		case <-done:
		case <-time.After(2 * time.Minute):
			cmd.Process.Kill()
			t.Fatal("still running 2 min after the interrupt")
		}
		if code := cmd.ProcessState.ExitCode(); code != 130 || !strings.Contains(out.String(), "interrupted") {
			t.Errorf("status %d:\n%s", code, out.String())
		}
		programtest.Files(t, filepath.Join(dir, "results"), "results.csv", "results.json")
	})
}

// checkResults reads the three files of measurements back.
func checkResults(t *testing.T, dir string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var results struct {
		Go    string
		Seed  uint64
		Cells []struct {
			Mode             string
			Workers, Threads int
			Median           float64
			Seconds          []float64
		}
		Machine struct{ Cores int }
	}
	if err := json.Unmarshal(data, &results); err != nil {
		t.Fatal(err)
	}
	if results.Go != runtime.Version() || results.Seed != 1 || results.Machine.Cores < 1 || len(results.Cells) == 0 {
		t.Errorf("results.json: %+v", results)
	}
	for _, c := range results.Cells {
		if len(c.Seconds) != 2 || c.Median <= 0 {
			t.Errorf("results.json: cell %+v", c)
		}
	}
	f, err := os.Open(filepath.Join(dir, "results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := csv.NewReader(f).ReadAll(); err != nil || len(rows) != len(results.Cells)+1 {
		t.Errorf("results.csv: %d rows, %v", len(rows), err)
	}
	b, err := os.Open(filepath.Join(dir, "results.bench"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	lines := 0
	for r := benchfmt.NewReader(b, "results.bench"); r.Scan(); {
		if _, ok := r.Result().(*benchfmt.Result); ok {
			lines++
		}
	}
	if lines != 2*len(results.Cells) {
		t.Errorf("results.bench: %d measurements, want %d", lines, 2*len(results.Cells))
	}
}

func TestSplits(t *testing.T) {
	if got := allSplits(4, 2); len(got) != 7 { // 1×1…1×4, 2×1, 2×2, and 2×4 oversubscribed
		t.Errorf("4 cores, 2 tasks: %v", got)
	}
	got, err := parseSplits("2x1, 1×2")
	if err != nil || len(got) != 2 || got[0] != (split{2, 1}) || got[1] != (split{1, 2}) {
		t.Errorf("%v, %v", got, err)
	}
}

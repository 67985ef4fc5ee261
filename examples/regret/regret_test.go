package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tandem/parallel"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

func TestEveryLoadIsInOrder(t *testing.T) {
	es := entries()
	if len(es) < 20 {
		t.Errorf("%d loads, want at least 20", len(es))
	}
	for _, e := range es {
		if err := e.load.Check(); err != nil {
			t.Errorf("%s: %v", e.name, err)
		}
		if e.load.Probe == nil {
			t.Errorf("%s cannot be calibrated", e.name)
		}
	}
}

func TestOneLoadEndToEnd(t *testing.T) {
	f := &flags{Loads: "^sleep$", Repeat: 2, Sweep: 1, Out: t.TempDir()}
	if err := f.Validate(); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(filepath.Join(f.Out, "regret.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) != 3 || rows[2][1] != "64" {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestAnswersDoNotDependOnThePlan(t *testing.T) {
	if testing.Short() {
		t.Skip("runs every load")
	}
	for _, e := range entries() {
		if e.name == "sleep" {
			continue
		}
		var answers []uint64
		for _, p := range []parallel.Plan{{Mode: parallel.Serial, Workers: 1, Threads: 1}, {Mode: parallel.Goroutines, Workers: 2, Threads: 2}, {Mode: parallel.Processes, Workers: 2, Threads: 1}} {
			run, done, err := e.prepare(context.Background(), p)
			if err != nil {
				t.Fatal(err)
			}
			a, err := run(t.Context())
			if err != nil {
				t.Fatalf("%s under %v: %v", e.name, p, err)
			}
			answers = append(answers, a)
			done()
		}
		if len(slices.Compact(answers)) != 1 {
			t.Errorf("%s, %d × %d: answers %#x", e.name, e.load.Tasks, e.load.Size, answers)
		}
	}
}

func TestBadFlags(t *testing.T) {
	for _, f := range []flags{{Repeat: 0, Sweep: 1}, {Repeat: 1, Sweep: 0}, {Repeat: 1, Sweep: 1, Simulate: []int{0}}, {Repeat: 1, Sweep: 1, Loads: "("},
		{Repeat: 1, Sweep: 1, Part: "3/2"}, {Repeat: 1, Sweep: 1, Part: "0/2"}, {Repeat: 1, Sweep: 1, Part: "1"}} {
		if f.Validate() == nil {
			t.Errorf("%+v passed", f)
		}
	}
	f := flags{Repeat: 1, Sweep: 1, Loads: "no such load"}
	if err := f.Validate(); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), &f); err == nil {
		t.Error("no load, and no error")
	}
}

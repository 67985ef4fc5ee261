package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tandem/parallel"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

var tiny = flags{f: "exp(sin(x))", at: 0.7, orders: 4, vars: 8, reps: 2, limit: 50 * time.Millisecond}

// run compares the values of all ways itself.
func TestRun(t *testing.T) {
	f := tiny
	f.out = t.TempDir()
	if err := run(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(filepath.Join(f.out, "orders.png")); err != nil || info.Size() < 1000 {
		t.Errorf("orders.png: %v", err)
	}
}

func TestAgreeCanFail(t *testing.T) {
	c := func(v float64) curve { return curve{x: []int{1}, costs: []cost{{Value: v}}} }
	if agree([]curve{c(1), c(1), c(1), c(1)}) != nil || agree([]curve{c(1), c(1), c(1.1), c(1)}) == nil {
		t.Error("agree")
	}
}

func TestErrors(t *testing.T) {
	for _, change := range []func(f *flags){
		func(f *flags) { f.orders = 0 }, func(f *flags) { f.vars = 1 }, func(f *flags) { f.reps = 0 }, func(f *flags) { f.limit = 0 },
		func(f *flags) { f.f = "sin(" }, func(f *flags) { f.f = "x*w" }, func(f *flags) { f.out = "/no/such/folder" },
	} {
		f := tiny
		f.out = t.TempDir()
		change(&f)
		if err := run(t.Context(), f); err == nil {
			t.Errorf("%+v: no error", f)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := run(ctx, tiny); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

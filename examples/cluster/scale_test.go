package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestServe(t *testing.T) {
	near := func(name string, got, want, within float64) {
		t.Helper()
		if math.Abs(got-want) > within*want {
			t.Errorf("%s: %g, want %g within %g", name, got, want, within)
		}
	}
	// One worker: a cycle is the cost, the way there and back, and the batch.
	one := serve(1, 1e-3, 5e-3)
	near("one worker", one.rate, 5/(batchCost+4*taskCost+latency+5e-3), 0.06)
	// Far too many workers: rank 0 alone counts.
	many := serve(20000, 1e-4, 1e-3)
	near("saturated", many.rate, 10/(batchCost+9*taskCost), 0.03)
	near("saturated rank 0", many.busy, 1, 0.03)
	// Far too few: all workers work.
	few := serve(100, 1, 20e-3)
	near("idle rank 0", few.efficiency, 1, 0.06)
	if few.busy > 0.01 {
		t.Errorf("rank 0 is busy for %g of the time", few.busy)
	}
}

func TestScale(t *testing.T) {
	var out bytes.Buffer
	dir := t.TempDir()
	if err := scale(&out, dir); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\n"); n != 3+27 {
		t.Errorf("%d lines:\n%s", n, out.String())
	}
	if info, err := os.Stat(filepath.Join(dir, "scale.png")); err != nil || info.Size() == 0 {
		t.Error(err)
	}
}

package fft

import (
	"math"
	"os"
	"testing"

	"tandem/parallel"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

// Batches give the same bits in worker processes as here, however they are cut.
func TestBatchTask(t *testing.T) {
	const n, rows = 240, 30
	x := randomComplex(n * rows)
	want, err := Batch(ctx, x, n)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := SplitBatch(BatchArgs{X: x, N: n}, 7)
	if err != nil || len(parts) != 5 {
		t.Fatalf("%d parts, %v", len(parts), err)
	}
	for _, mode := range []parallel.Mode{parallel.Serial, parallel.Goroutines, parallel.Processes} {
		if mode == parallel.Processes && (testing.Short() || !parallel.ThisMachine().Processes) {
			continue
		}
		pool, err := parallel.Open(parallel.Plan{Mode: mode, Workers: 2, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		results, err := BatchTask.Map(ctx, pool, parts)
		if err != nil {
			t.Fatal(err)
		}
		var got []complex128
		for _, r := range results {
			got = append(got, r...)
		}
		if apart(got, want) != 0 {
			t.Errorf("%v: other bits", mode)
		}
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := SplitBatch(BatchArgs{X: x, N: 7}, 1); err == nil {
		t.Error("no error for broken rows")
	}
	if parts, err := SplitBatch(BatchArgs{X: x, N: n}, math.MaxInt); err != nil || len(parts) != 1 || len(parts[0].X) != len(x) {
		t.Errorf("more rows than there are: %d parts, %v", len(parts), err)
	}
}

func TestBatchLoad(t *testing.T) {
	for _, l := range []parallel.Load{BatchLoad(4, 256, 1024), BatchLoad(1, 1, 1<<20), BatchLoad(100, 1, 64)} {
		if err := l.Check(); err != nil {
			t.Error(err)
		}
		if plan := parallel.Choose(parallel.Machine{Cores: 2}, l); plan.Workers < 1 {
			t.Errorf("%+v: %+v", l, plan)
		}
	}
	if err := BatchLoad(1, 2, 64).Probe(ctx, 64); err != nil {
		t.Error(err)
	}
}

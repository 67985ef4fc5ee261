package parallel

import (
	"cmp"
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"testing"
	"time"

	"tandem/parallel/internal/ledger"
	"tandem/parallel/internal/link"
	"tandem/parallel/internal/loops"
)

// A loopArg says what loops a test task runs.
type loopArg struct {
	Blocks int           // of one loop
	Work   time.Duration // in one block
	Nested bool          // the task also runs a pool of its own
	Die    bool          // the worker process is killed in the middle
}

// A share is when a range of a loop ran, on the clock that all processes share, and where.
type share struct{ Start, End int64 }

var loopTask = NewTask("test.loops", func(ctx context.Context, a loopArg) ([]share, error) {
	shares := runLoop(ctx, a)
	if a.Nested {
		pool, err := Open(Plan{Mode: Goroutines, Workers: 2, Threads: 1})
		if err != nil {
			return nil, err
		}
		defer pool.Close()
		more, err := innerLoops.Map(ctx, pool, []loopArg{{a.Blocks, a.Work, false, false}, {a.Blocks, a.Work, false, false}, {a.Blocks, a.Work, false, false}})
		return append(shares, slices.Concat(more...)...), err
	}
	return shares, nil
})

var innerLoops = NewTask("test.inner-loops", func(ctx context.Context, a loopArg) ([]share, error) {
	return runLoop(ctx, a), nil
})

func runLoop(ctx context.Context, a loopArg) []share {
	shares := make([]share, a.Blocks)
	TeamOf(ctx).For(a.Blocks, 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			s := share{Start: link.Now()}
			for link.Now()-s.Start < int64(a.Work) {
			}
			s.End = link.Now()
			shares[i] = s
			if a.Die && i == a.Blocks/2 {
				if self, err := os.FindProcess(os.Getpid()); err == nil {
					_ = self.Kill()
				}
			}
		}
	})
	return shares
}

// overlap is the largest number of shares that ran at once.
func overlap(shares []share) int {
	type edge struct {
		at   int64
		step int
	}
	var edges []edge
	for _, s := range shares {
		edges = append(edges, edge{s.Start, 1}, edge{s.End, -1})
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.step, b.step)) })
	now, most := 0, 0
	for _, e := range edges {
		now += e.step
		most = max(most, now)
	}
	return most
}

// withLedger gives this process a ledger of another size, which worker processes share.
func withLedger(t *testing.T, size int) *ledger.Ledger {
	l := ledger.New(size)
	old := theCrew.Swap(loops.New(l))
	t.Cleanup(func() {
		theCrew.Store(old)
		if l.File() != nil {
			l.File().Close()
		}
	})
	return l
}

func modesHere() []Mode {
	if runtime.GOOS == "linux" {
		return []Mode{Goroutines, Processes}
	}
	return []Mode{Goroutines}
}

func allIdle(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	for end := time.Now().Add(patience / 4); l.Busy() > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if b := l.Busy(); b > 0 {
		t.Errorf("%d tokens are still held", b)
	}
}

func TestSharesNeverExceedTheLedger(t *testing.T) {
	for _, mode := range modesHere() {
		for _, size := range []int{2, 3} {
			for _, nested := range []bool{false, true} {
				l := withLedger(t, size)
				pool, err := Open(Plan{Mode: mode, Workers: size, Threads: 1})
				if err != nil {
					t.Fatal(err)
				}
				args := slices.Repeat([]loopArg{{40, 50 * time.Microsecond, nested, false}}, 2*size+1)
				args[0].Blocks = 200 // unequal tasks: cores are lent at the end
				res, err := loopTask.Map(t.Context(), pool, args)
				if err != nil {
					t.Fatal(err)
				}
				if got := overlap(slices.Concat(res...)); got > size {
					t.Errorf("%v, %d tokens, nested %v: %d shares at once", mode, size, nested, got)
				}
				pool.Close()
				allIdle(t, l)
			}
		}
	}
}

func TestAKilledWorkerReturnsLentCores(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes need Linux")
	}
	l := withLedger(t, 3)
	pool, err := Open(Plan{Mode: Processes, Workers: 2, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	for range 3 {
		args := []loopArg{{400, 50 * time.Microsecond, false, true}, {40, 50 * time.Microsecond, false, false}, {40, 50 * time.Microsecond, false, false}}
		res, err := loopTask.Map(t.Context(), pool, args)
		var died *WorkerDied
		if !errors.As(err, &died) || len(res[1]) != 40 || len(res[2]) != 40 {
			t.Fatalf("results of %d and %d shares, %v", len(res[1]), len(res[2]), err)
		}
		allIdle(t, l)
	}
}

// With one task for two cores the idle core helps, in both modes, unless the plan is exact.
func TestIdleCoresAreLent(t *testing.T) {
	if runtime.NumCPU() < 2 || runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one processor")
	}
	for _, mode := range modesHere() {
		for _, exact := range []bool{false, true} {
			withLedger(t, 2)
			pool, err := Open(Plan{Mode: mode, Workers: 2, Threads: 1, Exact: exact})
			if err != nil {
				t.Fatal(err)
			}
			most := 0
			for tries := 0; most < 2 && (tries < 10 || tries < 200 && !exact); tries++ { // a busy machine may not run the helper soon
				res, err := loopTask.Map(t.Context(), pool, []loopArg{{200, 100 * time.Microsecond, false, false}})
				if err != nil {
					t.Fatal(err)
				}
				most = max(most, overlap(res[0]))
			}
			if want := map[bool]int{false: 2, true: 1}[exact]; most != want {
				t.Errorf("%v, exact %v: %d shares at once, want %d", mode, exact, most, want)
			}
			pool.Close()
		}
	}
}

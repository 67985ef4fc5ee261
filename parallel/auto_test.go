package parallel

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// What runs of autoTask there were, and how many at once.
var autoRuns, autoNow, autoMost atomic.Int32

func autoReset() { autoRuns.Store(0); autoNow.Store(0); autoMost.Store(0) }

var autoTask = NewTask("test.auto", func(ctx context.Context, d time.Duration) (int, error) {
	autoRuns.Add(1)
	n := autoNow.Add(1)
	defer autoNow.Add(-1)
	for old := autoMost.Load(); n > old && !autoMost.CompareAndSwap(old, n); old = autoMost.Load() {
	}
	if d < 0 {
		panic("negative")
	}
	if d == time.Hour {
		<-ctx.Done()
		return 0, ctx.Err()
	}
	for start := time.Now(); time.Since(start) < d; {
	}
	return int(d), nil
})

func TestParallelStaysSerialWhenNoPoolCanPay(t *testing.T) {
	for try := 0; ; try++ { // a busy machine may hold a task up until it looks expensive
		autoReset()
		out, err := autoTask.Parallel(t.Context(), make([]time.Duration, 50))
		if err != nil || len(out) != 50 || autoRuns.Load() != 50 {
			t.Fatalf("%d results of %d runs, %v", len(out), autoRuns.Load(), err)
		}
		m := autoMost.Load()
		if m == 1 {
			return
		}
		if try == 20 {
			t.Fatalf("tasks of nanoseconds ran %d at once", m)
		}
	}
}

func TestParallelRunsExpensiveTasksTogether(t *testing.T) {
	if ThisMachine().Cores < 2 || runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one core")
	}
	args := slices.Repeat([]time.Duration{5 * time.Millisecond}, 20)
	for try := 0; ; try++ { // a busy machine may not run two at once
		autoReset()
		out, err := autoTask.Parallel(t.Context(), args)
		// The first task is timed and its result kept: no task runs twice.
		if err != nil || len(out) != 20 || slices.Contains(out, 0) || autoRuns.Load() != 20 {
			t.Fatalf("results %v of %d runs, %v", out, autoRuns.Load(), err)
		}
		m := autoMost.Load()
		if m > 1 {
			return
		}
		if try == 20 {
			t.Fatalf("20 tasks of 5 ms ran %d at once", m)
		}
	}
}

func TestParallelContainsPanics(t *testing.T) {
	for _, at := range []int{0, 1, 15} { // of the timed task, of a serial one, in the pool
		autoReset()
		args := slices.Repeat([]time.Duration{2 * time.Millisecond}, 16)
		args[at] = -1
		out, err := autoTask.Parallel(t.Context(), args)
		var te *TaskError
		var pe *PanicError
		if !errors.As(err, &te) || te.Index != at || !errors.As(err, &pe) || pe.Value != "negative" {
			t.Errorf("task %d panics: error %v", at, err)
		}
		if len(out) != 16 || autoRuns.Load() != 16 {
			t.Fatalf("task %d panics: %d results of %d runs", at, len(out), autoRuns.Load())
		}
		for i, v := range out {
			if (v == 0) != (i == at) {
				t.Errorf("task %d panics: results %v", at, out)
				break
			}
		}
	}
}

func TestParallelEndsWithItsContext(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	autoReset()
	if out, err := autoTask.Parallel(cancelled, make([]time.Duration, 5)); !errors.Is(err, context.Canceled) || out != nil || autoRuns.Load() != 0 {
		t.Errorf("cancelled before: %v, %v after %d runs", out, err, autoRuns.Load())
	}
	for _, at := range []int{0, 9} {
		autoReset()
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		args := slices.Repeat([]time.Duration{2 * time.Millisecond}, 10)
		args[at] = time.Hour
		start := time.Now()
		out, err := autoTask.Parallel(ctx, args)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > patience {
			t.Errorf("task %d waits for ever: %v after %v", at, err, time.Since(start))
		}
		if at == 9 && (len(out) != 10 || out[0] == 0) {
			t.Errorf("results of finished tasks are lost: %v", out)
		}
	}
}

func TestTraceKeepsTasksByWorker(t *testing.T) {
	pool, err := Open(Plan{Mode: Goroutines, Workers: 2, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := autoTask.Map(t.Context(), pool, []time.Duration{1}); err != nil { // before the trace: not in it
		t.Fatal(err)
	}
	stop, err := StartTrace("tasks", 20*time.Millisecond, pool)
	if err != nil {
		if runtime.GOOS == "linux" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	args := slices.Repeat([]time.Duration{10 * time.Millisecond}, 6)
	args[4] = -1
	if _, err := autoTask.Map(t.Context(), pool, args); err == nil {
		t.Error("no error of a task that panics")
	}
	tr := stop()
	var indices []int
	for _, k := range tr.Tasks {
		indices = append(indices, k.Index)
		if k.Task != "test.auto" || k.Worker < 0 || k.Worker > 1 || k.Failed != (k.Index == 4) || !(k.Start >= 0 && k.End >= k.Start) ||
			k.End > tr.Times[len(tr.Times)-1] {
			t.Errorf("%+v in a trace until %v", k, tr.Times)
		}
		if k.Index != 4 && k.End-k.Start < 9e-3 {
			t.Errorf("task %d lasted %v s, want 10 ms", k.Index, k.End-k.Start)
		}
	}
	if slices.Sort(indices); !slices.Equal(indices, []int{0, 1, 2, 3, 4, 5}) {
		t.Errorf("tasks %v", indices)
	}
	if again := stop(); len(again.Tasks) != 6 {
		t.Errorf("a second stop changed the trace: %d tasks", len(again.Tasks))
	}
	if n := len(pool.events.subs); n != 0 {
		t.Errorf("%d subscriptions left", n)
	}
}

var nested = NewTask("test.nested", func(ctx context.Context, n int) (int, error) {
	xs, err := square.Parallel(ctx, numbers(n))
	s := 0
	for _, x := range xs {
		s += x
	}
	return s, err
})

func TestParallel(t *testing.T) {
	ctx := context.Background()
	for _, n := range []int{0, 1, 2, 1000} {
		got, err := square.Parallel(ctx, numbers(n))
		if err != nil || len(got) != n || n > 1 && got[n-1] != (n-1)*(n-1) {
			t.Errorf("n=%d: %d results, %v", n, len(got), err)
		}
	}
	_, err := odd.Parallel(ctx, numbers(4))
	if !errors.Is(err, errOdd) || !strings.Contains(err.Error(), "[3]") {
		t.Errorf("error %v", err)
	}
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		if v, err := nested.Apply(ctx, open(), 10); v != 285 || err != nil {
			t.Errorf("nested = %v, %v", v, err)
		}
	})
}

// napping sleeps, so that the tasks' time does not depend on the machine.
var napping = NewTask("parallel_test.napping", func(ctx context.Context, d time.Duration) (int, error) {
	time.Sleep(d)
	return int(d), nil
})

// Parallel must not be misled by first tasks that are much shorter than the rest. The tasks sleep on a clock of their own, on which
// nothing else takes time.
func TestParallelLearnsFromTheRest(t *testing.T) {
	if ThisMachine().Cores < 2 {
		t.Skip("one core")
	}
	args := make([]time.Duration, 60)
	var sum time.Duration
	for i := range args {
		args[i] = time.Duration(i) * 200 * time.Microsecond
		sum += args[i]
	}
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		out, err := napping.Parallel(context.Background(), args)
		elapsed := time.Since(start)
		if err != nil || len(out) != len(args) || out[59] != int(args[59]) {
			t.Fatalf("%d results, %v", len(out), err)
		}
		if elapsed > sum*8/10 {
			t.Errorf("%v for tasks of %v in all: Parallel stayed serial", elapsed, sum)
		}
	})
}

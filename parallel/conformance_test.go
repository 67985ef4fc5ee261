package parallel

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel/internal/link"
)

// What holds in every mode: tests run on every kind of pool, by conform.

// The tasks of the tests. Worker processes know them because they are package variables.
var (
	square   = NewTask("test.square", func(_ context.Context, x int) (int, error) { return x * x, nil })
	slow     = NewTask("test.slow", func(ctx context.Context, d time.Duration) (int, error) { return 1, sleep(ctx, d) })
	stubborn = NewTask("test.stubborn", func(_ context.Context, d time.Duration) (int, error) { time.Sleep(d); return 1, nil })
	odd      = NewTask("test.odd", func(_ context.Context, x int) (int, error) {
		if x%2 == 1 {
			return 0, fmt.Errorf("%d is odd: %w", x, errOdd)
		}
		return x, nil
	})
	bomb = NewTask("test.bomb", func(_ context.Context, x int) (int, error) {
		if x == 3 {
			panic("three")
		}
		return x, nil
	})
	quitter = NewTask("test.goexit", func(_ context.Context, x int) (int, error) {
		if x == 3 {
			runtime.Goexit()
		}
		return x, nil
	})
	draw       = NewTask("test.draw", func(ctx context.Context, _ int) (uint64, error) { return Rand(ctx).Uint64(), nil })
	budgetTask = NewTask("test.budget", func(ctx context.Context, _ int) (int, error) { return TeamOf(ctx).Threads(), nil })
	pid        = NewTask("test.pid", func(context.Context, int) (int, error) { return os.Getpid(), nil })
	traceOf    = NewTask("test.trace", func(_ context.Context, a *mat.Dense) (float64, error) { return mat.Trace(a), nil })
	double     = NewTask("test.double", func(_ context.Context, x []float64) ([]float64, error) {
		y := make([]float64, len(x))
		for i := range x {
			y[i] = 2 * x[i]
		}
		return y, nil
	})
	power  = NewTask2("test.power", func(_ context.Context, x float64, n int) (float64, error) { return math.Pow(x, float64(n)), nil })
	count3 = NewTask("test.queue", func(ctx context.Context, a queueArg) (int, error) {
		for i := range a.N {
			if err := a.To.Put(ctx, i); err != nil {
				return 0, err
			}
		}
		return a.N, nil
	})

	errOdd = RegisterError("test.errOdd", errors.New("odd"))
)

// patience is how long a test waits for what ought to come at once: a busy machine is slow, a fault is for ever.
const patience = 2 * time.Minute

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil // however late it comes to run
	}
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// conform runs a test in every mode on one and on three workers, each with a deadline.
func conform(t *testing.T, test func(t *testing.T, ctx context.Context, open func(...Option) *Pool)) {
	for _, plan := range plans() {
		t.Run(plan.Mode.String()+fmt.Sprint(plan.Workers), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			test(t, ctx, func(opts ...Option) *Pool { return opened(t, plan, opts...) })
		})
	}
}

func plans() []Plan {
	all := []Plan{{Mode: Serial, Workers: 1}, {Mode: Goroutines, Workers: 1}, {Mode: Goroutines, Workers: 3}}
	if runtime.GOOS == "linux" {
		all = append(all, Plan{Mode: Processes, Workers: 1}, Plan{Mode: Processes, Workers: 3})
	}
	if farMode() == MPI {
		all = append(all, Plan{Mode: MPI, Workers: 1}, Plan{Mode: MPI, Workers: 3})
	}
	return all
}

// farMode is the mode of tests about workers in processes of their own: MPI on the ranks of a job.
func farMode() Mode {
	if link.Nodes != nil && link.Nodes() != nil {
		return MPI
	}
	return Processes
}

func opened(t *testing.T, plan Plan, opts ...Option) *Pool {
	t.Helper()
	p, err := Open(plan, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func numbers(n int) []int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = i
	}
	return xs
}

func TestMapInOrder(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		for _, n := range []int{0, 1, 2, 7, 1000, 30000} {
			got, err := square.Map(ctx, p, numbers(n))
			if err != nil || len(got) != n {
				t.Fatalf("n=%d: %d results, %v", n, len(got), err)
			}
			for i, v := range got {
				if v != i*i {
					t.Fatalf("n=%d: result %d is %d", n, i, v)
				}
			}
		}
	})
}

func TestApply(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		if v, err := square.Apply(ctx, p, 7); v != 49 || err != nil {
			t.Errorf("Apply = %v, %v", v, err)
		}
		f := square.ApplyAsync(ctx, p, 8)
		g := square.MapAsync(ctx, p, []int{1, 2, 3})
		if v, err := f.Get(ctx); v != 64 || err != nil {
			t.Errorf("ApplyAsync = %v, %v", v, err)
		}
		if v, err := g.Get(ctx); !slices.Equal(v, []int{1, 4, 9}) || err != nil {
			t.Errorf("MapAsync = %v, %v", v, err)
		}
		if v, err := power.Apply(ctx, p, 2, 10); v != 1024 || err != nil {
			t.Errorf("Task2.Apply = %v, %v", v, err)
		}
		pairs := func(yield func(float64, int) bool) {
			for i := range 5 {
				if !yield(3, i) {
					return
				}
			}
		}
		want := []float64{1, 3, 9, 27, 81}
		if v, err := power.Starmap(ctx, p, pairs); !slices.Equal(v, want) || err != nil {
			t.Errorf("Starmap = %v, %v", v, err)
		}
		if v, err := power.StarmapAsync(ctx, p, pairs).Get(ctx); !slices.Equal(v, want) || err != nil {
			t.Errorf("StarmapAsync = %v, %v", v, err)
		}
	})
}

func TestErrorsJoin(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		got, err := odd.Map(ctx, open(), numbers(100))
		if !errors.Is(err, errOdd) {
			t.Fatalf("errors.Is finds no errOdd in %v", err)
		}
		n := 0
		for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
			var te *TaskError
			if !errors.As(e, &te) || te.Index != 2*n+1 || te.Name != "test.odd" {
				t.Fatalf("error %d is %v", n, e)
			}
			n++
		}
		if n != 50 {
			t.Errorf("%d errors, want 50", n)
		}
		for i, v := range got {
			if i%2 == 0 && v != i || i%2 == 1 && v != 0 {
				t.Errorf("result %d is %d", i, v)
			}
		}
	})
}

func TestPanicAndGoexitCostOneTask(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		for _, task := range []Task[int, int]{bomb, quitter} {
			got, err := task.Map(ctx, p, numbers(10))
			var te *TaskError
			if !errors.As(err, &te) || te.Index != 3 {
				t.Fatalf("%s: error %v", task.Name(), err)
			}
			for i, v := range got {
				if i != 3 && v != i {
					t.Errorf("%s: result %d is %d", task.Name(), i, v)
				}
			}
			var pe *PanicError
			if task.Name() == "test.bomb" && (!errors.As(err, &pe) || pe.Value != "three" || !strings.Contains(pe.Stack, "conformance_test.go")) {
				t.Errorf("panic error without its stack: %v", err)
			}
			if task.Name() == "test.goexit" && !errors.Is(err, ErrGoexit) {
				t.Errorf("not ErrGoexit: %v", err)
			}
		}
	})
}

func TestSameRandomNumbersEverywhere(t *testing.T) {
	var want []uint64
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open(Seed(42))
		var got []uint64
		for range 2 {
			xs, err := draw.Map(ctx, p, numbers(50))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, xs...)
		}
		if want == nil {
			want = got
			sorted := slices.Clone(got)
			slices.Sort(sorted)
			if n := len(slices.Compact(sorted)); n != 100 {
				t.Errorf("%d different numbers of 100", n)
			}
		}
		if !slices.Equal(got, want) {
			t.Error("the numbers differ from those of the first mode")
		}
	})
}

func TestThreadsReachTheTask(t *testing.T) {
	for _, plan := range plans() {
		plan.Threads = 3
		p := opened(t, plan, FixedThreads())
		if v, err := budgetTask.Apply(context.Background(), p, 0); v != 3 || err != nil {
			t.Errorf("%v: the task sees %d threads, %v", plan, v, err)
		}
	}
}

func TestCancel(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		before, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := square.Map(before, p, numbers(3)); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled before: %v", err)
		}
		during, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		began := time.Now()
		ds := slices.Repeat([]time.Duration{0, time.Hour}, 5)
		_, err := slow.Map(during, p, ds)
		var missing *Incomplete
		if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &missing) || len(missing.Missing) < 5 {
			t.Errorf("cancelled during: %v", err)
		}
		if d := time.Since(began); d > patience/4 {
			t.Errorf("Map returned after %v", d)
		}
		if v, err := square.Apply(ctx, p, 5); v != 25 || err != nil {
			t.Errorf("after a cancelled call: %v, %v", v, err)
		}
	})
}

func TestStopOnError(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		_, err := odd.With(StopOnError(), Chunk(1)).Map(ctx, open(), numbers(10000))
		var missing *Incomplete
		if !errors.Is(err, errOdd) || !errors.As(err, &missing) || len(missing.Missing) < 100 {
			t.Errorf("error %.200v", err)
		}
	})
}

func TestCloseEndsCalls(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		if p.plan.Mode != Serial {
			f := slow.ApplyAsync(ctx, p, time.Hour)
			time.Sleep(20 * time.Millisecond)
			p.Close()
			if _, err := f.Get(ctx); !errors.Is(err, ErrClosed) {
				t.Errorf("error of the pending call: %v", err)
			}
		}
		p.Close()
		p.Close()
		if _, err := square.Map(ctx, p, numbers(3)); !errors.Is(err, ErrClosed) {
			t.Errorf("error of a call after Close: %v", err)
		}
	})
}

func TestMatricesTravel(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		a := mat.NewDense(300, 300, nil)
		for i := range 300 {
			a.Set(i, i, float64(i))
		}
		if v, err := traceOf.Apply(ctx, p, a); v != 299*300/2 || err != nil {
			t.Errorf("trace = %v, %v", v, err)
		}
		x := make([]float64, 1<<18)
		for i := range x {
			x[i] = float64(i)
		}
		y, err := double.Apply(ctx, p, x)
		if err != nil || len(y) != len(x) {
			t.Fatal(err)
		}
		for i := range y {
			if y[i] != 2*x[i] {
				t.Fatalf("y[%d] = %v", i, y[i])
			}
		}
	})
}

func TestRetries(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		_, err := odd.With(Retries(2)).Map(ctx, p, []int{0, 1, 2})
		if !errors.Is(err, errOdd) {
			t.Errorf("error %v", err)
		}
		if s := p.Stats(); s.Retried != 2 || s.Failed != 1 || s.Done != 2 {
			t.Errorf("stats %+v", s)
		}
	})
}

func TestProgressCounts(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		last, total := 0, 0
		_, err := square.With(Progress(func(d, n int) {
			if d <= last {
				t.Errorf("progress %d after %d", d, last)
			}
			last, total = d, n
		})).Map(ctx, open(), numbers(1000))
		if err != nil || last != 1000 || total != 1000 {
			t.Errorf("progress ends at %d of %d, %v", last, total, err)
		}
	})
}

// A task that calls its own pool must not wait for a worker that waits for it.
func TestNestedOnTheSamePool(t *testing.T) {
	for _, plan := range plans() {
		if plan.Mode == Processes || plan.Mode == MPI {
			continue // a task in another process has no hold of the pool
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		p := opened(t, plan)
		samePool = p
		got, err := again.Map(ctx, p, numbers(8))
		if err != nil || got[7] != 7*14 {
			t.Errorf("%v: %v, %v", plan, got, err)
		}
	}
}

var (
	samePool *Pool
	again    = NewTask("test.again", func(ctx context.Context, n int) (int, error) {
		s := 0
		for v, err := range square.Imap(ctx, samePool, slices.Values(numbers(4))) {
			if err != nil {
				return 0, err
			}
			s += v
		}
		return s * n, nil
	})
)

func TestObserve(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		var started, ended, failed int
		p := open(Observe(func(e Event) {
			switch e.Kind {
			case TaskStarted:
				started++
			case TaskFinished:
				ended++
				if e.End < e.Start || e.Start <= 0 || e.Task != "test.odd" {
					t.Errorf("event %+v", e)
				}
			case TaskFailed:
				failed++
			}
			_ = e.String()
		}))
		_, _ = odd.Map(ctx, p, numbers(40))
		p.Close()
		if started != 40 || ended != 20 || failed != 20 {
			t.Errorf("%d started, %d finished, %d failed", started, ended, failed)
		}
	})
}

func TestTimeoutEndsTheContext(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		got, err := slow.With(Timeout(200*time.Millisecond)).Map(ctx, open(), []time.Duration{0, time.Hour, 0})
		var te *TaskError
		if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &te) || te.Index != 1 {
			t.Errorf("error %v", err)
		}
		if len(got) != 3 || got[0] != 1 || got[2] != 1 {
			t.Errorf("results %v", got)
		}
	})
}

var outer = NewTask("test.outer", func(context.Context, int) (int, error) {
	return 0, errors.Join(errOdd, fmt.Errorf("inside: %w", &PanicError{Value: "boom", Stack: "stack"}))
})

// A task that passes on the errors of a pool of its own, one of which is a panic, loses none of them.
func TestPanicAmongOtherErrors(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		_, err := outer.Apply(ctx, open(), 0)
		if !errors.Is(err, errOdd) || !strings.Contains(err.Error(), "odd") || !strings.Contains(err.Error(), "inside: panic: boom") {
			t.Errorf("%v", err)
		}
	})
}

var (
	drainedPool *Pool
	drained     chan struct{} // closed once the pool drains
	callsOwn    = NewTask("test.callsOwn", func(ctx context.Context, _ int) (int, error) {
		autoNow.Add(1)
		<-drained
		got, err := square.Map(ctx, drainedPool, numbers(10))
		if err != nil {
			return 0, err
		}
		return got[9], nil
	})
)

// After an interrupt running tasks end undisturbed, also those that call their own pool.
func TestDrainLetsNestedCallsEnd(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, workers := range []int{1, 3} {
		p := opened(t, Plan{Mode: Goroutines, Workers: workers})
		drainedPool, drained = p, make(chan struct{})
		autoReset()
		f := callsOwn.With(Chunk(1)).MapAsync(ctx, p, numbers(20))
		for ctx.Err() == nil && int(autoNow.Load()) < workers {
			time.Sleep(time.Millisecond)
		}
		go p.drain()
		for !draining(p) {
			time.Sleep(time.Millisecond)
		}
		close(drained)
		got, err := f.Get(ctx)
		done := 0
		for _, v := range got {
			if v == 81 {
				done++
			}
		}
		if !errors.Is(err, ErrInterrupted) || done != workers {
			t.Errorf("%d workers: %d tasks ended, %v", workers, done, err)
		}
	}
}

// draining reports whether the pool has been interrupted.
func draining(p *Pool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.draining
}

// An initializer that worker processes could not run is an error before any of them starts.
func TestStartupIsChecked(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes need Linux")
	}
	late := NewTask("test.late"+t.Name()+fmt.Sprint(time.Now().UnixNano()), func(context.Context, int) (int, error) { return 0, nil })
	anything := NewTask("test.any"+fmt.Sprint(time.Now().UnixNano()), func(context.Context, any) (int, error) { return 0, nil })
	for want, opt := range map[string]Option{
		"was made after Main": Initializer(late, 1),
		"after Main, worker":  Finalizer(anything, any(1)),
		"cannot travel":       Initializer(anyTask, any(func() {})),
	} {
		if _, err := Open(Plan{Mode: farMode(), Workers: 1}, opt); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	var events []string
	mu := sync.Mutex{}
	note := func(s string) { mu.Lock(); events = append(events, s); mu.Unlock() }
	ends := NewTask("test.ends"+fmt.Sprint(time.Now().UnixNano()), func(context.Context, int) (int, error) { note("end"); return 0, nil })
	starts := NewTask("test.starts"+fmt.Sprint(time.Now().UnixNano()), func(context.Context, int) (int, error) {
		note("start")
		if len(events) == 3 {
			return 0, errOdd
		}
		return 0, nil
	})
	if _, err := Open(Plan{Mode: Goroutines, Workers: 4}, Initializer(starts, 0), Finalizer(ends, 0)); !errors.Is(err, errOdd) {
		t.Errorf("the third initializer fails: %v", err)
	}
	if got := strings.Join(events, " "); got != "start start start end end" {
		t.Errorf("the third initializer fails: %s; want finalizers where initializers have run", got)
	}
}

var anyTask = NewTask("test.any", func(context.Context, any) (int, error) { return 0, nil })

// A task is not kept waiting behind a long one while another worker has nothing to do.
func TestNobodyWaitsBehindALongTask(t *testing.T) {
	for _, plan := range plans() {
		if plan.Workers == 1 {
			continue
		}
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		p := opened(t, plan)
		for range 2 {
			if _, err := square.Map(ctx, p, numbers(100)); err != nil {
				t.Fatal(err)
			}
			var long []*Future[int]
			ended, end := context.WithCancel(ctx)
			defer end()
			for range plan.Workers - 1 {
				long = append(long, slow.ApplyAsync(ended, p, time.Hour))
			}
			for i := range 20 {
				if _, err := square.Apply(ctx, p, i); err != nil {
					t.Fatalf("%v: a task waits behind one of an hour: %v", plan, err)
				}
				if _, err := square.Map(ctx, p, numbers(i)); err != nil {
					t.Fatalf("%v: a task waits behind one of an hour: %v", plan, err)
				}
			}
			end()
			for _, f := range long {
				if _, err := f.Get(ctx); !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
			}
		}
	}
}

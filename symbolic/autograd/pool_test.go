package autograd_test

import (
	"context"
	"errors"
	"math"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/itsubaki/autograd/variable"

	"tandem/parallel"
	"tandem/symbolic"
	"tandem/symbolic/autograd"
)

func TestMain(m *testing.M) {
	parallel.Main()
	os.Exit(m.Run())
}

// gradients are arguments of GradientTask, and their results here and now.
func gradients(t *testing.T) (args []autograd.GradientArgs, want []autograd.ValueGradient) {
	f := symbolic.MustParse("x^y*sin(x*y) + erf(x/y)")
	for i := range 64 {
		a := autograd.GradientArgs{E: f, Vars: []symbolic.Expr{x, y}, At: []float64{1 + float64(i)/64, 2 - float64(i)/99}}
		r, err := autograd.GradientTask.Call(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		args, want = append(args, a), append(want, r)
	}
	return args, want
}

// open skips the test where a system has no worker processes.
func open(t *testing.T, mode parallel.Mode) *parallel.Pool {
	p, err := parallel.Open(parallel.Plan{Mode: mode, Workers: 2, Threads: 1})
	if errors.Is(err, parallel.ErrNoProcesses) {
		t.Skip("no worker processes on this system")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

// The same bits in every mode. In goroutines tasks take turns, under the race detector too; in processes each has the
// library's configuration to itself.
func TestModes(t *testing.T) {
	args, want := gradients(t)
	for _, mode := range []parallel.Mode{parallel.Serial, parallel.Goroutines, parallel.Processes} {
		t.Run(mode.String(), func(t *testing.T) {
			got, err := autograd.GradientTask.Map(t.Context(), open(t, mode), args)
			if err != nil {
				t.Fatal(err)
			}
			for i := range want {
				if got[i].Value != want[i].Value || !slices.Equal(got[i].Grad, want[i].Grad) {
					t.Fatalf("task %d: %v, want %v", i, got[i], want[i])
				}
			}
		})
	}
}

// Calls from many goroutines, gradients beside higher orders, which set the library's configuration differently.
func TestGoroutines(t *testing.T) {
	args, want := gradients(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i, a := range args {
				v, g, err := autograd.Gradient(a.E, a.Vars, a.At)
				if err != nil || v != want[i].Value || !slices.Equal(g, want[i].Grad) {
					t.Errorf("%d: %v %v (%v), want %v", i, v, g, err, want[i])
				}
				d, err := autograd.HigherOrder(t.Context(), symbolic.MustParse("exp(2x)"), x, 0, 4)
				if err != nil || !slices.Equal(d, []float64{1, 2, 4, 8, 16}) {
					t.Errorf("exp(2x): %v (%v)", d, err)
				}
			}
		})
	}
	wg.Wait()
}

// Whoever has turned recording off gets derivatives all the same, and finds it off afterwards.
func TestNograd(t *testing.T) {
	defer variable.Nograd().End()
	_, g, err := autograd.Gradient(symbolic.MustParse("x^2"), []symbolic.Expr{x}, []float64{3})
	if err != nil || g[0] != 6 || variable.Config.EnableBackprop {
		t.Errorf("%v (%v), recording %v, want [6] and off", g, err, variable.Config.EnableBackprop)
	}
}

// A context that has ended, or ends between two orders, is the error.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := autograd.HigherOrder(ctx, symbolic.MustParse("x^x"), x, 1, 5); !errors.Is(err, context.Canceled) {
		t.Errorf("ended before: %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := autograd.HigherOrder(ctx, symbolic.MustParse("x^sin(x)"), x, 1, 1000); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("ended between orders: %v", err)
	}
}

// An order out of reach costs its own task in a pool of processes, by its time limit.
func TestTimeout(t *testing.T) {
	p := open(t, parallel.Processes)
	f := symbolic.MustParse("sin(x)")
	args := []autograd.HigherOrderArgs{{E: f, X: x, At: 1, N: 3}, {E: symbolic.MustParse("x^sin(x)"), X: x, At: 1, N: 1000}, {E: f, X: x, At: 2, N: 1}}
	got, err := autograd.HigherOrderTask.With(parallel.Timeout(2*time.Second)).Map(t.Context(), p, args)
	var te *parallel.TaskError
	if !errors.As(err, &te) || te.Index != 1 {
		t.Errorf("error %v, want one of task 1", err)
	}
	if len(got) != 3 || len(got[0]) != 4 || math.Abs(got[0][3]+math.Cos(1)) > 1e-15 || len(got[2]) != 2 || got[2][1] != math.Cos(2) {
		t.Errorf("results %v", got)
	}
}

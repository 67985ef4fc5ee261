package parallel

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// spectra is the load of the lecture: eigenvalues, 40% of whose work inner threads cannot share.
func spectra(tasks, n int) Load {
	x := float64(n)
	return Load{Kernel: "eigenvalues", Tasks: tasks, Size: n, Flops: 20 * x * x * x, Memory: 24 * x * x, Serial: 0.4, Moved: 16 * x}
}

func TestTheLecturesOrder(t *testing.T) {
	for _, cores := range []int{24, 64, 256} {
		m := Machine{Cores: cores}
		l := spectra(2, 2000)
		outer := Simulate(m, l, Plan{Mode: Processes, Workers: 2, Threads: cores / 2, Exact: true}, SimulateOptions{}).Seconds
		inner := Simulate(m, l, Plan{Mode: Goroutines, Workers: 1, Threads: cores, Exact: true}, SimulateOptions{}).Seconds
		over := Simulate(m, l, Plan{Mode: Processes, Workers: 2, Threads: cores, Exact: true}, SimulateOptions{}).Seconds
		if outer >= inner {
			t.Errorf("%d cores: 2×%d takes %.3g s, 1×%d %.3g s; the first should win", cores, cores/2, outer, cores, inner)
		}
		// A promise of more threads than there are cores is held to the cores' tokens: it lends what the other task leaves idle.
		if over > outer || over < outer/1.1 {
			t.Errorf("%d cores: 2×%d takes %.3g s, 2×%d %.3g s; want nearly the same", cores, cores/2, outer, cores, over)
		}
		if p := Choose(m, l); p.Workers != 2 || p.Threads != cores/2 {
			t.Errorf("%d cores: chose %v", cores, p)
		}
	}
}

func TestSimulationAgreesWithArithmetic(t *testing.T) {
	// Without spread, contention or hand-over the model is a sum that can be written down.
	l := Load{Tasks: 7, Seconds: 2, Serial: 0.25}
	m := Machine{Cores: 4, Rates: Rates{Spawn: 1e-12, Wake: 1e-12}}
	for _, row := range []struct {
		p    Plan
		want float64
	}{
		{Plan{Mode: Serial, Workers: 1, Threads: 1}, 14},
		{Plan{Mode: Goroutines, Workers: 4, Threads: 1, Exact: true}, 4},
		{Plan{Mode: Goroutines, Workers: 1, Threads: 4, Exact: true}, 7 * 2 * (0.25 + 0.75/4)},
		{Plan{Mode: Goroutines, Workers: 2, Threads: 2, Exact: true}, 4 * 2 * (0.25 + 0.75/2)},
		{Plan{Mode: Goroutines, Workers: 1, Threads: 4}, 7 * 2 * (0.25 + 0.75/4)},
	} {
		s := Simulate(m, l, row.p, SimulateOptions{Traced: true})
		if math.Abs(s.Seconds-row.want) > 1e-6*row.want {
			t.Errorf("%v: %v s, want %v", row.p, s.Seconds, row.want)
		}
		if row.p.Exact {
			c := Predict(m, l, row.p.Mode, row.p.Workers, row.p.Threads)
			if math.Abs(s.Seconds-c.Seconds) > 1e-6*s.Seconds {
				t.Errorf("%v: simulated %v s, predicted %v", row.p, s.Seconds, c.Seconds)
			}
		}
		for i, use := range s.Trace.Use {
			if len(use) != 4 || slices.Max(use) > 1 {
				t.Fatalf("%v: use %v at %v", row.p, use, s.Trace.Times[i])
			}
		}
		for i, task := range s.Tasks {
			if !(task.End > task.Start) || task.End > s.Seconds*(1+1e-12) {
				t.Errorf("%v: task %d from %v to %v of %v", row.p, i, task.Start, task.End, s.Seconds)
			}
		}
	}
	exact := Simulate(m, l, Plan{Mode: Goroutines, Workers: 4, Threads: 1, Exact: true}, SimulateOptions{}).Seconds
	lent := Simulate(m, l, Plan{Mode: Goroutines, Workers: 4, Threads: 1}, SimulateOptions{}).Seconds
	if !(lent < exact) {
		t.Errorf("lending wins nothing in the last round: %v s with, %v s without", lent, exact)
	}
}

func TestSleepersNeedWorkersNotCores(t *testing.T) {
	l := Load{Tasks: 64, Seconds: 0.01, Idle: 1, Serial: 1}
	m := Machine{Cores: 2}
	if s := Simulate(m, l, Plan{Mode: Goroutines, Workers: 64, Threads: 1}, SimulateOptions{}).Seconds; s > 0.0102 {
		t.Errorf("64 sleeps at once take %v s", s)
	}
	if s := Simulate(m, l, Plan{Mode: Goroutines, Workers: 2, Threads: 1}, SimulateOptions{}).Seconds; s < 0.32 {
		t.Errorf("64 sleeps two by two take %v s", s)
	}
}

// loads are of many kinds; none was looked at when the model was made.
func simulatedLoads() []Load {
	var ls []Load
	for _, tasks := range []int{1, 2, 3, 5, 9, 64, 300} {
		for _, n := range []int{100, 500, 2000} {
			ls = append(ls, spectra(tasks, n))
		}
		ls = append(ls,
			Load{Kernel: "stream", Tasks: tasks, Seconds: 0.1, Flops: 1e7, Touched: 1e9, Serial: 0.02},
			Load{Kernel: "skewed", Tasks: tasks, Seconds: 0.05, Serial: 0.1, Spread: 1},
			Load{Kernel: "serial", Tasks: tasks, Seconds: 0.01, Serial: 1, Spread: 0.3},
			Load{Kernel: "chatty", Tasks: tasks, Seconds: 0.02, Serial: 0.05, Sync: 2000},
			Load{Kernel: "threads in each other's way", Tasks: tasks, Seconds: 0.02, Serial: 0.05, Flops: 8e7, Sync: 2000},
			Load{Kernel: "heavy arguments", Tasks: tasks, Seconds: 0.05, Serial: 0.5, Moved: 3e7},
		)
	}
	return ls
}

func TestRegretInSimulation(t *testing.T) {
	for _, cores := range []int{4, 24, 64} {
		m := Machine{Cores: cores}
		var shares []float64
		for _, l := range simulatedLoads() {
			r := SimulatedRegret(m, l, 1)
			shares = append(shares, r.Share())
			if r.Share() > 0.15 {
				t.Logf("%d cores, %d × %s size %d: %v", cores, l.Tasks, l.Kernel, l.Size, r)
			}
		}
		slices.Sort(shares)
		mid, worst := shares[len(shares)/2], shares[len(shares)-1]
		t.Logf("%d cores, %d loads: regret %.1f%% median, %.1f%% worst", cores, len(shares), 100*mid, 100*worst)
		if mid > 0.05 || worst > 0.15 {
			t.Errorf("%d cores: regret %.1f%% median, %.1f%% worst; want 5%% and 15%%", cores, 100*mid, 100*worst)
		}
	}
}

func ExampleSimulate() {
	// The lecture's two runs on 24 cores: two matrices, two processes with 12 threads each, or one with 24.
	m := Machine{Cores: 24}
	l := Load{Tasks: 2, Size: 2000, Seconds: 10, Serial: 0.3, Moved: 32000}
	for _, p := range []Plan{{Mode: Processes, Workers: 2, Threads: 12}, {Mode: Serial, Workers: 1, Threads: 24}} {
		fmt.Printf("%v: %.1f s\n", p, Simulate(m, l, p, SimulateOptions{}).Seconds)
	}
	// Output:
	// processes 2×12: 3.6 s
	// serial 1×24: 6.6 s
}

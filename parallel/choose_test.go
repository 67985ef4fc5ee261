package parallel

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestChooseOnHandMadeMachines(t *testing.T) {
	for _, row := range []struct {
		name             string
		machine          Machine
		load             Load
		mode             Mode
		workers, threads int
	}{
		{"one core", Machine{Cores: 1}, spectra(9, 200), Serial, 1, 1},
		{"one core, one task", Machine{Cores: 1, Processes: true}, spectra(1, 2000), Serial, 1, 1},
		{"one task takes all cores", Machine{Cores: 4}, spectra(1, 2000), Serial, 1, 4},
		{"one task that inner threads cannot share", Machine{Cores: 4}, Load{Tasks: 1, Seconds: 1, Serial: 1}, Serial, 1, 1},
		{"the lecture: two on 24 cores", Machine{Cores: 24}, spectra(2, 2000), Goroutines, 2, 12},
		{"the lecture with processes at hand", Machine{Cores: 24, Processes: true}, spectra(2, 2000), Goroutines, 2, 12},
		{"two cores, many tasks", Machine{Cores: 2}, spectra(64, 200), Goroutines, 2, 1},
		{"four cores, many tasks", Machine{Cores: 4}, spectra(64, 200), Goroutines, 4, 1},
		{"64 cores, 8 tasks", Machine{Cores: 64}, spectra(8, 2000), Goroutines, 8, 8},
		{"64 cores, 5 tasks: the rest of 64/5 is lent", Machine{Cores: 64}, spectra(5, 2000), Goroutines, 5, 12},
		{"128 cores, 1000 tasks", Machine{Cores: 128}, spectra(1000, 200), Goroutines, 125, 1},
		{"two NUMA nodes", Machine{Cores: 64, Nodes: 2}, spectra(2, 2000), Goroutines, 2, 32},
		{"a control group of 1.5 cores", Machine{Cores: 1, Quota: 1.5}, spectra(2, 500), Serial, 1, 1},
		{"memory for one task only", Machine{Cores: 8, Memory: 100 << 20}, spectra(8, 2000), Serial, 1, 8},
		{"memory for three tasks", Machine{Cores: 8, Memory: 330 << 20}, spectra(9, 2000), Goroutines, 3, 2},
		{"hyper-threads are no cores for arithmetic", Machine{Cores: 8, Physical: 4}, spectra(64, 200), Goroutines, 4, 1},
		{"hyper-threads serve tasks without arithmetic", Machine{Cores: 8, Physical: 4}, Load{Tasks: 64, Seconds: 0.02, Serial: 1}, Goroutines, 8, 1},
		{"OMP_NUM_THREADS=1", Machine{Cores: 8, MaxThreads: 1}, spectra(2, 2000), Goroutines, 2, 1},
		{"sleepers outnumber the cores", Machine{Cores: 2}, Load{Tasks: 64, Seconds: 0.01, Serial: 1, Idle: 1}, Goroutines, 64, 1},
		{"half asleep", Machine{Cores: 2}, Load{Tasks: 64, Seconds: 0.01, Serial: 1, Idle: 0.5}, Goroutines, 4, 1},
		{"isolation asked for", Machine{Cores: 2, Processes: true}, Load{Tasks: 8, Seconds: 1, Serial: 1, Isolated: true}, Processes, 2, 1},
		{"isolation asked for, one task", Machine{Cores: 2, Processes: true}, Load{Tasks: 1, Seconds: 1, Serial: 1, Isolated: true}, Processes, 1, 1},
		{"tasks too short to hand out", Machine{Cores: 8, Processes: true}, Load{Tasks: 10, Seconds: 1e-7, Serial: 1}, Serial, 1, 1},
		{"large arguments stay in this process", Machine{Cores: 8, Processes: true}, Load{Tasks: 80, Seconds: 1e-3, Serial: 1, Moved: 1e8}, Goroutines, 8, 1},
		{"much garbage wants separate collectors", Machine{Cores: 16, Processes: true}, Load{Tasks: 160, Seconds: 0.5, Serial: 1, Allocated: 8e8}, Processes, 16, 1},
		{"little garbage does not pay for processes", Machine{Cores: 16, Processes: true}, Load{Tasks: 16, Seconds: 1e-3, Serial: 1, Allocated: 1e5}, Goroutines, 16, 1},
		{"ranks of an MPI job", Machine{Cores: 4, Ranks: 64}, Load{Tasks: 640, Seconds: 1, Serial: 1}, MPI, 64, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			p := Choose(row.machine, row.load)
			if p.Mode != row.mode || p.Workers != row.workers || p.Threads != row.threads {
				t.Errorf("chose %v, want %v %d×%d\n%s", p, row.mode, row.workers, row.threads, p.Explain())
			}
			if !strings.Contains(p.Explain(), fmt.Sprint(p.Mode)) {
				t.Errorf("Explain does not name the mode:\n%s", p.Explain())
			}
		})
	}
}

// A node of memory serves its own cores: a team that spans two nodes pays, and tasks on different nodes do not press on
// each other's memory.
func TestNUMANodes(t *testing.T) {
	one, two := Machine{Cores: 64, Nodes: 1}, Machine{Cores: 64, Nodes: 2}
	// A streaming task is bound by the memory that holds its data, however many threads it has: two of them run at twice
	// the speed on two nodes, and at that of one after the other on one node.
	stream := Load{Tasks: 2, Flops: 1e6, Touched: 4e9, Serial: 0.01}
	if p := Choose(one, stream); p.Workers != 1 {
		t.Errorf("one node, two streaming tasks: chose %v\n%s", p, p.Explain())
	}
	if p := Choose(two, stream); p.Workers != 2 || p.Threads > 32 {
		t.Errorf("two nodes, two streaming tasks: chose %v\n%s", p, p.Explain())
	}
	for _, m := range []Machine{one, two} {
		apart, together := Predict(m, stream, Goroutines, 2, 1).Compute, Predict(m, stream, Goroutines, 1, 32).Compute
		if want := float64(m.Nodes); math.Abs(together/apart-want) > 0.01 {
			t.Errorf("%d nodes: two streaming tasks at once are %.3g times as fast as one by one, want %v", m.Nodes, together/apart, want)
		}
	}
	// A kernel of many short loops: all cores of one node help, those of another cost more than they win.
	chatty := Load{Tasks: 1, Flops: 1e9, Serial: 0.01, Sync: 7}
	wide, near := Choose(one, chatty), Choose(two, chatty)
	if wide.Threads != 64 || near.Threads != 32 || !near.Exact {
		t.Errorf("one task of short loops: chose %v on one node and %v on two, want 64 threads and exactly 32\n%s", wide, near, near.Explain())
	}
	if text := near.Explain(); !strings.Contains(text, "NUMA") {
		t.Errorf("NUMA is not explained:\n%s", text)
	}
	// What Calibrate has measured counts, too: from the 24 cores of a node on, this one loses by more threads.
	odd := Machine{Cores: 48, Nodes: 2, Fits: []Fit{{Kernel: "k", Points: []FitPoint{{Size: 1, Seconds: 1, Serial: 0.1, Sync: 1e-6, Cross: 0.1}}}}}
	if p := Choose(odd, Load{Kernel: "k", Tasks: 1, Size: 1}); p.Threads != 24 || !p.Exact {
		t.Errorf("a kernel measured to lose across nodes: chose %v\n%s", p, p.Explain())
	}
	if s := Simulate(odd, Load{Kernel: "k", Tasks: 1, Size: 1}, Plan{Mode: Serial, Workers: 1, Threads: 48}, SimulateOptions{}); math.Abs(s.Seconds-(0.1+0.9/48+47e-6+0.05)) > 1e-6 {
		t.Errorf("simulated on 48 threads: %v s", s.Seconds)
	}
}

func BenchmarkChoose(b *testing.B) {
	for _, cores := range []int{2, 24, 256} {
		for name, l := range map[string]Load{
			"equal":   {Tasks: 1000, Size: 200, Seconds: 0.02, Serial: 0.4, Moved: 3200},
			"unequal": {Tasks: 1000, Size: 200, Flops: 1e9, Touched: 1e6, Serial: 0.4, Sync: 100, Spread: 0.5, Moved: 3200},
		} {
			b.Run(fmt.Sprintf("cores=%d/%s", cores, name), func(b *testing.B) {
				m := Machine{Cores: cores, Processes: true}
				for b.Loop() {
					Choose(m, l)
				}
			})
		}
	}
}

func TestExplainNamesWhatLimits(t *testing.T) {
	m := Machine{Name: "Abacus", Cores: 6, Physical: 4, Memory: 200 << 20, Limits: []Limit{{"cores", "GOMAXPROCS", "the environment says GOMAXPROCS=6"}}}
	p := Choose(m, spectra(9, 2000))
	text := p.Explain()
	for _, want := range []string{
		"9 tasks of eigenvalues, size 2000, on Abacus, 6 cores (4 physical), 200 MiB", "hyper-threads", "memory holds",
		"GOMAXPROCS", "default rates", "predicted", p.Candidates[0].Bound, "times as fast",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	// The same as JSON, for programs.
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var back Plan
	if err := json.Unmarshal(data, &back); err != nil || back.Explain() != text {
		t.Errorf("%v; a plan that was JSON explains itself as\n%s", err, back.Explain())
	}
}

// Whatever the machine and the load, a plan fits: no more workers than tasks, no more threads than cores, memory kept.
func TestChosenPlansFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := Machine{
			Cores: rapid.IntRange(1, 300).Draw(t, "cores"), Memory: rapid.Int64Range(0, 1<<40).Draw(t, "memory"),
			Processes: rapid.Bool().Draw(t, "processes"), MaxThreads: rapid.IntRange(0, 8).Draw(t, "max threads"),
		}
		l := Load{
			Tasks: rapid.IntRange(1, 10000).Draw(t, "tasks"), Seconds: rapid.Float64Range(0, 100).Draw(t, "seconds"),
			Flops: rapid.Float64Range(0, 1e13).Draw(t, "flops"), Touched: rapid.Float64Range(0, 1e12).Draw(t, "touched"),
			Serial: rapid.Float64Range(0, 1).Draw(t, "serial"), Spread: rapid.Float64Range(0, 3).Draw(t, "spread"),
			Memory: rapid.Float64Range(0, 1e11).Draw(t, "bytes"), Isolated: rapid.Bool().Draw(t, "isolated"),
			Sync: rapid.Float64Range(0, 1e6).Draw(t, "sync"),
		}
		p := Choose(m, l)
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		if p.Workers > l.Tasks || p.Workers*p.Threads > m.Cores || p.Mode == Processes && !m.Processes {
			t.Fatalf("%v for %d tasks on %d cores", p, l.Tasks, m.Cores)
		}
		if m.MaxThreads > 0 && p.Threads > m.MaxThreads {
			t.Fatalf("%v with at most %d threads", p, m.MaxThreads)
		}
		if m.Memory > 0 && p.Workers > 1 && float64(p.Workers)*l.Memory > float64(m.Memory) {
			t.Fatalf("%v: tasks of %v bytes in %d", p, l.Memory, m.Memory)
		}
		if !(p.Seconds > 0) || p.Seconds > 1.0201*p.Candidates[1%len(p.Candidates)].Seconds {
			t.Fatalf("predicted %v s, next %v", p.Seconds, p.Candidates)
		}
	})
}

func TestChooseRefusesLoadsThatMakeNoSense(t *testing.T) {
	for _, l := range []Load{{Tasks: 0}, {Tasks: 1, Serial: 1.5}, {Tasks: 1, Flops: math.NaN()}, {Tasks: 1, Moved: -1}, {Tasks: 1, Seconds: math.Inf(1)}} {
		if l.Check() == nil {
			t.Errorf("%+v passed", l)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Choose took %+v", l)
				}
			}()
			Choose(Machine{Cores: 2}, l)
		}()
	}
}

func BenchmarkThisMachine(b *testing.B) {
	for b.Loop() {
		ThisMachine()
	}
}

func ExampleChoose() {
	// Two eigenvalue problems of 10 s each, 30% of which inner threads cannot share, on 24 cores.
	m := Machine{Name: "a cluster node", Cores: 24}
	plan := Choose(m, Load{Kernel: "eigenvalues", Size: 2000, Tasks: 2, Seconds: 10, Serial: 0.3})
	fmt.Println(plan)
	fmt.Printf("%.1f times as fast as one worker with all cores\n", Predict(m, plan.Load, Goroutines, 1, 24).Seconds/plan.Seconds)
	// Output:
	// goroutines 2×12
	// 1.8 times as fast as one worker with all cores
}

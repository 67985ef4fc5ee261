package parallel

import (
	"fmt"
	"strings"
	"testing"
)

func hostsOf(n, cores int) (hs []Host) {
	for i := range n {
		h := Host{Name: fmt.Sprintf("node%02d", i+1), Cores: cores, Physical: cores, Ranks: 1}
		if i > 0 {
			h.Latency, h.Bandwidth = 20e-6, 1e9
		}
		hs = append(hs, h)
	}
	return hs
}

// The third level: which nodes, how many workers, how many threads.
func TestChooseOverNodes(t *testing.T) {
	cluster := func(n, cores int) Machine {
		return Machine{Cores: cores, Physical: cores, Processes: true, Ranks: n, Hosts: hostsOf(n, cores)}
	}
	for _, c := range []struct {
		name             string
		m                Machine
		l                Load
		mode             Mode
		workers, threads int // 0 for any
	}{
		{"many tasks take every core of every node", cluster(4, 16), Load{Tasks: 6400, Seconds: 1, Serial: 1}, MPI, 64, 1},
		{"few tasks, one a node, on all its threads", cluster(4, 16), Load{Tasks: 4, Seconds: 60, Serial: 0.05}, MPI, 4, 16},
		{"two tasks a node", cluster(4, 16), Load{Tasks: 8, Seconds: 60, Serial: 0.05}, MPI, 8, 8},
		{"large arguments stay at home", cluster(4, 16), Load{Tasks: 640, Seconds: 5e-3, Serial: 1, Moved: 64 << 20}, Goroutines, 0, 0},
		{"short work stays at home", cluster(4, 16), Load{Tasks: 100, Seconds: 1e-5, Serial: 1}, -1, 0, 0},
		{"one node is a pool of processes at best", cluster(1, 16), Load{Tasks: 6400, Seconds: 1, Serial: 1}, -1, 0, 0},
	} {
		p := Choose(c.m, c.l)
		if c.mode < 0 && p.Mode == MPI || c.mode >= 0 && p.Mode != c.mode || c.workers > 0 && p.Workers != c.workers || c.threads > 0 && p.Threads != c.threads {
			t.Errorf("%s: %v\n%s", c.name, p, p.Explain())
		}
	}
}

func TestUnequalNodes(t *testing.T) {
	m := Machine{Cores: 4, Processes: true, Ranks: 3, Hosts: hostsOf(3, 4)}
	m.Hosts[1].Cores, m.Hosts[1].Physical = 16, 16
	e := newEstimate(m, Load{Tasks: 1000, Seconds: 1, Serial: 1})
	got := e.shares(24)
	if got[hostShare{4, 4}] != 2 || got[hostShare{16, 16}] != 1 || len(got) != 2 {
		t.Errorf("24 workers on 4, 16 and 4 cores: %v", got)
	}
	if n := e.clusterThreads(3); n != 4 && n != 2 {
		t.Errorf("3 workers get %d threads", n)
	}
	workers := 0
	for s, n := range e.shares(7) {
		workers += n * s.workers
	}
	if workers != 7 {
		t.Errorf("%d of 7 workers have a place", workers)
	}
}

func TestExplainShowsThreeLevels(t *testing.T) {
	m := Machine{Cores: 16, Processes: true, Ranks: 4, Hosts: hostsOf(4, 16)}
	text := Choose(m, Load{Tasks: 8, Seconds: 60, Serial: 0.05}).Explain()
	for _, want := range []string{"mpi", "4 nodes × 2 × 8 threads", "node01 (16 cores)", "node02 (16 cores, 20 µs there and back, 954 MiB/s)"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestBindingLimit(t *testing.T) {
	env := func(set map[string]string) func(string) string { return func(k string) string { return set[k] } }
	for _, c := range []struct {
		name          string
		cores, online int
		env           map[string]string
		want          string
	}{
		{"not in a job", 1, 8, nil, ""},
		{"unbound", 8, 8, map[string]string{"OMPI_COMM_WORLD_SIZE": "2"}, ""},
		{"Open MPI with two ranks", 1, 8, map[string]string{"OMPI_COMM_WORLD_SIZE": "2"}, "1 of 8 processors: mpirun --bind-to none"},
		{"Slurm", 4, 64, map[string]string{"SLURM_JOB_ID": "77", "PMI_SIZE": "4"}, "the allocation gives this rank 4 of 64"},
	} {
		l, ok := bindingLimit(c.cores, c.online, env(c.env))
		if ok != (c.want != "") || !strings.Contains(l.Text, c.want) {
			t.Errorf("%s: %v %+v", c.name, ok, l)
		}
	}
}

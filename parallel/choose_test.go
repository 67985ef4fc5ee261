package parallel

import (
	"fmt"
	"strings"
	"testing"
)

func TestChooseOnHandMadeMachines(t *testing.T) {
	spectra := func(tasks, n int) Load {
		x := float64(n)
		return Load{Tasks: tasks, Size: n, Flops: 20 * x * x * x, Memory: 24 * x * x, Serial: 0.4, Moved: 16 * x}
	}
	for _, row := range []struct {
		name             string
		machine          Machine
		load             Load
		mode             Mode
		workers, threads int
	}{
		{"one core", Machine{Cores: 1}, spectra(9, 200), Serial, 1, 1},
		{"one task takes all cores", Machine{Cores: 4}, spectra(1, 2000), Serial, 1, 4},
		{"the lecture: two on 24 cores", Machine{Cores: 24}, spectra(2, 2000), Goroutines, 2, 12},
		{"two cores, many tasks", Machine{Cores: 2}, spectra(64, 200), Goroutines, 2, 1},
		{"memory for one task only", Machine{Cores: 8, Memory: 100 << 20}, spectra(8, 2000), Serial, 1, 8},
		{"hyper-threads are no cores", Machine{Cores: 8, Physical: 4}, spectra(64, 200), Goroutines, 4, 1},
		{"sleepers outnumber the cores", Machine{Cores: 2}, Load{Tasks: 64, Seconds: 0.01, Serial: 1, Idle: 1}, Goroutines, 64, 1},
		{"isolation asked for", Machine{Cores: 2, Processes: true}, Load{Tasks: 8, Seconds: 1, Serial: 1, Isolated: true}, Processes, 2, 1},
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

func BenchmarkChoose(b *testing.B) {
	for _, cores := range []int{2, 24, 256} {
		b.Run(fmt.Sprintf("cores=%d", cores), func(b *testing.B) {
			m := Machine{Cores: cores, Processes: true}
			l := Load{Tasks: 1000, Size: 200, Seconds: 0.02, Serial: 0.4, Moved: 3200}
			for b.Loop() {
				Choose(m, l)
			}
		})
	}
}

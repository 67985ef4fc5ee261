package parallel

import (
	"cmp"
	"fmt"
	"slices"
)

// Choose splits the cores of m for the load l: the mode, the workers and the threads of each whose predicted time for
// the whole load is least. It is pure arithmetic on its arguments: it measures nothing and takes microseconds.
//
// The time of a candidate of W workers on T threads has three parts.
//
//   - Start: workers are started one after the other; processes take longer.
//   - Compute: rounds of W tasks. A task on T threads takes t₁·(s + (1−s)/T + κ(T−1)), more when other workers press on
//     the memory, or when its threads sit on several NUMA nodes (see Fit); cores without a worker are lent to the inner
//     loops of the others, so the last round, when fewer tasks than workers remain, runs on wider teams.
//   - Move: handing tasks out, and carrying arguments and results to processes.
//
// Candidates that need more memory than there is are left out. Between predictions that differ by less than 2% the
// simpler plan wins: no processes before processes, few workers before many. Choose panics if l.Check reports an error.
func Choose(m Machine, l Load) Plan {
	if err := l.Check(); err != nil {
		panic(err.Error())
	}
	e := newEstimate(m, l)
	cs := make([]Candidate, 0, 128)
	for _, mode := range e.modes() {
		for _, w := range e.workers(mode) {
			// Idle cores are lent, so promising fewer threads than there are cores for would change nothing, except where
			// more threads harm: then an exact number of them may be better.
			most := e.maxThreads(mode, w)
			best := e.candidate(mode, w, most, e.fitted && e.fit.Serial >= 1) // nothing lent where threads were seen to win nothing
			if e.fit.Sync > 0 || mode == Serial {
				for t := 1; t <= most && e.coresOf(mode) > 1; t = e.nextThreads(t, most) {
					c := e.candidate(mode, w, t, true)
					if t == 1 && mode == Serial && most > 1 {
						cs = append(cs, c) // what everything is compared with
					} else if c.Seconds < best.Seconds {
						best = c
					}
				}
			}
			cs = append(cs, best)
		}
	}
	slices.SortStableFunc(cs, func(a, b Candidate) int { return cmp.Compare(a.Seconds, b.Seconds) })
	// The simplest among the near-best comes first.
	best := 0
	for i, c := range cs {
		if c.Seconds <= cs[0].Seconds*1.02 && simpler(c, cs[best]) {
			best = i
		}
	}
	winner := cs[best]
	cs = slices.Insert(slices.Delete(cs, best, best+1), 0, winner)
	cs = e.worthShowing(cs)
	for i := range cs {
		cs[i].Bound = e.bound(cs[i])
	}
	return Plan{
		Mode: winner.Mode, Workers: winner.Workers, Threads: winner.Threads, Exact: winner.Exact, Seconds: winner.Seconds,
		Candidates: cs, Reasons: e.reasons(cs), Load: l, Machine: m.String(),
	}
}

// Predict returns the predicted time, in parts, of one split with Plan.Exact set: a cell of a sweep.
func Predict(m Machine, l Load, mode Mode, workers, threads int) Candidate {
	if err := l.Check(); err != nil {
		panic(err.Error())
	}
	e := newEstimate(m, l)
	c := e.candidate(mode, max(workers, 1), max(threads, 1), true)
	c.Bound = e.bound(c)
	return c
}

// String is the machine in one line.
func (m Machine) String() string {
	name := m.Name
	if name == "" {
		name = m.Arch
	}
	if name == "" {
		name = "a machine"
	}
	s := fmt.Sprintf("%s, %s", name, count(max(m.Cores, 1), "core"))
	if m.Physical > 0 && m.Physical < m.Cores {
		s += fmt.Sprintf(" (%d physical)", m.Physical)
	}
	if m.Memory > 0 {
		s += ", " + bytesText(m.Memory)
	}
	return s
}

// simpler reports whether a is a simpler plan than b.
func simpler(a, b Candidate) bool {
	if a.Mode != b.Mode {
		return a.Mode < b.Mode
	}
	if a.Workers != b.Workers {
		return a.Workers < b.Workers
	}
	return a.Threads < b.Threads
}

// bound names the largest reason why the candidate is not faster.
func (e *estimate) bound(c Candidate) string {
	n := e.l.Tasks
	switch {
	case c.Start > c.Compute && c.Start > c.Move:
		return "starting the workers"
	case c.Move > c.Compute:
		return "moving arguments and results"
	case e.l.Idle > 0.5:
		return "waiting inside the tasks"
	case c.Workers > e.coresOf(c.Mode):
		return fmt.Sprintf("%d tasks taking turns on %s", c.Workers, count(e.coresOf(c.Mode), "core"))
	case !e.fitted && e.streaming(float64(c.Workers)) > 0.99*e.task(c.Mode, float64(c.Threads), float64(c.Workers*c.Threads)):
		return "memory bandwidth"
	case c.Threads > e.node && e.fit.Cross*(1-float64(e.node)/float64(c.Threads)) > (1-e.fit.Serial)/float64(c.Threads):
		return "inner threads far from their task's memory"
	case c.Threads > 1 && e.fit.Serial > (1-e.fit.Serial)/float64(c.Threads):
		return fmt.Sprintf("the %.0f%% of a task that inner threads cannot share", 100*e.fit.Serial)
	case c.Workers*c.Threads < e.cores && c.Mode == Serial:
		return fmt.Sprintf("one task at a time on %s of %d", count(c.Threads, "core"), e.cores)
	case n%c.Workers != 0 && n/c.Workers < 4:
		return fmt.Sprintf("an uneven end: %d tasks by %d workers", n, c.Workers)
	}
	return "arithmetic on all cores"
}

// worthShowing keeps the best dozen, and always the serial plan on one thread.
func (e *estimate) worthShowing(cs []Candidate) []Candidate {
	const most = 12
	if len(cs) <= most {
		return cs
	}
	kept := cs[:most:most]
	for _, c := range cs[most:] {
		if c.Mode == Serial && c.Threads == 1 {
			kept = append(kept, c)
		}
	}
	return kept
}

func (e *estimate) reasons(cs []Candidate) []string {
	var rs []string
	win := cs[0]
	if len(cs) > 1 {
		next := cs[1]
		rs = append(rs, fmt.Sprintf("%v %d×%d is predicted %.2f times as fast as the next, %v %d×%d",
			win.Mode, win.Workers, win.Threads, next.Seconds/win.Seconds, next.Mode, next.Workers, next.Threads))
	}
	if win.Mode == MPI && len(e.m.Hosts) > 0 {
		rs = append(rs, Plan{Workers: win.Workers, Threads: win.Threads}.levels(e.m.Hosts))
	} else if n := len(e.m.Hosts); n > 1 {
		rs = append(rs, fmt.Sprintf("the MPI job's %d nodes of %d cores in all would not pay", n, e.coresOf(MPI)))
	}
	if e.m.Nodes > 1 && win.Threads <= e.node && e.cores > e.node {
		rs = append(rs, fmt.Sprintf("%s keep to one of %d NUMA nodes, whose memory holds their task's data", count(win.Threads, "thread"), e.m.Nodes))
	}
	if win.Exact && win.Workers*win.Threads < e.coresOf(win.Mode) {
		rs = append(rs, fmt.Sprintf("more than %s a task would cost more in waiting for each other than they win: idle cores are not lent", count(win.Threads, "thread")))
	} else if idle := e.coresOf(win.Mode) - win.Workers*win.Threads; idle > 0 && win.Mode != Serial {
		rs = append(rs, fmt.Sprintf("%s without a worker are lent to the inner loops of the running tasks", count(idle, "core")))
	}
	if e.cores < e.m.Cores {
		rs = append(rs, fmt.Sprintf("%d of %d cores are hyper-threads, which share their arithmetic units: not counted",
			e.m.Cores-e.cores, e.m.Cores))
	}
	if e.fits < min(e.cores, e.l.Tasks) {
		rs = append(rs, fmt.Sprintf("memory holds %s at once: %s each, %s free", count(e.fits, "task"),
			bytesText(int64(e.l.Memory)), bytesText(e.m.Memory)))
	}
	if e.l.Isolated && !e.m.Processes {
		rs = append(rs, "the load asks for processes of its own, which this program cannot start: call parallel.Main first in main, on Linux")
	}
	for _, l := range e.m.Limits {
		rs = append(rs, fmt.Sprintf("%s limited by %s: %s", l.What, l.By, l.Text))
	}
	if !e.fitted {
		rs = append(rs, "times come from the load's own counts and default rates: Calibrate measures them")
	}
	return rs
}

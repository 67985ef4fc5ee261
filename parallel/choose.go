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
	tried := make([]rival, 0, 128)
	for _, mode := range e.modes() {
		for _, w := range e.workers(mode) {
			// Idle cores are lent, so promising fewer threads than there are cores for would change nothing, except where
			// more threads harm: then an exact number of them may be better.
			most := e.maxThreads(mode, w)
			best := e.rival(mode, w, most, e.fitted && e.fit.Serial >= 1) // nothing lent where threads were seen to win nothing
			if e.fit.Sync > 0 || mode == Serial {
				for t := 1; t <= most && e.coresOf(mode) > 1; t = e.nextThreads(t, most) {
					c := e.rival(mode, w, t, true)
					if t == 1 && mode == Serial && most > 1 {
						tried = append(tried, c) // what everything is compared with
					} else if c.seconds < best.seconds {
						best = c
					}
				}
			}
			tried = append(tried, best)
		}
	}
	slices.SortStableFunc(tried, func(a, b rival) int { return cmp.Compare(a.seconds, b.seconds) })
	// The simplest among the near-best comes first.
	best := 0
	for i, c := range tried {
		if c.seconds > tried[0].seconds*1.02 {
			break
		}
		if c.simpler(tried[best]) {
			best = i
		}
	}
	first := tried[best]
	tried = slices.Insert(slices.Delete(tried, best, best+1), 0, first)
	tried = worthShowing(tried)
	cs := make([]Candidate, len(tried))
	for i, r := range tried {
		cs[i] = e.candidate(r.mode, int(r.workers), int(r.threads), r.exact)
		cs[i].Bound = e.bound(cs[i])
	}
	winner := cs[0]
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

// A rival is a split with its predicted time: what sorting needs of the hundreds of candidates, of which a dozen are shown.
type rival struct {
	seconds          float64
	workers, threads int32
	mode             Mode
	exact            bool
}

func (e *estimate) rival(mode Mode, w, t int, exact bool) rival {
	c := e.candidate(mode, w, t, exact)
	return rival{c.Seconds, int32(c.Workers), int32(c.Threads), mode, exact}
}

// simpler reports whether r is a simpler plan than s.
func (r rival) simpler(s rival) bool {
	if r.mode != s.mode {
		return r.mode < s.mode
	}
	if r.workers != s.workers {
		return r.workers < s.workers
	}
	return r.threads < s.threads
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
func worthShowing(rs []rival) []rival {
	const most = 12
	if len(rs) <= most {
		return rs
	}
	kept := rs[:most:most]
	for _, r := range rs[most:] {
		if r.mode == Serial && r.threads == 1 {
			kept = append(kept, r)
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

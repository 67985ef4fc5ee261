package parallel

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Choose splits the cores of m for the load l: the mode, the workers and the threads of each whose predicted time for
// the whole load is least. It is pure arithmetic on its arguments: it measures nothing and takes microseconds.
//
// The time of a candidate of W workers on T threads has three parts.
//
//   - Start: worker processes are started one after the other.
//   - Compute: rounds of W tasks. A task on T threads takes t₁·(s + (1−s)/T + κ(T−1)), more when other workers press on
//     the memory; cores without a worker are lent to the inner loops of the others, so the last round, when fewer tasks
//     than workers remain, runs on wider teams.
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
			most := e.maxThreads(w)
			best := e.candidate(mode, w, most, false)
			if e.fit.Sync > 0 || mode == Serial {
				for t := 1; t <= most && e.cores > 1; t = nextThreads(t, most) {
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

// nextThreads goes through 1, 2, 4, 8, … and ends with most.
func nextThreads(t, most int) int {
	if t < most && 2*t > most {
		return most
	}
	return 2 * t
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

// estimate holds what is common to all candidates of one load on one machine.
type estimate struct {
	m      Machine
	l      Load
	rates  Rates
	cores  int
	fit    FitPoint // of the kernel, or made of the load's own numbers
	fitted bool
	fits   int // workers that fit into the memory
}

func newEstimate(m Machine, l Load) estimate {
	e := estimate{m: m, l: l, rates: m.Rates.orDefault(), cores: max(m.Cores, 1)}
	// Hyper-threads share their core's arithmetic units: they are no cores for kernels that keep these busy.
	if m.Physical > 0 && l.Flops > 0 {
		e.cores = min(e.cores, m.Physical)
	}
	if e.fit, e.fitted = m.fitOf(l.Kernel, l.Size); !e.fitted {
		e.fit = FitPoint{
			Size:    l.Size,
			Seconds: l.Flops/e.rates.Flops + l.Touched/e.rates.Bandwidth,
			Serial:  l.Serial,
		}
		if e.fit.Seconds > 0 {
			e.fit.Sync = l.Sync * e.rates.Join / e.fit.Seconds
		}
	}
	if l.Seconds > 0 {
		e.fit.Sync *= e.fit.Seconds / l.Seconds
		e.fit.Seconds = l.Seconds
	}
	if e.fit.Seconds <= 0 {
		e.fit.Seconds, e.fit.Serial = 1e-3, 1 // nothing is known: a millisecond that no inner thread can share
	}
	e.fits = math.MaxInt32
	if m.Memory > 0 && l.Memory > 0 {
		e.fits = max(1, int(float64(m.Memory)*0.9/l.Memory))
	}
	return e
}

func (e *estimate) modes() []Mode {
	if e.l.Isolated {
		if e.m.Processes {
			return []Mode{Processes}
		}
		return []Mode{Goroutines} // Open tells that isolation cannot be had
	}
	modes := []Mode{Serial, Goroutines}
	if e.m.Processes {
		modes = append(modes, Processes)
	}
	if e.m.Ranks > 0 {
		modes = append(modes, MPI)
	}
	return modes
}

// most is the largest number of workers worth trying: one per core, more if tasks wait.
func (e *estimate) most(mode Mode) int {
	w := e.cores
	if mode == MPI {
		w = e.m.Ranks
	} else if e.l.Idle > 0 {
		w = int(math.Ceil(float64(w) / max(1-e.l.Idle, 1e-2)))
	}
	return max(1, min(w, e.l.Tasks, e.fits))
}

// workers lists the numbers of workers worth trying: for each number of rounds the fewest that need no more of them.
func (e *estimate) workers(mode Mode) []int {
	if mode == Serial {
		return []int{1}
	}
	most := e.most(mode)
	var ws []int
	for w := most; w >= 1; {
		ws = append(ws, w)
		rounds := (e.l.Tasks + w - 1) / w
		if fewest := (e.l.Tasks + rounds - 1) / rounds; fewest < w {
			w = fewest
			continue
		}
		w--
		if w > 16 { // large numbers of workers differ by little
			w -= w / 16
		}
	}
	return ws
}

// maxThreads is the most threads that w workers can have each.
func (e *estimate) maxThreads(w int) int {
	t := max(1, e.cores/w)
	if e.fit.Serial >= 1 {
		return 1 // nothing to share
	}
	if e.m.MaxThreads > 0 {
		t = min(t, e.m.MaxThreads)
	}
	return t
}

// task is the time of one task on t threads (not a whole number when cores are lent) while busy cores in all work.
func (e *estimate) task(mode Mode, t, busy float64) float64 {
	f := e.fit
	s := f.Serial + (1-f.Serial)/t + f.Sync*(t-1)
	wait := e.l.Idle
	seconds := f.Seconds * (wait + (1-wait)*s)
	outer := f.Outer
	if mode == Processes || mode == MPI {
		outer = f.Apart
	}
	if e.cores > 1 {
		seconds *= 1 + outer*min(1, (busy-1)/float64(e.cores-1))
	}
	if !e.fitted {
		// Tasks running at once cannot take more bytes a second than the memory gives, nor allocate faster than the
		// collector of their process reclaims.
		at := busy / t // tasks at once
		seconds = max(seconds, e.l.Touched*at/e.rates.Bandwidth)
		if mode == Goroutines || mode == Serial {
			seconds = max(seconds, e.l.Allocated*at/e.rates.Collect)
		} else {
			seconds = max(seconds, e.l.Allocated/e.rates.Collect)
		}
	}
	return seconds
}

// candidate predicts the time of one split; unless it is exact, idle cores are lent.
func (e *estimate) candidate(mode Mode, w, t int, exact bool) Candidate {
	n, cores := e.l.Tasks, float64(e.cores)
	if mode == MPI {
		cores = float64(max(e.m.Ranks, e.cores)) // one for each rank, here or elsewhere
	}
	w = min(w, n)
	c := Candidate{Mode: mode, Workers: w, Threads: t, Exact: exact}
	full, rest := n/w, n%w
	width := func(at int) float64 { // threads of a task when so many run
		if exact || mode == Serial {
			return float64(t)
		}
		most := cores
		if e.m.MaxThreads > 0 {
			most = float64(e.m.MaxThreads)
		}
		return max(float64(t), min(most, cores/float64(at)))
	}
	tw := width(w)
	busy := float64(w) * tw
	at := func(k float64) float64 { // time of a task while k run
		t := width(int(k))
		return e.task(mode, t, k*t)
	}
	c.Compute = float64(full) * e.task(mode, tw, busy)
	if rest > 0 {
		c.Compute += at(float64(rest))
	}
	if w > 1 && e.l.Spread > 0 {
		c.Compute = e.uneven(c.Compute, w, at)
	}
	if over := busy * (1 - e.l.Idle) / cores; over > 1 {
		c.Compute *= over // more threads than cores take turns
	}
	per := e.l.Moved / e.rates.Transfer
	switch mode {
	case Goroutines:
		c.Move = float64(n) * e.rates.Spawn / float64(w)
	case Processes:
		c.Start = e.rates.Start * float64(w)
		c.Move = float64(n) * (e.rates.Dispatch + per) / float64(min(w, 4)) // one parent serves all workers
	case MPI:
		c.Move = float64(n) * (4*e.rates.Dispatch + 2*per)
	}
	c.Seconds = c.Start + c.Compute + c.Move
	return c
}

// uneven is the time of w workers when tasks differ in cost by the coefficient of variation c, from that of equal tasks
// (rounds) and the time at(k) of a task while k run.
//
// Workers then fall out of step. When the last task has been handed out, the others have on the mean ρ = (1+c²)/2 of a
// task left (the mean residual life of renewal theory), or all of it if every worker gets one task only. That remainder is
// taken as partly equal and partly exponentially distributed: of k exponential ones the first ends after 1/k of the mean.
func (e *estimate) uneven(rounds float64, w int, at func(k float64) float64) float64 {
	n, c := float64(e.l.Tasks), min(e.l.Spread, 1)
	k := float64(w)
	left, vary, step := (1+c*c)/2, 0.58+0.42*c, min(1, c*math.Sqrt(max(0, n/k-1))) // 0.58: uniform, as when c is small
	if e.l.Tasks <= w {
		left, vary, step = 1, c, 1
	}
	tail := left * (1 - vary) * at(k)
	for i := 1.0; i <= k; {
		if i < 8 {
			tail += left * vary * at(i) / i
			i++
			continue
		}
		end := min(2*i, k+1) // a stretch of the harmonic sum as an integral
		tail += left * vary * at((i+end-1)/2) * math.Log((end-0.5)/(i-0.5))
		i = end
	}
	return (1-step)*rounds + step*(max(0, n/k-left)*at(k)+tail)
}

// bound names the largest reason why the candidate is not faster.
func (e *estimate) bound(c Candidate) string {
	n := e.l.Tasks
	switch {
	case c.Start > c.Compute && c.Start > c.Move:
		return "starting the processes"
	case c.Move > c.Compute:
		return "moving arguments and results"
	case e.l.Idle > 0.5:
		return "waiting inside the tasks"
	case c.Workers*c.Threads > e.cores && c.Mode != MPI:
		return fmt.Sprintf("%d threads taking turns on %s", c.Workers*c.Threads, count(e.cores, "core"))
	case !e.fitted && e.l.Touched*float64(c.Workers)/e.rates.Bandwidth > e.task(c.Mode, float64(c.Threads), 1):
		return "memory bandwidth"
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
	if win.Exact && win.Workers*win.Threads < e.cores {
		rs = append(rs, fmt.Sprintf("more than %s a task would cost more in waiting for each other than they win: idle cores are not lent", count(win.Threads, "thread")))
	} else if idle := e.cores - win.Workers*win.Threads; idle > 0 && win.Mode != Serial {
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

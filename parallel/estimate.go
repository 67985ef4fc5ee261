package parallel

import "math"

// The arithmetic behind Choose, Predict and Simulate: how long one load takes on one machine under any split. Amdahl's law
// with the terms of Fit; rounds of equal tasks; renewal theory for unequal ones.

// estimate holds what is common to all candidates of one load on one machine.
type estimate struct {
	m      Machine
	l      Load
	rates  Rates
	cores  int
	node   int      // of these, how many sit on one NUMA node
	fit    FitPoint // of the kernel, or made of the load's own numbers
	fitted bool
	fits   int   // workers that fit into the memory
	hosts  []int // cores of each host of an MPI job
}

func newEstimate(m Machine, l Load) estimate {
	e := estimate{m: m, l: l, rates: m.Rates.orDefault(), cores: max(m.Cores, 1)}
	// Hyper-threads share their core's arithmetic units: they are no cores for kernels that keep these busy.
	if m.Physical > 0 && l.Flops > 0 {
		e.cores = min(e.cores, m.Physical)
	}
	e.node = max(1, e.cores/max(m.Nodes, 1))
	if e.fit, e.fitted = m.fitOf(l.Kernel, l.Size); !e.fitted {
		e.fit = e.fitFromCounts()
	}
	if l.Seconds > 0 {
		e.fit.Sync *= e.fit.Seconds / l.Seconds
		e.fit.Seconds = l.Seconds
	}
	if e.fit.Seconds <= 0 {
		e.fit.Seconds, e.fit.Serial = 1e-3, 1 // nothing is known: a millisecond that no inner thread can share
	}
	e.hosts = e.hostCores()
	e.fits = math.MaxInt32
	if m.Memory > 0 && l.Memory > 0 {
		e.fits = max(1, int(float64(m.Memory)*0.9/l.Memory))
	}
	return e
}

// fitFromCounts makes a fit of the load's own numbers: its kernel was never measured.
func (e *estimate) fitFromCounts() FitPoint {
	l, r := e.l, e.rates
	// Arithmetic and memory work side by side, other code does not.
	stream := e.streaming(1)
	f := FitPoint{Size: l.Size, Seconds: max(l.Flops/r.Flops, stream) + l.Steps/r.Steps, Serial: l.Serial}
	if f.Seconds == 0 {
		return f
	}
	f.Sync = l.Sync * r.Join / f.Seconds
	if e.cores > e.node {
		// Threads of another node read their share from far away, and loops meet at the price of that distance. Both are
		// taken at all cores and spread over the threads beyond the node.
		far := (1 - l.Serial) / float64(e.cores) * min(1, stream/f.Seconds)
		f.Cross = (r.Remote - 1) * (far + f.Sync*float64(e.cores-1)) / (1 - float64(e.node)/float64(e.cores))
	}
	return f
}

// streaming is the time in which the bytes that one task touches pass the memory while so many tasks run. A task's data
// sit on one node, whose memory gives its part of the bandwidth however many threads ask for it.
func (e *estimate) streaming(tasks float64) float64 {
	return e.l.Touched * max(tasks, float64(e.m.Nodes)) / e.rates.Bandwidth
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
	w, fits := e.coresOf(mode), e.fits
	if e.l.Idle > 0 {
		w = int(math.Ceil(float64(w) / max(1-e.l.Idle, 1e-2)))
	}
	if mode == MPI { // each host has its own memory; they are taken to be alike
		fits = min(fits, math.MaxInt32/len(e.hosts)) * len(e.hosts)
	}
	return max(1, min(w, e.l.Tasks, fits))
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
		if w > 32 { // large numbers of workers differ by little
			w -= w / 8
		}
	}
	return ws
}

// maxThreads is the most threads that w workers can have each.
func (e *estimate) maxThreads(mode Mode, w int) int {
	t := max(1, e.cores/w)
	if mode == MPI {
		t = e.clusterThreads(w)
	}
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
	s := f.Serial + (1-f.Serial)/t + e.joining(t)
	wait := e.l.Idle
	seconds := f.Seconds * (wait + (1-wait)*s)
	outer := f.Outer
	if mode == Processes || mode == MPI {
		outer = f.Apart
	}
	if e.cores > 1 {
		seconds *= 1 + outer*min(1, max(0, busy-t)/float64(e.cores-1))
	}
	if !e.fitted {
		// Tasks running at once cannot take more bytes a second than the memory gives, nor allocate faster than the
		// collector of their process reclaims.
		at := busy / t // tasks at once
		seconds = max(seconds, e.streaming(at))
		if mode == Goroutines || mode == Serial {
			seconds = max(seconds, e.l.Allocated*at/e.rates.Collect)
		} else {
			seconds = max(seconds, e.l.Allocated/e.rates.Collect)
		}
	}
	return seconds
}

// joining is what t threads lose to each other, as a share of the task's time on one.
func (e *estimate) joining(t float64) float64 {
	s := e.fit.Sync * (t - 1)
	if node := float64(e.node); t > node {
		s += e.fit.Cross * (1 - node/t)
	}
	return s
}

// candidate predicts the time of one split; unless it is exact, idle cores are lent.
func (e *estimate) candidate(mode Mode, w, t int, exact bool) Candidate {
	if mode == MPI && len(e.hosts) > 0 {
		return e.overHosts(w, t, exact)
	}
	n, cores := e.l.Tasks, float64(e.cores)
	w = min(w, n)
	c := Candidate{Mode: mode, Workers: w, Threads: t, Exact: exact}
	full, rest := n/w, n%w
	width := func(at int) float64 { // threads of a task when so many run
		if exact || mode == Serial {
			return max(1, min(float64(t), cores/float64(at))) // the ledger lets no more run
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
		c.Start = e.rates.Wake * float64(min(w, e.cores)) // the others are woken by these
		c.Move = float64(n) * e.rates.Spawn / float64(w)
	case Processes:
		c.Start = e.rates.Start * float64(w)
		c.Move = float64(n) * (e.rates.Dispatch + per) / float64(min(w, 4)) // one parent serves all workers
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
		if i < 4 {
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

// nextThreads goes through 1, 2, 4, 8, …, what fills one NUMA node, and ends with most.
func (e *estimate) nextThreads(t, most int) int {
	next := 2 * t
	if t < e.node && e.node < next {
		next = e.node
	} else if t == e.node && t&(t-1) != 0 { // back to the powers of two
		for next = 1; next <= t; next *= 2 {
		}
	}
	if t < most && next > most {
		return most
	}
	return next
}

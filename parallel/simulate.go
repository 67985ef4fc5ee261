package parallel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// A Simulation is one run of a load under a plan on a machine that need not exist, by a discrete-event model: what
// Sweep would measure there. Choose predicts with a formula; the simulation follows every task through its serial and
// its parallel stretches and hands every core around, so it can tell how far the formula is off.
type Simulation struct {
	Plan    Plan
	Seconds float64         // end of the last task
	Tasks   []SimulatedTask // by index
	Trace   Trace           // the use of every core; tasks take their cores in the order of their workers
}

// A SimulatedTask is where and when one task ran.
type SimulatedTask struct {
	Worker     int     // its number, from 0
	Start, End float64 // seconds
}

// SimulateOptions adjust Simulate. The zero value is the default.
type SimulateOptions struct {
	Seed   uint64 // of the tasks' costs, which vary with Load.Spread
	Traced bool   // record Trace
}

// stretches is how often a simulated task changes between serial and parallel work.
const stretches = 8

// A simTask is one running task.
type simTask struct {
	index    int
	worker   int
	left     float64 // of the stretch at hand, in seconds of one undisturbed core
	stretch  int     // 0 … 2·stretches−1; odd ones are parallel
	threads  int     // cores at hand
	rate     float64 // progress a second
	scale    float64 // this task's cost over the mean
	sleeping bool    // waits for something other than a core
}

// Simulate runs l under p on m. The model:
//
//   - worker i starts after i+1 start-up times; tasks are handed out in order by one dispatcher;
//   - a task is a sleep (Load.Idle), then stretches of serial and of parallel work by turns, in the shares of the fit; its
//     cost varies between tasks with Load.Spread (log-normal);
//   - a serial stretch takes one core; a parallel one the plan's threads as far as cores are idle (a core's token is one thread's),
//     plus its part of what is then idle unless the plan is Exact;
//   - busy cores slow each other by the fit's Outer or Apart, or by the memory bandwidth; more tasks than cores take turns.
//
// It panics if l or p is not in order.
func Simulate(m Machine, l Load, p Plan, opts SimulateOptions) Simulation {
	if err := l.Check(); err != nil {
		panic(err.Error())
	}
	if err := p.Check(); err != nil {
		panic(err.Error())
	}
	s := simulator{estimate: newEstimate(m, l), plan: p, opts: opts, ready: make([]float64, p.Workers)}
	s.rng = rand.New(rand.NewPCG(opts.Seed, uint64(l.Tasks)))
	s.out = Simulation{Plan: p, Tasks: make([]SimulatedTask, l.Tasks)}
	start := map[Mode]float64{Serial: 0, Goroutines: s.rates.Wake, Processes: s.rates.Start, MPI: s.rates.Start}[p.Mode]
	for w := range s.ready {
		s.ready[w] = start * float64(w+1)
		if p.Mode == Goroutines {
			s.ready[w] = start * float64(min(w+1, s.cores))
		}
	}
	s.run()
	return s.out
}

type simulator struct {
	estimate
	plan  Plan
	opts  SimulateOptions
	rng   *rand.Rand
	out   Simulation
	now   float64
	ready []float64 // when worker w can take a task; +Inf while it has one
	hand  float64   // when the dispatcher is free
	next  int       // the next task to hand out
	tasks []*simTask
}

func (s *simulator) run() {
	for s.next < s.l.Tasks || len(s.tasks) > 0 {
		s.dispatch()
		s.allot()
		step := math.Inf(1)
		for _, t := range s.tasks {
			step = min(step, t.left/t.rate)
		}
		if s.next < s.l.Tasks {
			for _, r := range s.ready {
				if r > s.now {
					step = min(step, r-s.now)
				}
			}
		}
		s.record(step)
		s.now += step
		for _, t := range s.tasks {
			t.left -= step * t.rate
			for t.left <= 1e-12*s.fit.Seconds && t.stretch < 2*stretches {
				s.advance(t)
			}
		}
		s.tasks = slices.DeleteFunc(s.tasks, func(t *simTask) bool {
			if t.stretch < 2*stretches {
				return false
			}
			s.out.Tasks[t.index].End = s.now
			s.ready[t.worker] = s.now
			return true
		})
	}
	s.out.Seconds = s.now
	if s.opts.Traced {
		for i, t := range s.out.Tasks {
			s.out.Trace.Tasks = append(s.out.Trace.Tasks, TracedTask{Worker: t.Worker, Task: s.l.Kernel, Index: i, Start: t.Start, End: t.End})
		}
	}
}

// dispatch hands tasks to the workers that are ready.
func (s *simulator) dispatch() {
	for w := range s.ready {
		if s.next == s.l.Tasks {
			return
		}
		if s.ready[w] > s.now {
			continue
		}
		t := &simTask{index: s.next, worker: w, stretch: -1, scale: 1, sleeping: true}
		if c := s.l.Spread; c > 0 {
			sigma := math.Sqrt(math.Log(1 + c*c))
			t.scale = math.Exp(sigma*s.rng.NormFloat64() - sigma*sigma/2)
		}
		// Handing over delays the task; the dispatcher serves one after the other.
		cost := s.rates.Spawn
		if s.plan.Mode == Processes || s.plan.Mode == MPI {
			cost = s.rates.Dispatch + s.l.Moved/s.rates.Transfer
		}
		s.hand = max(s.hand, s.now) + cost
		t.left = s.hand - s.now + s.l.Idle*s.fit.Seconds*t.scale
		s.out.Tasks[s.next] = SimulatedTask{Worker: w, Start: s.now}
		s.ready[w] = math.Inf(1)
		s.tasks = append(s.tasks, t)
		s.next++
	}
}

// advance moves a task to its next stretch of some length.
func (s *simulator) advance(t *simTask) {
	t.sleeping = false
	t.stretch++
	work := s.fit.Seconds * (1 - s.l.Idle) * t.scale / stretches
	if t.left = work * s.fit.Serial; t.stretch%2 == 1 {
		t.left = work * (1 - s.fit.Serial)
	}
}

// allot hands out the cores and sets the rates.
func (s *simulator) allot() {
	used := 0
	var wide []*simTask
	for _, t := range s.tasks {
		t.threads, t.rate = 0, 1
		if t.sleeping {
			continue
		}
		t.threads = 1
		used++
		if t.stretch%2 == 1 {
			wide = append(wide, t)
		}
	}
	for more := true; more && used < s.cores; { // in turn, up to what the plan promises
		more = false
		for _, t := range wide {
			if t.threads < s.plan.Threads && used < s.cores {
				t.threads++
				used++
				more = true
			}
		}
	}
	if idle := s.cores - used; idle > 0 && len(wide) > 0 && !s.plan.Exact && s.plan.Mode != Serial {
		for i, t := range wide {
			t.threads += idle / len(wide)
			if i < idle%len(wide) {
				t.threads++
			}
			if most := s.m.MaxThreads; most > 0 {
				t.threads = min(t.threads, most)
			}
		}
		used = 0
		for _, t := range s.tasks {
			used += t.threads
		}
	}
	for _, t := range s.tasks {
		if t.sleeping {
			continue
		}
		if f := s.fit; t.stretch%2 == 1 {
			n := float64(t.threads)
			t.rate = 1 / (1/n + s.joining(n)/(1-f.Serial))
		}
		t.rate /= s.slow(used, t.threads)
	}
}

// slow is how much slower a task with its own threads is while so many threads are busy in all.
func (s *simulator) slow(used, own int) float64 {
	busy := min(used, s.cores)
	outer := s.fit.Outer
	if s.plan.Mode == Processes || s.plan.Mode == MPI {
		outer = s.fit.Apart
	}
	slow := 1.0
	if others := busy - own; s.cores > 1 && others > 0 {
		slow += outer * float64(others) / float64(s.cores-1)
	}
	if !s.fitted && s.l.Touched > 0 {
		// Bytes that all threads together ask for in a second, over what the memory gives; that of one node to one task.
		slow = max(slow, s.streaming(1)/s.fit.Seconds*float64(own), s.l.Touched/s.rates.Bandwidth/s.fit.Seconds*float64(busy))
	}
	if used > s.cores {
		slow *= float64(used) / float64(s.cores)
	}
	return slow
}

// record appends the use of the cores during the coming step to the trace.
func (s *simulator) record(step float64) {
	if !s.opts.Traced || step <= 0 {
		return
	}
	use := make([]float64, s.cores)
	c := 0
	order := slices.Clone(s.tasks)
	slices.SortFunc(order, func(a, b *simTask) int { return a.worker - b.worker })
	for _, t := range order {
		for range t.threads {
			if c < len(use) {
				use[c] = 1
				c++
			}
		}
	}
	tr := &s.out.Trace
	if tr.CPUs == nil {
		tr.Name = s.plan.String()
		for i := range s.cores {
			tr.CPUs = append(tr.CPUs, i)
		}
	}
	tr.Times = append(tr.Times, s.now+step)
	tr.Use = append(tr.Use, use)
}

// Regret is how much longer a plan takes than the best of all plans, in a simulation: 0 for the best.
type Regret struct {
	Chosen, Best Plan    // what Choose says, and what simulates fastest
	Seconds      float64 // under the chosen plan
	BestSeconds  float64 // under the best
}

// Share is the regret as a share of the best time.
func (r Regret) Share() float64 { return r.Seconds/r.BestSeconds - 1 }

func (r Regret) String() string {
	return fmt.Sprintf("chosen %v %s, best %v %s, regret %.1f%%", r.Chosen, secondsText(r.Seconds), r.Best, secondsText(r.BestSeconds), 100*r.Share())
}

// SimulatedRegret simulates l on m under the plan that Choose takes and under every other of Grid, and sets the chosen
// one beside the best. All run on the same tasks.
func SimulatedRegret(m Machine, l Load, seed uint64) Regret {
	chosen := Choose(m, l)
	opts := SimulateOptions{Seed: seed}
	r := Regret{Chosen: chosen, Seconds: Simulate(m, l, chosen, opts).Seconds}
	r.Best, r.BestSeconds = chosen, r.Seconds
	for _, p := range Grid(m, l) {
		if s := Simulate(m, l, p, opts).Seconds; s < r.BestSeconds {
			r.Best, r.BestSeconds = p, s
		}
	}
	return r
}

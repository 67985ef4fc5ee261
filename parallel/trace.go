package parallel

import (
	"fmt"
	"sync"
	"time"

	"tandem/parallel/internal/topology"
)

// A Trace is the use of every core over a stretch of time, sampled: what htop shows, kept; and the tasks that pools ran
// meanwhile, by worker. plots.Cores draws both.
type Trace struct {
	Name  string      `json:"name"`  // as StartTrace was told
	Start time.Time   `json:"start"` // when it began
	CPUs  []int       `json:"cpus"`  // the logical processors, as the kernel numbers them
	Times []float64   `json:"times"` // ends of the sampling intervals, in seconds since Start
	Use   [][]float64 `json:"use"`   // Use[i][c]: busy share of processor CPUs[c] in interval i, 0 to 1, by whatever program

	Tasks []TracedTask `json:"tasks,omitempty"` // of the traced pools, in the order of their ends
}

// A TracedTask is one task that a worker ran during a Trace.
type TracedTask struct {
	Pool   int     `json:"pool,omitempty"`   // which of the traced pools
	Worker int     `json:"worker"`           // place in the pool, from 0
	Task   string  `json:"task"`             // its name
	Index  int     `json:"index"`            // in its call
	Start  float64 `json:"start"`            // seconds since the trace's Start; negative if it began before
	End    float64 `json:"end"`              // the same of its end
	Failed bool    `json:"failed,omitempty"` // it returned an error or panicked
}

// StartTrace samples the use of this process's processors about every step until stop is called, which returns the
// trace. The kernel counts in ticks of 10 ms, so steps below 50 ms are noise; a zero step is 100 ms. It needs Linux. Tasks
// that the given pools end meanwhile are kept too; their times cost a microsecond a task.
//
//	stop, err := parallel.StartTrace("2 × 12", 0, pool)
//	... the run ...
//	trace := stop()
func StartTrace(name string, step time.Duration, pools ...*Pool) (stop func() Trace, err error) {
	if step <= 0 {
		step = 100 * time.Millisecond
	}
	t := Trace{Name: name, Start: time.Now(), CPUs: topology.Affinity()}
	before, err := topology.Busy("", t.CPUs)
	if err != nil {
		return nil, fmt.Errorf("parallel: the use of the cores cannot be traced here: %w", err)
	}
	subs := make([]*subscription, len(pools))
	for i, p := range pools {
		subs[i] = p.events.subscribe(p.isClosed())
	}
	quit := make(chan struct{})
	sample := func() {
		for i, s := range subs {
			t.Tasks = append(t.Tasks, tracedTasks(i, pools[i].events.drain(s), pools[i].opened.Sub(t.Start))...)
		}
		now, err := topology.Busy("", t.CPUs)
		if err != nil {
			return
		}
		use := make([]float64, len(t.CPUs))
		for c := range use {
			if all := now[c].All - before[c].All; all > 0 {
				use[c] = min(1, max(0, (now[c].Busy-before[c].Busy)/all))
			}
		}
		before = now
		t.Times = append(t.Times, time.Since(t.Start).Seconds())
		t.Use = append(t.Use, use)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		ticker := time.NewTicker(step)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				sample()
			case <-quit:
				return
			}
		}
	})
	var once sync.Once
	return func() Trace {
		once.Do(func() {
			close(quit)
			wg.Wait()
			sample() // the part of an interval at the end
			for i, s := range subs {
				pools[i].events.remove(s)
			}
		})
		return t
	}, nil
}

// tracedTasks picks the tasks that ended out of a pool's events; opened is the pool's birth on the trace's clock.
func tracedTasks(pool int, events []Event, opened time.Duration) []TracedTask {
	var ts []TracedTask
	for _, e := range events {
		if e.Kind == TaskFinished || e.Kind == TaskFailed {
			ts = append(ts, TracedTask{Pool: pool, Worker: e.Worker, Task: e.Task, Index: e.Index, Failed: e.Kind == TaskFailed,
				Start: (opened + e.Start).Seconds(), End: (opened + e.End).Seconds()})
		}
	}
	return ts
}

// Mean is the mean number of busy cores over the whole trace.
func (t Trace) Mean() float64 {
	sum, last := 0.0, 0.0
	for i, end := range t.Times {
		for _, u := range t.Use[i] {
			sum += u * (end - last)
		}
		last = end
	}
	if last == 0 {
		return 0
	}
	return sum / last
}

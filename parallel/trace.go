package parallel

import (
	"fmt"
	"sync"
	"time"

	"tandem/parallel/internal/topology"
)

// A Trace is the use of every core over a stretch of time, sampled: what htop shows, kept. plots.Cores draws it.
type Trace struct {
	Name  string      `json:"name"`  // as StartTrace was told
	Start time.Time   `json:"start"` // when it began
	CPUs  []int       `json:"cpus"`  // the logical processors, as the kernel numbers them
	Times []float64   `json:"times"` // ends of the sampling intervals, in seconds since Start
	Use   [][]float64 `json:"use"`   // Use[i][c]: busy share of processor CPUs[c] in interval i, 0 to 1, by whatever program
}

// StartTrace samples the use of this process's processors about every step until stop is called, which returns the
// trace. The kernel counts in ticks of 10 ms, so steps below 50 ms are noise; a zero step is 100 ms. It needs Linux.
//
//	stop, err := parallel.StartTrace("2 × 12", 0)
//	... the run ...
//	trace := stop()
func StartTrace(name string, step time.Duration) (stop func() Trace, err error) {
	if step <= 0 {
		step = 100 * time.Millisecond
	}
	t := Trace{Name: name, Start: time.Now(), CPUs: topology.Affinity()}
	before, err := topology.Busy("", t.CPUs)
	if err != nil {
		return nil, fmt.Errorf("parallel: the use of the cores cannot be traced here: %w", err)
	}
	quit := make(chan struct{})
	sample := func() {
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
		})
		return t
	}, nil
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

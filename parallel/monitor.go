package parallel

import (
	"fmt"
	"time"

	"tandem/parallel/internal/link"
)

// What a pool watches of living worker processes: that their heart beats, and that they keep within their memory.

// monitor looks after the workers: their heartbeat and their memory.
func (c *farCrew) monitor() {
	opt := c.p.opt
	every := c.interval()
	if every == 0 {
		return
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	type pulse struct {
		pid   int
		beat  uint64
		still time.Duration // how long the beat has not changed, counted in ticks: a pause of this process counts once
	}
	pulses := make([]pulse, len(c.stations))
	for {
		select {
		case <-tick.C:
		case <-c.halt:
			return
		}
		for i, s := range c.stations {
			s.mu.Lock()
			w := s.worker
			if w == nil {
				s.mu.Unlock()
				continue
			}
			beat, pid := w.Board().Beat.Load(), w.Pid()
			s.mu.Unlock()
			q := &pulses[i]
			if q.pid != pid || q.beat != beat {
				*q = pulse{pid: pid, beat: beat}
			} else if q.still += every; opt.heartbeat > 0 && q.still > limit(opt.heartbeat, beat) {
				w.Kill(fmt.Errorf("no sign of life for %v", limit(opt.heartbeat, beat)))
			}
			s.checkMemory(w)
		}
	}
}

// limit is how long a worker may stay without a sign of life that has given so many. Before the first it is being loaded, from a
// disk or a network that a pool of many workers keeps busy.
func limit(heartbeat time.Duration, beats uint64) time.Duration {
	if beats == 0 && heartbeat < forever/6 {
		return 6 * heartbeat
	}
	return heartbeat
}

// interval is how often the workers are looked after; 0 for never.
func (c *farCrew) interval() time.Duration {
	opt := c.p.opt
	every := 250 * time.Millisecond
	if opt.heartbeat > 0 {
		every = min(every, max(opt.heartbeat/4, 5*time.Millisecond))
	}
	if opt.memoryLimit > 0 || opt.recycleGrowth > 0 {
		return min(every, 20*time.Millisecond)
	}
	if opt.heartbeat == 0 {
		return 0
	}
	return every
}

// hardMemoryLimit bounds the data segment of a worker somewhat above its MemoryLimit, so that one fast allocation cannot
// exhaust the machine between two looks at the resident size.
func hardMemoryLimit(limit int64) int64 {
	if limit == 0 {
		return 0
	}
	return limit + limit/4 + 256<<20
}

func (s *station) checkMemory(w link.Worker) {
	opt := s.crew.p.opt
	if opt.memoryLimit == 0 && opt.recycleGrowth == 0 {
		return
	}
	size := w.Resident()
	s.hand.peak.Store(max(s.hand.peak.Load(), size))
	if opt.memoryLimit > 0 && size > opt.memoryLimit {
		w.Kill(fmt.Errorf("%d MiB resident, the limit is %d MiB", size>>20, opt.memoryLimit>>20))
	}
	if base := s.resting.Load(); opt.recycleGrowth > 0 && base > 0 && size > base+opt.recycleGrowth {
		s.retire.Store(true)
		s.hand.signal()
	}
}

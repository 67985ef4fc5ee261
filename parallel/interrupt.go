package parallel

import (
	"os"
	"os/signal"
	"syscall"
	"time"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/wire"
)

// handleInterrupts waits for signals until the pool is closed. The first one drains: no task begins any more, but for those that
// running ones call for on the same pool; these end undisturbed, every call returns what is finished. The second kills the
// workers; so does the end of the time that the launcher of an MPI job is known to leave.
func (p *Pool) handleInterrupts() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	link.Graceful.Add(1)
	go func() {
		defer link.Graceful.Add(-1)
		defer signal.Stop(signals)
		var late <-chan time.Time
		for n := 1; ; n++ {
			select {
			case <-signals:
			case <-late:
			case <-p.closed:
				return
			}
			if n == 1 {
				if p.plan.Mode == MPI && link.Patience != nil && link.Patience() > 0 {
					late = time.After(link.Patience())
				}
				go p.drain()
				continue
			}
			p.endAll(ErrInterrupted)
			p.crew.kill()
		}
	}()
}

// drain hands out nothing more, waits for the tasks that run, and ends all calls with ErrInterrupted.
func (p *Pool) drain() {
	p.mu.Lock()
	p.draining = true
	for _, h := range p.hands {
		h.mu.Lock()
		for _, b := range h.batches {
			if !p.admits(b.job) {
				b.span.Stop()
			}
		}
		h.mu.Unlock()
	}
	p.quiesce()
	p.mu.Unlock()
	if c, ok := p.crew.(*farCrew); ok {
		c.rest()
	}
	select {
	case <-p.quiet:
	case <-p.closed:
	}
	p.endAll(ErrInterrupted)
}

// rest asks workers far away, whose boards are copies, to begin no more tasks.
func (c *farCrew) rest() {
	for _, s := range c.stations {
		if s.away.Load() {
			s.write(letter{[]byte{byte(wire.Halt)}, -1})
		}
	}
}

// quiesce notices that a draining pool has come to rest. The pool's lock is held.
func (p *Pool) quiesce() {
	if !p.draining || p.rested {
		return
	}
	for _, h := range p.hands {
		h.mu.Lock()
		n := len(h.batches)
		h.mu.Unlock()
		if n > 0 {
			return
		}
	}
	p.rested = true
	close(p.quiet)
}

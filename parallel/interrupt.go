package parallel

import (
	"os"
	"os/signal"
	"syscall"
)

// handleInterrupts waits for signals until the pool is closed. The first one drains: no task begins any more, running ones end
// undisturbed, every call returns what is finished. The second kills the workers.
func (p *Pool) handleInterrupts() {
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	go func() {
		defer signal.Stop(signals)
		for n := 1; ; n++ {
			select {
			case <-signals:
			case <-p.closed:
				return
			}
			if n == 1 {
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
			b.span.Stop()
		}
		h.mu.Unlock()
	}
	p.quiesce()
	p.mu.Unlock()
	select {
	case <-p.quiet:
	case <-p.closed:
	}
	p.endAll(ErrInterrupted)
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

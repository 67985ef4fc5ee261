package parallel

import (
	"fmt"
	"slices"
	"strings"

	"tandem/parallel/internal/link"
)

// The bookkeeping of the dead: what a worker process had in hand when it ended, who is to blame, and who does the rest.
//
// The board that a worker shares with its station says which task of which batch it was running. Of a batch [0, end) with
// tasks [0, settled) reported and [0, next) claimed, the claimed ones without a report fall to three fates: the one that was
// running is blamed, those before it ran without leaving a result, those from next on had not begun.

// bury settles what a dead worker had in hand: the task that it was running is blamed, those that it had finished without
// reporting run again (or fail, under AtMostOnce), those that it had not begun go to others. It returns nil if the worker
// ended in order.
func (s *station) bury(w link.Worker, exit link.Exit) *WorkerDied {
	p := s.crew.p
	died := &WorkerDied{Worker: s.name(), Pid: w.Pid(), State: exit.State, Signal: exit.Signal, ExitCode: exit.Code,
		PeakMemory: exit.Peak, Stderr: exit.Stderr, Uptime: exit.Uptime, Reason: exit.Kernel}
	switch {
	case exit.Killed != nil:
		died.Cause, died.Reason = exit.Killed, exit.Killed.Error()
	case exit.Code == exitOverdue:
		died.Reason = "a task did not return after its timeout"
	case exit.Code == exitIgnored:
		died.Reason = "a task did not return after its call had ended"
	}
	if limit := p.opt.memoryLimit; limit > 0 && died.Reason == "" && starved(exit.Stderr) {
		died.Reason = fmt.Sprintf("it could not allocate more memory, the limit is %d MiB", limit>>20)
	}
	s.mu.Lock()
	s.worker, s.mail = nil, nil
	s.mu.Unlock()

	h := s.hand
	h.peak.Store(max(h.peak.Load(), exit.Peak))
	running := w.Board().Running.Load()
	h.mu.Lock()
	hand := make([]*batch, 0, len(h.batches))
	for _, b := range h.batches {
		next, end := b.span.Load()
		b.span.Stop()
		b.own.Set(0, end)
		for range next { // a copy that outlives the board
			b.own.Claim(0)
		}
		b.span = &b.own
		hand = append(hand, b)
	}
	clear(h.batches)
	h.mu.Unlock()
	w.Free()
	reclaimTokens()
	slices.SortFunc(hand, func(a, b *batch) int { return int(int64(a.id - b.id)) })
	orderly := exit.Code == 0 && len(hand) == 0 && (s.retire.Load() || s.crew.stopping.Load() || p.isClosed())
	for _, b := range hand {
		s.crew.vacate(b)
		s.inherit(b, b.id == running, died)
	}
	var gone error
	if !orderly && !s.crew.stopping.Load() {
		p.stats.deaths.Add(1)
		h.deaths.Add(1)
		gone = died
	}
	p.events.emit(Event{Kind: WorkerGone, At: p.since(), Worker: h.index, Pid: w.Pid(), Err: gone})
	if gone == nil {
		return nil
	}
	return died
}

// starved recognises the last words of a process that got no memory.
func starved(stderr []string) bool {
	return slices.ContainsFunc(stderr, func(line string) bool {
		return strings.Contains(line, "cannot allocate memory") || strings.Contains(line, "out of memory") || strings.Contains(line, "failed to allocate")
	})
}

// inherit gives the tasks of a dead worker's batch to others.
func (s *station) inherit(b *batch, running bool, died *WorkerDied) {
	next, end := b.own.Load()
	b.mu.Lock()
	settled := b.settled
	b.mu.Unlock()
	reported := next // tasks [settled, reported) have run, without a result
	if running && next > settled {
		reported = next - 1
		died.Started = true
		blame := *died
		b.part(next-1, next).blame(s.hand, &blame)
	}
	if settled < reported {
		lost := b.part(settled, reported)
		if b.job.opt.atMostOnce {
			for i := range reported - settled {
				again := *died
				lost.part(i, i+1).blame(s.hand, &again)
			}
		} else {
			s.crew.p.again(lost)
		}
	}
	switch {
	case next == end:
	case running && next == 0: // it died while it decoded the arguments: those of one task alone will tell whose
		died.Started = true
		if end == 1 {
			blame := *died
			b.part(0, 1).blame(s.hand, &blame)
			return
		}
		for i := range end {
			s.crew.p.again(b.part(i, i+1))
		}
	default:
		s.crew.p.again(b.part(next, end))
	}
}

// blame fails the only task of the batch.
func (b *batch) blame(h *hand, died *WorkerDied) {
	b.hand = h
	if b.job.timed {
		b.times = make([]taskTime, 1)
	}
	b.fail(0, died)
}

package parallel

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"
)

// An EventKind says what happened.
type EventKind int

// The kinds of events.
const (
	TaskStarted  EventKind = iota + 1 // Start, Index and Worker are set
	TaskFinished                      // and End
	TaskFailed                        // and Err; the task will not run again
	TaskRetried                       // and Err; the task will run again
	WorkerBorn                        // a worker is up
	WorkerGone                        // a worker ended; Err is a *WorkerDied if it was not in order
)

func (k EventKind) String() string {
	switch k {
	case TaskStarted:
		return "started"
	case TaskFinished:
		return "finished"
	case TaskFailed:
		return "failed"
	case TaskRetried:
		return "retried"
	case WorkerBorn:
		return "worker born"
	case WorkerGone:
		return "worker gone"
	}
	return fmt.Sprintf("EventKind(%d)", int(k))
}

// An Event is something that happened in a pool. It is plain data: a progress bar counts it, a log prints it, a Gantt chart
// draws the bar [Start, End) in row Worker. Times are since the pool was opened, on one clock for all workers.
type Event struct {
	Kind   EventKind     // what happened
	At     time.Duration // when the pool learnt of it
	Worker int           // 0, 1, …: the place in the pool; a replaced worker keeps it
	Pid    int           // of the worker process, 0 in this process
	Task   string        // name of the task
	Call   uint64        // number of the call on its pool, from 1
	Index  int           // of the task in the call
	Start  time.Duration // when the task began
	End    time.Duration // when it ended
	Err    error         // with the kinds that say so, else nil
}

// String returns the event as a line of a log.
func (e Event) String() string {
	switch e.Kind {
	case WorkerBorn, WorkerGone:
		s := fmt.Sprintf("%10.3fs worker %d (pid %d): %v", e.At.Seconds(), e.Worker, e.Pid, e.Kind)
		if e.Err != nil {
			s += ": " + e.Err.Error()
		}
		return s
	case TaskStarted:
		return fmt.Sprintf("%10.3fs worker %d: %s[%d] started", e.Start.Seconds(), e.Worker, e.Task, e.Index)
	}
	s := fmt.Sprintf("%10.3fs worker %d: %s[%d] %v after %v", e.At.Seconds(), e.Worker, e.Task, e.Index, e.Kind, e.End-e.Start)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// eventHub hands events to the observers. Tasks are timed one by one only while somebody observes.
type eventHub struct {
	mu    sync.Mutex
	subs  map[*subscription]struct{}
	watch func(Event)
}

// maxBacklog bounds what a slow subscriber may leave unread; older events are dropped then, and counted.
const maxBacklog = 1 << 16

type subscription struct {
	wake    chan struct{}
	backlog []Event
	dropped int
	closed  bool
}

func (h *eventHub) wanted() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.watch != nil || len(h.subs) > 0
}

func (h *eventHub) emit(e Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.watch != nil {
		h.watch(e)
	}
	for s := range h.subs {
		if len(s.backlog) == maxBacklog {
			s.backlog = s.backlog[1:]
			s.dropped++
		}
		s.backlog = append(s.backlog, e)
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

func (h *eventHub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		s.closed = true
		select {
		case s.wake <- struct{}{}:
		default:
		}
	}
}

// Events returns the events of the pool from now on. The sequence ends when ctx does or the pool is closed. Range over it once. A
// consumer that falls 65536 events behind misses the oldest.
func (p *Pool) Events(ctx context.Context) iter.Seq[Event] {
	h := &p.events
	s := h.subscribe(p.isClosed())
	drop := context.AfterFunc(ctx, func() { h.remove(s) }) // also when nobody ever ranges
	return func(yield func(Event) bool) {
		defer drop()
		defer h.remove(s)
		for {
			h.mu.Lock()
			events, closed := s.backlog, s.closed
			s.backlog = nil
			h.mu.Unlock()
			for _, e := range events {
				if !yield(e) {
					return
				}
			}
			if len(events) > 0 {
				continue
			}
			if closed {
				return
			}
			select {
			case <-ctx.Done():
				return
			case <-s.wake:
			}
		}
	}
}

// subscribe begins to keep events for a subscriber.
func (h *eventHub) subscribe(closed bool) *subscription {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.subs == nil {
		h.subs = map[*subscription]struct{}{}
	}
	s := &subscription{wake: make(chan struct{}, 1), closed: closed}
	h.subs[s] = struct{}{}
	return s
}

// drain returns what the subscriber has not read.
func (h *eventHub) drain(s *subscription) []Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	events := s.backlog
	s.backlog = nil
	return events
}

func (h *eventHub) remove(s *subscription) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.subs, s)
}

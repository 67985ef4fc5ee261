package parallel

import (
	"sync/atomic"
	"time"
)

type counters struct{ done, failed, retried, stolen, deaths, copied atomic.Int64 }

// WorkerStats is what one worker of a pool has done.
type WorkerStats struct {
	Pid            int           // of the worker process, 0 in this process
	Tasks          int           // tasks that ended here
	Busy           time.Duration // time in batches
	Deaths         int           // times it was replaced after dying
	Sent, Received int64         // bytes over the socket
	PeakMemory     int64         // largest resident size seen, in bytes
}

// Stats is what a pool has done so far.
type Stats struct {
	Done, Failed int           // tasks that ended: with a result, without
	Retried      int           // times a task ran again after a failure
	Stolen       int           // tasks that an idle worker took over from a busy one
	Deaths       int           // workers that died
	Copied       int64         // bytes of NewShared that were copied to other machines (mode MPI)
	Workers      []WorkerStats // by place in the pool
}

// Stats returns what the pool has done so far.
func (p *Pool) Stats() Stats {
	s := Stats{
		Done: int(p.stats.done.Load() - p.stats.failed.Load()), Failed: int(p.stats.failed.Load()),
		Retried: int(p.stats.retried.Load()), Stolen: int(p.stats.stolen.Load()), Deaths: int(p.stats.deaths.Load()), Copied: p.stats.copied.Load(),
	}
	for _, h := range p.hands {
		s.Workers = append(s.Workers, WorkerStats{
			Pid: int(h.pid.Load()), Tasks: int(h.tasks.Load()), Busy: time.Duration(h.busy.Load()), Deaths: int(h.deaths.Load()),
			Sent: h.sent.Load(), Received: h.received.Load(), PeakMemory: h.peak.Load(),
		})
	}
	return s
}

// since returns the time since the pool was opened.
func (p *Pool) since() time.Duration { return time.Since(p.opened) }

func (p *Pool) tell(kind EventKind, h *hand, b *batch, i int, t taskTime, err error) {
	p.events.emit(Event{Kind: kind, At: p.since(), Worker: h.index, Pid: int(h.pid.Load()), Task: b.job.def.name,
		Call: b.job.place.call, Index: b.first + i, Start: t.start, End: t.end, Err: err})
}

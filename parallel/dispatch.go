package parallel

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Who gets what to do: the jobs of a pool, the hands that take batches from them, and what an idle hand takes over from a busy one.

// A hand is a worker as the pool sees it: a place that takes batches.
type hand struct {
	index int
	wake  chan struct{} // there may be work, or room, or an end
	waits bool          // it is in Pool.idle, whose lock guards it

	mu      sync.Mutex
	batches map[uint64]*batch // in hand, by number

	tasks, busy, deaths atomic.Int64 // for Stats
	sent, received      atomic.Int64
	peak                atomic.Int64
	pid                 atomic.Int64
}

func (h *hand) signal() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// submit lets the workers take from the job.
func (p *Pool) submit(j *job) {
	p.mu.Lock()
	if p.ended != nil {
		err := p.ended
		p.mu.Unlock()
		j.end(err)
		return
	}
	p.jobs = append(p.jobs, j)
	n := len(p.idle)
	if j.total >= 0 {
		n = min(n, j.total)
	}
	p.rouse(n)
	p.mu.Unlock()
}

// rouse wakes up to n of the hands that wait and have nothing in hand; only if there are none, others: what these take waits
// behind what they do, and they come back by themselves. The lock is held.
func (p *Pool) rouse(n int) {
	free := false
	for i := len(p.idle) - 1; i >= 0 && n > 0; i-- {
		if h := p.idle[i]; h.load() == 0 {
			free = true
			n--
			p.stand(h)
			h.signal()
		}
	}
	for ; n > 0 && !free && len(p.idle) > 0; n-- {
		h := p.idle[len(p.idle)-1]
		p.stand(h)
		h.signal()
	}
}

// wait puts h among the hands that wait, stand takes it out. The lock is held.
func (p *Pool) wait(h *hand) {
	h.waits = true
	p.idle = append(p.idle, h)
	p.hungry.Store(int32(len(p.idle)))
}

func (p *Pool) stand(h *hand) {
	if !h.waits {
		return
	}
	h.waits = false
	i := slices.Index(p.idle, h)
	p.idle = slices.Delete(p.idle, i, i+1)
	p.hungry.Store(int32(len(p.idle)))
}

// load is how many batches the hand has.
func (h *hand) load() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.batches)
}

// again puts a batch before all new work.
func (p *Pool) again(b *batch) {
	p.mu.Lock()
	if b.job.over.Load() {
		p.mu.Unlock()
		return
	}
	if p.ended != nil {
		err := p.ended
		p.mu.Unlock()
		b.job.end(err)
		return
	}
	p.backlog = append(p.backlog, b)
	p.rouse(1)
	p.mu.Unlock()
}

// forget drops a job that is over.
func (p *Pool) forget(j *job) {
	p.mu.Lock()
	if i := slices.Index(p.jobs, j); i >= 0 {
		p.jobs = slices.Delete(p.jobs, i, i+1)
	}
	p.backlog = slices.DeleteFunc(p.backlog, func(b *batch) bool { return b.job == j })
	p.mu.Unlock()
	if j.over.Load() {
		for _, h := range p.hands {
			h.mu.Lock()
			for _, b := range h.batches {
				if b.job == j {
					b.span.Stop()
				}
			}
			h.mu.Unlock()
		}
		p.crew.end(j)
	}
}

// take appends up to n batches for hand h to out. When there are none it waits for the hand's wake signal and returns; ok is
// false when there will be no more. Every batch taken is in h.batches, with its span set by admit.
func (p *Pool) take(h *hand, n int, only *job, admit func(*batch), out []*batch) (_ []*batch, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended != nil {
		return out, false
	}
	p.stand(h)
	for len(out) < n {
		b := p.next(h, only)
		if b == nil {
			if h.waits || len(out) > 0 || only != nil {
				break
			}
			p.wait(h) // and look once more: the feeder of a stream adds tasks without this lock, and wakes who waits
			continue
		}
		p.stand(h)
		h.mu.Lock()
		admit(b)
		b.hand = h
		h.batches[b.id] = b
		h.mu.Unlock()
		out = append(out, b)
		if len(p.idle) > 0 && b.job.pace.Load() == 0 {
			break // leave tasks of unknown cost to the others
		}
	}
	p.quiesce()
	return out, true
}

// next cuts the next batch for h: what must run again, then new work, job by job in turn, then what others have not begun. In a
// draining pool only calls of running tasks get anything, so that these can end.
func (p *Pool) next(h *hand, only *job) *batch {
	for i, b := range p.backlog {
		if (only == nil || b.job == only) && p.admits(b.job) {
			p.backlog = slices.Delete(p.backlog, i, i+1)
			return b
		}
	}
	for range len(p.jobs) {
		j := p.jobs[0]
		p.jobs = append(p.jobs[1:], j)
		if only != nil && j != only || j.over.Load() || !p.admits(j) {
			continue
		}
		if b := j.cut(j.batchSize()); b != nil {
			return b
		}
	}
	if h == nil {
		return nil
	}
	if h.load() > 0 {
		return nil
	}
	return p.steal(h, only)
}

// admits reports whether tasks of the job may begin.
func (p *Pool) admits(j *job) bool { return !p.draining || j.nested }

// worthStealing is the estimated work below which unstarted tasks stay where they are, unless they are still there after
// lookAgain: then something that takes long is before them.
const (
	worthStealing = 100 * time.Microsecond
	lookAgain     = time.Millisecond
)

// steal takes back unstarted tasks from the hand that has the most of them.
func (p *Pool) steal(thief *hand, only *job) *batch {
	var best *batch
	var victim *hand
	var most time.Duration
	for _, h := range p.hands {
		if h == thief {
			continue
		}
		h.mu.Lock()
		for _, b := range h.batches {
			if only != nil && b.job != only || b.job.over.Load() {
				continue
			}
			next, end := b.span.Load()
			pace := time.Duration(b.job.pace.Load())
			if pace == 0 {
				pace = target
			}
			since := time.Since(b.begun)
			if next == 1 && since > pace {
				pace = since // the first task takes longer than was thought
			}
			work := max(time.Duration(end-next)*pace, since-time.Duration(next)*pace) // the work, or how long it has been kept waiting
			if end > next && work > most {
				best, victim, most = b, h, work
			}
		}
		h.mu.Unlock()
	}
	if best == nil {
		return nil
	}
	if most < worthStealing {
		if p.look == nil {
			p.look = time.AfterFunc(forever, p.lookAround)
		}
		p.look.Reset(lookAgain)
		return nil
	}
	victim.mu.Lock()
	defer victim.mu.Unlock()
	if victim.batches[best.id] != best { // finished or buried meanwhile: its slot on the board may be another's
		return nil
	}
	lo, hi := best.span.Steal()
	if lo == hi {
		return nil
	}
	p.stats.stolen.Add(int64(hi - lo))
	return best.part(lo, hi)
}

// lookAround lets the hands that wait look for work that others have and do not begin.
func (p *Pool) lookAround() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rouse(len(p.idle))
}

// release drops a batch that h has finished.
func (h *hand) release(b *batch) {
	h.mu.Lock()
	delete(h.batches, b.id)
	h.mu.Unlock()
}

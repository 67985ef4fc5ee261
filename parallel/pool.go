package parallel

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// A Pool runs tasks on workers. It is safe for concurrent use, from tasks too. Close it.
type Pool struct {
	plan   Plan
	opt    options
	opened time.Time
	crew   crew
	events eventHub
	stats  counters
	calls  atomic.Uint64
	serial sync.Mutex // Serial: one task after the other

	mu               sync.Mutex
	jobs             []*job   // with tasks that have not been handed out
	backlog          []*batch // to run again, before anything new
	hands            []*hand
	idle             []*hand       // hands that wait for work, or for more of it
	look             *time.Timer   // wakes them to look again at what others have in hand
	hungry           atomic.Int32  // len(idle), to be read without the lock
	ended            error         // why nothing more is handed out: ErrClosed, ErrInterrupted, or what broke the workers
	draining, rested bool          // after an interrupt: nothing new begins; nothing runs any more
	quiet            chan struct{} // closed when rested
	closing          sync.Once
	closed           chan struct{}
}

// A crew is the workers of a pool in one mode. They take batches from the pool by Pool.take until it returns none.
type crew interface {
	// start brings the workers up. It returns an error if there can be none; stop is called then too.
	start() error
	// stop ends them and waits until nothing of them is left. The pool hands out nothing more.
	stop()
	// end asks every worker that has tasks of the job in hand to let go of them.
	end(j *job)
	// kill ends every worker at once, whatever it does.
	kill()
}

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

type counters struct{ done, failed, retried, stolen, deaths, copied atomic.Int64 }

// Open starts a pool as the plan says: plan.Workers workers, each with plan.Threads inner threads (see TeamOf).
// Fields that are zero count as 1. Process mode needs Main to have run.
func Open(plan Plan, opts ...Option) (*Pool, error) {
	if plan.Workers < 0 || plan.Threads < 0 {
		return nil, fmt.Errorf("parallel: Open with %d workers of %d threads: want at least 1 of each", plan.Workers, plan.Threads)
	}
	plan.Workers, plan.Threads = max(plan.Workers, 1), max(plan.Threads, 1)
	opt := defaults().with(opts)
	if err := opt.validate(); err != nil {
		return nil, err
	}
	opt.fixed = opt.fixed || plan.Exact
	p := &Pool{plan: plan, opt: opt, opened: time.Now(), closed: make(chan struct{}), quiet: make(chan struct{})}
	p.events.watch = opt.observer
	if plan.Mode == Serial {
		p.plan.Workers = 1
	}
	for i := range p.plan.Workers {
		p.hands = append(p.hands, &hand{index: i, wake: make(chan struct{}, 1), batches: map[uint64]*batch{}})
	}
	switch plan.Mode {
	case Serial:
		p.crew = &localCrew{p: p}
	case Goroutines:
		p.crew = &localCrew{p: p, goroutines: true}
	case Processes, MPI:
		c, err := newFarCrew(p)
		if err != nil {
			return nil, err
		}
		p.crew = c
	default:
		return nil, fmt.Errorf("parallel: Open with unknown mode %d", plan.Mode)
	}
	if opt.handleInterrupt { // also while workers start: Open then returns ErrInterrupted
		p.handleInterrupts()
	}
	err := p.crew.start()
	if err == nil {
		err = p.broken()
	}
	if err != nil {
		_ = p.Close()
		return nil, err
	}
	return p, nil
}

// Plan returns the plan that the pool was opened with.
func (p *Pool) Plan() Plan { return p.plan }

// Close ends the pool: calls that are not finished return ErrClosed with what they have, running tasks see their contexts
// end, and when Close returns, no worker is left. In process mode a worker whose task does not return within Grace is killed;
// in this process Close waits for the task. Closing twice is no error. A task must not close its own pool.
func (p *Pool) Close() error {
	p.closing.Do(func() {
		p.endAll(ErrClosed)
		p.crew.stop()
		p.mu.Lock()
		if p.look != nil {
			p.look.Stop()
		}
		p.mu.Unlock()
		p.events.close()
		close(p.closed)
	})
	<-p.closed
	return nil
}

// isClosed reports whether nothing more is handed out.
func (p *Pool) isClosed() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ended != nil
}

// seal hands out nothing more; what is running may end.
func (p *Pool) seal(cause error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended == nil || cause == ErrClosed {
		p.ended = cause
	}
}

// broken returns why the pool hands out nothing more, if that was not for Close.
func (p *Pool) broken() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended == ErrClosed {
		return nil
	}
	return p.ended
}

// endAll hands out nothing more and ends every call.
func (p *Pool) endAll(cause error) {
	p.seal(cause)
	p.mu.Lock()
	jobs := slices.Clone(p.jobs)
	for _, b := range p.backlog {
		jobs = append(jobs, b.job)
	}
	for _, h := range p.hands {
		h.mu.Lock()
		for _, b := range h.batches {
			jobs = append(jobs, b.job)
		}
		h.mu.Unlock()
	}
	p.mu.Unlock()
	for _, j := range jobs {
		j.end(cause)
	}
	p.mu.Lock()
	for _, h := range p.hands {
		h.signal()
	}
	p.mu.Unlock()
}

// accepts reports whether the pool can run the task.
func (p *Pool) accepts(def *definition, opt options) error {
	if p.plan.Mode != Processes && p.plan.Mode != MPI {
		if opt.isolated {
			return fmt.Errorf("parallel: task %s is Isolated, the pool's mode is %v: open a pool of processes", def.name, p.plan.Mode)
		}
		return nil
	}
	if def.late {
		return fmt.Errorf("parallel: task %s was made after Main, worker processes do not know it: make tasks package variables", def.name)
	}
	return def.bad()
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

// insideOf reports whether ctx belongs to a task that runs on p, in this process.
func insideOf(ctx context.Context, p *Pool) bool {
	c, ok := ctx.Value(placeKey{}).(*taskContext)
	return ok && c.place.pool == p
}

// await waits until the job is over. In Serial mode, and in a task of the same pool, the caller runs the job's tasks itself.
func (p *Pool) await(ctx context.Context, j *job) {
	if l, ok := p.crew.(*localCrew); ok && (p.plan.Mode == Serial || insideOf(ctx, p)) {
		l.help(ctx, j)
	}
	Blocking(ctx, func() { <-j.done })
}

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

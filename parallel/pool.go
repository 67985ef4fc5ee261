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

package parallel

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"tandem/parallel/internal/ledger"
)

// localCrew is the workers of Serial and Goroutines. In Serial mode there is no worker of its own: the verbs run their tasks
// while they wait.
type localCrew struct {
	p          *Pool
	goroutines bool
	wg         sync.WaitGroup
	started    int           // workers whose initializer has run
	numbers    atomic.Uint64 // of batches
}

func (c *localCrew) start() error {
	if !c.goroutines {
		return c.initialize()
	}
	for _, h := range c.p.hands {
		if err := c.initialize(); err != nil {
			return err
		}
		c.wg.Add(1)
		w := c.worker(h)
		w.next = func() *batch { return c.wait(w) }
		w.bye = c.wg.Done
		go w.loop()
	}
	return nil
}

func (c *localCrew) initialize() error {
	if s := c.p.opt.initializer; s != nil {
		if err := runStartup(s); err != nil {
			return err
		}
	}
	c.started++
	return nil
}

// runStartup runs an initializer or a finalizer. What it panics is its error.
func runStartup(s *startup) (err error) {
	done := make(chan struct{})
	go func() { // so that a Goexit ends no worker
		defer close(done)
		err = invoke(context.Background(), s.c, 0, func() { err = ErrGoexit })
	}()
	<-done
	if err != nil {
		return &TaskError{Name: s.def.name, Err: err}
	}
	return nil
}

func (c *localCrew) stop() {
	c.wg.Wait()
	if c.p.opt.finalizer != nil {
		for range c.started {
			_ = runStartup(c.p.opt.finalizer) // the pool is closed: there is nobody left to tell
		}
	}
}

func (c *localCrew) end(*job) {} // the job's context has ended, that is all a goroutine can be told
func (c *localCrew) kill()    {}

// worker returns a worker for the place h.
func (c *localCrew) worker(h *hand) *localWorker {
	w := &localWorker{crew: c, hand: h, hold: newHold(c.p.plan.Workers)}
	w.team = budget{w.hold, max(c.p.plan.Threads, 1), !c.p.opt.fixed}
	return w
}

// wait returns the next batch for w, or nil at the end. While there is none, w holds no core.
func (c *localCrew) wait(w *localWorker) *batch {
	for {
		out, ok := c.p.take(w.hand, 1, nil, c.admit, nil)
		if !ok {
			return nil
		}
		if len(out) > 0 {
			return out[0]
		}
		w.hold.Give()
		<-w.hand.wake
	}
}

func (c *localCrew) admit(b *batch) {
	b.id = c.numbers.Add(1)
	b.span = &b.own
	b.span.Set(b.id, b.cargo.size())
	b.begun = time.Now()
	if b.job.timed {
		b.times = make([]taskTime, b.cargo.size())
	}
}

// help runs batches of the job until none is left, in place of the caller, who waits, but on a goroutine of its own, so that a Goexit costs the task alone.
func (c *localCrew) help(ctx context.Context, j *job) {
	if !c.goroutines && !insideOf(ctx, c.p) {
		c.p.serial.Lock()
		defer c.p.serial.Unlock()
	}
	h := c.p.hands[0]
	if c.goroutines { // the caller's own worker is taken: help is an extra pair of hands on the same core
		h = &hand{index: h.index, batches: map[uint64]*batch{}}
	}
	done := make(chan struct{})
	next := func() *batch {
		out, _ := c.p.take(h, 1, j, c.admit, nil)
		if len(out) == 0 {
			return nil
		}
		return out[0]
	}
	w := c.worker(h)
	w.next, w.bye = next, func() { close(done) }
	Blocking(ctx, func() {
		go w.loop()
		<-done
	})
}

// A localWorker runs batches in a goroutine.
type localWorker struct {
	crew *localCrew
	hand *hand
	next func() *batch
	bye  func()
	hold *ledger.Hold // the token of the core that it computes on
	team any          // the budget of its tasks
	b    *batch       // in hand
}

// publishEvery is how long a finished result may wait for the rest of its batch.
const publishEvery = 10 * time.Millisecond

// loop runs batches until there are no more. A task that calls Goexit ends the goroutine; another one goes on in its place.
func (w *localWorker) loop() {
	for {
		if w.b == nil {
			if w.b = w.next(); w.b == nil {
				w.hold.Give()
				w.bye()
				return
			}
			if b := w.b; b.cargo.size() > 1 {
				b.mu.Lock()
				b.timer = time.AfterFunc(publishEvery, func() { w.publish(b) })
				b.mu.Unlock()
			}
		}
		w.run(w.b)
	}
}

func (w *localWorker) run(b *batch) {
	p := w.crew.p
	_ = w.hold.Take(b.job.ctx) // an error means that the call is over: nothing more is claimed
	for !b.job.over.Load() {
		i := b.span.Claim(b.id)
		if i < 0 {
			break
		}
		err := w.task(b, i)
		if b.times != nil {
			b.times[i].end = p.since()
		}
		if err != nil {
			b.fail(i, err)
		}
		b.ran.Store(int64(i + 1))
	}
	w.finish(b)
}

// task runs task i of the batch, under its own context.
func (w *localWorker) task(b *batch, i int) error {
	j := b.job
	if b.times != nil {
		b.times[i].start = w.crew.p.since()
		w.crew.p.tell(TaskStarted, w.hand, b, i, b.times[i], nil)
	}
	ctx := b.context(i, w.team)
	if j.opt.timeout > 0 {
		timed, cancel := context.WithTimeout(j.ctx, j.opt.timeout)
		defer cancel()
		ctx.Context = timed
	}
	return invoke(ctx, b.cargo, i, func() {
		if b.times != nil {
			b.times[i].end = w.crew.p.since()
		}
		b.fail(i, ErrGoexit)
		b.ran.Store(int64(i + 1))
		go w.loop()
	})
}

// publish makes finished results of a batch known that is still running.
func (w *localWorker) publish(b *batch) {
	b.settle(int(b.ran.Load()))
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.timer != nil {
		b.timer.Reset(publishEvery)
	}
}

// finish ends a batch: its last results become known.
func (w *localWorker) finish(b *batch) {
	b.mu.Lock()
	if b.timer != nil {
		b.timer.Stop()
		b.timer = nil
	}
	b.mu.Unlock()
	n := int(b.ran.Load())
	took := time.Since(b.begun)
	b.job.measured(n, took, 0)
	w.hand.tasks.Add(int64(n))
	w.hand.busy.Add(int64(took))
	w.hand.release(b)
	w.b = nil
	b.settle(n)
}

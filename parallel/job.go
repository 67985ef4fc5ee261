package parallel

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/span"
)

// A job is one call of a verb: a number of tasks, cut into batches that the workers take.
//
// Every task of a job is settled exactly once: its result is in place (ready) or it has failed for good (fail). A task whose
// worker died, or that may be retried, goes back to the pool in a batch of its own first.
type job struct {
	pool   *Pool
	def    *definition
	opt    options
	ctx    context.Context // ends with the call; tasks see it through their taskContext
	stop   context.CancelCauseFunc
	place  place
	number uint64 // of all calls of the program
	timed  bool   // somebody observes: workers time every task
	// nested tells that a task of the same pool made the call, in this process: the end of that task hangs on it.
	nested bool

	// cut takes up to n tasks that have not been handed out, or returns nil when there are none now. The pool's lock is held.
	cut func(n int) *batch
	// ready is told that results [lo, hi) of a batch are in place, failed that a task will have none. The job's lock is held.
	ready  func(b *batch, lo, hi int)
	failed func(b *batch, i int, err *TaskError)
	// finished is called once, without a lock, when every task is settled or the job was ended.
	finished func()

	mu    sync.Mutex
	left  int // tasks not settled; for a stream, of those handed out so far, plus one, until the iterator is at its end
	ended int
	total int // -1 while unknown
	tries map[int]*tries
	cause error         // why the job was ended early
	done  chan struct{} // closed when the job is over

	over  atomic.Bool  // nothing more may begin
	pace  atomic.Int64 // nanoseconds per task, measured
	bytes atomic.Int64 // bytes per argument, measured
	saved *checkpointFile
	chunk int          // batch size for the next cut; the pool's lock guards it
	size  atomic.Int64 // chunk, to be read without the lock
}

// tries counts what has gone wrong with one task.
type tries struct{ failures, deaths int }

// A batch is tasks of one job on their way through a worker.
type batch struct {
	job   *job
	cargo cargo
	first int // index in the job of the batch's first task
	lot   any // where a stream keeps these results
	at    int // place of the first task in the lot

	id    uint64
	span  *span.Span // who runs what
	own   span.Span  // the span in this process
	begun time.Time

	mu      sync.Mutex
	settled int           // tasks [0, settled) are settled
	ran     atomic.Int64  // in this process: tasks [0, ran) have returned
	times   []taskTime    // of observed jobs
	timer   *time.Timer   // publishes results of a batch that runs long
	hand    *hand         // who has it
	size    int64         // bytes that were sent
	block   *memory.Block // shared memory with its arguments
	mirrors []*mirror     // copies of shared memory that its arguments refer to
}

// A taskTime is when a task began and ended, since the pool was opened.
type taskTime struct{ start, end time.Duration }

func (p *Pool) newJob(ctx context.Context, def *definition, opts []Option, total int) (*job, error) {
	opt := p.opt.with(opts)
	if err := opt.validate(); err != nil {
		return nil, err
	}
	if err := p.accepts(def, opt); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	j := &job{pool: p, def: def, opt: opt, total: total, left: total, done: make(chan struct{}), chunk: max(opt.chunk, 1)}
	j.number = callNumbers.Add(1)
	j.place = place{pool: p, seed: p.opt.seed, call: p.calls.Add(1)}
	j.timed = p.events.wanted()
	j.nested = insideOf(ctx, p)
	j.ctx, j.stop = context.WithCancelCause(ctx)
	return j, nil
}

// part returns tasks [lo, hi) as a new batch.
func (b *batch) part(lo, hi int) *batch {
	return &batch{job: b.job, cargo: b.cargo.part(lo, hi), first: b.first + lo, lot: b.lot, at: b.at + lo}
}

// settle makes the results of tasks [b.settled, k) known. They are in place. It does nothing for tasks already settled.
func (b *batch) settle(k int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if k <= b.settled {
		return
	}
	lo := b.settled
	b.settled = k
	for i := lo; i < k && b.times != nil; i++ {
		b.job.pool.tell(TaskFinished, b.hand, b, i, b.times[i], nil)
	}
	b.job.settled(b, lo, k)
}

// fail gives the failure of task i to the job: the tasks before it are settled first.
func (b *batch) fail(i int, err error) {
	b.settle(i)
	b.mu.Lock()
	defer b.mu.Unlock()
	if i < b.settled {
		return
	}
	b.settled = i + 1
	b.job.fault(b, i, err)
}

func (j *job) settled(b *batch, lo, hi int) {
	if j.saved != nil && !j.over.Load() {
		j.saved.save(b, lo, hi)
	}
	j.mu.Lock()
	if j.cause == nil {
		j.ready(b, lo, hi)
		j.count(hi - lo)
	}
	j.unlock()
}

// count books n settled tasks. The lock is held.
func (j *job) count(n int) {
	j.left -= n
	j.ended += n
	j.pool.stats.done.Add(int64(n))
	if j.opt.progress != nil {
		j.opt.progress(j.ended, j.total)
	}
}

// unlock releases the lock and ends the job if that was its last task.
func (j *job) unlock() {
	last := j.left == 0 && !j.isDone()
	if last {
		j.saved.close()
		close(j.done)
	}
	j.mu.Unlock()
	if last {
		j.pool.forget(j)
		j.stop(nil)
		if j.finished != nil {
			j.finished()
		}
	}
}

func (j *job) isDone() bool {
	select {
	case <-j.done:
		return true
	default:
		return false
	}
}

// fault decides what becomes of a task that returned an error, panicked or lost its worker: another try, or the end.
func (j *job) fault(b *batch, i int, err error) {
	index := b.first + i
	var died *WorkerDied
	isDeath := errors.As(err, &died)
	ended := j.pool.isClosed() // asked before: the pool's lock comes first
	j.mu.Lock()
	if j.cause != nil {
		j.unlock()
		return
	}
	if j.ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		j.unlock() // not the task's own failure: the call is ending
		j.end(context.Cause(j.ctx))
		return
	}
	if j.tries == nil {
		j.tries = map[int]*tries{}
	}
	t := j.tries[index]
	if t == nil {
		t = &tries{}
		j.tries[index] = t
	}
	t.failures++
	if isDeath {
		t.deaths++
		died.Deaths = t.deaths
	}
	again := t.failures <= j.opt.retries && t.deaths < j.opt.quarantine && !(isDeath && j.opt.atMostOnce) && j.ctx.Err() == nil && !ended
	kind := TaskFailed
	if again {
		kind = TaskRetried
	}
	if b.times != nil {
		j.pool.tell(kind, b.hand, b, i, b.times[i], err)
	}
	if again {
		j.unlock()
		j.pool.stats.retried.Add(1)
		j.pool.again(b.part(i, i+1))
		return
	}
	e := &TaskError{Index: index, Name: j.def.name, Err: err}
	j.failed(b, i, e)
	j.pool.stats.failed.Add(1)
	j.count(1)
	j.unlock()
	if j.opt.stopOnError {
		j.end(e)
	}
}

// end ends the job before all its tasks are settled: nothing more begins, contexts end, the call returns.
func (j *job) end(cause error) {
	j.mu.Lock()
	if j.isDone() || j.cause != nil {
		j.mu.Unlock()
		return
	}
	j.cause = cause
	j.over.Store(true)
	j.saved.close()
	close(j.done)
	j.mu.Unlock()
	j.stop(cause)
	j.pool.forget(j)
	if j.finished != nil {
		j.finished()
	}
}

// watch ends the job when the caller's context ends, which may be at once. When the job is over, watching stops and finished,
// if not nil, is called.
func (j *job) watch(ctx context.Context, finished func()) {
	var stop func() bool
	watching := make(chan struct{})
	j.finished = func() {
		<-watching
		stop()
		if finished != nil {
			finished()
		}
	}
	stop = context.AfterFunc(ctx, func() { j.end(context.Cause(ctx)) })
	close(watching)
}

// context returns the context of task i of the batch on a worker with the given budget.
func (b *batch) context(i int, team any) *taskContext {
	return &taskContext{Context: b.job.ctx, place: &b.job.place, index: b.first + i, team: team}
}

// Batch sizes. A batch aims at target of work, so that dispatch costs nothing against it; it at most doubles from one batch to
// the next; and it stays below maxBatchBytes of arguments. Unequal tasks are no reason for small batches: workers with
// nothing to do take unstarted tasks back from the others.
const (
	target        = 20 * time.Millisecond
	maxBatchBytes = 1 << 20
)

// perBatch is what a batch may cost the program in mode MPI: two to three times what was measured (parallel/mpi, BenchmarkTasks).
const perBatch = 4 * time.Microsecond

// batchTarget is the work that a batch aims at. Rank 0 of an MPI job serves all workers one after the other: a batch then lasts at
// least as long as that takes, or workers would wait for it (examples/cluster -scale).
func batchTarget(p Plan) time.Duration {
	if p.Mode != MPI {
		return target
	}
	return max(target, time.Duration(p.Workers)*perBatch)
}

// measured takes the time and the size of n tasks into account.
func (j *job) measured(n int, took time.Duration, bytes int64) {
	if n == 0 {
		return
	}
	average(&j.pace, max(int64(took)/int64(n), 1))
	average(&j.bytes, bytes/int64(n))
}

func average(v *atomic.Int64, x int64) {
	if old := v.Load(); old != 0 {
		x = (3*old + x) / 4
	}
	v.Store(x)
}

// batchSize returns how many tasks the next batch may have. The pool's lock is held.
func (j *job) batchSize() int {
	if j.opt.chunk > 0 {
		return min(j.opt.chunk, span.Max)
	}
	pace := j.pace.Load()
	if pace == 0 {
		return 1
	}
	n := min(int(int64(batchTarget(j.pool.plan))/pace), 2*j.chunk, 1<<16)
	if size := j.bytes.Load(); size > 0 {
		n = min(n, int(maxBatchBytes/size))
	}
	j.chunk = max(n, 1)
	return j.chunk
}

// A marks is a set of indices.
type marks []uint64

func newMarks(n int) marks { return make(marks, (n+63)/64) }

func (m marks) add(lo, hi int) {
	for i := lo; i < hi; {
		if i%64 == 0 && i+64 <= hi {
			m[i/64] = ^uint64(0)
			i += 64
			continue
		}
		m[i/64] |= 1 << (i % 64)
		i++
	}
}

func (m marks) has(i int) bool { return m[i/64]>>(i%64)&1 != 0 }

// sortErrors puts the failures of a job in the order of their tasks.
func sortErrors(errs []*TaskError) error {
	slices.SortFunc(errs, func(a, b *TaskError) int { return a.Index - b.Index })
	all := make([]error, len(errs))
	for i, e := range errs {
		all[i] = e
	}
	return errors.Join(all...)
}

package parallel

import (
	"context"
	"io"
	"math"
	"os"
	"time"
)

// An Option changes how a pool or a task behaves. Options given to Open hold for every call on the pool; options given to
// Task.With hold for that task and win over the pool's. Options about workers (Output, Initializer, MemoryLimit, Recycle,
// Heartbeat, Seed, HandleInterrupt) count only in Open and Start.
type Option func(*options)

type options struct {
	// of a call
	retries     int
	quarantine  int
	timeout     time.Duration
	stopOnError bool
	atMostOnce  bool
	isolated    bool
	chunk       int
	window      int
	progress    func(done, total int)
	checkpoint  string

	// of a pool
	seed            uint64
	grace           time.Duration
	heartbeat       time.Duration
	output          io.Writer
	initializer     *startup
	finalizer       *startup
	memoryLimit     int64
	recycleTasks    int
	recycleGrowth   int64
	handleInterrupt bool
	observer        func(Event)
	fixed           bool
}

// A startup is a task with its argument, to be run in every worker.
type startup struct {
	def *definition
	c   cargo
}

func defaults() options {
	return options{
		quarantine: 3,
		grace:      2 * time.Second,
		heartbeat:  10 * time.Second,
		output:     os.Stderr,
	}
}

func (o options) with(opts []Option) options {
	for _, set := range opts {
		set(&o)
	}
	return o
}

// Retries lets a task that returned an error, panicked or lost its worker run again, up to n more times. Default 0.
func Retries(n int) Option { return func(o *options) { o.retries = max(n, 0) } }

// Quarantine gives a task up after it has cost k workers their lives, even if retries are left. Default 3.
func Quarantine(k int) Option { return func(o *options) { o.quarantine = max(k, 1) } }

// Timeout ends the context of a task d after it began. In process mode a worker whose task does not return soon after that
// is killed and replaced. The task's error then is context.DeadlineExceeded (errors.Is).
func Timeout(d time.Duration) Option { return func(o *options) { o.timeout = d } }

// StopOnError makes the first failed task end the call: what has not begun is dropped, the contexts of what runs end.
func StopOnError() Option { return func(o *options) { o.stopOnError = true } }

// AtMostOnce forbids running a task again when its worker died before the result arrived and nobody can know how far the
// task got: it fails with *WorkerDied instead.
func AtMostOnce() Option { return func(o *options) { o.atMostOnce = true } }

// Isolated asks for processes, so that whatever a task does costs that task alone: Choose and Parallel take process mode,
// and a call on a pool of another mode is an error.
func Isolated() Option { return func(o *options) { o.isolated = true } }

// Chunk fixes how many tasks travel together. Default: measured, so that a batch takes some milliseconds.
func Chunk(n int) Option { return func(o *options) { o.chunk = n } }

// Window bounds how many arguments of Imap and ImapUnordered are taken from the iterator ahead of the results that the
// consumer has read. Default: a few batches per worker.
func Window(n int) Option { return func(o *options) { o.window = n } }

// Progress calls f after tasks have ended, with the number that ended and the total (-1 where nobody knows it), and at the
// beginning if a checkpoint held results. Calls do not overlap; f must be quick, and must not close the pool.
func Progress(f func(done, total int)) Option { return func(o *options) { o.progress = f } }

// Seed is the seed of the tasks' random streams (see Rand). Default 0.
func Seed(seed uint64) Option { return func(o *options) { o.seed = seed } }

// Grace is the time that a task gets to return after its context ended; then process mode kills its worker. Default 2 s.
func Grace(d time.Duration) Option { return func(o *options) { o.grace = d } }

// Heartbeat replaces a worker that has shown no sign of life for d, whatever its task does, or for 6·d since its start without
// any; 0 never does. Default 10 s.
func Heartbeat(d time.Duration) Option { return func(o *options) { o.heartbeat = d } }

// Output is where the lines go that workers write to their standard output and standard error. Default os.Stderr.
func Output(w io.Writer) Option { return func(o *options) { o.output = w } }

// Initializer runs a task in every worker before its first task. If it fails, the worker does not start.
func Initializer[A, R any](t Task[A, R], arg A) Option {
	return func(o *options) { o.initializer = &startup{t.code.def, t.code.load([]A{arg}, make([]R, 1))} }
}

// Finalizer runs a task in every worker that ends in order, after its last task.
func Finalizer[A, R any](t Task[A, R], arg A) Option {
	return func(o *options) { o.finalizer = &startup{t.code.def, t.code.load([]A{arg}, make([]R, 1))} }
}

// MemoryLimit kills and replaces a worker process whose resident memory exceeds the given number of bytes.
func MemoryLimit(bytes int64) Option { return func(o *options) { o.memoryLimit = bytes } }

// Recycle replaces a worker process after so many tasks, or after its resident memory has grown by so many bytes since its
// first task; 0 leaves a condition out.
func Recycle(tasks int, growth int64) Option {
	return func(o *options) { o.recycleTasks, o.recycleGrowth = tasks, growth }
}

// HandleInterrupt makes the pool handle SIGINT, SIGTERM and SIGHUP: the first lets running tasks end and makes every call
// return what is finished, with ErrInterrupted; the second kills the workers. While the workers start, Open returns ErrInterrupted.
func HandleInterrupt() Option { return func(o *options) { o.handleInterrupt = true } }

// Observe calls f with every event of the pool. Calls do not overlap; f must be quick, and must not close the pool. See also
// Pool.Events.
func Observe(f func(Event)) Option { return func(o *options) { o.observer = f } }

// FixedThreads gives every task exactly the plan's threads. Without it, idle cores come on top: when fewer tasks than workers
// are left, inner loops use the cores of the others. Measurements of a split want it. A plan with Exact set implies it.
func FixedThreads() Option { return func(o *options) { o.fixed = true } }

// Checkpoint keeps the results of a Map (and its kin) in the file, as they come. If the file is there and belongs to the same
// task, arguments and seed, the call takes up where the earlier one ended; a file of another job is an error.
func Checkpoint(file string) Option { return func(o *options) { o.checkpoint = file } }

// validate reports the first option that makes no sense.
func (o options) validate() error {
	switch {
	case o.chunk < 0:
		return badOption("Chunk", o.chunk, "at least 1, or 0 for a measured size")
	case o.window < 0:
		return badOption("Window", o.window, "at least 1, or 0 for the default")
	case o.timeout < 0:
		return badOption("Timeout", o.timeout, "positive, or 0 for none")
	case o.grace < 0:
		return badOption("Grace", o.grace, "0 or more")
	case o.heartbeat < 0:
		return badOption("Heartbeat", o.heartbeat, "positive, or 0 for none")
	case o.memoryLimit < 0 || o.memoryLimit > 0 && o.memoryLimit < 64<<20:
		return badOption("MemoryLimit", o.memoryLimit, "at least 64 MiB, or 0 for none")
	case o.recycleTasks < 0 || o.recycleGrowth < 0:
		return badOption("Recycle", min(int64(o.recycleTasks), o.recycleGrowth), "0 or more")
	}
	return nil
}

// taskContext is the context that a task sees: the caller's, with the task's own place in the call.
type taskContext struct {
	context.Context
	place *place
	index int
	team  any // the budget of its worker
	rng   lazyRand
}

// A place is what the tasks of one call have in common.
type place struct {
	pool *Pool // nil in a worker process
	seed uint64
	call uint64 // number of the call on its pool
}

type placeKey struct{}

func (c *taskContext) Value(key any) any {
	switch key.(type) {
	case placeKey:
		return c
	case budgetKey:
		if c.team != nil {
			return c.team
		}
	case threadsKey:
		if c.team != nil {
			return nil // a WithThreads outside the pool does not reach into its tasks
		}
	}
	return c.Context.Value(key)
}

const forever = time.Duration(math.MaxInt64)

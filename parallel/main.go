package parallel

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"tandem/parallel/internal/ledger"
	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/wire"
	"tandem/parallel/simd"
)

// workerEnv is the value of the environment variable of a worker: its depth in the tree of processes.
func workerEnv() string { return fmt.Sprint(depth + 1) }

// depth is how many workers lie between this process and the program; 0 in the program itself.
var depth int

// Main serves, in a worker process, and never returns there; nor does it on the ranks of an MPI job but the first, if package
// tandem/parallel/mpi is imported: they supervise workers. In the program it returns at once. Call it in the first line of
// main, and in tests of TestMain: package variables, and with them all tasks, are ready then, and nothing else has begun that
// a worker should not do.
func Main() {
	env, set := os.LookupEnv(link.EnvKey)
	if !set {
		mainRan.Store(true)
		joinJob()
		return
	}
	os.Unsetenv(link.EnvKey)
	if _, err := fmt.Sscan(env, &depth); err != nil {
		depth = 1
	}
	host, err := link.Serve()
	if err != nil { // the variable was inherited by a program that is not a worker
		mainRan.Store(true)
		return
	}
	mainRan.Store(true)
	signal.Ignore(syscall.SIGPIPE) // the end of the program is noticed by reading
	// Slurm and systemd send SIGTERM to every process of a job: what it means is for the program to decide. Caught, not ignored: what
	// a task starts must not inherit that.
	signal.Notify(make(chan os.Signal, 1), os.Interrupt, syscall.SIGTERM)
	s := &server{host: host, r: wire.NewReader(host), theirs: newForeign(), lent: map[uint64]*memory.Block{}}
	s.serve()
}

// A server is a worker process from inside. One goroutine reads batches, runs them and writes results; another listens to the
// control socket; a third shows that the process lives.
type server struct {
	host  *link.Host
	r     *wire.Reader
	tasks []*definition
	base  context.Context
	seed  uint64
	grace time.Duration
	begun int64 // CLOCK_MONOTONIC when the pool was opened
	final *startup
	hold  *ledger.Hold // the token of the core that it computes on

	in inHand

	decoding *workBatch // the batch whose arguments are being decoded

	mu    sync.Mutex // guards what is written
	out   []byte
	enc   wire.Encoder
	b     *workBatch // the batch in hand, for publish
	armed bool
	timer *time.Timer
	queue queueClient

	theirs *foreign     // the program's blocks
	copies copies       // those of them that are copies, mapped
	depot  memory.Depot // blocks for results
	lentMu sync.Mutex
	lent   map[uint64]*memory.Block // blocks that the program knows
}

// inHand is the job whose tasks are running, for cancellations.
type inHand struct {
	mu     sync.Mutex
	call   uint64
	ctx    context.Context
	cancel context.CancelFunc
	task   atomic.Uint64 // counts tasks, so that a watchdog knows its own
}

// A workBatch is a batch in a worker.
type workBatch struct {
	id    uint64
	head  batchHead
	cargo cargo
	place place
	begun time.Time
	times []taskTime
	sent  int    // tasks [0, sent) have been reported
	ran   int    // tasks [0, ran) have returned
	mem   []byte // mapping of large arguments
}

func (s *server) serve() {
	if err := s.welcome(); err != nil {
		e := &wire.Encoder{Buf: wire.Begin(nil)}
		putError(e, err)
		wire.Finish(e.Buf, 0, wire.Failed, 0, 0)
		_, _ = s.host.Write(e.Buf)
		os.Exit(exitStart)
	}
	s.write(wire.Append(nil, wire.Hello, 0, 0, nil))
	go s.loop()
	select {}
}

// loop handles frames for ever. A task that calls Goexit ends the goroutine; another one goes on in its place, first with the
// batch in hand.
func (s *server) loop() {
	if s.b != nil {
		s.run(s.b)
	}
	for {
		if !s.r.Ready() {
			s.flush()
			s.hold.Give()
		}
		f, err := s.r.Next()
		if err != nil {
			link.Die() // the program is gone, or what it says makes no sense
		}
		switch f.Kind {
		case wire.Tasks:
			s.batch(f)
		case wire.Bye:
			s.flush()
			if s.final != nil {
				_ = runStartup(s.final) // the pool is closed: there is nobody left to tell
			}
			os.Exit(0)
		default:
			fmt.Fprintf(os.Stderr, "parallel: worker got a frame of kind %d\n", f.Kind)
			link.Die()
		}
	}
}

// welcome reads the settings and makes ready.
func (s *server) welcome() error {
	f, err := s.r.Next()
	if err != nil {
		link.Die()
	}
	if f.Kind != wire.Welcome || len(f.Payload) == 0 {
		return fmt.Errorf("parallel: a worker was not welcomed: frame of kind %d", f.Kind)
	}
	var hash uint64
	s.tasks, _, hash = tasksByNumber()
	d := &wire.Decoder{Buf: f.Payload}
	if want := d.Uint(); want != hash {
		return fmt.Errorf("parallel: program and worker do not have the same tasks: make tasks package variables")
	}
	workers, threads, lend := int(d.Uint()), int(d.Uint()), d.Uint() != 0
	s.seed = d.Uint()
	beat := time.Duration(d.Uint())
	s.grace = time.Duration(d.Uint())
	s.begun = int64(d.Uint())
	simd.Limit(simd.Tier(d.Uint()))
	if limit := int64(d.Uint()); limit > 0 {
		debug.SetMemoryLimit(limit)
	}
	var starts [2]*startup
	for i := range starts {
		n := d.Uint()
		if n == 0 {
			continue
		}
		if n > uint64(len(s.tasks)) {
			return fmt.Errorf("parallel: a worker does not know task number %d", n-1)
		}
		def := s.tasks[n-1]
		starts[i] = &startup{def, def.fresh(1)}
		arg := &wire.Decoder{Buf: d.Bytes()}
		arg.Unseal()
		starts[i].c.getArgs(arg)
		if arg.Err() != nil {
			return arg.Err()
		}
	}
	if err := d.Err(); err != nil {
		return err
	}
	if s.host.Ledger != nil {
		if err := joinLedger(s.host.Ledger); err != nil {
			return err
		}
	}
	s.hold = newHold(workers)
	s.base = withBudget(context.Background(), s.hold, threads, lend)
	s.in.ctx, s.in.cancel = context.WithCancel(s.base)
	s.final = starts[1]
	s.timer = time.AfterFunc(forever, s.publish)
	s.queue.s = s
	go s.listen()
	if beat > 0 {
		go s.pulse(max(beat/20, time.Millisecond))
	}
	if starts[0] != nil {
		return runStartup(starts[0])
	}
	return nil
}

// pulse shows that the process lives, whatever its task does.
func (s *server) pulse(every time.Duration) {
	for {
		s.host.Board.Beat.Add(1)
		time.Sleep(min(every, 250*time.Millisecond))
	}
}

// now returns the time since the pool was opened.
func (s *server) now() time.Duration { return time.Duration(link.Now() - s.begun) }

// batch runs the tasks of a frame.
func (s *server) batch(f wire.Frame) {
	d := &wire.Decoder{Buf: f.Payload, Env: s}
	b := &workBatch{id: f.ID, begun: time.Now()}
	bulkErr := s.argumentBulk(b, d)
	b.head = getBatchHead(d)
	b.place = place{seed: s.seed, call: b.head.call}
	if d.Err() != nil || b.head.task >= uint64(len(s.tasks)) || b.head.count < 0 || b.head.count > 1<<20 {
		fmt.Fprintln(os.Stderr, "parallel: worker got a batch that makes no sense")
		link.Die()
	}
	b.cargo = s.tasks[b.head.task].fresh(b.head.count)
	if f.Flags&flagTimed != 0 {
		b.times = make([]taskTime, b.head.count)
	}
	span := s.host.Board.Of(b.id)
	s.host.Board.Running.Store(b.id) // an argument may be deadly too
	s.decoding = b
	if err := cmp.Or(bulkErr, s.arguments(b, d)); err != nil {
		for i := span.Claim(b.id); i >= 0; i = span.Claim(b.id) {
			s.fail(b, i, err)
		}
		s.host.Board.Running.Store(0)
		s.end(b)
		return
	}
	s.in.enter(s.base, b.head.call)
	s.mu.Lock()
	s.b = b
	if !s.armed {
		s.armed = true
		s.timer.Reset(publishEvery)
	}
	s.mu.Unlock()
	s.run(b)
}

// run runs what is left of a batch.
func (s *server) run(b *workBatch) {
	span := s.host.Board.Of(b.id)
	_ = s.hold.Take(s.base)
	s.host.Board.Running.Store(b.id)
	for i := span.Claim(b.id); i >= 0; i = span.Claim(b.id) {
		if err := s.task(s.in.ctx, b, i); err != nil {
			s.fail(b, i, err)
			continue
		}
		s.mu.Lock()
		b.ran = i + 1
		s.mu.Unlock()
	}
	s.host.Board.Running.Store(0)
	s.end(b)
}

// arguments decodes the arguments of a batch.
func (s *server) arguments(b *workBatch, d *wire.Decoder) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("parallel: decoding the argument panicked: %v", v)
		}
	}()
	b.cargo.getArgs(d)
	return d.Err()
}

// task runs task i of the batch.
func (s *server) task(job context.Context, b *workBatch, i int) error {
	if b.times != nil {
		b.times[i].start = s.now()
		s.started(b, i)
	}
	ctx := &taskContext{Context: job, place: &b.place, index: b.head.first + i}
	s.in.task.Add(1)
	if b.head.timeout > 0 {
		timed, cancel := context.WithTimeout(job, time.Duration(b.head.timeout))
		defer cancel()
		ctx.Context = timed
		dog := time.AfterFunc(time.Duration(b.head.timeout)+s.grace, func() { s.overdue(b, i) })
		defer dog.Stop()
	}
	err := invoke(ctx, b.cargo, i, func() {
		if b.times != nil {
			b.times[i].end = s.now()
		}
		s.fail(b, i, ErrGoexit)
		go s.loop()
	})
	if b.times != nil {
		b.times[i].end = s.now()
	}
	return err
}

// overdue ends the process because a task has not returned although its time is long over.
func (s *server) overdue(b *workBatch, i int) {
	limit := time.Duration(b.head.timeout)
	s.fail(b, i, fmt.Errorf("the task did not return within %v and %v of grace, its worker was replaced: %w", limit, s.grace, context.DeadlineExceeded))
	s.flush()
	os.Exit(exitOverdue)
}

// enter makes the job with the given call number current.
func (h *inHand) enter(base context.Context, call uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.call != call {
		h.cancel()
		h.ctx, h.cancel = context.WithCancel(base)
		h.call = call
	}
}

// stop ends the context of the job if it is current. It returns which task is running, to be ended if it does not heed that.
func (h *inHand) stop(call uint64) (task uint64, current bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.call == call {
		h.cancel()
	}
	return h.task.Load(), h.call == call
}

// listen reads the control socket until the program closes it.
func (s *server) listen() {
	buf := make([]byte, 4096)
	for {
		n, fd, err := s.host.Hear(buf)
		if err != nil || n == 0 {
			link.Die()
		}
		d := &wire.Decoder{Buf: buf[1:n]}
		switch wire.Kind(buf[0]) {
		case wire.Cancel:
			call := d.Uint()
			if task, current := s.in.stop(call); current && s.host.Board.Running.Load() != 0 {
				time.AfterFunc(s.grace, func() {
					if s.in.task.Load() == task && s.host.Board.Running.Load() != 0 {
						s.flush()
						os.Exit(exitIgnored)
					}
				})
			}
		case wire.Credit:
			s.queue.credit(d.Uint(), d.Uint())
		case wire.Segment:
			switch what, number, size, ok := wire.ReadBlockLetter(buf[:n]); {
			case ok && what == wire.BlockNew && fd >= 0:
				s.theirs.add(number, fd, int(size))
			case ok && what == wire.BlockFree:
				s.returned(number)
			case ok && what == wire.BlockGone:
				s.theirs.drop(number)
				s.copies.drop(number)
			}
		}
	}
}

//go:build mpi && cgo && linux

package mpi

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"tandem/parallel/internal/link"
)

// A world is the ranks of the job as one of them sees it. Between rank 0 and each other rank runs a stream of records in each
// direction, in order. Whoever has something to say appends it to the peer's outbox and goes on; one goroutine, locked to its
// thread if the MPI library wants that, makes all MPI calls: it sends what has gathered, and hands what comes to the peer's lane,
// a goroutine that handles the records one by one. A message holds as many records as gathered while the last one was under
// way: this is what makes many small ones cheap.
type world struct {
	rank, size int
	peers      []*peer
	handle     func(from int, r record)        // a record has come; its payload is the lane's again afterwards
	room       func(from int, r record) []byte // where the block that r announces goes; nil to drop it

	lost func() // nothing more goes, see failure

	wake  chan struct{} // there is something to do
	mu    sync.Mutex
	ready []*peer   // with mail that has not been looked at
	takes []*taking // blocks that lanes wait for
	end   bool      // leave the job as soon as quit says so
	err   error     // why nothing more goes

	carried atomic.Int64 // bytes that were handed to MPI
	asleep  atomic.Bool
	broken  chan struct{} // closed when there is an err
	ended   chan struct{} // closed when the thread has left the job
}

// A peer is one end of two streams.
type peer struct {
	rank   int
	quiet  atomic.Int32 // seconds since something came: see watch.go
	coming atomic.Int32 // blocks that its lane waits for
	gone   atomic.Bool  // it has said that nothing more comes

	mu       sync.Mutex
	mail     []letter
	inFlight int
	shut     bool // the last letter is written

	laneMu sync.Mutex
	news   sync.Cond
	inbox  [][]byte // for the lane
}

// A letter is a message to be sent: gathered records, or the contents of a block.
type letter struct {
	data []byte
	bulk bool
	sent func()
}

// A taking is a block that a lane waits for.
type taking struct {
	from *peer
	into []byte
	done chan struct{}
}

const (
	gatherMost  = 256 << 10 // bytes of records in a message, unless one alone is larger
	lettersMost = 4         // messages under way to one peer; more gather
	spin        = 40 * time.Microsecond
	patience    = 50 * time.Millisecond // the same with a message under way: MPI carries large ones only while it is called
	longest     = time.Millisecond      // pause between two looks: ranks that wait must not eat the cores
)

var errEnded = errors.New("mpi: the job is over")

func newWorld() *world {
	return &world{wake: make(chan struct{}, 1), broken: make(chan struct{}), ended: make(chan struct{})}
}

// send appends a record to the peer's outbox. The contents of a block that the record announces follow it; they must not change
// until sent, if not nil, is called. What comes after the peer's recBye is dropped.
func (w *world) send(to int, r record, sent func(), contents ...[]byte) {
	p := w.peers[to]
	p.mu.Lock()
	if p.shut {
		p.mu.Unlock()
		return
	}
	p.shut = r.kind == recBye
	n := len(p.mail)
	if n == 0 || p.mail[n-1].bulk || len(p.mail[n-1].data)+len(r.payload) > gatherMost {
		p.mail = append(p.mail, letter{data: buffers.Get().([]byte)[:0]})
		n++
	}
	p.mail[n-1].data = r.append(p.mail[n-1].data)
	for i, c := range contents {
		l := letter{data: c, bulk: true}
		if i == len(contents)-1 {
			l.sent = sent
		}
		p.mail = append(p.mail, l)
	}
	p.mu.Unlock()
	w.mu.Lock()
	w.ready = append(w.ready, p)
	w.mu.Unlock()
	w.poke()
}

func (w *world) poke() {
	if !w.asleep.Load() {
		return
	}
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

var buffers = sync.Pool{New: func() any { return make([]byte, 0, 8<<10) }}

func recycle(b []byte) {
	if cap(b) <= 4*gatherMost {
		buffers.Put(b[:0]) //nolint:staticcheck // the header is cheap beside a message
	}
}

// run makes the calls until the end. start is called first, in the same thread.
func (w *world) run(start func(anyThread *bool) error, up chan error) {
	runtime.LockOSThread()
	defer close(w.ended)
	anyThread := false
	err := start(&anyThread)
	if err == nil {
		for r := range w.size {
			p := &peer{rank: r}
			p.news.L = &p.laneMu
			w.peers = append(w.peers, p)
			if r != w.rank {
				go w.lane(p)
			}
		}
	}
	up <- err
	if err != nil {
		return
	}
	if anyThread {
		runtime.UnlockOSThread()
	}
	if err := w.loop(); err != nil {
		w.fail(err)
	}
	w.fail(errEnded)
	for _, p := range w.peers {
		p.put(nil)
	}
}

// loop returns nil when the job was left in order.
func (w *world) loop() error {
	var active []*transfer
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	idle, pause := time.Time{}, time.Duration(0)
	for {
		w.mu.Lock()
		ready, takes, end, err := w.ready, w.takes, w.end, w.err
		w.ready, w.takes = nil, nil
		w.mu.Unlock()
		if err != nil {
			return err
		}
		moved := len(takes) > 0
		for _, p := range ready {
			if active, err = w.dispatch(p, active); err != nil {
				return err
			}
			moved = true
		}
		for _, t := range takes {
			x, err := begin(false, t.into, t.from.rank, tagBulk, func() { close(t.done) })
			if err != nil {
				return err
			}
			x.moved = func() { t.from.quiet.Store(0) }
			active = append(active, x)
		}
		kept := active[:0]
		for _, t := range active {
			over, err := t.over()
			if err != nil {
				return err
			}
			if over {
				moved = true
			} else {
				kept = append(kept, t)
			}
		}
		clear(active[len(kept):])
		active = kept
		for range 64 {
			from, n, err := probe(8)
			if err != nil {
				return err
			}
			if from < 0 {
				break
			}
			if err := w.take(from, n); err != nil {
				return err
			}
			moved = true
		}
		switch {
		case moved:
			idle, pause = time.Time{}, 0
			continue
		case end && len(active) == 0 && w.quit():
			return endMPI()
		case idle.IsZero():
			idle = time.Now()
			continue
		case time.Since(idle) < spin, len(active) > 0 && time.Since(idle) < patience:
			continue
		}
		pause = min(pause+pause/4+2*time.Microsecond, longest)
		w.asleep.Store(true)
		w.mu.Lock()
		news := len(w.ready)+len(w.takes) > 0 || w.end != end || w.err != nil
		w.mu.Unlock()
		if !news {
			timer.Reset(pause)
			select {
			case <-w.wake:
				pause = 0
			case <-timer.C:
			}
		}
		w.asleep.Store(false)
	}
}

// dispatch begins to send the peer's mail, as far as there is room.
func (w *world) dispatch(p *peer, active []*transfer) ([]*transfer, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.mail) > 0 && p.inFlight < lettersMost {
		l := p.mail[0]
		p.mail[0] = letter{}
		p.mail = p.mail[1:]
		p.inFlight++
		tag := tagStream
		if l.bulk {
			tag = tagBulk
		}
		t, err := begin(true, l.data, p.rank, tag, func() { w.sent(p, l) })
		if err != nil {
			return active, err
		}
		w.carried.Add(int64(len(l.data)))
		active = append(active, t)
	}
	return active, nil
}

// sent is called when a letter has been carried.
func (w *world) sent(p *peer, l letter) {
	if l.sent != nil {
		l.sent()
	}
	if !l.bulk {
		recycle(l.data)
	}
	p.mu.Lock()
	p.inFlight--
	more := len(p.mail) > 0
	p.mu.Unlock()
	if more {
		w.mu.Lock()
		w.ready = append(w.ready, p)
		w.mu.Unlock()
	}
}

// quit reports whether the job may be left: everything has been sent, and everything has come, because a message that nobody receives
// can keep MPI_Finalize from returning.
func (w *world) quit() bool {
	for _, p := range w.peers {
		p.mu.Lock()
		n := len(p.mail)
		p.mu.Unlock()
		if n > 0 || p.rank != w.rank && (p.rank == 0 || w.rank == 0) && !p.gone.Load() {
			return false
		}
	}
	return true
}

// take receives the message that was found and gives it to its lane.
func (w *world) take(from, n int) error {
	b := buffers.Get().([]byte)
	if cap(b) < n {
		b = make([]byte, n)
	}
	b = b[:n]
	if err := receive(b, from); err != nil {
		return err
	}
	w.peers[from].quiet.Store(0)
	w.peers[from].put(b)
	return nil
}

// put gives the lane a message; nil ends it.
func (p *peer) put(b []byte) {
	p.laneMu.Lock()
	p.inbox = append(p.inbox, b)
	p.laneMu.Unlock()
	p.news.Signal()
}

// lane handles what comes from a peer, in order.
func (w *world) lane(p *peer) {
	var inbox [][]byte
	for {
		p.laneMu.Lock()
		for len(p.inbox) == 0 {
			p.news.Wait()
		}
		inbox, p.inbox = p.inbox, inbox[:0]
		p.laneMu.Unlock()
		for i, b := range inbox {
			inbox[i] = nil
			if b == nil {
				return
			}
			for rest := b; len(rest) > 0; {
				var r record
				var err error
				if r, rest, err = cut(rest); err != nil {
					w.fail(fmt.Errorf("mpi: from rank %d: %w", p.rank, err))
					return
				}
				if !w.accept(p, r) {
					return
				}
			}
			recycle(b)
		}
	}
}

// accept handles one record, and takes the block that it announces. It returns false at the end of the job.
func (w *world) accept(p *peer, r record) bool {
	if r.kind == recBlock || r.kind == recFill {
		_, pieces, err := r.blockPlan()
		if err != nil {
			w.fail(fmt.Errorf("mpi: from rank %d: %w", p.rank, err))
			return false
		}
		into := w.room(p.rank, r)
		for _, at := range pieces {
			t := &taking{from: p, done: make(chan struct{})}
			if into != nil {
				t.into = into[at[0] : at[0]+at[1]]
			} else {
				t.into = make([]byte, at[1])
			}
			p.coming.Add(1)
			w.mu.Lock()
			w.takes = append(w.takes, t)
			w.mu.Unlock()
			w.poke()
			select {
			case <-t.done:
				p.coming.Add(-1)
			case <-w.ended:
				return false
			}
		}
	}
	w.handle(p.rank, r)
	if r.kind == recBye {
		p.gone.Store(true)
		w.poke()
	}
	return true
}

// fail ends everything: nothing more is sent or comes.
func (w *world) fail(err error) {
	w.mu.Lock()
	first := w.err == nil
	if first {
		w.err = err
	}
	w.mu.Unlock()
	w.poke()
	if first {
		close(w.broken)
		w.lost()
	}
}

// reason is why nothing more goes, errEnded if the job was left in order; nil while it goes on.
func (w *world) reason() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.err
}

// failure is the reason as pools give it.
func (w *world) failure() error {
	if err := w.reason(); err != nil {
		return fmt.Errorf("%w: %w", link.ErrLost, err)
	}
	return nil
}

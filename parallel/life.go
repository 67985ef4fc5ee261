package parallel

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/wire"
)

// The lives of the workers of a station, one after the other: start, welcome, what it says, its end.

// A station is a place for a worker process.
type station struct {
	crew *farCrew
	hand *hand

	up   chan struct{} // closed when the first worker is up, or the pool is broken
	once sync.Once

	mu     sync.Mutex
	worker link.Worker // nil between workers
	mail   []letter    // to be told over the control socket
	post   chan struct{}
	known  map[uint64]bool // blocks whose descriptors the worker has
	theirs *foreign        // the worker's blocks

	away     atomic.Bool  // the worker is on another rank: its board is a copy
	site     link.Site    // the machine of a worker that shares no memory with this one; nil else
	window   atomic.Int64 // batches that may be in hand
	number   uint64       // of the last batch
	encoding *batch       // the batch whose frame is being made
	served   atomic.Int64 // tasks that this worker has ended
	retire   atomic.Bool  // the worker ends when it has nothing in hand
	resting  atomic.Int64 // resident size after the worker's first task
}

// A letter is a message for the control socket, with a descriptor unless fd is negative.
type letter struct {
	text []byte
	fd   int
}

func (s *station) name() string { return fmt.Sprintf("worker %d", s.hand.index) }

// Starting fails for good after maxStarts workers in a row that ended before they ran a task; between them is a pause that
// doubles.
const (
	maxStarts  = 5
	startPause = 10 * time.Millisecond
)

// life keeps a worker at the station until the pool hands out nothing more.
func (s *station) life() {
	c := s.crew
	defer s.once.Do(func() { close(s.up) })
	for failures := 0; ; {
		err := s.tour()
		if c.stopping.Load() || c.p.isClosed() {
			return
		}
		if err == nil {
			failures = 0
			continue
		}
		if errors.Is(err, link.ErrLost) {
			c.p.endAll(err)
			return
		}
		if failures++; failures >= maxStarts {
			c.p.endAll(fmt.Errorf("parallel: %d workers in a row ended before they could run a task; the last: %w", failures, err))
			return
		}
		select {
		case <-time.After(startPause << failures):
		case <-c.halt:
			return
		}
	}
}

// tour is the life of one worker. It returns an error if the worker ended, not in order, before it had run anything.
func (s *station) tour() error {
	c, p := s.crew, s.crew.p
	w, err := c.launcher.Launch(link.Spec{
		Name: s.name(), Line: c.line, MemoryLimit: hardMemoryLimit(p.opt.memoryLimit),
		Env: []string{link.EnvKey + "=" + workerEnv()}, Ledger: ledgerFile(),
		Index: s.hand.index, Of: p.plan.Workers, Pulse: c.interval(),
	})
	if err != nil {
		return err
	}
	far, away := w.(link.Away)
	s.away.Store(away)
	s.site = nil
	if away {
		s.site = far.Site()
	}
	s.window.Store(max(s.window.Load(), s.minWindow()))
	s.mu.Lock()
	s.worker, s.mail, s.post = w, nil, make(chan struct{}, 1)
	s.known, s.theirs = map[uint64]bool{}, newForeign()
	post, theirs := s.post, s.theirs
	s.mu.Unlock()
	s.number = 0
	s.served.Store(0)
	s.retire.Store(false)
	s.resting.Store(0)
	s.hand.pid.Store(int64(w.Pid()))
	if c.stopping.Load() {
		w.Kill(ErrClosed)
	} else if err := p.broken(); err != nil {
		w.Kill(err)
	}
	gone := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { s.deliver(w, post, gone) })
	wg.Go(func() { s.hear(w, theirs) })
	_, err = w.Write(c.welcome(w))
	said := false
	if err == nil {
		said, err = s.listen(w, &wg, gone)
	}
	if err != nil && !isHangup(err) {
		w.Kill(err)
	} else if !isHangup(err) {
		w.Kill(nil)
	} else {
		s.giveTime(w)
	}
	exit := w.Wait()
	close(gone)
	s.hand.signal()
	wg.Wait()
	died := s.bury(w, exit)
	if died == nil || said && s.served.Load() > 0 {
		return nil
	}
	if said && died.Started {
		return nil // a task is to blame, not the start
	}
	return died
}

// giveTime kills a worker that has closed its socket and yet lives on.
func (s *station) giveTime(w link.Worker) {
	time.AfterFunc(time.Second, func() { w.Kill(errors.New("it closed its socket")) })
}

// listen reads the worker's frames until there are no more. It starts the sender when the worker is up.
func (s *station) listen(w link.Worker, wg *sync.WaitGroup, gone chan struct{}) (said bool, err error) {
	r := wire.NewReader(counted{w, &s.hand.received})
	f, err := r.Next()
	if err != nil {
		return false, err
	}
	if f.Kind == wire.Failed {
		return false, s.startError(f)
	}
	if f.Kind != wire.Hello {
		return false, fmt.Errorf("%w: frame of kind %d instead of a hello", wire.ErrCorrupt, f.Kind)
	}
	s.crew.p.events.emit(Event{Kind: WorkerBorn, At: s.crew.p.since(), Worker: s.hand.index, Pid: w.Pid()})
	s.once.Do(func() { close(s.up) })
	wg.Go(func() { s.send(w, gone) })
	for {
		f, err := r.Next()
		if err != nil {
			return true, err
		}
		if err := s.receive(f); err != nil {
			return true, err
		}
	}
}

func (s *station) startError(f wire.Frame) error {
	d := &wire.Decoder{Buf: f.Payload}
	err := getError(d)
	if d.Err() != nil {
		return d.Err()
	}
	return fmt.Errorf("the start failed: %w", err)
}

// counted counts the bytes read.
type counted struct {
	w link.Worker
	n *atomic.Int64
}

func (c counted) Read(b []byte) (int, error) {
	n, err := c.w.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// kill ends the station's worker.
func (s *station) kill(reason error) {
	s.mu.Lock()
	w := s.worker
	s.mu.Unlock()
	if w != nil {
		w.Kill(reason)
	}
}

// write queues a letter for the control socket.
func (s *station) write(l letter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.worker == nil {
		return
	}
	s.mail = append(s.mail, l)
	poke(s.post)
}

// deliver sends the letters, so that nobody else has to wait for a worker that does not read.
func (s *station) deliver(w link.Worker, post, gone chan struct{}) {
	for {
		s.mu.Lock()
		mail := s.mail
		s.mail = nil
		s.mu.Unlock()
		for _, l := range mail {
			if err := w.Tell(l.text, l.fd); err != nil {
				break // the worker is gone; the reader notices
			}
		}
		select {
		case <-post:
		case <-gone:
			return
		}
	}
}

// cancel tells the worker that a job is over, if it has some of it in hand.
func (s *station) cancel(j *job) {
	s.hand.mu.Lock()
	has := false
	for _, b := range s.hand.batches {
		has = has || b.job == j
	}
	s.hand.mu.Unlock()
	if has {
		e := wire.Encoder{Buf: []byte{byte(wire.Cancel)}}
		e.Uint(j.place.call)
		s.write(letter{e.Buf, -1})
	}
}

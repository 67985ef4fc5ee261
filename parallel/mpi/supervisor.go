//go:build mpi && cgo && linux

package mpi

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"tandem/parallel/internal/ledger"
	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
)

// A supervisor is a rank other than 0. It starts workers on its node as process mode does, and carries what they and the program
// say to each other; what the tasks are it does not know.
type supervisor struct {
	job    *job
	local  link.Launcher
	ledger *os.File
	tokens *ledger.Ledger // the same, to clear the tokens of the dead

	depot memory.Depot // blocks for the program's large arguments, if it runs on another machine
	store store        // copies of the program's shared memory, if this rank is the first of another machine
	near  bool         // the program runs on this machine

	mu      sync.Mutex
	wards   map[uint64]*ward
	estates map[uint64]map[uint64]int // by worker: see keep
	empty   chan struct{}             // closed when the last ward has gone, after the end
	bye     chan struct{}
	filling *memory.Block // the block that MPI writes to
	orphan  bool          // nobody wants it any more
	stay    atomic.Bool   // a signal is no reason to leave: rank 0 will say when
	news    chan struct{} // poked when a worker has started
	once    sync.Once
}

// serve runs until the job is over, and then ends the process.
func (s *supervisor) serve() {
	signal.Ignore(syscall.SIGPIPE, syscall.SIGINT, syscall.SIGHUP)
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	var leave <-chan time.Time
	s.tokens = attachLedger(s.ledger)
	var err error
	if s.local, err = link.Local(); err != nil {
		fmt.Fprintf(os.Stderr, "mpi: rank %d: %v\n", s.job.rank, err)
		os.Exit(1)
	}
	go s.pulse()
	parent, bye := os.Getppid(), s.bye
	tick := time.NewTicker(250 * time.Millisecond)
	second := time.NewTicker(time.Second)
	for {
		select {
		case <-bye:
			bye = nil
			go s.end()
		case <-term:
			// The launcher has told rank 0 too. To vanish at once would make its MPI library end it before it can save
			// what is finished.
			leave = time.After(2 * time.Second)
		case <-leave:
			if !s.stay.Load() {
				os.Exit(128 + int(syscall.SIGTERM))
			}
		case <-tick.C:
			if os.Getppid() != parent { // the launcher is gone
				os.Exit(1)
			}
		case <-second.C:
			if s.job.peers[0].fallenSilent(forProgram * silence) {
				fmt.Fprintf(os.Stderr, "mpi: rank %d ends: rank 0 has given no sign of life for %d seconds\n", s.job.rank, forProgram*silence)
				os.Exit(1)
			}
		}
	}
}

// end ends the workers, leaves the job and the process. The kernel ends what is left of the workers with the process.
func (s *supervisor) end() {
	s.mu.Lock()
	s.empty = make(chan struct{})
	none := len(s.wards) == 0
	for _, w := range s.wards {
		if w.w != nil {
			w.w.Kill(errors.New("the MPI job is over"))
		}
	}
	s.mu.Unlock()
	if !none {
		select {
		case <-s.empty:
		case <-time.After(5 * time.Second):
		}
	}
	s.job.send(0, record{kind: recBye}, nil)
	s.job.leave()
	os.Exit(0)
}

// abandon ends everything at once when the messages have broken.
func (s *supervisor) abandon() {
	select {
	case <-s.bye: // in order
		return
	default:
	}
	if err := s.job.failure(); !errors.Is(err, errEnded) {
		fmt.Fprintf(os.Stderr, "mpi: rank %d: %v\n", s.job.rank, err)
		os.Exit(1)
	}
}

// fromProgram handles a record from rank 0.
func (s *supervisor) fromProgram(_ int, c record) {
	switch c.kind {
	case recPing:
		s.job.send(0, record{kind: recPong, number: c.number, payload: encode(uint64(link.Now()))}, nil)
		return
	case recLaunch:
		order := append([]byte(nil), c.payload...)
		go s.start(c.worker, order)
		return
	case recHere:
		return
	case recStay:
		s.stay.Store(true)
		return
	case recBye:
		s.once.Do(func() { close(s.bye) })
		return
	case recBlock:
		if c.worker == 0 { // a measurement
			s.job.send(0, record{kind: recPong, payload: encode(uint64(link.Now()))}, nil)
		}
		s.filled()
		return
	case recFill:
		s.job.send(0, record{kind: recFilled, payload: s.store.answer(c)}, nil)
		return
	case recDrop:
		s.store.drop(c.number)
		return
	case recBuried:
		s.settle(c.worker)
		return
	}
	s.mu.Lock()
	w := s.wards[c.worker]
	s.mu.Unlock()
	if w == nil {
		return // it has ended meanwhile, and rank 0 knows by now or soon
	}
	switch c.kind {
	case recFrame:
		w.order(c)
	case recTell:
		w.tell(c)
	case recLend:
		w.lend(c)
	case recKill:
		w.w.Kill(nil)
	}
}

// argumentRoom is where the contents of a batch's large arguments go.
func (s *supervisor) argumentRoom(_ int, c record) []byte {
	if c.kind == recFill {
		return s.store.room(c)
	}
	s.mu.Lock()
	w := s.wards[c.worker]
	s.mu.Unlock()
	if w == nil {
		return nil
	}
	block, err := s.depot.Get(int(c.number))
	if err != nil {
		w.w.Kill(fmt.Errorf("shared memory for its arguments: %w", err))
		return nil
	}
	s.mu.Lock()
	s.filling = block
	s.mu.Unlock()
	batch, _, _ := c.blockPlan() // checked before
	w.lodge(batch, block)
	return block.Mem
}

// filled ends the use of a block by MPI.
func (s *supervisor) filled() {
	s.mu.Lock()
	b, orphan := s.filling, s.orphan
	s.filling, s.orphan = nil, false
	s.mu.Unlock()
	if orphan {
		s.vacate(b)
	}
}

// vacate gives a block back that no batch uses any more.
func (s *supervisor) vacate(b *memory.Block) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b == s.filling {
		s.orphan = true // its worker has died before it was full
		return
	}
	for _, old := range s.depot.Put(b) {
		for _, w := range s.wards {
			w.forget(old.ID)
		}
	}
}

// start starts a worker and looks after it until its end.
func (s *supervisor) start(id uint64, order []byte) {
	var o launchOrder
	err := json.Unmarshal(order, &o)
	w := newWard(s, id)
	if err == nil {
		w.pulse = time.Duration(o.Pulse)
		w.w, err = s.local.Launch(link.Spec{Name: o.Name, Env: o.Env, MemoryLimit: o.MemoryLimit, Ledger: s.ledger,
			Line: func(_ string, line []byte) {
				s.job.send(0, record{kind: recLine, worker: id, payload: line}, nil)
			}})
	}
	if err != nil {
		s.job.send(0, record{kind: recNoUp, worker: id, payload: []byte(err.Error())}, nil)
		return
	}
	s.mu.Lock()
	s.wards[id] = w
	late := s.empty != nil
	s.mu.Unlock()
	select {
	case s.news <- struct{}{}:
	default:
	}
	if late {
		w.w.Kill(nil)
	}
	s.job.send(0, record{kind: recUp, worker: id, number: uint64(w.w.Pid())}, nil)
	w.attend()
}

// remove forgets a worker that has ended.
func (s *supervisor) remove(w *ward) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.wards, w.id)
	if s.empty != nil && len(s.wards) == 0 {
		close(s.empty)
	}
}

// keep keeps the descriptors of a dead worker's blocks until the program has what it wants of them.
func (s *supervisor) keep(worker uint64, offered map[uint64]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(offered) > 0 {
		s.estates[worker] = offered
	}
}

// settle closes what keep has kept.
func (s *supervisor) settle(worker uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, fd := range s.estates[worker] {
		memory.CloseFD(fd)
	}
	delete(s.estates, worker)
}

// pulse shows that the workers live, and that this rank does.
func (s *supervisor) pulse() {
	for {
		every := time.Second
		var b []byte
		s.mu.Lock()
		for id, w := range s.wards {
			if w.pulse > 0 {
				every = min(every, max(w.pulse, 5*time.Millisecond))
			}
			b = appendPulse(b, pulse{id, w.w.Board().Beat.Load(), w.w.Resident()})
		}
		s.mu.Unlock()
		s.job.send(0, record{kind: recPulse, payload: b}, nil)
		select {
		case <-time.After(every):
		case <-s.news: // a worker that may want a faster pulse
		}
	}
}

//go:build mpi && cgo && linux

package mpi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"tandem/parallel/internal/ledger"
	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/span"
	"tandem/parallel/internal/wire"
)

// A supervisor is a rank other than 0. It starts workers on its node as process mode does, and carries what they and the program
// say to each other; what the tasks are it does not know.
type supervisor struct {
	job    *job
	local  link.Launcher
	ledger *os.File
	tokens *ledger.Ledger // the same, to clear the tokens of the dead

	mu     sync.Mutex
	wards  map[uint64]*ward
	blocks map[uint64]*shared // the program's blocks, by its numbers
	empty  chan struct{}      // closed when the last ward has gone, after the end
	bye    chan struct{}
	news   chan struct{} // poked when a worker has started
	once   sync.Once
}

// A shared is a block of the program's as it is here.
type shared struct {
	block *memory.Block
	users int // workers that know it
}

// serve runs until the job is over, and then ends the process.
func (s *supervisor) serve() {
	signal.Ignore(syscall.SIGPIPE, syscall.SIGINT, syscall.SIGHUP)
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	s.tokens = attachLedger(s.ledger)
	var err error
	if s.local, err = link.Local(); err != nil {
		fmt.Fprintf(os.Stderr, "mpi: rank %d: %v\n", s.job.rank, err)
		os.Exit(1)
	}
	go s.pulse()
	parent := os.Getppid()
	tick := time.NewTicker(250 * time.Millisecond)
	for {
		select {
		case <-s.bye:
			s.end()
		case <-term:
			// The launcher has told rank 0 too. To vanish at once would make its MPI library end it before it can save
			// what is finished.
			time.Sleep(2 * time.Second)
			os.Exit(128 + int(syscall.SIGTERM))
		case <-tick.C:
			if os.Getppid() != parent { // the launcher is gone
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
		s.job.send(0, record{kind: recPong, number: c.number, payload: encode(uint64(link.Now()))}, nil, nil)
		return
	case recLaunch:
		order := append([]byte(nil), c.payload...)
		go s.start(c.worker, order)
		return
	case recBye:
		s.once.Do(func() { close(s.bye) })
		return
	case recBlock:
		if c.worker == 0 { // a measurement
			s.job.send(0, record{kind: recPong, payload: encode(uint64(link.Now()))}, nil, nil)
		}
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
	case recKill:
		w.w.Kill(nil)
	}
}

// argumentRoom is where the contents of a block of the program's go.
func (s *supervisor) argumentRoom(_ int, c record) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.blocks[c.payloadNumber()]
	if c.worker == 0 || b == nil || c.number > uint64(len(b.block.Mem)) {
		return nil
	}
	return b.block.Mem[:c.number]
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
				s.job.send(0, record{kind: recLine, worker: id, payload: line}, nil, nil)
			}})
	}
	if err != nil {
		s.job.send(0, record{kind: recNoUp, worker: id, payload: []byte(err.Error())}, nil, nil)
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
	s.job.send(0, record{kind: recUp, worker: id, number: uint64(w.w.Pid())}, nil, nil)
	w.attend()
}

// remove forgets a worker that has ended.
func (s *supervisor) remove(w *ward) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.wards, w.id)
	for number := range w.known {
		s.forget(number)
	}
	clear(w.known)
	if s.empty != nil && len(s.wards) == 0 {
		close(s.empty)
	}
}

// introduce returns the block with the program's number, for one more worker. The lock is held.
func (s *supervisor) introduce(number uint64, size int) (*memory.Block, error) {
	b := s.blocks[number]
	if b == nil {
		block, err := memory.New(size)
		if err != nil {
			return nil, err
		}
		b = &shared{block: block}
		s.blocks[number] = b
	}
	b.users++
	return b.block, nil
}

// forget closes a block that no worker knows any more. The lock is held.
func (s *supervisor) forget(number uint64) {
	b := s.blocks[number]
	if b.users--; b.users == 0 {
		b.block.Close()
		delete(s.blocks, number)
	}
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
		s.job.send(0, record{kind: recPulse, payload: b}, nil, nil)
		select {
		case <-time.After(every):
		case <-s.news: // a worker that may want a faster pulse
		}
	}
}

// A ward is a worker under supervision.
type ward struct {
	s     *supervisor
	id    uint64
	w     link.Worker
	pulse time.Duration
	calls map[uint64]uint64 // the call of each batch that the worker may have in hand, by slot of its board
	known map[uint64]bool   // the program's blocks that it knows; s.mu guards it

	mu      sync.Mutex
	cond    sync.Cond
	out     []byte    // frames for it
	letters []message // messages for its control socket
	gone    bool

	theirs   map[uint64][]byte // its blocks, mapped
	heardAll bool
	sending  sync.WaitGroup // blocks under way
}

type message struct {
	msg []byte
	fd  int
}

func newWard(s *supervisor, id uint64) *ward {
	w := &ward{s: s, id: id, calls: map[uint64]uint64{}, known: map[uint64]bool{}, theirs: map[uint64][]byte{}}
	w.cond.L = &w.mu
	return w
}

// order passes on a frame from the program. The span of a batch is set here: the program cannot reach the worker's board.
func (w *ward) order(c record) {
	f, _, err := wire.Split(c.payload)
	if err != nil {
		w.w.Kill(err)
		return
	}
	w.mu.Lock()
	if w.gone {
		w.mu.Unlock()
		return
	}
	if f.Kind == wire.Tasks {
		d := &wire.Decoder{Buf: f.Payload}
		d.Uint() // the task
		w.calls[f.ID%span.Slots] = d.Uint()
		w.w.Board().Of(f.ID).Set(f.ID, int(c.number))
	}
	w.out = append(w.out, c.payload...)
	w.mu.Unlock()
	w.cond.Broadcast()
}

// tell passes on a message for the control socket.
func (w *ward) tell(c record) {
	if len(c.payload) == 0 {
		return
	}
	l := message{append([]byte(nil), c.payload...), -1}
	what, number, _, isBlock := wire.ReadBlockLetter(l.msg)
	switch {
	case wire.Kind(l.msg[0]) == wire.Cancel:
		call := (&wire.Decoder{Buf: l.msg[1:]}).Uint()
		w.mu.Lock()
		for slot, of := range w.calls {
			if of == call && !w.gone {
				w.w.Board().Spans[slot].Stop()
			}
		}
		w.mu.Unlock()
	case isBlock && what == wire.BlockNew:
		w.s.mu.Lock()
		if w.s.wards[w.id] != w {
			w.s.mu.Unlock()
			return
		}
		block, err := w.s.introduce(number, int(c.number))
		if err == nil {
			w.known[number] = true
		}
		w.s.mu.Unlock()
		if err != nil {
			w.w.Kill(fmt.Errorf("shared memory for its arguments: %w", err))
			return
		}
		l.fd = block.FD
	case isBlock && what == wire.BlockGone:
		w.s.mu.Lock()
		if w.known[number] {
			delete(w.known, number)
			defer w.s.mu.Unlock()
			defer w.s.forget(number)
		} else {
			w.s.mu.Unlock()
		}
	}
	w.mu.Lock()
	w.letters = append(w.letters, l)
	w.mu.Unlock()
	w.cond.Broadcast()
}

// attend carries frames and messages until the worker has ended, and reports its end.
func (w *ward) attend() {
	var wg sync.WaitGroup
	wg.Go(w.deliverFrames)
	wg.Go(w.deliverLetters)
	wg.Go(w.hear)
	err := w.listen()
	var wrong []byte
	if !isHangup(err) {
		wrong = []byte(err.Error())
	}
	w.s.job.send(0, record{kind: recEOF, worker: w.id, payload: wrong}, nil, nil)
	exit := w.w.Wait()
	r := exitReport{State: exit.State, Code: exit.Code, Peak: exit.Peak, Stderr: exit.Stderr, Kernel: exit.Kernel,
		Uptime: int64(exit.Uptime), Running: w.w.Board().Running.Load(), Words: map[int]uint64{}}
	if sig, ok := exit.Signal.(syscall.Signal); ok {
		r.Signal = int(sig)
	}
	if exit.Killed != nil { // rank 0 gives no reason when it kills
		r.Kernel = exit.Killed.Error()
	}
	w.mu.Lock()
	w.gone = true // from here on rank 0 knows better what has become of a batch
	for slot := range w.calls {
		r.Words[int(slot)] = w.w.Board().Spans[slot].Word()
	}
	w.mu.Unlock()
	w.cond.Broadcast()
	wg.Wait()
	if w.s.tokens != nil {
		w.s.tokens.Reclaim()
	}
	text, err := json.Marshal(r)
	if err != nil {
		text = nil
	}
	w.s.job.send(0, record{kind: recExit, worker: w.id, payload: text}, nil, nil)
	w.s.remove(w)
	w.w.Free()
	w.sending.Wait()
	for _, mem := range w.theirs {
		memory.Unmap(mem)
	}
}

// listen carries the worker's frames to the program, the contents of its blocks before the frames that refer to them.
func (w *ward) listen() error {
	r := wire.NewReader(w.w)
	var whole []byte
	for {
		f, err := r.Next()
		if err != nil {
			return err
		}
		if f.Kind == wire.Results && f.Flags&wire.Values != 0 {
			number, size := (&wire.Decoder{Buf: f.Payload}).Unseal()
			if number != 0 {
				mem := w.block(number)
				if uint64(len(mem)) < size {
					return fmt.Errorf("%w: results in shared memory number %d of %d bytes, %d announced", wire.ErrCorrupt, number, len(mem), size)
				}
				w.sending.Add(1)
				// The worker does not touch the block until the program has read it.
				w.s.job.send(0, record{kind: recBlock, worker: w.id, number: size, payload: encode(number)}, mem[:size], w.sending.Done)
			}
		}
		whole = wire.Append(whole[:0], f.Kind, f.Flags, f.ID, f.Payload)
		w.s.job.send(0, record{kind: recFrame, worker: w.id, payload: whole}, nil, nil)
	}
}

// hear carries the worker's messages to the program.
func (w *ward) hear() {
	buf := make([]byte, 256)
	for {
		n, fd, err := w.w.Hear(buf)
		if err != nil || n == 0 {
			break
		}
		what, number, size, isBlock := wire.ReadBlockLetter(buf[:n])
		if isBlock && what == wire.BlockNew && fd >= 0 {
			mem, err := memory.Map(fd, int(size), memory.ReadOnly)
			if err != nil {
				w.w.Kill(fmt.Errorf("its shared memory: %w", err))
				mem = nil
			}
			w.s.job.send(0, record{kind: recTell, worker: w.id, payload: buf[:n]}, nil, nil)
			w.mu.Lock()
			w.theirs[number] = mem
			w.mu.Unlock()
			w.cond.Broadcast()
		} else {
			w.s.job.send(0, record{kind: recTell, worker: w.id, payload: buf[:n]}, nil, nil)
			if isBlock && what == wire.BlockGone {
				w.mu.Lock()
				if mem := w.theirs[number]; mem != nil {
					memory.Unmap(mem)
					delete(w.theirs, number)
				}
				w.mu.Unlock()
			}
		}
		if fd >= 0 {
			memory.CloseFD(fd)
		}
	}
	w.mu.Lock()
	w.heardAll = true
	w.mu.Unlock()
	w.cond.Broadcast()
}

// block waits for the mapping of a worker's block; nil if none will come.
func (w *ward) block(number uint64) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		if mem, ok := w.theirs[number]; ok || w.heardAll {
			return mem
		}
		w.cond.Wait()
	}
}

func (w *ward) deliverFrames() {
	var b []byte
	for {
		w.mu.Lock()
		for len(w.out) == 0 && !w.gone {
			w.cond.Wait()
		}
		if w.gone {
			w.mu.Unlock()
			return
		}
		b, w.out = w.out, b[:0]
		w.mu.Unlock()
		if _, err := w.w.Write(b); err != nil {
			return // listen notices
		}
		if cap(b) > 4<<20 {
			b = nil
		}
	}
}

func (w *ward) deliverLetters() {
	for {
		w.mu.Lock()
		for len(w.letters) == 0 && !w.gone {
			w.cond.Wait()
		}
		if w.gone {
			w.mu.Unlock()
			return
		}
		letters := w.letters
		w.letters = nil
		w.mu.Unlock()
		for _, l := range letters {
			if err := w.w.Tell(l.msg, l.fd); err != nil {
				return
			}
		}
	}
}

func isHangup(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed)
}

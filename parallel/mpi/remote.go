//go:build mpi && cgo && linux

package mpi

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/span"
	"tandem/parallel/internal/wire"
)

// A remote is a worker on another rank, as rank 0 sees it: a link.Away.
//
// Blocks of shared memory exist twice, here and at the supervisor, under the same number. Tell with a descriptor makes the
// supervisor open a block of the same size; when a frame that refers to the block is written, its contents travel first. In the
// other direction Hear returns the descriptor of a block that was opened here for the worker's.
type remote struct {
	job   *job
	spec  link.Spec
	rank  int
	crowd int
	id    uint64

	up       chan struct{}
	pid      int
	startErr error

	resident atomic.Int64

	mu       sync.Mutex
	cond     sync.Cond
	in       []byte // frames that have come and were not read
	readErr  error
	letters  []told
	hearErr  error
	known    map[uint64]*lent         // blocks that it knows, of the program
	own      map[uint64]*memory.Block // copies of its blocks
	board    span.Board
	sent     [span.Slots]uint64 // the spans of batches that were written
	killed   error
	exit     *exitReport
	lost     error // the job is broken
	finished bool  // Wait has returned
}

type told struct {
	msg []byte
	fd  int
}

func newRemote(j *job, rank, crowd int, s link.Spec) *remote {
	r := &remote{job: j, rank: rank, crowd: crowd, spec: s, up: make(chan struct{}), known: map[uint64]*lent{}, own: map[uint64]*memory.Block{}}
	r.cond.L = &r.mu
	return r
}

func (r *remote) Board() *span.Board { return &r.board }
func (r *remote) Pid() int           { return r.pid }
func (r *remote) Resident() int64    { return r.resident.Load() }
func (r *remote) Clock() int64       { return r.job.clocks[r.rank].Load() }
func (r *remote) Crowd() int         { return r.crowd }
func (r *remote) Free()              {}

// Read returns what has come of the worker's frames.
func (r *remote) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.in) == 0 {
		if r.readErr != nil {
			return 0, r.readErr
		}
		r.cond.Wait()
	}
	n := copy(b, r.in)
	r.in = r.in[n:]
	if len(r.in) == 0 {
		r.in = nil
	}
	return n, nil
}

func (r *remote) arrive(b []byte) {
	r.mu.Lock()
	r.in = append(r.in, b...)
	r.mu.Unlock()
	r.cond.Broadcast()
}

// Write sends whole frames. The tasks of a batch count as taken from now on; the supervisor sets the span that the worker sees.
func (r *remote) Write(b []byte) (int, error) {
	for done := 0; done < len(b); {
		f, n, err := wire.Split(b[done:])
		if err != nil {
			return done, err
		}
		if err := r.write(f, b[done:done+n]); err != nil {
			return done, err
		}
		done += n
	}
	return len(b), nil
}

func (r *remote) write(f wire.Frame, whole []byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec := record{kind: recFrame, worker: r.id, payload: whole}
	if f.Kind == wire.Tasks {
		number, size := (&wire.Decoder{Buf: f.Payload}).Unseal()
		for number != 0 && r.known[number] == nil && !r.over() {
			r.cond.Wait() // for the letter that introduces the block
		}
		if r.over() {
			return syscall.EPIPE
		}
		if number != 0 {
			l := r.known[number]
			r.job.retain(l)
			r.job.send(r.rank, record{kind: recBlock, worker: r.id, number: size, payload: encode(number)},
				l.mem[:size], func() { r.job.release(l) })
		}
		s := r.board.Of(f.ID)
		_, end := s.Stop()
		rec.number = uint64(end)
		s.Set(f.ID, end)
		r.sent[f.ID%span.Slots] = s.Word()
		s.Stop()
	}
	if r.over() {
		return syscall.EPIPE
	}
	r.job.send(r.rank, rec, nil, nil)
	return nil
}

// over reports whether nothing more reaches the worker. The lock is held.
func (r *remote) over() bool { return r.finished || r.exit != nil || r.lost != nil }

// Tell sends a message over the control socket; a descriptor is that of a block, whose contents will travel with frames.
func (r *remote) Tell(msg []byte, fd int) error {
	what, number, size, isBlock := wire.ReadBlockLetter(msg)
	var l *lent
	if isBlock && what == wire.BlockNew {
		var err error
		if l, err = r.job.lend(number, fd, int(size)); err != nil {
			r.Kill(fmt.Errorf("shared memory for its arguments: %w", err))
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over() {
		if l != nil {
			r.job.release(l)
		}
		return syscall.EPIPE
	}
	rec := record{kind: recTell, worker: r.id, payload: msg}
	switch {
	case l != nil:
		rec.number = size
		r.known[number] = l
		r.cond.Broadcast()
	case isBlock && what == wire.BlockGone && r.known[number] != nil:
		r.job.release(r.known[number])
		delete(r.known, number)
	}
	r.job.send(r.rank, rec, nil, nil)
	return nil
}

// told takes a message that the worker has sent over its control socket.
func (r *remote) told(c record) {
	t := told{append([]byte(nil), c.payload...), -1}
	what, number, size, isBlock := wire.ReadBlockLetter(t.msg)
	if isBlock && what == wire.BlockNew {
		block, err := memory.New(int(size))
		if err == nil {
			t.fd, err = unix.FcntlInt(uintptr(block.FD), unix.F_DUPFD_CLOEXEC, 0)
		}
		if err != nil {
			r.Kill(fmt.Errorf("shared memory for its results: %w", err))
			return
		}
		r.mu.Lock()
		if r.finished {
			block.Close()
			memory.CloseFD(t.fd)
			r.mu.Unlock()
			return
		}
		r.own[number] = block
		r.mu.Unlock()
	}
	r.mu.Lock()
	if isBlock && what == wire.BlockGone && r.own[number] != nil {
		r.own[number].Close()
		delete(r.own, number)
	}
	r.letters = append(r.letters, t)
	r.mu.Unlock()
	r.cond.Broadcast()
}

// resultRoom is where the contents of a worker's block go.
func (j *job) resultRoom(_ int, c record) []byte {
	r := j.remote(c.worker)
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	b := r.own[c.payloadNumber()]
	if b == nil || c.number > uint64(len(b.Mem)) || r.finished {
		return nil
	}
	return b.Mem[:c.number]
}

// Hear waits for a message of the worker's.
func (r *remote) Hear(buf []byte) (n, fd int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.letters) == 0 {
		if r.hearErr != nil {
			return 0, -1, r.hearErr
		}
		r.cond.Wait()
	}
	t := r.letters[0]
	r.letters = r.letters[1:]
	return copy(buf, t.msg), t.fd, nil
}

func (r *remote) Kill(reason error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.killed == nil && !r.finished {
		r.killed = reason // also of one that has ended meanwhile: its last frames are read now
	}
	if r.over() {
		return
	}
	r.job.send(r.rank, record{kind: recKill, worker: r.id}, nil, nil)
}

// eof ends Read after what has come.
func (r *remote) eof(wrong []byte) {
	r.mu.Lock()
	r.readErr = io.EOF
	if len(wrong) > 0 {
		r.readErr = fmt.Errorf("%w: %s", wire.ErrCorrupt, wrong)
	}
	r.mu.Unlock()
	r.cond.Broadcast()
}

func (r *remote) exited(b []byte) {
	e := &exitReport{Code: -1}
	if err := json.Unmarshal(b, e); err != nil {
		e.State = "an unreadable report: " + err.Error()
	}
	r.mu.Lock()
	r.exit, r.hearErr = e, io.EOF
	r.mu.Unlock()
	r.cond.Broadcast()
}

// lose ends everything about the worker: the job is broken.
func (r *remote) lose(err error) {
	r.mu.Lock()
	r.lost = err
	r.in, r.readErr, r.hearErr = nil, err, io.EOF
	select {
	case <-r.up:
	default:
		r.startErr = err
		close(r.up)
	}
	r.mu.Unlock()
	r.cond.Broadcast()
}

// Wait waits for the worker's end, and brings the board up to date: what the worker had begun of every batch, or all of it if
// the supervisor had not seen the batch.
func (r *remote) Wait() link.Exit {
	r.mu.Lock()
	for r.exit == nil && r.lost == nil {
		r.cond.Wait()
	}
	r.finished = true
	e := r.exit
	if e == nil {
		e = &exitReport{State: r.lost.Error(), Code: -1}
		if r.killed == nil {
			r.killed = r.lost
		}
	}
	for slot, word := range r.sent {
		if word == 0 {
			continue
		}
		if there, ok := e.Words[slot]; ok && span.Same(there, word) {
			word = there
		}
		if s := &r.board.Spans[slot]; span.Same(s.Word(), word) {
			s.SetWord(word)
		}
	}
	r.board.Running.Store(e.Running)
	for _, l := range r.known {
		r.job.release(l)
	}
	for _, t := range r.letters {
		if t.fd >= 0 {
			memory.CloseFD(t.fd)
		}
	}
	for _, b := range r.own {
		if r.lost == nil { // else a message may still be on its way into it
			b.Close()
		}
	}
	r.known, r.letters, r.own = nil, nil, nil
	killed := r.killed
	r.mu.Unlock()
	r.cond.Broadcast()
	r.job.drop(r)
	x := link.Exit{State: e.State, Code: e.Code, Peak: e.Peak, Stderr: e.Stderr, Kernel: e.Kernel, Killed: killed, Uptime: time.Duration(e.Uptime)}
	if e.Signal > 0 {
		x.Signal = os.Signal(syscall.Signal(e.Signal))
	}
	return x
}

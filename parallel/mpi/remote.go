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
// Large arguments go from where they lie in the program's memory into a block of the supervisor's. A block with which the worker
// returns results exists twice, there and here, under the same number: Hear returns the descriptor of the one that was opened here,
// and its contents travel before the frame that refers to them.
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
	r := &remote{job: j, rank: rank, crowd: crowd, spec: s, up: make(chan struct{}), own: map[uint64]*memory.Block{}}
	r.cond.L = &r.mu
	return r
}

func (r *remote) Board() *span.Board { return &r.board }
func (r *remote) Pid() int           { return r.pid }
func (r *remote) Resident() int64    { return r.resident.Load() }
func (r *remote) Clock() int64       { return r.job.clocks[r.rank].Load() }
func (r *remote) Crowd() int         { return r.crowd }
func (r *remote) Free()              {}

// started takes the first answer to the order to start the worker: the supervisor's, or the end of the job.
func (r *remote) started(pid int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.up:
	default:
		r.pid, r.startErr = pid, err
		close(r.up)
	}
}

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
	if r.over() {
		return syscall.EPIPE
	}
	if f.Kind == wire.Tasks {
		n, word := r.board.Of(f.ID).Ship()
		rec.number, r.sent[f.ID%span.Slots] = uint64(n), word
	}
	r.job.send(r.rank, rec, nil)
	return nil
}

// Carry sends the bulk area of a batch ahead of its frame.
func (r *remote) Carry(batch uint64, pieces [][]byte, size int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over() {
		return
	}
	at, plan := uint64(0), encode(batch)
	for _, p := range pieces {
		plan = append(plan, encode(at)...)
		plan = append(plan, encode(uint64(len(p)))...)
		at += (uint64(len(p)) + wire.BulkAlign - 1) / wire.BulkAlign * wire.BulkAlign
	}
	r.job.send(r.rank, record{kind: recBlock, worker: r.id, number: uint64(size), payload: plan}, nil, pieces...)
}

// over reports whether nothing more reaches the worker. The lock is held.
func (r *remote) over() bool { return r.finished || r.exit != nil || r.lost != nil }

// Site is link.Away's.
func (r *remote) Site() link.Site {
	if s := r.job.sites[r.rank]; s != nil {
		return s
	}
	return nil
}

// Tell sends a message over the control socket. Instead of a descriptor goes its address: of one of this process, if the worker
// runs on this machine, or of one of its own machine's store.
func (r *remote) Tell(msg []byte, fd int) error {
	var a address
	lent := false
	if fd >= 0 {
		var err error
		if a, err = addressOf(fd); err != nil {
			return err
		}
		lent = true
	} else if what, number, _, ok := wire.ReadBlockLetter(msg); ok && what == wire.BlockNew {
		if a, lent = r.job.sites[r.rank].address(number); !lent {
			return nil // dropped meanwhile
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over() {
		return syscall.EPIPE
	}
	if lent {
		r.job.send(r.rank, record{kind: recLend, worker: r.id, payload: append(a.append(nil), msg...)}, nil)
	} else {
		r.job.send(r.rank, record{kind: recTell, worker: r.id, payload: msg}, nil)
	}
	return nil
}

// lent takes a message with the address of a descriptor.
func (r *remote) lent(b []byte) {
	a, msg, err := cutAddress(b)
	fd := -1
	if err == nil {
		fd, err = a.open()
	}
	if err != nil {
		r.Kill(fmt.Errorf("shared memory for its results: %w", err))
		return
	}
	r.told(msg, fd)
}

// told takes a message that the worker has sent over its control socket.
func (r *remote) told(msg []byte, fd int) {
	t := told{append([]byte(nil), msg...), fd}
	what, number, size, isBlock := wire.ReadBlockLetter(t.msg)
	if isBlock && what == wire.BlockNew && fd < 0 {
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
			r.mu.Unlock()
			memory.CloseFD(t.fd)
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
	if r.finished {
		memory.CloseFD(t.fd)
	} else {
		r.letters = append(r.letters, t)
	}
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
	return b.Mem
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
	r.job.send(r.rank, record{kind: recKill, worker: r.id}, nil)
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
	r.started(0, err)
	r.mu.Lock()
	r.lost = err
	r.in, r.readErr, r.hearErr = nil, err, io.EOF
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
	r.letters, r.own = nil, nil
	killed, broken := r.killed, r.lost != nil
	r.mu.Unlock()
	r.cond.Broadcast()
	r.job.drop(r)
	if !broken {
		r.job.send(r.rank, record{kind: recBuried, worker: r.id}, nil)
	}
	x := link.Exit{State: e.State, Code: e.Code, Peak: e.Peak, Stderr: e.Stderr, Kernel: e.Kernel, Killed: killed, Uptime: time.Duration(e.Uptime)}
	if e.Signal > 0 {
		x.Signal = os.Signal(syscall.Signal(e.Signal))
	}
	return x
}

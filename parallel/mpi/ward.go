//go:build mpi && cgo && linux

package mpi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"sync"
	"syscall"
	"time"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/span"
	"tandem/parallel/internal/wire"
)

// A ward is a worker under supervision.
type ward struct {
	s     *supervisor
	id    uint64
	w     link.Worker
	pulse time.Duration
	calls map[uint64]uint64        // the call of each batch that the worker may have in hand, by slot of its board
	known map[uint64]bool          // blocks whose descriptors it has
	hand  map[uint64]*memory.Block // the blocks with the arguments of batches that it may have in hand

	mu      sync.Mutex
	cond    sync.Cond
	out     []byte    // frames for it
	letters []message // messages for its control socket
	gone    bool

	theirs   map[uint64][]byte // its blocks, mapped
	offered  map[uint64]int    // their descriptors instead, if the program maps them itself
	heardAll bool
	sending  sync.WaitGroup // blocks under way
}

type message struct {
	msg  []byte
	fd   int
	once bool // close the descriptor afterwards
}

// close closes a descriptor that was opened for this message.
func (l message) close() {
	if l.once {
		memory.CloseFD(l.fd)
	}
}

func newWard(s *supervisor, id uint64) *ward {
	w := &ward{s: s, id: id, calls: map[uint64]uint64{}, known: map[uint64]bool{}, hand: map[uint64]*memory.Block{}, theirs: map[uint64][]byte{}, offered: map[uint64]int{}}
	w.cond.L = &w.mu
	return w
}

// lodge takes the block of a batch whose frame will come.
func (w *ward) lodge(batch uint64, b *memory.Block) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gone {
		go w.s.vacate(b) // which asks for the locks in another order
		return
	}
	w.hand[batch] = b
	if !w.known[b.ID] {
		w.known[b.ID] = true
		w.letters = append(w.letters, message{wire.BlockLetter(wire.BlockNew, b.ID, uint64(len(b.Mem))), b.FD, false})
		w.cond.Broadcast()
	}
}

// release gives the block of a batch back when the worker is done with it.
func (w *ward) release(batch uint64) {
	w.mu.Lock()
	b := w.hand[batch]
	delete(w.hand, batch)
	w.mu.Unlock()
	if b != nil {
		w.s.vacate(b)
	}
}

// forget tells the worker that a block is gone.
func (w *ward) forget(number uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known[number] && !w.gone {
		delete(w.known, number)
		w.letters = append(w.letters, message{wire.BlockLetter(wire.BlockGone, number, 0), -1, false})
		w.cond.Broadcast()
	}
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
	at := len(w.out)
	w.out = append(w.out, c.payload...)
	if b := w.hand[f.ID]; f.Kind == wire.Tasks && b != nil {
		wire.Rehouse(w.out[at:], b.ID)
	}
	w.mu.Unlock()
	w.cond.Broadcast()
}

// lend passes on a message with a descriptor of which it got the address.
func (w *ward) lend(c record) {
	a, msg, err := cutAddress(c.payload)
	fd := -1
	if err == nil {
		fd, err = a.open()
	}
	l := message{append([]byte(nil), msg...), fd, true}
	switch {
	case err == errGone: // whatever refers to it need not be waited for
		_, number, _, _ := wire.ReadBlockLetter(msg)
		l = message{wire.BlockLetter(wire.BlockGone, number, 0), -1, false}
	case err != nil:
		w.w.Kill(fmt.Errorf("the program's shared memory: %w", err))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.gone {
		l.close()
		return
	}
	w.letters = append(w.letters, l)
	w.cond.Broadcast()
}

// tell passes on a message for the control socket.
func (w *ward) tell(c record) {
	if len(c.payload) == 0 {
		return
	}
	l := message{append([]byte(nil), c.payload...), -1, false}
	if wire.Kind(l.msg[0]) == wire.Halt {
		w.mu.Lock()
		for slot := range w.calls {
			if !w.gone {
				w.w.Board().Spans[slot].Stop()
			}
		}
		w.mu.Unlock()
		return
	}
	if wire.Kind(l.msg[0]) == wire.Cancel {
		call := (&wire.Decoder{Buf: l.msg[1:]}).Uint()
		w.mu.Lock()
		for slot, of := range w.calls {
			if of == call && !w.gone {
				w.w.Board().Spans[slot].Stop()
			}
		}
		w.mu.Unlock()
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
	w.s.job.send(0, record{kind: recEOF, worker: w.id, payload: wrong}, nil)
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
	w.s.keep(w.id, w.offered)
	w.s.job.send(0, record{kind: recExit, worker: w.id, payload: text}, nil)
	w.s.remove(w)
	w.w.Free()
	for batch := range maps.Clone(w.hand) { // nobody adds to it any more
		w.release(batch)
	}
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
		if f.Flags&wire.Last != 0 {
			w.release(f.ID)
		}
		if f.Kind == wire.Results && f.Flags&wire.Values != 0 {
			number, size := (&wire.Decoder{Buf: f.Payload}).Unseal()
			if number != 0 && !w.s.near {
				mem := w.block(number)
				if uint64(len(mem)) < size {
					return fmt.Errorf("%w: results in shared memory number %d of %d bytes, %d announced", wire.ErrCorrupt, number, len(mem), size)
				}
				w.sending.Add(1)
				// The worker does not touch the block until the program has read it.
				w.s.job.send(0, record{kind: recBlock, worker: w.id, number: size, payload: wholeBlock(number, int(size))}, w.sending.Done, mem[:size])
			}
		}
		whole = wire.Append(whole[:0], f.Kind, f.Flags, f.ID, f.Payload)
		w.s.job.send(0, record{kind: recFrame, worker: w.id, payload: whole}, nil)
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
		if isBlock && what == wire.BlockNew && fd >= 0 && w.s.near {
			if w.offer(buf[:n], number, fd) {
				continue
			}
		} else if isBlock && what == wire.BlockNew && fd >= 0 {
			mem, err := memory.Map(fd, int(size), memory.ReadOnly)
			if err != nil {
				w.w.Kill(fmt.Errorf("its shared memory: %w", err))
				mem = nil
			}
			w.s.job.send(0, record{kind: recTell, worker: w.id, payload: buf[:n]}, nil)
			w.mu.Lock()
			w.theirs[number] = mem
			w.mu.Unlock()
			w.cond.Broadcast()
		} else {
			w.s.job.send(0, record{kind: recTell, worker: w.id, payload: buf[:n]}, nil)
			if isBlock && what == wire.BlockGone {
				w.mu.Lock()
				if mem := w.theirs[number]; mem != nil {
					memory.Unmap(mem)
					delete(w.theirs, number)
				}
				if fd, ok := w.offered[number]; ok {
					memory.CloseFD(fd)
					delete(w.offered, number)
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

// offer tells the program, which runs on this machine, where it finds a worker's block. The descriptor stays until the block is gone.
func (w *ward) offer(letter []byte, number uint64, fd int) bool {
	a, err := addressOf(fd)
	if err != nil {
		w.w.Kill(fmt.Errorf("its shared memory: %w", err))
		return false
	}
	w.mu.Lock()
	w.offered[number] = fd
	w.mu.Unlock()
	w.s.job.send(0, record{kind: recLend, worker: w.id, payload: append(a.append(nil), letter...)}, nil)
	return true
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
		letters, gone := w.letters, w.gone
		w.letters = nil
		w.mu.Unlock()
		for _, l := range letters {
			if !gone && w.w.Tell(l.msg, l.fd) != nil {
				gone = true // listen notices
			}
			l.close()
		}
		if gone {
			return
		}
	}
}

func isHangup(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed)
}

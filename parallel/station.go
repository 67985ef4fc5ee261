package parallel

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
	"time"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/wire"
)

// The traffic between a station and its worker: batches out, results in.

const (
	maxWindow   = 512                  // batches in hand at most
	windowSpan  = 2 * time.Millisecond // work that a worker has in hand, beyond the batch that it runs
	awaySpan    = 3 * target / 2       // the same on another node: messages take longer, and nobody can steal from it
	maxInFlight = 8 << 20              // bytes of arguments in hand, beyond which only two batches are
	writeBuffer = 256 << 10            // bytes that are gathered for one write
)

// isHangup reports whether the error means only that the other end is gone.
func isHangup(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed)
}

// send feeds the worker until the pool ends or the worker is gone.
func (s *station) send(w link.Worker, gone chan struct{}) {
	var out []*batch
	var buf []byte
	e := &wire.Encoder{Env: s}
	for {
		room := s.room()
		if room < 0 { // time for a successor
			s.bye(w)
			return
		}
		if room > 0 {
			var ok bool
			out, ok = s.crew.p.take(s.hand, room, nil, func(b *batch) { s.admit(w, b) }, out[:0])
			if !ok {
				s.bye(w)
				return
			}
			if len(out) > 0 {
				for _, b := range out {
					buf = s.encode(e, b, buf)
					if len(buf) >= writeBuffer {
						if !s.flush(w, buf) {
							return
						}
						buf = buf[:0]
					}
				}
				if !s.flush(w, buf) {
					return
				}
				buf = buf[:0]
				if cap(buf) > 4*writeBuffer {
					buf = nil
				}
				clear(out)
				continue
			}
		}
		select {
		case <-s.hand.wake:
		case <-gone:
			return
		}
	}
}

// minWindow is how many batches a worker may have in hand whatever they cost. What lies on another node cannot be stolen from
// it: there a task of long duration must not wait behind another.
func (s *station) minWindow() int64 {
	if s.away.Load() {
		return 1
	}
	return 2
}

func (s *station) flush(w link.Worker, buf []byte) bool {
	if len(buf) == 0 {
		return true
	}
	s.hand.sent.Add(int64(len(buf)))
	_, err := w.Write(buf)
	return err == nil // if not, the reader notices and the worker is buried
}

func (s *station) bye(w link.Worker) { s.flush(w, wire.Append(nil, wire.Bye, 0, 0, nil)) }

// room returns how many batches may be sent now, or -1 when the worker is to end.
func (s *station) room() int {
	s.hand.mu.Lock()
	defer s.hand.mu.Unlock()
	n := len(s.hand.batches)
	if s.retire.Load() {
		if n == 0 {
			return -1
		}
		return 0
	}
	var bytes int64
	tasks := int(s.served.Load())
	for _, b := range s.hand.batches {
		if tasks += b.cargo.size(); s.crew.p.opt.recycleTasks > 0 && tasks >= s.crew.p.opt.recycleTasks {
			return 0
		}
		if bytes += b.size; bytes > maxInFlight && n >= 2 {
			return 0
		}
	}
	free := int(s.window.Load()) - n
	if s.crew.p.opt.recycleTasks > 0 {
		free = min(free, 1) // so as not to overshoot
	}
	return free
}

// admit gives a batch its number and its span on the board.
func (s *station) admit(w link.Worker, b *batch) {
	s.number++
	b.id = s.number
	b.span = w.Board().Of(b.id)
	b.span.Set(b.id, b.cargo.size())
	b.begun = time.Now()
	if b.job.timed {
		b.times = make([]taskTime, b.cargo.size())
	}
}

// encode appends the frame of a batch to buf. A batch that cannot be encoded is taken back, and its bad tasks fail.
func (s *station) encode(e *wire.Encoder, b *batch, buf []byte) []byte {
	start := len(buf)
	e.Reset(wire.Begin(buf))
	j := b.job
	s.encoding = b
	batchHead{task: s.crew.tasks[j.def], call: j.place.call, first: b.first, count: b.cargo.size(), timeout: int64(j.opt.timeout)}.put(e)
	err := encodeArgs(e, b.cargo)
	var block uint64
	if err == nil {
		block, err = s.lodge(e, b)
	}
	b.size = int64(len(e.Buf) - start + e.BulkBytes())
	if n := len(e.Buf) - start; err == nil && n > wire.MaxPayload-wire.HeaderSize {
		err = fmt.Errorf("parallel: the arguments take %d bytes, a message takes at most %d", n, wire.MaxPayload)
	}
	if err != nil {
		s.refuse(b, err)
		return buf[:start]
	}
	e.Seal(block)
	var flags uint8
	if j.timed {
		flags |= flagTimed
	}
	wire.Finish(e.Buf, start, wire.Tasks, flags, b.id)
	return e.Buf
}

// encodeArgs encodes the arguments; a marshaller that panics is an error.
func encodeArgs(e *wire.Encoder, c cargo) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("parallel: encoding the argument panicked: %v", v)
		}
	}()
	c.putArgs(e)
	return e.Err()
}

// refuse takes back a batch that was not sent.
func (s *station) refuse(b *batch, err error) {
	s.hand.mu.Lock()
	lo, hi := b.span.Stop()
	delete(s.hand.batches, b.id)
	s.hand.mu.Unlock()
	s.crew.vacate(b)
	if hi-lo == 1 {
		b.part(lo, hi).fail(0, err)
		return
	}
	for i := lo; i < hi; i++ { // one by one: only the bad ones fail
		s.crew.p.again(b.part(i, i+1))
	}
}

// receive handles a frame from the worker. Anything out of order is an error, which costs the worker its life.
func (s *station) receive(f wire.Frame) error {
	switch f.Kind {
	case wire.Results, wire.Failed:
	case wire.Put:
		return s.put(f)
	default:
		return fmt.Errorf("%w: frame of kind %d from a worker", wire.ErrCorrupt, f.Kind)
	}
	s.hand.mu.Lock()
	b := s.hand.batches[f.ID]
	s.hand.mu.Unlock()
	if b == nil {
		return fmt.Errorf("%w: results of batch %d, which the worker does not have", wire.ErrCorrupt, f.ID)
	}
	d := &wire.Decoder{Buf: f.Payload, Env: s}
	if f.Flags&flagValues != 0 {
		done, err := s.resultBulk(d)
		if err != nil {
			return err
		}
		defer done()
	}
	first := d.Uint()
	b.mu.Lock()
	settled := b.settled
	b.mu.Unlock()
	size := uint64(b.cargo.size())
	if d.Err() == nil && f.Flags&flagStarted != 0 {
		return s.started(b, first, d)
	}
	if d.Err() == nil && first != uint64(settled) {
		return fmt.Errorf("%w: result of task %d of batch %d, want %d", wire.ErrCorrupt, first, f.ID, settled)
	}
	count := uint64(1)
	if f.Kind == wire.Results {
		count = d.Uint()
	}
	took := time.Duration(d.Uint())
	if d.Err() == nil && count > size-first {
		return fmt.Errorf("%w: %d results from task %d of a batch of %d", wire.ErrCorrupt, count, first, size)
	}
	for i := first; i < first+count && f.Flags&flagTimed != 0 && b.times != nil && d.Err() == nil; i++ {
		b.times[i] = taskTime{time.Duration(d.Uint()), time.Duration(d.Uint())}
	}
	if err := d.Err(); err != nil {
		return err
	}
	lo, hi := int(first), int(first+count)
	if f.Kind == wire.Failed {
		err := getError(d)
		if d.Err() != nil {
			return d.Err()
		}
		b.fail(lo, err)
	} else if f.Flags&flagValues != 0 {
		if err := s.unpack(b, d, lo, hi); err != nil {
			return err
		}
		b.settle(hi)
	}
	s.hand.tasks.Add(int64(count))
	s.served.Add(int64(count))
	if f.Flags&flagLast != 0 {
		s.finish(b, hi, took)
	}
	return nil
}

// unpack decodes results into their places.
func (s *station) unpack(b *batch, d *wire.Decoder, lo, hi int) (err error) {
	if b.job.over.Load() {
		return nil // nobody waits for them
	}
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: decoding a result panicked: %v", wire.ErrCorrupt, v)
		}
	}()
	b.cargo.getResults(d, lo, hi)
	return d.Err()
}

// started tells the observers that a task has begun.
func (s *station) started(b *batch, i uint64, d *wire.Decoder) error {
	at := time.Duration(d.Uint())
	if d.Err() != nil || i >= uint64(b.cargo.size()) {
		return fmt.Errorf("%w: start of task %d of a batch of %d", wire.ErrCorrupt, i, b.cargo.size())
	}
	s.crew.p.tell(TaskStarted, s.hand, b, int(i), taskTime{start: at}, nil)
	return nil
}

// finish takes a batch off the worker's hands, after n tasks.
func (s *station) finish(b *batch, n int, took time.Duration) {
	s.hand.mu.Lock()
	delete(s.hand.batches, b.id)
	left := int64(len(s.hand.batches))
	s.hand.mu.Unlock()
	s.crew.vacate(b)
	j := b.job
	j.measured(n, took, b.size/int64(max(b.cargo.size(), 1))*int64(n))
	s.hand.busy.Add(int64(took))
	per := max(took, 1)
	work := windowSpan
	if s.away.Load() {
		work = awaySpan
	}
	window := min(max(int64((work+per-1)/per), s.minWindow()), maxWindow)
	if old := s.window.Load(); window > 2*old {
		window = 2 * old
	}
	s.window.Store(window)
	opt := s.crew.p.opt
	if opt.recycleTasks > 0 && int(s.served.Load()) >= opt.recycleTasks {
		s.retire.Store(true)
	}
	if opt.recycleGrowth > 0 && s.resting.Load() == 0 {
		s.mu.Lock()
		if s.worker != nil {
			s.resting.Store(s.worker.Resident())
		}
		s.mu.Unlock()
	}
	if left <= window/2 {
		s.hand.signal()
	}
}

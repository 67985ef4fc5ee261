package parallel

import (
	"fmt"
	"time"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/wire"
)

// What a worker says: results, failures, and when it says them. Finished results wait for company, but never longer than
// publishEvery, even while a long task runs.

// flushAt is the size at which gathered frames are written.
const flushAt = 64 << 10

// write appends a frame and writes everything.
func (s *server) write(frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out = append(s.out, frame...)
	s.flushLocked()
}

// flush writes what has been gathered.
func (s *server) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flushLocked()
}

func (s *server) flushLocked() {
	if len(s.out) == 0 {
		return
	}
	if _, err := s.host.Write(s.out); err != nil {
		link.Die() // the program is gone
	}
	if cap(s.out) > 4<<20 {
		s.out = nil
	}
	s.out = s.out[:0]
}

// publish reports what is finished while the batch goes on.
func (s *server) publish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.armed = false
	if b := s.b; b != nil {
		s.report(b, b.ran, false)
		s.armed = true
		s.timer.Reset(publishEvery)
	}
	s.flushLocked()
}

// end reports the rest of a batch.
func (s *server) end(b *workBatch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.b = nil
	s.report(b, b.ran, true)
	if b.mem != nil {
		memory.Unmap(b.mem)
	}
	s.copies.rest(b.head.call)
	if len(s.out) >= flushAt {
		s.flushLocked()
	}
}

// fail reports the failure of task i, after the results before it.
func (s *server) fail(b *workBatch, i int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report(b, i, false)
	if i < b.sent {
		return // the watchdog has reported it already
	}
	s.failure(b, i, err)
	b.ran = i + 1
}

func (s *server) failure(b *workBatch, i int, err error) {
	start := len(s.out)
	e := &s.enc
	e.Reset(wire.Begin(s.out))
	s.head(e, b, i, i+1, wire.Failed)
	putError(e, err)
	wire.Finish(e.Buf, start, wire.Failed, b.flags(false), b.id)
	s.out = e.Buf
	b.sent = i + 1
}

func (b *workBatch) flags(last bool) (f uint8) {
	if last {
		f |= flagLast
	}
	if b.times != nil {
		f |= flagTimed
	}
	return f
}

// head begins a frame of results [lo, hi).
func (s *server) head(e *wire.Encoder, b *workBatch, lo, hi int, kind wire.Kind) {
	e.Uint(uint64(lo))
	if kind == wire.Results {
		e.Uint(uint64(hi - lo))
	}
	e.Uint(uint64(time.Since(b.begun)))
	for i := lo; i < hi && b.times != nil; i++ {
		e.Uint(uint64(b.times[i].start))
		e.Uint(uint64(b.times[i].end))
	}
}

// report appends the results of tasks [b.sent, hi). The lock is held.
func (s *server) report(b *workBatch, hi int, last bool) {
	lo := b.sent
	if lo >= hi && !last {
		return
	}
	hi = max(lo, hi)
	start := len(s.out)
	e := &s.enc
	e.Env = s
	e.Reset(wire.Begin(s.out))
	s.head(e, b, lo, hi, wire.Results)
	err := s.results(e, b, lo, hi)
	if err == nil {
		flags := b.flags(last)
		if lo < hi {
			flags |= flagValues
		}
		wire.Finish(e.Buf, start, wire.Results, flags, b.id)
		s.out = e.Buf
		b.sent = hi
		return
	}
	s.out = s.out[:start]
	if hi-lo == 1 {
		s.failure(b, lo, err)
	} else {
		for i := lo; i < hi; i++ { // one by one: only the bad ones fail
			s.report(b, i+1, false)
		}
	}
	if last {
		s.report(b, hi, true)
	}
}

// results encodes results [lo, hi) and seals the payload. A marshaller that panics is an error.
func (s *server) results(e *wire.Encoder, b *workBatch, lo, hi int) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("parallel: encoding the result panicked: %v", v)
		}
	}()
	if lo < hi {
		b.cargo.putResults(e, lo, hi)
		block := uint64(0)
		if e.Err() == nil {
			block = s.lodge(e)
		}
		e.Seal(block)
	}
	if n := len(e.Buf); e.Err() == nil && n > wire.MaxPayload {
		return fmt.Errorf("parallel: the result takes %d bytes, a message takes at most %d", n, wire.MaxPayload)
	}
	return e.Err()
}

// started reports that a task has begun, at once.
func (s *server) started(b *workBatch, i int) {
	e := &wire.Encoder{Buf: wire.Begin(nil)}
	e.Uint(uint64(i))
	e.Uint(uint64(b.times[i].start))
	wire.Finish(e.Buf, 0, wire.Results, flagStarted, b.id)
	s.write(e.Buf)
}

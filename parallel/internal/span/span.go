// Package span shares out the tasks of a batch between the worker that runs them and whoever wants some back.
//
// A Span is one word: which batch it belongs to, the next task to run, and the end. The worker claims tasks one by one at the
// front; the program takes unstarted ones away at the back. Both do it by compare-and-swap, so a task is never run twice and
// never forgotten. In process mode the words lie on a page that both processes map, the Board, where the program also reads
// which task a dead worker was running.
package span

import (
	"sync/atomic"
	"unsafe"
)

// Max is the largest number of tasks in a batch.
const Max = 1<<20 - 1

// A Span is [next, end) of a batch: tag<<40 | next<<20 | end.
type Span struct{ word atomic.Uint64 }

const (
	field = 20
	mask  = 1<<field - 1
)

func pack(tag uint64, next, end int) uint64 {
	return tag<<(2*field) | uint64(next)<<field | uint64(end)
}

// Set begins a batch of n tasks.
func (s *Span) Set(tag uint64, n int) { s.word.Store(pack(tag, 0, n)) }

// Claim takes the next task, or returns -1 when none is left or the span belongs to another batch by now.
func (s *Span) Claim(tag uint64) int {
	for {
		w := s.word.Load()
		next, end := int(w>>field&mask), int(w&mask)
		if next >= end || w>>(2*field) != tag&(1<<24-1) {
			return -1
		}
		if s.word.CompareAndSwap(w, w+1<<field) {
			return next
		}
	}
}

// Steal takes the later half of the unclaimed tasks, at least one if there is one, and returns it as [lo, hi).
func (s *Span) Steal() (lo, hi int) {
	for {
		w := s.word.Load()
		next, end := int(w>>field&mask), int(w&mask)
		if next >= end {
			return 0, 0
		}
		lo = end - (end-next+1)/2
		if s.word.CompareAndSwap(w, w&^mask|uint64(lo)) {
			return lo, end
		}
	}
}

// Stop takes all unclaimed tasks and returns them as [lo, hi).
func (s *Span) Stop() (lo, hi int) {
	for {
		w := s.word.Load()
		next, end := int(w>>field&mask), int(w&mask)
		if next >= end {
			return end, end
		}
		if s.word.CompareAndSwap(w, w&^mask|uint64(next)) {
			return next, end
		}
	}
}

// Ship takes all n unclaimed tasks of a batch that nobody has claimed from, to be run where the span cannot be seen, and returns
// the word with which its span begins there. Whoever steals has stolen before, or finds nothing.
func (s *Span) Ship() (n int, word uint64) {
	lo, n := s.Stop()
	return n - lo, s.word.Load()&^(1<<(2*field)-1) | uint64(n-lo)
}

// Load returns the state.
func (s *Span) Load() (next, end int) {
	w := s.word.Load()
	return int(w >> field & mask), int(w & mask)
}

// Word returns the state as one word, and SetWord sets it: to carry a span to another machine and back. A word that was set with
// the tag of a batch answers to Same with any other word of that batch.
func (s *Span) Word() uint64 { return s.word.Load() }

// SetWord sets the state.
func (s *Span) SetWord(w uint64) { s.word.Store(w) }

// Same reports whether two words belong to the same batch.
func Same(a, b uint64) bool { return a>>(2*field) == b>>(2*field) }

// Slots is the number of spans on a Board, and so the most batches that a worker can have in hand.
const Slots = 1024

// A Board is what a worker and the program share besides their sockets.
type Board struct {
	Beat    atomic.Uint64 // grows while the worker lives, whatever its task does
	Running atomic.Uint64 // number of the batch in hand, 0 between batches
	_       [6]uint64
	Spans   [Slots]Span
}

// BoardSize is the size of a Board in bytes.
const BoardSize = int(unsafe.Sizeof(Board{}))

// On returns the board that lies in mem, which must be aligned to 8 bytes and BoardSize long.
func On(mem []byte) *Board {
	if len(mem) < BoardSize {
		panic("span: On of too little memory")
	}
	return (*Board)(unsafe.Pointer(unsafe.SliceData(mem)))
}

// Of returns the span of batch number id.
func (b *Board) Of(id uint64) *Span { return &b.Spans[id%Slots] }

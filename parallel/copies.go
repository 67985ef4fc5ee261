package parallel

import (
	"slices"
	"sync"
	"unsafe"

	"tandem/parallel/internal/memory"
)

// Copies of the program's shared memory (mirror.go) as a worker on that machine sees them: private mappings, so that what a task
// writes stays with it. To map 32 MB and to end the mapping takes as long as to read them, so a mapping outlives its batch: what
// was written is thrown away, and the rest of its pages are there for the next batch of the call. A batch of another call ends
// the mappings that it does not use, or a worker would seem to need all memory that it has ever seen.

type copies struct {
	mu   sync.Mutex
	kept map[uint64]*copyMap // by the copy's number
}

// A copyMap is the mapping of one copy. A worker has one batch in hand at a time, so its tasks are the only ones that use it.
type copyMap struct {
	mem   []byte
	there []bool // by mirrorPage: has been brought in
	call  uint64 // whose tasks used it last
	inUse bool   // by the batch in hand
	gone  bool   // the copy was dropped meanwhile
}

// copied returns bytes of a copy for the batch whose arguments are being decoded.
func (s *server) copied(number, offset, n uint64) (unsafe.Pointer, error) {
	if _, err := s.theirs.get(number); err != nil {
		return nil, err
	}
	c := &s.copies
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.kept[number]
	if m == nil {
		mem, err := s.theirs.mapAnew(number, memory.Lazy)
		if err != nil {
			return nil, err
		}
		m = &copyMap{mem: mem, there: make([]bool, (len(mem)+mirrorPage-1)/mirrorPage)}
		if c.kept == nil {
			c.kept = map[uint64]*copyMap{}
		}
		c.kept[number] = m
	}
	if err := bounds(m.mem, offset, n); err != nil {
		return nil, err
	}
	m.call, m.inUse = s.decoding.head.call, true
	m.bringIn(int(offset), int(offset+n))
	return unsafe.Pointer(&m.mem[offset]), nil
}

// bringIn has the kernel map [lo, hi), as far as it was not done before.
func (m *copyMap) bringIn(lo, hi int) {
	there := m.there[lo/mirrorPage : (hi+mirrorPage-1)/mirrorPage]
	first := slices.Index(there, false)
	if first < 0 {
		return
	}
	lo = max(lo, (lo/mirrorPage+first)*mirrorPage)
	memory.Populate(m.mem[lo:hi])
	for i := range there {
		there[i] = true
	}
}

// rest ends the use of all mappings by a batch of the given call.
func (c *copies) rest(call uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for number, m := range c.kept {
		pages, err := 0, error(nil)
		if m.inUse && !m.gone && m.call == call {
			pages, err = memory.Discard(m.mem)
		}
		if m.gone || m.call != call || err != nil {
			memory.Unmap(m.mem)
			delete(c.kept, number)
			continue
		}
		if pages > 0 {
			clear(m.there)
		}
		m.inUse = false
	}
}

// drop ends a copy's mapping, or sees to it that the batch in hand does.
func (c *copies) drop(number uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	m := c.kept[number]
	if m == nil {
		return
	}
	if m.inUse {
		m.gone = true
		return
	}
	memory.Unmap(m.mem)
	delete(c.kept, number)
}

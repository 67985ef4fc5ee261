package parallel

import (
	"fmt"
	"slices"
	"sync"
	"unsafe"

	"tandem/parallel/internal/link"
	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/wire"
)

// Large arguments and results lie in blocks of shared memory. Whoever fills a block has made it and uses it again when the
// other side is done: the program for arguments, each worker for its results. The other side gets the descriptor once, over
// the control socket, and from then on only the block's number.

// segmentMin is the size of the bulk area from which it goes by shared memory.
const segmentMin = 1 << 20

// A foreign is what one side knows of the other side's blocks.
type foreign struct {
	mu     sync.Mutex
	cond   sync.Cond
	blocks map[uint64]*foreignBlock
	gone   map[uint64]bool // were dropped: a batch of a call that has ended may still refer to them
	closed bool
	// reading is held for reading while the contents of a mapping are used: the control socket can end, and with it the
	// mappings, while results that came before on the other socket are still being decoded. It is taken before mu.
	reading sync.RWMutex
}

type foreignBlock struct {
	fd, size int
	mem      []byte // a mapping that is kept
}

func newForeign() *foreign {
	f := &foreign{blocks: map[uint64]*foreignBlock{}, gone: map[uint64]bool{}}
	f.cond.L = &f.mu
	return f
}

func (f *foreign) add(number uint64, fd, size int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if old := f.blocks[number]; old != nil || f.closed || size < 1 {
		memory.CloseFD(fd)
		return
	}
	f.blocks[number] = &foreignBlock{fd: fd, size: size}
	f.cond.Broadcast()
}

// get waits for the block, whose letter may be on its way.
func (f *foreign) get(number uint64) (*foreignBlock, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		if b := f.blocks[number]; b != nil {
			return b, nil
		}
		if f.closed || f.gone[number] {
			return nil, fmt.Errorf("%w: no shared memory number %d", wire.ErrCorrupt, number)
		}
		f.cond.Wait()
	}
}

// mapped returns the kept mapping of a block.
func (f *foreign) mapped(number uint64, how int) ([]byte, error) {
	b, err := f.get(number)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if b.mem == nil {
		if b.mem, err = memory.Map(b.fd, b.size, how); err != nil {
			return nil, err
		}
	}
	return b.mem, nil
}

// mapAnew maps a block, for the caller to unmap.
func (f *foreign) mapAnew(number uint64, how int) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	b := f.blocks[number]
	if b == nil {
		return nil, fmt.Errorf("%w: no shared memory number %d", wire.ErrCorrupt, number)
	}
	return memory.Map(b.fd, b.size, how)
}

func (f *foreign) drop(number uint64) {
	f.reading.Lock()
	defer f.reading.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	if b := f.blocks[number]; b != nil {
		b.free()
		delete(f.blocks, number)
	}
	f.gone[number] = true
	f.cond.Broadcast()
}

func (b *foreignBlock) free() {
	if b.mem != nil {
		memory.Unmap(b.mem)
	}
	memory.CloseFD(b.fd)
}

// close ends waits, and frees everything once nobody reads it.
func (f *foreign) close() {
	f.mu.Lock()
	f.closed = true
	f.cond.Broadcast()
	f.mu.Unlock()
	f.reading.Lock()
	defer f.reading.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, b := range f.blocks {
		b.free()
	}
	clear(f.blocks)
}

// lodge puts the bulk area of an argument into a block, if it is large, and makes sure that the worker has the descriptor.
func (s *station) lodge(e *wire.Encoder, b *batch) (number uint64, err error) {
	n := e.BulkBytes()
	if n < segmentMin {
		return 0, nil
	}
	if s.site != nil {
		s.carry(e, b)
		return 1, nil
	}
	block, err := s.crew.depot.Get(n)
	if err != nil {
		if n < wire.MaxPayload/2 {
			return 0, nil // no shared memory: through the socket
		}
		return 0, fmt.Errorf("parallel: an argument of %d bytes needs shared memory: %w", n, err)
	}
	e.CopyBulk(block.Mem)
	b.block = block
	s.introduce(block.ID, len(block.Mem), block.FD)
	return block.ID, nil
}

// gatherBelow is the mean size of the pieces of a bulk area below which one copy costs less than many messages.
const gatherBelow = 256 << 10

// carry sends the bulk area of an argument to another node, from where it lies.
func (s *station) carry(e *wire.Encoder, b *batch) {
	s.mu.Lock()
	w, ok := s.worker.(link.Away)
	s.mu.Unlock()
	if !ok {
		return // it is gone, and its frames with it
	}
	pieces, n := e.Bulk(), e.BulkBytes()
	if n/len(pieces) < gatherBelow || slices.ContainsFunc(pieces, inShared) {
		all := make([]byte, n)
		e.CopyBulk(all)
		pieces = [][]byte{all}
	}
	w.Carry(b.id, pieces, n)
}

// inShared reports whether the bytes lie in memory that its owner may unmap before they have been sent.
func inShared(p []byte) bool {
	return regions.count.Load() > 0 && regionOf(unsafe.Pointer(unsafe.SliceData(p)), len(p)) != nil
}

// introduce sends a block's descriptor, once for each worker; fd is -1 for a copy that lies on the worker's machine.
func (s *station) introduce(number uint64, size, fd int) {
	s.mu.Lock()
	known := s.known[number]
	if s.known != nil {
		s.known[number] = true
	}
	s.mu.Unlock()
	if !known {
		s.write(letter{wire.BlockLetter(wire.BlockNew, number, uint64(size)), fd})
	}
}

// vacate gives a batch's block back. The worker must be done with it.
func (c *farCrew) vacate(b *batch) {
	b.leaveMirrors()
	if b.block == nil {
		return
	}
	for _, old := range c.depot.Put(b.block) {
		c.forgetBlock(old.ID)
	}
	b.block = nil
}

// forgetBlock tells all workers that know a block that it is gone.
func (c *farCrew) forgetBlock(number uint64) {
	for _, s := range c.stations {
		s.mu.Lock()
		known := s.known[number]
		delete(s.known, number)
		s.mu.Unlock()
		if known {
			s.write(letter{wire.BlockLetter(wire.BlockGone, number, 0), -1})
		}
	}
}

// hear reads the worker's letters.
func (s *station) hear(w controlReader, theirs *foreign) {
	buf := make([]byte, 256)
	for {
		n, fd, err := w.Hear(buf)
		if err != nil || n == 0 {
			theirs.close()
			return
		}
		what, number, size, ok := wire.ReadBlockLetter(buf[:n])
		switch {
		case ok && what == wire.BlockNew && fd >= 0:
			theirs.add(number, fd, int(size))
			continue
		case ok && what == wire.BlockGone:
			theirs.drop(number)
		}
		if fd >= 0 {
			memory.CloseFD(fd)
		}
	}
}

type controlReader interface {
	Hear([]byte) (n, fd int, err error)
}

// resultBulk finds the bulk area of a result, and tells the worker afterwards that it can use the block again.
func (s *station) resultBulk(d *wire.Decoder) (done func(), err error) {
	number, n := d.Unseal()
	if d.Err() != nil || number == 0 {
		return func() {}, d.Err()
	}
	theirs := s.theirs
	theirs.reading.RLock()
	mem, err := theirs.mapped(number, memory.ReadOnly)
	if err != nil {
		theirs.reading.RUnlock()
		return nil, err
	}
	if n > uint64(len(mem)) {
		theirs.reading.RUnlock()
		return nil, fmt.Errorf("%w: bulk area of %d bytes in shared memory of %d", wire.ErrCorrupt, n, len(mem))
	}
	d.Bulk = mem[:n]
	return func() {
		theirs.reading.RUnlock()
		s.write(letter{wire.BlockLetter(wire.BlockFree, number, 0), -1})
	}, nil
}

// argumentBulk maps the bulk area of a batch's arguments. The mapping is the batch's own: what its tasks write stays there.
func (s *server) argumentBulk(b *workBatch, d *wire.Decoder) error {
	number, n := d.Unseal()
	if d.Err() != nil || number == 0 {
		return d.Err()
	}
	block, err := s.theirs.get(number)
	if err != nil {
		return err
	}
	if b.mem, err = memory.Map(block.fd, int(n), memory.Private); err != nil {
		return err
	}
	d.Bulk, d.Alias = b.mem, true
	return nil
}

// lodge puts the bulk area of results into a block, if it is large.
func (s *server) lodge(e *wire.Encoder) (number uint64) {
	n := e.BulkBytes()
	if n < segmentMin {
		return 0
	}
	block, err := s.depot.Get(n)
	if err != nil {
		return 0 // no shared memory: through the socket, or an error if that is too small
	}
	s.lentMu.Lock()
	known := s.lent[block.ID] != nil
	s.lent[block.ID] = block
	s.lentMu.Unlock()
	if !known {
		if err := s.host.Tell(wire.BlockLetter(wire.BlockNew, block.ID, uint64(len(block.Mem))), block.FD); err != nil {
			link.Die() // the program is gone
		}
	}
	e.CopyBulk(block.Mem)
	return block.ID
}

// returned takes a block back whose results the program has read.
func (s *server) returned(number uint64) {
	s.lentMu.Lock()
	block := s.lent[number]
	s.lentMu.Unlock()
	if block == nil {
		return
	}
	for _, old := range s.depot.Put(block) {
		s.lentMu.Lock()
		delete(s.lent, old.ID)
		s.lentMu.Unlock()
		_ = s.host.Tell(wire.BlockLetter(wire.BlockGone, old.ID, 0), -1)
	}
}

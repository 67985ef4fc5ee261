// Package memory is memory that processes share: anonymous files of the kernel (memfd), which have no name, no mount and no
// limit of /dev/shm, and vanish with their last descriptor.
//
// Writing a fresh file costs several times what writing a warm one costs, because the kernel has to find and clear every page.
// A Depot therefore keeps blocks for the next use.
package memory

import (
	"math/bits"
	"sync"
	"sync/atomic"
)

// A Block is shared memory, mapped in this process. It is sealed: nobody can shrink it under a reader.
type Block struct {
	ID  uint64 // unique in this process
	Mem []byte
	FD  int
}

var numbers atomic.Uint64

// A Depot keeps blocks that are free.
type Depot struct {
	mu    sync.Mutex
	free  []*Block
	bytes int
}

// What a depot keeps at most.
const (
	keepBlocks = 8
	keepBytes  = 512 << 20
)

// Get returns a block of at least n bytes: the smallest free one that is not wastefully large, or a new one.
func (d *Depot) Get(n int) (*Block, error) {
	d.mu.Lock()
	best := -1
	for i, b := range d.free {
		if len(b.Mem) >= n && len(b.Mem) <= 4*n && (best < 0 || len(b.Mem) < len(d.free[best].Mem)) {
			best = i
		}
	}
	if best >= 0 {
		b := d.free[best]
		d.free = append(d.free[:best], d.free[best+1:]...)
		d.bytes -= len(b.Mem)
		d.mu.Unlock()
		return b, nil
	}
	d.mu.Unlock()
	return New(roundUp(n))
}

// roundUp rounds a size up by at most an eighth, so that similar sizes share blocks.
func roundUp(n int) int {
	step := max(1<<max(bits.Len(uint(n))-4, 0), 1<<16)
	return (n + step - 1) / step * step
}

// Put gives a block back and returns the blocks that the depot then closed, so that others can forget them.
func (d *Depot) Put(b *Block) (closed []*Block) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.free = append(d.free, b)
	d.bytes += len(b.Mem)
	for len(d.free) > keepBlocks || d.bytes > keepBytes {
		old := d.free[0]
		d.free = d.free[1:]
		d.bytes -= len(old.Mem)
		old.Close()
		closed = append(closed, old)
	}
	return closed
}

// Close closes the free blocks.
func (d *Depot) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, b := range d.free {
		b.Close()
	}
	d.free, d.bytes = nil, 0
}

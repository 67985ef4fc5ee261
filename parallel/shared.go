package parallel

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"unsafe"

	"tandem/parallel/internal/memory"
	"tandem/parallel/internal/wire"
)

// A Number is what shared memory may hold.
type Number interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr |
		~float32 | ~float64 | ~complex64 | ~complex128
}

// Shared is a slice in memory that worker processes share with the program. A slice of it, 4 KiB or more, also as the data of a
// mat.Dense, travels as a reference: a worker reads and writes the very same memory, and nothing is copied. It outlives calls,
// until Close.
//
// Over MPI that holds on rank 0's machine. To each other machine the parts that its tasks use are copied, once: all workers there map
// the same copy, and parts travel again only if the program has written to them between calls. (Parts below 64 KiB travel with the
// task.) What a task writes there is seen by nobody else but tasks of the same chunk, and its slice is valid until it returns. See
// Stats.Copied.
//
// Go's garbage collector does not see this memory: nothing may use a slice of it after Close. Who writes what, and when, is
// up to the program, as with goroutines; what a task has written is there when its call returns.
type Shared[T Number] struct {
	data   []T
	region *region
	close  sync.Once
}

// A region is shared memory that slices may refer to.
type region struct {
	block  *memory.Block
	lo, hi uintptr
	pages  pageSums

	lent   int  // who reads it for copies; the lock of mirrors guards this and closed
	closed bool // free the block when lent is 0
}

// regions lists the shared memory of this process in the order of addresses.
var regions struct {
	sync.RWMutex
	list  []*region
	count atomic.Int32
}

// NewShared returns n zeros in shared memory; outside Linux in ordinary memory, which goroutines share anyway. It fails when n is
// negative or the machine has too little memory.
func NewShared[T Number](n int) (*Shared[T], error) {
	size := int(unsafe.Sizeof(*new(T)))
	if n < 0 || n > (1<<46)/size {
		return nil, fmt.Errorf("parallel: NewShared of %d elements of %d bytes: want 0 to %d", n, size, (1<<46)/size)
	}
	if n == 0 || runtime.GOOS != "linux" {
		return &Shared[T]{data: make([]T, n)}, nil
	}
	block, err := memory.New(n * size)
	if err != nil {
		return nil, fmt.Errorf("parallel: NewShared of %d elements of %d bytes: %w", n, size, err)
	}
	p := unsafe.Pointer(unsafe.SliceData(block.Mem))
	r := &region{block: block, lo: uintptr(p), hi: uintptr(p) + uintptr(len(block.Mem))}
	regions.Lock()
	defer regions.Unlock()
	i, _ := slices.BinarySearchFunc(regions.list, r.lo, func(r *region, lo uintptr) int {
		if r.lo < lo {
			return -1
		}
		return 1
	})
	regions.list = slices.Insert(regions.list, i, r)
	regions.count.Add(1)
	return &Shared[T]{data: unsafe.Slice((*T)(p), n), region: r}, nil
}

// Slice returns the memory. Its capacity is its length.
func (s *Shared[T]) Slice() []T { return s.data[:len(s.data):len(s.data)] }

// Close frees the memory. No slice of it may be used any more, here or in a task. Closing twice is no error.
func (s *Shared[T]) Close() error {
	s.close.Do(func() {
		s.data = nil
		if s.region == nil {
			return
		}
		regions.Lock()
		i := slices.Index(regions.list, s.region)
		regions.list = slices.Delete(regions.list, i, i+1)
		regions.count.Add(-1)
		regions.Unlock()
		forgetBlock(s.region.block.ID)
		s.region.dropMirrors()
	})
	return nil
}

// regionOf returns the region that holds [p, p+n), or nil.
func regionOf(p unsafe.Pointer, n int) *region {
	at := uintptr(p)
	regions.RLock()
	defer regions.RUnlock()
	i, _ := slices.BinarySearchFunc(regions.list, at, func(r *region, at uintptr) int {
		if r.hi <= at {
			return -1
		}
		return 1
	})
	if i == len(regions.list) || at < regions.list[i].lo || at+uintptr(n) > regions.list[i].hi {
		return nil
	}
	return regions.list[i]
}

func init() {
	wire.Lend = func(env any, p unsafe.Pointer, n int) (number, offset uint64, ok bool) {
		if regions.count.Load() == 0 {
			return 0, 0, false
		}
		switch env := env.(type) {
		case *station:
			r := regionOf(p, n)
			if r == nil {
				return 0, 0, false
			}
			offset = uint64(uintptr(p) - r.lo)
			if env.site != nil {
				number, ok = env.mirror(r, offset, uint64(n))
				return number, offset, ok
			}
			env.introduce(r.block.ID, len(r.block.Mem), r.block.FD)
			return r.block.ID, offset, true
		case *server:
			return env.borrowed(p, n)
		}
		return 0, 0, false
	}
	wire.Borrow = func(env any, number, offset, n uint64) (unsafe.Pointer, error) {
		var mem []byte
		var err error
		switch env := env.(type) {
		case *station: // a worker returns a part of what it was lent
			mem, err = lentMemory(number)
		case *server:
			if number&wire.Copied != 0 {
				return env.copied(number, offset, n)
			}
			mem, err = env.theirs.mapped(number, memory.Shared)
			regions.count.Store(1) // so that results are looked up
		default:
			err = errors.New("parallel: shared memory outside a worker")
		}
		if err == nil {
			err = bounds(mem, offset, n)
		}
		if err != nil {
			return nil, err
		}
		return unsafe.Pointer(&mem[offset]), nil
	}
}

func bounds(mem []byte, offset, n uint64) error {
	if n == 0 || offset > uint64(len(mem)) || n > uint64(len(mem))-offset {
		return fmt.Errorf("%w: [%d, +%d) of shared memory of %d bytes", wire.ErrCorrupt, offset, n, len(mem))
	}
	return nil
}

// lentMemory returns the program's own region with the given number.
func lentMemory(number uint64) ([]byte, error) {
	regions.RLock()
	defer regions.RUnlock()
	for _, r := range regions.list {
		if r.block.ID == number {
			return r.block.Mem, nil
		}
	}
	return nil, fmt.Errorf("%w: no shared memory number %d", wire.ErrCorrupt, number)
}

// borrowed tells whether [p, p+n) lies in memory that the program has lent to this worker.
func (s *server) borrowed(p unsafe.Pointer, n int) (number, offset uint64, ok bool) {
	f := s.theirs
	f.mu.Lock()
	defer f.mu.Unlock()
	for number, b := range f.blocks {
		if len(b.mem) == 0 {
			continue
		}
		lo := uintptr(unsafe.Pointer(unsafe.SliceData(b.mem)))
		if at := uintptr(p); at >= lo && at+uintptr(n) <= lo+uintptr(len(b.mem)) {
			return number, uint64(at - lo), true
		}
	}
	return 0, 0, false
}

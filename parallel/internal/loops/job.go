package loops

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// A job is one loop that helpers may join. Jobs are recycled; a helper with an old pointer finds the job closed, or
// joins whichever loop it is now, which is as good: the state holds all that joining depends on.
//
// Its state counts the helpers inside. Once it is closed nobody joins, and when the count then falls to zero the caller
// may recycle it. The plain fields are written only while it is closed and empty.
type job struct {
	state atomic.Int64
	_     [56]byte
	rest  atomic.Uint64 // the blocks that no share has taken: the first in the low half, the one after the last in the high half
	_     [56]byte

	base    int // helpers beyond base−1 are lent
	lo, n   int // the indices of the loop
	block   int // indices in a block: the grain, or a multiple of it
	bit     int // blocks in a runner's first share
	body    func(lo, hi int)
	slot    int
	failure atomic.Pointer[Failure]
	empty   chan struct{} // filled by the last helper if the caller is parked
}

// A state is, from the low end: helpers inside, Team.Most and Team.Base (16 bits each), and two flags.
const (
	inside    = 1<<16 - 1
	mostShift = 16
	baseShift = 32
	closed    = 1 << 48 // nobody may join
	parked    = 1 << 49 // the caller sleeps on empty
)

// A Failure is a panic of a helper's share.
type Failure struct {
	Value any
	Stack []byte // of the helper
}

var jobs = sync.Pool{New: func() any {
	j := &job{empty: make(chan struct{}, 1)}
	j.state.Store(closed)
	return j
}}

// join enters the job as a helper; index counts those who were inside. Only jobs that lack promised helpers are joined
// if needy is set.
func (j *job) join(needy bool) (index int, ok bool) {
	for {
		s := j.state.Load()
		if s&closed != 0 {
			return 0, false
		}
		most := int(s >> mostShift & inside)
		if needy {
			most = int(s >> baseShift & inside)
		}
		if index = int(s & inside); index >= most-1 {
			return 0, false
		}
		if j.state.CompareAndSwap(s, s+1) {
			return index, true
		}
	}
}

func (j *job) leave() {
	if s := j.state.Add(-1); s&(closed|parked|inside) == closed|parked {
		j.empty <- struct{}{}
	}
}

// wait closes the job and waits until no helper is inside: awake at first, for shares are short.
func (j *job) wait() {
	s := j.state.Or(closed) | closed
	if s&inside == 0 {
		return
	}
	start := now()
	for i := 0; ; i++ {
		if j.state.Load()&inside == 0 {
			return
		}
		if i%64 == 63 {
			d := now() - start
			if d > 4*shareGoal {
				break
			}
			if d > shareGoal {
				runtime.Gosched()
			}
		}
	}
	if j.state.Or(parked)&inside != 0 {
		<-j.empty
	}
}

// maxBlocks bounds what fits into half of rest.
const maxBlocks = 1 << 30

// fill sets the indices [lo, n) to be shared, in blocks of grain or, if these are too many to count, of several.
func (j *job) fill(lo, n, grain int) (blocks int) {
	j.lo, j.n, j.block = lo, n, grain
	blocks = (n-lo-1)/grain + 1
	if blocks > maxBlocks {
		j.block *= (blocks-1)/maxBlocks + 1
		blocks = (n-lo-1)/j.block + 1
	}
	j.rest.Store(uint64(blocks) << 32)
	return blocks
}

// claim takes up to bit blocks, from the front or from the back. left is what remains.
//
// The caller always takes from the front, the first helper from the back. When the next loop runs over the same data, as
// it does step by step in a matrix factorization, each finds its half in its own cache; from a common counter every
// share would as likely as not lie in another core's.
func (j *job) claim(bit int, front bool) (lo, hi, left int) {
	for {
		r := j.rest.Load()
		first, end := int(r&(1<<32-1)), int(r>>32)
		left = end - first
		if left == 0 {
			return j.n, j.n, 0
		}
		bit = min(bit, left)
		left -= bit
		lo = first
		if front {
			first += bit
		} else {
			end -= bit
			lo = end
		}
		if j.rest.CompareAndSwap(r, uint64(end)<<32|uint64(first)) {
			hi = j.lo + (lo+bit)*j.block
			return j.lo + lo*j.block, min(hi, j.n), left
		}
	}
}

// shares runs shares until none is left, a share fails, or stop says so. A share is made longer until it lasts about
// shareGoal, but never so long that the others could not even out the end.
func (j *job) shares(front bool, stop func() bool) {
	bit := j.bit
	start := now()
	for j.failure.Load() == nil {
		lo, hi, left := j.claim(bit, front)
		if left == 0 {
			j.state.Or(closed) // whoever came now would find nothing
		}
		if lo == hi {
			return
		}
		j.body(lo, hi)
		if left == 0 || stop != nil && stop() {
			return
		}
		t := now()
		bit = j.resize(bit, t-start, left)
		start = t
	}
}

func (j *job) resize(bit int, took time.Duration, left int) int {
	switch {
	case took < shareGoal/2:
		bit *= 2
	case took > 2*shareGoal:
		bit /= 2
	}
	runners := int(j.state.Load()&inside) + 1
	return max(1, min(bit, left/(2*runners)))
}

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
	next  atomic.Int64 // first index that no share has taken
	_     [56]byte

	base     int // helpers beyond base−1 are lent
	n, grain int
	bit      int // blocks in a runner's first share
	body     func(lo, hi int)
	slot     int
	failure  atomic.Pointer[Failure]
	empty    chan struct{} // filled by the last helper if the caller is parked
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

// shares runs shares until none is left, a share fails, or stop says so. A share is made longer until it lasts about
// shareGoal, but never so long that the others could not even out the end.
func (j *job) shares(stop func() bool) {
	bit := j.bit
	start := now()
	for j.failure.Load() == nil {
		step := bit * j.grain
		lo := int(j.next.Add(int64(step))) - step
		if lo >= j.n {
			j.state.Or(closed)
			return
		}
		hi := min(lo+step, j.n)
		j.body(lo, hi)
		if hi == j.n {
			j.state.Or(closed)
			return
		}
		if stop != nil && stop() {
			return
		}
		t := now()
		bit = j.resize(bit, t-start, hi)
		start = t
	}
}

func (j *job) resize(bit int, took time.Duration, done int) int {
	switch {
	case took < shareGoal/2:
		bit *= 2
	case took > 2*shareGoal:
		bit /= 2
	}
	left := (j.n - done) / j.grain
	runners := int(j.state.Load()&inside) + 1
	return max(1, min(bit, left/(2*runners)))
}

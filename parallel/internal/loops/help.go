package loops

import (
	"errors"
	"runtime"
	"runtime/debug"
	"time"
)

// shared runs the rest of a loop together with the helpers that come.
func (c *Crew) shared(t Team, lo, n, grain int, body func(lo, hi int)) {
	if n-lo <= grain { // one share is left: a helper would come in vain
		body(lo, n)
		return
	}
	j := jobs.Get().(*job)
	blocks := j.fill(lo, n, grain)
	j.body, j.base = body, t.Base
	j.bit = max(1, min(blocks/(8*t.Most), blocks/64))
	j.failure.Store(nil)
	j.state.Store(int64(t.Most)<<mostShift | int64(t.Base)<<baseShift)
	if !c.board.post(j) {
		j.state.Store(closed)
		jobs.Put(j)
		body(lo, n)
		return
	}
	normal := false
	defer func() {
		if !normal {
			j.failure.CompareAndSwap(nil, &Failure{}) // the caller's own panic: helpers need not go on
		}
		j.wait()
		c.board.remove(j)
		f := j.failure.Load()
		j.body = nil
		jobs.Put(j)
		if normal && f != nil {
			c.failure.Store(f)
			panic(f.Value)
		}
	}()
	c.wakeFor(j)
	j.shares(true, func() bool { c.wakeFor(j); return false })
	normal = true
}

// wakeFor wakes up to two helpers if j has room for more than are awake or on their way. Helpers that join do the same,
// so that many wake in a few rounds and no caller pays for all.
func (c *Crew) wakeFor(j *job) {
	s := j.state.Load()
	room := int(s>>mostShift&inside) - 1 - int(s&inside)
	for range min(2, room-int(c.awake.Load())-int(c.starting.Load())) {
		if s&closed != 0 || c.ledger.TaskWaits() {
			return
		}
		i := c.ledger.Try()
		if i < 0 {
			return
		}
		c.starting.Add(1)
		c.regret()
		go c.helpers[i]()
	}
}

// regret sets how long helpers wait for work, as one is woken. If another gave up only just before, longer waiting would
// have been cheaper, so that is doubled; after a long pause it would have been in vain: halved. A waiting helper burns a
// core that nobody has asked for, and a woken one comes too late for a loop of 100 µs and costs its caller several.
func (c *Crew) regret() {
	p := time.Duration(c.patience.Load())
	if now()-time.Duration(c.parting.Load()) < mostAwake {
		p = min(2*p+stayAwake, mostAwake-stayAwake)
	} else {
		p /= 2
	}
	c.patience.Store(int64(p))
}

// help is a helper on token i: it joins loops until none has come for a while or its token is wanted.
func (c *Crew) help(i int) {
	c.starting.Add(-1)
	joined, whole := false, false
	defer func() {
		if !whole { // a body ended this goroutine with runtime.Goexit
			c.ledger.Give(i)
		}
	}()
	for {
		j, index := c.board.pick(i)
		if j == nil {
			if j, index = c.spin(i); j == nil {
				break
			}
		}
		joined = true
		c.wakeFor(j)
		if !c.runShares(j, index) {
			break
		}
	}
	whole = true
	c.ledger.Give(i)
	if joined {
		c.wasted.Store(0)
	} else if w := c.wasted.Load(); w < 1<<10 {
		c.wasted.CompareAndSwap(w, 2*w+1)
	}
}

// spin waits, awake and with the token in hand, for a job to join. It returns nil when none came or the token is wanted.
func (c *Crew) spin(i int) (*job, int) {
	c.awake.Add(1)
	defer c.awake.Add(-1)
	start := now()
	yielded := start
	patience := stayAwake + time.Duration(c.patience.Load())
	for {
		for range 64 {
			if c.board.open.Load() != 0 {
				if j, index := c.board.pick(i); j != nil {
					return j, index
				}
			}
			for range 16 {
				// a pause, so that the board's cache line is not asked for all the time
			}
		}
		t := now()
		if t-start > patience {
			c.parting.Store(int64(t))
			return nil, 0
		}
		if c.ledger.TaskWaits() || c.ledger.ShareWaits() {
			return nil, 0
		}
		if t-yielded > stayAwake/8 {
			runtime.Gosched() // other goroutines of this process may be ready and find no thread
			yielded = now()
		}
	}
}

// runShares runs shares of j and reports whether the helper may keep its token for another job.
func (c *Crew) runShares(j *job, index int) (keep bool) {
	normal := false
	defer func() {
		if !normal {
			f := &Failure{Value: recover(), Stack: debug.Stack()}
			if f.Value == nil {
				f.Value = errGoexit
			}
			j.failure.CompareAndSwap(nil, f)
		}
		j.leave()
	}()
	lent := index >= j.base-1
	keep = true
	scheduled := now()
	j.shares(index%2 == 1, func() bool {
		if t := now(); t-scheduled > forget {
			runtime.Gosched() // whoever waits for this core may need its thread to say so
			scheduled = now()
		}
		if c.ledger.TaskWaits() || lent && c.ledger.ShareWaits() {
			keep = false
		}
		return !keep || lent && c.board.needs()
	})
	normal = true
	return keep
}

var errGoexit = errors.New("parallel: the body of a For called runtime.Goexit")

// StackOf returns the helper's stack of the latest panic that For passed on, if v is its value.
func (c *Crew) StackOf(v any) []byte {
	f := c.failure.Load()
	if f == nil || !same(f.Value, v) {
		return nil
	}
	return f.Stack
}

// same compares two panic values; values of types that cannot be compared differ.
func same(a, b any) (equal bool) {
	defer func() { _ = recover() }()
	return a == b
}

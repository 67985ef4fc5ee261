// Package ledger keeps the core tokens of a process tree: one word of shared memory per core, which holds its owner.
//
// Whoever computes holds a token. A worker of a pool takes one before a task and gives it up while the task waits; an
// inner loop borrows idle ones for its helpers. Since a token is set by compare-and-swap and there are as many as cores,
// no more shares of work run than there are cores, in all processes together.
//
// A word is 0 (idle) or names its owner: process id and start time, so that a recycled id is not mistaken for a living
// owner. When a process dies with tokens, whoever waits for one finds the dead owner and clears its words. Nothing else
// in the page has to be right for that: the two "wanted" words are times up to which somebody is known to wait, so that
// they run out by themselves when the waiter dies.
//
// The page is a memfd, which worker processes inherit (File, Attach). Where there is none, the ledger is memory of this
// process alone, and so are its workers.
//
// How a pool uses it:
//
//	hold := ledger.NewHold(l)
//	if err := hold.Take(ctx); err != nil { ... }      // before the first task; the worker then keeps it while tasks follow each other
//	ctx = parallel's context with the hold            // so that waiting verbs find it
//	fn(ctx, arg)                                      // a nested Map, Future.Get, Queue.Put run inside hold.Pause
//	hold.Give()                                       // before blocking for the next task
//
// A pool whose plan has more workers than the ledger has tokens wants its workers to take turns waiting for something
// other than a core: they run without holds.
package ledger

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// Words of the page, by index. The first line is control, owners follow.
const (
	magicWord  = 0 // identifies the format
	sizeWord   = 1 // number of tokens
	taskWord   = 2 // somebody waits for a token to run a task, until this time
	shareWord  = 3 // an inner loop has fewer helpers than its plan promised, until this time
	firstOwner = 8
	magic      = 0x54616e64656d0001 // "Tandem", version 1
)

// MaxSize is the most tokens a ledger can have.
const MaxSize = 4096 - firstOwner

// A Ledger is one process's view of the tokens. It is safe for concurrent use.
type Ledger struct {
	page   []uint64
	owners []uint64
	self   uint64   // this process, as owner words name it
	file   *os.File // the memfd; nil where the page is private

	waiting atomic.Int32 // length of queue, readable without the lock
	mu      sync.Mutex
	queue   []chan int // waiters of this process, longest first: they are handed tokens directly
}

// New makes a ledger of size tokens, all idle. It is shared with worker processes where the system can do that.
func New(size int) *Ledger {
	if size < 1 || size > MaxSize {
		panic(fmt.Sprintf("ledger: size %d: it must lie between 1 and %d", size, MaxSize))
	}
	page, file := newPage(firstOwner + size)
	l := &Ledger{page: page, owners: page[firstOwner : firstOwner+size], self: selfWord(), file: file}
	page[sizeWord] = uint64(size)
	atomic.StoreUint64(&page[magicWord], magic)
	return l
}

// Attach opens the ledger that a parent process passed as an open file. It takes over the file.
func Attach(file *os.File) (*Ledger, error) {
	page, err := mapPage(file)
	if err != nil {
		return nil, fmt.Errorf("ledger: attach: %w", err)
	}
	size := page[sizeWord]
	if page[magicWord] != magic || size < 1 || firstOwner+size > uint64(len(page)) {
		return nil, fmt.Errorf("ledger: attach: no ledger (first word %#x, size %d)", page[magicWord], size)
	}
	return &Ledger{page: page, owners: page[firstOwner : firstOwner+size], self: selfWord(), file: file}, nil
}

// File is the memfd to pass to a worker process, nil if the ledger cannot be shared.
func (l *Ledger) File() *os.File { return l.file }

// Size is the number of tokens.
func (l *Ledger) Size() int { return len(l.owners) }

// Idle reports whether a token is idle at the moment.
func (l *Ledger) Idle() bool {
	for i := range l.owners {
		if atomic.LoadUint64(&l.owners[i]) == 0 {
			return true
		}
	}
	return false
}

// Busy counts the tokens that are held, by any process.
func (l *Ledger) Busy() int {
	n := 0
	for i := range l.owners {
		if atomic.LoadUint64(&l.owners[i]) != 0 {
			n++
		}
	}
	return n
}

// Try takes an idle token and returns its index, or −1 if there is none.
func (l *Ledger) Try() int {
	for i := range l.owners {
		if atomic.LoadUint64(&l.owners[i]) == 0 && atomic.CompareAndSwapUint64(&l.owners[i], 0, l.self) {
			return i
		}
	}
	return -1
}

// Give returns token i. It panics if this process does not hold it: a token given twice would let two shares run on it.
func (l *Ledger) Give(i int) {
	if l.waiting.Load() > 0 && l.handOver(i) {
		return
	}
	if !atomic.CompareAndSwapUint64(&l.owners[i], l.self, 0) {
		panic(fmt.Sprintf("ledger: token %d given by a process that does not hold it", i))
	}
}

// handOver passes token i to the longest waiter of this process; the word does not change.
func (l *Ledger) handOver(i int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.queue) == 0 {
		return false
	}
	l.queue[0] <- i
	l.dequeue(0)
	return true
}

func (l *Ledger) dequeue(k int) {
	l.queue = append(l.queue[:k], l.queue[k+1:]...)
	l.waiting.Store(int32(len(l.queue)))
}

// Take waits for a token. While it waits, borrowers in all processes see Wanted and give theirs back.
func (l *Ledger) Take(ctx context.Context) (int, error) {
	if i := l.Try(); i >= 0 {
		return i, nil
	}
	mine := make(chan int, 1)
	l.mu.Lock()
	l.queue = append(l.queue, mine)
	l.waiting.Store(int32(len(l.queue)))
	l.mu.Unlock()
	l.want(taskWord)
	// Tokens of this process come through the channel. Those of others are polled for: at first every 50 µs, for a
	// borrower gives back soon, then every millisecond, for then tasks hold them all.
	pause := 50 * time.Microsecond
	timer := time.NewTimer(0)
	defer timer.Stop()
	for tries := 0; ; tries++ {
		select {
		case i := <-mine:
			return i, nil
		case <-ctx.Done():
			if i := l.leave(mine); i >= 0 {
				l.Give(i)
			}
			return -1, ctx.Err()
		case <-timer.C:
		}
		l.want(taskWord)
		if i := l.Try(); i >= 0 {
			if handed := l.leave(mine); handed >= 0 {
				l.Give(handed)
			}
			return i, nil
		}
		if tries%16 == 15 {
			l.Reclaim()
		}
		timer.Reset(pause)
		pause = min(2*pause, time.Millisecond)
	}
}

// leave takes a waiter out of the queue; if it was handed a token meanwhile, leave returns that, else −1.
func (l *Ledger) leave(mine chan int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k, c := range l.queue {
		if c == mine {
			l.dequeue(k)
			return -1
		}
	}
	return <-mine // handOver filled it under the lock
}

// wantedFor is how long one call keeps a "wanted" word up. Waiters renew it about every millisecond.
const wantedFor = 3 * time.Millisecond

func (l *Ledger) want(word int) {
	atomic.StoreUint64(&l.page[word], uint64(time.Now().Add(wantedFor).UnixNano()))
}

func (l *Ledger) wanted(word int) bool {
	until := atomic.LoadUint64(&l.page[word])
	if until == 0 {
		return false
	}
	now := uint64(time.Now().UnixNano())
	if now < until && until-now <= uint64(wantedFor) { // a clock that was set back must not keep it up
		return true
	}
	atomic.CompareAndSwapUint64(&l.page[word], until, 0)
	return false
}

// TaskWaits reports whether somebody waits for a token to run a task. Borrowers then give theirs back.
func (l *Ledger) TaskWaits() bool { return l.wanted(taskWord) }

// WantShare says that an inner loop has fewer helpers than its plan promised.
func (l *Ledger) WantShare() { l.want(shareWord) }

// ShareWaits reports whether an inner loop somewhere has fewer helpers than its plan promised. Who has borrowed more
// than its own plan promised then gives that back.
func (l *Ledger) ShareWaits() bool { return l.wanted(shareWord) }

// Reclaim clears the tokens of processes that are dead, and returns how many it cleared.
func (l *Ledger) Reclaim() int {
	cleared := 0
	known := map[uint64]bool{l.self: false}
	for i := range l.owners {
		w := atomic.LoadUint64(&l.owners[i])
		if w == 0 {
			continue
		}
		dead, asked := known[w]
		if !asked {
			dead = isDead(w)
			known[w] = dead
		}
		if dead && atomic.CompareAndSwapUint64(&l.owners[i], w, 0) {
			cleared++
		}
	}
	return cleared
}

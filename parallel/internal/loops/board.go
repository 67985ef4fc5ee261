package loops

import (
	"math/bits"
	"sync/atomic"
)

// A board shows the loops that helpers may join. One word says which slots are filled, so that a helper that spins
// watches a single cache line.
type board struct {
	open  atomic.Uint64
	slots [64]atomic.Pointer[job]
}

// post shows j and reports whether there was one.
func (b *board) post(j *job) bool {
	for s := range b.slots {
		if b.slots[s].Load() == nil && b.slots[s].CompareAndSwap(nil, j) {
			j.slot = s
			b.open.Or(1 << s)
			return true
		}
	}
	return false
}

// remove takes j down. It is closed by then.
func (b *board) remove(j *job) {
	b.open.And(^(uint64(1) << j.slot))
	b.slots[j.slot].Store(nil)
}

// pick joins a job, one that lacks promised helpers if there is any; helpers look from different slots on.
func (b *board) pick(helper int) (j *job, index int) {
	for _, needy := range [...]bool{true, false} {
		open := b.open.Load()
		for rotated := bits.RotateLeft64(open, -(helper % 64)); rotated != 0; rotated &= rotated - 1 {
			s := (bits.TrailingZeros64(rotated) + helper) % 64
			if j := b.slots[s].Load(); j != nil {
				if index, ok := j.join(needy); ok {
					return j, index
				}
			}
		}
	}
	return nil, 0
}

// needs reports whether some job lacks promised helpers.
func (b *board) needs() bool {
	for open := b.open.Load(); open != 0; open &= open - 1 {
		if j := b.slots[bits.TrailingZeros64(open)].Load(); j != nil {
			s := j.state.Load()
			if s&closed == 0 && s&inside < s>>baseShift&inside-1 {
				return true
			}
		}
	}
	return false
}

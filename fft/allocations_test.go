package fft

import (
	"sync"
	"testing"
)

// steady returns the allocations of one call once recycled buffers exist: the least of several counts, for a garbage
// collection between two calls takes the buffers away. Under the race detector a sync.Pool drops what it is given at random;
// there it returns 0.
func steady(f func()) float64 {
	var p sync.Pool
	for range 100 {
		p.Put(new(int))
		if p.Get() == nil {
			return 0
		}
	}
	least := testing.AllocsPerRun(5, f)
	for range 4 {
		if least > 0 {
			least = min(least, testing.AllocsPerRun(5, f))
		}
	}
	return least
}

package fft

import (
	"container/list"
	"sync"

	"tandem/parallel/simd"
)

// The functions that take no plan keep the plans they made, so that a loop over FFT plans once. What is kept is bounded by
// number and by size: the least recently used go first.
const (
	cachePlans  = 64
	cachePoints = 1 << 23 // about 256 MiB of roots at most
)

type cacheKey struct {
	n    int
	kind planKind
	tier simd.Tier
}

type planKind int

const (
	complexPlan planKind = iota
	complexPlan32
	realPlan
	realPlan32
	trigPlan                  // kinds I to IV, of cosines and of sines
	trigPlan32 = trigPlan + 8 // the same
)

type planCache struct {
	mu     sync.Mutex
	plans  map[cacheKey]*list.Element
	recent *list.List // of cacheEntry, most recent first
	points int
}

type cacheEntry struct {
	key  cacheKey
	plan any
}

var plans = planCache{plans: map[cacheKey]*list.Element{}, recent: list.New()}

// cached returns the plan for n, from the cache or made by build. Two goroutines that miss at once both build; one of the
// plans stays.
func cached[P any](n int, kind planKind, build func(int) (P, error)) (P, error) {
	key := cacheKey{n, kind, simd.Active()}
	plans.mu.Lock()
	if e, ok := plans.plans[key]; ok {
		plans.recent.MoveToFront(e)
		p := e.Value.(cacheEntry).plan.(P)
		plans.mu.Unlock()
		return p, nil
	}
	plans.mu.Unlock()
	p, err := build(n)
	if err != nil {
		return p, err
	}
	plans.add(key, p)
	return p, nil
}

func (c *planCache) add(key cacheKey, plan any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.plans[key]; ok || key.n > cachePoints {
		return
	}
	c.plans[key] = c.recent.PushFront(cacheEntry{key, plan})
	c.points += key.n
	for len(c.plans) > cachePlans || c.points > cachePoints {
		last := c.recent.Back()
		k := c.recent.Remove(last).(cacheEntry).key
		delete(c.plans, k)
		c.points -= k.n
	}
}

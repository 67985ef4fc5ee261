package tridiagonal

import (
	"runtime"
	"sync/atomic"

	"tandem/parallel"
)

// A reduction makes one short product after another, tens of microseconds each, over rows that stay where they are: each
// core should meet the rows again that its cache holds, and starting a goroutine per product would cost as much as the
// product. So a crew stays together for about a millisecond of products: whoever enters first leads and does everything
// that is serial, the others take shares of the products that the leader publishes, each beginning at a corner of its
// own. The leader never depends on them: it does what nobody claimed. When no product comes, a helper goes home, and so
// a core that is wanted elsewhere is given back.

// maxShares bounds the shares of one product.
const maxShares = 8

type crew struct {
	size    int64
	work    func(share int)
	product atomic.Int64            // the current product: 16·number + count of shares
	left    atomic.Int64            // shares of it that are not finished
	claimed [maxShares]paddedNumber // number of the last product for which the share was claimed
	entered atomic.Int64
	closed  atomic.Bool
}

// paddedNumber keeps claims off one another's cache lines.
type paddedNumber struct {
	atomic.Int64
	_ [56]byte
}

// patience is the number of looks a helper takes before it goes home.
const patience = 1 << 14

// together runs lead on one member of the team, while the others help with what it passes to c.share.
func together(t parallel.Team, lead func(c *crew)) {
	c := &crew{size: int64(min(t.Threads(), maxShares))}
	t.For(int(c.size), 1, func(lo, hi int) {
		for range hi - lo {
			me := c.entered.Add(1) - 1
			if me == 0 {
				func() {
					defer c.closed.Store(true)
					lead(c)
				}()
			} else {
				c.help(me)
			}
		}
	})
}

// share runs work for every share < count, at most maxShares. Only the leader calls it.
func (c *crew) share(count int, work func(share int)) {
	if count == 1 || c.size == 1 {
		for i := range count {
			work(i)
		}
		return
	}
	c.work = work
	c.left.Store(int64(count))
	number := c.product.Load()>>4 + 1
	c.product.Store(number<<4 | int64(count))
	c.take(number, 0, int64(count))
	for looks := 1; c.left.Load() > 0; looks++ {
		if looks%256 == 0 {
			runtime.Gosched()
		}
	}
}

// take works through the shares that are free, from first on and around. A share claimed keeps the leader at this product
// until it is done, so c.work belongs to it.
func (c *crew) take(number, first, count int64) {
	for i := range count {
		s := (first + i) % count
		if old := c.claimed[s].Load(); old < number && c.claimed[s].CompareAndSwap(old, number) {
			func() {
				defer c.left.Add(-1) // also when work panics, so that the leader does not wait for ever
				c.work(int(s))
			}()
		}
	}
}

// help takes shares until the crew is closed or nothing comes.
func (c *crew) help(me int64) {
	seen := int64(0)
	for looks := 1; looks < patience && !c.closed.Load(); looks++ {
		if p := c.product.Load(); p != seen {
			seen, looks = p, 0
			c.take(p>>4, me*(p&15)/c.size, p&15)
		}
		if looks%256 == 255 {
			runtime.Gosched()
		}
	}
}

// A Crew is for reductions outside this package.
type Crew = crew

// Together runs lead on one member of the team, while the others help with what it passes to Share.
func Together(t parallel.Team, lead func(c *Crew)) { together(t, lead) }

// Share runs work for every share < count, at most 8. Only lead calls it.
func (c *crew) Share(count int, work func(share int)) { c.share(count, work) }

// Package loops runs the shares of one loop on the cores that are idle at the moment.
//
// A loop's caller runs shares itself. Helpers are goroutines of this process, each on a core token borrowed from the
// ledger of the process tree. A helper that has finished looks for the next loop for a while (spins) with its token in
// hand, because waking a sleeping thread takes about 100 µs and back-to-back loops are often shorter; then it gives the
// token back and ends. How long it waits follows from the loops that come: longer when helpers are called back soon after
// they left. It gives the token back at the next border of shares when a task waits for a core, so a token is borrowed
// for about as long as one share, which is made to last well under a millisecond where the grain allows that.
//
// Whether a helper is worth waking is decided as a skier decides between hiring and buying: loops first run alone, and
// when the time that helpers could have shared reaches the price of waking one, one is woken. No loop size has to be
// declared, and a loop of a few nanoseconds is never slowed down by help.
//
// Borders of shares are multiples of the grain, whoever runs them and however long they are, so the split cannot show in
// the result of a body that treats grain-sized blocks alike.
package loops

import (
	"math/rand/v2"
	"sync/atomic"
	"time"

	"tandem/parallel/internal/ledger"
)

// Times that the crew plays with; measured on a 2-core virtual machine, see loops_test.go.
const (
	wakePrice = 50 * time.Microsecond  // lone work that must have been seen before a helper is woken
	stayAwake = 100 * time.Microsecond // how long a helper without a loop spins at the least
	mostAwake = 2 * time.Millisecond   // and at the most
	shareGoal = 50 * time.Microsecond  // length of a share, where the grain allows it
	tiny      = 2 * time.Microsecond   // a loop this short is not worth sharing even with helpers awake
	forget    = time.Millisecond       // loops further apart than this do not add up
)

// A Crew is the helpers of this process on one ledger. It is safe for concurrent use.
type Crew struct {
	ledger  *ledger.Ledger
	helpers []func() // helpers[i] runs a helper on token i; made once so that waking one allocates nothing
	board   board

	awake    atomic.Int32 // helpers that spin
	starting atomic.Int32 // helpers woken that do not run yet
	wasted   atomic.Int32 // how often not to wake eagerly: doubles with every helper that came for nothing
	brief    atomic.Bool  // the latest timed loop without helpers was short
	patience atomic.Int64 // how long helpers without a loop spin, less stayAwake
	parting  atomic.Int64 // when one last gave up
	credit   atomic.Int64 // lone nanoseconds of recent loops
	creditAt atomic.Int64 // when credit was last added to

	failure atomic.Pointer[Failure]
}

// New returns the crew on a ledger.
func New(l *ledger.Ledger) *Crew {
	c := &Crew{ledger: l, helpers: make([]func(), l.Size())}
	for i := range c.helpers {
		c.helpers[i] = func() { c.help(i) }
	}
	return c
}

// Ledger is the ledger the crew borrows from.
func (c *Crew) Ledger() *ledger.Ledger { return c.ledger }

// A Team says what one loop may use.
type Team struct {
	Most int  // shares that may run at once, the caller's included
	Base int  // of these, how many the plan promised; the others are lent and return when another loop lacks promised ones
	Held bool // the caller holds a core token
}

// For calls body on ranges that cover [0, n), each once, with borders at multiples of grain, and returns when all are
// done. n and grain are positive. A panic of body reappears in the caller.
func (c *Crew) For(t Team, n, grain int, body func(lo, hi int)) {
	blocks := (n-1)/grain + 1
	t.Most = min(t.Most, blocks)
	if t.Most <= 1 {
		body(0, n)
		return
	}
	if !t.Held {
		c.forUnheld(t, blocks, n, grain, body)
		return
	}
	c.forHeld(t, blocks, n, grain, body)
}

// forUnheld lends the caller a token for the loop, if there is one; if not, the loop runs anyway, but alone.
func (c *Crew) forUnheld(t Team, blocks, n, grain int, body func(lo, hi int)) {
	i := c.ledger.Try()
	if i < 0 {
		body(0, n)
		return
	}
	defer c.ledger.Give(i)
	c.forHeld(t, blocks, n, grain, body)
}

func (c *Crew) forHeld(t Team, blocks, n, grain int, body func(lo, hi int)) {
	lo := 0
	// A helper on its way counts as one that is awake: it has the token that is no longer idle.
	near := c.awake.Load() > 0 || c.starting.Load() > 0
	if !near && !c.ledger.Idle() {
		if lo = c.alone(t, blocks, n, grain, body); lo >= n {
			return
		}
	}
	if near {
		if lo = c.taste(lo, n, grain, body); lo >= n {
			return
		}
	} else if lo = c.cold(lo, n, grain, body); lo >= n {
		return
	}
	c.shared(t, lo, n, grain, body)
}

// alone runs the loop while no core is idle, in a few steps so that a core that becomes idle can help with the rest. It
// returns where it stopped. A loop that was promised helpers asks for them when it turns out to be long; since the clock
// costs more than the rest of this, it is read only every 16th time after a short loop.
func (c *Crew) alone(t Team, blocks, n, grain int, body func(lo, hi int)) int {
	const steps = 6
	step := max(1, blocks/steps) * grain
	timed := t.Base > 1 && (!c.brief.Load() || rand.Uint32()%16 == 0)
	var start time.Duration
	if timed {
		start = now()
	}
	for lo := 0; ; {
		hi := min(lo+step, n)
		body(lo, hi)
		lo = hi
		if lo >= n || c.awake.Load() > 0 || c.ledger.Idle() {
			if timed && lo >= n {
				if brief := now()-start < tiny; brief != c.brief.Load() {
					c.brief.Store(brief)
				}
			}
			return lo
		}
		if timed && c.starting.Load() == 0 && now()-start > shareGoal/4 {
			c.ledger.WantShare()
		}
	}
}

// taste runs the first bit of a loop of many blocks to see whether it is too short to share: then it runs all of it.
func (c *Crew) taste(lo, n, grain int, body func(lo, hi int)) int {
	blocks := (n - lo - 1) / grain
	if blocks < 64 {
		return lo
	}
	bit := max(1, blocks/256)
	start := now()
	body(lo, lo+bit*grain)
	lo += bit * grain
	if (now()-start)*time.Duration(blocks/bit) < tiny {
		body(lo, n)
		return n
	}
	return lo
}

// cold runs the loop while helpers would have to be woken first, until the lone time of this and the loops shortly
// before is worth that. Loops of few blocks, which are long as a rule, wake at once unless that was in vain of late.
func (c *Crew) cold(lo, n, grain int, body func(lo, hi int)) int {
	blocks := (n-lo-1)/grain + 1
	if blocks < 16 {
		w := c.wasted.Load()
		if w == 0 {
			return lo
		}
		c.wasted.CompareAndSwap(w, w-1)
	}
	start := now()
	credit := time.Duration(c.credit.Load())
	if start-time.Duration(c.creditAt.Load()) > forget {
		credit = 0
	}
	bit := max(1, blocks/256)
	for last := start; ; {
		hi := min(lo+bit*grain, n)
		body(lo, hi)
		lo = hi
		t := now()
		if lo >= n {
			c.credit.Store(int64(min(credit+t-start, wakePrice)))
			c.creditAt.Store(int64(t))
			return lo
		}
		if t-start > forget {
			c.wasted.Store(0) // so long a loop should have been shared at once: what was in vain before is nothing beside it
		}
		if credit+t-start >= wakePrice {
			return lo
		}
		if t-last < shareGoal/4 {
			bit *= 2
		}
		last = t
	}
}

// now is the time since the program started; it is the cheapest clock that Go has.
func now() time.Duration { return time.Since(birth) }

var birth = time.Now()

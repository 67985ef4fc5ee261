package loops

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tandem/parallel/internal/ledger"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// work takes about d of one core.
func work(d time.Duration) {
	for start := time.Now(); time.Since(start) < d; {
	}
}

// meter counts the shares that run at once.
type meter struct{ now, most atomic.Int32 }

func (m *meter) in() {
	n := m.now.Add(1)
	for old := m.most.Load(); n > old && !m.most.CompareAndSwap(old, n); old = m.most.Load() {
	}
}
func (m *meter) out() { m.now.Add(-1) }

func TestForCoversOnceAtGrainBorders(t *testing.T) {
	for _, size := range []int{1, 2, 4} {
		c := New(ledger.New(size))
		for _, held := range []bool{false, true} {
			for _, most := range []int{1, 2, 7} {
				for _, n := range []int{1, 2, 5, 64, 1000, 4096} {
					for _, grain := range []int{1, 3, 64} {
						for _, d := range []time.Duration{0, 300 * time.Microsecond / time.Duration(n)} {
							token := -1
							if held {
								token = c.ledger.Try()
							}
							seen := make([]atomic.Int32, n)
							c.For(Team{most, most, held}, n, grain, func(lo, hi int) {
								if lo%grain != 0 || hi%grain != 0 && hi != n || lo >= hi {
									t.Errorf("n=%d grain=%d: share [%d, %d)", n, grain, lo, hi)
								}
								for i := lo; i < hi; i++ {
									seen[i].Add(1)
									if d > 0 {
										work(d)
									}
								}
							})
							if token >= 0 {
								c.ledger.Give(token)
							}
							for i := range seen {
								if k := seen[i].Load(); k != 1 {
									t.Fatalf("size=%d held=%v most=%d n=%d grain=%d: index %d ran %d times", size, held, most, n, grain, i, k)
								}
							}
						}
					}
				}
			}
		}
	}
}

func TestNoMoreSharesThanTokens(t *testing.T) {
	for _, size := range []int{1, 2, 3} {
		l := ledger.New(size)
		c := New(l)
		var m meter
		var wg sync.WaitGroup
		for w := range 6 { // more tasks than tokens, some with loops in loops
			wg.Go(func() {
				h := ledger.NewHold(l)
				for range 10 {
					if err := h.Take(t.Context()); err != nil {
						t.Error(err)
						return
					}
					c.For(Team{4, 2, true}, 40, 1, func(lo, hi int) {
						if w%2 == 0 {
							c.For(Team{4, 2, true}, 40, 1, func(lo, hi int) {
								m.in()
								work(2 * time.Microsecond)
								m.out()
							})
							return
						}
						m.in()
						work(30 * time.Microsecond)
						m.out()
					})
					h.Give()
				}
			})
		}
		wg.Wait()
		if got := m.most.Load(); got > int32(size) {
			t.Errorf("size %d: %d shares ran at once", size, got)
		}
		for end := time.Now().Add(30 * time.Second); l.Busy() > 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		if b := l.Busy(); b != 0 {
			t.Errorf("size %d: %d tokens lost", size, b)
		}
	}
}

func TestIdleCoresHelp(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one processor")
	}
	c := New(ledger.New(2))
	var m meter
	c.For(Team{2, 2, false}, 200000, 1, func(lo, hi int) {
		for range hi - lo {
			if m.most.Load() == 2 {
				return
			}
			m.in()
			work(100 * time.Microsecond)
			m.out()
		}
	})
	if m.most.Load() != 2 {
		t.Errorf("a loop of 20 s on 2 idle tokens ran %d shares at once", m.most.Load())
	}
}

func TestACoreThatFallsIdleJoinsARunningLoop(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one processor")
	}
	l := ledger.New(2)
	c := New(l)
	mine, other := l.Try(), l.Try()
	time.AfterFunc(2*time.Millisecond, func() { l.Give(other) })
	var m meter
	c.For(Team{2, 1, true}, 200000, 1, func(lo, hi int) {
		for range hi - lo {
			if m.most.Load() == 2 {
				return
			}
			m.in()
			work(100 * time.Microsecond)
			m.out()
		}
	})
	l.Give(mine)
	if m.most.Load() != 2 {
		t.Errorf("%d shares at once after a core fell idle, want 2", m.most.Load())
	}
}

// Loops of 100 µs with serial work between them, as a matrix factorization has: the helper must stay for the next one. Its
// waking takes about as long as such a loop, so one that was woken for each would nearly always come too late.
func TestHelpersStayForTheNextLoop(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one processor")
	}
	const loops = 200
	fewest := loops
	for try := 0; try < 50 && fewest > loops/4; try++ { // on a busy machine a helper may be away for long
		c := New(ledger.New(2))
		var woken atomic.Int32
		for i := range c.helpers {
			c.helpers[i] = func() {
				woken.Add(1)
				c.help(i)
			}
		}
		for range loops {
			c.For(Team{2, 2, false}, 32, 1, func(lo, hi int) { work(time.Duration(hi-lo) * 3 * time.Microsecond) })
			work(150 * time.Microsecond)
		}
		fewest = min(fewest, int(woken.Load()))
	}
	if fewest > loops/4 {
		t.Errorf("helpers were woken %d times for %d loops", fewest, loops)
	}
}

func TestHelpersLeaveInTheEnd(t *testing.T) {
	c := New(ledger.New(2))
	for range 300 {
		c.For(Team{2, 2, false}, 64, 1, func(lo, hi int) { work(time.Duration(hi-lo) * 2 * time.Microsecond) })
	}
	for end := time.Now().Add(30 * time.Second); c.ledger.Busy() > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if b := c.ledger.Busy(); b != 0 {
		t.Errorf("%d tokens are held long after the last loop", b)
	}
}

func TestClaimsCoverOnce(t *testing.T) {
	for _, n := range []int{1, 2, 3, 100, 1001} {
		for _, grain := range []int{1, 7} {
			for _, lo := range []int{0, n / 2 / grain * grain, (n - 1) / grain * grain} {
				var j job
				j.fill(lo, n, grain)
				seen := make([]int, n)
				low, high := lo, n // what the front and the back have reached
				for k := 0; ; k++ {
					front := k%3 != 0
					a, b, left := j.claim(1+k%4, front)
					if a == b {
						break
					}
					if a%grain != 0 || b%grain != 0 && b != n {
						t.Fatalf("n=%d grain=%d: claim [%d, %d)", n, grain, a, b)
					}
					if front && a != low || !front && b != high {
						t.Fatalf("n=%d grain=%d: claim [%d, %d) of [%d, %d) from the front: %v", n, grain, a, b, low, high, front)
					}
					if front {
						low = b
					} else {
						high = a
					}
					if (left == 0) != (low == high) {
						t.Fatalf("n=%d grain=%d: %d blocks left of [%d, %d)", n, grain, left, low, high)
					}
					for i := a; i < b; i++ {
						seen[i]++
					}
				}
				for i, s := range seen {
					if want := map[bool]int{false: 0, true: 1}[i >= lo]; s != want {
						t.Fatalf("n=%d grain=%d lo=%d: index %d claimed %d times", n, grain, lo, i, s)
					}
				}
			}
		}
	}
	// More blocks than can be counted: they are joined, and still end at multiples of the grain.
	var j job
	if blocks := j.fill(0, 1<<40, 3); blocks > maxBlocks || j.block%3 != 0 {
		t.Errorf("%d blocks of %d", blocks, j.block)
	}
}

func TestATaskThatWaitsGetsALentCore(t *testing.T) {
	// On a busy machine a try can fail because the helper gets no time to notice.
	var waited, whole time.Duration
	for range 50 {
		l := ledger.New(2)
		c := New(l)
		mine := l.Try()
		got := make(chan time.Duration, 1)
		time.AfterFunc(5*time.Millisecond, func() {
			start := time.Now()
			if i, err := l.Take(t.Context()); err == nil {
				got <- time.Since(start)
				l.Give(i)
			}
		})
		start := time.Now()
		c.For(Team{2, 1, true}, 1000, 1, func(lo, hi int) { work(time.Duration(hi-lo) * 50 * time.Microsecond) })
		whole = time.Since(start)
		l.Give(mine)
		if waited = <-got; waited < whole/4 {
			return
		}
	}
	t.Errorf("the task waited %v for the core of a helper, in a loop of %v", waited, whole)
}

func TestPanicsReappear(t *testing.T) {
	for _, size := range []int{1, 2} {
		c := New(ledger.New(size))
		for at := range 20 {
			func() {
				defer func() {
					if p := recover(); p != "boom" {
						t.Errorf("size %d, share %d: recovered %v, want boom", size, at, p)
					}
				}()
				c.For(Team{2, 2, false}, 20, 1, func(lo, hi int) {
					work(20 * time.Microsecond)
					if lo <= at && at < hi {
						panic("boom")
					}
				})
				t.Error("For returned")
			}()
		}
		for end := time.Now().Add(30 * time.Second); c.ledger.Busy() > 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		if b := c.ledger.Busy(); b != 0 {
			t.Errorf("size %d: %d tokens lost", size, b)
		}
	}
}

func TestGoexitInAHelperReappearsAsAPanic(t *testing.T) {
	if runtime.GOMAXPROCS(0) < 2 {
		t.Skip("one processor")
	}
	c := New(ledger.New(2))
	func() {
		defer func() {
			if p := recover(); p != errGoexit {
				t.Errorf("recovered %v", p)
			}
		}()
		var ended atomic.Bool
		c.For(Team{2, 2, false}, 1<<20, 1, func(lo, hi int) {
			if !onCaller() {
				ended.Store(true)
				runtime.Goexit()
			}
			for range hi - lo {
				if !ended.Load() { // the machine may be too busy to run the helper soon
					work(10 * time.Microsecond)
				}
			}
		})
		t.Error("For returned")
	}()
	for end := time.Now().Add(30 * time.Second); c.ledger.Busy() > 0 && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if b := c.ledger.Busy(); b != 0 {
		t.Errorf("%d tokens lost", b)
	}
}

// onCaller reports whether it runs below the test function, not in a helper.
func onCaller() bool {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for {
		f, more := frames.Next()
		if f.Function == "testing.tRunner" {
			return true
		}
		if !more {
			return false
		}
	}
}

func TestForAllocatesNothing(t *testing.T) {
	c := New(ledger.New(2))
	body := func(lo, hi int) { work(time.Duration(hi-lo) * time.Microsecond) }
	if a := testing.AllocsPerRun(100, func() { c.For(Team{2, 2, false}, 40, 1, body) }); a >= 1 {
		t.Errorf("%v allocations a call", a)
	}
}

var sink atomic.Int64

func BenchmarkForWithoutHelp(b *testing.B) {
	for _, n := range []int{4, 64, 1024} {
		b.Run(fmt.Sprintf("blocks=%d/serial", n), func(b *testing.B) {
			body := func(lo, hi int) {}
			for b.Loop() {
				body(0, n)
			}
		})
		for _, base := range []int{1, 2} {
			b.Run(fmt.Sprintf("blocks=%d/base=%d", n, base), func(b *testing.B) {
				l := ledger.New(2)
				l.Try()
				l.Try()
				c := New(l)
				body := func(lo, hi int) {}
				for b.Loop() {
					c.For(Team{2, base, true}, n, 1, body)
				}
			})
		}
	}
}

// The overhead is the time of a loop on two cores less half its time on one.
func BenchmarkForWithHelp(b *testing.B) {
	for _, us := range []int{1, 5, 20, 100} {
		for _, team := range []int{1, 2} {
			b.Run(fmt.Sprintf("work=%dµs/team=%d", us, team), func(b *testing.B) {
				c := New(ledger.New(2))
				// arithmetic, not a clock: half of it takes half the time
				body := func(lo, hi int) {
					x := uint64(lo)
					for range (hi - lo) * us * 25 {
						x = x*6364136223846793005 + 1442695040888963407
					}
					if x == 0 {
						sink.Add(1)
					}
				}
				for b.Loop() {
					c.For(Team{team, team, false}, 32, 1, body)
				}
			})
		}
	}
}

// TestLongLoopsOfFewBlocksAreShared: helpers that came in vain for short loops do not keep loops of two long blocks alone.
func TestLongLoopsOfFewBlocksAreShared(t *testing.T) {
	c := New(ledger.New(2))
	c.wasted.Store(100)
	for range 2 {
		c.For(Team{Most: 2, Base: 2}, 2, 1, func(lo, hi int) { work(time.Duration(hi-lo) * 2 * forget) })
	}
	// A helper that the machine did not let come in time has come in vain once more.
	if w := c.wasted.Load(); w > 3 {
		t.Errorf("wasted is %d after two long loops", w)
	}
}

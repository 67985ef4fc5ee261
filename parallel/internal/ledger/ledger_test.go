package ledger

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestNoMoreHoldersThanTokens(t *testing.T) {
	for _, size := range []int{1, 2, 5} {
		l := New(size)
		var running, most atomic.Int32
		var wg sync.WaitGroup
		for range 4 * size {
			wg.Go(func() {
				for range 50 {
					i, err := l.Take(context.Background())
					if err != nil {
						t.Error(err)
						return
					}
					now := running.Add(1)
					for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
					}
					time.Sleep(20 * time.Microsecond)
					running.Add(-1)
					l.Give(i)
				}
			})
		}
		wg.Wait()
		if got := most.Load(); got > int32(size) {
			t.Errorf("size %d: %d held tokens at once", size, got)
		}
		if b := l.Busy(); b != 0 {
			t.Errorf("size %d: %d tokens lost", size, b)
		}
	}
}

func TestTakeEndsWithItsContext(t *testing.T) {
	l := New(1)
	held, _ := l.Take(context.Background())
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	if _, err := l.Take(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("Take under a full ledger: %v, want the context's error", err)
	}
	if l.waiting.Load() != 0 {
		t.Error("the waiter is still in the queue")
	}
	l.Give(held)
	if i, err := l.Take(ctx); err != nil || i != 0 {
		t.Errorf("an idle token is taken whatever the context says: got %d, %v", i, err)
	}
}

func TestGivingATokenTwicePanics(t *testing.T) {
	l := New(2)
	i := l.Try()
	l.Give(i)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	l.Give(i)
}

func TestWantedRunsOutByItself(t *testing.T) {
	l := New(1)
	if l.TaskWaits() || l.ShareWaits() {
		t.Fatal("a new ledger has waiters")
	}
	shares := false
	for try := 0; try < 1000 && !shares; try++ { // the machine may hold up this test for longer than a word lasts
		l.WantShare()
		shares = l.ShareWaits()
	}
	if !shares || l.TaskWaits() {
		t.Error("WantShare: want ShareWaits and not TaskWaits")
	}
	time.Sleep(2 * wantedFor)
	if l.ShareWaits() {
		t.Error("ShareWaits still holds: a waiter that died would stop lending for ever")
	}
	// A clock that was set back must not keep the word up for long either.
	l.page[taskWord] = uint64(time.Now().Add(time.Hour).UnixNano())
	if l.TaskWaits() {
		t.Error("TaskWaits holds until a time that no waiter would write")
	}
}

func TestPauseLendsTheToken(t *testing.T) {
	l := New(1)
	ctx := context.Background()
	outer := NewHold(l)
	if err := outer.Take(ctx); err != nil {
		t.Fatal(err)
	}
	// A nested pool on a ledger of one token: its task runs on the token of the task that waits for it.
	ran := false
	outer.Pause(ctx, func() {
		inner := NewHold(l)
		if err := inner.Take(ctx); err != nil {
			t.Error(err)
		}
		ran = true
		if outer.Held() {
			t.Error("the paused task holds a token")
		}
		inner.Give()
	})
	if !ran || !outer.Held() {
		t.Errorf("after Pause: ran %v, held %v; want both", ran, outer.Held())
	}
	outer.Give()
	outer.Give() // harmless
	var none *Hold
	none.Pause(ctx, func() { ran = false })
	if ran {
		t.Error("the nil Hold did not run the wait")
	}
}

func TestPausesFromSeveralGoroutines(t *testing.T) {
	l := New(2)
	ctx := context.Background()
	h := NewHold(l)
	if err := h.Take(ctx); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { h.Pause(ctx, func() { time.Sleep(time.Millisecond) }) })
	}
	wg.Wait()
	if !h.Held() || l.Busy() != 1 {
		t.Errorf("held %v with %d busy tokens, want held with 1", h.Held(), l.Busy())
	}
}

func BenchmarkTryAndGive(b *testing.B) {
	for _, size := range []int{2, 128} {
		b.Run(map[int]string{2: "size=2", 128: "size=128"}[size], func(b *testing.B) {
			l := New(size)
			for range size - 1 {
				l.Try()
			}
			for b.Loop() {
				l.Give(l.Try())
			}
		})
	}
}

package parallel

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestImap(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		const n = 5000
		i := 0
		for v, err := range square.Imap(ctx, p, slices.Values(numbers(n))) {
			if err != nil || v != i*i {
				t.Fatalf("result %d is %d, %v", i, v, err)
			}
			i++
		}
		if i != n {
			t.Errorf("%d results, want %d", i, n)
		}
		seen := map[int]bool{}
		for v, err := range square.ImapUnordered(ctx, p, slices.Values(numbers(n))) {
			if err != nil || seen[v] {
				t.Fatalf("result %d again, or %v", v, err)
			}
			seen[v] = true
		}
		if len(seen) != n {
			t.Errorf("%d results, want %d", len(seen), n)
		}
		bad := 0
		for _, err := range odd.Imap(ctx, p, slices.Values(numbers(20))) {
			if err != nil {
				bad++
			}
		}
		if bad != 10 {
			t.Errorf("%d errors in a stream, want 10", bad)
		}
	})
}

func TestImapIsLazyAndBounded(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		var taken atomic.Int64
		endless := func(yield func(int) bool) {
			for i := 0; yield(i); i++ {
				taken.Add(1)
			}
		}
		read := 0
		for _, err := range square.With(Window(100)).Imap(ctx, p, endless) {
			if err != nil {
				t.Fatal(err)
			}
			if read++; read == 1000 {
				break
			}
			if ahead := int(taken.Load()) - read; ahead > 200 {
				t.Fatalf("the iterator is %d ahead of the reader", ahead)
			}
		}
	})
}

func TestImapNeverRangedEndsWithContext(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		ctx, cancel := context.WithCancel(ctx)
		ended := make(chan struct{})
		_ = square.Imap(ctx, p, func(yield func(int) bool) {
			defer close(ended)
			for yield(1) {
			}
		})
		cancel()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Error("the feeder still runs")
		}
	})
}

func TestImapIteratorPanics(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		var last error
		for _, err := range square.Imap(ctx, open(), func(yield func(int) bool) {
			yield(1)
			panic("no more")
		}) {
			last = err
		}
		var pe *PanicError
		if !errors.As(last, &pe) || !strings.Contains(pe.Value, "no more") {
			t.Errorf("last error %v", last)
		}
	})
}

// An iterator that ends its goroutine has not come to its end.
func TestImapIteratorGoexit(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		var got []int
		var last error
		for v, err := range square.Imap(ctx, open(), func(yield func(int) bool) { yield(3); runtime.Goexit() }) {
			if last = err; err == nil {
				got = append(got, v)
			}
		}
		if !errors.Is(last, ErrGoexit) || len(got) > 1 {
			t.Errorf("%v, %v", got, last)
		}
	})
}

// The feeder of a stream wakes workers without the pool's lock: one that is about to wait must not miss the last argument.
func TestImapWakesWhoeverWaits(t *testing.T) {
	n := 5000
	if testing.Short() {
		n /= 10
	}
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		for i := range n {
			got := 0
			for v, err := range square.ImapUnordered(ctx, p, func(yield func(int) bool) {
				for k := range i % 3 {
					if !yield(k + 1) {
						return
					}
					for range i % 50 { // let the worker run dry
						runtime.Gosched()
					}
				}
			}) {
				if err != nil {
					t.Fatalf("stream %d: %v", i, err)
				}
				got += v
			}
			if want := []int{0, 1, 5}[i%3]; got != want {
				t.Fatalf("stream %d: %d, want %d", i, got, want)
			}
		}
	})
}

// A stream of any length runs in constant memory: 10^6 arguments here, 10^7 with TANDEM_LONG.
func TestStreamInConstantMemory(t *testing.T) {
	n := 1000000
	if os.Getenv("TANDEM_LONG") != "" {
		n *= 10
	}
	if testing.Short() {
		n /= 5
	}
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		args := func(yield func(int) bool) {
			for i := range n {
				if !yield(i) {
					return
				}
			}
		}
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		i := 0
		for v, err := range square.Imap(ctx, open(), args) {
			if err != nil || v != i*i {
				t.Fatalf("result %d is %d, %v", i, v, err)
			}
			if i++; i%(n/4) == 0 {
				runtime.GC()
				runtime.ReadMemStats(&now)
				if grown := int64(now.HeapAlloc) - int64(before.HeapAlloc); grown > 64<<20 {
					t.Fatalf("after %d results %d MiB are in use", i, grown>>20)
				}
			}
		}
		if i != n {
			t.Errorf("%d results, want %d", i, n)
		}
	})
}

// A slow task does not hold back the results that were finished before it in its batch.
func TestSlowTaskHoldsNothingBack(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		if p.plan.Mode == Serial {
			return // the consumer itself runs the tasks there
		}
		args := make([]time.Duration, 20)
		args[10] = time.Hour
		n := 0
		for _, err := range slow.With(Chunk(20)).Imap(ctx, p, slices.Values(args)) {
			if err != nil {
				t.Fatalf("result %d does not come before that of a task of an hour: %v", n, err)
			}
			if n++; n == 10 {
				break
			}
		}
	})
}

func TestEvents(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		events := p.Events(ctx)
		if _, err := square.Map(ctx, p, numbers(100)); err != nil {
			t.Fatal(err)
		}
		p.Close()
		seen := map[int]bool{}
		for e := range events {
			if e.Kind != TaskFinished {
				continue
			}
			if seen[e.Index] || e.End < e.Start || e.Call != 1 || e.Worker < 0 || e.Worker >= p.plan.Workers {
				t.Errorf("event %+v", e)
			}
			seen[e.Index] = true
		}
		if len(seen) != 100 {
			t.Errorf("%d tasks finished, want 100", len(seen))
		}
		for range p.Events(ctx) {
			t.Error("an event of a closed pool")
		}
	})
}

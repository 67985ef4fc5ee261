package parallel

import (
	"context"
	"os"
	"runtime"
	"testing"
	"time"
)

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
		args := func(yield func(time.Duration) bool) {
			for i := range 20 {
				d := time.Duration(0)
				if i == 10 {
					d = 400 * time.Millisecond
				}
				if !yield(d) {
					return
				}
			}
		}
		began := time.Now()
		n := 0
		for _, err := range stubborn.With(Chunk(20)).Imap(ctx, p, args) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 10 {
				if d := time.Since(began); d > 300*time.Millisecond {
					t.Errorf("the results before the slow task came after %v", d)
				}
			}
		}
		if n != 20 {
			t.Errorf("%d results", n)
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

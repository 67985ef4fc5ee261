package parallel

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"
)

type queueArg struct {
	N  int
	To *Queue[int]
}

func TestQueue(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		q := NewQueue[int]()
		const n, tasks = 1000, 4
		go func() {
			args := slices.Repeat([]queueArg{{n, q}}, tasks)
			if _, err := count3.Map(ctx, p, args); err != nil {
				t.Error(err)
			}
			q.Close()
		}()
		sum, got := 0, 0
		for v, err := range q.All(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			sum += v
			got++
		}
		if got != n*tasks || sum != tasks*n*(n-1)/2 {
			t.Errorf("%d values with sum %d", got, sum)
		}
	})
}

// A queue that is closed while its tasks wait in it, or before they put, makes Put fail: nobody waits for a reader that has left.
func TestQueueClosedUnderItsWriters(t *testing.T) {
	conform(t, func(t *testing.T, ctx context.Context, open func(...Option) *Pool) {
		p := open()
		if p.Plan().Mode == Serial {
			t.Skip("nobody else puts while the program reads")
		}
		q := NewQueue[int]()
		f := count3.MapAsync(ctx, p, []queueArg{{10 * queueRoom, q}, {10 * queueRoom, q}})
		for v, err := range q.All(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			if v == 10 {
				break
			}
		}
		q.Close()
		if _, err := f.Get(ctx); !errors.Is(err, ErrQueueClosed) {
			t.Errorf("closed while they put: %v", err)
		}
		if _, err := count3.Apply(ctx, p, queueArg{10 * queueRoom, q}); !errors.Is(err, ErrQueueClosed) {
			t.Errorf("closed before: %v", err)
		}
	})
}

var (
	reads = NewTask("test.queueReads", func(ctx context.Context, q *Queue[int]) (int, error) {
		for v, err := range q.All(ctx) {
			return v, err
		}
		return 0, nil
	})
	closes = NewTask("test.queueCloses", func(_ context.Context, q *Queue[int]) (int, error) { q.Close(); return 0, nil })
)

// A worker process has only the way to the program: it can neither read nor close.
func TestQueueMisusedInAWorker(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("processes need Linux")
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	p := opened(t, Plan{Mode: farMode(), Workers: 1})
	q := NewQueue[int]()
	defer q.Close()
	for _, task := range []Task[*Queue[int], int]{reads, closes} {
		if _, err := task.Apply(ctx, p, q); err == nil || !strings.Contains(err.Error(), "in a worker process: the program") {
			t.Errorf("%s: %v", task.Name(), err)
		}
	}
}

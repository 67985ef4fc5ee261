package parallel

import (
	"context"
	"sync/atomic"
	"testing"
)

func TestForCoversOnceAtGrainBorders(t *testing.T) {
	for _, threads := range []int{1, 2, 7} {
		team := TeamOf(WithThreads(context.Background(), threads))
		for _, n := range []int{0, 1, 5, 64, 1000} {
			for _, grain := range []int{1, 3, 64} {
				seen := make([]atomic.Int32, n)
				team.For(n, grain, func(lo, hi int) {
					if lo%grain != 0 || (hi%grain != 0 && hi != n) {
						t.Errorf("n=%d grain=%d: share [%d, %d)", n, grain, lo, hi)
					}
					for i := lo; i < hi; i++ {
						seen[i].Add(1)
					}
				})
				for i := range seen {
					if c := seen[i].Load(); c != 1 {
						t.Fatalf("threads=%d n=%d grain=%d: index %d ran %d times", threads, n, grain, i, c)
					}
				}
			}
		}
	}
}

// WithThreads narrows what is around it, and in a task what the plan promises.
func TestWithThreadsNarrows(t *testing.T) {
	ctx := context.Background()
	one, four := WithThreads(ctx, 1), WithThreads(ctx, 4)
	for name, row := range map[string]struct {
		ctx  context.Context
		want int
	}{
		"1 in 4":                {WithThreads(four, 1), 1},
		"4 in 1":                {WithThreads(one, 4), 1},
		"3 in 4":                {WithThreads(four, 3), 3},
		"1 in 4 oversubscribed": {WithThreads(Oversubscribed(ctx, 4), 1), 1},
		"9 in 4 oversubscribed": {WithThreads(Oversubscribed(ctx, 4), 9), 4},
		"9 in a task of 1":      {WithThreads(withBudget(ctx, nil, 1, false), 9), 1},
		"2 in a task of 3":      {WithThreads(withBudget(ctx, nil, 3, false), 2), 2},
	} {
		if got := TeamOf(row.ctx).Threads(); got != row.want {
			t.Errorf("%s: %d threads, want %d", name, got, row.want)
		}
	}
}

func TestForPassesOnPanics(t *testing.T) {
	defer func() {
		if p := recover(); p != "boom" {
			t.Errorf("recovered %v, want boom", p)
		}
	}()
	TeamOf(WithThreads(context.Background(), 4)).For(100, 1, func(lo, hi int) {
		if lo <= 50 && 50 < hi {
			panic("boom")
		}
	})
	t.Error("For returned")
}

func TestReduceDoesNotDependOnTheTeam(t *testing.T) {
	sum := func(threads int) float64 {
		return Reduce(TeamOf(WithThreads(context.Background(), threads)), 12345, 100, func(lo, hi int) float64 {
			s := 0.0
			for i := lo; i < hi; i++ {
				s += 1 / float64(i+1)
			}
			return s
		}, func(a, b float64) float64 { return a + b })
	}
	want := sum(1)
	for _, threads := range []int{2, 3, 8} {
		if got := sum(threads); got != want {
			t.Errorf("threads=%d: %v, want %v", threads, got, want)
		}
	}
}

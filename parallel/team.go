package parallel

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"tandem/parallel/internal/loops"
)

// A Team is the budget of inner threads that a kernel may use. It is read once, from the context, at a public boundary;
// kernels below receive the Team itself. The zero Team is serial. A Team is a small value, safe for concurrent use.
//
// A team's threads are a limit, not a claim: its loops run on the cores that are idle at the moment. The core tokens of
// the process tree see to that, so loops of several tasks, nested loops and worker processes together never run more
// shares than there are cores, and a core that one task leaves idle helps the others.
type Team struct {
	n    int // threads, the caller included; 0 and 1 are serial
	base int // of these, how many the plan promised; the others are idle cores lent
	most int // of these, how many the Go runtime has threads for
	held bool
	free bool // not bound to the ledger: see Oversubscribed
	crew *loops.Crew
}

type threadsKey struct{}

// threads is what a context says about them.
type threads struct {
	n    int
	free bool
}

// WithThreads returns a context under which kernels use at most n threads, the caller's included. Like a deadline it only
// narrows: inside WithThreads(ctx, 1) a larger n changes nothing. It panics if n is less than 1.
func WithThreads(ctx context.Context, n int) context.Context {
	if n < 1 {
		panic(fmt.Sprintf("parallel: WithThreads of %d threads: at least 1 is needed", n))
	}
	limit := threads{n: n}
	if outer, ok := ctx.Value(threadsKey{}).(threads); ok {
		limit = threads{n: min(n, outer.n), free: outer.free}
	}
	return context.WithValue(ctx, threadsKey{}, limit)
}

// Oversubscribed returns a context under which every loop of a kernel starts n threads, whether cores are free for them
// or not. It shows what oversubscription costs; it is of no other use. It panics if n is less than 1.
func Oversubscribed(ctx context.Context, n int) context.Context {
	if n < 1 {
		panic(fmt.Sprintf("parallel: Oversubscribed with %d threads: at least 1 is needed", n))
	}
	return context.WithValue(ctx, threadsKey{}, threads{n: n, free: true})
}

// TeamOf returns the team that ctx allows: in a pool's task what its plan promises, and idle cores on top unless the plan is
// Exact, narrowed by a WithThreads inside the task; outside a pool the n of WithThreads, else all cores of this process. A
// WithThreads around the call of a verb does not reach into its tasks, whose budget is the pool's.
func TeamOf(ctx context.Context) Team {
	limit, limited := ctx.Value(threadsKey{}).(threads)
	if limited && limit.n == 1 {
		return Team{n: 1}
	}
	if limit.free {
		return Team{n: limit.n, free: true}
	}
	c := processCrew()
	t := Team{n: c.Ledger().Size(), crew: c}
	t.base = t.n
	b, inPool := ctx.Value(budgetKey{}).(budget)
	if inPool {
		t.held = b.hold != nil
		t.base = b.threads
		if !b.lend {
			t.n = b.threads
		}
	}
	if limited {
		if !inPool || limit.n < t.n {
			t.n = limit.n
		}
		t.base = min(t.base, t.n)
	}
	t.most = min(t.n, runtime.GOMAXPROCS(0)) // helpers without a thread would only be waited for
	return t
}

// Threads returns the most threads the team may run at once, at least 1. Use it to size nothing that can change a
// result: block sizes depend on shapes alone.
func (t Team) Threads() int { return max(t.n, 1) }

// For calls body on ranges that cover [0, n), each index once, and returns when all are done. Every border is a multiple
// of grain, so that a body that treats grain-sized blocks alike gives the same bits for every team. Ranges are not of
// equal length, and which goroutine runs one is not fixed.
//
// The caller runs shares itself, so a serial team starts no goroutine. Helpers come when cores are idle and the loop, or
// the loops just before, are long enough to pay for them; a loop of any length may be given to For. A call costs about
// 20 ns when nobody helps and about a microsecond when helpers are awake from a loop before, and allocates nothing
// itself (a body that captures variables is one allocation of its caller's).
//
// A panic in a helper's share reappears in the caller, with the same value, after all shares have ended.
func (t Team) For(n, grain int, body func(lo, hi int)) {
	if n <= 0 {
		return
	}
	grain = max(grain, 1)
	switch {
	case t.n <= 1 || n <= grain:
		body(0, n)
	case t.free:
		t.forOversubscribed(n, grain, body)
	default:
		t.crew.For(loops.Team{Most: t.most, Base: min(t.base, t.most), Held: t.held}, n, grain, body)
	}
}

// forOversubscribed runs the loop on t.n goroutines of its own.
func (t Team) forOversubscribed(n, grain int, body func(lo, hi int)) {
	blocks := (n-1)/grain + 1
	chunk := max(1, blocks/(4*t.n)) * grain
	var next atomic.Int64
	var failed atomic.Pointer[any]
	run := func() {
		for failed.Load() == nil {
			lo := int(next.Add(int64(chunk))) - chunk
			if lo >= n {
				return
			}
			body(lo, min(lo+chunk, n))
		}
	}
	var wg sync.WaitGroup
	for range min(t.n, blocks) - 1 {
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					failed.CompareAndSwap(nil, &p)
				}
			}()
			run()
		})
	}
	defer func() {
		wg.Wait()
		if p := failed.Load(); p != nil {
			panic(*p)
		}
	}()
	run()
}

// Reduce computes block on each grain-sized range of [0, n) and joins the values in a fixed binary tree, so that the
// result does not depend on the team. It returns the zero T for n ≤ 0.
func Reduce[T any](t Team, n, grain int, block func(lo, hi int) T, join func(a, b T) T) T {
	var zero T
	if n <= 0 {
		return zero
	}
	grain = max(grain, 1)
	parts := make([]T, (n-1)/grain+1)
	t.For(len(parts), 1, func(lo, hi int) {
		for i := lo; i < hi; i++ {
			parts[i] = block(i*grain, min((i+1)*grain, n))
		}
	})
	for len(parts) > 1 {
		half := parts[:0]
		for i := 0; i+1 < len(parts); i += 2 {
			half = append(half, join(parts[i], parts[i+1]))
		}
		if len(parts)%2 == 1 {
			half = append(half, parts[len(parts)-1])
		}
		parts = half
	}
	return parts[0]
}

package parallel

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Team is the budget of inner threads that a kernel may use. It is read once, from the context, at a public boundary;
// kernels below receive the Team itself. The zero Team is serial. A Team is a small value, safe for concurrent use.
type Team struct {
	n int // threads, the caller included; 0 and 1 are serial
}

type threadsKey struct{}

// WithThreads returns a context under which kernels use at most n threads, the caller's included.
// It panics if n is less than 1.
func WithThreads(ctx context.Context, n int) context.Context {
	if n < 1 {
		panic("parallel: WithThreads of less than 1 thread")
	}
	return context.WithValue(ctx, threadsKey{}, n)
}

// TeamOf returns the team that ctx allows; without WithThreads, all cores of this process.
func TeamOf(ctx context.Context) Team {
	if n, ok := ctx.Value(threadsKey{}).(int); ok {
		return Team{n}
	}
	return Team{runtime.GOMAXPROCS(0)}
}

// Threads returns the most threads the team may run at once, at least 1. Use it to size nothing that can change a
// result: block sizes depend on shapes alone.
func (t Team) Threads() int { return max(t.n, 1) }

// For calls body on ranges that cover [0, n) once. Every border is a multiple of grain, so that a body that treats
// grain-sized blocks alike gives the same bits for every team. The caller runs shares itself, so a serial team starts no
// goroutine. For returns when all shares have; a panic in a helper's share reappears in the caller.
func (t Team) For(n, grain int, body func(lo, hi int)) {
	if n <= 0 {
		return
	}
	grain = max(grain, 1)
	blocks := (n + grain - 1) / grain
	helpers := min(t.n, blocks) - 1
	if helpers <= 0 {
		body(0, n)
		return
	}
	chunk := max(1, blocks/(4*(helpers+1))) * grain // about four shares each: evens out unequal work
	var next atomic.Int64
	var wg sync.WaitGroup
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
	wg.Add(helpers)
	for range helpers {
		go func() {
			defer wg.Done()
			defer func() {
				if p := recover(); p != nil {
					failed.CompareAndSwap(nil, &p)
				}
			}()
			run()
		}()
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
	parts := make([]T, (n+grain-1)/grain)
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

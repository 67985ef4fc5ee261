package symbolic

import (
	"context"
	"fmt"
	"time"

	"tandem/parallel"
)

// DiffArgs are the arguments of DiffTask: F is to be differentiated by X, Order times.
type DiffArgs struct {
	F, X   Expr
	Order  int
	Single bool // take Order single steps, as the loop f = Diff(f, x) does, instead of DiffN's short cuts
}

// DiffTask differentiates in a pool. A derivative of the common functions takes nanoseconds, a message to another
// process some ten microseconds: processes pay for high orders of large expressions (see DiffLoad).
var DiffTask = parallel.NewTask("symbolic.Diff", func(ctx context.Context, a DiffArgs) (Expr, error) {
	if a.Order < 0 {
		return Expr{}, fmt.Errorf("symbolic: a derivative of order %d", a.Order)
	}
	if !a.Single {
		return DiffN(a.F, a.X, a.Order), nil
	}
	f := a.F
	for k := range a.Order {
		if k%64 == 0 && ctx.Err() != nil {
			return Expr{}, ctx.Err()
		}
		f = Diff(f, a.X)
	}
	return f, nil
})

// SimplifyTask simplifies in a pool.
var SimplifyTask = parallel.NewTask("symbolic.Simplify", func(_ context.Context, e Expr) (Expr, error) {
	return Simplify(e), nil
})

// DiffLoad states the work of tasks derivatives of the given order of f by x for parallel.Choose, by timing one
// here.
func DiffLoad(tasks int, f, x Expr, order int) parallel.Load {
	return timedLoad(tasks, order, func(k int) Expr { return DiffN(f, x, k) })
}

// SimplifyLoad states the work of simplifying tasks expressions like e, by timing one.
func SimplifyLoad(tasks int, e Expr) parallel.Load {
	return timedLoad(tasks, 1, func(int) Expr { return Simplify(e) })
}

// timedLoad runs do once: a symbolic task costs what its expression costs, which no formula in its size tells. What
// travels is the encoded result.
func timedLoad(tasks, size int, do func(size int) Expr) parallel.Load {
	start := time.Now()
	b, _ := do(size).MarshalBinary()
	seconds := time.Since(start).Seconds()
	return parallel.Load{
		Tasks: tasks, Size: size, Seconds: seconds, Serial: 1, Moved: float64(len(b)), Allocated: 20 * float64(len(b)),
		Probe: func(_ context.Context, size int) error { do(size); return nil },
	}
}

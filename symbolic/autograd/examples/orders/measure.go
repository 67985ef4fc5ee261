// What is measured: one way to derivatives at one point, in a worker process of its own task, with its time and the bytes
// that it allocates.
package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"tandem/parallel"
	"tandem/symbolic"
	"tandem/symbolic/autograd"
)

// A job is one point of one curve. The task runs in a worker process because the library's configuration belongs to its
// process, and so that an order which takes all memory ends the worker and not the program.
type job struct {
	Way   string
	F     symbolic.Expr
	Vars  []symbolic.Expr // one for derivatives of some order, all for a gradient
	At    []float64
	Order int
	Reps  int
	Limit time.Duration // no repetition begins after it
}

// A cost is the median time of a call, the interval of all its repetitions, and the bytes that a call allocates.
type cost struct {
	Seconds, Lo, Hi, Bytes float64
	Value                  float64 // the derivative, for comparison
}

// measure is the task.
var measure = parallel.NewTask("orders.measure", func(ctx context.Context, j job) (cost, error) {
	w, ok := ways[j.Way]
	if !ok {
		return cost{}, fmt.Errorf("no way %q", j.Way)
	}
	call, err := w.prepare(ctx, j)
	if err != nil {
		return cost{}, err
	}
	loops := max(1, w.loops)
	var c cost
	var times []float64
	for begin := time.Now(); len(times) < j.Reps && (len(times) == 0 || time.Since(begin) < j.Limit); {
		runtime.GC()
		runtime.GC() // the memory of derivatives is weak: two collections empty it
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		for range loops {
			if c.Value, err = call(); err != nil {
				return cost{}, err
			}
		}
		times = append(times, time.Since(start).Seconds()/float64(loops))
		runtime.ReadMemStats(&after)
		c.Bytes = float64(after.TotalAlloc-before.TotalAlloc) / float64(loops)
	}
	slices.Sort(times)
	c.Seconds = times[len(times)/2]
	if len(times) >= 6 { // then all repetitions cover the median with more than 95%
		c.Lo, c.Hi = times[0], times[len(times)-1]
	}
	return c, nil
})

// A way to derivatives: prepare does what is not measured and returns what is.
type way struct {
	loops   int // calls per repetition, for those below the clock's grain
	prepare func(ctx context.Context, j job) (call func() (float64, error), err error)
}

// ways of one derivative of some order, by HigherOrder, Diff, Derivatives and a Program; and of a gradient.
var ways = map[string]way{
	"graphs of graphs": {1, func(ctx context.Context, j job) (func() (float64, error), error) {
		return func() (float64, error) {
			d, err := autograd.HigherOrder(ctx, j.F, j.Vars[0], j.At[0], j.Order)
			return last(d), err
		}, nil
	}},
	"symbolic": {1, func(_ context.Context, j job) (func() (float64, error), error) {
		return func() (float64, error) {
			return symbolic.Eval(derivative(j), map[symbolic.Expr]float64{j.Vars[0]: j.At[0]})
		}, nil
	}},
	"Taylor arithmetic": {1, func(_ context.Context, j job) (func() (float64, error), error) {
		return func() (float64, error) {
			d, err := symbolic.Derivatives(j.F, j.Vars[0], j.At[0], j.Order, nil)
			return last(d), err
		}, nil
	}},
	"symbolic, compiled before": {1000, func(_ context.Context, j job) (func() (float64, error), error) {
		p, err := symbolic.Compile(derivative(j), j.Vars[0])
		return func() (float64, error) { return p.Eval(j.At[0]), nil }, err
	}},
	"graph": {1, func(_ context.Context, j job) (func() (float64, error), error) {
		return func() (float64, error) {
			_, g, err := autograd.Gradient(j.F, j.Vars, j.At)
			return last(g), err
		}, nil
	}},
	"symbolic gradient": {1, func(_ context.Context, j job) (func() (float64, error), error) {
		g := make([]float64, len(j.Vars))
		return func() (float64, error) {
			p, err := symbolic.CompileAll(symbolic.Gradient(j.F, j.Vars...), j.Vars...)
			if err == nil {
				p.EvalAll(g, j.At)
			}
			return last(g), err
		}, nil
	}},
	"tape": {1, func(_ context.Context, j job) (func() (float64, error), error) {
		return func() (float64, error) {
			var t symbolic.Tape
			vars, leaves := map[symbolic.Expr]symbolic.TapeValue{}, make([]symbolic.TapeValue, len(j.Vars))
			for i, v := range j.Vars {
				leaves[i] = t.Var(j.At[i])
				vars[v] = leaves[i]
			}
			return last(t.Gradient(symbolic.Lower[symbolic.TapeValue](j.F, vars, &t), leaves...)), nil
		}, nil
	}},
	"gradient, compiled before": {100, func(_ context.Context, j job) (func() (float64, error), error) {
		g := make([]float64, len(j.Vars))
		p, err := symbolic.CompileAll(symbolic.Gradient(j.F, j.Vars...), j.Vars...)
		return func() (float64, error) {
			p.EvalAll(g, j.At)
			return last(g), nil
		}, err
	}},
}

// derivative takes the n single steps that the graphs take too; DiffN knows shorter ways.
func derivative(j job) symbolic.Expr {
	e := j.F
	for range j.Order {
		e = symbolic.Diff(e, j.Vars[0])
	}
	return e
}

func last(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	return v[len(v)-1]
}

package main

import (
	"context"
	"fmt"

	"tandem/parallel"
	"tandem/symbolic"
)

// repeatedDiff differentiates by x, n times over, as the lecture's loop does.
var repeatedDiff = parallel.NewTask2("lecture.repeatedDiff", func(ctx context.Context, e symbolic.Expr, n int) (symbolic.Expr, error) {
	x := symbolic.Sym("x")
	for i := range n {
		if i%64 == 0 && ctx.Err() != nil {
			return e, ctx.Err()
		}
		e = symbolic.Diff(e, x)
	}
	return e, nil
})

var symbolicExperiments = []*experiment{
	{
		name: "sympy_diff", title: "Repeated symbolic differentiation",
		idiom:  "Five functions (exp, sin, cos, cosh, sinh) are differentiated 10,000 times each, one function a task, over a pool whose number of processes comes from the command line.",
		stated: "the pool is faster than the loop: each function is minutes of work for a slow engine.",
		code: `for range n { e = symbolic.Diff(e, x) }                       // the lecture's loop
derivatives, err := repeatedDiff.Starmap(ctx, pool, pairs)     // a function a task
e = symbolic.DiffN(e, x, 10000)                                // or ask for the order at once`,
		run: sympyDiff,
	},
}

func sympyDiff(ctx context.Context, s *session) (*finding, error) {
	f := &finding{}
	workers := s.Np
	if workers == 0 {
		workers = s.cores()
	}
	const order = 10_000
	x := symbolic.Sym("x")
	var functions []symbolic.Expr
	for _, name := range []string{"exp(x)", "sin(x)", "cos(x)", "cosh(x)", "sinh(x)"} {
		functions = append(functions, symbolic.MustParse(name))
	}
	pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: workers, Threads: 1})
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	pairs := func(yield func(symbolic.Expr, int) bool) {
		for _, e := range functions {
			if !yield(e, order) {
				return
			}
		}
	}
	check := func(out []symbolic.Expr) error {
		for i, e := range out {
			if want := symbolic.DiffN(functions[i], x, order); e != want {
				return fmt.Errorf("derivative %d of %v is %v, want %v", order, functions[i], e, want)
			}
		}
		return nil
	}
	timings, err := s.compare(ctx, "derivatives", func(ctx context.Context) error {
		var out []symbolic.Expr
		for _, e := range functions {
			d, err := repeatedDiff.Call(ctx, e, order)
			if err != nil {
				return err
			}
			out = append(out, d)
		}
		return check(out)
	}, func(ctx context.Context) error {
		out, err := repeatedDiff.Starmap(ctx, pool, pairs)
		if err != nil {
			return err
		}
		return check(out)
	}, func(ctx context.Context) error {
		for _, e := range functions {
			symbolic.DiffN(e, x, order)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	f.table = [][]string{{"way", "time, 95% interval"},
		{fmt.Sprintf("loop, 5 × %d derivatives", order), timings[0].String()},
		{fmt.Sprintf("pool of %d %v", workers, s.outer()), timings[1].String()},
		{"order n at once", timings[2].String()}}
	f.say("the %dth derivatives are exp(x), sin(x), cos(x), cosh(x), sinh(x) again: they go in circles", order)
	f.conclude(timings[0].over(timings[1]), "five functions keep several workers busy",
		"expressions are shared and derivatives remembered, so that the whole job takes milliseconds: less than handing it out")
	return f, nil
}

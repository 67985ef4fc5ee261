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

// antiderivative integrates by x.
var antiderivative = parallel.NewTask("lecture.antiderivative", func(ctx context.Context, e symbolic.Expr) (symbolic.Expr, error) {
	return symbolic.IntegrateContext(ctx, e, symbolic.Sym("x"), symbolic.IntegrateOptions{})
})

var symbolicExperiments = []*experiment{
	{
		name: "sympy_integrate", title: "Symbolic integration with a pool's map",
		idiom:  "p.map(integrate, [x, x**2, x**3]): symbolic expressions are pickled to worker processes and their antiderivatives come back.",
		stated: "the list of the three antiderivatives.",
		code: `var antiderivative = parallel.NewTask("lecture.antiderivative", func(ctx context.Context, e symbolic.Expr) (symbolic.Expr, error) {
	return symbolic.IntegrateContext(ctx, e, symbolic.Sym("x"), symbolic.IntegrateOptions{})
})
results, err := antiderivative.Map(ctx, pool, []symbolic.Expr{x, x2, x3})`,
		run: sympyIntegrate,
	},
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

func sympyIntegrate(ctx context.Context, s *session) (*finding, error) {
	f := &finding{}
	pool, err := parallel.Open(parallel.Plan{Mode: s.outer(), Workers: min(2, s.cores()), Threads: 1})
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	x := symbolic.Sym("x")
	var integrands []symbolic.Expr
	for _, text := range []string{"x", "x^2", "x^3", "x*exp(x^2)", "1/(1+x^3)", "exp(x)*sin(x)"} {
		integrands = append(integrands, symbolic.MustParse(text))
	}
	results, err := antiderivative.Map(ctx, pool, integrands)
	if err != nil {
		return nil, err
	}
	f.table = [][]string{{"integrand", "antiderivative, from a worker process"}}
	right := 0
	for i, result := range results {
		f.table = append(f.table, []string{integrands[i].String(), result.String()})
		// Back here it is the same expression that this process would build: its derivative is the integrand.
		if symbolic.Equal(symbolic.Diff(result, x), integrands[i]) == symbolic.True {
			right++
		}
	}
	f.say("%d of %d derivatives of the answers are the integrands again, proved here", right, len(results))
	if right == len(results) {
		f.verdict, f.because = same, "the answers came back in order, and differentiating them gives the integrands"
	} else {
		f.verdict, f.because = different, "not every answer could be proved right"
	}
	return f, nil
}

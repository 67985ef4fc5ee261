// Command derivatives differentiates exp, sin, cos, cosh and sinh very often, as a lecture does over a pool of processes.
//
//	go run ./examples/derivatives -np 2 -order 10000
//
// It prints the derivatives and the times of three ways: one step after another, the form of order n at once, and the
// steps over a pool of worker processes.
package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"tandem/examples/internal/program"
	"tandem/parallel"
	"tandem/symbolic"
)

type flags struct {
	Np    int      `default:"2" help:"Worker processes."`
	Order int      `short:"n" default:"10000" help:"Order of the derivatives."`
	Var   string   `default:"x" help:"Variable."`
	F     []string `short:"f" help:"Functions, as text; default: the lecture's five."`

	x  symbolic.Expr
	fs []symbolic.Expr
}

// Validate reads the functions and reports values out of bounds.
func (f *flags) Validate() error {
	if f.Np < 1 || f.Np > 1024 {
		return fmt.Errorf("-np %d: must be from 1 to 1024", f.Np)
	}
	if f.Order < 0 || f.Order > 1_000_000 {
		return fmt.Errorf("-order %d: must be from 0 to 1000000", f.Order)
	}
	f.x = symbolic.Sym(f.Var)
	if e, err := symbolic.Parse(f.Var); err != nil || e != f.x {
		return fmt.Errorf("-var %q: must be a name, such as x", f.Var)
	}
	if len(f.F) == 0 {
		for _, name := range []string{"exp", "sin", "cos", "cosh", "sinh"} {
			f.fs = append(f.fs, symbolic.Func(name, f.x))
		}
	}
	for _, s := range f.F {
		e, err := symbolic.Parse(s)
		if err != nil {
			return fmt.Errorf("-f %q: %w", s, err)
		}
		f.fs = append(f.fs, e)
	}
	return nil
}

func main() {
	var f flags
	program.Run("derivatives", "Derivatives of high order: step by step, at once, and over a pool of processes.", &f,
		func(ctx context.Context, _ string) error { return run(ctx, &f) })
}

func run(ctx context.Context, f *flags) error {
	program.Printf("%s\nderivatives of order %d\n\n", program.Where(parallel.ThisMachine()), f.Order)

	args := make([]symbolic.DiffArgs, len(f.fs))
	for i, e := range f.fs {
		args[i] = symbolic.DiffArgs{F: e, X: f.x, Order: f.Order, Single: true}
	}
	start := time.Now()
	steps := make([]symbolic.Expr, len(f.fs))
	for i, a := range args {
		var err error
		if steps[i], err = symbolic.DiffTask.Call(ctx, a); err != nil {
			return err
		}
	}
	loop := time.Since(start)

	start = time.Now()
	once := make([]symbolic.Expr, len(f.fs))
	for i, e := range f.fs {
		once[i] = symbolic.DiffN(e, f.x, f.Order)
	}
	direct := time.Since(start)

	pool, err := parallel.Open(parallel.Plan{Mode: parallel.Processes, Workers: f.Np, Threads: 1})
	if err != nil {
		return err
	}
	defer pool.Close()
	start = time.Now()
	far, err := symbolic.DiffTask.Map(ctx, pool, args)
	if err != nil {
		return err
	}
	pooled := time.Since(start)

	w := tabwriter.NewWriter(program.Stdout, 0, 0, 2, ' ', 0)
	for i, e := range f.fs {
		fmt.Fprintf(w, "%v\t%s\t\n", e, short(steps[i].String()))
		if far[i] != steps[i] {
			return fmt.Errorf("%v: the pool's derivative differs from the one computed here", e)
		}
		if v := symbolic.Equal(steps[i], once[i]); v == symbolic.False {
			return fmt.Errorf("%v: the form of order %d has other values than %d steps", e, f.Order, f.Order)
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	program.Printf("\nstep by step   %v\norder n        %v\npool of %-3d    %v, its processes running already\n", loop, direct, f.Np, pooled)
	return nil
}

// short cuts a long formula in its middle.
func short(s string) string {
	r := []rune(s)
	if len(r) <= 100 {
		return s
	}
	return fmt.Sprintf("%s … %s (%d characters)", string(r[:60]), string(r[len(r)-20:]), len(r))
}

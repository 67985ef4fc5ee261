package main

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
	"gonum.org/v1/gonum/mat"

	"tandem/fft"
	"tandem/integrate"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/symbolic"
)

// A work is one thing that all sides do.
type work struct {
	name, what string
	blas       bool // the peer's time depends on its BLAS
	tandem     func(ctx context.Context, threads int) (side, error)
	gonum      func() func() error // nil if gonum has no counterpart
}

// A side is ready to run; close gives back what it holds.
type side struct {
	run   func() error
	close func()
}

func plain(run func() error) (side, error) { return side{run, func() {}}, nil }

var square = parallel.NewTask("versus.square", func(ctx context.Context, x int) (int, error) { return x * x, nil })

var works = []work{
	{"product", "1000×1000 matrices", true, func(ctx context.Context, _ int) (side, error) {
		a, c := linalg.Ginibre(1000, 1), mat.NewDense(1000, 1000, nil)
		return plain(func() error { linalg.Mul(ctx, c, a, a); return nil })
	}, func() func() error {
		a, c := linalg.Ginibre(1000, 1), mat.NewDense(1000, 1000, nil)
		return func() error { c.Mul(a, a); return nil }
	}},
	{"eigenvalues", "general, n = 500", true, func(ctx context.Context, _ int) (side, error) {
		a := linalg.Ginibre(500, 1)
		return plain(func() error { _, err := linalg.Eigenvalues(ctx, a); return err })
	}, func() func() error {
		a := linalg.Ginibre(500, 1)
		return func() error {
			var e mat.Eigen
			if !e.Factorize(a, mat.EigenNone) {
				return fmt.Errorf("gonum found no eigenvalues")
			}
			return nil
		}
	}},
	{"symmetric", "values and vectors, n = 500", true, func(ctx context.Context, _ int) (side, error) {
		a := linalg.GOE(500, 1)
		return plain(func() error { _, _, err := linalg.EigenSym(ctx, a); return err })
	}, func() func() error {
		a := linalg.GOE(500, 1)
		return func() error {
			var e mat.EigenSym
			if !e.Factorize(a, true) {
				return fmt.Errorf("gonum found no eigenvalues")
			}
			return nil
		}
	}},
	{"solve", "A x = b, n = 1000", true, func(ctx context.Context, _ int) (side, error) {
		a := linalg.Ginibre(1000, 1)
		b := mat.NewDense(1000, 1, mat.Col(nil, 0, a))
		return plain(func() error { _, err := linalg.Solve(ctx, a, b); return err })
	}, func() func() error {
		a := linalg.Ginibre(1000, 1)
		b := mat.NewDense(1000, 1, mat.Col(nil, 0, a))
		return func() error { var x mat.Dense; return x.Solve(a, b) }
	}},
	{"transform", "2^20 complex points", false, transform, func() func() error {
		x, y := make([]complex128, 1<<20), make([]complex128, 1<<20)
		for i := range x {
			x[i] = complex(math.Sin(float64(i)), 0)
		}
		plan := fourier.NewCmplxFFT(len(x))
		return func() error { plan.Coefficients(y, x); return nil }
	}},
	{"fftw", "2^20 complex points, FFTW's measured plan", false, transform, nil},
	{"integral", "exp(-x^2) over the line, ten digits", false, func(ctx context.Context, _ int) (side, error) {
		return plain(func() error {
			f := func(x float64) float64 { return math.Exp(-x * x) }
			r, err := integrate.Quad(ctx, f, math.Inf(-1), math.Inf(1), integrate.Options{})
			if err == nil && r.Status != integrate.Converged {
				err = fmt.Errorf("integral: %v", r)
			}
			return err
		})
	}, nil},
	{"midpoints", "pi by 10^7 midpoints", false, func(ctx context.Context, _ int) (side, error) {
		return plain(func() error {
			_, err := integrate.Midpoint(ctx, func(x, y []float64) {
				for i, v := range x {
					y[i] = 4 / (1 + v*v)
				}
			}, 0, 1, 10_000_000, integrate.Options{Concurrent: true})
			return err
		})
	}, nil},
	{"derivatives", "sin, 2000 times in a loop", false, func(ctx context.Context, _ int) (side, error) {
		x := symbolic.Sym("x")
		return plain(func() error {
			e := symbolic.MustParse("sin(x)")
			for range 2000 {
				e = symbolic.Diff(e, x)
			}
			return nil
		})
	}, nil},
	{"antiderivative", "1/(1+x^3)", false, func(ctx context.Context, _ int) (side, error) {
		x, e := symbolic.Sym("x"), symbolic.MustParse("1/(1+x^3)")
		return plain(func() error { _, err := symbolic.IntegrateContext(ctx, e, x, symbolic.IntegrateOptions{}); return err })
	}, nil},
	{"tasks", "200,000 squares by a pool of processes", false, squares(200_000), nil},
	{"joblib", "20,000 squares by joblib's processes", false, squares(20_000), nil},
}

func transform(ctx context.Context, _ int) (side, error) {
	x, y := make([]complex128, 1<<20), make([]complex128, 1<<20)
	for i := range x {
		x[i] = complex(math.Sin(float64(i)), 0)
	}
	plan, err := fft.NewPlan(len(x))
	return side{func() error { return plan.Forward(ctx, y, x) }, func() {}}, err
}

// squares maps a task of almost no work over n numbers: what is timed is the pool.
func squares(n int) func(ctx context.Context, threads int) (side, error) {
	return func(ctx context.Context, threads int) (side, error) {
		mode := parallel.Goroutines
		if parallel.ThisMachine().Processes {
			mode = parallel.Processes
		}
		pool, err := parallel.Open(parallel.Plan{Mode: mode, Workers: threads, Threads: 1})
		if err != nil {
			return side{}, err
		}
		args := make([]int, n)
		for i := range args {
			args[i] = i
		}
		return side{func() error { _, err := square.Map(ctx, pool, args); return err }, func() { pool.Close() }}, nil
	}
}

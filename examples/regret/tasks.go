package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"gonum.org/v1/gonum/mat"

	"tandem/fft"
	"tandem/integrate"
	"tandem/linalg"
	"tandem/parallel"
	"tandem/symbolic"
)

// The tasks that the loads are made of. An item says how large one is.
type item struct{ Size, Seed int }

// newTask makes a task, and a probe of it by which Calibrate measures it.
func newTask(name string, fn func(context.Context, item) ([]float64, error)) parallel.Task[item, []float64] {
	parallel.NewProbe(name, func(ctx context.Context, size int) error {
		_, err := fn(ctx, item{size, 1})
		return err
	})
	return parallel.NewTask(name, fn)
}

var probeNorm = parallel.NewProbe("regret.norm", func(ctx context.Context, n int) error {
	_, err := norm.Call(ctx, make([]float64, n))
	return err
})

var (
	symmetric = newTask("regret.symmetric", func(ctx context.Context, a item) ([]float64, error) {
		return linalg.EigenvaluesSym(ctx, linalg.GOE(a.Size, uint64(a.Seed)))
	})
	product = newTask("regret.product", func(ctx context.Context, a item) ([]float64, error) {
		x, y := linalg.Ginibre(a.Size, uint64(a.Seed)), linalg.Ginibre(a.Size, uint64(a.Seed)+1000)
		var z mat.Dense
		z.ReuseAs(a.Size, a.Size)
		linalg.Mul(ctx, &z, x, y)
		return []float64{mat.Sum(&z)}, nil
	})
	// transforms does ten Fourier transforms of one length.
	transforms = newTask("regret.transforms", func(ctx context.Context, a item) ([]float64, error) {
		p, err := fft.NewPlan(a.Size)
		if err != nil {
			return nil, err
		}
		x := make([]complex128, a.Size)
		for i := range x {
			x[i] = complex(float64((i*7+a.Seed)%11), 0)
		}
		for range 10 {
			if err := p.Forward(ctx, x, x); err != nil {
				return nil, err
			}
			for i := range x {
				x[i] *= complex(1/math.Sqrt(float64(a.Size)), 0)
			}
		}
		return []float64{real(x[1]), imag(x[2])}, nil
	})
	quadrature = newTask("regret.quadrature", func(ctx context.Context, a item) ([]float64, error) {
		w := float64(a.Size + a.Seed)
		r, err := integrate.Quad(ctx, func(x float64) float64 { return math.Exp(-x) * math.Sin(w*x) * math.Sqrt(x) }, 0, 10,
			integrate.Options{RelTol: 1e-9, AbsTol: 1e-12, MaxEvals: 200 * a.Size})
		return []float64{r.Value}, err
	})
	derivatives = newTask("regret.derivatives", func(_ context.Context, a item) ([]float64, error) {
		x := symbolic.Sym("x")
		e := symbolic.MustParse(fmt.Sprintf("sin(x^%d*exp(x))/(1+x^2)", a.Seed%7+2))
		return []float64{float64(len(symbolic.DiffN(e, x, a.Size).String()))}, nil
	})
	// batches transforms 64 rows.
	batches = newTask("regret.batches", func(ctx context.Context, a item) ([]float64, error) {
		x := make([]complex128, 64*a.Size)
		for i := range x {
			x[i] = complex(float64((i*5+a.Seed)%17), float64(i%3))
		}
		y, err := fft.Batch(ctx, x, a.Size)
		if err != nil {
			return nil, err
		}
		return []float64{real(y[1]), imag(y[len(y)-1])}, nil
	})
	// sampling integrates over the cube of five dimensions by Size thousand samples.
	sampling = newTask("regret.sampling", func(ctx context.Context, a item) ([]float64, error) {
		r, err := integrate.MonteCarlo(ctx, func(x []float64) float64 {
			s := 0.0
			for _, v := range x {
				s += v * v
			}
			return math.Exp(-s)
		}, make([]float64, 5), []float64{1, 1, 1, 1, 1}, integrate.MCOptions{Samples: 1000 * a.Size, Seed: uint64(a.Seed), Concurrent: true})
		return []float64{r.Value, r.AbsErr}, err
	})
	// antiderivatives finds Size of them.
	antiderivatives = newTask("regret.antiderivatives", func(_ context.Context, a item) ([]float64, error) {
		x := symbolic.Sym("x")
		length := 0
		for k := range a.Size {
			f, err := symbolic.Integrate(symbolic.MustParse(fmt.Sprintf("x^%d*exp(x)*sin(%d*x)", k%3+1, a.Seed+k+1)), x)
			if err != nil {
				return nil, err
			}
			length += len(f.String())
		}
		return []float64{float64(length)}, nil
	})
	singular = newTask("regret.singular", func(ctx context.Context, a item) ([]float64, error) {
		return linalg.SingularValues(ctx, linalg.Ginibre(a.Size, uint64(a.Seed)))
	})
	// sums is one inner loop and nothing else: each of 1024 terms is a long alternating series.
	sums = newTask("regret.sums", func(ctx context.Context, a item) ([]float64, error) {
		terms := make([]float64, 1024)
		parallel.TeamOf(ctx).For(len(terms), 1, func(lo, hi int) {
			for i := lo; i < hi; i++ {
				s, sign := 0.0, 1.0
				for k := range 100 * a.Size {
					s += sign / float64(k+i+1)
					sign = -sign
				}
				terms[i] = s
			}
		})
		return terms, nil
	})
	// triad streams Size megabytes through the memory: y ← y + 3x, ten times.
	triad = newTask("regret.triad", func(ctx context.Context, a item) ([]float64, error) {
		n := a.Size << 16 // two vectors of 8-byte numbers
		x, y := make([]float64, n), make([]float64, n)
		team := parallel.TeamOf(ctx)
		for range 10 {
			team.For(n, 4096, func(lo, hi int) {
				for i := lo; i < hi; i++ {
					x[i]++
					y[i] += 3 * x[i]
				}
			})
		}
		return []float64{y[0], y[n-1]}, nil
	})
	// garbage makes Size thousand small objects that live for a while.
	garbage = newTask("regret.garbage", func(_ context.Context, a item) ([]float64, error) {
		type node struct {
			left, right *node
			value       int
		}
		rng := rand.New(rand.NewPCG(uint64(a.Seed), 1))
		var root *node
		depths := 0
		for i := range 1000 * a.Size {
			if i%5000 == 0 {
				root = nil
			}
			v, depth := rng.IntN(1<<30), 0
			at := &root
			for *at != nil {
				if depth++; v < (*at).value {
					at = &(*at).left
				} else {
					at = &(*at).right
				}
			}
			*at = &node{value: v}
			depths += depth
		}
		return []float64{float64(depths)}, nil
	})
	// nap waits for Size milliseconds, as for an answer from elsewhere.
	nap = newTask("regret.nap", func(ctx context.Context, a item) ([]float64, error) {
		parallel.Blocking(ctx, func() { time.Sleep(time.Duration(a.Size) * time.Millisecond) })
		return []float64{1}, nil
	})
	// primes counts the primes up to 1000·Size by trial division: plain serial code.
	primes = newTask("regret.primes", func(_ context.Context, a item) ([]float64, error) {
		count := 0
		for n := 2; n < 1000*a.Size; n++ {
			prime := true
			for d := 2; d*d <= n; d++ {
				if n%d == 0 {
					prime = false
					break
				}
			}
			if prime {
				count++
			}
		}
		return []float64{float64(count)}, nil
	})
	// norm adds the squares of numbers that travel to it.
	norm = parallel.NewTask("regret.norm", func(_ context.Context, x []float64) ([]float64, error) {
		s := 0.0
		for range 20 {
			for _, v := range x {
				s += v * v
			}
		}
		return []float64{s}, nil
	})
)

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

var (
	symmetric = parallel.NewTask("regret.symmetric", func(ctx context.Context, a item) ([]float64, error) {
		return linalg.EigenvaluesSym(ctx, linalg.GOE(a.Size, uint64(a.Seed)))
	})
	product = parallel.NewTask("regret.product", func(ctx context.Context, a item) ([]float64, error) {
		x, y := linalg.Ginibre(a.Size, uint64(a.Seed)), linalg.Ginibre(a.Size, uint64(a.Seed)+1000)
		var z mat.Dense
		z.ReuseAs(a.Size, a.Size)
		linalg.Mul(ctx, &z, x, y)
		return []float64{mat.Sum(&z)}, nil
	})
	// transforms does ten Fourier transforms of one length.
	transforms = parallel.NewTask("regret.transforms", func(ctx context.Context, a item) ([]float64, error) {
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
	quadrature = parallel.NewTask("regret.quadrature", func(ctx context.Context, a item) ([]float64, error) {
		w := float64(a.Size + a.Seed)
		r, err := integrate.Quad(ctx, func(x float64) float64 { return math.Exp(-x) * math.Sin(w*x) * math.Sqrt(x) }, 0, 10,
			integrate.Options{RelTol: 1e-9, AbsTol: 1e-12, MaxEvals: 200 * a.Size})
		return []float64{r.Value}, err
	})
	derivatives = parallel.NewTask("regret.derivatives", func(_ context.Context, a item) ([]float64, error) {
		x := symbolic.Sym("x")
		e := symbolic.MustParse(fmt.Sprintf("sin(x^%d*exp(x))/(1+x^2)", a.Seed%7+2))
		return []float64{float64(len(symbolic.DiffN(e, x, a.Size).String()))}, nil
	})
	// triad streams Size megabytes through the memory: y ← y + 3x, ten times.
	triad = parallel.NewTask("regret.triad", func(ctx context.Context, a item) ([]float64, error) {
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
	garbage = parallel.NewTask("regret.garbage", func(_ context.Context, a item) ([]float64, error) {
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
	nap = parallel.NewTask("regret.nap", func(ctx context.Context, a item) ([]float64, error) {
		parallel.Blocking(ctx, func() { time.Sleep(time.Duration(a.Size) * time.Millisecond) })
		return []float64{1}, nil
	})
	// primes counts the primes up to 1000·Size by trial division: plain serial code.
	primes = parallel.NewTask("regret.primes", func(_ context.Context, a item) ([]float64, error) {
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

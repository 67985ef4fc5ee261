package main

import (
	"context"
	"encoding/binary"
	"hash/fnv"
	"math"

	"tandem/linalg"
	"tandem/parallel"
)

// An entry is a load that can be run under any plan.
type entry struct {
	name    string
	load    parallel.Load
	prepare preparation
}

// A preparation gets ready for one plan: run then does the whole load once and returns a fingerprint of its answer.
type preparation func(context.Context, parallel.Plan) (run func(context.Context) (uint64, error), done func() error, err error)

// over makes an entry of a task and its arguments. The fingerprint of the answer takes every bit of every result.
func over[A any, R float64 | complex128](name string, l parallel.Load, task parallel.Task[A, []R], args []A) entry {
	l.Tasks = len(args)
	return entry{name, l, func(_ context.Context, p parallel.Plan) (func(context.Context) (uint64, error), func() error, error) {
		pool, err := parallel.Open(p)
		if err != nil {
			return nil, nil, err
		}
		return func(ctx context.Context) (uint64, error) {
			results, err := task.Map(ctx, pool, args)
			h := fnv.New64a()
			for _, r := range results {
				binary.Write(h, binary.LittleEndian, r)
			}
			return h.Sum64(), err
		}, pool.Close, nil
	}}
}

// lendingEntries are loads whose tasks do not fill the cores to the end: an odd number of equal ones, or one large task
// among small ones. The sums are one inner loop, so that lent cores can halve their time; the others have serial parts.
func lendingEntries() []entry {
	spectra := func(name string, samples ...linalg.Sample) entry {
		return over(name, linalg.EigenvaluesLoad(len(samples), samples[0].N), linalg.RandomEigenvalues, samples)
	}
	var es []entry
	for _, tasks := range []int{1, 3, 5} {
		es = append(es, spectra("eigenvalues", linalg.Samples(linalg.EnsembleGinibre, 800, tasks, 1)...))
	}
	es = append(es, spectra("eigenvalues, mixed", append(linalg.Samples(linalg.EnsembleGinibre, 2000, 1, 1),
		linalg.Samples(linalg.EnsembleGinibre, 300, 8, 2)...)...))
	for _, tasks := range []int{1, 3, 5} {
		es = append(es,
			over("matrix product", parallel.Load{Kernel: product.Name(), Size: 1200}, product, items(tasks, 1200)),
			over("sums", parallel.Load{Kernel: sums.Name(), Size: 500}, sums, items(tasks, 500)))
	}
	return es
}

// items is count arguments of one size.
func items(count, size int) []item {
	as := make([]item, count)
	for i := range as {
		as[i] = item{size, i}
	}
	return as
}

// entries lists the loads: kernels of every package, and what users bring along.
func entries() []entry {
	var es []entry
	for _, c := range [][2]int{{64, 50}, {9, 100}, {1, 200}, {3, 200}, {9, 200}, {1, 500}, {2, 500}, {5, 300}} {
		es = append(es, over("eigenvalues", linalg.EigenvaluesLoad(c[0], c[1]), linalg.RandomEigenvalues,
			linalg.Samples(linalg.EnsembleGinibre, c[1], c[0], 1)))
	}
	kernel := func(task parallel.Task[item, []float64], name string, l parallel.Load, counts ...int) {
		l.Kernel = task.Name()
		l.Probe = func(ctx context.Context, size int) error {
			_, err := task.Call(ctx, item{size, 1})
			return err
		}
		for _, count := range counts {
			es = append(es, over(name, l, task, items(count, l.Size)))
		}
	}
	cube := func(n int) float64 { return math.Pow(float64(n), 3) }
	kernel(symmetric, "symmetric eigenvalues", parallel.Load{Size: 300, Flops: 1.5 * cube(300), Serial: 0.3}, 1, 5)
	kernel(product, "matrix product", parallel.Load{Size: 700, Flops: 2 * cube(700), Serial: 0.1}, 1, 3)
	kernel(transforms, "Fourier transforms", parallel.Load{Size: 1 << 14, Flops: 6e6, Serial: 0.3}, 20)
	kernel(transforms, "Fourier transforms", parallel.Load{Size: 1 << 18, Flops: 2e8, Serial: 0.3}, 1, 3)
	kernel(quadrature, "quadrature", parallel.Load{Size: 500, Steps: 2e6, Serial: 1}, 40)
	kernel(derivatives, "derivatives", parallel.Load{Size: 5, Steps: 1e5, Serial: 1}, 1, 30)
	kernel(batches, "Fourier batches", parallel.Load{Size: 1024, Flops: 3e6, Serial: 0.3}, 2, 25)
	kernel(sampling, "Monte Carlo", parallel.Load{Size: 200, Steps: 1e7, Serial: 0.05}, 1, 3)
	kernel(antiderivatives, "antiderivatives", parallel.Load{Size: 3, Steps: 1e7, Serial: 1}, 6)
	kernel(singular, "singular values", parallel.Load{Size: 250, Flops: 3 * cube(250), Serial: 0.3}, 1, 7)
	kernel(triad, "memory stream", parallel.Load{Size: 32, Flops: 8e7, Touched: 1.6e9, Memory: 32 << 20}, 1, 2, 5)
	kernel(garbage, "garbage", parallel.Load{Size: 50, Steps: 1e6, Serial: 1, Allocated: 2e6}, 2, 15)
	kernel(nap, "sleep", parallel.Load{Size: 5, Seconds: 5e-3, Idle: 1, Serial: 1}, 3, 64)
	kernel(primes, "primes", parallel.Load{Size: 60, Steps: 3e6, Serial: 1}, 1, 3, 30)
	tiny := parallel.Load{Size: 1, Steps: 5e3, Serial: 1}
	kernel(primes, "primes, tiny", tiny, 2000)
	// Unequal tasks: one large, eight small.
	mixed := linalg.EigenvaluesLoad(9, 200)
	mixed.Spread = 2
	es = append(es, over("eigenvalues, mixed", mixed, linalg.RandomEigenvalues,
		append(linalg.Samples(linalg.EnsembleGinibre, 400, 1, 1), linalg.Samples(linalg.EnsembleGinibre, 120, 8, 2)...)))
	vectors := make([][]float64, 8)
	for i := range vectors {
		vectors[i] = make([]float64, 1<<17)
		for k := range vectors[i] {
			vectors[i][k] = float64((i + k) % 13)
		}
	}
	es = append(es, over("large arguments", parallel.Load{Kernel: norm.Name(), Size: 1 << 17, Serial: 1, Moved: 1 << 20,
		Probe: probeNorm}, norm, vectors))
	return es
}

//go:build mpi && cgo && linux

package mpi

import (
	"context"
	"testing"

	"gonum.org/v1/gonum/mat"

	"tandem/parallel"
)

// Two workers on ranks 1 and 2, as mpi4py.futures has them. The figures in doc.go:
//
//	go test -tags mpi -c -o mpi.test ./parallel/mpi
//	mpirun -n 3 ./mpi.test -test.run '^$' -test.bench .
//	mpirun -n 3 python3 -m mpi4py.futures parallel/mpi/testdata/peer_futures.py

func benchPool(b *testing.B) *parallel.Pool {
	if here == nil || here.size < 3 {
		b.Skip("needs mpirun -n 3")
	}
	p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: 2, Threads: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.Close() })
	return p
}

func BenchmarkTasks(b *testing.B) {
	const n = 200000
	xs := make([]int, n)
	for _, c := range []struct {
		name string
		opts []parallel.Option
	}{
		{"single", []parallel.Option{parallel.Chunk(1)}},
		{"batched", nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := benchPool(b)
			run := func() {
				if _, err := square.With(c.opts...).Map(context.Background(), p, xs); err != nil {
					b.Fatal(err)
				}
			}
			run()
			for b.Loop() {
				run()
			}
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds()/1e3, "ktasks/s")
		})
	}
}

func BenchmarkRoundTrip(b *testing.B) {
	p := benchPool(b)
	for b.Loop() {
		if _, err := square.Apply(context.Background(), p, 3); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatrix(b *testing.B) {
	a := mat.NewDense(2000, 2000, nil)
	for i := range 2000 {
		a.Set(i, i, 1)
	}
	for _, c := range []struct {
		name string
		run  func(*parallel.Pool) error
	}{
		{"argument", func(p *parallel.Pool) error { _, err := total.Apply(context.Background(), p, a); return err }},
		{"result", func(p *parallel.Pool) error { _, err := give.Apply(context.Background(), p, 2000); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := benchPool(b)
			for range 4 {
				if err := c.run(p); err != nil {
					b.Fatal(err)
				}
			}
			for b.Loop() {
				if err := c.run(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

//go:build mpi && cgo && linux

package mpi

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

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
			before := cpu(b)
			for b.Loop() {
				run()
			}
			b.ReportMetric(float64((cpu(b)-before).Nanoseconds())/n/float64(b.N), "rank0-ns/task")
			b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds()/1e3, "ktasks/s")
		})
	}
}

// cpu is the processor time that rank 0 has used, the threads that poll included.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWorkers tells what a worker far away costs rank 0: memory, and the time to start it.
func BenchmarkWorkers(b *testing.B) {
	if here == nil || here.size < 3 {
		b.Skip("needs mpirun -n 3")
	}
	const workers = 60
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		p, err := parallel.Open(parallel.Plan{Mode: parallel.MPI, Workers: workers, Threads: 1})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := square.With(parallel.Chunk(1)).Map(context.Background(), p, make([]int, 20000)); err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		held := after.HeapInuse + after.StackInuse - before.HeapInuse - before.StackInuse
		b.ReportMetric(float64(held)/1024/workers, "KiB/worker")
		p.Close()
	}
	b.ReportMetric(b.Elapsed().Seconds()*1e3/float64(b.N)/workers, "ms/worker")
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
		{"10 results", func(p *parallel.Pool) error {
			got, err := give.With(parallel.Chunk(1)).Map(context.Background(), p, slices.Repeat([]int{2000}, 10))
			runtime.KeepAlive(got)
			return err
		}},
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

// BenchmarkShared has tasks on two ranks use a matrix in shared memory that the program has written to before. With TANDEM_APART=1 it
// travels to each of them; testdata/peer_bcast.py broadcasts it.
func BenchmarkShared(b *testing.B) {
	for _, tasks := range []int{2, 40} {
		b.Run(fmt.Sprintf("tasks=%d", tasks), func(b *testing.B) {
			p := benchPool(b)
			s, err := parallel.NewShared[float64](2000 * 2000)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			a := mat.NewDense(2000, 2000, s.Slice())
			args := slices.Repeat([]*mat.Dense{a}, tasks)
			for k := 0; b.Loop(); k++ {
				b.StopTimer()
				for i := range s.Slice() {
					s.Slice()[i] = float64(k)
				}
				b.StartTimer()
				if _, err := total.With(parallel.Chunk(1)).Map(context.Background(), p, args); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

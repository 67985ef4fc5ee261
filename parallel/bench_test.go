package parallel

import (
	"context"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

// The speed table of the package documentation. testdata/peer_pools.py measures the peers on the same tasks:
//
//	go test -run '^$' -bench Pool ./parallel
//	python3 parallel/testdata/peer_pools.py

var (
	total = NewTask("bench.total", func(_ context.Context, a *mat.Dense) (float64, error) { return mat.Sum(a), nil })
	touch = NewTask("bench.touch", func(_ context.Context, a *mat.Dense) (float64, error) { return a.At(0, 0), nil })
	give  = NewTask("bench.give", func(_ context.Context, n int) (*mat.Dense, error) { return mat.NewDense(n, n, nil), nil })
)

func openFor(b *testing.B, mode Mode) *Pool {
	p, err := Open(Plan{Mode: mode, Workers: 2, Threads: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { p.Close() })
	return p
}

func BenchmarkPoolTasks(b *testing.B) {
	const n = 200000
	for _, c := range []struct {
		name string
		mode Mode
		opts []Option
	}{
		{"processes/single", Processes, []Option{Chunk(1)}},
		{"processes/batched", Processes, nil},
		{"goroutines/single", Goroutines, []Option{Chunk(1)}},
		{"goroutines/batched", Goroutines, nil},
		{"serial/batched", Serial, nil},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := openFor(b, c.mode)
			xs := numbers(n)
			if _, err := square.With(c.opts...).Map(context.Background(), p, xs); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := square.With(c.opts...).Map(context.Background(), p, xs); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e3, "ktasks/s")
		})
	}
}

func BenchmarkPoolRoundTrip(b *testing.B) {
	for _, mode := range []Mode{Processes, Goroutines, Serial} {
		b.Run(mode.String(), func(b *testing.B) {
			p := openFor(b, mode)
			for b.Loop() {
				if _, err := square.Apply(context.Background(), p, 3); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPoolMatrix(b *testing.B) {
	a := mat.NewDense(2000, 2000, nil)
	s, err := NewShared[float64](2000 * 2000)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	lent := mat.NewDense(2000, 2000, s.Slice())
	for _, c := range []struct {
		name string
		run  func(*Pool) error
	}{
		{"argument", func(p *Pool) error { _, err := touch.Apply(context.Background(), p, a); return err }},
		{"argument-read", func(p *Pool) error { _, err := total.Apply(context.Background(), p, a); return err }},
		{"shared", func(p *Pool) error { _, err := touch.Apply(context.Background(), p, lent); return err }},
		{"result", func(p *Pool) error { _, err := give.Apply(context.Background(), p, 2000); return err }},
	} {
		b.Run(c.name, func(b *testing.B) {
			p := openFor(b, Processes)
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

func BenchmarkPoolStart(b *testing.B) {
	var open, last time.Duration
	for b.Loop() {
		began := time.Now()
		p, err := Open(Plan{Mode: Processes, Workers: 2, Threads: 1})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := square.With(Chunk(1)).Map(context.Background(), p, []int{1, 2}); err != nil {
			b.Fatal(err)
		}
		open += time.Since(began)
		began = time.Now()
		p.Close()
		last += time.Since(began)
	}
	b.ReportMetric(float64(open.Microseconds())/1e3/float64(b.N), "ms/open")
	b.ReportMetric(float64(last.Microseconds())/1e3/float64(b.N), "ms/close")
}

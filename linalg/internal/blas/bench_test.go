package blas

// Benchmarks; testdata/peer_blas.py sets them beside OpenBLAS. Large matrices lie on huge pages, as NumPy's do.

import (
	"fmt"
	"testing"

	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// measure times the operation that prepare returns, for teams of 1 and 2 threads, and reports GFlop/s. The first call, which
// touches fresh pages, does not count; nor does the peer's.
func measure(b *testing.B, name string, flops float64, prepare func() func(t parallel.Team)) {
	b.Run(name, func(b *testing.B) {
		op := prepare()
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("threads=%d", threads), func(b *testing.B) {
				tm := team(threads)
				op(tm)
				for b.Loop() {
					op(tm)
				}
				b.ReportMetric(flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
			})
		}
	})
}

// numbers returns 1/first, 1/(first+1), …, n of them.
func numbers(n, first int) []float64 {
	x := hugepage.Make[float64](n)
	for i := range x {
		x[i] = 1 / float64(i+first)
	}
	return x
}

// complexNumbers is the like, with imaginary parts.
func complexNumbers(n, first int) []complex128 {
	x := hugepage.Make[complex128](n)
	for i := range x {
		x[i] = complex(1/float64(i+first), 1/float64(i+first+1))
	}
	return x
}

func BenchmarkGemm(b *testing.B) {
	for _, s := range [][3]int{{4, 4, 4}, {8, 8, 8}, {16, 16, 16}, {32, 32, 32}, {64, 64, 64}, {200, 200, 200}, {500, 500, 500}, {1000, 1000, 1000},
		{2000, 2000, 2000}, {2000, 2000, 32}, {2000, 8, 2000}, {8, 2000, 2000}, {2000, 32, 2000}} {
		m, n, k := s[0], s[1], s[2]
		measure(b, fmt.Sprintf("shape=%dx%dx%d", m, n, k), 2*float64(m)*float64(n)*float64(k), func() func(parallel.Team) {
			x, y, c := numbers(m*k, 1), numbers(k*n, 2), numbers(m*n, 1)
			return func(t parallel.Team) { Gemm(t, false, false, m, n, k, 1, x, k, y, n, 0, c, n) }
		})
	}
}

func BenchmarkZgemm(b *testing.B) {
	for _, n := range []int{4, 16, 32, 64, 100, 200, 500, 1000} {
		measure(b, fmt.Sprintf("n=%d", n), 8*float64(n)*float64(n)*float64(n), func() func(parallel.Team) {
			x, y, c := complexNumbers(n*n, 1), complexNumbers(n*n, 2), complexNumbers(n*n, 1)
			return func(t parallel.Team) { Zgemm(t, NoTrans, NoTrans, n, n, n, 1, x, n, y, n, 0, c, n) }
		})
	}
}

// BenchmarkLevel23 runs the other real operations. The roof of level 2, the rate at which the machine reads or rewrites a
// matrix, is measured by testdata/roof_stream.c.
func BenchmarkLevel23(b *testing.B) {
	type operands struct{ x, y, c []float64 }
	for _, bench := range []struct {
		name  string
		flops float64 // per power of n
		power int
		run   func(t parallel.Team, n int, o operands)
	}{
		{"Symm", 2, 3, func(t parallel.Team, n int, o operands) { Symm(t, Left, Lower, n, n, 1, o.x, n, o.y, n, 0, o.c, n) }},
		{"Syrk", 1, 3, func(t parallel.Team, n int, o operands) { Syrk(t, Lower, false, n, n, 1, o.x, n, 0, o.c, n) }},
		{"Syr2k", 2, 3, func(t parallel.Team, n int, o operands) { Syr2k(t, Lower, false, n, n, 1, o.x, n, o.y, n, 0, o.c, n) }},
		{"Trmm", 1, 3, func(t parallel.Team, n int, o operands) {
			Trmm(t, Left, Lower, false, NonUnit, n, n, 1, o.x, n, o.y, n)
		}},
		{"Trsm", 1, 3, func(t parallel.Team, n int, o operands) {
			Trsm(t, Left, Lower, false, NonUnit, n, n, 1, o.x, n, o.y, n)
		}},
		{"TrsmRight", 1, 3, func(t parallel.Team, n int, o operands) {
			Trsm(t, Right, Lower, true, NonUnit, n, n, 1, o.x, n, o.y, n)
		}},
		{"Gemv", 2, 2, func(t parallel.Team, n int, o operands) { Gemv(t, false, n, n, 1, o.x, n, o.y, 1, 0, o.c, 1) }},
		{"GemvTrans", 2, 2, func(t parallel.Team, n int, o operands) { Gemv(t, true, n, n, 1, o.x, n, o.y, 1, 0, o.c, 1) }},
		{"Symv", 2, 2, func(t parallel.Team, n int, o operands) { Symv(t, Lower, n, 1, o.x, n, o.y, 1, 0, o.c, 1) }},
		{"Ger", 2, 2, func(t parallel.Team, n int, o operands) { Ger(t, n, n, 1e-9, o.y, 1, o.y[n:], 1, o.c, n) }},
		{"Trmv", 1, 2, func(t parallel.Team, n int, o operands) {
			Trmv(t, Lower, false, NonUnit, n, o.x, n, o.c[:n], 1)
			o.c[0] = 1
		}},
		{"Trsv", 1, 2, func(t parallel.Team, n int, o operands) {
			Trsv(t, Lower, false, NonUnit, n, o.x, n, o.c[:n], 1)
			o.c[0] = 1
		}},
	} {
		for _, n := range []int{64, 200, 500, 1000, 2000, 4000} { // 4000: level 2 alone, far out of cache
			if n == 4000 && bench.power == 3 {
				continue
			}
			flops := bench.flops
			for range bench.power {
				flops *= float64(n)
			}
			measure(b, fmt.Sprintf("%s/n=%d", bench.name, n), flops, func() func(parallel.Team) {
				o := operands{numbers(n*n, 1), numbers(n*n, 2), numbers(n*n, 1)}
				for i := range n {
					o.x[i*n+i] = 1 // triangular products and solutions, again and again, keep the operand's size
				}
				return func(t parallel.Team) { bench.run(t, n, o) }
			})
		}
	}
}

// BenchmarkComplex23 runs the other complex operations.
func BenchmarkComplex23(b *testing.B) {
	type operands struct{ x, y, c []complex128 }
	for _, bench := range []struct {
		name  string
		flops float64 // per power of n
		power int
		run   func(t parallel.Team, n int, o operands)
	}{
		{"Zhemm", 8, 3, func(t parallel.Team, n int, o operands) { Zhemm(t, Left, Lower, n, n, 1, o.x, n, o.y, n, 0, o.c, n) }},
		{"Zherk", 4, 3, func(t parallel.Team, n int, o operands) { Zherk(t, Lower, NoTrans, n, n, 1, o.x, n, 0, o.c, n) }},
		{"Zher2k", 8, 3, func(t parallel.Team, n int, o operands) {
			Zher2k(t, Lower, NoTrans, n, n, 1, o.x, n, o.y, n, 0, o.c, n)
		}},
		{"Ztrmm", 4, 3, func(t parallel.Team, n int, o operands) {
			Ztrmm(t, Left, Lower, NoTrans, NonUnit, n, n, 1, o.x, n, o.y, n)
		}},
		{"Ztrsm", 4, 3, func(t parallel.Team, n int, o operands) {
			Ztrsm(t, Left, Lower, NoTrans, NonUnit, n, n, 1, o.x, n, o.y, n)
		}},
		{"Zgemv", 8, 2, func(t parallel.Team, n int, o operands) { Zgemv(t, NoTrans, n, n, 1, o.x, n, o.y, 1, 0, o.c, 1) }},
		{"ZgemvTrans", 8, 2, func(t parallel.Team, n int, o operands) { Zgemv(t, ConjTrans, n, n, 1, o.x, n, o.y, 1, 0, o.c, 1) }},
		{"Zhemv", 8, 2, func(t parallel.Team, n int, o operands) { Zhemv(t, Lower, n, 1, o.x, n, o.y, 1, 0, o.c, 1) }},
		{"Zgerc", 8, 2, func(t parallel.Team, n int, o operands) { Zgerc(t, n, n, 1e-9, o.y, 1, o.y[n:], 1, o.c, n) }},
		{"Zher", 4, 2, func(t parallel.Team, n int, o operands) { Zher(t, Lower, n, 1e-9, o.y, 1, o.c, n) }},
		{"Zher2", 8, 2, func(t parallel.Team, n int, o operands) { Zher2(t, Lower, n, 1e-9, o.y, 1, o.y[n:], 1, o.c, n) }},
		{"Ztrmv", 4, 2, func(t parallel.Team, n int, o operands) {
			Ztrmv(t, Lower, NoTrans, NonUnit, n, o.x, n, o.c[:n], 1)
			o.c[0] = 1
		}},
		{"ZtrmvTrans", 4, 2, func(t parallel.Team, n int, o operands) {
			Ztrmv(t, Lower, ConjTrans, NonUnit, n, o.x, n, o.c[:n], 1)
			clear(o.c[:n])
		}},
		{"Ztrsv", 4, 2, func(t parallel.Team, n int, o operands) {
			Ztrsv(t, Lower, NoTrans, NonUnit, n, o.x, n, o.c[:n], 1)
			o.c[0] = 1
		}},
		{"ZtrsvTrans", 4, 2, func(t parallel.Team, n int, o operands) {
			Ztrsv(t, Lower, ConjTrans, NonUnit, n, o.x, n, o.c[:n], 1)
			clear(o.c[:n])
		}},
	} {
		for _, n := range []int{100, 200, 500, 1000} {
			flops := bench.flops
			for range bench.power {
				flops *= float64(n)
			}
			measure(b, fmt.Sprintf("%s/n=%d", bench.name, n), flops, func() func(parallel.Team) {
				o := operands{complexNumbers(n*n, 1), complexNumbers(n*n, 2), complexNumbers(n*n, 1)}
				for i := range n {
					o.x[i*n+i] = 1 // triangular products and solutions, again and again, keep the operand's size
				}
				return func(t parallel.Team) { bench.run(t, n, o) }
			})
		}
	}
}

// BenchmarkVector runs level 1 on one thread: n = 1000 lies in the L1 cache, n = 100,000 in L2 or beyond.
func BenchmarkVector(b *testing.B) {
	for _, n := range []int{1000, 100000} {
		x, y := numbers(n, 1), numbers(n, 2)
		zx, zy := complexNumbers(n, 1), complexNumbers(n, 2)
		for _, bench := range []struct {
			name string
			run  func()
		}{
			{"Dot", func() { Dot(n, x, 1, y, 1) }},
			{"Axpy", func() { Axpy(n, 1e-9, x, 1, y, 1) }},
			{"Scal", func() { Scal(n, 1.0000001, x, 1) }},
			{"Nrm2", func() { Nrm2(n, x, 1) }},
			{"Asum", func() { Asum(n, x, 1) }},
			{"Iamax", func() { Iamax(n, x, 1) }},
			{"Zdotc", func() { Zdotc(n, zx, 1, zy, 1) }},
			{"Zaxpy", func() { Zaxpy(n, 1e-9i, zx, 1, zy, 1) }},
			{"Zscal", func() { Zscal(n, 1i, zx, 1) }},
			{"Znrm2", func() { Znrm2(n, zx, 1) }},
			{"Zasum", func() { Zasum(n, zx, 1) }},
			{"Izamax", func() { Izamax(n, zx, 1) }},
		} {
			b.Run(fmt.Sprintf("%s/n=%d/threads=1", bench.name, n), func(b *testing.B) {
				for b.Loop() {
					bench.run()
				}
			})
		}
	}
}

package blas

import (
	"fmt"
	"testing"
)

func BenchmarkGemm(b *testing.B) {
	for _, s := range [][3]int{{4, 4, 4}, {8, 8, 8}, {16, 16, 16}, {32, 32, 32}, {64, 64, 64}, {200, 200, 200}, {500, 500, 500}, {1000, 1000, 1000}, {2000, 2000, 2000}, {2000, 2000, 32}, {2000, 8, 2000}, {8, 2000, 2000}, {2000, 32, 2000}} {
		for _, threads := range []int{1, 2} {
			m, n, k := s[0], s[1], s[2]
			b.Run(fmt.Sprintf("shape=%dx%dx%d/threads=%d", m, n, k, threads), func(b *testing.B) {
				x, y, c := make([]float64, m*k), make([]float64, k*n), make([]float64, m*n)
				for i := range x {
					x[i] = 1 / float64(i+1)
				}
				for i := range y {
					y[i] = 1 / float64(i+2)
				}
				tm := team(threads)
				Gemm(tm, false, false, m, n, k, 1, x, k, y, n, 0, c, n) // touches fresh pages, as the peer's first call does
				for b.Loop() {
					Gemm(tm, false, false, m, n, k, 1, x, k, y, n, 0, c, n)
				}
				b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
			})
		}
	}
}

func BenchmarkZgemm(b *testing.B) {
	for _, n := range []int{100, 200, 500, 1000} {
		for _, threads := range []int{1, 2} {
			b.Run(fmt.Sprintf("n=%d/threads=%d", n, threads), func(b *testing.B) {
				x, y, c := make([]complex128, n*n), make([]complex128, n*n), make([]complex128, n*n)
				for i := range x {
					x[i], y[i] = complex(1/float64(i+1), 1), complex(2, 1/float64(i+2))
				}
				tm := team(threads)
				Zgemm(tm, NoTrans, NoTrans, n, n, n, 1, x, n, y, n, 0, c, n)
				for b.Loop() {
					Zgemm(tm, NoTrans, NoTrans, n, n, n, 1, x, n, y, n, 0, c, n)
				}
				b.ReportMetric(8*float64(n)*float64(n)*float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
			})
		}
	}
}

// BenchmarkLevel23 reports GFlop/s. The roof of level 2, the rate at which the machine reads or rewrites a matrix, is measured
// by testdata/roof_stream.c.
func BenchmarkLevel23(b *testing.B) {
	for _, n := range []int{64, 200, 500, 1000, 2000, 4000} { // 4000: level 2 alone, far out of cache
		x, y, c := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
		for i := range x {
			x[i], y[i] = 1/float64(i+1), 1/float64(i+2)
		}
		for i := range n {
			x[i*n+i] = 4
		}
		sq := float64(n) * float64(n)
		cube := sq * float64(n)
		for _, threads := range []int{1, 2} {
			tm := team(threads)
			for _, bench := range []struct {
				name  string
				flops float64
				run   func()
			}{
				{"Symm", 2 * cube, func() { Symm(tm, Left, Lower, n, n, 1, x, n, y, n, 0, c, n) }},
				{"Syrk", cube, func() { Syrk(tm, Lower, false, n, n, 1, x, n, 0, c, n) }},
				{"Syr2k", 2 * cube, func() { Syr2k(tm, Lower, false, n, n, 1, x, n, y, n, 0, c, n) }},
				{"Trmm", cube, func() { Trmm(tm, Left, Lower, false, NonUnit, n, n, 0.1, x, n, y, n) }},
				{"Trsm", cube, func() { Trsm(tm, Left, Lower, false, NonUnit, n, n, 1, x, n, y, n) }},
				{"TrsmRight", cube, func() { Trsm(tm, Right, Lower, true, NonUnit, n, n, 1, x, n, y, n) }},
				{"Gemv", 2 * sq, func() { Gemv(tm, false, n, n, 1, x, n, y, 1, 0, c, 1) }},
				{"GemvTrans", 2 * sq, func() { Gemv(tm, true, n, n, 1, x, n, y, 1, 0, c, 1) }},
				{"Symv", 2 * sq, func() { Symv(tm, Lower, n, 1, x, n, y, 1, 0, c, 1) }},
				{"Ger", 2 * sq, func() { Ger(tm, n, n, 1e-9, y, 1, y[n:], 1, c, n) }},
				{"Trmv", sq, func() { Trmv(tm, Lower, false, NonUnit, n, x, n, c[:n], 1); c[0] = 1 }},
				{"Trsv", sq, func() { Trsv(tm, Lower, false, NonUnit, n, x, n, c[:n], 1); c[0] = 1 }},
			} {
				if n == 4000 && bench.flops >= cube {
					continue
				}
				b.Run(fmt.Sprintf("%s/n=%d/threads=%d", bench.name, n, threads), func(b *testing.B) {
					bench.run()
					for b.Loop() {
						bench.run()
					}
					b.ReportMetric(bench.flops*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
				})
			}
		}
	}
}

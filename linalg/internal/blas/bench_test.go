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
				for b.Loop() {
					Gemm(tm, false, false, m, n, k, 1, x, k, y, n, 0, c, n)
				}
				b.ReportMetric(2*float64(m)*float64(n)*float64(k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
			})
		}
	}
}

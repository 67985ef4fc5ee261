package kernel

import (
	"fmt"
	"testing"

	"tandem/parallel/simd"
)

func BenchmarkColumns(b *testing.B) {
	for _, tier := range simd.Tiers() {
		rows, cols := TileSize(tier)
		for _, k := range []int{16, 256, 384, 512} {
			b.Run(fmt.Sprintf("tier=%v/k=%d", tier, k), func(b *testing.B) {
				x, y, c := make([]float64, rows*k), make([]float64, cols*k), make([]float64, rows*cols)
				for b.Loop() {
					Columns(tier, rows, cols, k, x, 1, rows, 0, y, cols, c, cols, 1, 1, false)
				}
				b.ReportMetric(2*float64(rows*cols*k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFlop/s")
			})
		}
	}
}

package kernel

import (
	"fmt"
	"testing"

	"tandem/parallel/simd"
)

// BenchmarkPass measures what the cost formula of package recipe is made of: the time of each pass for each value, on
// arrays that the first-level cache holds.
//
//	go test -run XXX -bench Pass -benchtime 20ms ./fft/internal/kernel
func BenchmarkPass(b *testing.B) {
	for _, f := range Of64(simd.Active()) {
		group := 16 * f.V
		e := NewEdge[float64](false, 1)
		const size = 768
		x, y, roots := make([]float64, 1<<15), make([]float64, 1<<15), make([]float64, 1<<16)
		time := func(name string, pass Pass[float64], r int, s Shape) {
			b.Run(fmt.Sprintf("%s/%s%d", f.Name, name, r), func(b *testing.B) {
				for b.Loop() {
					pass(&y[0], &x[0], &roots[0], &s, &e)
				}
				points := r * s.M * s.Cnt * f.V
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(points), "ns/point")
			})
		}
		for r := 2; r <= MaxRadix; r++ {
			// rows of l groups, as many as size values have
			l := max(1, min(8, size/(f.V*r)))
			m := size / (l * f.V * r)
			s := Shape{M: m, Cnt: l, SrcP: group * l, SrcQ: group, SrcK: group * l * m, DstP: group * l * r, DstQ: group, DstK: group * l}
			for name, pass := range map[string]Pass[float64]{"first": f.First[r], "mid": f.Mid[r], "plain": f.Plain[r], "last": f.Last[r]} {
				if pass != nil {
					time(name, pass, r, s)
				}
			}
			if f.Head[r] != nil && f.V > 1 {
				m := size / r
				time("head", f.Head[r], r, Shape{M: m / f.V, Cnt: 1, SrcP: group, SrcK: 16 * m, DstP: group * r, DstK: 16})
			}
		}
		if f.V > 1 {
			b.Run(f.Name+"/ring", func(b *testing.B) {
				const blocks = 10
				for b.Loop() {
					f.Ring(&y[0], &x[0], &roots[0], &roots[1<<15], blocks)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(blocks*f.V*f.V), "ns/point")
			})
			b.Run(f.Name+"/turn", func(b *testing.B) {
				const n = 512
				for b.Loop() {
					f.Turn(&y[0], &x[0], &roots[0], &roots[0], n, 16*n+128, group)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n*f.V), "ns/point")
			})
		}
		b.Run(f.Name+"/weigh", func(b *testing.B) {
			const n = 100
			for b.Loop() {
				f.Weigh(&y[0], &x[0], &roots[0], n)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n*f.V), "ns/point")
		})
		b.Run(f.Name+"/product", func(b *testing.B) {
			const n = 2000
			for b.Loop() {
				f.Product(&y[0], &x[0], &roots[0], n, &e)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/point")
		})
		b.Run(f.Name+"/permute", func(b *testing.B) {
			const n = 2003
			index := make([]int32, n)
			for i := range index {
				index[i] = int32(i * 1234 % n)
			}
			for b.Loop() {
				f.Gather(&y[0], &x[0], &index[0], n, &e)
				f.Scatter(&x[0], &y[0], &index[0], n, &e)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/point")
		})
		b.Run(f.Name+"/define", func(b *testing.B) {
			const pairs, blocks = 25, 8
			table := make([]float64, 4*f.V*pairs*blocks)
			for b.Loop() {
				f.Define(&y[0], &table[0], &x[0], 2*f.V*blocks+1, pairs, blocks, &e)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(pairs*blocks), "ns/pair")
		})
	}
}

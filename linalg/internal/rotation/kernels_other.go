//go:build !amd64 || noasm

package rotation

import "tandem/parallel/simd"

// Without assembly the only tier is Portable, which the callers serve themselves.

func chain(_ simd.Tier, x []float64, stride int, c []Rotation)   { chainGo(x, stride, c) }
func rows2(_ simd.Tier, x []float64, stride, n int, r *Rotation) { rows2Go(x, stride, n, r) }
func columns2(x []float64, stride, n int, r *Rotation)           { columns2Go(x, stride, n, r) }
func transpose(dst []float64, ldd int, src []float64, lds, m, n int) {
	transposeGo(dst, ldd, src, lds, m, n)
}

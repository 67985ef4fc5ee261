//go:build !amd64 || noasm

package householder

import "tandem/parallel/simd"

// Without assembly the only tier is Portable, which the callers serve themselves.

func chain(_ simd.Tier, x []float64, stride int, c []Reflector)   { chainGo(x, stride, c) }
func rows3(_ simd.Tier, x []float64, stride, n int, r *Reflector) { rows3Go(x, stride, n, r) }
func columns3(x []float64, stride, n int, r *Reflector)           { columns3Go(x, stride, n, r) }
func transpose(_ simd.Tier, dst []float64, ldd int, src []float64, lds, m, n int) {
	transposeGo(dst, ldd, src, lds, m, n)
}
func fused(_ simd.Tier, p *pass, _ bool) { panic("householder: no assembly in this build") }

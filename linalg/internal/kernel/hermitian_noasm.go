//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

func hermitian(tier simd.Tier, first, last, n int, a []float64, lda int, v, w, x, y []float64) {
	hermitianGo(first, last, n, a, lda, v, w, x, y)
}

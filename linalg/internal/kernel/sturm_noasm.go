//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

func sturm(_ simd.Tier, d, e2 []float64, pivot float64, x []float64, state *sturmState, below []int64) {
	sturmGo(d, e2, pivot, x, state, below)
}

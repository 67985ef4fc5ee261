//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

func sturm(tier simd.Tier, d, e2 []float64, pivot float64, x []float64, state *sturmState, below []int64) {
	switch tier {
	case simd.AVX512:
		sturmAVX512(len(d), &d[0], &e2[0], pivot, &x[0], &state[0], &below[0])
	case simd.AVX2:
		for i := 0; i < SturmPoints; i += 8 {
			sturmAVX2(len(d), &d[0], &e2[0], pivot, &x[i], &state[i], &below[i])
		}
	default:
		sturmGo(d, e2, pivot, x, state, below)
	}
}

//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// run works bands of four rows, then single rows, in calls of bounded length.
func (s *BidiagonalStep) run(tier simd.Tier) {
	rows, n := len(s.Y), len(s.X)
	const height = 4
	most := max(1, callElements/(2*height*n))
	i := 0
	for i+height <= rows {
		bands := min(most, (rows-i)/height)
		s.bands(tier, height, i, bands)
		i += bands * height
	}
	if i < rows {
		s.bands(tier, 1, i, rows-i)
	}
}

func (s *BidiagonalStep) bands(tier simd.Tier, height, i, bands int) {
	step := bidiagonal4AVX512
	switch {
	case tier == simd.AVX512 && height == 1:
		step = bidiagonal1AVX512
	case tier != simd.AVX512 && height == 1:
		step = bidiagonal1AVX2
	case tier != simd.AVX512:
		step = bidiagonal4AVX2
	}
	step(bands, len(s.X), &s.A[i*s.Lda], s.Lda, s.Head, &s.P[i], &s.Q[i], &s.U[0], &s.Z[0], &s.X[0], s.Tau, &s.Y[i], &s.C[i], &s.W[0])
}

//go:build !amd64 || noasm

package kernel

import "tandem/parallel/simd"

// ChaseDiagonal is A = H·A·H for the symmetric Band×Band matrix in the upper triangle of a; w is scratch.
func ChaseDiagonal(_ simd.Tier, a []float64, lda int, v []float64, tau float64, w []float64) {
	chaseDiagonalGo(a, lda, v, tau, w)
}

// ChaseLeft is u = τ·Bᵀ·v for a Band×Band matrix b, and x = the first row of H·B = B − v·uᵀ.
func ChaseLeft(_ simd.Tier, b []float64, ldb int, v []float64, tau float64, u, x []float64) {
	chaseLeftGo(b, ldb, v, tau, u, x)
}

// ChaseRight is B = (B − v·uᵀ)·(I − τ·x·xᵀ); z is scratch.
func ChaseRight(_ simd.Tier, b []float64, ldb int, v, u, x []float64, tau float64, z []float64) {
	chaseRightGo(b, ldb, v, u, x, tau, z)
}

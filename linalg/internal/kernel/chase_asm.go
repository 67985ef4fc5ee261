//go:build amd64 && !noasm

package kernel

import "tandem/parallel/simd"

// ChaseDiagonal is A = H·A·H for the symmetric Band×Band matrix in the upper triangle of a; w is scratch.
func ChaseDiagonal(tier simd.Tier, a []float64, lda int, v []float64, tau float64, w []float64) {
	_, _, _ = a[(Band-1)*lda+Band-1], v[Band-1], w[Band-1]
	switch tier {
	case simd.AVX512:
		chaseDiagonalAVX512(&a[0], lda, &v[0], tau, &w[0])
	case simd.AVX2:
		chaseDiagonalAVX2(&a[0], lda, &v[0], tau, &w[0])
	default:
		chaseDiagonalGo(a, lda, v, tau, w)
	}
}

// ChaseLeft is u = τ·Bᵀ·v for a Band×Band matrix b, and x = the first row of H·B = B − v·uᵀ.
func ChaseLeft(tier simd.Tier, b []float64, ldb int, v []float64, tau float64, u, x []float64) {
	_, _, _, _ = b[(Band-1)*ldb+Band-1], v[Band-1], u[Band-1], x[Band-1]
	switch tier {
	case simd.AVX512:
		chaseLeftAVX512(&b[0], ldb, &v[0], tau, &u[0], &x[0])
	case simd.AVX2:
		chaseLeftAVX2(&b[0], ldb, &v[0], tau, &u[0], &x[0])
	default:
		chaseLeftGo(b, ldb, v, tau, u, x)
	}
}

// ChaseRight is B = (B − v·uᵀ)·(I − τ·x·xᵀ); z is scratch.
func ChaseRight(tier simd.Tier, b []float64, ldb int, v, u, x []float64, tau float64, z []float64) {
	_, _, _, _, _ = b[(Band-1)*ldb+Band-1], v[Band-1], u[Band-1], x[Band-1], z[Band-1]
	switch tier {
	case simd.AVX512:
		chaseRightAVX512(&b[0], ldb, &v[0], &u[0], &x[0], tau, &z[0])
	case simd.AVX2:
		chaseRightAVX2(&b[0], ldb, &v[0], &u[0], &x[0], tau, &z[0])
	default:
		chaseRightGo(b, ldb, v, u, x, tau, z)
	}
}

package blas

// Complex level 1.

// Zdotc returns Σ conj(xᵢ)·yᵢ.
func Zdotc(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	return ref.Zdotc(n, x, incX, y, incY)
}

// Zdotu returns Σ xᵢ·yᵢ.
func Zdotu(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	return ref.Zdotu(n, x, incX, y, incY)
}

// Zaxpy is y += alpha·x.
func Zaxpy(n int, alpha complex128, x []complex128, incX int, y []complex128, incY int) {
	ref.Zaxpy(n, alpha, x, incX, y, incY)
}

// Znrm2 returns the Euclidean norm of x without undue overflow or underflow.
func Znrm2(n int, x []complex128, incX int) float64 { return ref.Dznrm2(n, x, incX) }

// Zscal is x *= alpha.
func Zscal(n int, alpha complex128, x []complex128, incX int) { ref.Zscal(n, alpha, x, incX) }

// Zdscal is x *= alpha for a real alpha.
func Zdscal(n int, alpha float64, x []complex128, incX int) { ref.Zdscal(n, alpha, x, incX) }

// Zcopy is y = x.
func Zcopy(n int, x []complex128, incX int, y []complex128, incY int) {
	ref.Zcopy(n, x, incX, y, incY)
}

// Zswap exchanges x and y.
func Zswap(n int, x []complex128, incX int, y []complex128, incY int) {
	ref.Zswap(n, x, incX, y, incY)
}

package blas

// Dot returns Σ xᵢ·yᵢ.
func Dot(n int, x []float64, incX int, y []float64, incY int) float64 {
	return ref.Ddot(n, x, incX, y, incY)
}

// Axpy is y += alpha·x.
func Axpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	ref.Daxpy(n, alpha, x, incX, y, incY)
}

// Nrm2 returns the Euclidean norm of x without undue overflow or underflow.
func Nrm2(n int, x []float64, incX int) float64 { return ref.Dnrm2(n, x, incX) }

// Asum returns Σ |xᵢ|.
func Asum(n int, x []float64, incX int) float64 { return ref.Dasum(n, x, incX) }

// Iamax returns the first index of the largest |xᵢ|, −1 for n = 0.
func Iamax(n int, x []float64, incX int) int { return ref.Idamax(n, x, incX) }

// Scal is x *= alpha.
func Scal(n int, alpha float64, x []float64, incX int) { ref.Dscal(n, alpha, x, incX) }

// Copy is y = x.
func Copy(n int, x []float64, incX int, y []float64, incY int) { ref.Dcopy(n, x, incX, y, incY) }

// Swap exchanges x and y.
func Swap(n int, x []float64, incX int, y []float64, incY int) { ref.Dswap(n, x, incX, y, incY) }

// Rot is the plane rotation (x, y) = (c·x + s·y, c·y − s·x).
func Rot(n int, x []float64, incX int, y []float64, incY int, c, s float64) {
	ref.Drot(n, x, incX, y, incY, c, s)
}

// The step of an unblocked tridiagonal reduction of a Hermitian matrix as one pass over its upper triangle: each element
// that is loaded is updated, and serves the product with its row and the one with its mirror image. Real and imaginary
// parts lie apart, eight by eight, so that no product needs a shuffle.

package kernel

import "tandem/parallel/simd"

// ComplexBlock is the number of complex numbers whose parts lie together: a vector or row of n of them, n a multiple of
// ComplexBlock, is ComplexBlock real parts, ComplexBlock imaginary parts, the next real parts, and so on.
const ComplexBlock = 8

// ComplexAt returns where the real part of element j is; the imaginary part is ComplexBlock further on.
func ComplexAt(j int) int { return j + j&^(ComplexBlock-1) }

// HermitianStep does, for rows i from first to last-1 of the Hermitian n×n matrix A whose upper triangle is stored in rows of
// blocks, lda real numbers apart,
//
//	A[i][j] −= v[i]·conj(w[j]) + w[i]·conj(v[j])                        for j ≥ i
//	y[i] += A[i][i]·x[i],  y[i] += A[i][j]·x[j],  y[j] += conj(A[i][j])·x[i]   for j > i
//
// n is a multiple of ComplexBlock; what is stored left of the diagonal, which must be finite, may change. The vectors
// must not overlap the matrix or y.
func HermitianStep(tier simd.Tier, first, last, n int, a []float64, lda int, v, w, x, y []float64) {
	if first >= last {
		return
	}
	_ = a[(last-1)*lda+2*n-1]
	_, _, _, _ = v[2*n-1], w[2*n-1], x[2*n-1], y[2*n-1]
	if tier == simd.Portable {
		hermitianGo(first, last, n, a, lda, v, w, x, y)
	} else {
		hermitian(tier, first, last, n, a, lda, v, w, x, y)
	}
}

func hermitianGo(first, last, n int, a []float64, lda int, v, w, x, y []float64) {
	const b = ComplexBlock
	for i := first; i < last; i++ {
		p := ComplexAt(i)
		vr, vi, wr, wi, xr, xi := v[p], v[p+b], w[p], w[p+b], x[p], x[p+b]
		row := a[i*lda:][:2*n]
		var sumR, sumI float64
		for j := i; j < n; j++ {
			q := ComplexAt(j)
			ar := row[q] - float64(vr*w[q]) - float64(vi*w[q+b]) - float64(wr*v[q]) - float64(wi*v[q+b])
			ai := row[q+b] + float64(vr*w[q+b]) - float64(vi*w[q]) + float64(wr*v[q+b]) - float64(wi*v[q])
			row[q], row[q+b] = ar, ai
			sumR += float64(ar*x[q]) - float64(ai*x[q+b])
			sumI += float64(ar*x[q+b]) + float64(ai*x[q])
			if j > i {
				y[q] += float64(ar*xr) + float64(ai*xi)
				y[q+b] += float64(ar*xi) - float64(ai*xr)
			}
		}
		y[p] += sumR
		y[p+b] += sumI
	}
}

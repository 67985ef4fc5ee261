// Products with a symmetric matrix of which only the upper triangle is stored, read once. These are the memory-bound
// half of a tridiagonal reduction (Dongarra, Sorensen, Hammarling 1989), so each element that is loaded serves both its
// row's dot product and the axpy of its mirror image; fused with the rank-2 update of the unblocked reduction it serves
// four times, which makes a matrix that fits the second-level cache work at arithmetic speed.

package kernel

// panelRows is the number of rows that the assembly works at once.
const panelRows = 4

// callElements bounds the elements of one assembly call, which cannot be preempted: 2¹⁷ doubles take about 20 µs.
const callElements = 1 << 17

// SymvUpper adds to y the part of A·x that rows [0, rows) of the stored upper triangle give, A symmetric n×n:
//
//	for i := 0; i < rows; i++ {
//		y[i] += a[i*lda+i] * x[i]
//		for j := i + 1; j < n; j++ {
//			y[i] += a[i*lda+j] * x[j]
//			y[j] += a[i*lda+j] * x[i]
//		}
//	}
//
// y must not overlap a or x.
func SymvUpper(rows, n int, a []float64, lda int, x, y []float64) {
	if rows <= 0 {
		return
	}
	_ = a[(rows-1)*lda+n-1]
	_, _ = x[n-1], y[n-1]
	done := symvUpper(rows, n, a, lda, x, y)
	for i := done; i < rows; i++ {
		row := a[i*lda+i : i*lda+n]
		xi, sum := x[i], 0.0
		tail, out := x[i+1:n], y[i+1:n]
		for j, aij := range row[1:] {
			sum += float64(aij * tail[j])
			out[j] += float64(aij * xi)
		}
		y[i] += float64(row[0]*xi) + sum
	}
}

// SymvUpdateUpper is the rank-2 update A -= v·wᵀ + w·vᵀ of rows [0, rows) of the stored upper triangle followed by
// SymvUpper with the updated rows. x, v and w must not overlap a or y.
func SymvUpdateUpper(rows, n int, a []float64, lda int, v, w, x, y []float64) {
	if rows <= 0 {
		return
	}
	_ = a[(rows-1)*lda+n-1]
	_, _, _, _ = v[n-1], w[n-1], x[n-1], y[n-1]
	done := symvUpdateUpper(rows, n, a, lda, v, w, x, y)
	for i := done; i < rows; i++ {
		row := a[i*lda+i : i*lda+n]
		vi, wi, xi, sum := v[i], w[i], x[i], 0.0
		row[0] -= float64(2 * vi * wi)
		vt, wt, xt, out := v[i+1:n], w[i+1:n], x[i+1:n], y[i+1:n]
		for j, aij := range row[1:] {
			aij -= float64(vi*wt[j]) + float64(wi*vt[j])
			row[1+j] = aij
			sum += float64(aij * xt[j])
			out[j] += float64(aij * xi)
		}
		y[i] += float64(row[0]*xi) + sum
	}
}

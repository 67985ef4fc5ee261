package blas

// The symmetric product in one pass: an element of the stored triangle serves the dot product of its row and, for its
// mirror image, the update of y (Dongarra, Hammarling, Sorensen, J. Comput. Appl. Math. 27, 1989).

import (
	"math"

	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Symv is y = alpha·A·x + beta·y with A n×n symmetric; it reads each element of the triangle once.
func Symv(t parallel.Team, uplo Uplo, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	checkMatrix("Symv", "A", n, n, len(a), lda)
	checkVector("Symv", "x", n, len(x), incX)
	checkVector("Symv", "y", n, len(y), incY)
	if n == 0 {
		return
	}
	if beta != 1 {
		Scal(n, beta, y, incY)
	}
	if alpha == 0 {
		return
	}
	tier := simd.Active()
	strips := symvStrips(n)
	buf := getBuffer((strips + 1) * n) // alpha·x, then one partial result for each strip of rows
	ax, parts := buf.data[:n], buf.data[n:]
	gather(ax, n, x, incX)
	for i := range ax {
		ax[i] *= alpha
	}
	clear(parts)
	if strips == 1 {
		symvRows(tier, uplo, 0, n, n, a, lda, ax, parts)
	} else {
		t.For(strips, 1, func(lo, hi int) {
			for s := lo; s < hi; s++ {
				symvRows(tier, uplo, stripBorder(uplo, s, strips, n), stripBorder(uplo, s+1, strips, n), n, a, lda, ax, parts[s*n:(s+1)*n])
			}
		})
		for s := 1; s < strips; s++ { // in index order, whatever the team
			axpy(tier, 1, parts[s*n:(s+1)*n], parts[:n])
		}
	}
	at := first(n, incY)
	for _, v := range parts[:n] {
		y[at] += v
		at += incY
	}
	buf.put()
}

// symvStrips is the number of strips with partial results. It depends on n alone, because it orders sums.
func symvStrips(n int) int {
	switch {
	case n < 384:
		return 1
	case n < 2048:
		return 4
	}
	return 8
}

// stripBorder is the first row of strip s, such that strips hold about equally many elements of the triangle.
func stripBorder(uplo Uplo, s, strips, n int) int {
	part := math.Sqrt(float64(s) / float64(strips))
	if uplo == Upper {
		part = 1 - math.Sqrt(float64(strips-s)/float64(strips))
	}
	return min(roundUp(int(part*float64(n)), 4), n)
}

// symvRows adds to y what the stored elements of rows [lo, hi) contribute to A·x.
func symvRows(tier simd.Tier, uplo Uplo, lo, hi, n int, a []float64, lda int, x, y []float64) {
	next := lookAhead(n*n, lda, n)
	for i := lo; i < hi; {
		rows := fourOrOne(hi - i)
		from, to := 0, i // the columns beside the diagonal block
		if uplo == Upper {
			from, to = i+rows, n
		}
		var sums [4]float64
		for j := from; j < to; j += span {
			w := min(span, to-j)
			kernel.BothRows(tier, rows, w, a[i*lda+j:], lda, next, x[j:], sums[:], x[i:], y[j:])
		}
		for r := range rows {
			p := i + r
			y[p] += float64(a[p*lda+p]*x[p]) + sums[r]
			for q := i; q < p; q++ { // inside the block, the stored one of (p, q) and (q, p)
				v := a[p*lda+q]
				if uplo == Upper {
					v = a[q*lda+p]
				}
				y[p] += float64(v * x[q])
				y[q] += float64(v * x[p])
			}
		}
		i += rows
	}
}

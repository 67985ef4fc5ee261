package blas

// Complex matrix–vector products. General matrices have complex kernels. The Hermitian product uses the real ones: a row
// of n complex numbers is one of 2n real numbers. The real part of a product with x is the dot product with (Re x, −Im x), the
// imaginary part that with (Im x, Re x); a complex multiple of a row is two real multiples, gathered apart as Σ Re(c)·row and
// Σ Im(c)·row and joined at the end.

import (
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// zaccumulate is y += v for a strided y.
func zaccumulate(v, y []complex128, inc int) {
	at := first(len(v), inc)
	for i := range v {
		y[at] += v[i]
		at += inc
	}
}

// parts fills re with (Re x, −Im x) and im with (Im x, Re x) for each element of x.
func parts(x []complex128, re, im []float64) {
	for j, v := range x {
		re[2*j], re[2*j+1] = real(v), -imag(v)
		im[2*j], im[2*j+1] = imag(v), real(v)
	}
}

// join turns Σ Re(c)·row in re and Σ Im(c)·row in im into the conjugate of Σ c·row, and leaves it in re.
func join(re, im []float64) []complex128 {
	for j := 0; j < len(re); j += 2 {
		re[j], re[j+1] = re[j]-im[j+1], -(re[j+1] + im[j])
	}
	return complexes(re)
}

// Zgemv is y = alpha·op(A)·x + beta·y with A m×n.
func Zgemv(t parallel.Team, trans Transpose, m, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	checkMatrix("Zgemv", "A", m, n, len(a), lda)
	nx, ny := n, m
	if trans != NoTrans {
		nx, ny = m, n
	}
	checkVector("Zgemv", "x", nx, len(x), incX)
	checkVector("Zgemv", "y", ny, len(y), incY)
	if beta != 1 {
		Zscal(ny, beta, y, incY)
	}
	if m == 0 || n == 0 || alpha == 0 {
		return
	}
	if m*n < serialElements/2 {
		t = parallel.Team{}
	}
	tier := simd.Active()
	xs, bx := zdense(nx, x, incX)
	out, bo := zbuffer(ny)
	if trans == NoTrans {
		next := lookAhead(2*m*n, 2*lda, 2*n)
		t.For(m, 16, func(lo, hi int) { zgemvRows(tier, lo, hi, n, alpha, a, lda, next, xs, out) })
	} else {
		next := lookAhead(2*m*n, 2*lda, 2*zspan)
		t.For(n, 128, func(lo, hi int) {
			zgemvTrans(tier, trans == ConjTrans, m, hi-lo, alpha, a[lo:], lda, next, xs, out[lo:hi])
		})
	}
	zaccumulate(out, y, incY)
	bo.put()
	if bx != nil {
		bx.put()
	}
}

// zgemvRows is out = alpha·A·x for rows [lo, hi).
func zgemvRows(tier simd.Tier, lo, hi, n int, alpha complex128, a []complex128, lda, next int, x, out []complex128) {
	for i := lo; i < hi; {
		rows := fourOrOne(hi - i)
		var sums [8]float64
		for j := 0; j < n; j += zspan {
			w := min(zspan, n-j)
			kernel.ComplexDot(tier, rows, w, floats(a[i*lda+j:]), 2*lda, next, floats(x[j:]), sums[:])
		}
		for r := range rows {
			out[i+r] = times(alpha, complex(sums[2*r], sums[2*r+1]))
		}
		i += rows
	}
}

// zgemvTrans is out = alpha·op(A)·x for op the transpose, conjugate or not; Aᴴ·x is the conjugate of Aᵀ·conj(x).
func zgemvTrans(tier simd.Tier, conjugate bool, m, n int, alpha complex128, a []complex128, lda, next int, x, out []complex128) {
	clear(out)
	for j := 0; j < n; j += zspan {
		w := min(zspan, n-j)
		for i := 0; i < m; {
			rows := fourOrOne(m - i)
			var coef [8]float64
			for r := range rows {
				c := times(alpha, x[i+r])
				coef[2*r], coef[2*r+1] = real(c), imag(c)
				if conjugate {
					coef[2*r+1] = -imag(c)
				}
			}
			kernel.ComplexUpdate(tier, rows, w, floats(a[i*lda+j:]), 2*lda, next, coef[:], floats(out[j:]))
			i += rows
		}
	}
	if conjugate {
		for j, v := range out {
			out[j] = conj(v)
		}
	}
}

// Zhemv is y = alpha·A·x + beta·y with A n×n Hermitian; it reads each element of the triangle once and takes the
// diagonal as real.
func Zhemv(t parallel.Team, uplo Uplo, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	checkMatrix("Zhemv", "A", n, n, len(a), lda)
	checkVector("Zhemv", "x", n, len(x), incX)
	checkVector("Zhemv", "y", n, len(y), incY)
	if beta != 1 {
		Zscal(n, beta, y, incY)
	}
	if n == 0 || alpha == 0 {
		return
	}
	tier := simd.Active()
	strips := symvStrips(n)
	buf := getBuffer((6 + 6*strips) * n)
	ax, re, im, sums := complexes(buf.data[:2*n]), buf.data[2*n:4*n], buf.data[4*n:6*n], buf.data[6*n:]
	zgather(ax, x, incX)
	for i := range ax {
		ax[i] *= alpha
	}
	parts(ax, re, im)
	clear(sums)
	t.For(strips, 1, func(lo, hi int) {
		for s := lo; s < hi; s++ {
			mine := sums[6*s*n : 6*(s+1)*n]
			direct, r, i := complexes(mine[:2*n]), mine[2*n:4*n], mine[4*n:]
			zhemvRows(tier, uplo, stripBorder(uplo, s, strips, n), stripBorder(uplo, s+1, strips, n), n, a, lda, ax, re, im, direct, r, i)
			for j, v := range join(r, i) {
				direct[j] += v
			}
		}
	})
	for s := range strips { // in index order, whatever the team
		zaccumulate(complexes(sums[6*s*n:(6*s+2)*n]), y, incY)
	}
	buf.put()
}

// zhemvRows adds what the stored elements of rows [lo, hi) contribute to A·x: those of the rows themselves to direct, those
// of their mirror images, conjugated and in two parts, to sr and si.
func zhemvRows(tier simd.Tier, uplo Uplo, lo, hi, n int, a []complex128, lda int, x []complex128, re, im []float64, direct []complex128, sr, si []float64) {
	next := lookAhead(2*n*n, 2*lda, 2*n)
	for i := lo; i < hi; {
		rows := fourOrOne(hi - i)
		from, to := 0, 2*i // the columns beside the diagonal block, in real numbers
		if uplo == Upper {
			from, to = 2*(i+rows), 2*n
		}
		var cr, ci, dr, di [4]float64
		for r := range rows {
			cr[r], ci[r] = real(x[i+r]), -imag(x[i+r])
		}
		band := floats(a[i*lda:])
		for j := from; j < to; j += span {
			w := min(span, to-j)
			kernel.BothRows(tier, rows, w, band[j:], 2*lda, 0, re[j:], dr[:], cr[:], sr[j:])
			kernel.BothRows(tier, rows, w, band[j:], 2*lda, next, im[j:], di[:], ci[:], si[j:])
		}
		for r := range rows {
			p := i + r
			direct[p] += complex(real(a[p*lda+p]), 0)*x[p] + complex(dr[r], di[r])
			for q := i; q < p; q++ { // inside the block
				v := a[q*lda+p] // A[q][p]
				if uplo == Lower {
					v = complex(real(a[p*lda+q]), -imag(a[p*lda+q]))
				}
				direct[q] += v * x[p]
				direct[p] += complex(real(v), -imag(v)) * x[q]
			}
		}
		i += rows
	}
}

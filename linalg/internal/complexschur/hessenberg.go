package complexschur

// The reduction to Hessenberg form A = Q·H·Qᴴ in panels of columns (Quintana-Ortí and van de Geijn, Improving the performance of
// reduction to Hessenberg form, ACM TOMS 32(2), 2006). The reflectors I - τ·v·vᴴ of a panel, τ real, are held as
// Q = I - V·T·Vᴴ with T upper triangular. Inside the panel the matrix stays as it was; with Y = A·V·T, so that A·Q = A - Y·Vᴴ, a
// column is brought up to date when its turn comes. Vᴴ and Yᴴ are stored by rows, so that every inner loop runs along memory.

import (
	"context"
	"math"
	"math/cmplx"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

const panelWidth = 32 // columns of a panel

var serial parallel.Team

// reflector overwrites x by β, v[1], v[2], … such that I - τ·v·vᴴ with v[0] = 1, which is its own inverse, maps x to β·e₁, and
// returns τ, which is real. For x that is zero after its first element τ is 0.
func reflector(x []complex128) (tau float64) {
	if len(x) == 0 {
		return 0
	}
	rest := blas.Nrm2(2*len(x)-2, parts(x[1:]), 1)
	if rest == 0 {
		return 0
	}
	first := cmplx.Abs(x[0])
	const tiny, lift = 0x1p-960, 600
	if max(first, rest) < tiny { // a denormal β has too few digits for a reflector that is unitary
		for i, v := range x {
			x[i] = ldexp(v, lift)
		}
		tau = reflector(x)
		x[0] = ldexp(x[0], -lift)
		return tau
	}
	phase := complex(1, 0)
	if first != 0 {
		phase = x[0] / complex(first, 0)
	}
	norm := math.Hypot(first, rest)
	scale := cmplx.Conj(phase) / complex(first+norm, 0) // 1/(x₀ - β)
	for i, v := range x[1:] {
		x[1+i] = v * scale
	}
	x[0] = -phase * complex(norm, 0)
	return (first + norm) / norm
}

func ldexp(z complex128, e int) complex128 {
	return complex(math.Ldexp(real(z), e), math.Ldexp(imag(z), e))
}

// Reduce overwrites the n×n matrix a by its Hessenberg form H = Qᴴ·A·Q, given that a is upper triangular outside rows and columns lo
// to hi-1 already. The vectors of the reflectors stay below the subdiagonal, their factors in tau, which has n elements. If
// values is set, H is right only within rows and columns lo to hi-1, which is all that eigenvalues need. It returns early with
// ctx's error.
func Reduce(ctx context.Context, t parallel.Team, n, lo, hi int, a []complex128, lda int, tau []float64, values bool, work *arena.Arena) error {
	clear(tau[:n])
	first, last := 0, n // rows above and columns beyond that the reflectors from one side reach
	if values {
		first, last = lo, hi
	}
	for k := lo; hi-k > 2; k += panelWidth {
		if err := ctx.Err(); err != nil {
			return err
		}
		panel(t, min(panelWidth, hi-k-2), k, hi, first, last, a, lda, tau, work)
	}
	return ctx.Err()
}

// panel reduces columns k to k+nb-1 of a and applies their reflectors everywhere: rows first to hi-1 from the right, columns k+nb to
// last-1 from the left.
func panel(t parallel.Team, nb, k, hi, first, last int, a []complex128, lda int, tau []float64, work *arena.Arena) {
	defer work.Release(work.Mark())
	r0 := k + 1 // row i of the panel's vectors is row r0+i of a
	m := hi - r0
	p := work.Complex(nb * m)           // the panel's columns
	yv := work.ComplexZeros(2 * nb * m) // Yᴴ above Vᴴ, as the last update wants them
	y, v := yv[:nb*m], yv[nb*m:]
	tri := work.ComplexZeros(nb * nb) // T
	w, s, x := work.Complex(nb), work.Complex(nb), work.Complex(m)
	for i := range m {
		for c, e := range a[(r0+i)*lda+k : (r0+i)*lda+k+nb] {
			p[c*m+i] = e
		}
	}
	for c := range nb {
		b := p[c*m : (c+1)*m]
		if c > 0 {
			// A·Q: b -= Y times Vᴴ's column of this index; then Qᴴ from the left: b -= V·(Tᴴ·(Vᴴ·b)).
			for l := range c {
				w[l] = v[l*m+c-1]
			}
			blas.Zgemv(serial, blas.ConjTrans, c, m, -1, y, m, w, 1, 1, b, 1)
			blas.Zgemv(serial, blas.NoTrans, c, m, 1, v, m, b, 1, 0, w, 1)
			blas.Ztrmv(serial, blas.Upper, blas.ConjTrans, blas.NonUnit, c, tri, nb, w, 1)
			blas.Zgemv(serial, blas.ConjTrans, c, m, -1, v, m, w, 1, 1, b, 1)
		}
		tc := reflector(b[c:])
		tau[k+c] = tc
		copy(x[c:], b[c:])
		x[c] = 1
		vc, yc := v[c*m:(c+1)*m], y[c*m:(c+1)*m]
		for i := c; i < m; i++ {
			vc[i] = cmplx.Conj(x[i])
		}
		blas.Zgemv(t, blas.NoTrans, m, m-c, complex(tc, 0), a[r0*lda+r0+c:], lda, x[c:], 1, 0, yc, 1)
		blas.Zgemv(serial, blas.NoTrans, c, m-c, complex(tc, 0), v[c:], m, x[c:], 1, 0, s, 1)
		blas.Zgemv(serial, blas.ConjTrans, c, m, -1, y, m, s, 1, 1, yc, 1)
		for i, e := range yc {
			yc[i] = cmplx.Conj(e)
		}
		blas.Ztrmv(serial, blas.Upper, blas.NoTrans, blas.NonUnit, c, tri, nb, s, 1)
		for l := range c {
			tri[l*nb+c] = -s[l]
		}
		tri[c*nb+c] = complex(tc, 0)
	}
	for i := range m {
		row := a[(r0+i)*lda+k : (r0+i)*lda+k+nb]
		for c := range row {
			row[c] = p[c*m+i]
		}
	}
	// Both sides at once for what is right of the panel and inside the active block: A -= Y·V'ᴴ + V·W with
	// W = Tᴴ·(Vᴴ·A - (Vᴴ·Y)·V'ᴴ), V' the rows of V that belong to it.
	nc := hi - (k + nb)
	right := work.Complex(2 * nb * nc)
	v2, g := right[:nb*nc], right[nb*nc:]
	for l := range nb {
		copy(v2[l*nc:(l+1)*nc], v[l*m+nb-1:(l+1)*m])
	}
	c := a[r0*lda+k+nb:]
	vy, u := work.Complex(nb*nb), work.Complex(nb*nc)
	blas.Zgemm(t, blas.NoTrans, blas.ConjTrans, nb, nb, m, 1, v, m, y, m, 0, vy, nb)
	blas.Zgemm(t, blas.NoTrans, blas.NoTrans, nb, nc, m, 1, v, m, c, lda, 0, u, nc)
	blas.Zgemm(t, blas.NoTrans, blas.NoTrans, nb, nc, nb, -1, vy, nb, v2, nc, 1, u, nc)
	blas.Zgemm(t, blas.ConjTrans, blas.NoTrans, nb, nc, nb, 1, tri, nb, u, nc, 0, g, nc)
	blas.Zgemm(t, blas.ConjTrans, blas.NoTrans, m, nc, 2*nb, -1, yv, m, right, nc, 1, c, lda)
	fromRight(t, r0-first, nb, m, v, tri, a[first*lda+r0:], lda, work)
	fromLeft(t, last-hi, nb, m, v, tri, a[r0*lda+hi:], lda, work)
}

// unpack copies the conjugates of the vectors of nb reflectors, which Reduce left in columns r0-1 to r0+nb-2 of a, into the rows of v.
func unpack(nb, r0, hi int, a []complex128, lda int, v []complex128) {
	m := hi - r0
	for c := range nb {
		clear(v[c*m : c*m+c])
		v[c*m+c] = 1
	}
	for i := 1; i < m; i++ {
		for c, e := range a[(r0+i)*lda+r0-1 : (r0+i)*lda+r0-1+min(nb, i)] {
			v[c*m+i] = cmplx.Conj(e)
		}
	}
}

// triangle computes the nb×nb upper triangular T with H₀·H₁·… = I - V·T·Vᴴ for Hᵢ = I - tau[i]·vᵢ·vᵢᴴ, vᵢᴴ row i of the nb×m matrix v.
func triangle(nb, m int, v []complex128, tau []float64, tri []complex128) {
	clear(tri[:nb*nb])
	var gram [panelWidth * panelWidth]complex128
	blas.Zgemm(serial, blas.NoTrans, blas.ConjTrans, nb, nb, m, 1, v, m, v, m, 0, gram[:], nb)
	for c := range nb {
		for l := range c {
			var sum complex128
			for p := l; p < c; p++ {
				sum += tri[l*nb+p] * gram[p*nb+c]
			}
			tri[l*nb+c] = complex(-tau[c], 0) * sum
		}
		tri[c*nb+c] = complex(tau[c], 0)
	}
}

// fromRight is A = A·(I - V·T·Vᴴ) for the rows×m matrix a.
func fromRight(t parallel.Team, rows, nb, m int, v, tri, a []complex128, lda int, work *arena.Arena) {
	if rows <= 0 {
		return
	}
	defer work.Release(work.Mark())
	x, y := work.Complex(rows*nb), work.Complex(rows*nb)
	blas.Zgemm(t, blas.NoTrans, blas.ConjTrans, rows, nb, m, 1, a, lda, v, m, 0, x, nb)
	blas.Zgemm(t, blas.NoTrans, blas.NoTrans, rows, nb, nb, 1, x, nb, tri, nb, 0, y, nb)
	blas.Zgemm(t, blas.NoTrans, blas.NoTrans, rows, m, nb, -1, y, nb, v, m, 1, a, lda)
}

// fromLeft is A = (I - V·Tᴴ·Vᴴ)·A, the reflectors in their order, for the m×cols matrix a.
func fromLeft(t parallel.Team, cols, nb, m int, v, tri, a []complex128, lda int, work *arena.Arena) {
	if cols <= 0 {
		return
	}
	defer work.Release(work.Mark())
	x, y := work.Complex(nb*cols), work.Complex(nb*cols)
	blas.Zgemm(t, blas.NoTrans, blas.NoTrans, nb, cols, m, 1, v, m, a, lda, 0, x, cols)
	blas.Zgemm(t, blas.ConjTrans, blas.NoTrans, nb, cols, nb, 1, tri, nb, x, cols, 0, y, cols)
	blas.Zgemm(t, blas.ConjTrans, blas.NoTrans, m, cols, nb, -1, v, m, y, cols, 1, a, lda)
}

// Adjoint overwrites q by Qᴴ for the Q of a reduction by Reduce with the same n, lo, hi: the product of its reflectors in reverse
// order, built from the last so that the zeros above stay untouched. It returns early with ctx's error.
func Adjoint(ctx context.Context, t parallel.Team, n, lo, hi int, a []complex128, lda int, tau []float64, q []complex128, ldq int, work *arena.Arena) error {
	defer work.Release(work.Mark())
	for i := range n {
		clear(q[i*ldq : i*ldq+n])
		q[i*ldq+i] = 1
	}
	count := hi - lo - 2
	if count <= 0 {
		return ctx.Err()
	}
	v, tri := work.Complex(panelWidth*(hi-lo)), work.Complex(panelWidth*panelWidth)
	x, y := work.Complex(panelWidth*(hi-lo)), work.Complex(panelWidth*(hi-lo))
	for j := (count - 1) / panelWidth * panelWidth; j >= 0; j -= panelWidth {
		if err := ctx.Err(); err != nil {
			return err
		}
		nb := min(panelWidth, count-j)
		r0 := lo + j + 1
		m := hi - r0
		unpack(nb, r0, hi, a, lda, v)
		triangle(nb, m, v, tau[lo+j:], tri)
		// Qᴴ = … ·(I - V·Tᴴ·Vᴴ): the block at hand comes first, so it acts from the right.
		c := q[r0*ldq+r0:]
		blas.Zgemm(t, blas.NoTrans, blas.ConjTrans, m, nb, m, 1, c, ldq, v, m, 0, x, nb)
		blas.Zgemm(t, blas.NoTrans, blas.ConjTrans, m, nb, nb, 1, x, nb, tri, nb, 0, y, nb)
		blas.Zgemm(t, blas.NoTrans, blas.NoTrans, m, m, nb, -1, y, nb, v, m, 1, c, ldq)
	}
	return ctx.Err()
}

// adjointTimes is C = Qᴴ·C for rows lo to hi-1 of the matrix c of cols columns and the Q of a reduction by Reduce.
func adjointTimes(lo, hi int, a []complex128, lda int, tau []float64, cols int, c []complex128, ldc int, work *arena.Arena) {
	defer work.Release(work.Mark())
	count := hi - lo - 2
	v, tri := work.Complex(panelWidth*(hi-lo)), work.Complex(panelWidth*panelWidth)
	for j := 0; j < count; j += panelWidth {
		nb := min(panelWidth, count-j)
		r0 := lo + j + 1
		unpack(nb, r0, hi, a, lda, v)
		triangle(nb, hi-r0, v, tau[lo+j:], tri)
		fromLeft(serial, cols, nb, hi-r0, v, tri, c[r0*ldc:], ldc, work)
	}
}

// Clear sets what Reduce left below the subdiagonal of a to zero.
func Clear(n int, a []complex128, lda int) {
	for i := 2; i < n; i++ {
		clear(a[i*lda : i*lda+i-1])
	}
}

package hessenberg

// The blocked reduction (Quintana-Ortí and van de Geijn, Improving the performance of reduction to Hessenberg form, ACM
// TOMS 32(2), 2006, after Dongarra, Sorensen, Hammarling 1989). The reflectors of a panel are held as Q = I - Vᵀ·T·V with
// the vectors in the rows of V and T upper triangular (compact WY). Inside the panel the matrix stays as it was; with
// Y = A·Vᵀ·T, so that A·Q = A - Y·V, a column is brought up to date when its turn comes. V and Yᵀ are stored by rows, so
// every inner loop runs along memory.

import (
	"context"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/parallel"
)

const (
	panelWidth = 32  // columns of a panel
	fusedMax   = 320 // order from which panels pay; below, the matrix is within the second cache
)

// panel reduces columns k to k+nb-1 of a and applies their reflectors everywhere: rows first to hi-1 from the right,
// columns k+nb to last-1 from the left.
func panel(t parallel.Team, nb, k, hi, first, last int, a []float64, lda int, tau []float64, work *arena.Arena) {
	defer work.Release(work.Mark())
	var serial parallel.Team
	r0 := k + 1 // row i of the panel's vectors is row r0+i of a
	m := hi - r0
	p := work.Floats(nb * m)     // the panel's columns
	yv := work.Zeros(2 * nb * m) // Yᵀ above V, as the last update wants them
	y, v := yv[:nb*m], yv[nb*m:] //
	tri := work.Zeros(nb * nb)   // T
	w, s := work.Floats(nb), work.Floats(nb)
	for i := range m {
		for c, e := range a[(r0+i)*lda+k : (r0+i)*lda+k+nb] {
			p[c*m+i] = e
		}
	}
	for c := range nb {
		b := p[c*m : (c+1)*m]
		if c > 0 {
			// A·Q: b -= Yᵀ's rows times V's column of this index; then Qᵀ from the left: b -= Vᵀ·(Tᵀ·(V·b)).
			for l := range c {
				w[l] = v[l*m+c-1]
			}
			blas.Gemv(serial, true, c, m, -1, y, m, w, 1, 1, b, 1)
			blas.Gemv(serial, false, c, m, 1, v, m, b, 1, 0, w, 1)
			blas.Trmv(serial, blas.Upper, true, blas.NonUnit, c, tri, nb, w, 1)
			blas.Gemv(serial, true, c, m, -1, v, m, w, 1, 1, b, 1)
		}
		_, tc := Reflector(b[c:])
		tau[k+c] = tc
		x := v[c*m : (c+1)*m]
		copy(x[c+1:], b[c+1:])
		x[c] = 1
		yc := y[c*m : (c+1)*m]
		blas.Gemv(t, false, m, m-c, 1, a[r0*lda+r0+c:], lda, x[c:], 1, 0, yc, 1)
		blas.Gemv(serial, false, c, m-c, 1, v[c:], m, x[c:], 1, 0, s, 1)
		blas.Gemv(serial, true, c, m, -1, y, m, s, 1, 1, yc, 1)
		blas.Scal(m, tc, yc, 1)
		blas.Trmv(serial, blas.Upper, false, blas.NonUnit, c, tri, nb, s, 1)
		for l := range c {
			tri[l*nb+c] = -tc * s[l]
		}
		tri[c*nb+c] = tc
	}
	for i := range m {
		row := a[(r0+i)*lda+k : (r0+i)*lda+k+nb]
		for c := range row {
			row[c] = p[c*m+i]
		}
	}
	// Both sides at once for what is right of the panel and inside the active block: A -= Yᵀ·V' + Vᵀ·W with
	// W = Tᵀ·(V·A - (V·Yᵀ)·V'), V' the columns of V that belong to it.
	if nc := hi - (k + nb); nc > 0 {
		right := work.Floats(2 * nb * nc)
		v2, g := right[:nb*nc], right[nb*nc:]
		for l := range nb {
			copy(v2[l*nc:(l+1)*nc], v[l*m+nb-1:(l+1)*m])
		}
		c := a[r0*lda+k+nb:]
		vy := work.Floats(nb * nb)
		blas.Gemm(t, false, true, nb, nb, m, 1, v, m, y, m, 0, vy, nb)
		blas.Gemm(t, false, false, nb, nc, m, 1, v, m, c, lda, 0, g, nc)
		blas.Gemm(t, false, false, nb, nc, nb, -1, vy, nb, v2, nc, 1, g, nc)
		blas.Trmm(t, blas.Left, blas.Upper, true, blas.NonUnit, nb, nc, 1, tri, nb, g, nc)
		blas.Gemm(t, true, false, m, nc, 2*nb, -1, yv, m, right, nc, 1, c, lda)
	}
	FromRight(t, r0-first, nb, m, v, tri, a[first*lda+r0:], lda, work)
	FromLeft(t, last-hi, nb, m, v, tri, a[r0*lda+hi:], lda, work)
}

// unpack copies the vectors of nb reflectors, which Reduce left in columns r0-1 to r0+nb-2 of a, into the rows of v.
func unpack(nb, r0, hi int, a []float64, lda int, v []float64) {
	m := hi - r0
	for c := range nb {
		clear(v[c*m : c*m+c])
		v[c*m+c] = 1
	}
	for i := 1; i < m; i++ {
		for c, e := range a[(r0+i)*lda+r0-1 : (r0+i)*lda+r0-1+min(nb, i)] {
			v[c*m+i] = e
		}
	}
}

// Triangle computes the nb×nb upper triangular T with H₀·H₁·… = I - Vᵀ·T·V for Hᵢ = I - tau[i]·vᵢ·vᵢᵀ, vᵢ row i of the
// nb×m matrix v, nb at most the width of a panel.
func Triangle(nb, m int, v, tau, tri []float64) {
	var serial parallel.Team
	clear(tri[:nb*nb])
	var column [panelWidth]float64
	for c := range nb {
		blas.Gemv(serial, false, c, m, 1, v, m, v[c*m:], 1, 0, column[:], 1)
		blas.Trmv(serial, blas.Upper, false, blas.NonUnit, c, tri, nb, column[:], 1)
		for l := range c {
			tri[l*nb+c] = -tau[c] * column[l]
		}
		tri[c*nb+c] = tau[c]
	}
}

// FromRight is A = A·(I - Vᵀ·T·V) for the rows×m matrix a.
func FromRight(t parallel.Team, rows, nb, m int, v, tri, a []float64, lda int, work *arena.Arena) {
	if rows <= 0 {
		return
	}
	defer work.Release(work.Mark())
	x := work.Floats(rows * nb)
	blas.Gemm(t, false, true, rows, nb, m, 1, a, lda, v, m, 0, x, nb)
	blas.Trmm(t, blas.Right, blas.Upper, false, blas.NonUnit, rows, nb, 1, tri, nb, x, nb)
	blas.Gemm(t, false, false, rows, m, nb, -1, x, nb, v, m, 1, a, lda)
}

// FromLeft is A = (I - Vᵀ·Tᵀ·V)·A, the transpose of the reflectors, for the m×cols matrix a.
func FromLeft(t parallel.Team, cols, nb, m int, v, tri, a []float64, lda int, work *arena.Arena) {
	if cols <= 0 {
		return
	}
	defer work.Release(work.Mark())
	x := work.Floats(nb * cols)
	blas.Gemm(t, false, false, nb, cols, m, 1, v, m, a, lda, 0, x, cols)
	blas.Trmm(t, blas.Left, blas.Upper, true, blas.NonUnit, nb, cols, 1, tri, nb, x, cols)
	blas.Gemm(t, true, false, m, cols, nb, -1, v, m, x, cols, 1, a, lda)
}

// Transposed overwrites q by the transpose of the orthogonal matrix Q of a reduction by Reduce with the same n, lo, hi:
// the product of its reflectors in reverse order, built from the last so that the zeros above stay untouched. It returns
// early with ctx's error.
func Transposed(ctx context.Context, t parallel.Team, n, lo, hi int, a []float64, lda int, tau []float64, q []float64, ldq int, work *arena.Arena) error {
	defer work.Release(work.Mark())
	for i := range n {
		clear(q[i*ldq : i*ldq+n])
		q[i*ldq+i] = 1
	}
	count := hi - lo - 2
	if count <= 0 {
		return nil
	}
	v, tri, x := work.Floats(panelWidth*(hi-lo)), work.Floats(panelWidth*panelWidth), work.Floats(panelWidth*(hi-lo))
	for j := (count - 1) / panelWidth * panelWidth; j >= 0; j -= panelWidth {
		if err := ctx.Err(); err != nil {
			return err
		}
		nb := min(panelWidth, count-j)
		r0 := lo + j + 1
		m := hi - r0
		unpack(nb, r0, hi, a, lda, v)
		Triangle(nb, m, v, tau[lo+j:], tri)
		// Qᵀ = … ·(I - Vᵀ·Tᵀ·V): the block at hand comes first, so it acts from the right, transposed.
		c := q[r0*ldq+r0:]
		blas.Gemm(t, false, true, m, nb, m, 1, c, ldq, v, m, 0, x, nb)
		blas.Trmm(t, blas.Right, blas.Upper, true, blas.NonUnit, m, nb, 1, tri, nb, x, nb)
		blas.Gemm(t, false, false, m, m, nb, -1, x, nb, v, m, 1, c, ldq)
	}
	return nil
}

// TransposedTimes is C = Qᵀ·C for rows lo to hi-1 of the matrix c of cols columns and the Q of a reduction by Reduce.
func TransposedTimes(t parallel.Team, lo, hi int, a []float64, lda int, tau []float64, cols int, c []float64, ldc int, work *arena.Arena) {
	defer work.Release(work.Mark())
	count := hi - lo - 2
	v, tri := work.Floats(panelWidth*(hi-lo)), work.Floats(panelWidth*panelWidth)
	for j := 0; j < count; j += panelWidth {
		nb := min(panelWidth, count-j)
		r0 := lo + j + 1
		unpack(nb, r0, hi, a, lda, v)
		Triangle(nb, hi-r0, v, tau[lo+j:], tri)
		FromLeft(t, cols, nb, hi-r0, v, tri, c[r0*ldc:], ldc, work)
	}
}

// Package balance makes a matrix easier on the QR iteration. Permutations find eigenvalues that can be read off; a
// diagonal similarity with powers of 2, so without rounding, makes rows and columns equally long. (Parlett and Reinsch,
// Numer. Math. 13, 1969; with Euclidean norms that include the diagonal as James, Langou and Lowery, On matrix balancing
// and eigenvector computation, 2014, advise.) Matrices are row-major.
package balance

import (
	"math"

	"tandem/linalg/internal/blas"
)

// A Form says how a matrix was balanced: B = D⁻¹·Pᵀ·A·P·D.
type Form struct {
	Lo, Hi int       // outside rows and columns Lo to Hi-1 the matrix is upper triangular
	swaps  [][2]int  // the exchanges of P, in order
	scale  []float64 // the diagonal of D; nil is the identity
}

// None is the form of a matrix that is left as it is.
func None(n int) Form { return Form{Hi: n} }

// Balance overwrites the n×n matrix a by its balanced form.
func Balance(n int, a []float64, lda int) Form {
	f := Form{Hi: n}
	permute(&f, n, a, lda)
	f.rescale(n, a, lda)
	return f
}

// permute moves rows whose entries vanish off the diagonal to the end and such columns to the front.
func permute[E float64 | complex128](f *Form, n int, a []E, lda int) {
	swap := func(i, j int) {
		f.swaps = append(f.swaps, [2]int{i, j})
		if i == j {
			return
		}
		for k := range f.Hi {
			a[k*lda+i], a[k*lda+j] = a[k*lda+j], a[k*lda+i]
		}
		for k := f.Lo; k < n; k++ {
			a[i*lda+k], a[j*lda+k] = a[j*lda+k], a[i*lda+k]
		}
	}
	for again := true; again && f.Hi > f.Lo; {
		again = false
		for i := f.Hi - 1; i >= f.Lo; i-- {
			alone := true
			for j := f.Lo; j < f.Hi && alone; j++ {
				alone = j == i || a[i*lda+j] == 0
			}
			if alone {
				swap(i, f.Hi-1)
				f.Hi--
				again = true
				break
			}
		}
	}
	for again := true; again && f.Hi > f.Lo; {
		again = false
		for j := f.Lo; j < f.Hi; j++ {
			alone := true
			for i := f.Lo; i < f.Hi && alone; i++ {
				alone = i == j || a[i*lda+j] == 0
			}
			if alone {
				swap(j, f.Lo)
				f.Lo++
				again = true
				break
			}
		}
	}
}

// factor returns the power of 2 by which row and column of norms c and r should be rescaled, 1 if it would win less
// than a twentieth of their sum. To ask for less would win nothing and scale further, which costs eigenvectors accuracy.
func factor(c, r float64) float64 {
	if c == 0 || r == 0 {
		return 1
	}
	_, ec := math.Frexp(c)
	_, er := math.Frexp(r)
	shift := (er - ec) / 2 // c·2^shift ≈ r·2^-shift
	best, at := c+r, 0
	base := best
	for s := shift - 1; s <= shift+1; s++ {
		if v := math.Ldexp(c, s) + math.Ldexp(r, -s); v < best {
			best, at = v, s
		}
	}
	if best >= 0.95*base {
		return 1
	}
	return math.Ldexp(1, max(-900, min(900, at)))
}

// rescale runs Osborne's iteration on the active block.
func (f *Form) rescale(n int, a []float64, lda int) {
	lo, hi := f.Lo, f.Hi
	m := hi - lo
	if m <= 1 || balanced(m, a[lo*lda+lo:], lda) {
		return
	}
	f.osborne(n, func(i int) (column, row float64) {
		return blas.Nrm2(m, a[lo*lda+i:], lda), blas.Nrm2(m, a[i*lda+lo:], 1)
	}, func(i int, s float64) {
		blas.Scal(n-lo, 1/s, a[i*lda+lo:], 1)
		blas.Scal(hi, s, a[i:], lda)
	})
}

// osborne rescales until no row and column gains: norms returns their lengths, apply multiplies column i by s and divides row i.
func (f *Form) osborne(n int, norms func(i int) (column, row float64), apply func(i int, s float64)) {
	f.scale = make([]float64, n)
	for i := range f.scale {
		f.scale[i] = 1
	}
	for again, rounds := true, 0; again && rounds < 100; rounds++ {
		again = false
		for i := f.Lo; i < f.Hi; i++ {
			s := factor(norms(i))
			if d := f.scale[i] * s; s == 1 || d < 0x1p-1000 || d > 0x1p1000 {
				continue
			}
			f.scale[i] *= s
			again = true
			apply(i, s)
		}
	}
}

// balanced reports whether the m×m matrix a has nothing to gain, by one pass along its rows: for most matrices the end of
// the matter, while columns are slow to walk.
func balanced(m int, a []float64, lda int) bool {
	column := make([]float64, m)
	row := make([]float64, m)
	for i := range m {
		var s float64
		for j, v := range a[i*lda : i*lda+m] {
			q := v * v
			s += q
			column[j] += q
		}
		row[i] = s
	}
	return even(column, row)
}

// even reports whether rows and columns of these squared lengths have nothing to gain.
func even(column, row []float64) bool {
	for i := range column {
		if c, r := column[i], row[i]; !(min(c, r) > 0x1p-900 && max(c, r) < 0x1p900) || factor(math.Sqrt(c), math.Sqrt(r)) != 1 {
			return false
		}
	}
	return true
}

// Right turns the rows of n×k right eigenvectors of the balanced matrix into those of the matrix it was.
func (f *Form) Right(k int, v []float64, ldv int) { f.back(k, v, ldv, false) }

// Left does the same for left eigenvectors.
func (f *Form) Left(k int, v []float64, ldv int) { f.back(k, v, ldv, true) }

func (f *Form) back(k int, v []float64, ldv int, left bool) {
	for i, s := range f.scale {
		if left {
			s = 1 / s
		}
		if s != 1 {
			blas.Scal(k, s, v[i*ldv:], 1)
		}
	}
	for at := len(f.swaps) - 1; at >= 0; at-- {
		if i, j := f.swaps[at][0], f.swaps[at][1]; i != j {
			blas.Swap(k, v[i*ldv:], 1, v[j*ldv:], 1)
		}
	}
}

package balance

// Balancing of complex matrices: the same permutations, and scales by the lengths of complex rows and columns.

import (
	"unsafe"

	"tandem/linalg/internal/blas"
)

// parts are the real and imaginary parts of x in turn, in the same memory.
func parts(x []complex128) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), 2*len(x))
}

// Complex overwrites the n×n matrix a by its balanced form.
func Complex(n int, a []complex128, lda int) Form {
	f := Form{Hi: n}
	permute(&f, n, a, lda)
	lo, hi := f.Lo, f.Hi
	m := hi - lo
	if m <= 1 || balancedComplex(m, a[lo*lda+lo:], lda) {
		return f
	}
	f.osborne(n, func(i int) (column, row float64) {
		return blas.Znrm2(m, a[lo*lda+i:], lda), blas.Nrm2(2*m, parts(a[i*lda+lo:]), 1)
	}, func(i int, s float64) {
		blas.Scal(2*(n-lo), 1/s, parts(a[i*lda+lo:]), 1)
		blas.Zdscal(hi, s, a[i:], lda)
	})
	return f
}

// balancedComplex is balanced for a complex matrix.
func balancedComplex(m int, a []complex128, lda int) bool {
	column := make([]float64, m)
	row := make([]float64, m)
	for i := range m {
		var s float64
		for j, v := range a[i*lda : i*lda+m] {
			q := float64(real(v)*real(v)) + float64(imag(v)*imag(v))
			s += q
			column[j] += q
		}
		row[i] = s
	}
	return even(column, row)
}

// RightComplex turns the rows of n×k right eigenvectors of the balanced matrix into those of the matrix it was.
func (f *Form) RightComplex(k int, v []complex128, ldv int) { f.back(2*k, parts(v), 2*ldv, false) }

package rotation

import (
	"unsafe"

	"tandem/parallel/simd"
)

// parts are the real and imaginary parts of x in turn, in the same memory.
func parts(x []complex128) []float64 {
	return unsafe.Slice((*float64)(unsafe.Pointer(unsafe.SliceData(x))), 2*len(x))
}

// Chain applies the rotations c in order, number k to rows k and k+1 of the strip x of len(c)+1 rows that lie stride apart.
func Chain(tier simd.Tier, x []complex128, stride int, c []Rotation) {
	if len(c) == 0 {
		return
	}
	_ = x[len(c)*stride+Width-1]
	if tier == simd.Portable {
		chainGo(parts(x), 2*stride, c)
	} else {
		chain(tier, parts(x), 2*stride, c)
	}
}

// Rows applies r to n columns of two rows that lie stride apart. It may also read and rewrite up to 3 elements after the n of
// each row, which must exist and are changed alike.
func Rows(tier simd.Tier, x []complex128, stride, n int, r *Rotation) {
	if n <= 0 {
		return
	}
	n = (n + 3) &^ 3
	_ = x[stride+n-1]
	if tier == simd.Portable {
		rows2Go(parts(x), 2*stride, n, r)
	} else {
		rows2(tier, parts(x), 2*stride, n, r)
	}
}

// Columns applies the inverse of r from the right to two columns of n rows that lie stride apart.
func Columns(tier simd.Tier, x []complex128, stride, n int, r *Rotation) {
	if n <= 0 {
		return
	}
	_ = x[(n-1)*stride+1]
	if tier == simd.Portable {
		columns2Go(parts(x), 2*stride, n, r)
	} else {
		columns2(parts(x), 2*stride, n, r)
	}
}

// Transpose sets dst[j·ldd+i] = src[i·lds+j] for i < m, j < n.
func Transpose(tier simd.Tier, dst []complex128, ldd int, src []complex128, lds, m, n int) {
	if m <= 0 || n <= 0 {
		return
	}
	_, _ = dst[(n-1)*ldd+m-1], src[(m-1)*lds+n-1]
	d, s := parts(dst), parts(src)
	m2, n2 := m&^1, n&^1
	if tier == simd.Portable || m2 == 0 || n2 == 0 {
		transposeGo(d, 2*ldd, s, 2*lds, m, n)
		return
	}
	transpose(d, 2*ldd, s, 2*lds, m2, n2)
	if n2 < n {
		transposeGo(d[n2*2*ldd:], 2*ldd, s[2*n2:], 2*lds, m, 1)
	}
	if m2 < m {
		transposeGo(d[2*m2:], 2*ldd, s[m2*2*lds:], 2*lds, 1, n2)
	}
}

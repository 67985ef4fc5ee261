package householder

import "tandem/parallel/simd"

// Chain applies the reflectors c in order, number k to rows k, k+1, k+2 of the strip x of len(c)+2 rows that lie stride
// apart.
func Chain(tier simd.Tier, x []float64, stride int, c []Reflector) {
	if len(c) == 0 {
		return
	}
	_ = x[(len(c)+1)*stride+Width-1]
	if tier == simd.Portable {
		chainGo(x, stride, c)
	} else {
		chain(tier, x, stride, c)
	}
}

// Rows applies r to n columns of three rows that lie stride apart. It may also read and rewrite up to 7 elements after
// the n of each row, which must exist and are changed alike.
func Rows(tier simd.Tier, x []float64, stride, n int, r *Reflector) {
	if n <= 0 {
		return
	}
	n = (n + 7) &^ 7
	_ = x[2*stride+n-1]
	if tier == simd.Portable {
		rows3Go(x, stride, n, r)
	} else {
		rows3(tier, x, stride, n, r)
	}
}

// Columns applies r to three columns of n rows that lie stride apart. It may also read and rewrite up to 3 rows after
// the n, which must exist and are changed alike, and one element to the right of the three, which stays as it is.
func Columns(tier simd.Tier, x []float64, stride, n int, r *Reflector) {
	if n <= 0 {
		return
	}
	n = (n + 3) &^ 3
	_ = x[(n-1)*stride+3]
	if tier == simd.Portable {
		columns3Go(x, stride, n, r)
	} else {
		columns3(x, stride, n, r)
	}
}

// Transpose sets dst[j·ldd+i] = src[i·lds+j] for i < m, j < n.
func Transpose(tier simd.Tier, dst []float64, ldd int, src []float64, lds, m, n int) {
	if m <= 0 || n <= 0 {
		return
	}
	_, _ = dst[(n-1)*ldd+m-1], src[(m-1)*lds+n-1]
	m8, n8 := m&^7, n&^7
	if tier == simd.Portable || m8 == 0 || n8 == 0 {
		transposeGo(dst, ldd, src, lds, m, n)
		return
	}
	transpose(tier, dst, ldd, src, lds, m8, n8)
	if n8 < n {
		transposeGo(dst[n8*ldd:], ldd, src[n8:], lds, m, n-n8)
	}
	if m8 < m {
		transposeGo(dst[m8:], ldd, src[m8*lds:], lds, m-m8, n8)
	}
}

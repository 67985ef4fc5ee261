package kernel

import "unsafe"

// Portable twins of what convolutions and direct transforms do to interleaved values: see Family.

func product[T Float](dst, a, b *T, n int, e *Edge[T]) {
	x, y, z := unsafe.Slice(a, 2*n), unsafe.Slice(b, 2*n), unsafe.Slice(dst, 2*n)
	for i := 0; i+1 < len(x); i += 2 {
		re, im, c, d := x[i], x[i+1]*e.Sign, y[i], y[i+1]
		z[i], z[i+1] = (T(re*c)-T(im*d))*e.Re, (T(re*d)+T(im*c))*e.Im
	}
}

func gather[T Float](dst, src *T, index *int32, n int, e *Edge[T]) {
	y := unsafe.Slice((*[2]T)(unsafe.Pointer(dst)), n)
	for i, j := range unsafe.Slice(index, n) {
		x := (*[2]T)(unsafe.Add(unsafe.Pointer(src), int(j)*int(unsafe.Sizeof(y[0]))))
		y[i] = [2]T{x[0], x[1] * e.Sign}
	}
}

func scatter[T Float](dst, src *T, index *int32, n int, e *Edge[T]) {
	x := unsafe.Slice((*[2]T)(unsafe.Pointer(src)), n)
	for i, j := range unsafe.Slice(index, n) {
		y := (*[2]T)(unsafe.Add(unsafe.Pointer(dst), int(j)*int(unsafe.Sizeof(x[0]))))
		*y = [2]T{x[i][0] * e.Re, x[i][1] * e.Im}
	}
}

func cosines[T Float](dst, table, terms *T, pairs, blocks int) {
	t, p := unsafe.Slice(table, 4*pairs*blocks), unsafe.Slice(terms, 8*pairs)
	y := unsafe.Slice(dst, 4*blocks)
	for b := range blocks {
		var s [2][4]T
		for j := range 2 * pairs {
			c, d := t[2*(2*pairs*b+j)], t[2*(2*pairs*b+j)+1]
			a, u := &s[j%2], (*[4]T)(p[4*j:])
			a[0] += T(u[0] * c)
			a[1] += T(u[1] * c)
			a[2] += T(u[2] * d)
			a[3] += T(u[3] * d)
		}
		for i := range 4 {
			y[4*b+i] = s[0][i] + s[1][i]
		}
	}
}

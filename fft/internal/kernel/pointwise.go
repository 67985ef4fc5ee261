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

func fold[T Float](terms, src *T, n int, e *Edge[T]) {
	x, t := unsafe.Slice(src, 2*n), unsafe.Slice(terms, 4+4*((n-1)/2))
	t[0], t[1] = x[0], x[1]*e.Sign
	t[2], t[3] = t[0], t[1]
	for j := 1; j <= (n-1)/2; j++ {
		ar, ai, br, bi := x[2*j], x[2*j+1]*e.Sign, x[2*(n-j)], x[2*(n-j)+1]*e.Sign
		t[4*j], t[4*j+1], t[4*j+2], t[4*j+3] = ar+br, ai+bi, ar-br, ai-bi
		t[2] += t[4*j]
		t[3] += t[4*j+1]
	}
}

func define[T Float](dst, table, terms *T, n, pairs, blocks int, e *Edge[T]) {
	t, p := unsafe.Slice(table, 4*pairs*blocks), unsafe.Slice(terms, 4+8*pairs)
	y := unsafe.Slice(dst, 2*n)
	for b := range blocks {
		var s [2][4]T
		for j := range 2 * pairs {
			c, d := t[2*(2*pairs*b+j)], t[2*(2*pairs*b+j)+1]
			a, u := &s[j%2], (*[4]T)(p[4+4*j:])
			a[0] += T(u[0] * c)
			a[1] += T(u[1] * c)
			a[2] += T(u[2] * d)
			a[3] += T(u[3] * d)
		}
		k := 1 + b
		cr, ci := s[0][0]+s[1][0]+p[0], s[0][1]+s[1][1]+p[1]
		vr, vi := s[0][2]+s[1][2], s[0][3]+s[1][3]
		y[2*k], y[2*k+1] = (cr+vi)*e.Re, (ci-vr)*e.Im
		y[2*(n-k)], y[2*(n-k)+1] = (cr-vi)*e.Re, (ci+vr)*e.Im
	}
}

func weigh[T Float](dst, src, table *T, n int) {
	x, t, y := unsafe.Slice(src, 2*n), unsafe.Slice(table, 2*n), unsafe.Slice(dst, 2*n)
	for i := 0; i+1 < len(x); i += 2 {
		re, im, c, d := x[i], x[i+1], t[i], t[i+1]
		y[i], y[i+1] = T(re*c)+T(im*d), T(re*d)-T(im*c)
	}
}

// ring of one lane has nothing to transform along the lanes, and its roots are 1.
func ring[T Float](dst, src, _, table *T, blocks int) { weigh(dst, src, table, blocks) }

package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
)

// Real transforms n real numbers into the n/2+1 complex ones that determine the rest. An even n packs neighbours into
// complex numbers of half the length and separates the two spectra afterwards (Press et al., Numerical Recipes, §12.3); an
// odd n goes through a complex transform of its own length.
type Real[T kernel.Float] struct {
	n     int
	inner *Transform[T] // of length n/2 or n
	roots []T           // exp(−2πi·k/n) for k ≤ n/4, if n is even
	pool  *pool[T]
}

// NewReal returns a real transform of length n ≥ 1 with the given kernels.
func NewReal[T kernel.Float](n int, families []*kernel.Family[T]) *Real[T] {
	if n%2 == 1 {
		return &Real[T]{n: n, inner: New(n, families), pool: newPool[T](2*n, 0)}
	}
	r := &Real[T]{n: n, inner: New(n/2, families)}
	w := twiddle.New(n)
	for k := 0; k <= n/4; k++ {
		c, d := w.At(k)
		r.roots = append(r.roots, T(c), T(d))
	}
	return r
}

// Forward computes n/2+1 complex numbers at dst from n real ones at src, scaled by e.Re, which equals e.Im.
func (r *Real[T]) Forward(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	if r.n%2 == 1 {
		w := r.pool.get()
		x, a := unsafe.Slice(src, r.n), w.a
		for j, v := range x {
			a[2*j], a[2*j+1] = v, 0
		}
		r.inner.Run(team, &a[0], &a[0], e)
		copy(unsafe.Slice(dst, r.n+1), a)
		r.pool.put(w)
		return
	}
	r.inner.Run(team, dst, src, e)
	h := r.n / 2
	y := unsafe.Slice(dst, r.n+2)
	y0, y1 := y[0], y[1]
	y[0], y[1], y[2*h], y[2*h+1] = y0+y1, 0, y0-y1, 0
	for k := 1; k <= h/2; k++ {
		a, b := y[2*k:2*k+2:2*k+2], y[2*(h-k):2*(h-k)+2:2*(h-k)+2]
		c, d := r.roots[2*k], r.roots[2*k+1]
		// E = (Z[k] + conj Z[h−k])/2 is the spectrum of the even places, O = −i·(Z[k] − conj Z[h−k])/2 of the odd ones.
		er, ei := (a[0]+b[0])/2, (a[1]-b[1])/2
		or, oi := (a[1]+b[1])/2, (b[0]-a[0])/2
		tr, ti := T(or*c)-T(oi*d), T(or*d)+T(oi*c)
		a[0], a[1], b[0], b[1] = er+tr, ei+ti, er-tr, ti-ei
	}
}

// Inverse computes n real numbers at dst from n/2+1 complex ones at src, as if the rest were their conjugates. The
// imaginary parts of the first, and for even n of the last, are ignored.
func (r *Real[T]) Inverse(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	if r.n%2 == 1 {
		w := r.pool.get()
		x, a := unsafe.Slice(src, r.n+1), w.a
		a[0], a[1] = x[0], 0
		for k := 1; k <= r.n/2; k++ {
			a[2*k], a[2*k+1] = x[2*k], x[2*k+1]
			a[2*(r.n-k)], a[2*(r.n-k)+1] = x[2*k], -x[2*k+1]
		}
		r.inner.Run(team, &a[0], &a[0], e)
		y := unsafe.Slice(dst, r.n)
		for j := range y {
			y[j] = a[2*j]
		}
		r.pool.put(w)
		return
	}
	h := r.n / 2
	x, y := unsafe.Slice(src, r.n+2), unsafe.Slice(dst, r.n)
	y[0], y[1] = x[0]+x[2*h], x[0]-x[2*h]
	for k := 1; k <= h/2; k++ {
		ar, ai, br, bi := x[2*k], x[2*k+1], x[2*(h-k)], x[2*(h-k)+1]
		c, d := r.roots[2*k], -r.roots[2*k+1]
		er, ei := ar+br, ai-bi
		fr, fi := ar-br, ai+bi
		or, oi := T(fr*c)-T(fi*d), T(fr*d)+T(fi*c)
		y[2*(h-k)], y[2*(h-k)+1] = er+oi, or-ei
		y[2*k], y[2*k+1] = er-oi, ei+or
	}
	r.inner.Run(team, dst, dst, e)
}

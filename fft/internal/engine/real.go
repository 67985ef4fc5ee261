package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// Real transforms n real numbers into the n/2+1 complex ones that determine the rest. An even n packs neighbours into
// complex numbers of half the length and separates the two spectra afterwards (Press et al., Numerical Recipes, §12.3); an
// odd n goes through a complex transform of its own length.
type Real[T kernel.Float] struct {
	n      int
	inner  *Transform[T] // of length n/2 or n
	f      *kernel.Family[T]
	blocks int // pairs k, n/2−k of whole blocks of lanes, from k = 1
	roots  []T // groups ½·exp(−2πi·k/n) of those blocks
	rest   []T // and of the other k ≤ n/4, one by one
	pool   *pool[T]
	// There and Back are kernels for the whole of Forward and Inverse, or nil.
	There, Back kernel.Whole[T]
}

// NewReal returns a real transform of length n ≥ 1 with the given kernels.
func NewReal[T kernel.Float](n int, families []*kernel.Family[T]) *Real[T] {
	if n%2 == 1 {
		return &Real[T]{n: n, inner: New(n, families), pool: newPool[T](2*n, 0)}
	}
	r := &Real[T]{n: n, inner: New(n/2, families), f: families[0]}
	for _, f := range families {
		if f.Real[n] != nil {
			r.There, r.Back = f.Real[n], f.Back[n]
			return r
		}
	}
	h, v := n/2, r.f.V
	if h > 1 {
		r.blocks = (h - 1) / (2 * v)
	}
	w := twiddle.New(n)
	r.roots = hugepage.Make[T](2 * v * r.blocks)
	for i := range r.blocks {
		for lane, j := range r.f.Order {
			c, d := w.At(1 + i*v + j)
			r.roots[2*v*i+lane], r.roots[2*v*i+v+lane] = T(c/2), T(d/2)
		}
	}
	for k := 1 + r.blocks*v; k <= h/2; k++ {
		c, d := w.At(k)
		r.rest = append(r.rest, T(c/2), T(d/2))
	}
	return r
}

// pairs applies an Untangler, the one of the family to whole blocks and the plain one to the rest.
func (r *Real[T]) pairs(team parallel.Team, whole, plain kernel.Untangler[T], dst, src *T) {
	h, v := r.n/2, r.f.V
	if team.Threads() == 1 || r.n < parallelFrom {
		r.share(whole, dst, src, 0, r.blocks)
	} else {
		team.For(r.blocks, shareOf/v, func(lo, hi int) { r.share(whole, dst, src, lo, hi) })
	}
	k := 1 + r.blocks*v
	if n := len(r.rest) / 2; n > 0 {
		plain(offset(dst, 2*k), offset(dst, 2*(h-k)), offset(src, 2*k), offset(src, 2*(h-k)), &r.rest[0], n)
	}
}

func (r *Real[T]) share(whole kernel.Untangler[T], dst, src *T, lo, hi int) {
	if lo == hi {
		return
	}
	v := r.f.V
	low, high := 1+lo*v, r.n/2-lo*v-v // of the lowest k of each
	whole(offset(dst, 2*low), offset(dst, 2*high), offset(src, 2*low), offset(src, 2*high), &r.roots[2*v*lo], hi-lo)
}

// Forward computes n/2+1 complex numbers at dst from n real ones at src, scaled by e.Re, which equals e.Im.
func (r *Real[T]) Forward(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	if r.There != nil {
		r.There(dst, src, e)
		return
	}
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
	untangle, _ := kernel.Plain[T]()
	r.pairs(team, r.f.Untangle, untangle, dst, dst)
}

// Inverse computes n real numbers at dst from n/2+1 complex ones at src, as if the rest were their conjugates. The
// imaginary parts of the first, and for even n of the last, are ignored.
func (r *Real[T]) Inverse(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	if r.Back != nil {
		r.Back(dst, src, e)
		return
	}
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
	_, tangle := kernel.Plain[T]()
	r.pairs(team, r.f.Tangle, tangle, dst, src)
	r.inner.Run(team, dst, dst, e)
}

package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
)

// direct computes a transform of odd length n from the definition. Pairs of values halve the products twice: with
// p[j] = x[j] + x[n−j] and m[j] = x[j] − x[n−j] for j ≤ h = (n−1)/2,
//
//	X[k], X[n−k] = x[0] + Σ_j p[j]·cos(2πjk/n) ∓ i·Σ_j m[j]·sin(2πjk/n).
//
// The sums are a matrix times a vector, lanes along k. For primes up to a hundred or so that is less work than any
// convolution.
type direct[T kernel.Float] struct {
	n, h          int
	pairs, blocks int // of terms, and of lanes of results
	f             *kernel.Family[T]
	table         []T
	pool          *pool[T] // a: terms, b: sums
}

func newDirect[T kernel.Float](r *recipe.Recipe, f *kernel.Family[T]) *direct[T] {
	n, v := r.N, f.V
	s := &direct[T]{n: n, h: n / 2, f: f}
	s.pairs, s.blocks = (s.h+1)/2, (s.h+v-1)/v
	s.pool = newPool[T](8*s.pairs, 4*v*s.blocks)
	s.table = aligned[T](4 * v * s.pairs * s.blocks)
	w := twiddle.New(n)
	for b := range s.blocks {
		for j := 1; j <= s.h; j++ {
			at := s.table[2*v*(2*s.pairs*b+j-1):]
			for i := range v {
				c, d := w.At(j * (b*v + i + 1) % n)
				at[i], at[v+i] = T(c), T(-d)
			}
		}
	}
	return s
}

func (s *direct[T]) run(_ parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	w := s.pool.get()
	n, v := s.n, s.f.V
	x, y := unsafe.Slice(src, 2*n), unsafe.Slice(dst, 2*n)
	x0, x1 := x[0], x[1]*e.Sign
	sum0, sum1 := x0, x1
	for j := 1; j <= s.h; j++ {
		ar, ai, br, bi := x[2*j], x[2*j+1]*e.Sign, x[2*(n-j)], x[2*(n-j)+1]*e.Sign
		t := (*[4]T)(w.a[4*j-4:])
		t[0], t[1], t[2], t[3] = ar+br, ai+bi, ar-br, ai-bi
		sum0 += t[0]
		sum1 += t[1]
	}
	s.f.Cosines(&w.b[0], &s.table[0], &w.a[0], s.pairs, s.blocks)
	y[0], y[1] = sum0*e.Re, sum1*e.Im
	for b := range s.blocks {
		u := w.b[4*v*b : 4*v*(b+1)]
		ur, ui, vr, vi := u[:v], u[v:2*v], u[2*v:3*v], u[3*v:4*v]
		for i := range min(v, s.h-b*v) {
			k := b*v + i + 1
			cr, ci := x0+ur[i], x1+ui[i]
			y[2*k], y[2*k+1] = (cr+vi[i])*e.Re, (ci-vr[i])*e.Im
			y[2*(n-k)], y[2*(n-k)+1] = (cr-vi[i])*e.Re, (ci+vr[i])*e.Im
		}
	}
	s.pool.put(w)
}

package engine

import (
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// direct computes a transform of length n from the definition. Pairs of values halve the products twice: with
// p[j] = x[j] + x[n−j] and m[j] = x[j] − x[n−j] for j ≤ h = ⌊n/2⌋, a middle value alone in p,
//
//	X[k], X[n−k] = x[0] + Σ_j p[j]·cos(2πjk/n) ∓ i·Σ_j m[j]·sin(2πjk/n).
//
// The sums are a matrix times a vector, lanes along k. For primes up to a hundred or so that is less work than any
// convolution.
type direct[T kernel.Float] struct {
	n             int
	pairs, blocks int // of terms, and of lanes of results
	f             *kernel.Family[T]
	table         []T
	pool          *pool[T] // a: terms
}

// newDirect needs n > 2·V, so that the lanes beyond n/2 in the last block are results too.
func newDirect[T kernel.Float](r *recipe.Recipe, f *kernel.Family[T]) *direct[T] {
	n, v, h := r.N, f.V, r.N/2
	s := &direct[T]{n: n, f: f, pairs: (h + 1) / 2, blocks: (h + v - 1) / v}
	s.pool = newPool[T](4+8*s.pairs, 0)
	s.table = hugepage.Make[T](4 * v * s.pairs * s.blocks)
	w := twiddle.New(n)
	for b := range s.blocks {
		for j := 1; j <= h; j++ {
			at := s.table[2*v*(2*s.pairs*b+j-1):]
			for i, o := range f.Order {
				c, d := w.At(j * (b*v + o + 1) % n)
				at[i], at[v+i] = T(c), T(-d)
			}
		}
	}
	return s
}

func (s *direct[T]) run(_ parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	w := s.pool.get()
	t, n := w.a, s.n
	s.f.Fold(&t[0], src, n, e)
	if n%2 == 0 {
		re, im := *offset(src, n), *offset(src, n+1)*e.Sign
		t[2*n], t[2*n+1], t[2*n+2], t[2*n+3] = re, im, 0, 0
		t[2] += re
		t[3] += im
	}
	*dst, *offset(dst, 1) = t[2]*e.Re, t[3]*e.Im
	s.f.Define(dst, &s.table[0], &t[0], n, s.pairs, s.blocks, e)
	s.pool.put(w)
}

package engine

import (
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// bluestein computes a transform of any length as a convolution with a chirp (Bluestein, IEEE Trans. Audio Electroac. 18
// (1970) 451): jk = (j² + k² − (k−j)²)/2, so with c[j] = exp(−πi·j²/n)
//
//	X[k] = c[k] · Σ_j (x[j]·c[j]) · conj(c[k−j]).
type bluestein[T kernel.Float] struct {
	n        int
	chirp    []T // c[0] … c[n−1]
	inner    *Transform[T]
	spectrum []T // transform of conj(c), wrapped round, divided by the length
	pool     *pool[T]
	f        *kernel.Family[T]
	there    kernel.Edge[T]
	back     kernel.Edge[T]
}

func newBluestein[T kernel.Float](r *recipe.Recipe, inner *Transform[T], f *kernel.Family[T]) *bluestein[T] {
	n, m := r.N, inner.N
	s := &bluestein[T]{n: n, inner: inner, f: f, pool: newPool[T](2*m, 0)}
	s.there, s.back = kernel.NewEdge[T](false, 1), kernel.NewEdge[T](true, 1)
	w := twiddle.New(2 * n)
	s.chirp, s.spectrum = hugepage.Make[T](2*n), hugepage.Make[T](2*m)
	for j := range n {
		c, d := w.At(mulMod(j, j, 2*n))
		s.chirp[2*j], s.chirp[2*j+1] = T(c), T(d)
		s.spectrum[2*j], s.spectrum[2*j+1] = T(c), T(-d)
		if j > 0 {
			s.spectrum[2*(m-j)], s.spectrum[2*(m-j)+1] = T(c), T(-d)
		}
	}
	scale := kernel.NewEdge[T](false, 1/float64(m))
	inner.Run(parallel.Team{}, &s.spectrum[0], &s.spectrum[0], &scale)
	return s
}

func (s *bluestein[T]) run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	n, m := s.n, s.inner.N
	w := s.pool.get()
	a := w.a
	w.in, w.out = kernel.Edge[T]{One: 1, Sign: e.Sign, Re: 1, Im: 1}, kernel.Edge[T]{One: 1, Sign: 1, Re: e.Re, Im: e.Im}
	if team.Threads() == 1 || m < parallelFrom {
		s.enter(a, src, &w.in, 0, n)
		clear(a[2*n:])
		s.inner.Run(team, &a[0], &a[0], &s.there)
		multiply(s.f, a, s.spectrum, &s.there, 0, m)
		s.inner.Run(team, &a[0], &a[0], &s.back)
		s.leave(dst, a, &w.out, 0, n)
	} else {
		team.For(n, shareOf, func(lo, hi int) { s.enter(a, src, &w.in, lo, hi) })
		clear(a[2*n:])
		s.inner.Run(team, &a[0], &a[0], &s.there)
		team.For(m, shareOf, func(lo, hi int) { multiply(s.f, a, s.spectrum, &s.there, lo, hi) })
		s.inner.Run(team, &a[0], &a[0], &s.back)
		team.For(n, shareOf, func(lo, hi int) { s.leave(dst, a, &w.out, lo, hi) })
	}
	s.pool.put(w)
}

// enter is a[j] = x[j]·c[j], with x conjugated for the inverse.
func (s *bluestein[T]) enter(a []T, src *T, e *kernel.Edge[T], lo, hi int) {
	for ; lo < hi; lo += callOf {
		s.f.Product(&a[2*lo], offset(src, 2*lo), &s.chirp[2*lo], min(hi-lo, callOf), e)
	}
}

// leave is X[k] = a[k]·c[k], scaled.
func (s *bluestein[T]) leave(dst *T, a []T, e *kernel.Edge[T], lo, hi int) {
	for ; lo < hi; lo += callOf {
		s.f.Product(offset(dst, 2*lo), &a[2*lo], &s.chirp[2*lo], min(hi-lo, callOf), e)
	}
}

package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
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
	there    kernel.Edge[T]
	back     kernel.Edge[T]
}

func newBluestein[T kernel.Float](r *recipe.Recipe, inner *Transform[T]) *bluestein[T] {
	n, m := r.N, inner.N
	s := &bluestein[T]{n: n, inner: inner, pool: newPool[T](2*m, 0)}
	s.there, s.back = kernel.Edge[T]{Sign: 1, Re: 1, Im: 1}, kernel.Edge[T]{Sign: -1, Re: 1, Im: -1}
	w := twiddle.New(2 * n)
	s.chirp, s.spectrum = aligned[T](2*n), aligned[T](2*m)
	for j := range n {
		c, d := w.At(mulMod(j, j, 2*n))
		s.chirp[2*j], s.chirp[2*j+1] = T(c), T(d)
		s.spectrum[2*j], s.spectrum[2*j+1] = T(c), T(-d)
		if j > 0 {
			s.spectrum[2*(m-j)], s.spectrum[2*(m-j)+1] = T(c), T(-d)
		}
	}
	scale := kernel.Edge[T]{Sign: 1, Re: 1 / T(m), Im: 1 / T(m)}
	inner.Run(parallel.Team{}, &s.spectrum[0], &s.spectrum[0], &scale)
	return s
}

func (s *bluestein[T]) run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	n := s.n
	w := s.pool.get()
	a := w.a
	if team.Threads() == 1 || s.inner.N < parallelFrom {
		s.enter(a, src, e, 0, n)
		clear(a[2*n:])
		s.inner.Run(team, &a[0], &a[0], &s.there)
		multiply(a, s.spectrum)
		s.inner.Run(team, &a[0], &a[0], &s.back)
		s.leave(dst, a, e, 0, n)
	} else {
		const grain = 1 << 12
		team.For(n, grain, func(lo, hi int) { s.enter(a, src, e, lo, hi) })
		clear(a[2*n:])
		s.inner.Run(team, &a[0], &a[0], &s.there)
		team.For(s.inner.N, grain, func(lo, hi int) { multiply(a[2*lo:2*hi], s.spectrum[2*lo:2*hi]) })
		s.inner.Run(team, &a[0], &a[0], &s.back)
		team.For(n, grain, func(lo, hi int) { s.leave(dst, a, e, lo, hi) })
	}
	s.pool.put(w)
}

// enter is a[j] = x[j]·c[j], with x conjugated for the inverse.
func (s *bluestein[T]) enter(a []T, src *T, e *kernel.Edge[T], lo, hi int) {
	x, c := unsafe.Slice(src, 2*s.n)[2*lo:2*hi], s.chirp[2*lo:2*hi]
	y := a[2*lo : 2*hi]
	for i := 0; i+1 < len(x); i += 2 {
		re, im := x[i], x[i+1]*e.Sign
		y[i], y[i+1] = T(re*c[i])-T(im*c[i+1]), T(re*c[i+1])+T(im*c[i])
	}
}

// leave is X[k] = a[k]·c[k], scaled.
func (s *bluestein[T]) leave(dst *T, a []T, e *kernel.Edge[T], lo, hi int) {
	y, c := unsafe.Slice(dst, 2*s.n)[2*lo:2*hi], s.chirp[2*lo:2*hi]
	x := a[2*lo : 2*hi]
	for i := 0; i+1 < len(x); i += 2 {
		re, im := x[i], x[i+1]
		y[i], y[i+1] = (T(re*c[i])-T(im*c[i+1]))*e.Re, (T(re*c[i+1])+T(im*c[i]))*e.Im
	}
}

package engine

import (
	"math/bits"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// rader computes a transform of prime length n as a cyclic convolution of length n−1 (Rader, Proc. IEEE 56 (1968) 1107):
// with a generator g of the multiplicative group,
//
//	X[g^−p] − x[0] = Σ_q x[g^q] · w^{g^{q−p}}.
type rader[T kernel.Float] struct {
	n        int
	in, out  []int32 // g^q and g^−p mod n
	inner    *Transform[T]
	spectrum []T // transform of w^{g^−q}, divided by n−1
	pool     *pool[T]
	f        *kernel.Family[T]
	there    kernel.Edge[T]
	back     kernel.Edge[T]
}

func newRader[T kernel.Float](r *recipe.Recipe, inner *Transform[T], f *kernel.Family[T]) *rader[T] {
	n := r.N
	s := &rader[T]{n: n, inner: inner, f: f, pool: newPool[T](2*(n-1), 0)}
	s.there, s.back = kernel.NewEdge[T](false, 1), kernel.NewEdge[T](true, 1)
	g := generator(n)
	ginv := power(g, n-2, n)
	s.in, s.out = make([]int32, n-1), make([]int32, n-1)
	w := twiddle.New(n)
	s.spectrum = hugepage.Make[T](2 * (n - 1))
	for q, a, b := 0, 1, 1; q < n-1; q, a, b = q+1, mulMod(a, g, n), mulMod(b, ginv, n) {
		s.in[q], s.out[q] = int32(a), int32(b)
		c, d := w.At(b)
		s.spectrum[2*q], s.spectrum[2*q+1] = T(c), T(d)
	}
	scale := kernel.NewEdge[T](false, 1/float64(n-1))
	inner.Run(parallel.Team{}, &s.spectrum[0], &s.spectrum[0], &scale)
	return s
}

func (s *rader[T]) run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	n := s.n
	w := s.pool.get()
	a := w.a
	x0, x1 := *src, *offset(src, 1)*e.Sign
	if team.Threads() == 1 || n < parallelFrom {
		s.enter(a, src, e, 0, n-1)
		s.inner.Run(team, &a[0], &a[0], &s.there)
		s.middle(dst, a, x0, x1, e)
		multiply(s.f, a, s.spectrum, &s.there, 0, n-1)
		s.restart(a, x0, x1)
		s.inner.Run(team, &a[0], &a[0], &s.back)
		s.leave(dst, a, e, 0, n-1)
	} else {
		team.For(n-1, shareOf, func(lo, hi int) { s.enter(a, src, e, lo, hi) })
		s.inner.Run(team, &a[0], &a[0], &s.there)
		s.middle(dst, a, x0, x1, e)
		team.For(n-1, shareOf, func(lo, hi int) { multiply(s.f, a, s.spectrum, &s.there, lo, hi) })
		s.restart(a, x0, x1)
		s.inner.Run(team, &a[0], &a[0], &s.back)
		team.For(n-1, shareOf, func(lo, hi int) { s.leave(dst, a, e, lo, hi) })
	}
	s.pool.put(w)
}

func (s *rader[T]) enter(a []T, src *T, e *kernel.Edge[T], lo, hi int) {
	for ; lo < hi; lo += callOf {
		s.f.Gather(&a[2*lo], src, &s.in[lo], min(hi-lo, callOf), e)
	}
}

func (s *rader[T]) leave(dst *T, a []T, e *kernel.Edge[T], lo, hi int) {
	for ; lo < hi; lo += callOf {
		s.f.Scatter(dst, &a[2*lo], &s.out[lo], min(hi-lo, callOf), e)
	}
}

// middle writes X[0], the sum of all.
func (s *rader[T]) middle(dst *T, a []T, x0, x1 T, e *kernel.Edge[T]) {
	*dst, *offset(dst, 1) = (x0+a[0])*e.Re, (x1+a[1])*e.Im
}

// restart adds x[0] to every result: the inverse transform spreads the first term evenly.
func (s *rader[T]) restart(a []T, x0, x1 T) {
	a[0] += x0
	a[1] += x1
}

// multiply is: for i := lo; i < hi; i++ { a[i] *= b[i] } for complex numbers, under an edge that changes nothing.
func multiply[T kernel.Float](f *kernel.Family[T], a, b []T, e *kernel.Edge[T], lo, hi int) {
	for ; lo < hi; lo += callOf {
		f.Product(&a[2*lo], &a[2*lo], &b[2*lo], min(hi-lo, callOf), e)
	}
}

// generator returns the smallest generator of the multiplicative group modulo the prime n.
func generator(n int) int {
	var primes []int
	m := n - 1
	for p := 2; p*p <= m; p++ {
		if m%p == 0 {
			primes = append(primes, p)
			for m%p == 0 {
				m /= p
			}
		}
	}
	if m > 1 {
		primes = append(primes, m)
	}
search:
	for g := 2; ; g++ {
		for _, p := range primes {
			if power(g, (n-1)/p, n) == 1 {
				continue search
			}
		}
		return g
	}
}

func mulMod(a, b, n int) int {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	return int(bits.Rem64(hi, lo, uint64(n)))
}

func power(g, k, n int) int {
	r := 1 % n
	for ; k > 0; k >>= 1 {
		if k&1 == 1 {
			r = mulMod(r, g, n)
		}
		g = mulMod(g, g, n)
	}
	return r
}

package engine

import (
	"math/bits"
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
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
	there    kernel.Edge[T]
	back     kernel.Edge[T]
}

func newRader[T kernel.Float](r *recipe.Recipe, inner *Transform[T]) *rader[T] {
	n := r.N
	s := &rader[T]{n: n, inner: inner, pool: newPool[T](2*(n-1), 0)}
	s.there, s.back = kernel.Edge[T]{Sign: 1, Re: 1, Im: 1}, kernel.Edge[T]{Sign: -1, Re: 1, Im: -1}
	g := generator(n)
	ginv := power(g, n-2, n)
	s.in, s.out = make([]int32, n-1), make([]int32, n-1)
	w := twiddle.New(n)
	s.spectrum = aligned[T](2 * (n - 1))
	for q, a, b := 0, 1, 1; q < n-1; q, a, b = q+1, mulMod(a, g, n), mulMod(b, ginv, n) {
		s.in[q], s.out[q] = int32(a), int32(b)
		c, d := w.At(b)
		s.spectrum[2*q], s.spectrum[2*q+1] = T(c), T(d)
	}
	scale := kernel.Edge[T]{Sign: 1, Re: 1 / T(n-1), Im: 1 / T(n-1)}
	inner.Run(parallel.Team{}, &s.spectrum[0], &s.spectrum[0], &scale)
	return s
}

func (s *rader[T]) run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	n := s.n
	w := s.pool.get()
	x, y, a := unsafe.Slice(src, 2*n), unsafe.Slice(dst, 2*n), w.a
	for q, j := range s.in {
		a[2*q], a[2*q+1] = x[2*j], x[2*j+1]*e.Sign
	}
	x0, x1 := x[0], x[1]*e.Sign
	s.inner.Run(team, &a[0], &a[0], &s.there)
	y[0], y[1] = (x0+a[0])*e.Re, (x1+a[1])*e.Im
	multiply(a, s.spectrum)
	a[0] += x0 // the inverse spreads the first term evenly: this adds x[0] to every result
	a[1] += x1
	s.inner.Run(team, &a[0], &a[0], &s.back)
	for p, k := range s.out {
		y[2*k], y[2*k+1] = a[2*p]*e.Re, a[2*p+1]*e.Im
	}
	s.pool.put(w)
}

// multiply is: for i := range a { a[i] *= b[i] } for complex numbers.
func multiply[T kernel.Float](a, b []T) {
	b = b[:len(a)]
	for i := 0; i+1 < len(a); i += 2 {
		c, d := b[i], b[i+1]
		a[i], a[i+1] = T(a[i]*c)-T(a[i+1]*d), T(a[i]*d)+T(a[i+1]*c)
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

// Package twiddle makes the roots of unity of a transform, each correctly rounded but for rare ties: the error of a fast
// Fourier transform is that of its roots first (Schatzman, SIAM J. Sci. Comput. 17 (1996) 1150).
//
// A root is reduced with integers to the first octant, where cosine and sine come from a product of two short tables held
// in double-double, one of coarse and one of fine angles. Nothing is a recurrence, so that errors do not grow.
package twiddle

import "math"

// Roots gives exp(−2πi·k/n) for any k. It is immutable.
type Roots struct {
	n            int
	fine         int // angles in one coarse step
	coarse, tiny []root
}

// A root holds cosine and sine as double-doubles.
type root struct{ c, s dd }

// New returns the n-th roots of unity. Its tables hold about √(2n) entries.
func New(n int) *Roots {
	octant := n/2 + 1 // angles are counted in steps of 2π/4n, so that every reduction below is exact
	fine := int(math.Sqrt(float64(octant))) + 1
	r := &Roots{n: n, fine: fine, coarse: make([]root, octant/fine+1), tiny: make([]root, fine)}
	for i := range r.tiny {
		r.tiny[i] = sincos(i, 4*n)
	}
	for i := range r.coarse {
		r.coarse[i] = sincos(i*fine, 4*n)
	}
	return r
}

// At returns the real and imaginary part of exp(−2πi·k/n), for 0 ≤ k < n.
func (r *Roots) At(k int) (re, im float64) {
	n, a := r.n, 4*k
	below := a > 2*n // beyond π: mirror at the real axis
	if below {
		a = 4*n - a
	}
	left := a > n // beyond π/2: mirror at the imaginary axis
	if left {
		a = 2*n - a
	}
	steep := 2*a > n // beyond π/4: mirror at the diagonal
	if steep {
		a = n - a
	}
	u, v := r.coarse[a/r.fine], r.tiny[a%r.fine]
	c := add(mul(u.c, v.c), neg(mul(u.s, v.s))).hi
	s := add(mul(u.s, v.c), mul(u.c, v.s)).hi
	if steep {
		c, s = s, c
	}
	if left {
		c = -c
	}
	if !below {
		s = -s
	}
	return c, s
}

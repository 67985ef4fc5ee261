package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
)

// Trig computes one of the eight common cosine and sine transforms of n real numbers, in place, without a factor. Each is
// a real or complex transform between two passes over the values; sine transforms of kinds 2 to 4 are cosine transforms of
// the signal reversed or with every other sign changed.
type Trig[T kernel.Float] struct {
	n, kind int // kind 1 to 4
	sine    bool
	real    *Real[T]      // kind 1: of the mirrored period; 2 and 3: of n values
	inner   *Transform[T] // kind 4
	before  []T           // roots that meet values on the way in
	after   []T           // and on the way out
	pool    *pool[T]
	there   kernel.Edge[T]
	back    kernel.Edge[T]
}

// NewTrig returns a transform of n values, n ≥ 1, of a cosine transform of kind 1 n ≥ 2.
func NewTrig[T kernel.Float](n, kind int, sine bool, families []*kernel.Family[T]) *Trig[T] {
	t := &Trig[T]{n: n, kind: kind, sine: sine, there: kernel.NewEdge[T](false, 1), back: kernel.NewEdge[T](true, 1)}
	switch {
	case kind == 1:
		period := 2 * (n - 1)
		if sine {
			period = 2 * (n + 1)
		}
		t.real, t.pool = NewReal(period, families), newPool[T](period, period+2)
	case kind < 4:
		t.real, t.pool = NewReal(n, families), newPool[T](n, n+2)
		t.before = quarter[T](4*n, n/2+1, 1, 0)
		t.after = t.before
	case n%2 == 1:
		t.inner, t.pool = New(2*n, families), newPool[T](4*n, 0)
		t.before, t.after = quarter[T](8*n, n, 2, 0), quarter[T](8*n, n, 2, 1)
	default:
		t.inner, t.pool = New(n/2, families), newPool[T](n, 0)
		t.before, t.after = quarter[T](8*n, n/2, 4, 1), quarter[T](8*n, n/2, 4, 0) // (4j+1)(4k+1) = 16jk + (4j+1) + 4k
	}
	return t
}

// Dual returns the transform whose matrix is the transpose: kind 3 for 2, 2 for 3, itself for 1 and 4. They share their
// tables.
func (t *Trig[T]) Dual() *Trig[T] {
	if t.kind != 2 && t.kind != 3 {
		return t
	}
	d := *t
	d.kind = 5 - t.kind
	return &d
}

// quarter returns exp(−2πi·(stepsize·j + start)/n) for j < count.
func quarter[T kernel.Float](n, count, step, start int) []T {
	w := twiddle.New(n)
	roots := make([]T, 2*count)
	for j := range count {
		c, d := w.At((step*j + start) % n)
		roots[2*j], roots[2*j+1] = T(c), T(d)
	}
	return roots
}

// Run transforms the n values at p in place.
func (t *Trig[T]) Run(team parallel.Team, p *T) {
	y := unsafe.Slice(p, t.n)
	w := t.pool.get()
	if t.sine && t.kind == 2 {
		alternate(y)
	} else if t.sine && t.kind > 2 {
		reverse(y)
	}
	switch t.kind {
	case 1:
		t.mirrored(team, y, w)
	case 2:
		t.second(team, y, w)
	case 3:
		t.third(team, y, w)
	default:
		t.fourth(team, y, w)
	}
	if t.sine && t.kind == 2 {
		reverse(y)
	} else if t.sine && t.kind > 2 {
		alternate(y)
	}
	t.pool.put(w)
}

func alternate[T kernel.Float](y []T) {
	for k := 1; k < len(y); k += 2 {
		y[k] = -y[k]
	}
}

func reverse[T kernel.Float](y []T) {
	for i, j := 0, len(y)-1; i < j; i, j = i+1, j-1 {
		y[i], y[j] = y[j], y[i]
	}
}

// mirrored computes kind 1 as the transform of the signal mirrored to its whole period.
func (t *Trig[T]) mirrored(team parallel.Team, y []T, w *workspace[T]) {
	n, period, spectrum := t.n, w.a, w.b
	if t.sine {
		period[0], period[n+1] = 0, 0
		for j, v := range y {
			period[j+1], period[2*n+1-j] = v, -v
		}
	} else {
		copy(period, y)
		for j := 1; j < n-1; j++ {
			period[2*(n-1)-j] = y[j]
		}
	}
	t.real.Forward(team, &spectrum[0], &period[0], &t.there)
	for k := range y {
		if t.sine {
			y[k] = -spectrum[2*(k+1)+1]
		} else {
			y[k] = spectrum[2*k]
		}
	}
}

// second computes kind 2 by one real transform of the same length (Makhoul, IEEE Trans. ASSP 28 (1980) 27): the even places,
// then the odd ones backwards.
func (t *Trig[T]) second(team parallel.Team, y []T, w *workspace[T]) {
	n, v, s := t.n, w.a, w.b
	for j := 0; j < n; j += 2 {
		v[j/2] = y[j]
	}
	for j := 1; j < n; j += 2 {
		v[n-1-j/2] = y[j]
	}
	t.real.Forward(team, &s[0], &v[0], &t.there)
	for k := 0; k <= n/2; k++ {
		re, im := t.after[2*k], t.after[2*k+1]
		y[k] = 2 * (T(s[2*k]*re) - T(s[2*k+1]*im))
		if k > 0 {
			y[n-k] = -2 * (T(s[2*k]*im) + T(s[2*k+1]*re))
		}
	}
}

// third undoes second, but for the factor 2n.
func (t *Trig[T]) third(team parallel.Team, y []T, w *workspace[T]) {
	n, v, s := t.n, w.a, w.b
	s[0], s[1] = y[0], 0
	for k := 1; k <= n/2; k++ {
		re, im := t.before[2*k], -t.before[2*k+1]
		a, b := y[k], -y[n-k]
		s[2*k], s[2*k+1] = T(a*re)-T(b*im), T(a*im)+T(b*re)
	}
	t.real.Inverse(team, &v[0], &s[0], &t.back)
	for j := 0; j < n; j += 2 {
		y[j] = v[j/2]
	}
	for j := 1; j < n; j += 2 {
		y[j] = v[n-1-j/2]
	}
}

// fourth computes kind 4: for even n by one complex transform of half the length, for odd n by one of twice the length.
func (t *Trig[T]) fourth(team parallel.Team, y []T, w *workspace[T]) {
	n, z := t.n, w.a
	if n%2 == 1 {
		for j, v := range y {
			z[2*j], z[2*j+1] = T(v*t.before[2*j]), T(v*t.before[2*j+1])
		}
		clear(z[2*n:])
		t.inner.Run(team, &z[0], &z[0], &t.there)
		for k := range y {
			y[k] = 2 * (T(z[2*k]*t.after[2*k]) - T(z[2*k+1]*t.after[2*k+1]))
		}
		return
	}
	for j := range n / 2 {
		a, b, re, im := y[2*j], y[n-1-2*j], t.before[2*j], t.before[2*j+1]
		z[2*j], z[2*j+1] = T(a*re)-T(b*im), T(a*im)+T(b*re)
	}
	t.inner.Run(team, &z[0], &z[0], &t.there)
	for k := range n / 2 {
		a, b, re, im := z[2*k], z[2*k+1], t.after[2*k], t.after[2*k+1]
		y[2*k], y[n-1-2*k] = 2*(T(a*re)-T(b*im)), -2*(T(a*im)+T(b*re))
	}
}

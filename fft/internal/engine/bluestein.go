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
	f        *kernel.Family[T]
	response response[T]
}

// A response is a cyclic convolution with a fixed sequence, of a length with room for the whole chirp: at least 2n−1. run
// takes n values through b.enter and gives as many, conjugated, to b.leave; so half of what its first pass could read is zero,
// and half of what its last could write is not wanted.
type response[T kernel.Float] interface {
	run(team parallel.Team, b *bluestein[T], dst, src *T, e *kernel.Edge[T])
}

func newBluestein[T kernel.Float](r *recipe.Recipe, families []*kernel.Family[T], f *kernel.Family[T]) *bluestein[T] {
	n, m := r.N, r.Length()
	b := &bluestein[T]{n: n, f: f}
	w := twiddle.New(2 * n)
	b.chirp = hugepage.Make[T](2 * n)
	spectrum := hugepage.Make[T](2 * m) // of conj(c), wrapped round
	for j := range n {
		c, d := w.At(mulMod(j, j, 2*n))
		b.chirp[2*j], b.chirp[2*j+1] = T(c), T(d)
		spectrum[2*j], spectrum[2*j+1] = T(c), T(-d)
		if j > 0 {
			spectrum[2*(m-j)], spectrum[2*(m-j)+1] = T(c), T(-d)
		}
	}
	scale := kernel.NewEdge[T](false, 1/float64(m))
	New(m, families).Run(parallel.Team{}, &spectrum[0], &spectrum[0], &scale)
	if r.Second == nil {
		b.response = newNear(r, spectrum, f)
	} else {
		b.response = newFar(r, spectrum, f)
	}
	return b
}

func (b *bluestein[T]) run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	b.response.run(team, b, dst, src, e)
}

// callOf is how many values one call of a kernel takes: a goroutine inside it cannot be stopped.
const callOf = 1 << 14

// enter is a[j] = x[at+j]·c[at+j] for j < count, with x conjugated for the inverse.
func (b *bluestein[T]) enter(a, src *T, at, count int, in *kernel.Edge[T]) {
	for lo := 0; lo < count; lo += callOf {
		b.f.Product(offset(a, 2*lo), offset(src, 2*(at+lo)), &b.chirp[2*(at+lo)], min(count-lo, callOf), in)
	}
}

// leave is X[at+k] = conj(a[k])·c[at+k] for k < count, through the exit of the edge.
func (b *bluestein[T]) leave(dst, a *T, at, count int, out *kernel.Edge[T]) {
	for lo := 0; lo < count; lo += callOf {
		b.f.Product(offset(dst, 2*(at+lo)), offset(a, 2*lo), &b.chirp[2*(at+lo)], min(count-lo, callOf), out)
	}
}

// ends splits the edge of a transform into those of enter and leave.
func (w *workspace[T]) ends(e *kernel.Edge[T]) {
	w.in = kernel.Edge[T]{One: 1, Sign: e.Sign, Re: 1, Im: 1}
	w.out = kernel.Edge[T]{One: 1, Sign: -1, Re: e.Re, Im: e.Im}
}

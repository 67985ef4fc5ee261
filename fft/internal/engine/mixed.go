package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// mixed computes a transform of length n = a·b whose rows of b take a method of their own, Rader's, say: transforms of
// length a of the columns of an a×b matrix, roots, transforms of the rows, and a transpose. That is one step of Cooley and
// Tukey (Math. Comp. 19 (1965) 297) for lengths with a large prime factor.
//
//	X[k1 + a·k2] = Σ_{j2} [ w^{j2·k1} Σ_{j1} x[j1·b + j2] wa^{j1·k1} ] wb^{j2·k2}
type mixed[T kernel.Float] struct {
	a, b   int
	cols   *Many[T] // of length a
	rows   *Transform[T]
	f      *kernel.Family[T]
	roots  []T      // w^{j2·k1}, row by row
	matrix *pool[T] // a: the matrix
}

func newMixed[T kernel.Float](r *recipe.Recipe, families []*kernel.Family[T]) *mixed[T] {
	cols := Build(r.Outer, families)
	s := &mixed[T]{a: r.Outer.N, b: r.Inner.N, cols: NewMany(cols, families), rows: Build(r.Inner, families), f: families[0]}
	s.roots = hugepage.Make[T](2 * r.N)
	w := twiddle.New(r.N)
	for k := range s.a {
		for j := range s.b {
			c, d := w.At(j * k)
			s.roots[2*(k*s.b+j)], s.roots[2*(k*s.b+j)+1] = T(c), T(d)
		}
	}
	s.matrix = newPool[T](2*r.N, 0)
	return s
}

func (s *mixed[T]) run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	w := s.matrix.get()
	m := w.a
	w.in, w.out = kernel.Edge[T]{One: 1, Sign: e.Sign, Re: 1, Im: 1}, kernel.Edge[T]{One: 1, Sign: 1, Re: e.Re, Im: e.Im}
	l := Layout{Blocks: 1, Count: s.b, Dist: 1, Stride: s.b}
	if team.Threads() == 1 || s.a*s.b < parallelFrom {
		s.cols.Run(parallel.Team{}, &m[0], src, l, &w.in, nil)
		s.along(m, &w.out, 0, s.a)
		s.transpose(dst, m, 0, s.b)
	} else {
		s.cols.Run(team, &m[0], src, l, &w.in, nil)
		team.For(s.a, max(1, shareOf/s.b), func(lo, hi int) { s.along(m, &w.out, lo, hi) })
		team.For(s.b, max(tile, shareOf/s.a/tile*tile), func(lo, hi int) { s.transpose(dst, m, lo, hi) })
	}
	s.matrix.put(w)
}

// along multiplies rows lo … hi−1 by their roots and transforms them in place.
func (s *mixed[T]) along(m []T, e *kernel.Edge[T], lo, hi int) {
	plain := &s.rows.plain
	for k := lo; k < hi; k++ {
		if k > 0 {
			multiply(s.f, m, s.roots, plain, k*s.b, (k+1)*s.b)
		}
		row := &m[2*k*s.b]
		s.rows.Run(parallel.Team{}, row, row, e)
	}
}

// tile is the side of the squares that a transpose moves at a time.
const tile = 8

// transpose moves columns lo … hi−1 of the matrix to rows of dst.
func (s *mixed[T]) transpose(dst *T, m []T, lo, hi int) {
	x := unsafe.Slice((*[2]T)(unsafe.Pointer(&m[0])), s.a*s.b)
	y := unsafe.Slice((*[2]T)(unsafe.Pointer(dst)), s.a*s.b)
	for j0 := lo; j0 < hi; j0 += tile {
		for i0 := 0; i0 < s.a; i0 += tile {
			i1 := min(i0+tile, s.a)
			for j := j0; j < min(j0+tile, hi); j++ {
				out := y[j*s.a+i0 : j*s.a+i1]
				for i := range out {
					out[i] = x[(i0+i)*s.b+j]
				}
			}
		}
	}
}

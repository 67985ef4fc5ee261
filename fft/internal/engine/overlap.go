package engine

import (
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
)

// overlap runs Stockham's passes on interleaved values for lengths that no number of lanes divides: the last register of a
// row overlaps the one before it, so that every length costs what the next multiple of the registers would. The first pass
// takes neighbouring columns and transposes; from then on rows are at least as long as a register. What two registers hold
// is computed twice, which needs every pass to go from one buffer to another.
type overlap[T kernel.Float] struct {
	passes []piece[T]
	pool   *pool[T] // a, b: what passes but the last write, in turn
}

func newOverlap[T kernel.Float](r *recipe.Recipe, f *kernel.Family[T]) *overlap[T] {
	one, st := bytes[T](1), steps[T](r.Radices)
	s := &overlap[T]{pool: newPool[T](2*r.N, 0)}
	if len(st) > 2 {
		s.pool.nb = 2 * r.N
	}
	for i, p := range st {
		row := p.l * one
		next := piece[T]{shape: kernel.Shape{M: p.m, Cnt: p.l, SrcP: row, SrcQ: one, SrcK: row * p.m, DstP: row * p.radix, DstQ: one, DstK: row}}
		switch i {
		case 0:
			next.pass, next.roots, next.shape.Cnt = f.Open[p.radix], first(openRoots[T](r.N, p.radix, f.W)), p.m
		case len(st) - 1:
			next.pass = f.Close[p.radix]
		default:
			next.pass, next.roots = f.Step[p.radix], first(p.roots)
		}
		s.passes = append(s.passes, next)
	}
	return s
}

// openRoots returns the roots of Open for length n: see kernel.Family.
func openRoots[T kernel.Float](n, radix, w int) []T {
	var out []T
	roots, m := twiddle.New(n), n/radix
	for j := 0; j < m; j += w {
		j := min(j, m-w)
		for k := 1; k < radix; k++ {
			at := len(out)
			out = append(out, make([]T, 4*w)...)
			for i := range w {
				c, d := roots.At((j + i) * k)
				out[at+2*i], out[at+2*i+1] = T(c), T(c)
				out[at+2*w+2*i], out[at+2*w+2*i+1] = T(d), T(d)
			}
		}
	}
	return out
}

func (s *overlap[T]) run(_ parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	w := s.pool.get()
	last := len(s.passes) - 1
	for i := range s.passes {
		p := &s.passes[i]
		to := dst
		if i < last {
			to = first(w.a)
			if i%2 == 1 {
				to = first(w.b)
			}
		}
		p.pass(to, src, p.roots, &p.shape, e)
		src = to
	}
	s.pool.put(w)
}

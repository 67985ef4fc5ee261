package engine

import (
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
)

// stockham runs passes over the whole array, from buffer to buffer, the results in natural order (Van Loan §1.7). The
// first pass joins the factor of the head and turns lanes from neighbours in p to neighbours in the joined index; from
// then on whole groups move.
type stockham[T kernel.Float] struct {
	head   kernel.Pass[T]
	blocks kernel.Shape // head over whole blocks of lanes
	tail   kernel.Shape // and over the last lanes values, when lanes does not divide them
	ragged int          // where the tail begins, in values; 0 without one
	roots  []T
	ends   []T // roots of the tail
	lanes  int
	radix  int
	passes []kernel.Pass[T]
	shapes []kernel.Shape
	tables []*T
	pool   *pool[T]
}

func newStockham[T kernel.Float](r *recipe.Recipe, f *kernel.Family[T]) *stockham[T] {
	n, v, h := r.N, f.V, r.Radices[0]
	m := n / h
	g := bytes[T](v)
	s := &stockham[T]{head: f.Head[h], lanes: v, radix: h, pool: newPool[T](2*n, 0)}
	s.blocks = kernel.Shape{M: m / v, Cnt: 1, SrcP: g, SrcK: bytes[T](m), DstP: bytes[T](v * h), DstK: bytes[T](1)}
	w := twiddle.New(n)
	for p := 0; p+v <= m; p += v {
		s.roots = headRoots(s.roots, w, p, f.Order, h)
	}
	if m%v != 0 {
		s.ragged = m - v
		s.tail = s.blocks
		s.tail.M = 1
		s.ends = headRoots[T](nil, w, s.ragged, f.Order, h)
	}
	st := steps[T](r.Radices)[1:]
	if len(st) == 0 {
		st = []step[T]{{radix: 1, l: n, m: 1}}
	}
	for i, p := range st {
		row := bytes[T](p.l) // bytes of the values joined so far
		shape := kernel.Shape{M: p.m, Cnt: p.l / v, SrcP: row, SrcQ: g, SrcK: row * p.m,
			DstP: row * p.radix, DstQ: g, DstK: row}
		pass := f.Mid[p.radix]
		if i == len(st)-1 {
			pass = f.Last[p.radix]
		}
		s.passes, s.shapes, s.tables = append(s.passes, pass), append(s.shapes, shape), append(s.tables, first(p.roots))
	}
	return s
}

// headRoots appends the roots of one block, whose lanes hold p + order[0], p + order[1] …: for each k = 1 … h−1 the cosines,
// then the sines.
func headRoots[T kernel.Float](roots []T, w *twiddle.Roots, p int, order []int, h int) []T {
	v := len(order)
	for k := 1; k < h; k++ {
		at := len(roots)
		roots = append(roots, make([]T, 2*v)...)
		for lane, j := range order {
			c, d := w.At((p + j) * k)
			roots[at+lane], roots[at+v+lane] = T(c), T(d)
		}
	}
	return roots
}

func (s *stockham[T]) run(_ parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	// The passes before the last alternate between dst and the workspace. The last may run in place, since each of its
	// butterflies writes where it read; so an odd number of them begins in dst, unless src is still there.
	before := len(s.passes)
	if before%2 == 1 && dst != src {
		if before == 1 {
			s.begin(dst, src, e)
			s.passes[0](dst, dst, s.tables[0], &s.shapes[0], e)
			return
		}
		w := s.pool.get()
		s.begin(dst, src, e)
		s.rest(dst, dst, &w.a[0], e)
		s.pool.put(w)
		return
	}
	w := s.pool.get()
	s.begin(&w.a[0], src, e)
	s.rest(dst, &w.a[0], dst, e)
	s.pool.put(w)
}

func (s *stockham[T]) begin(dst, src *T, e *kernel.Edge[T]) {
	s.head(dst, src, first(s.roots), &s.blocks, e)
	if s.ragged > 0 {
		s.head(offset(dst, 2*s.ragged*s.radix), offset(src, 2*s.ragged), first(s.ends), &s.tail, e)
	}
}

// rest runs the passes after the head from cur, with next as the other buffer, into dst.
func (s *stockham[T]) rest(dst, cur, next *T, e *kernel.Edge[T]) {
	last := len(s.passes) - 1
	for i, pass := range s.passes[:last] {
		pass(next, cur, s.tables[i], &s.shapes[i], e)
		cur, next = next, cur
	}
	s.passes[last](dst, cur, s.tables[last], &s.shapes[last], e)
}

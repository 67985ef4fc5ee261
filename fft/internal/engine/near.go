package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// near is a convolution whose data stay in the cache. As a matrix of n1 rows, as wide as there are lanes, it takes
// transforms of the columns, one kernel for all that happens along the lanes (the rest of the transform, the product with
// the spectrum, the beginning of the inverse), and transforms of the columns again. No result of a transform is ever put in
// order. The second transform is the inverse between two conjugations: the kernel does one, who takes the results the other.
type near[T kernel.Float] struct {
	n1    int
	cols  *columns[T]
	roots []T // for each row k a group w^{j·k}
	table []T // conj of the spectrum, in the order of Ring
	ends  []T // the same for the last V rows, when V does not divide the rows
	plain kernel.Edge[T]
	pool  *pool[T]

	from, to    rows[T]    // of the first transform and of the second, without the places
	there, back []piece[T] // the transforms, for one thread
}

func newNear[T kernel.Float](r *recipe.Recipe, spectrum []T, f *kernel.Family[T]) *near[T] {
	s := &near[T]{cols: newColumns(r.Radices, f), plain: kernel.NewEdge[T](false, 1)}
	s.n1 = s.cols.n
	v, w := f.V, twiddle.New(s.n1*f.V)
	s.roots = hugepage.Make[T](2 * v * s.n1)
	for k := range s.n1 {
		for lane, j := range f.Order {
			c, d := w.At(j * k)
			s.roots[2*v*k+lane], s.roots[2*v*k+v+lane] = T(c), T(d)
		}
	}
	answers := func(rows, from int) []T {
		t := hugepage.Make[T](2 * v * rows)
		for b := 0; b < rows; b += v {
			for i := range v {
				putGroup(t[2*v*(b+i):], spectrum, f.Order, from+b+i*s.n1)
			}
		}
		return t
	}
	s.table = answers(s.n1/v*v, 0)
	if s.n1%v != 0 {
		s.ends = answers(v, s.n1-v)
	}
	s.pool = newPool[T](s.cols.room(1), s.cols.room(1))
	row := bytes[T](v)
	s.from = rows[T]{pitch: row, part: spread(row * s.cols.steps[0].m), half: true}
	s.to = rows[T]{pitch: row, half: true}
	s.there = s.cols.pieces(rows[T]{}, s.from, false)
	s.back = s.cols.pieces(s.to, s.middle(), true)
	return s
}

// putGroup writes the group of conj(spectrum[at+order[lane]]).
func putGroup[T kernel.Float](t, spectrum []T, order []int, at int) {
	for lane, o := range order {
		t[lane], t[len(order)+lane] = spectrum[2*(at+o)], -spectrum[2*(at+o)+1]
	}
}

// middle is how the rows lie between the transforms, without the place.
func (s *near[T]) middle() rows[T] { return rows[T]{pitch: bytes[T](s.cols.f.V), format: grouped} }

func (s *near[T]) run(team parallel.Team, b *bluestein[T], dst, src *T, e *kernel.Edge[T]) {
	w := s.pool.get()
	w.ends(e)
	if team.Threads() == 1 || s.n1*s.cols.f.V < parallelFrom {
		s.enter(w, b, src, 0, s.n1*s.cols.f.V)
		y := s.beside(w, play(w, s.there, &s.plain))
		s.ring(&w.b[0], y, 0, s.n1/s.cols.f.V)
		s.rest(w, y)
		b.leave(dst, play(w, s.back, &s.plain), 0, b.n, &w.out)
	} else {
		s.shared(team, w, b, dst, src)
	}
	s.pool.put(w)
}

// shared is run for a team, which shares out every pass.
func (s *near[T]) shared(team parallel.Team, w *workspace[T], b *bluestein[T], dst, src *T) {
	v := s.cols.f.V
	from, middle, to := s.from, s.middle(), s.to
	from.p = &w.b[0]
	team.For(s.n1*v, shareOf, func(lo, hi int) { s.enter(w, b, src, lo, hi) })
	y := s.beside(w, s.cols.run(team, w, rows[T]{}, from, 1, &s.plain))
	team.For(s.n1/v, max(1, shareOf/(v*v)), func(lo, hi int) { s.ring(&w.b[0], y, lo, hi) })
	s.rest(w, y)
	middle.p, to.p = &w.b[0], s.cols.left(w)
	y = s.cols.run(team, w, to, middle, 1, &s.plain)
	team.For(b.n, shareOf, func(lo, hi int) { b.leave(dst, offset(y, 2*lo), lo, hi-lo, &w.out) })
}

// beside makes b the buffer that y is not: Ring writes to the other one.
func (s *near[T]) beside(w *workspace[T], y *T) *T {
	if y == &w.b[0] {
		w.a, w.b = w.b, w.a
	}
	return y
}

// enter writes values lo … hi−1 of what comes in, with zeros to its end, to w.b. The rows that a butterfly of the first pass
// joins lie in parts, which are spread; the second half of them is not there.
func (s *near[T]) enter(w *workspace[T], b *bluestein[T], src *T, lo, hi int) {
	radix := s.cols.steps[0].radix
	values := s.n1 * s.cols.f.V / radix // of a part
	hi = min(hi, values*halved(radix))
	if s.from.part == bytes[T](values) { // no gaps
		values = hi
	}
	for lo < hi {
		k := lo / values
		end := min(hi, (k+1)*values)
		to := at(&w.b[0], k*s.from.part+bytes[T](lo-k*values))
		some := max(0, min(b.n, end)-lo)
		b.enter(to, src, lo, some, &w.in)
		clear(unsafe.Slice(offset(to, 2*some), 2*(end-lo-some)))
		lo = end
	}
}

// ring takes blocks lo … hi−1 of the middle of the convolution from src to dst.
func (s *near[T]) ring(dst, src *T, lo, hi int) {
	block := 2 * s.cols.f.V * s.cols.f.V
	for ; lo < hi; lo += callOf / block {
		at := block * lo
		s.cols.f.Ring(offset(dst, at), offset(src, at), &s.roots[at], &s.table[at], min(hi-lo, callOf/block))
	}
}

// rest takes the last rows from y to w.b, some of them again, where V does not divide the rows.
func (s *near[T]) rest(w *workspace[T], y *T) {
	if v := s.cols.f.V; s.ends != nil {
		at := 2 * v * (s.n1 - v)
		s.cols.f.Ring(&w.b[at], offset(y, at), &s.roots[at], &s.ends[0], 1)
	}
}

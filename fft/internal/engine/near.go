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
	return s
}

// putGroup writes the group of conj(spectrum[at+order[lane]]).
func putGroup[T kernel.Float](t, spectrum []T, order []int, at int) {
	for lane, o := range order {
		t[lane], t[len(order)+lane] = spectrum[2*(at+o)], -spectrum[2*(at+o)+1]
	}
}

func (s *near[T]) run(team parallel.Team, b *bluestein[T], dst, src *T, e *kernel.Edge[T]) {
	w := s.pool.get()
	w.ends(e)
	v := s.cols.f.V
	row := bytes[T](v)
	if v*s.n1 < parallelFrom {
		team = parallel.Team{}
	}
	from := rows[T]{p: &w.b[0], pitch: row, part: spread(row * s.cols.steps[0].m)}
	s.enter(team, w, b, src, from.part)
	y := s.cols.run(team, w, rows[T]{}, from, 1, &s.plain)
	if y == &w.b[0] { // Ring writes to the other buffer, which becomes b
		w.a, w.b = w.b, w.a
	}
	s.ring(team, w, y)
	y = s.cols.run(team, w, rows[T]{p: s.cols.left(w), pitch: row}, rows[T]{p: &w.b[0], pitch: row, format: grouped}, 1, &s.plain)
	if team.Threads() == 1 {
		b.leave(dst, y, 0, b.n, &w.out)
	} else {
		team.For(b.n, shareOf, func(lo, hi int) { b.leave(dst, offset(y, 2*lo), lo, hi-lo, &w.out) })
	}
	s.pool.put(w)
}

// enter fills w.b with the values that come in and zeros. The rows that a butterfly of the first pass joins lie in parts, part
// bytes apart.
func (s *near[T]) enter(team parallel.Team, w *workspace[T], b *bluestein[T], src *T, part int) {
	m := s.n1 * s.cols.f.V
	values := m / s.cols.steps[0].radix // of a part
	if part == bytes[T](values) {       // no gaps
		values = m
	}
	if team.Threads() == 1 {
		s.fill(w, b, src, part, values, 0, m)
	} else {
		team.For(m, shareOf, func(lo, hi int) { s.fill(w, b, src, part, values, lo, hi) })
	}
}

// fill writes values lo … hi−1.
func (s *near[T]) fill(w *workspace[T], b *bluestein[T], src *T, part, values, lo, hi int) {
	for lo < hi {
		k := lo / values
		end := min(hi, (k+1)*values)
		to := at(&w.b[0], k*part+bytes[T](lo-k*values))
		some := max(0, min(b.n, end)-lo)
		b.enter(to, src, lo, some, &w.in)
		clear(unsafe.Slice(offset(to, 2*some), 2*(end-lo-some)))
		lo = end
	}
}

// ring takes the middle of the convolution from y to w.b. Where V does not divide the rows, some are done twice.
func (s *near[T]) ring(team parallel.Team, w *workspace[T], y *T) {
	f, blocks := s.cols.f, s.n1/s.cols.f.V
	if team.Threads() == 1 {
		s.share(&w.b[0], y, 0, blocks)
	} else {
		team.For(blocks, max(1, shareOf/(f.V*f.V)), func(lo, hi int) { s.share(&w.b[0], y, lo, hi) })
	}
	if s.ends != nil {
		at := 2 * f.V * (s.n1 - f.V)
		f.Ring(&w.b[at], offset(y, at), &s.roots[at], &s.ends[0], 1)
	}
}

// share takes blocks lo … hi−1 of the middle.
func (s *near[T]) share(dst, src *T, lo, hi int) {
	block := 2 * s.cols.f.V * s.cols.f.V
	for ; lo < hi; lo += callOf / block {
		at := block * lo
		s.cols.f.Ring(offset(dst, at), offset(src, at), &s.roots[at], &s.table[at], min(hi-lo, callOf/block))
	}
}

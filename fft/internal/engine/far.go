package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/parallel"
	"tandem/parallel/hugepage"
)

// far is a convolution of data beyond the cache. As a matrix of n1 rows and n2 columns it takes the first half of the
// four-step method, then of each block of the transposed matrix transforms of the columns, the product with the spectrum and
// transforms again, in place, and then the first half backwards. So the array crosses the memory bus three times, not six or
// more as between two whole transforms, and no result is ever put in order. Blocks are independent: a team shares them out.
//
// With j = j1·n2 + j2 and k = k1 + n1·k2, and z the product of the spectra, conjugated, the second transform is
//
//	y[j] = Σ_{k1} [ w^{j2·k1} Σ_{k2} z[k] w2^{k2·j2} ] w1^{k1·j1}
//
// which is conjugated once more by who takes it.
type far[T kernel.Float] struct {
	n1, n2, v    int
	wideA, wideB int // groups of a block of columns of each matrix
	a, b         *columns[T]
	pitch        int // bytes from row to row of the transposed matrix
	outer, inner []T // roots: see turns
	table        []T // conj of the spectrum: for each block of columns, [k2][group] groups
	plain        kernel.Edge[T]
	matrix       *pool[T] // a: the transposed matrix; the edges of a run
	blocks       *pool[T] // a, b: buffers of one block
}

func newFar[T kernel.Float](r *recipe.Recipe, spectrum []T, f *kernel.Family[T]) *far[T] {
	s := &far[T]{v: f.V, a: newColumns(r.Radices, f), b: newColumns(r.Second, f), plain: kernel.NewEdge[T](false, 1)}
	s.n1, s.n2 = s.a.n, s.b.n
	s.pitch = bytes[T](s.n1) + padding
	s.outer, s.inner = turns(s.n1, s.n2, s.n1, f)
	s.wideA, s.wideB = s.a.groups(s.n1*s.n2), s.b.groups(s.n1*s.n2)
	v := s.v
	s.table = hugepage.Make[T](2 * s.n1 * s.n2)
	t := s.table
	for at := 0; at < s.n1; at += s.wideB * v {
		for k2 := range s.n2 {
			for c := at; c < min(at+s.wideB*v, s.n1); c += v {
				putGroup(t, spectrum, f.Order, c+k2*s.n1)
				t = t[2*v:]
			}
		}
	}
	s.matrix = newPool[T](s.n2*s.pitch/bytes[T](1)*2, 0)
	room := max(s.a.room(s.wideA), s.b.room(s.wideB))
	s.blocks = newPool[T](room, room)
	return s
}

func (s *far[T]) run(team parallel.Team, b *bluestein[T], dst, src *T, e *kernel.Edge[T]) {
	m := s.matrix.get()
	m.ends(e)
	first, second := blocksOf(s.n2, s.v*s.wideA), blocksOf(s.n1, s.v*s.wideB)
	if team.Threads() == 1 {
		s.there(m, b, src, 0, first)
		s.answer(m, 0, second)
		s.back(m, b, dst, 0, first)
	} else {
		team.For(first, 1, func(lo, hi int) { s.there(m, b, src, lo, hi) })
		team.For(second, 1, func(lo, hi int) { s.answer(m, lo, hi) })
		team.For(first, 1, func(lo, hi int) { s.back(m, b, dst, lo, hi) })
	}
	s.matrix.put(m)
}

// there transforms the columns of blocks lo … hi−1 into rows of the matrix.
func (s *far[T]) there(m *workspace[T], b *bluestein[T], src *T, lo, hi int) {
	w := s.blocks.get()
	for block := lo; block < hi; block++ {
		at, groups := s.columnsOf(block)
		row := bytes[T](s.v) * groups
		part := s.enter(w, b, src, at, groups*s.v, &m.in)
		y := s.a.run(parallel.Team{}, w, rows[T]{}, rows[T]{p: &w.b[0], pitch: row, part: part, half: true}, groups, &s.plain)
		for c := range groups {
			d := at + c*s.v
			s.a.f.Turn(s.row(m, d), offset(y, 2*c*s.v), &s.outer[2*d/s.v*s.n1], &s.inner[0], s.n1, s.pitch, row)
		}
	}
	s.blocks.put(w)
}

// columnsOf returns the first column of a block and its groups.
func (s *far[T]) columnsOf(block int) (at, groups int) {
	at = block * s.wideA * s.v
	return at, min(s.wideA, (s.n2-at)/s.v)
}

// row returns row d of the matrix.
func (s *far[T]) row(m *workspace[T], d int) *T { return offset(&m.a[0], d*(s.pitch/bytes[T](1)*2)) }

// enter fills w.b with columns at … at+wide−1 of what comes in, as near.enter does.
func (s *far[T]) enter(w *workspace[T], b *bluestein[T], src *T, from, wide int, in *kernel.Edge[T]) int {
	st := &s.a.steps[0]
	part := spread(bytes[T](wide) * st.m)
	for j := range st.m * halved(st.radix) {
		to := at(&w.b[0], j/st.m*part+j%st.m*bytes[T](wide))
		some := max(0, min(b.n-j*s.n2-from, wide))
		b.enter(to, src, j*s.n2+from, some, in)
		clear(unsafe.Slice(offset(to, 2*some), 2*(wide-some)))
	}
	return part
}

// answer transforms blocks lo … hi−1 of columns of the matrix, multiplies by the spectrum and transforms again.
func (s *far[T]) answer(m *workspace[T], lo, hi int) {
	w := s.blocks.get()
	for block := lo; block < hi; block++ {
		at := block * s.wideB * s.v
		groups := min(s.wideB, (s.n1-at)/s.v)
		row := bytes[T](s.v) * groups
		place := rows[T]{p: offset(&m.a[0], 2*at), pitch: s.pitch, format: grouped}
		y := s.b.run(parallel.Team{}, w, rows[T]{}, place, groups, &s.plain)
		if y == &w.a[0] {
			w.a, w.b = w.b, w.a
		}
		t := s.table[2*at*s.n2:]
		for d := 0; d < s.n2*groups; d += callOf / s.v {
			s.b.f.Weigh(&w.b[2*d*s.v], &w.b[2*d*s.v], &t[2*d*s.v], min(s.n2*groups-d, callOf/s.v))
		}
		s.b.run(parallel.Team{}, w, place, rows[T]{p: &w.b[0], pitch: row, format: grouped}, groups, &s.plain)
	}
	s.blocks.put(w)
}

// back takes rows of the matrix to the columns of blocks lo … hi−1 and transforms them.
func (s *far[T]) back(m *workspace[T], b *bluestein[T], dst *T, lo, hi int) {
	w := s.blocks.get()
	for block := lo; block < hi; block++ {
		at, groups := s.columnsOf(block)
		row := bytes[T](s.v) * groups
		for c := range groups {
			d := at + c*s.v
			s.a.f.Return(&w.b[2*c*s.v], s.row(m, d), &s.outer[2*d/s.v*s.n1], &s.inner[0], s.n1, s.pitch, row)
		}
		y := s.a.run(parallel.Team{}, w, rows[T]{p: s.a.left(w), pitch: row, half: true}, rows[T]{p: &w.b[0], pitch: row, format: grouped}, groups, &s.plain)
		for j := 0; j < s.n1 && j*s.n2+at < b.n; j++ {
			from := j*s.n2 + at
			b.leave(dst, offset(y, 2*j*groups*s.v), from, min(b.n-from, groups*s.v), &m.out)
		}
	}
	s.blocks.put(w)
}

package engine

import (
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/fft/internal/twiddle"
	"tandem/parallel"
)

// fourStep computes a transform of length n = n1·n2 as a matrix of n1 rows and n2 columns (Bailey, J. Supercomputing 4
// (1990) 23): transforms of the columns, roots, transpose, transforms of the columns again. Each half moves a block of
// columns at a time through the cache, with the roots and the transpose fused to the store of the first half, so that
// the whole array crosses the memory bus twice, however long it is. Blocks are independent: a team shares them out.
//
//	X[k1 + n1·k2] = Σ_{j2} [ w^{j2·k1} Σ_{j1} x[j1·n2 + j2] w1^{j1·k1} ] w2^{j2·k2}
type fourStep[T kernel.Float] struct {
	n1, n2   int
	v        int
	wideA    int // groups of a block of columns in each half
	wideB    int
	a, b     *columns[T]
	pitch    int // bytes from row to row of the transposed matrix
	outer    []T // w^{v·block·k1}, for each block n1 (rounded up to lanes) values
	inner    []T // groups w^{lane·k1}
	turn     kernel.Turner[T]
	matrix   *pool[T] // a: the transposed matrix
	blocks   *pool[T] // a, b: buffers of one block
	blockRow int      // rows of one block, rounded up to lanes
}

// padding is what keeps rows of the transposed matrix, whose length is often a power of two, from meeting in one set of
// the cache, in bytes: one line and a half of the adjacent-line prefetcher.
const padding = 128

func newFourStep[T kernel.Float](r *recipe.Recipe, f *kernel.Family[T]) *fourStep[T] {
	s := &fourStep[T]{v: f.V, a: newColumns(r.Radices, f), b: newColumns(r.Second, f), turn: f.Turn}
	s.n1, s.n2 = s.a.n, s.b.n
	v := s.v
	s.blockRow = (s.n1 + v - 1) / v * v
	s.pitch = bytes[T](s.blockRow) + padding
	s.outer, s.inner = turns(s.n1, s.n2, s.blockRow, f)
	rows := (s.n2 + v - 1) / v * v
	s.matrix = newPool[T](rows*s.pitch/bytes[T](1)*2, 0)
	s.wideA, s.wideB = s.a.groups(r.N), s.b.groups(r.N)
	room := max(s.a.room(s.wideA), s.b.room(s.wideB))
	s.blocks = newPool[T](room, room)
	return s
}

// turns returns the roots w^{j·k} between columns of length n1 and n2, w = exp(−2πi/(n1·n2)), as products: outer has, for
// each multiple j of V, a number for every k < width, inner a group for every k with the rest of j in its lanes.
func turns[T kernel.Float](n1, n2, width int, f *kernel.Family[T]) (outer, inner []T) {
	n, v := n1*n2, f.V
	w := twiddle.New(n)
	for j := 0; j < n2; j += v {
		for k := range width {
			c, d := w.At(j * k % n)
			outer = append(outer, T(c), T(d))
		}
	}
	inner = make([]T, 2*v*width)
	for k := range width {
		for lane, j := range f.Order {
			c, d := w.At(j * k % n)
			inner[2*v*k+lane], inner[2*v*k+v+lane] = T(c), T(d)
		}
	}
	return outer, inner
}

func (s *fourStep[T]) run(team parallel.Team, dst, src *T, e *kernel.Edge[T]) {
	m := s.matrix.get()
	first, second := blocksOf(s.n2, s.v*s.wideA), blocksOf(s.n1, s.v*s.wideB)
	if team.Threads() == 1 || s.n1*s.n2 < parallelFrom {
		s.firstHalf(&m.a[0], src, e, 0, first)
		s.secondHalf(dst, &m.a[0], e, 0, second)
	} else {
		team.For(first, 1, func(lo, hi int) { s.firstHalf(&m.a[0], src, e, lo, hi) })
		team.For(second, 1, func(lo, hi int) { s.secondHalf(dst, &m.a[0], e, lo, hi) })
	}
	s.matrix.put(m)
}

// parallelFrom is the length from which threads inside one transform pay for their start. Measured on two cores of a
// Zen 4; it cannot change a result.
const parallelFrom = 1 << 15

// blocksOf returns how many blocks of the given width n columns make.
func blocksOf(n, width int) int { return (n + width - 1) / width }

// firstHalf transforms the columns of blocks lo … hi−1 of src into rows of the matrix m.
func (s *fourStep[T]) firstHalf(m, src *T, e *kernel.Edge[T], lo, hi int) {
	w := s.blocks.get()
	g := bytes[T](s.v)
	for at := lo * s.wideA * s.v; at < min(hi*s.wideA*s.v, s.n2); {
		x, pitch, groups := offset(src, 2*at), bytes[T](s.n2), min(s.wideA, (s.n2-at)/s.v)
		if groups == 0 { // fewer columns than lanes are left
			gather(&w.b[0], x, s.n1, s.n2-at, s.v, pitch)
			x, pitch, groups = &w.b[0], g, 1
		}
		y := s.a.run(parallel.Team{}, w, rows[T]{}, rows[T]{p: x, pitch: pitch}, groups, e)
		for c := range groups {
			block := at/s.v + c
			to := offset(m, block*s.v*(s.pitch/bytes[T](1)*2))
			s.turn(to, offset(y, 2*c*s.v), &s.outer[2*block*s.blockRow], &s.inner[0], s.blockRow, s.pitch, groups*g)
		}
		at += groups * s.v
	}
	s.blocks.put(w)
}

// secondHalf transforms the columns of blocks lo … hi−1 of the matrix m into columns of dst.
func (s *fourStep[T]) secondHalf(dst, m *T, e *kernel.Edge[T], lo, hi int) {
	w := s.blocks.get()
	g := bytes[T](s.v)
	for at := lo * s.wideB * s.v; at < min(hi*s.wideB*s.v, s.n1); {
		y, pitch, groups := offset(dst, 2*at), bytes[T](s.n1), min(s.wideB, (s.n1-at)/s.v)
		if groups == 0 {
			tmp := s.b.left(w)
			s.b.run(parallel.Team{}, w, rows[T]{p: tmp, pitch: g}, rows[T]{p: offset(m, 2*at), pitch: s.pitch, format: grouped}, 1, e)
			scatter(y, tmp, s.n2, s.n1-at, s.v, pitch)
			break
		}
		s.b.run(parallel.Team{}, w, rows[T]{p: y, pitch: pitch}, rows[T]{p: offset(m, 2*at), pitch: s.pitch, format: grouped}, groups, e)
		at += groups * s.v
	}
	s.blocks.put(w)
}

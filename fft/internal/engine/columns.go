package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/parallel"
)

// columns transforms the columns of a matrix, as many side by side as there are lanes, so that no value ever changes its
// lane. It serves both halves of the four-step method, strided transforms and the axes of arrays.
type columns[T kernel.Float] struct {
	f     *kernel.Family[T]
	n     int
	steps []step[T]
}

func newColumns[T kernel.Float](radices []int, f *kernel.Family[T]) *columns[T] {
	c := &columns[T]{f: f, n: 1, steps: steps[T](radices)}
	for _, r := range radices {
		c.n *= r
	}
	return c
}

// room returns the values of T that one buffer of a block needs: rows of as many groups, up to a multiple of the lanes, and
// gaps.
func (c *columns[T]) room(groups int) int { return 2*c.f.V*groups*(c.n+c.f.V) + kernel.MaxRadix*gap }

// gap is what separates the parts of a buffer that a butterfly takes one value each from, in bytes, where their distance is
// a multiple of alias: else all of them would meet in one set of the first-level cache.
const (
	gap   = 128
	alias = 1 << 12
)

// spread returns the distance of the parts of a buffer, for parts of size bytes.
func spread(size int) int {
	if size%alias == 0 {
		return size + gap
	}
	return size
}

// What a block of columns may take in each of its two buffers: together they fill half of the second-level cache. Of an
// array that comes from memory it is more, because long runs of each row are worth more than a near buffer.
const (
	nearBlock, nearGroups = 1 << 18, 4
	farBlock, farGroups   = 1 << 20, 8
	farArray              = 1 << 19 // values
)

// groups returns how many groups a block of columns should have, in an array of size values.
func (c *columns[T]) groups(size int) int {
	block, most := nearBlock, nearGroups
	if size >= farArray {
		block, most = farBlock, farGroups
	}
	return min(most, max(1, block/(bytes[T](c.f.V)*c.n)))
}

// A format is how a row of lanes values lies in memory.
type format bool

const (
	interleaved format = false
	grouped     format = true
)

// rows places the rows of a block of columns: row j is at p + j·pitch bytes.
type rows[T kernel.Float] struct {
	p      *T
	pitch  int
	format format
	part   int // where the rows that one butterfly of the first pass reads are spread: the distance from one to the next
}

// run transforms one block of columns, groups·lanes wide, from src to dst. The buffers of w hold what lies between; src may
// be w.b. With dst.p == nil the results stay in the buffer that run returns, as groups, without gaps. Results in another
// place are groups only if src holds groups. A team shares out every pass.
func (c *columns[T]) run(team parallel.Team, w *workspace[T], dst, src rows[T], groups int, e *kernel.Edge[T]) *T {
	g := bytes[T](c.f.V)
	row := g * groups
	ends := &c.f.Last
	if dst.format == grouped {
		ends = &c.f.Plain
	}
	cur, next, spare := src.p, &w.a[0], &w.b[0]
	for i := range c.steps {
		st := &c.steps[i]
		// Between the ends rows are contiguous, so that the l rows of one p are one run of l·groups groups; the radix parts of
		// l·m rows are spread.
		w.shape = kernel.Shape{M: st.m, Cnt: st.l * groups, SrcP: row * st.l, SrcQ: g, SrcK: spread(row * st.l * st.m),
			DstP: row * st.l * st.radix, DstQ: g, DstK: row * st.l}
		pass := c.f.Mid[st.radix]
		if i == 0 {
			w.shape.SrcP, w.shape.SrcK = src.pitch, src.part
			if src.part == 0 {
				w.shape.SrcK = src.pitch * st.m
			}
			if src.format == interleaved {
				pass = c.f.First[st.radix]
			}
		}
		last := i == len(c.steps)-1
		switch {
		case !last:
			following := &c.steps[i+1]
			part := st.m
			if size := row * c.n / following.radix; size%alias == 0 {
				part = following.m
			}
			c.pass(team, pass, next, cur, st.roots, st.radix, part, w, e)
		case i == 0 && src.format == interleaved:
			c.pass(team, pass, next, cur, st.roots, st.radix, st.m, w, e)
		case dst.p == nil:
			c.pass(team, c.f.Plain[st.radix], next, cur, nil, st.radix, st.m, w, e)
		default:
			w.shape.M, w.shape.Cnt, w.shape.SrcP, w.shape.DstP, w.shape.DstK = st.l, groups, row, dst.pitch, dst.pitch*st.l
			c.pass(team, ends[st.radix], dst.p, cur, nil, st.radix, st.l, w, e)
			return dst.p
		}
		cur, next, spare = next, spare, next
	}
	if dst.p == nil {
		return cur
	}
	w.shape = kernel.Shape{M: c.n, Cnt: groups, SrcP: row, SrcQ: g, DstP: dst.pitch, DstQ: g}
	ends[1](dst.p, cur, nil, &w.shape, e)
	return dst.p
}

// pass runs one pass of the shape in w. Its results lie in parts of part turns of p, which are spread.
func (c *columns[T]) pass(team parallel.Team, pass kernel.Pass[T], dst, src *T, roots []T, radix, part int, w *workspace[T], e *kernel.Edge[T]) {
	if team.Threads() == 1 {
		c.turns(pass, dst, src, roots, radix, part, &w.shape, e, 0, w.shape.M)
		return
	}
	s := w.shape
	grain := shareOf / (radix * c.f.V)
	if s.M < s.Cnt { // a few long turns
		team.For(s.Cnt, grain, func(lo, hi int) {
			t := s
			t.Cnt = hi - lo
			c.turns(pass, at(dst, lo*s.DstQ), at(src, lo*s.SrcQ), roots, radix, part, &t, e, 0, s.M)
		})
		return
	}
	team.For(s.M, max(1, grain/s.Cnt), func(lo, hi int) {
		t := s
		c.turns(pass, dst, src, roots, radix, part, &t, e, lo, hi)
	})
}

// turns runs turns lo … hi−1 of p, and changes s.M.
func (c *columns[T]) turns(pass kernel.Pass[T], dst, src *T, roots []T, radix, part int, s *kernel.Shape, e *kernel.Edge[T], lo, hi int) {
	size := part * s.DstP
	for lo < hi {
		k := lo / part
		end := min(hi, (k+1)*part)
		s.M = end - lo
		var w *T
		if roots != nil {
			w = &roots[2*lo*(radix-1)]
		}
		pass(at(dst, k*spread(size)+(lo-k*part)*s.DstP), at(src, lo*s.SrcP), w, s, e)
		lo = end
	}
}

// left returns a buffer of w for the results of run, without gaps: the one that its last pass, whose source has gaps, does
// not read.
func (c *columns[T]) left(w *workspace[T]) *T {
	if len(c.steps)%2 == 1 {
		return &w.a[0]
	}
	return &w.b[0]
}

// gather copies n rows of some < lanes interleaved values to the rows of buf, which are lanes wide, and fills them up with
// zeros.
func gather[T kernel.Float](buf, src *T, n, some, lanes, pitch int) {
	for j := range n {
		to := unsafe.Slice(offset(buf, 2*j*lanes), 2*lanes)
		copy(to, unsafe.Slice(at(src, j*pitch), 2*some))
		clear(to[2*some:])
	}
}

// scatter copies some < lanes values of each of the n rows of buf to dst.
func scatter[T kernel.Float](dst, buf *T, n, some, lanes, pitch int) {
	for j := range n {
		copy(unsafe.Slice(at(dst, j*pitch), 2*some), unsafe.Slice(offset(buf, 2*j*lanes), 2*some))
	}
}

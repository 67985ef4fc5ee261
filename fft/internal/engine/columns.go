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
	part   int  // where the rows that one butterfly of the first pass reads are spread: the distance from one to the next
	half   bool // only the first half, rounded up to whole parts, is there: the rest is zero, or not wanted
}

// halved returns the parts of half of the rows, for a first or last pass of the given radix.
func halved(radix int) int { return (radix + 1) / 2 }

// run transforms one block of columns, groups·lanes wide, from src to dst. The buffers of w hold what lies between; src may
// be w.b. With dst.p == nil the results stay in the buffer that run returns, as groups, without gaps. Results in another
// place are groups, or half of the rows, only if src holds groups; half of src is interleaved. A team shares out every pass.
func (c *columns[T]) run(team parallel.Team, w *workspace[T], dst, src rows[T], groups int, e *kernel.Edge[T]) *T {
	cur, next, spare := src.p, &w.a[0], &w.b[0]
	for i := range c.steps {
		last := i == len(c.steps)-1 && dst.p != nil && (i > 0 || src.format == grouped)
		if last {
			next = dst.p
		}
		p := c.step(i, dst, src, groups, last)
		w.shape = p.shape
		c.pass(team, &p, next, cur, &w.shape, e)
		if last {
			return next
		}
		cur, next, spare = next, spare, next
	}
	if dst.p == nil {
		return cur
	}
	g := bytes[T](c.f.V)
	w.shape = kernel.Shape{M: c.n, Cnt: groups, SrcP: g * groups, SrcQ: g, DstP: dst.pitch, DstQ: g}
	c.f.Last[1](dst.p, cur, nil, &w.shape, e)
	return dst.p
}

// A stage is one pass of run.
type stage[T kernel.Float] struct {
	pass  kernel.Pass[T]
	shape kernel.Shape
	radix int
	roots []T
	part  int // turns of p in each part of the results; parts are spread
}

// step returns stage i. The last one may go to dst, else all go to buffers.
func (c *columns[T]) step(i int, dst, src rows[T], groups int, last bool) stage[T] {
	st := &c.steps[i]
	g := bytes[T](c.f.V)
	row := g * groups
	// Between the ends rows are contiguous, so that the l rows of one p are one run of l·groups groups; the radix parts of
	// l·m rows are spread.
	s := stage[T]{radix: st.radix, part: st.m, shape: kernel.Shape{M: st.m, Cnt: st.l * groups, SrcP: row * st.l, SrcQ: g,
		SrcK: spread(row * st.l * st.m), DstP: row * st.l * st.radix, DstQ: g, DstK: row * st.l}}
	if i == 0 {
		s.shape.SrcP, s.shape.SrcK = src.pitch, src.part
		if src.part == 0 {
			s.shape.SrcK = src.pitch * st.m
		}
	}
	switch {
	case i == 0 && src.half:
		s.pass, s.roots = c.f.Start[st.radix], st.roots
	case i == 0 && src.format == interleaved:
		s.pass, s.roots = c.f.First[st.radix], st.roots
	case i < len(c.steps)-1:
		s.pass, s.roots = c.f.Mid[st.radix], st.roots
	case last && dst.half:
		s.pass = c.f.Finish[st.radix]
	case last && dst.format == interleaved:
		s.pass = c.f.Last[st.radix]
	default:
		s.pass = c.f.Plain[st.radix]
	}
	if i < len(c.steps)-1 {
		following := &c.steps[i+1]
		if size := row * c.n / following.radix; size%alias == 0 {
			s.part = following.m
		}
	}
	if last {
		s.part = st.l
		s.shape.M, s.shape.Cnt, s.shape.SrcP, s.shape.DstP, s.shape.DstK = st.l, groups, row, dst.pitch, dst.pitch*st.l
	}
	return s
}

// pass runs one stage, with a copy of its shape that may change.
func (c *columns[T]) pass(team parallel.Team, p *stage[T], dst, src *T, s *kernel.Shape, e *kernel.Edge[T]) {
	if team.Threads() == 1 {
		p.turns(dst, src, s, e, 0, s.M)
		return
	}
	c.shared(team, *p, dst, src, e)
}

func (c *columns[T]) shared(team parallel.Team, p stage[T], dst, src *T, e *kernel.Edge[T]) {
	grain := max(1, shareOf/(p.radix*c.f.V))
	if s := p.shape; s.M < s.Cnt { // a few long turns
		team.For(s.Cnt, grain, func(lo, hi int) {
			t := s
			t.Cnt = hi - lo
			p.turns(at(dst, lo*s.DstQ), at(src, lo*s.SrcQ), &t, e, 0, s.M)
		})
		return
	}
	team.For(p.shape.M, max(1, grain/p.shape.Cnt), func(lo, hi int) {
		t := p.shape
		p.turns(dst, src, &t, e, lo, hi)
	})
}

// turns runs turns lo … hi−1 of p, and changes s.M.
func (p *stage[T]) turns(dst, src *T, s *kernel.Shape, e *kernel.Edge[T], lo, hi int) {
	for lo < hi {
		k := lo / p.part
		end := min(hi, (k+1)*p.part)
		s.M = end - lo
		to := k*spread(p.part*s.DstP) + (lo-k*p.part)*s.DstP
		p.pass(at(dst, to), at(src, lo*s.SrcP), p.root(lo), s, e)
		lo = end
	}
}

// root returns the roots of turn lo.
func (p *stage[T]) root(lo int) *T {
	if p.roots == nil {
		return nil
	}
	return &p.roots[2*lo*(p.radix-1)]
}

// A piece is a call of a kernel with all that can be known before: a part of a stage, short enough for a goroutine that cannot
// be stopped inside it.
type piece[T kernel.Float] struct {
	pass     kernel.Pass[T]
	roots    *T
	shape    kernel.Shape
	to, from int  // bytes
	last     bool // of its stage: the buffers change roles
}

// pieces returns the calls of run for one group of columns from w.b to a buffer: to left if dst is where results go, else to
// where they fall.
func (c *columns[T]) pieces(dst, src rows[T], toLeft bool) []piece[T] {
	var out []piece[T]
	for i := range c.steps {
		p := c.step(i, dst, src, 1, toLeft && i == len(c.steps)-1)
		value := p.radix * c.f.V
		turns, some := min(p.part, max(1, callOf/(value*p.shape.Cnt))), min(p.shape.Cnt, max(1, callOf/value))
		for lo := 0; lo < p.shape.M; {
			s := p.shape
			hi := min(lo+turns, (lo/p.part+1)*p.part)
			s.M = hi - lo
			for q := 0; q < p.shape.Cnt; q += some {
				s.Cnt = min(some, p.shape.Cnt-q)
				out = append(out, piece[T]{pass: p.pass, roots: p.root(lo), shape: s,
					to: lo/p.part*spread(p.part*s.DstP) + lo%p.part*s.DstP + q*s.DstQ, from: lo*s.SrcP + q*s.SrcQ})
			}
			lo = hi
		}
		out[len(out)-1].last = true
	}
	return out
}

// play runs pieces from w.b and returns the buffer of the results.
func play[T kernel.Float](w *workspace[T], pieces []piece[T], e *kernel.Edge[T]) *T {
	cur, next := &w.b[0], &w.a[0]
	for i := range pieces {
		p := &pieces[i]
		p.pass(at(next, p.to), at(cur, p.from), p.roots, &p.shape, e)
		if p.last {
			cur, next = next, cur
		}
	}
	return cur
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

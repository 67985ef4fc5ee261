package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/parallel"
)

// Many transforms many vectors of one length: rows, columns, or any stride. Whole transforms go side by side, as many as
// there are lanes, when neighbours in memory belong to different vectors.
type Many[T kernel.Float] struct {
	rows   *Transform[T]
	cols   *columns[T] // nil if the length has a large prime factor
	lanes  int
	groups int      // of lanes in a block of columns
	pool   *pool[T] // two buffers of columns, or of one row
}

// NewMany returns transforms of t's length over many vectors.
func NewMany[T kernel.Float](t *Transform[T], families []*kernel.Family[T]) *Many[T] {
	m := &Many[T]{rows: t}
	f := families[0]
	if radices := recipe.Columns(t.N, Sets(families)[0]); radices != nil {
		m.cols = newColumns(radices, f)
		m.lanes, m.groups = f.V, m.cols.groups(farArray)
		m.pool = newPool[T](m.cols.room(m.groups), m.cols.room(m.groups))
	} else {
		m.lanes = 1
		m.pool = newPool[T](2*t.N, 0)
	}
	return m
}

// A Layout places vectors in an array: element j of vector (o, i) is at o·Block + i·Dist + j·Stride, in complex numbers,
// for o < Blocks and i < Count.
type Layout struct{ Blocks, Block, Count, Dist, Stride int }

// Run transforms all vectors that l places, from src to dst, which are laid out alike. It gives half of a vector's work to
// a team only when there are fewer vectors than threads. stop is asked between pieces.
func (m *Many[T]) Run(team parallel.Team, dst, src *T, l Layout, e *kernel.Edge[T], done <-chan struct{}) {
	if l.Stride == 1 && l.Blocks*l.Count < team.Threads() {
		for i := range l.Blocks * l.Count {
			if stopped(done) {
				return
			}
			d := 2 * (i/l.Count*l.Block + i%l.Count*l.Dist)
			m.rows.Run(team, offset(dst, d), offset(src, d), e)
		}
		return
	}
	wide := 1
	if l.Dist == 1 && l.Stride != 1 {
		wide = m.lanes * max(1, m.groups)
	}
	pieces := l.Blocks * ((l.Count + wide - 1) / wide)
	if team.Threads() == 1 {
		m.share(dst, src, l, wide, e, done, 0, pieces)
		return
	}
	team.For(pieces, max(1, shareOf/(m.rows.N*wide)), func(lo, hi int) { m.share(dst, src, l, wide, e, done, lo, hi) })
}

func stopped(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// shareOf is the least number of values that is worth a goroutine's turn.
const shareOf = 1 << 12

// share transforms the pieces lo … hi−1 of l, each wide vectors.
func (m *Many[T]) share(dst, src *T, l Layout, wide int, e *kernel.Edge[T], done <-chan struct{}, lo, hi int) {
	row := (l.Count + wide - 1) / wide
	var w *workspace[T]
	if l.Stride != 1 {
		w = m.pool.get()
		defer m.pool.put(w)
	}
	for i := lo; i < hi && !stopped(done); i++ {
		at := i % row * wide
		d := 2 * (i/row*l.Block + at*l.Dist)
		x, y := offset(src, d), offset(dst, d)
		switch {
		case l.Stride == 1:
			m.rows.Run(parallel.Team{}, y, x, e)
		case m.cols == nil || l.Dist != 1:
			m.strided(w, y, x, l.Stride, e)
		default:
			m.block(w, y, x, bytes[T](l.Stride), min(wide, l.Count-at), e)
		}
	}
}

// block transforms some neighbouring columns, whole groups of lanes first.
func (m *Many[T]) block(w *workspace[T], y, x *T, pitch, some int, e *kernel.Edge[T]) {
	if groups := some / m.lanes; groups > 0 {
		m.cols.run(parallel.Team{}, w, rows[T]{p: y, pitch: pitch}, rows[T]{p: x, pitch: pitch}, groups, e)
		d := groups * m.lanes
		y, x, some = offset(y, 2*d), offset(x, 2*d), some-d
	}
	if some > 0 {
		row := bytes[T](m.lanes)
		gather(&w.b[0], x, m.rows.N, some, m.lanes, pitch)
		out := m.cols.run(parallel.Team{}, w, rows[T]{p: m.cols.left(w), pitch: row}, rows[T]{p: &w.b[0], pitch: row}, 1, e)
		scatter(y, out, m.rows.N, some, m.lanes, pitch)
	}
}

// strided gathers one vector, transforms and scatters it.
func (m *Many[T]) strided(w *workspace[T], dst, src *T, stride int, e *kernel.Edge[T]) {
	n, pitch := m.rows.N, bytes[T](stride)
	row := w.a[:2*n]
	for j := range n {
		p := (*[2]T)(unsafe.Add(unsafe.Pointer(src), j*pitch))
		row[2*j], row[2*j+1] = p[0], p[1]
	}
	m.rows.Run(parallel.Team{}, &row[0], &row[0], e)
	for j := range n {
		p := (*[2]T)(unsafe.Add(unsafe.Pointer(dst), j*pitch))
		p[0], p[1] = row[2*j], row[2*j+1]
	}
}

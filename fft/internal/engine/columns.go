package engine

import (
	"unsafe"

	"tandem/fft/internal/kernel"
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

// room returns the values of T that one buffer of a block needs: rows of as many groups, up to a multiple of the lanes.
func (c *columns[T]) room(groups int) int { return 2 * c.f.V * groups * (c.n + c.f.V) }

// blockBytes is what a block of columns may take in each of its two buffers: together they fill half of the second-level
// cache. Wider blocks touch fewer pages and lines for each value.
const blockBytes = 1 << 18

// groups returns how many groups a block of columns of length n should have.
func (c *columns[T]) groups() int { return min(4, max(1, blockBytes/(bytes[T](c.f.V)*c.n))) }

// A format is how a row of lanes values lies in memory.
type format bool

const (
	interleaved format = false
	grouped     format = true
)

// run transforms one block of columns, groups·lanes wide: row j is at src + j·srcPitch bytes, row k of the result at
// dst + k·dstPitch. The buffers of w hold what lies between. It returns the result's place, which is dst, or with
// dst == nil one of the buffers, where rows follow each other without gaps.
func (c *columns[T]) run(w *workspace[T], dst, src *T, dstPitch, srcPitch, groups int, from format, e *kernel.Edge[T]) *T {
	g := bytes[T](c.f.V)
	row := g * groups
	cur, next, spare := src, &w.a[0], &w.b[0]
	for i := range c.steps {
		st := &c.steps[i]
		// Between the ends rows are contiguous, so that the l rows of one p are one run of l·groups groups.
		w.shape = kernel.Shape{M: st.m, Cnt: st.l * groups, SrcP: row * st.l, SrcQ: g, SrcK: row * st.l * st.m,
			DstP: row * st.l * st.radix, DstQ: g, DstK: row * st.l}
		if i == 0 {
			w.shape.SrcP, w.shape.SrcK = srcPitch, srcPitch*st.m
		}
		switch {
		case i == 0 && from == interleaved:
			c.f.First[st.radix](next, cur, &st.roots[0], &w.shape, e)
		case i == len(c.steps)-1 && i > 0 && dst != nil:
			w.shape = kernel.Shape{M: st.l, Cnt: groups, SrcP: row, SrcQ: g, SrcK: row * st.l, DstP: dstPitch, DstQ: g, DstK: dstPitch * st.l}
			c.f.Last[st.radix](dst, cur, nil, &w.shape, e)
			return dst
		default:
			c.f.Mid[st.radix](next, cur, &st.roots[0], &w.shape, e)
		}
		cur, next, spare = next, spare, next
	}
	if dst == nil {
		return cur
	}
	w.shape = kernel.Shape{M: c.n, Cnt: groups, SrcP: row, SrcQ: g, DstP: dstPitch, DstQ: g}
	c.f.Last[1](dst, cur, nil, &w.shape, e)
	return dst
}

// gather copies n rows of some < lanes interleaved values to the rows of buf, which are lanes wide, and fills them up with
// zeros.
func gather[T kernel.Float](buf, src *T, n, some, lanes, pitch int) {
	for j := range n {
		to := unsafe.Slice(offset(buf, 2*j*lanes), 2*lanes)
		copy(to, unsafe.Slice((*T)(unsafe.Add(unsafe.Pointer(src), j*pitch)), 2*some))
		clear(to[2*some:])
	}
}

// scatter copies some < lanes values of each of the n rows of buf to dst.
func scatter[T kernel.Float](dst, buf *T, n, some, lanes, pitch int) {
	for j := range n {
		copy(unsafe.Slice((*T)(unsafe.Add(unsafe.Pointer(dst), j*pitch)), 2*some), unsafe.Slice(offset(buf, 2*j*lanes), 2*some))
	}
}

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

// room returns the values of T that one buffer of a block needs: whole groups, and rows up to a multiple of the lanes.
func (c *columns[T]) room() int { return 2 * c.f.V * (c.n + c.f.V) }

// A format is how a row of lanes values lies in memory.
type format bool

const (
	interleaved format = false
	grouped     format = true
)

// run transforms one block of columns: row j is at src + j·srcPitch bytes, row k of the result at dst + k·dstPitch. The
// buffers of w hold what lies between. It returns the result's place, which is dst, or with dst == nil one of the
// buffers, where rows are groups without gaps.
func (c *columns[T]) run(w *workspace[T], dst, src *T, dstPitch, srcPitch int, from format, e *kernel.Edge[T]) *T {
	g := bytes[T](c.f.V)
	cur, next, spare := src, &w.a[0], &w.b[0]
	pitch := srcPitch
	for i := range c.steps {
		st := &c.steps[i]
		w.shape = kernel.Shape{M: st.m, Cnt: st.l, SrcP: pitch * st.l, SrcQ: pitch, SrcK: pitch * st.l * st.m,
			DstP: g * st.l * st.radix, DstQ: g, DstK: g * st.l}
		switch {
		case i == 0 && from == interleaved:
			c.f.First[st.radix](next, cur, &st.roots[0], &w.shape, e)
		case i == len(c.steps)-1 && i > 0 && dst != nil:
			w.shape.DstQ, w.shape.DstK = dstPitch, dstPitch*st.l
			c.f.Last[st.radix](dst, cur, nil, &w.shape, e)
			return dst
		default:
			c.f.Mid[st.radix](next, cur, &st.roots[0], &w.shape, e)
		}
		cur, next, spare = next, spare, next
		pitch = g
	}
	if dst == nil {
		return cur
	}
	w.shape = kernel.Shape{M: 1, Cnt: c.n, SrcQ: g, DstQ: dstPitch}
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

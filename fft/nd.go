package fft

import (
	"context"
	"fmt"
	"slices"
	"unsafe"

	"tandem/fft/internal/engine"
	"tandem/fft/internal/kernel"
	"tandem/parallel"
)

// A Layout places many vectors in one slice: element j of vector i is at i·Dist + j·Stride.
type Layout struct {
	Count  int // vectors
	Dist   int // from one vector to the next
	Stride int // from one element to the next
}

// Rows is the layout of count vectors of n elements, one after the other.
func Rows(count, n int) Layout { return Layout{Count: count, Dist: n, Stride: 1} }

// Columns is the layout of the count columns of a matrix stored by rows.
func Columns(count int) Layout { return Layout{Count: count, Dist: 1, Stride: count} }

// check refuses layouts whose vectors share elements or leave a slice of size elements.
func (l Layout) check(n, size int) error {
	if l.Count < 1 || l.Stride < 1 || l.Dist < 1 && l.Count > 1 {
		return fmt.Errorf("fft: layout %+v: count, stride and distance must be positive", l)
	}
	if l.Count > MaxLength || l.Stride > MaxLength || l.Dist > MaxLength {
		return fmt.Errorf("fft: layout %+v: no number may exceed %d", l, MaxLength)
	}
	if last := (l.Count-1)*l.Dist + (n-1)*l.Stride; last >= size {
		return fmt.Errorf("fft: layout %+v of vectors of %d needs %d elements, the slice has %d", l, n, last+1, size)
	}
	// Vectors that interleave, or follow each other, are apart. Anything between could share elements.
	if l.Count > 1 && n > 1 && l.Dist < (n-1)*l.Stride+1 && l.Stride < (l.Count-1)*l.Dist+1 {
		return fmt.Errorf("fft: layout %+v: vectors of %d elements overlap", l, n)
	}
	return nil
}

// engine returns the layout as one block.
func (l Layout) engine() engine.Layout {
	return engine.Layout{Blocks: 1, Count: l.Count, Dist: l.Dist, Stride: l.Stride}
}

// Many transforms all vectors that l places, from src to dst, which are laid out alike and are the same or do not overlap.
// Threads take vectors each, or share one when there are fewer vectors than threads. When ctx ends early, its error is
// returned, and dst holds some results.
func (p *Plan) Many(ctx context.Context, dst, src []complex128, l Layout, inverse bool, norm Norm) error {
	return manyChecked(ctx, &p.core, dst, src, l, inverse, norm)
}

// Many transforms all vectors that l places, as Plan.Many does.
func (p *Plan32) Many(ctx context.Context, dst, src []complex64, l Layout, inverse bool, norm Norm) error {
	return manyChecked(ctx, &p.core, dst, src, l, inverse, norm)
}

func manyChecked[T kernel.Float, C Complex](ctx context.Context, c *core[T], dst, src []C, l Layout, inverse bool, norm Norm) error {
	if err := l.check(c.t.N, len(src)); err != nil {
		return err
	}
	if err := check(len(src), dst, src); err != nil {
		return err
	}
	e, err := c.edge(inverse, norm)
	if err != nil {
		return err
	}
	return c.runMany(ctx, unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0]), l.engine(), e)
}

func (c *core[T]) runMany(ctx context.Context, dst, src unsafe.Pointer, l engine.Layout, e *kernel.Edge[T]) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.many.Run(parallel.TeamOf(ctx), (*T)(dst), (*T)(src), l, e, ctx.Done())
	return ctx.Err()
}

// Batch returns the transforms of the len(x)/n rows of n elements that x holds one after the other.
func Batch[C Complex](ctx context.Context, x []C, n int, opts ...Options) ([]C, error) {
	return batch(ctx, x, n, false, opts)
}

// BatchInverse is the inverse of Batch.
func BatchInverse[C Complex](ctx context.Context, x []C, n int, opts ...Options) ([]C, error) {
	return batch(ctx, x, n, true, opts)
}

func batch[C Complex](ctx context.Context, x []C, n int, inverse bool, opts []Options) ([]C, error) {
	if err := checkLength("row length", n); err != nil {
		return nil, err
	}
	if len(x)%n != 0 || len(x) == 0 {
		return nil, fmt.Errorf("fft: %d elements are not whole rows of %d", len(x), n)
	}
	o, err := one(opts)
	if err != nil {
		return nil, err
	}
	if o.N != 0 && o.N != n || o.Axes != nil {
		return nil, fmt.Errorf("fft: Batch takes no Options.N (%d) and no Axes (%v): rows have %d elements", o.N, o.Axes, n)
	}
	o.Axes = []int{1}
	return transformN(ctx, x, []int{len(x) / n, n}, inverse, o)
}

// FFT2 returns the two-dimensional transform of a matrix stored by rows.
func FFT2[C Complex](ctx context.Context, x []C, rows, cols int, opts ...Options) ([]C, error) {
	return FFTN(ctx, x, []int{rows, cols}, opts...)
}

// IFFT2 is the inverse of FFT2.
func IFFT2[C Complex](ctx context.Context, x []C, rows, cols int, opts ...Options) ([]C, error) {
	return IFFTN(ctx, x, []int{rows, cols}, opts...)
}

// FFTN returns the transform of an array over all axes, or over Options.Axes. The array is stored with the last axis
// contiguous; shape gives the length of each axis. x is not modified.
func FFTN[C Complex](ctx context.Context, x []C, shape []int, opts ...Options) ([]C, error) {
	o, err := ofArray(opts)
	if err != nil {
		return nil, err
	}
	return transformN(ctx, x, shape, false, o)
}

// IFFTN is the inverse of FFTN.
func IFFTN[C Complex](ctx context.Context, x []C, shape []int, opts ...Options) ([]C, error) {
	o, err := ofArray(opts)
	if err != nil {
		return nil, err
	}
	return transformN(ctx, x, shape, true, o)
}

func transformN[C Complex](ctx context.Context, x []C, shape []int, inverse bool, o Options) ([]C, error) {
	if err := checkShape(shape, len(x)); err != nil {
		return nil, err
	}
	axes, err := checkAxes(o.Axes, len(shape))
	if err != nil {
		return nil, err
	}
	if err := checkPlan(len(x), int(unsafe.Sizeof(*new(C)))); err != nil {
		return nil, err
	}
	y := make([]C, len(x))
	if len(axes) == 0 {
		copy(y, x)
	}
	if err := transformAxes(ctx, y, x, shape, axes, inverse, o.Norm); err != nil {
		return nil, err
	}
	return y, nil
}

// transformAxes transforms src along axes of an array, one after the other, to dst, which may be src.
func transformAxes[C Complex](ctx context.Context, dst, src []C, shape, axes []int, inverse bool, norm Norm) error {
	// The last axis first: its rows are contiguous, so the copy to dst is a stream.
	for i := len(axes) - 1; i >= 0; i-- {
		if err := transformAxis(ctx, dst, src, shape[axes[i]], along(shape, axes[i]), inverse, norm); err != nil {
			return err
		}
		src = dst
	}
	return nil
}

// along returns the layout of the vectors along one axis of an array.
func along(shape []int, axis int) engine.Layout {
	blocks, inner, n := product(shape[:axis]), product(shape[axis+1:]), shape[axis]
	if inner == 1 { // rows: every vector is a block of one
		return engine.Layout{Blocks: 1, Count: blocks, Dist: n, Stride: 1}
	}
	return engine.Layout{Blocks: blocks, Block: n * inner, Count: inner, Dist: 1, Stride: inner}
}

func transformAxis[C Complex](ctx context.Context, dst, src []C, n int, l engine.Layout, inverse bool, norm Norm) error {
	d, s := unsafe.Pointer(&dst[0]), unsafe.Pointer(&src[0])
	if _, double := any(dst).([]complex128); double {
		p, err := cached(n, complexPlan, NewPlan)
		if err != nil {
			return err
		}
		e, _ := p.edge(inverse, norm)
		return p.runMany(ctx, d, s, l, e)
	}
	p, err := cached(n, complexPlan32, NewPlan32)
	if err != nil {
		return err
	}
	e, _ := p.edge(inverse, norm)
	return p.runMany(ctx, d, s, l, e)
}

// checkLengths refuses axes without elements, and more elements than MaxLength.
func checkLengths(shape []int) error {
	total := 1
	for i, s := range shape {
		if s < 1 || s > MaxLength {
			return fmt.Errorf("fft: axis %d of shape %v has length %d: must be from 1 to %d", i, shape, s, MaxLength)
		}
		if total > MaxLength/s {
			return fmt.Errorf("fft: shape %v has more than %d elements", shape, MaxLength)
		}
		total *= s
	}
	return nil
}

func checkShape(shape []int, size int) error {
	if err := checkLengths(shape); err != nil {
		return err
	}
	if total := product(shape); total != size || len(shape) == 0 {
		return fmt.Errorf("fft: shape %v has %d elements, the slice has %d", shape, total, size)
	}
	return nil
}

func product(shape []int) int {
	total := 1
	for _, s := range shape {
		total *= s
	}
	return total
}

// checkAxes returns the axes counted from the first; nil means all. An axis named twice is a mistake, as it is to scipy.fft.
func checkAxes(axes []int, dims int) ([]int, error) {
	var out []int
	if axes == nil {
		for i := range dims {
			out = append(out, i)
		}
		return out, nil
	}
	for _, a := range axes {
		if a < -dims || a >= dims {
			return nil, fmt.Errorf("fft: axis %d of an array of %d axes: must be from %d to %d", a, dims, -dims, dims-1)
		}
		a = (a + dims) % dims
		if slices.Contains(out, a) {
			return nil, fmt.Errorf("fft: axes %v name axis %d twice", axes, a)
		}
		out = append(out, a)
	}
	return out, nil
}

// Resize returns the array x of the given shape cut or padded with zeros to another shape of as many axes, as the argument
// s of scipy.fft.fftn does.
func Resize[E any](x []E, shape, to []int) ([]E, error) {
	if err := checkShape(shape, len(x)); err != nil {
		return nil, err
	}
	if len(to) != len(shape) {
		return nil, fmt.Errorf("fft: Resize of %d axes %v to %d axes %v", len(shape), shape, len(to), to)
	}
	if err := checkLengths(to); err != nil {
		return nil, err
	}
	total := product(to)
	if err := checkPlan(total, int(unsafe.Sizeof(*new(E)))); err != nil {
		return nil, err
	}
	y := make([]E, total)
	resizeInto(y, x, to, shape)
	return y, nil
}

func resizeInto[E any](dst, src []E, to, from []int) {
	if len(to) == 1 {
		copy(dst, src)
		return
	}
	d, s := len(dst)/to[0], len(src)/from[0]
	for i := range min(to[0], from[0]) {
		resizeInto(dst[i*d:(i+1)*d], src[i*s:(i+1)*s], to[1:], from[1:])
	}
}

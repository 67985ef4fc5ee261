package fft

// Cosine and sine transforms of many vectors: along the axes of an array, or wherever a layout places them.

import (
	"context"
	"fmt"
	"unsafe"

	"tandem/fft/internal/engine"
	"tandem/parallel"
)

// DCTN returns the cosine transform of an array over all axes, or over Options.Axes: DCT along one axis after the other, of
// the same kind and norm. The array is stored with the last axis contiguous; shape gives the length of each axis, which
// kind I needs to be at least 2. x is not modified.
func DCTN[F Float](ctx context.Context, x []F, shape []int, kind Kind, opts ...Options) ([]F, error) {
	return trigonometricN(ctx, x, shape, kind, false, false, opts)
}

// IDCTN is the inverse of DCTN with the same kind, norm and axes.
func IDCTN[F Float](ctx context.Context, x []F, shape []int, kind Kind, opts ...Options) ([]F, error) {
	return trigonometricN(ctx, x, shape, kind, false, true, opts)
}

// DSTN returns the sine transform of an array over all axes, or over Options.Axes, as DCTN does the cosine transform; any
// length will do.
func DSTN[F Float](ctx context.Context, x []F, shape []int, kind Kind, opts ...Options) ([]F, error) {
	return trigonometricN(ctx, x, shape, kind, true, false, opts)
}

// IDSTN is the inverse of DSTN with the same kind, norm and axes.
func IDSTN[F Float](ctx context.Context, x []F, shape []int, kind Kind, opts ...Options) ([]F, error) {
	return trigonometricN(ctx, x, shape, kind, true, true, opts)
}

func trigonometricN[F Float](ctx context.Context, x []F, shape []int, kind Kind, sine, inverse bool, opts []Options) ([]F, error) {
	o, err := ofArray(opts)
	if err != nil {
		return nil, err
	}
	if err := checkShape(shape, len(x)); err != nil {
		return nil, err
	}
	axes, err := checkAxes(o.Axes, len(shape))
	if err != nil {
		return nil, err
	}
	size := int(unsafe.Sizeof(F(0)))
	for _, a := range axes {
		if err := checkTrig(shape[a], kind, sine, size); err != nil {
			return nil, fmt.Errorf("%w (axis %d of shape %v)", err, a, shape)
		}
	}
	if err := checkPlan(len(x), size); err != nil {
		return nil, err
	}
	y := make([]F, len(x))
	if len(axes) == 0 {
		copy(y, x)
	}
	for i := len(axes) - 1; i >= 0; i-- { // the last axis first: its rows are contiguous, so the copy to y is a stream
		p, err := trigOf[F](shape[axes[i]], kind, sine)
		if err != nil {
			return nil, err
		}
		if err := p.runMany(ctx, y, x, along(shape, axes[i]), inverse, o.Norm); err != nil {
			return nil, err
		}
		x = y
	}
	return y, nil
}

// Many computes the transforms of all vectors that l places, from src to dst, which are laid out alike and are the same or
// do not overlap; inverse undoes them. Threads take vectors each, or share one when there are fewer vectors than threads.
// When ctx ends early, its error is returned, and dst holds some results.
func (p *TrigPlan) Many(ctx context.Context, dst, src []float64, l Layout, inverse bool, norm Norm) error {
	return p.manyChecked(ctx, dst, src, l, inverse, norm)
}

// Many transforms all vectors that l places, as TrigPlan.Many does.
func (p *TrigPlan32) Many(ctx context.Context, dst, src []float32, l Layout, inverse bool, norm Norm) error {
	return p.manyChecked(ctx, dst, src, l, inverse, norm)
}

func (c *trigCore[T]) manyChecked(ctx context.Context, dst, src []T, l Layout, inverse bool, norm Norm) error {
	if err := l.check(c.n, len(src)); err != nil {
		return err
	}
	if err := check(len(src), dst, src); err != nil {
		return err
	}
	if err := norm.check(); err != nil {
		return err
	}
	return c.runMany(ctx, dst, src, l.engine(), inverse, norm)
}

// Vectors that are not contiguous are gathered into rows first, as many neighbours at once as fill two cache lines of float64
// or one of float32, unless they are so long that their buffer would leave the cache.
const (
	trigColumns = 16
	trigBuffer  = 1 << 16 // values
)

func (c *trigCore[T]) runMany(ctx context.Context, dst, src []T, l engine.Layout, inverse bool, norm Norm) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	team, vectors := parallel.TeamOf(ctx), l.Blocks*l.Count
	if vectors < team.Threads() {
		return c.share(ctx, team, dst, src, l, 1, inverse, norm, 0, vectors)
	}
	wide := 1
	if l.Stride != 1 && l.Dist == 1 {
		wide = max(1, min(trigColumns, trigBuffer/c.n))
	}
	pieces := l.Blocks * ((l.Count + wide - 1) / wide)
	if team.Threads() == 1 {
		return c.share(ctx, parallel.Team{}, dst, src, l, wide, inverse, norm, 0, pieces)
	}
	team.For(pieces, max(1, trigShare/(c.n*wide)), func(lo, hi int) {
		// Only the end of ctx could stop it, which is asked below.
		_ = c.share(ctx, parallel.Team{}, dst, src, l, wide, inverse, norm, lo, hi)
	})
	return ctx.Err()
}

// trigShare is the least number of values that is worth a goroutine's turn.
const trigShare = 1 << 12

// share transforms the pieces lo … hi−1 of l, each of wide neighbouring vectors, with a team inside each vector.
func (c *trigCore[T]) share(ctx context.Context, team parallel.Team, dst, src []T, l engine.Layout, wide int, inverse bool, norm Norm, lo, hi int) error {
	pitch := c.n + trigColumns // rows of a power of two would meet in one set of the cache
	var buffer *[]T
	if l.Stride != 1 {
		buffer, _ = c.columns.Get().(*[]T)
		if buffer == nil || len(*buffer) < wide*pitch {
			b := make([]T, wide*pitch)
			buffer = &b
		}
		defer c.columns.Put(buffer)
	}
	row := (l.Count + wide - 1) / wide
	for i := lo; i < hi; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		first := i % row * wide
		at, some := i/row*l.Block+first*l.Dist, min(wide, l.Count-first)
		if l.Stride == 1 {
			y := dst[at : at+c.n]
			copy(y, src[at:at+c.n])
			c.apply(team, y, inverse, norm)
			continue
		}
		b := *buffer
		gatherValues(b, src[at:], c.n, some, pitch, l.Stride)
		for k := range some {
			c.apply(team, b[k*pitch:][:c.n], inverse, norm)
		}
		scatterValues(dst[at:], b, c.n, some, pitch, l.Stride)
	}
	return nil
}

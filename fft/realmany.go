package fft

// Real transforms of many vectors: along an axis of an array, or wherever two layouts place them.

import (
	"context"
	"fmt"
	"unsafe"

	"tandem/fft/internal/engine"
	"tandem/fft/internal/kernel"
	"tandem/parallel"
)

// Many transforms all vectors that in places in values to those that out places in spectrum, n/2+1 numbers each; with
// inverse set, it goes from spectrum to values. Both layouts have one Count; the slices do not overlap. Threads take vectors
// each, or share one when there are fewer vectors than threads. When ctx ends early, its error is returned, and there are
// some results.
func (p *RealPlan) Many(ctx context.Context, spectrum []complex128, values []float64, out, in Layout, inverse bool, norm Norm) error {
	if err := checkRealMany(p.n, spectrum, values, out, in, norm); err != nil {
		return err
	}
	return p.runMany(ctx, pairs[float64](spectrum), values, out.engine(), in.engine(), inverse, norm)
}

// Many transforms all vectors that two layouts place, as RealPlan.Many does.
func (p *RealPlan32) Many(ctx context.Context, spectrum []complex64, values []float32, out, in Layout, inverse bool, norm Norm) error {
	if err := checkRealMany(p.n, spectrum, values, out, in, norm); err != nil {
		return err
	}
	return p.runMany(ctx, pairs[float32](spectrum), values, out.engine(), in.engine(), inverse, norm)
}

func checkRealMany[C, F any](n int, spectrum []C, values []F, out, in Layout, norm Norm) error {
	if out.Count != in.Count {
		return fmt.Errorf("fft: layouts %+v and %+v place %d and %d vectors", out, in, out.Count, in.Count)
	}
	if err := out.check(n/2+1, len(spectrum)); err != nil {
		return err
	}
	if err := in.check(n, len(values)); err != nil {
		return err
	}
	if err := checkOverlap(spectrum, values, false); err != nil {
		return err
	}
	return norm.check()
}

// pairs sees complex numbers as their real and imaginary parts.
func pairs[F Float, C Complex](c []C) []F {
	return unsafe.Slice((*F)(unsafe.Pointer(unsafe.SliceData(c))), 2*len(c))
}

// realOf returns a plan of the cache.
func realOf[F Float](n int) (*realCore[F], error) {
	if _, double := any(F(0)).(float64); double {
		p, err := cached(n, realPlan, NewRealPlan)
		if err != nil {
			return nil, err
		}
		return any(&p.realCore).(*realCore[F]), nil
	}
	p, err := cached(n, realPlan32, NewRealPlan32)
	if err != nil {
		return nil, err
	}
	return any(&p.realCore).(*realCore[F]), nil
}

// runMany transforms the vectors that in places in values to those that out places in spectrum, or back. Neighbouring
// columns are gathered into rows, as those of the cosine transform are, and for the same reason.
func (c *realCore[T]) runMany(ctx context.Context, spectrum, values []T, out, in engine.Layout, inverse bool, norm Norm) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r := realRun[T]{c, spectrum, values, out, in, inverse, &c.edges[0][norm], 1}
	if inverse {
		r.e = &c.edges[1][norm]
	}
	team, vectors := parallel.TeamOf(ctx), in.Blocks*in.Count
	if vectors < team.Threads() {
		return r.share(ctx, team, 0, vectors)
	}
	if in.Stride != 1 && in.Dist == 1 && out.Dist == 1 {
		r.wide = max(1, min(trigColumns, trigBuffer/c.n))
	}
	pieces := in.Blocks * ((in.Count + r.wide - 1) / r.wide)
	if team.Threads() == 1 {
		return r.share(ctx, parallel.Team{}, 0, pieces)
	}
	return r.shareOut(ctx, team, pieces)
}

// A realRun is the work of one call of runMany, in pieces of wide neighbouring vectors.
type realRun[T kernel.Float] struct {
	*realCore[T]
	spectrum, values []T // spectrum in pairs
	out, in          engine.Layout
	inverse          bool
	e                *kernel.Edge[T]
	wide             int
}

// shareOut gives pieces to a team. It is apart from runMany so that only this call moves r to the heap.
func (r realRun[T]) shareOut(ctx context.Context, team parallel.Team, pieces int) error {
	team.For(pieces, max(1, trigShare/(r.n*r.wide)), func(lo, hi int) {
		_ = r.share(ctx, parallel.Team{}, lo, hi) // only the end of ctx could stop it, which is asked below
	})
	return ctx.Err()
}

// share transforms the pieces lo … hi−1, with a team inside each vector.
func (r realRun[T]) share(ctx context.Context, team parallel.Team, lo, hi int) error {
	half, pitch := r.n/2+1, r.n+trigColumns // rows of a power of two would meet in one set of the cache
	var rows, spectra []T
	if r.in.Stride != 1 || r.out.Stride != 1 {
		buffer, _ := r.columns.Get().(*[]T)
		if room := r.wide * (2*pitch + 2); buffer == nil || len(*buffer) < room {
			b := make([]T, room)
			buffer = &b
		}
		defer r.columns.Put(buffer)
		rows, spectra = (*buffer)[:r.wide*pitch], (*buffer)[r.wide*pitch:]
	}
	row := (r.in.Count + r.wide - 1) / r.wide
	for i := lo; i < hi; i++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		first := i % row * r.wide
		some := min(r.wide, r.in.Count-first)
		from, to := i/row*r.in.Block+first*r.in.Dist, 2*(i/row*r.out.Block+first*r.out.Dist)
		switch {
		case rows == nil && r.inverse:
			r.r.Inverse(team, &r.values[from], &r.spectrum[to], r.e)
		case rows == nil:
			r.r.Forward(team, &r.spectrum[to], &r.values[from], r.e)
		case r.inverse:
			gatherPairs(spectra, r.spectrum[to:], half, some, pitch+2, 2*r.out.Stride)
			for k := range some {
				r.r.Inverse(team, &rows[k*pitch], &spectra[k*(pitch+2)], r.e)
			}
			scatterValues(r.values[from:], rows, r.n, some, pitch, r.in.Stride)
		default:
			gatherValues(rows, r.values[from:], r.n, some, pitch, r.in.Stride)
			for k := range some {
				r.r.Forward(team, &spectra[k*(pitch+2)], &rows[k*pitch], r.e)
			}
			scatterPairs(r.spectrum[to:], spectra, half, some, pitch+2, 2*r.out.Stride)
		}
	}
	return nil
}

// gatherValues copies some neighbouring columns of n values, stride apart, to rows pitch apart.
func gatherValues[T any](rows, columns []T, n, some, pitch, stride int) {
	for j := range n {
		for k, v := range columns[j*stride:][:some] {
			rows[k*pitch+j] = v
		}
	}
}

// scatterValues undoes gatherValues.
func scatterValues[T any](columns, rows []T, n, some, pitch, stride int) {
	for j := range n {
		to := columns[j*stride:][:some]
		for k := range to {
			to[k] = rows[k*pitch+j]
		}
	}
}

// gatherPairs is gatherValues of pairs.
func gatherPairs[T any](rows, columns []T, n, some, pitch, stride int) {
	for j := range n {
		from := columns[j*stride:][:2*some]
		for k := range some {
			rows[k*pitch+2*j], rows[k*pitch+2*j+1] = from[2*k], from[2*k+1]
		}
	}
}

// scatterPairs undoes gatherPairs.
func scatterPairs[T any](columns, rows []T, n, some, pitch, stride int) {
	for j := range n {
		to := columns[j*stride:][:2*some]
		for k := range some {
			to[2*k], to[2*k+1] = rows[k*pitch+2*j], rows[k*pitch+2*j+1]
		}
	}
}

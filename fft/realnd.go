package fft

// Real arrays of several axes, and the transform of signals whose spectrum is real.

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"unsafe"

	"tandem/parallel"
)

// RFFT2 returns the two-dimensional transform of a real matrix stored by rows: cols/2+1 values a row, which determine the
// rest.
func RFFT2(ctx context.Context, x []float64, rows, cols int, opts ...Options) ([]complex128, error) {
	return RFFTN(ctx, x, []int{rows, cols}, opts...)
}

// IRFFT2 is the inverse of RFFT2; rows and cols are those of the real matrix.
func IRFFT2(ctx context.Context, x []complex128, rows, cols int, opts ...Options) ([]float64, error) {
	return IRFFTN(ctx, x, []int{rows, cols}, opts...)
}

// RFFTN returns the transform of a real array over all axes, or over Options.Axes, the last of which must be the last axis of
// the array. Of that axis, n long, the result has the n/2+1 values that determine the rest; the other axes keep their
// lengths. It costs half of FFTN. x is not modified.
func RFFTN(ctx context.Context, x []float64, shape []int, opts ...Options) ([]complex128, error) {
	return rfftn[float64, complex128](ctx, x, shape, opts, realPlan, NewRealPlan)
}

// RFFTN32 is RFFTN in single precision.
func RFFTN32(ctx context.Context, x []float32, shape []int, opts ...Options) ([]complex64, error) {
	return rfftn[float32, complex64](ctx, x, shape, opts, realPlan32, NewRealPlan32)
}

// IRFFTN is the inverse of RFFTN: it returns the real array of the given shape. x has n/2+1 values along the last axis, n
// being its length in shape, and is not modified.
func IRFFTN(ctx context.Context, x []complex128, shape []int, opts ...Options) ([]float64, error) {
	return irfftn[float64](ctx, x, shape, opts, realPlan, NewRealPlan)
}

// IRFFTN32 is IRFFTN in single precision.
func IRFFTN32(ctx context.Context, x []complex64, shape []int, opts ...Options) ([]float32, error) {
	return irfftn[float32](ctx, x, shape, opts, realPlan32, NewRealPlan32)
}

func rfftn[F Float, C Complex, P realPlanner[F, C]](ctx context.Context, x []F, shape []int, opts []Options, kind planKind, build func(int) (P, error)) ([]C, error) {
	a, err := realArrayOf[C](shape, opts)
	if err != nil {
		return nil, err
	}
	if err := checkShape(shape, len(x)); err != nil {
		return nil, err
	}
	p, err := cached(a.n, kind, build)
	if err != nil {
		return nil, err
	}
	y := make([]C, a.rows*a.half)
	err = eachRow(ctx, a.rows, func(ctx context.Context, i int) error {
		return p.Forward(ctx, y[i*a.half:(i+1)*a.half], x[i*a.n:(i+1)*a.n], a.norm)
	})
	if err != nil {
		return nil, err
	}
	return y, transformAxes(ctx, y, y, a.spectrum, a.others, false, a.norm)
}

func irfftn[F Float, C Complex, P realPlanner[F, C]](ctx context.Context, x []C, shape []int, opts []Options, kind planKind, build func(int) (P, error)) ([]F, error) {
	a, err := realArrayOf[C](shape, opts)
	if err != nil {
		return nil, err
	}
	if err := checkShape(a.spectrum, len(x)); err != nil {
		return nil, err
	}
	p, err := cached(a.n, kind, build)
	if err != nil {
		return nil, err
	}
	if len(a.others) > 0 {
		z := make([]C, len(x))
		if err := transformAxes(ctx, z, x, a.spectrum, a.others, true, a.norm); err != nil {
			return nil, err
		}
		x = z
	}
	y := make([]F, a.rows*a.n)
	err = eachRow(ctx, a.rows, func(ctx context.Context, i int) error {
		return p.Inverse(ctx, y[i*a.n:(i+1)*a.n], x[i*a.half:(i+1)*a.half], a.norm)
	})
	if err != nil {
		return nil, err
	}
	return y, nil
}

// A realArray is what both directions need to know of an array.
type realArray struct {
	rows, n, half int   // rows of n real values, of which half determine the spectrum
	spectrum      []int // the shape of the spectrum
	others        []int // the axes besides the last
	norm          Norm
}

func realArrayOf[C Complex](shape []int, opts []Options) (a realArray, err error) {
	o, err := one(opts)
	if err != nil {
		return a, err
	}
	if o.N != 0 {
		return a, fmt.Errorf("fft: Options.N is %d: arrays are padded by Resize", o.N)
	}
	size := 1
	for _, s := range shape { // what does not fit is told by checkShape, which knows the slice
		if s < 1 || size > MaxLength/s {
			return a, checkShape(shape, -1)
		}
		size *= s
	}
	axes, err := checkAxes(o.Axes, len(shape))
	if err != nil {
		return a, err
	}
	last := len(shape) - 1
	if len(axes) == 0 || axes[len(axes)-1] != last {
		return a, fmt.Errorf("fft: axes %v of a real array of %d axes: the last one must be %d, whose spectrum is halved", o.Axes, len(shape), last)
	}
	a.n, a.norm, a.others = shape[last], o.Norm, axes[:len(axes)-1]
	a.half, a.rows = a.n/2+1, size/a.n
	a.spectrum = append(append([]int(nil), shape[:last]...), a.half)
	return a, checkPlan(a.rows*a.half, int(unsafe.Sizeof(*new(C))))
}

// eachRow calls f for every row: a thread takes whole rows, unless there are fewer rows than threads.
func eachRow(ctx context.Context, rows int, f func(ctx context.Context, i int) error) error {
	team := parallel.TeamOf(ctx)
	if rows < team.Threads() {
		for i := range rows {
			if err := f(ctx, i); err != nil {
				return err
			}
		}
		return nil
	}
	alone := parallel.WithThreads(ctx, 1)
	var failed atomic.Pointer[error]
	team.For(rows, 1, func(lo, hi int) {
		for i := lo; i < hi && failed.Load() == nil; i++ {
			if err := f(alone, i); err != nil {
				failed.CompareAndSwap(nil, &err)
			}
		}
	})
	if err := failed.Load(); err != nil {
		return *err
	}
	return nil
}

// HFFT returns the real transform of a signal with x[n−j] = conj x[j], of which x holds the first n/2+1 values. The result
// has n = 2·(len(x)−1) values unless Options.N says otherwise: an odd number must be given.
func HFFT(ctx context.Context, x []complex128, opts ...Options) ([]float64, error) {
	o, err := swapped(opts)
	if err != nil {
		return nil, err
	}
	y := make([]complex128, len(x))
	for i, v := range x {
		y[i] = complex(real(v), -imag(v))
	}
	return IRFFT(ctx, y, o)
}

// IHFFT is the inverse of HFFT: the first n/2+1 values of the signal whose transform is x.
func IHFFT(ctx context.Context, x []float64, opts ...Options) ([]complex128, error) {
	o, err := swapped(opts)
	if err != nil {
		return nil, err
	}
	y, err := RFFT(ctx, x, o)
	for i, v := range y {
		y[i] = complex(real(v), -imag(v))
	}
	return y, err
}

// swapped moves the factor to the other direction: HFFT is a forward transform done by an inverse one.
func swapped(opts []Options) (Options, error) {
	o, err := one(opts)
	switch o.Norm {
	case Backward:
		o.Norm = Forward
	case Forward:
		o.Norm = Backward
	}
	if o.Axes != nil {
		err = errors.Join(err, fmt.Errorf("fft: Options.Axes is %v: a signal has one axis", o.Axes))
	}
	return o, err
}

package fft

// Real arrays of several axes, and the transform of signals whose spectrum is real.

import (
	"context"
	"fmt"
	"slices"
	"unsafe"
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

// RFFTN returns the transform of a real array over all axes, or over Options.Axes. Of the last of these, n long, which need
// not be the last of the array, the result has the n/2+1 values that determine the rest; the other axes keep their lengths.
// It costs half of FFTN. x is not modified. With Options.Axes of one axis it transforms many signals at once.
func RFFTN(ctx context.Context, x []float64, shape []int, opts ...Options) ([]complex128, error) {
	return rfftn[float64, complex128](ctx, x, shape, opts)
}

// RFFTN32 is RFFTN in single precision.
func RFFTN32(ctx context.Context, x []float32, shape []int, opts ...Options) ([]complex64, error) {
	return rfftn[float32, complex64](ctx, x, shape, opts)
}

// IRFFTN is the inverse of RFFTN: it returns the real array of the given shape. x has n/2+1 values along the last of the
// axes, n being its length in shape, and is not modified.
func IRFFTN(ctx context.Context, x []complex128, shape []int, opts ...Options) ([]float64, error) {
	return irfftn[float64](ctx, x, shape, opts)
}

// IRFFTN32 is IRFFTN in single precision.
func IRFFTN32(ctx context.Context, x []complex64, shape []int, opts ...Options) ([]float32, error) {
	return irfftn[float32](ctx, x, shape, opts)
}

func rfftn[F Float, C Complex](ctx context.Context, x []F, shape []int, opts []Options) ([]C, error) {
	a, err := realArrayOf[C](shape, opts)
	if err != nil {
		return nil, err
	}
	if err := checkShape(shape, len(x)); err != nil {
		return nil, err
	}
	p, err := realOf[F](shape[a.axis])
	if err != nil {
		return nil, err
	}
	y := make([]C, product(a.spectrum))
	if err := p.runMany(ctx, pairs[F](y), x, along(a.spectrum, a.axis), along(shape, a.axis), false, a.norm); err != nil {
		return nil, err
	}
	if err := transformAxes(ctx, y, y, a.spectrum, a.others, false, a.norm); err != nil {
		return nil, err
	}
	return y, nil
}

func irfftn[F Float, C Complex](ctx context.Context, x []C, shape []int, opts []Options) ([]F, error) {
	a, err := realArrayOf[C](shape, opts)
	if err != nil {
		return nil, err
	}
	if err := checkShape(a.spectrum, len(x)); err != nil {
		return nil, err
	}
	p, err := realOf[F](shape[a.axis])
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
	y := make([]F, product(shape))
	if err := p.runMany(ctx, pairs[F](x), y, along(a.spectrum, a.axis), along(shape, a.axis), true, a.norm); err != nil {
		return nil, err
	}
	return y, nil
}

// A realArray is what both directions need to know of an array.
type realArray struct {
	axis     int   // whose spectrum is halved
	others   []int // to be transformed besides
	spectrum []int // the shape of the spectrum
	norm     Norm
}

func realArrayOf[C Complex](shape []int, opts []Options) (a realArray, err error) {
	o, err := ofArray(opts)
	if err != nil {
		return a, err
	}
	if err := checkLengths(shape); err != nil {
		return a, err
	}
	axes, err := checkAxes(o.Axes, len(shape))
	if err != nil {
		return a, err
	}
	if len(axes) == 0 {
		return a, fmt.Errorf("fft: axes %v of a real array of shape %v: needs one at least, whose spectrum is halved", o.Axes, shape)
	}
	last := len(axes) - 1
	a.axis, a.others, a.norm = axes[last], axes[:last], o.Norm
	a.spectrum = slices.Clone(shape)
	a.spectrum[a.axis] = shape[a.axis]/2 + 1
	return a, checkPlan(product(a.spectrum), int(unsafe.Sizeof(*new(C))))
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
	return o, err
}

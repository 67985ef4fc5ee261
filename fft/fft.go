package fft

import (
	"context"
	"fmt"
	"unsafe"
)

// Complex is the type of a transform's elements.
type Complex interface{ complex64 | complex128 }

// Float is the type of a real transform's elements.
type Float interface{ float32 | float64 }

// Options change what a function computes. The zero value is the default.
type Options struct {
	// N pads the input with zeros, or cuts it, to this length first; 0 keeps its length. For IRFFT it is the length of the
	// result, 2·(len−1) by default.
	N int
	// Norm tells which direction carries the factor 1/n.
	Norm Norm
	// Axes are the axes of an array to transform, negative ones counted from the last, each at most once; nil means all.
	Axes []int
}

// one returns the options of a call, of which there is at most one.
func one(opts []Options) (Options, error) {
	var o Options
	if len(opts) > 1 {
		return o, fmt.Errorf("fft: %d Options given, at most one is used", len(opts))
	}
	if len(opts) == 1 {
		o = opts[0]
	}
	return o, o.Norm.check()
}

// ofSignal returns the options of a function of one axis, and the length that they give n values.
func ofSignal(opts []Options, n int) (Options, int, error) {
	o, err := one(opts)
	switch {
	case err != nil:
		return o, 0, err
	case o.Axes != nil:
		return o, 0, fmt.Errorf("fft: Options.Axes is %v: a signal has one axis", o.Axes)
	case o.N < 0:
		return o, 0, fmt.Errorf("fft: Options.N is %d: must not be negative", o.N)
	case o.N > 0:
		n = o.N
	}
	return o, n, nil
}

// ofArray returns the options of a function of several axes.
func ofArray(opts []Options) (Options, error) {
	o, err := one(opts)
	if err == nil && o.N != 0 {
		err = fmt.Errorf("fft: Options.N is %d: arrays are padded by Resize", o.N)
	}
	return o, err
}

// FFT returns the discrete Fourier transform Σ x[j]·exp(−2πi·jk/n) of x. It does not modify x. It keeps the plans of recent
// lengths; a loop over one length saves the look-up and the allocation with NewPlan.
func FFT[C Complex](ctx context.Context, x []C, opts ...Options) ([]C, error) {
	return transform1(ctx, x, false, opts)
}

// IFFT returns the inverse transform 1/n·Σ x[k]·exp(2πi·jk/n) of x. It does not modify x.
func IFFT[C Complex](ctx context.Context, x []C, opts ...Options) ([]C, error) {
	return transform1(ctx, x, true, opts)
}

func transform1[C Complex](ctx context.Context, x []C, inverse bool, opts []Options) ([]C, error) {
	o, n, err := ofSignal(opts, len(x))
	if err != nil {
		return nil, err
	}
	if err := checkPlan(n, int(unsafe.Sizeof(*new(C)))); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	y := make([]C, n)
	src := x
	if n != len(x) {
		copy(y, x)
		src = y
	}
	if err := transformInto(ctx, y, src, inverse, o.Norm); err != nil {
		return nil, err
	}
	return y, nil
}

// transformInto transforms src to dst, of the same length, by a plan of the cache.
func transformInto[C Complex](ctx context.Context, dst, src []C, inverse bool, norm Norm) error {
	switch dst := any(dst).(type) {
	case []complex128:
		p, err := cached(len(dst), complexPlan, NewPlan)
		if err != nil {
			return err
		}
		return p.Transform(ctx, dst, any(src).([]complex128), inverse, norm)
	case []complex64:
		p, err := cached(len(dst), complexPlan32, NewPlan32)
		if err != nil {
			return err
		}
		return p.Transform(ctx, dst, any(src).([]complex64), inverse, norm)
	}
	panic("unreachable: Complex has two types")
}

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
	// Axes are the axes of an array to transform, negative ones counted from the last; nil means all. A repeated axis is
	// transformed again.
	Axes []int
}

func one(opts []Options) (Options, error) {
	var o Options
	if len(opts) > 1 {
		return o, fmt.Errorf("fft: %d Options given, at most one is used", len(opts))
	}
	if len(opts) == 1 {
		o = opts[0]
	}
	if o.N < 0 {
		return o, fmt.Errorf("fft: Options.N is %d: must not be negative", o.N)
	}
	return o, o.Norm.check()
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
	o, err := one(opts)
	if err != nil {
		return nil, err
	}
	n := len(x)
	if o.N > 0 {
		n = o.N
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
	return y, transformInto(ctx, y, src, inverse, o.Norm)
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

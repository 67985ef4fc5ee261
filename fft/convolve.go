package fft

import (
	"context"
	"fmt"
	"unsafe"
)

// A Mode tells which part of a convolution to return, for inputs of n and m elements.
type Mode int

const (
	Full  Mode = iota // all n+m−1 elements
	Same              // the middle n
	Valid             // the max−min+1 that overlap completely
)

// Number is the type of a convolution's elements.
type Number interface{ Float | Complex }

// Convolve returns Σ_j a[j]·b[k−j] by transforms, in O((n+m)·log(n+m)). Its error is of the order of the rounding error of
// the largest element, so small elements of a result that spans many orders of magnitude are inexact: there, use the sum.
func Convolve[E Number](ctx context.Context, a, b []E, mode Mode) ([]E, error) {
	if mode < Full || mode > Valid {
		return nil, fmt.Errorf("fft: mode %d of convolution: use Full, Same or Valid", int(mode))
	}
	if len(a) == 0 || len(b) == 0 {
		return nil, fmt.Errorf("fft: convolution of %d by %d elements: neither may be empty", len(a), len(b))
	}
	full := len(a) + len(b) - 1
	if err := checkPlan(2*full, 2*int(unsafe.Sizeof(*new(E)))); err != nil {
		return nil, err
	}
	y, err := convolveFull(ctx, a, b, full)
	if err != nil {
		return nil, err
	}
	switch mode {
	case Same:
		lo := (len(b) - 1) / 2
		y = y[lo : lo+len(a)]
	case Valid:
		lo := min(len(a), len(b)) - 1
		y = y[lo : len(y)-lo]
	}
	return y, nil
}

// Correlate returns Σ_j a[j+k]·conj(b[j]) for k = −(m−1) … n−1: the convolution of a with b conjugated and reversed.
func Correlate[E Number](ctx context.Context, a, b []E, mode Mode) ([]E, error) {
	r := make([]E, len(b))
	for j, v := range b {
		switch p := any(&v).(type) {
		case *complex128:
			*p = complex(real(*p), -imag(*p))
		case *complex64:
			*p = complex(real(*p), -imag(*p))
		}
		r[len(b)-1-j] = v
	}
	return Convolve(ctx, a, r, mode)
}

func convolveFull[E Number](ctx context.Context, a, b []E, full int) ([]E, error) {
	switch a := any(a).(type) {
	case []float64:
		y, err := convolveReal(ctx, a, any(b).([]float64), full, RFFT, IRFFT)
		return any(y).([]E), err
	case []float32:
		y, err := convolveReal(ctx, a, any(b).([]float32), full, RFFT32, IRFFT32)
		return any(y).([]E), err
	case []complex128:
		y, err := convolveComplex(ctx, a, any(b).([]complex128), full)
		return any(y).([]E), err
	case []complex64:
		y, err := convolveComplex(ctx, a, any(b).([]complex64), full)
		return any(y).([]E), err
	}
	panic("unreachable: Number has four types")
}

// convolveReal pads to an even smooth length, so that real transforms run at half the length.
func convolveReal[F Float, C Complex](ctx context.Context, a, b []F, full int,
	there func(context.Context, []F, ...Options) ([]C, error), back func(context.Context, []C, ...Options) ([]F, error)) ([]F, error) {
	o := Options{N: 2 * NextFastLen((full+1)/2)}
	u, err := there(ctx, a, o)
	if err != nil {
		return nil, err
	}
	v, err := there(ctx, b, o)
	if err != nil {
		return nil, err
	}
	for k := range u {
		u[k] *= v[k]
	}
	y, err := back(ctx, u, o)
	if err != nil {
		return nil, err
	}
	return y[:full:full], nil
}

func convolveComplex[C Complex](ctx context.Context, a, b []C, full int) ([]C, error) {
	o := Options{N: NextFastLen(full)}
	u, err := FFT(ctx, a, o)
	if err != nil {
		return nil, err
	}
	v, err := FFT(ctx, b, o)
	if err != nil {
		return nil, err
	}
	for k := range u {
		u[k] *= v[k]
	}
	if err := transformInto(ctx, u, u, true, Backward); err != nil {
		return nil, err
	}
	return u[:full:full], nil
}

package fft

import (
	"context"
	"fmt"
	"unsafe"
)

// ConvolveN returns the convolution of two arrays of as many axes, Σ_j a[j]·b[k−j], and its shape, which mode tells axis by
// axis: Same has the shape of a; Valid needs one of the arrays to be at least as long as the other along every axis. It
// filters an image by a mask of any size in the time of three transforms. Neither argument is modified.
func ConvolveN[E Number](ctx context.Context, a []E, shapeA []int, b []E, shapeB []int, mode Mode) (y []E, shape []int, err error) {
	f, err := framesOf[E](shapeA, len(a), shapeB, len(b), mode)
	if err != nil {
		return nil, nil, err
	}
	switch a := any(a).(type) {
	case []float64:
		r, err := convolveN(ctx, a, any(b).([]float64), f, RFFTN, IRFFTN)
		return any(r).([]E), f.shape, err
	case []float32:
		r, err := convolveN(ctx, a, any(b).([]float32), f, RFFTN32, IRFFTN32)
		return any(r).([]E), f.shape, err
	case []complex128:
		r, err := convolveN(ctx, a, any(b).([]complex128), f, FFTN[complex128], IFFTN[complex128])
		return any(r).([]E), f.shape, err
	case []complex64:
		r, err := convolveN(ctx, a, any(b).([]complex64), f, FFTN[complex64], IFFTN[complex64])
		return any(r).([]E), f.shape, err
	}
	panic("unreachable: Number has four types")
}

// CorrelateN returns Σ_j a[j+k]·conj(b[j]): ConvolveN of a with b conjugated and reversed along every axis. Its maximum is
// where a template b lies in an image a.
func CorrelateN[E Number](ctx context.Context, a []E, shapeA []int, b []E, shapeB []int, mode Mode) (y []E, shape []int, err error) {
	return ConvolveN(ctx, a, shapeA, reversed(b), shapeB, mode)
}

// frames are the shapes of a convolution of arrays.
type frames struct {
	a, b   []int
	padded []int // of the transforms
	at     []int // where the result begins in the product
	shape  []int // of the result
}

func framesOf[E Number](a []int, lenA int, b []int, lenB int, mode Mode) (f frames, err error) {
	if err := mode.check(); err != nil {
		return f, err
	}
	if err := checkShape(a, lenA); err != nil {
		return f, err
	}
	if err := checkShape(b, lenB); err != nil {
		return f, err
	}
	if len(a) != len(b) {
		return f, fmt.Errorf("fft: convolution of arrays of %d axes %v and %d axes %v: needs as many", len(a), a, len(b), b)
	}
	f.a, f.b = a, b
	longer, shorter := false, false
	for i, n := range a {
		longer, shorter = longer || n > b[i], shorter || n < b[i]
		lo, hi := mode.span(n, b[i])
		length := wholeLength(n, b[i], lo, hi)
		if length > MaxLength {
			return f, checkLength("length", length)
		}
		if length > 1 && i == len(a)-1 { // real transforms of even length take half the time
			length = 2 * NextFastLen((length+1)/2)
		} else {
			length = NextFastLen(length)
		}
		f.padded, f.at, f.shape = append(f.padded, length), append(f.at, lo), append(f.shape, hi-lo)
	}
	if mode == Valid && longer && shorter {
		return f, fmt.Errorf("fft: valid part of the convolution of shapes %v and %v: one must be at least as long as the other along every axis", a, b)
	}
	if err := checkLengths(f.padded); err != nil {
		return f, err
	}
	return f, checkPlan(product(f.padded), 2*int(unsafe.Sizeof(*new(E))))
}

func convolveN[E Number, C Complex](ctx context.Context, a, b []E, f frames,
	there func(context.Context, []E, []int, ...Options) ([]C, error), back func(context.Context, []C, []int, ...Options) ([]E, error)) ([]E, error) {
	x := make([]E, product(f.padded))
	resizeInto(x, a, f.padded, f.a)
	u, err := there(ctx, x, f.padded)
	if err != nil {
		return nil, err
	}
	clear(x)
	resizeInto(x, b, f.padded, f.b)
	v, err := there(ctx, x, f.padded)
	if err != nil {
		return nil, err
	}
	for k := range u {
		u[k] *= v[k]
	}
	x, err = back(ctx, u, f.padded)
	if err != nil {
		return nil, err
	}
	y := make([]E, product(f.shape))
	cutInto(y, x, f.shape, f.padded, f.at)
	return y, nil
}

// cutInto copies the part of src, of shape from, that begins at the given place, to dst of shape to.
func cutInto[E any](dst, src []E, to, from, at []int) {
	if len(to) == 1 {
		copy(dst, src[at[0]:])
		return
	}
	d, s := len(dst)/to[0], len(src)/from[0]
	for i := range to[0] {
		cutInto(dst[i*d:(i+1)*d], src[(at[0]+i)*s:(at[0]+i+1)*s], to[1:], from[1:], at[1:])
	}
}

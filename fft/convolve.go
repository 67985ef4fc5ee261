package fft

// Convolution and correlation of signals: directly if one is short, by one transform of all, or by overlap-save (Helms, IEEE
// Trans. Audio Electroacoustics 15 (1967) 85; Oppenheim & Schafer, Discrete-Time Signal Processing, §8.7.3): transforms of
// overlapping blocks of the longer one, as long as suits the shorter one, of each of which the end is free of wrapping round.
// Sizes alone decide, so that no bit depends on threads.

import (
	"context"
	"fmt"
	"math"
	"unsafe"

	"tandem/parallel"
)

// A Mode tells which part of a convolution to return, for inputs of n and m elements.
type Mode int

const (
	Full  Mode = iota // all n+m−1 elements
	Same              // the middle n
	Valid             // the max−min+1 that overlap completely
)

func (m Mode) check() error {
	if m < Full || m > Valid {
		return fmt.Errorf("fft: mode %d of convolution: use Full, Same or Valid", int(m))
	}
	return nil
}

// span returns the part lo … hi−1 of the full convolution of n and k elements that the mode asks for.
func (m Mode) span(n, k int) (lo, hi int) {
	switch m {
	case Same:
		lo = (k - 1) / 2
		return lo, lo + n
	case Valid:
		return min(n, k) - 1, max(n, k)
	}
	return 0, n + k - 1
}

// Number is the type of a convolution's elements.
type Number interface{ Float | Complex }

// Convolve returns Σ_j a[j]·b[k−j], in O(n·log m) for n elements by m ≤ n. Its error is of the order of the rounding error of
// the largest element, so small elements of a result that spans many orders of magnitude are inexact: there, use the sum.
// Threads take blocks of a long signal each. Neither argument is modified. A NaN spoils at least the elements that it enters
// into.
func Convolve[E Number](ctx context.Context, a, b []E, mode Mode) ([]E, error) {
	if err := mode.check(); err != nil {
		return nil, err
	}
	if len(a) == 0 || len(b) == 0 {
		return nil, fmt.Errorf("fft: convolution of %d by %d elements: neither may be empty", len(a), len(b))
	}
	if err := checkPlan(len(a)+len(b)-1, int(unsafe.Sizeof(*new(E)))); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	lo, hi := mode.span(len(a), len(b))
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) <= directLength {
		return convolveDirectly(ctx, a, b, lo, hi)
	}
	switch a := any(a).(type) {
	case []float64:
		y, err := convolve(ctx, a, any(b).([]float64), lo, hi, realEnds[float64, complex128](NewRealPlan, realPlan))
		return any(y).([]E), err
	case []float32:
		y, err := convolve(ctx, a, any(b).([]float32), lo, hi, realEnds[float32, complex64](NewRealPlan32, realPlan32))
		return any(y).([]E), err
	case []complex128:
		y, err := convolve(ctx, a, any(b).([]complex128), lo, hi, complexEnds[complex128](NewPlan, complexPlan))
		return any(y).([]E), err
	case []complex64:
		y, err := convolve(ctx, a, any(b).([]complex64), lo, hi, complexEnds[complex64](NewPlan32, complexPlan32))
		return any(y).([]E), err
	}
	panic("unreachable: Number has four types")
}

// Correlate returns Σ_j a[j+k]·conj(b[j]) for k = −(m−1) … n−1: the convolution of a with b conjugated and reversed.
func Correlate[E Number](ctx context.Context, a, b []E, mode Mode) ([]E, error) {
	return Convolve(ctx, a, reversed(b), mode)
}

// reversed returns the conjugates of b from the last to the first.
func reversed[E Number](b []E) []E {
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
	return r
}

// directLength is the length up to which a signal is convolved by its sums. See TestConvolutionTimes.
const directLength = 3

func convolveDirectly[E Number](ctx context.Context, a, b []E, lo, hi int) ([]E, error) {
	y := make([]E, hi-lo)
	parallel.TeamOf(ctx).For(len(y), teamFrom, func(from, to int) {
		for k := lo + from; k < lo+to; k++ {
			var sum E
			for j := max(0, k-len(a)+1); j <= min(k, len(b)-1); j++ {
				sum += b[j] * a[k-j]
			}
			y[k-lo] = sum
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return y, nil
}

// ends are the transforms of a convolution at one length, of values E to width values C and back.
type ends[E Number, C Complex] struct {
	width int
	there func(ctx context.Context, dst []C, src []E) error
	back  func(ctx context.Context, dst []E, src []C) error
}

// A maker gives the ends of a length. Real lengths, as its length function chooses them, are even, for which a transform
// takes half the time.
type maker[E Number, C Complex] struct {
	length func(n int) int
	ends   func(n int) (ends[E, C], error)
}

func realEnds[F Float, C Complex, P interface {
	Forward(ctx context.Context, dst []C, src []F, norm Norm) error
	Inverse(ctx context.Context, dst []F, src []C, norm Norm) error
}](build func(int) (P, error), kind planKind) maker[F, C] {
	return maker[F, C]{func(n int) int { return 2 * NextFastLen((n+1)/2) }, func(n int) (ends[F, C], error) {
		p, err := cached(n, kind, build)
		return ends[F, C]{n/2 + 1,
			func(ctx context.Context, dst []C, src []F) error { return p.Forward(ctx, dst, src, Backward) },
			func(ctx context.Context, dst []F, src []C) error { return p.Inverse(ctx, dst, src, Backward) }}, err
	}}
}

func complexEnds[C Complex, P interface {
	Forward(ctx context.Context, dst, src []C) error
	Inverse(ctx context.Context, dst, src []C) error
}](build func(int) (P, error), kind planKind) maker[C, C] {
	return maker[C, C]{NextFastLen, func(n int) (ends[C, C], error) {
		p, err := cached(n, kind, build)
		return ends[C, C]{n,
			func(ctx context.Context, dst, src []C) error { return p.Forward(ctx, dst, src) },
			func(ctx context.Context, dst, src []C) error { return p.Inverse(ctx, dst, src) }}, err
	}}
}

// convolve returns the elements lo … hi−1 of the convolution of a with b, which is no longer.
func convolve[E Number, C Complex](ctx context.Context, a, b []E, lo, hi int, of maker[E, C]) ([]E, error) {
	whole := wholeLength(len(a), len(b), lo, hi)
	if n := blockLength(len(b), hi-lo); n > 0 && float64((hi-lo-1)/(n-len(b)+1)+2)*blockCost(n) < 1.5*blockCost(whole) {
		t, err := of.ends(n)
		if err != nil {
			return nil, err
		}
		return convolveBlocks(ctx, a, b, lo, hi, n, t)
	}
	n := of.length(whole)
	t, err := of.ends(n)
	if err != nil {
		return nil, err
	}
	return convolveWhole(ctx, a, b, lo, hi, n, t)
}

// wholeLength returns the least length of a transform whose product has the elements lo … hi−1 of the convolution: those
// that wrap round may fall on others.
func wholeLength(n, m, lo, hi int) int { return max(n, m, hi, n+m-1-lo) }

// blockCost predicts the nanoseconds of a transform of n real values, a product, the transform back, and copies, from
// TestConvolutionTimes on an AMD Zen 4. Complex ones take twice that, which changes nothing.
func blockCost(n int) float64 {
	cost := 0.1*math.Log2(float64(n)) + 1
	if n > 1<<16 { // beyond the second-level cache
		cost *= 1 + 0.35*math.Log2(float64(n)/(1<<16))
	}
	return 60 + cost*float64(n)
}

// blockLength returns the length of the transforms that convolve a long signal with m values at the least cost for each of
// count results: a power of two, or 0 if the signal is too short for two of them.
func blockLength(m, count int) int {
	best, least := 0, math.Inf(1)
	for n := 64; n-m+1 < count; n *= 2 {
		if n < 2*m {
			continue
		}
		if cost := blockCost(n) * float64((count-1)/(n-m+1)+1); cost < least {
			best, least = n, cost
		}
	}
	return best
}

// convolveWhole transforms all of a and of b at once.
func convolveWhole[E Number, C Complex](ctx context.Context, a, b []E, lo, hi, n int, t ends[E, C]) ([]E, error) {
	u, v, x := make([]C, t.width), make([]C, t.width), make([]E, n)
	copy(x, a)
	if err := t.there(ctx, u, x); err != nil {
		return nil, err
	}
	clear(x[copy(x, b):])
	if err := t.there(ctx, v, x); err != nil {
		return nil, err
	}
	for k := range u {
		u[k] *= v[k]
	}
	if err := t.back(ctx, x, u); err != nil {
		return nil, err
	}
	return x[lo:hi:hi], nil
}

// convolveBlocks transforms b and blocks of n elements of a, each of which overlaps the one before by all but one of the
// elements of b.
func convolveBlocks[E Number, C Complex](ctx context.Context, a, b []E, lo, hi, n int, t ends[E, C]) ([]E, error) {
	before := len(b) - 1
	step, v, y := n-before, make([]C, t.width), make([]E, hi-lo)
	padded := make([]E, n)
	copy(padded, b)
	if err := t.there(ctx, v, padded); err != nil {
		return nil, err
	}
	alone := parallel.WithThreads(ctx, 1)
	parallel.TeamOf(ctx).For((hi-lo-1)/step+1, max(1, teamFrom/n), func(from, to int) {
		x, u := make([]E, n), make([]C, t.width)
		for i := from; i < to && ctx.Err() == nil; i++ {
			at := lo + i*step - before // of the block in a
			clear(x)
			if at < len(a) {
				copy(x[max(0, -at):], a[max(0, at):min(at+n, len(a))])
			}
			// The lengths fit, so only the end of ctx, which is asked below, could stop these.
			_ = t.there(alone, u, x)
			for k := range u {
				u[k] *= v[k]
			}
			_ = t.back(alone, x, u)
			copy(y[i*step:], x[before:])
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return y, nil
}

package fft

// What the transform makes of one signal: its analytic signal, other sampling rates, and a part of its spectrum in detail.

import (
	"context"
	"fmt"
	"math"
	"unsafe"
)

// Hilbert returns the analytic signal of x: x plus i times its Hilbert transform, which has no negative frequencies. Its
// modulus is the envelope of x, its angle the phase. Options.N pads or cuts x first; a norm makes no difference. x is taken as
// periodic and not modified.
func Hilbert(ctx context.Context, x []float64, opts ...Options) ([]complex128, error) {
	half, err := RFFT(ctx, x, opts...)
	if err != nil {
		return nil, err
	}
	o, n, _ := ofSignal(opts, len(x))
	y := make([]complex128, n)
	for k, v := range half {
		y[k] = v
		if k > 0 && 2*k < n {
			y[k] = complex(2*real(v), 2*imag(v)) // with what the negative frequency had
		}
	}
	if err := transformInto(ctx, y, y, true, o.Norm); err != nil {
		return nil, err
	}
	return y, nil
}

// Resample returns n samples of the same time as x, by its trigonometric interpolation: exact where x is periodic and
// has no frequency above half of either rate, ringing where the end of x does not meet its beginning. x is not modified.
func Resample(ctx context.Context, x []float64, n int) ([]float64, error) {
	if err := checkPlan(n, 8); err != nil {
		return nil, err
	}
	m := len(x)
	s, err := RFFT(ctx, x)
	if err != nil {
		return nil, err
	}
	y := make([]complex128, n/2+1)
	copy(y, s)
	if least := min(n, m); least%2 == 0 { // the frequency that is its own negative on one side and two on the other
		f := complex(1, 0)
		if n < m {
			f = 2
		} else if n > m {
			f = 0.5
		}
		y[least/2] *= f
	}
	f := complex(float64(n)/float64(m), 0)
	for k := range y {
		y[k] *= f
	}
	return IRFFT(ctx, y, Options{N: n})
}

// ZoomFFT returns the transform of x at m frequencies from lo, steps of (hi−lo)/m apart, for a signal of rate samples per
// second: the frequencies, and Σ x[j]·exp(−2πi·jf/rate) for each. FFT is the case of lo = 0, hi = rate and m = len(x); here
// a small band can have as many points as one likes, in the time of a convolution of n+m points (the chirp-z transform of
// Rabiner, Schafer & Rader, IEEE Trans. Audio Electroacoustics 17 (1969) 86). x is not modified.
func ZoomFFT[E float64 | complex128](ctx context.Context, x []E, lo, hi float64, m int, rate float64) (freqs []float64, values []complex128, err error) {
	n := len(x)
	if n < 1 || m < 1 || m > MaxLength || !(rate > 0) || math.IsInf(rate, 1) || !finite(lo) || !finite(hi-lo) {
		return nil, nil, fmt.Errorf("fft: ZoomFFT of %d values at %d frequencies from %g to %g at rate %g: needs at least one of each, and finite numbers", n, m, lo, hi, rate)
	}
	if err := checkPlan(n+m-1, 2*int(unsafe.Sizeof(complex128(0)))); err != nil {
		return nil, nil, err
	}
	from, step := turnsOf(lo, 0, rate, 1), turnsOf(hi, lo, rate, float64(m))
	// jk = j²/2 + k²/2 − (k−j)²/2 makes a convolution of the sum.
	u := make([]complex128, n)
	for j, v := range x {
		var z complex128
		switch v := any(v).(type) {
		case float64:
			z = complex(v, 0)
		case complex128:
			z = v
		}
		u[j] = z * from.root(-float64(j)) * step.root(-float64(j)*float64(j)/2)
	}
	chirp := make([]complex128, n+m-1)
	for i := range chirp {
		d := float64(i - n + 1)
		chirp[i] = step.root(d * d / 2)
	}
	values, err = Convolve(ctx, u, chirp, Valid)
	if err != nil {
		return nil, nil, err
	}
	values = values[:m:m]
	freqs = make([]float64, m)
	for k := range values {
		freqs[k] = lo + float64(float64(k)*((hi-lo)/float64(m)))
		values[k] *= step.root(-float64(k) * float64(k) / 2)
	}
	return freqs, values, nil
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// turns is a number of turns of the circle, in two parts: multiples by squares of places need more digits than one has.
type turns struct{ hi, lo float64 }

// turnsOf returns (a − b)/(rate·m).
func turnsOf(a, b, rate, m float64) turns {
	d := a - b
	t := d - a
	e := (a - (d - t)) - (b + t) // d + e is a − b exactly
	p := rate * m
	q := d / p
	return turns{q, (math.FMA(-q, p, d) + e - float64(q*math.FMA(rate, m, -p))) / p}
}

// root returns exp(2πi·k·t) of an exact k.
func (t turns) root(k float64) complex128 {
	p := k * t.hi
	s, c := math.Sincos(2 * math.Pi * ((p - math.Round(p)) + (math.FMA(k, t.hi, -p) + float64(k*t.lo))))
	return complex(c, s)
}

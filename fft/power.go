package fft

// Power spectra of real signals: the periodogram, and Welch's mean of the periodograms of overlapping segments (IEEE Trans.
// Audio Electroacoustics 15 (1967) 70), of one signal or of two.

import (
	"context"
	"fmt"
	"math"

	"tandem/parallel"
)

// A Scaling tells what the values of a power spectrum mean.
type Scaling int

const (
	Density Scaling = iota // power per hertz: its integral over the frequencies is the mean square of the signal
	Power                  // power: a sine of amplitude A reads A²/2 at its frequency
)

// A Detrend tells what is taken away from each segment before its transform.
type Detrend int

const (
	Mean    Detrend = iota // its mean
	Line                   // its least-squares line
	Nothing                // nothing
)

// PowerOptions shape a power spectrum. The zero value is that of scipy.signal.welch, and of its periodogram.
type PowerOptions struct {
	Size    int     // points of a segment; 256, or all if there are fewer. Periodogram: all
	Hop     int     // points from one segment to the next; half of Size, rounded up
	Rate    float64 // samples per second; 1
	Window  Window  // Hann; Periodogram: Rectangular
	Scaling Scaling // Density
	Detrend Detrend // Mean; Periodogram too
}

// Periodogram returns the power spectrum of x, from one transform of all of it: the frequencies in hertz, from 0 to half the
// rate, and the power of each, which counts the negative frequency too. It does not modify x.
//
// Options.Size and Hop must not be set. A periodogram of noise does not get smoother with the length of x: use Welch.
func Periodogram(ctx context.Context, x []float64, o PowerOptions) (freqs, power []float64, err error) {
	if o.Size != 0 || o.Hop != 0 {
		return nil, nil, fmt.Errorf("fft: Periodogram takes no Size (%d) and no Hop (%d): use Welch", o.Size, o.Hop)
	}
	if o.Window == nil {
		o.Window = Rectangular
	}
	o.Size, o.Hop = len(x), len(x)
	return Welch(ctx, x, o)
}

// Welch returns the power spectrum of x as the mean over its segments: the frequencies in hertz, from 0 to half the rate, and
// the power of each, which counts the negative frequency too. What is left behind the last whole segment is not used.
// Threads take segments each. It does not modify x.
func Welch(ctx context.Context, x []float64, o PowerOptions) (freqs, power []float64, err error) {
	freqs, m, err := welch(ctx, x, nil, o)
	if err != nil {
		return nil, nil, err
	}
	return freqs, m.xx, nil
}

// CSD returns the cross spectrum of two signals of one length: the mean of conj(X[k])·Y[k] over the segments, scaled as
// Welch does. Its angle is by how much y leads x.
func CSD(ctx context.Context, x, y []float64, o PowerOptions) (freqs []float64, power []complex128, err error) {
	freqs, m, err := crossed(ctx, x, y, o)
	if err != nil {
		return nil, nil, err
	}
	return freqs, m.xy, nil
}

// Coherence returns |CSD|² over the product of the two power spectra: from 0, no relation between x and y at that
// frequency, to 1, a linear one. With a single segment it is 1 everywhere; where a signal has no power it is NaN.
func Coherence(ctx context.Context, x, y []float64, o PowerOptions) (freqs, coherence []float64, err error) {
	freqs, m, err := crossed(ctx, x, y, o)
	if err != nil {
		return nil, nil, err
	}
	for k, v := range m.xy {
		h := math.Hypot(real(v), imag(v))
		m.xx[k] = h / m.xx[k] * (h / m.yy[k])
	}
	return freqs, m.xx, nil
}

// crossed is welch of two signals.
func crossed(ctx context.Context, x, y []float64, o PowerOptions) ([]float64, *moments, error) {
	if len(x) != len(y) {
		return nil, nil, fmt.Errorf("fft: cross spectrum of %d and %d samples: the signals must have one length", len(x), len(y))
	}
	if y == nil {
		y = []float64{}
	}
	return welch(ctx, x, y, o)
}

// moments are sums over segments of |X|², |Y|² and conj(X)·Y; the latter two only if there is a second signal.
type moments struct {
	xx, yy []float64
	xy     []complex128
}

func (m *moments) plus(o *moments) *moments {
	for k := range m.xx {
		m.xx[k] += o.xx[k]
	}
	for k := range m.xy {
		m.yy[k] += o.yy[k]
		m.xy[k] += o.xy[k]
	}
	return m
}

func (o PowerOptions) defaults(n int) (PowerOptions, error) {
	if o.Size == 0 {
		o.Size = min(256, n)
	}
	if o.Hop == 0 {
		o.Hop = o.Size - o.Size/2
	}
	if o.Rate == 0 {
		o.Rate = 1
	}
	if o.Window == nil {
		o.Window = Hann
	}
	switch {
	case n == 0:
		return o, fmt.Errorf("fft: power spectrum of no samples")
	case o.Size < 1 || o.Size > n || o.Hop < 1 || o.Hop > o.Size:
		return o, fmt.Errorf("fft: power spectrum of %d samples by segments of %d points, %d apart: needs 1 ≤ hop ≤ size ≤ samples", n, o.Size, o.Hop)
	case !(o.Rate > 0) || math.IsInf(o.Rate, 1):
		return o, fmt.Errorf("fft: power spectrum at rate %g: must be finite and positive", o.Rate)
	case o.Scaling < Density || o.Scaling > Power:
		return o, fmt.Errorf("fft: unknown scaling %d: use Density or Power", int(o.Scaling))
	case o.Detrend < Mean || o.Detrend > Nothing:
		return o, fmt.Errorf("fft: unknown detrending %d: use Mean, Line or Nothing", int(o.Detrend))
	}
	return o, checkPlan(o.Size, 8)
}

// scale returns what a squared transform of a segment is multiplied by, but for the negative frequencies.
func (o PowerOptions) scale(window []float64) (float64, error) {
	if len(window) != o.Size {
		return 0, fmt.Errorf("fft: the window gave %d weights for %d points", len(window), o.Size)
	}
	sum, squares := 0.0, 0.0
	for _, w := range window {
		sum += w
		squares += float64(w * w)
	}
	weight := squares * o.Rate
	if o.Scaling == Power {
		weight = sum * sum
	}
	if !(weight > 0) || math.IsInf(weight, 1) {
		return 0, fmt.Errorf("fft: the window's weights add up to %g, their squares to %g", sum, squares)
	}
	return 1 / weight, nil
}

// Sums of at least blockSegments segments, and of at most mostBlocks blocks, fewer if their sums would fill memory, are kept
// apart and added by a tree: by the sizes alone, so that no bit depends on threads.
const (
	blockSegments = 16
	mostBlocks    = 256
	mostSums      = 1 << 24
)

// welch returns the scaled moments of x, and of y unless it is nil.
func welch(ctx context.Context, x, y []float64, o PowerOptions) ([]float64, *moments, error) {
	o, err := o.defaults(len(x))
	if err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	window := o.Window(o.Size)
	scale, err := o.scale(window)
	if err != nil {
		return nil, nil, err
	}
	plan, err := cached(o.Size, realPlan, NewRealPlan)
	if err != nil {
		return nil, nil, err
	}
	count, width := (len(x)-o.Size)/o.Hop+1, o.Size/2+1
	inner := ctx
	if count > 1 {
		inner = parallel.WithThreads(ctx, 1)
	}
	sum := parallel.Reduce(parallel.TeamOf(ctx), count, max(blockSegments, (count-1)/min(mostBlocks, max(1, mostSums/width))+1), func(lo, hi int) *moments {
		m := &moments{xx: make([]float64, width)}
		segment, u, v := make([]float64, o.Size), make([]complex128, width), []complex128(nil)
		if y != nil {
			m.yy, m.xy, v = make([]float64, width), make([]complex128, width), make([]complex128, width)
		}
		transform := func(to []complex128, from []float64) {
			copy(segment, from)
			o.Detrend.from(segment)
			for j, w := range window {
				segment[j] *= w
			}
			// The lengths fit, so only the end of ctx, which is asked below, could stop it.
			_ = plan.Forward(inner, to, segment, Backward)
		}
		for t := lo; t < hi && ctx.Err() == nil; t++ {
			transform(u, x[t*o.Hop:][:o.Size])
			for k, a := range u {
				m.xx[k] += float64(real(a)*real(a)) + float64(imag(a)*imag(a))
			}
			if y == nil {
				continue
			}
			transform(v, y[t*o.Hop:][:o.Size])
			for k, b := range v {
				a := u[k]
				m.yy[k] += float64(real(b)*real(b)) + float64(imag(b)*imag(b))
				m.xy[k] += complex(float64(real(a)*real(b))+float64(imag(a)*imag(b)), float64(real(a)*imag(b))-float64(imag(a)*real(b)))
			}
		}
		return m
	}, (*moments).plus)
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	for k := range width {
		f := scale / float64(count)
		if k > 0 && 2*k < o.Size {
			f *= 2 // the negative frequency
		}
		sum.xx[k] *= f
		if y != nil {
			sum.yy[k] *= f
			sum.xy[k] = complex(real(sum.xy[k])*f, imag(sum.xy[k])*f)
		}
	}
	return RFFTFreq(o.Size, 1/o.Rate), sum, nil
}

// from takes the trend away from x.
func (d Detrend) from(x []float64) {
	if d == Nothing {
		return
	}
	n, mean, slope, squares := float64(len(x)), 0.0, 0.0, 0.0
	for _, v := range x {
		mean += v
	}
	mean /= n
	if d == Line {
		for j, v := range x {
			t := float64(j) - (n-1)/2
			slope += float64(t * (v - mean))
			squares += float64(t * t)
		}
		slope /= max(squares, 1) // one point has no slope
	}
	for j := range x {
		x[j] -= mean + float64(slope*(float64(j)-(n-1)/2))
	}
}

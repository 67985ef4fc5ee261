package fft

import (
	"context"
	"fmt"
	"math"

	"tandem/parallel"
)

// STFTOptions shape a short-time transform. The zero value is a Hann window of 256 points, half overlapping, at rate 1.
type STFTOptions struct {
	Size   int     // points of a segment; 256
	Hop    int     // points from one segment to the next; Size/2
	Rate   float64 // samples per second; 1
	Window Window  // Hann
	// Inside leaves out the segments that reach beyond the ends of the signal; otherwise segments are centred at
	// multiples of Hop and the signal continues with zeros, so that ISTFT restores it whole.
	Inside bool
}

func (o STFTOptions) defaults() (STFTOptions, error) {
	if o.Size == 0 {
		o.Size = 256
	}
	if o.Hop == 0 {
		o.Hop = max(1, o.Size/2)
	}
	if o.Rate == 0 {
		o.Rate = 1
	}
	if o.Window == nil {
		o.Window = Hann
	}
	if o.Size < 1 || o.Size > MaxLength || o.Hop < 1 || o.Hop > o.Size || !(o.Rate > 0) || math.IsInf(o.Rate, 1) {
		return o, fmt.Errorf("fft: STFT of segments of %d points, %d apart, at rate %g: needs 1 ≤ hop ≤ size and a finite positive rate", o.Size, o.Hop, o.Rate)
	}
	return o, nil
}

// A Spectrogram holds the transforms of the segments of a signal.
type Spectrogram struct {
	Times  []float64    // of the middle of each segment, in seconds
	Freqs  []float64    // of each result, in hertz
	Values []complex128 // segment after segment, len(Freqs) of each: see At
	Opts   STFTOptions  // what it was made with, defaults filled in
	Len    int          // of the signal
}

// At returns the value of segment t at frequency f.
func (s *Spectrogram) At(t, f int) complex128 { return s.Values[t*len(s.Freqs)+f] }

// Power returns |At(t, f)|² for all segments, one row per segment.
func (s *Spectrogram) Power() []float64 {
	p := make([]float64, len(s.Values))
	for i, v := range s.Values {
		p[i] = real(v)*real(v) + imag(v)*imag(v)
	}
	return p
}

// STFT returns the transforms of overlapping windowed segments of x, each divided by the sum of the window's weights: a
// sine of amplitude A reads A/2 at its frequency. Threads take segments each.
func STFT(ctx context.Context, x []float64, o STFTOptions) (*Spectrogram, error) {
	o, err := o.defaults()
	if err != nil {
		return nil, err
	}
	if len(x) == 0 || o.Inside && len(x) < o.Size {
		return nil, fmt.Errorf("fft: STFT of %d samples by segments of %d", len(x), o.Size)
	}
	count, before := (len(x)+o.Hop-1)/o.Hop+1, o.Size/2
	if o.Inside {
		count, before = (len(x)-o.Size)/o.Hop+1, 0
	}
	width := o.Size/2 + 1
	if count > MaxLength/width {
		return nil, fmt.Errorf("fft: STFT of %d segments of %d frequencies has more than %d values", count, width, MaxLength)
	}
	if err := checkMemory("the STFT", count*width, 16); err != nil {
		return nil, err
	}
	plan, err := cached(o.Size, realPlan, NewRealPlan) // before the window, whose length it checks
	if err != nil {
		return nil, err
	}
	window, sum, err := o.weights()
	if err != nil {
		return nil, err
	}
	s := &Spectrogram{Freqs: RFFTFreq(o.Size, 1/o.Rate), Opts: o, Len: len(x),
		Times: make([]float64, count), Values: make([]complex128, count*width)}
	serial := parallel.WithThreads(ctx, 1)
	parallel.TeamOf(ctx).For(count, max(1, teamFrom/o.Size), func(lo, hi int) {
		segment := make([]float64, o.Size)
		for t := lo; t < hi && ctx.Err() == nil; t++ {
			at := t*o.Hop - before
			s.Times[t] = (float64(at) + float64(o.Size)/2) / o.Rate
			for j := range segment {
				segment[j] = 0
				if i := at + j; i >= 0 && i < len(x) {
					segment[j] = x[i] * window[j] / sum
				}
			}
			// The lengths fit, so only the end of ctx, which is asked below, could stop it.
			_ = plan.Forward(serial, s.Values[t*width:(t+1)*width], segment, Backward)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

func (o STFTOptions) weights() (window []float64, sum float64, err error) {
	window = o.Window(o.Size)
	if len(window) != o.Size {
		return nil, 0, fmt.Errorf("fft: the window gave %d weights for %d points", len(window), o.Size)
	}
	for _, w := range window {
		sum += w
	}
	if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nil, 0, fmt.Errorf("fft: the window's weights add up to %g", sum)
	}
	return window, sum, nil
}

// ISTFT returns the signal of a spectrogram by weighted overlap and add: the least-squares answer if its values were
// changed (Griffin & Lim, IEEE Trans. ASSP 32 (1984) 236). Samples that no segment weighs are zero. Threads take segments
// each.
func ISTFT(ctx context.Context, s *Spectrogram) ([]float64, error) {
	o, err := s.Opts.defaults()
	if err != nil {
		return nil, err
	}
	count, width := len(s.Times), o.Size/2+1
	if s.Len < 1 || len(s.Freqs) != width || len(s.Values) != count*width {
		return nil, fmt.Errorf("fft: ISTFT of %d values, %d segments of %d frequencies, for %d samples", len(s.Values), count, len(s.Freqs), s.Len)
	}
	if count > s.Len/o.Hop+2 { // hops beyond the end would overflow at last
		return nil, fmt.Errorf("fft: ISTFT of %d segments, %d apart, for %d samples", count, o.Hop, s.Len)
	}
	if err := checkPlan(s.Len, 8); err != nil {
		return nil, err
	}
	plan, err := cached(o.Size, realPlan, NewRealPlan)
	if err != nil {
		return nil, err
	}
	window, sum, err := o.weights()
	if err != nil {
		return nil, err
	}
	before := o.Size / 2
	if o.Inside {
		before = 0
	}
	x, weight := make([]float64, s.Len), make([]float64, s.Len)
	some := min(count, max(1, istftBuffer/o.Size))
	segments := make([]float64, some*o.Size)
	for lo := 0; lo < count; lo += some {
		hi := min(lo+some, count)
		if err := plan.Many(ctx, s.Values[lo*width:hi*width], segments[:(hi-lo)*o.Size], Rows(hi-lo, width), Rows(hi-lo, o.Size), true, Backward); err != nil {
			return nil, err
		}
		for t := lo; t < hi; t++ { // in order, whoever transformed them
			segment, at := segments[(t-lo)*o.Size:][:o.Size], t*o.Hop-before
			for j := max(0, -at); j < o.Size && at+j < s.Len; j++ {
				x[at+j] += float64(segment[j] * window[j] * sum)
				weight[at+j] += float64(window[j] * window[j])
			}
		}
	}
	least := 0.0
	for _, w := range window {
		least = max(least, 1e-12*w*w)
	}
	for i, w := range weight {
		if w > least {
			x[i] /= w
		}
	}
	return x, nil
}

// istftBuffer is how many samples are transformed before they are added up: what the second-level cache holds.
const istftBuffer = 1 << 16

package fft

import (
	"fmt"
	"math"
)

// A Window returns the n weights of a window function. All windows here are periodic, as spectral analysis wants them: the
// first n points of the symmetric window of n+1 points (scipy.signal.get_window's default). Symmetric gives the other kind.
type Window func(n int) []float64

// Symmetric returns the symmetric form of w, for the design of filters: both ends are equal. Where there are no points
// between them, they are 1.
func Symmetric(w Window) Window {
	return func(n int) []float64 {
		if n < 2 {
			return w(n)
		}
		v := w(n - 1)
		return append(v, v[0])
	}
}

// Rectangular is 1 everywhere.
func Rectangular(n int) []float64 { return cosines(n, 1) }

// Hann is ½ − ½·cos(2πj/n): the usual choice.
func Hann(n int) []float64 { return cosines(n, 0.5, 0.5) }

// Hamming is 0.54 − 0.46·cos(2πj/n): its first side lobe is lowest.
func Hamming(n int) []float64 { return cosines(n, 0.54, 0.46) }

// Blackman is 0.42 − 0.5·cos(2πj/n) + 0.08·cos(4πj/n).
func Blackman(n int) []float64 { return cosines(n, 0.42, 0.5, 0.08) }

// Nuttall has side lobes below −93 dB: the four-term window of least side lobes.
func Nuttall(n int) []float64 { return cosines(n, 0.3635819, 0.4891775, 0.1365995, 0.0106411) }

// BlackmanHarris has side lobes below −92 dB.
func BlackmanHarris(n int) []float64 { return cosines(n, 0.35875, 0.48829, 0.14128, 0.01168) }

// FlatTop reads the amplitude of a line between two frequencies within 0.02 dB.
func FlatTop(n int) []float64 {
	return cosines(n, 0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368)
}

// cosines is Σ (−1)^i·a[i]·cos(2πij/n).
func cosines(n int, a ...float64) []float64 {
	return weights(n, func(j int) (w float64) {
		sign := 1.0
		for i, c := range a {
			w += float64(sign * c * math.Cos(2*math.Pi*float64(i*j%n)/float64(n)))
			sign = -sign
		}
		return w
	})
}

// weights returns w(j) for j < n. The window of one point is 1, whatever its formula says.
func weights(n int, w func(j int) float64) []float64 {
	if n < 1 {
		panic(fmt.Sprintf("fft: window of %d points: needs at least 1", n))
	}
	if n == 1 {
		return []float64{1}
	}
	v := make([]float64, n)
	for j := range v {
		v[j] = w(j)
	}
	return v
}

// Bartlett is the triangle from 0 to 1 and back.
func Bartlett(n int) []float64 {
	return weights(n, func(j int) float64 { return 1 - math.Abs(2*float64(j)/float64(n)-1) })
}

// Gaussian returns the window exp(−(j − n/2)²/2σ²), σ in samples.
func Gaussian(sigma float64) Window {
	if !(sigma > 0) {
		panic(fmt.Sprintf("fft: Gaussian window of σ = %g: must be positive", sigma))
	}
	return func(n int) []float64 {
		return weights(n, func(j int) float64 {
			t := (float64(j) - float64(n)/2) / sigma
			return math.Exp(-t * t / 2)
		})
	}
}

// Tukey returns the window that is flat but for cosine flanks, which take the share alpha of it: 0 is Rectangular, 1 is Hann.
func Tukey(alpha float64) Window {
	if !(alpha >= 0 && alpha <= 1) {
		panic(fmt.Sprintf("fft: Tukey window of share %g: must be from 0 to 1", alpha))
	}
	return func(n int) []float64 {
		return weights(n, func(j int) float64 {
			if t := float64(min(j, n-j)) / float64(n); 2*t < alpha {
				return (1 - math.Cos(2*math.Pi*t/alpha)) / 2
			}
			return 1
		})
	}
}

// Kaiser returns the window I₀(β·√(1 − (2j/n − 1)²))/I₀(β): a larger β has lower side lobes and a wider main lobe.
func Kaiser(beta float64) Window {
	if !(beta >= 0 && beta <= 700) {
		panic(fmt.Sprintf("fft: Kaiser window of β = %g: must be from 0 to 700", beta))
	}
	whole := bessel0(beta)
	return func(n int) []float64 {
		return weights(n, func(j int) float64 {
			t := 2*float64(j)/float64(n) - 1
			return bessel0(beta*math.Sqrt(max(0, 1-t*t))) / whole
		})
	}
}

// bessel0 is the modified Bessel function I₀ by its power series, whose terms are all positive: no cancellation.
func bessel0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term *= x / (2 * k) * (x / (2 * k))
		sum += term
	}
	return sum
}

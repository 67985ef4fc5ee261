package fft

import (
	"fmt"
	"sync"

	"tandem/fft/internal/engine"
	"tandem/fft/internal/kernel"
	"tandem/fft/internal/recipe"
	"tandem/parallel/simd"
)

// FFTFreq returns the frequencies of the n results of a transform, in cycles per unit of the sample spacing d:
// 0, 1, …, then the negative ones −n/2 … −1, over n·d. It panics if n < 1 or d is zero.
func FFTFreq(n int, d float64) []float64 {
	mustFreq("FFTFreq", n, d)
	f := make([]float64, n)
	for k := range f {
		i := k
		if k >= (n+1)/2 {
			i = k - n
		}
		f[k] = float64(i) / (float64(n) * d)
	}
	return f
}

// RFFTFreq returns the frequencies of the n/2+1 results of a transform of n real values with sample spacing d. It panics if
// n < 1 or d is zero.
func RFFTFreq(n int, d float64) []float64 {
	mustFreq("RFFTFreq", n, d)
	f := make([]float64, n/2+1)
	for k := range f {
		f[k] = float64(k) / (float64(n) * d)
	}
	return f
}

func mustFreq(name string, n int, d float64) {
	if n < 1 || d == 0 {
		panic(fmt.Sprintf("fft: %s of %d points at spacing %g: needs at least one point and a spacing", name, n, d))
	}
}

// FFTShift returns x with the zero frequency moved to the middle, index n/2.
func FFTShift[E any](x []E) []E { return rotate(x, (len(x)+1)/2) }

// IFFTShift undoes FFTShift.
func IFFTShift[E any](x []E) []E { return rotate(x, len(x)/2) }

// rotate returns x with element k moved to the front.
func rotate[E any](x []E, k int) []E { return append(append(make([]E, 0, len(x)), x[k:]...), x[:k]...) }

// FFTShiftN returns an array with the zero frequency of the given axes, or of all if there are none, moved to the middle.
func FFTShiftN[E any](x []E, shape []int, axes ...int) ([]E, error) {
	return shiftN(x, shape, axes, func(n int) int { return (n + 1) / 2 })
}

// IFFTShiftN undoes FFTShiftN.
func IFFTShiftN[E any](x []E, shape []int, axes ...int) ([]E, error) {
	return shiftN(x, shape, axes, func(n int) int { return n / 2 })
}

func shiftN[E any](x []E, shape, axes []int, by func(n int) int) ([]E, error) {
	if err := checkShape(shape, len(x)); err != nil {
		return nil, err
	}
	axes, err := checkAxes(axes, len(shape))
	if err != nil {
		return nil, err
	}
	y := append([]E(nil), x...)
	for _, a := range axes {
		inner := product(shape[a+1:])
		block := shape[a] * inner
		for i := 0; i < len(y); i += block {
			copy(y[i:i+block], rotate(y[i:i+block], by(shape[a])*inner))
		}
	}
	return y, nil
}

// NextFastLen returns a length from n to n + n/16 that is transformed fast: one without a prime factor above 13, and of
// those, up to 65536, the one that the cost formula of this machine's vector instructions prefers; the next larger one if
// there is none so near. It panics if n < 1 or n > MaxLength.
func NextFastLen(n int) int {
	if n < 1 || n > MaxLength {
		panic(fmt.Sprintf("fft: NextFastLen(%d): must be from 1 to %d", n, MaxLength))
	}
	key := fastKey{n, simd.Active()}
	fastLengths.Lock()
	defer fastLengths.Unlock()
	if got, ok := fastLengths.of[key]; ok {
		return got
	}
	if len(fastLengths.of) >= fastKept {
		clear(fastLengths.of)
	}
	got := recipe.Fast(n, engine.Sets(kernel.Of64(key.tier)))
	fastLengths.of[key] = got
	return got
}

// fastLengths keeps what NextFastLen found, which takes as long as some transforms.
var fastLengths = struct {
	sync.Mutex
	of map[fastKey]int
}{of: map[fastKey]int{}}

type fastKey struct {
	n    int
	tier simd.Tier
}

const fastKept = 1 << 10

package fft_test

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"

	"tandem/fft"
)

func ExampleIFFT() {
	y, err := fft.FFT(context.Background(), []complex128{1, 2, 3})
	if err != nil {
		panic(err)
	}
	x, err := fft.IFFT(context.Background(), y) // divides by n
	fmt.Printf("%.3f %.3f %.3f %v\n", real(x[0]), real(x[1]), real(x[2]), err)
	// Output: 1.000 2.000 3.000 <nil>
}

func ExampleIRFFT() {
	y, err := fft.RFFT(context.Background(), []float64{1, 2, 3, 4, 5})
	if err != nil {
		panic(err)
	}
	x, err := fft.IRFFT(context.Background(), y, fft.Options{N: 5}) // 3 values may stand for 4 or for 5 samples
	fmt.Printf("%d %.3f %v\n", len(y), x, err)
	// Output: 3 [1.000 2.000 3.000 4.000 5.000] <nil>
}

// An array of 2 rows and 3 columns, row after row.
func ExampleFFT2() {
	y, err := fft.FFT2(context.Background(), []complex128{1, 1, 1, 1, 1, 1}, 2, 3)
	fmt.Printf("%.0f %v\n", real(y[0]), err)
	// Output: 6 <nil>
}

func ExampleFFTN() {
	x := make([]complex128, 2*3*4)
	x[0] = 1 // an impulse has all frequencies alike
	y, err := fft.FFTN(context.Background(), x, []int{2, 3, 4})
	fmt.Println(y[0], y[23], err)
	// Output: (1+0i) (1+0i) <nil>
}

// Two transforms of four points at once; threads take whole rows.
func ExampleBatch() {
	y, err := fft.Batch(context.Background(), []complex128{1, 1, 1, 1, 1, -1, 1, -1}, 4)
	fmt.Printf("%.0f %v\n", y, err)
	// Output: [(4+0i) (0+0i) (0+0i) (0+0i) (0+0i) (0+0i) (4+0i) (0+0i)] <nil>
}

func ExampleDCT() {
	y, err := fft.DCT(context.Background(), []float64{1, 2, 3, 6}, fft.II)
	if err != nil {
		panic(err)
	}
	x, err := fft.IDCT(context.Background(), y, fft.II)
	fmt.Printf("%.4f %.4f %v\n", y, x, err)
	// Output: [24.0000 -10.0042 2.8284 -1.9791] [1.0000 2.0000 3.0000 6.0000] <nil>
}

// The energy of a smooth picture gathers in the first values, which is how JPEG compresses.
func ExampleDCTN() {
	picture := []float64{1, 2, 3, 2, 3, 4, 3, 4, 5} // 3×3
	y, err := fft.DCTN(context.Background(), picture, []int{3, 3}, fft.II, fft.Options{Norm: fft.Ortho})
	if err != nil {
		panic(err)
	}
	for i, v := range y {
		y[i] = math.Round(v*1000) / 1000
		if y[i] == 0 {
			y[i] = 0 // not −0
		}
	}
	fmt.Println(y)
	// Output: [9 -2.449 0 -2.449 0 0 0 0 0]
}

// A plan of one's own saves the look-up and writes where it is told.
func ExamplePlan_Forward() {
	p, err := fft.NewPlan(3)
	if err != nil {
		panic(err)
	}
	x := []complex128{1, 1, 1}
	fmt.Println(p.Forward(context.Background(), x, x), x)          // in place
	fmt.Println(p.Inverse(context.Background(), x, x), real(x[0])) // divides by n
	fmt.Println(p.Forward(context.Background(), x, x[:2]))
	// Output:
	// <nil> [(3+0i) (0+0i) (0+0i)]
	// <nil> 1
	// fft: src has 2 elements, must have 3
}

func ExampleNewRealPlan() {
	p, err := fft.NewRealPlan(4)
	if err != nil {
		panic(err)
	}
	y := make([]complex128, 3) // n/2+1 of them; the others are their conjugates
	err = p.Forward(context.Background(), y, []float64{1, 0, -1, 0}, fft.Backward)
	fmt.Println(y, err)
	// Output: [(0+0i) (2+0i) (0+0i)] <nil>
}

func ExampleFFTFreq() {
	fmt.Println(fft.FFTFreq(4, 0.25))
	fmt.Println(fft.FFTShift(fft.FFTFreq(4, 0.25))) // ascending
	// Output:
	// [0 1 -2 -1]
	// [-2 -1 0 1]
}

func ExampleNextFastLen() {
	n := 1000003 // a prime
	fmt.Println(fft.NextFastLen(n), "= 2²·3⁶·7³")
	// Output: 1000188 = 2²·3⁶·7³
}

// Where in y does x begin?
func ExampleCorrelate() {
	x, y := []float64{1, -2, 1}, []float64{0, 0, 0, 1, -2, 1, 0}
	match, err := fft.Correlate(context.Background(), y, x, fft.Valid)
	if err != nil {
		panic(err)
	}
	best := 0
	for k := range match {
		if match[k] > match[best] {
			best = k
		}
	}
	fmt.Println(best)
	// Output: 3
}

// The segments of a tone read half its amplitude at its frequency.
func ExampleSTFT() {
	x := make([]float64, 2048)
	for i := range x {
		x[i] = 3 * math.Sin(2*math.Pi*100*float64(i)/1600)
	}
	s, err := fft.STFT(context.Background(), x, fft.STFTOptions{Size: 256, Rate: 1600})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d segments, %g Hz: %.3f\n", len(s.Times), s.Freqs[16], cmplx.Abs(s.At(8, 16)))
	back, err := fft.ISTFT(context.Background(), s)
	fmt.Println(math.Abs(back[1000]-x[1000]) < 1e-12, err)
	// Output:
	// 17 segments, 100 Hz: 1.500
	// true <nil>
}

// The power of a tone of amplitude 3.
func ExampleWelch() {
	x := make([]float64, 4096)
	for i := range x {
		x[i] = 3 * math.Sin(2*math.Pi*100*float64(i)/1600)
	}
	freqs, power, err := fft.Welch(context.Background(), x, fft.PowerOptions{Rate: 1600, Scaling: fft.Power})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%g Hz: %.3f\n", freqs[16], power[16]) // A²/2
	// Output: 100 Hz: 4.500
}

// The density of a signal adds up to its mean square.
func ExamplePeriodogram() {
	const rate = 8.0
	x := []float64{1, -2, 3, 0, -1, 2, -3, 0}
	freqs, density, err := fft.Periodogram(context.Background(), x, fft.PowerOptions{Rate: rate})
	if err != nil {
		panic(err)
	}
	sum := 0.0
	for _, v := range density {
		sum += v * freqs[1]
	}
	fmt.Printf("%g Hz apart, in all %.3f\n", freqs[1], sum)
	// Output: 1 Hz apart, in all 3.500
}

// Two microphones hear one tone among noises of their own.
func ExampleCoherence() {
	r := rand.New(rand.NewPCG(1, 2))
	x, y := make([]float64, 16384), make([]float64, 16384)
	for i := range x {
		tone := math.Sin(2 * math.Pi * 50 * float64(i) / 800)
		x[i], y[i] = tone+r.NormFloat64(), tone+r.NormFloat64()
	}
	freqs, c, err := fft.Coherence(context.Background(), x, y, fft.PowerOptions{Rate: 800})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%g Hz: %.1f, %g Hz: %.1f\n", freqs[16], c[16], freqs[64], c[64])
	// Output: 50 Hz: 1.0, 200 Hz: 0.0
}

// The second signal is the first a quarter of a period earlier.
func ExampleCSD() {
	x, y := make([]float64, 1024), make([]float64, 1024)
	for i := range x {
		x[i], y[i] = math.Sin(2*math.Pi*float64(i)/16), math.Cos(2*math.Pi*float64(i)/16)
	}
	_, power, err := fft.CSD(context.Background(), x, y, fft.PowerOptions{Size: 256})
	fmt.Printf("%.3f π %v\n", cmplx.Phase(power[16])/math.Pi, err)
	// Output: 0.500 π <nil>
}

func ExampleWindow() {
	for _, w := range []fft.Window{fft.Hann, fft.Kaiser(8), fft.Symmetric(fft.Hamming)} {
		fmt.Printf("%.3f\n", w(4))
	}
	// Output:
	// [0.000 0.500 1.000 0.500]
	// [0.002 0.369 1.000 0.369]
	// [0.080 0.770 0.770 0.080]
}

// A real image of 2 rows and 4 columns has 2·3 values that determine its spectrum.
func ExampleRFFT2() {
	image := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	y, err := fft.RFFT2(context.Background(), image, 2, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := fft.IRFFT2(context.Background(), y, 2, 4)
	fmt.Printf("%.0f\n%.0f %v\n", y, back, err)
	// Output:
	// [(36+0i) (-4+4i) (-4+0i) (-16+0i) (0+0i) (0+0i)]
	// [1 2 3 4 5 6 7 8] <nil>
}

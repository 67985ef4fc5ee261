package fft_test

import (
	"context"
	"fmt"
	"math"

	"tandem/fft"
)

func ExampleFFT() {
	y, err := fft.FFT(context.Background(), []complex128{1, 2, 3, 4})
	if err != nil {
		panic(err)
	}
	fmt.Println(y)
	// Output: [(10+0i) (-2+2i) (-2+0i) (-2-2i)]
}

func ExampleRFFT() {
	const rate, f = 64.0, 5.0
	x := make([]float64, 64)
	for i := range x {
		x[i] = math.Sin(2 * math.Pi * f * float64(i) / rate)
	}
	s, err := fft.RFFT(context.Background(), x)
	if err != nil {
		panic(err)
	}
	freqs := fft.RFFTFreq(len(x), 1/rate)
	for k, v := range s {
		if math.Hypot(real(v), imag(v)) > 1 {
			fmt.Printf("%g Hz, amplitude %.3f\n", freqs[k], 2*math.Hypot(real(v), imag(v))/float64(len(x)))
		}
	}
	// Output: 5 Hz, amplitude 1.000
}

func ExampleNewPlan() {
	p, err := fft.NewPlan(1009) // a prime
	if err != nil {
		panic(err)
	}
	x := make([]complex128, p.Len())
	x[0] = 1
	if err := p.Forward(context.Background(), x, x); err != nil {
		panic(err)
	}
	fmt.Printf("%.0f %.0f\n", real(x[0]), real(x[1008]))
	// Output: 1 1
}

func ExampleConvolve() {
	y, err := fft.Convolve(context.Background(), []float64{1, 2, 3}, []float64{0, 1, 0.5}, fft.Full)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.2f\n", y)
	// Output: [0.00 1.00 2.50 4.00 1.50]
}

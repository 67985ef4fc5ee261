package fft_test

import (
	"context"
	"fmt"
	"math"
	"math/cmplx"

	"tandem/fft"
)

// A blur of an image of 3 rows and 4 columns, as large as the image.
func ExampleConvolveN() {
	image := []float64{
		0, 0, 0, 0,
		0, 9, 0, 0,
		0, 0, 0, 9,
	}
	mean := []float64{1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9, 1. / 9}
	y, shape, err := fft.ConvolveN(context.Background(), image, []int{3, 4}, mean, []int{3, 3}, fft.Same)
	if err != nil {
		panic(err)
	}
	for i, v := range y {
		y[i] = math.Abs(math.Round(v))
	}
	fmt.Println(shape)
	fmt.Println(y[:4])
	fmt.Println(y[4:8])
	fmt.Println(y[8:])
	// Output:
	// [3 4]
	// [1 1 1 0]
	// [1 1 2 1]
	// [1 1 2 1]
}

// Where in an image does a pattern lie?
func ExampleCorrelateN() {
	image := []float64{
		0, 1, 0, 0,
		0, 0, 2, 3,
		1, 0, 4, 5,
	}
	match, shape, err := fft.CorrelateN(context.Background(), image, []int{3, 4}, []float64{2, 3, 4, 5}, []int{2, 2}, fft.Valid)
	if err != nil {
		panic(err)
	}
	best := 0
	for i, v := range match {
		if v > match[best] {
			best = i
		}
	}
	fmt.Println("row", best/shape[1], "column", best%shape[1])
	// Output: row 1 column 2
}

// The envelope of a modulated tone.
func ExampleHilbert() {
	x := make([]float64, 256)
	for j := range x {
		t := float64(j) / 256
		x[j] = (2 + math.Cos(2*math.Pi*3*t)) * math.Cos(2*math.Pi*40*t)
	}
	y, err := fft.Hilbert(context.Background(), x)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.3f %.3f\n", cmplx.Abs(y[0]), cmplx.Abs(y[128]))
	// Output: 3.000 1.000
}

// Twice as many samples of one period.
func ExampleResample() {
	y, err := fft.Resample(context.Background(), []float64{0, 1, 0, -1}, 8)
	if err != nil {
		panic(err)
	}
	for j, v := range y {
		y[j] = math.Round(v*1000)/1000 + 0 // not −0
	}
	fmt.Println(y)
	// Output: [0 0.707 1 0.707 0 -0.707 -1 -0.707]
}

// 100 samples at 100 Hz tell frequencies 1 Hz apart; the band round a line, in steps of a hundredth, shows where it is.
func ExampleZoomFFT() {
	x := make([]complex128, 100)
	for j := range x {
		x[j] = cmplx.Rect(1, 2*math.Pi*17.37*float64(j)/100)
	}
	freqs, values, err := fft.ZoomFFT(context.Background(), x, 16, 19, 300, 100)
	if err != nil {
		panic(err)
	}
	best := 0
	for k, v := range values {
		if cmplx.Abs(v) > cmplx.Abs(values[best]) {
			best = k
		}
	}
	fmt.Printf("%.2f Hz: %.1f\n", freqs[best], cmplx.Abs(values[best]))
	// Output: 17.37 Hz: 100.0
}

// The real transforms of both columns of a matrix of four rows: the last of the axes named is halved.
func ExampleRFFTN() {
	x := []float64{
		1, 1,
		1, -1,
		1, 1,
		1, -1,
	}
	y, err := fft.RFFTN(context.Background(), x, []int{4, 2}, fft.Options{Axes: []int{0}})
	fmt.Printf("%.0f %v\n", y, err)
	// Output: [(4+0i) (0+0i) (0+0i) (0+0i) (0+0i) (4+0i)] <nil>
}

// A plan for two signals of four samples, one after the other.
func ExampleRealPlan_Many() {
	p, err := fft.NewRealPlan(4)
	if err != nil {
		panic(err)
	}
	y := make([]complex128, 6)
	err = p.Many(context.Background(), y, []float64{1, 1, 1, 1, 1, 0, -1, 0}, fft.Rows(2, 3), fft.Rows(2, 4), false, fft.Backward)
	fmt.Printf("%.0f %v\n", y, err)
	// Output: [(4+0i) (0+0i) (0+0i) (0+0i) (2+0i) (0+0i)] <nil>
}

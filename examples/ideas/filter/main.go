// Command filter removes noise from a signal by dropping the frequencies that carry little of it.
//
// In Python: numpy.fft.rfft, a mask, numpy.fft.irfft.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"math/cmplx"
	"math/rand/v2"

	"tandem/fft"
	"tandem/plots"
)

func main() {
	n := flag.Int("n", 2000, "samples of one second")
	noise := flag.Float64("noise", 0.6, "standard deviation of the noise")
	out := flag.String("out", "filter.png", "picture to write")
	flag.Parse()
	log.SetFlags(0)
	if *n < 2 || *n > 1_000_000 || !(*noise >= 0 && *noise <= 1e6) {
		log.Fatalf("-n %d -noise %g: must be 2 to 1000000 samples, and noise from 0 to 1e6", *n, *noise)
	}
	ctx := context.Background()

	r := rand.New(rand.NewPCG(1, 1))
	clean, noisy := make([]float64, *n), make([]float64, *n)
	for i := range clean {
		t := float64(i) / float64(*n)
		clean[i] = math.Sin(2*math.Pi*5*t) + 0.5*math.Sin(2*math.Pi*12*t)
		noisy[i] = clean[i] + *noise*r.NormFloat64()
	}
	spectrum, err := fft.RFFT(ctx, noisy) // n real numbers give n/2+1 complex ones
	if err != nil {
		log.Fatal(err)
	}
	freqs := fft.RFFTFreq(*n, 1/float64(*n)) // in hertz
	// White noise of n samples has amplitude σ·√n in every frequency; four times that is hardly ever chance.
	bound := 4 * *noise * math.Sqrt(float64(*n))
	for k, z := range spectrum {
		if cmplx.Abs(z) < bound {
			spectrum[k] = 0
			continue
		}
		fmt.Printf("kept %4.0f Hz, amplitude %.2f\n", freqs[k], 2*cmplx.Abs(z)/float64(*n))
	}
	filtered, err := fft.IRFFT(ctx, spectrum, fft.Options{N: *n})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("distance from the clean signal: %.3f before, %.3f after\n", distance(noisy, clean), distance(filtered, clean))
	curve := func(name string, y []float64) plots.Curve {
		c := plots.Curve{Name: name}
		for i, v := range y {
			c.Points = append(c.Points, plots.Point{X: float64(i) / float64(*n), Y: v})
		}
		return c
	}
	figure := plots.Lines(plots.Axes{X: "seconds", Y: "signal"}, curve("noisy", noisy), curve("filtered", filtered))
	figure.Width = 7
	if err := figure.Save(*out); err != nil {
		log.Fatal(err)
	}
}

func distance(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += (a[i] - b[i]) * (a[i] - b[i])
	}
	return math.Sqrt(sum / float64(len(a)))
}

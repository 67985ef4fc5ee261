// Command spectrum draws the spectrum and the spectrogram of a recorded signal, a WAV or CSV file, and names its strongest
// lines.
//
//	go run ./examples/spectrum
//	go run ./examples/spectrum -in recording.wav -size 2048
//	go run ./examples/spectrum -scaling
//
// Without -in it reads testdata/pauses.csv: how long the operating system stopped a busy thread, for 4 seconds in steps of
// half a millisecond; the lines are the timer tick and its harmonics. With -scaling it also times one long transform by
// threads inside it against transforms side by side, and draws both.
package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"tandem/examples/internal/program"
	"tandem/fft"
	"tandem/parallel"
	"tandem/plots"
)

//go:embed testdata/pauses.csv
var pauses []byte

type flags struct {
	In      string `help:"Signal: .wav, or .csv of seconds and values; without it a recording that comes with the program."`
	Size    int    `help:"Points of a segment of the spectrogram." default:"256"`
	Out     string `help:"Folder for the pictures." default:"spectrum"`
	Scaling bool   `help:"Also time a long transform, threads inside against transforms side by side."`
	N       int    `help:"Length of the long transform." default:"1048576"`
}

func (f *flags) Validate() error {
	if f.Size < 8 || f.Size > 1<<20 {
		return fmt.Errorf("-size %d: must be from 8 to %d", f.Size, 1<<20)
	}
	if f.N < 1 || f.N > 1<<26 {
		return fmt.Errorf("-n %d: must be from 1 to %d", f.N, 1<<26)
	}
	return nil
}

func main() {
	var f flags
	program.Run("spectrum", "The spectrum and spectrogram of a recorded signal.", &f,
		func(ctx context.Context, _ string) error { return run(ctx, &f) })
}

func run(ctx context.Context, f *flags) error {
	s, err := parseCSV(bytes.NewReader(pauses))
	if f.In != "" {
		s, err = read(f.In)
	}
	if err != nil {
		return err
	}
	if err := program.Folder(f.Out); err != nil {
		return err
	}
	program.Printf("%d samples at %.6g Hz, %.4g s\n", len(s.samples), s.rate, float64(len(s.samples))/s.rate)
	freqs, amplitudes, err := spectrum(ctx, s)
	if err != nil {
		return err
	}
	for _, k := range peaks(amplitudes, 5) {
		program.Printf("%10.4g Hz  amplitude %.4g\n", freqs[k], amplitudes[k])
	}
	var curve plots.Curve
	for k := range freqs {
		curve.Points = append(curve.Points, plots.Point{X: freqs[k], Y: amplitudes[k]})
	}
	figure := plots.Lines(plots.Axes{X: "frequency in Hz", Y: "amplitude"}, curve)
	figure.Width = 7
	if err := save(f.Out, "spectrum.png", figure); err != nil {
		return err
	}
	g, err := fft.STFT(ctx, s.samples, fft.STFTOptions{Size: min(f.Size, len(s.samples)), Hop: max(1, min(f.Size, len(s.samples))/4), Rate: s.rate})
	if err != nil {
		return err
	}
	power, width := g.Power(), len(g.Freqs)
	var columns [][]float64
	for t := range g.Times {
		columns = append(columns, power[t*width:(t+1)*width])
	}
	if err := save(f.Out, "spectrogram.png", plots.Spectrogram(columns, float64(len(s.samples))/s.rate, s.rate/2)); err != nil {
		return err
	}
	if f.Scaling {
		return scaling(ctx, f)
	}
	return nil
}

func save(folder, name string, figure *plots.Figure) error {
	path := filepath.Join(folder, name)
	program.Println(path)
	return figure.Save(path)
}

// spectrum returns the amplitude of a sine at each frequency, the mean taken away first, under a Hann window.
func spectrum(ctx context.Context, s signal) (freqs, amplitudes []float64, err error) {
	n := len(s.samples)
	mean, sum := 0.0, 0.0
	for _, v := range s.samples {
		mean += v / float64(n)
	}
	window := fft.Hann(n)
	for _, w := range window {
		sum += w
	}
	x := make([]float64, n)
	for i, v := range s.samples {
		x[i] = (v - mean) * window[i]
	}
	y, err := fft.RFFT(ctx, x)
	if err != nil {
		return nil, nil, err
	}
	for _, v := range y {
		amplitudes = append(amplitudes, 2*math.Hypot(real(v), imag(v))/sum)
	}
	return fft.RFFTFreq(n, 1/s.rate), amplitudes, nil
}

// peaks returns the places of the largest local maxima, largest first, away from the two ends.
func peaks(a []float64, most int) []int {
	var found []int
	for k := 2; k+1 < len(a); k++ {
		if a[k] > a[k-1] && a[k] >= a[k+1] {
			found = append(found, k)
		}
	}
	slices.SortFunc(found, func(i, j int) int { return cmp.Or(cmp.Compare(a[j], a[i]), cmp.Compare(i, j)) })
	return found[:min(most, len(found))]
}

// scaling times transforms of length n with 1 … cores threads inside one, and with as many side by side.
func scaling(ctx context.Context, f *flags) error {
	plan, err := fft.NewPlan(f.N)
	if err != nil {
		return err
	}
	cores := parallel.ThisMachine().Cores
	x, y := make([]complex128, f.N*cores), make([]complex128, f.N*cores)
	for i := range x {
		x[i] = complex(math.Sin(float64(i)), math.Cos(3*float64(i)))
	}
	best := func(transform func(ctx context.Context) error, threads int) (float64, error) {
		ctx, least := parallel.WithThreads(ctx, threads), math.Inf(1)
		for range 7 {
			start := time.Now()
			if err := transform(ctx); err != nil {
				return 0, err
			}
			least = min(least, time.Since(start).Seconds())
		}
		return least, nil
	}
	inside, beside := plots.Curve{Name: "inside one transform"}, plots.Curve{Name: "transforms side by side"}
	var one, row float64
	for threads := 1; threads <= cores; threads++ {
		t, err := best(func(ctx context.Context) error { return plan.Forward(ctx, y[:f.N], x[:f.N]) }, threads)
		if err != nil {
			return err
		}
		u, err := best(func(ctx context.Context) error {
			return plan.Many(ctx, y, x, fft.Rows(cores, f.N), false, fft.Backward)
		}, threads)
		if err != nil {
			return err
		}
		if threads == 1 {
			one, row = t, u
		}
		program.Printf("n = %d, %d threads: inside one %.3g ms, side by side %.3g ms each\n", f.N, threads, 1e3*t, 1e3*u/float64(cores))
		for _, c := range []struct {
			curve *plots.Curve
			speed float64
		}{{&inside, one / t}, {&beside, row / u}} {
			c.curve.Points = append(c.curve.Points, plots.Point{X: float64(threads), Y: c.speed, Lo: c.speed, Hi: c.speed})
		}
	}
	return save(f.Out, "scaling.png", plots.Scaling(inside, beside))
}

package plots_test

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"os"
	"path/filepath"
	"strings"

	"tandem/plots"
)

// drawn renders a figure and tells what came of it.
func drawn(f *plots.Figure) {
	var svg bytes.Buffer
	err := f.Render(&svg, "svg")
	fmt.Println(strings.Count(svg.String(), "</svg>"), err)
}

func ExampleFigure_Save() {
	dir, err := os.MkdirTemp("", "plots-*")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	fig := plots.Spectrum([]complex128{1, 0.5i, -0.5i, -0.8})
	fig.Title, fig.Footer = "Eigenvalues", "a 4×4 matrix"
	for _, ending := range plots.Formats() {
		fmt.Println(ending, fig.Save(filepath.Join(dir, "spectrum."+ending)))
	}
	err = fig.Save(filepath.Join(dir, "spectrum.bmp"))
	fmt.Println(err != nil)
	// Output:
	// png <nil>
	// svg <nil>
	// pdf <nil>
	// true
}

// What the font cannot show is an error, never a gap.
func ExampleFigure_Render() {
	fig := plots.Spectrum([]complex128{1, -1})
	fig.Title = "errors of 10⁻⁹"
	fmt.Println(fig.Render(&bytes.Buffer{}, "png"))
	// Output: plots: the font has no glyph for "⁻⁹" (in "errors of 10⁻⁹"): write it with other characters
}

func ExampleSpectrum() {
	drawn(plots.Spectrum([]complex128{1, 0.5i, -0.5i, -0.8}))
	// Output: 1 <nil>
}

func ExampleTradeoff() {
	drawn(plots.Tradeoff(plots.Map{Name: "processes", Cells: []plots.Cell{
		{Workers: 1, Threads: 2, Seconds: 4.37, Lo: 4.3, Hi: 4.5},
		{Workers: 2, Threads: 1, Seconds: 3.07, Lo: 3.0, Hi: 3.2},
		{Workers: 2, Threads: 2, Seconds: 5.02, Note: "oversubscribed"},
	}}))
	// Output: 1 <nil>
}

func ExampleScaling() {
	speedUp := plots.Curve{Name: "n = 2000", Points: []plots.Point{{X: 1, Y: 1}, {X: 2, Y: 1.83, Lo: 1.75, Hi: 1.9}}}
	drawn(plots.Scaling(speedUp))
	drawn(plots.Efficiency(speedUp)) // the same curve over cores
	fmt.Println(plots.Scaling(plots.Curve{Name: "none"}).Render(&bytes.Buffer{}, "png"))
	// Output:
	// 1 <nil>
	// 1 <nil>
	// plots: speed-up without points
}

func ExampleLines() {
	wave := plots.Curve{Name: "sin"}
	for i := range 100 {
		x := 2 * math.Pi * float64(i) / 99
		wave.Points = append(wave.Points, plots.Point{X: x, Y: math.Sin(x)})
	}
	drawn(plots.Lines(plots.Axes{X: "angle", Y: "value"}, wave))
	// Output: 1 <nil>
}

func ExampleConvergence() {
	simpson := plots.Curve{Name: "Simpson", Points: []plots.Point{{X: 2, Y: 1e-2}, {X: 4, Y: 6e-4}, {X: 8, Y: 4e-5}}}
	drawn(plots.Convergence("evaluations", "relative error", simpson))
	// Output: 1 <nil>
}

func ExampleHistogram() {
	uniform := func(x float64) float64 {
		if x < 0 || x > 1 {
			return 0
		}
		return 1
	}
	drawn(plots.Histogram([]float64{0.1, 0.2, 0.4, 0.5, 0.7, 0.8, 0.9}, uniform))
	// Output: 1 <nil>
}

func ExampleGantt() {
	drawn(plots.Gantt([]plots.Bar{
		{Worker: "worker 1", Start: 0, End: 1, Label: "a"},
		{Worker: "worker 2", Start: 0, End: 2, Label: "b", Failed: true},
		{Worker: "worker 1", Start: 1, End: 1.5, Label: "c"},
	}))
	// Output: 1 <nil>
}

// A Timeline takes what parallel.StartTrace recorded.
func ExampleCores() {
	drawn(plots.Cores(plots.Timeline{Name: "2 × 1", Times: []float64{0.1, 0.2}, Use: [][]float64{{1, 0.5}, {1, 0.9}}}))
	// Output: 1 <nil>
}

func ExamplePicture() {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	drawn(plots.Picture(img, plots.Axes{X: "x", Y: "y"}, 0, 4, 0, 3))
	// Output: 1 <nil>
}

func ExampleSpectrogram() {
	drawn(plots.Spectrogram([][]float64{{1, 0.1}, {0.1, 1}}, 2, 4000)) // power[time][frequency], 2 s up to 4 kHz
	// Output: 1 <nil>
}

// Figures combine, and a theme suits them to a page.
func ExampleGrid() {
	fig := plots.Grid(2, plots.Spectrum([]complex128{1, -1}), plots.Spectrum([]complex128{1i, -1i}))
	fig.Theme = plots.Dark
	fig.Theme.Size = 10 // a theme is a plain value
	drawn(fig)
	// Output: 1 <nil>
}

package plots

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	_ "image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gonum.org/v1/plot/cmpimg"
)

var update = flag.Bool("update", false, "rewrite the golden pictures in testdata")

// gallery holds one figure of every kind, from fixed data.
func gallery() map[string]*Figure {
	r := rand.New(rand.NewPCG(1, 2))
	cells := []Cell{{1, 1, 3.1, 3.0, 3.2, ""}, {2, 1, 1.6, 1.5, 1.7, ""}, {1, 2, 2.4, 2.3, 2.5, ""}, {2, 2, 2, 1.9, 2.2, "oversubscribed"}}
	var normal []float64
	var eigenvalues []complex128
	for range 1500 {
		normal = append(normal, r.NormFloat64())
		radius, angle := math.Sqrt(r.Float64()), 2*math.Pi*r.Float64()
		eigenvalues = append(eigenvalues, complex(radius*math.Cos(angle), radius*math.Sin(angle)))
	}
	var halves Curve
	for i := range 12 {
		halves.Points = append(halves.Points, Point{X: float64(int(2) << i), Y: math.Pow(2, -2*float64(i))})
	}
	halves.Name = "Simpson"
	run := Timeline{Name: "2 workers × 1 thread"}
	power := make([][]float64, 30)
	for i := range power {
		run.Times = append(run.Times, float64(i+1)/10)
		run.Use = append(run.Use, []float64{1 - 0.1*r.Float64(), 0.6 * r.Float64()})
		power[i] = make([]float64, 16)
		for j := range power[i] {
			power[i][j] = math.Exp(-math.Pow(float64(j)-float64(i)/2, 2)) + 1e-7
		}
	}
	img := image.NewNRGBA(image.Rect(0, 0, 30, 20))
	for i := range 600 {
		img.SetNRGBA(i%30, i/30, shade(float64(i)/600))
	}
	var noisy, law []Point
	for i := range 80 {
		law = append(law, Point{X: float64(i) / 10, Y: math.Sin(float64(i) / 10)})
		noisy = append(noisy, Point{X: law[i].X, Y: law[i].Y + 0.1*r.NormFloat64()})
	}
	gallery := map[string]*Figure{
		"spectrum":   Spectrum(eigenvalues),
		"tradeoff":   Tradeoff(Map{"processes", cells}, Map{"predicted", cells[:3]}),
		"scaling":    Scaling(Curve{Name: "2000×2000", Points: []Point{{1, 1, .98, 1.02}, {2, 1.83, 1.75, 1.9}}}),
		"scaling16":  Scaling(Curve{Name: "fitted", Points: []Point{{1, 1, 0, 0}, {4, 3.7, 3.5, 3.9}, {16, 11, 10, 12}}, Fit: func(x float64) float64 { return x / (1 + 0.03*(x-1)) }}),
		"efficiency": Efficiency(Curve{Name: "2000×2000", Points: []Point{{1, 1, .98, 1.02}, {2, 1.83, 1.75, 1.9}}}),
		"histogram":  Histogram(normal, func(x float64) float64 { return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) }),
		"converge":   Convergence("evaluations", "relative error", halves),
		"lines":      Lines(Axes{X: "t", Y: "y"}, Curve{Name: "data", Points: noisy, Dots: true}, Curve{Name: "law", Points: law}),
		"cores":      Cores(run, run),
		"tasks":      Cores(run, Timeline{Name: "with tasks", Times: run.Times, Use: run.Use, Tasks: []Bar{{"worker 1", -1, 0.4, "0", false}, {"worker 2", 0, 0.3, "1", false}, {"worker 2", 0.3, 9, "2", true}}}),
		"gantt":      Gantt([]Bar{{"worker 1", 0, 1, "a", false}, {"worker 2", 0, 2, "b", true}, {"worker 1", 1, 1.5, "c", false}}),
		"spectro":    Spectrogram(power, 2, 4000),
		"picture":    Picture(img, Axes{X: "Re c", Y: "Im c"}, -2, 1, -1, 1),
	}
	for name, f := range gallery {
		f.Title, f.Footer = "The figure "+name, "2 cores, n = 2000, median of 5 with 95% interval"
	}
	return gallery
}

func render(t *testing.T, f *Figure, format string) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := f.Render(&buf, format); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestGolden(t *testing.T) {
	for name, f := range gallery() {
		f.DPI = 60
		got := render(t, f, "png")
		path := filepath.Join("testdata", name+".png")
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := cmpimg.EqualApprox("png", got, want, 0.05); err != nil || !ok {
			t.Errorf("%s differs from its golden picture (%v): look at both, then go test ./plots -update", name, err)
		}
	}
}

func TestEveryFormatAndThemeIsDeterministic(t *testing.T) {
	starts := map[string]string{"png": "\x89PNG", "svg": "<?xml", "pdf": "%PDF"}
	first, second := gallery(), gallery()
	for name, f := range first {
		for _, theme := range []Theme{{}, Talk, Dark} {
			for _, format := range Formats() {
				f.Theme, second[name].Theme = theme, theme
				f.DPI, second[name].DPI = 40, 40
				got := render(t, f, format)
				if !strings.HasPrefix(string(got), starts[format]) {
					t.Errorf("%s as %s starts with %q", name, format, got[:8])
				}
				if format != "pdf" && !bytes.Equal(got, render(t, second[name], format)) { // a PDF carries its date
					t.Errorf("%s as %s in theme %q: two drawings differ", name, format, theme.Name)
				}
			}
		}
	}
}

// The unit circle must be round: its extent in pixels is the same across and upwards.
func TestSpectrumHasEqualAspect(t *testing.T) {
	for _, size := range [][2]float64{{3.5, 3.6}, {6, 3}, {3, 6}} {
		f := Spectrum([]complex128{1, -1, 1i, -1i})
		f.Width, f.Height, f.DPI = size[0], size[1], 150
		img, _, err := image.Decode(bytes.NewReader(render(t, f, "png")))
		if err != nil {
			t.Fatal(err)
		}
		orange := color.NRGBAModel.Convert(Paper.series(1)).(color.NRGBA)
		box := image.Rectangle{Min: image.Pt(1<<20, 1<<20)}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if color.NRGBAModel.Convert(img.At(x, y)) == orange {
					box.Min = image.Pt(min(box.Min.X, x), min(box.Min.Y, y))
					box.Max = image.Pt(max(box.Max.X, x), max(box.Max.Y, y))
				}
			}
		}
		if w, h := box.Dx(), box.Dy(); w < 100 || max(w-h, h-w) > 2 {
			t.Errorf("on %g×%g in the circle is %d×%d pixels", size[0], size[1], w, h)
		}
	}
}

func TestBadDataIsAnError(t *testing.T) {
	nan := math.NaN()
	for name, f := range map[string]*Figure{
		"no eigenvalues":                    Spectrum(nil),
		"NaN eigenvalue":                    Spectrum([]complex128{1, complex(nan, 0)}),
		"size 0":                            SpectrumOf([]complex128{1}, 0),
		"no cells":                          Tradeoff(Map{Name: "processes"}),
		"no maps":                           Tradeoff(),
		"zero seconds":                      Tradeoff(Map{"processes", []Cell{{1, 1, 0, 0, 0, ""}}}),
		"zero workers":                      Tradeoff(Map{"processes", []Cell{{0, 1, 1, 0, 0, ""}}}),
		"no points":                         Scaling(),
		"zero cores":                        Scaling(Curve{Name: "a", Points: []Point{{0, 1, 0, 0}}}),
		"no values":                         Histogram(nil, nil),
		"infinite value":                    Histogram([]float64{1, math.Inf(1)}, nil),
		"edges":                             HistogramOf([]float64{0, 1}, []float64{1, 2}, nil),
		"log of zero":                       Lines(Axes{LogY: true}, Curve{Name: "a", Points: []Point{{1, 0, 0, 0}}}),
		"no runs":                           Cores(),
		"use above 1":                       Cores(Timeline{Name: "a", Times: []float64{1}, Use: [][]float64{{2}}}),
		"a task that ends before it begins": Cores(Timeline{Name: "a", Times: []float64{1}, Use: [][]float64{{1}}, Tasks: []Bar{{"w", 1, 0, "", false}}}),
		"backwards bar":                     Gantt([]Bar{{"w", 2, 1, "", false}}),
		"negative power":                    Spectrogram([][]float64{{-1}}, 1, 1),
		"empty picture":                     Picture(image.NewNRGBA(image.Rect(0, 0, 0, 0)), Axes{}, 0, 1, 0, 1),
		"no figures":                        Grid(2),
	} {
		var buf bytes.Buffer
		if err := f.Render(&buf, "png"); err == nil || !strings.HasPrefix(err.Error(), "plots: ") || buf.Len() > 0 {
			t.Errorf("%s: error %v and %d bytes", name, err, buf.Len())
		}
	}
	f := Spectrum([]complex128{1})
	if err := f.Save(filepath.Join(t.TempDir(), "a.bmp")); err == nil {
		t.Error("Save accepted .bmp")
	}
	if err := f.Save(filepath.Join(t.TempDir(), "missing", "a.png")); err == nil {
		t.Error("Save into a missing folder succeeded")
	}
	f.Width = -1
	if err := f.Render(&bytes.Buffer{}, "svg"); err == nil {
		t.Error("a negative width was accepted")
	}
}

// Without a place for temporary files a PDF is an error; the other formats do without.
func TestNoTemporaryFolder(t *testing.T) {
	for _, name := range []string{"TMPDIR", "TMP", "TEMP"} {
		t.Setenv(name, filepath.Join(t.TempDir(), "missing"))
	}
	f := Spectrum([]complex128{1})
	for format, want := range map[string]bool{"png": true, "svg": true, "pdf": false} {
		if err := f.Render(&bytes.Buffer{}, format); (err == nil) != want {
			t.Errorf("%s: error %v", format, err)
		}
	}
}

func TestMissingGlyphIsAnError(t *testing.T) {
	f := Spectrum([]complex128{1})
	f.Title = "error below 10⁻⁹"
	err := f.Render(&bytes.Buffer{}, "png")
	if err == nil || !strings.Contains(err.Error(), "⁻") {
		t.Errorf("a title that the font lacks gave %v", err)
	}
	f.Title = "λ ≤ √n, ±1, π, ×, –, −, µs"
	if err := f.Render(&bytes.Buffer{}, "png"); err != nil {
		t.Error(err)
	}
}

// A large cloud becomes a picture inside the vector file.
func TestLargeCloudIsRasterisedInSVG(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	v := make([]complex128, 20000)
	for i := range v {
		v[i] = complex(r.NormFloat64(), r.NormFloat64())
	}
	svg := render(t, Spectrum(v), "svg")
	if len(svg) > 600<<10 || !bytes.Contains(svg, []byte("data:image/png;base64")) {
		t.Errorf("20,000 points: %d bytes of SVG", len(svg))
	}
}

func TestTicks(t *testing.T) {
	for _, c := range []struct {
		lo, hi float64
		want   string
	}{
		{0, 1, "0 0.2 0.4 0.6 0.8 1.0"},
		{-1.08, 1.08, "−1.0 −0.5 0 0.5 1.0"},
		{0, 2.3, "0 0.5 1.0 1.5 2.0"},
		{0, 2e6, "0 500000 1e6 1.5e6 2e6"},
		{1, 1, ""},
	} {
		var got []string
		for _, tick := range (niceTicks{}).Ticks(c.lo, c.hi) {
			got = append(got, tick.Label)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("ticks of [%g, %g]: %s, want %s", c.lo, c.hi, s, c.want)
		}
	}
	for x, want := range map[float64]string{0.001: "0.001", 1e-6: "1e-6", 65536: "65536", 1048576: "1.05e6", 0: "0"} {
		if got := number(x); got != want {
			t.Errorf("number(%g) = %q, want %q", x, got, want)
		}
	}
	for s, want := range map[float64]string{2: "2.00 s", 0.0456: "45.6 ms", 7.89e-6: "7.89 µs", 12345: "12345 s", 0.312: "312 ms", 0.99999: "1.00 s", 0: "0.00 s", 5e-9: "5.00 ns"} {
		if got := seconds(s); got != want {
			t.Errorf("seconds(%g) = %q, want %q", s, got, want)
		}
	}
}

// All equal values must not divide by a range of zero.
func TestHistogramOfEqualValues(t *testing.T) { render(t, Histogram([]float64{2, 2, 2}, nil), "png") }

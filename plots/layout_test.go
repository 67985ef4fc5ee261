package plots

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/recorder"
)

// extent returns the smallest box round the pixels of one colour.
func extent(t *testing.T, f *Figure, of color.NRGBA) image.Rectangle {
	t.Helper()
	img, _, err := image.Decode(bytes.NewReader(render(t, f, "png")))
	if err != nil {
		t.Fatal(err)
	}
	var box image.Rectangle
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if color.NRGBAModel.Convert(img.At(x, y)) == of {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// The pixels of a picture are square, whatever the size of the figure, its theme and its title.
func TestPictureHasSquarePixels(t *testing.T) {
	red := color.NRGBA{R: 255, A: 255}
	img := image.NewNRGBA(image.Rect(0, 0, 300, 200))
	for i := range 300 * 200 {
		img.SetNRGBA(i%300, i/300, red)
	}
	for _, size := range [][2]float64{{0, 0}, {6, 3}, {3, 6}} {
		for _, theme := range []Theme{Paper, Talk} {
			f := Picture(img, Axes{X: "x", Y: "y"}, -1.5, 1.5, 0, 2)
			f.Title, f.Theme, f.DPI = "title", theme, 100
			if size[0] > 0 {
				f.Width, f.Height = size[0], size[1]
			}
			box := extent(t, f, red)
			if w, h := float64(box.Dx()), float64(box.Dy()); w < 100 || math.Abs(w/h-1.5) > 0.03 {
				t.Errorf("%v in, theme %s: a picture of 300×200 is drawn on %g×%g pixels", size, theme.Name, w, h)
			}
		}
	}
}

// texts returns the strings that a figure draws, with their places.
func texts(t *testing.T, f *Figure) map[string]vg.Point {
	t.Helper()
	var rec recorder.Canvas
	k := newKit(f.theme(), 0)
	c := draw.NewCanvas(&rec, vg.Length(f.Width)*vg.Inch, vg.Length(f.Height)*vg.Inch)
	if err := f.draw(k, c); err != nil {
		t.Fatal(err)
	}
	out := map[string]vg.Point{}
	for _, a := range rec.Actions {
		if s, ok := a.(*recorder.FillString); ok {
			out[s.String] = s.Point
		}
	}
	return out
}

func line(name string, from, to float64) Curve {
	c := Curve{Name: name}
	for i := range 11 {
		c.Points = append(c.Points, Point{X: float64(i), Y: from + (to-from)*float64(i)/10})
	}
	return c
}

// Curves that end apart are named beside their ends, in their order; others by a legend.
func TestDirectLabels(t *testing.T) {
	f := Lines(Axes{X: "x", Y: "y"}, line("low", 0, 1), line("high", 5, 9), line("middle", 9, 5))
	at := texts(t, f)
	if at["low"].X != at["high"].X || at["low"].X < vg.Length(f.Width)*vg.Inch*0.7 || !(at["low"].Y < at["middle"].Y && at["middle"].Y < at["high"].Y) {
		t.Errorf("labels at %v, %v, %v", at["low"], at["middle"], at["high"])
	}
	for name, f := range map[string]*Figure{
		"ends in one point":       Lines(Axes{X: "x", Y: "y"}, line("a", 0, 5), line("b", 1, 5), line("c", 2, 5), line("d", 3, 5)),
		"an end on the left":      Lines(Axes{X: "x", Y: "y"}, line("a", 0, 5), Curve{Name: "b", Points: []Point{{X: 0, Y: 1}, {X: 1, Y: 2}}}),
		"a cloud":                 Lines(Axes{X: "x", Y: "y"}, line("a", 0, 5), Curve{Name: "b", Dots: true, Points: line("", 1, 2).Points}),
		"a name beyond all width": Lines(Axes{X: "x", Y: "y"}, line("a", 0, 5), line("a curve with a name that would take more than a third", 1, 2)),
	} {
		if at := texts(t, f); at["a"].X > vg.Length(f.Width)*vg.Inch*0.95 {
			t.Errorf("%s: a is named at %v", name, at["a"])
		} else if _, ok := at["a"]; !ok {
			t.Errorf("%s: a is not named at all", name)
		}
	}
}

// The figure's own words for its axes win over those of its kind, in all panels that have no words of their own.
func TestAxisWords(t *testing.T) {
	f := Histogram([]float64{1, 2, 3}, nil)
	f.X = "spacing"
	g := Histogram([]float64{1, 2, 3}, nil)
	both := Grid(2, f, g)
	both.Y = "weight"
	at := texts(t, both)
	for _, word := range []string{"spacing", "value", "weight"} {
		if _, ok := at[word]; !ok {
			t.Errorf("no axis is called %q", word)
		}
	}
	if _, ok := at["density"]; ok {
		t.Error("an axis is still called density")
	}
}

// A legend does not stand on an interval.
func TestLegendAvoidsIntervals(t *testing.T) {
	f := Lines(Axes{X: "x", Y: "y"}, Curve{Name: "a name", Points: []Point{{X: 0, Y: 1}, {X: 5, Y: 1, Lo: 0.9, Hi: 1.1}, {X: 10, Y: 1, Lo: 0.5, Hi: 9}}},
		Curve{Name: "dots", Dots: true, Points: []Point{{X: 3, Y: 1}}})
	if at := texts(t, f)["dots"]; at.X > vg.Length(f.Width)*vg.Inch/2 && at.Y > vg.Length(f.Height)*vg.Inch*0.6 {
		t.Errorf("the legend is at %v, where the interval of the last point is", at)
	}
}

// Labels that were spread keep their order and their mean, and stand a step apart.
func TestSpread(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		at := make([]vg.Length, 1+r.IntN(8))
		sum := vg.Length(0)
		for i := range at {
			at[i] = vg.Length(20 * r.Float64())
			sum += at[i]
		}
		slices.Sort(at)
		before := slices.Clone(at)
		spread(at, 3)
		after := vg.Length(0)
		free := true // nothing was too close
		for i := range at {
			after += at[i]
			if i > 0 {
				free = free && before[i]-before[i-1] >= 3
				if at[i]-at[i-1] < 3-1e-9 {
					t.Fatalf("%v became %v", before, at)
				}
			}
		}
		if math.Abs(float64(after-sum)) > 1e-9 || free && !slices.Equal(at, before) {
			t.Fatalf("%v became %v", before, at)
		}
	}
}

// On a narrow canvas labels are left out until none touches the next; that of 0 stays.
func TestThinnedLabels(t *testing.T) {
	k := newKit(Talk, 0)
	for _, width := range []float64{1.2, 2, 4, 8} {
		p := k.plot("", "x", "y")
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -1.5, 1.5, 0, 1
		c := draw.NewCanvas(new(recorder.Canvas), vg.Length(width)*vg.Inch, 2*vg.Inch)
		k.thin(p, c)
		if k.labelsTouch(p, c) {
			t.Errorf("on %g in labels touch", width)
		}
		if !slices.ContainsFunc(p.X.Tick.Marker.Ticks(-1.5, 1.5), func(tick plot.Tick) bool { return tick.Label == "0" }) {
			t.Errorf("on %g in the label of 0 is missing", width)
		}
	}
}

// No row or column of pixels at the border is left without background.
func TestBackgroundReachesTheBorder(t *testing.T) {
	for _, size := range []float64{3.111, 2.5, 3.9999} {
		f := Spectrum([]complex128{1})
		f.Width, f.Height, f.Theme, f.DPI = size, size, Dark, 97
		img, _, err := image.Decode(bytes.NewReader(render(t, f, "png")))
		if err != nil {
			t.Fatal(err)
		}
		b := img.Bounds()
		want := color.NRGBAModel.Convert(Dark.Background)
		for _, at := range []image.Point{{0, 0}, {b.Max.X - 1, 0}, {0, b.Max.Y - 1}, {b.Max.X - 1, b.Max.Y - 1}} {
			if got := color.NRGBAModel.Convert(img.At(at.X, at.Y)); got != want {
				t.Errorf("%g in: the corner %v is %v", size, at, got)
			}
		}
	}
}

package plots

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

// Every disc leaves its area in ink, wherever it lies between the pixels, and every line its longer side; at the border
// only what lies on the picture.
func TestInkIsConserved(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	total := func(k *ink) (sum float64) {
		for _, s := range k.cover {
			sum += float64(s)
		}
		return sum
	}
	for _, radius := range []float64{0.3, 1, 2.7, 6} {
		k, d := newInk(90, 60), newDisc(radius)
		const n = 300
		for range n {
			k.add(d, 10+70*r.Float64(), 10+40*r.Float64())
		}
		if got, want := total(k)/n, math.Pi*radius*radius; math.Abs(got-want) > 0.05*want+0.02 {
			t.Errorf("discs of radius %g leave %.3f pixels of ink each, want %.3f", radius, got, want)
		}
		for _, at := range [][2]float64{{-50, 5}, {1e6, 5}, {5, -50}, {5, 1e6}, {0, 0}, {90, 60}, {-radius, 30}, {89.99, 59.99}} {
			k.add(d, at[0], at[1]) // never outside the slice
		}
		corner := newInk(20, 20)
		corner.add(d, 0, 0)
		if got, want := total(corner), math.Pi*radius*radius/4; math.Abs(got-want) > 0.3*want+0.1 {
			t.Errorf("a disc of radius %g in the corner leaves %.3f pixels of ink, want %.3f", radius, got, want)
		}
	}
	for range 200 {
		k := newInk(90, 60)
		u0, v0, u1, v1 := 5+80*r.Float64(), 5+50*r.Float64(), 5+80*r.Float64(), 5+50*r.Float64()
		k.line(u0, v0, u1, v1)
		if got, want := total(k), max(math.Abs(u1-u0), math.Abs(v1-v0)); math.Abs(got-want) > 1e-4*want {
			t.Errorf("the line from (%g, %g) to (%g, %g) leaves %g pixels of ink, want %g", u0, v0, u1, v1, got, want)
		}
	}
}

// cloudOf returns a crowd of n dots round the middle of an area whose corners are two lone ones.
func cloudOf(n int) Curve {
	r := rand.New(rand.NewPCG(1, 2))
	c := Curve{Name: "dots", Dots: true, Points: []Point{{X: -10, Y: -10}, {X: 10, Y: 10}}}
	for range n {
		c.Points = append(c.Points, Point{X: r.NormFloat64(), Y: r.NormFloat64()})
	}
	return c
}

// In the picture of a crowd the lone dots are still to be seen, at their places, and it is small in every format.
func TestCrowdShowsLoneDots(t *testing.T) {
	f := Lines(Axes{X: "x", Y: "y"}, cloudOf(100_000), Curve{Name: "law", Points: []Point{{X: -10, Y: 0}, {X: 10, Y: 0}}})
	img, _, err := image.Decode(bytes.NewReader(render(t, f, "png")))
	if err != nil {
		t.Fatal(err)
	}
	blue := color.NRGBAModel.Convert(Paper.series(0)).(color.NRGBA)
	var box image.Rectangle
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			if int(c.B)-int(c.R) > (int(blue.B)-int(blue.R))/4 && x < img.Bounds().Dx()*9/10 { // not the legend
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	// The axis runs from −11 to 11, so that lone dots lie 20/22 of the plot apart.
	if box.Dx() < 350 || box.Dy() < 300 {
		t.Errorf("dots are seen in %v of %v alone", box, img.Bounds())
	}
	for _, format := range []string{"svg", "pdf"} {
		if n := len(render(t, f, format)); n > 900_000 {
			t.Errorf("100,000 dots are %d bytes of %s", n, format)
		}
	}
}

// A course that goes to and fro, which cannot be thinned by columns, is drawn by its density.
func TestRestlessCourse(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 3))
	c := Curve{Name: "course"}
	for range 50_000 {
		c.Points = append(c.Points, Point{X: r.Float64(), Y: r.Float64()})
	}
	if svg := render(t, Lines(Axes{X: "x", Y: "y"}, c), "svg"); len(svg) > 900_000 || !bytes.Contains(svg, []byte("data:image/png")) {
		t.Errorf("%d bytes of SVG", len(svg))
	}
}

// Averaging keeps each core's busy seconds, the end, and the order of times.
func TestAveragedTimeline(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 4))
	busy := func(run Timeline) (sum [3]float64) {
		before := 0.0
		for i, at := range run.Times {
			for c, u := range run.Use[i] {
				sum[c] += (at - before) * min(u, 1)
			}
			before = at
		}
		return sum
	}
	for _, n := range []int{1, 2400, 2401, 50_000} {
		run, at := Timeline{Name: "run"}, 0.0
		for i := range n {
			if i%10 != 0 { // else a sample of no length
				at += math.Exp(3 * r.NormFloat64())
			}
			run.Times = append(run.Times, at)
			run.Use = append(run.Use, []float64{r.Float64(), 1, 0.5}[:1+i%3])
		}
		short := run.averaged()
		want, got := busy(run), busy(short)
		for c := range want {
			if math.Abs(got[c]-want[c]) > 1e-9*want[c] {
				t.Errorf("%d samples: core %d was busy for %g s, drawn as %g s", n, c, want[c], got[c])
			}
		}
		if len(short.Times) > 2400 || short.Times[len(short.Times)-1] != at {
			t.Errorf("%d samples became %d, to %g s of %g", n, len(short.Times), short.Times[len(short.Times)-1], at)
		}
	}
}

// Power is averaged over whole groups: the total of equal groups stays.
func TestAveragedPower(t *testing.T) {
	power := make([][]float64, 40)
	for i := range power {
		power[i] = make([]float64, 30)
		for j := range power[i] {
			power[i][j] = float64(i*30 + j)
		}
	}
	got := averagedPower(power, 10, 15)
	if len(got) != 10 || len(got[0]) != 15 || got[0][0] != (0+1+30+31+60+61+90+91)/8.0 || got[9][14] != (36*30+28.5+39*30+28.5)/2 {
		t.Errorf("%d×%d means, from %g to %g", len(got), len(got[0]), got[0][0], got[9][14])
	}
	if got := averagedPower(power, 40, 99); &got[0] != &power[0] {
		t.Error("a small spectrogram was copied")
	}
}

// A hundred thousand tasks are few rectangles, and one that failed among them is seen.
func TestSlivers(t *testing.T) {
	var tasks []Bar
	for i := range 100_000 {
		tasks = append(tasks, Bar{Worker: []string{"a", "b"}[i%2], Start: float64(i / 2), End: float64(i/2) + 0.9, Label: "task", Failed: i == 5000})
	}
	svg := string(render(t, Gantt(tasks), "svg"))
	if n := strings.Count(svg, "<path"); n > 100 {
		t.Errorf("%d paths", n)
	}
	img, _, err := image.Decode(bytes.NewReader(render(t, Gantt(tasks), "png")))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA); c.R > c.B+20 {
				seen++
			}
		}
	}
	if seen < 10 {
		t.Errorf("the task that failed takes %d pixels", seen)
	}
}

// Words that are longer than their room end in an ellipsis; names of many curves stand beside the plot.
func TestLongWordsAndManyNames(t *testing.T) {
	long := strings.Repeat("long words ", 30)
	tall := strings.Repeat("tall words ", 30) // its place is recorded in its own, turned axes
	f := Lines(Axes{X: long, Y: tall}, line(long, 0, 1), line("b "+long, 1, 0))
	f.Title, f.Footer = strings.Repeat("title", 90), long+long+long
	width, height := vg.Length(f.Width)*vg.Inch, vg.Length(f.Height)*vg.Inch
	cut := 0
	for s, at := range texts(t, f) {
		if strings.HasPrefix(s, "tall") {
			if len(s) > 60 {
				t.Errorf("%q stands along an axis of %g in", s, f.Height)
			}
		} else if at.X < 0 || at.Y < 0 || at.X > width || at.Y > height {
			t.Errorf("%q begins at %v", s, at)
		}
		if strings.HasSuffix(s, "…") {
			cut++
		}
	}
	if cut < 6 { // two names, two axes, the title, the footer
		t.Errorf("%d texts end in an ellipsis", cut)
	}
	var many []Curve
	for i := range 60 {
		many = append(many, line(string(rune('A'+i)), 0, float64(i%3)))
	}
	at := texts(t, Lines(Axes{X: "x", Y: "y"}, many...))
	if p, ok := at["A"]; !ok || p.X < width*8/10 {
		t.Errorf("the first curve is named at %v", p)
	}
	more := false
	for s, p := range at {
		more = more || strings.HasSuffix(s, " more")
		if p.Y < 0 && s != "y" {
			t.Errorf("%q is below the figure", s)
		}
	}
	if !more {
		t.Error("names were left out without a word")
	}
}

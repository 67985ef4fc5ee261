package plots

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/plot/plotter"
)

func curve(xy ...float64) Curve {
	c := Curve{Name: "a"}
	for i := 0; i < len(xy); i += 2 {
		c.Points = append(c.Points, Point{X: xy[i], Y: xy[i+1]})
	}
	return c
}

func bars(workers int) (b []Bar) {
	for i := range workers {
		for j := range 3 {
			b = append(b, Bar{fmt.Sprintf("worker %d", i), float64(j), float64(j) + 0.9, "task", (i+j)%17 == 0})
		}
	}
	return b
}

// Numbers of any size and figures of any extent are drawn or are an error: never a panic, and never a loop without end.
func TestExtremesAreDrawnOrErrors(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	log := Axes{LogX: true, LogY: true}
	themed := Lines(Axes{}, curve(0, 1, 1, 2))
	themed.Theme = Theme{Background: Dark.Background}
	sharp := Lines(Axes{}, curve(0, 1, 1, 2))
	sharp.DPI = 1 << 40
	tiny := Lines(Axes{X: "x", Y: "y"}, curve(0, 1, 1, 2))
	tiny.Width, tiny.Height, tiny.Title = 0.01, 0.01, "title"
	wordy := Lines(Axes{X: "x", Y: "y"}, curve(0, 1, 1, 2))
	wordy.Title = strings.Repeat("many words ", 30)
	var wide []Cell
	for i := range 300 {
		wide = append(wide, Cell{i + 1, 1, 1 + float64(i), 0, 0, ""})
	}
	for name, c := range map[string]struct {
		f     *Figure
		drawn bool
	}{
		"one point":                   {Lines(Axes{}, curve(1, 1)), true},
		"one point, logarithmic":      {Lines(log, curve(1, 1)), true},
		"equal and huge":              {Lines(Axes{}, curve(0, 1e300, 1, 1e300)), true},
		"apart by rounding":           {Lines(Axes{}, curve(0, 1e16, 1, 1e16+4, 2, 1e16+2)), true},
		"among the smallest":          {Lines(Axes{}, curve(0, 5e-324, 1, 1e-323)), true},
		"all powers":                  {Lines(log, curve(1e-300, 1e-300, 1e300, 1e300)), true},
		"too small for a logarithm":   {Lines(log, curve(5e-324, 1, 1, 1)), false},
		"too wide":                    {Lines(Axes{}, curve(0, -1.7e308, 1, 1.7e308)), false},
		"endless interval":            {Lines(Axes{}, Curve{Points: []Point{{1, 1, 0.5, inf}, {2, 1, 0, 0}}}), false},
		"backward interval":           {Lines(Axes{}, Curve{Points: []Point{{1, 1, 3, 2}}}), false},
		"endless speed-up":            {Scaling(Curve{Points: []Point{{1, 1, 0, inf}}}), false},
		"values too wide":             {Histogram([]float64{-1.7e308, 0, 1.7e308}, nil), false},
		"values equal and huge":       {Histogram([]float64{1e299, 1e299}, nil), true},
		"a law below zero":            {Histogram([]float64{1, 2, 3}, func(float64) float64 { return -1 }), true},
		"edge at infinity":            {HistogramOf([]float64{0, inf}, []float64{1}, nil), false},
		"huge eigenvalues":            {Spectrum([]complex128{1e300, -1e300i}), true},
		"eigenvalues zero":            {Spectrum([]complex128{0, 0}), true},
		"time at infinity":            {Cores(Timeline{Times: []float64{1, inf}, Use: [][]float64{{1}, {1}}}), false},
		"a short run":                 {Cores(Timeline{Times: []float64{1e-310}, Use: [][]float64{{1}}}), true},
		"a time that is no number":    {Tradeoff(Map{"m", []Cell{{1, 1, 1, nan, inf, ""}}}), false},
		"300 splits":                  {Tradeoff(Map{"m", wide}), true},
		"no image":                    {Picture(nil, Axes{}, 0, 1, 0, 1), false},
		"a picture of the whole line": {Picture(image.NewGray(image.Rect(0, 0, 9, 9)), Axes{}, -inf, inf, 0, 1), false},
		"no figure in a grid":         {Grid(1, nil), false},
		"the zero figure":             {new(Figure), false},
		"a theme of one colour":       {themed, true},
		"too many pixels":             {sharp, false},
		"a figure of nothing":         {tiny, true},
		"a long title":                {wordy, true},
		"one worker":                  {Gantt(bars(1)), true},
		"300 workers":                 {Gantt(bars(300)), true},
	} {
		err := c.f.Render(&bytes.Buffer{}, "png")
		if (err == nil) != c.drawn || err != nil && !strings.HasPrefix(err.Error(), "plots: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// Of many rows only those are named whose names do not touch.
func TestWorkersThinned(t *testing.T) {
	for _, workers := range []int{1, 5, 40, 300} {
		f := Gantt(bars(workers))
		var at []float64
		for s, p := range texts(t, f) {
			if strings.HasPrefix(s, "worker ") {
				at = append(at, float64(p.Y))
			}
		}
		slices.Sort(at)
		if len(at) < min(workers, 20) {
			t.Errorf("%d workers: %d are named", workers, len(at))
		}
		for i := 1; i < len(at); i++ {
			if at[i]-at[i-1] < 7 {
				t.Fatalf("%d workers: names at %.1f and %.1f pt", workers, at[i-1], at[i])
			}
		}
	}
}

// Ticks of a narrow range far from zero are told apart.
func TestTicksFarFromZero(t *testing.T) {
	for _, c := range [][2]float64{{1.7e9, 1.7e9 + 20}, {1e17, 1e17 + 1e9}, {1, 1 + 1e-7}, {-3e-9, -3e-9 + 1e-14}, {0, 1e-9}, {0, 4e7}} {
		seen := map[string]bool{}
		ticks := (niceTicks{}).Ticks(c[0], c[1])
		for _, tick := range ticks {
			seen[tick.Label] = true
		}
		if len(ticks) < 3 || len(ticks) > 12 || len(seen) != len(ticks) {
			t.Errorf("[%g, %g]: ticks %v", c[0], c[1], ticks)
		}
	}
}

// A long course keeps its ends and its extremes, and is drawn by few points.
func TestCondensed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	xys := make(plotter.XYs, 1_000_000)
	for i := range xys {
		xys[i] = plotter.XY{X: float64(i), Y: r.NormFloat64()}
	}
	out := condensed(xys, 0, 1e6)
	limits := func(p plotter.XYs) [4]float64 { a, b, c, d := plotter.XYRange(p); return [4]float64{a, b, c, d} }
	if len(out) > 8000 || limits(out) != limits(xys) || out[0] != xys[0] || out[len(out)-1] != xys[len(xys)-1] {
		t.Errorf("%d points over %v, want few over %v", len(out), limits(out), limits(xys))
	}
	if short := condensed(xys[:100], 0, 100); len(short) != 100 {
		t.Errorf("100 points became %d", len(short))
	}
}

package plots

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Point is a measured value Y at X with its 95% interval. Lo = Hi = 0 stands for an interval that is not known.
type Point struct{ X, Y, Lo, Hi float64 }

// A Curve is a series of points with a Name, and perhaps a fitted model to draw dashed beside them.
type Curve struct {
	Name   string
	Points []Point
	Dots   bool                    // only the points, no line that joins them
	Fit    func(x float64) float64 // nil for none
}

// Scaling draws speed-up over the number of workers or cores, with the ideal line y = x, on equal logarithmic axes to
// the base 2 (linear up to four cores).
func Scaling(curves ...Curve) *Figure {
	return scaling("speed-up", func(x float64) float64 { return x }, curves)
}

// Efficiency draws parallel efficiency (speed-up divided by cores) over the number of cores, with the ideal line 1.
// Its curves hold speed-ups, as those of Scaling do.
func Efficiency(curves ...Curve) *Figure {
	out := make([]Curve, len(curves))
	for i, c := range curves {
		out[i].Name = c.Name
		if fit := c.Fit; fit != nil {
			out[i].Fit = func(x float64) float64 { return fit(x) / x }
		}
		for _, p := range c.Points {
			out[i].Points = append(out[i].Points, Point{p.X, p.Y / p.X, p.Lo / p.X, p.Hi / p.X})
		}
	}
	return scaling("efficiency", func(float64) float64 { return 1 }, out)
}

func scaling(label string, ideal func(float64) float64, curves []Curve) *Figure {
	most, top, least := 1.0, 1.0, 1.0
	points := 0
	for _, c := range curves {
		for _, p := range c.Points {
			if !(p.X > 0) || !(p.Y > 0) || !drawable(p.X, p.Y, p.Lo, p.Hi) || p.Lo > p.Hi {
				return failed("%s of %q: point (%g, %g) [%g, %g] must be positive and finite, and its interval must ascend", label, c.Name, p.X, p.Y, p.Lo, p.Hi)
			}
			most, top = max(most, p.X), max(top, p.Y, p.Hi)
			least = min(least, p.Y)
			points++
		}
	}
	if points == 0 {
		return failed("%s without points", label)
	}
	return newFigure(3.5, 3, func(k *kit, c draw.Canvas) error {
		p := k.plot("", "cores", label)
		xs, ys := linear, linear
		if most > 4 {
			xs = logarithmic
			xs.span(&p.X, 0.9, most*1.15)
			p.X.Tick.Marker = powerTicks{2}
		} else {
			p.X.Tick.Marker = integerTicks{}
			p.X.Min, p.X.Max = 0.85, most+0.15
		}
		if most > 4 && label == "speed-up" {
			ys = logarithmic
			ys.span(&p.Y, min(0.9, least*0.9), max(top, most)*1.2)
			p.Y.Tick.Marker = powerTicks{2}
		} else {
			p.Y.Min, p.Y.Max = 0, max(top, ideal(most))*1.12
		}
		dashes := &plotter.Line{
			XYs:       sample(p.X.Min, p.X.Max, xs, ys, ideal),
			LineStyle: k.dashed(0.8, faded(k.theme.Ink, 0.6)),
		}
		p.Add(dashes)
		var series []labelled
		for i, c := range curves {
			// Bars over the same number of cores stand side by side.
			aside := 0.025 * (float64(i) - float64(len(curves)-1)/2) * (p.X.Max - p.X.Min)
			series = append(series, addCurve(k, p, i, c, xs, ys, aside))
		}
		series = append(series, labelled{name: "ideal", colour: dashes.Color, end: dashes.XYs[len(dashes.XYs)-1], thumbs: []plot.Thumbnailer{dashes}})
		k.drawNamed(p, c, series, func() {
			placeLegend(k, p, c, append(curves[:len(curves):len(curves)], idealCurve(ideal, most)), xs, ys)
		})
		return nil
	})
}

// idealCurve holds points of the ideal line, which a legend should not hide either.
func idealCurve(ideal func(float64) float64, most float64) Curve {
	var c Curve
	for i := range 16 {
		x := 1 + (most-1)*float64(i)/15
		c.Points = append(c.Points, Point{X: x, Y: ideal(x)})
	}
	return c
}

// sample returns f between the axis positions lo and hi, in axis positions.
func sample(lo, hi float64, xs, ys scale, f func(float64) float64) plotter.XYs {
	const n = 100
	pts := make(plotter.XYs, n+1)
	for i := range pts {
		u := lo + (hi-lo)*float64(i)/n
		pts[i] = plotter.XY{X: u, Y: ys.at(f(xs.back(u)))}
	}
	return pts
}

// markers in the order of the series, so that colour is never the only difference.
var markers = []draw.GlyphDrawer{
	draw.CircleGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.PyramidGlyph{}, draw.RingGlyph{}, draw.BoxGlyph{},
}

// addCurve draws one series: error bars, line, markers, dashed fit. Points with intervals stand aside by so much of the
// axis.
func addCurve(k *kit, p *plot.Plot, i int, c Curve, xs, ys scale, aside float64) labelled {
	col := k.theme.series(i)
	xys := make(plotter.XYs, len(c.Points))
	var bars errorBars
	for j, pt := range c.Points {
		xys[j] = plotter.XY{X: xs.at(pt.X), Y: ys.at(pt.Y)}
		if pt.Lo != 0 || pt.Hi != 0 {
			xys[j].X += aside
			lo := p.Y.Min // of a logarithmic bar that reaches 0
			if ys == linear || pt.Lo > 0 {
				lo = max(lo, ys.at(pt.Lo))
			}
			bars.points = append(bars.points, Point{xys[j].X, xys[j].Y, lo, ys.at(pt.Hi)})
		}
	}
	line := &plotter.Line{XYs: xys, LineStyle: k.line(k.theme.Line, col)}
	dots := &plotter.Scatter{XYs: xys, GlyphStyle: draw.GlyphStyle{
		Color: col, Radius: vg.Points(1 + 1.2*k.theme.Line), Shape: markers[i%len(markers)],
	}}
	if len(xys) > 60 {
		dots.Radius *= 0.6
	}
	bars.style = k.line(k.theme.Line*0.8, col)
	shown := []plot.Thumbnailer{line, dots}
	switch {
	case c.Dots && len(xys) > crowded:
		shown = shown[1:]
		p.Add(&densityOf{k: k, points: xys, bars: bars.points, colour: col, size: 2 * cloudRadius(len(xys))})
	case c.Dots:
		shown = shown[1:]
		p.Add(bars, dots)
	default:
		p.Add(bars, line, dots)
	}
	if c.Fit != nil && len(xys) > 0 {
		lo, hi := xys[0].X, xys[0].X
		for _, pt := range xys {
			lo, hi = min(lo, pt.X), max(hi, pt.X)
		}
		p.Add(&plotter.Line{XYs: sample(lo, hi, xs, ys, c.Fit), LineStyle: k.dashed(k.theme.Line*0.8, col)})
	}
	return named(c, col, xys, shown...)
}

// named is a series of the curve's name that ends where its rightmost point is.
func named(c Curve, col color.Color, xys plotter.XYs, thumbs ...plot.Thumbnailer) labelled {
	s := labelled{name: c.Name, colour: col, open: c.Dots || len(xys) == 0, thumbs: thumbs}
	for i, pt := range xys {
		if i == 0 || pt.X >= s.end.X {
			s.end = pt
		}
	}
	return s
}

// errorBars are vertical bars with caps from Lo to Hi, in axis positions.
type errorBars struct {
	points []Point
	style  draw.LineStyle
}

func (e errorBars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	const cap = 2.2
	for _, pt := range e.points {
		at, lo, hi := x(pt.X), y(pt.Lo), y(pt.Hi)
		c.StrokeLine2(e.style, at, lo, at, hi)
		c.StrokeLine2(e.style, at-cap, lo, at+cap, lo)
		c.StrokeLine2(e.style, at-cap, hi, at+cap, hi)
	}
}

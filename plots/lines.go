package plots

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Axes names the axes of Lines and chooses logarithmic ones: X and Y are their labels, LogX and LogY make them logarithmic.
type Axes struct {
	X, Y       string
	LogX, LogY bool
}

// Lines draws curves over linear or logarithmic axes, with markers while a curve has at most 60 points (or is of Dots).
// More than 5000 dots, or a long course that goes to and fro, are drawn by their density.
func Lines(axes Axes, curves ...Curve) *Figure {
	xlo, xhi, ylo, yhi := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for _, c := range curves {
		for _, p := range c.Points {
			switch {
			case !drawable(p.X, p.Y, p.Lo, p.Hi) || p.Lo > p.Hi:
				return failed("Lines: %q has the point (%g, %g) [%g, %g]: must be finite, at most %g in size, and the interval must ascend",
					c.Name, p.X, p.Y, p.Lo, p.Hi, largest)
			case axes.LogX && p.X < 1/largest || axes.LogY && p.Y < 1/largest:
				return failed("Lines: %q has the point (%g, %g): must be positive, at least %g, on a logarithmic axis", c.Name, p.X, p.Y, 1/largest)
			}
			xlo, xhi = min(xlo, p.X), max(xhi, p.X)
			ylo, yhi = min(ylo, p.Y), max(yhi, p.Y)
			if p.Lo != 0 || p.Hi != 0 {
				yhi = max(yhi, p.Hi)
				if !axes.LogY || p.Lo >= 1/largest {
					ylo = min(ylo, p.Lo)
				}
			}
		}
	}
	if xlo > xhi {
		return failed("Lines without points")
	}
	return newFigure(3.5, 2.8, func(k *kit, c draw.Canvas) error {
		p := k.plot("", axes.X, axes.Y)
		xs, ys := scale(axes.LogX), scale(axes.LogY)
		lo, hi := widen(xlo, xhi, axes.LogX)
		xs.span(&p.X, lo, hi)
		lo, hi = widen(ylo, yhi, axes.LogY)
		ys.span(&p.Y, lo, hi)
		var series []labelled
		for i, curve := range curves {
			if len(curve.Points) <= 60 || curve.Dots {
				series = append(series, addCurve(k, p, i, curve, xs, ys, 0))
				continue
			}
			xys := make(plotter.XYs, len(curve.Points))
			for j, pt := range curve.Points {
				xys[j] = plotter.XY{X: xs.at(pt.X), Y: ys.at(pt.Y)}
			}
			line := &plotter.Line{XYs: xys, LineStyle: k.line(k.theme.Line, k.theme.series(i))}
			if restless(xys) {
				line.Width *= 0.4 // at full width it would be a blot
			}
			line.XYs = condensed(xys, p.X.Min, p.X.Max)
			if len(line.XYs) > 4*crowded { // it does not go from left to right
				p.Add(&densityOf{k: k, points: xys, joined: true, colour: line.Color})
			} else {
				p.Add(line)
			}
			series = append(series, named(curve, line.Color, xys, line))
		}
		k.drawNamed(p, c, series, func() { placeLegend(k, p, c, curves, xs, ys) })
		return nil
	})
}

// condensed leaves out points that cannot be seen: of those that follow each other within one of 2000 columns between lo
// and hi it keeps the first, the lowest, the highest and the last, whose lines cover the same (Jugel and others, M4, VLDB
// 2014). Few points, or none that lie so close, stay as they are.
func condensed(xys plotter.XYs, lo, hi float64) plotter.XYs {
	const columns = 2000
	if len(xys) <= 4*columns {
		return xys
	}
	column := func(x float64) int { return int(columns * (x - lo) / (hi - lo)) }
	var out plotter.XYs
	for from := 0; from < len(xys); {
		least, most, to := from, from, from+1
		for ; to < len(xys) && column(xys[to].X) == column(xys[from].X); to++ {
			if xys[to].Y < xys[least].Y {
				least = to
			}
			if xys[to].Y > xys[most].Y {
				most = to
			}
		}
		keep := []int{from, min(least, most), max(least, most), to - 1}
		for _, i := range slices.Compact(keep) {
			out = append(out, xys[i])
		}
		from = to
	}
	return out
}

// restless reports whether a course of points goes up and down so often that its lines lie side by side.
func restless(xys plotter.XYs) bool {
	lo, hi, way := math.Inf(1), math.Inf(-1), 0.0
	for i, pt := range xys {
		lo, hi = min(lo, pt.Y), max(hi, pt.Y)
		if i > 0 {
			way += math.Abs(pt.Y - xys[i-1].Y)
		}
	}
	return way > 50*(hi-lo)
}

// Convergence draws errors over evaluations (or any cost) on logarithmic axes. Errors of exactly zero are drawn at
// 2⁻⁵³, one rounding.
func Convergence(x, y string, curves ...Curve) *Figure {
	out := make([]Curve, len(curves))
	for i, c := range curves {
		out[i] = c
		out[i].Points = append([]Point(nil), c.Points...)
		for j := range out[i].Points {
			if out[i].Points[j].Y == 0 {
				out[i].Points[j].Y = 0x1p-53
			}
		}
	}
	return Lines(Axes{X: x, Y: y, LogX: true, LogY: true}, out...)
}

func widen(lo, hi float64, log bool) (float64, float64) {
	if log {
		if hi/lo < 4 {
			lo, hi = lo/2, hi*2
		}
		// At the ends of the numbers the data reach the border.
		margin := math.Exp(0.06 * (math.Log(hi) - math.Log(lo)))
		return max(lo/margin, 1e-307), min(hi*margin, 1e307)
	}
	if size := max(math.Abs(lo), math.Abs(hi)); hi-lo <= 1e-12*size {
		room := max(0.5, 0.1*size) // one value, or values that only rounding tells apart
		return lo - room, hi + room
	}
	margin := 0.05 * (hi - lo)
	return lo - margin, hi + margin
}

// placeLegend moves the legend to the corner that the fewest data points, and lines between them, pass through.
func placeLegend(k *kit, p *plot.Plot, c draw.Canvas, curves []Curve, xs, ys scale) {
	box := p.Legend.Rectangle(c).Size()
	area := p.DataCanvas(c).Size()
	w, h := float64(box.X/area.X)*1.15, float64(box.Y/area.Y)*1.3
	best := math.MaxInt
	for _, corner := range []struct{ top, left bool }{{true, false}, {true, true}, {false, false}, {false, true}} {
		hits := 0
		for _, curve := range curves {
			var before, x, y float64
			for i, pt := range curve.Points {
				from := y
				before, x, y = x, p.X.Norm(xs.at(pt.X)), p.Y.Norm(ys.at(pt.Y))
				for step := 1; step < 8 && i > 0 && !curve.Dots; step++ {
					t := float64(step) / 8
					u, v := before+t*(x-before), from+t*(y-from)
					if (u < w && corner.left || u > 1-w && !corner.left) && (v > 1-h && corner.top || v < h && !corner.top) {
						hits++
					}
				}
				lo, hi := y, y
				if pt.Lo > 0 || pt.Hi > 0 && ys == linear {
					lo, hi = p.Y.Norm(ys.at(pt.Lo)), p.Y.Norm(ys.at(pt.Hi))
				}
				if (x < w && corner.left || x > 1-w && !corner.left) && (hi > 1-h && corner.top || lo < h && !corner.top) {
					hits++
				}
			}
		}
		if hits < best {
			best = hits
			p.Legend.Top, p.Legend.Left = corner.top, corner.left
		}
	}
	p.Legend.XOffs, p.Legend.YOffs = -k.points(0.4), -k.points(0.3)
	if p.Legend.Left {
		p.Legend.XOffs = k.points(0.5)
	}
	if !p.Legend.Top {
		p.Legend.YOffs = k.points(0.6)
	}
	if best == 0 || len(curves) == 0 {
		return
	}
	// No corner is free: make room above the data.
	room := min(h/1.15, 0.6) // of the height, once it has grown
	p.Y.Max += (p.Y.Max - p.Y.Min) * room / (1 - room)
	p.Legend.Top, p.Legend.Left = true, false
	p.Legend.XOffs, p.Legend.YOffs = -k.points(0.4), -vg.Points(2)
}

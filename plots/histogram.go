package plots

import (
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Histogram draws the density of values (bars whose areas sum to 1) and, if law is not nil, the density law over it.
// The bin width is that of Freedman and Diaconis, 2·IQR/∛n.
func Histogram(values []float64, law func(float64) float64) *Figure {
	if len(values) == 0 {
		return failed("Histogram of no values")
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	lo, hi := sorted[0], sorted[len(sorted)-1]
	if !drawable(2*lo, 2*hi) { // NaN sorts first; equal values need room beside them
		return failed("Histogram: values from %g to %g must be finite and at most %g in size", lo, hi, largest/2)
	}
	n := float64(len(sorted))
	width := 2 * (sorted[len(sorted)*3/4] - sorted[len(sorted)/4]) / math.Cbrt(n)
	bins := 1
	if hi-lo <= 1e-12*max(math.Abs(lo), math.Abs(hi)) {
		lo, hi = widen(lo, hi, false)
	} else if width > 0 {
		bins = int(min(200, max(1, math.Ceil((hi-lo)/width))))
	}
	counts := make([]float64, bins)
	for _, v := range sorted {
		counts[min(bins-1, int(float64(bins)*(v-lo)/(hi-lo)))]++
	}
	edges := make([]float64, bins+1)
	for i := range edges {
		edges[i] = lo + (hi-lo)*float64(i)/float64(bins)
	}
	for i := range counts {
		counts[i] /= n * (hi - lo) / float64(bins)
	}
	return HistogramOf(edges, counts, law)
}

// HistogramOf draws a histogram that is already binned: density[i] between edges[i] and edges[i+1]. See Histogram.
func HistogramOf(edges, density []float64, law func(float64) float64) *Figure {
	if len(density) == 0 || len(edges) != len(density)+1 {
		return failed("HistogramOf %d edges and %d densities: one edge more than densities is needed", len(edges), len(density))
	}
	top := 0.0
	for i, d := range density {
		if !(d >= 0) || !drawable(d, edges[i], edges[i+1]) || !(edges[i+1] > edges[i]) {
			return failed("HistogramOf: bin %d from %g to %g has density %g", i, edges[i], edges[i+1], d)
		}
		top = max(top, d)
	}
	return newFigure(3.5, 2.7, func(k *kit, c draw.Canvas) error {
		p := k.plot("", "value", "density")
		lo, hi := edges[0], edges[len(edges)-1]
		margin := 0.04 * (hi - lo)
		p.X.Min, p.X.Max, p.Y.Min = lo-margin, hi+margin, 0
		p.Add(&histogramBars{k, edges, density})
		if law != nil {
			var curve plotter.XYs
			const steps = 500
			for i := range steps + 1 {
				x := p.X.Min + (p.X.Max-p.X.Min)*float64(i)/steps
				if y := law(x); y >= 0 && !math.IsInf(y, 0) {
					curve = append(curve, plotter.XY{X: x, Y: min(y, 1.5*top)})
					top = max(top, min(y, 1.5*top))
				}
			}
			p.Add(&plotter.Line{XYs: curve, LineStyle: k.line(k.theme.Line*1.2, k.theme.series(1))})
		}
		p.Y.Max = 1.08 * top
		if p.Y.Max == 0 {
			p.Y.Max = 1
		}
		k.draw(p, c)
		return nil
	})
}

type histogramBars struct {
	k              *kit
	edges, density []float64
}

func (h *histogramBars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	// A hairline gap between bars while they are wide enough to spare it.
	gap := vg.Points(0.3)
	if x(h.edges[1])-x(h.edges[0]) < vg.Points(2) {
		gap = 0
	}
	c.SetColor(faded(h.k.theme.series(0), 0.55))
	for i, d := range h.density {
		r := vg.Rectangle{Min: vg.Point{X: x(h.edges[i]) + gap, Y: y(0)}, Max: vg.Point{X: x(h.edges[i+1]) - gap, Y: y(d)}}
		c.Fill(r.Path())
	}
}

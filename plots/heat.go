package plots

import (
	"image"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Spectrogram draws the power of a short-time Fourier transform: power[t][f] ≥ 0, as decibels below its maximum, 80 dB
// deep; duration is the length of the signal in seconds, nyquist the highest frequency in hertz. Of more columns or rows than
// the picture could show, the mean power is drawn.
func Spectrogram(power [][]float64, duration, nyquist float64) *Figure {
	top := 0.0
	for _, column := range power {
		if len(column) != len(power[0]) {
			return failed("Spectrogram: columns of %d and %d frequencies", len(power[0]), len(column))
		}
		for _, v := range column {
			if !(v >= 0) || math.IsInf(v, 0) {
				return failed("Spectrogram: power %g: must be finite and not negative", v)
			}
			top = max(top, v)
		}
	}
	if len(power) == 0 || len(power[0]) == 0 || !(duration > 0) || !(nyquist > 0) || !drawable(duration, nyquist) {
		return failed("Spectrogram of %d columns over %g s up to %g Hz", len(power), duration, nyquist)
	}
	const depth = 80
	power = averagedPower(power, 2000, 1000)
	top = 0 // of a mean that may have become smaller
	for _, column := range power {
		top = max(top, slices.Max(column))
	}
	img := image.NewNRGBA(image.Rect(0, 0, len(power), len(power[0])))
	for t, column := range power {
		for f, v := range column {
			level := 0.0
			if v > 0 && top > 0 {
				level = 1 + 10*math.Log10(v/top)/depth
			}
			img.SetNRGBA(t, len(column)-1-f, shade(level))
		}
	}
	return newFigure(7, 3, withColourBar(func(k *kit, c draw.Canvas) error {
		k.draw(imagePlot(k, img, Axes{X: "seconds", Y: "hertz"}, 0, duration, 0, nyquist), c)
		return nil
	}, "dB below the maximum", -depth, 0))
}

// averagedPower returns the mean powers of at most so many groups of columns and of rows.
func averagedPower(power [][]float64, columns, rows int) [][]float64 {
	nt, nf := len(power), len(power[0])
	columns, rows = min(columns, nt), min(rows, nf)
	if columns == nt && rows == nf {
		return power
	}
	out := make([][]float64, columns)
	for t := range out {
		out[t] = make([]float64, rows)
		from, to := t*nt/columns, (t+1)*nt/columns
		for f := range out[t] {
			lo, hi := f*nf/rows, (f+1)*nf/rows
			for _, column := range power[from:to] {
				for _, v := range column[lo:hi] {
					out[t][f] += v / float64((to-from)*(hi-lo))
				}
			}
		}
	}
	return out
}

// Picture draws an image over the rectangle [xlo, xhi] × [ylo, yhi] of its axes, its first row on top and its pixels
// square: the Mandelbrot set, a field, a matrix.
func Picture(img image.Image, axes Axes, xlo, xhi, ylo, yhi float64) *Figure {
	if img == nil {
		return failed("Picture without an image")
	}
	if !(xhi > xlo) || !(yhi > ylo) || !drawable(xlo, xhi, ylo, yhi) {
		return failed("Picture over [%g, %g] × [%g, %g]", xlo, xhi, ylo, yhi)
	}
	size := img.Bounds().Size()
	if size.X == 0 || size.Y == 0 {
		return failed("Picture of %d×%d pixels", size.X, size.Y)
	}
	shape := float64(size.Y) / float64(size.X)
	return newFigure(3.6, min(7, max(2, 2.9*shape+1)), func(k *kit, c draw.Canvas) error {
		p := imagePlot(k, img, axes, xlo, xhi, ylo, yhi)
		k.thin(p, c)
		data := p.DataCanvas(c).Size()
		if spare := data.X - data.Y/vg.Length(shape); spare > 0 {
			c.Max.X -= spare
		} else {
			c.Min.Y += data.Y - data.X*vg.Length(shape)
		}
		p.Draw(c)
		return nil
	})
}

func imagePlot(k *kit, img image.Image, axes Axes, xlo, xhi, ylo, yhi float64) *plot.Plot {
	p := k.frame("", axes.X, axes.Y)
	p.Add(plotter.NewImage(img, xlo, ylo, xhi, yhi))
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = xlo, xhi, ylo, yhi
	return p
}

// withColourBar puts a labelled scale from lo to hi to the right of a panel.
func withColourBar(inner panel, label string, lo, hi float64) panel {
	return func(k *kit, c draw.Canvas) error {
		bar := c
		bar.Min.X = c.Max.X - k.points(5)
		left := c
		left.Max.X = bar.Min.X - k.points(1.5)
		if err := inner(k, left); err != nil {
			return err
		}
		own := *k
		own.x, own.y = "", ""
		p := own.frame("", " ", label)
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, 1, lo, hi
		p.X.Tick.Marker = plot.ConstantTicks{{Value: 0.5, Label: " "}}
		bar.Min.Y += p.X.Tick.Length + p.X.LineStyle.Width // their room in the panel, which is as tall
		p.X.Tick.Length, p.X.LineStyle.Width = 0, 0
		p.Add(colourBar{lo, hi})
		k.draw(p, bar)
		return nil
	}
}

type colourBar struct{ lo, hi float64 }

func (b colourBar) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	const steps = 128
	for i := range steps {
		at := func(j int) vg.Length { return y(b.lo + (b.hi-b.lo)*float64(j)/steps) }
		c.SetColor(shade((float64(i) + 0.5) / steps))
		// Overlap by a hair, so that no background shines through between steps.
		c.Fill(vg.Rectangle{Min: vg.Point{X: x(0), Y: at(i)}, Max: vg.Point{X: x(1), Y: min(at(i+1)+0.3, y(b.hi))}}.Path())
	}
}

package plots

import (
	"math"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// Spectrum draws eigenvalues as a cloud in the complex plane over the unit circle, to which the circular law (Girko 1984,
// Tao and Vu 2010) drives the spectrum of an n×n matrix with independent entries of variance 1, divided by √n. The scale
// is taken from the values: under the law the mean of |λ|² is n/2. SpectrumOf takes n instead.
func Spectrum(values []complex128) *Figure {
	most := 0.0
	for _, v := range values {
		most = max(most, math.Abs(real(v)), math.Abs(imag(v)))
	}
	_, e := math.Frexp(most)
	unit, sum := math.Ldexp(1, max(-1000, min(e, 1000))), 0.0 // squares of very large or small values are no numbers
	for _, v := range values {
		x, y := real(v)/unit, imag(v)/unit
		sum += x*x + y*y
	}
	return spectrum(values, unit*math.Sqrt(2*sum/float64(len(values))))
}

// SpectrumOf draws the eigenvalues of one or more n×n matrices, each divided by √n. See Spectrum.
func SpectrumOf(values []complex128, n int) *Figure {
	if n < 1 {
		return failed("SpectrumOf matrices of size %d", n)
	}
	return spectrum(values, math.Sqrt(float64(n)))
}

func spectrum(values []complex128, scale float64) *Figure {
	if len(values) == 0 {
		return failed("Spectrum of no eigenvalues")
	}
	for i, v := range values {
		if !drawable(real(v), imag(v)) {
			return failed("Spectrum: eigenvalue %d of %d is %v: must be finite and at most %g in size", i, len(values), v, largest)
		}
	}
	if scale == 0 {
		scale = 1
	}
	points := make(plotter.XYs, len(values))
	extent := 1.08
	for i, v := range values {
		points[i] = plotter.XY{X: real(v) / scale, Y: imag(v) / scale}
		extent = max(extent, 1.05*math.Abs(points[i].X), 1.05*math.Abs(points[i].Y))
	}
	return newFigure(3.5, 3.6, func(k *kit, c draw.Canvas) error {
		p := k.plot("", "Re λ / √n", "Im λ / √n")
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = -extent, extent, -extent, extent
		circle := make(plotter.XYs, 361)
		for i := range circle {
			s, co := math.Sincos(float64(i) * math.Pi / 180)
			circle[i] = plotter.XY{X: co, Y: s}
		}
		outline := &plotter.Line{XYs: circle, LineStyle: k.line(k.theme.Line, k.theme.series(1))}
		p.Add(newCloud(k, points), outline)
		k.thin(p, c)
		equalAspect(p, c)
		p.Draw(c)
		return nil
	})
}

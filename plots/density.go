package plots

import (
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Many thousand dots, or lines that cross each other as often, are a blot on which nothing can be seen, slow to draw and
// megabytes in a vector file. They become a picture of their density instead: every pixel adds up the ink of all marks
// on it, and the sum is shown by opacity on a logarithmic scale, so that a lone dot is seen as well as the structure of
// a million. Nothing is left out, and the order of the marks does not matter beyond rounding.

// crowded is the number of marks above which their density is drawn.
const crowded = 5000

// cloudRadius shrinks as the cloud of n dots grows: about 1.4 pt for 200 dots, 0.4 pt for 20,000.
func cloudRadius(n int) vg.Length {
	return vg.Points(max(0.35, min(1.4, 1.4*math.Pow(200/float64(n), 0.27))))
}

// newCloud returns many small discs: as such while they are few, else as their density.
func newCloud(k *kit, points plotter.XYs) plot.Plotter {
	radius := cloudRadius(len(points))
	if len(points) <= crowded {
		return &plotter.Scatter{XYs: points, GlyphStyle: draw.GlyphStyle{
			Color: faded(k.theme.series(0), 0.7), Radius: radius, Shape: draw.CircleGlyph{}}}
	}
	return &densityOf{k: k, points: points, colour: k.theme.series(0), size: 2 * radius}
}

// densityOf draws the density of points as discs of the diameter size, with their intervals if there are any, or of the
// line that joins them.
type densityOf struct {
	k      *kit
	points plotter.XYs
	bars   []Point // in axis positions
	joined bool
	colour color.Color
	size   vg.Length
}

func (d *densityOf) Plot(c draw.Canvas, p *plot.Plot) {
	// A pixel of the picture is one of the canvas, which has none in a vector file. The picture begins and ends at whole
	// pixels, or it would be blurred; the dots' discs hang over the border by a few.
	pixel := vg.Inch / 300
	if d.k.dpi > 0 {
		pixel = vg.Inch / vg.Length(d.k.dpi)
	}
	const most = 16e6 // pixels of the picture
	if area := c.Size(); area.X/pixel*area.Y/pixel > most {
		pixel = vg.Length(math.Sqrt(float64(area.X*area.Y) / most))
	}
	whole := func(x vg.Length, round func(float64) float64) int { return int(round(float64(x / pixel))) }
	x0, x1 := whole(c.Min.X-d.size, math.Floor), whole(c.Max.X+d.size, math.Ceil)
	y0, y1 := whole(c.Min.Y-d.size, math.Floor), whole(c.Max.Y+d.size, math.Ceil)
	ink := newInk(x1-x0, y1-y0)
	x, y := p.Transforms(&c)
	place := func(at plotter.XY) (u, v float64) {
		return float64(x(at.X)/pixel) - float64(x0), float64(y1) - float64(y(at.Y)/pixel)
	}
	if d.joined {
		u, v := place(d.points[0])
		for _, next := range d.points[1:] {
			u1, v1 := place(next)
			ink.line(u, v, u1, v1)
			u, v = u1, v1
		}
	} else {
		disc := newDisc(float64(d.size/pixel) / 2)
		for _, at := range d.points {
			u, v := place(at)
			ink.add(disc, u, v)
		}
		for _, bar := range d.bars {
			u, lo := place(plotter.XY{X: bar.X, Y: bar.Lo})
			_, hi := place(plotter.XY{X: bar.X, Y: bar.Hi})
			ink.line(u, lo, u, hi)
		}
	}
	c.DrawImage(vg.Rectangle{
		Min: vg.Point{X: vg.Length(x0) * pixel, Y: vg.Length(y0) * pixel},
		Max: vg.Point{X: vg.Length(x1) * pixel, Y: vg.Length(y1) * pixel},
	}, ink.image(d.colour))
}

// An ink holds for every pixel, row by row from the top, how many marks cover it.
type ink struct {
	width, height int
	cover         []float32
}

func newInk(width, height int) *ink {
	return &ink{width, height, make([]float32, width*height)}
}

// A disc is the cover of the pixels round a disc, for centres at each of finer×finer places within a pixel.
type disc struct {
	reach  int // pixels to each side of the centre's
	stamps [finer][finer][]float32
}

const finer = 4

func newDisc(radius float64) *disc {
	d := &disc{reach: int(math.Ceil(radius + 0.5))}
	const samples = 8 // across a pixel
	side := 2*d.reach + 1
	for j := range finer {
		for i := range finer {
			stamp := make([]float32, side*side)
			cx, cy := float64(d.reach)+(float64(i)+0.5)/finer, float64(d.reach)+(float64(j)+0.5)/finer
			for at := range stamp {
				hits := 0
				for s := range samples * samples {
					dx := float64(at%side) + (float64(s%samples)+0.5)/samples - cx
					dy := float64(at/side) + (float64(s/samples)+0.5)/samples - cy
					if float64(dx*dx)+float64(dy*dy) <= radius*radius {
						hits++
					}
				}
				stamp[at] = float32(hits) / (samples * samples)
			}
			d.stamps[j][i] = stamp
		}
	}
	return d
}

// add adds a disc round (u, v), in pixels from the upper left corner.
func (k *ink) add(d *disc, u, v float64) {
	col, row := int(math.Floor(u)), int(math.Floor(v))
	stamp := d.stamps[min(finer-1, int(finer*(v-float64(row))))][min(finer-1, int(finer*(u-float64(col))))]
	side := 2*d.reach + 1
	for j := range side {
		r := row - d.reach + j
		if r < 0 || r >= k.height {
			continue
		}
		from, to := max(0, d.reach-col), min(side, k.width+d.reach-col)
		if from >= to {
			return
		}
		cover := k.cover[r*k.width+col-d.reach+from:]
		for i, s := range stamp[j*side+from : j*side+to] {
			cover[i] += s
		}
	}
}

// line adds a line one pixel wide. It takes a step a pixel along its longer side and parts its ink between the two
// nearest pixels across (Wu, An efficient antialiasing technique, SIGGRAPH 1991); a shorter line leaves less.
func (k *ink) line(u0, v0, u1, v1 float64) {
	length := max(math.Abs(u1-u0), math.Abs(v1-v0))
	steps := max(1, math.Ceil(length))
	weight := length / steps
	for s := range int(steps) {
		t := (float64(s) + 0.5) / steps
		u, v := u0+t*(u1-u0)-0.5, v0+t*(v1-v0)-0.5
		if math.Abs(u1-u0) >= math.Abs(v1-v0) {
			low := math.Floor(v)
			k.dot(int(math.Round(u)), int(low), weight*(1-(v-low)))
			k.dot(int(math.Round(u)), int(low)+1, weight*(v-low))
		} else {
			low := math.Floor(u)
			k.dot(int(low), int(math.Round(v)), weight*(1-(u-low)))
			k.dot(int(low)+1, int(math.Round(v)), weight*(u-low))
		}
	}
}

func (k *ink) dot(col, row int, cover float64) {
	if col >= 0 && col < k.width && row >= 0 && row < k.height {
		k.cover[row*k.width+col] += float32(cover)
	}
}

// image shows a pixel that one mark covers at lone opacity, those that most marks cover at full opacity, and the others
// between by the logarithm of their number.
func (k *ink) image(c color.Color) image.Image {
	const lone = 0.5
	most := 1.0
	for _, s := range k.cover {
		most = max(most, float64(s))
	}
	img := image.NewNRGBA(image.Rect(0, 0, k.width, k.height))
	for i, s := range k.cover {
		if s == 0 {
			continue
		}
		opacity := lone * float64(s)
		if s > 1 {
			opacity = lone + (1-lone)*math.Log(float64(s))/math.Log(most)
		}
		img.SetNRGBA(i%k.width, i/k.width, faded(c, opacity).(color.NRGBA))
	}
	return img
}

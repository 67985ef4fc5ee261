package plots

import (
	"cmp"
	"image/color"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A labelled series is named where it ends, in its colour, if the ends are far enough apart to read; else by a legend.
// A reader then need not look names up.
type labelled struct {
	name   string
	colour color.Color
	end    plotter.XY // the last point, in axis positions
	open   bool       // it has no end: a cloud of dots
	thumbs []plot.Thumbnailer
}

// drawNamed draws p on c with the names of its series: beside their ends, in the corner that place finds for a legend, or,
// where a legend would take more than half the height, to the right of the plot.
func (k *kit) drawNamed(p *plot.Plot, c draw.Canvas, series []labelled, place func()) {
	if k.drawDirect(p, c, series) {
		return
	}
	k.thin(p, c)
	width := vg.Length(0)
	for _, s := range series {
		if s.name != "" {
			name := k.shortened(s.name, p.Legend.TextStyle, c.Size().X*0.4)
			width = max(width, p.Legend.TextStyle.Width(name))
			p.Legend.Add(name, s.thumbs...)
		}
	}
	if p.Legend.Rectangle(c).Size().Y < p.DataCanvas(c).Size().Y/2 {
		place()
		k.draw(p, c)
		return
	}
	// As many lines as there is height for; the last one counts the names that are left out.
	p.Legend = k.legend()
	line := p.Legend.TextStyle.FontExtents().Height + p.Legend.Padding
	fit, n := max(1, int(c.Size().Y/line)), 0
	series = slices.DeleteFunc(slices.Clone(series), func(s labelled) bool { return s.name == "" })
	for _, s := range series {
		if n == fit-1 && len(series) > fit {
			p.Legend.Add("and " + strconv.Itoa(len(series)-n) + " more")
			break
		}
		p.Legend.Add(k.shortened(s.name, p.Legend.TextStyle, c.Size().X*0.4), s.thumbs...)
		n++
	}
	legend := p.Legend
	legend.XOffs, legend.YOffs, legend.Left = 0, 0, true
	p.Legend = k.legend()
	right := c
	right.Min.X = c.Max.X - width - legend.ThumbnailWidth - k.points(0.5)
	c.Max.X = right.Min.X - k.points(0.7)
	k.draw(p, c)
	legend.Draw(right)
}

// drawDirect draws p on c with the names to the right of the curves' ends. It reports false, and draws nothing, where
// that would mislead: an end far from the right border, names that would take a third of the width or stand further than
// a line from their curves.
func (k *kit) drawDirect(p *plot.Plot, c draw.Canvas, series []labelled) bool {
	style := k.text(0.9, k.theme.Ink)
	gap := k.points(0.45)
	var named []labelled
	width := vg.Length(0)
	for _, s := range series {
		if s.name == "" {
			continue
		}
		if s.open || p.X.Norm(s.end.X) < 0.85 {
			return false
		}
		named = append(named, s)
		width = max(width, style.Width(s.name))
	}
	if len(named) == 0 || width+gap > c.Size().X/3 {
		return false
	}
	left := c
	left.Max.X -= width + gap
	k.thin(p, left)
	data := p.DataCanvas(left)
	slices.SortStableFunc(named, func(a, b labelled) int { return cmp.Compare(a.end.Y, b.end.Y) })
	at := make([]vg.Length, len(named))
	for i, s := range named {
		at[i] = data.Y(p.Y.Norm(s.end.Y))
	}
	step := k.points(1.15)
	spread(at, step)
	for i, s := range named {
		if away := at[i] - data.Y(p.Y.Norm(s.end.Y)); away > step || away < -step || at[i] < data.Min.Y-step/2 || at[i] > data.Max.Y+step/2 {
			return false
		}
	}
	p.Draw(left)
	for i, s := range named {
		style.Color = s.colour
		style.YAlign = draw.YCenter
		c.FillText(style, vg.Point{X: data.Max.X + gap, Y: at[i]}, s.name)
	}
	return true
}

// spread moves ascending positions apart until neighbours are at least step from each other: runs of them that are too
// close are laid out around their mean.
func spread(at []vg.Length, step vg.Length) {
	type run struct {
		first, n int
		mid      vg.Length // mean of the wanted positions
	}
	bottom := func(r run) vg.Length { return r.mid - step*vg.Length(r.n-1)/2 }
	top := func(r run) vg.Length { return r.mid + step*vg.Length(r.n-1)/2 }
	var runs []run
	for i, y := range at {
		r := run{i, 1, y}
		for len(runs) > 0 && bottom(r) < top(runs[len(runs)-1])+step {
			below := runs[len(runs)-1]
			runs = runs[:len(runs)-1]
			n := vg.Length(below.n + r.n)
			r = run{below.first, below.n + r.n, (below.mid*vg.Length(below.n) + r.mid*vg.Length(r.n)) / n}
		}
		runs = append(runs, r)
	}
	for _, r := range runs {
		for i := range r.n {
			at[r.first+i] = bottom(r) + step*vg.Length(i)
		}
	}
}

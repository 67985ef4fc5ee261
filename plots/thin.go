package plots

import (
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// draw draws p on c with thinned labels.
func (k *kit) draw(p *plot.Plot, c draw.Canvas) {
	k.thin(p, c)
	p.Draw(c)
}

// thin shortens the words that are longer than their axes, and leaves out labels of the horizontal axis until none touches its neighbour: how many fit depends on the theme and
// on the room that is left. Labels that hang over the border take room, so measure p after this.
func (k *kit) thin(p *plot.Plot, c draw.Canvas) {
	p.Title.Text = k.shortened(p.Title.Text, p.Title.TextStyle, c.Size().X)
	p.X.Label.Text = k.shortened(p.X.Label.Text, p.X.Label.TextStyle, c.Size().X*0.9)
	upright := p.Y.Label.TextStyle
	upright.Rotation = 0
	p.Y.Label.Text = k.shortened(p.Y.Label.Text, upright, c.Size().Y*0.9)
	marker := p.X.Tick.Marker
	if t, ok := marker.(thinned); ok {
		marker = t.Ticker // of an earlier attempt, with less room
	}
	for every := 1; every <= 512; every += 1 + every/8 {
		p.X.Tick.Marker = thinned{marker, every}
		if !k.labelsTouch(p, c) {
			return
		}
	}
}

func (k *kit) labelsTouch(p *plot.Plot, c draw.Canvas) bool {
	data := p.DataCanvas(c)
	end := vg.Length(0)
	first := true
	for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
		if t.Label == "" {
			continue
		}
		half := p.X.Tick.Label.Width(t.Label) / 2
		at := data.X(p.X.Norm(t.Value))
		if !first && at-half < end+k.points(0.4) {
			return true
		}
		first, end = false, at+half
	}
	return false
}

// thinUpwards leaves out labels of the vertical axis until none touches the next: the rows of a timeline may be
// hundreds.
func (k *kit) thinUpwards(p *plot.Plot, c draw.Canvas) {
	marker := p.Y.Tick.Marker
	for every := 1; every <= 512; every += 1 + every/8 {
		p.Y.Tick.Marker = thinned{marker, every}
		data := p.DataCanvas(c)
		var at []vg.Length
		for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
			if t.Label != "" {
				at = append(at, data.Y(p.Y.Norm(t.Value)))
			}
		}
		slices.Sort(at)
		touch := false
		for i := 1; i < len(at); i++ {
			touch = touch || at[i]-at[i-1] < k.points(0.95)
		}
		if !touch {
			return
		}
	}
}

// thinned keeps one label of every so many, that of 0 among them if there is one.
type thinned struct {
	plot.Ticker
	every int
}

func (t thinned) Ticks(lo, hi float64) []plot.Tick {
	ticks := append([]plot.Tick(nil), t.Ticker.Ticks(lo, hi)...)
	var labels []int
	zero := 0
	for i, tick := range ticks {
		if tick.Label == "" {
			continue
		}
		if tick.Value == 0 {
			zero = len(labels)
		}
		labels = append(labels, i)
	}
	for j, i := range labels {
		if (j-zero)%t.every != 0 {
			ticks[i].Label = ""
		}
	}
	return ticks
}

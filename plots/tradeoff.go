package plots

import (
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Cell is the time of one split in Seconds: Workers outer workers with Threads inner threads each. Lo and Hi are its 95%
// interval (both 0: not known). Note is one word below the time, such as "oversubscribed".
type Cell struct {
	Workers, Threads int
	Seconds, Lo, Hi  float64
	Note             string
}

// A Map is a set of cells with a Name: one mode, or what the planner predicts.
type Map struct {
	Name  string
	Cells []Cell
}

// Tradeoff draws the time of every split as a heat map, workers across and threads upwards, one panel for each map, all
// on one logarithmic colour scale (an even number above two in pairs below each other: measured and predicted, mode by mode); light is fast. Each cell shows its time; the fastest cell of each map that carries no
// note is boxed. Splits without a cell stay blank.
func Tradeoff(maps ...Map) *Figure {
	lo, hi := math.Inf(1), 0.0
	var workers, threads []int
	for _, m := range maps {
		if len(m.Cells) == 0 {
			return failed("Tradeoff: map %q has no cells", m.Name)
		}
		for _, c := range m.Cells {
			if !(c.Seconds > 0) || math.IsInf(c.Seconds, 0) {
				return failed("Tradeoff: map %q: %d×%d takes %g s: must be positive and finite", m.Name, c.Workers, c.Threads, c.Seconds)
			}
			if !drawable(c.Lo, c.Hi) || c.Lo > c.Hi {
				return failed("Tradeoff: map %q: %d×%d has the interval [%g, %g]: must be finite and ascend", m.Name, c.Workers, c.Threads, c.Lo, c.Hi)
			}
			if c.Workers < 1 || c.Threads < 1 {
				return failed("Tradeoff: map %q has a cell of %d workers × %d threads", m.Name, c.Workers, c.Threads)
			}
			lo, hi = min(lo, c.Seconds), max(hi, c.Seconds)
			workers, threads = append(workers, c.Workers), append(threads, c.Threads)
		}
	}
	if len(maps) == 0 {
		return failed("Tradeoff without maps")
	}
	workers, threads = distinct(workers), distinct(threads)
	var panels []panel
	for _, m := range maps {
		panels = append(panels, tradeoffPanel(m, workers, threads, lo, hi))
	}
	cellWidth := max(0.62, 2.5/float64(len(workers)))
	columns := len(maps)
	if columns > 2 && columns%2 == 0 {
		columns = 2
	}
	rows := (len(maps) + columns - 1) / columns
	width := float64(columns)*(float64(len(workers))*cellWidth+0.75) + 0.2
	height := float64(rows)*(float64(len(threads))*max(0.42, 1.9/float64(len(threads)))+0.7) + 0.4
	f := newFigure(min(max(width, 3.5), 40), min(height, 40), panels...)
	f.columns = columns
	return f
}

func distinct(v []int) []int {
	slices.Sort(v)
	return slices.Compact(v)
}

func tradeoffPanel(m Map, workers, threads []int, lo, hi float64) panel {
	return func(k *kit, c draw.Canvas) error {
		p := k.frame(m.Name, "outer workers", "inner threads")
		p.X.Min, p.X.Max = -0.5, float64(len(workers))-0.5
		p.Y.Min, p.Y.Max = -0.5, float64(len(threads))-0.5
		p.X.Tick.Marker, p.Y.Tick.Marker = nominal(workers), nominal(threads)
		p.X.Tick.Length, p.Y.Tick.Length = 0, 0
		p.X.LineStyle.Width, p.Y.LineStyle.Width = 0, 0
		heat := &heatCells{k: k, cells: m.Cells, workers: workers, threads: threads, lo: lo, hi: hi, best: -1}
		for i, cell := range m.Cells {
			if cell.Note == "" && (heat.best < 0 || cell.Seconds < m.Cells[heat.best].Seconds) {
				heat.best = i
			}
		}
		p.Add(heat)
		k.draw(p, c)
		return nil
	}
}

// nominal puts the values' labels at 0, 1, 2, …
func nominal(values []int) plot.ConstantTicks {
	ticks := make(plot.ConstantTicks, len(values))
	for i, v := range values {
		ticks[i] = plot.Tick{Value: float64(i), Label: strconv.Itoa(v)}
	}
	return ticks
}

type heatCells struct {
	k                *kit
	cells            []Cell
	workers, threads []int
	lo, hi           float64
	best             int
}

func (h *heatCells) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	box := func(cell Cell, inset vg.Length) vg.Rectangle {
		i, _ := slices.BinarySearch(h.workers, cell.Workers)
		j, _ := slices.BinarySearch(h.threads, cell.Threads)
		return vg.Rectangle{
			Min: vg.Point{X: x(float64(i)-0.5) + inset, Y: y(float64(j)-0.5) + inset},
			Max: vg.Point{X: x(float64(i)+0.5) - inset, Y: y(float64(j)+0.5) - inset},
		}
	}
	for _, cell := range h.cells {
		r := box(cell, vg.Points(0.8))
		// Fast is light. The ends of the map are left out: text must stay readable on every cell.
		u := 0.75
		if h.hi > h.lo {
			u = 0.12 + 0.8*math.Log(h.hi/cell.Seconds)/math.Log(h.hi/h.lo)
		}
		fill := shade(u)
		c.SetColor(fill)
		c.Fill(r.Path())
		h.label(c, r, cell, contrast(fill))
	}
	if h.best >= 0 {
		r := box(h.cells[h.best], vg.Points(0.8))
		style := h.k.line(2.2, h.k.theme.series(1))
		c.SetLineStyle(style)
		c.Stroke(r.Path())
	}
}

// label writes time, interval and note, as many lines as fit.
func (h *heatCells) label(c draw.Canvas, r vg.Rectangle, cell Cell, ink color.Color) {
	type line struct {
		s  string
		em float64
	}
	lines := []line{{seconds(cell.Seconds), 1}}
	if cell.Lo != 0 || cell.Hi != 0 {
		lines = append(lines, line{interval(cell.Lo, cell.Hi), 0.72})
	}
	if cell.Note != "" {
		lines = append(lines, line{cell.Note, 0.72})
	}
	size := r.Size()
	step := h.k.points(1.25)
	for len(lines) > 1 && step*vg.Length(len(lines)) > size.Y {
		lines = lines[:len(lines)-1]
	}
	mid := vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}
	for i, l := range lines {
		style := h.k.text(l.em, ink)
		for style.Width(l.s) > size.X-vg.Points(3) && l.em > 0.4 {
			l.em *= 0.93
			style = h.k.text(l.em, ink)
		}
		style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
		y := mid.Y + step*(vg.Length(len(lines)-1)/2-vg.Length(i))
		c.FillText(style, vg.Point{X: mid.X, Y: y}, l.s)
	}
}

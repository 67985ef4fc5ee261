package plots

import (
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Timeline is the use of every core over time in one run, called Name: Use[i][c] is the busy share of core c, 0 to 1, in the
// interval that ends at Times[i] (seconds since the start). Tasks, if any, are the tasks of that run on the same clock.
type Timeline struct {
	Name  string
	Times []float64
	Use   [][]float64
	Tasks []Bar
}

// Cores draws the use of every core over time, one row a core, one panel a run, all on one time axis: full height is a
// busy core. Below the cores are the workers, one row each, with the tasks that they ran. More samples than the picture
// could show are averaged.
func Cores(runs ...Timeline) *Figure {
	if len(runs) == 0 {
		return failed("Cores without runs")
	}
	end, cores, workers := 0.0, 0, 0
	for _, r := range runs {
		if len(r.Times) == 0 || len(r.Times) != len(r.Use) {
			return failed("Cores: run %q has %d times and %d samples", r.Name, len(r.Times), len(r.Use))
		}
		if !slices.IsSorted(r.Times) || !(r.Times[0] >= 0) || !drawable(r.Times[len(r.Times)-1]) {
			return failed("Cores: the times of run %q do not ascend from 0 to at most %g", r.Name, largest)
		}
		end = max(end, r.Times[len(r.Times)-1])
		workers = max(workers, len(workersOf(r.Tasks)))
		for i, b := range r.Tasks {
			if math.IsNaN(b.Start) || !(b.End >= b.Start) || !drawable(b.Start, b.End) {
				return failed("Cores: run %q, task %d (%q) runs from %g to %g s", r.Name, i, b.Label, b.Start, b.End)
			}
		}
		for i, use := range r.Use {
			cores = max(cores, len(use))
			for c, u := range use {
				if !(u >= 0 && u <= 1.01) {
					return failed("Cores: run %q, sample %d: core %d is %g busy: must be 0 to 1", r.Name, i, c, u)
				}
			}
		}
	}
	if cores == 0 || end == 0 {
		return failed("Cores: nothing to draw over %g s and %d cores", end, cores)
	}
	var panels []panel
	for _, r := range runs {
		names := workersOf(r.Tasks)
		tasks := within(r.Tasks, end)
		r = r.averaged()
		panels = append(panels, func(k *kit, c draw.Canvas) error {
			p := k.frame(r.Name, "seconds", "core")
			p.X.Min, p.X.Max = 0, end
			p.Y.Min, p.Y.Max = -0.5-float64(workers), float64(cores)-0.5
			p.Y.Tick.Marker = integerTicks{}
			p.Y.Tick.Length = 0
			p.Add(coreRows{k, r})
			if workers > 0 {
				p.Y.Label.Text = ""
				p.Y.Tick.Marker = k.coreAndWorkerTicks(cores, names, c.Size().X*0.3)
				p.Add(ganttBars{k, tasks, names, -1})
			}
			k.thinUpwards(p, c)
			k.draw(p, c)
			return nil
		})
	}
	return newFigure(min(7, 0.4+3.3*float64(len(runs))), min(8, 1.1+max(1, 0.3*float64(cores+workers))), panels...)
}

// averaged returns a run of at most 2400 samples, fewer than a picture has columns of pixels: each covers a 1200th of the
// run, or one longer sample, by the mean use over that time.
func (r Timeline) averaged() Timeline {
	const columns = 1200
	if len(r.Times) <= 2*columns {
		return r
	}
	out := Timeline{Name: r.Name}
	step := r.Times[len(r.Times)-1] / columns
	begin := 0.0
	for from := 0; from < len(r.Times); {
		to, cores := from, 0
		limit := step * (math.Floor(begin/step) + 1)
		for to == from || to < len(r.Times) && r.Times[to] <= limit {
			cores = max(cores, len(r.Use[to]))
			to++
		}
		use := make([]float64, cores)
		at, end := begin, r.Times[to-1]
		for i := from; i < to; i++ {
			share := (r.Times[i] - at) / (end - begin)
			if end == begin {
				share = 1 / float64(to-from) // samples of no length
			}
			for c, u := range r.Use[i] {
				use[c] += float64(share * min(u, 1))
			}
			at = r.Times[i]
		}
		out.Times, out.Use = append(out.Times, end), append(out.Use, use)
		from, begin = to, end
	}
	return out
}

// workersOf lists the workers of the bars in the order of their first bar.
func workersOf(bars []Bar) []string {
	var workers []string
	seen := map[string]bool{}
	for _, b := range bars {
		if !seen[b.Worker] {
			seen[b.Worker] = true
			workers = append(workers, b.Worker)
		}
	}
	return workers
}

// within cuts the bars to the stretch from 0 to end.
func within(bars []Bar, end float64) []Bar {
	var cut []Bar
	for _, b := range bars {
		if b.End >= 0 && b.Start <= end {
			b.Start, b.End = max(b.Start, 0), min(b.End, end)
			cut = append(cut, b)
		}
	}
	return cut
}

// coreAndWorkerTicks labels some ten of the cores, from 0 upwards, and the workers, from −1 downwards, in at most so wide
// words.
func (k *kit) coreAndWorkerTicks(cores int, workers []string, width vg.Length) plot.ConstantTicks {
	var ticks plot.ConstantTicks
	for c := 0; c < cores; c += max(1, (cores+9)/10) {
		ticks = append(ticks, plot.Tick{Value: float64(c), Label: "core " + strconv.Itoa(c)})
	}
	for i, w := range workers {
		ticks = append(ticks, plot.Tick{Value: float64(-1 - i), Label: k.shortened(w, k.text(0.9, k.theme.Ink), width)})
	}
	return ticks
}

type coreRows struct {
	k   *kit
	run Timeline
}

func (r coreRows) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	rows := 0
	for _, use := range r.run.Use {
		rows = max(rows, len(use))
	}
	for core := range rows {
		base := float64(core) - 0.42
		c.SetColor(faded(r.k.theme.Faint, 0.5))
		back := vg.Rectangle{Min: vg.Point{X: x(0), Y: y(base)}, Max: vg.Point{X: x(r.run.Times[len(r.run.Times)-1]), Y: y(base + 0.84)}}
		c.Fill(back.Path())
		// One closed outline per core: steps up to each sample's use and back along the base.
		var path vg.Path
		path.Move(vg.Point{X: x(0), Y: y(base)})
		start := 0.0
		for i, t := range r.run.Times {
			u := 0.0
			if core < len(r.run.Use[i]) {
				u = math.Min(r.run.Use[i][core], 1)
			}
			path.Line(vg.Point{X: x(start), Y: y(base + 0.84*u)})
			path.Line(vg.Point{X: x(t), Y: y(base + 0.84*u)})
			start = t
		}
		path.Line(vg.Point{X: x(start), Y: y(base)})
		path.Close()
		c.SetColor(r.k.theme.series(core))
		c.Fill(path)
	}
}

// A Bar is one task on one worker, from Start to End in seconds, with a Label where it fits. Failed marks a task that
// ended with an error or took its worker down.
type Bar struct {
	Worker     string
	Start, End float64
	Label      string
	Failed     bool
}

// Gantt draws tasks by worker over time, workers in the order of their first bar, the first on top.
func Gantt(bars []Bar) *Figure {
	if len(bars) == 0 {
		return failed("Gantt without tasks")
	}
	workers := workersOf(bars)
	end := 0.0
	for i, b := range bars {
		if !(b.Start >= 0) || !(b.End >= b.Start) || !drawable(b.End) {
			return failed("Gantt: task %d (%q) runs from %g to %g s", i, b.Label, b.Start, b.End)
		}
		end = max(end, b.End)
	}
	if end == 0 {
		end = 1
	}
	height := min(8, 1.1+0.28*float64(len(workers)))
	return newFigure(7, height, func(k *kit, c draw.Canvas) error {
		p := k.frame("", "seconds", "")
		p.X.Min, p.X.Max = 0, end
		p.Y.Min, p.Y.Max = 0.5-float64(len(workers)), 0.5
		ticks := make(plot.ConstantTicks, len(workers))
		for i, w := range workers {
			ticks[i] = plot.Tick{Value: float64(-i), Label: k.shortened(w, p.Y.Tick.Label, c.Size().X*0.3)}
		}
		p.Y.Tick.Marker = ticks
		p.Y.Tick.Length = 0
		p.Add(ganttBars{k, bars, workers, 0})
		k.thinUpwards(p, c)
		k.draw(p, c)
		return nil
	})
}

type ganttBars struct {
	k       *kit
	bars    []Bar
	workers []string
	top     float64 // place of the first worker; the others follow downwards
}

func (g ganttBars) Plot(c draw.Canvas, p *plot.Plot) {
	rows := make(map[string]int, len(g.workers))
	for i, w := range g.workers {
		rows[w] = i
	}
	g.draw(c, p, rows, false)
	g.draw(c, p, rows, true) // above the others, or a short one would vanish between them
}

// draw draws the bars that failed or those that did not. Slivers of one row that touch, as those of a hundred thousand
// tasks do, are filled as one.
func (g ganttBars) draw(c draw.Canvas, p *plot.Plot, rows map[string]int, failed bool) {
	x, y := p.Transforms(&c)
	style := g.k.text(0.8, contrastOn(g.k.theme.series(0)))
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	fill := g.k.theme.series(0)
	if failed {
		fill = g.k.theme.series(1)
	}
	slivers := make([]vg.Rectangle, len(g.workers))
	flush := func(row int) {
		if slivers[row].Max.X > 0 {
			c.SetColor(fill)
			c.Fill(slivers[row].Path())
		}
		slivers[row] = vg.Rectangle{}
	}
	for _, b := range g.bars {
		if b.Failed != failed {
			continue
		}
		row := rows[b.Worker]
		at := g.top - float64(row)
		r := vg.Rectangle{
			Min: vg.Point{X: x(b.Start), Y: y(at - 0.38)},
			Max: vg.Point{X: max(x(b.End), x(b.Start)+vg.Points(0.4)), Y: y(at + 0.38)},
		}
		if r.Size().X <= vg.Points(3) {
			s := &slivers[row]
			if r.Min.X > s.Max.X || r.Max.X < s.Min.X {
				flush(row)
				*s = r
			}
			s.Min.X, s.Max.X = min(s.Min.X, r.Min.X), max(s.Max.X, r.Max.X)
			continue
		}
		flush(row)
		c.SetColor(fill)
		c.Fill(r.Path())
		if r.Size().Y > vg.Points(3) { // a light edge keeps neighbours apart
			c.SetLineStyle(g.k.line(0.5, g.k.theme.Background))
			c.Stroke(r.Path())
		}
		if b.Label != "" && r.Size().Y > g.k.points(0.8) && style.Width(b.Label) < r.Size().X-vg.Points(3) {
			c.FillText(style, vg.Point{X: (r.Min.X + r.Max.X) / 2, Y: (r.Min.Y + r.Max.Y) / 2}, b.Label)
		}
	}
	for row := range slivers {
		flush(row)
	}
}

package plots

import (
	"cmp"
	"fmt"
	"image/color"
	"math"
	"sort"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A kit holds what panels draw with: the theme, and a text handler that notices characters the font cannot show.
// (The embedded Liberation fonts lack many superscripts and mathematical letters, and a missing glyph would vanish
// without a word.)
type kit struct {
	theme  Theme
	dpi    int    // pixels an inch of the canvas, 0 if it is not made of pixels
	x, y   string // the figure's words for its axes, "" for the kind's own
	glyphs *glyphChecker
}

func newKit(t Theme, dpi int) *kit {
	return &kit{theme: t, dpi: dpi, glyphs: &glyphChecker{Handler: text.Plain{Fonts: font.DefaultCache}}}
}

type glyphChecker struct {
	text.Handler
	missing []rune
	where   string // the first text with a missing glyph
}

func (g *glyphChecker) Draw(c vg.Canvas, txt string, style text.Style, at vg.Point) {
	face := g.Cache().Lookup(style.Font, style.Font.Size)
	for _, r := range txt {
		if r == '\n' {
			continue
		}
		if i, err := face.Face.GlyphIndex(nil, r); err != nil || i == 0 {
			g.missing = append(g.missing, r)
			if g.where == "" {
				g.where = txt
			}
		}
	}
	g.Handler.Draw(c, txt, style, at)
}

func (k *kit) missingGlyphs() error {
	if len(k.glyphs.missing) == 0 {
		return nil
	}
	return fmt.Errorf("plots: the font has no glyph for %q (in %q): write it with other characters",
		string(k.glyphs.missing), k.glyphs.where)
}

// points returns a length in units of the theme's text size.
func (k *kit) points(em float64) vg.Length { return vg.Points(k.theme.Size * em) }

// text returns a sans style of em times the theme's size.
func (k *kit) text(em float64, c color.Color) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.Font{Typeface: "Liberation", Variant: "Sans", Size: k.points(em)},
		Handler: k.glyphs,
	}
}

func (k *kit) line(width float64, c color.Color) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: vg.Points(width)}
}

func (k *kit) dashed(width float64, c color.Color) draw.LineStyle {
	s := k.line(width, c)
	s.Dashes = []vg.Length{vg.Points(4), vg.Points(2.5)}
	return s
}

// shortened returns s, or as much of it as fits into width with an ellipsis.
func (k *kit) shortened(s string, style text.Style, width vg.Length) string {
	runes := []rune(s)
	cut := func(n int) string { return strings.TrimRight(string(runes[:n]), " ") + "…" }
	if style.Width(s) <= width {
		return s
	}
	fits := sort.Search(len(runes), func(n int) bool { return style.Width(cut(n+1)) > width })
	return cut(fits)
}

// wrap breaks s at spaces into at most so many lines no wider than width, and shortens what is too long all the same.
func (k *kit) wrap(s string, style text.Style, width vg.Length, most int) []string {
	lines := k.broken(s, style, width)
	if most = max(1, most); len(lines) > most {
		lines[most-1] += " " + lines[most]
		lines = lines[:most]
	}
	for i := range lines {
		lines[i] = k.shortened(lines[i], style, width)
	}
	return lines
}

// broken breaks s at spaces into lines no wider than width, as far as words are not wider.
func (k *kit) broken(s string, style text.Style, width vg.Length) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		longer := strings.TrimSpace(line + " " + word)
		if line != "" && style.Width(longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}

// plot returns a frame with a light grid.
func (k *kit) plot(title, x, y string) *plot.Plot {
	p := k.frame(title, x, y)
	grid := plotter.NewGrid()
	grid.Horizontal = k.line(0.4, k.theme.Faint)
	grid.Vertical = k.line(0.4, k.theme.Faint)
	p.Add(grid)
	return p
}

// frame returns a plot in the theme's look: sans type, outward ticks.
func (k *kit) frame(title, x, y string) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	p.TextHandler = k.glyphs
	p.Title.Text = title
	p.Title.TextStyle = k.text(1, k.theme.Ink)
	p.Title.TextStyle.XAlign = draw.XCenter
	p.Title.TextStyle.YAlign = draw.YTop
	p.Title.Padding = k.points(0.5)
	for _, a := range []struct {
		axis  *plot.Axis
		label string
	}{{&p.X, cmp.Or(k.x, x)}, {&p.Y, cmp.Or(k.y, y)}} {
		axis := a.axis
		rotation, xAlign, yAlign := axis.Label.TextStyle.Rotation, axis.Label.TextStyle.XAlign, axis.Label.TextStyle.YAlign
		axis.Label.Text = a.label
		axis.Label.TextStyle = k.text(1, k.theme.Ink)
		axis.Label.TextStyle.Rotation, axis.Label.TextStyle.XAlign, axis.Label.TextStyle.YAlign = rotation, xAlign, yAlign
		axis.Label.Padding = k.points(0.3)
		tickX, tickY := axis.Tick.Label.XAlign, axis.Tick.Label.YAlign
		axis.Tick.Label = k.text(0.9, k.theme.Ink)
		axis.Tick.Label.XAlign, axis.Tick.Label.YAlign = tickX, tickY
		axis.Tick.LineStyle = k.line(0.6, k.theme.Ink)
		axis.Tick.Length = vg.Points(3)
		axis.LineStyle = k.line(0.6, k.theme.Ink)
		axis.Padding = 0
		axis.Tick.Marker = niceTicks{}
	}
	p.Legend = k.legend()
	return p
}

func (k *kit) legend() plot.Legend {
	l := plot.NewLegend()
	l.TextStyle = k.text(0.9, k.theme.Ink)
	l.Padding = k.points(0.35)
	l.ThumbnailWidth = k.points(2.2)
	l.XOffs = -k.points(0.4)
	l.YOffs = -k.points(0.3)
	l.Top = true
	return l
}

// equalAspect widens the shorter axis of p until a circle looks round on c. The width of tick labels depends on the
// range, so it settles in a few rounds.
func equalAspect(p *plot.Plot, c draw.Canvas) {
	for range 4 {
		size := p.DataCanvas(c).Size()
		perX := (p.X.Max - p.X.Min) / float64(size.X)
		perY := (p.Y.Max - p.Y.Min) / float64(size.Y)
		if math.Abs(perX-perY) < 1e-9*perX {
			return
		}
		axis, length := &p.X, float64(size.X)*perY
		if perX > perY {
			axis, length = &p.Y, float64(size.Y)*perX
		}
		mid := (axis.Min + axis.Max) / 2
		axis.Min, axis.Max = mid-length/2, mid+length/2
	}
}

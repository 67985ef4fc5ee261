package plots

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgpdf"
	"gonum.org/v1/plot/vg/vgsvg"
)

// A Figure is one or more panels with a title and a footer. It draws nothing until it is saved or rendered; a figure
// made from bad data carries its error until then.
type Figure struct {
	Title  string
	Footer string  // small print below: machine, size, date
	X, Y   string  // what the axes show; "" keeps the figure's own words
	Theme  Theme   // the zero Theme is Paper
	Width  float64 // inches
	Height float64 // inches
	DPI    int     // of PNG; 0 is 200

	columns int // panels are laid out row by row
	panels  []panel
	err     error
}

// A panel draws itself into c.
type panel func(k *kit, c draw.Canvas) error

// Formats lists the formats of Render, which are also the endings that Save knows.
func Formats() []string { return []string{"png", "svg", "pdf"} }

func newFigure(width, height float64, panels ...panel) *Figure {
	return &Figure{Width: width, Height: height, columns: len(panels), panels: panels}
}

func failed(format string, args ...any) *Figure {
	return &Figure{err: fmt.Errorf("plots: "+format, args...)}
}

// Grid combines figures into one, laid out row by row in the given number of columns; their titles become the panels'
// titles. The zero columns put all side by side. Sizes are added up.
func Grid(columns int, figures ...*Figure) *Figure {
	if len(figures) == 0 {
		return failed("Grid without figures")
	}
	if columns <= 0 {
		columns = len(figures)
	}
	out := &Figure{columns: columns}
	var rowWidth, rowHeight float64
	for i, f := range figures {
		if f == nil {
			return failed("Grid: figure %d of %d is nil", i, len(figures))
		}
		if f.err != nil {
			return f
		}
		if i == 0 {
			out.Theme = f.Theme
		}
		if i%columns == 0 {
			out.Height += rowHeight
			rowWidth, rowHeight = 0, 0
		}
		rowWidth += f.Width
		rowHeight = max(rowHeight, f.Height)
		out.Width = max(out.Width, rowWidth)
		out.panels = append(out.panels, f.draw)
	}
	out.Height += rowHeight
	return out
}

// Save writes the figure to a file, whose ending is one of Formats. It writes to a temporary file beside it first, so
// that a failure leaves an older picture as it was.
func (f *Figure) Save(path string) error {
	format := strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")
	var buf bytes.Buffer
	if err := f.Render(&buf, format); err != nil {
		return fmt.Errorf("%w (for %s)", err, path)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".plot-*")
	if err != nil {
		return fmt.Errorf("plots: %w", err)
	}
	_, err = tmp.Write(buf.Bytes())
	err = errors.Join(err, tmp.Chmod(0o644), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return fmt.Errorf("plots: %w", err)
	}
	return nil
}

// Render writes the figure to w in the given format, one of Formats.
func (f *Figure) Render(w io.Writer, format string) error {
	if f.err != nil {
		return f.err
	}
	if !slices.Contains(Formats(), format) {
		return fmt.Errorf("plots: unknown format %q: use %s", format, strings.Join(Formats(), ", "))
	}
	if !(f.Width > 0 && f.Width <= 100 && f.Height > 0 && f.Height <= 100) {
		return fmt.Errorf("plots: a figure of %g × %g inches: both must be above 0 and at most 100", f.Width, f.Height)
	}
	dpi := f.DPI
	if dpi <= 0 {
		dpi = 200
	}
	const most = 100e6 // pixels: 400 MB
	if format == "png" && f.Width*float64(dpi)*f.Height*float64(dpi) > most {
		return fmt.Errorf("plots: %g × %g inches at %d pixels an inch are more than %.0e pixels", f.Width, f.Height, dpi, float64(most))
	}
	if format == "pdf" { // its fonts pass through a temporary folder, without which the PDF library panics
		dir, err := os.MkdirTemp("", "plot-")
		if err != nil {
			return fmt.Errorf("plots: a PDF needs room for temporary files: %w", err)
		}
		os.Remove(dir)
	}
	k := newKit(f.theme(), 0)
	width, height := vg.Length(f.Width)*vg.Inch, vg.Length(f.Height)*vg.Inch
	if format == "png" { // whole pixels: a part of one would stay without background
		k.dpi = dpi
		width, height = pixels(f.Width, dpi), pixels(f.Height, dpi)
	}
	var canvas interface {
		vg.CanvasSizer
		io.WriterTo
	}
	switch format {
	case "png":
		canvas = vgimg.PngCanvas{Canvas: vgimg.NewWith(vgimg.UseWH(width, height), vgimg.UseDPI(dpi))}
	case "svg":
		canvas = vgsvg.New(width, height)
	case "pdf":
		canvas = vgpdf.New(width, height)
	}
	if err := f.draw(k, draw.New(canvas)); err != nil {
		return err
	}
	if err := k.missingGlyphs(); err != nil {
		return err
	}
	if format != "svg" {
		_, err := canvas.WriteTo(w)
		return err
	}
	var buf bytes.Buffer
	if _, err := canvas.WriteTo(&buf); err != nil {
		return err
	}
	// Readers without Liberation fall back to a font of the same metrics; embedded clouds are PNG, not JPEG.
	_, err := strings.NewReplacer(
		"font-family:Liberation Sans;", "font-family:Liberation Sans,Arial,Helvetica,sans-serif;",
		"data:image/jpg;", "data:image/png;",
	).WriteString(w, buf.String())
	return err
}

// pixels rounds so many inches to whole pixels, at least one.
func pixels(inches float64, dpi int) vg.Length {
	return vg.Length(max(1, math.Round(inches*float64(dpi)))) * vg.Inch / vg.Length(dpi)
}

func (f *Figure) theme() Theme {
	t := f.Theme
	if t.Background == nil {
		return Paper
	}
	if t.Ink == nil {
		t.Ink = Paper.Ink
	}
	if t.Faint == nil {
		t.Faint = Paper.Faint
	}
	if len(t.Series) == 0 {
		t.Series = Paper.Series
	}
	if !(t.Size > 0) {
		t.Size = Paper.Size
	}
	if !(t.Line > 0) {
		t.Line = Paper.Line
	}
	return t
}

// draw fills c with the background, the title, the footer and the panels between them.
func (f *Figure) draw(k *kit, c draw.Canvas) error {
	if f.X != "" || f.Y != "" {
		named := *k
		named.x, named.y = cmp.Or(f.X, k.x), cmp.Or(f.Y, k.y)
		k = &named
	}
	c.SetColor(k.theme.Background)
	c.Fill(c.Rectangle.Path())
	pad := k.points(0.9)
	c = draw.Crop(c, pad, -pad, pad*0.8, -pad*0.8)
	if f.Title != "" {
		style := k.text(1.15, k.theme.Ink)
		style.YAlign = draw.YTop
		lines := k.wrap(f.Title, style, c.Size().X, int(c.Size().Y/k.points(1.15*1.3)/4))
		for _, line := range lines {
			c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y}, line)
			c.Max.Y -= k.points(1.15) * 1.3
		}
		c.Max.Y -= k.points(1.15) * 0.45
	}
	if f.Footer != "" {
		style := k.text(0.75, faded(k.theme.Ink, 0.65))
		lines := k.wrap(f.Footer, style, c.Size().X, int(c.Size().Y/k.points(0.75*1.3)/4))
		step := k.points(0.75) * 1.3
		for i, line := range lines {
			c.FillText(style, vg.Point{X: c.Min.X, Y: c.Min.Y + step*vg.Length(len(lines)-1-i) + step*0.25}, line)
		}
		c.Min.Y += step*vg.Length(len(lines)) + k.points(0.6)
	}
	rows := (len(f.panels) + f.columns - 1) / f.columns
	gap := k.points(1.2)
	size := c.Size()
	w := (size.X - gap*vg.Length(f.columns-1)) / vg.Length(f.columns)
	h := (size.Y - gap*vg.Length(rows-1)) / vg.Length(rows)
	for i, p := range f.panels {
		x := c.Min.X + (w+gap)*vg.Length(i%f.columns)
		y := c.Max.Y - h - (h+gap)*vg.Length(i/f.columns)
		cell := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + w, Y: y + h},
		}}
		if err := p(k, cell); err != nil {
			return err
		}
	}
	return nil
}

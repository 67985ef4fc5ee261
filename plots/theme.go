package plots

import "image/color"

// A Theme fixes colours and type sizes. It is a plain value: change a copy to make your own. What is left zero beside a
// Background is taken from Paper.
type Theme struct {
	Name       string        // for people; nothing depends on it
	Background color.Color   // nil in the zero Theme alone, which stands for Paper
	Ink        color.Color   // text, axes
	Faint      color.Color   // grid lines, footers
	Series     []color.Color // one per series, in order
	Size       float64       // of the text, in points
	Line       float64       // width of data lines, in points
}

// The colours of Okabe and Ito (2008), which readers with any colour vision can tell apart.
var okabeIto = []color.Color{
	rgb(0x0072b2), rgb(0xd55e00), rgb(0x009e73), rgb(0xcc79a7), rgb(0xe69f00), rgb(0x56b4e9), rgb(0x000000),
}

// Paper is the default: small type on white, for print. Talk has larger type for slides. Dark is for dark pages.
var (
	Paper = Theme{"paper", color.White, rgb(0x222222), rgb(0xdddddd), okabeIto, 8.5, 1.2}
	Talk  = Theme{"talk", color.White, rgb(0x111111), rgb(0xd0d0d0), okabeIto, 13, 2.2}
	Dark  = Theme{"dark", rgb(0x16181d), rgb(0xe6e6e6), rgb(0x3a3f48), []color.Color{
		rgb(0x56b4e9), rgb(0xf0864a), rgb(0x2fc79a), rgb(0xe39bc6), rgb(0xf0c040), rgb(0x8fd0ff), rgb(0xffffff),
	}, 8.5, 1.2}
)

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{R: uint8(hex >> 16), G: uint8(hex >> 8), B: uint8(hex), A: 255}
}

func (t Theme) series(i int) color.Color { return t.Series[i%len(t.Series)] }

// faded returns c with the given opacity between 0 and 1.
func faded(c color.Color, opacity float64) color.Color {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	n.A = uint8(float64(n.A)*opacity + 0.5)
	return n
}

// viridis holds anchors of the perceptually uniform map by Smith and van der Walt (2015, CC0); colours between them are
// interpolated linearly.
var viridis = []color.NRGBA{
	rgb(0x440154), rgb(0x482878), rgb(0x3e4989), rgb(0x31688e), rgb(0x26828e),
	rgb(0x1f9e89), rgb(0x35b779), rgb(0x6ece58), rgb(0xb5de2b), rgb(0xfde725),
}

// shade returns the colour of x in [0, 1]; outside it is clamped.
func shade(x float64) color.NRGBA {
	last := len(viridis) - 1
	x = min(max(x, 0), 1) * float64(last)
	i := min(int(x), last-1)
	f := x - float64(i)
	mix := func(a, b uint8) uint8 { return uint8(float64(a) + f*(float64(b)-float64(a)) + 0.5) }
	a, b := viridis[i], viridis[i+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// contrast returns black or white, whichever reads better on c (relative luminance, WCAG 2).
func contrast(c color.NRGBA) color.Color {
	if 0.2126*float64(c.R)+0.7152*float64(c.G)+0.0722*float64(c.B) > 128 {
		return color.Black
	}
	return color.White
}

func contrastOn(c color.Color) color.Color {
	return contrast(color.NRGBAModel.Convert(c).(color.NRGBA))
}

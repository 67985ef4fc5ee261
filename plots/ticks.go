package plots

import (
	"math"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
)

// largest is the size up to which numbers can be drawn: differences and margins of such numbers stay finite.
const largest = 1e300

// drawable reports whether all x are numbers of at most that size.
func drawable(x ...float64) bool {
	for _, v := range x {
		if !(math.Abs(v) <= largest) {
			return false
		}
	}
	return true
}

// niceTicks puts 4 to 8 labelled ticks at multiples of 1, 2 or 5 times a power of ten, inside the range. A range that is
// narrow for where it lies gets labels of as many digits as tell its ticks apart.
type niceTicks struct{}

func (niceTicks) Ticks(lo, hi float64) []plot.Tick {
	size := max(math.Abs(lo), math.Abs(hi))
	if !(hi-lo > 1e-13*size) || math.IsInf(hi-lo, 0) {
		return nil
	}
	step := math.Pow(10, math.Floor(math.Log10((hi-lo)/4)))
	for _, m := range []float64{5, 2} {
		if (hi-lo)/(step*m) >= 4 {
			step *= m
			break
		}
	}
	if step == 0 {
		return nil // a range among the smallest numbers
	}
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	significant := int(math.Floor(math.Log10(size)+1e-9)) - int(math.Floor(math.Log10(step)+1e-9)) + 1
	var ticks []plot.Tick
	first := math.Ceil(lo/step - 1e-9)
	for i := first; i*step <= hi+1e-9*(hi-lo) && i < first+20; i++ {
		v := i * step
		label := strconv.FormatFloat(v, 'f', digits, 64)
		switch large := size >= 1e6 || digits > 4; {
		case large && significant > 3 && digits <= 4 && size < 1e15:
			// 1700000005, which 1.7e9 would not tell from its neighbours
		case large && significant > 3:
			label = strconv.FormatFloat(v, 'e', significant-1, 64)
		case digits > 4 || math.Abs(v) >= 1e6:
			label = number(v)
		}
		if i == 0 {
			label = "0"
		}
		ticks = append(ticks, plot.Tick{Value: v, Label: strings.Replace(label, "-", "−", 1)})
	}
	return ticks
}

// A scale maps data to axis positions: itself, or its logarithm. (Logarithmic axes are drawn as linear axes of logarithms
// with ticks at powers: gonum's LogScale misplaces the box of the axis label and shrinks the plot.)
type scale bool

const (
	linear      scale = false
	logarithmic scale = true
)

func (s scale) at(x float64) float64 {
	if s == logarithmic {
		return math.Log(x)
	}
	return x
}

func (s scale) back(u float64) float64 {
	if s == logarithmic {
		return math.Exp(u)
	}
	return u
}

// span sets the range of an axis in data units and, if it is logarithmic, ticks that count in tens over a wide range, in
// twos over a narrow one.
func (s scale) span(axis *plot.Axis, lo, hi float64) {
	axis.Min, axis.Max = s.at(lo), s.at(hi)
	if s == logarithmic {
		axis.Tick.Marker = powerTicks{2}
		if axis.Max-axis.Min >= math.Log(200) {
			axis.Tick.Marker = powerTicks{10}
		}
	}
}

// powerTicks labels the powers of a base on an axis of logarithms, thinned to at most eight.
type powerTicks struct{ base float64 }

func (t powerTicks) Ticks(lo, hi float64) []plot.Tick {
	unit := math.Log(t.base)
	first, last := math.Ceil(lo/unit-1e-9), math.Floor(hi/unit+1e-9)
	every := max(1, math.Ceil((last-first+1)/8))
	var ticks []plot.Tick
	for e := first; e <= last; e++ {
		tick := plot.Tick{Value: e * unit}
		if math.Mod(e-first, every) == 0 {
			tick.Label = number(math.Pow(t.base, e))
		}
		ticks = append(ticks, tick)
	}
	return ticks
}

// integerTicks labels whole numbers, thinned to at most ten.
type integerTicks struct{}

func (integerTicks) Ticks(lo, hi float64) []plot.Tick {
	every := max(1, math.Ceil((hi-lo)/10))
	var ticks []plot.Tick
	for v := math.Ceil(lo); v <= hi; v++ {
		if math.Mod(v, every) == 0 {
			ticks = append(ticks, plot.Tick{Value: v, Label: strconv.Itoa(int(v))})
		}
	}
	return ticks
}

// number writes x with few digits and without superscripts, which the font lacks: 0.001, 1e-6, 65536.
func number(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-3 || a >= 1e6) {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(x, 'e', 2, 64), "e")
		e, _ := strconv.Atoi(exponent)
		return strings.TrimRight(strings.TrimRight(mantissa, "0"), ".") + "e" + strconv.Itoa(e)
	}
	return strconv.FormatFloat(x, 'g', 7, 64)
}

// seconds writes a duration with three digits and its unit: "1.20 s", "45.6 ms", "312 ms", "7.89 µs".
func seconds(s float64) string {
	value, unit := inUnit(s, s)
	return threeDigits(value) + " " + unit
}

// inUnit returns x seconds in the unit that suits a duration of like seconds.
func inUnit(x, like float64) (value float64, unit string) {
	switch a := math.Abs(like); {
	case a >= 0.9995 || a == 0:
		return x, "s"
	case a >= 0.9995e-3:
		return x * 1e3, "ms"
	case a >= 0.9995e-6:
		return x * 1e6, "µs"
	}
	return x * 1e9, "ns"
}

func threeDigits(x float64) string {
	decimals := 0
	switch a := math.Abs(x); {
	case a < 9.995:
		decimals = 2
	case a < 99.95:
		decimals = 1
	}
	return strconv.FormatFloat(x, 'f', decimals, 64)
}

// interval writes "1.50–1.70 s", both ends in the unit of the upper one.
func interval(lo, hi float64) string {
	low, _ := inUnit(lo, hi)
	return threeDigits(low) + "–" + seconds(hi)
}

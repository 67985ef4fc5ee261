// Package kernel holds the two inner loops of the fixed rules: equally spaced abscissas, and sums of runs of values. The
// portable loops are the definition; the assembly of each tier gives the same bits.
package kernel

import "tandem/parallel/simd"

//go:generate go -C _asm run . -out ../loops_amd64.s -stubs ../loops_amd64.go -pkg kernel

// Run is the number of values that Runs adds up without compensation.
const Run = 128

// Loops are the loops of one tier.
type Loops struct {
	steps func(x *float64, n int, a, base, h float64) // n > 0, a multiple of 32
	runs  func(dst, y *float64, n int)                // n > 0
}

// Of returns the loops of tier t.
func Of(t simd.Tier) Loops { return assembly(t) }

// Steps is: for i := range x { x[i] = a + (base+i)·h }, with the product rounded.
func (l Loops) Steps(x []float64, a, base, h float64) {
	whole := 0
	if l.steps != nil && len(x) >= 32 {
		whole = len(x) &^ 31
		l.steps(&x[0], whole, a, base, h)
	}
	for i := whole; i < len(x); i++ {
		x[i] = a + float64((base+float64(i))*h)
	}
}

// Runs is: for r := range dst { dst[r] = y[Run·r] + … + y[Run·r+Run−1] }, in eight lanes that are joined in pairs. y holds
// Run·len(dst) values.
func (l Loops) Runs(dst, y []float64) {
	_ = y[:Run*len(dst)]
	if l.runs != nil && len(dst) > 0 {
		l.runs(&dst[0], &y[0], len(dst))
		return
	}
	for r := range dst {
		var a, b, c, d, e, f, g, h float64
		run := y[Run*r:][:Run]
		for i := 0; i < Run; i += 8 {
			a += run[i]
			b += run[i+1]
			c += run[i+2]
			d += run[i+3]
			e += run[i+4]
			f += run[i+5]
			g += run[i+6]
			h += run[i+7]
		}
		dst[r] = ((a + b) + (c + d)) + ((e + f) + (g + h))
	}
}

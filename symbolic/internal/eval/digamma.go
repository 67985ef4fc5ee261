package eval

import "math"

// digamma is ψ(x), by reflection, recurrence and Stirling's series (DLMF 5.5, 5.11); the coefficients are B_2k/2k.
func digamma(x float64) float64 {
	below := 0.0
	if x <= 0 {
		if x == math.Floor(x) {
			return math.NaN()
		}
		// ψ(1−x) − ψ(x) = π·cot πx; the whole part of x, which has no part in it, is taken out without an error.
		below = math.Pi / math.Tan(math.Pi*(x-math.Floor(x)))
		x = 1 - x
	}
	for ; x < 12; x++ {
		below += 1 / x
	}
	y := 1 / (x * x)
	series := y * (1./12 - y*(1./120-y*(1./252-y*(1./240-y*(1./132-y*(691./32760-y/12))))))
	return math.Log(x) - 0.5/x - series - below
}

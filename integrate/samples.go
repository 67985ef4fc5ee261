package integrate

// Rules on samples: values y at ascending abscissas x, which need not be equally spaced.

import (
	"fmt"
	"math"
)

func checkSamples(name string, x, y []float64, least int) error {
	if len(x) != len(y) {
		return fmt.Errorf("integrate: %s of %d abscissas and %d values", name, len(x), len(y))
	}
	if len(x) < least {
		return fmt.Errorf("integrate: %s of %d samples: at least %d are needed", name, len(x), least)
	}
	for i := range x {
		if !finite(x[i]) || i > 0 && !(x[i] > x[i-1]) {
			return fmt.Errorf("integrate: %s: abscissa %d is %v: they must ascend", name, i, x[i])
		}
		if !finite(y[i]) {
			return &NonFiniteError{x[i], y[i]}
		}
	}
	return nil
}

// SampledTrapezoid integrates the piecewise linear function through the samples, at least two.
func SampledTrapezoid(x, y []float64) (float64, error) {
	if err := checkSamples("SampledTrapezoid", x, y, 2); err != nil {
		return 0, err
	}
	var sum twofold
	for i := range len(x) - 1 {
		sum = sum.add((x[i+1] - x[i]) * (y[i]/2 + y[i+1]/2))
	}
	return sum.value(), nil
}

// SampledSimpson integrates parabolas through the samples, at least three: exact for polynomials to degree 2, and to
// degree 3 for an odd number of equally spaced samples. With an even number the last interval takes the parabola through the last three.
func SampledSimpson(x, y []float64) (float64, error) {
	if err := checkSamples("SampledSimpson", x, y, 3); err != nil {
		return 0, err
	}
	var sum twofold
	i := 0
	for ; i+2 < len(x); i += 2 {
		sum = sum.add(parabola(x[i:i+3], y[i:i+3], x[i], x[i+2]))
	}
	if i+2 == len(x) {
		sum = sum.add(parabola(x[i-1:], y[i-1:], x[i], x[i+1]))
	}
	return sum.value(), nil
}

// parabola integrates the parabola through three samples from a to b, by Newton's form about a.
func parabola(x, y []float64, a, b float64) float64 {
	slope := (y[1] - y[0]) / (x[1] - x[0])
	bend := ((y[2]-y[1])/(x[2]-x[1]) - slope) / (x[2] - x[0])
	at := func(t float64) float64 { return y[0] + (t-x[0])*(slope+(t-x[1])*bend) }
	mid := a + (b-a)/2
	return (b - a) / 6 * (at(a) + 4*at(mid) + at(b)) // Simpson is exact on a parabola
}

// CumulativeTrapezoid returns the integrals of the piecewise linear function from x[0] to each x[i]; the first is 0.
func CumulativeTrapezoid(x, y []float64) ([]float64, error) {
	if err := checkSamples("CumulativeTrapezoid", x, y, 1); err != nil {
		return nil, err
	}
	out := make([]float64, len(x))
	var sum twofold
	for i := range len(x) - 1 {
		sum = sum.add((x[i+1] - x[i]) * (y[i]/2 + y[i+1]/2))
		out[i+1] = sum.value()
	}
	return out, nil
}

// CumulativeSimpson returns integrals from x[0] to each x[i], each interval by the mean of the parabolas through it and a
// neighbour on either side; at least three samples.
func CumulativeSimpson(x, y []float64) ([]float64, error) {
	if err := checkSamples("CumulativeSimpson", x, y, 3); err != nil {
		return nil, err
	}
	out := make([]float64, len(x))
	var sum twofold
	for i := range len(x) - 1 {
		parts, n := 0.0, 0.0
		for _, j := range []int{i - 1, i} {
			if j >= 0 && j+2 < len(x) {
				parts += parabola(x[j:j+3], y[j:j+3], x[i], x[i+1])
				n++
			}
		}
		sum = sum.add(parts / n)
		out[i+1] = sum.value()
	}
	return out, nil
}

// SampledRomberg integrates 2^k+1 values at distance h by Romberg's extrapolation, with the last difference as an
// estimate of the error.
func SampledRomberg(y []float64, h float64) (value, absErr float64, err error) {
	n := len(y) - 1
	if n < 1 || n&(n-1) != 0 {
		return 0, 0, fmt.Errorf("integrate: SampledRomberg of %d samples: must be a power of two plus one", len(y))
	}
	if !(h > 0) || math.IsInf(h, 0) {
		return 0, 0, fmt.Errorf("integrate: SampledRomberg with the distance %v: must be positive and finite", h)
	}
	for i, v := range y {
		if !finite(v) {
			return 0, 0, &NonFiniteError{h * float64(i), v}
		}
	}
	var row []float64
	absErr = math.Inf(1)
	for step := n; step >= 1; step /= 2 {
		t := (y[0] + y[n]) / 2
		for i := step; i < n; i += step {
			t += y[i]
		}
		next := []float64{t * h * float64(step)}
		for k := range row {
			next = append(next, next[k]+(next[k]-row[k])/(math.Exp2(float64(2*k+2))-1))
		}
		if len(row) > 0 {
			absErr = math.Abs(next[len(next)-1] - row[len(row)-1])
		}
		row = next
	}
	return row[len(row)-1], absErr, nil
}

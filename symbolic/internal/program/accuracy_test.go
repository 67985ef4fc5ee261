package program

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"tandem/symbolic/internal/numeric"
)

// ulps is the distance of got from want in units of the last place of want.
func ulps(got float64, want *big.Float) float64 {
	w, _ := want.Float64()
	if w == got {
		return 0
	}
	if math.IsInf(w, 0) || math.IsInf(got, 0) {
		return math.Inf(1)
	}
	unit := math.Nextafter(math.Abs(w), math.Inf(1)) - math.Abs(w)
	d := new(big.Float).SetPrec(200).Sub(new(big.Float).SetPrec(200).SetFloat64(got), want)
	f, _ := d.Float64()
	return math.Abs(f) / unit
}

// The error of each function against 200 bits, over ranges where its parts matter.
func TestAccuracy(t *testing.T) {
	c := numeric.New(200)
	rng := rand.New(rand.NewPCG(1, 2))
	uniform := func(lo, hi float64) func() float64 { return func() float64 { return lo + (hi-lo)*rng.Float64() } }
	scaled := func(lo, hi float64) func() float64 {
		return func() float64 { return math.Exp2(lo+(hi-lo)*rng.Float64()) * float64(1-2*rng.IntN(2)) }
	}
	positive := func(f func() float64) func() float64 { return func() float64 { return math.Abs(f()) } }
	for _, f := range []struct {
		name string
		f    func(float64) float64
		ref  func(numeric.Complex) numeric.Complex
		x    []func() float64
	}{
		{"exp", exp1, c.Exp, []func() float64{uniform(-1, 1), uniform(-700, 700), scaled(-60, 0)}},
		{"log", log1, c.Log, []func() float64{uniform(0.5, 2), uniform(0.99, 1.01), positive(scaled(-1000, 1000))}},
		{"sin", sin1, func(z numeric.Complex) numeric.Complex { s, _ := c.SinCos(z); return s },
			[]func() float64{uniform(-1, 1), uniform(-100, 100), scaled(-40, 29), nearQuarters(rng)}},
		{"cos", cos1, func(z numeric.Complex) numeric.Complex { _, s := c.SinCos(z); return s },
			[]func() float64{uniform(-1, 1), uniform(-100, 100), scaled(-40, 29), nearQuarters(rng)}},
	} {
		worst, at := 0.0, 0.0
		for _, draw := range f.x {
			for range 4000 {
				x := draw()
				if u := ulps(f.f(x), f.ref(c.Float(x, 0)).Re); u > worst {
					worst, at = u, x
				}
			}
		}
		t.Logf("%s: %.3f ulp at %v", f.name, worst, at)
		if worst > 2 {
			t.Errorf("%s(%v) is off by %.2f units of the last place", f.name, at, worst)
		}
	}
}

// nearQuarters draws doubles next to multiples of π/2, where the reduction cancels most.
func nearQuarters(rng *rand.Rand) func() float64 {
	return func() float64 { return float64(rng.IntN(1<<20)) * (math.Pi / 2) }
}

func TestSpecialValues(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		name    string
		f       func(float64) float64
		x, want float64
	}{
		{"exp", exp1, 0, 1}, {"exp", exp1, inf, inf}, {"exp", exp1, -inf, 0}, {"exp", exp1, 710, inf}, {"exp", exp1, -746, 0},
		{"exp", exp1, nan, nan}, {"exp", exp1, -745, math.Exp(-745)}, {"exp", exp1, math.Copysign(0, -1), 1},
		{"log", log1, 0, -inf}, {"log", log1, -1, nan}, {"log", log1, inf, inf}, {"log", log1, 1, 0}, {"log", log1, nan, nan},
		{"log", log1, 5e-324, math.Log(5e-324)}, {"log", log1, math.MaxFloat64, math.Log(math.MaxFloat64)},
		{"sin", sin1, 0, 0}, {"sin", sin1, inf, nan}, {"sin", sin1, nan, nan}, {"sin", sin1, 1e300, math.Sin(1e300)},
		{"cos", cos1, 0, 1}, {"cos", cos1, -inf, nan}, {"cos", cos1, 1e22, math.Cos(1e22)}, {"sin", sin1, 5e-324, 5e-324},
	} {
		if got := c.f(c.x); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("%s(%v) = %v, want %v", c.name, c.x, got, c.want)
		}
	}
	if s := sin1(math.Copysign(0, -1)); !math.Signbit(s) {
		t.Log("sin(-0) is +0") // the sign of a zero is not promised
	}
}

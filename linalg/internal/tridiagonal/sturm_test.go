package tridiagonal

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// Bisection is the reference for QL and its refinement: its values are correct to a few units in the last place of the norm.
func TestValuesAgainstBisection(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 64, 300, 1000, 2000} {
		if testing.Short() && n > 300 {
			continue
		}
		r, err := Reduce(ctx, team(2), n, randomSymmetric(n, n, uint64(n)), n)
		if err != nil {
			t.Fatal(err)
		}
		checkValues(t, "dense", r.D, r.E)
	}
	rng := rand.New(rand.NewPCG(3, 3))
	for name, f := range map[string]func(i int) (d, e float64){
		"random":    func(int) (float64, float64) { return rng.NormFloat64(), rng.NormFloat64() },
		"wilkinson": func(i int) (float64, float64) { return math.Abs(float64(i) - 100), 1 },
		"glued": func(i int) (float64, float64) {
			return math.Abs(float64(i%21) - 10), map[bool]float64{true: 1e-8, false: 1}[i%21 == 20]
		},
		"zero":       func(int) (float64, float64) { return 0, 0 },
		"identity":   func(int) (float64, float64) { return 1, 0 },
		"golubkahan": func(int) (float64, float64) { return 0, rng.Float64() },
		"graded":     func(i int) (float64, float64) { return math.Exp2(float64(-i)), math.Exp2(float64(-i) - 1) },
		"steep": func(i int) (float64, float64) {
			return math.Exp2(float64(-8*i)) * rng.NormFloat64(), math.Exp2(float64(-8*i)) * rng.NormFloat64()
		},
		"steep, no diagonal": func(i int) (float64, float64) { return 0, math.Exp2(float64(-7*i)) * rng.NormFloat64() },
		"nearly one":         func(int) (float64, float64) { return 1, 1e-15 * rng.NormFloat64() },
		"toeplitz":           func(int) (float64, float64) { return 2, -1 },
		"large":              func(int) (float64, float64) { return 1e300 * rng.NormFloat64(), 1e300 * rng.NormFloat64() },
	} {
		d, e := make([]float64, 201), make([]float64, 201)
		for i := range d {
			d[i], e[i] = f(i)
		}
		checkValues(t, name, d, e[:200])
	}
}

// checkValues compares with bisection on the matrix divided by its norm, which is exact in units of the norm.
func checkValues(t *testing.T, name string, d, e []float64) {
	t.Helper()
	scale := 0.0
	for i := range d {
		scale = max(scale, math.Abs(d[i]))
		if i < len(e) {
			scale = max(scale, math.Abs(e[i]))
		}
	}
	_, exp := math.Frexp(scale)
	ds, es := slices.Clone(d), slices.Clone(e)
	for i := range d {
		ds[i] = math.Ldexp(d[i], -exp)
	}
	for i := range e {
		es[i] = math.Ldexp(e[i], -exp)
	}
	n := len(d)
	want, err := NewSturm(ds, es).Select(ctx, team(2), 0, n)
	if err != nil {
		t.Fatal(err)
	}
	var one []float64
	for _, threads := range []int{1, 2, 3} {
		got, off := slices.Clone(d), slices.Clone(e)
		if err := Values(ctx, team(threads), got, off); err != nil {
			t.Fatal(name, err)
		}
		if one != nil && !slices.Equal(one, got) {
			t.Errorf("%s n=%d: %d threads give other bits", name, n, threads)
		}
		one = got
	}
	if !slices.IsSorted(one) {
		t.Errorf("%s n=%d: not ascending", name, n)
	}
	worst := 0.0
	for i := range one {
		worst = max(worst, math.Abs(math.Ldexp(one[i], -exp)-want[i]))
	}
	if norm := max(-want[0], want[n-1]); !(worst <= 6*0x1p-52*norm+0x1p-1000) {
		t.Errorf("%s n=%d: values differ from bisection by %.3g units of the norm", name, n, worst/norm/0x1p-52)
	}
}

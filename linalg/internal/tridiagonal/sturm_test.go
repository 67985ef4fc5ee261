package tridiagonal

import (
	"math"
	"testing"
)

// Bisection is the reference for QL: its values are correct to a few units in the last place of the norm.
func TestValuesAgainstBisection(t *testing.T) {
	for _, n := range []int{1, 2, 3, 5, 64, 300, 1000, 2000} {
		if testing.Short() && n > 300 {
			continue
		}
		r, err := Reduce(ctx, team(2), n, randomSymmetric(n, n, uint64(n)), n)
		if err != nil {
			t.Fatal(err)
		}
		want, err := NewSturm(r.D, r.E).Select(ctx, team(2), 0, n)
		if err != nil {
			t.Fatal(err)
		}
		d, e := append([]float64(nil), r.D...), append([]float64(nil), r.E...)
		if err := Values(ctx, d, e); err != nil {
			t.Fatal(err)
		}
		worst := 0.0
		for i := range d {
			worst = max(worst, math.Abs(d[i]-want[i]))
		}
		// Rounding errors of about 1.7·n sweeps add up like a random walk; LAPACK's dsterf has 7, 29, 80, 40 units on
		// the matrices of 64, 300, 1000, 2000 rows.
		ratio := worst / (0x1p-52 * max(-want[0], want[n-1]))
		if !(ratio < 60*math.Sqrt(1+float64(n)/100)) {
			t.Errorf("n=%d: values differ from bisection by %.3g units", n, ratio)
		}
	}
}

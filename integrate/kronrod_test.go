package integrate

import (
	"math"
	"testing"
)

// The rules integrate the Legendre polynomials that they should: K to degree 31, G to 19, the lower ones to 9 and 5.
func TestRulesAreExact(t *testing.T) {
	rule := func(at []int, w []float64, f func(float64) float64) (sum float64) {
		for j, i := range at {
			if i == 10 {
				sum += w[j] * f(0)
			} else {
				sum += w[j] * (f(kronrodNodes[i]) + f(-kronrodNodes[i]))
			}
		}
		return sum
	}
	for _, r := range []struct {
		name   string
		at     []int
		w      []float64
		degree int
	}{
		{"K", []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, kronrodWeights[:], 31},
		{"G", []int{1, 3, 5, 7, 9}, gaussWeights[:], 19},
		{"R", nineAt[:], nineWeights, 9},
		{"S", fiveAt[:], fiveWeights, 5},
	} {
		for n := 0; n <= r.degree; n++ {
			want := 0.0
			if n == 0 {
				want = 2
			}
			if got := rule(r.at, r.w, func(x float64) float64 { return legendre(n, x) }); math.Abs(got-want) > 4e-15 {
				t.Errorf("%s on P%d: %g, want %g", r.name, n, got, want)
			}
		}
		if even := r.degree + 1; math.Abs(rule(r.at, r.w, func(x float64) float64 { return legendre(even, x) })) < 1e-9 {
			t.Errorf("%s is exact to degree %d too: the test would not notice a wrong rule", r.name, even)
		}
	}
	t.Log(nineWeights, fiveWeights)
}

// The rules of the ladder integrate the Legendre polynomials to degree 31, 65 and 131, and interpolate.
func TestLadder(t *testing.T) {
	for level, degree := range []int{31, 65, 131} {
		r := &ladder[level]
		integral := func(n int) (sum float64) {
			for i, x := range r.nodes {
				sum += r.weights[i] * legendre(n, x)
			}
			return sum
		}
		for n := 1; n <= degree; n++ {
			if got := integral(n); math.Abs(got) > 1e-14 {
				t.Errorf("%d points on P%d: %g", len(r.nodes), n, got)
			}
		}
		if math.Abs(integral(0)-2) > 1e-14 || math.Abs(integral(degree+1)) < 1e-9 {
			t.Errorf("%d points: %g on 1, %g on P%d", len(r.nodes), integral(0), integral(degree+1), degree+1)
		}
		values := make([]float64, len(r.nodes))
		for i, x := range r.nodes {
			values[i] = math.Exp(x)
		}
		for _, u := range []float64{-0.99, -0.3, 0.123, 0.7} {
			if got := r.interpolate(values, u); math.Abs(got-math.Exp(u)) > 1e-14 {
				t.Errorf("%d points at %g: %g, want %g", len(r.nodes), u, got, math.Exp(u))
			}
		}
		for k, i := range r.old {
			if r.nodes[i] != ladder[level-1].nodes[k] {
				t.Errorf("%d points: node %d of the rule before is missing", len(r.nodes), k)
			}
		}
	}
}

// The coefficients of degrees 4 to 15 of a sum of Legendre polynomials, in groups of four.
func TestSpectrum(t *testing.T) {
	var v [21]float64
	for i, x := range nodes {
		v[i] = 3*legendre(5, x) + 5*legendre(10, x) + 7*legendre(15, x)
	}
	top, middle, low := spectrum(&v)
	for k, got := range []float64{low, middle, top} {
		n := 5 * (k + 1)
		if want := float64(2*k+3) * 2 / float64(2*n+1); math.Abs(got-want) > 1e-14 {
			t.Errorf("degree %d: %g, want %g", n, got, want)
		}
	}
}

// Σ 2^(−k/2), the panels of 1/√x, and Σ (−1)^k/(k+1), whose limits are known.
func TestAccelerator(t *testing.T) {
	for _, c := range []struct {
		name  string
		term  func(k int) float64
		limit float64
		terms int
	}{
		{"geometric", func(k int) float64 { return math.Pow(2, -float64(k)/2) }, 1 / (1 - math.Sqrt(0.5)), 6},
		{"logarithm of 2", func(k int) float64 { return math.Pow(-1, float64(k)) / float64(k+1) }, math.Ln2, 18},
		{"two tails", func(k int) float64 { return math.Pow(0.8, float64(k)) + math.Pow(0.3, float64(k)) }, 5 + 1/0.7, 9},
	} {
		var a accelerator
		var s, limit, err float64
		for k := range c.terms {
			s += c.term(k)
			limit, err = a.add(s)
		}
		if e := math.Abs(limit - c.limit); e > 1e-10 || e > err {
			t.Errorf("%s: %.15g ± %.1e, want %.15g", c.name, limit, err, c.limit)
		}
	}
}

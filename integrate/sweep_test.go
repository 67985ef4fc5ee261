package integrate

import (
	"math"
	"testing"
)

// What is analytic along a whole course takes one sweep of it; what is not is left to segments, and is right all the same.
func TestSweep(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name  string
		f     func(x float64) float64
		a     float64
		want  float64
		sweep bool
	}{
		{"Gaussian", func(x float64) float64 { return math.Exp(-x * x) }, -inf, math.Sqrt(math.Pi), true},
		{"sech", func(x float64) float64 { return 1 / math.Cosh(x) }, -inf, math.Pi, true},
		{"Lorentzian", func(x float64) float64 { return 1 / (1 + x*x) }, -inf, math.Pi, true},
		{"root and exponential", func(x float64) float64 { return math.Exp(-x) / math.Sqrt(x) }, 0, math.Sqrt(math.Pi), false},
		{"kink at the centre", func(x float64) float64 { return math.Exp(-math.Abs(x)) }, -inf, 2, false},
		{"jump", func(x float64) float64 { return math.Exp(-x*x) * step(x-0.3) }, -inf, math.Sqrt(math.Pi) / 2 * math.Erfc(0.3), false},
		{"pulse on a Gaussian", func(x float64) float64 { return math.Exp(-x*x) + 1e-3*step(0.05-math.Abs(x-1)) }, -inf, math.Sqrt(math.Pi) + 1e-4, false},
		{"oscillating Gaussian", func(x float64) float64 { return math.Exp(-x*x) * (2 + math.Cos(30*x)) }, -inf, math.Sqrt(math.Pi) * 2, false},
	} {
		r, err := Quad(background, c.f, c.a, inf, Options{})
		if e := math.Abs(r.Value - c.want); err != nil || r.Status != Converged || e > 1e-10*c.want || e > r.AbsErr+epsilon*c.want {
			t.Errorf("%s: %v, %v; want %v", c.name, r, err, c.want)
		}
		if c.sweep != (r.Intervals == 1) || c.sweep && r.Evals > 250 {
			t.Errorf("%s: %d intervals, %d evaluations", c.name, r.Intervals, r.Evals)
		}
	}
}

// Two sweeps that are each accurate enough, but not for what is left of them, are taken apart.
func TestSweepUnfolds(t *testing.T) {
	f := func(x float64) float64 {
		return math.Copysign(math.Pow(math.Abs(x), 0.3), x)*math.Exp(-math.Abs(x)) + 1e-3*math.Exp(-math.Abs(x))
	}
	inf := math.Inf(1)
	r, err := Quad(background, f, -inf, inf, Options{RelTol: 1e-11})
	if e := math.Abs(r.Value - 2e-3); err != nil || e > r.AbsErr || r.Status == Converged && e > 2e-14 {
		t.Errorf("%v, %v", r, err)
	}
	q := &quad{ctx: background, f: batchOf(f), scratch: new(scratch)}
	for _, p := range []piece{{expSinh, 0, 1, 1}, {sinhSinh, 0, 1, 1}} {
		q.segments, q.length = nil, 0
		near := -2.5
		s := q.first(p, near, 2.5, nil)
		s.swept = true
		q.unfold(s)
		if len(q.segments) != 4 || math.Abs(q.length-5) > 0.5 {
			t.Errorf("shape %d: %d segments of length %v", p.shape, len(q.segments), q.length)
		}
		places := map[*segment]bool{s: true}
		for _, part := range q.segments {
			if places[part] {
				t.Errorf("shape %d: a segment is lent twice", p.shape)
			}
			places[part] = true
		}
	}
}

package integrate

import (
	"context"
	"math"
	"math/cmplx"
	"testing"
	"time"
)

// Bad input: what every integrator does with values that are not finite, with reversed and equal limits, with too few
// evaluations, without dimensions and with tolerances below rounding. A clear status or an error, never a hang.
func TestBadInput(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	type outcome struct {
		value  float64
		status Status
		err    error
	}
	scalar := func(f func(x float64) float64, a, b float64, o Options) map[string]outcome {
		out := map[string]outcome{}
		keep := func(name string, r Result, err error) { out[name] = outcome{r.Value, r.Status, err} }
		r, err := Quad(background, f, a, b, o)
		keep("Quad", r, err)
		v, err := QuadVec(background, func(x float64, y []float64) { y[0] = f(x) }, 1, a, b, o)
		if v.Value == nil {
			v.Value = []float64{0}
		}
		out["QuadVec"] = outcome{v.Value[0], v.Status, err}
		c, err := QuadComplex(background, func(x float64) complex128 { return complex(f(x), 0) }, a, b, o)
		out["QuadComplex"] = outcome{real(c.Value), c.Status, err}
		r, err = Quad2(background, func(x, y float64) float64 { return f(x) }, a, b, func(float64) float64 { return 0 }, func(float64) float64 { return 1 }, o)
		keep("Quad2", r, err)
		r, err = Cubature(background, func(x []float64) float64 { return f(x[0]) }, []float64{a}, []float64{b}, o)
		keep("Cubature 1", r, err)
		r, err = Cubature(background, func(x []float64) float64 { return f(x[0]) }, []float64{a, 0}, []float64{b, 1}, o)
		keep("Cubature 2", r, err)
		r, err = Romberg(background, f, a, b, o)
		keep("Romberg", r, err)
		return out
	}
	exp, wave := math.Exp, func(x float64) float64 { return 2 + math.Cos(3000*x) }
	for _, c := range []struct {
		name   string
		f      func(x float64) float64
		a, b   float64
		opts   Options
		ok     []Status // any of them
		value  float64
		refuse bool // an error is right too
	}{
		{"NaN", func(x float64) float64 { return math.Log(x - 0.5) }, 0, 1, Options{}, []Status{NonFinite}, nan, false},
		{"Inf", func(x float64) float64 { return 1 / max(0, x-0.5) }, 0, 1, Options{}, []Status{NonFinite}, nan, false},
		{"NaN everywhere", func(x float64) float64 { return nan }, 0, 1, Options{}, []Status{NonFinite}, nan, false},
		{"NaN everywhere, skipped", func(x float64) float64 { return nan }, 0, 1, Options{SkipNonFinite: true}, []Status{Converged, Untrusted, NonFinite}, nan, false},
		{"reversed", exp, 1, 0, Options{}, []Status{Converged}, 1 - math.E, false},
		{"equal", exp, 1, 1, Options{}, []Status{Converged}, 0, false},
		{"MaxEvals", wave, 0, 1, Options{MaxEvals: 150}, []Status{TooManyEvals}, nan, false},
		{"MaxEvals 1", wave, 0, 1, Options{MaxEvals: 1}, []Status{TooManyEvals, Untrusted}, nan, false},
		{"below rounding", exp, 0, 1, Options{RelTol: 1e-30, MaxEvals: 50_000}, []Status{Rounding, TooManyEvals}, math.E - 1, false},
		{"smallest tolerance", exp, 0, 1, Options{RelTol: 5e-324, AbsTol: 5e-324, MaxEvals: 50_000}, []Status{Rounding, TooManyEvals}, math.E - 1, false},
		{"half-line", func(x float64) float64 { return exp(-x) }, 0, inf, Options{}, []Status{Converged}, 1, true},
		{"half-line of a constant", func(float64) float64 { return 1 }, 0, inf, Options{MaxEvals: 50_000}, []Status{Untrusted, Divergent, TooManyEvals, NonFinite}, nan, true},
		{"NaN limit", exp, 0, nan, Options{}, nil, nan, true},
		{"from +∞ to +∞", exp, inf, inf, Options{}, []Status{Converged}, 0, true},
		{"tolerance −1", exp, 0, 1, Options{RelTol: -1}, nil, nan, true},
		{"tolerance 1", exp, 0, 1, Options{RelTol: 1}, nil, nan, true},
		{"AbsTol ∞", exp, 0, 1, Options{AbsTol: inf}, nil, nan, true},
		{"AbsTol NaN", exp, 0, 1, Options{AbsTol: nan}, nil, nan, true},
		{"MaxEvals −1", exp, 0, 1, Options{MaxEvals: -1}, nil, nan, true},
		{"NaN breakpoint", exp, 0, 1, Options{Breakpoints: []float64{nan}}, nil, nan, true},
	} {
		done := make(chan map[string]outcome, 1)
		go func() { done <- scalar(c.f, c.a, c.b, c.opts) }()
		select {
		case <-time.After(2 * time.Minute):
			t.Fatalf("%s: hangs", c.name)
		case all := <-done:
			for by, got := range all {
				allowed := c.refuse && got.err != nil
				for _, s := range c.ok {
					allowed = allowed || got.err == nil && got.status == s
				}
				if !allowed {
					t.Errorf("%s by %s: %v, %v, %v; want %v", c.name, by, got.value, got.status, got.err, c.ok)
				}
				if got.err == nil && finite(c.value) && math.Abs(got.value-c.value) > 1e-8 {
					t.Errorf("%s by %s: %v, want %v", c.name, by, got.value, c.value)
				}
			}
		}
	}
}

// What is refused with an error before any work.
func TestRefusals(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	one := func([]float64) float64 { return 1 }
	zero, ones := []float64{0, 0, 0}, []float64{1, 1, 1}
	complexOne := func(complex128) complex128 { return 1 }
	for name, call := range map[string]func() error{
		"Romberg to infinity":  func() error { _, err := Romberg(background, math.Exp, 0, inf, Options{}); return err },
		"no steps":             func() error { _, err := Midpoint(background, math.Exp, 0, 1, 0, Options{}); return err },
		"odd Simpson":          func() error { _, err := Simpson(background, math.Exp, 0, 1, 3, Options{}); return err },
		"overlong range":       func() error { _, err := Trapezoid(background, math.Exp, -1e308, 1e308, 3, Options{}); return err },
		"Gauss without nodes":  func() error { _, err := GaussLegendre(background, math.Exp, 0, 1, 0, Options{}); return err },
		"QuadVec of no values": func() error { _, err := QuadVec(background, nil, 0, 0, 1, Options{}); return err },
		"QuadVec of nil":       func() error { _, err := QuadVec(background, nil, 1, 0, inf, Options{}); return err },
		"Quad of nil":          func() error { _, err := Quad[func(float64) float64](background, nil, 0, 1, Options{}); return err },
		"Quad of a nil batch":  func() error { _, err := Quad[func(x, y []float64)](background, nil, 0, 1, Options{}); return err },
		"Midpoint of nil": func() error {
			_, err := Midpoint[func(float64) float64](background, nil, 0, 1, 4, Options{})
			return err
		},
		"Cubature of nil":      func() error { _, err := Cubature(background, nil, zero, ones, Options{}); return err },
		"Contour of one point": func() error { _, err := Contour(background, complexOne, []complex128{1}, Options{}); return err },
		"Contour through NaN": func() error {
			_, err := Contour(background, complexOne, []complex128{0, cmplx.NaN()}, Options{})
			return err
		},
		"Contour to infinity": func() error {
			_, err := Contour(background, complexOne, []complex128{0, cmplx.Inf()}, Options{})
			return err
		},
		"pole outside":    func() error { _, err := PrincipalValue(background, math.Exp, 0, 1, 2, Options{}); return err },
		"pole NaN":        func() error { _, err := PrincipalValue(background, math.Exp, 0, 1, nan, Options{}); return err },
		"Fourier at NaN":  func() error { _, err := Fourier(background, math.Exp, nan, 0, 1, Options{}); return err },
		"Fourier from −∞": func() error { _, err := Fourier(background, math.Exp, 1, -inf, 1, Options{}); return err },
		"no dimensions":   func() error { _, err := Cubature(background, one, nil, nil, Options{}); return err },
		"unequal limits":  func() error { _, err := Cubature(background, one, zero, ones[:2], Options{}); return err },
		"13 dimensions": func() error {
			_, err := Cubature(background, one, make([]float64, 13), make([]float64, 13), Options{})
			return err
		},
		"22 dimensions": func() error {
			_, err := QuasiMonteCarlo(background, one, make([]float64, 22), make([]float64, 22), MCOptions{})
			return err
		},
		"Cubature of NaN limits": func() error { _, err := Cubature(background, one, []float64{0, nan}, ones[:2], Options{}); return err },
	} {
		if call() == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, integrate := range monteCarlos {
		for what, call := range map[string]func() error{
			"no dimensions":  func() error { _, err := integrate(background, one, nil, nil, MCOptions{}); return err },
			"unequal limits": func() error { _, err := integrate(background, one, zero, ones[:2], MCOptions{}); return err },
			"NaN limit":      func() error { _, err := integrate(background, one, []float64{nan}, ones[:1], MCOptions{}); return err },
			"3 samples":      func() error { _, err := integrate(background, one, zero, ones, MCOptions{Samples: 3}); return err },
			"−1 samples":     func() error { _, err := integrate(background, one, zero, ones, MCOptions{Samples: -1}); return err },
			"−1 iterations":  func() error { _, err := integrate(background, one, zero, ones, MCOptions{Iterations: -1}); return err },
			"cancelled": func() error {
				ctx, cancel := context.WithCancel(background)
				cancel()
				_, err := integrate(ctx, one, zero, ones, MCOptions{})
				return err
			},
		} {
			if call() == nil {
				t.Errorf("%s, %s: no error", name, what)
			}
		}
		r, err := integrate(background, func(x []float64) float64 { return math.Log(x[0] - 0.5) }, zero, ones, MCOptions{})
		if err != nil || r.Status != NonFinite || !(r.Abscissa < 0.5) {
			t.Errorf("%s of NaN: %v, %v", name, r, err)
		}
		r, err = integrate(background, one, ones, zero, MCOptions{Samples: 4096})
		if err != nil || math.Abs(r.Value+1) > 1e-12 {
			t.Errorf("%s reversed in three dimensions: %v, %v", name, r, err)
		}
		r, err = integrate(background, one, zero, []float64{1, 0, 1}, MCOptions{Samples: 4096})
		if err != nil || r.Value != 0 {
			t.Errorf("%s of no volume: %v, %v", name, r, err)
		}
	}
}

package integrate

import (
	"math"
	"testing"
)

// An integral beyond the largest number never counts as converged.
func TestOverflow(t *testing.T) {
	huge := func(x float64) float64 { return 1e300 * (2 + math.Sin(x)) }
	lo, hi := []float64{0, 0}, []float64{1e10, 1}
	many := func(x []float64) float64 { return huge(x[0] / 1e10) }
	calls := map[string]func() (float64, Status, error){
		"Quad": func() (float64, Status, error) {
			r, err := Quad(background, func(x float64) float64 { return huge(x / 1e10) }, 0, 1e10, Options{MaxEvals: 2000})
			return r.Value, r.Status, err
		},
		"Quad on the line": func() (float64, Status, error) {
			r, err := Quad(background, func(x float64) float64 { return 1e300 * math.Exp(-sq(x/1e10)) }, math.Inf(-1), math.Inf(1), Options{MaxEvals: 2000})
			return r.Value, r.Status, err
		},
		"QuadVec": func() (float64, Status, error) {
			r, err := QuadVec(background, func(x float64, y []float64) { y[0] = huge(x / 1e10) }, 1, 0, 1e10, Options{MaxEvals: 2000})
			return r.Value[0], r.Status, err
		},
		"Romberg": func() (float64, Status, error) {
			r, err := Romberg(background, func(x float64) float64 { return huge(x / 1e10) }, 0, 1e10, Options{MaxEvals: 2000})
			return r.Value, r.Status, err
		},
		"Cubature": func() (float64, Status, error) {
			r, err := Cubature(background, many, lo, hi, Options{MaxEvals: 20_000})
			return r.Value, r.Status, err
		},
		"Fourier": func() (float64, Status, error) {
			r, err := Fourier(background, func(x float64) float64 { return huge(x / 1e10) }, 1e-10, 0, 1e10, Options{MaxEvals: 2000})
			return real(r.Value), r.Status, err
		},
	}
	for name, call := range monteCarlos {
		calls[name] = func() (float64, Status, error) {
			r, err := call(background, many, lo, hi, MCOptions{Samples: 4096})
			return r.Value, r.Status, err
		}
	}
	if r, err := Cubature(background, many, lo, hi, Options{}); err != nil || r.Status != Divergent || r.Evals > 100_000 {
		t.Errorf("Cubature: %v after %d evaluations, %v; want Divergent soon", r.Status, r.Evals, err)
	}
	for name, call := range calls {
		if value, status, err := call(); err == nil && status == Converged {
			t.Errorf("%s: %v, converged", name, value)
		}
	}
}

package integrate

import (
	"context"
	"errors"
	"math"
	"math/cmplx"
	"sync/atomic"
	"testing"

	"tandem/parallel"
)

// Every integrator with an integrand that calls back for each of its evaluations.
var integrators = map[string]func(ctx context.Context, f func(x float64) float64) error{
	"Quad": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Quad(ctx, f, 0, 1, Options{RelTol: 1e-14, MaxEvals: 1 << 30, Concurrent: true})
		return err
	},
	"Quad to infinity": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Quad(ctx, f, 0, math.Inf(1), Options{RelTol: 1e-14, MaxEvals: 1 << 30, Concurrent: true})
		return err
	},
	"QuadVec": func(ctx context.Context, f func(x float64) float64) error {
		_, err := QuadVec(ctx, func(x float64, y []float64) { y[0] = f(x) }, 1, 0, 1, Options{MaxEvals: 1 << 30})
		return err
	},
	"Contour": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Contour(ctx, func(z complex128) complex128 { return complex(f(real(z)), 0) }, []complex128{0, 1, 1i}, Options{MaxEvals: 1 << 30})
		return err
	},
	"Quad2": func(ctx context.Context, f func(x float64) float64) error {
		zero, one := func(float64) float64 { return 0 }, func(float64) float64 { return 1 }
		_, err := Quad2(ctx, func(x, y float64) float64 { return f(x) * f(y) }, 0, 1, zero, one, Options{MaxEvals: 1 << 30})
		return err
	},
	"PrincipalValue": func(ctx context.Context, f func(x float64) float64) error {
		_, err := PrincipalValue(ctx, f, 0, 1, 0.3, Options{MaxEvals: 1 << 30})
		return err
	},
	"Fourier": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Fourier(ctx, f, 100, 0, 1, Options{MaxEvals: 1 << 30})
		return err
	},
	"Fourier to infinity": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Fourier(ctx, f, 100, 0, math.Inf(1), Options{MaxEvals: 1 << 30})
		return err
	},
	"Midpoint": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Midpoint(ctx, f, 0, 1, 1<<30, Options{Concurrent: true})
		return err
	},
	"Romberg": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Romberg(ctx, f, 0, 1, Options{RelTol: 1e-15, MaxEvals: 1 << 30, Concurrent: true})
		return err
	},
	"Cubature": func(ctx context.Context, f func(x float64) float64) error {
		_, err := Cubature(ctx, func(x []float64) float64 { return f(x[0]) * f(x[7]) }, make([]float64, 8), []float64{1, 1, 1, 1, 1, 1, 1, 1}, Options{MaxEvals: 1 << 30, Concurrent: true})
		return err
	},
	"Vegas in many dimensions": func(ctx context.Context, f func(x float64) float64) error {
		lo, hi := make([]float64, 40), make([]float64, 40)
		for i := range hi {
			hi[i] = 1
		}
		_, err := Vegas(ctx, func(x []float64) float64 { return f(x[0]) }, lo, hi, MCOptions{Samples: 1 << 30, Concurrent: true})
		return err
	},
}

func init() {
	for name, call := range monteCarlos {
		integrators[name] = func(ctx context.Context, f func(x float64) float64) error {
			_, err := call(ctx, func(x []float64) float64 { return f(x[0]) }, []float64{0, 0}, []float64{1, 1}, MCOptions{Samples: 1 << 28, Concurrent: true})
			return err
		}
	}
}

// A cancelled context is noticed soon, by counting evaluations: an integrand may take seconds for each.
func TestCancelledSoon(t *testing.T) {
	for name, call := range integrators {
		for _, threads := range []int{1, 4} {
			ctx, cancel := context.WithCancel(parallel.WithThreads(background, threads))
			var calls atomic.Int64
			err := call(ctx, func(x float64) float64 {
				if calls.Add(1) == 300 {
					cancel()
				}
				return math.Cos(1e9*x*x) / (1 + x*x)
			})
			cancel()
			// A block of samples, of steps or the points of a rule may be under way on each thread.
			if n := calls.Load(); !errors.Is(err, context.Canceled) || n > 300+int64(threads)*1200 {
				t.Errorf("%s on %d threads: %v after %d evaluations", name, threads, err, n)
			}
		}
	}
}

// A panic of the integrand reaches the caller as it is, from any thread, and leaves nothing behind that a later call trips over.
func TestPanickingIntegrand(t *testing.T) {
	type mine struct{ x float64 }
	for name, call := range integrators {
		for _, threads := range []int{1, 4} {
			for _, at := range []int64{1, 40, 250} {
				func() {
					defer func() {
						if e := recover(); e == nil {
							t.Errorf("%s on %d threads: no panic", name, threads)
						}
					}()
					var calls atomic.Int64
					call(parallel.WithThreads(background, threads), func(x float64) float64 {
						if calls.Add(1) == at {
							panic(mine{x})
						}
						return math.Cos(1e9*x*x) / (1 + x*x)
					})
				}()
				if r, err := Quad(background, math.Exp, 0, 1, Options{}); err != nil || math.Abs(r.Value-(math.E-1)) > 1e-14 {
					t.Fatalf("after %s: %v, %v", name, r, err)
				}
			}
		}
	}
}

// The size of the values does not matter: a power of two goes through to the last bit.
func TestMonteCarloOfAnySize(t *testing.T) {
	lo, hi := []float64{0, 0}, []float64{1, 2}
	f := func(x []float64) float64 { return math.Exp(-x[0]) * (1.5 + math.Sin(5*x[1])) }
	for name, call := range monteCarlos {
		want, err := call(background, f, lo, hi, MCOptions{Samples: 4096, Seed: 3})
		if err != nil || !(want.AbsErr > 0) {
			t.Fatal(name, want, err)
		}
		for _, exponent := range []int{-1000, -600, -500, 500, 600, 1000} {
			got, err := call(background, func(x []float64) float64 { return math.Ldexp(f(x), exponent) }, lo, hi, MCOptions{Samples: 4096, Seed: 3})
			if err != nil || got.Status != want.Status || got.Value != math.Ldexp(want.Value, exponent) || got.AbsErr != math.Ldexp(want.AbsErr, exponent) {
				t.Errorf("%s of 2^%d: %v, %v; want %v times as much", name, exponent, got, err, want)
			}
		}
	}
}

// The error bar of what is nearly constant is that of the small rest, not 0 and not that of rounding.
func TestMonteCarloOfASmallVariation(t *testing.T) {
	lo, hi := []float64{0}, []float64{1}
	for name, call := range monteCarlos {
		plain, err := call(background, func(x []float64) float64 { return x[0] }, lo, hi, MCOptions{Samples: 4096})
		if err != nil {
			t.Fatal(err)
		}
		r, err := call(background, func(x []float64) float64 { return 1 + 0x1p-30*x[0] }, lo, hi, MCOptions{Samples: 4096})
		if ratio := r.AbsErr / (0x1p-30 * plain.AbsErr); err != nil || name != "Vegas" && math.Abs(ratio-1) > 1e-3 || !(ratio > 0.1) {
			t.Errorf("%s: %v, %v: the error is %v times that of the rest", name, r, err, ratio)
		}
	}
}

// Samples that are all 0 tell nothing.
func TestNothingSeen(t *testing.T) {
	inf := math.Inf(1)
	corner := func(x []float64) float64 { return step(x[0]-0.999) * step(x[1]-0.999) * step(x[2]-0.999) }
	zero, ones := []float64{0, 0, 0}, []float64{1, 1, 1}
	for name, call := range monteCarlos {
		if r, err := call(background, corner, zero, ones, MCOptions{Samples: 4096}); err != nil || r.Status == Converged {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
	far := func(x []float64) float64 { return math.Exp(-sq(x[0]-1e4) - sq(x[1])) }
	if r, err := Cubature(background, far, []float64{-inf, -inf}, []float64{inf, inf}, Options{RelTol: 1e-6}); err != nil || r.Status == Converged && math.Abs(r.Value-math.Pi) > 1e-5 {
		t.Errorf("a distant Gaussian: %v, %v", r, err)
	}
	pulse := func(x []float64) float64 { return step(x[0]-0.97) * step(x[1]-0.97) }
	for _, base := range []float64{0, 1} {
		f := func(x []float64) float64 { return base + pulse(x) }
		if r, err := Cubature(background, f, zero[:2], ones[:2], Options{RelTol: 1e-6}); err != nil || r.Status == Converged && math.Abs(r.Value-base-9e-4) > 1e-6 {
			t.Errorf("a pulse in a corner of %v: %v, %v", base, r, err)
		}
	}
	if r, err := Cubature(background, func([]float64) float64 { return 3 }, zero, ones, Options{}); err != nil || r.Status != Converged || math.Abs(r.Value-3) > 1e-14 {
		t.Errorf("a constant: %v, %v", r, err)
	}
	// The faces of an infinite box are never reached, however small the regions beside them.
	heavy := func(x []float64) float64 { return 1 / (1 + sq(x[0])) / (1 + math.Pow(math.Abs(x[1]), 1.5)) }
	if r, err := Cubature(background, heavy, []float64{-inf, 0}, []float64{inf, inf}, Options{RelTol: 1e-9, MaxEvals: 300_000}); err != nil || r.Status == NonFinite || math.IsNaN(r.Value) {
		t.Errorf("heavy tails: %v, %v", r, err)
	}
}

// Steps that meet an oscillation at the same phase again and again agree on a wrong value.
func TestRombergAliases(t *testing.T) {
	for k := 1; k <= 1<<12; k *= 2 {
		ω := math.Pi * float64(k)
		r, err := Romberg(background, func(x float64) float64 { return sq(math.Sin(ω * x)) }, 0, 1, Options{})
		if err != nil || r.Status == Converged && math.Abs(r.Value-0.5) > 1e-9 {
			t.Errorf("sin² of %d half periods: %v, %v", k, r, err)
		}
	}
}

// Vegas keeps within its samples and its memory.
func TestVegasBounds(t *testing.T) {
	one := func(x []float64) float64 { return 1 + x[0] }
	for _, samples := range []int{16, 40, 159, 160, 1000} {
		r, err := Vegas(background, one, []float64{0}, []float64{1}, MCOptions{Samples: samples})
		if err != nil || r.Evals > samples || math.Abs(r.Value-1.5) > 6*r.AbsErr {
			t.Errorf("%d samples: %v, %v", samples, r, err)
		}
	}
	if r, err := Vegas(background, one, []float64{0}, []float64{1}, MCOptions{Samples: 100, Iterations: 50}); err == nil {
		t.Errorf("50 iterations of 2 samples: %v", r)
	}
	d := 20_000
	lo, hi := make([]float64, d), make([]float64, d)
	for i := range hi {
		hi[i] = 1
	}
	if r, err := Vegas(background, one, lo, hi, MCOptions{Samples: 320}); err != nil || r.Evals > 320 {
		t.Errorf("%d dimensions: %v, %v", d, r, err)
	}
	ctx, cancel := context.WithCancel(background)
	_, err := Vegas(ctx, func(x []float64) float64 { cancel(); return 1 }, lo[:3], hi[:3], MCOptions{Samples: 1 << 48})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("2^48 samples: %v", err)
	}
}

// The Jacobians of the ball against their formula, and no allocation at each point.
func TestDomainsPointByPoint(t *testing.T) {
	one := func(x []float64) float64 { return 1 }
	for d := 2; d <= 7; d++ {
		u := make([]float64, d)
		want := 1.0
		u[0] = 0.7
		for i := 1; i < d; i++ {
			u[i] = 0.3 * float64(i)
			want *= math.Pow(math.Sin(u[i]), float64(d-1-i))
		}
		want *= math.Pow(u[0], float64(d-1))
		ball, simplex := OnBall(one), OnSimplex(one)
		if got := ball(u); math.Abs(got-want) > 1e-14*want {
			t.Errorf("ball in %d dimensions: %v, want %v", d, got, want)
		}
		norm := OnBall(func(x []float64) (s float64) {
			for _, v := range x {
				s += v * v
			}
			return s
		})
		if got := norm(u); math.Abs(got-0.49*want) > 1e-14*want {
			t.Errorf("ball in %d dimensions: |x|² is %v, want %v", d, got/want, 0.49)
		}
		// The race detector makes the pool forget a quarter.
		if n := testing.AllocsPerRun(1000, func() { ball(u); simplex(u) }); n > 1 {
			t.Errorf("%d dimensions: %v allocations", d, n)
		}
	}
}

// The error of an iterated integral holds those of the inner ones.
func TestQuad2Error(t *testing.T) {
	zero, one := func(float64) float64 { return 0 }, func(float64) float64 { return 1 }
	for _, size := range []float64{1, 1e3, 1e6} { // what cancels in the outer integral
		f := func(x, y float64) float64 { return 1 + size*math.Sin(2*math.Pi*x)*math.Sqrt(y) }
		r, err := Quad2(background, f, 0, 1, zero, one, Options{RelTol: 1e-9})
		if e := math.Abs(r.Value - 1); err != nil || e > r.AbsErr || r.Status == Converged && e > 1e-9 {
			t.Errorf("size %v: error %.1e of %v, %v", size, e, r, err)
		}
	}
}

// Any ends, any parameters, any breakpoints: no panic, no hang, and what has converged is right.
func FuzzQuad(f *testing.F) {
	f.Add(0.0, 1.0, 2.0, 0.3, 1e-10, 0.5, 5000)
	f.Add(-1.0, math.Inf(1), -1.0, 3.0, 1e-6, 7.0, 5000)
	f.Add(3.0, -1e300, 1e-3, 1e5, 0.0, -1.0, 1)
	f.Add(1e-300, 1e-299, 5.0, 0.0, 1e-15, 2e-300, 100)
	f.Add(1e15, 1e15+4, -2.0, 1e15+1, 1e-10, 1e15+2, 3000)
	f.Fuzz(func(t *testing.T, a, b, k, jump, tol, point float64, most int) {
		g := func(x float64) float64 { return math.Exp(-sq(k*(x-jump))) * (1 + step(x-jump)) }
		r, err := Quad(background, g, a, b, Options{RelTol: tol, Breakpoints: []float64{point}, MaxEvals: min(most, 20_000)})
		if err != nil {
			if finite(a) && finite(b) && tol >= 0 && tol < 1 && finite(point) && most >= 0 {
				t.Fatalf("refused: %v", err)
			}
			return
		}
		c := math.Abs(k)
		erf := func(x float64) float64 { return math.Erf(c * (x - jump)) }
		primitive := func(x float64) float64 { // from jump on
			if x > jump {
				return math.Sqrt(math.Pi) / c * erf(x)
			}
			return math.Sqrt(math.Pi) / 2 / c * erf(x)
		}
		want := primitive(b) - primitive(a)
		// Only where the peak is no needle in the range can it be found, and only where 1/k is well above the last digits of the
		// abscissas is it what it says.
		if c < 1e-3 || c > 10 || !(math.Abs(jump) < 100) || !(math.Abs(a) < 100 || math.IsInf(a, 0)) || !(math.Abs(b) < 100 || math.IsInf(b, 0)) || math.Abs(want) < 1e-3 {
			return
		}
		if e := math.Abs(r.Value - want); r.Status == Converged && e > max(100*tol, 1e-9)*math.Abs(want) {
			t.Errorf("k = %v, jump %v, from %v to %v, breakpoint %v: error %.1e of %v", k, jump, a, b, point, e, r)
		}
	})
}

// The same for Fourier, whose integrand has a peak and a jump.
func FuzzFourier(f *testing.F) {
	f.Add(10.0, 0.0, 1.0, 2.0, 0.3)
	f.Add(-1e5, -3.0, math.Inf(1), 1.0, 2.0)
	f.Add(1e-9, 1e10, 1e11, 5.0, 1e10)
	f.Add(1e300, -1e-300, 1e300, 1e-300, 0.0)
	f.Fuzz(func(t *testing.T, ω, a, b, k, at float64) {
		g := func(x float64) float64 { return math.Exp(-math.Abs(k) * math.Abs(x-at)) }
		r, err := Fourier(background, g, ω, a, b, Options{MaxEvals: 20_000})
		c := math.Abs(k)
		if err != nil || r.Status != Converged || !(c > 0.01 && c < 100) || !(math.Abs(at) < 50) || !(math.Abs(a) < 50) || !(b < 50 || math.IsInf(b, 1)) || math.Abs(ω) > 1e4 {
			return
		}
		side := func(sign, from, to float64) complex128 { // ∫ exp(sign·c·(x−at) + iωx)
			if !(from < to) {
				return 0
			}
			s := complex(sign*c, ω)
			edge := func(x float64) complex128 {
				if math.IsInf(x, 0) {
					return 0
				}
				return cmplx.Exp(complex(sign*c*(x-at), ω*x)) / s
			}
			return edge(to) - edge(from)
		}
		want := side(1, a, min(at, b)) + side(-1, max(at, a), b)
		if e := cmplx.Abs(r.Value - want); e > 1e-9*cmplx.Abs(want)+1e-12 {
			t.Errorf("ω = %v, k = %v at %v from %v to %v: error %.1e of %+v", ω, k, at, a, b, e, r)
		}
	})
}

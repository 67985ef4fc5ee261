package integrate

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// Families with closed forms, their parameters drawn at random: on finite ranges and half-lines none may be silently wrong.
func TestFourierFamilies(t *testing.T) {
	inf := math.Inf(1)
	cis := func(φ float64) complex128 { return cmplx.Rect(1, φ) }
	for _, family := range []struct {
		name string
		b    float64
		draw func(λ, μ, ω float64) (f func(x float64) float64, want complex128)
	}{
		{"exponential", 1, func(λ, μ, ω float64) (func(x float64) float64, complex128) {
			s := 20*λ - 10
			return func(x float64) float64 { return math.Exp(s * x) }, (cmplx.Exp(complex(s, ω)) - 1) / complex(s, ω)
		}},
		{"bump on a constant", 1, func(λ, μ, ω float64) (func(x float64) float64, complex128) {
			at, w := 0.3+0.4*λ, 0.01+0.02*μ
			bump := complex(math.Sqrt(math.Pi)*w*math.Exp(-sq(ω*w)/4), 0) * cis(ω*at)
			return func(x float64) float64 { return 1 + math.Exp(-sq((x-at)/w)) }, bump + (cis(ω)-1)/complex(0, ω)
		}},
		{"jump", 1, func(λ, _, ω float64) (func(x float64) float64, complex128) {
			return func(x float64) float64 { return 1 + step(x-λ) }, (2*cis(ω) - cis(ω*λ) - 1) / complex(0, ω)
		}},
		{"exponential to infinity", inf, func(λ, _, ω float64) (func(x float64) float64, complex128) {
			s := math.Pow(10, 6*λ-3)
			return func(x float64) float64 { return math.Exp(-s * x) }, 1 / complex(s, -ω)
		}},
		{"power and exponential", inf, func(λ, μ, ω float64) (func(x float64) float64, complex128) {
			p, s := 0.2+2*λ, math.Pow(10, 4*μ-2)
			want := complex(math.Gamma(p), 0) * cmplx.Pow(complex(s, -ω), complex(-p, 0))
			return func(x float64) float64 { return math.Pow(x, p-1) * math.Exp(-s*x) }, want
		}},
		{"power", inf, func(λ, _, ω float64) (func(x float64) float64, complex128) {
			p := 0.2 + 0.75*λ
			return func(x float64) float64 { return math.Pow(x, p-1) }, complex(math.Gamma(p)*math.Pow(ω, -p), 0) * cis(math.Pi/2*p)
		}},
		{"pulse at the beginning", inf, func(λ, _, ω float64) (func(x float64) float64, complex128) {
			c := math.Pow(10, 2*λ-1)
			return func(x float64) float64 { return step(c - x) }, (cis(ω*c) - 1) / complex(0, ω)
		}},
		{"ramp", inf, func(λ, _, ω float64) (func(x float64) float64, complex128) {
			c := math.Pow(10, 2*λ-1)
			return func(x float64) float64 { return max(0, 1-x/c) }, complex(0, 1/ω) - (cis(ω*c)-1)/complex(c*ω*ω, 0)
		}},
		{"distant Gaussian", inf, func(λ, μ, ω float64) (func(x float64) float64, complex128) {
			at := math.Pow(10, 1+2*λ)
			w := at / 10 * (0.5 + μ)
			return func(x float64) float64 { return math.Exp(-sq((x - at) / w)) }, complex(math.Sqrt(math.Pi)*w*math.Exp(-sq(ω*w)/4), 0) * cis(ω*at)
		}},
	} {
		random := rand.New(rand.NewPCG(7, 8))
		const draws = 200
		solved, evals := 0, 0
		for range draws {
			λ, μ, ω := random.Float64(), random.Float64(), math.Pow(10, 5*random.Float64()-1)
			f, want := family.draw(λ, μ, ω)
			r, err := Fourier(background, f, ω, 0, family.b, Options{})
			evals += r.Evals
			e := cmplx.Abs(r.Value - want)
			if err != nil {
				t.Fatal(err)
			}
			if r.Status != Converged {
				continue
			}
			solved++
			// want itself is off by the rounding of the products with ω.
			if e > 1e-10*cmplx.Abs(want)+2*epsilon*ω*math.Abs(cmplx.Abs(want)) {
				t.Errorf("%s at %v, %v, ω = %v: error %.1e of %+v", family.name, λ, μ, ω, e, r)
			}
		}
		t.Logf("%s: %d of %d solved, %d evaluations each", family.name, solved, draws, evals/draws)
		if least := draws * 9 / 10; solved < least && family.name != "distant Gaussian" {
			t.Errorf("%s: %d of %d solved", family.name, solved, draws)
		}
	}
}

// The moments by recurrence against those of a fine rule, for turns from the fewest to many.
func TestFilon(t *testing.T) {
	x, weights, _ := LegendreNodes(400)
	for _, κ := range []float64{leastTurns, 12, 20, 64, 150} {
		for k := range filonDegree + 1 {
			f := func(t float64) float64 { return math.Cos(float64(k) * math.Acos(t)) }
			var values [filonDegree + 1]float64
			for j, t := range filonNodes {
				values[j] = f(t)
			}
			got, _, _ := filon(&values, κ/1.5, 2, 5) // t from −1 to 1 is x from 2 to 5
			var want complex128
			for i, t := range x {
				want += complex(1.5*weights[i]*f(t), 0) * cmplx.Rect(1, κ/1.5*(3.5+1.5*t))
			}
			if e := cmplx.Abs(got - want); e > 1e-11 {
				t.Errorf("T%d, κ = %v: %v, want %v", k, κ, got, want)
			}
		}
	}
}

// The phase is that of the exact product: at ωx = 10¹⁵ the rounded one would be off by a tenth.
func TestTurn(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for range 200 {
		ω, x := math.Exp(30*random.Float64()-10), math.Exp(30*random.Float64()-10)
		const twoπ = "6.283185307179586476925286766559005768394338798750211641949889184615632812572417997256069650684234136"
		period, _, _ := big.ParseFloat(twoπ, 10, 300, big.ToNearestEven)
		φ := new(big.Float).SetPrec(300).SetFloat64(ω)
		φ.Mul(φ, new(big.Float).SetPrec(300).SetFloat64(x))
		n, _ := new(big.Float).Quo(φ, period).Int(nil)
		φ.Sub(φ, new(big.Float).SetPrec(300).Mul(period, new(big.Float).SetPrec(300).SetInt(n)))
		rest, _ := φ.Float64()
		if e := cmplx.Abs(turn(ω, x) - cmplx.Rect(1, rest)); e > 4*epsilon {
			t.Errorf("ω = %v, x = %v: off by %.1e", ω, x, e)
		}
	}
}

// What the integrand does wrong, and what the options say, counts in Fourier and PrincipalValue as it does in Quad.
func TestOscillatoryOptions(t *testing.T) {
	inf := math.Inf(1)
	notBelow := func(x float64) float64 { return math.Sqrt(x - 0.5) }
	for _, b := range []float64{1, inf} {
		r, err := Fourier(background, notBelow, 20, 0, b, Options{})
		if err != nil || r.Status != NonFinite || !(real(r.Abscissa) < 0.5) || !cmplx.IsNaN(r.Value) {
			t.Errorf("Fourier of NaN to %v: %+v, %v", b, r, err)
		}
	}
	r, err := Fourier(background, func(x float64) float64 { return math.Exp(-x) / step(x-0.5) * step(x-0.5) }, 20, 0, 1, Options{SkipNonFinite: true, Breakpoints: []float64{0.5}})
	if want := (cmplx.Exp(complex(-1, 20)) - cmplx.Exp(complex(-0.5, 10))) / complex(-1, 20); err != nil || r.Status != Converged || cmplx.Abs(r.Value-want) > 1e-10 {
		t.Errorf("NaN skipped: %+v, %v; want %v", r, err, want)
	}
	for _, c := range []struct {
		name string
		f    func(x float64) float64
		b    float64
	}{{"a constant", func(float64) float64 { return 1 }, inf}, {"0", func(float64) float64 { return 0 }, inf}, {"a rise", math.Sqrt, inf}} {
		if r, err := Fourier(background, c.f, 3, 0, c.b, Options{MaxEvals: 20_000}); err != nil || r.Status == Converged {
			t.Errorf("%s to infinity: %+v, %v", c.name, r, err)
		}
	}
	for _, points := range [][]float64{{0.3}, {0.3, 5}, {-1, 0.25, 0.5, 7}} {
		for _, b := range []float64{1, inf} {
			f := func(x float64) float64 {
				if !(x > 0 && x < b) {
					t.Fatalf("to %v: evaluated at %v", b, x)
				}
				for _, p := range points {
					if x == p {
						t.Fatalf("evaluated at the breakpoint %v", p)
					}
				}
				return (1 + math.Abs(x-points[len(points)-1])) * math.Exp(-x) / math.Sqrt(x)
			}
			for _, ω := range []float64{0.01, 3, 1e4} {
				Fourier(background, f, ω, 0, b, Options{Breakpoints: points})
			}
			for _, c := range []float64{0.1, 0.5, 0.7} {
				PrincipalValue(background, f, 0, b, c, Options{Breakpoints: points})
			}
		}
	}
	for _, call := range map[string]func(ctx context.Context, f func(x float64) float64) error{
		"Fourier": func(ctx context.Context, f func(x float64) float64) error {
			_, err := Fourier(ctx, f, 100, 0, 1, Options{MaxEvals: 1 << 30})
			return err
		},
		"Fourier to infinity": func(ctx context.Context, f func(x float64) float64) error {
			_, err := Fourier(ctx, f, 100, 0, inf, Options{MaxEvals: 1 << 30})
			return err
		},
		"PrincipalValue": func(ctx context.Context, f func(x float64) float64) error {
			_, err := PrincipalValue(ctx, f, 0, 1, 0.3, Options{MaxEvals: 1 << 30})
			return err
		},
	} {
		ctx, cancel := context.WithCancel(background)
		calls := 0
		err := call(ctx, func(x float64) float64 {
			if calls++; calls == 100 {
				cancel()
			}
			return 1 / (1 + x) * math.Cos(1e8*x*x)
		})
		if !errors.Is(err, context.Canceled) || calls > 5000 {
			t.Errorf("cancelled: %v after %d calls", err, calls)
		}
		if call(background, nil) == nil {
			t.Error("nil is no integrand")
		}
	}
}

// Principal values of polynomials, kinks and peaks, with the pole anywhere.
func TestPrincipalValues(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 12))
	for range 500 {
		a := 4*random.Float64() - 2
		b := a + math.Pow(10, 2*random.Float64()-1)
		c := a + (b-a)*math.Pow(10, -4*random.Float64())
		if random.IntN(2) == 0 {
			c = b - (c - a)
		}
		if !(a < c && c < b) {
			continue
		}
		logarithm := math.Log((b - c) / (c - a))
		kink := a + (b-a)*random.Float64()
		for _, p := range []struct {
			name string
			f    func(x float64) float64
			want float64
			size float64 // of what cancels
		}{
			{"1", func(float64) float64 { return 1 }, logarithm, 1 + math.Abs(logarithm)},
			{"x²", func(x float64) float64 { return x * x }, (b*b-a*a)/2 + c*(b-a) + c*c*logarithm, b*b + a*a + c*c*math.Abs(logarithm)},
			{"|x−k|", func(x float64) float64 { return math.Abs(x - kink) }, func() float64 { // (x−k)/(x−c) = 1 + (c−k)/(x−c), with the sign of x−k
				sign := math.Copysign(1, c-kink)
				other := func(lo, hi float64) float64 { return hi - lo + (c-kink)*math.Log(math.Abs((hi-c)/(lo-c))) }
				if sign > 0 {
					return other(kink, b) - other(a, kink)
				}
				return other(kink, b) - other(a, kink)
			}(), 10 * (b - a) * (1 + math.Abs(logarithm))},
		} {
			if math.Abs(kink-c) < 1e-3*(b-a) {
				continue
			}
			r, err := PrincipalValue(background, p.f, a, b, c, Options{})
			if e := math.Abs(r.Value - p.want); err != nil || r.Status == Converged && e > 1e-10*math.Abs(p.want)+64*epsilon*p.size*(1+math.Abs(c)/min(c-a, b-c)) {
				t.Errorf("%s from %v to %v at %v: error %.1e of %v, %v", p.name, a, b, c, e, r, err)
			}
		}
	}
	step := func(x float64) float64 { return step(x - 0.3) }
	if r, err := PrincipalValue(background, step, 0, 1, 0.3, Options{}); err != nil || r.Status == Converged {
		t.Errorf("a jump at the pole: %v, %v", r, err)
	}
	alone := func(x float64) float64 { // its value at the pole is not its limit there
		if x == 0.3 {
			return 7
		}
		return math.Exp(x)
	}
	with, _ := PrincipalValue(background, math.Exp, 0, 1, 0.3, Options{})
	if r, err := PrincipalValue(background, alone, 0, 1, 0.3, Options{}); err != nil || r.Status != Converged || math.Abs(r.Value-with.Value) > 1e-10 {
		t.Errorf("another value at the pole: %v, %v; want %v", r, err, with)
	}
}

package integrate

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestReliability draws the place and the scale of a difficulty at random, after Lyness and Kaganove (ACM TOMS 2, 1976): in a
// thousand of each kind at most one may be silently wrong.
func TestReliability(t *testing.T) {
	at := func(λ, p float64) float64 { return (math.Pow(λ, p+1) + math.Pow(1-λ, p+1)) / (p + 1) }
	lorentz := func(λ, w float64) float64 { return math.Atan((1-λ)/w) + math.Atan(λ/w) }
	gauss := func(λ, w float64) float64 { return w * math.Sqrt(math.Pi) / 2 * (math.Erf((1-λ)/w) + math.Erf(λ/w)) }
	sech := func(λ, k float64) float64 { return (math.Tanh(k*(1-λ)) + math.Tanh(k*λ)) / k }
	for _, family := range []struct {
		name string
		draw func(λ, μ float64) integral
	}{
		{"peak", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return 1e-3 / (sq(x-λ) + 1e-6) }, lorentz(λ, 1e-3)}
		}},
		{"narrow peak", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return 1e-4 / (sq(x-λ) + 1e-8) }, lorentz(λ, 1e-4)}
		}},
		{"two peaks", func(λ, μ float64) integral {
			return integral{func(x float64) float64 { return 1e-2/(sq(x-λ)+1e-4) + 1e-3/(sq(x-μ)+1e-6) }, lorentz(λ, 1e-2) + lorentz(μ, 1e-3)}
		}},
		{"kink", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Exp(-2 * math.Abs(x-λ)) }, (2 - math.Exp(-2*λ) - math.Exp(2*λ-2)) / 2}
		}},
		{"slight kink", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return 1 + 1e-4*math.Abs(x-λ) }, 1 + 1e-4*at(λ, 1)}
		}},
		{"jump", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return step(x-λ) * math.Exp(x) }, math.E - math.Exp(λ)}
		}},
		{"slight jump", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Exp(x) + 1e-5*step(x-λ) }, math.E - 1 + 1e-5*(1-λ)}
		}},
		{"root", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Pow(math.Abs(x-λ), -0.3) }, at(λ, -0.3)}
		}},
		{"power", func(λ, μ float64) integral {
			p := 3*μ - 0.8
			return integral{func(x float64) float64 { return math.Pow(math.Abs(x-λ), p) }, at(λ, p)}
		}},
		{"power at the end", func(_, μ float64) integral {
			p := 3*μ - 0.9
			return integral{func(x float64) float64 { return math.Pow(x, p) }, 1 / (p + 1)}
		}},
		{"cusp", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Sqrt(math.Abs(x - λ)) }, at(λ, 0.5)}
		}},
		{"logarithm", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Log(math.Abs(x - λ)) }, λ*math.Log(λ) + (1-λ)*math.Log1p(-λ) - 1}
		}},
		{"Gaussian", func(λ, μ float64) integral {
			w := math.Pow(10, -1-2*μ)
			return integral{func(x float64) float64 { return math.Exp(-sq((x - λ) / w)) }, gauss(λ, w)}
		}},
		{"Gaussian beside a pole", func(λ, μ float64) integral {
			w := math.Pow(10, -1-1.5*μ)
			return integral{func(x float64) float64 { return 1/(1.05-x) + math.Exp(-sq((x-λ)/w)) }, math.Log(21) + gauss(λ, w)}
		}},
		{"two sech²", func(λ, μ float64) integral {
			return integral{func(x float64) float64 { return sq(1/math.Cosh(20*(x-λ))) + sq(1/math.Cosh(300*(x-μ))) }, sech(λ, 20) + sech(μ, 300)}
		}},
		{"pulse", func(λ, μ float64) integral {
			w := math.Pow(10, -0.3-1.5*μ)
			from := λ * (1 - w)
			return integral{func(x float64) float64 { return step(x-from) * step(from+w-x) }, w}
		}},
		{"oscillation", func(λ, μ float64) integral {
			ω, φ := math.Pow(10, 3*μ), 6*λ
			return integral{func(x float64) float64 { return 2 + math.Cos(ω*x+φ) }, 2 + (math.Sin(ω+φ)-math.Sin(φ))/ω}
		}},
		{"oscillation with a kink", func(λ, μ float64) integral {
			ω := math.Pow(10, 0.5+μ)
			return integral{func(x float64) float64 { return 1 + ω*math.Cos(ω*x) + math.Abs(x-λ) }, 1 + math.Sin(ω) + at(λ, 1)}
		}},
	} {
		trust(t, family.name, 1000, 0, 1, 980, family.draw)
	}
}

type integral struct {
	f    func(x float64) float64
	want float64
}

// trust draws so many integrals from a to b: at most one in a thousand may be silently wrong, and at least so many must be solved.
func trust(t *testing.T, name string, seeds int, a, b float64, least int, draw func(λ, μ float64) integral) {
	random := rand.New(rand.NewPCG(1, 2))
	silent, solved, evals := 0, 0, 0
	for range seeds {
		λ, μ := random.Float64(), random.Float64()
		p := draw(λ, μ)
		r, err := Quad(background, p.f, a, b, Options{})
		if err != nil {
			t.Fatal(err)
		}
		evals += r.Evals
		switch e := math.Abs(r.Value - p.want); {
		case r.Status != Converged:
		case e > 1e-10*math.Abs(p.want)+4*epsilon:
			t.Logf("%s at %v, %v: error %.1e of %v", name, λ, μ, e, r)
			silent++
		default:
			solved++
		}
	}
	t.Logf("%s: %d solved, %d silently wrong, %d evaluations each", name, solved, silent, evals/seeds)
	if silent > seeds/1000 {
		t.Errorf("%s: %d of %d silently wrong", name, silent, seeds)
	}
	if solved < least {
		t.Errorf("%s: %d of %d solved", name, solved, seeds)
	}
}

// TestReliabilityToInfinity is TestReliability on half-lines and the line. What is narrow and far away cannot be found; then
// the status must say so.
func TestReliabilityToInfinity(t *testing.T) {
	inf := math.Inf(1)
	rootPi := math.Sqrt(math.Pi)
	for _, family := range []struct {
		name  string
		a     float64
		least int
		draw  func(λ, μ float64) integral
	}{
		{"Gaussian", -inf, 900, func(λ, μ float64) integral {
			at, w := 20*λ-10, math.Pow(10, 4*μ-2)
			return integral{func(x float64) float64 { return math.Exp(-sq((x - at) / w)) }, w * rootPi}
		}},
		{"far Gaussian", -inf, 0, func(λ, μ float64) integral {
			at, w := math.Pow(10, 4*λ), math.Pow(10, 4*μ-2)
			return integral{func(x float64) float64 { return math.Exp(-sq((x - at) / w)) }, w * rootPi}
		}},
		{"two Gaussians", -inf, 900, func(λ, μ float64) integral {
			at, w := 10*λ, math.Pow(10, 2*μ-0.5)
			return integral{func(x float64) float64 { return math.Exp(-x*x) + math.Exp(-sq((x-at)/w)) }, rootPi + w*rootPi}
		}},
		{"two-sided exponential", -inf, 900, func(λ, μ float64) integral {
			at, w := 6*λ-3, math.Pow(10, 2*μ-1)
			return integral{func(x float64) float64 { return math.Exp(-math.Abs(x-at) / w) }, 2 * w}
		}},
		{"power times exponential", 0, 950, func(λ, μ float64) integral {
			p, s := 3*λ-0.8, math.Pow(10, 6*μ-3)
			return integral{func(x float64) float64 { return math.Pow(x/s, p) * math.Exp(-x/s) }, s * math.Gamma(p+1)}
		}},
		{"algebraic decay", 0, 900, func(λ, μ float64) integral {
			p, s := 1.2+4*λ, math.Pow(10, 4*μ-2)
			return integral{func(x float64) float64 { return 1 / (1 + math.Pow(x/s, p)) }, s * math.Pi / p / math.Sin(math.Pi/p)}
		}},
		{"damped oscillation", 0, 900, func(λ, _ float64) integral {
			ω := 30 * λ
			return integral{func(x float64) float64 { return math.Exp(-x) * (2 + math.Cos(ω*x)) }, 2 + 1/(1+ω*ω)}
		}},
		{"step", 0, 900, func(λ, _ float64) integral {
			at := 5 * λ
			return integral{func(x float64) float64 { return step(x-at) * math.Exp(-x) }, math.Exp(-at)}
		}},
		{"step on the line", -inf, 1000, func(λ, μ float64) integral {
			at := 4*λ - 2
			want := math.Exp(-at)
			if at < 0 {
				want = 2 - math.Exp(at)
			}
			return integral{func(x float64) float64 { return step(x-at) * math.Exp(-math.Abs(x)) }, want}
		}},
		{"Lorentzian", -inf, 1000, func(λ, μ float64) integral {
			at, w := 20*λ-10, math.Pow(10, 4*μ-2)
			return integral{func(x float64) float64 { return w / (w*w + sq(x-at)) }, math.Pi}
		}},
		{"power times Gaussian", -inf, 1000, func(λ, μ float64) integral {
			p, w := 3*λ-0.8, math.Pow(10, 4*μ-2)
			return integral{func(x float64) float64 { return math.Pow(math.Abs(x/w), p) * math.Exp(-sq(x/w)) }, w * math.Gamma((p+1)/2)}
		}},
		{"power at a distant end", 7, 980, func(λ, μ float64) integral {
			p, s := 3*λ-0.3, math.Pow(10, 4*μ-2)
			return integral{func(x float64) float64 { return math.Pow((x-7)/s, p) * math.Exp(-(x-7)/s) }, s * math.Gamma(p+1)}
		}},
		{"uneven exponentials", -inf, 1000, func(λ, μ float64) integral {
			l, r := math.Pow(10, 4*λ-2), math.Pow(10, 4*μ-2)
			return integral{func(x float64) float64 {
				if x < 0 {
					return math.Exp(x / l)
				}
				return math.Exp(-x / r)
			}, l + r}
		}},
		{"oscillating Gaussian", -inf, 1000, func(λ, μ float64) integral {
			ω := 30 * λ
			return integral{func(x float64) float64 { return math.Exp(-x*x) * (2 + math.Cos(ω*x+μ)) }, rootPi * (2 + math.Exp(-ω*ω/4)*math.Cos(μ))}
		}},
		{"pulse on the line", -inf, 800, func(λ, μ float64) integral {
			from, w := 20*λ-10, math.Pow(10, 3*μ-1.5)
			return integral{func(x float64) float64 { return step(x-from) * step(from+w-x) }, w}
		}},
	} {
		trust(t, family.name, 1000, family.a, inf, family.least, family.draw)
	}
}

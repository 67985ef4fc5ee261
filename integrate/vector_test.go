package integrate

import (
	"context"
	"errors"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

func TestQuadVec(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, c := range []struct {
		name   string
		f      func(x float64, y []float64)
		m      int
		a, b   float64
		opts   Options
		status Status
		want   []float64
	}{
		{"smooth", func(x float64, y []float64) { y[0], y[1], y[2] = math.Sin(x), math.Exp(x), 1 }, 3, 0, math.Pi, Options{}, Converged, []float64{2, math.Exp(math.Pi) - 1, math.Pi}},
		{"reversed", func(x float64, y []float64) { y[0], y[1] = x, x*x }, 2, 1, 0, Options{}, Converged, []float64{-0.5, -1. / 3}},
		{"a root", func(x float64, y []float64) { y[0], y[1] = math.Sin(x), math.Sqrt(x) }, 2, 0, math.Pi, Options{RelTol: 1e-9}, Converged, []float64{2, math.Pow(math.Pi, 1.5) / 1.5}},
		{"kinks at breakpoints", func(x float64, y []float64) { y[0], y[1] = math.Abs(x), math.Abs(x-1) }, 2, -1, 2, Options{Breakpoints: []float64{1, 0}}, Converged, []float64{2.5, 2.5}},
		{"one component jumps", func(x float64, y []float64) { y[0], y[1] = x, step(x-0.3) }, 2, 0, 1, Options{RelTol: 1e-6}, Converged, []float64{0.5, 0.7}},
		{"a peak between the nodes", func(x float64, y []float64) { y[0], y[1] = 1, math.Exp(-sq((x-0.463)/5e-3)) }, 2, 0, 1, Options{}, Converged, []float64{1, 5e-3 * math.Sqrt(math.Pi)}},
		{"no range", func(x float64, y []float64) { y[0] = x }, 1, 2, 2, Options{}, Converged, []float64{0}},
		{"too few evaluations", func(x float64, y []float64) { y[0], y[1] = 1, math.Cos(1000*x) }, 2, 0, 1, Options{MaxEvals: 100}, TooManyEvals, []float64{1, nan}},
		{"beyond rounding", func(x float64, y []float64) { y[0] = math.Exp(x) }, 1, 0, 1, Options{RelTol: 1e-20}, Rounding, []float64{math.E - 1}},
		{"NaN in one component", func(x float64, y []float64) { y[0], y[1] = 1, math.Log(x-0.5) }, 2, 0, 1, Options{}, NonFinite, []float64{nan, nan}},
		{"a half-line", func(x float64, y []float64) { y[0], y[1], y[2] = math.Exp(-x), x*x*x*math.Exp(-2*x), 1/(1+x*x) }, 3, 0, inf, Options{}, Converged, []float64{1, 0.375, math.Pi / 2}},
		{"a half-line downwards", func(x float64, y []float64) { y[0], y[1] = math.Exp(x), math.Cos(x)*math.Exp(x) }, 2, 1, -inf, Options{}, Converged, []float64{-math.E, -(math.Cos(1) + math.Sin(1)) * math.E / 2}},
		{"the line", func(x float64, y []float64) { y[0], y[1], y[2] = math.Exp(-x*x), x*math.Exp(-sq(x-1)), 1/math.Cosh(x) }, 3, -inf, inf, Options{}, Converged, []float64{math.Sqrt(math.Pi), math.Sqrt(math.Pi), math.Pi}},
		{"a narrow peak on the line", func(x float64, y []float64) { y[0], y[1] = math.Exp(-sq((x-50)/0.1)), x*math.Exp(-sq((x-50)/0.1)) }, 2, -inf, inf, Options{}, Converged, []float64{0.1 * math.Sqrt(math.Pi), 5 * math.Sqrt(math.Pi)}},
		{"kinks on the line", func(x float64, y []float64) { y[0], y[1] = math.Exp(-math.Abs(x-1)), math.Exp(-math.Abs(x+1)) }, 2, -inf, inf, Options{Breakpoints: []float64{-1, 1}}, Converged, []float64{2, 2}},
		{"nothing on the line", func(x float64, y []float64) { y[0], y[1] = 0, 0 }, 2, -inf, inf, Options{AbsTol: 1}, Untrusted, []float64{0, 0}},
		{"singular ends", func(x float64, y []float64) { y[0], y[1], y[2] = math.Pow(x, -0.9), math.Log(x), math.Sqrt(1-x) }, 3, 0, 1, Options{}, Converged, []float64{10, -1, 2. / 3}},
		{"a singular breakpoint", func(x float64, y []float64) { y[0], y[1] = 1/math.Sqrt(math.Abs(x)), x }, 2, -1, 4, Options{Breakpoints: []float64{0}}, Converged, []float64{6, 7.5}},
		{"a singular end where numbers are far apart", func(x float64, y []float64) { y[0], y[1] = math.Pow(x-3, -0.9), 1 }, 2, 3, 4, Options{}, Rounding, []float64{nan, 1}},
		{"NaN skipped", func(x float64, y []float64) { y[0] = math.Sqrt(x - 0.5) }, 1, 0, 1, Options{SkipNonFinite: true, RelTol: 1e-8}, Converged, []float64{math.Pow(0.5, 1.5) / 1.5}},
	} {
		r, err := QuadVec(background, c.f, c.m, c.a, c.b, c.opts)
		if err != nil || r.Status != c.status {
			t.Errorf("%s: %+v, %v; want %v", c.name, r, err, c.status)
			continue
		}
		top := 0.0
		for _, w := range c.want {
			top = max(top, math.Abs(w))
		}
		for k, w := range c.want {
			if e := math.Abs(r.Value[k] - w); e > max(c.opts.relTol(), 1e-14)*top+1e-15 {
				t.Errorf("%s: component %d is %v, want %v", c.name, k, r.Value[k], w)
			}
		}
		if c.status == NonFinite && !(r.Abscissa < 0.5) {
			t.Errorf("%s: abscissa %v", c.name, r.Abscissa)
		}
	}
}

// TestReliability for components: at most one in two hundred may be silently wrong.
func TestQuadVecReliability(t *testing.T) {
	for _, family := range []struct {
		name string
		draw func(λ, μ float64) integral
	}{
		{"kink", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Exp(-2 * math.Abs(x-λ)) }, (2 - math.Exp(-2*λ) - math.Exp(2*λ-2)) / 2}
		}},
		{"kink near the end", func(λ, _ float64) integral {
			l := math.Pow(10, -4*λ)
			return integral{func(x float64) float64 { return math.Abs(x - l) }, (l*l + (1-l)*(1-l)) / 2}
		}},
		{"jump in an oscillation", func(λ, μ float64) integral {
			ω := 30*μ + 1
			return integral{func(x float64) float64 { return 2 + step(x-λ)*math.Cos(ω*x) }, 2 + (math.Sin(ω)-math.Sin(ω*λ))/ω}
		}},
		{"cusp", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Sqrt(math.Abs(x - λ)) }, (math.Pow(λ, 1.5) + math.Pow(1-λ, 1.5)) / 1.5}
		}},
		{"third derivative jumps", func(λ, _ float64) integral {
			return integral{func(x float64) float64 { return math.Pow(math.Abs(x-λ), 3) }, (math.Pow(λ, 4) + math.Pow(1-λ, 4)) / 4}
		}},
		{"power at the end", func(_, μ float64) integral {
			p := 3*μ - 0.9
			return integral{func(x float64) float64 { return math.Pow(x, p) }, 1 / (p + 1)}
		}},
	} {
		random := rand.New(rand.NewPCG(1, 2))
		silent := 0
		for range 400 {
			p := family.draw(random.Float64(), random.Float64())
			r, err := QuadVec(background, func(x float64, y []float64) { y[0] = p.f(x); y[1] = y[0] / 2 }, 2, 0, 1, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Status == Converged && math.Abs(r.Value[0]-p.want) > 1e-10*math.Abs(p.want)+4*epsilon {
				silent++
			}
		}
		if silent > 2 {
			t.Errorf("%s: %d of 400 silently wrong", family.name, silent)
		}
	}
}

// A component of a vector integral is the integral of the component.
func TestQuadVecAgainstQuad(t *testing.T) {
	for _, p := range battery {
		if p.source != "smooth" && p.source != "infinite ranges" {
			continue
		}
		r, err := QuadVec(background, func(x float64, y []float64) { y[0], y[1] = p.f(x), 2*p.f(x) }, 2, p.a, p.b, Options{})
		if err != nil || r.Status != Converged || math.Abs(r.Value[0]-p.exact) > 2e-10*math.Abs(p.exact) || math.Abs(r.Value[1]-2*r.Value[0]) > 1e-12*math.Abs(p.exact) {
			t.Errorf("%s: %v, %v; want %v", p.name, r, err, p.exact)
		}
	}
}

func TestContour(t *testing.T) {
	inf := math.Inf(1)
	square := []complex128{1 + 1i, -1 + 1i, -1 - 1i, 1 - 1i, 1 + 1i}
	back := []complex128{1 + 1i, 1 - 1i, -1 - 1i, -1 + 1i, 1 + 1i}
	for _, c := range []struct {
		name string
		f    func(z complex128) complex128
		path []complex128
		want complex128
	}{
		{"the residue 1 of exp(z)/z", func(z complex128) complex128 { return cmplx.Exp(z) / z }, square, 2i * math.Pi},
		{"clockwise", func(z complex128) complex128 { return cmplx.Exp(z) / z }, back, -2i * math.Pi},
		{"two poles", func(z complex128) complex128 { return 1/(z-0.5) + 3/(z+0.25i) }, square, 8i * math.Pi},
		{"a double pole", func(z complex128) complex128 { return cmplx.Sin(z) / (z * z) }, square, 2i * math.Pi},
		{"a pole outside", func(z complex128) complex128 { return 1 / (z - 3) }, square, 0},
		{"upwards through 1", func(z complex128) complex128 { return cmplx.Exp(z * z) }, []complex128{complex(1, -inf), complex(1, inf)}, complex(0, math.Sqrt(math.Pi))},
		{"downwards through 1", func(z complex128) complex128 { return cmplx.Exp(z * z) }, []complex128{complex(1, inf), complex(1, -inf)}, complex(0, -math.Sqrt(math.Pi))},
		{"level through 2i", func(z complex128) complex128 { return cmplx.Exp(-z * z) }, []complex128{complex(-inf, 2), 2i, complex(inf, 2)}, complex(math.Sqrt(math.Pi), 0)},
		{"Hankel's, of 1/Γ(1.5)", func(z complex128) complex128 { return cmplx.Exp(z) * cmplx.Pow(z, -1.5) }, []complex128{complex(-inf, -1), 1 - 1i, 1 + 1i, complex(-inf, 1)}, complex(0, 2*math.Pi/math.Gamma(1.5))},
		{"an open path", func(z complex128) complex128 { return z * z }, []complex128{0, 1, 1 + 2i}, (1 + 2i) * (1 + 2i) * (1 + 2i) / 3},
		{"another way", func(z complex128) complex128 { return z * z }, []complex128{0, 5i, -1, 1 + 2i}, (1 + 2i) * (1 + 2i) * (1 + 2i) / 3},
	} {
		r, err := Contour(background, c.f, c.path, Options{AbsTol: 1e-11})
		if err != nil || r.Status != Converged || cmplx.Abs(r.Value-c.want) > 1e-9 {
			t.Errorf("%s: %+v, %v; want %v", c.name, r, err, c.want)
		}
	}
	r, err := Contour(background, func(z complex128) complex128 { return 1 / z }, []complex128{-1, 1}, Options{})
	if err != nil || r.Status == Converged {
		t.Errorf("through a pole: %+v, %v", r, err)
	}
	for _, path := range [][]complex128{{1, complex(inf, 1)}, {1, complex(2, inf)}, {0, complex(inf, 0), 1}, {complex(inf, 0), complex(inf, 0)}, {complex(inf, inf), 0}, {complex(inf, math.NaN()), 0}} {
		if r, err := Contour(background, func(z complex128) complex128 { return cmplx.Exp(-z) }, path, Options{}); err == nil {
			t.Errorf("Contour along %v: %+v", path, r)
		}
	}
	r, err = Contour(background, func(z complex128) complex128 { return cmplx.Sqrt(z) + complex(math.Log(imag(z)), 0) }, []complex128{2 + 1i, 2 - 1i}, Options{})
	if err != nil || r.Status != NonFinite || real(r.Abscissa) != 2 || !(imag(r.Abscissa) <= 0) {
		t.Errorf("NaN on the way: %+v, %v", r, err)
	}
	z, err := QuadComplex(background, func(x float64) complex128 { return cmplx.Exp(complex(0, x)) }, 0, math.Pi/2, Options{})
	if err != nil || cmplx.Abs(z.Value-(1+1i)) > 1e-13 {
		t.Errorf("QuadComplex: %+v, %v", z, err)
	}
}

func TestQuad2(t *testing.T) {
	inf := math.Inf(1)
	is := func(v float64) func(float64) float64 { return func(float64) float64 { return v } }
	identity := func(x float64) float64 { return x }
	disc := func(x float64) float64 { return math.Sqrt((1 - x) * (1 + x)) }
	for _, c := range []struct {
		name   string
		f      func(x, y float64) float64
		a, b   float64
		lo, hi func(x float64) float64
		opts   Options
		want   float64
	}{
		{"a rectangle", func(x, y float64) float64 { return x * y * y }, 0, 2, is(0), is(3), Options{}, 18},
		{"a triangle", func(x, y float64) float64 { return x + y }, 0, 1, is(0), func(x float64) float64 { return 1 - x }, Options{}, 1. / 3},
		{"the disc", func(x, y float64) float64 { return 1 }, -1, 1, func(x float64) float64 { return -disc(x) }, disc, Options{}, math.Pi},
		{"reversed inside", func(x, y float64) float64 { return x + y }, 0, 1, func(x float64) float64 { return 1 - x }, is(0), Options{}, -1. / 3},
		{"the wedge 0 < y < x < ∞", func(x, y float64) float64 { return math.Exp(-x - y) }, 0, inf, is(0), identity, Options{RelTol: 1e-8}, 0.5},
		{"the plane", func(x, y float64) float64 { return math.Exp(-x*x - y*y) }, -inf, inf, is(-inf), is(inf), Options{RelTol: 1e-8}, math.Pi},
		{"a singular edge", func(x, y float64) float64 { return 1 / math.Sqrt(x*y) }, 0, 1, is(0), is(1), Options{RelTol: 1e-8}, 4},
	} {
		r, err := Quad2(background, c.f, c.a, c.b, c.lo, c.hi, c.opts)
		if err != nil || r.Status != Converged || math.Abs(r.Value-c.want) > max(c.opts.relTol(), 1e-9)*math.Abs(c.want) {
			t.Errorf("%s: %v, %v; want %v", c.name, r, err, c.want)
		}
	}
	if r, err := Quad2(background, func(x, y float64) float64 { return 1 / y }, 0, 1, is(0), is(1), Options{}); err != nil || r.Status == Converged {
		t.Errorf("an inner integral that diverges: %v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(background)
	cancel()
	if _, err := Quad2(ctx, func(x, y float64) float64 { return x }, 0, 1, is(0), is(1), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

package integrate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"tandem/parallel"
)

var background = context.Background()

// TestBattery solves the classic problems at ten digits without hints: nothing may be silently wrong.
func TestBattery(t *testing.T) {
	solved, evals, covered := 0, 0, 0
	var excess []float64 // claimed over true error
	for _, p := range battery {
		r, err := Quad(background, p.f, p.a, p.b, Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := math.Abs(r.Value - p.exact)
		switch {
		case r.Status == Converged && e <= 1e-10*math.Abs(p.exact):
			solved++
			evals += r.Evals
			t.Logf("solved: %s: %s: %d evaluations, error %.0e, claimed %.0e", p.source, p.name, r.Evals, e, r.AbsErr)
		case r.Status == Converged:
			t.Errorf("silently wrong: %s: %s: error %.1e: %v", p.source, p.name, e, r)
		default:
			t.Logf("unsolved: %s: %s: error %.1e: %v", p.source, p.name, e, r)
		}
		excess = append(excess, r.AbsErr/max(e, epsilon*math.Abs(p.exact)))
		// The exact value itself is rounded.
		if e <= r.AbsErr+epsilon*math.Abs(p.exact) {
			covered++
		} else {
			t.Logf("%s: %s: claimed %.1e, error %.1e", p.source, p.name, r.AbsErr, e)
		}
	}
	t.Logf("%d of %d solved with %d evaluations; error covered in %d", solved, len(battery), evals, covered)
	if solved*100 < 95*len(battery) {
		t.Errorf("%d of %d solved: fewer than 95%%", solved, len(battery))
	}
	if evals > 80_000 {
		t.Errorf("%d evaluations: more than 80,000", evals)
	}
	slices.Sort(excess)
	median := excess[len(excess)/2]
	if t.Logf("half of the claimed errors are below %.0f times the true ones", median); median > 100 {
		t.Error("errors are claimed too large")
	}
	if covered*100 < 99*len(battery) {
		t.Errorf("the claimed error covers the true one in %d of %d: fewer than 99%%", covered, len(battery))
	}
}

func TestDigitsDoNotDependOnThreads(t *testing.T) {
	for _, p := range battery {
		want, _ := Quad(background, p.f, p.a, p.b, Options{})
		for _, threads := range []int{1, 3, 7} {
			ctx := parallel.WithThreads(background, threads)
			if got, _ := Quad(ctx, p.f, p.a, p.b, Options{Concurrent: true}); got != want {
				t.Errorf("%s on %d threads: %v, want %v", p.name, threads, got, want)
			}
		}
	}
}

func TestQuadStatus(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		name   string
		f      func(x float64) float64
		a, b   float64
		opts   Options
		status Status
		value  float64
	}{
		{"equal limits", math.Exp, 1, 1, Options{}, Converged, 0},
		{"reversed", math.Exp, 1, 0, Options{}, Converged, 1 - math.E},
		{"reversed to infinity", func(x float64) float64 { return math.Exp(-x) }, inf, 0, Options{}, Converged, -1},
		{"1/x", func(x float64) float64 { return 1 / x }, 0, 1, Options{}, Divergent, inf},
		{"1/(1-x)", func(x float64) float64 { return 1 / (1 - x) }, 0, 1, Options{}, Divergent, inf},
		{"x^-1.5", func(x float64) float64 { return math.Pow(x, -1.5) }, 0, 1, Options{}, Divergent, inf},
		{"NaN", func(x float64) float64 { return math.Sqrt(x - 0.5) }, 0, 1, Options{}, NonFinite, math.NaN()},
		{"NaN skipped", func(x float64) float64 { return math.Sqrt(x - 0.5) }, 0, 1, Options{SkipNonFinite: true}, Converged, math.Pow(0.5, 1.5) / 1.5},
		{"too few", func(x float64) float64 { return math.Cos(1000 * x) }, 0, 1, Options{MaxEvals: 100}, TooManyEvals, math.NaN()},
		{"beyond rounding", math.Exp, 0, 1, Options{RelTol: 1e-20}, Rounding, math.E - 1},
		{"zero everywhere", func(float64) float64 { return 0 }, 0, 1, Options{}, Converged, 0},
		{"zero on the line", func(float64) float64 { return 0 }, 0, inf, Options{}, Untrusted, 0},
		{"constant on the line", func(float64) float64 { return 1 }, 0, inf, Options{}, Untrusted, math.NaN()},
		{"absolute tolerance", func(x float64) float64 { return x * x * x }, -1, 2, Options{AbsTol: 1e-3}, Converged, 3.75},
		{"breakpoints", func(x float64) float64 { return math.Floor(3 * x) }, 0, 1, Options{Breakpoints: []float64{2. / 3, 1. / 3, 5}}, Converged, 1},
		{"pole on a breakpoint", func(x float64) float64 { return 1 / math.Sqrt(math.Abs(x)) }, -1, 1, Options{Breakpoints: []float64{0}}, Converged, 4},
	} {
		r, err := Quad(background, c.f, c.a, c.b, c.opts)
		if err != nil || r.Status != c.status {
			t.Errorf("%s: %v, %v; want %v", c.name, r, err, c.status)
		}
		if finite(c.value) && math.Abs(r.Value-c.value) > 1e-9*(1+math.Abs(c.value)) {
			t.Errorf("%s: %v, want %v", c.name, r, c.value)
		}
		if c.status == NonFinite && !(r.Abscissa < 0.5) {
			t.Errorf("%s: abscissa %v", c.name, r.Abscissa)
		}
	}
}

// The limits and breakpoints are never evaluated, however close x comes to them, and neither is infinity.
func TestQuadNeverTouchesTheLimits(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		a, b   float64
		points []float64
	}{
		{0, 1, []float64{0.5}}, {7, inf, nil}, {-inf, 1e12, nil}, {-1e-3, inf, []float64{2}}, {1e300, inf, nil}, {-inf, inf, []float64{3, -4}}, {-inf, inf, nil},
	} {
		for _, power := range []float64{-0.9, 0, 1.5} {
			Quad(background, func(x float64) float64 {
				if x == c.a || x == c.b || math.IsInf(x, 0) || slices.Contains(c.points, x) {
					t.Fatalf("from %v to %v: evaluated at %v", c.a, c.b, x)
				}
				d := math.Abs(x - c.a)
				if math.IsInf(c.a, 0) {
					d = math.Abs(x)
				}
				return math.Pow(d, power) * math.Exp(-d)
			}, c.a, c.b, Options{Breakpoints: c.points, MaxEvals: 5000})
		}
	}
}

// Whatever the size of the integrand and wherever it lives, an infinite range ends in a result.
func TestQuadAtTheEndsOfTheNumbers(t *testing.T) {
	inf := math.Inf(1)
	for _, size := range []float64{1e-300, 1, 1e300, math.MaxFloat64} {
		for _, scale := range []float64{1e-200, 1e-15, 1e-6, 1e6, 1e15, 1e150, 1e300} {
			for name, f := range map[string]func(x float64) float64{
				"constant":    func(x float64) float64 { return size },
				"exponential": func(x float64) float64 { return size * math.Exp(-math.Abs(x/scale)) },
				"root":        func(x float64) float64 { return size / math.Sqrt(math.Abs(x/scale)) },
				"growing":     func(x float64) float64 { return size * (1 + math.Abs(x/scale)) },
			} {
				for _, r := range [][2]float64{{0, inf}, {-inf, inf}, {scale, inf}, {-inf, -1e300}} {
					got, err := Quad(background, f, r[0], r[1], Options{MaxEvals: 3000})
					want := size * scale
					switch {
					case r[0] == scale:
						want /= math.E
					case r[0] != 0 && r[1] == inf:
						want *= 2
					case r[1] != inf:
						want *= math.Exp(-1e300 / scale)
					}
					if err != nil || got.Status == Converged && (name != "exponential" || math.Abs(got.Value-want) > 1e-9*want+1e-320) {
						t.Errorf("%s of size %v and scale %v over %v: %v, %v", name, size, scale, r, got, err)
					}
				}
			}
		}
	}
}

// Tabulated stretches are what the course gives, and inverse undoes unit.
func TestCourses(t *testing.T) {
	for _, s := range []shape{expSinh, sinhSinh} {
		for u := 0.0; u <= farthest; u += 0.3 {
			d, slope := s.unit(u)
			if back := s.inverse(d); u > 0 && math.Abs(back-u) > 1e-13*(1+u) {
				t.Errorf("shape %d: inverse of %v is %v, want %v", s, d, back, u)
			}
			h := 1e-6
			lo, _ := s.unit(u - h)
			hi, _ := s.unit(u + h)
			if math.Abs((hi-lo)/(2*h)-slope) > 1e-7*slope {
				t.Errorf("shape %d: slope at %v is %v, want %v", s, u, slope, (hi-lo)/(2*h))
			}
		}
		for _, end := range []float64{0.01, 0.9, 1.7, farthest, -0.6, -farthest} {
			if s == sinhSinh && end < 0 {
				continue
			}
			both := s.stretches(end)
			if both[0].hi != both[1].lo || min(both[0].lo, -both[1].hi) > -math.Abs(end) {
				t.Errorf("shape %d to %v: from %v over %v and %v to %v", s, end, both[0].lo, both[0].hi, both[1].lo, both[1].hi)
			}
			for i := range both {
				on := &both[i]
				for k, x := range nodes {
					d, slope := s.unit(on.lo + (on.hi-on.lo)*(x+1)/2)
					if math.Abs(on.nodes[0].distance[k]/d-1) > 1e-12 || math.Abs(on.nodes[0].slope[k]/slope-1) > 1e-12 {
						t.Errorf("shape %d to %v: node %d", s, end, k)
					}
				}
			}
		}
	}
}

func TestQuadStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(background)
	calls := 0
	start := time.Now()
	_, err := Quad(ctx, func(x float64) float64 {
		if calls++; calls == 200 {
			cancel()
		}
		return math.Cos(1e6 * x)
	}, 0, 1, Options{MaxEvals: 1 << 30})
	if !errors.Is(err, context.Canceled) || calls > 20000 || time.Since(start) > time.Minute {
		t.Errorf("error %v after %d calls", err, calls)
	}
}

func TestFixedRules(t *testing.T) {
	parabola := func(x float64) float64 { return x * x }
	pi := func(x float64) float64 { return 4 / (1 + x*x) }
	for _, c := range []struct {
		name string
		got  func(opts Options) (float64, error)
		want float64
		tol  float64
	}{
		{"midpoint of x²", func(o Options) (float64, error) { return Midpoint(background, parabola, 0, 1, 4, o) }, 1.0/3 - 1.0/192, 1e-16},
		{"trapezoid of x²", func(o Options) (float64, error) { return Trapezoid(background, parabola, 0, 1, 4, o) }, 1.0/3 + 1.0/96, 1e-16},
		{"Simpson of x²", func(o Options) (float64, error) { return Simpson(background, parabola, 0, 3, 2, o) }, 9, 1e-15},
		{"midpoint π", func(o Options) (float64, error) { return Midpoint(background, pi, 0, 1, 1000000, o) }, math.Pi + 1e-12/12, 5e-16},
		{"reversed", func(o Options) (float64, error) { return Simpson(background, math.Exp, 1, 0, 2000, o) }, 1 - math.E, 1e-13},
	} {
		got, err := c.got(Options{})
		if err != nil || math.Abs(got-c.want) > c.tol {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

// Fixed rules give the same bits for any number of threads, and for a batch as for single values.
func TestFixedRulesDoNotDependOnThreads(t *testing.T) {
	f := func(x float64) float64 { return math.Exp(-x) * math.Sin(30*x) }
	batch := func(x, y []float64) {
		for i := range x {
			y[i] = f(x[i])
		}
	}
	for _, n := range []int{2, 4096, 16384, 16386, 100002} {
		want, _ := Simpson(background, f, 0, 3, n, Options{})
		for _, threads := range []int{1, 2, 7} {
			ctx := parallel.WithThreads(background, threads)
			if got, _ := Simpson(ctx, batch, 0, 3, n, Options{Concurrent: true}); got != want {
				t.Errorf("n=%d on %d threads: %v, want %v", n, threads, got, want)
			}
		}
	}
}

func TestFixedRulesNameTheBadAbscissa(t *testing.T) {
	_, err := Midpoint(background, func(x float64) float64 { return 1 / (x - 0.25) }, 0, 1, 2, Options{})
	var bad *NonFiniteError
	if !errors.As(err, &bad) || bad.X != 0.25 || !math.IsInf(bad.Y, 0) {
		t.Errorf("error %v", err)
	}
}

func TestRomberg(t *testing.T) {
	r, err := Romberg(background, math.Exp, 0, 1, Options{})
	if err != nil || r.Status != Converged || math.Abs(r.Value-(math.E-1)) > 1e-14 {
		t.Errorf("%v, %v", r, err)
	}
	r, _ = Romberg(background, math.Sqrt, 0, 1, Options{MaxEvals: 1000})
	if r.Status != TooManyEvals || math.Abs(r.Value-2.0/3) > r.AbsErr*10 {
		t.Errorf("root: %v", r)
	}
	if r, _ = Romberg(background, func(x float64) float64 { return 1 / x }, 0, 1, Options{}); r.Status != NonFinite || r.Abscissa != 0 {
		t.Errorf("1/x: %v", r)
	}
}

func ExampleQuad() {
	r, err := Quad(context.Background(), func(x float64) float64 { return math.Exp(-x * x) }, math.Inf(-1), math.Inf(1), Options{})
	fmt.Printf("%.12f %v %v\n", r.Value, r.Status, err)
	r, _ = Quad(context.Background(), func(x float64) float64 { return 1 / x }, 0, 1, Options{})
	fmt.Println(r.Status)
	// Output:
	// 1.772453850906 converged <nil>
	// divergent
}

func ExampleMidpoint() {
	pi, err := Midpoint(context.Background(), func(x float64) float64 { return 4 / (1 + x*x) }, 0, 1, 1000000, Options{Concurrent: true})
	fmt.Printf("%.10f %v\n", pi, err)
	// Output: 3.1415926536 <nil>
}

func BenchmarkQuadSmooth(b *testing.B) {
	for b.Loop() {
		Quad(background, func(x float64) float64 { return x * x * x }, 0, 1, Options{})
	}
}

func BenchmarkMidpointPi(b *testing.B) {
	f := func(x, y []float64) {
		for i, v := range x {
			y[i] = 4 / (1 + v*v)
		}
	}
	for b.Loop() {
		Midpoint(background, f, 0, 1, 10_000_000, Options{})
	}
}

func BenchmarkQuadLine(b *testing.B) {
	for b.Loop() {
		Quad(background, func(x float64) float64 { return math.Exp(-x * x) }, math.Inf(-1), math.Inf(1), Options{})
	}
}

package program

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"tandem/parallel"
	"tandem/parallel/simd"
	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
)

// Every loop of every tier against the portable one, bit for bit, with guards round the slices and special values inside.
func TestLoopsAgree(t *testing.T) {
	special := []float64{0, math.Copysign(0, -1), 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, 1e-310, math.MaxFloat64, 709.8, -745, 1e22, 1 << 30, 1<<30 + 1, -1e10, math.Pi}
	rng := rand.New(rand.NewPCG(3, 4))
	draw := func() float64 {
		switch rng.IntN(4) {
		case 0:
			return special[rng.IntN(len(special))]
		case 1:
			return math.Float64frombits(rng.Uint64())
		}
		return 20*rng.Float64() - 10
	}
	const guard = 12345.5
	for _, tier := range simd.Tiers() {
		k := kernelsFor(tier)
		for n := 0; n <= 3*Block; n += lanes {
			if n > 64 && n%Block > lanes {
				continue
			}
			a, b := make([]float64, n), make([]float64, n)
			for i := range a {
				a[i], b[i] = draw(), draw()
			}
			for op := opAdd; op < opFunc1; op++ {
				in := &instruction{op: op, c: 1.7, k: -2.3}
				for _, alias := range []bool{false, true} {
					buf := make([]float64, n+2*lanes)
					for i := range buf {
						buf[i] = guard
					}
					dst := buf[lanes : lanes+n]
					src := a
					if alias {
						copy(dst, a)
						src = dst
					}
					k.run(in, dst, src, b)
					for i := range dst {
						want := in.scalar(a[i], b[i])
						if !same(dst[i], want) {
							t.Fatalf("%v: instruction %d of %v, %v at place %d of %d: %v, want %v", tier, op, a[i], b[i], i, n, dst[i], want)
						}
					}
					for i := range lanes {
						if buf[i] != guard || buf[lanes+n+i] != guard {
							t.Fatalf("%v: instruction %d writes beside its slice of %d", tier, op, n)
						}
					}
				}
			}
		}
	}
}

// same compares bits, but a NaN is a NaN.
func same(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
}

func read(t testing.TB, s string) *expr.Node {
	n, err := parse.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var x, y = expr.Sym("x"), expr.Sym("y")

var formulas = []string{
	"x", "7", "pi*x", "x+y", "x-y", "2x-3y+1", "x*y/2", "x^2", "x^7", "x^-3", "1/(x*y)", "sqrt(x^2+1)", "(x^2+1)^(-1/2)", "(x^2+1)^(3/2)",
	"exp(-x^2)", "sin(x)*exp(-x^2)/(1+x^4)", "log(1+x^2)", "tan(x)+sec(x)", "sinh(x)-coth(x+5)", "atan(x)/acot(y)", "max(x,y,1)",
	"abs(x)+sign(y)+floor(x)+step(x)", "2^x", "x^y + 0*x", "(x^2)^(1/3)", "erf(x)*erfc(y)", "atan2(y,x)", "Si(x)", "gamma(x^2+1)",
	"sin(x+y)^2+cos(x+y)^2", "cos(sin(cos(sin(x))))", "x^5*y^3+x^4*y^3+x^2", "min(x, -x)",
}

func TestProgramAgainstEval(t *testing.T) {
	for _, s := range formulas {
		e := read(t, s)
		p, err := Compile([]*expr.Node{e}, []*expr.Node{x, y})
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		for _, at := range [][2]float64{{0.3, 0.7}, {1.5, -0.2}, {2.25, 3.5}} {
			want, err := eval.Complex(e, map[*expr.Node]complex128{x: complex(at[0], 0), y: complex(at[1], 0)})
			if err != nil {
				t.Fatal(s, err)
			}
			if got := p.Eval1(at[:]...); math.Abs(got-real(want)) > 1e-13*(1+math.Abs(real(want))) {
				t.Errorf("%s at %v: %v, want %v", s, at, got, want)
			}
		}
	}
}

// The value at a point is the same bits alone, anywhere in a batch, for every team and tier.
func TestBatchEqualsScalar(t *testing.T) {
	var es []*expr.Node
	for _, s := range formulas {
		if s == "Si(x)" { // by arbitrary precision: slow, and the same code for all
			s = "x"
		}
		es = append(es, read(t, s))
	}
	p, err := Compile(es, []*expr.Node{x, y})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 7, 8, 255, 256, 257, 1000, 5001} {
		xs := [][]float64{make([]float64, n), make([]float64, n)}
		for i := range n {
			xs[0][i], xs[1][i] = 6*rng.Float64()-3, 6*rng.Float64()-3
		}
		want := make([][]float64, len(es))
		for i := range want {
			want[i] = make([]float64, n)
		}
		dst := make([]float64, len(es))
		for k := range n {
			p.Eval(dst, []float64{xs[0][k], xs[1][k]})
			for i := range dst {
				want[i][k] = dst[i]
			}
		}
		for _, tier := range simd.Tiers() {
			restore := simd.Force(tier)
			for _, threads := range []int{1, 2, 3} {
				got := make([][]float64, len(es))
				for i := range got {
					got[i] = make([]float64, n)
				}
				if err := p.EvalBatch(parallel.WithThreads(context.Background(), threads), got, xs); err != nil {
					t.Fatal(err)
				}
				for i := range got {
					for k := range n {
						if !same(got[i][k], want[i][k]) {
							t.Fatalf("%s, %v, %d threads, point %d of %d: %v, alone %v", formulas[i], tier, threads, k, n, got[i][k], want[i][k])
						}
					}
				}
			}
			restore()
		}
	}
}

// 4/(1+x²) is one instruction; a value that something else needs is not fused away.
func TestCompileFuses(t *testing.T) {
	for s, want := range map[string]int{"4/(1+x^2)": 1, "2/(x*y+3) + x*y": 4, "1/(x+3)": 2, "x*y+3": 1, "(1+x^2)*x^2": 3, "2x+y": 1} {
		p, err := Compile([]*expr.Node{read(t, s)}, []*expr.Node{x, y})
		if err != nil || p.Len() != want {
			t.Errorf("%s: %d instructions, want %d; %v", s, p.Len(), want, err)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for _, s := range []string{"I*x", "f(x)", "z", "oo*x", "Integral(exp(x^x), x)", "polygamma(n, x)"} {
		if _, err := Compile([]*expr.Node{read(t, s)}, []*expr.Node{x, y}); err == nil {
			t.Errorf("%s compiles", s)
		}
	}
	p, _ := Compile([]*expr.Node{x}, []*expr.Node{x})
	if err := p.EvalBatch(context.Background(), [][]float64{make([]float64, 3)}, [][]float64{make([]float64, 4)}); err == nil {
		t.Error("slices of different lengths")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := p.EvalBatch(ctx, [][]float64{make([]float64, 3)}, [][]float64{make([]float64, 3)}); err == nil {
		t.Error("a cancelled context")
	}
}

func BenchmarkEvalBatch(b *testing.B) {
	p, err := Compile([]*expr.Node{read(b, "sin(x)*exp(-x^2)/(1+x^4)")}, []*expr.Node{x})
	if err != nil {
		b.Fatal(err)
	}
	n := 10_000_000
	xs, dst := make([]float64, n), make([]float64, n)
	for i := range xs {
		xs[i] = -5 + 10*float64(i)/float64(n)
	}
	for _, tier := range simd.Tiers() {
		b.Run(tier.String(), func(b *testing.B) {
			defer simd.Force(tier)()
			ctx := parallel.WithThreads(context.Background(), 1)
			for b.Loop() {
				p.EvalBatch(ctx, [][]float64{dst}, [][]float64{xs})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/point")
		})
	}
}

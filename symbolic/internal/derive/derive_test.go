package derive

import (
	"math"
	"math/cmplx"
	"testing"
	"time"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/jet"
	"tandem/symbolic/internal/parse"
)

var x = expr.Sym("x")

func mustParse(t testing.TB, s string) *expr.Node {
	n, err := parse.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var functions = []string{
	"7", "x", "x^5", "(2x+1)^7", "x^3+3x^2-x", "(x+1)^3*(x-2)^2", "sin(x)", "cos(3x-1)", "sinh(2x)", "cosh(x/2)", "exp(-x)",
	"exp(x^2)", "exp(-x^2/2+x)", "2^x", "log(x)", "log(3x+1)", "1/x", "1/(1+x^2)", "(x^2+x+2)^(-3)", "sqrt(1+x^2)",
	"(1-x^2)^(3/2)", "(x^2+1)^3", "x^5*exp(x)", "x^2*sin(3x)", "sin(x)*exp(x)", "x^3*exp(2x)*cos(3x)", "exp(-x)*sinh(2x)",
	"tan(x)", "tanh(2x)", "atan(x)", "asin(x/2)", "acos(x/3)", "log(1+x^2)", "asinh(x)", "erf(x)", "x*atan(x)", "exp(sin(x))",
	"sin(sin(sin(x)))", "x^x", "sin(x)/x", "sqrt(x)*log(x)", "exp(x)/(1+x)", "log(log(x+3))", "a*x^2*exp(b*x)",
	"sec(x)", "acosh(x+2)", "Si(x)", "exp(x^3)", "sin(x)*cos(2x)*exp(x)", "pi*x^2 + 3", "erf(sin(x))",
}

// Every rung against single steps, by value at complex points, and against float64 jets.
func TestDiffNAgainstSteps(t *testing.T) {
	point := map[*expr.Node]complex128{x: 0.37 + 0.21i, expr.Sym("a"): 1.5, expr.Sym("b"): -0.5 + 0.3i}
	for _, s := range functions {
		f := mustParse(t, s)
		steps := f
		for n := 0; n <= 9; n++ {
			if n > 0 {
				steps = expr.Diff(steps, x)
			}
			want, err := eval.Complex(steps, point)
			if err != nil {
				t.Errorf("%s: %v", s, err)
				break
			}
			g := DiffN(f, x, n)
			got, err := eval.Complex(g, point)
			if err != nil || cmplx.Abs(got-want) > 1e-9*(1+cmplx.Abs(want)) {
				t.Errorf("order %d of %s: %v, single steps give %v (%v)", n, s, got, want, err)
			}
		}
	}
}

func TestFloatJets(t *testing.T) {
	ring := jet.Floats{Value: func(n *expr.Node) (float64, error) {
		v, err := eval.Complex(n, nil)
		return real(v), err
	}}
	for _, s := range functions {
		f := expr.Subs(mustParse(t, s), map[*expr.Node]*expr.Node{expr.Sym("a"): expr.Float(1.5), expr.Sym("b"): expr.Float(-0.5)})
		j, err := jet.Of[float64](ring, f, x, 0.6, 9)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		fact := 1.0
		for k := range 9 {
			if k > 0 {
				fact *= float64(k)
			}
			want, _ := eval.Complex(DiffN(f, x, k), map[*expr.Node]complex128{x: 0.6})
			got := 0.0
			if i := k - j.V; i >= 0 && i < len(j.C) {
				got = j.C[i] * fact
			}
			if math.Abs(got-real(want)) > 1e-8*(1+math.Abs(real(want))) {
				t.Errorf("order %d of %s at 0.6: jet %v, derivative %v", k, s, got, real(want))
			}
		}
	}
}

// Order 10,000 has exact coefficients: the value at 0 of the derivative is a known integer.
func TestOrderTenThousand(t *testing.T) {
	if testing.Short() {
		t.Skip("numbers of 100,000 bits")
	}
	const n = 10_000
	at := func(f *expr.Node, v int64) *expr.Node { return expr.Subs(f, map[*expr.Node]*expr.Node{x: expr.Int(v)}) }
	fact := func(k int64) *expr.Node { return expr.Number(expr.Factorial(k)) }
	for _, c := range []struct {
		f    string
		at   int64
		want *expr.Node
	}{
		{"exp(x^2)", 0, expr.Div(fact(n), fact(n/2))},                      // n!/(n/2)!
		{"x^5*exp(x)", 0, expr.Div(fact(n), fact(n-5))},                    // n(n-1)…(n-4)
		{"sin(x)*exp(x)", 0, expr.Zero},                                    // Im (1+i)^n, 8 | n
		{"1/(1+x^2)", 0, fact(n)},                                          // (-1)^(n/2)·n!
		{"cos(x)*exp(x)", 0, expr.PowInt(expr.Two, n/2)},                   // Re (1+i)^n
		{"1/(1+x^2)", 1, expr.Mul(fact(n), expr.PowInt(expr.Two, -n/2-1))}, // n!·Im((1+i)^(n+1))/2^(n+1)
	} {
		start := time.Now()
		d := DiffN(mustParse(t, c.f), x, n)
		took := time.Since(start)
		if got := at(d, c.at); got != c.want {
			t.Errorf("order %d of %s at %d is wrong", n, c.f, c.at)
		}
		t.Logf("%s: %v", c.f, took)
	}
}

func TestOverBudgetIsUnevaluated(t *testing.T) {
	for _, s := range []string{"exp(sin(x^2))*log(x+exp(x))", "gamma(x)^x"} {
		d := DiffN(mustParse(t, s), x, 5000)
		if !d.Is(expr.OpDerivative) {
			t.Errorf("%s: %d nodes", s, expr.Count(d))
		}
	}
}

func BenchmarkNestedSine10(b *testing.B) {
	i := 0
	for b.Loop() {
		i++
		v := expr.Sym("t" + string(rune(0x4e00+i%5000)))
		DiffN(expr.Sin(expr.Sin(expr.Sin(expr.Sin(v)))), v, 10)
	}
}

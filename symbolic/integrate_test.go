package symbolic_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"tandem/symbolic"
)

func TestIntegrateDef(t *testing.T) {
	x := symbolic.Sym("x")
	for _, row := range []struct{ f, a, b, want string }{
		{"x^2", "0", "1", "1/3"},
		{"x^2", "1", "0", "-1/3"},
		{"1/(2+cos(x))", "0", "2*pi", "2*pi/sqrt(3)"},
		{"1/(1+sin(x)^2)", "0", "2*pi", "pi*sqrt(2)"},
		{"sqrt(1-sin(2*x))", "0", "pi", "2*sqrt(2)"},
		{"log(x^2)", "-1", "1", "-4"},
		{"log(x)", "0", "1", "-1"},
		{"1/sqrt(x)", "0", "1", "2"},
		{"exp(-x)", "0", "oo", "1"},
		{"exp(-x^2)", "0", "oo", "sqrt(pi)/2"},
		{"1/(1+x^2)", "-oo", "oo", "pi"},
		{"1/(1+x^4)", "0", "oo", "pi/(2*sqrt(2))"},
		{"1/x", "-2", "-1", "-log(2)"},
		{"sin(x)^2", "0", "pi", "pi/2"},
		{"abs(x)", "-1", "2", "5/2"},
		{"1/sqrt(1-x^2)", "-1", "1", "pi"},
		{"x*exp(-x)", "0", "oo", "1"},
		{"atan(x)", "0", "1", "pi/4 - log(2)/2"},
		// Antiderivatives that tend to their limits like 1/log.
		{"1/(x*log(x)^2)", "0", "1/2", "1/log(2)"},
		{"-sin(x)-1/(x*log(x)^2)", "0", "1/2", "cos(1/2)-1-1/log(2)"},
	} {
		t.Run(row.f, func(t *testing.T) {
			got, err := symbolic.IntegrateDef(context.Background(), symbolic.MustParse(row.f), x,
				symbolic.MustParse(row.a), symbolic.MustParse(row.b), symbolic.IntegrateOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if d := value(t, got) - value(t, symbolic.MustParse(row.want)); math.Abs(d) > 1e-12 {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
	for _, row := range [][3]string{
		{"1/x^2", "-1", "1"}, {"tan(x)", "0", "pi"}, {"exp(-x)/x", "0", "1"}, {"1/x", "0", "1"}, {"1/x", "1", "oo"},
		{"1/(x-1)", "0", "2"}, {"1/sqrt(x)", "1", "oo"}, {"1/(x*log(x))", "1", "2"},
		{"1/(x*log(x))", "0", "1/2"}, {"1/(x*log(x)*log(log(x)))", "3", "oo"},
	} {
		t.Run(row[0]+" diverges", func(t *testing.T) {
			got, err := symbolic.IntegrateDef(context.Background(), symbolic.MustParse(row[0]), x,
				symbolic.MustParse(row[1]), symbolic.MustParse(row[2]), symbolic.IntegrateOptions{})
			if !errors.Is(err, symbolic.ErrDivergent) {
				t.Errorf("got %v, %v, want ErrDivergent", got, err)
			}
		})
	}
}

func value(t *testing.T, e symbolic.Expr) float64 {
	t.Helper()
	v := symbolic.ValueOf(e)
	if math.IsNaN(v) {
		t.Fatalf("%v has no value", e)
	}
	return v
}

func TestIntegrateErrors(t *testing.T) {
	x := symbolic.Sym("x")
	_, err := symbolic.Integrate(symbolic.MustParse("x^x"), x)
	var none *symbolic.NoAntiderivative
	if !errors.Is(err, symbolic.ErrNoAntiderivative) || !errors.As(err, &none) {
		t.Fatalf("got %v, want ErrNoAntiderivative", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	start := time.Now()
	_, err = symbolic.IntegrateContext(ctx, symbolic.MustParse("1/(1+x^7+x^3+exp(x)*sin(x))"), x, symbolic.IntegrateOptions{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if d := time.Since(start); d > 10*time.Second {
		t.Errorf("a cancelled call took %v", d)
	}
	if _, err = symbolic.IntegrateContext(context.Background(), symbolic.MustParse("sin(x)^3*exp(x)*x^4"), x,
		symbolic.IntegrateOptions{Budget: 3}); !errors.As(err, &none) || none.Reason != symbolic.Budget {
		t.Errorf("got %v, want the reason Budget", err)
	}
}

func TestSteps(t *testing.T) {
	steps, err := symbolic.Steps(context.Background(), symbolic.MustParse("cos(x)*exp(sin(x))+x"), symbolic.Sym("x"), symbolic.IntegrateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) < 3 || steps[0].Depth != 0 || steps[0].Integrand != symbolic.MustParse("cos(x)*exp(sin(x))+x") {
		t.Errorf("steps: %v", steps)
	}
	for _, s := range steps {
		if strings.Contains(s.String()+s.LaTeX(), "\x00") || s.Rule == "" {
			t.Errorf("step %q, %q", s.String(), s.LaTeX())
		}
	}
}

// The first step is the integral asked for, constant factors included, and its result the answer.
func TestFirstStepIsTheAnswer(t *testing.T) {
	x := symbolic.Sym("x")
	for _, text := range []string{"2x*cos(x^2)", "5", "-x", "a*x*exp(x)/3", "x+1", "2/(3x)", "sqrt(2)*log(x)"} {
		e := symbolic.MustParse(text)
		want, err := symbolic.Integrate(e, x)
		if err != nil {
			t.Fatal(err)
		}
		steps, err := symbolic.Steps(context.Background(), e, x, symbolic.IntegrateOptions{})
		if err != nil || len(steps) == 0 || steps[0].Integrand != e || steps[0].Result != want || steps[0].Depth != 0 {
			t.Errorf("∫ %v: %v, %v; the answer is %v", e, steps, err, want)
		}
	}
}

func TestStepsKeepNames(t *testing.T) {
	// The variable is called t already: no substitution may call its own that.
	v := symbolic.Sym("t")
	steps, err := symbolic.Steps(context.Background(), symbolic.MustParse("1/(2+cos(t))"), v, symbolic.IntegrateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps[1:] {
		if s.Depth > 0 && s.Var == v {
			t.Errorf("step %v is by the outer variable", s)
		}
	}
}

func TestIntegrateTask(t *testing.T) {
	x := symbolic.Sym("x")
	got, err := symbolic.IntegrateTask.Call(context.Background(), symbolic.IntegrateArgs{Integrand: x, Var: x})
	if err != nil || got != symbolic.MustParse("x^2/2") {
		t.Errorf("got %v, %v", got, err)
	}
}

func ExampleIntegrate() {
	x := symbolic.Sym("x")
	for _, f := range []string{"x", "x^2", "x^3", "1/x", "x*exp(x)", "1/(1+x^2)"} {
		F, err := symbolic.Integrate(symbolic.MustParse(f), x)
		fmt.Println(F, err)
	}
	// Output:
	// x^2/2 <nil>
	// x^3/3 <nil>
	// x^4/4 <nil>
	// log(x) <nil>
	// x*exp(x) - exp(x) <nil>
	// atan(x) <nil>
}

func ExampleIntegrateDef() {
	v, err := symbolic.IntegrateDef(context.Background(), symbolic.MustParse("exp(-x^2)"), symbolic.Sym("x"),
		symbolic.MustParse("-oo"), symbolic.Infinity, symbolic.IntegrateOptions{})
	fmt.Println(v, err)
	// Output: sqrt(pi) <nil>
}

// An integrand with floats has the antiderivative of the one with their decimals.
func TestIntegrateFloats(t *testing.T) {
	for _, c := range [][2]string{{"exp(-0.5*x^2)", "sqrt(2*pi)/2*erf(x/sqrt(2))"}, {"2.5x", "1.25x^2"}, {"1/(0.25 + x^2)", "2*atan(2x)"}} {
		F, err := symbolic.Integrate(symbolic.MustParse(c[0]), x)
		if err != nil || symbolic.Equal(F, symbolic.MustParse(c[1])) != symbolic.True {
			t.Errorf("∫ %s: %v (%v), want %s", c[0], F, err, c[1])
		}
	}
}

// Integrals that oscillate to infinity, and those with parameters that are continuous whatever these are.
func TestDefiniteTails(t *testing.T) {
	for _, c := range [][4]string{
		{"sin(x)/x", "0", "oo", "pi/2"}, {"sin(x)^2/x^2", "-oo", "oo", "pi"}, {"sin(x^2)", "0", "oo", "sqrt(2*pi)/4"}, {"cos(x)/x", "1", "oo", "-Ci(1)"},
		{"x^4*exp(-x^2/2)", "-oo", "oo", "3*sqrt(2*pi)"}, {"sqrt(tan(x))", "0", "pi/2", "pi/sqrt(2)"},
		{"exp(-0.5*x^2)", "-oo", "oo", "sqrt(2*pi)"}, {"exp(x)", "0", "t", "exp(t) - 1"}, {"sin(a*x)", "0", "pi", "(1 - cos(pi*a))/a"}, {"x^2", "a", "b", "(b^3-a^3)/3"},
	} {
		v, err := symbolic.IntegrateDef(t.Context(), symbolic.MustParse(c[0]), x, symbolic.MustParse(c[1]), symbolic.MustParse(c[2]), symbolic.IntegrateOptions{})
		if err != nil || symbolic.Equal(v, symbolic.MustParse(c[3])) != symbolic.True {
			t.Errorf("∫ %s from %s to %s: %v (%v), want %s", c[0], c[1], c[2], v, err, c[3])
		}
	}
	for _, c := range [][4]string{
		{"sin(x)", "0", "oo", "limit cannot be decided"}, {"x*cos(x)", "0", "oo", "limit cannot be decided"}, {"1/x", "1", "t", "depends on symbols"},
		{"exp(a*x)", "0", "oo", "depends on symbols"}, {"1/(2+cos(x))", "0", "oo", "diverges"},
	} {
		_, err := symbolic.IntegrateDef(t.Context(), symbolic.MustParse(c[0]), x, symbolic.MustParse(c[1]), symbolic.MustParse(c[2]), symbolic.IntegrateOptions{})
		if err == nil || !strings.Contains(err.Error(), c[3]) {
			t.Errorf("∫ %s from %s to %s: %v, want %s", c[0], c[1], c[2], err, c[3])
		}
	}
}

package integral

import (
	"context"
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
	"tandem/symbolic/internal/poly"
	"tandem/symbolic/internal/print"
)

func mustParse(t testing.TB, s string) *expr.Node {
	t.Helper()
	n, err := parse.Parse(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return n
}

// Families beyond the problem file, most with other numbers or with symbols for them. Every answer that Integrate
// returns has been verified; what is tested here is that there is one.
func TestFamilies(t *testing.T) {
	x := expr.Sym("x")
	for _, family := range []struct {
		name     string
		problems []string
	}{
		{"parameters", []string{"x^n", "(a+b*x)^n", "exp(a*x)*cos(b*x)", "1/(x^2+a^2)", "1/(x^2-a^2)", "1/(a*x^2+b*x+c)",
			"sqrt(a^2-x^2)", "1/sqrt(x^2+a^2)", "x^n*log(x)", "x*a^x", "sin(a*x)*cos(b*x)", "sin(a*x)^2", "1/(a+b*sin(x))",
			"1/(a+b*exp(x))", "x^2/(a+b*x)^3", "x*sqrt(a+b*x)", "1/(x*sqrt(a+b*x))", "exp(-a*x^2)", "x^2*asin(a*x)"}},
		{"rational", []string{"1/(1+x^6)", "x^2/(1+x^5)", "1/(x^3+3*x+1)", "1/(x^4+x+3)", "x^6/(1-2*x^2+3*x^4)^2",
			"(x^3+2)/(x^4+x^2+1)^2", "1/(1+x+x^2+x^3+x^4)"}},
		{"algebraic", []string{"x^5*(1+x^3)^(2/3)", "1/(x*(1+x^5)^(1/3))", "sqrt(1-2*x)*sqrt(3+5*x)/(2+3*x)",
			"1/((2+3*x)^(1/3)*(1-x)^(2/3))", "1/((x^2+2*x+3)*sqrt(x^2+x+1))", "sqrt(x^2-1)/(x^4*(x^2+3))", "x*sqrt(x^4+x^2+1)",
			"sqrt(1+sqrt(1+sqrt(x)))", "(x^2+x^3)^(1/3)", "sqrt(x+sqrt(1+x^2))", "(1+x^(1/4))^(1/3)/sqrt(x)"}},
		{"circular", []string{"sec(x)^3", "sqrt(tan(x))", "1/(3+5*cos(x))^2", "sqrt(1+tan(x))", "1/(sin(x)^4+cos(x)^4)",
			"(3-3*sin(x))^(5/2)*cos(x)^2", "tan(x)^2*sqrt(1+sec(x))", "x^2*sqrt(1+sin(x))", "x*sec(x)^2*tan(x)",
			"(x+sin(x))/(1+cos(x))", "log(sin(x))/cos(x)^2", "1/(a*cos(x)+b*sin(x))"}},
		{"hyperbolic", []string{"x*tanh(x)^2", "x*cosh(x)/sinh(x)^3", "sqrt(coth(x))", "1/(1+tanh(x))^3", "tanh(x)^3*sqrt(1/cosh(x))"}},
		{"exponentials and logarithms", []string{"x*exp(x)/(1+x)^2", "exp(2*x)*sin(3*x)*x", "sqrt(exp(2*x)+exp(x)+1)",
			"log(x+sqrt(1+x^2))", "log(sqrt(x)+sqrt(1+x))", "(log(x)^2-1)/(x*(2+log(x)^3))", "x^2*cos(3*log(x))", "exp(x)*sin(exp(x))"}},
		{"inverse functions", []string{"asin(x)^3", "x*atan(x)^2/(1+x^2)^2", "acosh(x)^2*x", "atan(sqrt((1-x)/(1+x)))", "asec(x)",
			"x^2*acsch(x)", "exp(asin(x))", "asin(x/(1+x))"}},
		{"special functions", []string{"exp(-x^2)", "exp(x)/x", "sin(x)/x", "cos(x^2)", "1/log(x)", "log(x)/(1-x)", "x^2*exp(-x^2+x)",
			"sin(x^2+x)", "exp(2*x)/(x-1)^2", "log(1+x^2)/x"}},
		{"absolute values", []string{"abs(x)", "x*abs(9-x^2)", "exp(-abs(x))", "sign(x)*x"}},
	} {
		for _, s := range family.problems {
			t.Run(family.name+"/"+s, func(t *testing.T) {
				if _, _, err := Integrate(context.Background(), mustParse(t, s), x, Options{}); err != nil {
					t.Errorf("%s: %v", s, err)
				}
			})
		}
	}
}

func TestProved(t *testing.T) {
	x := expr.Sym("x")
	for _, row := range []struct {
		f    string
		want error
	}{
		{"exp(x^3)*x", ErrProved}, {"exp(x^4)", ErrProved}, {"exp(1/x^3)", ErrProved}, {"1/sqrt(1-x^3)", ErrProved},
		{"sqrt(x^3+1)", ErrProved}, {"x/sqrt(x^5+x+1)", ErrProved}, {"x^x", ErrNotFound},
	} {
		if F, _, err := Integrate(context.Background(), mustParse(t, row.f), x, Options{}); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, %v, want %v", row.f, F, err, row.want)
		}
	}
	// The criteria must not fire where there is an elementary integral.
	for _, s := range []string{"x*exp(x^2)", "exp(x)*(1/x-1/x^2)", "3*x^2/(2*sqrt(1+x^3))", "exp(1/x)/x^2", "(1+2*x^2)*exp(x^2)",
		"x^5*exp(x^3)", "exp(x+1/x)*(1-1/x^2)", "(5*x^4+1)/sqrt(x^5+x+1)", "x^2/(1+x^3)^(3/2)"} {
		w := &work{ctx: context.Background(), steps: DefaultSteps}
		if w.provedNone(mustParse(t, s), x) {
			t.Errorf("a proof that %s has no elementary antiderivative, but it has one", s)
		}
	}
}

// Hard input ends by its budget or its context, promptly.
func TestPrompt(t *testing.T) {
	x := expr.Sym("x")
	for _, s := range []string{"(1+x+sin(x)+exp(x))^20/(1+x^3+log(x))^7", "(x^40+3)/(x^30-7*x^11+x+1)^3", "1/(sin(x)^12+3*cos(x)^7+2)",
		"exp(x)*sin(x)*log(x)*atan(x)*x^5/(1+x+x^2)^4", "1/(1+x^100)", "(1+x)^1000*sin(x)", "sin(x)^200", "x^x^x",
		"log(log(log(x)))^5/x^3*exp(sqrt(x))", "9^9^x", "sin(sin(sin(sin(x))))",
		// Each of these spent half a minute in one greatest common divisor.
		"dilog(x^(2/3)+exp(x))", "(-3/2)^x*x^x*(pi*i+log(3/2))+(-3/2)^x*(x^x+x^x*log(x))", "sin(cos(x^(3/2)+x)+cot(1/16)-1/(6*x))",
		"x*(2^(-(-1)^(1/3)*6^(1/3))*(-x)^((-1)^(1/3)*6^(1/3))+acsc(x))", "-5*x^(1/3)+(x+2^(2/3)/2)/(x^2*(atan(x)-4)*(x-6))"} {
		f := mustParse(t, s)
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		start := time.Now()
		_, _, err := Integrate(ctx, f, x, Options{})
		cancel()
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %v under a deadline of 100 ms (%v)", s, took, err)
		}
	}
}

// What unwinds a search comes out as an error; a polynomial past its limits is one more budget that is spent.
func TestGuard(t *testing.T) {
	w := &work{ctx: context.Background(), steps: DefaultSteps}
	for _, row := range []struct {
		thrown any
		want   error
	}{{errBudget, ErrBudget}, {poly.TooLarge{}, ErrBudget}} {
		if err := w.guard(func() { panic(row.thrown) }); !errors.Is(err, row.want) {
			t.Errorf("%v became %v, want %v", row.thrown, err, row.want)
		}
	}
}

// The budget, not the clock, decides: the same call gives the same answer.
func TestDeterministic(t *testing.T) {
	x := expr.Sym("x")
	for _, s := range []string{"x^2*exp(x)*sin(x)", "1/(1+cos(x)^5)", "sqrt(tan(x))", "sin(x)^4*cos(x)^2"} {
		a, _, err1 := Integrate(context.Background(), mustParse(t, s), x, Options{})
		b, _, err2 := Integrate(context.Background(), mustParse(t, s), x, Options{})
		if a != b || err1 != nil || err2 != nil {
			t.Errorf("%s: %v, %v; %v, %v", s, a, err1, b, err2)
		}
	}
}

// verify must refuse what is not an antiderivative: the safety of the package rests on it.
func TestVerifyRefuses(t *testing.T) {
	x := expr.Sym("x")
	w := &work{ctx: context.Background(), steps: DefaultSteps}
	for _, row := range []struct {
		F, f string
		want verdict
	}{
		{"x^2/2", "x", agree}, {"x^2/2+1/10^15*x", "x", differ}, {"log(x)", "1/x+exp(-100)", differ},
		{"2/3*(x^2)^(3/2)", "2*x^2", differ},           // a wrong branch for Re x < 0
		{"sqrt(x^2)", "1", differ},                     // likewise
		{"asin(sin(x))", "1", differ},                  // right on one interval only
		{"x", "sqrt(-1/x)*sqrt(-x)", differ},           // right everywhere but for x > 0, where f = -1
		{"-3*y^(4/3)/x^(1/3)", "(y/x)^(4/3)", differ},  // right for positive y alone
		{"2*sqrt(a*x)", "sqrt(a/x)", differ},           // likewise
		{"2*x*sqrt(a/x)", "sqrt(a/x)", agree},          //
		{"log(abs(x))", "1/x", agree},                  // on the real axis
		{"atan(tan(x))", "1", agree},                   // right, though it jumps
		{"-2*sqrt(1-x)", "1/sqrt(1-x)", agree},         //
		{"x*log(x)-x+Ei(x)", "log(x)+exp(x)/x", agree}, //
	} {
		if got := w.verify(mustParse(t, row.F), mustParse(t, row.f), x); got != row.want {
			t.Errorf("(%s)′ = %s: verdict %d, want %d", row.F, row.f, got, row.want)
		}
	}
}

// ∫ F′ exists for F built from the functions that people integrate.
func TestDerivativesIntegrate(t *testing.T) {
	x := expr.Sym("x")
	rapid.Check(t, func(r *rapid.T) {
		small := func(name string) *expr.Node { return expr.Int(rapid.Int64Range(1, 4).Draw(r, name)) }
		poly := expr.Add(small("a"), expr.Mul(small("b"), x), expr.Mul(expr.Int(rapid.Int64Range(0, 2).Draw(r, "c")), expr.PowInt(x, 2)))
		lin := expr.Mul(small("k"), x)
		factor := rapid.SampledFrom([]*expr.Node{expr.Exp(lin), expr.Sin(lin), expr.Cos(lin), expr.Log(poly), expr.Atan(x), expr.Inv(poly)})
		F := expr.Add(expr.Mul(poly, factor.Draw(r, "f")), factor.Draw(r, "g"))
		f := expr.Diff(F, x)
		if _, _, err := Integrate(context.Background(), f, x, Options{}); err != nil {
			r.Fatalf("%s, the derivative of %s: %v", print.Text(f), print.Text(F), err)
		}
	})
}

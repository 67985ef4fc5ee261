package symbolic_test

import (
	"math/big"
	"strings"
	"testing"

	"tandem/symbolic"
)

// Series at points, at infinity, of undefined functions, and where there is none.
func TestSeries(t *testing.T) {
	for _, c := range []struct {
		f, at string
		order int
		want  string // the series, or part of the error
	}{
		{"sqrt(x^2 + 1)", "oo", 3, "x + 1/(2x) - 1/(8x^3)"},
		{"sqrt(x^2 + 1)", "-oo", 3, "-x - 1/(2x) + 1/(8x^3)"},
		{"x/(x-1)", "oo", 2, "1 + 1/x + 1/x^2"},
		{"1/x", "oo", 3, "1/x"},
		{"f(x)", "a", 2, "f(a) + f'(a)*(x-a) + f''(a)*(x-a)^2/2"},
		{"f'(x^2)", "0", 4, "f'(0) + f''(0)*x^2 + f'''(0)*x^4/2"},
		{"(1+x)^a", "0", 2, "1 + a*x + a*(a-1)*x^2/2"},
		{"x^-3", "0", -2, "1/x^3"},
		{"sqrt(x^2 + x^3)", "0", 3, "no power series"}, // x for positive, -x for negative x
		{"sin(x)", "oo", 3, "no power series"},
		{"sqrt(x)", "oo", 3, "root of order 2"},
		{"f(x, x)", "0", 3, "no power series known"},
		{"Integral(f(t), t, 0, x)", "0", 3, "no power series known"},
	} {
		s, err := symbolic.Series(symbolic.MustParse(c.f), x, symbolic.MustParse(c.at), c.order)
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("series of %s at %s: %v, want %s", c.f, c.at, err, c.want)
			}
			continue
		}
		if want, err := symbolic.Parse(c.want); err != nil || symbolic.Equal(s, want) != symbolic.True {
			t.Errorf("series of %s at %s: %v, want %s", c.f, c.at, s, c.want)
		}
	}
}

// Equations with floats have the solutions of those with the decimals that they are written as.
func TestSolveFloats(t *testing.T) {
	for _, c := range []struct {
		f    string
		want []string
	}{
		{"x^2 - 0.3x - 1", []string{"1.1611874208078343", "-0.8611874208078343"}},
		{"x^2 + 0.25", []string{"0.5*I", "-0.5*I"}},
		{"0.1x - 0.3", []string{"3.0"}},
		{"a*x - 0.5", []string{"1/(2a)"}},
	} {
		roots, err := symbolic.Solve(symbolic.MustParse(c.f), x)
		ok := err == nil && len(roots) == len(c.want)
		for i := range min(len(roots), len(c.want)) {
			ok = ok && roots[i] == symbolic.MustParse(c.want[i])
		}
		if !ok {
			t.Errorf("%s = 0: %v (%v), want %v", c.f, roots, err, c.want)
		}
	}
	s, err := symbolic.SolveLinear([]symbolic.Expr{symbolic.MustParse("0.1x + 0.2y - 0.3"), symbolic.MustParse("0.3x + 0.6y - 0.9")}, x, y)
	if err != nil || len(s) != 1 { // 0.1·3 is not 0.3 in binary
		t.Errorf("two equal equations: %v, %v", s, err)
	}
}

// Errors of evaluation name the part that has no value.
func TestEvalErrors(t *testing.T) {
	for _, c := range [][2]string{
		{"1 + 1/x", "no finite value in double precision: 1/x"}, {"exp(x + 1000)", "exp has no finite value in double precision at 1000"},
		{"x + y", "no value is given for the symbol y"}, {"1 + f(x)", "no numerical value: f(x)"}, {"sqrt(x - 1)", "is not real"},
	} {
		if _, err := symbolic.Eval(symbolic.MustParse(c[0]), map[symbolic.Expr]float64{x: 0}); err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s at 0: %v, want %s", c[0], err, c[1])
		}
	}
}

// What little else the face offers.
func TestFace(t *testing.T) {
	third := symbolic.BigRat(big.NewRat(1, 3))
	if third != symbolic.Rat(1, 3) || symbolic.Neg(third) != symbolic.Rat(-1, 3) || symbolic.Add(third, symbolic.Float(0.5)).String() != "0.8333333333333333" {
		t.Error("numbers")
	}
	if c, err := symbolic.CCode("f", []symbolic.Expr{symbolic.MustParse("x^2 + 1")}, x); err != nil || !strings.Contains(c, "return x*x + 1.0;") {
		t.Errorf("C code: %s, %v", c, err)
	}
	if v, err := symbolic.LimitBelow(symbolic.MustParse("abs(x)/x"), x, symbolic.Int(0)); err != nil || v != symbolic.Int(-1) {
		t.Errorf("abs(x)/x from below: %v, %v", v, err)
	}
	if c := symbolic.Cancel(symbolic.MustParse("(x^2-1)/(x-1)")); c != symbolic.MustParse("x+1") {
		t.Errorf("Cancel: %v", c)
	}
	if l := symbolic.SimplifyLoad(3, symbolic.MustParse("sin(x)^2 + cos(x)^2")); l.Tasks != 3 || l.Seconds <= 0 || l.Moved <= 0 {
		t.Errorf("SimplifyLoad: %+v", l)
	}
	if _, err := symbolic.Parse("x^oo*x^(-oo)"); err == nil {
		t.Error("x^∞·x^-∞ has a value")
	}
}

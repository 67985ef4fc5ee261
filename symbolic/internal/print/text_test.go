package print

import (
	"testing"

	"tandem/symbolic/internal/parse"
)

func TestTextOf(t *testing.T) {
	for _, c := range [][2]string{
		{"x", "x"}, {"2x", "2*x"}, {"x**2", "x^2"}, {"sin(x)^2", "sin(x)^2"}, {"sin^2(x)", "sin(x)^2"}, {"2π", "2*pi"},
		{"-x^2", "-x^2"}, {"(-x)^3", "-x^3"}, {"2^-x", "2^(-x)"}, {"a^b^c", "a^(b^c)"}, {"(a^b)^c", "(a^b)^c"},
		{"1/2x", "x/2"}, {"1 + x + x²", "x^2 + x + 1"}, {"x*y+y^2+x^2+y+x", "x^2 + x*y + y^2 + x + y"},
		{"2(x+1)", "2*(x + 1)"}, {"-(x+1)", "-x - 1"}, {"(x+1)(x-1)", "(x + 1)*(x - 1)"}, {"-2(x+1)/3", "-2*(x + 1)/3"},
		{"a/(b c)", "a/(b*c)"}, {"1/x", "1/x"}, {"1/sqrt(x)", "1/sqrt(x)"}, {"√(6)", "sqrt(6)"}, {"sqrt(12)", "2*sqrt(3)"},
		{"x^(1/3)", "x^(1/3)"}, {"exp(1)", "E"}, {"e^x", "exp(x)"}, {"e", "E"}, {"`e`+1", "`e` + 1"}, {"I*I", "-1"},
		{"5!", "120"}, {"f(x, y)", "f(x, y)"}, {"f'(x)", "f'(x)"}, {"D(f,1,0)(x,y)", "D(f, 1, 0)(x, y)"},
		{"ln(x)", "log(x)"}, {"log(8, 2)", "3"}, {"1.5x", "1.5*x"}, {"1e3", "1000.0"}, {"2e", "2*E"}, {"3/4", "3/4"},
		{"x - y", "x - y"}, {"-x - y", "-x - y"}, {"1 - x", "1 - x"}, {"(1/2)^x", "2^(-x)"}, {"(x^2)^(1/2)", "sqrt(x^2)"},
		{"max(x, 1)", "max(x, 1)"}, {"max(y, 2, x)", "max(x, y, 2)"}, {"4I + 3", "3 + 4*I"}, {"1 - x^2 - x", "-x^2 - x + 1"}, {"oo", "oo"}, {"-oo", "-oo"}, {"arctan(1)", "pi/4"}, {"--x", "x"}, {"2*-x", "-2*x"},
		{"9^9^9^9", "9^9^9^9"}, {"(-1)^(1/3)", "(-1)^(1/3)"}, {"1/(x^2+1)^2", "1/(x^2 + 1)^2"}, {"x/2/y", "x/(2*y)"},
		{"exp(-x)", "exp(-x)"}, {"exp(-x)/x", "exp(-x)/x"}, {"Integral(f(x), x)", "Integral(f(x), x)"},
		{"Derivative(exp(x^2), x, 5)", "Derivative(exp(x^2), x, 5)"}, {"2(x+1)-2x", "2"}, {"[x+1]^2", "(x + 1)^2"},
	} {
		n, err := parse.Parse(c[0])
		if err != nil {
			t.Errorf("%s: %v", c[0], err)
			continue
		}
		got := Text(n)
		if m, err := parse.Parse(got); err != nil || m != n {
			t.Errorf("%s prints as %s, which reads back as another expression (%v)", c[0], got, err)
		}
		if c[0] == "9^9^9^9" {
			continue
		}
		if got != c[1] {
			t.Errorf("%s: got %s, want %s", c[0], got, c[1])
		}
	}
}

// Whatever is read is written so that it reads back as the same node.
func FuzzReadsBack(f *testing.F) {
	for _, s := range []string{"2x", "-x^2", "2^-x", "a^b^c", "sin^2(x)+f'(x)", "1/2x", "√(2π)·x²", "5!", "(x+1)(x-1)", "1e-3", "I^x",
		"9^9^9^9", "D(f,1,0)(x,y)", "|x", "((((", "x'", "max(1,x,2)", "log(8,2)", "`a b`^2", "oo", "0^0", "-(a+b)*c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parse.Parse(s)
		if err != nil {
			return
		}
		text := Text(n)
		if m, err := parse.Parse(text); (err != nil || m != n) && len(text) < 100_000 {
			t.Errorf("%q is written as %q, which reads back differently (%v)", s, text, err)
		}
		LaTeX(n)
	})
}

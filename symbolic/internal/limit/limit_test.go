package limit

import (
	"errors"
	"testing"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
	"tandem/symbolic/internal/print"
	"tandem/symbolic/internal/rewrite"
)

var x = expr.Sym("x")

func read(t *testing.T, s string) *expr.Node {
	t.Helper()
	n, err := parse.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Textbook limits, the examples of Gruntz's thesis (ch. 8), one-sided ones, and special functions. Side ± stands behind
// the point.
func TestLimits(t *testing.T) {
	for _, c := range []struct {
		f, at string
		side  int
		want  string
	}{
		{"sin(x)/x", "0", 0, "1"}, {"(1-cos(x))/x^2", "0", 0, "1/2"}, {"(1+1/x)^x", "oo", 0, "E"}, {"(1+a/x)^x", "oo", 0, "exp(a)"},
		{"x^2*exp(-x)", "oo", 0, "0"}, {"log(x)/x", "oo", 0, "0"}, {"x*log(x)", "0", 1, "0"}, {"x^x", "0", 1, "1"},
		{"(exp(a*x)-1)/x", "0", 0, "a"}, {"1/x", "0", 1, "oo"}, {"1/x", "0", -1, "-oo"}, {"1/x^2", "0", 0, "oo"},
		{"abs(x)/x", "0", -1, "-1"}, {"atan(x)", "-oo", 0, "-pi/2"}, {"(x^2-1)/(x-1)", "1", 0, "2"}, {"(sqrt(x+1)-1)/x", "0", 0, "1/2"},
		{"sqrt(x^2+x)-x", "oo", 0, "1/2"}, {"sqrt(x^2+x)+x", "-oo", 0, "-1/2"}, {"(sin(x)-x+x^3/6)/x^5", "0", 0, "1/120"},
		{"tan(x)", "pi/2", -1, "oo"}, {"exp(-1/x^2)/x^100", "0", 0, "0"}, {"exp(1/x)", "0", -1, "0"}, {"(3^x+5^x)^(1/x)", "oo", 0, "5"},
		{"log(log(x))/log(x)", "oo", 0, "0"}, {"x^1000/2^x", "oo", 0, "0"}, {"exp(sqrt(2)*x)/exp(x)", "oo", 0, "oo"},
		{"cos(x)^(1/x^2)", "0", 0, "exp(-1/2)"}, {"((1+x)^(1/x)-e)/x", "0", 0, "-E/2"}, {"(x^n-a^n)/(x-a)", "a", 0, "n*a^(n-1)"},
		{"(f(a+x)-2f(a)+f(a-x))/x^2", "0", 0, "f''(a)"}, {"x^(1/x)", "oo", 0, "1"}, {"(x+1)^(1/3)-x^(1/3)", "oo", 0, "0"},
		{"sqrt(x+sqrt(x+sqrt(x)))-sqrt(x)", "oo", 0, "1/2"}, {"(1-1/x)^(-x)", "-oo", 0, "E"}, {"(sin(x)/x)^(1/x^2)", "0", 0, "exp(-1/6)"},
		{"sin(0.5x)/x", "0", 0, "0.5"}, {"x^2", "3", 0, "9"}, {"7", "oo", 0, "7"},

		{"exp(x)*(exp(1/x-exp(-x))-exp(1/x))", "oo", 0, "-1"}, {"exp(exp(x))/exp(exp(x-exp(-exp(x))))", "oo", 0, "1"},
		{"(exp(x*exp(-x)/(exp(-x)+exp(-2*x^2/(x+1))))-exp(x))/x", "oo", 0, "-exp(2)"},
		{"x*log(x)*log(x*exp(x)-x^2)^2/log(log(x^2+2*exp(exp(3*x^3*log(x)))))", "oo", 0, "1/3"},
		{"exp(x)*(sin(1/x+exp(-x))-sin(1/x))", "oo", 0, "1"}, {"(x!)^(1/x)/x", "oo", 0, "exp(-1)"},

		{"asinh(x)-log(x)", "oo", 0, "log(2)"}, {"acosh(x)-log(x)", "oo", 0, "log(2)"}, {"acosh(x)/sqrt(x-1)", "1", 1, "sqrt(2)"},
		{"acos(x)/sqrt(1-x)", "1", -1, "sqrt(2)"}, {"coth(x)-1/x", "0", 0, "0"}, {"x-log(cosh(x))", "oo", 0, "log(2)"},
		{"acot(x)*x", "-oo", 0, "1"}, {"asec(x)", "-oo", 0, "pi/2"}, {"acoth(x)*x", "oo", 0, "1"}, {"log1p(x)/expm1(x)", "0", 0, "1"},

		{"floor(x)", "2", -1, "1"}, {"ceil(x)", "2", 1, "3"}, {"floor(x)/x", "oo", 0, "1"}, {"max(x, x^2)/x", "0", 1, "1"},
		{"min(x, 1)", "oo", 0, "1"}, {"sign(x^3-x)", "0", 1, "-1"}, {"step(x)", "0", 1, "1"}, {"abs(sin(x))/x", "0", -1, "-1"},

		{"sin(x)/x", "oo", 0, "0"}, {"(x+sin(x))/x", "oo", 0, "1"}, {"x+sin(x)", "oo", 0, "oo"}, {"exp(-x)*cos(x^2)", "oo", 0, "0"},

		{"erf(x)", "-oo", 0, "-1"}, {"exp(x^2)*x*erfc(x)", "oo", 0, "1/sqrt(pi)"}, {"erfc(x)", "-oo", 0, "2"}, {"Ei(x)*x*exp(-x)", "oo", 0, "1"},
		{"Ei(x)*x*exp(-x)", "-oo", 0, "1"}, {"Si(x)", "-oo", 0, "-pi/2"}, {"Ci(x)", "oo", 0, "0"}, {"li(x)*log(x)/x", "oo", 0, "1"},
		{"digamma(x)-log(x)", "oo", 0, "0"}, {"(log(x)-digamma(x))*x", "oo", 0, "1/2"}, {"fresnelc(x)", "-oo", 0, "-1/2"},
		{"x*gamma(x)", "0", 0, "1"}, {"(x+1)*gamma(x)", "-1", 0, "-1"}, {"x*digamma(x)", "0", 0, "-1"},
		{"gamma(x+1)/(sqrt(2*pi*x)*(x/e)^x)", "oo", 0, "1"}, {"(gamma(x+1)/(sqrt(2*pi*x)*(x/e)^x)-1)*x", "oo", 0, "1/12"},
		{"dilog(x)", "1", -1, "pi^2/6"},

		// e^π-π is nearly 20, where tanh differs from 1 by less than doubles show beside e^40.
		{"tanh(exp(x)-x)", "pi", 1, "tanh(exp(pi)-pi)"}, {"tanh(20+x)", "0", 0, "tanh(20)"}, {"1-tanh(50+x)", "0", 0, "1-tanh(50)"},
	} {
		got, err := At(read(t, c.f), x, read(t, c.at), c.side)
		if err != nil {
			t.Errorf("%s at %s (%d): %v, want %s", c.f, c.at, c.side, err, c.want)
		} else if want := read(t, c.want); got != want && !same(got, want) {
			t.Errorf("%s at %s (%d): got %s, want %s", c.f, c.at, c.side, print.Text(got), c.want)
		}
	}
}

// same reports whether two constants or expressions are equal, those with hyperbolic functions as exponentials.
func same(a, b *expr.Node) bool {
	d := expr.Map(expr.Sub(a, b), func(n *expr.Node) *expr.Node {
		if n.Is(expr.OpTanh) {
			return hyperbolic(n.Op(), n.Arg(0))
		}
		return n
	})
	return rewrite.IsZero(d) == rewrite.True
}

// Where there is no limit, or none that can be told, an error says so and no value is made up.
func TestNoLimit(t *testing.T) {
	for _, c := range []struct {
		f, at string
		want  error
	}{
		{"1/x", "0", ErrNone}, {"abs(x)/x", "0", ErrNone}, {"1/(1+exp(1/x))", "0", ErrNone}, {"floor(x)", "3", ErrNone},
		{"sin(x)", "oo", ErrNone}, {"cos(1/x)", "0", ErrNone}, {"1/(2+sin(x))", "oo", ErrNone}, {"tan(x)/x", "oo", ErrNone},
		{"floor(x)-x", "oo", ErrNone},
		{"x*sin(x)", "oo", ErrUnknown}, {"1/(x*sin(x))", "oo", ErrUnknown}, {"exp(a*x)", "oo", ErrUnknown}, {"a*x", "oo", ErrUnknown},
		{"Integral(sin(x), x)", "0", ErrUnknown}, {"f(x)*x", "oo", ErrUnknown}, {"Shi(x)", "oo", ErrUnknown},
	} {
		if got, err := At(read(t, c.f), x, read(t, c.at), 0); !errors.Is(err, c.want) {
			t.Errorf("%s at %s: got %v (%v), want %v", c.f, c.at, got, err, c.want)
		}
	}
	if got, err := At(x, x, x, 0); !errors.Is(err, ErrUnknown) {
		t.Errorf("x at x: got %v, %v", got, err)
	}
}

// A sign that is open without assumptions is decided with them.
func TestAssumptions(t *testing.T) {
	a := expr.SymAssume("a", expr.Positive)
	if v, err := At(expr.Exp(expr.Neg(expr.Mul(a, x))), x, expr.Infinity, 0); err != nil || v != expr.Zero {
		t.Errorf("exp(-a·x) at ∞ for positive a: %v, %v", v, err)
	}
}

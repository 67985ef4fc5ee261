package rewrite

import (
	"math/cmplx"
	"testing"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
	"tandem/symbolic/internal/print"
)

var x = expr.Sym("x")

func read(t testing.TB, s string) *expr.Node {
	n, err := parse.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestForms(t *testing.T) {
	for _, c := range []struct {
		name     string
		f        func(*expr.Node) *expr.Node
		in, want string
	}{
		{"expand", Expand, "(x+1)^3", "x^3 + 3*x^2 + 3*x + 1"},
		{"expand", Expand, "(x+y)*(x-y)", "x^2 - y^2"},
		{"expand", Expand, "sin((x+1)^2)*(1+exp(x))", "sin(x^2+2x+1)*exp(x) + sin(x^2+2x+1)"},
		{"expand", Expand, "(x+1)^2/(y+1)", "x^2/(y+1) + 2x/(y+1) + 1/(y+1)"},
		{"expand", Expand, "(sqrt(x)+1)^2", "x + 2sqrt(x) + 1"},
		{"expand", Expand, "(exp(x)+exp(-x))^2", "exp(2x) + 2 + exp(-2x)"},
		{"expand", Expand, "2*(x+1)", "2x + 2"},
		{"expand", Expand, "(I+x)^2", "x^2 + 2I*x - 1"},
		{"expand", Expand, "(2^(1/3)+1)^3", "3 + 3*2^(1/3) + 3*2^(2/3)"},
		{"expand", Expand, "(1.5x+1)^2", "2.25*x^2 + 3.0*x + 1"},
		{"collect", func(n *expr.Node) *expr.Node { return Collect(n, x) }, "a*x + b*x + x^2*c + x^2 + d", "x*(a+b) + x^2*(c+1) + d"},
		{"together", Together, "1/x + 1/y", "(x+y)/(x*y)"},
		{"cancel", Together, "(x^2-1)/(x-1)", "x + 1"},
		{"cancel", Together, "(exp(2x)-1)/(exp(x)-1)", "exp(x) + 1"},
		{"cancel", Together, "(x-1)/(sqrt(x)-1)", "sqrt(x) + 1"},
		{"factor", Factor, "x^4-1", "(x-1)*(x+1)*(x^2+1)"},
		{"factor", Factor, "2x+2", "2*(x+1)"},
		{"factor", Factor, "x^2+2x*y+y^2", "(x+y)^2"},
		{"factor", Factor, "x^2/4 - 1", "(x-2)*(x+2)/4"},
		{"factor", Factor, "sin(x)^2+2sin(x)+1", "(sin(x)+1)^2"},
		{"factor", Factor, "x^5+x^4+1", "(x^2+x+1)*(x^3-x+1)"},
		{"apart", func(n *expr.Node) *expr.Node { return Apart(n, x) }, "1/(x^2-1)", "1/(2*(x-1)) - 1/(2*(x+1))"},
		{"apart", func(n *expr.Node) *expr.Node { return Apart(n, x) }, "x^3/(x^2+1)", "x - x/(x^2+1)"},
		{"apart", func(n *expr.Node) *expr.Node { return Apart(n, x) }, "1/(x*(x+a))", "1/(a*x) - 1/(a*(x+a))"},
		{"simplify", Simplify, "sin(x)^2+cos(x)^2", "1"},
		{"simplify", Simplify, "cosh(x)^2-sinh(x)^2", "1"},
		{"simplify", Simplify, "(x^2-1)/(x-1)", "x+1"},
		{"simplify", Simplify, "2*sin(x)*cos(x)", "sin(2x)"},
		{"simplify", Simplify, "sin(x)/cos(x)", "tan(x)"},
		{"simplify", Simplify, "cosh(x)+sinh(x)", "exp(x)"},
		{"simplify", Simplify, "log(2)+log(3)", "log(6)"},
		{"simplify", Simplify, "sin(x)^4-cos(x)^4+2*cos(x)^2", "1"},
		{"simplify", Simplify, "sqrt(x^2)", "sqrt(x^2)"},
		{"simplify", Simplify, "1/(1+1/x)", "x/(x+1)"},
		{"simplify", Simplify, "exp(x)*exp(-x)+x-x", "1"},
		{"simplify", Simplify, "(sqrt(2)+1)*(sqrt(2)-1)", "1"},
		{"simplify", Simplify, "log(sin(x)^2+cos(x)^2)", "0"},
	} {
		n := read(t, c.in)
		got := c.f(n)
		if got != read(t, c.want) {
			t.Errorf("%s %s: got %s, want %s", c.name, c.in, print.Text(got), c.want)
		}
		sameValues(t, c.in, n, got)
	}
}

func sameValues(t *testing.T, name string, a, b *expr.Node) {
	t.Helper()
	syms := expr.Symbols(a)
	for k := range 8 {
		at := map[*expr.Node]complex128{}
		for _, s := range syms {
			at[s] = sample(s, k)
			if k >= 5 { // on the negative axis, where roots and logarithms have their cuts
				at[s] = complex(-cmplx.Abs(at[s]), 0)
			}
		}
		v, err := eval.Complex(a, at)
		if err != nil {
			continue
		}
		if w, err := eval.Complex(b, at); err != nil || cmplx.Abs(v-w) > 1e-9*(1+cmplx.Abs(v)) {
			t.Errorf("%s at %v: %v became %v (%v)", name, at, v, w, err)
		}
	}
}

func TestIsZero(t *testing.T) {
	for s, want := range map[string]Verdict{
		"(x+1)^2 - x^2 - 2x - 1": True, "sin(x)^2+cos(x)^2-1": True, "x": False, "sqrt(x^2)-x": False,
		"log(x^2)-2log(x)": False, "exp(x+y)-exp(x)*exp(y)": True, "1/(x-1)-1/(x+1)-2/(x^2-1)": True,
		"sqrt(2)*sqrt(3)-sqrt(6)": True, "pi - 355/113": False, "sin(3)^2+cos(3)^2-1": True, "x^x": False,
	} {
		if got := IsZero(read(t, s)); got != want {
			t.Errorf("%s: %v, want %v", s, got, want)
		}
	}
}

func BenchmarkExpandFateman(b *testing.B) {
	n := read(b, "(1+x+y+z)^20*((1+x+y+z)^20+1)")
	for b.Loop() {
		if m := Expand(n); m.NTerms()+1 != 12341 {
			b.Fatal(m.NTerms())
		}
	}
}

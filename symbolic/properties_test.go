package symbolic_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"math"
	"math/cmplx"
	"os/exec"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tandem/symbolic"
)

var x, y = symbolic.Sym("x"), symbolic.Sym("y")

// formula draws an expression in x and y of some depth.
func formula(depth int) *rapid.Generator[symbolic.Expr] {
	leaf := rapid.OneOf(rapid.SampledFrom([]symbolic.Expr{x, y, symbolic.Pi, symbolic.Int(2)}),
		rapid.Custom(func(t *rapid.T) symbolic.Expr {
			return symbolic.Rat(rapid.Int64Range(-9, 9).Draw(t, "p"), rapid.Int64Range(1, 5).Draw(t, "q"))
		}))
	if depth == 0 {
		return leaf
	}
	sub := formula(depth - 1)
	return rapid.Custom(func(t *rapid.T) symbolic.Expr {
		switch rapid.IntRange(0, 6).Draw(t, "kind") {
		case 0:
			return leaf.Draw(t, "leaf")
		case 1:
			return symbolic.Add(sub.Draw(t, "a"), sub.Draw(t, "b"))
		case 2:
			return symbolic.Mul(sub.Draw(t, "a"), sub.Draw(t, "b"))
		case 3:
			return symbolic.Pow(sub.Draw(t, "a"), symbolic.Rat(rapid.Int64Range(-3, 4).Draw(t, "p"), rapid.SampledFrom([]int64{1, 1, 2, 3}).Draw(t, "q")))
		case 4:
			return symbolic.Sub(sub.Draw(t, "a"), sub.Draw(t, "b"))
		default:
			name := rapid.SampledFrom([]string{"sin", "cos", "exp", "log", "tan", "sinh", "cosh", "atan", "asinh", "tanh", "erf", "asin"}).Draw(t, "f")
			return symbolic.Func(name, sub.Draw(t, "u"))
		}
	})
}

func at(t *rapid.T, e symbolic.Expr, x0, y0 complex128) (complex128, bool) {
	v, err := symbolic.EvalComplex(e, map[symbolic.Expr]complex128{x: x0, y: y0})
	return v, err == nil && cmplx.Abs(v) < 1e8
}

func TestTextReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := formula(4).Draw(t, "e")
		if e.IsUndefined() {
			return
		}
		if back, err := symbolic.Parse(e.String()); err != nil || back != e {
			t.Fatalf("%v reads back as %v (%v)", e, back, err)
		}
	})
}

func TestGobAndJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := formula(4).Draw(t, "e")
		var buf bytes.Buffer
		var back symbolic.Expr
		if err := gob.NewEncoder(&buf).Encode(e); err != nil {
			t.Fatal(err)
		}
		if err := gob.NewDecoder(&buf).Decode(&back); err != nil || back != e {
			t.Fatalf("gob: %v became %v (%v)", e, back, err)
		}
		b, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(b, &back); err != nil || back != e {
			t.Fatalf("JSON: %v became %v (%v)", e, back, err)
		}
	})
}

// The derivative is linear, obeys Leibniz, mixed partials commute, and it is the limit of difference quotients.
func TestDerivativeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, g := formula(3).Draw(t, "f"), formula(3).Draw(t, "g")
		x0, y0 := complex(0.37, 0.41), complex(-0.52, 0.23)
		near := func(name string, a, b symbolic.Expr) {
			v, ok1 := at(t, a, x0, y0)
			w, ok2 := at(t, b, x0, y0)
			if ok1 && ok2 && cmplx.Abs(v-w) > 1e-6*(1+cmplx.Abs(v)) {
				t.Fatalf("%s of %v and %v: %v, %v", name, f, g, v, w)
			}
		}
		df, dg := symbolic.Diff(f, x), symbolic.Diff(g, x)
		near("sum", symbolic.Diff(symbolic.Add(f, g), x), symbolic.Add(df, dg))
		near("product", symbolic.Diff(symbolic.Mul(f, g), x), symbolic.Add(symbolic.Mul(df, g), symbolic.Mul(f, dg)))
		near("mixed", symbolic.Diff(df, y), symbolic.Diff(symbolic.Diff(f, y), x))
		const h = 1e-5
		a, ok1 := at(t, f, x0+h, y0)
		b, ok2 := at(t, f, x0-h, y0)
		d, ok3 := at(t, df, x0, y0)
		d3, ok4 := at(t, symbolic.DiffN(f, x, 3), x0, y0)
		if ok1 && ok2 && ok3 && ok4 && cmplx.Abs(d3) < 1e3 && cmplx.Abs((a-b)/(2*h)-d) > 1e-4*(1+cmplx.Abs(d)+cmplx.Abs(a)) {
			t.Fatalf("%v: derivative %v, difference quotient %v", f, d, (a-b)/(2*h))
		}
	})
}

// No rewriting changes a value, on either side of the cuts and on the negative axis.
func TestRewritingKeepsValues(t *testing.T) {
	forms := map[string]func(symbolic.Expr) symbolic.Expr{
		"Expand": symbolic.Expand, "Together": symbolic.Together, "Factor": symbolic.Factor, "Simplify": symbolic.Simplify,
		"Collect": func(e symbolic.Expr) symbolic.Expr { return symbolic.Collect(e, x) },
		"Apart":   func(e symbolic.Expr) symbolic.Expr { return symbolic.Apart(e, x) },
	}
	rapid.Check(t, func(t *rapid.T) {
		e := formula(3).Draw(t, "e")
		if e.IsUndefined() {
			return
		}
		for name, f := range forms {
			g := f(e)
			for _, p := range [][2]complex128{{0.7 + 0.3i, -0.4 + 0.9i}, {-1.3 - 0.2i, 0.6 - 0.7i}, {-0.83, -1.71}, {0.31, -0.77}} {
				v, ok := at(t, e, p[0], p[1])
				w, ok2 := at(t, g, p[0], p[1])
				if ok && ok2 && cmplx.Abs(v-w) > 1e-5*(1+cmplx.Abs(v)) && cmplx.Abs(v) > 1e-8 {
					t.Fatalf("%s turns %v into %v: at %v it is %v, was %v", name, e, g, p, w, v)
				}
			}
		}
	})
}

func TestTapeGradient(t *testing.T) {
	for _, s := range []string{"sin(x)*exp(-y^2)", "x^y", "atan(x)/(1+y^2)", "max(x, y)*tanh(x)", "sqrt(x+y)+log(x*y)", "2^x+erf(y)", "7"} {
		e := symbolic.MustParse(s)
		var tape symbolic.Tape
		tx, ty := tape.Var(0.8), tape.Var(1.7)
		out := symbolic.Lower(e, map[symbolic.Expr]symbolic.TapeValue{x: tx, y: ty}, symbolic.Graph[symbolic.TapeValue](&tape))
		point := map[symbolic.Expr]float64{x: 0.8, y: 1.7}
		want, err := symbolic.Eval(e, point)
		if err != nil || math.Abs(tape.Value(out)-want) > 1e-12 {
			t.Errorf("%s: %v, want %v (%v)", s, tape.Value(out), want, err)
		}
		grad := tape.Gradient(out, tx, ty)
		for i, d := range symbolic.Gradient(e, x, y) {
			if want, err := symbolic.Eval(d, point); err != nil || math.Abs(grad[i]-want) > 1e-12*(1+math.Abs(want)) {
				t.Errorf("%s, variable %d: %v, want %v (%v)", s, i, grad[i], want, err)
			}
		}
	}
}

func TestTasks(t *testing.T) {
	d, err := symbolic.DiffTask.Call(context.Background(), symbolic.DiffArgs{F: symbolic.MustParse("sin(2x)"), X: x, Order: 3, Single: true})
	if err != nil || d != symbolic.MustParse("-8cos(2x)") {
		t.Errorf("%v %v", d, err)
	}
	if _, err := symbolic.DiffTask.Call(context.Background(), symbolic.DiffArgs{F: x, X: x, Order: -1}); err == nil {
		t.Error("order -1")
	}
	if s, err := symbolic.SimplifyTask.Call(context.Background(), symbolic.MustParse("sin(x)^2+cos(x)^2")); err != nil || s != symbolic.Int(1) {
		t.Errorf("%v %v", s, err)
	}
	if err := symbolic.DiffLoad(4, symbolic.MustParse("tan(x)"), x, 20).Check(); err != nil {
		t.Error(err)
	}
}

func TestHessianAndDerivatives(t *testing.T) {
	h := symbolic.Hessian(symbolic.MustParse("x^2*y+y^3"), x, y)
	if h.At(0, 1) != symbolic.MustParse("2x") || h.At(1, 0) != h.At(0, 1) || h.At(1, 1) != symbolic.MustParse("6y") {
		t.Error(h)
	}
	d, err := symbolic.Derivatives(symbolic.MustParse("exp(2x)"), x, 0, 5, nil)
	if err != nil || math.Abs(d[5]-32) > 1e-12 {
		t.Error(d, err)
	}
	if _, err := symbolic.Series(symbolic.MustParse("log(x)"), x, symbolic.Int(0), 3); err == nil {
		t.Error("log has a series at 0")
	}
}

// Values of derivatives against SymPy, if it is installed.
func TestAgainstSymPy(t *testing.T) {
	python := "/usr/bin/python3"
	if exec.Command(python, "-c", "import sympy").Run() != nil {
		t.Skip("SymPy is not installed for " + python)
	}
	fs := []string{"sin(x)*exp(-x**2)/(1+x**4)", "x**x", "tan(x)**3", "atan(sqrt(x))", "log(1+exp(x))", "asinh(x)/cosh(x)", "erf(x)**2", "(x**2+1)**(3/2)"}
	script := "from sympy import *\nx=symbols('x')\nfor s in " + `"""` + strings.Join(fs, ";") + `"""` + ".split(';'):\n" +
		"  print(' '.join(str(diff(sympify(s,rational=True),x,k).subs(x,Rational(7,10)).evalf(17)) for k in range(5)))\n"
	out, err := exec.Command(python, "-c", script).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		e := symbolic.MustParse(fs[i])
		for k, f := range strings.Fields(line) {
			ref := symbolic.MustParse(f)
			want, err := symbolic.Eval(ref, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := symbolic.Eval(symbolic.DiffN(e, x, k), map[symbolic.Expr]float64{x: 0.7})
			if err != nil || math.Abs(got-want) > 1e-11*(1+math.Abs(want)) {
				t.Errorf("order %d of %s at 0.7: %v, SymPy %v (%v)", k, fs[i], got, want, err)
			}
		}
	}
}

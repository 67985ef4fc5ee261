package symbolic_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"tandem/symbolic"
)

// counter is a Graph whose values are node numbers: it counts what is built.
type counter map[string]int

func (c counter) made(what string) int {
	c[what]++
	c["all"]++
	return c["all"]
}
func (c counter) Const(symbolic.Expr) int           { return c.made("const") }
func (c counter) Add(a, b int) int                  { return c.made("add") }
func (c counter) Mul(a, b int) int                  { return c.made("mul") }
func (c counter) Pow(a int, r symbolic.Expr) int    { return c.made("pow") }
func (c counter) Func(name string, args ...int) int { return c.made(name) }

// Shared nodes are built once: written out, the expression below has 3^30 leaves. A power is shared between a product, where
// it is a factor, and a place where it stands alone.
func TestLowerShares(t *testing.T) {
	e := x
	for range 30 {
		s := symbolic.Func("sin", e)
		e = symbolic.Add(symbolic.Mul(symbolic.Pow(s, symbolic.Int(2)), y), symbolic.Mul(s, symbolic.Pow(y, symbolic.Int(3))), s)
	}
	c := counter{}
	symbolic.Lower(e, map[symbolic.Expr]int{x: -1, y: -2}, symbolic.Graph[int](c))
	if c["sin"] != 30 || c["pow"] != 31 || c["mul"] != 60 || c["add"] != 60 || c["const"] != 0 {
		t.Errorf("built %v, want 30 sines, 31 powers, 60 products, 60 sums", c)
	}
	for text, want := range map[string]int{
		"x^2*y + x^2 + sin(x^2)": 5, "x^y*y + cos(x^y)*x": 7, "exp(x)*y + exp(x)*sin(exp(x))": 5, "sin(1)*sqrt(2)*pi + exp(1)": 1,
	} {
		c := counter{}
		symbolic.Lower(symbolic.MustParse(text), map[symbolic.Expr]int{x: -1, y: -2}, symbolic.Graph[int](c))
		if c["all"] != want {
			t.Errorf("%s: built %v, want %d in all", text, c, want)
		}
	}
}

// tape returns the value of e and its gradient by x and y by the tape.
func tape(e symbolic.Expr, x0, y0 float64) (value float64, grad []float64) {
	var t symbolic.Tape
	tx, ty := t.Var(x0), t.Var(y0)
	out := symbolic.Lower(e, map[symbolic.Expr]symbolic.TapeValue{x: tx, y: ty}, symbolic.Graph[symbolic.TapeValue](&t))
	return t.Value(out), t.Gradient(out, tx, ty)
}

// tapeIfReal is tape, or NaN if a constant part of e is not real or overflows, for which the tape panics.
func tapeIfReal(e symbolic.Expr, x0, y0 float64) (value float64, grad []float64) {
	defer func() {
		if r := recover(); r != nil {
			err, ok := r.(error)
			if _, bug := err.(runtime.Error); bug || !ok {
				panic(r) // no error of an evaluation
			}
			value = math.NaN()
		}
	}()
	return tape(e, x0, y0)
}

// Every function of one argument, and those of two, inside their domains.
func TestTapeFunctions(t *testing.T) {
	for _, c := range []struct {
		f  string
		at float64
	}{
		{"exp", 0.7}, {"log", 0.7}, {"log1p", 0.7}, {"expm1", 0.7}, {"sqrt", 0.7}, {"sin", 0.7}, {"cos", 0.7}, {"tan", 0.7}, {"sec", 0.7},
		{"csc", 0.7}, {"cot", 0.7}, {"asin", 0.3}, {"acos", 0.3}, {"atan", 0.3}, {"asec", 1.7}, {"acsc", 1.7}, {"acot", 1.7}, {"sinh", 0.7},
		{"cosh", 0.7}, {"tanh", 0.7}, {"sech", 0.7}, {"csch", 0.7}, {"coth", 0.7}, {"asinh", 0.7}, {"acosh", 1.7}, {"atanh", 0.3},
		{"asech", 0.3}, {"acsch", 0.3}, {"acoth", 1.7}, {"abs", -0.7}, {"sign", -0.7}, {"floor", 0.7}, {"ceil", 0.7}, {"step", 0.7},
		{"erf", 0.7}, {"erfc", 0.7}, {"erfi", 0.7}, {"gamma", 1.7}, {"digamma", 1.7}, {"Ei", 0.7}, {"li", 1.7}, {"Si", 0.7}, {"Ci", 0.7},
		{"Shi", 0.7}, {"Chi", 0.7}, {"dilog", 0.3}, {"fresnels", 0.7}, {"fresnelc", 0.7},
	} {
		checkTape(t, symbolic.MustParse(c.f+"(x)"), c.at, 1.3)
	}
	for _, s := range []string{"atan2(x, y)", "atan2(y, x*y)", "min(x, y, 3)", "max(x, y, 1)*x", "x^y", "polygamma(2, x*y)"} {
		checkTape(t, symbolic.MustParse(s), 0.7, 1.3)
	}
}

func checkTape(t *testing.T, e symbolic.Expr, x0, y0 float64) {
	t.Helper()
	point := map[symbolic.Expr]float64{x: x0, y: y0}
	v, grad := tape(e, x0, y0)
	for i, d := range append([]symbolic.Expr{e}, symbolic.Gradient(e, x, y)...) {
		got := append([]float64{v}, grad...)[i]
		// One function: some roundings of arguments near 1.
		if want, err := symbolic.Eval(d, point); err != nil || !(math.Abs(got-want) <= 1e-14*(1+math.Abs(want))) {
			t.Errorf("%v at (%g, %g), entry %d: %v, want %v (%v)", e, x0, y0, i, got, want, err)
		}
	}
}

// What is not real is NaN, and an infinite value or slope stays infinite.
func TestTapeEdges(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	for _, c := range []struct {
		f               string
		at, value, dx   float64
		anyDerivativeOf bool // the derivative is real where the value is not
	}{
		{"log(x)", 0, -inf, inf, false}, {"log(x)", -1, nan, 0, true}, {"sqrt(x)", 0, 0, inf, false}, {"sqrt(x)", -1, nan, nan, false},
		{"asin(x)", 2, nan, nan, false}, {"acosh(x)", 0.5, nan, nan, false}, {"x^2", 0, 0, 0, false}, {"1/x", 0, inf, -inf, false},
		{"exp(x)", 1000, inf, inf, false}, {"sin(x)", nan, nan, nan, false}, {"max(x, 1)", nan, nan, 1, false}, {"min(2, x)", nan, nan, 1, false},
		{"abs(x)", 0, 0, 0, false}, {"abs(x)", -inf, inf, -1, false}, {"polygamma(x, 1)", 1, math.Pi * math.Pi / 6, nan, false},
	} {
		v, grad := tape(symbolic.MustParse(c.f), c.at, 0)
		if !same(v, c.value) || !c.anyDerivativeOf && !same(grad[0], c.dx) {
			t.Errorf("%s at %g: %v, derivative %v, want %v and %v", c.f, c.at, v, grad[0], c.value, c.dx)
		}
	}
}

func TestTapeRefuses(t *testing.T) {
	for _, s := range []string{"polygamma(1/2, x)", "f(x)", "x + z", "I*x"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", s)
				}
			}()
			tape(symbolic.MustParse(s), 1, 1)
		}()
	}
}

// The tape against symbolic derivatives and against Taylor arithmetic, on random formulas.
func TestTapeOnFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := formula(4).Draw(t, "e")
		if e.IsUndefined() {
			return
		}
		v, grad := tapeIfReal(e, 0.6, 1.3)
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return // somewhere not real
		}
		d := symbolic.Diff(e, x)
		want, err := symbolic.Eval(d, map[symbolic.Expr]float64{x: 0.6, y: 1.3})
		moved, errMoved := symbolic.Eval(d, map[symbolic.Expr]float64{x: 0.6 * (1 + 1e-14), y: 1.3 * (1 - 1e-14)})
		if err != nil || errMoved != nil || math.Abs(want) > 1e6 || math.Abs(moved-want) > 1e-9*(1+math.Abs(want)) {
			return // badly conditioned
		}
		if !(math.Abs(grad[0]-want) <= 1e-7*(1+math.Abs(want))) {
			t.Fatalf("d/dx %v = %v, want %v", e, grad[0], want)
		}
		if j, err := symbolic.Derivatives(e, x, 0.6, 1, map[symbolic.Expr]float64{y: 1.3}); err == nil &&
			!(math.Abs(j[0]-v) <= 1e-7*(1+math.Abs(v)) && math.Abs(grad[0]-j[1]) <= 1e-7*(1+math.Abs(want))) {
			t.Fatalf("%v: tape %v, %v; jet %v", e, v, grad[0], j)
		}
	})
}

// The gradient by many variables, at about the price of one value.
func ExampleTape() {
	rosenbrock := symbolic.MustParse("(1-x)^2 + 100*(y-x^2)^2")
	var tape symbolic.Tape
	x0, y0 := tape.Var(-1), tape.Var(2)
	out := symbolic.Lower[symbolic.TapeValue](rosenbrock, map[symbolic.Expr]symbolic.TapeValue{
		symbolic.Sym("x"): x0, symbolic.Sym("y"): y0,
	}, &tape)
	fmt.Println(tape.Value(out), tape.Gradient(out, x0, y0))
	// Output: 104 [396 200]
}

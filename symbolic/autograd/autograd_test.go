package autograd_test

import (
	"math"
	"strings"
	"testing"

	"github.com/itsubaki/autograd/variable"

	"tandem/symbolic"
	"tandem/symbolic/autograd"
)

var x, y, z = symbolic.Sym("x"), symbolic.Sym("y"), symbolic.Sym("z")

// Every rule, to the third order, against the values of the symbolic derivatives and a central difference.
func TestDerivatives(t *testing.T) {
	for _, c := range []struct {
		f  string
		at float64
	}{
		{"exp(x)*log(x)", 0.7}, {"sin(x)*cos(x)", 0.7}, {"tan(x)", 0.7}, {"sec(x)+csc(x)+cot(x)", 0.7},
		{"sinh(x)", 1e-9}, {"sinh(x)*cosh(x)", 0.7}, {"cosh(x)*tanh(x)", 0.7}, {"sech(x)+csch(x)+coth(x)", 0.7}, {"sqrt(x)", 0.7},
		{"sqrt(1+x^2)", 0}, {"x^x", 0.7}, {"2^x", -1}, {"(1+x^2)^sin(x)", 0.7}, {"x^2", 0}, {"x^3", 0}, {"x^(-3)", -0.7}, {"x^(2/3)", 0.7},
		{"asin(x)+acos(x)^2", 0.3}, {"asin(x)", 1 - 1e-3}, {"acos(x)", 1 - 1e-3}, {"atanh(x)", 1e-3 - 1}, {"atan(x)", 0.7},
		{"asinh(x)+atanh(x)", 0.3}, {"acosh(x)", 1.7}, {"log1p(x)+expm1(x)", 0.3}, {"erf(x)", 0.7}, {"erfc(x)^2", 0.7},
		{"abs(x)*x", -0.7}, {"abs(sin(x))", -0.7}, {"x*sign(x)", -0.7}, {"x", 2}, {"3", 2},
		{"asec(x)*acsc(x)", 1.7}, {"acot(x)", 0.7}, {"asech(x)+acsch(x)", 0.3}, {"acoth(x)", 1.7}, {"x*floor(x)+x^2*ceil(x)+step(x)*x", 0.7},
		{"gamma(x)", 1.7}, {"polygamma(2, x)/digamma(x)", 2.7}, {"erfi(x)", 0.7}, {"Ei(x)", 0.7}, {"li(x)", 1.7}, {"Si(x)*Ci(x)", 0.7}, {"Shi(x)+Chi(x)", 0.7}, {"dilog(x)", 0.3},
		{"fresnels(x)*fresnelc(x)", 0.7}, {"max(x, 1)*min(x^2, x)", 0.7}, {"atan2(x, 1+x^2)", 0.7},
	} {
		f := symbolic.MustParse(c.f)
		got, err := autograd.HigherOrder(t.Context(), f, x, c.at, 3)
		if err != nil {
			t.Errorf("%s: %v", c.f, err)
			continue
		}
		value := func(e symbolic.Expr, at float64) float64 {
			v, err := symbolic.Eval(e, map[symbolic.Expr]float64{x: at})
			if err != nil {
				t.Errorf("%v at %g: %v", e, at, err)
			}
			return v
		}
		d := f
		for k := range got {
			// A few dozen roundings of terms that cancel at most tenfold; 1-1e-3 leaves three digits fewer in the symbolic form.
			tol := 1e-12
			if math.Abs(c.at) > 0.99 && math.Abs(c.at) < 1 {
				tol = 1e-11
			}
			if want := value(d, c.at); !(math.Abs(got[k]-want) <= tol*(1+math.Abs(want))) {
				t.Errorf("%s at %g, order %d: %v, want %v", c.f, c.at, k, got[k], want)
			}
			d = symbolic.Diff(d, x)
		}
		const h = 1e-5 // the third derivative is below 10 where h² matters
		diff := (value(f, c.at+h) - value(f, c.at-h)) / (2 * h)
		if tol := 1e-7 + h*h*math.Abs(got[3]); !(math.Abs(got[1]-diff) <= tol*(1+math.Abs(diff))) {
			t.Errorf("%s at %g: %v, central difference %v", c.f, c.at, got[1], diff)
		}
	}
}

func TestGradient(t *testing.T) {
	vars, at := []symbolic.Expr{x, y, z}, []float64{1.3, 0.4, 5}
	point := map[symbolic.Expr]float64{x: 1.3, y: 0.4, z: 5}
	for _, s := range []string{"x^y*sin(x*y)", "x*y*z", "max(x, y, z/4)*min(x, y)", "atan2(y, x)*z", "exp(-(x-y)^2/(2z))/sqrt(2*pi*z)", "x", "4"} {
		f := symbolic.MustParse(s)
		v, g, err := autograd.Gradient(f, vars, at)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		for i, e := range append([]symbolic.Expr{f}, symbolic.Gradient(f, vars...)...) {
			want, err := symbolic.Eval(e, point)
			if got := append([]float64{v}, g...)[i]; err != nil || !(math.Abs(got-want) <= 1e-14*(1+math.Abs(want))) {
				t.Errorf("%s, entry %d: %v, want %v (%v)", s, i, got, want, err)
			}
		}
	}
	if _, g, err := autograd.Gradient(x, []symbolic.Expr{x, x}, []float64{2, 2}); err != nil || g[0] != 1 || g[1] != 1 {
		t.Errorf("by x twice: %v, %v", g, err)
	}
}

// At the border of a domain the slope is infinite, outside the value is NaN, and NaN comes through.
func TestEdges(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	for _, c := range []struct {
		f             string
		at, value, dx float64
	}{
		{"sqrt(x)", 0, 0, inf}, {"sqrt(x)", -1, nan, nan}, {"log(x)", 0, -inf, inf}, {"1/x", 0, inf, -inf}, {"asin(x)", 1, math.Pi / 2, inf},
		{"acos(x)", 1, 0, -inf}, {"asin(x)", 2, nan, nan}, {"acosh(x)", 1, 0, inf}, {"acosh(x)", 0.5, nan, nan}, {"atanh(x)", 1, inf, inf},
		{"abs(x)", 0, 0, 0}, {"sign(x)", 0, 0, 0}, {"abs(x)", nan, nan, nan}, {"max(x, 1)", 1, 1, 0.5}, {"max(x, 1)", nan, nan, nan},
		{"x^2", 0, 0, 0}, {"x^(3/2)", 0, 0, 0}, {"x^(3/2)", -1, nan, nan}, {"exp(x)", 1000, inf, inf}, {"sin(x)", nan, nan, nan},
		{"tan(x)", inf, nan, nan}, {"erf(x)", inf, 1, 0}, {"tanh(x)", -inf, -1, 0}, {"atan(x)", inf, math.Pi / 2, 0}, {"x^x", -1, nan, nan},
	} {
		v, g, err := autograd.Gradient(symbolic.MustParse(c.f), []symbolic.Expr{x}, []float64{c.at})
		if err != nil || !same(v, c.value) || !same(g[0], c.dx) {
			t.Errorf("%s at %g: %v, derivative %v (%v), want %v and %v", c.f, c.at, v, g, err, c.value, c.dx)
		}
	}
	if v, err := autograd.HigherOrder(t.Context(), symbolic.MustParse("abs(x)^3+2"), x, -2, 6); err != nil || v[3] != -6 || v[4] != 0 || v[6] != 0 {
		t.Errorf("abs(x)^3+2: %v, %v", v, err)
	}
}

// One graph for a data set: variables of shapes (4), (3, 1) and () give 3×4 values, and sums of their slopes.
func TestShapes(t *testing.T) {
	f := symbolic.MustParse("sin(x*y)*max(x, y) + erf(z)*x^2 + atan2(y, z)")
	xs, ys, z0 := []float64{0.1, 0.5, 0.9, 1.3}, []float64{0.3, 0.7, 1.1}, 0.4
	vars := map[symbolic.Expr]*variable.Variable{x: variable.New(xs...), y: variable.New(ys...).Reshape(3, 1), z: variable.New(z0)}
	out, err := autograd.Lower(f, vars)
	if err != nil {
		t.Fatal(err)
	}
	variable.Sum()(out).Backward()
	var dx [4]float64
	var dy [3]float64
	var dz float64
	for i, yv := range ys {
		for j, xv := range xs {
			v, g, err := autograd.Gradient(f, []symbolic.Expr{x, y, z}, []float64{xv, yv, z0})
			if err != nil || v != out.At(i, j) {
				t.Errorf("value at %d, %d: %v, alone %v (%v)", i, j, out.At(i, j), v, err)
			}
			dx[j], dy[i], dz = dx[j]+g[0], dy[i]+g[1], dz+g[2]
		}
	}
	check := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-14*(1+math.Abs(want)) {
			t.Errorf("d/d%s: %v, want %v", name, got, want)
		}
	}
	for j := range xs {
		check("x", vars[x].Grad.Data.Data[j], dx[j])
	}
	for i := range ys {
		check("y", vars[y].Grad.Data.Data[i], dy[i])
	}
	check("z", vars[z].Grad.At(), dz)
}

func TestRefuses(t *testing.T) {
	one := []float64{1}
	for text, want := range map[string]string{
		"polygamma(1/2, x)": "polygamma of 2 arguments has no rule", "polygamma(x, 1)": "polygamma", "g(x)": "g of 1 arguments", "x*w": "w", "x*I": "not real",
	} {
		if _, _, err := autograd.Gradient(symbolic.MustParse(text), []symbolic.Expr{x}, one); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one about %q", text, err, want)
		}
		if _, err := autograd.HigherOrder(t.Context(), symbolic.MustParse(text), x, 1, 2); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one about %q", text, err, want)
		}
	}
	if _, _, err := autograd.Gradient(x, []symbolic.Expr{x, y}, one); err == nil {
		t.Error("two variables at one value: no error")
	}
	if _, _, err := autograd.Gradient(x, []symbolic.Expr{x, x}, []float64{1, 2}); err == nil {
		t.Error("x at two values: no error")
	}
	if _, err := autograd.HigherOrder(t.Context(), x, x, 1, -1); err == nil {
		t.Error("order -1: no error")
	}
	if _, err := autograd.Lower(symbolic.Add(x, y), map[symbolic.Expr]*variable.Variable{x: variable.New(1, 2, 3), y: variable.New(1, 2)}); err == nil {
		t.Error("shapes 3 and 2: no error")
	}
	if _, err := autograd.Lower(x, map[symbolic.Expr]*variable.Variable{x: nil}); err == nil {
		t.Error("no variable: no error")
	}
}

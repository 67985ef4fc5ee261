package autograd

import (
	"math"
	"testing"

	"tandem/symbolic"
)

// Every rule, to the third order, against the values of the symbolic derivatives and a central difference.
func TestDerivatives(t *testing.T) {
	x := symbolic.Sym("x")
	for _, c := range []struct {
		f  string
		at float64
	}{
		{"exp(x)*log(x)", 0.7}, {"sin(x)*cos(x)", 0.7}, {"tan(x)", 0.7}, {"sec(x)+csc(x)+cot(x)", 0.7},
		{"sinh(x)", 1e-9}, {"cosh(x)*tanh(x)", 0.7}, {"sech(x)+csch(x)+coth(x)", 0.7}, {"sqrt(x)", 0.7},
		{"x^x", 0.7}, {"x^2", 0}, {"x^(-3)", -0.7}, {"asin(x)+acos(x)^2", 0.3}, {"atan(x)", 0.7},
		{"asinh(x)+atanh(x)", 0.3}, {"acosh(x)", 1.7}, {"log1p(x)+expm1(x)", 0.3}, {"erf(x)", 0.7}, {"erfc(x)^2", 0.7},
		{"abs(x)*x", -0.7}, {"x*sign(x)", -0.7}, {"x", 2}, {"3", 2},
	} {
		f := symbolic.MustParse(c.f)
		got, err := HigherOrder(t.Context(), f, x, c.at, 3)
		if err != nil {
			t.Errorf("%s: %v", c.f, err)
			continue
		}
		d := f
		for k := range got {
			want, err := symbolic.Eval(d, map[symbolic.Expr]float64{x: c.at})
			// A few dozen roundings of terms that cancel at most tenfold.
			if err != nil || !(math.Abs(got[k]-want) <= 1e-12*(1+math.Abs(want))) {
				t.Errorf("%s at %g, order %d: %v, want %v (%v)", c.f, c.at, k, got[k], want, err)
			}
			d = symbolic.Diff(d, x)
		}
		const h = 1e-5
		up, _ := symbolic.Eval(f, map[symbolic.Expr]float64{x: c.at + h})
		down, _ := symbolic.Eval(f, map[symbolic.Expr]float64{x: c.at - h})
		if diff := (up - down) / (2 * h); !(math.Abs(got[1]-diff) <= 1e-7*(1+math.Abs(diff))) {
			t.Errorf("%s at %g: %v, central difference %v", c.f, c.at, got[1], diff)
		}
	}
}

func TestGradient(t *testing.T) {
	x, y, z := symbolic.Sym("x"), symbolic.Sym("y"), symbolic.Sym("z")
	f := symbolic.MustParse("x^y*sin(x*y)")
	v, g, err := Gradient(f, []symbolic.Expr{x, y, z}, []float64{1.3, 0.4, 5})
	if err != nil {
		t.Fatal(err)
	}
	at := map[symbolic.Expr]float64{x: 1.3, y: 0.4}
	for i, e := range []symbolic.Expr{f, symbolic.Diff(f, x), symbolic.Diff(f, y), symbolic.Int(0)} {
		want, _ := symbolic.Eval(e, at)
		if got := append([]float64{v}, g...)[i]; math.Abs(got-want) > 1e-14 {
			t.Errorf("entry %d: %v, want %v", i, got, want)
		}
	}
	for name, e := range map[string]string{"no rule": "gamma(x)", "no value": "x*w"} {
		if _, _, err := Gradient(symbolic.MustParse(e), []symbolic.Expr{x}, []float64{1}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

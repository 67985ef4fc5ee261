package wire

import (
	"testing"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/parse"
)

var samples = []string{
	"x", "7/3", "-2.5", "x^2*sin(y)/3 + 2*(x+1)", "123456789012345678901234567890/7", "f''(x) + D(f,1,2)(x,y)", "max(x,y,2)",
	"exp(-x^2/2)/sqrt(2*pi)", "I*oo", "E^(x+1)", "2^(1/3)*3^(1/2)*x", "Integral(exp(x^x), x, 0, 1)", "Derivative(f(x), x, 3)",
	"`strange name` + 1", "(-1)^(1/3)", "9^9^9^9", "erf(x)+dilog(x)",
}

func TestRoundTrip(t *testing.T) {
	var nodes []*expr.Node
	for _, s := range samples {
		n, err := parse.Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		nodes = append(nodes, n)
	}
	nodes = append(nodes, expr.Mul(expr.SymAssume("p", expr.Positive), expr.SymAssume("k", expr.Integer)), expr.Undefined)
	deep := expr.Sym("x") // shared so much that its text would have 2^200 letters
	for range 200 {
		deep = expr.Add(expr.Sin(deep), expr.Mul(deep, expr.Cos(deep)))
	}
	nodes = append(nodes, deep)
	for _, n := range nodes {
		b := Append(nil, n)
		if m, err := Decode(b); err != nil || m != n {
			t.Errorf("%v: binary gave %v", n, err)
		}
		if len(b) > 100_000 {
			t.Errorf("%d bytes", len(b))
		}
		j, err := JSON(n)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := FromJSON(j); err != nil || m != n {
			t.Errorf("%s: JSON gave %v", j, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range samples {
		n, _ := parse.Parse(s)
		f.Add(Append(nil, n))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n, err := Decode(b)
		if err != nil {
			return
		}
		if m, err := Decode(Append(nil, n)); err != nil || m != n {
			t.Errorf("decoded node does not survive: %v", err)
		}
	})
}

func FuzzJSON(f *testing.F) {
	for _, s := range samples {
		n, _ := parse.Parse(s)
		j, _ := JSON(n)
		f.Add(j)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if n, err := FromJSON(b); err == nil {
			j, _ := JSON(n)
			if m, err := FromJSON(j); err != nil || m != n {
				t.Errorf("decoded node does not survive: %v", err)
			}
		}
	})
}

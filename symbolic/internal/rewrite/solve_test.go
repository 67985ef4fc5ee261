package rewrite

import (
	"errors"
	"math/cmplx"
	"testing"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/print"
)

// Every solution is put back into the equation, by value; the number of solutions is known.
func TestSolve(t *testing.T) {
	a := expr.Sym("a")
	for _, c := range []struct {
		eq    string
		count int
	}{
		{"2x-3", 1}, {"x^2-2", 2}, {"x^2+x+1", 2}, {"x^2-2x+1", 1}, {"x^3-6x^2+11x-6", 3}, {"x^3+x+1", 3}, {"x^3-3x+1", 3},
		{"x^4-10x^2+1", 4}, {"x^4+x+1", 4}, {"x^4+2x^3-x+5", 4}, {"x^5-1", 5}, {"x^6-2", 6}, {"(x^2-1)/(x-1)", 1},
		{"a*x^2+x-a", 2}, {"exp(x)-3", 1}, {"exp(2x)-3exp(x)+2", 2}, {"log(x)-2", 1}, {"sin(x)-1/2", 2}, {"2^x-8", 1},
		{"sqrt(x)-3", 1}, {"sqrt(x)+3", 0}, {"tan(x)^2-3", 2}, {"abs(x-1)-2", 2}, {"x^3-a", 3}, {"1/x", 0},
		{"x*(x^2-a^2)", 3}, {"cosh(x)-2", 2}, {"x-x+1", 0}, {"x^(1/3)-2", 1}, {"log(x)^2-1", 2},
		{"x^15-1", 15}, {"x^7+3", 7}, {"x^(2/3)-4", 1}, {"x^(5/2)-1", 3},
	} {
		n := read(t, c.eq)
		roots, err := Solve(n, x)
		if err != nil {
			t.Errorf("%s: %v", c.eq, err)
			continue
		}
		if len(roots) != c.count {
			t.Errorf("%s: %d solutions, want %d: %v", c.eq, len(roots), c.count, texts(roots))
		}
		for _, r := range roots {
			at := map[*expr.Node]complex128{a: 1.37}
			v, err := eval.Complex(r, at)
			if err != nil {
				t.Errorf("%s: root %s: %v", c.eq, print.Text(r), err)
				continue
			}
			at[x] = v
			if w, err := eval.Complex(n, at); err != nil || cmplx.Abs(w) > 1e-9 {
				t.Errorf("%s at %s = %v: %v (%v)", c.eq, print.Text(r), v, w, err)
			}
		}
	}
	for _, s := range []string{"x^5-x+1", "sin(x)-x", "exp(x)+x", "x^1000000-1", "x^(10^9)-1"} { // never some roots of many
		if r, err := Solve(read(t, s), x); err == nil {
			t.Errorf("%s solved by %v", s, texts(r))
		}
	}
	if r, err := Solve(read(t, "sin(x)^2+cos(x)^2-1"), x); !errors.Is(err, ErrIdentity) {
		t.Errorf("sin²+cos² = 1: %v, %v", texts(r), err)
	}
}

func texts(ns []*expr.Node) []string {
	var out []string
	for _, n := range ns {
		out = append(out, print.Text(n))
	}
	return out
}

func TestLinearAlgebra(t *testing.T) {
	rd := func(s string) *expr.Node { return read(t, s) }
	y, z := expr.Sym("y"), expr.Sym("z")
	sol, err := SolveLinear([]*expr.Node{rd("x+y-3"), rd("a*x-y")}, []*expr.Node{x, y})
	if err != nil || sol[x] != rd("3/(a+1)") || sol[y] != rd("3a/(a+1)") {
		t.Errorf("2×2: %v %v", sol, err)
	}
	// A coefficient that is 0 without looking so is no pivot.
	hidden := []*expr.Node{rd("(sin(a)^2+cos(a)^2-1)*x+y-1"), rd("x+y-3")}
	if sol, err := SolveLinear(hidden, []*expr.Node{x, y}); err != nil || sol[x] != expr.Two || sol[y] != expr.One {
		t.Error(sol, err)
	}
	if _, err := SolveLinear([]*expr.Node{rd("x+y"), rd("x+y-1")}, []*expr.Node{x, y}); err == nil {
		t.Error("a contradiction")
	}
	if _, err := SolveLinear([]*expr.Node{rd("x*y-1")}, []*expr.Node{x, y}); err == nil {
		t.Error("not linear")
	}
	if sol, err := SolveLinear([]*expr.Node{rd("x+y+z")}, []*expr.Node{x, y, z}); err != nil || sol[x] != rd("-y-z") {
		t.Errorf("underdetermined: %v %v", sol, err)
	}
	m := [][]*expr.Node{{rd("a"), rd("b"), rd("1")}, {rd("c"), rd("d"), rd("2")}, {rd("0"), rd("x"), rd("3")}}
	if d := Det(m); d != Expand(rd("a*(3d-2x) - b*3c + c*x")) {
		t.Errorf("determinant %s", print.Text(d))
	}
	inv, ok := Invert(m)
	if !ok {
		t.Fatal("singular")
	}
	for i := range 3 {
		for j := range 3 {
			var s expr.Sum
			for k := range 3 {
				s.Add(expr.Mul(m[i][k], inv[k][j]))
			}
			want := expr.Zero
			if i == j {
				want = expr.One
			}
			if got := Together(s.Node()); got != want {
				t.Errorf("(A·A⁻¹)[%d,%d] = %s", i, j, print.Text(got))
			}
		}
	}
	if _, ok := Invert([][]*expr.Node{{rd("x"), rd("x^2")}, {rd("1"), rd("x")}}); ok {
		t.Error("a singular matrix has an inverse")
	}
}

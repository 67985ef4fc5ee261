package eval

import (
	"testing"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/numeric"
)

// The derivative that duals carry is the value of the symbolic derivative, for every function of one argument, on both
// sides of the real axis and on it; Slope agrees without the value.
func TestDuals(t *testing.T) {
	x := expr.Sym("x")
	c := numeric.New(160)
	for _, op := range expr.Functions() {
		if op.Arity() != 1 {
			continue
		}
		f := expr.Fn(op, expr.Add(expr.PowInt(x, 2), expr.Ratio(1, 7)))
		df := expr.Diff(f, x)
		met := 0
		for _, z := range []complex128{0.4 + 0.3i, 0.7 - 0.2i, 0.6, 1.3} {
			numeric.Defined(func() {
				at := func(n *expr.Node) Dual {
					ev := NewDuals(c)
					ev.Set(x, c.Float(real(z), imag(z)), true)
					return ev.Of(n)
				}
				want := at(df).V
				got := at(f).D
				ev := NewDuals(c)
				ev.Set(x, c.Float(real(z), imag(z)), true)
				slope := ev.Slope(f, x)
				for _, v := range []numeric.Complex{got, slope} {
					if d := c.Sub(v, want); !d.IsZero() && d.Exponent() > want.Exponent()-140 {
						t.Errorf("%v at %v: derivative %v, want %v", op, z, v.Complex128(), want.Complex128())
					}
				}
				met++
			})
		}
		jumps := op == expr.OpFloor || op == expr.OpCeil || op == expr.OpGamma || op == expr.OpDigamma // no value here, or none of ψ′'s symbol
		if met == 0 && !jumps {
			t.Errorf("%v has a value nowhere", op)
		}
	}
	// min and max take the derivative of the argument that wins.
	ev := NewDuals(c)
	ev.Set(x, c.Float(3, 0), true)
	if d := ev.Of(expr.Fn(expr.OpMax, x, expr.PowInt(x, 2))); d.V.Complex128() != 9 || d.D.Complex128() != 6 {
		t.Errorf("max(x, x²) at 3: %v, %v", d.V.Complex128(), d.D.Complex128())
	}
}

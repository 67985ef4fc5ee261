package rewrite

import (
	"testing"

	"pgregory.net/rapid"

	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/print"
)

// Square roots of sums of square roots lose a level where that is possible, and only there.
func TestDenest(t *testing.T) {
	for _, c := range [][2]string{
		{"sqrt(5+2*sqrt(6))", "sqrt(2)+sqrt(3)"}, {"sqrt(3-2*sqrt(2))", "sqrt(2)-1"}, {"1/sqrt(3+2*sqrt(2))", "sqrt(2)-1"},
		{"sqrt(10+2*sqrt(6)+2*sqrt(10)+2*sqrt(15))", "sqrt(2)+sqrt(3)+sqrt(5)"}, {"(3+2*sqrt(2))^(3/2)", "7+5*sqrt(2)"},
		{"sqrt(-3+4I)", "1+2I"}, {"sqrt(-5-12I)", "2-3I"}, {"sqrt(-2I)", "1-I"}, {"sqrt(2I*sqrt(6)+1)", "sqrt(3)+I*sqrt(2)"},
		{"sqrt(7+sqrt(2))", "sqrt(7+sqrt(2))"}, {"sqrt(1+sqrt(3))", "sqrt(1+sqrt(3))"},
	} {
		want := read(t, c[1])
		if got := Simplify(read(t, c[0])); got != want {
			t.Errorf("%s: got %s, want %s", c[0], print.Text(got), c[1])
		}
	}
	if got, want := denest(read(t, "sqrt(4+3*sqrt(2))")), read(t, "2^(1/4) + 2^(3/4)"); got != want { // fourth roots
		t.Errorf("√(4+3√2): got %s", print.Text(got))
	}
}

// The square of a random surd has the surd or its negative for a root, the one with positive real part.
func TestDenestSquares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := surd{}
		for range rapid.IntRange(1, 3).Draw(t, "terms") {
			n := rapid.SampledFrom([]int64{1, 2, 3, 5, 6, -1, -2, -3}).Draw(t, "radicand")
			s[n] = num.Ratio(rapid.Int64Range(1, 9).Draw(t, "p"), rapid.Int64Range(1, 4).Draw(t, "q"))
			if rapid.Bool().Draw(t, "minus") {
				s[n] = s[n].Neg()
			}
		}
		budget := 1 << 20
		r := s.mul(s).sqrt(&budget)
		if r == nil || !r.equal(s) && !r.equal(surd{}.add(s, num.NegOne)) {
			t.Fatalf("√(%v²) = %v", s, r)
		}
		if z := r.value(); real(z) < -1e-12 {
			t.Fatalf("√(%v²) = %v is not principal", s, r)
		}
	})
}

// Equalities of algebraic numbers and of circular functions are decided; a difference of 10^-30 is one.
func TestIsZeroDecides(t *testing.T) {
	for _, c := range []struct {
		e    string
		want Verdict
	}{
		{"(2+sqrt(5))^(1/3) - (1+sqrt(5))/2", True}, {"sqrt(5+2*sqrt(6)) - sqrt(2) - sqrt(3) - 10^-30", False},
		{"cos(pi/7)*cos(2pi/7)*cos(3pi/7) - 1/8", True}, {"tan(3pi/11) + 4sin(2pi/11) - sqrt(11)", True},
		{"tan(3pi/11) + 4sin(2pi/11) - sqrt(11) + 10^-40", False}, {"exp(2*I*pi/5) - (-1)^(2/5)", True},
		{"(1+I)^(1/3)^2 - (2I)^(1/9)*(1+I)^(1/9-2/9)", Unknown}, {"1/(1+sqrt(2)+sqrt(3)) - (2+sqrt(2)-sqrt(6))/4", True},
		{"sin(3x) - 3sin(x) + 4sin(x)^3", True}, {"tan(x/2) - sin(x)/(1+cos(x))", True}, {"sinh(x+y) - sinh(x)cosh(y) - cosh(x)sinh(y)", True},
		{"cos(x+pi/3) - cos(x)/2 + sqrt(3)/2*sin(x)", True}, {"sec(x)^2 - tan(x)^2 - 1", True}, {"sin(x)^2 - (1-cos(2x))/2 + x*10^-6", False},
		{"gamma(x+2) - x*(x+1)*gamma(x)", True}, {"asin(x) + acos(x) - pi/2", True}, {"log(x*y) - log(x) - log(y)", Unknown},
	} {
		if got := IsZero(read(t, c.e)); got != c.want && !(c.want == Unknown && got == False) {
			t.Errorf("%s = 0: verdict %d, want %d", c.e, got, c.want)
		}
	}
}

// Together knows that roots of integers are algebraic.
func TestTogetherRoots(t *testing.T) {
	for _, c := range [][2]string{
		{"1/(sqrt(2)-1)", "sqrt(2)+1"}, {"(1+I)/(1-I)", "I"}, {"(x^2-2)/(x-sqrt(2))", "x+sqrt(2)"}, {"1/(x-sqrt(2))", "1/(x-sqrt(2))"},
		{"1/(x^2-2) + 1/(x-sqrt(2))", "(x+1+sqrt(2))/(x^2-2)"}, {"1/(sqrt(2)*sqrt(3)-sqrt(6)+x)", "1/x"},
	} {
		if got, want := Together(read(t, c[0])), read(t, c[1]); got != want {
			t.Errorf("%s: got %s, want %s", c[0], print.Text(got), c[1])
		}
	}
}

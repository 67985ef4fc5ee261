package poly

import (
	"math/rand/v2"
	"testing"
)

func TestFieldLaws(t *testing.T) {
	// ℚ(x)(y, z) with y² = x² + 1, z³ = 2: a·(1/a) = 1, distributivity, unique zero.
	f := &Field{}
	f.Min[1] = Var(1, 2).Sub(Var(0, 2)).Sub(Const(Int(1)))
	f.Min[2] = Var(2, 3).Sub(Const(Int(2)))
	r := rand.New(rand.NewPCG(9, 9))
	for range 60 {
		a := f.Of(random(r, 3, 4, 2, 5))
		b := f.Of(random(r, 3, 3, 2, 5))
		if a.IsZero() || b.IsZero() {
			continue
		}
		if one := a.Mul(a.Inv()); !one.Equal(f.Int(1)) {
			t.Fatalf("a·(1/a) = %v for a = %v", one, a)
		}
		if d := a.Add(b).Div(b).Sub(a.Div(b)); !d.Equal(f.Int(1)) {
			t.Fatalf("(a+b)/b − a/b = %v for %v, %v", d, a, b)
		}
	}
}

func TestApart(t *testing.T) {
	x := U[Rat]{Int(0), Int(1)}
	one := U[Rat]{Int(1)}
	fs := []UPower[Rat]{{x.Sub(one), 3}, {x.Mul(x).Add(one), 2}, {x.Add(one).Add(one), 1}}
	den := one
	for _, f := range fs {
		den = den.Mul(f.P.Pow(f.K))
	}
	num := U[Rat]{Int(3), Int(-1), Int(4), Int(1), Int(-5), Int(9), Int(2)}
	var sum U[Rat]
	for i, part := range Apart(num, fs) {
		for j, n := range part {
			rest, r := den.DivMod(fs[i].P.Pow(j + 1))
			if len(r) > 0 || n.Deg() >= fs[i].P.Deg() {
				t.Fatalf("part %d,%d is improper: %v", i, j, n)
			}
			sum = sum.Add(n.Mul(rest))
		}
	}
	if d := sum.Sub(num); len(d) > 0 {
		t.Errorf("the parts sum to %v, want %v", sum, num)
	}
}

func TestUnivariateGCD(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 1))
	for range 50 {
		a, b := random(r, 1, 4, 5, 9).ToU(0), random(r, 1, 4, 5, 9).ToU(0)
		if len(a) == 0 || len(b) == 0 {
			continue
		}
		g, s, u := a.XGCD(b)
		if d := s.Mul(a).Add(u.Mul(b)).Sub(g); len(d) > 0 {
			t.Fatalf("s·a + t·b − g = %v", d)
		}
		want := GCD(FromU(a, 0), FromU(b, 0)).ToU(0).Monic()
		if d := want.Sub(g); len(d) > 0 {
			t.Fatalf("gcd %v, want %v", g, want)
		}
	}
}

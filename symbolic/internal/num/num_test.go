package num

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// edges are where 64 bits end.
var edges = []int64{0, 1, -1, 2, -2, 3, 1 << 31, 1<<32 + 1, math.MaxInt64, math.MaxInt64 - 1, math.MinInt64, math.MinInt64 + 1, -1 << 32}

// exact draws a rational: often at the edges, sometimes longer than 64 bits.
func exact() *rapid.Generator[*big.Rat] {
	return rapid.Custom(func(t *rapid.T) *big.Rat {
		part := rapid.OneOf(rapid.SampledFrom(edges), rapid.Int64(), rapid.Int64Range(-20, 20))
		p, q := big.NewInt(part.Draw(t, "p")), big.NewInt(part.Draw(t, "q"))
		if rapid.IntRange(0, 4).Draw(t, "long") == 0 {
			p.Mul(p, big.NewInt(part.Draw(t, "p2")))
			q.Mul(q, big.NewInt(part.Draw(t, "q2")))
		}
		if q.Sign() == 0 {
			q.SetInt64(1)
		}
		return new(big.Rat).SetFrac(p, q)
	})
}

// same fails unless x has the value want in its one representation.
func same(t *rapid.T, what string, x Num, want *big.Rat) {
	t.Helper()
	if x.IsFloat() || x.Rat().Cmp(want) != 0 {
		t.Fatalf("%s: %v, want %v", what, x, want)
	}
	if y := FromRat(want); !x.Equal(y) || x.Hash() != y.Hash() || x.String() != y.String() {
		t.Fatalf("%s: %v is held in another way than %v", what, x, want)
	}
	if fits := want.Num().IsInt64() && want.Denom().IsInt64(); fits != (x.r == nil) {
		t.Fatalf("%s: %v is inline: %v, want %v", what, x, x.r == nil, fits)
	}
}

func TestArithmeticAgainstBig(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := exact().Draw(t, "a"), exact().Draw(t, "b")
		x, y := FromRat(a), FromRat(b)
		same(t, "x", x, a)
		same(t, "+", x.Add(y), new(big.Rat).Add(a, b))
		same(t, "-", x.Sub(y), new(big.Rat).Sub(a, b))
		same(t, "*", x.Mul(y), new(big.Rat).Mul(a, b))
		same(t, "neg", x.Neg(), new(big.Rat).Neg(a))
		same(t, "abs", x.Abs(), new(big.Rat).Abs(a))
		if b.Sign() != 0 {
			same(t, "/", x.Div(y), new(big.Rat).Quo(a, b))
		}
		k := rapid.Int64Range(-5, 5).Draw(t, "k")
		if a.Sign() != 0 || k >= 0 {
			want := big.NewRat(1, 1)
			for range max(k, -k) {
				want.Mul(want, a)
			}
			if k < 0 {
				want.Inv(want)
			}
			p, ok := x.Pow(k)
			if !ok {
				t.Fatalf("%v^%d: no answer", a, k)
			}
			same(t, "pow", p, want)
		}
		if x.Cmp(y) != a.Cmp(b) || x.Sign() != a.Sign() || x.IsInt() != a.IsInt() {
			t.Fatalf("cmp, sign, int of %v and %v", a, b)
		}
		if f, _ := a.Float64(); x.Float64() != f {
			t.Fatalf("float of %v: %v, want %v", a, x.Float64(), f)
		}
		floor := new(big.Int).Div(a.Num(), a.Denom()) // Euclidean; the denominator is positive
		same(t, "floor", x.Floor(), new(big.Rat).SetInt(floor))
	})
}

func TestGCD(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := exact().Draw(t, "a"), exact().Draw(t, "b")
		g := GCD(FromRat(a), FromRat(b))
		if a.Sign() == 0 && b.Sign() == 0 {
			same(t, "gcd of zeros", g, new(big.Rat))
			return
		}
		// g divides both, and the quotients are coprime.
		p, q := FromRat(a).Div(g), FromRat(b).Div(g)
		if g.Sign() <= 0 || !p.IsInt() || !q.IsInt() {
			t.Fatalf("gcd of %v and %v: %v", a, b, g)
		}
		m, n := p.BigNum(), q.BigNum()
		if new(big.Int).GCD(nil, nil, m.Abs(m), n.Abs(n)).Cmp(big.NewInt(1)) != 0 {
			t.Fatalf("gcd of %v and %v: %v is not the largest", a, b, g)
		}
		same(t, "gcd", g, g.Rat())
	})
}

func TestFloats(t *testing.T) {
	nan, inf := Float(math.NaN()), Float(math.Inf(1))
	for _, c := range []struct {
		name string
		got  Num
		want float64
	}{
		{"1/2 + 0.25", Half.Add(Float(0.25)), 0.75},
		{"0.25 · 2⁶⁴/3", Float(0.25).Mul(FromRat(new(big.Rat).SetFrac(new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(3)))), 0x1p62 / 3},
		{"1/inf", inf.Inv(), 0},
		{"floor -0.5", Float(-0.5).Floor(), -1},
	} {
		if !c.got.IsFloat() || c.got.Float64() != c.want {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
	if nan.Sign() != 0 || nan.Rat() != nil || inf.Rat() != nil || !Float(math.Copysign(0, -1)).IsZero() || Float(0).IsInt() {
		t.Error("NaN, infinities and the float zero")
	}
	if Float(2).String() != "2.0" || Float(1e300).String() != "1e+300" {
		t.Error("floats must read back as floats")
	}
}

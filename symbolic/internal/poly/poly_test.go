package poly

import (
	"errors"
	"math/rand/v2"
	"testing"
)

func random(r *rand.Rand, vars, terms, deg int, height int64) Poly {
	ts := make([]Term, terms)
	for i := range ts {
		var m Mono
		for v := range vars {
			m = m.With(v, r.IntN(deg+1))
		}
		ts[i] = Term{m, Int(r.Int64N(2*height+1) - height)}
	}
	return FromTerms(ts)
}

func TestRingLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		a, b, c := random(r, 3, 6, 4, 1e9), random(r, 3, 5, 4, 1e12), random(r, 3, 7, 3, 9)
		if !a.Mul(b.Add(c)).Equal(a.Mul(b).Add(a.Mul(c))) {
			t.Fatalf("distributivity fails for %v, %v, %v", a, b, c)
		}
		if len(b) == 0 {
			continue
		}
		if q, ok := a.Mul(b).DivExact(b); !ok || !q.Equal(a) {
			t.Fatalf("(%v)·(%v)/(%v) = %v, %v", a, b, b, q, ok)
		}
	}
}

func TestGCD(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 200 {
		a, b, g := random(r, 1+i%3, 4, 3, 20), random(r, 1+i%3, 4, 3, 20), random(r, 1+i%3, 3, 3, 20)
		if len(a) == 0 || len(b) == 0 || len(g) == 0 {
			continue
		}
		got := GCD(a.Mul(g), b.Mul(g))
		if _, ok := got.DivExact(g); !ok {
			t.Fatalf("GCD of multiples of %v is %v", g, got)
		}
		p, _ := a.Mul(g).DivExact(got)
		q, _ := b.Mul(g).DivExact(got)
		if !GCD(p, q).IsConst() {
			t.Fatalf("cofactors %v and %v are not coprime", p, q)
		}
		_, prim := a.Mul(g).Primitive()
		_, prim2 := b.Mul(g).Primitive()
		if h := new(Effort).gcdSubresultant(prim, prim2, prim.Vars0()); !h.Equal(got) {
			t.Fatalf("heuristic %v, subresultant %v", got, h)
		}
	}
}

// Vars0 returns the first variable of p, or 0.
func (p Poly) Vars0() int {
	if vs := p.Vars(); len(vs) > 0 {
		return vs[0]
	}
	return 0
}

func TestFactor(t *testing.T) {
	x, y := Var(0, 1), Var(1, 1)
	c := func(k int64) Poly { return Const(Int(k)) }
	for _, row := range []struct {
		name string
		p    Poly
		want int // number of irreducible factors counted with multiplicity
	}{
		{"x^4+1", x.Pow(4).Add(c(1)), 1},
		{"x^4+4", x.Pow(4).Add(c(4)), 2},
		{"x^8-1", x.Pow(8).Sub(c(1)), 4},
		{"x^12-1", x.Pow(12).Sub(c(1)), 6},
		{"x^105-1", x.Pow(105).Sub(c(1)), 8},
		{"x^5+x+1", x.Pow(5).Add(x).Add(c(1)), 2},
		{"(2x-3)^3(x^2+1)^2", x.Scale(Int(2)).Sub(c(3)).Pow(3).Mul(x.Pow(2).Add(c(1)).Pow(2)), 5},
		{"Swinnerton-Dyer 16", x.Pow(16).Sub(x.Pow(14).Scale(Int(136))).Add(x.Pow(12).Scale(Int(6476))).
			Sub(x.Pow(10).Scale(Int(141912))).Add(x.Pow(8).Scale(Int(1513334))).Sub(x.Pow(6).Scale(Int(7453176))).
			Add(x.Pow(4).Scale(Int(13950764))).Sub(x.Pow(2).Scale(Int(5596840))).Add(c(46225)), 1},
		{"x^2-y^2", x.Pow(2).Sub(y.Pow(2)), 2},
		{"x^4-y^4 times x+2y+1", x.Pow(4).Sub(y.Pow(4)).Mul(x.Add(y.Scale(Int(2))).Add(c(1))), 4},
		{"x^2+y^2+1", x.Pow(2).Add(y.Pow(2)).Add(c(1)), 1},
		{"(xy+1)^2(x-y)", x.Mul(y).Add(c(1)).Pow(2).Mul(x.Sub(y)), 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			k, fs := Factor(row.p)
			prod, n := Const(k), 0
			for _, f := range fs {
				prod = prod.Mul(f.P.Pow(f.K))
				n += f.K
			}
			if !prod.Equal(row.p) {
				t.Errorf("the product of the factors %v is %v, want %v", fs, prod, row.p)
			}
			if n != row.want {
				t.Errorf("%d factors, want %d: %v", n, row.want, fs)
			}
		})
	}
}

func TestFactorOfProducts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 150 {
		a, b := random(r, 1, 5, 4+i%3, 30), random(r, 1, 4, 4, 30)
		if a.Deg(0) < 1 || b.Deg(0) < 1 {
			continue
		}
		p := a.Mul(b)
		c, fs := Factor(p)
		prod, n := Const(c), 0
		for _, f := range fs {
			prod = prod.Mul(f.P.Pow(f.K))
			n += f.K
		}
		if !prod.Equal(p) || n < 2 {
			t.Fatalf("Factor(%v) = %v %v", p, c, fs)
		}
	}
}

func TestResultant(t *testing.T) {
	// res_x(x² − a, x² − b) = (a − b)².
	x, a, b := Var(0, 1), Var(1, 1), Var(2, 1)
	got := Resultant(x.Pow(2).Sub(a), x.Pow(2).Sub(b), 0)
	if want := a.Sub(b).Pow(2); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	// Multiplicativity: res(f·g, h) = res(f, h)·res(g, h).
	r := rand.New(rand.NewPCG(7, 8))
	for range 60 {
		f, g, h := random(r, 2, 4, 3, 9), random(r, 2, 4, 2, 9), random(r, 2, 4, 3, 9)
		if f.Deg(0) < 1 || g.Deg(0) < 1 || h.Deg(0) < 1 {
			continue
		}
		l, m := Resultant(f.Mul(g), h, 0), Resultant(f, h, 0).Mul(Resultant(g, h, 0))
		if !l.Equal(m) {
			t.Fatalf("res(fg,h) = %v but res(f,h)·res(g,h) = %v for %v; %v; %v", l, m, f, g, h)
		}
	}
}

func BenchmarkGCD(b *testing.B) {
	x, y := Var(0, 1), Var(1, 1)
	g := x.Pow(3).Add(y.Pow(2)).Add(Const(Int(1)))
	p, q := g.Mul(x.Add(y).Pow(4)), g.Mul(x.Sub(y.Scale(Int(3))).Pow(5))
	for b.Loop() {
		GCD(p, q)
	}
}

func BenchmarkFactor(b *testing.B) {
	p := Var(0, 12).Sub(Const(Int(1)))
	for b.Loop() {
		Factor(p)
	}
}

// A gcd whose remainder sequence explodes ends by itself, or when its Poll says so.
func TestEffortEnds(t *testing.T) {
	var p, q Poly
	for k := range 9 { // no common factor, and none that images or the heuristic find out soon
		m := Var(0, 9+k).Mul(Var(1, 8-k)).Mul(Var(2, 5*k%7)).Mul(Var(3, 3*k%5)).Mul(Var(4, k%3+1))
		p, q = p.Add(m.Scale(Int(int64(3*k+1)))), q.Add(m.Mul(Var(k%5, 2)).Scale(Int(int64(7-2*k))))
	}
	p, q = p.Add(Const(Int(5))), q.Add(Const(Int(7)))
	polls := 0
	e := Effort{Poll: func() {
		if polls++; polls == 3 {
			panic(errPolled)
		}
	}}
	func() {
		defer func() {
			if r := recover(); r != errPolled {
				t.Errorf("ended with %v after %d polls", r, polls)
			}
		}()
		e.gcdSubresultant(p, q, 0)
	}()
	if err := Guard(func() { new(Effort).gcdSubresultant(p, q, 0) }); err == nil {
		t.Error("the remainder sequence of two polynomials in five variables came to an end")
	}
}

var errPolled = errors.New("polled")

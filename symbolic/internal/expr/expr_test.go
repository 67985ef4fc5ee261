package expr

import (
	"runtime"
	"sync"
	"testing"
)

var x, y, z = Sym("x"), Sym("y"), Sym("z")

func TestCanonicalForm(t *testing.T) {
	p := SymAssume("p", Positive)
	r := SymAssume("r", Real)
	for _, c := range []struct {
		name      string
		got, want *Node
	}{
		{"like terms", Add(x, y, x, Neg(y)), Mul(Two, x)},
		{"constant folds", Add(Int(3), x, Ratio(-3, 1)), x},
		{"sum in sum with coefficient", Add(Mul(Two, Add(x, y)), Mul(Int(-2), x)), Mul(Two, y)},
		{"minus a sum", Neg(Sub(x, y)), Sub(y, x)},
		{"powers join", Mul(x, y, x, Inv(y)), PowInt(x, 2)},
		{"exp joins", Mul(Exp(x), Exp(y), Exp(Neg(x))), Exp(y)},
		{"exp(1)", Mul(E, Exp(x)), Exp(Add(x, One))},
		{"symbolic exponents", Mul(Pow(x, y), Pow(x, z)), Pow(x, Add(y, z))},
		{"√2·√2", Mul(Sqrt(Two), Sqrt(Two)), Two},
		{"√12", Sqrt(Int(12)), Mul(Two, Sqrt(Int(3)))},
		{"√2·√3", Mul(Sqrt(Two), Sqrt(Int(3))), Sqrt(Int(6))},
		{"1/√2", Inv(Sqrt(Two)), Mul(Half, Sqrt(Two))},
		{"√(-4)", Sqrt(Int(-4)), Mul(Two, I)},
		{"(-8)^(1/3) is principal", Pow(Int(-8), Ratio(1, 3)), Mul(Two, Pow(NegOne, Ratio(1, 3)))},
		{"i²", PowInt(I, 2), NegOne},
		{"i^-1", Inv(I), Neg(I)},
		{"i^(1/3)", Pow(I, Ratio(1, 3)), Pow(NegOne, Ratio(1, 6))},
		{"sin(i^x) ends", Sin(Mul(Int(-1), Pow(I, x))), Neg(Sin(Pow(I, x)))},
		{"sin(ix)", Sin(Mul(I, x)), Mul(I, Sinh(x))},
		{"(xy)²", PowInt(Mul(x, y), 2), Mul(PowInt(x, 2), PowInt(y, 2))},
		{"√(4x)", Sqrt(Mul(Int(4), x)), Mul(Two, Sqrt(x))},
		{"√p²", Sqrt(PowInt(p, 2)), p},
		{"√r²", Sqrt(PowInt(r, 2)), Abs(r)},
		{"(√x)²", PowInt(Sqrt(x), 2), x},
		{"√√x", Sqrt(Sqrt(x)), Pow(x, Ratio(1, 4))},
		{"2^(x+1)", Pow(Two, Add(x, One)), Mul(Two, Pow(Two, x))},
		{"4^x", Pow(Int(4), x), Pow(Two, Mul(Two, x))},
		{"exp(log x)", Exp(Log(x)), x},
		{"exp(2 log x + y)", Exp(Add(Mul(Two, Log(x)), y)), Mul(PowInt(x, 2), Exp(y))},
		{"log 8", Log(Int(8)), Mul(Int(3), Log(Two))},
		{"exp(iπ)", Exp(Mul(I, Pi)), NegOne},
		{"sin π/6", Sin(Mul(Ratio(1, 6), Pi)), Half},
		{"sin(x+π)", Sin(Add(x, Pi)), Neg(Sin(x))},
		{"cos(x-3π/2)", Cos(Sub(x, Mul(Ratio(3, 2), Pi))), Neg(Sin(x))},
		{"tan 3π/4", Tan(Mul(Ratio(3, 4), Pi)), NegOne},
		{"sin odd", Add(Sin(Sub(x, y)), Sin(Sub(y, x))), Zero},
		{"cos(asin x)", Cos(Asin(x)), Sqrt(Sub(One, PowInt(x, 2)))},
		{"asin 1/2", Asin(Half), Mul(Ratio(1, 6), Pi)},
		{"atan -√3", Atan(Neg(Sqrt(Int(3)))), Mul(Ratio(-1, 3), Pi)},
		{"|-2(π+1)|", Abs(Mul(Int(-2), Add(Pi, One))), Mul(Two, Add(Pi, One))},
		{"|-p-1|", Abs(Sub(NegOne, p)), Add(p, One)},
		{"|2(x+1)|", Abs(Mul(Two, Add(x, One))), Mul(Two, Abs(Add(x, One)))},
		{"sign(-p-1)", Sign(Sub(NegOne, p)), NegOne},
		{"1/0", Inv(Zero), Undefined},
		{"1/0 absorbs", Sin(Add(x, Inv(Zero))), Undefined},
		{"0^0", Pow(Zero, Zero), One},
		{"log 0", Log(Zero), Undefined},
		{"∞-∞", Sub(Infinity, Infinity), Undefined},
		{"∞+1", Add(Infinity, One), Infinity},
		{"0·∞", Mul(Zero, Infinity), Undefined},
		{"1/∞", Inv(Infinity), Zero},
		{"exp(-∞)", Exp(Neg(Infinity)), Zero},
		{"max", Fn(OpMax, x, One, Fn(OpMax, x, Two)), Fn(OpMax, Two, x)},
		{"Γ(5)", Fn(OpGamma, Int(5)), Int(24)},
		{"float folds", Mul(Float(0.5), Int(3)), Float(1.5)},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %#v, want %#v", c.name, c.got, c.want)
		}
	}
}

func TestHugePowerStaysSymbolic(t *testing.T) {
	n := Pow(Int(9), Pow(Int(9), Pow(Int(9), Int(9))))
	if n.Op() != OpPow || Mul(n, Inv(n)) != One {
		t.Errorf("9^9^9^9 = %v", n)
	}
	if v := PowInt(Two, 100); v.Op() != OpNum || v.Coef().BitLen() != 101 {
		t.Errorf("2^100 = %v", v)
	}
}

func TestDiff(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want *Node
	}{
		{"sin", Diff(Sin(x), x), Cos(x)},
		{"four times", Diff(Diff(Diff(Diff(Sin(x), x), x), x), x), Sin(x)},
		{"x^x", Diff(Pow(x, x), x), Add(Pow(x, x), Mul(Pow(x, x), Log(x)))},
		{"product", Diff(Mul(x, Exp(x)), x), Add(Exp(x), Mul(x, Exp(x)))},
		{"quotient", Diff(Inv(Add(One, PowInt(x, 2))), x), Mul(Int(-2), x, PowInt(Add(One, PowInt(x, 2)), -2))},
		{"chain", Diff(Exp(PowInt(x, 2)), x), Mul(Two, x, Exp(PowInt(x, 2)))},
		{"2^x", Diff(Pow(Two, x), x), Mul(Pow(Two, x), Log(Two))},
		{"free", Diff(Sin(y), x), Zero},
		{"f(x²)", Diff(Call("f", PowInt(x, 2)), x), Mul(Two, x, CallD("f", []int32{1}, PowInt(x, 2)))},
		{"mixed", Diff(Diff(Sin(Mul(x, y)), x), y), Diff(Diff(Sin(Mul(x, y)), y), x)},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %#v, want %#v", c.name, c.got, c.want)
		}
	}
}

func TestSubs(t *testing.T) {
	e := Mul(PowInt(x, 2), Sin(y))
	if got, want := Subs(e, map[*Node]*Node{x: y, y: x}), Mul(PowInt(y, 2), Sin(x)); got != want {
		t.Errorf("swap: %#v", got)
	}
	if got, want := Subs(e, map[*Node]*Node{PowInt(x, 2): z}), Mul(z, Sin(y)); got != want {
		t.Errorf("power: %#v", got)
	}
	if !Has(e, PowInt(x, 2)) || Has(e, PowInt(x, 3)) || FreeOf(e, y) {
		t.Error("Has")
	}
}

// A million different expressions, each dropped, must not grow the table.
func TestTableIsBounded(t *testing.T) {
	for i := range 300_000 {
		Diff(Sin(Mul(Int(int64(i)), PowInt(x, 3))), x)
	}
	runtime.GC()
	runtime.GC()
	for i := range 300_000 {
		Diff(Cos(Mul(Int(int64(i)), PowInt(x, 5))), x)
	}
	if _, slots := Live(); slots > 1<<22 {
		t.Errorf("%d slots after 600000 dropped derivatives", slots)
	}
	nodes := 0
	for range 100 { // a collection may still be at work on what the one before it found
		runtime.GC()
		if nodes, _ = Live(); nodes <= 50_000 {
			break
		}
	}
	if nodes > 50_000 {
		t.Errorf("%d nodes live after all were dropped", nodes)
	}
}

func TestConcurrentInterning(t *testing.T) {
	const n = 2000
	var got [4][n]*Node
	var wg sync.WaitGroup
	for g := range got {
		wg.Go(func() {
			for i := range n {
				got[g][i] = Diff(Mul(Int(int64(i)), Sin(PowInt(x, int64(i%7))), Exp(y)), x)
			}
		})
	}
	wg.Wait()
	for g := range got {
		if got[g] != got[0] {
			t.Fatal("the same expression is two nodes")
		}
	}
}

// The hash is written down: it may change with the representation, but never between processes, runs or machines.
func TestHashIsStable(t *testing.T) {
	e := Add(Mul(Int(3), Sin(x)), Exp(PowInt(y, 2)), Pow(Pi, Half))
	if h := e.Hash(); h != 0xdb88113cdc67b0bb {
		t.Errorf("hash %#x", h)
	}
}

func BenchmarkDiffCycle(b *testing.B) {
	f := Sin(x)
	for b.Loop() {
		f = Diff(f, x)
	}
}

func BenchmarkExpSquare100(b *testing.B) {
	for b.Loop() {
		f := Exp(PowInt(x, 2))
		for range 100 {
			f = Diff(f, x)
		}
	}
}

// Each case is a number of single steps f = Diff(f, x) from the start, with the table cold: y differs at each round.
func BenchmarkLoop(b *testing.B) {
	for _, c := range []struct {
		name  string
		f     *Node
		steps int
	}{
		{"exp(x^2)", Exp(PowInt(x, 2)), 100},
		{"tan", Tan(x), 12},
		{"1/(1+x^2)", Inv(Add(One, PowInt(x, 2))), 30},
		{"exp(sin)", Exp(Sin(x)), 14},
		{"sin·exp·x^5", Mul(Sin(x), Exp(x), PowInt(x, 5)), 14},
		{"sin nested", Sin(Sin(Sin(Sin(x)))), 10},
	} {
		b.Run(c.name, func(b *testing.B) {
			i := int64(0)
			for b.Loop() {
				i++
				t := Sym("t" + string(rune(0x4e00+i%5000)))
				f := Subs(c.f, map[*Node]*Node{x: t})
				for range c.steps {
					f = Diff(f, t)
				}
				if i == 1 {
					b.ReportMetric(float64(Count(f)), "nodes")
				}
			}
		})
	}
}

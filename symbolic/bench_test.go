package symbolic_test

import (
	"fmt"
	"strings"
	"testing"

	"tandem/symbolic"
)

// The jobs of testdata/peer_ginac.cpp. Each round has a symbol of its own, so that the table and the memory of
// derivatives are cold.
func BenchmarkPeerJobs(b *testing.B) {
	round := 0
	fresh := func() symbolic.Expr {
		round++
		return symbolic.Sym(fmt.Sprintf("x%d", round))
	}
	at := func(s string, v symbolic.Expr) symbolic.Expr {
		e, err := symbolic.ParseWith(s, map[string]symbolic.Expr{"x": v})
		if err != nil {
			b.Fatal(err)
		}
		return e
	}
	b.Run("lecture 5x10000", func(b *testing.B) {
		for b.Loop() {
			v := fresh()
			for _, f := range []string{"exp", "sin", "cos", "cosh", "sinh"} {
				e := symbolic.Func(f, v)
				for range 10_000 {
					e = symbolic.Diff(e, v)
				}
			}
		}
	})
	for _, c := range []struct {
		f string
		n int
	}{{"exp(x^2)", 30}, {"exp(x^2)", 100}, {"sin(x)*exp(x)*x^5", 14}, {"tan(x)", 12}, {"1/(1+x^2)", 30}, {"exp(sin(x))", 14}} {
		b.Run(fmt.Sprintf("%s %d", c.f, c.n), func(b *testing.B) {
			for b.Loop() {
				v := fresh()
				e := at(c.f, v)
				for range c.n {
					e = symbolic.Diff(e, v)
				}
			}
		})
	}
	b.Run("DiffN sin(sin(sin(sin(x)))) 10", func(b *testing.B) {
		for b.Loop() {
			v := fresh()
			symbolic.DiffN(at("sin(sin(sin(sin(x))))", v), v, 10)
		}
	})
	for _, f := range []string{"exp(x^2)", "x^5*exp(x)", "sin(x)*exp(x)", "1/(1+x^2)"} {
		b.Run("DiffN "+f+" 10000", func(b *testing.B) {
			for b.Loop() {
				v := fresh()
				symbolic.DiffN(at(f, v), v, 10_000)
			}
		})
	}
	b.Run("expand (1+x+y+z)^20*((1+x+y+z)^20+1)", func(b *testing.B) {
		for b.Loop() {
			symbolic.Expand(at("(1+x+y+z)^20*((1+x+y+z)^20+1)", fresh()))
		}
	})
	var text strings.Builder
	for i := 0; text.Len() < 1<<20; i++ {
		fmt.Fprintf(&text, "+%d*x^%d*sin(%d*x+y)/(z+%d)", i+2, i%17+1, i%101, i)
	}
	b.Run("parse and print 1 MB", func(b *testing.B) {
		b.SetBytes(int64(text.Len()))
		for b.Loop() {
			e, err := symbolic.Parse(text.String())
			if err != nil || len(e.String()) < 1<<19 {
				b.Fatal(err)
			}
		}
	})
}

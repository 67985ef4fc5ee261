package integral

import (
	"strings"

	"tandem/symbolic/internal/expr"
)

// Forms for readers.

// AbsLog returns F with log(abs(u)) for each logarithm of a real u that depends on x.
func AbsLog(F, x *expr.Node) *expr.Node {
	if expr.Has(F, expr.I) {
		return F
	}
	return expr.Map(F, func(n *expr.Node) *expr.Node {
		if n.Op() == expr.OpLog && expr.Has(n, x) {
			return expr.Log(expr.Abs(n.Arg(0)))
		}
		return n
	})
}

// Namer returns a function that gives the variables which a search has introduced names that people use, t, u, v, …, and
// that do not occur in ns.
func Namer(ns ...*expr.Node) func(*expr.Node) *expr.Node {
	var names []string
	for _, name := range []string{"t", "u", "v", "s", "p", "q", "r", "z", "w", "y"} {
		taken := false
		for _, n := range ns {
			taken = taken || expr.Has(n, expr.Sym(name))
		}
		if !taken {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		names = []string{"new"}
	}
	given := map[*expr.Node]*expr.Node{}
	return func(n *expr.Node) *expr.Node {
		for _, s := range expr.Symbols(n) {
			if strings.HasPrefix(s.Name(), "\x00") && given[s] == nil {
				k := len(given)
				name := names[k%len(names)]
				if k >= len(names) {
					name += strings.Repeat("'", k/len(names))
				}
				given[s] = expr.Sym(name)
			}
		}
		if len(given) == 0 {
			return n
		}
		return expr.Subs(n, given)
	}
}

// Package limit finds limits of expressions at points and at infinity by Gruntz's algorithm (D. Gruntz, On Computing
// Limits in a Symbolic Manipulation System, ETH Zürich 1996).
//
// Every limit is brought to x → +∞. Of the exponentials in the expression (and x itself) those that grow or vanish fastest
// are found by comparing logarithms; all are written as powers of one of them, w → 0, times slower ones; and the leading
// term c·w^k of the series in w decides: 0, an infinity by the sign of c, or the limit of c, which is slower.
//
// What has no such series is brought to one that has it first (prepare.go): functions at their singularities, special
// functions at infinity by their asymptotic series, moduli and signs by the sign that they take near the point. Sines and
// cosines of arguments that tend to infinity are bounded unknowns: an answer must not depend on them.
package limit

import (
	"errors"
	"fmt"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/jet"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/rewrite"
)

// ErrUnknown is the reason when a limit cannot be decided; ErrNone when it is certain that there is none.
var (
	ErrUnknown = errors.New("symbolic: the limit cannot be decided")
	ErrNone    = errors.New("symbolic: there is no limit")
)

// At returns the limit of e as the real x tends to a from below (side -1), from above (1) or from both sides (0): a finite
// expression or ±∞. At a = ±∞ the side means nothing. Other symbols have generic values that their assumptions allow.
func At(e, x, a *expr.Node, side int) (*expr.Node, error) {
	switch {
	case e == expr.Undefined || a == expr.Undefined:
		return nil, fmt.Errorf("%w of what is undefined", ErrNone)
	case expr.Has(a, x):
		return nil, fmt.Errorf("%w: the point holds the variable", ErrUnknown)
	case a.HasInfinity() && a != expr.Infinity && expr.Neg(a) != expr.Infinity:
		return nil, fmt.Errorf("%w at this point", ErrUnknown)
	case a.HasInfinity():
		return fromBelowInfinity(e, x, func(t *expr.Node) *expr.Node {
			if a != expr.Infinity {
				return expr.Neg(t)
			}
			return t
		})
	}
	if v, ok := continuous(e, x, a); ok {
		return v, nil
	}
	near := func(side int64) (*expr.Node, error) {
		return fromBelowInfinity(e, x, func(t *expr.Node) *expr.Node { return expr.Add(a, expr.Scale(num.Int(side), expr.Inv(t))) })
	}
	if side != 0 {
		return near(int64(side))
	}
	below, err := near(-1)
	if err != nil {
		return nil, err
	}
	above, err := near(1)
	if err != nil {
		return nil, err
	}
	if below != above && (below.HasInfinity() || above.HasInfinity() || rewrite.IsZero(expr.Sub(below, above)) != rewrite.True) {
		return nil, &SidesError{below, above}
	}
	return above, nil
}

// A SidesError reports that the limits from both sides differ. It wraps ErrNone.
type SidesError struct{ Below, Above *expr.Node }

func (e *SidesError) Error() string { return ErrNone.Error() + ": those from below and above differ" }

func (e *SidesError) Unwrap() error { return ErrNone }

// fromBelowInfinity returns the limit of e as t → +∞ for x = of(t).
func fromBelowInfinity(e, x *expr.Node, of func(t *expr.Node) *expr.Node) (v *expr.Node, err error) {
	f := &finder{x: expr.SymAssume("\x00t", expr.Positive), zeros: map[*expr.Node]bool{}, limits: map[*expr.Node]*expr.Node{}}
	defer func() {
		if p := recover(); p != nil {
			u, ok := p.(undecided)
			if !ok {
				panic(p)
			}
			v, err = nil, u.err
		}
	}()
	if e = expr.Subs(e, map[*expr.Node]*expr.Node{x: of(f.x)}); expr.Has(e, x) {
		return nil, fmt.Errorf("%w: the variable is bound in an unevaluated integral or derivative", ErrUnknown)
	}
	if e = f.prepare(e); e == expr.Undefined {
		return nil, fmt.Errorf("%w: a part is undefined near the point", ErrNone)
	}
	v = f.limit(e)
	for _, b := range f.bounded {
		if expr.Has(v, b) {
			return nil, fmt.Errorf("%w: it oscillates", ErrNone)
		}
	}
	if !v.HasInfinity() && rewrite.Size(v) < 200 {
		v = rewrite.Simplify(v)
	}
	return v, nil
}

// undecided is the panic that ends a search.
type undecided struct{ err error }

func fail(format string, args ...any) {
	panic(undecided{fmt.Errorf("%w: "+format, append([]any{ErrUnknown}, args...)...)})
}

// A finder looks for limits as x → +∞.
type finder struct {
	x       *expr.Node   // positive
	bounded []*expr.Node // unknowns between -1 and 1
	depth   int
	steps   int
	zeros   map[*expr.Node]bool
	limits  map[*expr.Node]*expr.Node
}

const (
	maxDepth = 60
	maxSteps = 4000
)

// limit returns the limit of a prepared e, ±∞ included.
func (f *finder) limit(e *expr.Node) *expr.Node {
	switch {
	case expr.FreeOf(e, f.x):
		return e
	case e == f.x:
		return expr.Infinity
	}
	if v, ok := f.limits[e]; ok {
		return v
	}
	if f.steps++; f.steps > maxSteps || f.depth > maxDepth {
		fail("too many steps")
	}
	f.depth++
	defer func() { f.depth-- }()
	c, k := f.leading(e)
	var v *expr.Node
	switch {
	case k > 0:
		v = expr.Zero
	case k == 0:
		v = f.limit(c)
	case f.sign(c) > 0:
		v = expr.Infinity
	default:
		v = expr.Neg(expr.Infinity)
	}
	f.limits[e] = v
	return v
}

// sign returns the sign of c ≠ 0 for large x.
func (f *finder) sign(c *expr.Node) int {
	switch {
	case c.IsPositive():
		return 1
	case c.IsNegative():
		return -1
	case expr.Has(c, f.x):
		lead, _ := f.leading(c)
		return f.sign(lead)
	}
	if len(expr.Symbols(c)) > 0 {
		if s := rewrite.Factor(c); s != c && (s.IsPositive() || s.IsNegative()) {
			return f.sign(s)
		}
		for _, b := range f.bounded {
			if expr.Has(c, b) {
				fail("the sign of a part oscillates")
			}
		}
		fail("it depends on a sign that the assumptions leave open")
	}
	v, err := eval.Big(c, 15, nil, func(n *expr.Node) bool { return rewrite.IsZero(n) == rewrite.True })
	if err != nil || v.Sign() == 0 {
		fail("the sign of a constant")
	}
	return v.Sign()
}

// leading returns the leading term of e, c·wᵏ: w → 0 is the fastest part of e and c is slower, free of x if k ≠ 0 does not
// matter. Only the sign of k has a meaning.
func (f *finder) leading(e *expr.Node) (c *expr.Node, k int) {
	fastest := f.fastest(e)
	if len(fastest) == 0 {
		return e, 0
	}
	if fastest[0] == f.x { // as a function of log x, where x is an exponential
		up := map[*expr.Node]*expr.Node{f.x: expr.Exp(f.x)}
		e = expr.Subs(e, up)
		for i, g := range fastest {
			if fastest[i] = expr.Subs(g, up); !fastest[i].Is(expr.OpExp) {
				fail("an exponential that is none as a function of log x")
			}
		}
	}
	return f.series(e, fastest)
}

// series writes the fastest exponentials as powers of one of them, w, and returns the leading term.
func (f *finder) series(e *expr.Node, fastest []*expr.Node) (*expr.Node, int) {
	s := fastest[0].Arg(0)
	for _, g := range fastest[1:] {
		if rewrite.Size(g.Arg(0)) < rewrite.Size(s) {
			s = g.Arg(0)
		}
	}
	if f.limit(s) == expr.Infinity {
		s = expr.Neg(s) // w = e^s → 0
	}
	w := expr.SymAssume("\x00w", expr.Positive)
	in := f.inPowersOf(e, w, s)
	logW := s
	for n := 3; n <= 48; n = 2*n + 1 {
		j, err := jet.FromAbove(germs{f: f}, in, w, &logW, n)
		var root *jet.RootError
		switch {
		case errors.As(err, &root):
			in = expr.Subs(in, map[*expr.Node]*expr.Node{w: expr.PowInt(w, root.Q)})
			logW = expr.Scale(num.Ratio(1, root.Q), logW)
			n = 1
			if f.steps++; f.steps > maxSteps {
				fail("too many steps")
			}
		case errors.Is(err, jet.ErrSingular) || err == nil && len(j.C) == 0: // more terms may show what is there
		case err != nil:
			fail("%v", err)
		default:
			return j.C[0], j.V
		}
		if n > 6 && f.isZero(e) {
			return expr.Zero, 0
		}
	}
	fail("no leading term")
	return nil, 0
}

// inPowersOf writes each exponential e^u as fast as w = e^s as e^(u-c·s)·w^c with c = lim u/s ≠ 0.
func (f *finder) inPowersOf(e, w, s *expr.Node) *expr.Node {
	memo := map[*expr.Node]*expr.Node{}
	var walk func(n *expr.Node) *expr.Node
	walk = func(n *expr.Node) *expr.Node {
		if expr.FreeOf(n, f.x) {
			return n
		}
		if m, ok := memo[n]; ok {
			return m
		}
		var m *expr.Node
		switch n.Op() {
		case expr.OpExp:
			u := n.Arg(0)
			c := f.limit(expr.Div(u, s))
			if c == expr.Zero {
				m = expr.Exp(walk(u))
				break
			}
			if c = rewrite.Together(c); !c.IsNum() || c.HasFloat() {
				fail("exponentials whose ratio of exponents is irrational")
			}
			rest := rewrite.Expand(expr.Sub(u, expr.Mul(c, s)))
			m = expr.Mul(walk(expr.Exp(rest)), expr.Pow(w, c))
		case expr.OpMul, expr.OpPow:
			m = expr.Number(n.Coef())
			for i := range n.NFactors() {
				b, p := n.Factor(i)
				if b == expr.E { // an exponential in a product is no node of its own
					m = expr.Mul(m, walk(expr.Exp(p)))
				} else {
					m = expr.Mul(m, expr.Pow(walk(b), walk(p)))
				}
			}
		default:
			args := make([]*expr.Node, len(n.Children()))
			for i, a := range n.Children() {
				args[i] = walk(a)
			}
			m = expr.Rebuild(n, args)
		}
		memo[n] = m
		return m
	}
	return walk(e)
}

// fastest returns the exponentials, or x, of e that belong to the highest comparability class: the logarithms of two of
// them have a ratio with a finite limit that is not 0.
func (f *finder) fastest(e *expr.Node) []*expr.Node {
	memo := map[*expr.Node][]*expr.Node{}
	var walk func(n *expr.Node) []*expr.Node
	walk = func(n *expr.Node) []*expr.Node {
		switch {
		case expr.FreeOf(n, f.x):
			return nil
		case n == f.x:
			return []*expr.Node{n}
		}
		if m, ok := memo[n]; ok {
			return m
		}
		var m []*expr.Node
		switch {
		case n.Is(expr.OpExp):
			m = walk(n.Arg(0))
			if f.limit(n.Arg(0)).HasInfinity() {
				m = f.faster([]*expr.Node{n}, m)
			}
		case n.Is(expr.OpMul):
			for i := range n.NFactors() {
				b, p := n.Factor(i)
				if b == expr.E {
					m = f.faster(m, walk(expr.Exp(p)))
				} else {
					m = f.faster(f.faster(m, walk(b)), walk(p))
				}
			}
		default:
			for _, a := range n.Children() {
				m = f.faster(m, walk(a))
			}
		}
		memo[n] = m
		return m
	}
	return walk(e)
}

// faster joins two sets of one class each: the faster one, or both if they are of one class.
func (f *finder) faster(a, b []*expr.Node) []*expr.Node {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 || a[0] == b[0] {
		return union(a, b)
	}
	r := f.limit(expr.Div(f.logarithm(a[0]), f.logarithm(b[0])))
	switch {
	case r == expr.Zero:
		return b
	case r.HasInfinity():
		return a
	}
	return union(a, b)
}

// logarithm returns log g for x or an exponential g.
func (f *finder) logarithm(g *expr.Node) *expr.Node {
	if g == f.x {
		return expr.Log(g)
	}
	return g.Arg(0)
}

// union keeps x first.
func union(a, b []*expr.Node) []*expr.Node {
	var out []*expr.Node
	seen := map[*expr.Node]bool{}
	for _, pass := range []bool{true, false} {
		for _, s := range [][]*expr.Node{a, b} {
			for _, n := range s {
				if n.Is(expr.OpSym) == pass && !seen[n] {
					seen[n] = true
					out = append(out, n)
				}
			}
		}
	}
	return out
}

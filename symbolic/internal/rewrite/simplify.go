package rewrite

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// Size is what Simplify makes smaller: the number of places in the written form, each shared node as often as it is
// written, numbers by their length. Sharing may make it astronomic, so it saturates.
func Size(n *expr.Node) float64 {
	memo := map[*expr.Node]float64{}
	var size func(n *expr.Node) float64
	number := func(q num.Num) float64 {
		if q.IsOne() {
			return 0
		}
		s := 1 + float64(q.BitLen())/24
		if !q.IsInt() && !q.IsFloat() {
			s++
		}
		if q.Sign() < 0 {
			s += 0.2
		}
		return s
	}
	size = func(n *expr.Node) float64 {
		if s, ok := memo[n]; ok {
			return s
		}
		s := 0.0
		switch n.Op() {
		case expr.OpNum:
			q, _ := n.Num()
			s = 1 + number(q)
		case expr.OpAdd:
			if !n.Const().IsZero() {
				s = 1 + number(n.Const())
			}
			for i := range n.NTerms() {
				c, t := n.Term(i)
				s += number(c) + size(t) + 0.5
			}
		case expr.OpMul, expr.OpPow, expr.OpExp:
			s = number(n.Coef())
			for i := range n.NFactors() {
				b, e := n.Factor(i)
				s += size(b) + 0.2
				if e != expr.One {
					s += size(e)
				}
			}
		default:
			s = 1.5
			for _, a := range n.Children() {
				s += size(a)
			}
		}
		memo[n] = s
		return s
	}
	return size(n)
}

// maxSimplify bounds the size of expressions that are put through the rational forms.
const maxSimplify = 4000

// Simplify returns the smallest form that a fixed set of transformations finds: arguments first, then identities of the
// circular, hyperbolic, exponential and logarithmic functions, then the expanded, factored, joined and cancelled forms.
// It never returns something larger. The work is bounded by the size of n; there is no clock.
func Simplify(n *expr.Node) *expr.Node {
	memo := map[*expr.Node]*expr.Node{}
	var walk func(n *expr.Node, depth int) *expr.Node
	walk = func(n *expr.Node, depth int) *expr.Node {
		if len(n.Children()) == 0 || n.Is(expr.OpDerivative) || n.Is(expr.OpIntegral) {
			return n
		}
		if m, ok := memo[n]; ok {
			return m
		}
		m := n
		switch {
		case n.Is(expr.OpAdd), n.Is(expr.OpMul), n.Is(expr.OpPow), n.Is(expr.OpExp):
			// The parts of sums and products are simplified where they are functions of something; the rational
			// structure above them is then treated as a whole.
			m = expr.Rebuild(n, mapAll(n.Children(), func(a *expr.Node) *expr.Node { return walk(a, depth+1) }))
		default:
			m = expr.Rebuild(n, mapAll(n.Children(), func(a *expr.Node) *expr.Node { return walk(a, 0) }))
		}
		if depth == 0 || !m.Is(expr.OpAdd) && !m.Is(expr.OpMul) && !m.Is(expr.OpPow) {
			m = best(m)
		}
		if Size(m) > Size(n) {
			m = n
		}
		memo[n] = m
		return m
	}
	for range 3 {
		m := walk(n, 0)
		if m == n {
			break
		}
		n = m
		clear(memo)
	}
	return n
}

// Tidy is Simplify for the coefficients that a computation leaves: those beyond a size that readers look at stay as they
// are.
func Tidy(n *expr.Node) *expr.Node {
	if len(expr.Symbols(n)) > 0 && Size(n) < 100 {
		return Simplify(n)
	}
	return n
}

// factorSmall factors what is cheap to factor: Simplify tries it on everything.
func factorSmall(n *expr.Node) *expr.Node { return factor(n, 30) }

func mapAll(ns []*expr.Node, f func(*expr.Node) *expr.Node) []*expr.Node {
	out := make([]*expr.Node, len(ns))
	for i, n := range ns {
		out[i] = f(n)
	}
	return out
}

// best returns the smallest of the forms of n, the earliest where several are.
func best(n *expr.Node) *expr.Node {
	top, least := n, Size(n)
	try := func(m *expr.Node) {
		if m == expr.Undefined {
			return
		}
		if s := Size(m); s < least {
			top, least = m, s
		}
	}
	for _, rule := range identities {
		try(rule(n))
		try(rule(top))
	}
	if least <= maxSimplify {
		for _, form := range []func(*expr.Node) *expr.Node{Expand, Together, factorSmall} {
			m := form(n)
			try(m)
			for _, rule := range identities {
				try(rule(m))
			}
			if top != n {
				try(form(top))
			}
		}
	}
	return top
}

// identities are transformations that are true for all complex arguments.
var identities = []func(*expr.Node) *expr.Node{
	pythagoras, quotients, joinLogs, joinAngles, hyperbolicExp, denest, shiftGamma, complementary,
}

// pythagoras uses sin² = 1 - cos² and its kin on sums, whichever way makes them smaller: each square is eliminated in
// favour of the other function.
func pythagoras(n *expr.Node) *expr.Node {
	if !n.Is(expr.OpAdd) {
		return expr.Map(n, func(m *expr.Node) *expr.Node {
			if m.Is(expr.OpAdd) {
				return pythagoras(m)
			}
			return m
		})
	}
	least, top := Size(n), n
	seen := map[*expr.Node]bool{}
	expr.Visit(n, func(m *expr.Node) bool {
		var other *expr.Node // m² = a + b·other²
		a, b := num.One, num.NegOne
		switch m.Op() {
		case expr.OpSin:
			other = expr.Cos(m.Arg(0))
		case expr.OpCos:
			other = expr.Sin(m.Arg(0))
		case expr.OpCosh:
			other, b = expr.Sinh(m.Arg(0)), num.One
		case expr.OpSinh:
			other, a, b = expr.Cosh(m.Arg(0)), num.NegOne, num.One
		case expr.OpTan:
			other, a, b = expr.Fn(expr.OpSec, m.Arg(0)), num.NegOne, num.One
		case expr.OpSec:
			other, b = expr.Tan(m.Arg(0)), num.One
		case expr.OpTanh:
			other = expr.Fn(expr.OpSech, m.Arg(0))
		default:
			return true
		}
		if seen[m] || len(seen) > 8 {
			return true
		}
		seen[m] = true
		square := expr.Add(expr.Number(a), expr.Scale(b, expr.PowInt(other, 2)))
		r := Expand(expr.Map(Expand(n), func(k *expr.Node) *expr.Node {
			if k.Is(expr.OpMul) || k.Is(expr.OpPow) {
				return evenPower(k, m, square)
			}
			return k
		}))
		if s := Size(r); s < least {
			least, top = s, r
		}
		return true
	})
	return top
}

// evenPower replaces m^(2k+r) in the product n by square^k·m^r.
func evenPower(n, m, square *expr.Node) *expr.Node {
	var p expr.Product
	p.MulNum(n.Coef())
	for i := range n.NFactors() {
		b, e := n.Factor(i)
		if k, ok := e.Int64(); ok && b == m && k >= 2 && k < 64 {
			p.Mul(expr.PowInt(square, k/2))
			p.Mul(expr.PowInt(m, k%2))
			continue
		}
		p.Mul(expr.Pow(b, e))
	}
	return p.Node()
}

// quotients writes sin/cos as tan, 1/cos as sec, and a product of a function and its reciprocal as 1.
func quotients(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		if !m.Is(expr.OpMul) || m.NFactors() < 2 {
			return m
		}
		for i := range m.NFactors() {
			b, e := m.Factor(i)
			k, ok := e.Int64()
			if !ok {
				continue
			}
			var with, to expr.Op
			switch b.Op() {
			case expr.OpSin:
				with, to = expr.OpCos, expr.OpTan
			case expr.OpSinh:
				with, to = expr.OpCosh, expr.OpTanh
			case expr.OpTan:
				with, to = expr.OpCos, expr.OpSin
			case expr.OpTanh:
				with, to = expr.OpCosh, expr.OpSinh
			default:
				continue
			}
			c := expr.Fn(with, b.Arg(0))
			for j := range m.NFactors() {
				b2, e2 := m.Factor(j)
				if b2 != c {
					continue
				}
				// sin^k·cos^l with k, l of opposite sign: tan^k·cos^(k+l); tan^k·cos^l of the same sign: sin^k·cos^(l-k).
				l, ok := e2.Int64()
				same := k > 0 == (l > 0)
				if !ok || same != (to == expr.OpSin || to == expr.OpSinh) {
					continue
				}
				if to == expr.OpSin || to == expr.OpSinh {
					return expr.Mul(m, expr.PowInt(b, -k), expr.PowInt(expr.Fn(to, b.Arg(0)), k), expr.PowInt(c, -k))
				}
				return expr.Mul(m, expr.PowInt(b, -k), expr.PowInt(expr.Fn(to, b.Arg(0)), k), expr.PowInt(c, k))
			}
		}
		return m
	})
}

// joinLogs adds logarithms of positive numbers and of things known positive: log a + log b = log ab.
func joinLogs(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		if !m.Is(expr.OpAdd) {
			return m
		}
		var rest expr.Sum
		var inside expr.Product
		joined := 0
		rest.AddNum(m.Const())
		for i := range m.NTerms() {
			c, t := m.Term(i)
			k, whole := c.Int64()
			if t.Is(expr.OpLog) && t.Arg(0).IsPositive() && whole && k > -64 && k < 64 {
				inside.Mul(expr.PowInt(t.Arg(0), k))
				joined++
				continue
			}
			rest.AddScaled(c, t)
		}
		if joined < 2 {
			return m
		}
		rest.Add(expr.Log(inside.Node()))
		return rest.Node()
	})
}

// joinAngles writes 2·sin·cos as the sine of the double angle, and cos² - sin² as its cosine.
func joinAngles(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		if !m.Is(expr.OpMul) {
			return m
		}
		for i := range m.NFactors() {
			b, e := m.Factor(i)
			if !b.Is(expr.OpSin) && !b.Is(expr.OpSinh) || e != expr.One {
				continue
			}
			co, double := expr.OpCos, expr.OpSin
			if b.Is(expr.OpSinh) {
				co, double = expr.OpCosh, expr.OpSinh
			}
			c := expr.Fn(co, b.Arg(0))
			for j := range m.NFactors() {
				if b2, e2 := m.Factor(j); b2 == c && e2 == expr.One {
					return expr.Mul(m, expr.Inv(b), expr.Inv(c), expr.Half, expr.Fn(double, expr.Mul(expr.Two, b.Arg(0))))
				}
			}
		}
		return m
	})
}

// hyperbolicExp writes cosh ± sinh as an exponential where both occur with the same weight.
func hyperbolicExp(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		if !m.Is(expr.OpAdd) {
			return m
		}
		for i := range m.NTerms() {
			c, t := m.Term(i)
			if !t.Is(expr.OpCosh) {
				continue
			}
			s := expr.Sinh(t.Arg(0))
			for j := range m.NTerms() {
				k, u := m.Term(j)
				if u != s || k.Abs() != c.Abs() {
					continue
				}
				arg := t.Arg(0)
				if k != c {
					arg = expr.Neg(arg)
				}
				return expr.Sub(expr.Add(m, expr.Scale(c, expr.Exp(arg))), expr.Add(expr.Scale(c, t), expr.Scale(k, u)))
			}
		}
		return m
	})
}

// complementary writes asin u + acos u as π/2, and atan u + acot u likewise for positive u.
func complementary(n *expr.Node) *expr.Node {
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		if !m.Is(expr.OpAdd) {
			return m
		}
		for i := range m.NTerms() {
			c, t := m.Term(i)
			var other *expr.Node
			switch {
			case t.Is(expr.OpAsin):
				other = expr.Acos(t.Arg(0))
			case t.Is(expr.OpAtan) && t.Arg(0).IsPositive():
				other = expr.Fn(expr.OpAcot, t.Arg(0))
			default:
				continue
			}
			for j := range m.NTerms() {
				if k, u := m.Term(j); u == other && k == c {
					return expr.Add(m, expr.Scale(c.Neg(), t), expr.Scale(c.Neg(), u), expr.Scale(c.Mul(num.Half), expr.Pi))
				}
			}
		}
		return m
	})
}

// maxShift bounds the steps between arguments of the gamma function that shiftGamma goes.
const maxShift = 40

// shiftGamma writes values of the gamma function at arguments that differ by whole numbers by one of them:
// Γ(u+k) = u(u+1)…(u+k-1)·Γ(u).
func shiftGamma(n *expr.Node) *expr.Node {
	var bases []*expr.Node
	return expr.Map(n, func(m *expr.Node) *expr.Node {
		if !m.Is(expr.OpGamma) {
			return m
		}
		u := m.Arg(0)
		for _, b := range bases {
			k, ok := expr.Sub(u, b).Int64()
			if !ok || k > maxShift || k < -maxShift {
				continue
			}
			p := expr.Fn(expr.OpGamma, b)
			for j := range k {
				p = expr.Mul(p, expr.Add(b, expr.Int(j)))
			}
			for j := range -k {
				p = expr.Div(p, expr.Sub(b, expr.Int(j+1)))
			}
			return p
		}
		bases = append(bases, u)
		return m
	})
}

package limit

import (
	"math/big"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/jet"
	"tandem/symbolic/internal/num"
	"tandem/symbolic/internal/rewrite"
)

// germs are expressions in the slower parts as coefficients of series: zero is what vanishes for all large x, and nothing
// may be divided by what a bounded unknown may bring to 0.
type germs struct {
	jet.Exprs
	f *finder
}

// IsZero reports whether a vanishes.
func (g germs) IsZero(a *expr.Node) bool { return g.f.isZero(a) }

// Const refuses constants that have a singularity where a bounded unknown takes some value.
func (g germs) Const(n *expr.Node) (*expr.Node, error) {
	if len(g.f.bounded) > 0 {
		expr.Visit(n, func(m *expr.Node) bool {
			if m.Is(expr.OpMul) || m.Is(expr.OpPow) {
				for i := range m.NFactors() {
					b, p := m.Factor(i)
					if k, ok := p.Int64(); (!ok || k < 0) && b != expr.E {
						g.f.refuseBounded(b)
					}
				}
			} else if m.Op().IsFunction() && !entire(m.Op()) {
				g.f.refuseBounded(m)
			}
			return true
		})
	}
	return g.Exprs.Const(n)
}

// entire reports whether op is continuous on the whole real line.
func entire(op expr.Op) bool {
	switch op {
	case expr.OpExp, expr.OpSin, expr.OpCos, expr.OpAtan, expr.OpErf:
		return true
	}
	return false
}

// Pow refuses powers of bounded unknowns that are not polynomials in them.
func (g germs) Pow(a, r *expr.Node) (*expr.Node, error) {
	if k, ok := r.Int64(); !ok || k < 0 {
		g.f.refuseBounded(a)
	}
	return g.Exprs.Pow(a, r)
}

// Func refuses functions of bounded unknowns that are not continuous on the whole line.
func (g germs) Func(op expr.Op, args []*expr.Node) (*expr.Node, error) {
	if !entire(op) {
		for _, a := range args {
			g.f.refuseBounded(a)
		}
	}
	return g.Exprs.Func(op, args)
}

func (f *finder) refuseBounded(a *expr.Node) {
	for _, b := range f.bounded {
		if expr.Has(a, b) {
			fail("a singularity of something that oscillates")
		}
	}
}

// isZero reports whether a is 0 for all large x: by proof, or because its values are nothing but rounding.
func (f *finder) isZero(a *expr.Node) bool {
	if a.IsNum() {
		return a.IsZero()
	}
	if a.IsPositive() || a.IsNegative() {
		return false
	}
	z, ok := f.zeros[a]
	if !ok {
		z = f.testZero(a)
		f.zeros[a] = z
	}
	return z
}

func (f *finder) testZero(a *expr.Node) bool {
	switch rewrite.IsZero(a) {
	case rewrite.True:
		return true
	case rewrite.False:
		return false
	}
	// Neither proved nor refuted: look at values, where there are any. Zero is what cannot be told from it with a thousand
	// bits; doubles would take 1 - tanh(20) for 0 beside exp(20).
	const bits = 1000
	syms := expr.Symbols(a)
	met := 0
	for k := range 5 {
		at := make(map[*expr.Node]*expr.Node, len(syms))
		for i, s := range syms {
			at[s] = expr.Ratio(int64(130+71*k+37*i), 100)
		}
		if below, ok := eval.Below(expr.Subs(a, at), bits); ok && !below {
			return false
		} else if ok {
			met++
		}
		if len(syms) == 0 {
			break
		}
	}
	return met > 0
}

// tails are the functions of v = 1/u that remain of special functions at infinity, by their asymptotic series: tail(k) is
// the coefficient of v^k.
var tails = map[string]func(k int) *big.Rat{
	// erfc(u) = e^(-u²)/√π·Σ (-1)ⁿ(2n-1)!!/2ⁿ·v^(2n+1), DLMF 7.12.1.
	"\x00erfc": func(k int) *big.Rat {
		c := big.NewRat(int64(k%2), 1)
		for n := 1; 2*n+1 <= k; n++ {
			c.Mul(c, big.NewRat(int64(1-2*n), 2))
		}
		return c
	},
	// Ei(u) = e^u·Σ n!·v^(n+1), DLMF 6.12.2.
	"\x00Ei": func(k int) *big.Rat {
		if k == 0 {
			return new(big.Rat)
		}
		return new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(k-1)))
	},
	// Si and Ci through f = Σ (-1)ⁿ(2n)!·v^(2n+1) and g = Σ (-1)ⁿ(2n+1)!·v^(2n+2), DLMF 6.12.3.
	"\x00f": func(k int) *big.Rat { return alternating(k, 1) },
	"\x00g": func(k int) *big.Rat { return alternating(k, 0) },
	// log Γ(u) = (u-½)·log u - u + ½·log 2π + Σ B₂ₙ/(2n(2n-1))·v^(2n-1), DLMF 5.11.1.
	"\x00gamma": func(k int) *big.Rat {
		if k%2 == 0 {
			return new(big.Rat)
		}
		return new(big.Rat).Quo(bernoulli(k+1), big.NewRat(int64(k*(k+1)), 1))
	},
	// ψ(u) = log u - v/2 - Σ B₂ₙ/2n·v^(2n), DLMF 5.11.2.
	"\x00digamma": func(k int) *big.Rat {
		if k%2 == 1 || k == 0 {
			return new(big.Rat)
		}
		return new(big.Rat).Quo(bernoulli(k), big.NewRat(int64(k), 1))
	},
}

// alternating is ±(k-1)! where k has the parity, else 0.
func alternating(k, parity int) *big.Rat {
	if k == 0 || k%2 != parity {
		return new(big.Rat)
	}
	c := new(big.Rat).SetInt(new(big.Int).MulRange(1, int64(k-1)))
	if (k-1)/2%2 == 1 {
		c.Neg(c)
	}
	return c
}

// bernoulli is B_n for even n, by Σ C(n+1, k)·B_k = 0.
func bernoulli(n int) *big.Rat {
	b := make([]*big.Rat, n+1)
	for m := range b {
		b[m] = new(big.Rat)
		if m == 0 {
			b[0].SetInt64(1)
			continue
		}
		for k := range m {
			t := new(big.Rat).SetInt(new(big.Int).Binomial(int64(m+1), int64(k)))
			b[m].Sub(b[m], t.Mul(t, b[k]))
		}
		b[m].Quo(b[m], big.NewRat(int64(m+1), 1))
	}
	return b[n]
}

// Call is the k-th derivative of a tail at 0, or that of an undefined function.
func (g germs) Call(n *expr.Node, k int, arg *expr.Node) (*expr.Node, error) {
	tail := tails[n.Name()]
	if tail == nil || arg != expr.Zero {
		return g.Exprs.Call(n, k, arg)
	}
	for _, o := range n.Symbol().Orders {
		k += int(o)
	}
	return expr.Number(num.FromRat(tail(k)).Mul(expr.Factorial(int64(k)))), nil
}

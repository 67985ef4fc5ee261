package poly

import "fmt"

// A Field is a field of rational functions over ℚ in up to MaxVars generators, some of them algebraic: generator v
// with a relation Min[v], monic in v and otherwise in generators below v, is a root of it. The zero Field has no
// relation.
type Field struct {
	Min  [MaxVars]Poly
	Poll func() // if not nil, called now and then by operations that may be long; see Effort
}

// effort is what one operation in f may take.
func (f *Field) effort() *Effort {
	if f == nil {
		return new(Effort)
	}
	return &Effort{Poll: f.Poll}
}

// A Frac is an element of a Field in normal form: N/D in lowest terms, N reduced by the relations, D free of algebraic
// generators, primitive with positive leading coefficient. So two elements are equal exactly if their parts are,
// provided that each relation is irreducible over the field below it. The zero value is 0 of every field.
type Frac struct {
	N, D Poly // D nil stands for 1
	F    *Field
}

// NotInvertible is the panic of a division by a zero divisor: a relation of the field was reducible.
type NotInvertible struct{}

func (NotInvertible) Error() string { return "poly: division by a zero divisor" }

// Of returns p as an element of f.
func (f *Field) Of(p Poly) Frac { return Frac{N: f.reduce(p), F: f}.normal() }

// Int returns the integer k as an element of f.
func (f *Field) Int(k int64) Frac { return Frac{N: Const(Int(k)), F: f} }

// Rat returns the number c as an element of f.
func (f *Field) Rat(c Rat) Frac { return Frac{N: Const(c), F: f}.normal() }

// Gen returns generator v.
func (f *Field) Gen(v int) Frac { return Frac{N: Var(v, 1), F: f} }

// Quo returns p/q.
func (f *Field) Quo(p, q Poly) Frac { return f.Of(p).Div(f.Of(q)) }

// Algebraic reports whether generator v has a relation.
func (f *Field) Algebraic(v int) bool { return f != nil && f.Min[v] != nil }

// Den returns the denominator.
func (a Frac) Den() Poly {
	if a.D == nil {
		return Const(Int(1))
	}
	return a.D
}

// reduce brings p below the degrees of the relations.
func (f *Field) reduce(p Poly) Poly {
	if f == nil {
		return p
	}
	for v := MaxVars - 1; v >= 0; v-- {
		m := f.Min[v]
		if m == nil {
			continue
		}
		n := m.Deg(v)
		if p.Deg(v) < n {
			continue
		}
		// Radical relations vⁿ = r are the common case: every power at once.
		if tail := Var(v, n).Sub(m); !tail.Has(v) {
			cs := p.Coeffs(v)
			low := make([]Poly, n)
			pow := Const(Int(1))
			for k := 0; k < len(cs); k += n {
				for j := 0; j < n && k+j < len(cs); j++ {
					low[j] = low[j].Add(cs[k+j].Mul(pow))
				}
				pow = pow.Mul(tail)
			}
			p = FromCoeffs(low, v)
			continue
		}
		for d := p.Deg(v); d >= n; d = p.Deg(v) {
			p = p.Sub(Poly(nil).addMul(m.Mul(p.LeadIn(v)), Int(1), MonoOf(v, d-n)))
		}
	}
	return p
}

func (a Frac) normal() Frac {
	if len(a.N) == 0 {
		return Frac{F: a.F}
	}
	if len(a.D) == 0 {
		return a
	}
	if !a.D.IsConst() {
		e := a.F.effort()
		if g := e.GCD(a.N, a.D); !g.IsConst() {
			a.N, a.D = a.N.mustDiv(g, e), a.D.mustDiv(g, e)
		}
	}
	c, d := a.D.Primitive()
	a.N, a.D = a.N.Scale(c.Inv()), d
	if d.IsOne() {
		a.D = nil
	}
	return a
}

// fieldOf returns the field of a or b; constants made without one have none.
func (a Frac) fieldOf(b Frac) *Field {
	if a.F != nil {
		return a.F
	}
	return b.F
}

// Add returns a + b.
func (a Frac) Add(b Frac) Frac {
	f := a.fieldOf(b)
	if a.D == nil && b.D == nil {
		return Frac{N: a.N.Add(b.N), F: f}
	}
	if a.Den().Equal(b.Den()) {
		return Frac{N: a.N.Add(b.N), D: a.D, F: f}.normal()
	}
	e := f.effort()
	da, db := a.Den(), b.Den()
	g := e.GCD(da, db)
	ca, cb := da.mustDiv(g, e), db.mustDiv(g, e)
	return Frac{N: a.N.Mul(cb).Add(b.N.Mul(ca)), D: da.Mul(cb), F: f}.normal()
}

// Sub returns a − b.
func (a Frac) Sub(b Frac) Frac { return a.Add(b.Neg()) }

// Neg returns −a.
func (a Frac) Neg() Frac { return Frac{N: a.N.Neg(), D: a.D, F: a.F} }

// Mul returns a·b.
func (a Frac) Mul(b Frac) Frac {
	f := a.fieldOf(b)
	if a.D == nil && b.D == nil {
		return Frac{N: f.reduce(a.N.Mul(b.N)), F: f}
	}
	return Frac{N: f.reduce(a.N.Mul(b.N)), D: a.Den().Mul(b.Den()), F: f}.normal()
}

// MulInt returns k·a.
func (a Frac) MulInt(k int64) Frac { return a.Scale(Int(k)) }

// Scale returns c·a.
func (a Frac) Scale(c Rat) Frac {
	if c.IsZero() {
		return Frac{F: a.F}
	}
	return Frac{N: a.N.Scale(c), D: a.D, F: a.F}
}

// One returns the 1 of a's field.
func (a Frac) One() Frac { return Frac{N: Const(Int(1)), F: a.F} }

// IsZero reports whether a is 0.
func (a Frac) IsZero() bool { return len(a.N) == 0 }

// Equal reports whether a and b are equal.
func (a Frac) Equal(b Frac) bool { return a.Sub(b).IsZero() }

// Constant returns a as a rational number, if it is one.
func (a Frac) Constant() (Rat, bool) {
	if a.D != nil || !a.N.IsConst() {
		return Rat{}, false
	}
	return a.N.Constant(), true
}

// Has reports whether generator v occurs in a.
func (a Frac) Has(v int) bool { return a.N.Has(v) || a.D.Has(v) }

// Div returns a/b. It panics if b is 0 or, with NotInvertible, a zero divisor.
func (a Frac) Div(b Frac) Frac { return a.Mul(b.Inv()) }

// Inv returns 1/a.
func (a Frac) Inv() Frac {
	if len(a.N) == 0 {
		panic("poly: division by zero in a field of fractions")
	}
	v := a.topAlgebraic()
	if v < 0 {
		return Frac{N: a.Den(), D: a.N, F: a.F}.normal()
	}
	m := a.F.Min[v]
	if tail := Var(v, 2).Sub(m); m.Deg(v) == 2 && !tail.Has(v) {
		// 1/(p + q v) = (p − q v)/(p² − q² r) with v² = r.
		cs := a.N.Coeffs(v)
		p, q := cs[0], cs[1]
		norm := Frac{N: a.F.reduce(p.Mul(p).Sub(q.Mul(q).Mul(tail))), F: a.F}
		if norm.IsZero() {
			panic(NotInvertible{})
		}
		conj := Frac{N: a.F.reduce(a.Den().Mul(p.Sub(q.Mul(Var(v, 1))))), F: a.F}
		return conj.Mul(norm.Inv())
	}
	g, s, _ := a.coeffsAt(v, a.N).XGCD(a.coeffsAt(v, m))
	if g.Deg() != 0 {
		panic(NotInvertible{})
	}
	r := Frac{F: a.F}
	for k := len(s) - 1; k >= 0; k-- {
		r = r.Mul(a.F.Gen(v)).Add(s[k])
	}
	return r.Mul(Frac{N: a.Den(), F: a.F})
}

// coeffsAt returns p as a polynomial in generator v over the elements below it.
func (a Frac) coeffsAt(v int, p Poly) U[Frac] {
	u := U[Frac]{}
	for _, c := range p.Coeffs(v) {
		u = append(u, Frac{N: c, F: a.F})
	}
	return u.Trim()
}

func (a Frac) topAlgebraic() int {
	if a.F == nil {
		return -1
	}
	for v := MaxVars - 1; v >= 0; v-- {
		if a.F.Min[v] != nil && a.N.Has(v) {
			return v
		}
	}
	return -1
}

// Pow returns aᵏ; a negative k needs a ≠ 0.
func (a Frac) Pow(k int) Frac {
	if k < 0 {
		return a.Inv().Pow(-k)
	}
	r := a.One()
	for b := a; k > 0; k >>= 1 {
		if k&1 == 1 {
			r = r.Mul(b)
		}
		if k > 1 {
			b = b.Mul(b)
		}
	}
	return r
}

// Subs returns a with generator v replaced by b.
func (a Frac) Subs(v int, b Frac) Frac {
	if !a.Has(v) {
		return a
	}
	f := a.fieldOf(b)
	horner := func(p Poly) Frac {
		cs := p.Coeffs(v)
		r := Frac{F: f}
		for k := len(cs) - 1; k >= 0; k-- {
			r = r.Mul(b).Add(Frac{N: cs[k], F: f})
		}
		return r
	}
	return horner(a.N).Div(horner(a.Den()))
}

// Diff returns the partial derivative of a by the transcendental generator v, other generators held fixed.
func (a Frac) Diff(v int) Frac {
	n, d := a.N, a.Den()
	if !d.Has(v) {
		return Frac{N: n.Diff(v), D: a.D, F: a.F}.normal()
	}
	return Frac{N: n.Diff(v).Mul(d).Sub(n.Mul(d.Diff(v))), D: d.Mul(d), F: a.F}.normal()
}

// Split returns a as N/D with N and D polynomials in generator v over the field without v. D is free of algebraic
// generators, N may hold v only polynomially.
func (a Frac) Split(v int) (num, den U[Frac]) {
	return a.coeffsAt(v, a.N), a.coeffsAt(v, a.Den())
}

// Join returns Σ u[k]·vᵏ.
func (f *Field) Join(u U[Frac], v int) Frac {
	r := Frac{F: f}
	for k := len(u) - 1; k >= 0; k-- {
		r = r.Mul(f.Gen(v)).Add(u[k])
	}
	return r
}

// String writes a with variables v0, v1, ….
func (a Frac) String() string {
	if a.D == nil {
		return a.N.String()
	}
	return fmt.Sprintf("(%v)/(%v)", a.N, a.D)
}

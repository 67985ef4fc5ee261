package poly

// Dense polynomials in one variable over any field: coefficient k at index k, no leading zeros.

// A Number is an element of a field. The methods must not change their operands.
type Number[E any] interface {
	Add(E) E
	Sub(E) E
	Mul(E) E
	Div(E) E // panics for a divisor 0
	Neg() E
	MulInt(int64) E
	One() E
	IsZero() bool
}

// U is a polynomial in one variable over the field of E.
type U[E Number[E]] []E

// Trim drops leading zeros.
func (a U[E]) Trim() U[E] {
	for len(a) > 0 && a[len(a)-1].IsZero() {
		a = a[:len(a)-1]
	}
	return a
}

// Deg returns the degree, −1 for 0.
func (a U[E]) Deg() int { return len(a) - 1 }

// Lead returns the leading coefficient of a ≠ 0.
func (a U[E]) Lead() E { return a[len(a)-1] }

// At returns coefficient k, 0 outside.
func (a U[E]) At(k int) E {
	var zero E
	if k < 0 || k >= len(a) {
		return zero
	}
	return a[k]
}

// Add returns a + b.
func (a U[E]) Add(b U[E]) U[E] {
	if len(a) < len(b) {
		a, b = b, a
	}
	r := append(U[E](nil), a...)
	for i, x := range b {
		r[i] = r[i].Add(x)
	}
	return r.Trim()
}

// Sub returns a − b.
func (a U[E]) Sub(b U[E]) U[E] { return a.Add(b.Neg()) }

// Neg returns −a.
func (a U[E]) Neg() U[E] {
	r := make(U[E], len(a))
	for i, x := range a {
		r[i] = x.Neg()
	}
	return r
}

// Scale returns c·a.
func (a U[E]) Scale(c E) U[E] {
	r := make(U[E], len(a))
	for i, x := range a {
		r[i] = x.Mul(c)
	}
	return r.Trim()
}

// Shift returns a times the k-th power of the variable.
func (a U[E]) Shift(k int) U[E] {
	if len(a) == 0 {
		return nil
	}
	return append(make(U[E], k), a...)
}

// Mul returns a·b.
func (a U[E]) Mul(b U[E]) U[E] {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	r := make(U[E], len(a)+len(b)-1)
	for i, x := range a {
		if x.IsZero() {
			continue
		}
		for j, y := range b {
			if !y.IsZero() {
				r[i+j] = r[i+j].Add(x.Mul(y))
			}
		}
	}
	return r.Trim()
}

// Pow returns aᵏ for k ≥ 0 and a ≠ 0.
func (a U[E]) Pow(k int) U[E] {
	r := U[E]{a[0].One()}
	for range k {
		r = r.Mul(a)
	}
	return r
}

// DivMod returns quotient and remainder of a by b ≠ 0.
func (a U[E]) DivMod(b U[E]) (q, r U[E]) {
	r = append(U[E](nil), a...)
	if len(a) < len(b) {
		return nil, r
	}
	q = make(U[E], len(a)-len(b)+1)
	lead := b.Lead()
	for i := len(a) - len(b); i >= 0; i-- {
		top := r[i+len(b)-1]
		if top.IsZero() {
			continue
		}
		c := top.Div(lead)
		q[i] = c
		for j := range len(b) - 1 {
			if !b[j].IsZero() {
				r[i+j] = r[i+j].Sub(c.Mul(b[j]))
			}
		}
		var zero E
		r[i+len(b)-1] = zero
	}
	return q.Trim(), r[:len(b)-1].Trim()
}

// Monic returns a divided by its leading coefficient.
func (a U[E]) Monic() U[E] {
	if len(a) == 0 {
		return a
	}
	return a.Scale(a.Lead().One().Div(a.Lead()))
}

// GCD returns the monic greatest common divisor.
func (a U[E]) GCD(b U[E]) U[E] {
	for len(b) > 0 {
		_, r := a.DivMod(b)
		a, b = b, r.Monic()
	}
	return a.Monic()
}

// XGCD returns the monic gcd g and s, t with s·a + t·b = g.
func (a U[E]) XGCD(b U[E]) (g, s, t U[E]) {
	var one E
	switch {
	case len(a) > 0:
		one = a[0].One()
	case len(b) > 0:
		one = b[0].One()
	default:
		return nil, nil, nil
	}
	s0, s1 := U[E]{one}, U[E](nil)
	t0, t1 := U[E](nil), U[E]{one}
	for len(b) > 0 {
		q, r := a.DivMod(b)
		a, b = b, r
		s0, s1 = s1, s0.Sub(q.Mul(s1))
		t0, t1 = t1, t0.Sub(q.Mul(t1))
	}
	c := one.Div(a.Lead())
	return a.Scale(c), s0.Scale(c), t0.Scale(c)
}

// Diophant solves s·a + t·b = c for coprime a and b, deg s < deg b. t follows.
func Diophant[E Number[E]](a, b, c U[E]) (s, t U[E]) {
	_, s, _ = a.XGCD(b)
	_, s = s.Mul(c).DivMod(b)
	t, _ = c.Sub(s.Mul(a)).DivMod(b)
	return s, t
}

// Diff returns the derivative of a.
func (a U[E]) Diff() U[E] {
	if len(a) < 2 {
		return nil
	}
	r := make(U[E], len(a)-1)
	for i := range r {
		r[i] = a[i+1].MulInt(int64(i + 1))
	}
	return r.Trim()
}

// Eval returns a at x.
func (a U[E]) Eval(x E) E {
	var r E
	for i := len(a) - 1; i >= 0; i-- {
		r = r.Mul(x).Add(a[i])
	}
	return r
}

// Compose returns a(b).
func (a U[E]) Compose(b U[E]) U[E] {
	var r U[E]
	for i := len(a) - 1; i >= 0; i-- {
		r = r.Mul(b).Add(U[E]{a[i]}.Trim())
	}
	return r
}

// UPower is a factor and its multiplicity.
type UPower[E Number[E]] struct {
	P U[E]
	K int
}

// SquareFree returns the monic square-free parts of a with their multiplicities, ascending (Yun).
func (a U[E]) SquareFree() []UPower[E] {
	var parts []UPower[E]
	if a.Deg() < 1 {
		return nil
	}
	a = a.Monic()
	d := a.Diff()
	g := a.GCD(d)
	b, _ := a.DivMod(g)
	y, _ := d.DivMod(g)
	for k := 1; b.Deg() > 0; k++ {
		z := y.Sub(b.Diff())
		h := b.GCD(z)
		if h.Deg() > 0 {
			parts = append(parts, UPower[E]{h, k})
		}
		b, _ = b.DivMod(h)
		y, _ = z.DivMod(h)
	}
	return parts
}

// Apart splits a proper fraction num/Π fᵢ^Kᵢ with pairwise coprime fᵢ: result[i][j] is the numerator, of degree below
// fᵢ's, over fᵢ^(j+1).
func Apart[E Number[E]](num U[E], fs []UPower[E]) [][]U[E] {
	out := make([][]U[E], len(fs))
	for i, f := range fs {
		full := f.P.Pow(f.K)
		part := num
		if i < len(fs)-1 {
			rest := U[E]{f.P[0].One()}
			for _, g := range fs[i+1:] {
				rest = rest.Mul(g.P.Pow(g.K))
			}
			// num/(full·rest) = part/full + num'/rest.
			s, t := Diophant(rest, full, num)
			part, num = s, t
		}
		out[i] = make([]U[E], f.K)
		for j := f.K - 1; j >= 0; j-- {
			part, out[i][j] = part.DivMod(f.P)
		}
	}
	return out
}

// ToU returns p, a polynomial in v alone, as a dense polynomial.
func (p Poly) ToU(v int) U[Rat] {
	u := make(U[Rat], p.Deg(v)+1)
	for _, t := range p {
		u[t.M.Deg(v)] = t.C
	}
	return u
}

// FromU returns the polynomial u in variable v.
func FromU(u U[Rat], v int) Poly {
	var p Poly
	for k := len(u) - 1; k >= 0; k-- {
		if !u[k].IsZero() {
			p = append(p, Term{MonoOf(v, k), u[k]})
		}
	}
	return p
}

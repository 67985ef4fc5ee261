package poly

import (
	"slices"
	"strconv"
	"strings"
)

// MaxVars is the number of variables a Poly can have, and MaxDegree the largest exponent of one of them.
const (
	MaxVars   = 16
	MaxDegree = 1<<15 - 1
)

// A Mono is a product of powers of the variables 0 … MaxVars−1. Four 16-bit exponents are packed in a word, variable 0
// in the top lane of the first, so that comparing words compares monomials lexicographically and adding words adds
// exponents; the top bit of each lane stays clear and shows an overflow.
type Mono [MaxVars / 4]uint64

const laneTops = 0x8000800080008000

// MonoOf returns the variable v to the power k.
func MonoOf(v, k int) Mono {
	var m Mono
	m[v/4] = uint64(k) << (48 - 16*uint(v%4))
	return m
}

// Deg returns the exponent of variable v.
func (m Mono) Deg(v int) int { return int(m[v/4] >> (48 - 16*uint(v%4)) & 0xffff) }

// With returns m with the exponent of v replaced by k.
func (m Mono) With(v, k int) Mono {
	shift := 48 - 16*uint(v%4)
	m[v/4] = m[v/4]&^(0xffff<<shift) | uint64(k)<<shift
	return m
}

func (m Mono) mul(o Mono) Mono {
	for i := range m {
		m[i] += o[i]
		if m[i]&laneTops != 0 {
			panic(TooLarge{})
		}
	}
	return m
}

// div returns m/o and whether o divides m.
func (m Mono) div(o Mono) (Mono, bool) {
	for i := range m {
		d := (m[i] | laneTops) - o[i]
		if d&laneTops != laneTops {
			return Mono{}, false
		}
		m[i] = d &^ laneTops
	}
	return m, true
}

func (m Mono) cmp(o Mono) int {
	for i := range m {
		if m[i] != o[i] {
			if m[i] > o[i] {
				return 1
			}
			return -1
		}
	}
	return 0
}

func (m Mono) isOne() bool { return m == Mono{} }

// TooLarge is the panic of an operation whose result passes MaxDegree or the term limit; Guard turns it into an error.
type TooLarge struct{}

func (TooLarge) Error() string { return "poly: a polynomial grew past its limit of degree or terms" }

// maxTerms bounds the products that one multiplication may form.
const maxTerms = 1 << 18

// Guard runs f and returns TooLarge if f grew a polynomial past its limits. A Stop panic of f's own passes through.
func Guard(f func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			t, ok := r.(TooLarge)
			if !ok {
				panic(r)
			}
			err = t
		}
	}()
	f()
	return nil
}

// A Term is C times the monomial M.
type Term struct {
	M Mono
	C Rat
}

// A Poly is a polynomial over the rationals: its terms with nonzero coefficients in descending lexicographic order of
// monomials. The zero value is 0. Callers must not modify the slice.
type Poly []Term

// Const returns the constant polynomial c.
func Const(c Rat) Poly {
	if c.IsZero() {
		return nil
	}
	return Poly{{C: c}}
}

// Var returns the polynomial v^k for variable v.
func Var(v, k int) Poly { return Poly{{M: MonoOf(v, k), C: Int(1)}} }

// FromTerms returns the sum of terms, which may repeat monomials and come in any order. It takes over the slice.
func FromTerms(terms []Term) Poly {
	slices.SortFunc(terms, func(a, b Term) int { return b.M.cmp(a.M) })
	out := terms[:0]
	for i := 0; i < len(terms); {
		t := terms[i]
		for i++; i < len(terms) && terms[i].M == t.M; i++ {
			t.C = t.C.Add(terms[i].C)
		}
		if !t.C.IsZero() {
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return Poly(out)
}

// IsZero reports whether p is 0.
func (p Poly) IsZero() bool { return len(p) == 0 }

// IsConst reports whether p has no variable.
func (p Poly) IsConst() bool { return len(p) == 0 || len(p) == 1 && p[0].M.isOne() }

// IsOne reports whether p is 1.
func (p Poly) IsOne() bool { return len(p) == 1 && p[0].M.isOne() && p[0].C.IsOne() }

// Constant returns the value of a constant polynomial.
func (p Poly) Constant() Rat {
	if len(p) == 0 {
		return Rat{}
	}
	return p[len(p)-1].C
}

// Lead returns the coefficient of the leading term, 0 for the zero polynomial.
func (p Poly) Lead() Rat {
	if len(p) == 0 {
		return Rat{}
	}
	return p[0].C
}

// Equal reports whether p and q are the same polynomial.
func (p Poly) Equal(q Poly) bool {
	return slices.EqualFunc(p, q, func(a, b Term) bool { return a.M == b.M && a.C.Equal(b.C) })
}

// Add returns p + q.
func (p Poly) Add(q Poly) Poly { return p.addMul(q, Int(1), Mono{}) }

// Sub returns p − q.
func (p Poly) Sub(q Poly) Poly { return p.addMul(q, Int(-1), Mono{}) }

// addMul returns p + c·m·q by merging.
func (p Poly) addMul(q Poly, c Rat, m Mono) Poly {
	if len(q) == 0 || c.IsZero() {
		return p
	}
	out := make(Poly, 0, len(p)+len(q))
	plain, unit := m.isOne(), c.IsOne()
	i := 0
	for _, t := range q {
		if !plain {
			t.M = t.M.mul(m)
		}
		if !unit {
			t.C = t.C.Mul(c)
		}
		for i < len(p) && p[i].M.cmp(t.M) > 0 {
			out = append(out, p[i])
			i++
		}
		if i < len(p) && p[i].M == t.M {
			t.C = t.C.Add(p[i].C)
			i++
		}
		if !t.C.IsZero() {
			out = append(out, t)
		}
	}
	out = append(out, p[i:]...)
	if len(out) == 0 {
		return nil
	}
	return out
}

// Neg returns −p.
func (p Poly) Neg() Poly { return p.Scale(Int(-1)) }

// Scale returns c·p.
func (p Poly) Scale(c Rat) Poly {
	if c.IsZero() {
		return nil
	}
	if c.IsOne() {
		return p
	}
	out := make(Poly, len(p))
	for i, t := range p {
		out[i] = Term{t.M, t.C.Mul(c)}
	}
	return out
}

// Mul returns p·q.
func (p Poly) Mul(q Poly) Poly {
	if len(p) > len(q) {
		p, q = q, p
	}
	switch len(p) {
	case 0:
		return nil
	case 1:
		return Poly(nil).addMul(q, p[0].C, p[0].M)
	case 2:
		return Poly(nil).addMul(q, p[0].C, p[0].M).addMul(q, p[1].C, p[1].M)
	}
	if len(p)*len(q) > maxTerms {
		panic(TooLarge{})
	}
	// Divide and conquer over the shorter factor: merges of sorted runs, and never more live terms than the result's.
	h := len(p) / 2
	return p[:h].Mul(q).Add(p[h:].Mul(q))
}

// Pow returns pᵏ for k ≥ 0. A sum of a few terms is multiplied in again and again, which in several variables costs less
// than squares of long powers (R. Fateman, Stanford CS 1974); others by squaring.
func (p Poly) Pow(k int) Poly {
	r := Const(Int(1))
	if 2 < len(p) && len(p) <= 8 && len(p.Vars()) > 1 {
		for range k {
			r = p.Mul(r)
		}
		return r
	}
	for b := p; k > 0; k >>= 1 {
		if k&1 == 1 {
			r = r.Mul(b)
		}
		if k > 1 {
			b = b.Mul(b)
		}
	}
	return r
}

// Deg returns the degree of p in variable v, −1 for the zero polynomial.
func (p Poly) Deg(v int) int {
	d := -1
	for _, t := range p {
		d = max(d, t.M.Deg(v))
	}
	return d
}

// TotalDeg returns the largest sum of exponents of a term, −1 for the zero polynomial.
func (p Poly) TotalDeg() int {
	d := -1
	for _, t := range p {
		s := 0
		for v := range MaxVars {
			s += t.M.Deg(v)
		}
		d = max(d, s)
	}
	return d
}

// Has reports whether variable v occurs in p.
func (p Poly) Has(v int) bool {
	for _, t := range p {
		if t.M.Deg(v) > 0 {
			return true
		}
	}
	return false
}

// Vars returns the variables that occur in p, ascending.
func (p Poly) Vars() []int {
	var seen Mono
	for _, t := range p {
		for i := range seen {
			seen[i] |= t.M[i]
		}
	}
	var vs []int
	for v := range MaxVars {
		if seen.Deg(v) != 0 {
			vs = append(vs, v)
		}
	}
	return vs
}

// Coeffs returns the coefficients c[0], c[1], … of p as a polynomial in v: p = Σ c[k]·vᵏ.
func (p Poly) Coeffs(v int) []Poly {
	cs := make([]Poly, p.Deg(v)+1)
	for _, t := range p {
		k := t.M.Deg(v)
		cs[k] = append(cs[k], Term{t.M.With(v, 0), t.C})
	}
	return cs
}

// FromCoeffs returns Σ c[k]·vᵏ; v does not occur in the c[k].
func FromCoeffs(cs []Poly, v int) Poly {
	var ts []Term
	for k, c := range cs {
		m := MonoOf(v, k)
		for _, t := range c {
			ts = append(ts, Term{t.M.mul(m), t.C})
		}
	}
	return FromTerms(ts)
}

// LeadIn returns the leading coefficient of p in v.
func (p Poly) LeadIn(v int) Poly {
	d := p.Deg(v)
	var c Poly
	for _, t := range p {
		if t.M.Deg(v) == d {
			c = append(c, Term{t.M.With(v, 0), t.C})
		}
	}
	return c
}

// Diff returns the partial derivative of p with respect to v.
func (p Poly) Diff(v int) Poly {
	var out Poly
	for _, t := range p {
		if k := t.M.Deg(v); k > 0 {
			out = append(out, Term{t.M.With(v, k-1), t.C.MulInt(int64(k))})
		}
	}
	return out
}

// Subs returns p with variable v replaced by q.
func (p Poly) Subs(v int, q Poly) Poly {
	if !p.Has(v) {
		return p
	}
	cs := p.Coeffs(v)
	r := cs[len(cs)-1]
	for k := len(cs) - 2; k >= 0; k-- {
		r = r.Mul(q).Add(cs[k])
	}
	return r
}

// Rename returns p with variable i called to[i]; to is a permutation or an injection on the variables that occur.
func (p Poly) Rename(to []int) Poly {
	ts := make([]Term, len(p))
	for i, t := range p {
		var m Mono
		for v := range to {
			if k := t.M.Deg(v); k > 0 {
				m = m.With(to[v], k)
			}
		}
		ts[i] = Term{m, t.C}
	}
	return FromTerms(ts)
}

// Format writes p with the given names of variables; variables without a name are called v3 and so on.
func (p Poly) Format(names ...string) string {
	if len(p) == 0 {
		return "0"
	}
	var b strings.Builder
	for i, t := range p {
		if i > 0 {
			b.WriteString(" + ")
		}
		b.WriteString(t.C.String())
		for v := range MaxVars {
			k := t.M.Deg(v)
			if k == 0 {
				continue
			}
			b.WriteByte('*')
			if v < len(names) {
				b.WriteString(names[v])
			} else {
				b.WriteString("v" + strconv.Itoa(v))
			}
			if k > 1 {
				b.WriteString("^" + strconv.Itoa(k))
			}
		}
	}
	return b.String()
}

// String writes p with variables v0, v1, ….
func (p Poly) String() string { return p.Format() }

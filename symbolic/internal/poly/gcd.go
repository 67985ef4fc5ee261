package poly

import (
	"math/big"

	"tandem/symbolic/internal/num"
)

// Division and greatest common divisors of polynomials in several variables.
//
// GCD first removes contents and monomials, then tries to prove coprimality by images modulo a prime, then takes the
// heuristic method of Char, Geddes and Gonnet (GCDHEU, J. Symb. Comp. 7 (1989) 31–48): evaluate a variable at a large
// integer, take the gcd there, read the result's coefficients off in base ξ, and test by division. When the integers
// grow too long it falls back to the subresultant remainder sequence (Knuth, vol. 2, 4.6.1).

// DivExact returns p/q and whether q divides p. It panics if q is 0.
func (p Poly) DivExact(q Poly) (Poly, bool) { return p.divExact(q, new(Effort)) }

func (p Poly) divExact(q Poly, e *Effort) (Poly, bool) {
	if len(q) == 0 {
		panic("poly: division by the zero polynomial")
	}
	if len(p) == 0 {
		return nil, true
	}
	inv := q[0].C.Inv()
	if len(q) == 1 {
		out := make(Poly, len(p))
		for i, t := range p {
			m, ok := t.M.div(q[0].M)
			if !ok {
				return nil, false
			}
			out[i] = Term{m, t.C.Mul(inv)}
		}
		return out, true
	}
	// The smallest monomials divide too: a cheap way to say no.
	if _, ok := p[len(p)-1].M.div(q[len(q)-1].M); !ok {
		return nil, false
	}
	for _, v := range q.Vars() {
		if q.Deg(v) > p.Deg(v) {
			return nil, false
		}
	}
	var out Poly
	for len(p) > 0 {
		m, ok := p[0].M.div(q[0].M)
		if !ok {
			return nil, false
		}
		c := p[0].C.Mul(inv)
		out = append(out, Term{m, c})
		e.spend(len(p) + len(q)*(7+q.words()))
		p = p.addMul(q, c.Neg(), m)
	}
	return out, true
}

// mustDiv is DivExact where divisibility is a theorem.
func (p Poly) mustDiv(q Poly, e *Effort) Poly {
	r, ok := p.divExact(q, e)
	if !ok {
		panic("poly: inexact division")
	}
	return r
}

// Primitive returns c > 0 or < 0 and the integer polynomial P with coprime coefficients and positive leading
// coefficient such that p = c·P.
func (p Poly) Primitive() (Rat, Poly) {
	if len(p) == 0 {
		return Int(1), nil
	}
	c := p.numContent()
	if p[0].C.Sign() < 0 {
		c = c.Neg()
	}
	return c, p.Scale(c.Inv())
}

// numContent returns the positive rational c for which p/c has coprime integer coefficients.
func (p Poly) numContent() Rat {
	c := num.Zero
	for _, t := range p {
		c = num.GCD(c, t.C.v)
	}
	return Rat{c}
}

// GCD is the function of that name within e.
func (e *Effort) GCD(p, q Poly) Poly {
	_, p = p.Primitive()
	_, q = q.Primitive()
	if len(p) == 0 {
		return q
	}
	if len(q) == 0 {
		return p
	}
	// Monomial factors.
	mp, mq := p.monoContent(), q.monoContent()
	var common Mono
	for v := range MaxVars {
		if k := min(mp.Deg(v), mq.Deg(v)); k > 0 {
			common = common.With(v, k)
		}
	}
	p, _ = p.DivExact(Poly{{M: mp, C: Int(1)}})
	q, _ = q.DivExact(Poly{{M: mq, C: Int(1)}})
	g := e.gcdPrimitive(p, q)
	return Poly(nil).addMul(g, Int(1), common)
}

func (p Poly) monoContent() Mono {
	m := p[0].M
	for _, t := range p[1:] {
		for v := range MaxVars {
			if k := t.M.Deg(v); k < m.Deg(v) {
				m = m.With(v, k)
			}
		}
	}
	return m
}

// gcdPrimitive is GCD for nonzero integer polynomials without integer or monomial content.
func (e *Effort) gcdPrimitive(p, q Poly) Poly {
	one := Const(Int(1))
	if p.IsConst() || q.IsConst() {
		return one
	}
	if p.Equal(q) {
		return p
	}
	// A variable that only one of them has cannot be in the gcd: replace that one by its content there.
	vp, vq := p.Vars(), q.Vars()
	for _, v := range vp {
		if !q.Has(v) {
			return e.gcdWithCoeffs(q, p.Coeffs(v))
		}
	}
	for _, v := range vq {
		if !p.Has(v) {
			return e.gcdWithCoeffs(p, q.Coeffs(v))
		}
	}
	if coprimeByImages(p, q, vp) {
		return one
	}
	if r, ok := p.divExact(q, e); ok && len(r) > 0 {
		_, g := q.Primitive()
		return g
	}
	if r, ok := q.divExact(p, e); ok && len(r) > 0 {
		_, g := p.Primitive()
		return g
	}
	if g, ok := e.gcdHeuristic(p, q, vp); ok {
		return g
	}
	return e.gcdSubresultant(p, q, vp[0])
}

func (e *Effort) gcdWithCoeffs(g Poly, cs []Poly) Poly {
	for _, c := range cs {
		if len(c) > 0 {
			if g = e.GCD(g, c); g.IsOne() {
				return g
			}
		}
	}
	return g
}

const imagePrime = 2147483629 // the largest primes below 2³¹ keep products within 62 bits

// coprimeByImages reports that p and q share no factor, when images modulo a prime prove it: for each variable v, the
// gcd of the images in v at a random point (where no leading coefficient vanishes) is constant. A false answer proves
// nothing.
func coprimeByImages(p, q Poly, vars []int) bool {
	var at [MaxVars]uint64
	state := uint64(0x9e3779b97f4a7c15)
	for _, v := range vars {
		state = state*6364136223846793005 + 1442695040888963407
		at[v] = state>>33%(imagePrime-1) + 1
	}
	for _, v := range vars {
		a, ok1 := p.image(v, &at, imagePrime)
		b, ok2 := q.image(v, &at, imagePrime)
		if !ok1 || !ok2 {
			return false
		}
		if len(gcdMod(a, b, imagePrime)) != 1 {
			return false
		}
	}
	return true
}

// image returns the coefficients mod m of p as a polynomial in v with the other variables set to at. ok is false if
// its degree falls or a denominator is divisible by m.
func (p Poly) image(v int, at *[MaxVars]uint64, m uint64) (c []uint64, ok bool) {
	d := p.Deg(v)
	c = make([]uint64, d+1)
	for _, t := range p {
		x, ok := t.C.Mod(m)
		if !ok {
			return nil, false
		}
		for u := range MaxVars {
			if k := t.M.Deg(u); k > 0 && u != v {
				x = mulMod(x, powMod(at[u], uint64(k), m), m)
			}
		}
		k := t.M.Deg(v)
		c[k] = (c[k] + x) % m
	}
	return c, c[d] != 0
}

func (e *Effort) gcdHeuristic(p, q Poly, vars []int) (Poly, bool) {
	if len(vars) == 0 {
		g := new(big.Int).GCD(nil, nil, new(big.Int).Abs(p.Constant().Num()), new(big.Int).Abs(q.Constant().Num()))
		return Const(FromBigInt(g)), true
	}
	if len(p) == 0 || len(q) == 0 {
		return nil, false
	}
	// The integer content carries what outer levels read off in base ξ: set it aside, and put it back.
	cp, p := p.Primitive()
	cq, q := q.Primitive()
	content := FromBigInt(new(big.Int).GCD(nil, nil, cp.Abs().Num(), cq.Abs().Num()))
	v := vars[len(vars)-1]
	hp, hq := p.height(), q.height()
	xi := new(big.Int)
	if hp.Cmp(hq) < 0 {
		xi.Set(hp)
	} else {
		xi.Set(hq)
	}
	xi.Lsh(xi, 1).Add(xi, big.NewInt(29))
	for range 4 {
		if xi.BitLen()*max(p.Deg(v), q.Deg(v)) > 12000 {
			return nil, false
		}
		e.spend((len(p) + len(q)) * (7 + xi.BitLen()*max(p.Deg(v), q.Deg(v))/64))
		x := Const(FromBigInt(xi))
		g, ok := e.gcdHeuristic(p.Subs(v, x), q.Subs(v, x), vars[:len(vars)-1])
		if ok && len(g) > 0 {
			_, h := g.inBase(xi, v).Primitive()
			if len(h) > 0 {
				if _, ok := p.divExact(h, e); ok {
					if _, ok := q.divExact(h, e); ok {
						return h.Scale(content), true
					}
				}
			}
		}
		// ξ ← ξ·⁴√ξ roughly, as its authors advise, through a fixed ratio.
		xi.Mul(xi, big.NewInt(73794)).Quo(xi, big.NewInt(27011))
	}
	return nil, false
}

// height returns the largest absolute value of the integer coefficients.
func (p Poly) height() *big.Int {
	h := new(big.Int)
	for _, t := range p {
		if n := t.C.Num(); n.CmpAbs(h) > 0 {
			h.Abs(n)
		}
	}
	return h
}

// inBase reads p's coefficients as numbers in base xi with digits in (−xi/2, xi/2] and returns the polynomial in v
// with those digits as coefficients.
func (p Poly) inBase(xi *big.Int, v int) Poly {
	half := new(big.Int).Rsh(xi, 1)
	var ts []Term
	for _, t := range p {
		n := t.C.Num()
		for k := 0; n.Sign() != 0; k++ {
			d := new(big.Int)
			n.DivMod(n, xi, d)
			if d.Cmp(half) > 0 {
				d.Sub(d, xi)
				n.Add(n, big.NewInt(1))
			}
			if d.Sign() != 0 {
				ts = append(ts, Term{t.M.With(v, k), FromBigInt(d)})
			}
		}
	}
	return FromTerms(ts)
}

// gcdSubresultant takes the gcd through the remainder sequence in v, with contents taken out first.
func (e *Effort) gcdSubresultant(p, q Poly, v int) Poly {
	cp, cq := e.contentIn(p, v), e.contentIn(q, v)
	p, q = p.mustDiv(cp, e), q.mustDiv(cq, e)
	if p.Deg(v) < q.Deg(v) {
		p, q = q, p
	}
	chain := e.subresultants(p, q, v)
	last := chain[len(chain)-1]
	g := e.GCD(cp, cq)
	if last.Deg(v) == 0 {
		return g
	}
	last = last.mustDiv(e.contentIn(last, v), e)
	_, h := g.Mul(last).Primitive()
	return h
}

// contentIn returns the gcd of the coefficients of p as a polynomial in v.
func (e *Effort) contentIn(p Poly, v int) Poly {
	var g Poly
	for _, c := range p.Coeffs(v) {
		if len(c) > 0 {
			if g = e.GCD(g, c); g.IsOne() {
				break
			}
		}
	}
	return g
}

package poly

// subresultants returns the subresultant polynomial remainder sequence of p and q in v, degrees in v strictly
// falling, beginning with p and q and without the zero that ends it (Brown and Traub; Knuth, vol. 2, 4.6.1, C). It
// needs deg p ≥ deg q and both nonzero.
func (e *Effort) subresultants(p, q Poly, v int) []Poly {
	chain := []Poly{p, q}
	g, h := Const(Int(1)), Const(Int(1))
	for {
		d := p.Deg(v) - q.Deg(v)
		if q.Deg(v) <= 0 {
			return chain
		}
		r := e.pseudoRem(p, q, v)
		if len(r) == 0 {
			return chain
		}
		p = q
		q = r.mustDiv(e.mul(g, h.Pow(d)), e)
		chain = append(chain, q)
		g = p.LeadIn(v)
		switch {
		case d == 1:
			h = g
		case d > 1:
			h = g.Pow(d).mustDiv(h.Pow(d-1), e)
		}
	}
}

// pseudoRem returns the remainder of lc(q)^(deg p − deg q + 1)·p by q in v.
func (e *Effort) pseudoRem(p, q Poly, v int) Poly {
	n := q.Deg(v)
	lc := q.LeadIn(v)
	left := p.Deg(v) - n + 1
	r := p
	for len(r) > 0 && r.Deg(v) >= n {
		m := MonoOf(v, r.Deg(v)-n)
		lr := r.LeadIn(v)
		r = e.mul(r, lc).Sub(Poly(nil).addMul(e.mul(q, lr), Int(1), m))
		left--
	}
	if left > 0 {
		r = e.mul(r, lc.Pow(left))
	}
	return r
}

// Resultant is the function of that name within e.
func (e *Effort) Resultant(p, q Poly, v int) Poly {
	if len(p) == 0 || len(q) == 0 {
		return nil
	}
	dp, dq := p.Deg(v), q.Deg(v)
	sign := Int(1)
	if dp < dq {
		p, q = q, p
		if dp*dq%2 == 1 {
			sign = sign.Neg()
		}
		dp, dq = dq, dp
	}
	if dq == 0 {
		return q.Pow(dp).Scale(sign)
	}
	// The same recurrence as subresultants, with the sign kept and the last step brought to degree 0.
	g, h := Const(Int(1)), Const(Int(1))
	for {
		d := p.Deg(v) - q.Deg(v)
		if p.Deg(v)%2 == 1 && q.Deg(v)%2 == 1 {
			sign = sign.Neg()
		}
		r := e.pseudoRem(p, q, v)
		if len(r) == 0 {
			return nil
		}
		p = q
		q = r.mustDiv(e.mul(g, h.Pow(d)), e)
		g = p.LeadIn(v)
		switch {
		case d == 1:
			h = g
		case d > 1:
			h = g.Pow(d).mustDiv(h.Pow(d-1), e)
		}
		if q.Deg(v) == 0 {
			n := p.Deg(v)
			if n == 1 {
				return q.Scale(sign)
			}
			return q.Pow(n).mustDiv(h.Pow(n-1), e).Scale(sign)
		}
	}
}

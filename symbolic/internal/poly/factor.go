package poly

import "slices"

// A Power is a factor and its multiplicity.
type Power struct {
	P Poly
	K int
}

// squareFree is SquareFree within e.
func (e *Effort) squareFree(p Poly, v int) (content Poly, parts []Power) {
	if len(p) == 0 {
		return nil, nil
	}
	content = e.contentIn(p, v)
	p = p.mustDiv(content, e)
	if p.Lead().Sign() < 0 {
		content, p = content.Neg(), p.Neg()
	}
	c, p := p.Primitive()
	content = content.Scale(c)
	if p.Deg(v) == 0 {
		return content.Mul(p), nil
	}
	d := p.Diff(v)
	g := e.GCD(p, d)
	b, y := p.mustDiv(g, e), d.mustDiv(g, e)
	for k := 1; b.Deg(v) > 0; k++ {
		z := y.Sub(b.Diff(v))
		a := b
		if len(z) > 0 {
			a = e.GCD(b, z)
		}
		if a.Deg(v) > 0 {
			parts = append(parts, Power{a, k})
		}
		b = b.mustDiv(a, e)
		if len(z) > 0 {
			y = z.mustDiv(a, e)
		} else {
			y = nil
		}
	}
	// Yun's quotients carry units of the coefficient ring only up to sign and content; restore the exact product.
	prod := Const(Int(1))
	for i := range parts {
		_, parts[i].P = parts[i].P.Primitive()
		prod = prod.Mul(parts[i].P.Pow(parts[i].K))
	}
	return content.Mul(p.mustDiv(prod, e)), parts
}

// Factor is the function of that name within e.
func (e *Effort) Factor(p Poly) (c Rat, factors []Power) {
	if len(p) == 0 {
		return Rat{}, nil
	}
	c, p = p.Primitive()
	m := p.monoContent()
	for v := range MaxVars {
		if k := m.Deg(v); k > 0 {
			factors = append(factors, Power{Var(v, 1), k})
		}
	}
	p, _ = p.DivExact(Poly{{M: m, C: Int(1)}})
	factors = append(factors, e.factorRec(p)...)
	slices.SortStableFunc(factors, func(a, b Power) int { return comparePolys(a.P, b.P) })
	return c, factors
}

func comparePolys(p, q Poly) int {
	if d := p.TotalDeg() - q.TotalDeg(); d != 0 {
		return d
	}
	for i := range min(len(p), len(q)) {
		if c := q[i].M.cmp(p[i].M); c != 0 {
			return c
		}
		if c := p[i].C.Cmp(q[i].C); c != 0 {
			return c
		}
	}
	return len(p) - len(q)
}

// factorRec factors a primitive polynomial.
func (e *Effort) factorRec(p Poly) []Power {
	vars := p.Vars()
	if len(vars) == 0 {
		return nil
	}
	v := vars[0]
	for _, u := range vars[1:] { // the smallest degree makes linear factors plain
		if p.Deg(u) < p.Deg(v) {
			v = u
		}
	}
	content, parts := e.squareFree(p, v)
	var out []Power
	if !content.IsConst() {
		_, content = content.Primitive()
		out = e.factorRec(content)
	}
	for _, s := range parts {
		var irreducible []Poly
		if len(vars) == 1 {
			irreducible = e.factorSquareFree(s.P, v)
		} else {
			irreducible = e.factorKronecker(s.P)
		}
		for _, q := range irreducible {
			_, q = q.Primitive()
			if i := slices.IndexFunc(out, func(o Power) bool { return o.P.Equal(q) }); i >= 0 {
				out[i].K += s.K
				continue
			}
			out = append(out, Power{q, s.K})
		}
	}
	return out
}

// maxKronecker bounds the degree of a polynomial in one variable that stands for one in several.
const maxKronecker = 90

// factorKronecker factors a square-free primitive polynomial in two or more variables: a homogeneous one loses a
// variable by setting it to 1; else all variables become powers of one (Kronecker), and products of the factors found
// there are tried by division.
func (e *Effort) factorKronecker(p Poly) []Poly {
	vars := p.Vars()
	if len(vars) < 2 {
		if len(vars) == 0 {
			return nil
		}
		return e.factorSquareFree(p, vars[0])
	}
	for _, v := range vars {
		if p.Deg(v) == 1 && e.contentIn(p, v).IsConst() {
			return []Poly{p}
		}
	}
	if d := p.TotalDeg(); p.isHomogeneous(d) {
		v := vars[len(vars)-1]
		var out []Poly
		for _, f := range e.factorKronecker(p.Subs(v, Const(Int(1)))) {
			out = append(out, f.homogenize(v))
		}
		return out
	}
	// A polynomial in vᵏ is factored in v first: the degree shrinks; then each factor is tried again.
	var step [MaxVars]int
	radix := 1
	to := vars[0]
	for _, v := range vars {
		step[v] = radix
		radix *= p.Deg(v) + 1
		if radix > maxKronecker*(p.Deg(v)+1) {
			return []Poly{p}
		}
	}
	image := make([]Term, len(p))
	deg := 0
	for i, t := range p {
		k := 0
		for _, v := range vars {
			k += t.M.Deg(v) * step[v]
		}
		deg = max(deg, k)
		if k > maxKronecker {
			return []Poly{p}
		}
		image[i] = Term{MonoOf(to, k), t.C}
	}
	img := FromTerms(image)
	_, powers := e.Factor(img)
	var pieces []Poly
	for _, f := range powers {
		for range f.K {
			pieces = append(pieces, f.P)
		}
	}
	if len(pieces) > 14 {
		return []Poly{p}
	}
	back := func(q Poly) Poly {
		ts := make([]Term, len(q))
		for i, t := range q {
			k := t.M.Deg(to)
			var m Mono
			for j := len(vars) - 1; j >= 0; j-- {
				m = m.With(vars[j], k/step[vars[j]])
				k %= step[vars[j]]
			}
			ts[i] = Term{m, t.C}
		}
		_, r := FromTerms(ts).Primitive()
		return r
	}
	return e.combine(p, pieces, func(sub []Poly) Poly {
		q := Const(Int(1))
		for _, s := range sub {
			q = q.Mul(s)
		}
		return back(q)
	})
}

// combine finds the true factors of p as images of products of subsets of pieces, smallest subsets first.
func (e *Effort) combine(p Poly, pieces []Poly, candidate func([]Poly) Poly) []Poly {
	var out []Poly
	for size := 1; 2*size <= len(pieces); {
		found := false
		subsets(len(pieces), size, func(idx []int) bool {
			sub := make([]Poly, size)
			for i, j := range idx {
				sub[i] = pieces[j]
			}
			e.spend(1 << 12)
			q := candidate(sub)
			if q.IsConst() {
				return true
			}
			r, ok := p.divExact(q, e)
			if !ok {
				return true
			}
			out = append(out, q)
			p = r
			for i := len(idx) - 1; i >= 0; i-- {
				pieces = slices.Delete(slices.Clone(pieces), idx[i], idx[i]+1)
			}
			found = true
			return false
		})
		if !found {
			size++
		}
	}
	if !p.IsConst() {
		_, p = p.Primitive()
		out = append(out, p)
	}
	return out
}

// subsets calls f with each ascending choice of size indices below n until f returns false.
func subsets(n, size int, f func([]int) bool) {
	idx := make([]int, size)
	for i := range idx {
		idx[i] = i
	}
	for {
		if !f(idx) {
			return
		}
		i := size - 1
		for i >= 0 && idx[i] == n-size+i {
			i--
		}
		if i < 0 {
			return
		}
		idx[i]++
		for j := i + 1; j < size; j++ {
			idx[j] = idx[j-1] + 1
		}
	}
}

func (p Poly) isHomogeneous(d int) bool {
	for _, t := range p {
		s := 0
		for v := range MaxVars {
			s += t.M.Deg(v)
		}
		if s != d {
			return false
		}
	}
	return true
}

func (p Poly) homogenize(v int) Poly {
	d := p.TotalDeg()
	ts := make([]Term, len(p))
	for i, t := range p {
		s := 0
		for u := range MaxVars {
			s += t.M.Deg(u)
		}
		ts[i] = Term{t.M.With(v, d-s), t.C}
	}
	return FromTerms(ts)
}

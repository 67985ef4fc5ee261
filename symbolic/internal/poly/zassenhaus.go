package poly

import (
	"math/big"
)

// Factorisation over the integers in one variable (Zassenhaus; von zur Gathen and Gerhard, Modern Computer Algebra,
// ch. 14–15): factor modulo a small prime, lift the factors to a power of it that exceeds twice the Mignotte bound,
// and try products of subsets of the lifted factors.

var smallPrimes = []uint64{3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
	101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199, 211}

// factorSquareFree returns the irreducible factors of a primitive square-free polynomial in the one variable v.
func (e *Effort) factorSquareFree(p Poly, v int) []Poly {
	n := p.Deg(v)
	if n <= 1 {
		return []Poly{p}
	}
	if len(p) == 2 && n == 2 { // a x² + b
		r, ok := p.Constant().Neg().Div(p.Lead()).Sqrt()
		if !ok {
			return []Poly{p}
		}
		_, a := Var(v, 1).Add(Const(r)).Primitive()
		_, b := Var(v, 1).Sub(Const(r)).Primitive()
		return []Poly{a, b}
	}
	// The prime among a few with the fewest modular factors saves most in the recombination.
	var best [][]uint64
	var prime uint64
	tried := 0
	var at [MaxVars]uint64
	for _, m := range smallPrimes {
		f, ok := p.image(v, &at, m)
		if !ok {
			continue
		}
		f = monicMod(f, m)
		if len(gcdMod(f, diffMod(f, m), m)) != 1 {
			continue
		}
		fs := e.factorMod(f, m)
		if best == nil || len(fs) < len(best) {
			best, prime = fs, m
		}
		if tried++; len(best) == 1 || tried == 5 {
			break
		}
	}
	if len(best) == 1 {
		return []Poly{p}
	}
	if best == nil || len(best) > 24 {
		return []Poly{p}
	}
	lc := p.Lead().Num()
	// Mignotte: a factor's coefficients are at most 2ⁿ·√(n+1)·‖p‖∞; times lc, times 2 for the signs.
	bound := p.height()
	bound.Mul(bound, lc).Lsh(bound, uint(n)+2).Mul(bound, big.NewInt(int64(n+1)))
	pk := new(big.Int).SetUint64(prime)
	bp := new(big.Int).Set(pk)
	k := 1
	for pk.Cmp(bound) <= 0 {
		pk.Mul(pk, bp)
		k++
	}
	f := p.dense(v)
	// Make it monic modulo pᵏ, lift, and give candidates the leading coefficient back.
	inv := new(big.Int).ModInverse(lc, pk)
	for i := range f {
		f[i].Mul(f[i], inv).Mod(f[i], pk)
	}
	lifted := e.henselTree(f, best, prime, k)
	return e.recombine(p, v, lifted, pk)
}

func (p Poly) dense(v int) []*big.Int {
	c := make([]*big.Int, p.Deg(v)+1)
	for i := range c {
		c[i] = new(big.Int)
	}
	for _, t := range p {
		c[t.M.Deg(v)] = t.C.Num()
	}
	return c
}

// henselTree lifts f ≡ Π gs (mod m) to a factorisation modulo m^k, by halves.
func (w *Effort) henselTree(f []*big.Int, gs [][]uint64, m uint64, k int) [][]*big.Int {
	if len(gs) == 1 {
		return [][]*big.Int{f}
	}
	h := len(gs) / 2
	a, b := []uint64{1}, []uint64{1}
	for _, g := range gs[:h] {
		a = mulPolyMod(a, g, m)
	}
	for _, g := range gs[h:] {
		b = mulPolyMod(b, g, m)
	}
	s, t := xgcdMod(a, b, m)
	fa, fb := w.henselLift(f, a, b, s, t, m, k)
	return append(w.henselTree(fa, gs[:h], m, k), w.henselTree(fb, gs[h:], m, k)...)
}

// henselLift lifts f ≡ a·b (mod m), with s·a + t·b ≡ 1 and a, b monic, to modulo m^k one power at a time.
func (w *Effort) henselLift(f []*big.Int, a, b, s, t []uint64, m uint64, k int) (fa, fb []*big.Int) {
	fa, fb = widen(a), widen(b)
	bm := new(big.Int).SetUint64(m)
	pj := new(big.Int).Set(bm)
	for j := 1; j < k; j++ {
		// e = (f − fa·fb)/m^j mod m; then fa += m^j·(t·e mod a), fb += m^j·(s·e + …).
		w.spend(len(fa) * len(fb) * (4 + pj.BitLen()/64))
		e := make([]uint64, len(f))
		tmp := new(big.Int)
		prod := mulBig(fa, fb)
		for i := range f {
			tmp.Set(f[i])
			if i < len(prod) {
				tmp.Sub(tmp, prod[i])
			}
			tmp.Quo(tmp, pj)
			e[i] = tmp.Mod(tmp, bm).Uint64()
		}
		e = trimMod(e)
		if len(e) > 0 {
			q, da := divPolyMod(mulPolyMod(t, e, m), a, m)
			db := addMod(mulPolyMod(s, e, m), mulPolyMod(q, b, m), m)
			_, db = divPolyMod(db, b, m)
			addScaled(fa, da, pj)
			addScaled(fb, db, pj)
		}
		pj.Mul(pj, bm)
	}
	return fa, fb
}

func widen(a []uint64) []*big.Int {
	r := make([]*big.Int, len(a))
	for i, x := range a {
		r[i] = new(big.Int).SetUint64(x)
	}
	return r
}

func addScaled(a []*big.Int, d []uint64, scale *big.Int) {
	t := new(big.Int)
	for i, x := range d {
		a[i].Add(a[i], t.SetUint64(x).Mul(t, scale))
	}
}

func mulBig(a, b []*big.Int) []*big.Int {
	r := make([]*big.Int, len(a)+len(b)-1)
	for i := range r {
		r[i] = new(big.Int)
	}
	t := new(big.Int)
	for i, x := range a {
		for j, y := range b {
			r[i+j].Add(r[i+j], t.Mul(x, y))
		}
	}
	return r
}

// recombine finds the factors of p over the integers among the products of its lifted monic factors modulo pk.
func (e *Effort) recombine(p Poly, v int, lifted [][]*big.Int, pk *big.Int) []Poly {
	half := new(big.Int).Rsh(pk, 1)
	symmetric := func(x *big.Int) *big.Int {
		x.Mod(x, pk)
		if x.Cmp(half) > 0 {
			x.Sub(x, pk)
		}
		return x
	}
	var out []Poly
	for size := 1; 2*size <= len(lifted); {
		lc := p.Lead().Num()
		last := p.Coeffs(v)[0].Constant().Num()
		last.Mul(last, lc)
		found := false
		subsets(len(lifted), size, func(idx []int) bool {
			e.spend(1 << 6)
			// lc·Π constant terms must divide lc·p(0): a cheap test first.
			c := new(big.Int).Set(lc)
			for _, i := range idx {
				c.Mul(c, lifted[i][0]).Mod(c, pk)
			}
			symmetric(c)
			if c.Sign() != 0 && new(big.Int).Rem(last, c).Sign() != 0 {
				return true
			}
			q := []*big.Int{new(big.Int).Set(lc)}
			for _, i := range idx {
				e.spend(len(q) * len(lifted[i]) * (4 + pk.BitLen()/64))
				q = mulBig(q, lifted[i])
				for _, x := range q {
					x.Mod(x, pk)
				}
			}
			ts := make([]Term, 0, len(q))
			for k, x := range q {
				if symmetric(x); x.Sign() != 0 {
					ts = append(ts, Term{MonoOf(v, k), FromBigInt(x)})
				}
			}
			_, cand := FromTerms(ts).Primitive()
			rest, ok := p.divExact(cand, e)
			if !ok {
				return true
			}
			out = append(out, cand)
			_, p = rest.Primitive()
			kept := lifted[:0:0]
			for i, l := range lifted {
				used := false
				for _, j := range idx {
					used = used || i == j
				}
				if !used {
					kept = append(kept, l)
				}
			}
			lifted = kept
			found = true
			return false
		})
		if !found {
			size++
		}
	}
	if p.Deg(v) > 0 {
		out = append(out, p)
	}
	return out
}

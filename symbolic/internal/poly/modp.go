package poly

import (
	"math/big"
	"math/bits"
)

// Polynomials in one variable modulo a prime below 2³², dense, coefficient k at index k, no leading zeros: the images
// that gcd and factorisation work with.

func mulMod(a, b, m uint64) uint64 {
	if m < 1<<32 {
		return a * b % m
	}
	hi, lo := bits.Mul64(a, b)
	_, r := bits.Div64(hi%m, lo, m)
	return r
}

func powMod(a, k, m uint64) uint64 {
	r := uint64(1)
	for a %= m; k > 0; k >>= 1 {
		if k&1 == 1 {
			r = mulMod(r, a, m)
		}
		a = mulMod(a, a, m)
	}
	return r
}

func invMod(a, m uint64) uint64 { return powMod(a, m-2, m) }

// Mod returns a modulo the prime m, which is below 2⁶³; ok is false if m divides the denominator.
func (a Rat) Mod(m uint64) (r uint64, ok bool) {
	p, q, small := a.v.Small()
	n, d := uint64(0), uint64(1)
	if small {
		n, d = uint64(p)%m, uint64(q)%m
		if p < 0 {
			if n = -uint64(p) % m; n > 0 {
				n = m - n
			}
		}
	} else {
		bm := new(big.Int).SetUint64(m)
		n, d = new(big.Int).Mod(a.Num(), bm).Uint64(), new(big.Int).Mod(a.Den(), bm).Uint64()
	}
	if d <= 1 {
		return n, d == 1
	}
	return mulMod(n, invMod(d, m), m), true
}

func trimMod(a []uint64) []uint64 {
	for len(a) > 0 && a[len(a)-1] == 0 {
		a = a[:len(a)-1]
	}
	return a
}

func addMod(a, b []uint64, m uint64) []uint64 {
	if len(a) < len(b) {
		a, b = b, a
	}
	r := append([]uint64(nil), a...)
	for i, x := range b {
		r[i] = (r[i] + x) % m
	}
	return trimMod(r)
}

func subMod(a, b []uint64, m uint64) []uint64 {
	r := make([]uint64, max(len(a), len(b)))
	copy(r, a)
	for i, x := range b {
		r[i] = (r[i] + m - x) % m
	}
	return trimMod(r)
}

func mulPolyMod(a, b []uint64, m uint64) []uint64 {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	r := make([]uint64, len(a)+len(b)-1)
	for i, x := range a {
		if x != 0 {
			for j, y := range b {
				r[i+j] = (r[i+j] + x*y) % m
			}
		}
	}
	return trimMod(r)
}

func divPolyMod(a, b []uint64, m uint64) (q, r []uint64) {
	r = append([]uint64(nil), a...)
	if len(a) < len(b) {
		return nil, r
	}
	q = make([]uint64, len(a)-len(b)+1)
	inv := invMod(b[len(b)-1], m)
	for i := len(a) - len(b); i >= 0; i-- {
		c := r[i+len(b)-1] * inv % m
		q[i] = c
		if c != 0 {
			for j, y := range b {
				r[i+j] = (r[i+j] + (m-c)*y) % m
			}
		}
	}
	return trimMod(q), trimMod(r)
}

func monicMod(a []uint64, m uint64) []uint64 {
	if len(a) == 0 {
		return a
	}
	inv := invMod(a[len(a)-1], m)
	r := make([]uint64, len(a))
	for i, x := range a {
		r[i] = x * inv % m
	}
	return r
}

func gcdMod(a, b []uint64, m uint64) []uint64 {
	for len(b) > 0 {
		_, r := divPolyMod(a, b, m)
		a, b = b, r
	}
	return monicMod(a, m)
}

// xgcdMod returns s, t with s·a + t·b = 1 for coprime a and b.
func xgcdMod(a, b []uint64, m uint64) (s, t []uint64) {
	s0, s1 := []uint64{1}, []uint64(nil)
	t0, t1 := []uint64(nil), []uint64{1}
	for len(b) > 0 {
		q, r := divPolyMod(a, b, m)
		a, b = b, r
		s0, s1 = s1, subMod(s0, mulPolyMod(q, s1, m), m)
		t0, t1 = t1, subMod(t0, mulPolyMod(q, t1, m), m)
	}
	inv := []uint64{invMod(a[0], m)}
	return mulPolyMod(s0, inv, m), mulPolyMod(t0, inv, m)
}

func diffMod(a []uint64, m uint64) []uint64 {
	if len(a) < 2 {
		return nil
	}
	r := make([]uint64, len(a)-1)
	for i := range r {
		r[i] = uint64(i+1) % m * a[i+1] % m
	}
	return trimMod(r)
}

// powPolyMod returns a^k mod (f, m).
func powPolyMod(a []uint64, k *big.Int, f []uint64, m uint64) []uint64 {
	_, a = divPolyMod(a, f, m)
	r := []uint64{1}
	for i := k.BitLen() - 1; i >= 0; i-- {
		_, r = divPolyMod(mulPolyMod(r, r, m), f, m)
		if k.Bit(i) == 1 {
			_, r = divPolyMod(mulPolyMod(r, a, m), f, m)
		}
	}
	return r
}

// factorMod splits a monic square-free f modulo the odd prime m into monic irreducible factors: distinct degrees by
// gcd with x^(mᵏ) − x, then equal degrees by Cantor and Zassenhaus with a fixed sequence of trial polynomials.
func (e *Effort) factorMod(f []uint64, m uint64) [][]uint64 {
	var out [][]uint64
	x := []uint64{0, 1}
	w := x
	bm := new(big.Int).SetUint64(m)
	seed := uint64(1)
	for d := 1; len(f) > 1; d++ {
		if 2*d > len(f)-1 {
			return append(out, f)
		}
		e.spend(len(f) * len(f) * bm.BitLen() / 8)
		w = powPolyMod(w, bm, f, m)
		g := gcdMod(f, subMod(w, x, m), m)
		if len(g) > 1 {
			out = append(out, e.equalDegree(g, d, m, &seed)...)
			f, _ = divPolyMod(f, g, m)
			_, w = divPolyMod(w, f, m)
		}
	}
	return out
}

func (w *Effort) equalDegree(f []uint64, d int, m uint64, seed *uint64) [][]uint64 {
	if len(f)-1 == d {
		return [][]uint64{monicMod(f, m)}
	}
	e := new(big.Int).Exp(new(big.Int).SetUint64(m), big.NewInt(int64(d)), nil)
	e.Rsh(e.Sub(e, big.NewInt(1)), 1)
	for {
		w.spend(len(f) * len(f) * e.BitLen() / 8)
		a := make([]uint64, len(f)-1)
		for i := range a {
			*seed = *seed*6364136223846793005 + 1442695040888963407
			a[i] = *seed >> 33 % m
		}
		a = trimMod(a)
		if len(a) < 2 {
			continue
		}
		g := gcdMod(f, a, m)
		if len(g) == 1 {
			g = gcdMod(f, subMod(powPolyMod(a, e, f, m), []uint64{1}, m), m)
		}
		if len(g) > 1 && len(g) < len(f) {
			q, _ := divPolyMod(f, g, m)
			return append(w.equalDegree(g, d, m, seed), w.equalDegree(monicMod(q, m), d, m, seed)...)
		}
	}
}

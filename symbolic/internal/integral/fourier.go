package integral

import (
	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/poly"
)

// Polynomials in sin and cos of one argument, even in both, become sums of multiple angles: ∫ sin²x = x/2 − sin(2x)/4.

// A harmonic is a·cos(kw) + b·sin(kw), by k.
type harmonics map[int]struct{ a, b poly.Rat }

func (h harmonics) add(k int, a, b poly.Rat) {
	if k < 0 {
		k, b = -k, b.Neg()
	}
	v := h[k]
	v.a = v.a.Add(a)
	if k > 0 {
		v.b = v.b.Add(b)
	}
	h[k] = v
}

// times returns h·cos w or h·sin w.
func (h harmonics) times(sine bool) harmonics {
	out := harmonics{}
	half := poly.Quo(1, 2)
	for k, v := range h {
		a, b := v.a.Mul(half), v.b.Mul(half)
		if sine {
			// cos kw sin w = (sin(k+1)w − sin(k−1)w)/2, sin kw sin w = (cos(k−1)w − cos(k+1)w)/2.
			out.add(k+1, b.Neg(), a)
			out.add(k-1, b, a.Neg())
		} else {
			out.add(k+1, a, b)
			out.add(k-1, a, b)
		}
	}
	return out
}

// fourier integrates polynomials in sin w, cos w whose terms are even in both.
func (w *work) fourier(f, x *expr.Node) *expr.Node {
	if f.NFactors() > 0 {
		// Cheap refusal: a negative or fractional power cannot be a polynomial.
		for i := range f.NFactors() {
			_, e := f.Factor(i)
			if k, ok := e.Int64(); !ok || k < 0 {
				return nil
			}
		}
	}
	t, ok := newTower(w, x, f)
	if !ok || len(t.gens) < 3 || t.gens[1].kind != sine || t.gens[2].kind != cosine {
		return nil
	}
	for _, g := range t.gens[3:] {
		if g.kind != parameter {
			return nil
		}
	}
	var out *expr.Node
	t.try(func() {
		e := t.convert(f)
		if e.D.Has(1) || e.D.Has(2) || e.D.Has(0) || e.N.Has(0) {
			return
		}
		dt := expr.Diff(t.gens[1].t, x)
		if expr.Has(dt, x) {
			return
		}
		sums := map[poly.Mono]harmonics{}
		var keys []poly.Mono
		for _, term := range e.N {
			i, j := term.M.Deg(1), term.M.Deg(2)
			if i%2 != 0 || j%2 != 0 || i+j > 40 {
				return
			}
			h := harmonics{}
			h.add(0, term.C, poly.Rat{})
			for range i {
				h = h.times(true)
			}
			for range j {
				h = h.times(false)
			}
			key := term.M.With(1, 0).With(2, 0)
			if sums[key] == nil {
				sums[key] = harmonics{}
				keys = append(keys, key)
			}
			for k, v := range h {
				sums[key].add(k, v.a, v.b)
			}
		}
		var total expr.Sum
		for _, key := range keys {
			var s expr.Sum
			for k, v := range sums[key] {
				if k == 0 {
					s.Add(expr.Mul(number(v.a), x))
					continue
				}
				kw := expr.Mul(expr.Int(int64(k)), t.gens[1].t)
				s.Add(expr.Div(expr.Mul(number(v.a), expr.Sin(kw)), expr.Mul(expr.Int(int64(k)), dt)))
				s.Add(expr.Neg(expr.Div(expr.Mul(number(v.b), expr.Cos(kw)), expr.Mul(expr.Int(int64(k)), dt))))
			}
			total.Add(expr.Mul(t.polyNode(poly.Poly{{M: key, C: poly.Int(1)}}), s.Node()))
		}
		out = expr.Div(total.Node(), t.polyNode(e.Den()))
	})
	return out
}

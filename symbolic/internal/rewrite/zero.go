package rewrite

import (
	"math"
	"math/cmplx"

	"tandem/symbolic/internal/eval"
	"tandem/symbolic/internal/expr"
)

// A Verdict is the answer of a test that may fail to decide.
type Verdict int

const (
	Unknown Verdict = iota
	True
	False
)

// IsZero decides whether n is zero wherever it is defined: by structure; by values at points that are fixed by the
// expression, of which one away from zero proves that it is not; by a separation bound if it is an algebraic number; by
// its normal form as a rational function, also with circular functions as exponentials. Values at zero prove nothing, so
// that False and True are certain and the rest is Unknown.
func IsZero(n *expr.Node) Verdict {
	switch {
	case n == expr.Zero:
		return True
	case n == expr.Undefined:
		return Unknown
	case n.IsNum(), n.IsPositive(), n.IsNegative():
		return False
	}
	if nonzeroAtPoints(n) {
		return False
	}
	if len(expr.Symbols(n)) == 0 {
		if zero, ok := algebraicZero(n); ok && zero {
			return True
		} else if ok {
			return False
		}
		if below, ok := eval.Below(n, distinct); ok && !below { // as e^(π√163) beside the whole number next to it
			return False
		}
	}
	for _, form := range []func(*expr.Node) *expr.Node{Expand, Together, Simplify} {
		if form(n) == expr.Zero {
			return True
		}
	}
	if vanishesInExponentials(n) {
		return True
	}
	return Unknown
}

// distinct is to how many bits a constant is computed to tell it from 0.
const distinct = 500

// points is how many points are tried; a right answer needs one of them to lie where n is defined.
const points = 6

// nonzeroAtPoints evaluates n with symbols at complex points, away from special values and on both sides of cuts
// unless assumptions say otherwise. An error of rounding is told from a value by comparing with the largest number that
// occurred: n counts as nonzero only if it is far above what cancellation can leave.
func nonzeroAtPoints(n *expr.Node) bool {
	syms := expr.Symbols(n)
	for k := range points {
		at := make(map[*expr.Node]complex128, len(syms))
		for _, s := range syms {
			at[s] = sample(s, k)
		}
		v, scale, err := eval.WithScale(n, at)
		if err != nil || math.IsInf(scale, 0) || scale > 1e200 {
			continue
		}
		if cmplx.Abs(v) > 1e-9*scale {
			return true
		}
		if len(syms) == 0 {
			return false
		}
	}
	return false
}

// sample gives symbol s its value at point k, from its hash.
func sample(s *expr.Node, k int) complex128 {
	h := s.Hash() ^ uint64(k+1)*0x9e3779b97f4a7c15
	next := func() float64 {
		h ^= h >> 29
		h *= 0xbf58476d1ce4e5b9
		h ^= h >> 32
		return float64(h>>11) / (1 << 53)
	}
	re, im := 4*next()-2, 2*next()-1
	switch {
	case s.IsInteger():
		re, im = math.Round(10*re), 0
		if s.IsPositive() || s.IsNonNegative() {
			re = math.Abs(re) + 1
		}
	case s.IsNonNegative():
		re, im = math.Abs(re)+0.01, 0
	case s.IsReal():
		im = 0
	}
	return complex(re, im)
}

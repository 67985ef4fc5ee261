package integrate

import (
	"math"
	"slices"
)

// locate searches for the point inside s that the error follows, and cuts s there.
func (q *quad) locate(s *segment) {
	s.searched = true
	at := q.search(s)
	if q.bad != nil || !(s.lo < at && at < s.hi) || nearby(s.lo, at) || nearby(at, s.hi) {
		return
	}
	// The values on both sides of the point, which itself may be singular.
	beside := 8 * epsilon * max(math.Abs(at), s.hi-s.lo)
	l := &segment{piece: s.piece, lo: s.lo, hi: at, loEnd: s.loEnd, hiEnd: true, atLo: s.atLo, atHi: q.at(s.piece, at-beside)}
	r := &segment{piece: s.piece, lo: at, hi: s.hi, loEnd: true, hiEnd: s.hiEnd, atLo: q.at(s.piece, at+beside), atHi: s.atHi}
	q.estimate(l)
	q.estimate(r)
	l.checkBorders()
	r.checkBorders()
	if q.bad == nil {
		// A jump may be anywhere between two neighbouring numbers.
		jump := min(math.Abs(l.atHi-r.atLo), slices.Max(s.values[:])-slices.Min(s.values[:]))
		q.blur += 2 * jump * epsilon * math.Abs(at)
		q.replace(s, l, r)
	}
}

// search returns the feature of s: a jump, a kink, a cusp, a pole or the top of a narrow peak. Each shows as a second
// difference. Of three overlapping windows of half the width, about the quarter points and the middle, the one with the
// largest goes on, down to neighbouring numbers or to where rounding hides it. Two evaluations halve the bracket, where
// halving a segment costs forty-two.
func (q *quad) search(s *segment) float64 {
	lo, mid, hi := s.lo, s.lo+(s.hi-s.lo)/2, s.hi
	fLo, fMid, fHi := s.atLo, s.values[10], s.atHi
	if math.IsNaN(fLo) { // f may be singular there: the next node stands in
		fLo = s.values[0]
	}
	if math.IsNaN(fHi) {
		fHi = s.values[20]
	}
	for range 100 {
		a, b := lo+(mid-lo)/2, mid+(hi-mid)/2
		if nearby(lo, mid) || nearby(mid, hi) || nearby(a, mid) || nearby(mid, b) {
			break
		}
		fa, fb := q.at(s.piece, a), q.at(s.piece, b)
		if q.bad != nil {
			if math.IsInf(q.bad.Y, 0) { // struck exactly
				x := q.bad.X
				q.bad = nil
				if at, _ := s.at(a); at == x {
					return a
				}
				return b
			}
			break
		}
		second := func(l, m, r float64) float64 { return math.Abs((l - m) - (m - r)) }
		atA, atMid, atB := second(fLo, fa, fMid), second(fa, fMid, fb), second(fMid, fb, fHi)
		size := max(math.Abs(fLo), math.Abs(fa), math.Abs(fMid), math.Abs(fb), math.Abs(fHi))
		switch top := max(atA, atMid, atB); {
		case top <= 8*epsilon*size:
			return mid // straight to rounding: a kink that is this small no longer matters
		case atMid == top:
			lo, fLo, hi, fHi = a, fa, b, fb
		case atA == top:
			hi, fHi, mid, fMid = mid, fMid, a, fa
		default:
			lo, fLo, mid, fMid = mid, fMid, b, fb
		}
	}
	return mid
}

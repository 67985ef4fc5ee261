package recipe

// overlapLimit is the length from which only methods serve that a team can share out.
const overlapLimit = 1 << 15

// overlapPoint is the time of a pass on interleaved values for each that a register holds, those done twice among them,
// relative to a pass on groups.
const overlapPoint = 1.15

// Lapped returns the recipe of length n by passes whose registers overlap, or nil: its first radix and what is left of n
// fill a register each.
func Lapped(n int, s Set) *Recipe {
	if n >= overlapLimit {
		return nil
	}
	var best *Recipe
	for _, h := range s.Opens {
		if n%h != 0 || n/h < s.Width {
			continue
		}
		own := s
		own.Mids = s.Steps
		rest, _ := factor(n/h, n, own, afar(s.Lanes, n))
		if rest == nil {
			continue
		}
		radices := append([]int{h}, rest...)
		cost := 2 * call
		for i, l := 0, 1; i < len(radices); i++ {
			row := l
			if i == 0 {
				row = n / h
			}
			done := (row + s.Width - 1) / s.Width * s.Width * (n / row)
			cost += passCost(s.Lanes, radices[i], done, afar(s.Lanes, n)) + (overlapPoint-1)*point(s.Lanes, radices[i])*float64(done)
			if i == 0 {
				cost += headPoint * float64(done)
			}
			l *= radices[i]
		}
		best = cheaper(best, &Recipe{N: n, Method: Overlap, Lanes: s.Lanes, Radices: radices, Cost: cost * beyond(n)})
	}
	return best
}

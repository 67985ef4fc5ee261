package recipe

import "math"

// Length returns the length of the convolution of Bluestein's method.
func (r *Recipe) Length() int {
	if r.Second == nil {
		return product(r.Radices) * r.Lanes
	}
	return product(r.Radices) * product(r.Second)
}

func product(radices []int) int {
	n := 1
	for _, r := range radices {
		n *= r
	}
	return n
}

// Chirp returns the recipe of Bluestein's method for n ≥ 2: the cheapest convolution of at least 2n−1 values.
func Chirp(n int, sets []Set) *Recipe {
	var best *Recipe
	for _, s := range sets {
		best = cheaper(best, Near(n, s))
		best = cheaper(best, Afar(n, s))
	}
	return best
}

// slack is how much longer than it must be a convolution may be, in search of better factors.
const slack = 1.3

// Near returns the recipe of a convolution in the cache, columns side by side as wide as the lanes, or nil if the cache could
// not hold it.
func Near(n int, s Set) *Recipe {
	if 2*n > nearLimit {
		return nil
	}
	var best *Recipe
	least := max(s.Lanes, (2*n-1+s.Lanes-1)/s.Lanes, 2)
	for n1 := Next(least); float64(n1) <= slack*float64(least); n1 = Next(n1 + 1) {
		m := n1 * s.Lanes
		radices, cost := factor(n1, m, s, ringAfar(s.Lanes, m))
		if radices == nil {
			continue
		}
		done := m // by Ring, with what it does again
		if n1%s.Lanes != 0 {
			done += s.Lanes * s.Lanes
		}
		cost = 2*cost - ringCalls*float64(len(radices)) + widen(s.Lanes)*(ringPoint*float64(done)+2*productPoint*float64(n))
		cost -= halfPoint * (point(s.Lanes, radices[0]) + point(s.Lanes, radices[len(radices)-1])) * float64(m)
		if m%aliased == 0 {
			cost *= aliasCost
		}
		best = cheaper(best, &Recipe{N: n, Method: Bluestein, Lanes: s.Lanes, Radices: radices, Cost: cost})
	}
	return best
}

// Afar returns the recipe of a convolution beyond the cache: blocks of columns of a matrix that is nearly square.
func Afar(n int, s Set) *Recipe {
	v := s.Lanes
	root := int(math.Sqrt(float64(2*n))) / v
	if root < 2 {
		return nil
	}
	var best *Recipe
	for a := Next((root + 1) / 2); a <= 2*root; a = Next(a + 1) {
		b := Next((2*n - 1 + a*v*v - 1) / (a * v * v))
		n1, n2 := a*v, b*v
		first, ca := factor(n1, n1*n2, s, afar(v, n1*n2))
		second, cb := factor(n2, n1*n2, s, afar(v, n1*n2))
		if first == nil || second == nil {
			continue
		}
		m := n1 * n2
		cb += fromAfar(second, m) / 2 // only the first transform reads the matrix so
		cost := 2*(ca+cb) + (2*turnPoint+weighPoint*widen(v))*float64(m) + 2*productPoint*widen(v)*beyond(m)*float64(n)
		cost += 2*fourStepCall + 2*blockCall*float64(n1+n2)/float64(v)
		best = cheaper(best, &Recipe{N: n, Method: Bluestein, Lanes: v, Radices: first, Second: second, Cost: cost})
	}
	return best
}

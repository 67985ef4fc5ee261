package bidiagonal

// The singular values of a bidiagonal matrix B. QL with BᵀB, squared, finds all of them to √ε of the norm or better in a
// third of the time that any iteration on B itself takes; then each is improved by Newton's method on the characteristic
// polynomial of the matrix of Golub and Kahan (SIAM J. Numer. Anal. 2, 1965), which has the entries of B in turn off a zero
// diagonal and the eigenvalues ±σ. The pivots of that matrix less x give the logarithmic derivative, many values side by side,
// and their signs count the values below x; both are those of entries of B changed by a few units in their last places,
// which change every singular value, the tiniest too, by as little (Demmel and Kahan, "Accurate singular values of
// bidiagonal matrices", SIAM J. Sci. Stat. Comput. 11, 1990). So every value is found to nearly full relative accuracy. Counts
// also bracket it, and where Newton's method does not settle at once bisection helps it.

import (
	"context"
	"errors"
	"math"
	"slices"

	"tandem/linalg/internal/kernel"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
	"tandem/parallel/simd"
)

const (
	eps    = 0x1p-53
	points = kernel.SturmPoints

	// The largest entry of B is scaled to 2^top. Values below floor count as zero; pivots are kept above minPivot, which is
	// nothing beside such values, but no quotient by it overflows.
	top      = 200
	floor    = 0x1p-500
	minPivot = 0x1p-600

	// crowd is the number of values that are looked for together.
	crowd = 64

	// rounds bounds the steps of one value; bisection alone would need 70.
	rounds = 200
)

// Values returns the singular values of the upper bidiagonal matrix with diagonal d and superdiagonal e, descending, each to
// about n·ε relative to itself; those below 2⁻⁷⁰⁰ times the largest entry are 0. It modifies neither. Cost: some 7 ns·n², of which the team shares a quarter.
func Values(ctx context.Context, t parallel.Team, d, e []float64) ([]float64, error) {
	n := len(d)
	largest := 0.0
	for i, v := range d {
		largest = max(largest, math.Abs(v))
		if i < n-1 {
			largest = max(largest, math.Abs(e[i]))
		}
	}
	out := make([]float64, n)
	if largest == 0 {
		return out, ctx.Err()
	}
	_, exp := math.Frexp(largest)
	square := func(v float64, exp int) float64 {
		v = math.Ldexp(v, exp)
		return v * v
	}
	diagonal, off := make([]float64, n), make([]float64, n)
	g := &golubKahan{n: n, d: make([]float64, 2*n), e2: make([]float64, 2*n), from: make([]float64, n)}
	for i, v := range d {
		sq := square(v, -exp)
		diagonal[i] += sq
		g.e2[2*i+1] = square(v, top-exp)
		if i < n-1 {
			next := square(e[i], -exp)
			diagonal[i+1] += next
			off[i] = sq * next
			g.e2[2*i+2] = square(e[i], top-exp)
		}
	}
	// QL with BᵀB + I looks for absolute accuracy, where with BᵀB it would labour on digits of small values that are lost.
	for i := range diagonal {
		diagonal[i]++
	}
	root := func(v float64) float64 { return math.Sqrt(max(0, v-1)) }
	if err := tridiagonal.QL(ctx, diagonal, off); err != nil {
		var failed *tridiagonal.NoConvergence
		if errors.As(err, &failed) {
			for i, v := range failed.Values {
				failed.Values[i] = math.Ldexp(root(v), exp)
			}
		}
		return nil, err
	}
	slices.Sort(diagonal)
	for i, v := range diagonal {
		g.from[i] = math.Ldexp(root(v), top)
	}
	values := make([]float64, n)
	tier := simd.Active()
	t.For(n, crowd, func(lo, hi int) {
		for ; lo < hi; lo += crowd {
			g.improve(ctx, tier, lo, values[lo:min(lo+crowd, hi)])
		}
	})
	slices.Sort(values)
	for i, v := range values {
		out[n-1-i] = math.Ldexp(v, exp-top)
	}
	return out, ctx.Err()
}

// golubKahan is the matrix of order 2n, ready for kernel.Sturm, with the values that the search starts from, ascending.
type golubKahan struct {
	n     int
	d, e2 []float64
	from  []float64
}

// A search is for value i, which lies in [lo, hi]; x is the next point to look at, or the value.
type search struct {
	i, round  int
	x, lo, hi float64
	near      float64 // the length of Newton's step from the last point, 0 if there was none
	stretch   float64 // the multiple of it that was made
	state     int
}

const (
	open  = iota // look at x
	wide         // look somewhere between lo and hi
	found        // x is the value
)

// improve finds values first, first+1 …, as many as out has. What is seen at a point for one of them bounds the others too.
func (g *golubKahan) improve(ctx context.Context, tier simd.Tier, first int, out []float64) {
	bound := g.from[g.n-1] * (1 + 0x1p-20)
	all := make([]search, len(out))
	todo := make([]*search, len(out))
	for k := range all {
		all[k] = search{i: first + k, x: max(g.from[first+k], floor), hi: bound, stretch: 1}
		todo[k] = &all[k]
	}
	var down [crowd]float64
	var below [crowd]int
	for len(todo) > 0 && ctx.Err() == nil {
		g.look(tier, todo, down[:], below[:])
		for k, s := range todo {
			if b := below[k] - first; b < len(all) {
				all[max(b, 0)].lo = max(all[max(b, 0)].lo, s.x)
			}
			if b := below[k] - first - 1; b >= 0 {
				b = min(b, len(all)-1)
				all[b].hi = min(all[b].hi, s.x)
			}
		}
		for k := 1; k < len(all); k++ {
			all[k].lo = max(all[k].lo, all[k-1].lo)
			all[len(all)-1-k].hi = min(all[len(all)-1-k].hi, all[len(all)-k].hi)
		}
		left := todo[:0]
		for k, s := range todo {
			if g.step(s, down[k], below[k], bound); s.state != found {
				left = append(left, s)
			}
		}
		todo = left
		spread(todo)
	}
	for k := range out {
		out[k] = all[k].x
	}
}

// look sets down to Newton's steps down from the points of the searches, and below to the numbers of values below these.
func (g *golubKahan) look(tier simd.Tier, todo []*search, down []float64, below []int) {
	var x, slope [points]float64
	var count [points]int64
	for at := 0; at < len(todo); at += points {
		k := min(points, len(todo)-at)
		for j := range points {
			x[j] = todo[at+min(j, k-1)].x
		}
		kernel.Sturm(tier, g.d, g.e2, minPivot, x[:], slope[:], count[:])
		for j := range k {
			down[at+j], below[at+j] = 1/slope[j], int(count[j])-g.n
		}
	}
}

// step decides how the search for a value goes on after a look at s.x.
func (g *golubKahan) step(s *search, down float64, below int, bound float64) {
	x, unit := s.x, 2*eps*s.x
	width := s.hi - s.lo
	s.round++
	s.state = wide
	if s.hi <= floor {
		s.x, s.state = 0, found
		return
	}
	if below == s.i && down <= 0 || below == s.i+1 && down >= 0 { // the value is next to x, and Newton's step leads to it
		near := math.Abs(down)
		ratio := near / s.near
		if s.round == 1 && g.alone(s.i, near, bound) && near*near <= unit*g.gap(s.i) || ratio <= 1./64 && near*ratio <= unit {
			s.x, s.state = x-down, found // the error left is the square of near over the gap, or over the step before
			return
		}
		// Where k values lie together the step is k times too short: it is stretched until it passes the value.
		if s.stretch *= 4; ratio < 1./4 || ratio > 1 {
			s.stretch = 1
		}
		s.near = near
		next := x - math.Copysign(max(near, unit/2), down)*s.stretch
		if s.round%8 != 0 && next > s.lo && next < s.hi && width > 64*unit {
			s.x, s.state = next, open
			return
		}
	}
	s.near, s.stretch = 0, 1
	if width <= 4*unit || s.round >= rounds {
		s.x, s.state = s.lo+width/2, found
	}
}

// spread sets the next points of the wide searches: those with the same bounds share what is between them.
func spread(todo []*search) {
	for k := 0; k < len(todo); {
		s := todo[k]
		same := 1
		for k+same < len(todo) && todo[k+same].state == wide && s.state == wide && todo[k+same].lo == s.lo && todo[k+same].hi == s.hi {
			same++
		}
		if s.state == wide {
			lo, hi := max(s.lo, floor/2), s.hi
			for j := range same {
				// The bits of a positive number are about its logarithm.
				from, to := math.Float64bits(lo), math.Float64bits(hi)
				todo[k+j].x = math.Float64frombits(from + (to-from)/uint64(same+1)*uint64(j+1))
			}
		}
		k += same
	}
}

// gap returns the distance from where the search for value i starts to its neighbours, −σ among them.
func (g *golubKahan) gap(i int) float64 {
	gap := 2 * g.from[i]
	if i > 0 {
		gap = min(gap, g.from[i]-g.from[i-1])
	}
	if i < g.n-1 {
		gap = min(gap, g.from[i+1]-g.from[i])
	}
	return gap
}

// alone says that value i has no other within many times near: where the start comes from QL and the value is not so small
// that squaring has spoilt it.
func (g *golubKahan) alone(i int, near, bound float64) bool {
	return g.from[i] > 0x1p-10*bound && near <= g.gap(i)/64
}

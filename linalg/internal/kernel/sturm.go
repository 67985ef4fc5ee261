package kernel

import (
	"math"

	"tandem/parallel/simd"
)

// SturmPoints is the number of points of one call of Sturm.
const SturmPoints = 16

// sturmState is, for each point, 1/q and q′/q of the last pivot and the sum of all q′/q.
type sturmState [3 * SturmPoints]float64

// sturmRows bounds the rows of one call of assembly, which cannot be preempted: 2¹¹ rows take some 15 µs.
const sturmRows = 1 << 11

// Sturm follows the pivots qᵢ = (dᵢ − x) − e2ᵢ/qᵢ₋₁ of the tridiagonal matrix with diagonal d, whose off-diagonal squared is
// e2[1:], e2[0] = 0, for each of SturmPoints points x: below is the number of negative pivots, slope is Σ qᵢ′/qᵢ, the
// logarithmic derivative of the characteristic polynomial. Pivots smaller than pivot in magnitude count as −pivot.
func Sturm(tier simd.Tier, d, e2 []float64, pivot float64, x, slope []float64, below []int64) {
	x, slope, below, e2 = x[:SturmPoints], slope[:SturmPoints], below[:SturmPoints], e2[:len(d)]
	var state sturmState
	clear(below)
	for i := 0; i < len(d); i += sturmRows {
		end := min(i+sturmRows, len(d))
		sturm(tier, d[i:end], e2[i:end], pivot, x, &state, below)
	}
	copy(slope, state[2*SturmPoints:])
}

// sturmGo follows four points side by side: each is a chain of divisions, and the chains fill each other's gaps.
func sturmGo(d, e2 []float64, pivot float64, x []float64, state *sturmState, below []int64) {
	e2 = e2[:len(d)]
	type chain struct{ x, r, s, sum float64 }
	row := func(c *chain, d, b float64) int64 {
		t := float64(b * c.r)
		q := d - c.x - t
		c.s = float64(t*c.s) - 1
		if math.Abs(q) < pivot {
			q = -pivot
		}
		c.r = 1 / q
		c.s *= c.r
		c.sum += c.s
		return int64(math.Float64bits(q) >> 63)
	}
	for i := 0; i < SturmPoints; i += 4 {
		load := func(i int) chain {
			return chain{x[i], state[i], state[SturmPoints+i], state[2*SturmPoints+i]}
		}
		c0, c1, c2, c3 := load(i), load(i+1), load(i+2), load(i+3)
		var n0, n1, n2, n3 int64
		for p, dp := range d {
			b := e2[p]
			n0 += row(&c0, dp, b)
			n1 += row(&c1, dp, b)
			n2 += row(&c2, dp, b)
			n3 += row(&c3, dp, b)
		}
		for j, c := range []chain{c0, c1, c2, c3} {
			state[i+j], state[SturmPoints+i+j], state[2*SturmPoints+i+j] = c.r, c.s, c.sum
		}
		for j, n := range []int64{n0, n1, n2, n3} {
			below[i+j] += n
		}
	}
}

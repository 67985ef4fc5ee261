package divide

import (
	"context"
	"math"
	"slices"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// Singular values and vectors of bidiagonal matrices by divide and conquer (Gu and Eisenstat, SIAM J. Matrix Anal. Appl. 16,
// 1995). Removing row k of B leaves two bidiagonal matrices, of which the upper has a column more than rows, and so a
// null vector; the lower one has one if B does. In the bases of their singular vectors B is
//
//	M = [ z ; diag(0, d₁, d₂ …) ]  with row k of B for z,
//
// and MᵀM = diag(0, d₁², d₂² …) + z·zᵀ is the problem that merges symmetric tridiagonal matrices: the same equation gives
// the squares of the singular values of M, the same numbers z̃ make them exact. To the root σ² belong the right vector
// z̃ⱼ/(dⱼ² − σ²), and the left one with −1 in row k and dⱼ·z̃ⱼ/(dⱼ² − σ²) elsewhere.

// Triples holds singular values ascending; row Row[i] of the n×n matrices U and V has the vectors of value i.
type Triples struct {
	Values []float64
	Row    []int
	U, V   []float64
}

// Singular returns the singular values and vectors of the upper bidiagonal matrix with diagonal d and superdiagonal e. It
// destroys d and checks ctx between merges and within large ones. U and V are in scratch. Cost: up to 8/3·n³ flops in matrix
// products, less what deflates; memory 6·n².
func Singular(ctx context.Context, t parallel.Team, d, e []float64, scratch *arena.Arena) (*Triples, error) {
	n := len(d)
	w := &work{n: n, d: d, e: make([]float64, n), order: make([]int, n)}
	copy(w.e, e)
	exp := w.scale()
	b := &bidiagonal{work: w, u: scratch.Zeros(n * n), v: scratch.Zeros(n * n), qu: scratch.Floats(n * n),
		qv: scratch.Floats(n * n), su: scratch.Floats(n * n), sv: scratch.Floats(n * n)}
	for i := range n {
		b.u[i*n+i], b.v[i*n+i] = 1, 1
	}
	levels := [][]node{{{0, n}}}
	for {
		var next []node
		for _, p := range levels[len(levels)-1] {
			if p.hi-p.lo > 1 {
				next = append(next, node{p.lo, p.middle()}, node{p.middle() + 1, p.hi})
			}
		}
		if next == nil {
			break
		}
		levels = append(levels, next)
	}
	for l := len(levels) - 1; l >= 0; l-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := each(t, len(levels[l]), func(t parallel.Team, i int) error {
			switch p := levels[l][i]; p.hi - p.lo {
			case 0:
				return nil
			case 1:
				b.row(p.lo)
				return nil
			default:
				return b.within(p.lo, b.merge(ctx, t, p.lo, p.middle(), p.hi))
			}
		}); err != nil {
			return nil, err
		}
	}
	r := &Triples{Values: make([]float64, n), Row: w.order, U: b.u, V: b.v}
	for i, row := range w.order {
		if v := w.d[row]; v > 2*vanishing {
			r.Values[i] = math.Ldexp(v, exp)
		}
	}
	return r, nil
}

// vanishing stands for zero where numbers are squared and must not be zero; the largest entry of B is near 1.
const vanishing = 0x1p-200

// bidiagonal is the state of all merges. The part of rows [lo, hi) has its singular vectors in these rows of u and v, and, if
// hi < n, its null vector in row hi of v; all of them are zero outside the columns of the part.
type bidiagonal struct {
	*work
	u, v   []float64
	qu, qv []float64 // twins of u and v
	su, sv []float64 // vectors of M
}

// row solves the part of one row, [d] or [d e].
func (b *bidiagonal) row(i int) {
	n, d, e := b.n, b.d[i], b.e[i]
	b.order[i] = 0
	if i == n-1 {
		b.d[i], b.u[i*n+i] = math.Abs(d), math.Copysign(1, d)
		return
	}
	s := math.Hypot(d, e)
	b.d[i] = s
	if s > 0 {
		b.v[i*n+i], b.v[i*n+i+1] = d/s, e/s
		b.v[(i+1)*n+i], b.v[(i+1)*n+i+1] = -e/s, d/s
	}
}

// merge joins the parts [lo, mid) and [mid+1, hi) by row mid.
func (b *bidiagonal) merge(ctx context.Context, t parallel.Team, lo, mid, hi int) error {
	n, end := b.n, min(hi+1, b.n) // columns [lo, end)
	u := func(i int) []float64 { return b.u[i*n+lo : i*n+hi] }
	v := func(i int) []float64 { return b.v[i*n+lo : i*n+end] }
	first, poles, gone := b.couple(lo, mid, hi, u, v)
	k := 1 + len(poles)

	// Rows of qv: the first pole's, then by kind; rows of qu: the same without the first. inU and inV are their poles.
	var size [3]int
	for _, p := range poles {
		size[p.kind]++
	}
	inU, inV := make([]int, 0, k), make([]int, 0, k)
	for kind := upper; kind <= lower; kind++ {
		if kind == both {
			inV = append(inV, 0)
		}
		for i, p := range poles {
			if p.kind == kind {
				inU, inV = append(inU, i+1), append(inV, i+1)
			}
		}
	}
	poles = slices.Insert(poles, 0, first)
	t.For(k, 16, func(from, to int) {
		for p := from; p < to; p++ {
			copy(b.qv[(lo+p)*n+lo:(lo+p)*n+end], v(poles[inV[p]].row))
			if p < k-1 {
				copy(b.qu[(lo+p)*n+lo:(lo+p)*n+hi], u(poles[inU[p]].row))
			}
		}
	})
	for i, g := range gone {
		copy(b.qv[(lo+k+i)*n+lo:(lo+k+i)*n+end], v(g.row))
		copy(b.qu[(lo+k+i)*n+lo:(lo+k+i)*n+hi], u(g.row))
	}

	su, sv := b.su[lo*n:hi*n], b.sv[lo*n:hi*n]
	values := make([]float64, k, hi-lo)
	if err := coupledTriples(t, poles, inU, inV, su, sv, values); err != nil {
		return err
	}
	for r := 0; r < k; r += strip {
		if err := ctx.Err(); err != nil {
			return err
		}
		count := min(strip, k-r)
		product := func(cols, inner, from int, s, q []float64, at int, dst []float64) {
			if cols > 0 {
				blas.Gemm(t, false, false, count, cols, inner, 1, s[r*k+from:], k, q[(lo+from)*n+at:], n, 0, dst[(lo+r)*n+at:], n)
			}
		}
		product(mid+1-lo, size[upper]+1+size[both], 0, sv, b.qv, lo, b.v)
		product(end-mid-1, 1+size[both]+size[lower], size[upper], sv, b.qv, mid+1, b.v)
		product(mid-lo, size[upper]+size[both], 0, su, b.qu, lo, b.u)
		product(hi-mid-1, size[both]+size[lower], size[upper], su, b.qu, mid+1, b.u)
		for i := r; i < r+count; i++ {
			b.u[(lo+i)*n+mid] = su[i*k+k-1]
		}
	}
	for i, g := range gone {
		copy(v(lo+k+i), b.qv[(lo+k+i)*n+lo:(lo+k+i)*n+end])
		copy(u(lo+k+i), b.qu[(lo+k+i)*n+lo:(lo+k+i)*n+hi])
		values = append(values, g.d)
	}
	copy(b.d[lo:hi], values)
	b.sort(lo, hi)
	return nil
}

// couple returns the pole at 0, the others that couple, ascending, and those that do not. Row mid of v becomes the vector of
// the pole at 0, row hi the null vector of the whole.
func (b *bidiagonal) couple(lo, mid, hi int, u, v func(int) []float64) (first pole, poles, gone []pole) {
	alpha, beta := b.d[mid], b.e[mid]
	all := make([]pole, 0, hi-lo)
	left, right := b.order[lo:mid], b.order[mid+1:hi]
	largest := max(math.Abs(alpha), math.Abs(beta))
	for i, j := 0, 0; i < len(left) || j < len(right); {
		var p pole
		if j == len(right) || i < len(left) && b.d[lo+left[i]] <= b.d[mid+1+right[j]] {
			r := lo + left[i]
			p = pole{b.d[r], alpha * v(r)[mid-lo], r, upper}
			i++
		} else {
			r := mid + 1 + right[j]
			p = pole{b.d[r], beta * v(r)[mid+1-lo], r, lower}
			j++
		}
		largest = max(largest, p.d)
		all = append(all, p)
	}
	first = pole{0, alpha * v(mid)[mid-lo], mid, both}
	if hi < b.n {
		other := beta * v(hi)[mid+1-lo]
		if r := math.Hypot(first.z, other); r > 0 {
			blas.Rot(len(v(mid)), v(mid), 1, v(hi), 1, first.z/r, other/r)
			first.z = r
		}
	}
	tol := 2 * eps * largest // small beside the error of the smallest value, on which ranks depend
	poles = make([]pole, 0, hi-lo)
	for _, p := range all {
		if p.d <= vanishing { // joins the pole at 0; the left vector stays
			if r := math.Hypot(first.z, p.z); r > 0 {
				blas.Rot(len(v(mid)), v(mid), 1, v(p.row), 1, first.z/r, p.z/r)
				first.z = r
			}
			p.d, p.z = 0, 0
		}
		if math.Abs(p.z) <= tol {
			gone = append(gone, p)
			continue
		}
		if len(poles) > 0 {
			prev := &poles[len(poles)-1]
			if p.d-prev.d <= tol {
				r := math.Hypot(prev.z, p.z)
				c, s := p.z/r, -prev.z/r
				blas.Rot(len(u(prev.row)), u(prev.row), 1, u(p.row), 1, c, s)
				blas.Rot(len(v(prev.row)), v(prev.row), 1, v(p.row), 1, c, s)
				p.z = r
				if prev.kind != p.kind {
					prev.kind, p.kind = both, both
				}
				gone = append(gone, *prev)
				*prev = p
				continue
			}
		}
		poles = append(poles, p)
	}
	if math.Abs(first.z) <= vanishing {
		first.z = vanishing // not zero, so that its pole couples
	}
	return first, poles, gone
}

// coupledTriples finds the singular values of M, ascending, and its vectors: row r of sv has the right vector of value r in the
// order inV, row r of su the left one in the order inU, with its component in row 0 of M last.
func coupledTriples(t parallel.Team, poles []pole, inU, inV []int, su, sv, values []float64) error {
	k := len(poles)
	d, square, z := make([]float64, k), make([]float64, k), make([]float64, k)
	for i, p := range poles {
		d[i], square[i], z[i] = p.d, p.d*p.d, p.z
	}
	exact, err := solveSecular(t, square, z, 1, sv, values)
	if err != nil {
		return err
	}
	tier := simd.Active()
	t.For(k, 8, func(from, to int) {
		vector := make([]float64, k)
		for r := from; r < to; r++ {
			values[r] = math.Sqrt(max(0, values[r]))
			right, left := sv[r*k:(r+1)*k], su[r*k:(r+1)*k]
			kernel.SecularQuotient(tier, vector, exact, right)
			scale := 1 / math.Sqrt(blas.Dot(k, vector, 1, vector, 1))
			for p, i := range inV {
				right[p] = vector[i] * scale
			}
			for p, i := range inU {
				left[p] = vector[i] * d[i]
			}
			left[k-1] = -1
			blas.Scal(k, 1/math.Sqrt(blas.Dot(k, left, 1, left, 1)), left, 1)
		}
	})
	return nil
}

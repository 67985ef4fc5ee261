package divide

import (
	"context"
	"math"
	"slices"

	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/kernel"
	"tandem/linalg/internal/tridiagonal"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// node is the part [lo, hi) of the matrix: rows and columns of z hold its vectors, d its values. order lists the rows,
// counted from lo, by ascending value.
type node struct{ lo, hi int }

// work is what all merges share: the n×n matrices z of vectors, q its twin and s for the rank-one problems.
type work struct {
	n       int
	d, e    []float64
	order   []int
	z, q, s []float64 // a node works in its own rows of each
}

// kinds of vectors by where they are not zero
const (
	upper = iota // in the columns of the left half
	both
	lower
)

// A pole is an eigenvalue of a half that couples: its row of z, its kind, and z of the secular equation.
type pole struct {
	d, z      float64
	row, kind int
}

// strip is the number of vectors computed between two looks at the context: some 40 ms at n = 2000.
const strip = 512

// merge joins the halves [lo, mid) and [mid, hi), torn at rho = e[mid−1].
func (w *work) merge(ctx context.Context, t parallel.Team, lo, mid, hi int, rho float64, wanted []int) error {
	n, m := w.n, hi-lo
	s := w.s[lo*n : hi*n]
	at := func(i int) []float64 { return w.z[(lo+i)*n+lo : (lo+i)*n+hi] }
	poles, gone := w.deflate(lo, mid, hi, rho, at)
	k := len(poles)

	// The vectors of the coupled part, by kind, side by side in q.
	byKind := make([]int, 0, k) // position in q → pole
	var size [3]int
	for kind := upper; kind <= lower; kind++ {
		for i := range poles {
			if poles[i].kind == kind {
				byKind = append(byKind, i)
				size[kind]++
			}
		}
	}
	t.For(k, 16, func(a, b int) {
		for p := a; p < b; p++ {
			copy(w.q[(lo+p)*n+lo:(lo+p)*n+hi], at(poles[byKind[p]].row))
		}
	})
	for i, g := range gone {
		copy(w.q[(lo+k+i)*n+lo:(lo+k+i)*n+hi], at(g.row))
	}

	values := make([]float64, k, m)
	rows, err := solve(t, poles, byKind, 2*math.Abs(rho), s, values, func(roots []float64) []int {
		return coupledRows(roots, gone, wanted)
	})
	if err != nil {
		return err
	}
	// Row r of the product is the vector of root rows[r]; those not asked for stay undefined.
	n1 := mid - lo
	top, bottom := size[upper]+size[both], size[both]+size[lower]
	if len(rows) > 0 {
		for r := 0; r < len(rows); r += strip {
			if err := ctx.Err(); err != nil {
				return err
			}
			count := min(strip, len(rows)-r)
			blas.Gemm(t, false, false, count, n1, top, 1, s[r*k:], k, w.q[lo*n+lo:], n, 0, w.z[(lo+r)*n+lo:], n)
			blas.Gemm(t, false, false, count, hi-mid, bottom, 1, s[r*k+size[upper]:], k, w.q[(lo+size[upper])*n+mid:], n, 0, w.z[(lo+r)*n+mid:], n)
		}
	}
	if len(rows) < k { // move the computed rows to the places of their roots, last first
		for r := len(rows) - 1; r >= 0; r-- {
			if rows[r] != r {
				copy(at(rows[r]), at(r))
			}
		}
	}
	for i, g := range gone {
		copy(at(k+i), w.q[(lo+k+i)*n+lo:(lo+k+i)*n+hi])
		values = append(values, g.d)
	}
	copy(w.d[lo:hi], values)
	w.sort(lo, hi)
	return nil
}

// sort sets order of [lo, hi) by value, equal values by row.
func (w *work) sort(lo, hi int) {
	order := w.order[lo:hi]
	for i := range order {
		order[i] = i
	}
	d := w.d[lo:hi]
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case d[a] < d[b]:
			return -1
		case d[a] > d[b]:
			return 1
		}
		return a - b
	})
}

// coupledRows returns the indices of the roots whose vectors are wanted: all of them if wanted is nil.
func coupledRows(roots []float64, gone []pole, wanted []int) []int {
	rows := make([]int, 0, len(roots))
	if wanted == nil {
		for i := range roots {
			rows = append(rows, i)
		}
		return rows
	}
	others := make([]float64, len(gone))
	for i, g := range gone {
		others[i] = g.d
	}
	slices.Sort(others)
	// The rank of root i among all values is i plus the number of others below it; ties count either way, so take both.
	for i, r := range roots {
		below, _ := slices.BinarySearch(others, r)
		upTo := below
		for upTo < len(others) && others[upTo] == r {
			upTo++
		}
		p, _ := slices.BinarySearch(wanted, i+below)
		if p < len(wanted) && wanted[p] <= i+upTo {
			rows = append(rows, i)
		}
	}
	return rows
}

// deflate returns the poles that couple, ascending, and those that do not: whose z vanishes, at once or after a rotation
// with a neighbour of nearly the same value (Dongarra and Sorensen 1987).
func (w *work) deflate(lo, mid, hi int, rho float64, at func(int) []float64) (poles, gone []pole) {
	m, n1 := hi-lo, mid-lo
	sign := math.Copysign(1, rho)
	rho = 2 * math.Abs(rho)
	all := make([]pole, 0, m)
	left, right := w.order[lo:mid], w.order[mid:hi]
	biggest := 0.0
	for i, j := 0, 0; i < len(left) || j < len(right); {
		var p pole
		if j == len(right) || i < len(left) && w.d[lo+left[i]] <= w.d[mid+right[j]] {
			r := left[i]
			p = pole{w.d[lo+r], at(r)[n1-1] * (math.Sqrt2 / 2), r, upper}
			i++
		} else {
			r := n1 + right[j]
			p = pole{w.d[lo+r], at(r)[n1] * (sign * (math.Sqrt2 / 2)), r, lower}
			j++
		}
		biggest = max(biggest, math.Abs(p.d), math.Abs(p.z))
		all = append(all, p)
	}
	tol := 8 * eps * biggest
	poles = make([]pole, 0, m)
	for _, p := range all {
		if rho*math.Abs(p.z) <= tol {
			gone = append(gone, p)
			continue
		}
		if len(poles) > 0 {
			prev := &poles[len(poles)-1]
			r := math.Hypot(prev.z, p.z)
			c, s := p.z/r, -prev.z/r
			if math.Abs((p.d-prev.d)*c*s) <= tol {
				// The rotation that moves all of the coupling to p.
				blas.Rot(m, at(prev.row), 1, at(p.row), 1, c, s)
				d0, d1 := prev.d, p.d
				prev.d = float64(d0*c*c) + float64(d1*s*s)
				p.d = float64(d0*s*s) + float64(d1*c*c)
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
	return poles, gone
}

// solve finds the roots of the coupled problem and fills delta with the vectors asked for: row r is the vector of root
// rows[r] on the positions of byKind.
func solve(t parallel.Team, poles []pole, byKind []int, rho float64, delta, roots []float64, choose func([]float64) []int) ([]int, error) {
	k := len(poles)
	if k == 0 {
		return nil, nil
	}
	d, z := make([]float64, k), make([]float64, k)
	for i, p := range poles {
		d[i], z[i] = p.d, p.z
	}
	exact, err := solveSecular(t, d, z, rho, delta, roots)
	if err != nil {
		return nil, err
	}
	tier := simd.Active()
	rows := choose(roots)
	t.For(len(rows), 8, func(a, b int) {
		vector := make([]float64, k)
		for r := a; r < b; r++ {
			row := delta[rows[r]*k : (rows[r]+1)*k]
			kernel.SecularQuotient(tier, vector, exact, row)
			scale := 1 / math.Sqrt(blas.Dot(k, vector, 1, vector, 1))
			for p, i := range byKind {
				row[p] = vector[i] * scale
			}
		}
	})
	for r, j := range rows { // close the gaps: rows is ascending
		if r != j {
			copy(delta[r*k:(r+1)*k], delta[j*k:(j+1)*k])
		}
	}
	return rows, nil
}

// solveSecular finds the k eigenvalues of diag(d) + rho·z·zᵀ, d ascending, sets row j of delta to the differences of d and root
// j, and returns the z for which the roots are exact, times √rho. It changes z.
func solveSecular(t parallel.Team, d, z []float64, rho float64, delta, roots []float64) (exact []float64, err error) {
	k := len(d)
	// Deflation changed ‖z‖² = 1 by rounding errors alone; the length goes into ρ.
	length := math.Sqrt(blas.Dot(k, z, 1, z, 1))
	rho *= length * length
	for i := range z {
		z[i] /= length
	}
	tier := simd.Active()
	q := secular{d, z, 1 / rho, tier}
	t.For(k, 8, func(a, b int) {
		for j := a; j < b; j++ {
			lambda, ok := q.root(j, delta[j*k:(j+1)*k])
			if !ok {
				lambda = math.NaN()
			}
			roots[j] = lambda
		}
	})
	if j := slices.IndexFunc(roots, math.IsNaN); j >= 0 {
		return nil, &tridiagonal.NoConvergence{Row: j, N: k, Sweeps: MaxSteps}
	}
	// ρ·zᵢ² = Πⱼ (λⱼ−dᵢ) / Πⱼ≠ᵢ (dⱼ−dᵢ) makes the computed roots exact (Löwner's formula).
	exact = make([]float64, k)
	t.For(k, 64, func(a, b int) {
		for i := a; i < b; i++ {
			exact[i] = delta[i*k+i]
		}
		for j := range k {
			row := delta[j*k : (j+1)*k]
			if end := min(j, b); a < end {
				kernel.SecularProduct(tier, exact[a:end], row[a:end], d[a:end], d[j])
			}
			if begin := max(a, j+1); begin < b {
				kernel.SecularProduct(tier, exact[begin:b], row[begin:b], d[begin:b], d[j])
			}
		}
		for i := a; i < b; i++ {
			exact[i] = math.Copysign(math.Sqrt(math.Abs(exact[i])), z[i])
		}
	})
	return exact, nil
}

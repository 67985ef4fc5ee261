package rewrite

import (
	"errors"
	"fmt"

	"tandem/symbolic/internal/expr"
	"tandem/symbolic/internal/num"
)

// SolveLinear solves the equations es = 0, linear in the unknowns xs, by elimination over the field of rational
// functions of everything else. Unknowns that stay free are left in the solutions of the others.
func SolveLinear(es, xs []*expr.Node) (map[*expr.Node]*expr.Node, error) {
	n := len(xs)
	zero := map[*expr.Node]*expr.Node{}
	for _, x := range xs {
		zero[x] = expr.Zero
	}
	rows := make([][]*expr.Node, len(es))
	for i, e := range es {
		row := make([]*expr.Node, n+1)
		for j, x := range xs {
			row[j] = Together(expr.Diff(e, x))
			for _, y := range xs {
				if expr.Has(row[j], y) {
					return nil, fmt.Errorf("symbolic: equation %d is not linear in the unknowns", i+1)
				}
			}
		}
		row[n] = Together(expr.Neg(expr.Subs(e, zero)))
		rows[i] = row
	}
	pivots, r := reduce(rows, n)
	for _, row := range rows[r:] {
		if !vanishes(row[n]) {
			return nil, errors.New("symbolic: the equations contradict each other")
		}
	}
	out := make(map[*expr.Node]*expr.Node, r)
	for i, p := range pivots {
		var s expr.Sum
		s.Add(rows[i][n])
		for j := p + 1; j < n; j++ {
			s.AddScaled(num.NegOne, expr.Mul(rows[i][j], xs[j]))
		}
		out[xs[p]] = s.Node()
	}
	return out, nil
}

// reduce brings rows to reduced echelon form in the first n columns and returns the pivot columns and their number.
func reduce(rows [][]*expr.Node, n int) (pivots []int, r int) {
	for col := 0; col < n && r < len(rows); col++ {
		best := smallest(rows, r, col)
		if best < 0 {
			continue
		}
		rows[r], rows[best] = rows[best], rows[r]
		inv := expr.Inv(rows[r][col])
		for j := range rows[r] {
			rows[r][j] = Together(expr.Mul(rows[r][j], inv))
		}
		for i := range rows {
			if k := rows[i][col]; i != r && k != expr.Zero {
				for j := range rows[i] {
					rows[i][j] = Together(expr.Sub(rows[i][j], expr.Mul(k, rows[r][j])))
				}
			}
		}
		pivots = append(pivots, col)
		r++
	}
	return pivots, r
}

// vanishes reports whether n is 0, also in ways that its form as a fraction does not show: sin²x + cos²x - 1.
func vanishes(n *expr.Node) bool { return IsZero(n) == True }

// smallest returns the row from r on with the smallest pivot in column col, which keeps fractions small; -1 if all vanish.
func smallest(rows [][]*expr.Node, r, col int) int {
	best := -1
	for i := r; i < len(rows); i++ {
		if vanishes(rows[i][col]) {
			rows[i][col] = expr.Zero
		}
		if rows[i][col] != expr.Zero && (best < 0 || Size(rows[i][col]) < Size(rows[best][col])) {
			best = i
		}
	}
	return best
}

// Invert returns the inverse of the square matrix a, or false if it is singular.
func Invert(a [][]*expr.Node) ([][]*expr.Node, bool) {
	n := len(a)
	rows := make([][]*expr.Node, n)
	for i := range rows {
		rows[i] = make([]*expr.Node, 2*n)
		for j := range n {
			rows[i][j], rows[i][n+j] = Together(a[i][j]), expr.Zero
		}
		rows[i][n+i] = expr.One
	}
	if _, r := reduce(rows, n); r < n {
		return nil, false
	}
	for i := range rows {
		rows[i] = rows[i][n:]
	}
	return rows, true
}

// Det is the determinant of the square matrix a by Bareiss' elimination, whose divisions are exact in the ring of the
// elements, so that no fraction appears that the matrix does not have.
func Det(a [][]*expr.Node) *expr.Node {
	n := len(a)
	if n == 0 {
		return expr.One
	}
	m := make([][]*expr.Node, n)
	for i := range m {
		m[i] = mapAll(a[i], Together)
	}
	sign, prev := num.One, expr.One
	for k := range n - 1 {
		best := smallest(m, k, k)
		if best < 0 {
			return expr.Zero
		}
		if best != k {
			m[k], m[best] = m[best], m[k]
			sign = sign.Neg()
		}
		for i := k + 1; i < n; i++ {
			for j := k + 1; j < n; j++ {
				m[i][j] = Together(expr.Div(expr.Sub(expr.Mul(m[i][j], m[k][k]), expr.Mul(m[i][k], m[k][j])), prev))
			}
		}
		prev = m[k][k]
	}
	return expr.Scale(sign, m[n-1][n-1])
}

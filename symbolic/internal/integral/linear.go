package integral

import "tandem/symbolic/internal/poly"

// solveLinear solves Σⱼ xⱼ·columns[j] = target for polynomials read as vectors of coefficients. Free unknowns are 0. ok is
// false if there is no solution.
func solveLinear[E poly.Number[E]](w *work, columns []poly.U[E], target poly.U[E]) (x []E, ok bool) {
	rows := len(target)
	for _, c := range columns {
		rows = max(rows, len(c))
	}
	n := len(columns)
	m := make([][]E, rows)
	for i := range m {
		m[i] = make([]E, n+1)
		for j, c := range columns {
			m[i][j] = c.At(i)
		}
		m[i][n] = target.At(i)
	}
	pivots := make([]int, 0, n)
	r := 0
	for j := 0; j < n && r < rows; j++ {
		p := -1
		for i := r; i < rows; i++ {
			if !m[i][j].IsZero() {
				p = i
				break
			}
		}
		if p < 0 {
			continue
		}
		w.spend(1 + rows*n/64)
		m[r], m[p] = m[p], m[r]
		inv := m[r][j].One().Div(m[r][j])
		for k := j; k <= n; k++ {
			if !m[r][k].IsZero() {
				m[r][k] = m[r][k].Mul(inv)
			}
		}
		for i := range m {
			if i == r || m[i][j].IsZero() {
				continue
			}
			c := m[i][j]
			for k := j; k <= n; k++ {
				if !m[r][k].IsZero() {
					m[i][k] = m[i][k].Sub(c.Mul(m[r][k]))
				}
			}
		}
		pivots = append(pivots, j)
		r++
	}
	for i := r; i < rows; i++ {
		if !m[i][n].IsZero() {
			return nil, false
		}
	}
	x = make([]E, n)
	for i, j := range pivots {
		x[j] = m[i][n]
	}
	return x, true
}

package schur

// Reordering a Schur form by exchanging neighbouring diagonal blocks (Bai and Demmel, On swapping diagonal blocks in real
// Schur form, Linear Algebra Appl. 186, 1993). To exchange A (n₁×n₁) and B (n₂×n₂) in [A C; 0 B], solve
// A·X - X·B = γ·C. The columns of [-X; γI] span the invariant subspace of B's eigenvalues; an orthogonal basis of it
// first, and the blocks have changed places. The basis takes one or two reflectors of at most three rows.

import (
	"math"

	"tandem/linalg/internal/householder"
	"tandem/parallel/simd"
)

// size returns the order of the block that starts at row k of a Schur form.
func (l *local) size(k int) int {
	if k+1 < l.n && l.t[(k+1)*l.ld+k] != 0 {
		return 2
	}
	return 1
}

// moveUp moves the block that starts at row from up to row to, past the blocks between, and returns the row where it
// stands: another than to only if an exchange was refused since it would have cost accuracy.
func (l *local) moveUp(tier simd.Tier, from, to int) int {
	for from > to {
		n2 := l.size(from)
		n1 := 1
		if from >= 2 && l.t[(from-1)*l.ld+from-2] != 0 {
			n1 = 2
		}
		if !l.swap(tier, from-n1, n1, n2) {
			return from
		}
		from -= n1
		// A pair of complex eigenvalues may have become two real ones, which then travel on together if they can.
		if n2 == 2 && l.t[(from+1)*l.ld+from] == 0 {
			second := from + 1
			at := l.moveUp(tier, from, to)
			if at != to {
				return at
			}
			l.moveUp(tier, second, to+1)
			return to
		}
	}
	return from
}

// swap exchanges the blocks of orders n1 at row k and n2 behind it. It reports false, and changes nothing, if the blocks
// are too close to be exchanged accurately.
func (l *local) swap(tier simd.Tier, k, n1, n2 int) bool {
	ld := l.ld
	d := n1 + n2
	var a [4][4]float64 // the blocks, to test on
	var norm float64
	for i := range d {
		for j := range d {
			a[i][j] = l.t[(k+i)*ld+k+j]
			norm = max(norm, math.Abs(a[i][j]))
		}
	}
	x, gamma := sylvester(&a, n1, n2)
	var r [2]householder.Reflector
	// Column 0 of [-X; γI] has entries in rows 0 to n1, column 1 in rows 0 to n1-1 and n1+1.
	m := [2][4]float64{}
	for j := range n2 {
		for i := range n1 {
			m[j][i] = -x[i][j]
		}
		m[j][n1+j] = gamma
	}
	r[0], _ = householder.Make(m[0][0], m[0][1], m[0][2])
	reflectSmall(&a, &r[0], 0, d)
	if n2 == 2 {
		c := &m[1]
		s := r[0][2]*c[0] + r[0][3]*c[1] + r[0][4]*c[2]
		c[1] -= s * r[0][0]
		c[2] -= s * r[0][1]
		r[1], _ = householder.Make(c[1], c[2], c[3])
		reflectSmall(&a, &r[1], 1, d)
	}
	for i := n2; i < d; i++ {
		for j := range n2 {
			if !(math.Abs(a[i][j]) <= max(10*ulp*norm, tiny)) {
				return false
			}
		}
	}
	for i := range n2 {
		l.reflect(tier, &r[i], k+i, k, k+d)
	}
	for i := n2; i < d; i++ {
		clear(l.t[(k+i)*ld+k : (k+i)*ld+k+n2])
	}
	if n1 == 2 {
		l.standardizeAt(k+n2, true)
	}
	if n2 == 2 {
		l.standardizeAt(k, true)
	}
	return true
}

// reflect applies r, acting on rows and columns at, at+1, at+2, to a Schur form that is zero left of column first in
// these rows and below row last-1 in these columns.
func (l *local) reflect(tier simd.Tier, r *householder.Reflector, at, first, last int) {
	householder.Rows(tier, l.t[at*l.ld+first:], l.ld, l.n-first, r)
	householder.Columns(tier, l.t[at:], l.ld, last, r)
	if l.v != nil {
		householder.Rows(tier, l.v[at*l.ld:], l.ld, l.n, r)
	}
}

// reflectSmall applies r from both sides to rows and columns at, at+1, at+2 of the leading d×d part of a.
func reflectSmall(a *[4][4]float64, r *householder.Reflector, at, d int) {
	size := min(3, d-at)
	v, t := [3]float64{1, r[0], r[1]}, [3]float64{r[2], r[3], r[4]}
	for j := range d {
		var s float64
		for i := range size {
			s += t[i] * a[at+i][j]
		}
		for i := range size {
			a[at+i][j] -= s * v[i]
		}
	}
	for i := range d {
		var s float64
		for j := range size {
			s += a[i][at+j] * t[j]
		}
		for j := range size {
			a[i][at+j] -= s * v[j]
		}
	}
}

// sylvester solves A·X - X·B = γ·C for the blocks A = a[:n1, :n1], B behind it and C above B, by elimination with
// complete pivoting in the at most four equations. Pivots that vanish are raised to the size of a rounding error; γ ≤ 1 is
// small where X would overflow.
func sylvester(a *[4][4]float64, n1, n2 int) (x [2][2]float64, gamma float64) {
	size := n1 * n2
	var m [4][5]float64
	var largest float64
	for i := range n1 {
		for j := range n2 {
			row := &m[i*n2+j]
			for p := range n1 {
				row[p*n2+j] += a[i][p]
			}
			for q := range n2 {
				row[i*n2+q] -= a[n1+q][n1+j]
			}
			row[4] = a[i][n1+j]
			for _, v := range row[:4] {
				largest = max(largest, math.Abs(v))
			}
		}
	}
	least := max(ulp*largest, tiny)
	order := [4]int{0, 1, 2, 3}
	for k := range size {
		pi, pj := k, k
		for i := k; i < size; i++ {
			for j := k; j < size; j++ {
				if math.Abs(m[i][j]) > math.Abs(m[pi][pj]) {
					pi, pj = i, j
				}
			}
		}
		m[k], m[pi] = m[pi], m[k]
		order[k], order[pj] = order[pj], order[k]
		for i := range size {
			m[i][k], m[i][pj] = m[i][pj], m[i][k]
		}
		if math.Abs(m[k][k]) < least {
			m[k][k] = least
		}
		for i := k + 1; i < size; i++ {
			f := m[i][k] / m[k][k]
			for j := k + 1; j < size; j++ {
				m[i][j] -= f * m[k][j]
			}
			m[i][4] -= f * m[k][4]
		}
	}
	gamma = 1
	for k := range size { // keep the quotients below 1/(8·tiny)
		if b := math.Abs(m[k][4]); b*8*tiny > math.Abs(m[k][k]) {
			gamma = min(gamma, 1/(8*b))
		}
	}
	var y [4]float64
	for k := size - 1; k >= 0; k-- {
		s := m[k][4] * gamma
		for j := k + 1; j < size; j++ {
			s -= m[k][j] * y[j]
		}
		y[k] = s / m[k][k]
	}
	for k := range size {
		x[order[k]/n2][order[k]%n2] = y[k]
	}
	return x, gamma
}

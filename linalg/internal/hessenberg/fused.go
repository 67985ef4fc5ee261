package hessenberg

// The reduction of a matrix that fits the second cache: one reflector at a time, each with a single pass over the
// matrix that applies the last reflector from both sides and multiplies by the next (householder.Pass). No blocking
// saves anything there, and half of the flops of the blocked form are matrix-vector products anyway. (The idea of one
// pass for update and product goes back to Howell, Demmel, Fulton, Hammarling, Marmol: Cache efficient bidiagonalization,
// ACM TOMS 34(3), 2008.)

import (
	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/householder"
	"tandem/parallel/simd"
)

// fused reduces columns 0 to n-3 of the n×n matrix in b, whose leading dimension ldb is a multiple of 8 and at least n,
// whose elements right of column n are zero, and which has ldb·((n+3)/4·4) elements. It leaves reflector j's vector below
// the subdiagonal of column j, its head 1 implied, and its factor in tau[j].
//
// With A' = (I - τ·v·vᵀ)·A·(I - τ·v·vᵀ), x = A·v, z = vᵀ·A and γ = τ·vᵀ·x/2 it is A' = A - u·vᵀ - v·wᵀ for
// u = τ·(x - γ·v), w = τ·(z - γ·v). Rows j and above, which v does not touch, see u = τ·x alone.
func fused(tier simd.Tier, n int, b []float64, ldb int, tau []float64, work *arena.Arena) {
	defer work.Release(work.Mark())
	rows := (n + 3) &^ 3
	u, y := work.Zeros(rows), work.Zeros(rows)
	vRow, xRow := work.Zeros(max(rows, ldb)), work.Zeros(max(rows, ldb))
	vCol, wCol, xCol, z := work.Zeros(ldb), work.Zeros(ldb), work.Zeros(ldb), work.Zeros(ldb)
	column := work.Zeros(rows)
	for j := 0; j+2 < n; j++ {
		// Column j as the pending update leaves it.
		for i := range n {
			column[i] = b[i*ldb+j] - u[i]*vCol[j] - vRow[i]*wCol[j]
		}
		beta, t := Reflector(column[j+1 : n])
		tau[j] = t
		clear(xRow[:j+1])
		copy(xRow[j+1:n], column[j+1:n])
		xRow[j+1] = 1
		copy(xCol, xRow[:ldb])
		// The update is done for columns up to j; the pass must leave them alone, and starts at a full vector.
		clear(vCol[:j+1])
		clear(wCol[:j+1])
		lo := (j + 1) &^ 7
		top := j &^ 3 // rows above are past: v is zero there, and so was the last one
		pass := householder.Pass{A: b[lo:], Lda: ldb, U: u[:top], Y: y[:top], VColumns: vCol[lo:], XColumns: xCol[lo:]}
		pass.Run(tier)
		pass = householder.Pass{A: b[top*ldb+lo:], Lda: ldb, U: u[top:rows], V: vRow[top:rows], X: xRow[top:rows], Y: y[top:rows],
			VColumns: vCol[lo:], W: wCol[lo:], XColumns: xCol[lo:], Z: z[lo:]}
		pass.Run(tier)
		for i := range j + 1 {
			b[i*ldb+j] = column[i]
		}
		b[(j+1)*ldb+j] = beta
		for i := j + 2; i < n; i++ {
			b[i*ldb+j] = column[i]
		}
		gamma := t * blas.Dot(n-j-1, xRow[j+1:], 1, y[j+1:], 1) / 2
		for i := range n {
			u[i] = t * (y[i] - gamma*xRow[i])
		}
		for i := j + 1; i < n; i++ {
			wCol[i] = t * (z[i] - gamma*xRow[i])
		}
		vRow, xRow = xRow, vRow
		vCol, xCol = xCol, vCol
	}
	// What the last reflector left pending.
	for i := range n {
		row := b[i*ldb : (i+1)*ldb]
		for c := max(n-2, 0); c < n; c++ {
			row[c] -= u[i]*vCol[c] + vRow[i]*wCol[c]
		}
	}
}

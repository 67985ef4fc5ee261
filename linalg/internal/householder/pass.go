package householder

import (
	"fmt"

	"tandem/parallel/simd"
)

// A Pass is one step of an unblocked two-sided reduction over a matrix that stays in the cache: it applies the rank-2
// update that the last reflector left, A -= u·vᵀ + v·wᵀ, and in the same sweep forms the products of the updated A with
// the next vector, y = A·x and z = xᵀ·A. Each element is loaded and stored once for four multiply-adds.
//
// A has len(U) rows, a multiple of 4, and len(W) columns, a multiple of 8, that lie Lda apart. U, V, X, Y belong to the
// rows; VColumns, W, XColumns, Z to the columns (v and x in two places, since either side may be a part of the matrix).
//
// Rows that a reduction has passed see updates from the right alone. For them V, X, W and Z are nil: A -= u·vᵀ, y = A·x.
type Pass struct {
	A                     []float64
	Lda                   int
	U, V, X, Y            []float64
	VColumns, W, XColumns []float64
	Z                     []float64
}

// pass is a Pass as the assembly reads it: every field is a word.
type pass struct {
	a                *float64
	lda, rows, cols  int
	u, v, x          *float64
	vc, wc, xc, y, z *float64
}

// Run does the pass. It overwrites Y and Z.
func (p *Pass) Run(tier simd.Tier) {
	rows, cols := len(p.U), len(p.XColumns)
	oneSided := p.Z == nil
	if rows%4 != 0 || cols%8 != 0 || len(p.Y) != rows || len(p.VColumns) != cols ||
		!oneSided && (len(p.V) != rows || len(p.X) != rows || len(p.W) != cols || len(p.Z) != cols) {
		panic(fmt.Sprintf("householder: pass over %d×%d with vectors of %d, %d, %d rows and %d, %d, %d columns", rows, cols,
			len(p.V), len(p.X), len(p.Y), len(p.VColumns), len(p.W), len(p.Z)))
	}
	clear(p.Z)
	if rows == 0 || cols == 0 {
		clear(p.Y)
		return
	}
	_ = p.A[(rows-1)*p.Lda+cols-1]
	if tier == simd.Portable {
		p.runGo()
		return
	}
	f := pass{a: &p.A[0], lda: p.Lda, rows: rows, cols: cols, u: &p.U[0], vc: &p.VColumns[0], xc: &p.XColumns[0], y: &p.Y[0]}
	if !oneSided {
		f.v, f.x, f.wc, f.z = &p.V[0], &p.X[0], &p.W[0], &p.Z[0]
	}
	fused(tier, &f, oneSided)
}

func (p *Pass) runGo() {
	cols := len(p.XColumns)
	vc, xc := p.VColumns[:cols], p.XColumns
	for i := range p.U {
		row := p.A[i*p.Lda : i*p.Lda+cols]
		var lane [8]float64
		for j, e := range row {
			e -= float64(vc[j] * p.U[i])
			if p.Z != nil {
				e -= float64(p.W[j] * p.V[i])
				p.Z[j] += float64(e * p.X[i])
			}
			row[j] = e
			lane[j%8] += float64(xc[j] * e)
		}
		p.Y[i] = ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]))
	}
}

package complexschur

// The rotations of a pass on the rest of the matrix. Columns to the right of the window and the rows of Z see them from the left,
// rows above the window from the right. Either way the work is cut into strips of 16 columns (rows), worked through run by run
// while they are in the first cache. Whole strips of columns are worked in place; rows are transposed into a buffer and back,
// and a last strip that is narrower is copied. Strips do not depend on one another: threads share them.

import (
	"sync"

	"tandem/linalg/internal/rotation"
)

const (
	width     = rotation.Width
	stripRows = 2*chainBulges + passSteps + 4
)

type strip [stripRows * width]complex128

var strips = sync.Pool{New: func() any { return new(strip) }}

// spread applies the runs to rows first to w0-1, to columns w1 to last-1 and to Z.
func (p *problem) spread(runs []run, w0, w1, first, last int) {
	lo, hi := w1, w0 // rows (columns) that the rotations touch
	for _, r := range runs {
		if len(r.rotations) > 0 {
			lo, hi = min(lo, r.row), max(hi, r.row+len(r.rotations)+1)
		}
	}
	count := func(n int) int { return max(n+width-1, 0) / width }
	right, above, z := count(last-w1), count(w0-first), 0
	if p.Z != nil {
		z = count(p.Cols)
	}
	team := p.team
	if right+above+z < 8 {
		team = serial // less work than it takes to share it
	}
	team.For(right+above+z, 1, func(from, to int) {
		buf := strips.Get().(*strip)
		defer strips.Put(buf)
		for i := from; i < to; i++ {
			switch {
			case i < right:
				c := w1 + i*width
				p.fromLeft(buf, runs, p.H[lo*p.Ldh+c:], p.Ldh, lo, hi, min(width, last-c))
			case i < right+above:
				r := first + (i-right)*width
				p.fromRight(buf, runs, p.H[r*p.Ldh+lo:], lo, hi, min(width, w0-r))
			default:
				c := (i - right - above) * width
				p.fromLeft(buf, runs, p.Z[lo*p.Ldz+c:], p.Ldz, lo, hi, min(width, p.Cols-c))
			}
		}
	})
}

// fromLeft applies runs to rows lo to hi-1, cols ≤ 16 columns of them, at a.
func (p *problem) fromLeft(buf *strip, runs []run, a []complex128, lda, lo, hi, cols int) {
	if cols == width {
		for _, r := range runs {
			if len(r.rotations) > 0 {
				rotation.Chain(p.tier, a[(r.row-lo)*lda:], lda, r.rotations)
			}
		}
		return
	}
	for i := range hi - lo {
		row := buf[i*width : (i+1)*width]
		clear(row[copy(row, a[i*lda:i*lda+cols]):])
	}
	for _, r := range runs {
		if len(r.rotations) > 0 {
			rotation.Chain(p.tier, buf[(r.row-lo)*width:], width, r.rotations)
		}
	}
	for i := range hi - lo {
		copy(a[i*lda:i*lda+cols], buf[i*width:])
	}
}

// fromRight applies runs to columns lo to hi-1, rows ≤ 16 rows of them, at a.
func (p *problem) fromRight(buf *strip, runs []run, a []complex128, lo, hi, rows int) {
	if rows < width {
		clear(buf[:(hi-lo)*width])
	}
	rotation.Transpose(p.tier, buf[:], width, a, p.Ldh, rows, hi-lo)
	for _, r := range runs {
		if len(r.conjugates) > 0 {
			rotation.Chain(p.tier, buf[(r.row-lo)*width:], width, r.conjugates)
		}
	}
	rotation.Transpose(p.tier, a, p.Ldh, buf[:], width, hi-lo, rows)
}

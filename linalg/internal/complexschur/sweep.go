package complexschur

// A sweep drives a chain of small bulges through the active block: bulge j follows bulge j-1 at a distance of two rows, and each
// carries one shift. The chain moves in passes of a few rows. The bulges of a pass live in a window, a copy of the diagonal
// block they move through; there every rotation acts at once, from both sides. What the pass does to the rest of the matrix
// follows in strips (strip.go).

import (
	"sync"

	"tandem/linalg/internal/rotation"
)

const (
	chainBulges = 12 // bulges of a chain: more shifts make more chains
	passSteps   = 24 // rows that a chain moves in a pass
)

// A run is what one bulge does in a pass: rotations of rows row and row+1 and so on downwards, and their conjugates.
type run struct {
	row                   int
	rotations, conjugates []rotation.Rotation
}

// A motion is what a chain does in a pass.
type motion struct {
	runs                  [chainBulges]run
	rotations, conjugates [chainBulges * passSteps]rotation.Rotation
}

var motions = sync.Pool{New: func() any { return new(motion) }}

// sweep applies the shifts to the block of rows top to bot-1.
func (p *problem) sweep(top, bot int, shifts []complex128) {
	for len(shifts) > 0 {
		if p.ctx.Err() != nil {
			return
		}
		n := min(chainBulges, len(shifts))
		p.chain(top, bot, shifts[:n])
		shifts = shifts[n:]
	}
}

// chain drives one chain through the block. At time s bulge j annihilates column top-1+s-2j, by a rotation of the two rows below;
// column top-1 stands for its introduction. The last rotation is that for column bot-3.
func (p *problem) chain(top, bot int, shifts []complex128) {
	bulges := len(shifts)
	end := bot - top - 1 + 2*(bulges-1) // one past the time when the last bulge leaves
	m := motions.Get().(*motion)
	defer motions.Put(m)
	first, last := p.rest(top, bot)
	for from := 0; from < end; from += passSteps {
		to := min(from+passSteps, end)
		column := func(s, j int) int { return top - 1 + s - 2*j }
		w0, w1 := bot, top // the window
		runs := m.runs[:bulges]
		for j := range runs {
			runs[j] = run{}
			lo, hi := max(column(from, j), top-1), min(column(to, j), bot-2) // the columns that bulge j meets in this pass
			if lo >= hi {
				continue
			}
			w0, w1 = min(w0, max(lo, top)), max(w1, min(hi+3, bot))
			at := j * passSteps
			runs[j] = run{lo + 1, m.rotations[at : at : at+passSteps], m.conjugates[at : at : at+passSteps]}
		}
		w1 = min((w1+3)&^3, bot) // strips start at whole cache lines
		p.chase(runs, w0, w1, top, bot, from, to, shifts)
		p.spread(runs, w0, w1, first, last)
	}
}

// chase moves the bulges through the window of rows w0 to w1-1 from time from to time to, and fills in the rotations of runs.
func (p *problem) chase(runs []run, w0, w1, top, bot, from, to int, shifts []complex128) {
	defer p.work.Release(p.work.Mark())
	n := w1 - w0
	ld := stride(n)
	h := p.work.ComplexZeros(n * ld)
	// Bulges reach two rows below the diagonal.
	for i := range n {
		lo := max(i-2, 0)
		copy(h[i*ld+lo:i*ld+n], p.H[(w0+i)*p.Ldh+w0+lo:])
	}
	for s := from; s < to; s++ {
		for j := range runs {
			q := top - 1 + s - 2*j
			if q < top-1 || q > bot-3 {
				continue // not yet in the block, or out of it
			}
			k := q + 1 - w0 // the first row of the rotation, in the window
			var r rotation.Rotation
			if q < top {
				r, _ = rotation.Make(h[k*ld+k]-shifts[j], h[(k+1)*ld+k])
			} else {
				r, h[k*ld+k-1] = rotation.Make(h[k*ld+k-1], h[(k+1)*ld+k-1])
				h[(k+1)*ld+k-1] = 0
			}
			rotation.Rows(p.tier, h[k*ld+k:], ld, n-k, &r)
			rotation.Columns(p.tier, h[k:], ld, min(k+3, n), &r)
			runs[j].rotations = append(runs[j].rotations, r)
			runs[j].conjugates = append(runs[j].conjugates, r.Conj())
		}
	}
	for i := range n {
		lo := max(i-2, 0)
		copy(p.H[(w0+i)*p.Ldh+w0+lo:(w0+i)*p.Ldh+w1], h[i*ld+lo:])
	}
}

package schur

// A sweep drives a chain of small bulges through the active block: bulge j follows bulge j-1 at a distance of three rows,
// and each carries two shifts. The chain moves in passes of a few rows. The bulges of a pass live in a window, a copy of
// the diagonal block they move through; there every reflector acts at once, from both sides. What the pass does to the
// rest of the matrix follows in strips (strip.go).

import (
	"sync"

	"tandem/linalg/internal/householder"
)

const (
	chainBulges = 8  // bulges of a chain: more shifts make more chains
	passSteps   = 24 // rows that a chain moves in a pass
)

// A run is what one bulge does in a pass: reflectors on rows row, row+1, row+2 and so on downwards.
type run struct {
	row        int
	reflectors []householder.Reflector
}

// A motion is what a chain does in a pass.
type motion struct {
	runs       [chainBulges]run
	reflectors [chainBulges * passSteps]householder.Reflector
}

var motions = sync.Pool{New: func() any { return new(motion) }}

// sweep applies the shifts, an even number of them in pairs, to the block of rows top to bot-1.
func (p *problem) sweep(top, bot int, re, im []float64) {
	for len(re) > 0 {
		if p.ctx.Err() != nil {
			return
		}
		n := min(2*chainBulges, len(re))
		p.chain(top, bot, re[:n], im[:n])
		re, im = re[n:], im[n:]
	}
}

// chain drives one chain through the block. At time s bulge j annihilates column top-1+s-3j, by a reflector on the three
// rows below; column top-1 stands for its introduction. The last reflector of a bulge, for column bot-3, has two rows.
func (p *problem) chain(top, bot int, re, im []float64) {
	bulges := len(re) / 2
	end := bot - top - 1 + 3*(bulges-1) // one past the time when the last bulge leaves
	m := motions.Get().(*motion)
	defer motions.Put(m)
	first, last := p.rest(top, bot)
	for from := 0; from < end; from += passSteps {
		to := min(from+passSteps, end)
		column := func(s, j int) int { return top - 1 + s - 3*j }
		// The columns that bulge j meets in this pass.
		span := func(j int) (lo, hi int) { return max(column(from, j), top-1), min(column(to, j), bot-2) }
		w0, w1 := bot, top // the window
		runs := m.runs[:bulges]
		for j := range runs {
			runs[j] = run{}
			lo, hi := span(j)
			if lo >= hi {
				continue
			}
			w0, w1 = min(w0, max(lo, top)), max(w1, min(hi+4, bot))
			runs[j] = run{lo + 1, m.reflectors[j*passSteps : j*passSteps : (j+1)*passSteps]}
		}
		w1 = min((w1+7)&^7, bot) // strips start at whole cache lines
		p.chase(runs, w0, w1, top, bot, from, to, re, im)
		p.spread(runs, w0, w1, first, last)
	}
}

// chase moves the bulges through the window of rows w0 to w1-1 from time from to time to, and fills in the reflectors of
// runs.
func (p *problem) chase(runs []run, w0, w1, top, bot, from, to int, re, im []float64) {
	defer p.work.Release(p.work.Mark())
	n := w1 - w0
	l := local{n: n, ld: stride(n)}
	l.t = p.work.Zeros((n + 4) * l.ld)
	// Bulges reach three rows below the diagonal.
	for i := range n {
		lo := max(i-3, 0)
		copy(l.t[i*l.ld+lo:i*l.ld+n], p.H[(w0+i)*p.Ldh+w0+lo:])
	}
	h, ld := l.t, l.ld
	for s := from; s < to; s++ {
		for j := range runs {
			q := top - 1 + s - 3*j
			if q < top-1 || q > bot-3 {
				continue // not yet in the block, or out of it
			}
			k := q + 1 - w0 // the first row of the reflector, in the window
			var x, y, z float64
			if q < top {
				x, y, z = firstColumn(h, ld, k, re[2*j], im[2*j], re[2*j+1], im[2*j+1])
			} else {
				x, y = h[k*ld+k-1], h[(k+1)*ld+k-1]
				if q < bot-3 {
					z = h[(k+2)*ld+k-1]
				}
			}
			r, beta := householder.Make(x, y, z)
			if q >= top {
				h[k*ld+k-1], h[(k+1)*ld+k-1] = beta, 0
				if q < bot-3 {
					h[(k+2)*ld+k-1] = 0
				}
			}
			householder.Rows(p.tier, h[k*ld+k:], ld, n-k, &r)
			householder.Columns(p.tier, h[k:], ld, min(k+4, n), &r)
			runs[j].reflectors = append(runs[j].reflectors, r)
		}
	}
	for i := range n {
		lo := max(i-3, 0)
		copy(p.H[(w0+i)*p.Ldh+w0+lo:(w0+i)*p.Ldh+w1], h[i*ld+lo:])
	}
}

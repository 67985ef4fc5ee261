package schur

// Aggressive early deflation (Braman, Byers, Mathias, part II). The window at the end of the active block is brought to
// Schur form, which turns the one subdiagonal entry before it into a spike: a column of as many entries. Where the spike
// is negligible its eigenvalue has converged. The others are moved up; then the window is brought back to Hessenberg form.

import (
	"context"
	"math"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/hessenberg"
)

// patience is the number of eigenvalues in a row that have not converged after which testSpike takes it that no other has: to
// move each of them to the top, which brings the next one into place, costs more than what is rarely found behind.
const patience = 2

// deflate looks for converged eigenvalues in the last window rows of the block of rows top to bot-1, more than window,
// and splits them off. It returns how many there were, and the eigenvalues of the rest of the window, from which shifts
// may be taken: as pairs (re, im).
func (p *problem) deflate(top, bot, window int) (found int, rest [][2]float64) {
	defer p.work.Release(p.work.Mark())
	k := bot - window
	spike := p.H[k*p.Ldh+k-1]
	l := p.newLocal(window, true)
	l.load(p.H, p.Ldh, k)
	re, im := p.work.Floats(window), p.work.Floats(window)
	failed := p.solveLocal(&l, re, im)
	left := p.testSpike(&l, spike, failed)
	found = window - left
	for i := failed; i < window; {
		if l.size(i) == 1 {
			re[i], im[i] = l.t[i*l.ld+i], 0
			i++
			continue
		}
		at := l.t[i*l.ld+i:]
		re[i], im[i], re[i+1], im[i+1] = eigenvalues2(at[0], at[1], at[l.ld], at[l.ld+1])
		i += 2
	}
	copy(p.Re[k+left:bot], re[left:])
	copy(p.Im[k+left:bot], im[left:])
	rest = make([][2]float64, 0, left)
	for i := failed; i < left; i++ {
		rest = append(rest, [2]float64{re[i], im[i]})
	}
	if found == 0 {
		return 0, rest // nothing changed in h
	}
	if left > 1 {
		l.foldSpike(left, p.Full, p.work)
	}
	p.H[k*p.Ldh+k-1] = 0
	if left > 0 {
		p.H[k*p.Ldh+k-1] = spike * l.v[0]
	}
	l.store(p.H, p.Ldh, k)
	first, last := p.rest(top, bot)
	cols := left // the columns of deflated eigenvalues are of no more use to the eigenvalues alone
	if p.Full {
		cols = window
	}
	p.applyDense(&l, cols, k, first, last)
	return found, rest
}

// solveLocal brings a window to Schur form, by this very iteration if it is large.
func (p *problem) solveLocal(l *local, re, im []float64) (failed int) {
	if l.n <= p.tune.small {
		return l.francis(p.tier, true, re, im)
	}
	inner := problem{
		Problem: Problem{N: l.n, Hi: l.n, H: l.t, Ldh: l.ld, Z: l.v, Ldz: l.ld, Cols: l.n, Full: true, Re: re, Im: im},
		ctx:     p.ctx, tier: p.tier, tune: p.tune, work: p.work,
	}
	failed, err := inner.iterate()
	if err != nil { // cancelled: the caller sees it in ctx
		return l.n
	}
	return failed
}

// testSpike moves the eigenvalues of the window that have not converged to its top, behind the first failed rows, which
// are not in Schur form, and returns the number of rows they take. The spike is spike·(first row of the transformation).
func (p *problem) testSpike(l *local, spike float64, failed int) int {
	ld := l.ld
	left, kept := l.n, failed
	misses := 0
	for kept < left {
		pair := left >= 2 && left-2 >= kept && l.t[(left-1)*ld+left-2] != 0
		var size, at float64
		var rows int
		if pair {
			rows = 2
			size = math.Abs(l.t[(left-1)*ld+left-1]) +
				math.Sqrt(math.Abs(l.t[(left-1)*ld+left-2]))*math.Sqrt(math.Abs(l.t[(left-2)*ld+left-1]))
			at = max(math.Abs(spike*l.v[(left-1)*ld]), math.Abs(spike*l.v[(left-2)*ld]))
		} else {
			rows = 1
			size = math.Abs(l.t[(left-1)*ld+left-1])
			at = math.Abs(spike * l.v[(left-1)*ld])
		}
		if size == 0 {
			size = math.Abs(spike)
		}
		if at <= max(tiny, ulp*size) {
			left -= rows
			misses = 0
			continue
		}
		if misses++; misses == patience {
			break
		}
		// Where an exchange was refused, what is above stays where it is.
		kept = l.moveUp(p.tier, left-rows, kept) + rows
	}
	return left
}

// foldSpike reflects the first left entries of the spike onto the first of them and restores the Hessenberg form of
// these rows. Without full only the leading left columns of the window are kept right.
func (l *local) foldSpike(left int, full bool, work *arena.Arena) {
	defer work.Release(work.Mark())
	ld := l.ld
	v, tau := work.Floats(left), work.Floats(l.n)
	for i := range v {
		v[i] = l.v[i*ld]
	}
	_, t := hessenberg.Reflector(v)
	v[0] = 1
	cols := left
	if full {
		cols = l.n
	}
	w := work.Floats(l.n)
	fromLeft := func(a []float64, cols int) {
		blas.Gemv(serial, true, left, cols, t, a, ld, v, 1, 0, w, 1)
		blas.Ger(serial, left, cols, -1, v, 1, w, 1, a, ld)
	}
	fromLeft(l.t, cols)
	blas.Gemv(serial, false, left, left, t, l.t, ld, v, 1, 0, w, 1)
	blas.Ger(serial, left, left, -1, w, 1, v, 1, l.t, ld)
	fromLeft(l.v, l.n)
	hessenberg.Reduce(context.Background(), serial, l.n, 0, left, l.t, ld, tau, !full, work)
	hessenberg.TransposedTimes(serial, 0, left, l.t, ld, tau, l.n, l.v, ld, work)
	for i := 2; i < left; i++ {
		clear(l.t[i*ld : i*ld+i-1])
	}
}

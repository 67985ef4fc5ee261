package complexschur

// Aggressive early deflation (Braman, Byers, Mathias, part II). The window at the end of the active block is brought to Schur form,
// which turns the one subdiagonal entry before it into a spike: a column of as many entries. Where the spike is negligible its
// eigenvalue has converged. The others are moved up; then the window is brought back to Hessenberg form.

import (
	"cmp"
	"context"
	"slices"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
)

// patience is the number of eigenvalues in a row that have not converged after which testSpike takes it that no other has: to move
// each of them to the top, which brings the next one into place, costs more than what is rarely found behind.
const patience = 2

// deflate looks for converged eigenvalues in the last window rows of the block of rows top to bot-1, more than window, and splits
// them off. It returns how many there were, and the eigenvalues of the rest of the window, from which shifts may be taken.
func (p *problem) deflate(top, bot, window int) (found int, rest []complex128) {
	defer p.work.Release(p.work.Mark())
	k := bot - window
	spike := p.H[k*p.Ldh+k-1]
	l := p.newLocal(window, true)
	l.load(p.H, p.Ldh, k)
	failed := p.solveLocal(&l, p.work.Complex(window))
	left := p.testSpike(&l, spike, failed)
	found = window - left
	for i := left; i < window; i++ {
		p.W[k+i] = l.t[i*l.ld+i]
	}
	for i := failed; i < left; i++ {
		rest = append(rest, l.t[i*l.ld+i])
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
func (p *problem) solveLocal(l *local, w []complex128) (failed int) {
	if l.n <= p.tune.small {
		return l.qr(p.tier, true, w)
	}
	inner := problem{
		Problem: Problem{N: l.n, Hi: l.n, H: l.t, Ldh: l.ld, Z: l.v, Ldz: l.ld, Cols: l.n, Full: true, W: w},
		ctx:     p.ctx, tier: p.tier, tune: p.tune, work: p.work,
	}
	failed, err := inner.iterate()
	if err != nil { // cancelled: the caller sees it in ctx
		return l.n
	}
	return failed
}

// testSpike moves the eigenvalues of the window that have not converged to its top, behind the first failed rows, which are not in
// Schur form, and returns the number of rows they take. The spike is spike·(first column of Vᴴ).
func (p *problem) testSpike(l *local, spike complex128, failed int) int {
	left, kept := l.n, failed
	misses := 0
	for kept < left {
		size := abs1(l.t[(left-1)*l.ld+left-1])
		if size == 0 {
			size = abs1(spike)
		}
		if abs1(spike*l.v[(left-1)*l.ld]) <= max(tiny, ulp*size) {
			left--
			misses = 0
			continue
		}
		if misses++; misses == patience {
			break
		}
		l.moveUp(p.tier, left-1, kept)
		kept++
	}
	return left
}

// foldSpike reflects the first left entries of the spike onto the first of them and restores the Hessenberg form of these rows.
// Without full only the leading left columns of the window are kept right.
func (l *local) foldSpike(left int, full bool, work *arena.Arena) {
	defer work.Release(work.Mark())
	ld := l.ld
	v, tau := work.Complex(left), work.Floats(l.n)
	for i := range v {
		v[i] = l.v[i*ld]
	}
	t := complex(reflector(v), 0)
	v[0] = 1
	cols := left
	if full {
		cols = l.n
	}
	w := work.Complex(l.n)
	fromLeft := func(a []complex128, cols int) {
		blas.Zgemv(serial, blas.ConjTrans, left, cols, t, a, ld, v, 1, 0, w, 1)
		blas.Zgerc(serial, left, cols, -1, v, 1, w, 1, a, ld)
	}
	fromLeft(l.t, cols)
	blas.Zgemv(serial, blas.NoTrans, left, left, t, l.t, ld, v, 1, 0, w, 1)
	blas.Zgerc(serial, left, left, -1, w, 1, v, 1, l.t, ld)
	fromLeft(l.v, l.n)
	_ = Reduce(context.Background(), serial, l.n, 0, left, l.t, ld, tau, !full, work) // errors are the context's alone
	adjointTimes(0, left, l.t, ld, tau, l.n, l.v, ld, work)
	for i := 2; i < left; i++ {
		clear(l.t[i*ld : i*ld+i-1])
	}
}

// chooseShifts returns want shifts or fewer: eigenvalues of the deflation window that have not converged, else of the trailing rows
// of the block, or, every sixth round without a deflation, numbers from the subdiagonal, which break cycles.
func (p *problem) chooseShifts(top, bot, want int, window []complex128, stuck int) []complex128 {
	h, ld := p.H, p.Ldh
	if stuck > 0 && stuck%6 == 0 {
		var shifts []complex128
		for i := bot - 1; i > max(bot-1-want, top+1); i-- {
			shifts = append(shifts, h[i*ld+i]+complex(0.75*abs1(h[i*ld+i-1]), 0))
		}
		return shifts
	}
	if len(window) <= want/2 {
		window = p.trailing(bot, min(want, bot-top))
	}
	// Large ones first, and of these the last: the smaller shifts converge faster to what is at the end of the block.
	slices.SortStableFunc(window, func(a, b complex128) int { return cmp.Compare(abs1(b), abs1(a)) })
	return window[max(0, len(window)-want):]
}

// trailing returns the eigenvalues of the last n rows and columns before row bot.
func (p *problem) trailing(bot, n int) []complex128 {
	defer p.work.Release(p.work.Mark())
	l := p.newLocal(n, false)
	l.load(p.H, p.Ldh, bot-n)
	w := make([]complex128, n)
	return w[l.qr(p.tier, false, w):]
}

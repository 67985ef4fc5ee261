package schur

// Shifts for a sweep: eigenvalues of the deflation window that have not converged, in pairs of conjugates or of reals.

import (
	"cmp"
	"math"
	"slices"

	"tandem/parallel"
)

var serial parallel.Team

// chooseShifts returns want shifts, an even number, or fewer: shifts 2i and 2i+1 are conjugate or both real. They come
// from window, else from the trailing rows of the block, or, every sixth round without a deflation, from the subdiagonal,
// which breaks cycles.
func (p *problem) chooseShifts(top, bot, want int, window [][2]float64, stuck int) (re, im []float64) {
	h, ld := p.H, p.Ldh
	if stuck > 0 && stuck%6 == 0 {
		for i := bot - 1; i > max(bot-1-want, top+1) && len(re)+2 <= want; i -= 2 {
			s := math.Abs(h[i*ld+i-1]) + math.Abs(h[(i-1)*ld+i-2])
			a := 0.75*s + h[i*ld+i]
			root := math.Sqrt(0.4375) * s
			re, im = append(re, a, a), append(im, root, -root)
		}
		return re, im
	}
	if len(window) <= want/2 {
		window = p.trailing(bot, min(want, bot-top))
	}
	// Large ones first, and of these the last: the smaller shifts converge faster to what is at the end of the block. The
	// two of a pair have one magnitude and stay together, since the sort is stable.
	slices.SortStableFunc(window, func(a, b [2]float64) int {
		return cmp.Compare(math.Abs(b[0])+math.Abs(b[1]), math.Abs(a[0])+math.Abs(a[1]))
	})
	var pairs, reals [][2]float64
	for i := 0; i < len(window); i++ {
		if window[i][1] == 0 {
			reals = append(reals, window[i])
		} else if i+1 < len(window) && window[i+1][1] == -window[i][1] {
			pairs = append(pairs, window[i], window[i+1])
			i++
		}
	}
	if len(reals)%2 == 1 {
		reals = reals[1:]
	}
	if len(pairs)+len(reals) == 0 {
		return nil, nil
	}
	// A single pair of reals: the better one twice.
	if len(reals) == 2 && len(pairs) == 0 {
		corner := h[(bot-1)*ld+bot-1]
		if math.Abs(reals[0][0]-corner) < math.Abs(reals[1][0]-corner) {
			reals[1] = reals[0]
		} else {
			reals[0] = reals[1]
		}
	}
	all := append(pairs, reals...)
	if len(all) > want {
		all = all[len(all)-want:]
	}
	for _, s := range all {
		re, im = append(re, s[0]), append(im, s[1])
	}
	return re, im
}

// trailing returns the eigenvalues of the last n rows and columns before row bot.
func (p *problem) trailing(bot, n int) [][2]float64 {
	defer p.work.Release(p.work.Mark())
	l := p.newLocal(n, false)
	l.load(p.H, p.Ldh, bot-n)
	re, im := p.work.Floats(n), p.work.Floats(n)
	failed := l.francis(p.tier, false, re, im)
	list := make([][2]float64, 0, n)
	for i := failed; i < n; i++ {
		list = append(list, [2]float64{re[i], im[i]})
	}
	return list
}

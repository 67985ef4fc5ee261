package tridiagonal

import (
	"context"
	"math"
	"runtime"
	"sync/atomic"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// From a band matrix to a tridiagonal one, the second of two stages (Lang, SIAM J. Sci. Comput. 14, 1993). Sweep s clears
// row s beside its first off-diagonal element by a reflector of order b, which fills the block right of the band that
// it meets; of that bulge only the first row is cleared, by the reflector of the next step, b rows further down, and so on to
// the end. What the bulges leave behind is where the next sweep's bulges come to lie.
//
// Step p of sweep s needs step p+1 of sweep s−1 and touches nothing that later steps of that sweep touch. So sweeps run in
// groups, one step behind the other, over a window of the band that stays in the cache; and a group on another core
// follows two windows behind. Every element meets the same operations in the same order however many cores there are.

const (
	chaseGroup = 8  // sweeps of a group, and steps of a window
	chaseShift = 16 // groups between two looks at the context: some 3 ms at n = 2000
)

// banded is a symmetric matrix of bandwidth band with room for the bulges: element (i, j), i ≤ j < i+2·band, at i·ld + j.
// So blocks are matrices with leading dimension ld. Beyond the last row there are zeros, so that all blocks are whole.
type banded struct {
	n int
	a []float64
}

const bandLD = 2 * band

func newBanded(n int, work *arena.Arena) *banded {
	return &banded{n, work.Zeros((n+2*band)*(bandLD+1) + bandLD)}
}

func (b *banded) at(i, j int) int { return i*bandLD + j }

// steps returns the number of steps of sweep s.
func (b *banded) steps(s int) int { return (b.n - s - 2 + band) / band }

// chase makes b tridiagonal.
func (b *banded) chase(ctx context.Context, t parallel.Team) error {
	groups := (max(0, b.n-2) + chaseGroup - 1) / chaseGroup
	for first := 0; first < groups; first += chaseShift {
		if err := ctx.Err(); err != nil {
			return err
		}
		b.shift(t, first, min(chaseShift, groups-first))
	}
	return nil
}

// shift runs count groups from the first-th on. Whoever of the team comes takes the next group; the windows done of each
// group are counted, and all groups before one that is taken are in hand or done, so that nobody waits in vain.
func (b *banded) shift(t parallel.Team, first, count int) {
	var next atomic.Int64
	done := make([]paddedNumber, count)
	t.For(min(t.Threads(), count, maxShares), 1, func(lo, hi int) {
		c := &chaser{banded: b, tier: simd.Active()}
		for range hi - lo {
			for g := int(next.Add(1)) - 1; g < count; g = int(next.Add(1)) - 1 {
				var before *paddedNumber
				if g > 0 {
					before = &done[g-1]
				}
				c.group((first+g)*chaseGroup, before, &done[g])
			}
		}
	})
}

// chaser is the working memory of one member of the team: the current reflector of each sweep of a group.
type chaser struct {
	*banded
	tier    simd.Tier
	v       [chaseGroup][band]float64
	tau     [chaseGroup]float64
	u, x, z [band]float64
}

// group makes the sweeps from s on, each one step behind the one before, and counts windows in done. It keeps two windows
// behind the group before.
func (c *chaser) group(s int, before, done *paddedNumber) {
	defer done.Store(math.MaxInt64) // also when it panics, so that the others do not wait for ever
	sweeps := min(chaseGroup, c.n-2-s)
	end := c.steps(s) + sweeps - 1
	for window := 0; window*chaseGroup < end; window++ {
		for looks := 1; before != nil && before.Load() < int64(window+2); looks++ {
			if looks%256 == 0 {
				runtime.Gosched()
			}
		}
		for p := window * chaseGroup; p < min(end, (window+1)*chaseGroup); p++ {
			for i := max(0, p-end+1); i <= min(p, sweeps-1); i++ {
				if p-i < c.steps(s+i) {
					c.step(s+i, i, p-i)
				}
			}
		}
		done.Store(int64(window + 1))
	}
}

// step is step p of sweep s, whose reflector is v[i].
func (c *chaser) step(s, i, p int) {
	a, v := c.a, c.v[i][:]
	r := s + 1 + p*band
	if p == 0 {
		c.reflect(v, i, a[c.at(s, r):])
	}
	kernel.ChaseDiagonal(c.tier, a[c.at(r, r):], bandLD, v, c.tau[i], c.z[:])
	if r+band >= c.n {
		return
	}
	block := a[c.at(r, r+band):]
	kernel.ChaseLeft(c.tier, block, bandLD, v, c.tau[i], c.u[:], c.x[:])
	beta, tau := Reflect(c.x[:])
	kernel.ChaseRight(c.tier, block, bandLD, v, c.u[:], c.x[:], tau, c.z[:])
	clear(block[1:band])
	block[0], c.tau[i], c.v[i] = beta, tau, c.x
}

// reflect clears row but for its first element and keeps the reflector as the i-th.
func (c *chaser) reflect(v []float64, i int, row []float64) {
	copy(v, row[:band])
	beta, tau := Reflect(v)
	c.tau[i] = tau
	clear(row[1:band])
	row[0] = beta
}

package integrate

// Adaptive Monte Carlo: VEGAS (Lepage, J. Comput. Phys. 27, 1978) with adaptive stratification (Lepage, J. Comput. Phys.
// 439, 2021). A separable map, piecewise linear in each dimension, concentrates samples where the integrand is large; the
// unit cube of the mapped variables is cut into cells, which get samples in proportion to the spread found in them, to the
// power β. Both adapt from round to round.

import (
	"context"
	"fmt"
	"math"

	"tandem/parallel"
)

const (
	vegasBins = 512     // of the map in each dimension, a tenth of the samples at most
	mostBins  = 1 << 22 // in all dimensions
	mostCells = 1 << 22 // so that what is kept of each fits into some 100 MB

	fewestSamples = 16   // in an iteration
	vegasα        = 0.5  // damping of the map
	vegasβ        = 0.75 // damping of the stratification
)

// Vegas integrates f over a box, limits may be infinite. It suits integrands with peaks that a change of scale along the
// axes can flatten. AbsErr is one standard error. The first third of the iterations adapts only; the status is Untrusted if
// the iterations that measure disagree by more than chance explains (χ² beyond its 0.1% point).
func Vegas(ctx context.Context, f func(x []float64) float64, lo, hi []float64, opts MCOptions) (Result, error) {
	b, err := newBox("Vegas", f, lo, hi)
	if err == nil {
		err = opts.check("Vegas")
	}
	if err != nil {
		return Result{}, err
	}
	rounds := opts.Iterations
	if rounds == 0 {
		rounds = min(10, opts.samples()/fewestSamples)
	}
	if opts.samples() < rounds*fewestSamples {
		return Result{}, fmt.Errorf("integrate: Vegas with %d samples in %d iterations: at least %d in each", opts.samples(), rounds, fewestSamples)
	}
	v := newVegas(f, b, opts, opts.samples()/rounds)
	if opts.Concurrent {
		v.team = parallel.TeamOf(ctx)
	}
	warm := rounds / 3
	var n, squares float64
	var means, variances twofold
	var r Result
	for round := 0; round < rounds; round++ {
		mean, variance := v.round(ctx, round)
		r.Evals += v.taken
		if err := ctx.Err(); err != nil {
			r.Status = TooManyEvals
			return r, err
		}
		if v.bad != nil {
			return notFinite(Result{Evals: r.Evals, Intervals: v.cells}, v.bad), nil
		}
		if round == 0 && v.scale == 1 {
			if v.scale = scaleFor(v.top); v.scale != 1 {
				v.reset()
				round--
				continue
			}
		}
		if round < warm && round < rounds-1 {
			continue
		}
		// All rounds weigh the same: weights from their own estimated variances would favour rounds that missed a peak.
		n++
		means = means.add(mean)
		variances = variances.add(variance)
		squares += mean * mean
		r.Value, r.AbsErr, r.Intervals = b.sign*means.value()/n/v.scale, math.Sqrt(variances.value())/n/v.scale, v.cells
		if average := variances.value() / n; n >= 2 && average > 0 {
			χ2 := max(0, squares-means.value()*means.value()/n) / average
			r.Status = Converged
			if χ2 > chiSquareTail(n-1) {
				r.Status = Untrusted
			}
		}
		r.judge(b.volume())
		if opts.Progress != nil {
			opts.Progress(r)
		}
	}
	return r, nil
}

// chiSquareTail returns the 0.1% point of χ² with n degrees of freedom (Wilson and Hilferty's cube root).
func chiSquareTail(n float64) float64 {
	k := 2 / (9 * n)
	t := 1 - k + 3.0902*math.Sqrt(k)
	return n * t * t * t
}

type vegas struct {
	f     func(x []float64) float64
	box   *box
	opts  MCOptions
	team  parallel.Team
	bins  int         // of each dimension
	grid  [][]float64 // their borders, in units of its range
	k     int         // cells in each dimension
	cells int
	share []float64 // of the samples, for each cell
	per   int       // samples in a round
	taken int
	scale float64 // of the values, a power of two
	top   float64 // the largest size in a round
	bad   *NonFiniteError
}

func newVegas(f func(x []float64) float64, b *box, opts MCOptions, per int) *vegas {
	d := len(b.lo)
	v := &vegas{f: f, box: b, opts: opts, per: per, k: 1, cells: 1, scale: 1}
	v.bins = min(vegasBins, max(v.per/10, 4), max(mostBins/d, 1))
	// At least four samples to a cell on average, so that half of them can follow the spread.
	for math.Pow(float64(v.k+1), float64(d)) <= min(float64(v.per)/4, mostCells) {
		v.k++
	}
	for range d {
		v.cells *= v.k
	}
	v.share = make([]float64, v.cells)
	v.reset()
	return v
}

// reset makes the map even and the shares equal.
func (v *vegas) reset() {
	v.grid = nil
	for range v.box.lo {
		borders := make([]float64, v.bins+1)
		for j := range borders {
			borders[j] = float64(j) / float64(v.bins)
		}
		v.grid = append(v.grid, borders)
	}
	for i := range v.share {
		v.share[i] = 1 / float64(v.cells)
	}
}

// samples returns how many samples cell i gets: two, and its share of the rest.
func (v *vegas) samples(i int) int {
	return 2 + int(v.share[i]*float64(max(0, v.per-2*v.cells)))
}

// A tally is what a block of cells adds to a round.
type tally struct {
	sum, variance twofold
	squares       []float64 // Σ of squares by dimension and bin
	weights       []float64 // and of the samples' weights
	taken         int
	top           float64
	bad           *NonFiniteError
}

// round samples all cells once, adapts the map and the shares, and returns the mean and its variance.
func (v *vegas) round(ctx context.Context, round int) (mean, variance float64) {
	d := len(v.grid)
	spread := make([]float64, v.cells)
	// Every block holds all bins: there are at most 1024, fewer where the bins are many.
	blocks := min(1024, max(64, mostBins/(d*v.bins)))
	block := max(1, int(streamBlock*float64(v.cells)/float64(v.per)), (v.cells+blocks-1)/blocks)
	volume := v.box.volume()
	total := parallel.Reduce(v.team, v.cells, block, func(first, last int) tally {
		if ctx.Err() != nil {
			return tally{}
		}
		t := tally{squares: make([]float64, d*v.bins), weights: make([]float64, d*v.bins)}
		r := stream("mc-vegas", v.opts.Seed, uint64(round), uint64(first/block))
		u, x, bin := make([]float64, d), make([]float64, d), make([]int, d)
		for cell := first; cell < last; cell++ {
			n := v.samples(cell)
			var m moments
			for sample := range n {
				if sample%streamBlock == 0 && ctx.Err() != nil {
					return t
				}
				jac, at := volume, cell
				for i := range u {
					y := (float64(at%v.k) + open(r)) / float64(v.k) * float64(v.bins)
					at /= v.k
					j := min(int(y), v.bins-1)
					width := v.grid[i][j+1] - v.grid[i][j]
					u[i] = v.box.lo[i] + (v.box.hi[i]-v.box.lo[i])*(v.grid[i][j]+width*(y-float64(j)))
					jac *= width * float64(v.bins)
					bin[i] = j
				}
				fx := mapped(v.f, v.box, u, x, v.scale) * jac
				if !finite(fx) {
					t.bad = &NonFiniteError{x[0], fx}
					return t
				}
				m.add(fx)
				for i, j := range bin {
					t.squares[i*v.bins+j] += fx * fx / float64(n)
					t.weights[i*v.bins+j] += 1 / float64(n)
				}
			}
			cellMean, stderr := m.meanAndError()
			t.sum = t.sum.add(cellMean)
			t.variance = t.variance.add(stderr * stderr)
			spread[cell] = stderr * math.Sqrt(float64(n)) // blocks write distinct cells
			t.taken += n
			t.top = max(t.top, m.top)
		}
		return t
	}, func(a, b tally) tally {
		if a.bad == nil {
			a.bad = b.bad
		}
		if len(a.squares) != len(b.squares) { // one was cancelled
			return tally{}
		}
		for i := range a.squares {
			a.squares[i] += b.squares[i]
			a.weights[i] += b.weights[i]
		}
		return tally{join(a.sum, b.sum), join(a.variance, b.variance), a.squares, a.weights, a.taken + b.taken, max(a.top, b.top), a.bad}
	})
	v.taken, v.top, v.bad = total.taken, total.top, total.bad
	if v.bad == nil && ctx.Err() == nil {
		// The mean square in each bin, not the sum: how many samples a bin got is chance.
		for i, w := range total.weights {
			switch {
			case w > 0:
				total.squares[i] /= w
			case i%v.bins > 0: // nothing fell into it: as its neighbour
				total.squares[i] = total.squares[i-1]
			}
		}
		for i := range v.grid {
			refine(v.grid[i], total.squares[i*v.bins:(i+1)*v.bins])
		}
		sum := 0.0
		for i, s := range spread {
			spread[i] = math.Pow(s, vegasβ)
			sum += spread[i]
		}
		for i, s := range spread {
			if sum > 0 {
				v.share[i] = s / sum
			}
		}
	}
	cells := float64(v.cells)
	return total.sum.value() / cells, total.variance.value() / (cells * cells)
}

// refine moves the borders so that every new bin holds the same share of the damped weights: Lepage's smoothing over
// neighbours and compression ((1−w)/ln(1/w))^α.
func refine(borders, weight []float64) {
	n := len(weight)
	smooth := make([]float64, n)
	total := 0.0
	for i := range weight {
		switch i {
		case 0:
			smooth[i] = (7*weight[0] + weight[1]) / 8
		case n - 1:
			smooth[i] = (weight[n-2] + 7*weight[n-1]) / 8
		default:
			smooth[i] = (weight[i-1] + 6*weight[i] + weight[i+1]) / 8
		}
		total += smooth[i]
	}
	if !(total > 0) || !finite(total) {
		return
	}
	sum := 0.0
	for i, s := range smooth {
		w := s / total
		switch {
		case w <= 0:
			smooth[i] = 0
		case w >= 1:
			smooth[i] = 1
		default:
			smooth[i] = math.Pow((1-w)/math.Log(1/w), vegasα)
		}
		sum += smooth[i]
	}
	out := make([]float64, n+1)
	out[n] = borders[n]
	out[0] = borders[0]
	bin, used := 0, 0.0 // used: weight before bin
	for k := 1; k < n; k++ {
		want := sum * float64(k) / float64(n)
		for bin < n-1 && used+smooth[bin] < want {
			used += smooth[bin]
			bin++
		}
		part := 1.0
		if smooth[bin] > 0 {
			part = min(1, (want-used)/smooth[bin])
		}
		out[k] = borders[bin] + (borders[bin+1]-borders[bin])*part
	}
	copy(borders, out)
}

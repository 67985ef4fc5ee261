package integrate

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"tandem/parallel"
)

// MCOptions steer Monte Carlo integration. The zero value takes 100,000 samples with seed 0.
type MCOptions struct {
	Samples    int    // evaluations in all; 0 is 100,000
	Seed       uint64 // of the random streams: the same seed gives the same digits on any number of threads
	Iterations int    // Vegas: rounds of adaptation and measurement; 0 is 10. Others ignore it
	Concurrent bool   // the integrand may be called from several goroutines at once

	// Progress, if not nil, is told from time to time how many evaluations are done and what the result is so far.
	Progress func(Result)
}

func (o MCOptions) samples() int {
	if o.Samples == 0 {
		return 100_000
	}
	return o.Samples
}

func (o MCOptions) check(name string) error {
	if o.Samples < 0 || (o.Samples > 0 && o.Samples < 16) || o.Samples > 1<<48 {
		return fmt.Errorf("integrate: %s with %d samples: at least 16", name, o.Samples)
	}
	if o.Iterations < 0 || o.Iterations > 10_000 {
		return fmt.Errorf("integrate: %s with %d iterations: from 1 to 10000", name, o.Iterations)
	}
	return nil
}

// streamBlock is the number of samples that share a random stream. A constant, so that the digits do not depend on the
// split.
const streamBlock = 1024

// stream returns the random numbers of one block of one round: ChaCha8 keyed by all three.
func stream(tag string, seed, round, block uint64) *rand.Rand {
	var key [32]byte
	copy(key[:8], tag)
	binary.LittleEndian.PutUint64(key[8:], seed)
	binary.LittleEndian.PutUint64(key[16:], round)
	binary.LittleEndian.PutUint64(key[24:], block)
	return rand.New(rand.NewChaCha8(key))
}

// moments accumulates values and squares, both exactly but for the last bits of the low parts, so that what is left of the squares
// beside the mean is right however small it is.
type moments struct {
	n          int
	sum, sumSq twofold
	top        float64 // the largest size
	bad        *NonFiniteError
}

func (m *moments) add(v float64) {
	m.n++
	m.sum = m.sum.add(v)
	square := v * v
	m.sumSq = m.sumSq.add(square)
	m.sumSq.lo += math.FMA(v, v, -square)
	m.top = max(m.top, math.Abs(v))
}

func joinMoments(a, b moments) moments {
	if a.bad == nil {
		a.bad = b.bad
	}
	return moments{a.n + b.n, join(a.sum, b.sum), join(a.sumSq, b.sumSq), max(a.top, b.top), a.bad}
}

// meanAndError returns the mean and its standard error.
func (m moments) meanAndError() (mean, stderr float64) {
	n := float64(m.n)
	mean = m.sum.value() / n
	// Σv² − (Σv)²/n in two parts each.
	square := m.sum.hi * m.sum.hi
	low := math.FMA(m.sum.hi, m.sum.hi, -square) + float64(2*m.sum.hi*m.sum.lo)
	part := square / n
	low = (math.FMA(-part, n, square) + low) / n
	spread := max(0, (m.sumSq.hi-part)+(m.sumSq.lo-low))
	return mean, math.Sqrt(spread / (n - 1) / n)
}

// scaleFor returns the power of two that brings values of at most the given size near 1, if their squares are not numbers or are
// too small, and 1 if they are fine as they are.
func scaleFor(top float64) float64 {
	if top == 0 || top > 1e-100 && top < 1e100 {
		return 1
	}
	return math.Ldexp(1, -max(-1000, min(1000, math.Ilogb(top))))
}

// MonteCarlo integrates f over a box, limits may be infinite, by plain random sampling: the error falls with the square root
// of the samples in any dimension. AbsErr of the result is one standard error, not a bound: about 95% of results lie
// within two. The status is Converged unless f was not finite, the result is beyond the largest number, or every sample was 0.
func MonteCarlo(ctx context.Context, f func(x []float64) float64, lo, hi []float64, opts MCOptions) (Result, error) {
	b, err := newBox("MonteCarlo", f, lo, hi)
	if err == nil {
		err = opts.check("MonteCarlo")
	}
	if err != nil {
		return Result{}, err
	}
	d, n := len(lo), opts.samples()
	volume := b.volume()
	sample := func(from, to int, scale float64) moments {
		var m moments
		if ctx.Err() != nil {
			return m
		}
		u, x := make([]float64, d), make([]float64, d)
		r := stream("mc-plain", opts.Seed, 0, uint64(from/streamBlock))
		for range to - from {
			for i := range u {
				u[i] = b.lo[i] + (b.hi[i]-b.lo[i])*open(r)
			}
			v := mapped(f, b, u, x, scale)
			if !finite(v) {
				m.bad = &NonFiniteError{x[0], v}
				return m
			}
			m.add(v)
		}
		return m
	}
	return accumulate(ctx, n, opts, b.sign*volume, sample)
}

// open returns a random number strictly between 0 and 1.
func open(r *rand.Rand) float64 { return (float64(r.Uint64()>>12) + 0.5) * 0x1p-52 }

// accumulate runs sample over all blocks in sections, so that progress can be told and ctx noticed.
func accumulate(ctx context.Context, n int, opts MCOptions, volume float64, sample func(from, to int, scale float64) moments) (Result, error) {
	var team parallel.Team
	if opts.Concurrent {
		team = parallel.TeamOf(ctx)
	}
	const section = 256 * streamBlock
	var all moments
	var r Result
	scale := 1.0
	for from := 0; from < n; from += section {
		to := min(from+section, n)
		run := func() moments {
			return parallel.Reduce(team, to-from, streamBlock, func(lo, hi int) moments { return sample(from+lo, from+hi, scale) }, joinMoments)
		}
		part := run()
		if from == 0 {
			if scale = scaleFor(part.top); scale != 1 {
				part = run()
			}
		}
		if err := ctx.Err(); err != nil {
			r.Status = TooManyEvals
			return r, err
		}
		all = joinMoments(all, part)
		mean, stderr := all.meanAndError()
		r = Result{Value: volume * mean / scale, AbsErr: math.Abs(volume) * stderr / scale, Evals: all.n, Intervals: 1}
		if all.bad != nil {
			return notFinite(r, all.bad), nil
		}
		r.judge(volume)
		if opts.Progress != nil {
			opts.Progress(r)
		}
	}
	return r, nil
}

// notFinite returns r as the result of an integrand that was not finite.
func notFinite(r Result, bad *NonFiniteError) Result {
	r.Value, r.AbsErr, r.Status, r.Abscissa = math.NaN(), math.Inf(1), NonFinite, bad.X
	return r
}

// judge withdraws Converged from a value beyond the largest number, and from samples that were 0 throughout.
func (r *Result) judge(volume float64) {
	switch {
	case !finite(r.Value), math.IsNaN(r.AbsErr):
		r.Status = Divergent
	case r.Value == 0 && r.AbsErr == 0 && volume != 0:
		r.Status = Untrusted
	}
}

// Stratified integrates f over a box cut into equal cells, k in each dimension with k the largest for which every cell
// gets two samples: the error falls faster than MonteCarlo's where f is smooth, in few dimensions. See MonteCarlo.
func Stratified(ctx context.Context, f func(x []float64) float64, lo, hi []float64, opts MCOptions) (Result, error) {
	b, err := newBox("Stratified", f, lo, hi)
	if err == nil {
		err = opts.check("Stratified")
	}
	if err != nil {
		return Result{}, err
	}
	d := len(lo)
	k := 1
	for math.Pow(float64(k+1), float64(d))*2 <= float64(opts.samples()) {
		k++
	}
	cells := 1
	for range d {
		cells *= k
	}
	per := opts.samples() / cells
	// The sum of the cells' means has the sum of their variances.
	type strata struct {
		sum, variance twofold
		n             int
		top           float64
		bad           *NonFiniteError
	}
	scale := 1.0
	var team parallel.Team
	if opts.Concurrent {
		team = parallel.TeamOf(ctx)
	}
	block := max(1, streamBlock/per)
	sample := func(first, last int) (s strata) {
		if ctx.Err() != nil {
			return s
		}
		u, x := make([]float64, d), make([]float64, d)
		r := stream("mc-strat", opts.Seed, 0, uint64(first/block))
		for cell := first; cell < last; cell++ {
			var m moments
			for range per {
				at := cell
				for i := range u {
					u[i] = b.lo[i] + (b.hi[i]-b.lo[i])*(float64(at%k)+open(r))/float64(k)
					at /= k
				}
				v := mapped(f, b, u, x, scale)
				if !finite(v) {
					s.bad = &NonFiniteError{x[0], v}
					return s
				}
				m.add(v)
			}
			mean, stderr := m.meanAndError()
			s.sum = s.sum.add(mean)
			s.variance = s.variance.add(stderr * stderr)
			s.n += m.n
			s.top = max(s.top, m.top)
		}
		return s
	}
	both := func(a, b strata) strata {
		if a.bad == nil {
			a.bad = b.bad
		}
		return strata{join(a.sum, b.sum), join(a.variance, b.variance), a.n + b.n, max(a.top, b.top), a.bad}
	}
	var total strata
	var r Result
	section := 256 * block
	for from := 0; from < cells; from += section {
		to := min(from+section, cells)
		run := func() strata {
			return parallel.Reduce(team, to-from, block, func(lo, hi int) strata { return sample(from+lo, from+hi) }, both)
		}
		part := run()
		if from == 0 {
			if scale = scaleFor(part.top); scale != 1 {
				part = run()
			}
		}
		if err := ctx.Err(); err != nil {
			r.Status = TooManyEvals
			return r, err
		}
		total = both(total, part)
		unit := b.volume() / float64(to) // as if the cells so far were all
		r = Result{Value: b.sign * unit * total.sum.value() / scale, AbsErr: unit * math.Sqrt(total.variance.value()) / scale, Evals: total.n, Intervals: cells}
		if total.bad != nil {
			return notFinite(r, total.bad), nil
		}
		r.judge(b.volume())
		if opts.Progress != nil {
			opts.Progress(r)
		}
	}
	return r, nil
}

// mapped evaluates f at the point of u, which it leaves in x, times a scale and the Jacobian.
func mapped(f func(x []float64) float64, b *box, u, x []float64, scale float64) float64 {
	jac := b.x(u, x)
	return f(x) * scale * jac
}

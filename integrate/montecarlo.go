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

// moments accumulates values and squares with compensation.
type moments struct {
	n          int
	sum, sumSq twofold
	bad        *NonFiniteError
}

func (m *moments) add(v float64) {
	m.n++
	m.sum = m.sum.add(v)
	m.sumSq = m.sumSq.add(v * v)
}

func joinMoments(a, b moments) moments {
	if a.bad == nil {
		a.bad = b.bad
	}
	return moments{a.n + b.n, join(a.sum, b.sum), join(a.sumSq, b.sumSq), a.bad}
}

// meanAndError returns the mean and its standard error.
func (m moments) meanAndError() (mean, stderr float64) {
	n := float64(m.n)
	mean = m.sum.value() / n
	variance := max(0, m.sumSq.value()/n-mean*mean) * n / (n - 1)
	return mean, math.Sqrt(variance / n)
}

// MonteCarlo integrates f over a box, limits may be infinite, by plain random sampling: the error falls with the square root
// of the samples in any dimension. AbsErr of the result is one standard error, not a bound: about 95% of results lie
// within two. The status is Converged unless f was not finite.
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
	sample := func(from, to int) moments {
		var m moments
		u, x := make([]float64, d), make([]float64, d)
		r := stream("mc-plain", opts.Seed, 0, uint64(from/streamBlock))
		for range to - from {
			for i := range u {
				u[i] = b.lo[i] + (b.hi[i]-b.lo[i])*open(r)
			}
			v := mapped(f, b, u, x)
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
func accumulate(ctx context.Context, n int, opts MCOptions, scale float64, sample func(from, to int) moments) (Result, error) {
	var team parallel.Team
	if opts.Concurrent {
		team = parallel.TeamOf(ctx)
	}
	const section = 256 * streamBlock
	var all moments
	var r Result
	for from := 0; from < n; from += section {
		to := min(from+section, n)
		part := parallel.Reduce(team, to-from, streamBlock, func(lo, hi int) moments { return sample(from+lo, from+hi) }, joinMoments)
		all = joinMoments(all, part)
		mean, stderr := all.meanAndError()
		r = Result{Value: scale * mean, AbsErr: math.Abs(scale) * stderr, Evals: all.n, Intervals: 1}
		r.overflow()
		if all.bad != nil {
			r.Value, r.AbsErr, r.Status, r.Abscissa = math.NaN(), math.Inf(1), NonFinite, all.bad.X
			return r, nil
		}
		if opts.Progress != nil {
			opts.Progress(r)
		}
		if err := ctx.Err(); err != nil {
			r.Status = TooManyEvals
			return r, err
		}
	}
	return r, nil
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
		bad           *NonFiniteError
	}
	var team parallel.Team
	if opts.Concurrent {
		team = parallel.TeamOf(ctx)
	}
	block := max(1, streamBlock/per)
	sample := func(first, last int) (s strata) {
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
				v := mapped(f, b, u, x)
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
		}
		return s
	}
	both := func(a, b strata) strata {
		if a.bad == nil {
			a.bad = b.bad
		}
		return strata{join(a.sum, b.sum), join(a.variance, b.variance), a.n + b.n, a.bad}
	}
	var total strata
	var r Result
	section := 256 * block
	for from := 0; from < cells; from += section {
		to := min(from+section, cells)
		total = both(total, parallel.Reduce(team, to-from, block, func(lo, hi int) strata { return sample(from+lo, from+hi) }, both))
		scale := b.volume() / float64(to) // as if the cells so far were all
		r = Result{Value: b.sign * scale * total.sum.value(), AbsErr: scale * math.Sqrt(total.variance.value()), Evals: total.n, Intervals: cells}
		r.overflow()
		if total.bad != nil {
			r.Value, r.AbsErr, r.Status, r.Abscissa = math.NaN(), math.Inf(1), NonFinite, total.bad.X
			return r, nil
		}
		if opts.Progress != nil {
			opts.Progress(r)
		}
		if err := ctx.Err(); err != nil {
			r.Status = TooManyEvals
			return r, err
		}
	}
	return r, nil
}

// overflow withdraws Converged from a value beyond the largest number.
func (r *Result) overflow() {
	if !finite(r.Value) {
		r.Status = Divergent
	}
}

// mapped evaluates f at the point of u, which it leaves in x, times the Jacobian.
func mapped(f func(x []float64) float64, b *box, u, x []float64) float64 {
	jac := b.x(u, x)
	return f(x) * jac
}

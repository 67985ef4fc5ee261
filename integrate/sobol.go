package integrate

// Quasi-Monte Carlo: Sobol's sequence (1967) with the direction numbers of Joe and Kuo (SIAM J. Sci. Comput. 30, 2008) in up
// to 21 dimensions, and Owen's nested uniform scrambling by hashing (Owen 1995; Laine and Karras 2011), which keeps the
// evenness of the points and makes each replicate an unbiased sample: replicates give honest error bars.

import (
	"context"
	"fmt"
	"math"
	"math/bits"

	"tandem/parallel"
)

// sobolSeeds holds, from the second dimension on, the degree and the inner coefficients of a primitive polynomial over
// GF(2), and the first direction numbers.
var sobolSeeds = []struct {
	degree, inner uint32
	m             []uint32
}{
	{1, 0, []uint32{1}},
	{2, 1, []uint32{1, 3}},
	{3, 1, []uint32{1, 3, 1}},
	{3, 2, []uint32{1, 1, 1}},
	{4, 1, []uint32{1, 1, 3, 3}},
	{4, 4, []uint32{1, 3, 5, 13}},
	{5, 2, []uint32{1, 1, 5, 5, 17}},
	{5, 4, []uint32{1, 1, 5, 5, 5}},
	{5, 7, []uint32{1, 1, 7, 11, 19}},
	{5, 11, []uint32{1, 1, 5, 1, 1}},
	{5, 13, []uint32{1, 1, 1, 3, 11}},
	{5, 14, []uint32{1, 3, 5, 5, 31}},
	{6, 1, []uint32{1, 3, 3, 9, 7, 49}},
	{6, 13, []uint32{1, 1, 1, 15, 21, 21}},
	{6, 16, []uint32{1, 3, 1, 13, 27, 49}},
	{6, 19, []uint32{1, 1, 1, 15, 7, 5}},
	{6, 22, []uint32{1, 3, 1, 15, 13, 25}},
	{6, 25, []uint32{1, 1, 5, 5, 19, 61}},
	{7, 1, []uint32{1, 3, 7, 11, 23, 15, 103}},
	{7, 4, []uint32{1, 3, 7, 13, 13, 15, 69}},
}

const (
	sobolBits  = 32
	replicates = 16
)

// directions returns the direction numbers of d dimensions as fractions of 2³².
func directions(d int) [][sobolBits]uint32 {
	v := make([][sobolBits]uint32, d)
	for j := range sobolBits {
		v[0][j] = 1 << (31 - j)
	}
	for i := 1; i < d; i++ {
		s := sobolSeeds[i-1]
		n := int(s.degree)
		for j := range sobolBits {
			if j < n {
				v[i][j] = s.m[j] << (31 - j)
				continue
			}
			x := v[i][j-n] ^ v[i][j-n]>>n
			for k := 1; k < n; k++ {
				if s.inner>>(n-1-k)&1 == 1 {
					x ^= v[i][j-k]
				}
			}
			v[i][j] = x
		}
	}
	return v
}

// scramble permutes the bits of x below each of its leading ones at random: a hash in which every bit depends only on the
// seed and on the bits above it (Laine and Karras 2011, with Vegdahl's constants of 2018 for the even multipliers).
func scramble(x, seed uint32) uint32 {
	x = bits.Reverse32(x)
	x ^= x * 0x3d20adea
	x += seed
	x *= (seed >> 16) | 1
	x ^= x * 0x05526c56
	x ^= x * 0x53a22864
	return bits.Reverse32(x)
}

// QuasiMonteCarlo integrates f over a box of up to 21 dimensions, limits may be infinite, by 16 independently scrambled
// Sobol sequences of a power of two of points each, as many as the samples allow. For smooth integrands the error falls
// nearly with the number of samples. AbsErr is one standard error, from the spread of the replicates.
func QuasiMonteCarlo(ctx context.Context, f func(x []float64) float64, lo, hi []float64, opts MCOptions) (Result, error) {
	b, err := newBox("QuasiMonteCarlo", f, lo, hi)
	if err == nil {
		err = opts.check("QuasiMonteCarlo")
	}
	if err != nil {
		return Result{}, err
	}
	d := len(lo)
	if d > len(sobolSeeds)+1 {
		return Result{}, fmt.Errorf("integrate: QuasiMonteCarlo in %d dimensions: at most %d; use Vegas or MonteCarlo", d, len(sobolSeeds)+1)
	}
	n := 1
	for 2*n*replicates <= opts.samples() && n < 1<<31 {
		n *= 2
	}
	v := directions(d)
	var team parallel.Team
	if opts.Concurrent {
		team = parallel.TeamOf(ctx)
	}
	var all moments
	var r Result
	scale := 1.0
	for rep := 0; rep < replicates; rep++ {
		seeds := make([]uint32, d)
		random := stream("qmc-owen", opts.Seed, 0, uint64(rep))
		for i := range seeds {
			seeds[i] = random.Uint32()
		}
		m := parallel.Reduce(team, n, streamBlock, func(first, last int) (m moments) {
			if ctx.Err() != nil {
				return m
			}
			u, x := make([]float64, d), make([]float64, d)
			for at := first; at < last; at++ {
				for i := range u {
					var bitsOf uint32
					for g, j := uint32(at), 0; g != 0; g, j = g>>1, j+1 {
						if g&1 == 1 {
							bitsOf ^= v[i][j]
						}
					}
					p := (float64(scramble(bitsOf, seeds[i])) + 0.5) * 0x1p-32
					u[i] = b.lo[i] + (b.hi[i]-b.lo[i])*p
				}
				fx := mapped(f, b, u, x, scale)
				if !finite(fx) {
					m.bad = &NonFiniteError{x[0], fx}
					return m
				}
				m.add(fx)
			}
			return m
		}, joinMoments)
		if err := ctx.Err(); err != nil {
			r.Status = TooManyEvals
			return r, err
		}
		if m.bad != nil {
			return notFinite(r, m.bad), nil
		}
		if rep == 0 && scale == 1 {
			if scale = scaleFor(m.top); scale != 1 {
				rep--
				continue
			}
		}
		all.add(m.sum.value() / float64(n))
		volume := b.volume() / scale
		r = Result{Value: b.sign * volume * all.sum.value() / float64(all.n), AbsErr: math.Inf(1), Evals: (rep + 1) * n, Intervals: 1}
		if rep > 0 {
			_, stderr := all.meanAndError()
			r.AbsErr = volume * stderr
		}
		r.judge(volume)
		if opts.Progress != nil {
			opts.Progress(r)
		}
	}
	return r, nil
}

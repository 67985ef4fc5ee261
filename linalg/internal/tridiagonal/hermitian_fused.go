package tridiagonal

import (
	"context"
	"math"

	"tandem/linalg/internal/arena"
	"tandem/linalg/internal/blas"
	"tandem/linalg/internal/kernel"
	"tandem/parallel"
	"tandem/parallel/simd"
)

// The reduction of a Hermitian matrix near the processor, without panels: the rank-2 update of one step and the product of
// the next are one pass (kernel.HermitianStep) over a copy in which real and imaginary parts lie apart, in blocks of eight.

const parts = kernel.ComplexBlock

// hermitianFusion is the state between steps. Rows and vectors are indexed like the trailing matrix of order n that was
// copied, whose row 0 is row first of the whole; they are filled up by zeros to whole blocks.
type hermitianFusion struct {
	*HermitianReduction
	first, n  int
	tier      simd.Tier
	a         []float64
	ld, width int // real numbers from row to row, and in a vector
	v, w, x   []float64
	y         [maxShares][]float64
}

// finish reduces the trailing matrix from row j on.
func (r *HermitianReduction) finish(ctx context.Context, t parallel.Team, j int, work *arena.Arena) error {
	defer work.Release(work.Mark())
	n := r.N - j
	f := &hermitianFusion{HermitianReduction: r, first: j, n: n, tier: simd.Active()}
	f.width = 2 * ((n + parts - 1) &^ (parts - 1))
	f.ld = f.width | 2*parts // an odd number of blocks, so that rows do not compete for the same places of a cache
	f.a = work.Floats(n * f.ld)
	f.v, f.w, f.x = work.Zeros(f.width), work.Zeros(f.width), work.Zeros(f.width)
	for i := range hermitianShares(n) {
		f.y[i] = work.Zeros(f.width)
	}
	for i := range n {
		row := f.a[i*f.ld : i*f.ld+f.width]
		clear(row[kernel.ComplexAt(i)&^(2*parts-1):])
		split(r.A[(j+i)*r.LDA+j+i:(j+i)*r.LDA+r.N], i, row)
	}
	for k := 0; k < n; {
		if err := ctx.Err(); err != nil {
			return err
		}
		m := n - k
		to := min(n, k+max(1, shift/(16*m*m)))
		if hermitianShares(m) == 1 {
			f.steps(nil, k, to)
		} else {
			together(t, func(c *crew) { f.steps(c, k, to) })
		}
		k = to
	}
	return nil
}

// split writes x to elements from, from+1 … of a vector of blocks.
func split(x []complex128, from int, dst []float64) {
	for i, z := range x {
		p := kernel.ComplexAt(from + i)
		dst[p], dst[p+parts] = real(z), imag(z)
	}
}

// hermitianShares returns the number of shares of a triangle of m rows: see shareCount.
func hermitianShares(m int) int {
	count := 1
	for count < maxShares && m >= count*shareRows/2 {
		count *= 2
	}
	return count
}

func (f *hermitianFusion) steps(c *crew, j, to int) {
	n := f.n
	for ; j < to; j++ {
		row := f.a[j*f.ld : j*f.ld+f.width]
		// Row j as the pending update leaves it; what is added to y here does not count.
		kernel.HermitianStep(f.tier, j, j+1, f.width/2, f.a, f.ld, f.v, f.w, f.x, f.y[0])
		f.D[f.first+j] = row[kernel.ComplexAt(j)]
		if j == n-1 {
			return
		}
		k := j + 1
		from := kernel.ComplexAt(k) &^ (2*parts - 1) // the block where the vectors begin
		x := f.x
		for p := from; p < f.width; p += 2 * parts {
			for q := p; q < p+parts; q++ {
				x[q], x[q+parts] = row[q], -row[q+parts]
			}
		}
		for i := (k &^ (parts - 1)); i < k; i++ {
			p := kernel.ComplexAt(i)
			x[p], x[p+parts] = 0, 0
		}
		beta, tau := reflectParts(x[from:], kernel.ComplexAt(k)-from)
		f.E[f.first+j], f.Tau[f.first+j] = beta, tau
		f.pass(c, k, from)
		y := f.y[0][from:]
		for i := (k &^ (parts - 1)); i < k; i++ {
			p := kernel.ComplexAt(i) - from
			y[p], y[p+parts] = 0, 0
		}
		// w = τ·A·v − ½|τ|²(vᴴA·v)·v
		x = x[from:]
		tr, ti := real(tau), imag(tau)
		alpha := -0.5 * (float64(tr*tr) + float64(ti*ti)) * blas.Dot(len(x), x, 1, y, 1)
		for p := 0; p < len(y); p += 2 * parts {
			yr, yi, xr, xi := y[p:p+parts], y[p+parts:p+2*parts], x[p:p+parts], x[p+parts:p+2*parts]
			for q, re := range yr {
				im := yi[q]
				yr[q] = float64(tr*re) - float64(ti*im) + float64(alpha*xr[q])
				yi[q] = float64(tr*im) + float64(ti*re) + float64(alpha*xi[q])
			}
		}
		out := f.A[(f.first+j)*f.LDA+f.first+k : (f.first+j)*f.LDA+f.N]
		for i := range out {
			p := kernel.ComplexAt(k + i)
			out[i] = complex(f.x[p], f.x[p+parts])
		}
		f.v, f.x = f.x, f.v
		f.w, f.y[0] = f.y[0], f.w
	}
}

// pass applies the pending update to the rows from k on and sets y[0] to their product with x. Blocks before from are zero.
func (f *hermitianFusion) pass(c *crew, k, from int) {
	m := f.n - k
	count := hermitianShares(m)
	share := func(i int) {
		lo, hi := k+shareBorder(m, i, count), k+shareBorder(m, i+1, count)
		clear(f.y[i][from:])
		kernel.HermitianStep(f.tier, lo, hi, f.width/2, f.a, f.ld, f.v, f.w, f.x, f.y[i])
	}
	if count == 1 {
		share(0)
		return
	}
	c.share(count, share)
	for i := 1; i < count; i++ {
		blas.Axpy(f.width-from, 1, f.y[i][from:], 1, f.y[0][from:], 1)
	}
}

// reflectParts is reflectComplex for a vector of blocks whose first element is at p, with zeros before it.
func reflectParts(x []float64, p int) (beta float64, tau complex128) {
	re, im := x[p], x[p+parts]
	x[p], x[p+parts] = 0, 0
	rest := norm(x)
	if rest == 0 && im == 0 {
		clear(x)
		x[p] = 1
		return re, 0
	}
	beta = -math.Copysign(math.Hypot(math.Hypot(re, im), rest), re)
	tau = complex((beta-re)/beta, -im/beta)
	// Divide by the pivot α − β.
	dr, di := re-beta, im
	d := math.Hypot(dr, di)
	sr, si := dr/d, -di/d
	if 1/d < hugeSquare {
		sr, si = sr/d, si/d
		d = 1
	}
	for b := 0; b < len(x); b += 2 * parts {
		xr, xi := x[b:b+parts], x[b+parts:b+2*parts]
		for q, r := range xr {
			i := xi[q]
			xr[q], xi[q] = float64(r*sr)-float64(i*si), float64(r*si)+float64(i*sr)
		}
	}
	if d != 1 {
		for i := range x {
			x[i] /= d
		}
	}
	x[p] = 1
	return beta, tau
}
